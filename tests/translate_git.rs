//! What git remembers helps translators: the old wording in `show`, and `record --since` for those without the tool.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const SETTINGS: &str = "[book]\ntitle = \"T\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n";

fn git(root: &Path, args: &[&str]) -> bool {
    let identity = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
    let ran = Command::new("git").arg("-C").arg(root).args(identity).args(args).output();
    ran.is_ok_and(|output| output.status.success())
}

fn polku(root: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_polku")).args(args).arg("--root").arg(root).env("LC_ALL", "C").output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The state of the page and how many of its blocks changed.
fn state(root: &Path, key: &str) -> (String, u64) {
    let rows: serde_json::Value =
        serde_json::from_slice(&polku(root, &["status", "--lang", "fi", "--format", "json"]).stdout).unwrap();
    let row = rows.as_array().unwrap().iter().find(|row| row["key"] == key).unwrap();
    (row["state"].as_str().unwrap().to_owned(), row["blocks"]["changed"].as_u64().unwrap())
}

/// A repository with a page that was checked, below a folder of its own; `None` where there is no git.
fn repository() -> Option<(TempDir, std::path::PathBuf)> {
    let dir = TempDir::new().unwrap();
    if !git(dir.path(), &["init", "-q"]) {
        eprintln!("left out: there is no git here");
        return None;
    }
    let root = dir.path().join("site");
    write(&root, "book.toml", SETTINGS);
    write(&root, "content/et/index.md", "# Algus\n\nEsimene lõik.\n\nTeine lõik.\n");
    write(&root, "content/fi/index.md", "# Alku\n\nEnsimmäinen kappale.\n\nToinen kappale.\n");
    assert!(polku(&root, &["translate", "adopt", "--to", "fi"]).status.success());
    assert!(git(&root, &["add", "."]) && git(&root, &["commit", "-q", "-m", "checked"]));
    Some((dir, root))
}

#[test]
fn the_old_wording_is_shown_with_what_changed() {
    let Some((_dir, root)) = repository() else { return };
    write(&root, "content/et/index.md", "# Algus\n\nEsimene pikem lõik.\n\nTeine lõik.\n");
    let shown = out(&polku(&root, &["translate", "show", "index", "--to", "fi", "--color", "never"]));
    assert!(shown.contains("was: Esimene {+pikem+} lõik."), "{shown}");
    assert!(shown.contains("here: Ensimmäinen kappale."), "{shown}");
}

#[test]
fn what_a_change_touched_on_both_sides_is_recorded_and_nothing_else() {
    let Some((_dir, root)) = repository() else { return };
    write(&root, "content/et/index.md", "# Algus\n\nEsimene pikem lõik.\n\nTeine uus lõik.\n");
    write(&root, "content/fi/index.md", "# Alku\n\nEnsimmäinen pitempi kappale.\n\nToinen kappale.\n");
    assert!(polku(&root, &["translate", "record", "--since", "HEAD"]).status.success());
    assert_eq!(state(&root, "index"), ("stale".to_owned(), 1));
    let shown = out(&polku(&root, &["translate", "show", "index", "--to", "fi"]));
    assert!(shown.contains("here: Toinen kappale.") && !shown.contains("pitempi"), "{shown}");
}

#[test]
fn a_page_that_came_with_the_change_was_written_from_its_original() {
    let Some((_dir, root)) = repository() else { return };
    write(&root, "content/et/uus.md", "# Uus\n\nTekst.\n");
    write(&root, "content/fi/uus.md", "# Uusi\n\nTekst.\n");
    assert!(polku(&root, &["translate", "record", "--since", "HEAD"]).status.success());
    // What is still the original's text was not translated.
    assert_eq!(state(&root, "uus").0, "partial");
}

#[test]
fn a_rename_certifies_nothing() {
    let Some((_dir, root)) = repository() else { return };
    write(&root, "content/et/leht.md", "# Leht\n\nVana lõik siin.\n\nJa teine lõik siin.\n");
    write(&root, "content/fi/leht.md", "# Sivu\n\nVanha kappale tässä.\n\nJa toinen kappale tässä.\n");
    assert!(polku(&root, &["translate", "adopt", "leht", "--to", "fi"]).status.success());
    write(&root, "content/et/leht.md", "# Leht\n\nTäiesti uus lõik siin.\n\nJa teine lõik siin.\n");
    assert!(git(&root, &["add", "."]) && git(&root, &["commit", "-q", "-m", "stale"]));
    for file in ["content/et/leht.md", "content/fi/leht.md", "content/fi/.ledger/leht"] {
        assert!(git(&root, &["mv", file, &file.replace("leht", "muu")]));
    }
    assert_eq!(state(&root, "muu"), ("stale".to_owned(), 1));
    assert!(polku(&root, &["translate", "record", "--since", "HEAD"]).status.success());
    assert_eq!(state(&root, "muu"), ("stale".to_owned(), 1));
}
