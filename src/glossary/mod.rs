//! The terms of the glossary and where they occur: term pages' heads → [`Glossary`], texts → [`Uses`].
//!
//! A term is a page of `kind: term`. Within a language its name and forms are looked for word by word, in any case, with
//! endings that every noun can take ([`crate::locale::Locale::bases`]); a longer form goes before a shorter one. A compound is no form of
//! its parts: it is a word of its own, and has to be declared.
//!
//! Invariants: a function of heads and texts; linear in a text's length.

mod links;
mod plain;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::config::Config;
use crate::ids::{Key, LangId};
use crate::locale::{Locale, is_unspaced};
use crate::parse::{Document, Kind, Located};
use crate::site::Site;
pub use links::TermLink;
pub use plain::Plain;

/// The terms of every language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glossary {
    languages: Vec<Arc<Terms>>,
}

/// The terms of one language.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// The terms, by key.
    pub terms: Vec<Term>,
    /// Forms by their first word.
    forms: HashMap<String, Vec<Form>>,
    /// The first letters of forms, to tell quickly that a word begins none; with the stems of words to avoid.
    beginnings: HashMap<String, Vec<(String, What)>>,
    /// Forms with signs in them, such as `R&D`, or that stand in a script without spaces, by their first letter.
    literal: HashMap<char, Vec<(String, What)>>,
    unspaced: bool,
}

impl PartialEq for Terms {
    fn eq(&self, other: &Self) -> bool {
        // All else is made from these.
        self.terms == other.terms
    }
}

/// A term in one language.
#[derive(Clone, PartialEq, Debug)]
pub struct Term {
    /// The key of its page.
    pub key: Key,
    /// Its name.
    pub name: String,
    /// Its name and forms.
    forms: Vec<String>,
    /// Words that should not stand for it.
    avoid: Vec<String>,
}

/// A form as a row of words.
#[derive(Clone, Debug)]
struct Form {
    /// The words behind the first.
    rest: Vec<String>,
    what: What,
    /// Whether it is an abbreviation in capitals, which is another word without them.
    capitals: bool,
}

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum What {
    /// A term: its place among its language's.
    Term(usize),
    /// A word that should not stand for this term.
    Avoided(usize),
}

/// An occurrence in a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Use {
    /// What occurs.
    pub what: What,
    /// Where its first word begins in the document's HTML.
    pub at: usize,
    /// As it stands there.
    pub text: String,
}

/// Where terms occur in a document.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Uses {
    /// Every occurrence, in order.
    pub all: Vec<Use>,
    /// The first use of each term that a link can be made of.
    pub links: Vec<TermLink>,
}

impl Term {
    /// A term with its forms, and with words that should not stand for it.
    pub fn new(key: Key, name: String, forms: Vec<String>, avoid: Vec<String>) -> Self {
        Self { key, forms: std::iter::once(name.clone()).chain(forms).collect(), name, avoid }
    }
}

impl Glossary {
    /// The glossary of a site.
    pub fn new(config: &Config, site: &Site, docs: &[Arc<Document>]) -> Self {
        let mut languages: Vec<Vec<Term>> = config.lang_ids().map(|_| Vec::new()).collect();
        for group in site.groups.iter().filter(|group| group.shared.kind == Kind::Term) {
            for (lang, doc) in &group.members {
                let meta = &docs[doc.index()].head.meta;
                if meta.draft {
                    continue;
                }
                let values =
                    |texts: &[Located<String>]| texts.iter().map(|text| text.value.clone()).collect::<Vec<_>>();
                let name =
                    meta.term.as_ref().map_or_else(|| docs[doc.index()].head.title.clone(), |term| term.value.clone());
                let term = Term::new(group.key.clone(), name, values(&meta.forms), values(&meta.avoid));
                languages[lang.index()].push(term);
            }
        }
        let languages = languages.into_iter().zip(config.lang_ids());
        let terms = languages.map(|(terms, lang)| Arc::new(Terms::new(terms, &config.language(lang).locale)));
        Self { languages: terms.collect() }
    }

    /// The terms of a language.
    pub fn terms(&self, lang: LangId) -> &Terms {
        &self.languages[lang.index()]
    }

    /// Whether no language has a term.
    pub fn is_empty(&self) -> bool {
        self.languages.iter().all(|terms| terms.terms.is_empty())
    }
}

impl Terms {
    /// The terms, which are to be sorted by key.
    pub fn new(terms: Vec<Term>, locale: &Locale) -> Self {
        let mut made = Self { unspaced: locale.is_unspaced(), ..Self::default() };
        for (i, term) in terms.iter().enumerate() {
            for form in &term.forms {
                made.add(form, What::Term(i), locale);
            }
            for word in &term.avoid {
                made.add(word, What::Avoided(i), locale);
            }
        }
        made.terms = terms;
        made
    }

    fn add(&mut self, form: &str, what: What, locale: &Locale) {
        let form = form.trim();
        // What says nothing is no word.
        if !form.contains(char::is_alphanumeric) {
            return;
        }
        let is_of_words =
            |c: char| c.is_alphanumeric() || is_combining_mark(c) || c.is_whitespace() || "'’-\u{ad}".contains(c);
        if self.unspaced || !form.chars().all(is_of_words) {
            let folded = if self.unspaced { fold(form, locale) } else { form.to_owned() };
            if let Some(first) = folded.chars().next() {
                self.literal.entry(first).or_default().push((folded, what));
            }
            return;
        }
        let mut words: Vec<String> = words(form).map(|word| fold(&form[word], locale)).collect();
        if words.is_empty() || words[0].is_empty() {
            return;
        }
        let first = words.remove(0);
        let stems = self.beginnings.entry(beginning(&first).to_owned()).or_default();
        if words.is_empty() && matches!(what, What::Avoided(_)) && locale.has_long_endings() {
            stems.push((locale.stem(&first).into_owned(), what));
        }
        let letters = || form.chars().filter(|c| c.is_alphabetic());
        let capitals = letters().count() > 1 && letters().all(char::is_uppercase);
        let forms = self.forms.entry(first).or_default();
        forms.push(Form { rest: words, what, capitals });
        // The longest is tried first.
        forms.sort_by_key(|form| std::cmp::Reverse(form.rest.len()));
    }

    /// The term of this key, by its place.
    pub fn by_key(&self, key: &Key) -> Option<usize> {
        self.terms.binary_search_by(|term| term.key.cmp(key)).ok()
    }

    /// The name and all forms of the term that a word is a form of; none, if it is no term's.
    pub fn forms_of(&self, word: &str, locale: &Locale) -> &[String] {
        let word = fold(word.trim(), locale);
        let is_it = |term: &&Term| term.forms.iter().any(|form| fold(form, locale) == word);
        self.terms.iter().find(is_it).map_or(&[], |term| &term.forms)
    }

    /// Words that have the stem of a term of one word and are none of its forms, each with the term. Parts of longer forms
    /// that were found do not count.
    pub fn near_misses(&self, text: &str, locale: &Locale) -> Vec<(usize, String)> {
        if self.unspaced {
            return Vec::new();
        }
        let mut stems: HashMap<String, usize> = HashMap::new();
        for (i, term) in self.terms.iter().enumerate() {
            let name = fold(&term.name, locale);
            let stem = locale.stem(&name);
            if words(&name).count() == 1 && *stem != *name && stem.chars().count() > PART {
                stems.insert(stem.into_owned(), i);
            }
        }
        if stems.is_empty() {
            return Vec::new();
        }
        let known = self.find_words(text, locale);
        let is_known = |word: &Range<usize>| {
            let before = known.partition_point(|(range, _)| range.end < word.end);
            known.get(before).is_some_and(|(range, _)| range.start <= word.start)
        };
        let near = words(text).filter(|word| !is_known(word)).filter_map(|word| {
            let word = fold(&text[word], locale);
            let term = *stems.get(&*locale.stem(&word))?;
            // Signs of a word's end, as in `vajadus-`, are no form.
            let is_cut = word.ends_with(['-', '\u{2010}', '\u{2011}']);
            // Stemmers take whole parts of compounds off.
            let forms = &self.terms[term].forms;
            let is_near = || forms.iter().any(|form| differ_at_the_end(&word, &fold(form, locale)));
            (!is_cut && is_near()).then_some((term, word))
        });
        near.collect()
    }

    /// Every occurrence in a text, in order; none overlap.
    pub fn find(&self, text: &str, locale: &Locale) -> Vec<(Range<usize>, What)> {
        let mut found = if self.forms.is_empty() { Vec::new() } else { self.find_words(text, locale) };
        if self.literal.is_empty() {
            return found;
        }
        let literal = self.find_literal(text, locale);
        found.retain(|(range, _)| !literal.iter().any(|(other, _)| range.start < other.end && other.start < range.end));
        found.extend(literal);
        found.sort_by_key(|(range, _)| range.start);
        found
    }

    fn find_words(&self, text: &str, locale: &Locale) -> Vec<(Range<usize>, What)> {
        let words: Vec<Range<usize>> = words(text).collect();
        let mut found = Vec::new();
        let mut i = 0;
        while i < words.len() {
            match self.form_at(text, &words[i..], locale) {
                Some((1, What::Term(_))) if is_no_noun(text, &words, i, locale) => i += 1,
                Some((length, what)) => {
                    found.push((words[i].start..words[i + length - 1].end, what));
                    i += length;
                }
                None => i += 1,
            }
        }
        found
    }

    /// The longest form that these words begin with: how many words it has, and what it is.
    fn form_at(&self, text: &str, words: &[Range<usize>], locale: &Locale) -> Option<(usize, What)> {
        let first = fold(&text[words[0].clone()], locale);
        let bases = locale.bases(&first);
        let known = |word: &str| self.beginnings.get(beginning(word));
        let stems = known(&first).or_else(|| bases.iter().find_map(|base| known(base)))?;
        let is_capital = text[words[0].clone()].chars().filter(|c| c.is_alphabetic()).take(2).all(char::is_uppercase);
        // Only the last word of a form takes a clitic.
        let whole = self.forms.get(&first).into_iter().flatten();
        let based = bases.iter().filter_map(|base| self.forms.get(base)).flatten().filter(|form| form.rest.is_empty());
        let fits = |form: &&Form| {
            (is_capital || !form.capitals)
                && form.rest.iter().enumerate().all(|(n, wanted)| {
                    let Some(word) = words.get(n + 1) else { return false };
                    let between = &text[words[n].end..word.start];
                    let word = fold(&text[word.clone()], locale);
                    let is_last = n + 1 == form.rest.len();
                    between.chars().all(char::is_whitespace)
                        && (word == *wanted || (is_last && locale.bases(&word).contains(wanted)))
                })
        };
        // Of two of the same length the last one is taken: the word as it stands.
        let form = based.chain(whole).filter(fits).max_by_key(|form| form.rest.len());
        form.map(|form| (form.rest.len() + 1, form.what)).or_else(|| {
            // Words to avoid are declared by their name alone.
            let is_inflected = |stem: &str| {
                let ending = first.strip_prefix(stem).map(|ending| ending.chars().count());
                stem.chars().count() >= STEM
                    && (ending.is_some_and(|letters| letters <= ENDING) || locale.stem(&first) == stem)
            };
            stems.iter().find(|(stem, _)| is_inflected(stem)).map(|(_, what)| (1, *what))
        })
    }

    fn find_literal(&self, text: &str, locale: &Locale) -> Vec<(Range<usize>, What)> {
        let mut found = Vec::new();
        let mut end = 0;
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
        for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            if at < end {
                continue;
            }
            let first = c.to_lowercase().next().filter(|_| self.unspaced).unwrap_or(c);
            let fits = |(form, _): &&(String, What)| {
                let Some(part) = text.get(at..at + form.len()) else { return false };
                // A word in letters that spaces part stands by itself.
                let edges = (form.chars().next(), form.chars().next_back());
                let before = is_letter(edges.0) && is_letter(text[..at].chars().next_back());
                let behind = is_letter(edges.1) && is_letter(text[at + form.len()..].chars().next());
                !before && !behind && (part == form || (self.unspaced && fold(part, locale) == *form))
            };
            let longest =
                self.literal.get(&first).into_iter().flatten().filter(fits).max_by_key(|(form, _)| form.len());
            if let Some((form, what)) = longest {
                end = at + form.len();
                found.push((at..end, *what));
            }
        }
        found
    }

    /// Whether a text has a word that may stand for a term: an undeclared form of it, a compound with it, its words in
    /// another order. A translation with such a word is not said to lack the term.
    pub fn may_mention(&self, term: usize, text: &str, locale: &Locale) -> bool {
        let term = &self.terms[term];
        let text = fold(text, locale);
        if self.unspaced {
            return term.forms.iter().any(|form| text.contains(&fold(form, locale)));
        }
        let found: Vec<&str> = words(&text).map(|word| &text[word]).collect();
        let stems: HashSet<_> = found.iter().map(|word| locale.stem(word)).collect();
        let has = |word: &str| {
            let stem = locale.stem(word);
            // A short stem is part of too many words.
            let is_part = stem.chars().count() >= PART && found.iter().any(|found| found.contains(&*stem));
            is_part || stems.contains(&stem) || found.iter().any(|found| begin_alike(found, word))
        };
        term.forms.iter().any(|form| {
            let form = fold(form, locale);
            words(&form).all(|word| has(&form[word]))
        })
    }
}

/// Whether the word at a place is rather no noun.
fn is_no_noun(text: &str, words: &[Range<usize>], at: usize, locale: &Locale) -> bool {
    let word = |at: usize| fold(&text[words[at].clone()], locale);
    let is_near = |a: usize, b: usize| text[words[a].end..words[b].start].chars().all(char::is_whitespace);
    let before = at.checked_sub(1).filter(|before| is_near(*before, at)).map(word);
    let behind = Some(at + 1).filter(|behind| *behind < words.len() && is_near(at, *behind)).map(word);
    locale.is_no_noun(&word(at), before.as_deref(), behind.as_deref())
}

/// How many letters the stem of a word to avoid has at least whose forms are told by it alone.
const STEM: usize = 6;

/// How many letters behind such a stem can be its ending: `-sta`, no second word.
const ENDING: usize = 3;

/// Whether two words begin alike for so long that they may be forms of one: five letters, and three quarters of the second.
fn begin_alike(a: &str, b: &str) -> bool {
    let alike = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    alike > PART && alike * 4 >= b.chars().count() * 3
}

/// Whether two words differ in their last letters alone: four fifths of the second one are the beginning of the first.
fn differ_at_the_end(a: &str, b: &str) -> bool {
    let alike = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    alike * 5 >= b.chars().count() * 4
}

/// How many letters a stem has at least that is looked for within other words.
const PART: usize = 4;

/// The occurrences in a document.
pub fn uses(document: &Document, terms: &Terms, locale: &Locale) -> Uses {
    if terms.forms.is_empty() && terms.literal.is_empty() {
        return Uses::default();
    }
    let plain = Plain::of(&document.body);
    let found = terms.find(plain.text(), locale);
    let links = links::links(document, &plain, &found, terms, locale);
    let all = found
        .into_iter()
        .map(|(range, what)| Use { what, at: plain.place(range.start), text: plain.text()[range].to_owned() })
        .collect();
    Uses { all, links }
}

/// The words of a text that is written with spaces. What hyphens and apostrophes join is one word; what a hyphen cuts short
/// (`vajadus- ja`) keeps it.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_letter = |c: char| c.is_alphanumeric() || is_combining_mark(c) || c == '\u{ad}';
    let is_joint = |c: char| matches!(c, '\'' | '’' | '-' | '\u{2010}' | '\u{2011}');
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|(_, c)| is_letter(*c) || matches!(c, '-' | '\u{2010}' | '\u{2011}'))?;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = rest.next_if(|(_, c)| is_letter(*c) || is_joint(*c)) {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// A word as words are compared.
fn fold(word: &str, locale: &Locale) -> String {
    let word = word.trim_end_matches(['\'', '’']);
    if word.is_ascii() {
        // Turkish and Azeri know other small letters for `I`.
        return if word.contains('I') { locale.lower(word) } else { word.to_ascii_lowercase() };
    }
    let plain: String = word.nfc().filter(|c| *c != '\u{ad}').map(|c| if c == '’' { '\'' } else { c }).collect();
    locale.lower(&plain)
}

/// The first letters of a word.
fn beginning(word: &str) -> &str {
    let end = word.char_indices().nth(2).map_or(word.len(), |(at, _)| at);
    &word[..end]
}
