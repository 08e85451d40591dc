//! The index that the search of a language's pages is answered from. In: pages. Out: small files that a browser loads as it needs them.
//!
//! - `words-N.js`: words in order, in classes of which each word is found by any other: forms of a term, words of one stem. A class has its
//!   pages: how far behind the last one, how well they fit (BM25F, S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework, 2009),
//!   and the section that fits best.
//! - `pages-N.js`: what is shown of a few pages: titles, addresses, the beginning of each section.
//! - `index.js`: with which word each of the former begins, the files' digests, and what can be filtered by.
//!
//! Words are compared in lower case and without marks on Latin, Greek and Cyrillic letters (`fold`); the script does the same.

mod text;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::json;
use twox_hash::XxHash3_64;

use crate::locale::Locale;
pub use text::{Section, fold, words};

/// A page as the search has it.
pub struct Page<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its address, without the path that all of the site have.
    pub href: &'a str,
    /// Its language and its tag, if that is not the readers'.
    pub foreign: Option<&'a str>,
    /// What depends on the language of its text.
    pub locale: &'a Locale,
    /// The title of the section that it lies in.
    pub section: Option<&'a str>,
    /// The title of its stage.
    pub stage: Option<&'a str>,
    /// What it is about.
    pub description: String,
    /// Its parts.
    pub sections: Vec<Section>,
    /// The forms of the term that it is about, and the names of what it deals with.
    pub terms: Vec<String>,
}

/// The files of an index: names and texts.
pub type Files = Vec<(String, String)>;

/// How much better a page fits a word that it is called by: as its title, of which the word is a part, or as the term that it is about.
const TITLE: f32 = 4.0;
const TERM: f32 = 3.0;

/// How much a word counts by where it stands.
const HEADING: f32 = 3.0;
const DESCRIPTION: f32 = 2.0;
const TEXT: f32 = 1.0;

/// How much more of a word still tells something, and how much a long page is held against it.
const K1: f32 = 1.2;
const B: f32 = 0.5;

/// Bytes of a file of words, about, and pages in a file of pages.
const WORDS: usize = 8 * 1024;
const PAGES: usize = 8;
/// Most pages of a class.
const POSTINGS: usize = 400;
/// Characters that are shown of a section.
const SHOWN: usize = 160;

/// What a page says.
struct Found {
    /// Its words in lower case, each once, one behind the other.
    text: String,
    /// How long each is, what it is known by, and what the page says of it.
    words: Vec<(u32, u64, Said)>,
    length: f32,
}

/// Tables by what is a digest already.
type ByDigest<T> = HashMap<u64, T, BuildHasherDefault<Digested>>;

/// Takes a digest for what it is.
#[derive(Default)]
struct Digested(u64);

impl Hasher for Digested {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |sum, byte| sum.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, digest: u64) {
        self.0 = digest;
    }
}

/// What a page says of a word, or of the words of a class.
#[derive(Clone, Copy, Default)]
struct Said {
    /// How much, by where it stands.
    weight: f32,
    /// How much it is called by it.
    name: f32,
    /// The section where it counts most, and how much there.
    section: u32,
    most: f32,
}

impl Said {
    fn join(&mut self, other: Self) {
        self.weight += other.weight;
        self.name = self.name.max(other.name);
        if other.most > self.most {
            (self.section, self.most) = (other.section, other.most);
        }
    }
}

/// The index of a language.
pub fn index(pages: &[Page<'_>]) -> Files {
    let found: Vec<Found> = pages.par_iter().map(found).collect();
    let classes = classes(pages, &found);
    let postings = postings(&found, &classes);
    let (starts, texts) = word_files(&classes, &postings);
    let mut files = Files::new();
    let word_digests = wrapped("words", texts, &mut files);
    let page_digests = wrapped("pages", page_files(pages), &mut files);
    let names = |of: fn(&Page<'_>) -> Option<String>| -> (Vec<String>, Vec<Option<usize>>) {
        let set: BTreeSet<String> = pages.iter().filter_map(of).collect();
        let list: Vec<String> = set.into_iter().collect();
        let places = pages.iter().map(|page| of(page).and_then(|name| list.binary_search(&name).ok())).collect();
        (list, places)
    };
    let (sections, section_of) = names(|page| page.section.map(str::to_owned));
    let (stages, stage_of) = names(|page| page.stage.map(str::to_owned));
    let filter = json!([section_of, stage_of]).to_string();
    let directory = json!({
        "pages": pages.len(),
        "each": PAGES,
        "words": starts,
        "sections": sections,
        "stages": stages,
        "digests": { "words": word_digests, "pages": page_digests, "filter": digest(&filter) },
    });
    files.push(("index.js".to_owned(), script("index", &directory.to_string())));
    files.push(("filter.js".to_owned(), script("filter", &filter)));
    files
}

/// JSON as a script that hands it over, with its digest: unlike plain JSON it can be loaded from a folder too.
fn script(name: &str, value: &str) -> String {
    format!("polkuFound(\"{name}\",{value},\"{}\")\n", digest(value))
}

/// By which the script tells that two files belong to one index, whatever a browser or a host has kept.
fn digest(value: &str) -> String {
    format!("{:08x}", XxHash3_64::oneshot(value.as_bytes()) as u32)
}

/// Adds files that are counted; their digests.
fn wrapped(name: &str, values: Vec<String>, files: &mut Files) -> Vec<String> {
    let made: Vec<(String, (String, String))> = values
        .into_par_iter()
        .enumerate()
        .map(|(number, value)| {
            let name = format!("{name}-{number}");
            let text = script(&name, &value);
            (digest(&value), (format!("{name}.js"), text))
        })
        .collect();
    let (digests, made): (Vec<String>, Vec<_>) = made.into_iter().unzip();
    files.extend(made);
    digests
}

fn found(page: &Page<'_>) -> Found {
    let size = page.sections.iter().map(|section| section.text.len()).sum::<usize>() / 8;
    let mut found = Found { text: String::with_capacity(size * 6), words: Vec::with_capacity(size), length: 0.0 };
    let mut known: ByDigest<usize> = ByDigest::with_capacity_and_hasher(size, BuildHasherDefault::default());
    let mut add = |text: &str, said: Said| {
        words(text, page.locale, &mut |word| {
            let digest = XxHash3_64::oneshot(word.as_bytes());
            match known.get(&digest) {
                Some(at) => found.words[*at].2.join(said),
                None => {
                    known.insert(digest, found.words.len());
                    found.text.push_str(word);
                    found.words.push((word.len() as u32, digest, said));
                }
            }
            found.length += 1.0;
        });
    };
    let mut called = 0;
    words(page.title, page.locale, &mut |_| called += 1);
    // The first part of a page is the page.
    let named = |name: f32| Said { weight: TEXT, name, section: 0, most: f32::MAX };
    add(page.title, named(TITLE / (called.max(1) as f32).sqrt()));
    page.terms.iter().for_each(|term| add(term, named(TERM)));
    let said = |weight: f32, section: u32| Said { weight, name: 0.0, section, most: weight };
    add(&page.description, said(DESCRIPTION, 0));
    for (number, section) in (0..).zip(&page.sections) {
        add(&section.heading, said(HEADING, number));
        add(&section.text, said(TEXT, number));
    }
    found
}

/// The classes of words: each a list of folded words in order; and by each word's digest, its class.
struct Classes {
    lists: Vec<Vec<String>>,
    of: ByDigest<u32>,
}

fn classes(pages: &[Page<'_>], found: &[Found]) -> Classes {
    // What a word is a form of: what authors say of their terms goes before what endings tell.
    let mut bases: HashMap<String, String> = HashMap::new();
    for page in pages {
        let Some(base) = page.terms.first().filter(|base| !base.contains(' ')) else { continue };
        for form in page.terms.iter().filter(|form| !form.contains(' ')) {
            bases.entry(fold(&page.locale.lower(form))).or_insert_with(|| fold(&page.locale.lower(base)));
        }
    }
    let size = found.iter().map(|found| found.words.len()).sum::<usize>() / 4;
    let table = || ByDigest::with_capacity_and_hasher(size, BuildHasherDefault::default());
    let mut classes = Classes { lists: Vec::with_capacity(size), of: table() };
    let mut all: Vec<(&str, u64, &Locale)> = Vec::with_capacity(size);
    for (page, found) in pages.iter().zip(found) {
        let mut start = 0;
        for (length, digest, _) in &found.words {
            let end = start + *length as usize;
            if classes.of.insert(*digest, 0).is_none() {
                all.push((&found.text[start..end], *digest, page.locale));
            }
            start = end;
        }
    }
    let folded: Vec<(String, u64)> = all
        .par_iter()
        .map(|(word, _, locale)| {
            let folded = fold(word);
            let base = if bases.is_empty() { None } else { bases.get(&folded) };
            let class = match base {
                // No stem: that of a compound may be its first part's.
                Some(base) => XxHash3_64::oneshot(format!("={base}").as_bytes()),
                None => match locale.stem(word) {
                    stem if stem.is_ascii() => XxHash3_64::oneshot(stem.as_bytes()),
                    stem => XxHash3_64::oneshot(fold(&stem).as_bytes()),
                },
            };
            (folded, class)
        })
        .collect();
    let mut by_stem: ByDigest<u32> = ByDigest::default();
    for ((_, digest, _), (folded, stem)) in all.iter().zip(folded) {
        let class = *by_stem.entry(stem).or_insert_with(|| {
            classes.lists.push(Vec::new());
            classes.lists.len() as u32 - 1
        });
        classes.lists[class as usize].push(folded);
        if let Some(of) = classes.of.get_mut(digest) {
            *of = class;
        }
    }
    for list in classes.lists.iter_mut().filter(|list| list.len() > 1) {
        list.sort_unstable();
        list.dedup();
    }
    classes
}

/// The pages of each class: numbers, how well they fit, and the section.
fn postings(found: &[Found], classes: &Classes) -> Vec<Vec<(usize, u32, u32)>> {
    let mut of_class: Vec<Vec<(usize, Said)>> = vec![Vec::new(); classes.lists.len()];
    for (page, found) in found.iter().enumerate() {
        for (_, digest, said) in &found.words {
            let list = &mut of_class[classes.of[digest] as usize];
            match list.last_mut().filter(|last| last.0 == page) {
                Some(last) => last.1.join(*said),
                None => list.push((page, *said)),
            }
        }
    }
    let count = found.len().max(1) as f32;
    let mean = (found.iter().map(|found| found.length).sum::<f32>() / count).max(1.0);
    let weigh = |list: Vec<(usize, Said)>| {
        let with = list.len() as f32;
        let rare = (1.0 + (count - with + 0.5) / (with + 0.5)).ln();
        let fit = |(page, said): (usize, Said)| {
            let weight = said.weight / (1.0 - B + B * found[page].length / mean);
            // What everybody says is still what a page can be called.
            let fits = rare * weight * (K1 + 1.0) / (K1 + weight) + (rare + 0.5) * said.name;
            (page, (fits * 20.0).round().max(1.0) as u32, said.section)
        };
        let mut list: Vec<(usize, u32, u32)> = list.into_iter().map(fit).collect();
        if list.len() > POSTINGS {
            list.sort_by_key(|(page, fits, _)| (std::cmp::Reverse(*fits), *page));
            list.truncate(POSTINGS);
            list.sort_unstable();
        }
        list
    };
    of_class.into_par_iter().map(weigh).collect()
}

/// The words: the first one of each file, and what is in it.
fn word_files(classes: &Classes, postings: &[Vec<(usize, u32, u32)>]) -> (Vec<String>, Vec<String>) {
    // The first eight bytes nearly always tell.
    let beginning =
        |list: &[String]| list[0].bytes().chain([0; 8]).take(8).fold(0, |sum, byte| sum << 8 | u64::from(byte));
    let mut order: Vec<(u64, usize)> = classes.lists.iter().map(|list| beginning(list)).zip(0..).collect();
    order.sort_unstable_by(|a, b| {
        a.0.cmp(&b.0).then_with(|| classes.lists[a.1][0].cmp(&classes.lists[b.1][0])).then(a.1.cmp(&b.1))
    });
    let order: Vec<usize> = order.into_iter().map(|(_, class)| class).collect();
    // Classes in the order of their first words, cut where a file is full.
    let mut starts: Vec<&str> = Vec::new();
    let mut homes: Vec<usize> = Vec::with_capacity(order.len());
    let mut size = WORDS;
    let mut before = "";
    for class in &order {
        let list = &classes.lists[*class];
        let own = list.iter().map(|word| word.len() + 1).sum::<usize>() + postings[*class].len() * 9;
        if size + own > WORDS && before != list[0] {
            starts.push(&list[0]);
            size = 0;
        }
        size += own;
        before = &list[0];
        homes.push(starts.len().saturating_sub(1));
    }
    let file_of = |word: &str| starts.partition_point(|start| *start <= word).saturating_sub(1);
    let mut texts: Vec<String> = vec!["[".to_owned(); starts.len()];
    // Words that begin otherwise than their class lead to it.
    let mut elsewhere: Vec<(usize, &str, &str)> = Vec::new();
    let mut digits = itoa::Buffer::new();
    for (class, home) in order.iter().zip(homes) {
        let list = &classes.lists[*class];
        let text = &mut texts[home];
        if text.len() > 1 {
            text.push(',');
        }
        // Words are letters and digits: nothing in them has to be escaped.
        text.push_str("[\"");
        text.push_str(&list[0]);
        for word in &list[1..] {
            match file_of(word) {
                file if file == home => {
                    text.push(' ');
                    text.push_str(word);
                }
                file => elsewhere.push((file, word, &list[0])),
            }
        }
        text.push_str("\",[");
        let mut last = 0;
        for (page, fits, section) in &postings[*class] {
            for number in [(page - last) as u64, u64::from(*fits), u64::from(*section)] {
                text.push_str(digits.format(number));
                text.push(',');
            }
            last = *page;
        }
        text.pop();
        text.push_str("]]");
    }
    for (file, word, first) in elsewhere {
        texts[file].push_str(&format!(",[\"{word}\",\"{first}\"]"));
    }
    for text in &mut texts {
        text.push(']');
    }
    (starts.into_iter().map(str::to_owned).collect(), texts)
}

/// What is shown of a page.
#[derive(Serialize)]
struct Shown<'a> {
    title: &'a str,
    url: &'a str,
    lang: Option<&'a str>,
    section: Option<&'a str>,
    stage: Option<&'a str>,
    text: Cow<'a, str>,
    parts: Vec<(&'a str, &'a str, Cow<'a, str>)>,
}

fn page_files(pages: &[Page<'_>]) -> Vec<String> {
    let text = |pages: &[Page<'_>]| {
        let shown: Vec<Shown<'_>> = pages.iter().map(shown).collect();
        serde_json::to_string(&shown).unwrap_or_default()
    };
    pages.par_chunks(PAGES).map(text).collect()
}

fn shown<'a>(page: &'a Page<'_>) -> Shown<'a> {
    let part = |section: &'a Section| (&*section.id, &*section.heading, text::cut(&section.text, SHOWN));
    Shown {
        title: page.title,
        url: page.href,
        lang: page.foreign,
        section: page.section,
        stage: page.stage,
        text: text::cut(&page.description, SHOWN),
        parts: page.sections.iter().map(part).collect(),
    }
}
