//! Lists the default theme's files, so that the binary carries them; makes a digest of what the binary is built from,
//! so that what another build of it kept is not taken for its own.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let theme = root.join("themes/polku");
    println!("cargo::rerun-if-changed=themes/polku");
    let mut files = Vec::new();
    list(&theme, &mut files);
    files.sort();
    let mut code = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&theme).expect("it lies below the theme");
        let name = name.to_str().expect("the theme's names are ASCII").replace('\\', "/");
        writeln!(code, "({name:?}, include_bytes!({:?})),", file.display().to_string()).expect("strings take all");
    }
    code.push_str("]\n");
    println!("cargo::rustc-env=POLKU_BUILD={:016x}", digest(&root));
    println!("cargo::rustc-env=POLKU_VERSION={}", version(&root));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("embedded_theme.rs"), code).expect("the build folder can be written to");
}

/// The version; of a release build with the commit it was made from, if that is known: from `POLKU_COMMIT`, else from git. While one develops,
/// a new commit need not build everything anew.
fn version(root: &Path) -> String {
    println!("cargo::rerun-if-env-changed=POLKU_COMMIT");
    let version = env::var("CARGO_PKG_VERSION").expect("cargo sets it");
    let given = env::var("POLKU_COMMIT").ok().filter(|commit| !commit.is_empty());
    let commit = given.or_else(|| (env::var("PROFILE").as_deref() == Ok("release")).then(|| commit(root)).flatten());
    commit.map_or_else(|| version.clone(), |commit| format!("{version} ({commit})"))
}

fn commit(root: &Path) -> Option<String> {
    // What changes when another commit is checked out, or made.
    let head = root.join(".git/HEAD");
    if !head.exists() {
        return None;
    }
    println!("cargo::rerun-if-changed={}", head.display());
    if let Some(branch) = fs::read_to_string(&head).ok()?.trim().strip_prefix("ref: ") {
        for file in [branch, "packed-refs"] {
            let file = root.join(".git").join(file);
            if file.exists() {
                println!("cargo::rerun-if-changed={}", file.display());
            }
        }
    }
    let output = Command::new("git").arg("-C").arg(root).args(["rev-parse", "--short=10", "HEAD"]).output().ok()?;
    let commit = String::from_utf8(output.stdout).ok()?;
    Some(commit.trim().to_owned()).filter(|commit| output.status.success() && !commit.is_empty())
}

/// Of the sources, the dependencies' versions, the theme and the features.
fn digest(root: &Path) -> u64 {
    let mut files = Vec::new();
    for folder in ["src", "themes/polku"] {
        println!("cargo::rerun-if-changed={folder}");
        list(&root.join(folder), &mut files);
    }
    // A package's own lock file is not there when it is built as a dependency.
    let lock = root.join("Cargo.lock");
    if lock.exists() {
        println!("cargo::rerun-if-changed=Cargo.lock");
        files.push(lock);
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        file.strip_prefix(root).expect("it lies below the root").hash(&mut hasher);
        fs::read(file).expect("the sources can be read").hash(&mut hasher);
    }
    let mut features: Vec<_> = env::vars_os().map(|(name, _)| name).collect();
    features.retain(|name| name.to_string_lossy().starts_with("CARGO_FEATURE_"));
    features.sort();
    features.hash(&mut hasher);
    hasher.finish()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the theme can be read") {
        let path = entry.expect("the theme can be read").path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}
