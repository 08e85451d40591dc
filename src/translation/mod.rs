//! How a translation's blocks correspond to its original's: heads and ledgers → [`Alignment`], [`Anchors`], diagnostics.
//!
//! `align` says which block is which, `freshness` how much of it is up to date, `parity` whether the two correspond.
//!
//! Headings are tied where a fact ties their blocks, or where their levels match one to one. A tied heading takes its
//! original's id, so that an anchor lands in every language, and keeps its own as an alias; an id that the original had
//! when a fact was recorded stays an alias too.
//!
//! Invariant: a function of two heads and a ledger; the same in every build.

mod align;
mod freshness;
mod images;
mod ledger;
mod parity;

pub use align::{Alignment, Side, State, Tie, align};
pub use freshness::{PageState, Tally, foreign, stale};
pub use images::{LocalImage, stale_images};
pub use ledger::{Fact, ImageFact, Ledger};
pub use parity::{compare, mismatches};

use std::collections::{HashMap, HashSet};

use crate::diag::{Code, Diagnostic, Diags};
use crate::parse::{Document, Hash40, Heading, Place};

/// The ids of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    /// Each heading's id.
    pub headings: Vec<String>,
    /// Further ids of each heading: its own, where it took another; earlier ones.
    pub aliases: Vec<Vec<String>>,
    /// Whether no heading has an id that it had before.
    pub has_no_earlier: bool,
    /// Every id of the document, with the id it stands for; sorted.
    all: Vec<(String, String)>,
}

impl Anchors {
    /// The id that an anchor stands for in every language, if the document has the anchor.
    pub fn canonical(&self, id: &str) -> Option<&str> {
        let found = self.all.binary_search_by(|(known, _)| known.as_str().cmp(id)).ok()?;
        Some(&self.all[found].1)
    }

    /// Every id that a link can name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|(id, _)| id.as_str())
    }
}

/// What a document is a translation of.
#[derive(Clone, Copy)]
pub struct Original<'a> {
    /// The document.
    pub document: &'a Document,
    /// Which block is which.
    pub alignment: &'a Alignment,
}

/// An id that a heading of an original had when a translation was checked against it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct EarlierId {
    /// The heading: its place among the original's.
    pub heading: usize,
    /// The id.
    pub id: String,
}

/// The ids that headings of an original had when this translation was checked against it, as far as they are others now.
pub fn earlier_ids(document: &Document, origin: &Document, alignment: &Alignment, ledger: &Ledger) -> Vec<EarlierId> {
    let ids: HashSet<&str> = origin.head.headings.iter().map(|heading| heading.id.as_str()).collect();
    let mut headings: HashMap<Hash40, Vec<usize>> = HashMap::new();
    for (block, tie) in document.head.blocks.iter().zip(&alignment.ties) {
        let heading = tie.origin.and_then(|o| origin.head.blocks[o as usize].heading);
        headings.entry(block.meaning.full).or_default().extend(heading.map(Place::index));
    }
    let mut earlier = Vec::new();
    for fact in ledger.facts() {
        let (Some(id), Some(translated)) = (&fact.id, fact.translated) else { continue };
        if ids.contains(&**id) {
            continue;
        }
        let tied = headings.get(&translated).into_iter().flatten();
        earlier.extend(tied.map(|heading| EarlierId { heading: *heading, id: id.to_string() }));
    }
    earlier.sort();
    earlier.dedup();
    earlier
}

/// The ids of a document; `origin` is what it is a translation of, `earlier` what its headings were called before.
pub fn anchors(document: &Document, origin: Option<Original<'_>>, earlier: &[EarlierId]) -> (Anchors, Diags) {
    let mut diags = Diags::new();
    let own = &document.head.headings;
    let taken = origin.and_then(|Original { document: origin, alignment }| match tied(own, &origin.head.headings) {
        Ok(ids) => Some(ids),
        Err(_) if alignment.recorded => Some(by_blocks(document, origin, alignment)),
        Err((mine, theirs)) => {
            diags.push(drift(document, origin, mine, theirs));
            None
        }
    });
    let ids = taken.unwrap_or_else(|| own.iter().map(|h| h.id.clone()).collect());
    let mut all: Vec<(String, String)> = document
        .head
        .raw_ids
        .iter()
        .map(|raw| (raw.value.clone(), raw.value.clone()))
        .chain(ids.iter().map(|id| (id.clone(), id.clone())))
        .collect();
    for raw in &document.head.raw_ids {
        if ids.iter().zip(own).any(|(id, heading)| *id == raw.value && heading.id != *id) {
            diags.push(
                Diagnostic::new(
                    Code::DuplicateId,
                    format!("a heading takes the id `{}` from its original, and this has it too", raw.value),
                    "give this another id",
                )
                .at(&document.file, raw.span.clone()),
            );
        }
    }
    all.sort();
    let mut aliases = Vec::with_capacity(ids.len());
    let has_no_earlier = earlier.is_empty();
    // Sorted by heading.
    let mut earlier = earlier.iter().peekable();
    for (i, (heading, id)) in own.iter().zip(&ids).enumerate() {
        let before = std::iter::from_fn(|| earlier.next_if(|earlier| earlier.heading <= i)).map(|earlier| &earlier.id);
        let mut names: Vec<String> = Vec::new();
        for name in [&heading.id].into_iter().chain(before) {
            // An id that another heading has is that one's.
            if name != id && all.binary_search_by(|(known, _)| known.cmp(name)).is_err() && !names.contains(name) {
                names.push(name.clone());
            }
        }
        aliases.push(names);
    }
    all.extend(aliases.iter().zip(&ids).flat_map(|(names, id)| names.iter().map(|name| (name.clone(), id.clone()))));
    all.sort();
    all.dedup_by(|a, b| a.0 == b.0);
    let anchors = Anchors { headings: ids, aliases, has_no_earlier, all };
    (anchors, diags)
}

/// The ids of a translation whose headings do not match one to one: those that are tied by their blocks take their
/// original's, the others keep their own.
fn by_blocks(document: &Document, origin: &Document, alignment: &Alignment) -> Vec<String> {
    let mut ids: Vec<Option<&str>> = vec![None; document.head.headings.len()];
    for (block, tie) in document.head.blocks.iter().zip(&alignment.ties) {
        let original = tie.origin.and_then(|o| origin.head.blocks[o as usize].heading);
        if let (Some(own), Some(original)) = (block.heading, original) {
            ids[own.index()] = Some(&origin.head.headings[original.index()].id);
        }
    }
    let taken: HashSet<&str> = ids.iter().flatten().copied().collect();
    let mut used: HashSet<String> = taken.iter().map(|id| (*id).to_owned()).collect();
    let own = document.head.headings.iter();
    own.zip(&ids)
        .map(|(heading, id)| match id {
            Some(id) => (*id).to_owned(),
            None => {
                let numbered = (2..).map(|n| format!("{}-{n}", heading.id));
                let mut names = std::iter::once(heading.id.clone()).chain(numbered);
                let free = names.find(|name| !used.contains(name)).unwrap_or_default();
                used.insert(free.clone());
                free
            }
        })
        .collect()
}

/// Whether a translation that has its ledger is in order as a whole: nothing is to be said of its blocks, and nothing to be
/// done. `alignment` is by that ledger.
pub fn is_in_order(document: &Document, origin: &Document, origin_tag: &str, alignment: &Alignment) -> bool {
    let waivers = [document, origin].iter().any(|d| !d.head.waivers.is_empty() || d.head.meta.differs.is_some());
    alignment.recorded
        && !waivers
        && alignment.missing.is_empty()
        && alignment.ties.iter().all(|tie| tie.state == State::Fresh && tie.origin.is_some())
        && tied(&document.head.headings, &origin.head.headings).is_ok()
        && compare(document, origin, alignment, false).is_empty()
        && foreign(document, origin, origin_tag, alignment).is_empty()
}

/// The page's own heading, if it leads the headings, apart from the others: one language may have it in the text, and
/// another only as its title.
fn split(headings: &[Heading]) -> (Option<&Heading>, &[Heading]) {
    match headings.split_first() {
        Some((first, rest)) if first.level == 1 => (Some(first), rest),
        _ => (None, headings),
    }
}

/// The original's ids in the order of the translation's headings; else the first places where they part.
fn tied(own: &[Heading], origin: &[Heading]) -> Result<Vec<String>, (Option<usize>, Option<usize>)> {
    let (own_title, own_rest) = split(own);
    let (origin_title, origin_rest) = split(origin);
    let parting = own_rest.iter().zip(origin_rest).position(|(a, b)| a.level != b.level);
    if parting.is_some() || own_rest.len() != origin_rest.len() {
        let at = parting.unwrap_or(own_rest.len().min(origin_rest.len()));
        let mine = (at < own_rest.len()).then_some(at + usize::from(own_title.is_some()));
        let theirs = (at < origin_rest.len()).then_some(at + usize::from(origin_title.is_some()));
        return Err((mine, theirs));
    }
    let title = own_title.map(|own| (own, origin_title.unwrap_or(own)));
    let pairs = title.into_iter().chain(own_rest.iter().zip(origin_rest));
    // An id that the translation writes out and the original has too is tied by name, wherever it stands.
    let by_name: HashSet<&str> = origin.iter().map(|h| h.id.as_str()).collect();
    let named: HashSet<&str> =
        own.iter().filter(|h| h.explicit).map(|h| h.id.as_str()).filter(|id| by_name.contains(id)).collect();
    let id = |(own, origin): (&Heading, &Heading)| {
        let keeps = named.contains(own.id.as_str()) || named.contains(origin.id.as_str());
        if keeps { own.id.clone() } else { origin.id.clone() }
    };
    Ok(pairs.map(id).collect())
}

fn drift(document: &Document, origin: &Document, mine: Option<usize>, theirs: Option<usize>) -> Diagnostic {
    let place = |heading: &Heading| heading.place.clone();
    let mut diagnostic = Diagnostic::new(
        Code::HeadingDrift,
        match (mine, theirs) {
            (None, Some(i)) => {
                format!("the original's heading “{}” is missing here", origin.head.headings[i].text.written)
            }
            (_, None) => "the original has no heading that matches this one".to_owned(),
            (_, Some(i)) => {
                format!("this heading's level is not that of its original, “{}”", origin.head.headings[i].text.written)
            }
        },
        "give both pages the same headings at the same levels; until then this page keeps its own ids, and links to \
         an anchor of the original may not land here",
    )
    .in_file(&document.file);
    diagnostic.span = mine.map(|i| place(&document.head.headings[i]));
    if let Some(i) = theirs {
        diagnostic = diagnostic.label(&origin.file, place(&origin.head.headings[i]), "in the original");
    }
    diagnostic
}
