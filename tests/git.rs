//! What git is asked for: earlier wordings of translations' originals, and when pages were last changed.

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

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
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

fn commit_on(root: &Path, day: &str) {
    let date = format!("{day}T12:00:00+02:00");
    let identity = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
    let mut commit = Command::new("git");
    commit.arg("-C").arg(root).args(identity).args(["commit", "-qam", "x"]);
    commit.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    assert!(git(root, &["add", "-A"]) && commit.output().unwrap().status.success());
}

#[test]
fn pages_say_when_they_were_last_changed_if_settings_ask() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let settings = "[book]\ntitle = \"P\"\nlanguage = \"en\"\n[output.html]\nsite-url = \"https://example.org/\"\ngit-dates = true\n";
    write(root, "book.toml", settings);
    write(root, "content/en/index.md", "# Home\n");
    write(root, "content/en/old.md", "# Old\n");
    write(root, "content/en/own.md", "---\nupdated: 2020-01-02\n---\n# Own\n");
    let said = polku(root, &["check"]);
    assert!(err(&said).contains("warning[git-dates]: git knows nothing of this site"), "{}", err(&said));

    if !git(root, &["init", "-q"]) {
        return;
    }
    commit_on(root, "2021-03-04");
    write(root, "content/en/index.md", "# Home\n\nMore.\n");
    commit_on(root, "2022-05-06");
    let page = |name: &str| std::fs::read_to_string(root.join("public/en").join(name).join("index.html")).unwrap();
    let built = polku(root, &["build"]);
    assert!(built.status.success() && !err(&built).contains("git-dates"), "{}", err(&built));
    assert!(page("old").contains("<time datetime=\"2021-03-04\">"), "{}", page("old"));
    assert!(page("own").contains("<time datetime=\"2020-01-02\">"), "what the page says itself holds");
    let sitemap = std::fs::read_to_string(root.join("public/sitemap.xml")).unwrap();
    assert!(sitemap.contains("<lastmod>2022-05-06</lastmod>"), "{sitemap}");

    // Nothing but the history changes, and yet the page.
    write(root, "content/en/old.md", "# Old\n\n");
    commit_on(root, "2023-07-08");
    assert!(polku(root, &["build"]).status.success());
    assert!(page("old").contains("<time datetime=\"2023-07-08\">"), "{}", page("old"));

    let copy = tempfile::tempdir().unwrap();
    let from = format!("file://{}", root.display());
    assert!(git(copy.path(), &["clone", "-q", "--depth", "1", &from, "site"]));
    let said = polku(&copy.path().join("site"), &["check"]);
    assert!(err(&said).contains("only the last part of the history is here"), "{}", err(&said));
}
