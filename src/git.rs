//! What git remembers of files: by the `git` command.
//!
//! Invariant: git is a help and never needed; without it, or outside of a repository, nothing is remembered.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// How many versions of a file are looked through.
const VERSIONS: usize = 200;

fn git(root: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["-c", "core.quotePath=off", "-c", "log.showSignature=false"])
        .args(args)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// When files were last changed, as far as the repository knows.
#[derive(Debug, Default)]
pub struct Changes {
    /// File below the folder that git was asked in → the day of its last commit, as its author's calendar had it (`2026-11-22`).
    pub days: HashMap<String, String>,
    /// Whether earlier commits are missing here, so that days may be too late.
    pub shallow: bool,
}

/// When the files in `folder` below `root` were last changed: one question for all. `None` without git or outside of a repository.
pub fn last_changes(root: &Path, folder: &str) -> Option<Changes> {
    let log = git(root, &["log", "--no-merges", "--format=%x01%as", "--name-only", "--relative", "--", folder])?;
    let shallow = git(root, &["rev-parse", "--is-shallow-repository"])?.trim() == "true";
    let mut days = HashMap::new();
    let mut day = "";
    for line in log.lines() {
        match line.strip_prefix('\u{1}') {
            Some(next) => day = next,
            // The newest commit comes first.
            None if !line.is_empty() => {
                days.entry(line.to_owned()).or_insert_with(|| day.to_owned());
            }
            None => {}
        }
    }
    Some(Changes { days, shallow })
}

/// The repository that a folder lies in, found without the command.
pub fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// Where a folder is in its repository, with forward slashes; empty for the repository itself.
pub fn below_repository(folder: &Path) -> Option<String> {
    let below = folder.strip_prefix(repository(folder)?).ok()?;
    let parts = below.components().filter(|part| matches!(part, std::path::Component::Normal(_)));
    Some(parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
}

/// Whether there is such a version of the repository that the folder lies in.
pub fn is_revision(root: &Path, revision: &str) -> bool {
    !revision.starts_with('-')
        && git(root, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")]).is_some()
}

/// A file, below `root`, as it was in a version; `None` if it was not there.
pub fn file_at(root: &Path, revision: &str, file: &str) -> Option<String> {
    git(root, &["show", &format!("{revision}:./{file}")])
}

/// The files below `root` that differ from those of a version, with the names they had then; those that git does not
/// know yet have none.
pub fn changed_since(root: &Path, revision: &str) -> Option<HashMap<String, Option<String>>> {
    let changed = git(root, &["diff", "-M", "--name-status", "--relative", "-z", revision])?;
    let new = git(root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
    let mut files = HashMap::new();
    let mut words = changed.split('\0').filter(|word| !word.is_empty());
    while let (Some(status), Some(name)) = (words.next(), words.next()) {
        let now = if status.starts_with(['R', 'C']) { words.next()? } else { name };
        files.insert(now.to_owned(), Some(name.to_owned()).filter(|_| status != "A"));
    }
    files.extend(new.split('\0').filter(|name| !name.is_empty()).map(|name| (name.to_owned(), None)));
    Some(files)
}

/// The earlier versions of a file, the newest first.
pub fn versions<'a>(root: &'a Path, file: &'a str) -> impl Iterator<Item = String> + 'a {
    let limit = format!("-n{VERSIONS}");
    let log = git(root, &["log", "--format=%H", &limit, "--", file]).unwrap_or_default();
    let revisions: Vec<String> = log.lines().map(str::to_owned).collect();
    revisions.into_iter().filter_map(move |revision| file_at(root, &revision, file))
}
