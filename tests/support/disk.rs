//! Sites on the disk: building them by the program, and comparing what came out.
//!
//! A site lies in a folder of its own with nothing beside it. Its output is `public/`, its cache `.polku/`.
#![allow(dead_code, unreachable_pub, reason = "every test target uses some of it")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::SystemTime;

use tempfile::TempDir;

/// Where a site is built to.
pub const OUT: &str = "public";
/// Where a site's cache is.
pub const CACHE: &str = ".polku";

/// Files by path, with forward slashes.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// What a build said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub code: Option<i32>,
    /// Standard error without its last line: the diagnostics and how many there are.
    pub diagnostics: String,
    /// The last line of standard error.
    pub last: String,
}

impl Said {
    pub fn new(output: &Output) -> Self {
        let all = String::from_utf8_lossy(&output.stderr).into_owned();
        let all = all.trim_end();
        let (diagnostics, last) = all.rsplit_once('\n').unwrap_or(("", all));
        Self { code: output.status.code(), diagnostics: diagnostics.to_owned(), last: last.to_owned() }
    }

    /// Waits for a build.
    pub fn of(child: Child) -> Self {
        Self::new(&child.wait_with_output().unwrap())
    }

    pub fn succeeded(&self) -> bool {
        self.code == Some(0)
    }

    /// How many pages were made, and how many of them anew, if the last line says so:
    /// `built 156 pages in 4 languages: 3 rendered, 153 reused, 0.06 s`.
    pub fn counts(&self) -> (Option<usize>, Option<usize>) {
        let number = |before: &str, after: &str| {
            let (_, rest) = self.last.split_once(before)?;
            rest.split_once(after)?.0.trim().parse().ok()
        };
        (number("built ", " page"), number(": ", " rendered"))
    }
}

/// The program at a site: paths in its messages are relative to the site.
pub fn polku(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polku"));
    command.current_dir(root).env("NO_COLOR", "1").args(args).args(["--root", "."]);
    command
}

/// Builds a site.
pub fn build(root: &Path, args: &[&str]) -> Said {
    Said::new(&polku(root, &["build"]).args(args).output().unwrap())
}

/// Starts to build a site; [`Said::of`] waits for it.
pub fn start(root: &Path, args: &[&str]) -> Child {
    polku(root, &["build"]).args(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// `polku check --format json`: its exit code, and a line a diagnostic.
pub fn check(root: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = polku(root, &["check", "--format", "json"]).args(args).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A copy of a site's sources, with neither output nor cache, and what a build of it gave.
pub struct Clean {
    pub dir: TempDir,
    pub said: Said,
    pub tree: Tree,
}

/// Builds a copy of a site from nothing.
pub fn build_clean(root: &Path, args: &[&str]) -> Clean {
    let dir = TempDir::new().unwrap();
    copy(root, dir.path(), &is_source);
    let said = build(dir.path(), args);
    let tree = output(dir.path());
    Clean { dir, said, tree }
}

/// Whether a name right below the site's root is of its sources.
pub fn is_source(name: &str) -> bool {
    name != OUT && name != CACHE && !is_sibling(name)
}

/// Whether a name is one of the folders that a build makes beside the output folder.
pub fn is_sibling(name: &str) -> bool {
    name.starts_with(".public.polku-")
}

/// What builds left beside the output folder.
pub fn siblings(folder: &Path) -> Vec<String> {
    names(folder).into_iter().filter(|name| is_sibling(name)).collect()
}

/// The names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The files of a site's output, the manifest left out: what it says of the files is the program's own affair.
pub fn output(root: &Path) -> Tree {
    published(&root.join(OUT))
}

/// The files of an output folder, the manifest left out.
pub fn published(folder: &Path) -> Tree {
    let mut tree = tree(folder);
    tree.retain(|path, _| !path.starts_with(".polku"));
    tree
}

/// Every file below a folder; none if it is not there.
pub fn tree(folder: &Path) -> Tree {
    paths(folder).into_iter().map(|path| (fs::read(folder.join(&path)).unwrap(), path)).map(|(b, p)| (p, b)).collect()
}

/// Every file below a folder by its path, sorted.
pub fn paths(folder: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    if folder.exists() {
        for entry in walkdir::WalkDir::new(folder) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(folder).unwrap();
                paths.push(path.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    paths.sort();
    paths
}

/// What tells whether somebody touched a file or folder: when it was written, and which it is.
pub type Mark = (SystemTime, u64);

/// The mark of a file or folder.
pub fn mark(path: &Path) -> Mark {
    let data = fs::symlink_metadata(path).unwrap();
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&data);
    #[cfg(not(unix))]
    let inode = 0;
    (data.modified().unwrap(), inode)
}

/// The marks of every file below a folder, and of the folder itself (`.`).
pub fn marks(folder: &Path) -> BTreeMap<String, Mark> {
    let mut marks: BTreeMap<String, Mark> =
        paths(folder).into_iter().map(|path| (mark(&folder.join(&path)), path)).map(|(m, p)| (p, m)).collect();
    if folder.exists() {
        marks.insert(".".to_owned(), mark(folder));
    }
    marks
}

/// What changed from one tree to another: `~ path`, `+ path`, `- path`, by path.
pub fn changes(before: &Tree, after: &Tree) -> Vec<String> {
    let mut changes: Vec<(&str, char)> = Vec::new();
    for (path, bytes) in after {
        match before.get(path) {
            None => changes.push((path, '+')),
            Some(old) if old != bytes => changes.push((path, '~')),
            Some(_) => {}
        }
    }
    changes.extend(before.keys().filter(|path| !after.contains_key(*path)).map(|path| (path.as_str(), '-')));
    changes.sort_unstable();
    changes.into_iter().map(|(path, sign)| format!("{sign} {path}")).collect()
}

/// Where two trees that should be equal are not, with the first line that differs of each file; empty if they are.
pub fn difference(given: &Tree, wanted: &Tree) -> String {
    let mut text = String::new();
    for change in changes(wanted, given) {
        text.push_str(&format!("  {change}\n"));
        if let Some(path) = change.strip_prefix("~ ") {
            let (given, wanted) = (String::from_utf8_lossy(&given[path]), String::from_utf8_lossy(&wanted[path]));
            let differ = given.lines().zip(wanted.lines()).find(|(a, b)| a != b);
            let (a, b) = differ.unwrap_or(("(the rest is missing, or too much)", ""));
            text.push_str(&format!("    given:  {}\n    wanted: {}\n", shortened(a), shortened(b)));
        }
    }
    text
}

fn shortened(line: &str) -> String {
    line.trim().chars().take(300).collect()
}

/// Says what a test leaves out. Not `eprintln!`, which the test harness swallows when a test passes.
pub fn say(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "{sentence}");
}

/// Writes a file, and the folders above it.
pub fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Writes a file, with the time that it had before: only its content (and on Unix the time of the change of its
/// entry, which nobody can set) tells the two apart.
pub fn write_at_the_same_time(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let modified = fs::metadata(root.join(path)).unwrap().modified().unwrap();
    write(root, path, bytes);
    fs::File::options().write(true).open(root.join(path)).unwrap().set_modified(modified).unwrap();
}

/// Removes a file, a folder, or nothing.
pub fn remove(path: &Path) {
    if path.is_dir() {
        fs::remove_dir_all(path).unwrap();
    } else if path.exists() {
        fs::remove_file(path).unwrap();
    }
}

/// Copies a folder, and the times of its files: of the names right below it, those that `wanted` says.
pub fn copy(from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool) {
    fs::create_dir_all(to).unwrap();
    for name in names(from).iter().filter(|name| wanted(name)) {
        let (from, to) = (from.join(name), to.join(name));
        if from.is_dir() {
            copy(&from, &to, &|_| true);
        } else {
            fs::copy(&from, &to).unwrap();
            let modified = fs::metadata(&from).unwrap().modified().unwrap();
            fs::File::options().write(true).open(&to).unwrap().set_modified(modified).unwrap();
        }
    }
}
