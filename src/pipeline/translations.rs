//! Every translation beside its original: ledgers, alignments and ids.
//!
//! In: the documents, the site, the ledgers' files. Out: a ledger, an [`Alignment`] and [`Anchors`] a document, in the order
//! of the documents; what has no original or no ledger has an empty alignment.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Each, Prepared};
use crate::check::terminology;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diags};
use crate::fs::{Fs, Stat};
use crate::glossary::{self, Glossary, Uses};
use crate::ids::{AssetId, DocId, Key, SrcPath};
use crate::parse::{Document, Hash40, Kind};
use crate::resolve::{MediaTarget, Resolved};
use crate::scan::{SourceLedger, SourceTree};
use crate::site::{Site, Text};
use crate::translation::{self, Alignment, Anchors, EarlierId, Ledger, LocalImage, Original, Side};

/// The ledgers of the site.
#[derive(Clone, Default)]
pub(super) struct Ledgers {
    /// By page, sorted.
    read: Vec<Read>,
}

/// A ledger that was read.
#[derive(Clone)]
struct Read {
    file: SrcPath,
    page: usize,
    ledger: Arc<Ledger>,
    diags: Arc<Diags>,
    /// What was known of the file unopened, if that tells whether it is the same still.
    stat: Option<Stat>,
}

impl Ledgers {
    /// A page's.
    pub(super) fn of(&self, page: usize) -> Option<&Arc<Ledger>> {
        self.at(page).map(|read| &read.ledger)
    }

    fn at(&self, page: usize) -> Option<&Read> {
        let found = self.read.binary_search_by_key(&page, |read| read.page).ok()?;
        self.read.get(found)
    }

    /// The keys of pages that are likely to be cut into blocks: a ledger of theirs says nothing of whole pages.
    pub(super) fn cut_pages<'t>(&self, tree: &'t SourceTree) -> HashSet<&'t Key> {
        let read = self.read.iter().filter(|read| !read.ledger.is_empty() && !read.ledger.knows_pages());
        read.filter_map(|read| tree.pages.get(read.page)).map(|page| &page.key).collect()
    }

    /// Which pages have to be cut into blocks: translations that are not in order as wholes, and their originals.
    pub(super) fn pages_with_blocks(&self, site: &Site, docs: &[Arc<Document>], all: bool) -> Vec<bool> {
        let mut wanted = vec![all; docs.len()];
        for read in self.read.iter().filter(|read| !read.ledger.is_empty()) {
            let Some(origin) = site.texts.get(read.page).and_then(|text| text.origin) else { continue };
            if !read.ledger.is_in_order(docs[origin.index()].text, docs[read.page].text) {
                wanted[read.page] = true;
                wanted[origin.index()] = true;
            }
        }
        wanted
    }

    pub(super) fn found(&self) -> impl Iterator<Item = Diagnostic> {
        self.read.iter().flat_map(|read| read.diags.iter().cloned())
    }

    pub(super) fn are_those_of(&self, other: &Self) -> bool {
        let same =
            |(a, b): (&Read, &Read)| a.file == b.file && (Arc::ptr_eq(&a.ledger, &b.ledger) || a.ledger == b.ledger);
        self.read.len() == other.read.len() && self.read.iter().zip(&other.read).all(same)
    }
}

/// Reads the ledgers that are not as they were before. `at` is the moment before the files were looked at.
pub(super) fn ledgers(fs: &dyn Fs, tree: &SourceTree, at: i64, before: Option<&Ledgers>) -> Ledgers {
    let before = before.map_or(&[][..], |before| &before.read);
    let known: HashMap<&SrcPath, &Read> = before.iter().map(|known| (&known.file, known)).collect();
    let read = tree.ledgers.par_iter().map(|source| {
        match known.get(&source.file).filter(|known| known.stat == Some(source.stat)) {
            Some(known) => Read { page: source.page, ..(*known).clone() },
            None => read(fs, source, at),
        }
    });
    Ledgers { read: read.collect() }
}

fn read(fs: &dyn Fs, source: &SourceLedger, at: i64) -> Read {
    let (ledger, diags) = match fs.read(source.file.as_str()) {
        // What is not UTF-8 is in lines that cannot be read.
        Ok(bytes) => match std::str::from_utf8(&bytes) {
            Ok(text) => Ledger::parse(&source.file, text),
            Err(_) => Ledger::parse(&source.file, &String::from_utf8_lossy(&bytes)),
        },
        Err(error) => {
            let diagnostic = Diagnostic::new(
                Code::UnreadableFile,
                format!("this cannot be read: {error}"),
                "see to its permissions",
            );
            (Ledger::unreadable(), [diagnostic.in_file(&source.file)].into_iter().collect())
        }
    };
    Read {
        file: source.file.clone(),
        page: source.page,
        ledger: Arc::new(ledger),
        diags: Arc::new(diags),
        stat: Some(source.stat).filter(|stat| stat.is_settled(at)),
    }
}

/// What translations are looked at with.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) fs: &'a dyn Fs,
    pub(super) config: &'a Config,
    pub(super) site: &'a Site,
    pub(super) docs: &'a [Arc<Document>],
    pub(super) ledgers: &'a Ledgers,
    /// Whether all blocks are asked for, whatever is known of whole pages.
    pub(super) blocks: bool,
    pub(super) glossary: &'a Glossary,
    /// Where its terms occur in each document.
    pub(super) uses: &'a [Arc<Uses>],
}

impl Context<'_> {
    /// Where the glossary's terms occur in each document. `before` has the same site, and so the same terms.
    pub(super) fn uses(self, before: Option<&Prepared>) -> Vec<Arc<Uses>> {
        if self.glossary.is_empty() {
            return vec![Arc::default(); self.docs.len()];
        }
        let made = self.docs.par_iter().enumerate().map(|(i, document)| {
            if let Some(before) = before.filter(|before| Arc::ptr_eq(&before.docs[i], document)) {
                return Arc::clone(&before.uses[i]);
            }
            let Text { group, lang, .. } = self.site.texts[i];
            // A frozen text keeps its words.
            if self.site.group(group).shared.kind == Kind::Source {
                return Arc::default();
            }
            Arc::new(glossary::uses(document, self.glossary.terms(lang), &self.config.language(lang).locale))
        });
        made.collect()
    }

    /// How each document stands to its original. `before` has the same site.
    pub(super) fn alignments(self, before: Option<&Prepared>) -> Each<Alignment> {
        let none = Arc::new(Alignment::default());
        let made = self.docs.par_iter().enumerate().map(|(i, document)| {
            let origin = self.site.texts[i].origin.map(DocId::index);
            // Where nothing is recorded, nothing is said, and nothing needs to be known.
            let ledger = origin.and(self.ledgers.of(i)).filter(|ledger| !ledger.is_empty());
            let stray = self.ledgers.at(i).filter(|_| origin.is_none());
            if ledger.is_none() && self.glossary.is_empty() && stray.is_none() {
                return (Arc::clone(&none), Diags::new());
            }
            let same = |before: &&Prepared, doc: usize| Arc::ptr_eq(&before.docs[doc], &self.docs[doc]);
            let known = before.filter(|before| {
                same(before, i)
                    && origin.is_none_or(|origin| same(before, origin))
                    && before.ledgers.of(i).filter(|ledger| !ledger.is_empty()) == ledger
            });
            if let Some(before) = known {
                return before.alignments.get(i);
            }
            let original = origin.map(|origin| &*self.docs[origin]);
            let alignment = match original.zip(ledger) {
                Some((original, ledger)) if !self.blocks && ledger.is_in_order(original.text, document.text) => {
                    Arc::new(Alignment::in_order())
                }
                Some((original, ledger)) => {
                    Arc::new(translation::align(Side::of(original), Side::of(document), ledger))
                }
                None => Arc::clone(&none),
            };
            let terms = self.terminology(i, origin, &alignment);
            let mut diags = terms.diags;
            diags.extend(stray.map(|read| self.of_no_translation(i, read)));
            if let Some(original) = original.filter(|_| ledger.is_some()) {
                diags.extend(self.findings(i, document, original, &alignment, terms.waived));
            }
            (alignment, diags)
        });
        Each::new(made.collect())
    }

    /// A ledger of a page that is an original itself.
    fn of_no_translation(self, i: usize, read: &Read) -> Diagnostic {
        let text = self.site.texts[i];
        let (tag, key) = (&self.config.language(text.lang).tag, &self.site.group(text.group).key);
        Diagnostic::new(
            Code::LedgerForeign,
            format!("`{key}` is a page that was written in `{tag}`, by what is there: a translation of nothing"),
            "move the page and its ledger back, or the original to the same key; if the page is an original now, delete the ledger",
        )
        .in_file(&read.file)
    }

    /// What is to be said of a document's words.
    fn terminology(self, i: usize, origin: Option<usize>, alignment: &Alignment) -> terminology::Findings {
        if self.glossary.is_empty() || self.docs[i].head.meta.draft {
            return terminology::Findings::default();
        }
        let text = |doc: usize| {
            let text = self.site.texts[doc];
            terminology::Text {
                document: &self.docs[doc],
                key: &self.site.group(text.group).key,
                locale: &self.config.language(text.lang).locale,
                terms: self.glossary.terms(text.lang),
                uses: &self.uses[doc].all,
            }
        };
        let source = |document: &Document| {
            let bytes = self.fs.read(document.file.as_str()).ok()?;
            String::from_utf8(bytes).ok()
        };
        let mut findings = terminology::avoided(text(i), &source);
        if let Some(origin) = origin {
            let more = terminology::missing(text(i), text(origin), alignment, &source);
            findings.diags.extend(more.diags);
            findings.waived |= more.waived;
        }
        findings
    }

    /// What is to be said of a translation that has a ledger. `waived`: whether one of its waivers was of use.
    fn findings(self, i: usize, document: &Document, origin: &Document, alignment: &Alignment, waived: bool) -> Diags {
        let mut diags = translation::compare(document, origin, alignment, waived);
        let text = self.site.texts[i];
        let (key, language) = (self.site.group(text.group).key.as_str(), self.config.language(text.lang));
        if !document.head.meta.draft {
            let origin_lang = self.site.group(text.group).origin;
            let origin_tag = &self.config.language(origin_lang).tag;
            diags.extend(translation::foreign(document, origin, origin_tag, alignment));
        }
        // Nobody reads a draft yet.
        if let Some(severity) = language.stale.filter(|_| !document.head.meta.draft)
            && let Some(mut stale) = translation::stale(document, origin, key, &language.tag, alignment)
        {
            stale.severity = severity;
            diags.push(stale);
        }
        if let Some(read) = self.ledgers.at(i)
            && !alignment.recorded
        {
            diags.push(
                Diagnostic::new(
                    Code::LedgerForeign,
                    "nothing in this ledger is about its page or the page's original",
                    "it may belong to another page: put it there; else delete it and run `polku translate adopt`",
                )
                .in_file(&read.file),
            );
        }
        diags
    }

    /// The images of each translation that has copies of its own of the original's. Where no ledger speaks of images they are
    /// looked at only if `all` are asked for.
    pub(super) fn images(self, resolved: &[Arc<Resolved>], all: bool) -> Each<Vec<LocalImage>> {
        let none = Arc::new(Vec::new());
        let made = self.docs.par_iter().enumerate().map(|(i, document)| {
            let nothing = || (Arc::clone(&none), Diags::new());
            let text = self.site.texts[i];
            if document.head.media.is_empty() || text.origin.is_none() {
                return nothing();
            }
            let ledger = self.ledgers.of(i).filter(|ledger| all || !ledger.images().is_empty());
            let empty = Ledger::default();
            let Some(ledger) = ledger.map(|ledger| &**ledger).or(all.then_some(&empty)) else { return nothing() };
            let group = self.site.group(text.group);
            let page = group.pages[text.lang.index()].filter(|page| self.site.page(*page).doc == Some(DocId::new(i)));
            let Some(page) = page else { return nothing() };
            let targets = resolved[page.index()].media.iter().enumerate();
            let mut seen = HashSet::new();
            let images: Vec<LocalImage> = targets
                .filter(|(_, target)| matches!(target, MediaTarget::Asset(own, _) if seen.insert(*own)))
                .filter_map(|(media, target)| {
                    let MediaTarget::Asset(own, _) = target else { return None };
                    let (own, original) = self.site.original_of(*own, group.origin)?;
                    let digest = |asset: AssetId| {
                        let bytes = self.fs.read(self.site.asset(asset).file.as_str()).ok()?;
                        Some(Hash40::of_bytes(&bytes))
                    };
                    let path = &self.site.asset(own).path;
                    Some(LocalImage::new(media, path, (digest(original)?, digest(own)?), ledger))
                })
                .collect();
            let language = self.config.language(text.lang);
            let diags = match language.stale.filter(|_| !document.head.meta.draft) {
                Some(severity) => {
                    translation::stale_images(document, group.key.as_str(), &language.tag, &images, severity)
                }
                None => Diags::new(),
            };
            (Arc::new(images), diags)
        });
        Each::new(made.collect())
    }

    /// The ids of every document. `before` has the same site.
    pub(super) fn anchors(self, alignments: &[Arc<Alignment>], before: Option<&Prepared>) -> Each<Anchors> {
        let mut earlier: Vec<Vec<EarlierId>> = vec![Vec::new(); self.docs.len()];
        for (i, alignment) in alignments.iter().enumerate().filter(|(_, alignment)| alignment.recorded) {
            let (Some(origin), Some(ledger)) = (self.site.texts[i].origin, self.ledgers.of(i)) else { continue };
            let origin_doc = &self.docs[origin.index()];
            let found = translation::earlier_ids(&self.docs[i], origin_doc, alignment, ledger);
            earlier[origin.index()].extend(found);
        }
        let made = self.docs.par_iter().enumerate().map(|(i, document)| {
            let origin = self.site.texts[i].origin.map(|origin| origin.index());
            let mut earlier = earlier[i].clone();
            earlier.sort();
            earlier.dedup();
            let same = |before: &&Prepared, doc: usize| Arc::ptr_eq(&before.docs[doc], &self.docs[doc]);
            let known = before.filter(|before| {
                earlier.is_empty()
                    && before.anchors.values[i].has_no_earlier
                    && same(before, i)
                    && before.alignments.values[i] == alignments[i]
                    && origin.is_none_or(|origin| same(before, origin))
            });
            if let Some(before) = known {
                return before.anchors.get(i);
            }
            let original = origin.map(|i| &*self.docs[i]);
            let original = original.map(|document| Original { document, alignment: &alignments[i] });
            let (anchors, diags) = translation::anchors(document, original, &earlier);
            // Kept as it was if it is, so that what is made from it can tell.
            let anchors = match before.map(|before| &before.anchors.values[i]).filter(|known| ***known == anchors) {
                Some(known) => Arc::clone(known),
                None => Arc::new(anchors),
            };
            (anchors, diags)
        });
        Each::new(made.collect())
    }
}
