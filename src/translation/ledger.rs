//! The ledger of a translated page: which wording of the original each of its blocks was checked against.
//!
//! In: the text of `content/<tag>/.ledger/<key>`. Out: a set of [`Fact`]s, and what is wrong with lines that are none.
//!
//! A fact is a line: a kind, the original block's loose and full digest, the translated block's digest or `-` where
//! the text is still the original's, then whatever is known besides: `#id` (the original heading's id), `@who`, a date. A fact of
//! an image is `image` with the digests of both files' bytes and their path.
//!
//! Invariants: facts stand by themselves, so neither their order nor their number matters, and two branches' ledgers
//! are merged by keeping all lines. What cannot be read is reported and left out, and the rest holds.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use crate::diag::{Code, Diagnostic, Diags};
use crate::ids::SrcPath;
use crate::parse::{Block, BlockKind, Hash40, Meaning, SEGMENTATION};

/// How a ledger begins.
const MAGIC: &str = "polku-ledger";

/// What a fact of two whole pages begins with.
const PAGE: &str = "page";

/// The version of the rules by which a page is in order. Whoever makes a rule stricter counts on.
const RULES: &str = "1";

/// What a fact of an image begins with.
const IMAGE: &str = "image";

/// What a merge leaves behind where both sides added lines.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// One block was checked against one wording of its original.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fact {
    /// The kind of the original's block.
    pub kind: BlockKind,
    /// The wording of the original's block.
    pub origin: Meaning,
    /// The translated block; `None` where it was the original's text still.
    pub translated: Option<Hash40>,
    /// The id of the original's heading.
    pub id: Option<Box<str>>,
    /// Who and when, as written.
    pub note: Box<str>,
}

impl Fact {
    /// A fact of today's blocks.
    pub fn new(origin: &Block, translated: Option<&Block>, id: Option<&str>, note: &str) -> Self {
        Self {
            kind: origin.kind,
            origin: origin.meaning,
            translated: translated.map(|block| block.meaning.full),
            id: id.map(Box::from),
            note: note.into(),
        }
    }

    /// By the two blocks that it ties.
    fn order(&self) -> (Hash40, Option<Hash40>, &Self) {
        (self.origin.full, self.translated, self)
    }

    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let kind = BlockKind::from_name(words.next()?)?;
        let loose = Hash40::parse(words.next()?)?;
        let full = Hash40::parse(words.next()?)?;
        let translated = match words.next()? {
            "-" => None,
            hash => Some(Hash40::parse(hash)?),
        };
        let mut id = None;
        let mut note = String::new();
        for word in words {
            if let Some(name) = word.strip_prefix('#') {
                id = id.or(Some(name));
            } else {
                note.push_str(if note.is_empty() { "" } else { " " });
                note.push_str(word);
            }
        }
        Some(Self { kind, origin: Meaning { loose, full }, translated, id: id.map(Box::from), note: note.into() })
    }

    fn line(&self) -> String {
        let mut line = format!("{} {} {} ", self.kind.as_str(), self.origin.loose, self.origin.full);
        let _ = match self.translated {
            Some(hash) => write!(line, "{hash}"),
            None => write!(line, "-"),
        };
        if let Some(id) = &self.id {
            let _ = write!(line, " #{id}");
        }
        if !self.note.is_empty() {
            let _ = write!(line, " {}", self.note);
        }
        line
    }
}

/// Two texts were found in order as wholes: every block of the one was recorded against the other, and nothing was to be said.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
struct PageFact {
    origin: Hash40,
    own: Hash40,
}

impl PageFact {
    /// `None` if the line is none; what was found by other rules tells nothing.
    fn parse(line: &str) -> Option<Option<Self>> {
        let mut words = line.split_ascii_whitespace();
        words.next().filter(|kind| *kind == PAGE)?;
        let rules = words.next()?;
        let (origin, own) = (Hash40::parse(words.next()?)?, Hash40::parse(words.next()?)?);
        Some((rules == RULES).then_some(Self { origin, own }))
    }
}

/// A translation's copy of an image was made for one of the original's.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ImageFact {
    /// Where both lie, below their languages' folders.
    pub path: Box<str>,
    /// The bytes of the original's.
    pub origin: Hash40,
    /// The bytes of the copy.
    pub own: Hash40,
}

impl ImageFact {
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        words.next().filter(|kind| *kind == IMAGE)?;
        let (origin, own) = (Hash40::parse(words.next()?)?, Hash40::parse(words.next()?)?);
        // The path is the rest of the line: it may have spaces in it.
        let path = line.splitn(4, ' ').nth(3)?.trim();
        Some(Self { path: path.into(), origin, own })
    }
}

/// The facts of a page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ledger {
    facts: Vec<Fact>,
    images: Vec<ImageFact>,
    pages: Vec<PageFact>,
    /// Whether it is of a version that this one cannot read, and must not write.
    pub unknown: bool,
    /// Lines that cannot be read: they are kept as they are.
    unread: Vec<String>,
    /// Whether the facts are in order.
    sorted: bool,
}

impl Ledger {
    /// One that is there, and that nobody can tell what it says.
    pub fn unreadable() -> Self {
        Self { unknown: true, ..Self::default() }
    }

    /// The facts.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// Whether these two texts were found in order as wholes, so that their blocks need not be looked at.
    pub fn is_in_order(&self, origin: Hash40, own: Hash40) -> bool {
        self.pages.contains(&PageFact { origin, own })
    }

    /// Whether it says of any two texts that they were in order.
    pub fn knows_pages(&self) -> bool {
        !self.pages.is_empty()
    }

    /// Says that these two texts, and no others, are in order.
    pub fn set_in_order(&mut self, texts: Option<(Hash40, Hash40)>) {
        self.pages = texts.map(|(origin, own)| PageFact { origin, own }).into_iter().collect();
    }

    /// The facts of images.
    pub fn images(&self) -> &[ImageFact] {
        &self.images
    }

    /// Adds a fact of an image; what was known of the same copy goes.
    pub fn add_image(&mut self, fact: ImageFact) {
        self.images.retain(|known| known.path != fact.path);
        self.images.push(fact);
    }

    /// Forgets the images that are not there any more.
    pub fn keep_images(&mut self, is_there: impl Fn(&str) -> bool) {
        self.images.retain(|known| is_there(&known.path));
    }

    /// Whether it says of each block of the translation that it was checked against the block of the original at the
    /// same place, as both are.
    pub fn ties_all(&self, origin: &[Block], own: &[Block]) -> bool {
        let is_known = |(origin, own): (&Block, &Block)| {
            let wanted = (origin.meaning.full, Some(own.meaning.full));
            let from = self.facts.partition_point(|fact| (fact.origin.full, fact.translated) < wanted);
            let same = self.facts[from..].iter().take_while(|fact| (fact.origin.full, fact.translated) == wanted);
            same.into_iter().any(|fact| fact.kind == origin.kind)
        };
        self.sorted && origin.len() == own.len() && origin.iter().zip(own).all(is_known)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.images.is_empty()
    }

    /// Adds a fact.
    pub fn add(&mut self, fact: Fact) {
        self.facts.push(fact);
        self.sorted = false;
    }

    /// Reads a ledger.
    pub fn parse(file: &SrcPath, text: &str) -> (Self, Diags) {
        let mut diags = Diags::new();
        let mut ledger = Self::default();
        let mut first = true;
        let mut conflict = false;
        let mut bad: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let place = start..start + line.trim_end().len();
            start += line.len();
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() {
                continue;
            }
            if let Some(fact) = Fact::parse(line).filter(|_| !first) {
                ledger.facts.push(fact);
                continue;
            }
            if CONFLICT.iter().any(|mark| line.starts_with(mark)) {
                conflict = true;
                continue;
            }
            if let Some(version) = line.strip_prefix(MAGIC) {
                if version.trim().parse() != Ok(SEGMENTATION) {
                    diags.push(unknown_version(file, version.trim(), place));
                    return (Self { unknown: true, ..Self::default() }, diags);
                }
                first = false;
                continue;
            }
            if first {
                diags.push(unknown_version(file, "", place));
                return (Self { unknown: true, ..Self::default() }, diags);
            }
            if let Some(page) = PageFact::parse(line) {
                ledger.pages.extend(page);
                continue;
            }
            match ImageFact::parse(line) {
                Some(image) => ledger.images.push(image),
                None => {
                    ledger.unread.push(line.to_owned());
                    bad.push(place);
                }
            }
        }
        if let Some(place) = bad.first() {
            let more = match bad.len() {
                1 => String::new(),
                n => format!(", and {} more cannot", n - 1),
            };
            diags.push(
                Diagnostic::new(
                    Code::LedgerLine,
                    format!("this line cannot be read{more}; the others hold"),
                    "take it out, or restore it from the version before: what it said has to be checked again",
                )
                .at(file, place.clone()),
            );
        }
        if conflict {
            diags.push(
                Diagnostic::new(
                    Code::LedgerLine,
                    "a merge left its marks here; they do no harm, for all lines on both sides hold",
                    "delete the lines of `<`, `=` and `>`; the next `polku translate done` does it too",
                )
                .in_file(file),
            );
        }
        ledger.facts.sort_by(|a, b| a.order().cmp(&b.order()));
        ledger.facts.dedup();
        ledger.images.sort_unstable();
        ledger.images.dedup();
        ledger.sorted = true;
        (ledger, diags)
    }

    /// The text to keep: what still says something of today's blocks, in the order of the original. Of the facts of one
    /// block that is as it was checked, older ones go.
    pub fn to_text(&self, origin: &[Block], own: &[Block]) -> String {
        let place = |blocks: &[Block]| -> HashMap<Hash40, usize> {
            blocks.iter().enumerate().rev().map(|(i, block)| (block.meaning.full, i)).collect()
        };
        let (of_origin, of_own) = (place(origin), place(own));
        let translated = |fact: &Fact| fact.translated.unwrap_or(fact.origin.full);
        let is_live = |fact: &Fact| of_origin.contains_key(&fact.origin.full) && of_own.contains_key(&translated(fact));
        let live = || self.facts.iter().filter(|fact| is_live(fact));
        let live_origins: HashSet<Hash40> = live().map(|fact| fact.origin.full).collect();
        let live_owns: HashSet<Hash40> = live().map(translated).collect();
        let mut lines: Vec<(usize, usize, String)> = Vec::new();
        let mut seen = HashSet::new();
        let same_in_both: HashSet<Hash40> = self
            .facts
            .iter()
            .filter(|fact| fact.translated == Some(fact.origin.full))
            .map(|fact| fact.origin.full)
            .collect();
        let mut free: HashMap<Hash40, usize> = HashMap::new();
        for block in origin {
            *free.entry(block.meaning.full).or_default() += 1;
        }
        // The newest are the last.
        for fact in self.facts.iter().rev() {
            let (at, own_at) = (of_origin.get(&fact.origin.full), of_own.get(&translated(fact)));
            let outdone = live_origins.contains(&fact.origin.full) || live_owns.contains(&translated(fact));
            // A block is not translated while it is there as the original has it, and nobody said that it is the same.
            let settled = own_at.is_none() || same_in_both.contains(&fact.origin.full);
            if fact.translated.is_none() && settled {
                continue;
            }
            if (at.is_none() && own_at.is_none()) || (outdone && !is_live(fact)) {
                continue;
            }
            if !seen.insert((fact.kind, fact.origin.full, fact.translated)) {
                continue;
            }
            // A block of the original has one counterpart, and that is the one that was recorded last.
            if is_live(fact)
                && let Some(free) = free.get_mut(&fact.origin.full)
            {
                if *free == 0 {
                    continue;
                }
                *free -= 1;
            }
            lines.push((at.copied().unwrap_or(usize::MAX), own_at.copied().unwrap_or(usize::MAX), fact.line()));
        }
        lines.sort();
        let mut text = format!("{MAGIC} {SEGMENTATION}\n");
        for fact in &self.pages {
            let _ = writeln!(text, "{PAGE} {RULES} {} {}", fact.origin, fact.own);
        }
        let mut images = self.images.clone();
        images.sort_unstable();
        let images: Vec<String> =
            images.iter().map(|fact| format!("{IMAGE} {} {} {}", fact.origin, fact.own, fact.path)).collect();
        for line in lines.iter().map(|(_, _, line)| line).chain(&images).chain(&self.unread) {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

fn unknown_version(file: &SrcPath, version: &str, place: Range<usize>) -> Diagnostic {
    let message = if version.is_empty() {
        format!("this is no ledger: it does not begin with `{MAGIC} {SEGMENTATION}`")
    } else {
        format!("this ledger is of version `{version}`; this Polku reads version {SEGMENTATION}")
    };
    Diagnostic::new(
        Code::LedgerVersion,
        message,
        "use the Polku that wrote it, or restore the file from the version before; it is left as it is",
    )
    .at(file, place)
}
