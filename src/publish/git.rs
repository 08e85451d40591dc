//! A branch of a repository: one commit, made without a work tree and pushed.
//!
//! In a repository the site's own is used, with all that is set up in it; only refs are written there: `refs/polku/NAME`, and what
//! git itself keeps of a remote's branches. Elsewhere one in
//! `.polku/publish/` is.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::command::{UNREACHABLE, complaint, output, program, title};
use super::plan::Change;
use super::record::{RECORD, Record};
use super::{Done, Mark, Place, Plan, PublishError, Seen, Site};
use crate::cache;
use crate::config::publish;

/// The mode of a plain file in a tree.
const FILE_MODE: &str = "100644";

pub(super) struct Git {
    repository: PathBuf,
    settings: publish::Git,
    /// Where the branch's last commit is kept here.
    own_ref: String,
    /// The commit that the site is built from, abbreviated; empty outside of a repository.
    source: String,
    /// What was found on the branch; `None`: there is no such branch.
    base: Option<Base>,
}

struct Base {
    commit: String,
    /// Path → mode and object.
    entries: BTreeMap<String, (String, String)>,
}

impl Git {
    pub(super) fn new(root: &Path, name: &str, settings: &publish::Git) -> Result<Self, PublishError> {
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        let mut git = Self {
            repository: root.clone(),
            settings: settings.clone(),
            own_ref: format!("refs/polku/{name}"),
            source: String::new(),
            base: None,
        };
        // A path begins at the site's folder, wherever the repository's is.
        let path = root.join(&git.settings.remote);
        if git.settings.remote.contains(['/', '\\']) && path.exists() {
            git.settings.remote = path.to_string_lossy().into_owned();
        }
        let mut ask = git.git(["rev-parse", "--is-inside-work-tree"]);
        let inside = git.try_run(&mut ask)?;
        if inside.status.success() {
            let source = git.try_run(&mut git.git(["rev-parse", "--short", "HEAD"]))?;
            if source.status.success() {
                git.source = String::from_utf8_lossy(&source.stdout).trim().to_owned();
            }
            return Ok(git);
        }
        if complaint(&inside).contains("dubious ownership") {
            git.said(&ask, &inside)?;
        }
        git.repository = root.join(cache::FOLDER).join("publish").join(format!("{name}.git"));
        std::fs::create_dir_all(&git.repository).map_err(PublishError::io(&git.repository))?;
        git.run(&mut git.git(["init", "--quiet", "--bare"]))?;
        Ok(git)
    }

    fn git<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = program("git");
        command.arg("-C").arg(&self.repository).args(["-c", "core.quotePath=off"]).args(arguments);
        // Where git itself runs this, it is about another repository.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY"] {
            command.env_remove(name);
        }
        // Without a terminal there is nobody who could answer a question.
        if !io::IsTerminal::is_terminal(&io::stdin()) {
            command.env("GIT_TERMINAL_PROMPT", "0");
        }
        command
    }

    fn try_run(&self, command: &mut Command) -> Result<Output, PublishError> {
        output("git", command, None)
    }

    fn run(&self, command: &mut Command) -> Result<String, PublishError> {
        let output = self.try_run(command)?;
        self.said(command, &output)
    }

    fn said(&self, command: &Command, output: &Output) -> Result<String, PublishError> {
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = complaint(output);
        let has = |texts: &[&str]| texts.iter().any(|text| said.contains(text));
        let help = if has(&["Permission denied", "Authentication failed", "could not read Username", "403"]) {
            "\n  git has no right to write there: log in as git does it (an ssh key, a credential helper, a token of the CI)"
        } else if has(&["does not appear to be a git repository", "not found", "No such remote", "does not exist"]) {
            "\n  `remote` is a name that `git remote` lists, or a repository's address"
        } else if has(UNREACHABLE) {
            "\n  the repository's host cannot be reached; what is published is as it was"
        } else if has(&["non-fast-forward"]) {
            "\n  the repository takes no branch that begins anew: leave `history = false` out, or allow it there (receive.denyNonFastForwards)"
        } else if has(&["cannot lock ref"]) {
            "\n  another branch has a name that begins or goes on like this one's: name another `branch`"
        } else if has(&["dubious ownership"]) {
            "\n  git trusts no repository of somebody else; say that it may: git config --global --add safe.directory PATH"
        } else {
            ""
        };
        Err(PublishError::Command { what: title(command), said, help })
    }

    fn branch(&self) -> String {
        format!("refs/heads/{}", self.settings.branch)
    }

    /// The commit that the branch is at over there.
    fn remote_commit(&self) -> Result<Option<String>, PublishError> {
        let listed = self.run(&mut self.git(["ls-remote", "--quiet", "--", &self.settings.remote, &self.branch()]))?;
        // What is asked for may be the end of other names, too.
        let lines = listed.lines().filter_map(|line| line.split_once('\t'));
        let own = lines.into_iter().find(|(_, name)| name.trim_end() == self.branch());
        Ok(own.map(|(commit, _)| commit.to_owned()))
    }

    /// The message of the commit.
    fn message(&self) -> String {
        let message = self.settings.message.replace("{commit}", &self.source);
        let message = message.trim();
        if message.is_empty() { "Publish".to_owned() } else { message.to_owned() }
    }

    /// Writes what `git fast-import` reads.
    fn stream(&self, out: &mut dyn Write, who: &str, site: &Site, plan: &Plan, sent: &dyn Fn(usize)) -> io::Result<()> {
        let message = self.message();
        writeln!(out, "commit {}\nauthor {who}\ncommitter {who}\ndata {}\n{message}", self.own_ref, message.len())?;
        let base = self.base.as_ref();
        match base.filter(|_| self.settings.history) {
            Some(base) => {
                writeln!(out, "from {}", base.commit)?;
                for path in plan.removed() {
                    writeln!(out, "D {}", quoted(path))?;
                }
            }
            // A commit without a past has all files anew; git knows their contents.
            None => {
                let entries = base.iter().flat_map(|base| &base.entries);
                let gone = |path: &str| path == RECORD || plan.changes.contains_key(path);
                for (path, (mode, object)) in entries.filter(|(path, _)| !gone(path)) {
                    writeln!(out, "M {mode} {object} {}", quoted(path))?;
                }
            }
        }
        for (path, change) in &plan.changes {
            if *change != Change::Removed {
                let content = std::fs::read(site.path(path))?;
                write_file(out, path, &content)?;
                sent(1);
            }
        }
        write_file(out, RECORD, &plan.after.to_bytes())
    }

    fn push(&self, commit: &str) -> Result<(), PublishError> {
        let expected = self.base.as_ref().map_or("", |base| &base.commit);
        let lease = format!("--force-with-lease={}:{expected}", self.branch());
        let refs = format!("{commit}:{}", self.branch());
        let mut command = self.git([
            "push",
            "--quiet",
            "--no-verify",
            "--recurse-submodules=no",
            &lease,
            "--",
            &self.settings.remote,
            &refs,
        ]);
        let output = self.try_run(&mut command)?;
        if !output.status.success() {
            let base = self.base.as_ref().map(|base| base.commit.clone());
            if self.remote_commit().is_ok_and(|now| now != base) {
                return Err(PublishError::MovedOn);
            }
        }
        self.said(&command, &output).map(drop)
    }
}

impl Place for Git {
    fn look(&mut self) -> Result<Seen, PublishError> {
        let mut seen = Seen::default();
        let Some(commit) = self.remote_commit()? else {
            self.base = None;
            return Ok(seen);
        };
        let shallow = self.run(&mut self.git(["rev-parse", "--is-shallow-repository"]))?.trim() == "true";
        let refs = format!("+{}:{}", self.branch(), self.own_ref);
        let mut fetch = self.git([
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--refmap=",
        ]);
        // A checkout without a past, as CI makes it, need not get this branch's either; a whole one must stay whole.
        if shallow {
            fetch.arg("--depth=1");
        }
        self.run(fetch.args(["--", &self.settings.remote, &refs]))?;
        let fetched = self.run(&mut self.git(["rev-parse", &self.own_ref]))?.trim().to_owned();
        if fetched != commit {
            return Err(PublishError::MovedOn);
        }
        let listed = self.run(&mut self.git(["ls-tree", "-r", "-z", "--full-tree", &commit]))?;
        let mut entries = BTreeMap::new();
        for line in listed.split('\0').filter(|line| !line.is_empty()) {
            let Some((about, path)) = line.split_once('\t') else { continue };
            let mut about = about.split(' ');
            let (Some(mode), Some(_), Some(object)) = (about.next(), about.next(), about.next()) else { continue };
            if path.contains('\u{fffd}') {
                return Err(PublishError::Settings(format!(
                    "`{path}` on the branch has a name that is no Unicode; move it away"
                )));
            }
            entries.insert(path.to_owned(), (mode.to_owned(), object.to_owned()));
        }
        if let Some((_, object)) = entries.get(RECORD) {
            let record = self.try_run(&mut self.git(["cat-file", "blob", object]))?;
            seen.record = Some(record.stdout);
        }
        let files = entries.iter().filter(|(path, _)| *path != RECORD);
        seen.files =
            files.map(|(path, (_, object))| (path.clone(), Mark { length: None, tag: Some(object.clone()) })).collect();
        self.base = Some(Base { commit, entries });
        Ok(seen)
    }

    fn same(&mut self, site: &Site, seen: &Seen, _: Option<&Record>) -> Result<BTreeSet<String>, PublishError> {
        let Some(base) = &self.base else { return Ok(BTreeSet::new()) };
        let is_file = |path: &str| base.entries.get(path).is_some_and(|(mode, _)| mode == FILE_MODE);
        let known: Vec<&str> = site.files.keys().map(String::as_str).filter(|path| is_file(path)).collect();
        let mut command = self.git(["hash-object", "--no-filters", "--stdin-paths"]);
        let mut feed =
            |out: &mut dyn Write| known.iter().try_for_each(|path| writeln!(out, "{}", site.path(path).display()));
        let output = output("git", &mut command, Some(&mut feed))?;
        let objects = self.said(&command, &output)?;
        let same = known
            .iter()
            .zip(objects.lines())
            .filter(|(path, object)| seen.files.get(**path).and_then(|mark| mark.tag.as_deref()) == Some(*object));
        Ok(same.map(|(path, _)| (*path).to_owned()).collect())
    }

    fn carry_out(&mut self, site: &Site, plan: &Plan, sent: &dyn Fn(usize)) -> Result<Done, PublishError> {
        let mut ident = self.git(["var", "GIT_COMMITTER_IDENT"]);
        let who = self.try_run(&mut ident)?;
        if !who.status.success() {
            return Err(PublishError::Settings(
                "git does not know who publishes; tell it by `git config user.name` and `git config user.email`".into(),
            ));
        }
        let who = String::from_utf8_lossy(&who.stdout).trim().to_owned();
        let mut command = self.git(["fast-import", "--quiet", "--force", "--date-format=raw"]);
        let mut feed = |out: &mut dyn Write| self.stream(out, &who, site, plan, sent);
        let output = output("git", &mut command, Some(&mut feed))?;
        self.said(&command, &output)?;
        let commit = self.run(&mut self.git(["rev-parse", &self.own_ref]))?.trim().to_owned();
        self.push(&commit)?;
        Ok(Done { commit: Some(commit), left: None })
    }
}

fn write_file(out: &mut dyn Write, path: &str, content: &[u8]) -> io::Result<()> {
    writeln!(out, "M {FILE_MODE} inline {}\ndata {}", quoted(path), content.len())?;
    out.write_all(content)?;
    writeln!(out)
}

/// A path as git-fast-import(1) takes any: in quotes, as in C.
fn quoted(path: &str) -> String {
    let mut out = String::from("\"");
    for c in path.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
