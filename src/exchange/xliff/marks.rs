//! The markup of texts that are read, and how it is written where the file does not say so.
//!
//! In: the marks of a unit's source and target, as the tags tell them, and the unit's `<data>`. Out: the pieces.
//!
//! Markup that does not say how it is written (`<g>`, `<x>`, codes that were emptied) is written as the source's of the
//! same id, or as that of the id that `copyOf` names
//! ([XLIFF 2.0](https://docs.oasis-open.org/xliff/xliff-core/v2.0/os/xliff-core-v2.0-os.html), section 4.7.2). What it
//! is goes the same way.
//!
//! Invariants: an id that is a number stays, and those that are none get numbers that are free in the unit.

use std::collections::{HashMap, HashSet};

use super::tokens::Tag;
use super::{Inline, KINDS, Piece};

/// A piece of a text as a file tells it.
pub(super) enum Mark {
    /// Words.
    Text(String),
    /// Markup.
    Code(Code),
}

/// Markup as a file tells it.
pub(super) struct Code {
    part: Part,
    id: String,
    kind: Option<Inline>,
    /// As it is written, if the code says so itself.
    native: String,
    /// The id of the `<data>` that says it.
    data: String,
    /// The id of the code that is written like it.
    like: String,
}

/// Which part of markup a code is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The beginning.
    Open,
    /// The end.
    Close,
    /// All of it.
    Single,
}

impl Code {
    /// Of its tag and content. `id` is the beginning's, `data` the attribute that names the `<data>`.
    pub(super) fn new(part: Part, tag: &Tag, id: &str, data: &str, native: String) -> Self {
        let like = [tag.get("copyOf"), id].into_iter().find(|id| !id.is_empty()).unwrap_or_default().to_owned();
        Self { part, id: id.to_owned(), kind: kind(tag), native, data: tag.get(data).to_owned(), like }
    }
}

/// Beside each other, texts are one.
pub(super) fn push_text(marks: &mut Vec<Mark>, text: &str) {
    match marks.last_mut() {
        Some(Mark::Text(last)) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => marks.push(Mark::Text(text.to_owned())),
    }
}

/// Whether there is nothing but white space.
pub(super) fn is_blank(marks: &[Mark]) -> bool {
    marks.iter().all(|mark| matches!(mark, Mark::Text(text) if text.trim().is_empty()))
}

/// What a code is, if it tells.
fn kind(tag: &Tag) -> Option<Inline> {
    let (name, kind, sub_type) = (tag.get("ctype"), tag.get("type"), tag.get("subType"));
    if name.is_empty() && kind.is_empty() {
        return None;
    }
    let name = name.strip_prefix("x-").unwrap_or(name);
    let mut known = KINDS.iter().filter(|row| row.1 == name || row.2 == kind);
    let exact = known.clone().find(|row| row.1 == name || row.3 == sub_type);
    let row = exact.or_else(|| known.find(|row| row.3.is_empty()));
    Some(row.map_or(Inline::Other, |row| row.0))
}

/// What is known of a unit's codes.
pub(super) struct Codes<'a> {
    data: &'a HashMap<String, String>,
    numbers: HashMap<&'a str, u32>,
    /// What the first code of an id is and how it is written, by whether it is an end and by the id.
    known: HashMap<(bool, &'a str), (Inline, &'a str)>,
}

impl<'a> Codes<'a> {
    /// Of all texts of the unit.
    pub(super) fn new<'b>(data: &'a HashMap<String, String>, marks: impl Iterator<Item = &'b &'a Mark> + Clone) -> Self
    where
        'a: 'b,
    {
        let ids = marks.filter_map(|mark| if let Mark::Code(code) = mark { Some(code.id.as_str()) } else { None });
        // `01` is another id than `1`.
        let number = |id: &str| id.parse::<u32>().ok().filter(|number| number.to_string() == id);
        let mut numbers: HashMap<&str, u32> = ids.clone().filter_map(|id| Some((id, number(id)?))).collect();
        let taken: HashSet<u32> = numbers.values().copied().collect();
        let mut free = (1..=u32::MAX).filter(|number| !taken.contains(number));
        for id in ids {
            numbers.entry(id).or_insert_with(|| free.next().unwrap_or_default());
        }
        Self { data, numbers, known: HashMap::new() }
    }

    /// A text's pieces. The source has to come before the target.
    pub(super) fn pieces(&mut self, marks: &[&'a Mark]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for mark in marks {
            match (mark, pieces.last_mut()) {
                (Mark::Text(text), Some(Piece::Text(last))) => last.push_str(text),
                (Mark::Text(text), _) => pieces.push(Piece::Text(text.clone())),
                (Mark::Code(code), _) => pieces.push(self.piece(code)),
            }
        }
        pieces
    }

    fn piece(&mut self, code: &'a Code) -> Piece {
        let is_end = code.part == Part::Close;
        let like = self.known.get(&(is_end, code.like.as_str())).filter(|_| !code.like.is_empty());
        let (kind, native) = like.copied().unwrap_or((Inline::Other, ""));
        let kind = code.kind.unwrap_or(kind);
        let told = [self.data.get(&code.data).map_or("", String::as_str), &code.native];
        let native = told.into_iter().find(|native| !native.is_empty()).unwrap_or(native);
        self.known.entry((is_end, &code.id)).or_insert((kind, native));
        let id = self.numbers.get(code.id.as_str()).copied().unwrap_or_default();
        let (part, code) = (code.part, native.to_owned());
        match part {
            Part::Open => Piece::Open { id, kind, code },
            Part::Close => Piece::Close { id, code },
            Part::Single => Piece::Single { id, kind, code },
        }
    }
}
