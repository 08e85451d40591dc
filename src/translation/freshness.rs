//! How much of a translation is up to date: an [`Alignment`] → a [`Tally`], and what is to be said of it.

use super::align::{Alignment, State, Tie};
use super::images::LocalImage;
use crate::diag::{Code, Diagnostic, Diags};
use crate::parse::{Block, Document, Kind};

/// How a page stands to its original.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PageState {
    /// There is no such page.
    Missing,
    /// Blocks of the original are not translated.
    Partial,
    /// All blocks are there, some were checked against another wording, or not at all.
    Stale,
    /// There is a page, and no ledger says what it was checked against.
    Unrecorded,
    /// All blocks were checked against the original as it is.
    Fresh,
}

impl PageState {
    /// The name for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Partial => "partial",
            Self::Stale => "stale",
            Self::Unrecorded => "unrecorded",
            Self::Fresh => "fresh",
        }
    }
}

/// How many blocks of a page are in which state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// The original's blocks, without those that the translation lacks on purpose.
    pub total: usize,
    /// Checked against the original as it is.
    pub fresh: usize,
    /// Checked against another wording.
    pub changed: usize,
    /// Not translated.
    pub missing: usize,
    /// Without a counterpart in the original.
    pub extra: usize,
    /// Never said to be checked.
    pub unrecorded: usize,
    /// Words of the original.
    pub words: usize,
    /// Words of the original whose translation was checked against it, as far as words go.
    pub words_done: usize,
    /// Words of the original whose translation is to be made or looked at again.
    pub words_to_do: usize,
}

impl Tally {
    /// Of a page that has no translation.
    pub fn missing(origin: &Document) -> Self {
        let blocks = &origin.head.blocks;
        let words = blocks.iter().map(|block| block.words as usize).sum();
        Self { total: blocks.len(), missing: blocks.len(), words, words_to_do: words, ..Self::default() }
    }

    /// Of a translation.
    pub fn of(origin: &Document, alignment: &Alignment) -> Self {
        let words = |o: u32| origin.head.blocks[o as usize].words as usize;
        // What the translation lacks on purpose is not counted.
        let tied = || alignment.ties.iter().filter_map(|tie| tie.origin);
        let counted = || tied().chain(alignment.missing.iter().copied());
        let mut tally = Self {
            total: counted().count(),
            words: counted().map(words).sum(),
            missing: alignment.missing.len(),
            words_to_do: alignment.missing.iter().map(|o| words(*o)).sum(),
            ..Self::default()
        };
        // What the translation has by itself is not counted either.
        let own = |tie: &&Tie| tie.state != State::Fresh || tie.origin.is_some();
        for tie in alignment.ties.iter().filter(own) {
            let count = match tie.state {
                State::Fresh => &mut tally.fresh,
                State::Cosmetic | State::Wording | State::Structure => &mut tally.changed,
                State::Untranslated => &mut tally.missing,
                State::Gone | State::Extra => &mut tally.extra,
                State::Unrecorded => &mut tally.unrecorded,
            };
            *count += 1;
            let words = tie.origin.map_or(0, words);
            match tie.state {
                State::Fresh | State::Cosmetic => tally.words_done += words,
                State::Unrecorded if !alignment.recorded => {}
                _ => tally.words_to_do += words,
            }
        }
        tally
    }

    /// With the images that the translation has copies of its own of: each counts as a block without words.
    #[must_use]
    pub fn with_images(mut self, images: &[LocalImage]) -> Self {
        for image in images {
            self.total += 1;
            match image.state {
                State::Fresh => self.fresh += 1,
                State::Unrecorded => self.unrecorded += 1,
                _ => self.changed += 1,
            }
        }
        self
    }

    /// What they come to for the page.
    pub fn state(&self, recorded: bool) -> PageState {
        if !recorded {
            PageState::Unrecorded
        } else if self.missing > 0 {
            PageState::Partial
        } else if self.changed + self.extra + self.unrecorded > 0 {
            PageState::Stale
        } else {
            PageState::Fresh
        }
    }
}

/// What is to be said of a translation that is out of date; nothing if it has no ledger.
pub fn stale(
    document: &Document,
    origin: &Document,
    key: &str,
    tag: &str,
    alignment: &Alignment,
) -> Option<Diagnostic> {
    if !alignment.recorded {
        return None;
    }
    let changed = alignment.count(State::is_outdated);
    let untranslated = alignment.count(|state| state == State::Untranslated);
    let parts = [
        (changed, "was checked against another wording", "were checked against another wording"),
        (alignment.missing.len() + untranslated, "is not translated", "are not translated"),
        (alignment.count(|state| state == State::Gone), "is gone from the original", "are gone from the original"),
        (alignment.count(|state| state == State::Unrecorded), "was never checked", "were never checked"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, one, many)| if n == 1 { format!("1 block {one}") } else { format!("{n} blocks {many}") })
        .collect();
    if parts.is_empty() {
        return None;
    }
    let mut diagnostic = Diagnostic::new(
        Code::StaleTranslation,
        format!("out of date: {}", parts.join(", ")),
        format!("see `polku translate show {key} --to {tag}`; when it is as it should be: `polku translate done {key} --to {tag}`"),
    )
    .in_file(&document.file);
    let is_concerned = |state: State| !matches!(state, State::Fresh | State::Cosmetic | State::Extra);
    let first = alignment.ties.iter().position(|tie| is_concerned(tie.state));
    if let Some(i) = first {
        diagnostic.span = Some(document.head.blocks[i].span());
        if let Some(o) = alignment.ties[i].origin {
            let what = if alignment.ties[i].state.is_outdated() { "the original by now" } else { "in the original" };
            diagnostic = diagnostic.label(&origin.file, origin.head.blocks[o as usize].span(), what);
        }
    } else if let Some(o) = alignment.missing.first() {
        diagnostic = diagnostic.label(&origin.file, origin.head.blocks[*o as usize].span(), "not translated");
    }
    Some(diagnostic)
}

/// The blocks of a translation that are still in the original's language, as far as their words tell. Where the text is the
/// original's to the letter, [`stale`] says so.
pub fn foreign(document: &Document, origin: &Document, origin_tag: &str, alignment: &Alignment) -> Diags {
    let frozen = origin.head.meta.kind.as_ref().is_some_and(|kind| kind.value == Kind::Source);
    if !alignment.recorded || frozen || document.head.meta.differs.is_some() {
        return Diags::new();
    }
    let ties = document.head.blocks.iter().zip(&alignment.ties);
    let is_foreign = |block: &Block, tie: &Tie| {
        block.rather.has(origin_tag) && !block.waived && tie.state != State::Untranslated && tie.origin.is_some()
    };
    ties.filter(|(block, tie)| is_foreign(block, tie))
        .map(|(block, _)| {
            Diagnostic::new(
                Code::ForeignText,
                "by its words this is still in the original's language",
                "translate it; where it is meant so, say why before it: `<!-- differs: REASON -->`",
            )
            .at(&document.file, block.span())
        })
        .collect()
}
