//! Everything that depends on a language.
//!
//! Input: a BCP 47 tag. Output: a [`Locale`], which answers how that language is written, sorted, dated, counted and
//! read. The rules are Unicode's: CLDR by way of ICU4X's compiled data, UAX #29 for words and sentences.
//!
//! Invariants: a `Locale` never changes after [`Locale::new`], holds no lock and does no I/O, so one value serves all
//! threads; the same tag gives the same answers on every machine, whatever the system's own locale is.

mod dates;
mod function_words;
mod homographs;
mod inflection;
mod names;
mod numbers;
mod pseudo;
mod quotes;
mod reading;
mod segment;

#[cfg(test)]
mod tests;

pub use function_words::Languages;
pub use pseudo::Pseudo;
pub(crate) use pseudo::{accents, bidi};
pub use quotes::{Quotes, SmartPunctuation};
pub use segment::is_unspaced;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use icu::casemap::CaseMapper;
use icu::collator::options::{CollatorOptions, Strength};
use icu::collator::{Collator, CollatorBorrowed};
use icu::list::ListFormatter;
use icu::list::options::ListFormatterOptions;
use icu::locale::subtags::Script;
use icu::locale::{LocaleCanonicalizer, LocaleDirectionality, LocaleExpander};
use unicode_normalization::char::is_combining_mark;

use dates::LongDates;
pub use dates::{day_of, today};
use numbers::Numerals;
use segment::Segmenter;

/// Which way a language's script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir` attribute: `ltr` or `rtl`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is wrong with a language tag, in words for its author.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LocaleError {
    /// There is no tag.
    #[error("the language tag is empty; write one such as `et` or `pt-BR`")]
    Empty,
    /// A character that no tag has, such as the underscore of POSIX locale names.
    #[error("`{tag}` is no language tag: `{character}` cannot be part of one{}", suggest(.suggestion.as_deref()))]
    Character {
        /// The tag as given.
        tag: String,
        /// The first character at fault.
        character: char,
        /// A tag that is well-formed, and probably meant.
        suggestion: Option<String>,
    },
    /// The first part is not a code of two or three letters.
    #[error(
        "`{tag}` is no language tag: it must begin with a language code of two or three letters, such as `et`, not `{subtag}`"
    )]
    Language {
        /// The tag as given.
        tag: String,
        /// Its first part.
        subtag: String,
    },
    /// A hyphen with nothing before or after it.
    #[error("`{tag}` is no language tag: it has a hyphen too many")]
    Hyphen {
        /// The tag as given.
        tag: String,
    },
    /// A later part cannot stand where it does.
    #[error(
        "`{tag}` is no language tag: `{subtag}` cannot stand there; after the language come a script (`Hant`), a region (`TW`) and variants, in this order"
    )]
    Subtag {
        /// The tag as given.
        tag: String,
        /// The part at fault.
        subtag: String,
    },
    /// `und` or the like: well-formed, but it names no language.
    #[error("`{tag}` names no language")]
    Undetermined {
        /// The tag as given.
        tag: String,
    },
    /// ICU4X has no data to work with; not to be met with the compiled data.
    #[error("no language data for `{tag}`: {reason}")]
    Data {
        /// The tag as given.
        tag: String,
        /// What ICU4X says.
        reason: String,
    },
}

fn suggest(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |tag| format!("; did you mean `{tag}`?"))
}

/// One language as a site uses it, with all that Polku needs to know of it.
pub struct Locale {
    canonical: String,
    id: icu::locale::LanguageIdentifier,
    script: Option<Script>,
    direction: Direction,
    collator: CollatorBorrowed<'static>,
    numerals: Numerals,
    dates: LongDates,
    quotes: &'static Quotes,
    segmenter: Segmenter,
    words_per_minute: usize,
    listed: Option<function_words::Listed>,
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Locale").field(&self.canonical).finish()
    }
}

impl Locale {
    /// The locale of a BCP 47 tag, in any case: `et`, `pt-br`, `zh-Hans`.
    ///
    /// A language that CLDR does not know is accepted and gets CLDR's root rules.
    ///
    /// # Errors
    /// When the tag is not well-formed by RFC 5646, or names no language.
    pub fn new(tag: &str) -> Result<Self, LocaleError> {
        let mut locale = parse(tag)?;
        LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
        let data = |reason: String| LocaleError::Data { tag: tag.to_owned(), reason };

        let id = locale.id.clone();
        let mut maximal = id.clone();
        LocaleExpander::new_extended().maximize(&mut maximal);
        let script = maximal.script;
        let direction =
            if LocaleDirectionality::new_extended().is_right_to_left(&id) { Direction::Rtl } else { Direction::Ltr };
        let collator =
            Collator::try_new((&locale).into(), CollatorOptions::default()).map_err(|error| data(error.to_string()))?;
        let numerals = Numerals::new(&locale).map_err(data)?;
        let dates = LongDates::new(&locale, &numerals).map_err(data)?;

        Ok(Self {
            canonical: locale.to_string(),
            quotes: quotes::of(&id, script),
            segmenter: Segmenter::new(),
            words_per_minute: reading::words_per_minute(id.language.as_str()),
            listed: function_words::Listed::of(id.language.as_str()),
            id,
            script,
            direction,
            collator,
            numerals,
            dates,
        })
    }

    /// The canonical form of the tag (UTS #35, "Canonical Unicode Locale Identifiers"): `zh-Hans`, `pt-BR`; `iw` is `he`.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The direction of the script that the language is written in.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The order of two strings for a reader of the language (CLDR collation, UTS #10).
    ///
    /// Strings that the language does not tell apart are put in code point order, so only equal strings are equal.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.collator.compare(a, b).then_with(|| a.cmp(b))
    }

    /// The letters that words in the language's order are listed under: one for each word that is the first under its letter. Letters that the
    /// language takes for one (`É` under `E` in French, but `Õ` by itself in Estonian) are the first word's. Where the order is not that of the first
    /// letters (Czech `ch` comes after `h`, Thai vowels stand before their consonant), a letter is there once.
    pub fn letters(&self, sorted: &[&str]) -> Vec<Option<String>> {
        if sorted.is_empty() {
            return Vec::new();
        }
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Primary);
        let locale = icu::locale::Locale::try_from_str(&self.canonical).unwrap_or(icu::locale::Locale::UNKNOWN);
        let Ok(collator) = Collator::try_new((&locale).into(), options) else { return vec![None; sorted.len()] };
        let dotted = matches!(self.id.language.as_str(), "tr" | "az");
        // Georgian has capitals, but not at the beginning of words (Unicode 11, Mtavruli).
        let is_title = |c: char| !('\u{1c90}'..='\u{1cbf}').contains(&c);
        let mut last = String::new();
        let mut given = HashSet::new();
        let mut letter = |word: &&str| {
            let mut chars = word.chars();
            let first = chars.next()?;
            let marks = chars.take_while(|c| is_combining_mark(*c));
            let upper = if dotted && first == 'i' { "İ".to_owned() } else { first.to_uppercase().collect() };
            let upper = if upper.chars().all(is_title) { upper } else { first.to_string() };
            let letter: String = upper.chars().chain(marks).collect();
            if collator.compare(&letter, &last) == Ordering::Equal {
                return None;
            }
            last.clone_from(&letter);
            given.insert(letter.clone()).then_some(letter)
        };
        sorted.iter().map(&mut letter).collect()
    }

    /// A date in the language's long form, in the Gregorian calendar: "9. jaanuar 2026", "January 9, 2026".
    ///
    /// `m` counts from 1. A month outside of 1–12, and a language without data, give ISO 8601's form: "2026-01-09".
    pub fn long_date(&self, y: i32, m: u8, d: u8) -> String {
        self.dates.format(&self.numerals, y, m, d)
    }

    /// A whole number in the language's digits and groups: "12 345", "12,345".
    pub fn number(&self, n: u64) -> String {
        self.numerals.grouped(n)
    }

    /// Several things in one row, joined as the language joins them: "A, B ja C".
    pub fn list(&self, items: &[String]) -> String {
        let options = ListFormatterOptions::default();
        match ListFormatter::try_new_and((&icu::locale::Locale::from(self.id.clone())).into(), options) {
            Ok(formatter) => formatter.format_to_string(items.iter()),
            Err(_) => items.join(", "),
        }
    }

    /// The language's quotation marks.
    pub fn quotes(&self) -> &'static Quotes {
        self.quotes
    }

    /// How many words a reader reads in `text` (UAX #29; Chinese, Japanese, Khmer, Lao, Burmese and Thai by dictionary).
    ///
    /// Linear in the text's length.
    pub fn words(&self, text: &str) -> usize {
        self.segmenter.words(text)
    }

    /// The words of a text (UAX #29), as byte ranges.
    pub fn word_spans(&self, text: &str) -> Vec<Range<usize>> {
        self.segmenter.spans(text)
    }

    /// How long an adult reads at `words` words of running text, in whole minutes and at least 1.
    ///
    /// By the mean speeds of Trauzettel-Klosinski and Dietz (2012), 200 words a minute for languages not in that study.
    pub fn reading_minutes(&self, words: usize) -> u32 {
        let minutes = words.saturating_add(self.words_per_minute / 2) / self.words_per_minute;
        u32::try_from(minutes.max(1)).unwrap_or(u32::MAX)
    }

    /// The languages that a text is surely rather in than in this one; none if it is short. The text is in lower case, its words
    /// parted by single spaces.
    pub fn rather(&self, text: &str) -> Languages {
        function_words::rather(text, self.listed)
    }

    /// The sentences of a text (UAX #29) as byte ranges, without the white space around them.
    pub fn sentences(&self, text: &str) -> Vec<Range<usize>> {
        self.segmenter.sentences(text)
    }

    /// The language's name in itself, as a menu shows it: "Eesti", "Suomi", "العربية". `None` for less common languages.
    pub fn autonym(&self) -> Option<&'static str> {
        names::autonym(self.id.language.as_str(), self.script)
    }

    /// What is left of a word in lower case without its endings, by the Snowball algorithm of the language; the word itself
    /// where there is none.
    pub fn stem<'w>(&self, word: &'w str) -> Cow<'w, str> {
        inflection::stem(self.id.language.as_str(), word)
    }

    /// The words that `word`, in lower case, may be a form of by what any word of the language can take: the genitive of
    /// English and Swedish, Estonian and Finnish clitics, Finnish possessive suffixes.
    pub fn bases(&self, word: &str) -> Vec<String> {
        inflection::bases(self.id.language.as_str(), word)
    }

    /// Whether words take so many endings that a text names hardly one twice alike: Estonian, Finnish, Hungarian, Turkish, Basque.
    pub fn has_long_endings(&self) -> bool {
        matches!(self.id.language.as_str(), "et" | "fi" | "hu" | "tr" | "eu")
    }

    /// Whether a word, in lower case, that can be a noun is rather none between its neighbours.
    pub fn is_no_noun(&self, word: &str, before: Option<&str>, behind: Option<&str>) -> bool {
        let language = self.id.language.as_str();
        let is_function_word = |word: &str| function_words::is_function_word(language, word);
        homographs::is_no_noun(language, word, before, behind, is_function_word)
    }

    /// Whether words are written without spaces between them (Chinese, Japanese, Thai, Khmer, Lao, Burmese).
    pub fn is_unspaced(&self) -> bool {
        const UNSPACED: [&str; 9] = ["Hani", "Hans", "Hant", "Jpan", "Hrkt", "Thai", "Khmr", "Laoo", "Mymr"];
        self.script.is_some_and(|script| UNSPACED.contains(&script.as_str()))
    }

    /// Whether the language has rules of its own for case (Unicode, SpecialCasing): Turkish, Azerbaijani, Lithuanian.
    pub fn has_own_case(&self) -> bool {
        matches!(self.id.language.as_str(), "tr" | "az" | "lt")
    }

    /// `s` in lower case by the rules of the language: in Turkish "I" is "ı".
    pub fn lower(&self, s: &str) -> String {
        CaseMapper::new().lowercase_to_string(s, &self.id).into_owned()
    }
}

/// Parses a tag, and finds out what is wrong where ICU4X says only that something is.
fn parse(tag: &str) -> Result<icu::locale::Locale, LocaleError> {
    if tag.is_empty() {
        return Err(LocaleError::Empty);
    }
    if let Some(character) = tag.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-') {
        // `pt_BR.UTF-8` means `pt-BR`.
        let plain = tag.split(['.', '@']).next().unwrap_or(tag);
        let suggestion = parse_whole(plain.trim().replace('_', "-").as_str());
        return Err(LocaleError::Character {
            tag: tag.to_owned(),
            character,
            suggestion: suggestion.map(|locale| locale.to_string()),
        });
    }

    if tag.split('-').any(str::is_empty) {
        return Err(LocaleError::Hyphen { tag: tag.to_owned() });
    }
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or(tag);
    // RFC 5646 leaves room for codes of four to eight letters, but none was ever registered.
    if !matches!(language.len(), 2 | 3) || !language.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Err(LocaleError::Language { tag: tag.to_owned(), subtag: language.to_owned() });
    }
    if let Some(locale) = parse_whole(tag) {
        if locale.id.language.is_unknown() {
            return Err(LocaleError::Undetermined { tag: tag.to_owned() });
        }
        return Ok(locale);
    }

    // The first part with which the tag stops being one. A single letter opens an extension and is none by itself.
    let mut end = language.len();
    let mut culprit = "";
    for subtag in subtags {
        end += 1 + subtag.len();
        culprit = subtag;
        if subtag.len() != 1 && tag.get(..end).and_then(parse_whole).is_none() {
            break;
        }
    }
    Err(LocaleError::Subtag { tag: tag.to_owned(), subtag: culprit.to_owned() })
}

fn parse_whole(tag: &str) -> Option<icu::locale::Locale> {
    icu::locale::Locale::try_from_str(tag).ok()
}
