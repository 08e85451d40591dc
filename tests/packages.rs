//! What a site is exported as for other programs: Moodle's question bank, Anki's notes. Anki's own importer is asked where
//! `POLKU_PYTHON` names a Python that has the package `anki`; else standard error says so, unless `POLKU_EXCHANGE_TESTS=required` is set.

use std::env;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use quick_xml::Reader;
use quick_xml::events::Event;
use tempfile::TempDir;

const SETTINGS: &str = "[book]\ntitle = \"T & Co / one\"\nlanguage = \"en\"\n[language.en]\nname = \"English\"\n[output.html]\nsite-url = \"https://example.org/a/\"\n";

const QUESTIONS: &str = "# Practice

<!-- quiz -->
## Which *one*? {#one}

A [link](index.md) & more.

- [ ] A <b>bold</b> one
  > No.
- [x] B
  > Yes, see [there](#all).

<!-- quiz -->
## Which all? {#all}

- [x] A
  > Yes.
- [x] B
  > Yes.
- [x] C
  > Yes.
- [ ] D
  > No.

<!-- quiz -->
## In which order? {#order}

1. First
   > It begins.
2. Second
3. Third

> That is all.

<!-- quiz -->
## Which belong together? {#pairs}

| A | B |
|---|---|
| one | 1 |
| two | 2 |

<!-- quiz type=short -->
## What is it called? {#short}

- need
  > Yes.
- a*b
";

const TERM: &str = "---\ntitle: Need\nkind: term\nterm: need\nforms: [needs]\ndescription: What is \"missing\",\tor < wanted.\n---\n# Need\n\nText.\n";

fn site() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("book.toml", SETTINGS),
        ("content/en/index.md", "# Home\n\nText.\n"),
        ("content/en/practice.md", QUESTIONS),
        (
            "content/en/practice.trainer.md",
            "# Notes\n\n<!-- quiz -->\n## Secret? {#secret}\n\n- [x] A\n  > Yes.\n- [ ] B\n  > No.\n",
        ),
        ("content/en/glossary/need.md", TERM),
    ];
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn run(dir: &TempDir, arguments: &[&str]) -> (Option<i32>, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_polku")).current_dir(dir.path()).args(arguments).output().unwrap();
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

/// The elements of an XML file, each with its attributes and its text, in order: `answer fraction="100" format="html": B`.
fn elements(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut open): (Vec<String>, Vec<usize>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("it is XML") {
            Event::Start(tag) => {
                open.push(found.len());
                found.push(format!("{}: ", &*tag));
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => {
                if let Some(at) = open.last().filter(|_| !text.trim().is_empty()) {
                    found[*at].push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                let text = match &*name {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    "quot" => "\"",
                    _ => "?",
                };
                if let Some(at) = open.last() {
                    found[*at].push_str(text);
                }
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn moodle_gets_every_question_with_its_feedback_and_a_name_that_stays() {
    let dir = site();
    assert_eq!(run(&dir, &["export", "moodle-xml"]).0, Some(0));
    let xml = fs::read_to_string(dir.path().join("moodle-xml/en.xml")).unwrap();
    let found = elements(&xml);
    let all = found.join("\n");
    let texts = |what: &str| found.iter().filter(|one| one.starts_with(what)).cloned().collect::<Vec<_>>();
    assert_eq!(texts("idnumber").len(), 6, "five questions and a category:\n{all}");
    assert!(all.contains("idnumber: practice#one"), "{all}");
    assert!(all.contains("text: $course$/top/T & Co // one/Practice"), "{all}");
    // The right ones make a hundred, and all of them together nothing.
    let fractions: Vec<String> = texts("answer fraction");
    let of = |fraction: &str| fractions.iter().filter(|one| one.contains(&format!("\"{fraction}\""))).count();
    assert_eq!((of("33.33333"), of("-100"), of("0")), (3, 1, 1), "{fractions:?}");
    // Of typed answers those of the glossary's forms too, and a star is a star.
    for wanted in ["text: need", "text: needs", "text: a\\*b"] {
        assert!(found.iter().any(|one| one == wanted), "{wanted} is not there:\n{all}");
    }
    for wanted in [
        "https://example.org/a/en/",
        "https://example.org/a/en/practice/#all",
        "A<b>bold</b>one",
        "<li>First",
        "That is all.",
        "text: 2",
    ] {
        let plain = all.replace(' ', "");
        assert!(plain.contains(&wanted.replace(' ', "")), "{wanted} is not there:\n{all}");
    }
    assert!(!all.contains("Secret"), "the trainer's questions are no learner's");
}

#[test]
fn anki_takes_the_terms_and_takes_them_again_as_the_same_notes() {
    let dir = site();
    assert_eq!(run(&dir, &["export", "anki", "--lang", "en"]).0, Some(0));
    let path = dir.path().join("anki/en.txt");
    let first = fs::read_to_string(&path).unwrap();
    let note = |text: &str| text.lines().find(|line| !line.starts_with('#')).unwrap().to_owned();
    assert_eq!(note(&first).split('\t').count(), 4, "a tab in a definition makes no field: {first}");
    // Reworded, it is the same note.
    fs::write(dir.path().join("content/en/glossary/need.md"), TERM.replace("wanted", "longed for")).unwrap();
    assert_eq!(run(&dir, &["export", "anki", "--out", "again"]).0, Some(0));
    let again = dir.path().join("again/en.txt");
    let second = fs::read_to_string(&again).unwrap();
    assert_eq!(note(&first).split('\t').next(), note(&second).split('\t').next());
    assert_ne!(first, second);

    let python = env::var("POLKU_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = "
import os, sys, tempfile
from anki.collection import Collection, ImportCsvRequest
collection = Collection(os.path.join(tempfile.mkdtemp(), 'c.anki2'))
for path in sys.argv[1:]:
    metadata = collection.get_csv_metadata(path=path, delimiter=None)
    log = collection.import_csv(ImportCsvRequest(path=path, metadata=metadata)).log
    print(len(log.new), len(log.updated), end=';')
note = collection.get_note(collection.find_notes('')[0])
print(collection.note_count(), note.fields[0], 'longed for' in note.fields[1], sorted(note.tags))
";
    let has = Command::new(&python)
        .args(["-c", "import anki"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !has {
        // Not `eprintln!`, which the test harness swallows when a test passes.
        let said = "left out: Anki's own importer (no Python with `anki`; see CONTRIBUTING.md)";
        let _ = writeln!(std::io::stderr(), "{said}");
        assert!(env::var("POLKU_EXCHANGE_TESTS").as_deref() != Ok("required"), "{said}");
        return;
    }
    let done = Command::new(&python).args(["-c", script]).arg(&path).arg(&again).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(said.trim(), "1 0;0 1;1 need True ['polku']", "one note, which the second file brings up to date");
}

#[test]
fn what_cannot_be_exported_is_said() {
    let dir = site();
    for (arguments, wanted) in [
        (&["export", "anki", "--to", "en"][..], "--lang"),
        (&["export", "po", "--to", "en", "--lang", "en"], "--to"),
        (&["export", "moodle-xml", "--lang", "fi"], "fi"),
    ] {
        let (code, said) = run(&dir, arguments);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(wanted), "{said}");
    }
    fs::remove_dir_all(dir.path().join("content/en/glossary")).unwrap();
    let (code, said) = run(&dir, &["export", "anki"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("nothing to export"), "{said}");
    assert!(!dir.path().join("anki").exists());
}
