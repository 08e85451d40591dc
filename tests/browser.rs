//! This repository's own site in a browser: builds it for `/`, for `/a/b/` and for trainers, and runs `tests/browser/site.mjs` on all three.
//!
//! Needs Node.js, Chromium, Java and the packages under `tests/browser/node_modules`. Where one is missing, standard
//! error says so and the test passes, unless `POLKU_BROWSER_TESTS=required` is set.

use std::env;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The packages that the script imports, as files that must be there.
const PACKAGES: &[&str] = &[
    "playwright-core/package.json",
    "axe-core/axe.min.js",
    "@fontsource/noto-sans/package.json",
    "@fontsource/noto-sans-math/package.json",
    "chrome-launcher/package.json",
    "jsqr/package.json",
    "lighthouse/package.json",
    "pagefind/lib/index.js",
    "scorm-again/dist/scorm12.min.js",
    "vnu-jar/build/dist/vnu.jar",
];

/// The variable that makes missing tools a failure.
const REQUIRED: &str = "POLKU_BROWSER_TESTS";

#[test]
fn own_site_passes_the_browser_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scripts = root.join("tests/browser");
    let missing = missing(&scripts);
    if !missing.is_empty() {
        let what = format!("left out: browser tests (no {}; see CONTRIBUTING.md)", missing.join(", no "));
        // Not `eprintln!`, which the test harness swallows when a test passes.
        writeln!(std::io::stderr(), "{what}").unwrap();
        assert!(env::var_os(REQUIRED).is_none_or(|value| value != "required"), "{REQUIRED}=required, but {what}");
        return;
    }

    let temp = tempfile::tempdir().unwrap();
    let at_root = temp.path().join("root");
    let at_sub = temp.path().join("sub");
    let trainers = temp.path().join("trainer");
    build(root, &at_root, &["--site-url", "https://example.org/"]);
    build(root, &at_sub, &["--site-url", "https://example.org/a/b/"]);
    build(root, &trainers, &["--trainer"]);

    // The output goes straight to the terminal: a line for each check, as it is done.
    let status = Command::new("node")
        .arg(scripts.join("site.mjs"))
        .arg("--root")
        .arg(&at_root)
        .arg("--sub")
        .arg(&at_sub)
        .arg("--trainer")
        .arg(&trainers)
        .args(["--polku", env!("CARGO_BIN_EXE_polku")])
        .stdin(Stdio::null())
        .status()
        .expect("node was there a moment ago");
    assert!(status.success(), "browser tests: {status}; the lines above that begin with `not ok` say what is wrong");
}

/// Builds the site in `root` into `out`.
fn build(root: &Path, out: &Path, arguments: &[&str]) {
    let built = Command::new(env!("CARGO_BIN_EXE_polku"))
        .args(["build", "--color", "never"])
        .args(arguments)
        .arg("--root")
        .arg(root)
        .arg("--out")
        .arg(out)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    assert!(
        built.status.success(),
        "polku build {arguments:?}: {}\n{}",
        built.status,
        String::from_utf8_lossy(&built.stderr)
    );
}

/// What the tests need and this machine lacks, in words.
fn missing(scripts: &Path) -> Vec<String> {
    let mut missing = Vec::new();
    let chromium = env::var_os("CHROMIUM").filter(|name| !name.is_empty());
    if !chromium.map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from).is_file() {
        missing.push("chromium".to_owned());
    }
    for program in ["node", "java"] {
        if !on_path(program) {
            missing.push(program.to_owned());
        }
    }
    if PACKAGES.iter().any(|file| !scripts.join("node_modules").join(file).is_file()) {
        missing.push("tests/browser/node_modules".to_owned());
    }
    missing
}

/// Whether `PATH` has such a program.
fn on_path(program: &str) -> bool {
    let path: OsString = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).with_extension(env::consts::EXE_EXTENSION).is_file())
}
