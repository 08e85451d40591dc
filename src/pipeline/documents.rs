//! Every page read and parsed; those that are as they were before are not.
//!
//! In: the source tree, what was parsed before. Out: a [`Parsed`] a page, in the order of the tree.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::check;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diags, REPLACED};
use crate::fs::{Fs, Stat};
use crate::highlight::Highlighter;
use crate::ids::{Key, SrcPath};
use crate::parse::{self, Document, Kind, ParseOptions};
use crate::scan::{SourcePage, SourceTree};
use crate::site;

/// A page that was parsed.
#[derive(Clone)]
pub(super) struct Parsed {
    pub(super) document: Arc<Document>,
    /// What was found in it, looked at by itself.
    pub(super) diags: Arc<Diags>,
    /// What was known of the file unopened, if that tells whether it is the same still.
    stat: Option<Stat>,
    way: Way,
    /// The language it was parsed for.
    locale: Arc<str>,
}

/// How a page is parsed.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Way {
    smart_punctuation: bool,
    scenario: bool,
    blocks: bool,
    sanitize: bool,
}

/// How pages are read.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) fs: &'a dyn Fs,
    pub(super) config: &'a Config,
    pub(super) highlighter: &'a Highlighter,
    /// The moment before the files were looked at, in nanoseconds since 1970.
    pub(super) at: i64,
    /// Whether all pages are cut into blocks.
    pub(super) blocks: bool,
}

impl Reader<'_> {
    /// Reads and parses the pages of the tree. `before` is what was parsed of them earlier, in any order. Pages that are cut into
    /// blocks at once are those of the keys that `likely` has: it is of no consequence but for time.
    pub(super) fn all(self, tree: &SourceTree, before: &[Parsed], likely: &HashSet<&Key>) -> Vec<Parsed> {
        // Most often no file came or went, and each page is where it was.
        let same = before.len() == tree.pages.len()
            && before.iter().zip(&tree.pages).all(|(parsed, page)| parsed.document.file == page.file);
        let by_file: HashMap<&SrcPath, usize> = if same {
            HashMap::new()
        } else {
            before.iter().enumerate().map(|(i, parsed)| (&parsed.document.file, i)).collect()
        };
        let earlier = |i: usize| {
            let i = if same { Some(i) } else { by_file.get(&tree.pages[i].file).copied() };
            i.map(|i| &before[i])
        };
        let smart = self.config.html.smart_punctuation;
        let way = |page: &SourcePage| Way {
            smart_punctuation: smart,
            scenario: false,
            blocks: self.blocks || likely.contains(&page.key),
            sanitize: self.config.html.sanitize,
        };
        let mut parsed: Vec<Parsed> = tree
            .pages
            .par_iter()
            .enumerate()
            .map(|(i, page)| match earlier(i) {
                Some(known) => {
                    let smart_punctuation = known.way.smart_punctuation && smart;
                    self.again(page, known, Way { smart_punctuation, sanitize: self.config.html.sanitize, ..known.way })
                }
                None => self.page(page, way(page)),
            })
            .collect();
        // Whether a page is frozen or a role-play its original says, which its translation's file does not repeat.
        let docs: Vec<Arc<Document>> = parsed.iter().map(|parsed| Arc::clone(&parsed.document)).collect();
        for (i, kind) in site::kinds(self.config, tree, &docs).into_iter().enumerate() {
            let way = Way {
                smart_punctuation: smart && kind != Some(Kind::Source),
                scenario: kind == Some(Kind::Scenario),
                ..parsed[i].way
            };
            if parsed[i].way != way {
                parsed[i] = self.page(&tree.pages[i], way);
            }
        }
        parsed
    }

    /// Parses those pages again that are cut into blocks and need not be, or the other way round.
    pub(super) fn cut(self, tree: &SourceTree, parsed: &mut [Parsed], wanted: &[bool]) {
        let pages = parsed.par_iter_mut().zip(&tree.pages).zip(wanted);
        pages.filter(|((parsed, _), blocks)| parsed.way.blocks != **blocks).for_each(|((parsed, page), blocks)| {
            *parsed = self.page(page, Way { blocks: *blocks, ..parsed.way });
        });
    }

    /// A page that was parsed before: as it was, unless its file or the way to parse it changed.
    fn again(self, page: &SourcePage, known: &Parsed, way: Way) -> Parsed {
        let locale = self.config.language(page.lang).locale.canonical();
        let same_way = known.way == way && *known.locale == *locale;
        if same_way && known.stat == Some(page.stat) {
            return known.clone();
        }
        let parsed = self.page(page, way);
        if parsed.document.digest == known.document.digest && parsed.diags == known.diags {
            // Written anew with the same text.
            return Parsed { stat: parsed.stat, ..known.clone() };
        }
        parsed
    }

    fn page(self, page: &SourcePage, way: Way) -> Parsed {
        let mut diags = Diags::new();
        let text = match self.fs.read(page.file.as_str()).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => {
                let at = error.utf8_error().valid_up_to();
                diags.push(
                    Diagnostic::new(
                        Code::InvalidUtf8,
                        "the page is not UTF-8",
                        "save it as UTF-8; what cannot be read is shown as `\u{fffd}`",
                    )
                    .at(&page.file, at..at + REPLACED),
                );
                String::from_utf8_lossy(error.as_bytes()).into_owned()
            }
            Err(error) => {
                diags.push(
                    Diagnostic::new(
                        Code::UnreadableFile,
                        format!("this cannot be read: {error}"),
                        "see to its permissions",
                    )
                    .in_file(&page.file),
                );
                // A title keeps the page from being reported again for having none.
                format!("# {}\n", page.key.last())
            }
        };
        let locale = &self.config.language(page.lang).locale;
        let Way { smart_punctuation, scenario, blocks, sanitize } = way;
        let options = ParseOptions { locale, smart_punctuation, scenario, blocks, sanitize };
        let (document, more) = parse::parse(&page.file, &text, &options);
        diags.extend(more);
        diags.extend(check::document(&document, self.highlighter));
        Parsed {
            document: Arc::new(document),
            diags: Arc::new(diags),
            stat: Some(page.stat).filter(|stat| stat.is_settled(self.at)),
            way,
            locale: locale.canonical().into(),
        }
    }
}
