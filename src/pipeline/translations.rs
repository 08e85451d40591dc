//! Every translation beside its original: ledgers, alignments and ids.
//!
//! In: the documents, the site, the ledgers' files. Out: a ledger, an [`Alignment`] and [`Anchors`] a document, in the order
//! of the documents; what has no original or no ledger has an empty alignment.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Each, Prepared};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diags};
use crate::fs::{Fs, Stat};
use crate::ids::SrcPath;
use crate::parse::Document;
use crate::scan::{SourceLedger, SourceTree};
use crate::site::Site;
use crate::translation::{self, Alignment, Anchors, EarlierId, Ledger, Original, Side};

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
        Ok(bytes) => Ledger::parse(&source.file, &String::from_utf8_lossy(&bytes)),
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
    pub(super) config: &'a Config,
    pub(super) site: &'a Site,
    pub(super) docs: &'a [Arc<Document>],
    pub(super) ledgers: &'a Ledgers,
}

impl Context<'_> {
    /// How each document stands to its original. `before` has the same site.
    pub(super) fn alignments(self, before: Option<&Prepared>) -> Each<Alignment> {
        let none = Arc::new(Alignment::default());
        let made = self.docs.par_iter().enumerate().map(|(i, document)| {
            let Some(origin) = self.site.texts[i].origin else { return (Arc::clone(&none), Diags::new()) };
            // Where nothing is recorded, nothing is said, and nothing needs to be known.
            let Some(ledger) = self.ledgers.of(i).filter(|ledger| !ledger.is_empty()) else {
                return (Arc::clone(&none), Diags::new());
            };
            let known = before.filter(|before| {
                Arc::ptr_eq(&before.docs[i], document)
                    && Arc::ptr_eq(&before.docs[origin.index()], &self.docs[origin.index()])
                    && before.ledgers.of(i) == Some(ledger)
            });
            if let Some(before) = known {
                return before.alignments.get(i);
            }
            let origin = &*self.docs[origin.index()];
            let alignment = translation::align(Side::of(origin), Side::of(document), ledger);
            let diags = self.findings(i, document, origin, &alignment);
            (Arc::new(alignment), diags)
        });
        Each::new(made.collect())
    }

    /// What is to be said of a translation.
    fn findings(self, i: usize, document: &Document, origin: &Document, alignment: &Alignment) -> Diags {
        let mut diags = translation::compare(document, origin, alignment);
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
