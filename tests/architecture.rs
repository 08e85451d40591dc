//! The direction of imports: a module imports only from modules above its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The modules in their order, each line a level: a module may import from any level above.
const LEVELS: &[&[&str]] = &[
    &["ids", "digest", "delivery", "lock"],
    &["diag"],
    &["fs", "fields", "locale", "highlight", "cache", "git"],
    &["emit"],
    &["config"],
    &["parse"],
    &["scan"],
    &["site"],
    &["translation", "glossary"],
    &["resolve", "search"],
    &["graph", "media", "check", "theme", "course"],
    &["render"],
    &["pipeline"],
    &["serve", "scaffold", "memo", "pseudo", "gallery", "translate", "package", "policy", "publish"],
    &["status", "exchange", "hosting", "doctor"],
    &["cli"],
    &["lib", "main"],
];

#[test]
fn modules_import_only_from_above() {
    let levels: BTreeMap<&str, usize> =
        LEVELS.iter().enumerate().flat_map(|(level, names)| names.iter().map(move |name| (*name, level))).collect();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in rust_files(&src) {
        let name = file.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        // Tests may look at whatever they test with.
        if name.ends_with("tests.rs") || name.contains("/tests/") {
            continue;
        }
        let module = name.split('/').next().unwrap().trim_end_matches(".rs");
        let own = *levels.get(module).unwrap_or_else(|| panic!("`{module}` has no level in this test"));
        let text = std::fs::read_to_string(&file).unwrap();
        for (line, imported) in imports(&text) {
            let Some(level) = levels.get(imported.as_str()) else { continue };
            let allowed = *level < own || imported == module;
            if !allowed {
                wrong.push(format!("{name}:{line}: `{module}` imports from `{imported}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

/// Every `crate::module` in a file, with its line.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (i, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let name: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            found.push((i + 1, name));
        }
    }
    found
}
