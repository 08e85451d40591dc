//! `polku theme`, as theme authors use it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const SETTINGS: &str =
    "[book]\ntitle = \"T\"\nlanguage = \"en\"\n[output.html]\nsite-url = \"https://example.org/\"\ntheme = \"wood\"\n";

fn polku(root: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_polku")).args(args).arg("--root").arg(root).env("LC_ALL", "C").output().unwrap()
}

/// What was said, and whether it went well.
fn said(root: &Path, args: &[&str]) -> (String, Option<i32>) {
    let output = polku(root, args);
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8_lossy(&text).into_owned(), output.status.code())
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A site with a theme that was just begun.
fn site() -> TempDir {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "book.toml", SETTINGS);
    write(folder.path(), "content/en/index.md", "# Home\n");
    let (text, code) = said(folder.path(), &["theme", "new", "wood"]);
    assert_eq!(code, Some(0), "{text}");
    folder
}

/// The style that pages load.
fn style(root: &Path) -> String {
    assert!(polku(root, &["build", "-q"]).status.success());
    let files = fs::read_dir(root.join("public/assets/css")).unwrap().map(|file| file.unwrap().path());
    files
        .filter(|file| file.to_str().unwrap().contains("polku."))
        .map(|file| fs::read_to_string(file).unwrap())
        .collect()
}

#[test]
fn a_new_theme_is_in_order_and_adds_its_style_to_the_default_one() {
    let folder = site();
    let root = folder.path();
    assert_eq!(said(root, &["theme", "check"]), ("checked the theme `wood` with 1 pages\n".to_owned(), Some(0)));
    write(root, "themes/wood/static/css/own.css", "");
    let before = style(root);
    write(root, "themes/wood/static/css/own.css", ":root { --paper: pink; }\n");
    assert_eq!(style(root), before + ":root{--paper:pink}");

    // What inherits from it has its style too, and adds to it.
    assert_eq!(said(root, &["theme", "new", "bark"]).1, Some(0));
    write(root, "themes/bark/theme.toml", "inherits = \"wood\"\n");
    write(root, "themes/bark/static/css/own.css", ":root { --ink: brown; }\n");
    write(root, "book.toml", &SETTINGS.replace("wood", "bark"));
    assert!(style(root).ends_with(":root{--paper:pink}:root{--ink:brown}"));
}

#[test]
fn themes_are_listed_and_the_sites_own_is_marked() {
    let folder = site();
    let (text, _) = said(folder.path(), &["theme", "list"]);
    assert!(text.starts_with("  polku ") && text.contains("(in the program): The default theme"), "{text}");
    assert!(text.ends_with("* wood 0.1.0 (2 files in themes/wood)\n"), "{text}");
}

#[test]
fn files_are_taken_over_from_the_default_theme_and_nothing_is_overwritten() {
    let folder = site();
    let root = folder.path();
    assert!(said(root, &["theme", "eject"]).0.lines().any(|line| line == "templates/page.html"));
    assert_eq!(said(root, &["theme", "eject", "templates/page.html"]).1, Some(0));
    assert!(root.join("themes/wood/templates/page.html").is_file());

    let again = said(root, &["theme", "eject", "templates/home.html", "templates/page.html"]);
    assert!(again.0.contains("templates/page.html` exists already") && again.1 == Some(2), "{}", again.0);
    assert!(!root.join("themes/wood/templates/home.html").exists(), "all or none");
    let unknown = said(root, &["theme", "eject", "page.html"]);
    assert!(unknown.0.contains("did you mean `templates/page.html`?") && unknown.1 == Some(2), "{}", unknown.0);
    let nowhere = said(root, &["theme", "eject", "--theme", "stone", "templates/page.html"]);
    assert!(nowhere.0.contains("there is no theme `stone`") && nowhere.1 == Some(2), "{}", nowhere.0);
    for name in ["wood", "polku", "../x", ".x"] {
        assert_eq!(said(root, &["theme", "new", name]).1, Some(2), "{name}");
    }
}

#[test]
fn what_does_nothing_in_a_theme_is_said() {
    let folder = site();
    let root = folder.path();
    assert_eq!(said(root, &["theme", "eject", "templates/page.html"]).1, Some(0));
    write(root, "themes/wood/templates/partials/text-befor.html", "<p>Hello</p>\n");
    write(root, "themes/wood/templates/partials/mine.html", "<p>Mine</p>\n");
    write(root, "themes/wood/templates/partials/text-after.html", "{% include \"partials/mine.html\" %}\n");
    let (text, code) = said(root, &["theme", "check", "--color", "never"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("warning[theme-same]: this is what the theme `polku` has\n--> themes/wood/templates/page.html"),
        "{text}"
    );
    assert!(
        text.contains("warning[theme-unused]") && text.contains("did you mean `partials/text-before.html`?"),
        "{text}"
    );
    assert!(!text.contains("mine.html"), "{text}");

    write(root, "themes/wood/templates/partials/text-after.html", "{{ page.titel }}\n");
    let (text, code) = said(root, &["theme", "check", "--color", "never"]);
    assert!(code == Some(1) && text.contains("Available fields: alternates"), "{text}");
}

/// What templates see, as the program declares it: struct → fields.
fn declared() -> BTreeMap<String, Vec<String>> {
    let render = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render");
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(render) {
        let entry = entry.unwrap();
        if entry.path().extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        for part in text.split("\nview! {").skip(1) {
            let head = part.split("struct ").nth(1).unwrap();
            let name = head.split(['<', ' ']).next().unwrap();
            let body = head.split_once('{').unwrap().1.split_once('}').unwrap().0;
            let fields =
                body.lines().filter_map(|line| line.trim().split_once(": ")).filter(|(name, _)| !name.starts_with('/'));
            found.insert(name.to_owned(), fields.map(|(name, _)| name.trim_start_matches("pub ").to_owned()).collect());
        }
    }
    found
}

#[test]
fn the_reference_has_just_what_templates_see() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let reference = fs::read_to_string(root.join("docs/content/en/reference/templates.md")).unwrap();
    let mut told = BTreeMap::new();
    for part in reference.split("<!-- view ").skip(1) {
        let (name, rest) = part.split_once(" -->").unwrap();
        let rows = rest.lines().skip_while(|line| !line.starts_with("| `")).take_while(|line| line.starts_with('|'));
        let fields = rows.map(|row| row.split('`').nth(1).unwrap().to_owned()).collect::<Vec<_>>();
        assert!(told.insert(name.to_owned(), fields).is_none(), "{name} is told of twice");
    }
    assert_eq!(told, declared());

    let functions = fs::read_to_string(root.join("src/theme/templates.rs")).unwrap();
    let names = functions.split("tera.register_").skip(1).map(|rest| rest.split('"').nth(1).unwrap());
    let lacking: Vec<&str> = names.filter(|name| !reference.contains(&format!("`{name}"))).collect();
    assert!(lacking.is_empty(), "not told of: {lacking:?}");
}
