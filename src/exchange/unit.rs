//! Units: the texts of a page that go to a translator's tool and come back.
//!
//! In: a page, its translation, their files' texts. Out: a [`Unit`] for each block of the original that is text.
//!
//! A unit is known by its page's key and its original's meaning, so that it is found again wherever the block moved to,
//! and is another one as soon as the original says something else.

use std::collections::HashMap;
use std::fmt;

use super::text;
use crate::parse::{Block, BlockKind, Document, Hash40};
use crate::translate::Pair;
use crate::translation::{Alignment, State};

/// What a unit is called within its page.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct UnitId {
    /// The original's meaning.
    pub hash: Hash40,
    /// Which one of those that say the same, from 1.
    pub nth: u32,
}

impl UnitId {
    /// Reads `4be1c20a91` or `4be1c20a91-2`.
    pub fn parse(text: &str) -> Option<Self> {
        let (hash, nth) = text.split_once('-').map_or((text, Some(1)), |(hash, nth)| (hash, nth.parse().ok()));
        Some(Self { hash: Hash40::parse(hash)?, nth: nth? })
    }
}

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.nth {
            1 => write!(f, "{}", self.hash),
            nth => write!(f, "{}-{nth}", self.hash),
        }
    }
}

/// How far a text is translated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Not at all.
    Untranslated,
    /// There is a translation of another wording.
    Outdated,
    /// There is one that nobody has recorded.
    Unrecorded,
    /// It is as it should be.
    Done,
}

/// A text to be translated.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its name within the page.
    pub id: UnitId,
    /// What it is.
    pub kind: BlockKind,
    /// Its place among the original's blocks.
    pub origin: usize,
    /// Its place among the translation's blocks.
    pub own: Option<usize>,
    /// The original's text.
    pub source: String,
    /// The translation's.
    pub target: Option<String>,
    /// How far it is.
    pub progress: Progress,
    /// The line of the original's file that it begins in, from 1.
    pub line: usize,
    /// The id of the heading that it stands under.
    pub under: Option<String>,
}

/// The units of a page. `own` is the translation with its file's text and how it stands to the original.
pub(super) fn units((origin, origin_text): (&Document, &str), own: Option<(&Document, &str, &Alignment)>) -> Vec<Unit> {
    // The counterpart of each block of the original, and how it stands to it.
    let mut ties: HashMap<usize, (usize, State)> = HashMap::new();
    for (i, tie) in own.iter().flat_map(|(_, _, alignment)| alignment.ties.iter().enumerate()) {
        if let Some(o) = tie.origin {
            ties.entry(o as usize).or_insert((i, tie.state));
        }
    }
    let mut seen: HashMap<Hash40, u32> = HashMap::new();
    let mut under = None;
    let mut units = Vec::new();
    for (i, block) in origin.head.blocks.iter().enumerate() {
        if let Some(heading) = block.heading.and_then(|place| origin.head.headings.get(place.index())) {
            under = Some(heading.id.clone());
        }
        let nth = seen.entry(block.meaning.full).and_modify(|nth| *nth += 1).or_insert(1);
        let Some(source) = text::of(block, origin, origin_text).filter(|source| !source.is_empty()) else { continue };
        let tied = ties.get(&i).copied();
        // What the translation leaves out on purpose is nobody's to translate.
        if tied.is_none() && own.is_some_and(|(_, _, alignment)| !alignment.missing.contains(&(i as u32))) {
            continue;
        }
        let progress = match tied {
            None | Some((_, State::Untranslated)) => Progress::Untranslated,
            Some((_, State::Fresh)) => Progress::Done,
            Some((_, State::Unrecorded)) => Progress::Unrecorded,
            Some(_) => Progress::Outdated,
        };
        let target = own
            .zip(tied)
            .filter(|_| progress != Progress::Untranslated)
            .and_then(|((own, own_text, _), (at, _))| text::of(own.head.blocks.get(at)?, own, own_text));
        units.push(Unit {
            id: UnitId { hash: block.meaning.full, nth: *nth },
            kind: block.kind,
            origin: i,
            own: tied.map(|(at, _)| at),
            progress: if target.is_none() { Progress::Untranslated } else { progress },
            source,
            target,
            line: line(origin_text, block),
            under: under.clone(),
        });
    }
    units
}

impl Unit {
    /// What it is, for the one who translates it.
    pub fn told(&self) -> &'static str {
        match self.kind {
            BlockKind::Title => "the page's title",
            BlockKind::Description => "the page's description, for search engines",
            BlockKind::Heading(_) => "heading",
            BlockKind::Paragraph => "paragraph",
            BlockKind::Item => "item of a list",
            BlockKind::Quote => "paragraph of a quote",
            BlockKind::Row => "row of a table; the cells stand between the bars",
            BlockKind::Term => "term that is defined",
            BlockKind::Definition => "definition",
            BlockKind::Note => "footnote",
            BlockKind::Code => "code",
            BlockKind::Html => "HTML",
        }
    }
}

/// The line that a block begins in, from 1.
fn line(text: &str, block: &Block) -> usize {
    1 + text.get(..block.span().start).unwrap_or("").matches('\n').count()
}

/// The file that the units of a page go into: one for each folder.
pub(super) fn section<'a>(pair: &Pair<'a>) -> &'a str {
    let section = pair.prepared().site.group_by_key(pair.key.as_str()).map(|group| pair.prepared().site.group(group));
    match section {
        Some(group) if group.section && !group.key.is_home() => pair.key.as_str(),
        _ => pair.key.folder().unwrap_or("index"),
    }
}
