//! A folder that rsync reaches: over ssh, of an rsync server, or of this machine.
//!
//! rsync puts each file in its place whole, by renaming.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::command::{UNREACHABLE, complaint, output, program};
use super::record::{RECORD, Record};
use super::ssh::Connection;
use super::stepwise::{self, Store};
use super::{Done, Mark, Place, Plan, PublishError, Seen, Site};

/// rsync(1), "EXIT VALUES": some files could not be transferred; for what is not there, this too.
const PARTIAL: i32 = 23;

pub(super) struct Rsync {
    /// Ends with a slash: what is below the folder.
    to: String,
    /// Ends before the folder that it is in goes.
    connection: Option<Connection>,
    /// For lists and the record.
    work: TempDir,
    /// Whether the folder is there.
    exists: bool,
    /// What a run of rsync that was killed left behind.
    litter: Vec<String>,
}

impl Rsync {
    pub(super) fn new(root: &Path, to: &str) -> Result<Self, PublishError> {
        let work = TempDir::new().map_err(PublishError::io(&std::env::temp_dir()))?;
        for folder in ["empty", "own"] {
            let path = work.path().join(folder);
            fs::create_dir(&path).map_err(PublishError::io(&path))?;
        }
        // A folder of this machine begins, as all paths of the settings, at the site's.
        let to = if is_here(to) { absolute(&root.join(to)) } else { to.to_owned() };
        let to = if to.ends_with(['/', ':']) { to.to_owned() } else { format!("{to}/") };
        let connection = Connection::open(&to, work.path());
        Ok(Self { to, connection, work, exists: true, litter: Vec::new() })
    }

    fn rsync(&self) -> Command {
        let mut command = program("rsync");
        // Names reach the other side as they are, whatever is in them.
        command.args(["--protect-args", "--8-bit-output", "--no-motd"]);
        if let Some(connection) = &self.connection {
            command.arg("--rsh").arg(connection.command_line());
        }
        command
    }

    fn run(command: &mut Command) -> Result<Output, PublishError> {
        output("rsync", command, None)
    }

    fn checked(output: Output) -> Result<Output, PublishError> {
        if output.status.success() {
            return Ok(output);
        }
        let said = complaint(&output);
        let has = |texts: &[&str]| texts.iter().any(|text| said.contains(text));
        let help = if has(&["Permission denied"]) {
            "\n  there is no right to log in, or to write there; log in as ssh does it (a key, an agent)"
        } else if has(&["No space left", "Disk quota exceeded"]) {
            "\n  there is no room left; what is published is whole: make room and publish again, which goes on from here"
        } else if has(UNREACHABLE) {
            "\n  the host cannot be reached, or broke off; what is published is whole: publish again, which goes on from here"
        } else if has(&["unknown option"]) {
            "\n  the rsync there, or here, is too old: 3.1 is needed, and 3.2.3 to make the folder, which you can also make yourself"
        } else {
            ""
        };
        Err(PublishError::Command { what: "`rsync`".into(), said, help })
    }

    /// A list of files, as rsync takes it.
    fn list(&self, files: &[&str]) -> Result<std::path::PathBuf, PublishError> {
        let list = self.work.path().join("list");
        let mut names = String::new();
        for file in files {
            // At the beginning `;` and `#` would make a remark of it.
            names.push_str("./");
            names.push_str(file);
            names.push('\0');
        }
        fs::write(&list, names).map_err(PublishError::io(&list))?;
        Ok(list)
    }

    /// What is below a folder of ours, as rsync takes it.
    fn below(&self, folder: &str) -> std::ffi::OsString {
        let mut path = self.work.path().join(folder).into_os_string();
        path.push("/");
        path
    }

    /// Sends what a list names, from a folder.
    fn send(&self, from: &std::path::Path, files: &[&str]) -> Result<(), PublishError> {
        let list = self.list(files)?;
        let mut command = self.rsync();
        // Folders that are there stay as open or closed as they are, and files, too.
        command.args(["--checksum", "--times", "--omit-dir-times", "--chmod=D755,F644", "--from0"]);
        if !self.exists {
            command.arg("--mkpath");
        }
        command.arg("--files-from").arg(&list).arg("--");
        // The slash: what is below the folder.
        let mut below = from.as_os_str().to_owned();
        below.push("/");
        command.arg(below).arg(&self.to);
        Self::checked(Self::run(&mut command)?).map(drop)
    }
}

impl Place for Rsync {
    fn look(&mut self) -> Result<Seen, PublishError> {
        let mut seen = Seen::default();
        // A transfer that is not made tells what is there, and how long it is.
        let mut command = self.rsync();
        command.args(["--recursive", "--links", "--dry-run", "--out-format=%l %n", "--", &self.to]);
        let listed = Self::run(command.arg(self.work.path().join("empty")))?;
        let missing = listed.status.code() == Some(PARTIAL)
            && listed.stdout.is_empty()
            && ["change_dir", "link_stat"].iter().any(|what| complaint(&listed).contains(what))
            && complaint(&listed).contains("No such file or directory");
        if missing {
            self.exists = false;
            return Ok(seen);
        }
        let listed = Self::checked(listed)?;
        for line in String::from_utf8_lossy(&listed.stdout).lines() {
            let Some((length, name)) = line.split_once(' ') else { continue };
            let Ok(length) = length.parse() else { continue };
            if !name.ends_with('/') && name != RECORD {
                seen.files.insert(name.to_owned(), Mark { length: Some(length), tag: None });
            }
        }
        seen.record = self.record()?;
        let record = seen.record.as_deref().and_then(|record| Record::parse(record).ok());
        if let Some(record) = record.filter(|record| !record.coming.is_empty()) {
            self.litter = seen.files.keys().filter(|path| is_temporary(path, &record)).cloned().collect();
            seen.files.retain(|path, _| !self.litter.contains(path));
        }
        Ok(seen)
    }

    fn same(&mut self, site: &Site, seen: &Seen, _: Option<&Record>) -> Result<BTreeSet<String>, PublishError> {
        let there = |path: &&str| seen.files.contains_key(*path);
        let known: Vec<&str> = site.files.keys().map(String::as_str).filter(there).collect();
        if known.is_empty() {
            return Ok(BTreeSet::new());
        }
        // A transfer that is not made tells which contents differ.
        let list = self.list(&known)?;
        let mut command = self.rsync();
        command.args(["--checksum", "--dry-run", "--from0", "--out-format=%n"]).arg("--files-from").arg(list);
        let mut below = site.folder.as_os_str().to_owned();
        below.push("/");
        let told = Self::checked(Self::run(command.arg("--").arg(below).arg(&self.to))?)?;
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        let differ: BTreeSet<&str> = told.lines().collect();
        Ok(known.into_iter().filter(|path| !differ.contains(path)).map(str::to_owned).collect())
    }

    fn carry_out(&mut self, site: &Site, plan: &Plan, sent: &dyn Fn(usize)) -> Result<Done, PublishError> {
        if !self.litter.is_empty() {
            plan.refuse_other(self.record()?.as_deref())?;
            let litter = std::mem::take(&mut self.litter);
            self.remove(&litter.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        stepwise::carry_out(self, site, plan, sent)
    }
}

impl Store for Rsync {
    fn record(&mut self) -> Result<Option<Vec<u8>>, PublishError> {
        let path = self.work.path().join("record");
        let _ = fs::remove_file(&path);
        let mut command = self.rsync();
        command.arg("--").arg(format!("{}{RECORD}", self.to)).arg(&path);
        let output = Self::run(&mut command)?;
        if output.status.code() == Some(PARTIAL) && complaint(&output).contains("No such file or directory") {
            return Ok(None);
        }
        Self::checked(output)?;
        // What is no file, rsync passes over.
        fs::read(&path).map(Some).map_err(|_| PublishError::Record("it is no file".to_owned()))
    }

    fn write_record(&mut self, record: &[u8]) -> Result<(), PublishError> {
        let own = self.work.path().join("own");
        let path = own.join(RECORD);
        fs::write(&path, record).map_err(PublishError::io(&path))?;
        self.send(&own, &[RECORD])?;
        self.exists = true;
        Ok(())
    }

    fn put(&mut self, site: &Site, files: &[&str], sent: &dyn Fn(usize)) -> Result<(), PublishError> {
        self.send(&site.folder, files)?;
        sent(files.len());
        Ok(())
    }

    fn remove(&mut self, files: &[&str]) -> Result<(), PublishError> {
        // What the rules name and is not in the empty folder goes, and folders that are empty then; all else is left alone.
        let mut rules: BTreeSet<String> = BTreeSet::new();
        for file in files {
            rules.insert(rule(file));
            let mut above = *file;
            while let Some((folder, _)) = above.rsplit_once('/') {
                rules.insert(format!("{}/", rule(folder)));
                above = folder;
            }
        }
        let list = self.work.path().join("rules");
        let mut text = rules.into_iter().collect::<Vec<_>>().join("\n");
        text.push_str("\n- *\n");
        fs::write(&list, text).map_err(PublishError::io(&list))?;
        let mut command = self.rsync();
        command.args(["--recursive", "--delete", "--omit-dir-times", "--filter"]);
        command.arg(format!("merge {}", list.display())).arg("--").arg(self.below("empty")).arg(&self.to);
        Self::checked(Self::run(&mut command)?).map(drop)
    }
}

/// Whether this is what rsync writes while a file of ours is under way: `.NAME.` and six letters or digits.
fn is_temporary(path: &str, record: &Record) -> bool {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let Some((name, end)) = name.strip_prefix('.').and_then(|name| name.rsplit_once('.')) else { return false };
    let whole = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    end.len() == 6
        && end.bytes().all(|b| b.is_ascii_alphanumeric())
        && (whole == RECORD || record.coming.contains_key(&whole))
}

/// Whether a target is a folder of this machine: there is no host before it.
pub(super) fn is_here(to: &str) -> bool {
    let host = to.split('/').next().unwrap_or_default();
    !host.contains(':')
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}

/// A rule of rsync's that names one path.
fn rule(path: &str) -> String {
    let mut out = String::from("+ /");
    let special = path.contains(['*', '?', '[']);
    for c in path.chars() {
        // Without wildcards a backslash stands for itself.
        if special && matches!(c, '*' | '?' | '[' | ']' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
