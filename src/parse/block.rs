//! Blocks: the pieces of a page that are translated and checked one by one.
//!
//! A block is what a translator takes as one: the title, the description, a heading, a paragraph, an item of a list, a row
//! of a table, a code block, a piece of raw HTML. A block is known by its *meaning*: two digests of its text, which
//! stay the same however the text is wrapped, spaced, encoded or linked.
//!
//! Invariant: what [`Meaning`] is made from never changes within one [`SEGMENTATION`]; ledgers rely on it.

use std::fmt;
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::LazyLock;

use icu::properties::CodePointMapData;
use icu::properties::props::GeneralCategory;
use twox_hash::XxHash3_64;

use crate::locale::{Languages, Locale};

/// The version of what is a block, and of what its meaning is made from. Ledgers begin with it.
pub const SEGMENTATION: u32 = 1;

/// What a block is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BlockKind {
    /// The page's title, in the front matter or as its own heading.
    Title,
    /// The description in the front matter.
    Description,
    /// A heading, and its level.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A paragraph of a list's item.
    Item,
    /// A paragraph of a quote or an alert.
    Quote,
    /// A row of a table, its head included.
    Row,
    /// A term that a definition list defines.
    Term,
    /// A paragraph of such a definition.
    Definition,
    /// A paragraph of a footnote.
    Note,
    /// A code block.
    Code,
    /// A piece of raw HTML.
    Html,
}

impl BlockKind {
    /// The name in ledgers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "desc",
            Self::Heading(1) => "h1",
            Self::Heading(2) => "h2",
            Self::Heading(3) => "h3",
            Self::Heading(4) => "h4",
            Self::Heading(5) => "h5",
            Self::Heading(_) => "h6",
            Self::Paragraph => "para",
            Self::Item => "item",
            Self::Quote => "quote",
            Self::Row => "row",
            Self::Term => "term",
            Self::Definition => "def",
            Self::Note => "note",
            Self::Code => "code",
            Self::Html => "html",
        }
    }

    /// The kind that ledgers call so.
    pub fn from_name(name: &str) -> Option<Self> {
        let headings = (1..=6).map(Self::Heading);
        // The most common first.
        let others = [
            Self::Paragraph,
            Self::Item,
            Self::Title,
            Self::Description,
            Self::Quote,
            Self::Row,
            Self::Term,
            Self::Definition,
            Self::Note,
            Self::Code,
            Self::Html,
        ];
        others.into_iter().chain(headings).find(|kind| kind.as_str() == name)
    }

    /// Whether it is text that flows.
    pub fn is_prose(self) -> bool {
        matches!(self, Self::Paragraph | Self::Item | Self::Quote | Self::Definition | Self::Note)
    }
}

/// Forty bits of a digest: as ledgers have it, ten hexadecimal digits. Among the blocks of one page two different ones
/// have the same by chance once in millions of pages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash40([u8; 5]);

impl Hash40 {
    /// Of a text: the lower forty bits of its XXH3 with 64 bits, the highest first.
    pub fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    /// The same, of a file's bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let [_, _, _, bytes @ ..] = XxHash3_64::oneshot(bytes).to_be_bytes();
        Self(bytes)
    }

    /// Reads ten hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 10 || !text.is_ascii() {
            return None;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
        let mut bytes = [0; 5];
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = digit(digits[0])? << 4 | digit(digits[1])?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Hash40 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash40 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What a block says, as two digests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Meaning {
    /// Of its words alone: letters, digits and symbols, in lower case. Code has no other meaning than its full one.
    pub loose: Hash40,
    /// Of its text and its markup. White space other than in code, the targets of links and Unicode's normal forms do not count.
    pub full: Hash40,
}

impl Meaning {
    /// The same where nothing but the full meaning is one.
    pub(super) fn exact(self) -> Self {
        Self { loose: self.full, full: self.full }
    }
}

/// A block.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// What it says.
    pub meaning: Meaning,
    /// Its bytes in the file.
    pub source: Range<u32>,
    /// Where its element's attributes go in the HTML: behind the start tag's name. None: it has no element of its own.
    pub open: Option<Place>,
    /// Where something can be put behind it in the HTML.
    pub close: Option<Place>,
    /// How many words it has.
    pub words: u32,
    /// How many characters.
    pub length: u32,
    /// A digest of the numbers in it, the same however they are written and in whatever order; 0 if it has none.
    pub numbers: u32,
    /// A digest of the placeholders in it (`{name}`, `%s`), in whatever order; 0 if it has none.
    pub placeholders: u32,
    /// A digest of the lists, quotes and tables that it stands in.
    pub frame: u32,
    /// The links in it: places in the page's links.
    pub links: Range<u32>,
    /// The images in it: places in the page's images.
    pub images: Range<u32>,
    /// How many code spans are in it.
    pub code_spans: u16,
    /// The heading that it is: its place among the page's.
    pub heading: Option<Place>,
    /// Whether a comment before it says that it differs from its original on purpose.
    pub waived: bool,
    /// The languages that its text is surely rather in than in the page's.
    pub rather: Languages,
}

impl Block {
    /// Its bytes in the file.
    pub fn span(&self) -> Range<usize> {
        self.source.start as usize..self.source.end as usize
    }

    /// Its HTML was put somewhere else.
    pub(super) fn move_html(&mut self, moved: impl Fn(usize) -> usize) {
        for place in [&mut self.open, &mut self.close].into_iter().flatten() {
            *place = Place::new(moved(place.index()));
        }
    }
}

/// A place in a text or in a table, kept so that `Option` takes no room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place(NonZeroU32);

impl Place {
    pub(super) fn new(place: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(small(place)))
    }

    /// The place.
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// What is told by a block's text alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) meaning: Meaning,
    pub(super) length: u32,
    pub(super) numbers: u32,
    pub(super) placeholders: u32,
    pub(super) rather: Languages,
}

impl Told {
    /// By a text whose markup stands in it as control characters (see `markdown::blocks`), and whose runs of white
    /// space are one space each. `prose`: the language that it should be in, if that is to be judged.
    pub(super) fn by(text: &str, prose: Option<&Locale>) -> Self {
        let full = &*crate::ids::in_nfc(text);
        let folds = &*FOLDS;
        let bytes = full.as_bytes();
        // Long enough for whatever letters become: few take more room in lower case, and those are looked at by themselves.
        let mut loose: Vec<u8> = vec![0; bytes.len()];
        let mut end = 0;
        let (mut controls, mut digits, mut foreign, mut braces) = (0, false, false, false);
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            // Most of most texts: letters and digits that take one byte.
            let lower = LOWER[usize::from(byte)];
            if lower != 0
                && let Some(place) = loose.get_mut(end)
            {
                *place = lower;
                digits |= lower <= b'9';
                end += 1;
                at += 1;
                continue;
            }
            let two = byte & 0xe0 == 0xc0;
            let fold = match (two, bytes.get(at + 1)) {
                (true, Some(next)) => folds[usize::from(byte & 0x1f) << 6 | usize::from(next & 0x3f)],
                _ if byte < 0x80 => folds[usize::from(byte)],
                _ => Fold::Other,
            };
            let start = at;
            at += if two { 2 } else { 1 };
            match fold {
                Fold::One(sign) => {
                    braces |= byte == b'%';
                    write(&mut loose, &mut end, &[sign]);
                }
                Fold::Two(lower) => write(&mut loose, &mut end, &lower),
                Fold::Gap => {
                    braces |= byte == b'{';
                    if end > 0 && loose[end - 1] != b' ' {
                        write(&mut loose, &mut end, b" ");
                    }
                }
                Fold::Control => controls += 1,
                Fold::Nothing => {}
                Fold::Other => {
                    let Some(c) = full[start..].chars().next() else { break };
                    at = start + c.len_utf8();
                    foreign |= c.is_numeric();
                    if c.is_alphanumeric() || is_symbol(c) {
                        for c in c.to_lowercase() {
                            write(&mut loose, &mut end, c.encode_utf8(&mut [0; 4]).as_bytes());
                        }
                    }
                }
            }
        }
        let length = small(full.chars().count() - controls);
        let loose = std::str::from_utf8(&loose[..end]).unwrap_or(full);
        // What has no letters says what it says by its signs.
        let loose = if loose.trim_end().is_empty() { full } else { loose.trim_end() };
        let rather = prose.map_or_else(Languages::default, |locale| match full.contains(CODE) {
            // Code is in no language.
            true => locale.rather(&without_code(full)),
            false => locale.rather(loose),
        });
        Self {
            rather,
            meaning: Meaning { loose: Hash40::of(loose), full: Hash40::of(full) },
            length,
            numbers: if digits || foreign { numbers(full, foreign) } else { 0 },
            placeholders: if braces { placeholders(full) } else { 0 },
        }
    }
}

/// Where code begins and ends in a text.
pub(super) const CODE: char = '\u{8}';
pub(super) const CODE_END: char = '\u{15}';

/// The words of a text that are not code, in lower case.
fn without_code(full: &str) -> String {
    let mut out = String::new();
    let mut in_code = false;
    for c in full.chars() {
        match c {
            CODE => in_code = true,
            CODE_END => in_code = false,
            _ if in_code => {}
            _ if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ if !out.ends_with(' ') => out.push(' '),
            _ => {}
        }
    }
    out
}

/// Puts bytes at a place, and makes room where there is none.
fn write(loose: &mut Vec<u8>, end: &mut usize, bytes: &[u8]) {
    if *end + bytes.len() > loose.len() {
        loose.resize(*end + bytes.len(), 0);
    }
    loose[*end..*end + bytes.len()].copy_from_slice(bytes);
    *end += bytes.len();
}

/// Letters and digits of ASCII in lower case; all else is 0.
const LOWER: [u8; 256] = {
    let mut lower = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            lower[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    lower
};

/// What a character is to a loose meaning.
#[derive(Clone, Copy)]
enum Fold {
    /// A letter, which becomes this one.
    One(u8),
    /// A letter, which becomes this one, in UTF-8.
    Two([u8; 2]),
    /// White space or punctuation of ASCII: parts words.
    Gap,
    /// Markup.
    Control,
    /// Is left out.
    Nothing,
    /// Is looked at by itself.
    Other,
}

/// What the characters that take two bytes or less are.
static FOLDS: LazyLock<Vec<Fold>> = LazyLock::new(|| {
    let fold = |c: char| match c {
        c if c.is_ascii_alphanumeric() => Fold::One(c.to_ascii_lowercase() as u8),
        c if c.is_ascii_control() => Fold::Control,
        '$' | '+' | '<' | '=' | '>' | '%' | '#' | '&' | '@' => Fold::One(c as u8),
        c if c.is_ascii() => Fold::Gap,
        c if c.is_numeric() => Fold::Other,
        c if c.is_alphanumeric() => {
            let mut lower = c.to_lowercase().collect::<String>().into_bytes();
            match (lower.pop(), lower.pop(), lower.pop()) {
                (Some(second), Some(first), None) => Fold::Two([first, second]),
                _ => Fold::Other,
            }
        }
        c if is_symbol(c) => {
            let mut bytes = [0; 2];
            if c.encode_utf8(&mut bytes).len() == 2 { Fold::Two(bytes) } else { Fold::Other }
        }
        _ => Fold::Nothing,
    };
    ('\0'..'\u{800}').map(fold).collect()
});

/// Whether a character means something by itself: a sign of mathematics or money, an arrow, an emoji.
fn is_symbol(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    matches!(category, GeneralCategory::MathSymbol | GeneralCategory::CurrencySymbol | GeneralCategory::OtherSymbol)
}

/// A block of front matter.
pub(super) fn of_field(kind: BlockKind, text: &str, span: &Range<usize>, words: usize) -> Block {
    let told = Told::by(&text.split_whitespace().collect::<Vec<_>>().join(" "), None);
    Block {
        kind,
        meaning: told.meaning,
        source: narrow(span),
        open: None,
        close: None,
        words: small(words),
        length: told.length,
        numbers: told.numbers,
        placeholders: told.placeholders,
        frame: 0,
        links: 0..0,
        images: 0..0,
        code_spans: 0,
        heading: None,
        waived: false,
        rather: Languages::default(),
    }
}

/// Pages are shorter than 4 GiB, see [`super::MAX_PAGE_BYTES`].
pub(super) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

pub(super) fn narrow(span: &Range<usize>) -> Range<u32> {
    small(span.start)..small(span.end)
}

/// A digest of the numbers in a text. Languages write them differently (1,234.5; 1 234,5) and dates in another order, so
/// each run of digits counts by itself, cut into threes from its end, without leading zeros; the order does not count.
/// `foreign`: whether there may be digits of other scripts.
pub(super) fn numbers(text: &str, foreign: bool) -> u32 {
    let mut sum = 0;
    let mut add = |run: &[u8]| {
        for group in run.rchunks(3) {
            let value = group.iter().fold(0, |value, digit| value * 10 + u32::from(*digit));
            sum = mix(sum, &value.to_le_bytes());
        }
    };
    if !foreign {
        for run in text.as_bytes().split(|byte| !byte.is_ascii_digit()).filter(|run| !run.is_empty()) {
            let digits: Vec<u8> = run.iter().map(|byte| byte - b'0').collect();
            add(&digits);
        }
        return sum;
    }
    let mut run = Vec::new();
    for c in text.chars().chain([' ']) {
        match digit(c).and_then(|digit| u8::try_from(digit).ok()) {
            Some(digit) => run.push(digit),
            None => {
                add(&run);
                run.clear();
            }
        }
    }
    sum
}

/// The value of a decimal digit of the scripts that are written with digits of their own.
fn digit(c: char) -> Option<u32> {
    const ZEROS: [u32; 9] = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xed0, 0x1040, 0x17e0];
    if c.is_ascii() {
        return c.to_digit(10);
    }
    ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero).filter(|digit| *digit < 10))
}

/// A digest of the placeholders in a text: `{name}` and `%s`, whose order may differ.
pub(super) fn placeholders(text: &str) -> u32 {
    let mut sum = 0;
    for (i, c) in text.char_indices().filter(|(_, c)| matches!(c, '{' | '%')) {
        let rest = &text[i + 1..];
        let found = match c {
            '{' => {
                let name = rest.split(|c: char| !is_of_name(c)).next().unwrap_or("");
                Some(name).filter(|name| !name.is_empty() && rest[name.len()..].starts_with('}'))
            }
            _ => rest.get(..1).filter(|kind| {
                let alone = !rest[1..].starts_with(char::is_alphanumeric);
                matches!(*kind, "s" | "d" | "i" | "f" | "u" | "@") && alone
            }),
        };
        if let Some(name) = found {
            sum = mix(sum, name.as_bytes());
        }
    }
    sum
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$')
}

/// Adds to a sum in which the order does not show, and which stays 0 only where nothing was added. (FNV-1a.)
fn mix(sum: u32, bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    sum.wrapping_add(hash | 1).max(1)
}
