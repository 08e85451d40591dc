//! What only a disk shows: links, names, folders, and what a build leaves of the one before.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::SystemTime;

use tempfile::TempDir;

const SETTINGS: &str =
    "[book]\ntitle = \"Proov\"\nlanguage = \"et\"\n[language.et]\n[output.html]\nsite-url = \"https://example.org/\"\n";

fn site(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    write(dir.path(), "book.toml", SETTINGS);
    for (path, text) in files {
        write(dir.path(), path, text);
    }
    dir
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn polku(root: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_polku")).args(args).arg("--root").arg(root).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below a folder: its bytes and when it was written.
fn tree(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(folder).unwrap().display().to_string();
            let modified = entry.metadata().unwrap().modified().unwrap();
            files.insert(name, (fs::read(entry.path()).unwrap(), modified));
        }
    }
    files
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_reported_and_not_followed() {
    let dir = site(&[("content/et/index.md", "# Algus\n"), ("secret/mine.md", "# Minu\n")]);
    let et = dir.path().join("content/et");
    std::os::unix::fs::symlink(dir.path().join("secret"), et.join("jagatud")).unwrap();
    std::os::unix::fs::symlink(&et, et.join("ring")).unwrap();
    let output = polku(dir.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0));
    let said = stderr(&output);
    assert!(said.contains("warning[symlink]") && said.contains("content/et/jagatud"), "{said}");
    assert!(said.contains("content/et/ring"), "{said}");
    assert!(!dir.path().join("public/et/jagatud").exists(), "what lies behind the link is not published");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_an_error_and_all_else_is_reported_too() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = site(&[("content/et/index.md", "# Algus\n\n[x](nowhere.md)\n")]);
    fs::write(dir.path().join("content/et").join(std::ffi::OsStr::from_bytes(b"\xff.md")), "# X\n").unwrap();
    let output = polku(dir.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(said.contains("\"unreadable-file\"") && said.contains("\"broken-link\""), "{said}");
}

#[test]
fn folders_that_hold_nothing_are_reported_by_the_outermost() {
    let dir = site(&[("content/et/index.md", "# Algus\n"), ("content/et/vaikne/.hidden", "")]);
    fs::create_dir_all(dir.path().join("content/et/a/b/c")).unwrap();
    let output = polku(dir.path(), &["check", "--format", "json"]);
    let said = stdout(&output);
    assert_eq!(said.matches("\"empty-folder\"").count(), 2, "{said}");
    assert!(said.contains("\"content/et/a\"") && said.contains("\"content/et/vaikne\""), "{said}");
}

#[test]
fn a_build_with_errors_leaves_the_old_site_as_it_was() {
    let dir = site(&[("content/et/index.md", "# Algus\n")]);
    assert_eq!(polku(dir.path(), &["build"]).status.code(), Some(0));
    let before = tree(&dir.path().join("public"));
    assert!(before.contains_key("et/index.html"));

    for broken in ["# Algus\n\n[x](nowhere.md)\n", "---\ntitle: [\n---\n", "---\ntitel: x\n---\n# A\n"] {
        write(dir.path(), "content/et/index.md", broken);
        let output = polku(dir.path(), &["build"]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(before == tree(&dir.path().join("public")), "the old site is byte for byte as it was");
    }
    write(dir.path(), "content/et/index.md", "# Algus\n");
    write(dir.path(), "themes/polku/templates/page.html", "{% if %}");
    assert_eq!(polku(dir.path(), &["build"]).status.code(), Some(1));
    assert!(before == tree(&dir.path().join("public")));
    let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!names.iter().any(|n| n.to_string_lossy().starts_with(".public")), "nothing is left over: {names:?}");
}

#[test]
fn a_template_that_fails_while_rendering_is_an_error_at_its_place() {
    let dir = site(&[
        ("content/et/index.md", "# Algus\n"),
        ("themes/polku/templates/home.html", "<p>\n{{ page.nope.deeper }}</p>\n"),
    ]);
    let output = polku(dir.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(said.contains("\"template-error\"") && said.contains("\"themes/polku/templates/home.html\""), "{said}");
    assert!(said.contains("\"line\":2"), "{said}");
}

#[test]
fn a_second_build_touches_nothing() {
    let dir = site(&[("content/et/index.md", "# Algus\n"), ("content/et/a.md", "# A\n")]);
    assert_eq!(polku(dir.path(), &["build"]).status.code(), Some(0));
    let before = tree(&dir.path().join("public"));
    let output = polku(dir.path(), &["build"]);
    assert!(stderr(&output).contains(" 0 rendered"), "{}", stderr(&output));
    assert!(before == tree(&dir.path().join("public")));
}

/// Longer than the coarsest clock of a file system in use needs to tell two writes apart.
const SETTLED: std::time::Duration = std::time::Duration::from_millis(2200);

#[test]
fn an_unchanged_site_is_told_by_its_files_times_and_a_changed_one_too() {
    let dir = site(&[("content/et/index.md", "# Algus\n\n![](pilt.svg)\n"), ("content/et/a.md", "# A\n\nÜks.\n")]);
    write(dir.path(), "content/et/pilt.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>");
    std::thread::sleep(SETTLED);
    let first = polku(dir.path(), &["build"]);
    assert!(stderr(&first).contains("warning[image-without-alt]"), "{}", stderr(&first));
    let before = tree(&dir.path().join("public"));
    let second = polku(dir.path(), &["build", "-v"]);
    let said = stderr(&second);
    assert!(
        said.contains("nothing changed since the last build") && said.contains("warning[image-without-alt]"),
        "{said}"
    );
    assert!(before == tree(&dir.path().join("public")));

    // As long as before, and with the old time: only what nobody can set back tells.
    let page = dir.path().join("content/et/a.md");
    let modified = fs::metadata(&page).unwrap().modified().unwrap();
    fs::write(&page, "# A\n\nÕks.\n").unwrap();
    fs::File::options().write(true).open(&page).unwrap().set_modified(modified).unwrap();
    if cfg!(unix) {
        std::thread::sleep(SETTLED);
        let third = polku(dir.path(), &["build"]);
        assert!(stderr(&third).contains(" 1 rendered"), "{}", stderr(&third));
        assert!(fs::read_to_string(dir.path().join("public/et/a/index.html")).unwrap().contains("Õks."));
    }

    // What somebody put into the output goes, and what somebody took is made again.
    fs::write(dir.path().join("public/et/minu.txt"), "minu").unwrap();
    fs::remove_file(dir.path().join("public/et/a/index.html")).unwrap();
    assert_eq!(polku(dir.path(), &["build"]).status.code(), Some(0));
    assert!(!dir.path().join("public/et/minu.txt").exists() && dir.path().join("public/et/a/index.html").exists());
}

#[test]
fn an_output_folder_that_is_not_ours_is_refused() {
    let dir = site(&[("content/et/index.md", "# Algus\n"), ("public/letter.txt", "mine")]);
    let output = polku(dir.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("were not built by polku"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(dir.path().join("public/letter.txt")).unwrap(), "mine");
    for out in [".", "content", "content/et", "themes"] {
        let out = dir.path().join(out).display().to_string();
        let output = polku(dir.path(), &["build", "--out", &out]);
        assert_eq!(output.status.code(), Some(2), "{out}: {}", stderr(&output));
    }
    assert!(dir.path().join("content/et/index.md").exists());
}

#[test]
fn settings_that_cannot_be_used_end_with_2() {
    let dir = site(&[("content/et/index.md", "# Algus\n")]);
    for settings in ["[book\n", "[bok]\n", "[book]\ntitle = 1.5\n", "[book]\nlanguage = \"see keel\"\n"] {
        write(dir.path(), "book.toml", settings);
        for command in ["build", "check"] {
            let output = polku(dir.path(), &[command]);
            assert_eq!(output.status.code(), Some(2), "{settings}: {}", stderr(&output));
            assert!(stderr(&output).contains("book.toml"), "{}", stderr(&output));
        }
    }
    fs::remove_file(dir.path().join("book.toml")).unwrap();
    assert_eq!(polku(dir.path(), &["build"]).status.code(), Some(2));
}
