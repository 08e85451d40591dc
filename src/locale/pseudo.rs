//! Pseudo-locales: what a text would look like in a language that does not exist, to find what nobody can translate.
//!
//! In: a text. Out: the same text with accents and longer by two fifths, or written from right to left; placeholders,
//! addresses and numbers as they are. The regions are CLDR's: `XA` has accents, `XB` is bidirectional.

use std::borrow::Cow;

/// A kind of pseudo-locale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pseudo {
    /// Letters with accents, vowels twice.
    Accents,
    /// Each word from right to left.
    Bidi,
}

/// Letters, and what they become.
const ACCENTED: [(char, char); 46] = [
    ('a', 'å'),
    ('b', 'ƀ'),
    ('c', 'ç'),
    ('d', 'ð'),
    ('e', 'é'),
    ('f', 'ƒ'),
    ('g', 'ĝ'),
    ('h', 'ĥ'),
    ('i', 'î'),
    ('j', 'ĵ'),
    ('k', 'ķ'),
    ('l', 'ļ'),
    ('m', 'ḿ'),
    ('n', 'ñ'),
    ('o', 'ø'),
    ('p', 'þ'),
    ('r', 'ŕ'),
    ('s', 'š'),
    ('t', 'ţ'),
    ('u', 'û'),
    ('v', 'ṽ'),
    ('w', 'ŵ'),
    ('y', 'ý'),
    ('A', 'Å'),
    ('B', 'Ɓ'),
    ('C', 'Ç'),
    ('D', 'Ð'),
    ('E', 'É'),
    ('F', 'Ƒ'),
    ('G', 'Ĝ'),
    ('H', 'Ĥ'),
    ('I', 'Î'),
    ('J', 'Ĵ'),
    ('K', 'Ķ'),
    ('L', 'Ļ'),
    ('M', 'Ḿ'),
    ('N', 'Ñ'),
    ('O', 'Ø'),
    ('P', 'Þ'),
    ('R', 'Ŕ'),
    ('S', 'Š'),
    ('T', 'Ţ'),
    ('U', 'Û'),
    ('V', 'Ṽ'),
    ('W', 'Ŵ'),
    ('Y', 'Ý'),
];

impl Pseudo {
    /// Which one a language tag means.
    pub fn of(tag: &str) -> Option<Self> {
        match tag.rsplit_once('-')?.1 {
            "XA" => Some(Self::Accents),
            "XB" => Some(Self::Bidi),
            _ => None,
        }
    }

    /// A text in this locale.
    pub fn text(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Accents => accents(text),
            Self::Bidi => bidi(text),
        }
    }
}

/// With accents.
pub(crate) fn accents(text: &str) -> Cow<'_, str> {
    by_words(text, |word, out| {
        for c in word.chars() {
            let accented = ACCENTED.iter().find(|(plain, _)| *plain == c).map_or(c, |(_, accented)| *accented);
            out.push(accented);
            if "aeiouäöõüåæø".contains(c) {
                out.push(accented);
            }
        }
    })
}

/// From right to left: right-to-left override, word, pop.
pub(crate) fn bidi(text: &str) -> Cow<'_, str> {
    by_words(text, |word, out| {
        out.push('\u{202e}');
        out.push_str(word);
        out.push('\u{202c}');
    })
}

/// Does something to each word; what has signs of programs in it is none.
fn by_words(text: &str, each: impl Fn(&str, &mut String)) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len() * 2);
    for part in text.split_inclusive(char::is_whitespace) {
        let is_word = !part.contains(['{', '}', '<', '>', '&', '%', '@', '/', '\\', '_', '#', '[', ']', '|', '`', '=']);
        if !is_word {
            out.push_str(part);
            continue;
        }
        let mut rest = part;
        while let Some(start) = rest.find(char::is_alphabetic) {
            let end = rest[start..].find(|c: char| !c.is_alphanumeric()).map_or(rest.len(), |end| start + end);
            out.push_str(&rest[..start]);
            each(&rest[start..end], &mut out);
            rest = &rest[end..];
        }
        out.push_str(rest);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_accented_and_what_programs_read_is_not() {
        assert_eq!(Pseudo::Accents.text("Need {name}, 12 https://a.b/c!"), "Ñééééð {name}, 12 https://a.b/c!");
    }

    #[test]
    fn words_run_from_right_to_left_between_marks() {
        assert_eq!(Pseudo::Bidi.text("Müüja, 12."), "\u{202e}Müüja\u{202c}, 12.");
    }

    #[test]
    fn the_regions_are_those_of_cldr() {
        assert_eq!(Pseudo::of("et-XA"), Some(Pseudo::Accents));
        assert_eq!(Pseudo::of("et-Arab-XB"), Some(Pseudo::Bidi));
        assert_eq!(Pseudo::of("en-US"), None);
    }
}
