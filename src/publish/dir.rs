//! A folder of this machine: the new tree is staged beside it and takes its place in one step.
//!
//! What somebody else put into the folder is in the new tree too.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::record::{RECORD, Record};
use super::{Done, Mark, Place, Plan, PublishError, Seen, Site, Wish};
use crate::digest::Digester;
use crate::emit::{MANIFEST, OutPath, Sink as _, Stage};

pub(super) struct Dir {
    path: PathBuf,
    wish: Wish,
    /// Folders with nothing in them, which are nobody's of ours.
    empty: Vec<String>,
}

impl Dir {
    pub(super) fn new(root: &Path, path: &str, wish: Wish) -> Self {
        // A slash at the end would follow a symbolic link.
        Self { path: root.join(path.trim_end_matches('/')), wish, empty: Vec::new() }
    }
}

impl Place for Dir {
    fn look(&mut self) -> Result<Seen, PublishError> {
        // What cannot be replaced is told before anything is compared. What nobody built is the plan's to refuse.
        drop(Stage::beside(&self.path, None, true)?);
        let mut seen = Seen::default();
        self.empty.clear();
        if !self.path.exists() {
            return Ok(seen);
        }
        for entry in WalkDir::new(&self.path).min_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(&self.path).to_owned();
                PublishError::Io { path, source: error.into() }
            })?;
            let is_folder = entry.file_type().is_dir();
            if is_folder && fs::read_dir(entry.path()).is_ok_and(|mut within| within.next().is_some()) {
                continue;
            }
            let relative = entry.path().strip_prefix(&self.path).unwrap_or(entry.path());
            let Some(name) = relative.to_str().map(|name| name.replace(std::path::MAIN_SEPARATOR, "/")) else {
                return Err(PublishError::Settings(format!(
                    "`{}` has a name that is no Unicode; move it away",
                    entry.path().display()
                )));
            };
            match name.as_str() {
                MANIFEST => {}
                RECORD => seen.record = Some(fs::read(entry.path()).map_err(PublishError::io(entry.path()))?),
                _ if is_folder => self.empty.push(name),
                _ => {
                    let length = entry.metadata().ok().filter(fs::Metadata::is_file).map(|data| data.len());
                    seen.files.insert(name, Mark { length, tag: None });
                }
            }
        }
        Ok(seen)
    }

    fn same(&mut self, site: &Site, seen: &Seen, _: Option<&Record>) -> Result<BTreeSet<String>, PublishError> {
        let mut same = BTreeSet::new();
        for (path, file) in &site.files {
            if seen.files.get(path).is_some_and(|mark| mark.length == Some(file.length)) {
                let there = self.path.join(path);
                if digest(&there).map_err(PublishError::io(&there))? == file.digest {
                    same.insert(path.clone());
                }
            }
        }
        Ok(same)
    }

    fn carry_out(&mut self, site: &Site, plan: &Plan, sent: &dyn Fn(usize)) -> Result<Done, PublishError> {
        let stage = Stage::beside(&self.path, None, self.wish.take_over)?;
        let name = |path: &str| OutPath::new(path).map_err(|error| PublishError::Settings(error.to_string()));
        for path in site.files.keys() {
            stage.copy(&name(path)?, &site.path(path)).map_err(PublishError::io(&self.path.join(path)))?;
            if plan.changes.contains_key(path) {
                sent(1);
            }
        }
        for path in &plan.retired {
            let from = self.path.join(path);
            stage.copy(&name(path)?, &from).map_err(PublishError::io(&from))?;
        }
        // What came there since it was looked at is somebody else's, too.
        let known = |path: &str| {
            plan.changes.contains_key(path)
                || site.files.contains_key(path)
                || plan.retired.iter().any(|own| own == path)
        };
        let now = self.look()?;
        plan.refuse_other(now.record.as_deref())?;
        let came = now.files.into_keys().filter(|path| !known(path) && !plan.was_ours(path));
        for path in came {
            stage.carry(&path).map_err(PublishError::io(&self.path.join(&path)))?;
        }
        for folder in self.empty.iter().filter(|folder| !site.files.contains_key(*folder)) {
            stage.carry_folder(folder).map_err(PublishError::io(&self.path.join(folder)))?;
        }
        stage.like_before();
        stage.write(&name(RECORD)?, None, &plan.after.to_bytes()).map_err(PublishError::io(&self.path.join(RECORD)))?;
        Ok(Done { left: stage.commit()?.left, ..Done::default() })
    }
}

fn digest(path: &Path) -> io::Result<crate::digest::Digest> {
    struct Into<'a>(&'a mut Digester);
    impl io::Write for Into<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut digester = Digester::new();
    io::copy(&mut File::open(path)?, &mut Into(&mut digester))?;
    Ok(digester.finish())
}
