//! What came back from a translator's tool, put into a page.
//!
//! In: a page and its translation, the units that came back. Out: the new text of the translation and of its ledger, and which
//! units were refused, and why.
//!
//! Invariants: nothing is taken unless the new text, parsed, has the very blocks that were meant, and each block that was
//! taken has the links, images, code, placeholders and numbers of its original. Blocks that no unit is about stay as
//! they are, byte for byte.

use std::collections::{BTreeMap, HashMap};
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
    pub refused: Refused,
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

    /// The translation, or a new one in the original's words; and its file.
    fn begin(
        pair: &'a Pair<'a>,
        origin_text: &'a str,
        own_text: Option<&str>,
    ) -> Result<(String, Self), TranslateError> {
        let Some(((_, own), text)) = pair.own.zip(own_text) else {
            let started = pair.start(origin_text)?;
            let (ledger, _) = Ledger::parse(&pair.origin.file, &started.ledger);
            return Ok((started.file, Self::new(pair, origin_text, started.text, ledger)));
        };
        let ledger = pair.ledger();
        if ledger.unknown {
            return Err(TranslateError::Asked(format!(
                "`{}` cannot be read, and so it is not written; see `polku check`",
                pair.ledger_file()
            )));
        }
        Ok((own.file.to_string(), Self::new(pair, origin_text, text.to_owned(), ledger)))
    }

    fn parse(pair: &Pair<'_>, text: &str) -> Document {
        let locale = &pair.config().language(pair.lang).locale;
        let options = ParseOptions::plain(locale);
        let file = pair.own.map_or(&pair.origin.file, |(_, own)| &own.file);
        parse(file, text, &options).0
    }

    fn units(&self) -> Vec<Unit> {
        units((self.pair.origin, self.origin_text), Some((&self.document, &self.text, &self.alignment)))
    }

    /// The page's units, after the blocks that these are about were put in.
    fn units_for(&mut self, incoming: &[Incoming]) -> Vec<Unit> {
        let units = self.units();
        let known = Known::new(&units);
        let lacks = incoming.iter().any(|one| known.find(one).is_some_and(|unit| unit.own.is_none()));
        if lacks && self.complete() { self.units() } else { units }
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

    /// The page with the changes that fit into it; the others are refused. `None`: they do not fit together.
    fn fitting(&self, changes: &mut Vec<Change<'_>>, refused: &mut Refused) -> Option<(String, Document)> {
        let together = self.changed(changes);
        if together.is_some() {
            return together;
        }
        // One by one only where all together do not fit.
        changes.retain(|change| {
            let fits = self.changed(&[*change]).is_some();
            if !fits {
                refused.push((change.one.span.clone(), self.why_not(change)));
            }
            fits
        });
        let together = self.changed(changes);
        if together.is_none() {
            refused.extend(changes.iter().map(|change| (change.one.span.clone(), Refusal::Broken)));
        }
        together
    }

    /// The page with these changes, if it then has the draft's blocks, with these texts in some of them.
    fn changed(&self, changes: &[Change<'_>]) -> Option<(String, Document)> {
        let texts: Vec<(usize, &str)> = changes.iter().map(|change| (change.own, change.one.target.as_str())).collect();
        let text = self.with(&texts)?;
        let document = Self::parse(self.pair, &text);
        let texts: HashMap<usize, &str> = texts.into_iter().collect();
        let (before, after) = (&self.document.head.blocks, &document.head.blocks);
        let is_as_meant = |(i, (old, new)): (usize, (&Block, &Block))| {
            let as_meant = match texts.get(&i) {
                Some(wanted) => text::of(new, &document, &text).is_some_and(|got| one_line(&got) == one_line(wanted)),
                None => old.meaning == new.meaning,
            };
            as_meant && old.kind == new.kind
        };
        let fits = before.len() == after.len() && before.iter().zip(after).enumerate().all(is_as_meant);
        fits.then_some((text, document))
    }

    fn why_not(&self, change: &Change<'_>) -> Refusal {
        let Some(block) = self.document.head.blocks.get(change.own) else { return Refusal::Broken };
        let is_field =
            block.kind == BlockKind::Description || (block.kind == BlockKind::Title && block.heading.is_none());
        match text::placed(block, &self.text, &change.one.target) {
            None if is_field => Refusal::FrontMatter,
            _ => Refusal::Broken,
        }
    }

    /// What a changed block has to have in common with its original and has not. `document` is the changed page.
    fn drift(&self, change: &Change<'_>, document: &Document) -> Option<String> {
        let origin = self.pair.origin;
        let new = document.head.blocks.get(change.own)?;
        let original = origin.head.blocks.get(change.unit.origin)?;
        let (cells, cells_there) = (text::cells(&change.one.target), text::cells(&change.unit.source));
        if change.unit.kind == BlockKind::Row && cells != cells_there {
            return Some(format!("there are {cells} cells here, and {cells_there} in the original"));
        }
        let whole = [document, origin].iter().any(|document| document.head.meta.differs.is_some());
        if new.waived || original.waived || whole {
            return None;
        }
        mismatches((document, new), (origin, original)).into_iter().next()
    }

    /// The ledger's text, with these blocks recorded.
    fn ledger_with<'u>(
        &self,
        checked: impl Iterator<Item = (usize, &'u Unit)>,
        document: &Document,
        note: &str,
    ) -> String {
        let (origin, own) = (&self.pair.origin.head.blocks, &document.head.blocks);
        let mut ledger = self.ledger.clone();
        // The text is another one now.
        ledger.set_in_order(None);
        for (at, unit) in checked {
            if let (Some(origin), Some(own)) = (origin.get(unit.origin), own.get(at)) {
                ledger.add(self.pair.fact(origin, Some(own), note));
            }
        }
        ledger.to_text(origin, own)
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

/// A text that is to become another one.
#[derive(Clone, Copy)]
struct Change<'c> {
    /// The block's place in the translation.
    own: usize,
    one: &'c Incoming,
    unit: &'c Unit,
}

/// Units that were not taken, by their places in the file that they came in.
pub type Refused = Vec<(Range<usize>, Refusal)>;

/// Puts what came back into a page. `own_text` is the translation as it is; `note` is who and when.
pub fn apply(
    pair: &Pair<'_>,
    origin_text: &str,
    own_text: Option<&str>,
    incoming: &[Incoming],
    note: &str,
) -> Result<Applied, TranslateError> {
    let (file, mut draft) = Draft::begin(pair, origin_text, own_text)?;
    let incoming: Vec<Incoming> =
        incoming.iter().map(|one| Incoming { target: text::as_written(&one.target), ..one.clone() }).collect();
    let units = draft.units_for(&incoming);
    let mut refused = Refused::new();
    let (mut changes, confirmed) = sorted(&units, &incoming, &mut refused);
    let Some((_, document)) = draft.fitting(&mut changes, &mut refused) else {
        return Ok(Applied { refused, ..Applied::default() });
    };
    changes.retain(|change| {
        let what = draft.drift(change, &document);
        refused.extend(what.iter().map(|what| (change.one.span.clone(), Refusal::Drift(what.clone()))));
        what.is_none()
    });
    let Some((text, document)) = draft.fitting(&mut changes, &mut refused) else {
        return Ok(Applied { refused, ..Applied::default() });
    };
    if changes.is_empty() && confirmed.is_empty() {
        return Ok(Applied { refused, ..Applied::default() });
    }
    let taken = changes.iter().map(|change| (change.own, change.unit));
    let ledger = draft.ledger_with(taken.chain(confirmed.iter().copied()), &document, note);
    Ok(Applied {
        text: Some((file, text)).filter(|(_, text)| own_text != Some(text)),
        ledger: Some(ledger),
        taken: changes.len(),
        confirmed: confirmed.len(),
        refused,
    })
}

/// What came back, by what is to be done with it: texts to change, and blocks that are confirmed as they are.
fn sorted<'c>(
    units: &'c [Unit],
    incoming: &'c [Incoming],
    refused: &mut Refused,
) -> (Vec<Change<'c>>, Vec<(usize, &'c Unit)>) {
    let known = Known::new(units);
    // Of two texts for one block the later one holds.
    let mut changes: BTreeMap<usize, Change<'_>> = BTreeMap::new();
    let mut confirmed = Vec::new();
    for one in incoming {
        let mut refuse = |why| refused.push((one.span.clone(), why));
        let Some(unit) = known.find(one) else {
            refuse(Refusal::Moved);
            continue;
        };
        let Some(own) = unit.own else {
            refuse(Refusal::NoPlace);
            continue;
        };
        let same = unit.target.as_ref().is_some_and(|target| one_line(target) == one_line(&one.target));
        if one.target.chars().any(|c| c.is_control() && c != '\n') {
            refuse(Refusal::Broken);
        } else if !same {
            changes.insert(own, Change { own, one, unit });
        } else if unit.progress != Progress::Done {
            confirmed.push((own, unit));
        }
    }
    (changes.into_values().collect(), confirmed)
}
