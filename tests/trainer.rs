//! The trainer's site has what learners do not get, and the learners' site has not a byte of it.

mod support;

use std::path::Path;
use std::process::Command;

use polku::fs::{Fs, Memory};
use polku::pipeline::Options;
use support::{Site, build, own_site};

const TRAINER: Options =
    Options { drafts: false, site_url: None, blocks: false, trainer: true, copy: None, only: None };

/// The files of the trainer's notes.
fn notes(files: &Memory) -> Vec<String> {
    let walked = files.walk("content").into_iter();
    let paths = walked.filter_map(|entry| match entry {
        polku::fs::Entry::File(path, _) => Some(path.as_str().to_owned()),
        _ => None,
    });
    paths.filter(|path| path.ends_with(".trainer.md")).collect()
}

#[test]
fn the_learners_site_is_the_same_with_and_without_the_notes() {
    let with = own_site();
    let mut without = own_site();
    let notes = notes(&with);
    assert!(notes.len() >= 12, "every stage has notes in three languages: {notes:?}");
    for path in &notes {
        without.remove(path);
    }
    let (with, without) = (build(&with, &Options::default()), build(&without, &Options::default()));
    assert_eq!(with.files.keys().collect::<Vec<_>>(), without.files.keys().collect::<Vec<_>>());
    for (path, bytes) in &with.files {
        assert!(*bytes == without.files[path], "{path} is another one");
    }
}

#[test]
fn no_line_of_the_notes_is_in_the_learners_site_and_every_one_in_the_trainers() {
    let files = own_site();
    let learners = build(&files, &Options::default());
    let trainers = build(&files, &TRAINER);
    let words = |text: &str| -> Vec<String> {
        let plain: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        plain.split_whitespace().map(str::to_owned).collect()
    };
    let all = |built: &support::Built| -> String {
        let plain = built.files.values().map(|text| words(&untagged(text)).join(" "));
        plain.collect::<Vec<_>>().join("\n")
    };
    let (learners, trainers) = (all(&learners), all(&trainers));
    let mut lines = 0;
    for path in notes(&files) {
        let text = String::from_utf8(files.read(&path).unwrap()).unwrap();
        // Prose alone: markup and tables are cut up on the way.
        let is_prose = |line: &&str| !line.starts_with("title:") && !line.contains(['[', '|', '`', '*', '#']);
        for line in text.lines().filter(is_prose) {
            // The numbers of items stand in no text.
            let line = words(line.trim_start_matches(|c: char| c.is_ascii_digit())).join(" ");
            if line.split(' ').count() < 5 {
                continue;
            }
            lines += 1;
            assert!(!learners.contains(&line), "{path}: learners get “{line}”");
            assert!(trainers.contains(&line), "{path}: trainers do not get “{line}”");
        }
    }
    assert!(lines > 100, "{lines} lines were looked for");
}

/// A page without its tags: links stand in the middle of sentences.
fn untagged(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[test]
fn the_trainers_overview_has_what_tests_what_the_answers_and_the_way_through_a_role_play() {
    let site = Site::parse(
        "A course.\n\
         === book.toml\n[book]\ntitle = \"T\"\nlanguage = \"en\"\n[language.en]\nname = \"English\"\n[output.html]\nsite-url = \"https://example.org/\"\n\
         === content/en/index.md\n# Home\n\n## You can {#objectives}\n\n- `ask` Ask first.\n- `sell` Sell.\n\n<!-- quiz objective=ask -->\n## What first? {#first}\n\n- [x] A question\n  > Yes.\n- [ ] A pitch\n  > No.\n\n\
         === content/en/play.md\n---\nkind: scenario\nobjectives: [ask]\npass: 1\n---\n# Play\n\n## Start {#start}\n\n- [I ask](#end) `+1`\n- [I pitch](#lost) `-1`\n\n## End {#end}\n\nWell done.\n\n## Lost {#lost}\n\nGone.\n",
    );
    let built = build(&site.files, &TRAINER);
    let page = &built.files["en/_trainer/index.html"];
    for wanted in ["Ask first.", "<code>ask</code>", "<b>A question</b>", "I ask", "edge edge-best", "Well done."] {
        assert!(page.contains(wanted), "{wanted} is not there:\n{page}");
    }
    assert!(built.files["robots.txt"].contains("Disallow: /"));
    assert!(!built.files.contains_key("sitemap.xml"));
    assert!(!build(&site.files, &Options::default()).files.contains_key("en/_trainer/index.html"));
}

#[test]
fn the_trainers_site_is_not_put_where_learners_look() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("book.toml", "[book]\ntitle = \"T\"\nlanguage = \"en\"\n[language.en]\nname = \"English\"\n");
    write("content/en/index.md", "# Home\n");
    write("content/en/index.trainer.md", "# Notes\n\nA secret.\n");
    let run = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_polku")).current_dir(root).args(arguments).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let is_there = |path: &str| Path::new(&root.join(path)).exists();
    assert_eq!(run(&["build"]).0, Some(0));
    assert_eq!(run(&["build", "--out", "elsewhere"]).0, Some(0));
    for out in ["public", "./public", "elsewhere"] {
        let (code, said) = run(&["build", "--trainer", "--out", out]);
        assert_eq!(code, Some(2), "{out}: {said}");
        assert!(said.contains("for learners"), "{said}");
        assert!(!is_there(&format!("{out}/.polku-trainer")), "{out} was written to");
    }
    assert_eq!(run(&["build", "--trainer"]).0, Some(0));
    assert!(is_there("public-trainer/en/index.trainer/index.html"));
    assert_eq!(run(&["build", "--trainer"]).0, Some(0), "its own folder is built into again");
    assert_eq!(run(&["build"]).0, Some(0));
    assert!(!is_there("public/en/index.trainer/index.html"));
}
