//! How well terms are found in running text: `tests/terms/*.txt`, sentences written for this with every occurrence marked, and
//! with words that only look like one. Sentences under `# --- sense only`, where the letters are those of a term and only the meaning
//! is not, are counted by themselves.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use polku::glossary::{Term, Terms, What};
use polku::ids::Key;
use polku::locale::Locale;
use polku::pipeline::{Options, prepare};

/// How often terms were found where they are, and where they are not.
#[derive(Debug, Default)]
struct Score {
    there: usize,
    found: usize,
    wrong: usize,
    by_sense: usize,
    report: String,
}

#[test]
fn estonian_terms_are_found_in_their_forms() {
    check("et", &of_course("et"), 95, 5);
}

#[test]
fn finnish_terms_are_found_in_their_forms() {
    check("fi", &of_course("fi"), 95, 5);
}

#[test]
fn english_terms_are_found_in_their_forms() {
    check("en", &of_course("en"), 95, 5);
}

#[test]
fn swedish_terms_are_found_in_their_forms() {
    check("sv", &of_list(), 95, 5);
}

/// `share`: percent of the occurrences that have to be found; `wrong`: of a thousand found, how many may be none.
fn check(tag: &str, terms: &[Term], share: usize, wrong: usize) {
    let score = score(tag, terms);
    let told = format!(
        "{tag}: {} occurrences, {} found, {} wrongly, {} by their letters only\n{}",
        score.there, score.found, score.wrong, score.by_sense, score.report
    );
    eprintln!("{told}");
    assert!(score.there >= 300, "{told}");
    assert!(score.found * 100 >= score.there * share, "{told}");
    assert!(score.wrong * 1000 <= score.found * wrong, "{told}");
}

fn score(tag: &str, terms: &[Term]) -> Score {
    let locale = Locale::new(tag).unwrap();
    let matcher = Terms::new(terms.to_vec(), &locale);
    let mut score = Score::default();
    let text = read(&format!("{tag}.txt"));
    let (text, by_sense) = text.split_once("# --- sense only").unwrap();
    for line in by_sense.lines().skip(1) {
        let (text, marks) = unmarked(line);
        score.by_sense += matcher.find(&text, &locale).len().saturating_sub(marks.len());
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (text, marks) = unmarked(line);
        let found = matcher.find(&text, &locale).into_iter().filter_map(|(range, what)| match what {
            What::Term(term) => Some((range, matcher.terms[term].key.last().to_owned())),
            What::Avoided(_) => None,
        });
        let found: Vec<(Range<usize>, String)> = found.collect();
        score.there += marks.len();
        for mark in &marks {
            let hit = found.iter().any(|(range, id)| range.start == mark.0.start && *id == mark.1);
            score.found += usize::from(hit);
            if !hit {
                score.report.push_str(&format!("missed {}: {}\n", &text[mark.0.clone()], text));
            }
        }
        for (range, id) in &found {
            if !marks.iter().any(|mark| mark.0.start == range.start && mark.1 == *id) {
                score.wrong += 1;
                score.report.push_str(&format!("wrong {}: {}\n", &text[range.clone()], text));
            }
        }
    }
    score
}

/// A line without its marks, and where they were.
fn unmarked(line: &str) -> (String, Vec<(Range<usize>, String)>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut rest = line;
    while let Some((before, mark)) = rest.split_once("[[") {
        let (mark, after) = mark.split_once("]]").expect("a mark that ends");
        let (id, words) = mark.split_once('|').expect("a mark with an id");
        text.push_str(before);
        let start = text.len();
        text.push_str(words);
        marks.push((start..text.len(), id.to_owned()));
        rest = after;
    }
    text.push_str(rest);
    (text, marks)
}

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terms").join(name)).unwrap()
}

/// The terms of the course in the repository.
fn of_course(tag: &str) -> Vec<Term> {
    let fs = polku::fs::Disk::new(Path::new(env!("CARGO_MANIFEST_DIR")));
    let prepared = prepare(&fs, &Options::default()).prepared.unwrap();
    let lang = prepared.config.lang_by_tag(tag).unwrap();
    prepared.glossary().terms(lang).terms.clone()
}

/// The terms of the list beside the sentences.
fn of_list() -> Vec<Term> {
    let text = read("sv-glossary.txt");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let terms: BTreeMap<&str, &str> = lines.map(|line| line.split_once(": ").unwrap()).collect();
    let term = |(id, words): (&str, &str)| {
        let (name, forms) = words.split_once(" = ").unwrap();
        let forms = forms.split(", ").map(|form| form.trim().to_owned()).collect();
        Term::new(Key::new(format!("glossary/{id}")), name.to_owned(), forms, Vec::new())
    };
    terms.into_iter().map(term).collect()
}
