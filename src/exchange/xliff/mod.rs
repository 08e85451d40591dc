//! XLIFF files: the texts of pages as translators' tools exchange them, in version 1.2 and 2.0.
//!
//! In: an [`Exchange`], or the bytes of a file. Out: the text of a file, or an [`Exchange`] and what is wrong with the
//! file.
//!
//! The rules are those of OASIS: [XLIFF 1.2](https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html), section 3, and
//! [XLIFF 2.0](https://docs.oasis-open.org/xliff/xliff-core/v2.0/os/xliff-core-v2.0-os.html), sections 4.2 (elements),
//! 4.3 (attributes) and 4.7 (inline content).
//!
//! How an exchange is told in a file:
//!
//! - A page's key is `<file original>`, which is what all tools keep. The original's path is a note of the file, `from`
//!   or of the `category` `original`; where a tool has dropped it, the path that is read is the key.
//! - A unit's address is a `context` of the type `x-address` in 1.2, in 2.0 a note of the category `address`. The
//!   earlier wording is an `alt-trans` of the type `previous-version` in 1.2, in 2.0 a note of the category `previous`.
//! - States of 1.2: `needs-translation`, `needs-review-translation`, `translated`. All other values mean
//!   [`State::NeedsReview`] but `new`, which is untranslated, and `final`, `signed-off` and none, which are translated.
//!   A unit that is `approved` is translated.
//! - States of 2.0: `initial` with a `subState` of ours, `polku:needs-translation` or `polku:needs-review`, and
//!   `translated`; of the others, `reviewed` and `final` are translated. A text that is there while the state is
//!   `initial` and no `subState` of ours is, needs review: somebody wrote it, and nobody said that it is done. A unit
//!   of several segments is as far as the least of them.
//! - XML 1.0 cannot hold some [characters](https://www.w3.org/TR/xml/#charsets). In the texts and codes of 2.0 they
//!   are `<cp>`; elsewhere U+001B is written as `␛001b;`, and in both versions a `␛` itself as `␛241b;`.
//!
//! Invariants: what was written is read back as it was, but for texts that stand side by side or are empty, and for the
//! [spans](Unit::span). A target that is empty, or blank where the source is not, is none. A unit without target is
//! untranslated. The caller sees to it that there is a file, that files have keys, and that codes are not empty: what
//! is not so does not come back.

mod marks;
mod read;
#[cfg(test)]
mod tests;
mod tokens;
mod write;

use std::ops::Range;

/// The namespace of XLIFF 1.2.
const NAMESPACE_1: &str = "urn:oasis:names:tc:xliff:document:1.2";

/// The namespace of XLIFF 2.0 and 2.1.
const NAMESPACE_2: &str = "urn:oasis:names:tc:xliff:document:2.0";

/// Marks the note that tells the original's path.
const ORIGINAL: &str = "original";

/// Marks the note that tells where a text can be seen.
const ADDRESS: &str = "address";

/// Marks the note that tells the original's earlier wording.
const PREVIOUS: &str = "previous";

/// The `subState` of a text that is not translated yet.
const NEEDS_TRANSLATION: &str = "polku:needs-translation";

/// The `subState` of a translation of another wording.
const NEEDS_REVIEW: &str = "polku:needs-review";

/// Begins what stands for a character that XML cannot hold.
const ESCAPE: char = '␛';

/// A version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// XLIFF 1.2, which most tools read.
    V1_2,
    /// XLIFF 2.0.
    V2_0,
}

/// What is exchanged: the texts of one section from one language into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The original's language; empty where the file does not tell.
    pub source_lang: String,
    /// The translation's language; empty where the file does not tell.
    pub target_lang: String,
    /// The pages.
    pub files: Vec<File>,
}

impl Exchange {
    /// The text of a file.
    pub fn to_text(&self, version: Version) -> String {
        write::text(self, version)
    }

    /// Reads a file of either version. Units that cannot be understood are reported and left out; what is no XML or no
    /// XLIFF is reported and not read at all. Of very many problems the first thousand are told.
    pub fn parse(bytes: &[u8]) -> (Option<(Self, Version)>, Vec<Problem>) {
        read::parse(bytes)
    }
}

/// The texts of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The page's key, such as `stages/need`.
    pub key: String,
    /// The original's path.
    pub original: String,
    /// The texts, in the order of the page.
    pub units: Vec<Unit>,
}

/// One text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Unique within its file, an XML NMTOKEN.
    pub id: String,
    /// What a translator may want to know; may be empty.
    pub notes: Vec<String>,
    /// Where the text can be seen.
    pub address: Option<String>,
    /// The original.
    pub source: Vec<Piece>,
    /// The original's earlier wording, as text without codes, if it is known.
    pub previous: Option<String>,
    /// The translation.
    pub target: Option<Vec<Piece>>,
    /// How far the translation is.
    pub state: State,
    /// Bytes of the unit in the file that was read.
    pub span: Range<usize>,
}

/// A piece of a text: words, or markup that is kept from being translated.
///
/// The ids are unique among the openings and singles of a source. A target has the source's ids for the source's markup
/// and others for its own. Texts of ours are nested properly; those that come back may be not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// Where markup begins.
    Open {
        /// What its end and its translation are told by.
        id: u32,
        /// What it is.
        kind: Inline,
        /// As it is written, such as `[`. Empty only where a file does not tell it.
        code: String,
    },
    /// Where markup ends.
    Close {
        /// The beginning's.
        id: u32,
        /// As it is written, such as `](need.md#why)`.
        code: String,
    },
    /// Markup that stands by itself.
    Single {
        /// What its translation is told by.
        id: u32,
        /// What it is.
        kind: Inline,
        /// As it is written, such as `` `x` ``.
        code: String,
    },
}

/// What the markup is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Stressed words.
    Emphasis,
    /// Strongly stressed words.
    Strong,
    /// Words that are struck out.
    Strikethrough,
    /// A link.
    Link,
    /// An image.
    Image,
    /// Words of a program.
    Code,
    /// A line's end.
    Break,
    /// Anything else.
    Other,
}

/// Each kind, its `ctype` in 1.2 (where it is not a standard one, after `x-`), its `type` and its `subType` in 2.0.
const KINDS: [(Inline, &str, &str, &str); 8] = [
    (Inline::Emphasis, "italic", "fmt", "xlf:i"),
    (Inline::Strong, "bold", "fmt", "xlf:b"),
    (Inline::Strikethrough, "strikethrough", "fmt", "polku:strikethrough"),
    (Inline::Link, "link", "link", ""),
    (Inline::Image, "image", "image", ""),
    (Inline::Code, "code", "other", "polku:code"),
    (Inline::Break, "lb", "fmt", "xlf:lb"),
    (Inline::Other, "other", "other", ""),
];

/// How far a translation is, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// There is none yet, or what is there is none.
    Untranslated,
    /// There is one, of another wording of the source.
    NeedsReview,
    /// There is one.
    Translated,
}

/// Something that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Where, in bytes of the file.
    pub span: Range<usize>,
}

impl Problem {
    fn new(message: impl Into<String>, help: impl Into<String>, span: Range<usize>) -> Self {
        Self { message: message.into(), help: help.into(), span }
    }
}

/// Whether XML 1.0 can hold a character.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}
