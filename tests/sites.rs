//! Small sites with the diagnostics they give: `tests/sites/*.txt`; and with what only `polku check` says of them: `tests/notes/*.txt`.

mod support;

use std::collections::BTreeSet;

use polku::diag::{Code, Diagnostic};
use polku::pipeline::{Options, prepare};
use support::{Site, build, lines, texts};

/// Codes that need a disk to arise; `tests/disk.rs` has them.
const DISK: &[Code] = &[Code::Symlink, Code::UnreadableFile, Code::EmptyFolder];

/// What git is asked for; `tests/git.rs` has it.
const GIT: &[Code] = &[Code::GitDates];

/// What is found in themes only; `tests/themes.rs` has it.
const THEMES: &[Code] = &[Code::ThemeSame, Code::ThemeUnused];

/// Codes of files that come back from translators' tools; `tests/exchange_tools.rs` has them.
const EXCHANGE: &[Code] = &[Code::ExchangeSyntax, Code::ExchangeRefused, Code::PackageState];

#[test]
fn every_site_gives_just_the_diagnostics_that_stand_in_it() {
    let mut seen = agree("sites", |site| build(&site.files, &Options::default()).diagnostics);
    // What only `polku check` says.
    seen.extend(agree("notes", |site| {
        prepare(&site.files, &Options::default()).prepared.map(|site| site.suggestions().sorted()).unwrap_or_default()
    }));
    let without: Vec<_> = Code::ALL
        .iter()
        .filter(|code| ![DISK, EXCHANGE, THEMES, GIT].concat().contains(code) && !seen.contains(code))
        .collect();
    assert!(without.is_empty(), "no site shows {without:?}");
}

/// Compares what is found in the sites of a folder with what they expect, and gives the codes.
fn agree(folder: &str, find: impl Fn(&Site) -> Vec<Diagnostic>) -> BTreeSet<Code> {
    let mut seen = BTreeSet::new();
    let mut wrong = String::new();
    for path in texts(folder) {
        let site = Site::read(&path);
        let found = find(&site);
        seen.extend(found.iter().map(|d| d.code));
        let given = lines(&found, &site.files);
        let (_, expected) = site.expected.first().expect("a site says what is expected");
        if given != *expected && std::env::var_os("POLKU_UPDATE").is_some() {
            let text = std::fs::read_to_string(&path).unwrap();
            let at = text.find("=== expect\n").unwrap() + "=== expect\n".len();
            std::fs::write(&path, format!("{}{given}", &text[..at])).unwrap();
        } else if given != *expected {
            let name = path.file_name().unwrap_or_default().display();
            wrong.push_str(&format!("\n{name}: {}\n--- expected\n{expected}--- given\n{given}", site.about));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    seen
}
