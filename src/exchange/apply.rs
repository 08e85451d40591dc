//! What came back from a translator's tool, put into a page.
//!
//! In: a page and its translation, the units that came back. Out: the new text of the translation and of its ledger, and which
//! units were refused, and why.
//!
//! Invariants: nothing is taken unless the new text, parsed, has the very blocks that were meant, and each block that was
//! taken has the links, images, code, placeholders and numbers of its original. Blocks that no unit is about stay as
//! they are, byte for byte.

use std::collections::HashMap;
use std::ops::Range;

use super::text::{self, one_line};
use super::unit::{Progress, Unit, UnitId, units};
use crate::parse::{Block, BlockKind, Document, ParseOptions, parse};
use crate::translate::{Pair, TranslateError};
use crate::translation::{Alignment, Ledger, Side, align, mismatches};

/// A unit that came back.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Which one.
    pub id: UnitId,
    /// The text that was translated.
    pub source: String,
    /// The translation.
    pub target: String,
    /// Its bytes in the file that it came in.
    pub span: Range<usize>,
}

/// Why a unit was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The original says something else by now, or never said this.
    Moved,
    /// The text would not be the block that it has to be: a paragraph that becomes a list.
    Broken,
    /// The front matter is written so that only its author can change it.
    FrontMatter,
    /// Something that has to be as in the original is not.
    Drift(String),
    /// There is no place for it in the translation.
    NoPlace,
}

impl Refusal {
    /// What is wrong, and a way out.
    pub fn told(&self) -> (String, &'static str) {
        match self {
            Self::Moved => (
                "the original does not say this any more".to_owned(),
                "export again, or sync: the new text is there to be translated then; in a PO file this one is kept at the end",
            ),
            Self::Broken => (
                "with this text the page would fall into other pieces: Markdown reads it as something else".to_owned(),
                "put a backslash before what is not meant as a mark, such as a `-`, `#` or `1.` at the beginning",
            ),
            Self::FrontMatter => (
                "the page's front matter is written in a way that this cannot be put into".to_owned(),
                "write it on the page as a line of its own, such as `title: …`, then import again",
            ),
            Self::Drift(what) => {
                (what.clone(), "make it correspond to the original; the translation on the page stays as it is")
            }
            Self::NoPlace => (
                "it cannot be told where in the translated page this belongs".to_owned(),
                "add the block to the page by hand, then import again",
            ),
        }
    }
}

/// What came of an import into one page.
#[derive(Debug, Default)]
pub struct Applied {
    /// The translation's file and new text, if it changed.
    pub text: Option<(String, String)>,
    /// The ledger's new text, if anything was taken.
    pub ledger: Option<String>,
    /// How many units have a new text.
    pub taken: usize,
    /// How many were confirmed as they are.
    pub confirmed: usize,
    /// The units that were not taken.
    pub refused: Vec<(Range<usize>, Refusal)>,
}

/// A translation as it is being changed.
struct Draft<'a> {
    pair: &'a Pair<'a>,
    origin_text: &'a str,
    text: String,
    document: Document,
    ledger: Ledger,
    alignment: Alignment,
}

impl<'a> Draft<'a> {
    fn new(pair: &'a Pair<'a>, origin_text: &'a str, text: String, ledger: Ledger) -> Self {
        let document = Self::parse(pair, &text);
        let alignment = align(Side::of(pair.origin), Side::of(&document), &ledger);
        Self { pair, origin_text, text, document, ledger, alignment }
    }

    fn parse(pair: &Pair<'_>, text: &str) -> Document {
        let locale = &pair.config().language(pair.lang).locale;
        let options = ParseOptions { locale, smart_punctuation: false, blocks: true };
        let file = pair.own.map_or(&pair.origin.file, |(_, own)| &own.file);
        parse(file, text, &options).0
    }

    fn units(&self) -> Vec<Unit> {
        units((self.pair.origin, self.origin_text), Some((&self.document, &self.text, &self.alignment)))
    }

    /// Puts the blocks that the translation lacks in their places, in the original's words. Returns whether they are there now.
    fn complete(&mut self) -> bool {
        let origin = &self.pair.origin.head.blocks;
        let own = &self.document.head.blocks;
        let mut counterparts: HashMap<usize, usize> = HashMap::new();
        for (i, tie) in self.alignment.ties.iter().enumerate() {
            if let Some(o) = tie.origin {
                counterparts.entry(o as usize).or_insert(i);
            }
        }
        let body = crate::parse::body_start(self.origin_text);
        // A field of the front matter has no place that could be told by what stands before it.
        let is_of_body = |o: &usize| origin.get(*o).is_some_and(|block| block.span().start >= body);
        let missing: Vec<usize> = self.alignment.missing.iter().map(|o| *o as usize).filter(is_of_body).collect();
        let mut insertions: Vec<(usize, String)> = Vec::new();
        for run in missing.chunk_by(|a, b| a + 1 == *b) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let end = origin[*last].span().end;
            let behind = (0..*first).rev().find_map(|o| {
                let at = counterparts.get(&o).filter(|_| origin[o].span().start >= body)?;
                Some((o, own.get(*at)?.span().end))
            });
            let insertion = match behind {
                // With all that stands between the two in the original: line ends, a list's mark.
                Some((before, at)) => {
                    let from = origin[before.max(first.saturating_sub(1))].span().end;
                    self.origin_text.get(from..end).map(|text| (at, text.to_owned()))
                }
                None => {
                    let at = crate::parse::body_start(&self.text);
                    let before = self.origin_text.get(..origin[*first].span().start).unwrap_or("");
                    let line = before.rfind('\n').map_or(0, |end| end + 1).max(body);
                    self.origin_text.get(line..end).map(|text| (at, format!("\n{text}\n\n")))
                }
            };
            insertions.extend(insertion);
        }
        // The translation may have its blocks in another order.
        insertions.sort_by_key(|(at, _)| *at);
        let mut text = self.text.clone();
        for (at, inserted) in insertions.iter().rev() {
            if !text.is_char_boundary(*at) {
                return false;
            }
            text.insert_str(*at, &self.with_line_ends(inserted));
        }
        let document = Self::parse(self.pair, &text);
        let same = |a: &Block, b: &Block| a.kind == b.kind && a.meaning == b.meaning;
        let mut left = own.iter().peekable();
        let new = document.head.blocks.iter().filter(|block| left.next_if(|own| same(own, block)).is_none()).count();
        if new != missing.len() || left.peek().is_some() {
            return false;
        }
        let mut ledger = self.ledger.clone();
        for o in missing {
            ledger.add(self.pair.fact(&origin[o], None, ""));
        }
        let alignment = align(Side::of(self.pair.origin), Side::of(&document), &ledger);
        if alignment.missing.iter().any(|o| is_of_body(&(*o as usize))) {
            return false;
        }
        (self.text, self.document, self.ledger, self.alignment) = (text, document, ledger, alignment);
        true
    }

    /// The text with other texts in some blocks.
    fn with(&self, changes: &[(usize, &str)]) -> Option<String> {
        let placed = |(at, new): &(usize, &str)| text::placed(self.document.head.blocks.get(*at)?, &self.text, new);
        let mut changes: Vec<(Range<usize>, String)> = changes.iter().map(placed).collect::<Option<_>>()?;
        changes.sort_by_key(|(over, _)| over.start);
        let mut text = self.text.clone();
        for (over, new) in changes.into_iter().rev() {
            text.replace_range(over, &self.with_line_ends(&new));
        }
        Some(text)
    }

    /// A text with the page's own line ends.
    fn with_line_ends(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n");
        if self.text.contains("\r\n") { text.replace('\n', "\r\n") } else { text }
    }

    /// Whether a text has the draft's blocks, with these texts in some of them.
    fn is_as_meant(&self, text: &str, document: &Document, changes: &[(usize, &str)]) -> bool {
        let changed: HashMap<usize, &str> = changes.iter().copied().collect();
        let (before, after) = (&self.document.head.blocks, &document.head.blocks);
        before.len() == after.len()
            && before.iter().zip(after).enumerate().all(|(i, (old, new))| {
                old.kind == new.kind
                    && match changed.get(&i) {
                        Some(wanted) => {
                            text::of(new, document, text).is_some_and(|got| one_line(&got) == one_line(wanted))
                        }
                        None => old.meaning == new.meaning,
                    }
            })
    }
}

/// The units of a page, by what they are found by.
struct Known<'u> {
    by_id: HashMap<UnitId, &'u Unit>,
    /// By the original's text; `None`: more than one has it.
    by_source: HashMap<String, Option<&'u Unit>>,
}

impl<'u> Known<'u> {
    fn new(units: &'u [Unit]) -> Self {
        let by_id = units.iter().map(|unit| (unit.id, unit)).collect();
        let mut by_source: HashMap<String, Option<&Unit>> = HashMap::new();
        for unit in units {
            by_source.entry(one_line(&unit.source)).and_modify(|known| *known = None).or_insert(Some(unit));
        }
        Self { by_id, by_source }
    }

    /// The unit that came back: by its name, or else by its text where no other has the same.
    fn find(&self, incoming: &Incoming) -> Option<&'u Unit> {
        let source = one_line(&incoming.source);
        let named = self.by_id.get(&incoming.id).copied().filter(|unit| one_line(&unit.source) == source);
        named.or_else(|| self.by_source.get(&source).copied().flatten())
    }
}

/// Puts what came back into a page. `own_text` is the translation as it is; `note` is who and when.
pub fn apply(
    pair: &Pair<'_>,
    origin_text: &str,
    own_text: Option<&str>,
    incoming: &[Incoming],
    note: &str,
) -> Result<Applied, TranslateError> {
    let mut applied = Applied::default();
    let (file, mut draft) = match (pair.own, own_text) {
        (Some((_, own)), Some(text)) => {
            (own.file.to_string(), Draft::new(pair, origin_text, text.to_owned(), pair.ledger()))
        }
        _ => {
            let started = pair.start(origin_text)?;
            let (ledger, _) = Ledger::parse(&pair.origin.file, &started.ledger);
            (started.file, Draft::new(pair, origin_text, started.text, ledger))
        }
    };
    if draft.ledger.unknown {
        return Err(TranslateError::Asked(format!(
            "`{}` cannot be read, and so it is not written; see `polku check`",
            pair.ledger_file()
        )));
    }
    let incoming: Vec<Incoming> =
        incoming.iter().map(|one| Incoming { target: text::as_written(&one.target), ..one.clone() }).collect();
    let incoming = incoming.as_slice();
    let mut all = draft.units();
    let lacks = {
        let known = Known::new(&all);
        incoming.iter().any(|one| known.find(one).is_some_and(|unit| unit.own.is_none()))
    };
    if lacks && draft.complete() {
        all = draft.units();
    }
    let known = Known::new(&all);
    let mut changes: Vec<(usize, &Incoming, &Unit)> = Vec::new();
    let mut confirmed: Vec<(usize, &Unit)> = Vec::new();
    for one in incoming {
        let Some(unit) = known.find(one) else {
            applied.refused.push((one.span.clone(), Refusal::Moved));
            continue;
        };
        let Some(own) = unit.own else {
            applied.refused.push((one.span.clone(), Refusal::NoPlace));
            continue;
        };
        if one.target.chars().any(|c| c.is_control() && c != '\n') {
            applied.refused.push((one.span.clone(), Refusal::Broken));
            continue;
        }
        let has = unit.target.as_ref().is_some_and(|target| one_line(target) == one_line(&one.target));
        match (has, unit.progress) {
            (true, Progress::Done) => {}
            (true, _) => confirmed.push((own, unit)),
            (false, _) => changes.push((own, one, unit)),
        }
    }
    // Two units about one block: the later one holds.
    changes.reverse();
    let mut seen = std::collections::HashSet::new();
    changes.retain(|(own, ..)| seen.insert(*own));
    changes.reverse();

    let accepted = |changes: &[(usize, &str)]| -> Option<(String, Document)> {
        let text = draft.with(changes)?;
        let document = Draft::parse(pair, &text);
        draft.is_as_meant(&text, &document, changes).then_some((text, document))
    };
    let texts = |changes: &[(usize, &Incoming, &Unit)]| -> Vec<(usize, String)> {
        changes.iter().map(|(own, one, _)| (*own, one.target.clone())).collect()
    };
    let refer = |texts: &[(usize, String)]| -> Option<(String, Document)> {
        let texts: Vec<(usize, &str)> = texts.iter().map(|(own, text)| (*own, text.as_str())).collect();
        accepted(&texts)
    };
    // One by one only where all together do not fit.
    if refer(&texts(&changes)).is_none() {
        changes.retain(|(own, one, _)| {
            let fits = refer(&[(*own, one.target.clone())]).is_some();
            if !fits {
                let block = draft.document.head.blocks.get(*own);
                let placed = block.and_then(|block| text::placed(block, &draft.text, &one.target));
                let is_field = block.is_some_and(|block| {
                    block.kind == BlockKind::Description || (block.kind == BlockKind::Title && block.heading.is_none())
                });
                let why = if placed.is_none() && is_field { Refusal::FrontMatter } else { Refusal::Broken };
                applied.refused.push((one.span.clone(), why));
            }
            fits
        });
    }
    let Some((_, document)) = refer(&texts(&changes)) else {
        applied.refused.extend(changes.iter().map(|(_, one, _)| (one.span.clone(), Refusal::Broken)));
        return Ok(applied);
    };
    changes.retain(|(own, one, unit)| {
        let (Some(new), Some(original)) = (document.head.blocks.get(*own), pair.origin.head.blocks.get(unit.origin))
        else {
            return false;
        };
        let (cells, cells_there) = (text::cells(&one.target), text::cells(&unit.source));
        if unit.kind == BlockKind::Row && cells != cells_there {
            let what = format!("there are {cells} cells here, and {cells_there} in the original");
            applied.refused.push((one.span.clone(), Refusal::Drift(what)));
            return false;
        }
        let waived =
            new.waived || original.waived || [&document, pair.origin].iter().any(|d| d.head.meta.differs.is_some());
        let drifted = mismatches((&document, new), (pair.origin, original)).into_iter().next().filter(|_| !waived);
        if let Some(what) = &drifted {
            applied.refused.push((one.span.clone(), Refusal::Drift(what.clone())));
        }
        drifted.is_none()
    });
    let Some((text, document)) = refer(&texts(&changes)) else { return Ok(applied) };
    if changes.is_empty() && confirmed.is_empty() {
        return Ok(applied);
    }
    let mut ledger = draft.ledger.clone();
    for (own, unit) in changes.iter().map(|(own, _, unit)| (*own, *unit)).chain(confirmed.iter().copied()) {
        if let (Some(origin), Some(own)) = (pair.origin.head.blocks.get(unit.origin), document.head.blocks.get(own)) {
            ledger.add(pair.fact(origin, Some(own), note));
        }
    }
    applied.taken = changes.len();
    applied.confirmed = confirmed.len();
    applied.ledger = Some(ledger.to_text(&pair.origin.head.blocks, &document.head.blocks));
    applied.text = Some((file, text)).filter(|(_, text)| own_text != Some(text));
    Ok(applied)
}
