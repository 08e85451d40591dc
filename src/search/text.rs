//! Words as the search compares them, and the parts of a page.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use crate::glossary::Plain;
use crate::locale::{Locale, is_unspaced};
use crate::parse::{Document, Hole};
use crate::translation::Anchors;

/// A part of a page: what stands below a heading, or before the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// The heading's id; empty before the first.
    pub id: String,
    /// What the heading says.
    pub heading: String,
    /// What stands below it.
    pub text: String,
}

impl Section {
    /// The parts of a page. Headings of questions and of a role-play's nodes begin none of their own.
    pub fn all(document: &Document, anchors: &Anchors) -> Vec<Self> {
        let head = &document.head;
        let learning = &head.learning;
        let is_own = |i: usize| {
            !learning.questions.iter().any(|question| question.heading == i)
                && !learning.nodes.iter().any(|node| node.heading == i)
                && head.headings[i].level > 1
        };
        let plain = Plain::of(&document.body);
        let starts = document.body.holes.iter().filter_map(|(at, hole)| match hole {
            Hole::HeadingAttributes(i) if is_own(*i) => Some((plain.text_at(*at), *i)),
            _ => None,
        });
        let starts: Vec<(usize, usize)> = starts.collect();
        let lead = plain.text_at(document.body.lead);
        let ends = starts.iter().map(|(at, _)| *at).skip(1).chain([plain.text().len()]);
        let first = starts.first().map_or(plain.text().len(), |(at, _)| *at);
        let text = |from: usize, to: usize| flat(plain.text().get(from..to.max(from)).unwrap_or_default());
        let mut all = vec![Self { text: text(lead.min(first), first), ..Self::default() }];
        for ((at, i), end) in starts.iter().zip(ends) {
            let heading = head.headings[*i].text.written.trim().to_owned();
            let whole = text(*at, end);
            let below = whole.strip_prefix(heading.as_str()).unwrap_or(&whole).trim().to_owned();
            all.push(Self { id: anchors.headings[*i].clone(), heading, text: below });
        }
        all
    }
}

/// A text on one line.
fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Spaces and what parts blocks are all below it.
    for word in text.split(|c: char| c <= ' ').filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The beginning of a text, cut between words.
pub(super) fn cut(text: &str, length: usize) -> Cow<'_, str> {
    match text.char_indices().nth(length) {
        None => text.into(),
        Some((end, _)) => {
            let start = &text[..end];
            format!("{}…", start.rsplit_once(' ').map_or(start, |(start, _)| start)).into()
        }
    }
}

/// The words of a text in lower case, one by one.
pub fn words(text: &str, locale: &Locale, each: &mut dyn FnMut(&str)) {
    let mut lower = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        rest = &rest[start..];
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        rest = behind;
        lower.clear();
        if run.is_ascii() && !locale.has_own_case() {
            lower.push_str(run);
            lower.make_ascii_lowercase();
            each(&lower);
        } else if run.chars().any(|c| c >= '\u{e00}' && (is_unspaced(c) || is_of_dictionary(c))) {
            for span in locale.word_spans(run) {
                each(&locale.lower(&run[span]));
            }
        } else if locale.has_own_case() {
            each(&locale.lower(run));
        } else {
            for c in run.chars() {
                match c {
                    // What is in lower case, or knows none.
                    'a'..='z'
                    | '0'..='9'
                    | 'ß'..='ÿ'
                    | 'а'..='џ'
                    | '\u{600}'..='\u{6ff}'
                    | '\u{4e00}'..='\u{9fff}'
                    | '\u{ac00}'..='\u{d7a3}' => {
                        lower.push(c);
                    }
                    c => lower.extend(c.to_lowercase()),
                }
            }
            each(&lower);
        }
    }
}

/// Whether a character can be part of a word: letters, digits and marks.
fn is_part(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        // The letters of most texts, without a look into a table.
        '\u{c0}'..='\u{24f}' => c != '×' && c != '÷',
        '\u{400}'..='\u{481}' | '\u{620}'..='\u{64a}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        '\u{2000}'..='\u{206f}' => false,
        c => c.is_alphanumeric() || is_combining_mark(c),
    }
}

/// Whether a character is of a script whose words are told by a dictionary: Thai, Lao, Burmese, Khmer.
fn is_of_dictionary(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// A word in lower case without marks on its letters; those that are letters of their own become the ones that people type in their place.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut has_marks = false;
    for c in word.chars() {
        match c {
            '\0'..='\u{7f}' => out.push(c),
            '\u{300}'..='\u{36f}' => {}
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'þ' => out.push_str("th"),
            'ς' => out.push('σ'),
            // Letters with marks; those of other scripts keep theirs.
            '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' => {
                decompose_canonical(c, |part| {
                    if !('\u{300}'..='\u{36f}').contains(&part) {
                        out.push(part);
                    }
                });
            }
            c => {
                has_marks |= is_combining_mark(c);
                out.push(c);
            }
        }
    }
    if has_marks { out.nfc().collect() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_marks_on_latin_letters() {
        for (word, folded) in [
            ("ostopäätös", "ostopaatos"),
            ("õpe", "ope"),
            ("straße", "strasse"),
            ("й", "и"),
            ("λόγος", "λογοσ"),
            ("آن", "آن"),
            ("ที่", "ที่"),
            ("한", "한"),
        ] {
            assert_eq!(fold(word), folded);
        }
    }

    #[test]
    fn texts_fall_into_words() {
        let of = |text: &str, tag: &str| {
            let mut found = Vec::new();
            words(text, &Locale::new(tag).unwrap(), &mut |word| found.push(word.to_owned()));
            found
        };
        assert_eq!(of("Kliendi-vajadus, 12% (ja) Õpe!", "et"), ["kliendi", "vajadus", "12", "ja", "õpe"]);
        assert_eq!(of("ISIK", "tr"), ["ısık"]);
        assert!(of("顧客のニーズを理解する", "ja").len() > 3);
        assert!(of("ลูกค้าต้องการสินค้า", "th").len() > 1);
    }
}
