//! Words and sentences.
//!
//! Input: a text. Output: its number of words, or its sentences. Both by UAX #29, as ICU4X does it.
//!
//! Words are counted on every page, and most pages are of letters that need no dictionary. For those, [`count`] walks the
//! text once by the word rules WB4–WB13; it must agree with ICU4X, and a test compares the two for every character
//! that it takes on. Any other character hands the whole text to ICU4X.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use icu::segmenter::options::{SentenceBreakInvariantOptions, WordBreakInvariantOptions};
use icu::segmenter::{SentenceSegmenter, SentenceSegmenterBorrowed, WordSegmenter, WordSegmenterBorrowed};

/// Finds words and sentences. Its data is static: it costs nothing to make.
pub(super) struct Segmenter {
    words: WordSegmenterBorrowed<'static>,
    sentences: SentenceSegmenterBorrowed<'static>,
}

impl Segmenter {
    pub(super) fn new() -> Self {
        Self {
            words: WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()),
            sentences: SentenceSegmenter::new(SentenceBreakInvariantOptions::default()),
        }
    }

    /// The number of words.
    pub(super) fn words(&self, text: &str) -> usize {
        count(text).unwrap_or_else(|| self.words_by_icu(text))
    }

    /// The number of words, by ICU4X alone.
    pub(super) fn words_by_icu(&self, text: &str) -> usize {
        self.words.segment_str(text).iter_with_word_type().filter(|(_, kind)| kind.is_word_like()).count()
    }

    /// The words, as byte ranges.
    pub(super) fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let mut start = 0;
        let mut spans = Vec::new();
        for (end, kind) in self.words.segment_str(text).iter_with_word_type() {
            if kind.is_word_like() {
                spans.push(start..end);
            }
            start = end;
        }
        spans
    }

    /// The sentences, without the white space around them.
    pub(super) fn sentences(&self, text: &str) -> Vec<Range<usize>> {
        // To UAX #29 a line break ends a sentence; in a block of Markdown it is a space. Both are one byte long.
        let flat: Cow<'_, str> =
            if text.contains(['\n', '\r']) { text.replace(['\n', '\r'], " ").into() } else { text.into() };
        let mut sentences = Vec::new();
        let mut start = 0;
        for end in self.sentences.segment_str(&flat).skip(1) {
            let sentence = flat.get(start..end).unwrap_or("");
            let from = start + (sentence.len() - sentence.trim_start().len());
            let length = sentence.trim().len();
            if length > 0 {
                sentences.push(from..from + length);
            }
            start = end;
        }
        sentences
    }
}

/// Whether a character is of a script whose words no spaces part at the ends of lines: East Asian wide ones but Hangul
/// (UAX #11).
pub fn is_unspaced(c: char) -> bool {
    use icu::properties::CodePointMapData;
    use icu::properties::props::{EastAsianWidth, Script};
    // Nothing before the radicals is.
    c >= '\u{2e80}'
        && matches!(
            CodePointMapData::<EastAsianWidth>::new().get(c),
            EastAsianWidth::Wide | EastAsianWidth::Fullwidth | EastAsianWidth::Halfwidth
        )
        && CodePointMapData::<Script>::new().get(c) != Script::Hangul
}

/// What a character does to words: UAX #29's Word_Break values, as far as they matter to counting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// ALetter.
    Letter,
    /// Numeric.
    Digit,
    /// ExtendNumLet: joins letters and digits.
    Joiner,
    /// MidLetter: joins letters.
    MidLetter,
    /// MidNum: joins digits.
    MidNum,
    /// MidNumLet and Single_Quote: joins letters, or digits.
    MidBoth,
    /// Extend, Format, ZWJ: changes nothing (WB4).
    Ignored,
    /// All else: ends a word.
    Break,
    /// Not for the simple rules.
    Foreign,
}

const ASCII: [Class; 128] = {
    let mut table = [Class::Break; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Joiner,
            b'.' | b'\'' => Class::MidBoth,
            b',' | b';' => Class::MidNum,
            b':' => Class::MidLetter,
            _ => Class::Break,
        };
        byte += 1;
    }
    table
};

fn class(c: char) -> Class {
    match c {
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' => Class::Ignored,
        '\u{200e}' | '\u{200f}' | '\u{2060}' => Class::Ignored,
        '\u{b8}' => Class::Letter,
        '\u{b7}' | '\u{387}' | '\u{2027}' => Class::MidLetter,
        '\u{37e}' => Class::MidNum,
        '\u{2018}' | '\u{2019}' | '\u{2024}' => Class::MidBoth,
        '\u{202f}' => Class::Joiner,
        '\u{80}'..='\u{58f}' | '\u{1e00}'..='\u{1fff}' if c.is_alphabetic() => Class::Letter,
        // Arabic, without its digits.
        '\u{620}'..='\u{64a}' | '\u{671}'..='\u{6d3}' => Class::Letter,
        '\u{64b}'..='\u{65f}' | '\u{670}' => Class::Ignored,
        '\u{60c}' => Class::MidNum,
        '\u{61b}' | '\u{61f}' => Class::Break,
        // Punctuation, currency signs, arrows, box drawing: without the joiners, enclosed letters and the emoji.
        '\u{80}'..='\u{24f}' => Class::Break,
        '\u{2010}'..='\u{2029}' | '\u{2030}'..='\u{203e}' | '\u{20a0}'..='\u{20cf}' => Class::Break,
        '\u{2190}'..='\u{23ff}' | '\u{2500}'..='\u{27bf}' => Class::Break,
        _ => Class::Foreign,
    }
}

/// The classes of the characters that take two bytes or less.
static TWO_BYTES: LazyLock<Vec<Class>> = LazyLock::new(|| ('\0'..'\u{800}').map(class).collect());

/// Counts words by the simple rules; `None` when the text has a character that they do not cover.
pub(super) fn count(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let two_bytes = &*TWO_BYTES;
    let mut words = 0;
    // The last letter, digit or joiner of the segment at hand, and what stands after it and may join it to the next.
    let mut last: Option<Class> = None;
    let mut between: Option<Class> = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let class = if let Some(&class) = ASCII.get(usize::from(byte)) {
            at += 1;
            class
        } else if let (b'\xc2'..=b'\xdf', Some(&next)) = (byte, bytes.get(at + 1)) {
            at += 2;
            let c = usize::from(byte & 0x1f) << 6 | usize::from(next & 0x3f);
            *two_bytes.get(c)?
        } else {
            let c = text.get(at..)?.chars().next()?;
            at += c.len_utf8();
            self::class(c)
        };
        match class {
            Class::Letter | Class::Digit | Class::Joiner => {
                let joined = match (last, between) {
                    (None, _) => false,
                    (Some(_), None) => true,
                    // WB6, WB7.
                    (Some(Class::Letter), Some(Class::MidLetter | Class::MidBoth)) => class == Class::Letter,
                    // WB11, WB12.
                    (Some(Class::Digit), Some(Class::MidNum | Class::MidBoth)) => class == Class::Digit,
                    _ => false,
                };
                if !joined {
                    words += 1;
                }
                last = Some(class);
                between = None;
            }
            Class::MidLetter | Class::MidNum | Class::MidBoth if last.is_some() && between.is_none() => {
                between = Some(class);
            }
            Class::Ignored if last.is_some() => {}
            // One that has no letter to stand on is ICU4X's to judge.
            Class::Ignored | Class::Foreign => return None,
            Class::MidLetter | Class::MidNum | Class::MidBoth | Class::Break => {
                last = None;
                between = None;
            }
        }
    }
    Some(words)
}
