//! How a translation's blocks correspond to its original's: heads → [`Anchors`] and diagnostics.
//!
//! Headings are tied where their levels match one to one. A tied heading takes its original's id, so that an anchor
//! lands in every language, and keeps its own as an alias. Freshness and the ledger have their place here too.
//!
//! Invariant: a function of two heads; the same in every build.

use std::collections::HashSet;

use crate::diag::{Code, Diagnostic, Diags};
use crate::parse::{Document, Heading};

/// The ids of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    /// Each heading's id.
    pub headings: Vec<String>,
    /// Each heading's own id, where it took another.
    pub aliases: Vec<Option<String>>,
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

/// The ids of a document; `origin` is the document it is a translation of.
pub fn anchors(document: &Document, origin: Option<&Document>) -> (Anchors, Diags) {
    let mut diags = Diags::new();
    let own = &document.head.headings;
    let taken = origin.and_then(|origin| match tied(own, &origin.head.headings) {
        Ok(ids) => Some(ids),
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
    for (heading, id) in own.iter().zip(&ids) {
        let alias = (heading.id != *id && all.binary_search_by(|(known, _)| known.cmp(&heading.id)).is_err())
            .then(|| heading.id.clone());
        aliases.push(alias);
    }
    all.extend(aliases.iter().zip(&ids).filter_map(|(alias, id)| Some((alias.clone()?, id.clone()))));
    all.sort();
    let anchors = Anchors { headings: ids, aliases, all };
    (anchors, diags)
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
