//! Small sites with the diagnostics they give: `tests/sites/*.txt`.

mod support;

use std::collections::BTreeSet;

use polku::diag::Code;
use polku::pipeline::Options;
use support::{Site, build, lines, texts};

/// Codes that need a disk to arise; `tests/disk.rs` has them.
const DISK: &[Code] = &[Code::Symlink, Code::UnreadableFile, Code::EmptyFolder];

/// What git is asked for; `tests/git.rs` has it.
const GIT: &[Code] = &[Code::GitDates];

/// Codes of files that come back from translators' tools; `tests/exchange_tools.rs` has them.
const EXCHANGE: &[Code] = &[Code::ExchangeSyntax, Code::ExchangeRefused, Code::PackageState];

/// What only `polku check` says; `tests/cli` has it.
const CHECK: &[Code] = &[
    Code::UnpinnedAnchor,
    Code::ObjectiveUntested,
    Code::TestsNothing,
    Code::UnlistedForm,
    Code::ThemeSame,
    Code::ThemeUnused,
];

#[test]
fn every_site_gives_just_the_diagnostics_that_stand_in_it() {
    let mut seen = BTreeSet::new();
    let mut wrong = String::new();
    for path in texts("sites") {
        let site = Site::read(&path);
        let built = build(&site.files, &Options::default());
        seen.extend(built.diagnostics.iter().map(|d| d.code));
        let given = lines(&built.diagnostics, &site.files);
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
    let without: Vec<_> = Code::ALL
        .iter()
        .filter(|code| ![DISK, EXCHANGE, CHECK, GIT].concat().contains(code) && !seen.contains(code))
        .collect();
    assert!(without.is_empty(), "no site shows {without:?}");
}
