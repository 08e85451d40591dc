//! A line `page` in a ledger spares looking at blocks, and changes nothing else: with it and without it a site has the same
//! findings and the same files, whatever was edited since.

mod support;

use polku::fs::{Fs as _, Memory};
use polku::pipeline::Options;
use support::{Built, build, lines, own_site};

/// The site without these lines.
fn without(files: &Memory) -> Memory {
    let mut plain = files.clone();
    for path in ledgers(files) {
        let text = String::from_utf8(files.read(&path).unwrap()).unwrap();
        let kept: String = text.split_inclusive('\n').filter(|line| !line.starts_with("page ")).collect();
        plain.insert(path, kept);
    }
    plain
}

fn ledgers(files: &Memory) -> Vec<String> {
    let all = files.walk("content").into_iter().filter_map(|entry| match entry {
        polku::fs::Entry::File(path, _) => Some(path.as_str().to_owned()),
        _ => None,
    });
    all.filter(|path| path.contains("/.ledger/")).collect()
}

fn replace(files: &mut Memory, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(files.read(path).unwrap()).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    files.insert(path, text.replacen(from, to, 1));
}

#[test]
fn a_site_is_the_same_whether_or_not_its_ledgers_know_whole_pages() {
    let et = "content/et/stages/need.md";
    let fi = "content/fi/stages/need.md";
    type Edit = fn(&mut Memory, &str, &str);
    let edits: [(&str, Edit); 6] = [
        ("nothing", |_, _, _| {}),
        ("a word of the original", |files, et, _| {
            replace(files, et, "Klient vaatab ringi.", "Klient vaatab kaua ringi.")
        }),
        ("a word of the translation", |files, _, fi| replace(files, fi, "Asiakas katselee.", "Asiakas katselee vain.")),
        ("lines of the original", |files, et, _| replace(files, et, "Klient vaatab ringi. ", "Klient vaatab\nringi. ")),
        ("a heading of the translation", |files, _, fi| replace(files, fi, "## Mitä sinä teet", "### Mitä sinä teet")),
        ("a link in the translation", |files, _, fi| replace(files, fi, "[kuluttaja][consumer]", "kuluttaja")),
    ];
    let mut seen = Vec::new();
    for (what, edit) in edits {
        let mut files = own_site();
        assert!(ledgers(&files).len() > 60);
        edit(&mut files, et, fi);
        let plain = without(&files);
        let built = |files: &Memory| -> (String, Built) {
            let built = build(files, &Options::default());
            (lines(&built.diagnostics, files), built)
        };
        let ((with_lines, with), (without_lines, without)) = (built(&files), built(&plain));
        assert_eq!(with_lines, without_lines, "after an edit of {what}");
        assert_eq!(with.files, without.files, "after an edit of {what}");
        seen.push(with_lines);
    }
    // The edits are such that something is to be said of them, or nothing.
    let is_silent: Vec<bool> = seen.iter().map(String::is_empty).collect();
    assert_eq!(is_silent, [true, false, true, true, false, false], "{seen:#?}");
}
