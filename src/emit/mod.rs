//! Where a build's outputs go.
//!
//! Input: paths below the output folder and their bytes, from many threads at once.
//! Output: nothing ([`Discard`]), a map in memory ([`Memory`]), or the output
//! folder, replaced as a whole ([`Stage`]).
//!
//! Invariants:
//! - An [`OutPath`] cannot name a place outside the output folder.
//! - A path is written once in a build; the second time is an error.
//! - Until [`Stage::commit`] has succeeded the old output is byte for byte as it was.

mod compress;
mod manifest;
mod place;
mod stage;
#[cfg(test)]
mod tests;
mod times;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::digest::Digest;

pub use compress::Compress;
pub use manifest::MANIFEST;
pub use stage::{Committed, Stage};

/// Where outputs go. Shared by the render threads.
pub trait Sink: Sync {
    /// Whether there are outputs of an earlier build.
    fn has_earlier(&self) -> bool {
        false
    }

    /// The key that an earlier build's output at this path was written with, if it is as it was written.
    fn earlier(&self, _: &OutPath) -> Option<&str> {
        None
    }

    /// Takes over the earlier build's output at this path, which [`Sink::earlier`] knows.
    ///
    /// # Errors
    /// `AlreadyExists` as [`Sink::write`]; `NotFound` when there is none.
    fn keep(&self, path: &OutPath) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no earlier output at `{path}`")))
    }

    /// What was written so far, in the order of paths: digests and lengths. Nothing where nothing is kept.
    fn written(&self) -> Vec<(String, Digest, u64)> {
        Vec::new()
    }

    /// Takes one output. `key` says what it was made from, so that a later build can tell without making it.
    ///
    /// # Errors
    /// `AlreadyExists` when the path was written before in this build; else what the disk says.
    fn write(&self, path: &OutPath, key: Option<&str>, body: &[u8]) -> io::Result<()>;

    /// Takes a file of the disk as one output.
    ///
    /// # Errors
    /// As [`Sink::write`], and when `from` cannot be read.
    fn copy(&self, path: &OutPath, from: &Path) -> io::Result<()>;
}

/// A checked path of an output: relative, with forward slashes, below the output folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Box<str>);

/// Why a text is not an [`OutPath`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` cannot be the path of an output: {reason}")]
pub struct OutPathError {
    path: String,
    reason: &'static str,
}

impl OutPath {
    /// Checks a path.
    ///
    /// # Errors
    /// When it is absolute, has an empty, `.` or `..` segment, a backslash or a NUL.
    pub fn new(path: &str) -> Result<Self, OutPathError> {
        let refuse = |reason| Err(OutPathError { path: path.to_owned(), reason });
        if path.is_empty() {
            return refuse("it is empty");
        }
        if path.starts_with('/') {
            return refuse("it is absolute; leave out the first `/`");
        }
        if path.contains('\\') {
            return refuse("it has a backslash; write `/` between folders");
        }
        if path.contains('\0') {
            return refuse("it has a NUL character");
        }
        if path.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
            return refuse("it has an empty, `.` or `..` segment");
        }
        // What is left is for the platform to say: `C:page` on Windows.
        let plain = |part| matches!(part, Component::Normal(_));
        if !Path::new(path).components().all(plain) {
            return refuse("it is not relative here");
        }
        Ok(Self(path.into()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds it; `None` at the top.
    fn parent(&self) -> Option<&str> {
        self.0.rsplit_once('/').map(|(parent, _)| parent)
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Keeps nothing: for `check`, which renders everything and writes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Discard;

impl Sink for Discard {
    fn write(&self, _: &OutPath, _: Option<&str>, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn copy(&self, _: &OutPath, from: &Path) -> io::Result<()> {
        // What `build` could not read, `check` has to report.
        File::open(from).map(drop)
    }
}

/// Keeps everything in memory: for `serve`, and for tests.
#[derive(Debug, Default)]
pub struct Memory {
    files: Mutex<BTreeMap<String, Arc<[u8]>>>,
}

impl Memory {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// The files by path.
    pub fn into_files(self) -> BTreeMap<String, Arc<[u8]>> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, path: &OutPath, body: Arc<[u8]>) -> io::Result<()> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.contains_key(path.as_str()) {
            return Err(written_twice(path));
        }
        files.insert(path.as_str().to_owned(), body);
        Ok(())
    }
}

impl Sink for Memory {
    fn written(&self) -> Vec<(String, Digest, u64)> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.iter().map(|(path, body)| (path.clone(), Digest::of(body), body.len() as u64)).collect()
    }

    fn write(&self, path: &OutPath, _: Option<&str>, body: &[u8]) -> io::Result<()> {
        self.take(path, body.into())
    }

    fn copy(&self, path: &OutPath, from: &Path) -> io::Result<()> {
        self.take(path, fs::read(from)?.into())
    }
}

/// The files that a build left in its output folder, by path: digests and lengths.
///
/// # Errors
/// When the folder has no list of them that can be read.
pub fn built(out: &Path) -> Result<Vec<(String, Digest, u64)>, EmitError> {
    let path = out.join(MANIFEST);
    let bytes = fs::read(&path).map_err(EmitError::io("read", &path))?;
    let files = manifest::Manifest::parse(&bytes).files;
    Ok(files.into_iter().map(|(path, entry)| (path, entry.hash, entry.length)).collect())
}

fn written_twice(path: &OutPath) -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, format!("two outputs of the site have the path `{path}`"))
}

/// What an output folder is called in the cache.
pub(crate) fn place_name(out: &Path) -> String {
    Digest::of(out.as_os_str().as_encoded_bytes()).to_string()
}

/// Why the output folder cannot be used or replaced. In each case it is as it was, unless the
/// message says otherwise.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmitError {
    /// The path has no last part to put a sibling beside: `/`, `..`.
    #[error("`{}` cannot be the output folder: it has no name of its own; name a folder, such as `public`", .0.display())]
    NoName(PathBuf),
    /// The path is a file, or something else that is not a folder.
    #[error("the output folder `{}` is a file; move it away or name another output folder", .0.display())]
    NotAFolder(PathBuf),
    /// The path is a symbolic link, which the exchange would replace.
    #[error("the output folder `{}` is a symbolic link; name the folder it points to", .0.display())]
    Symlink(PathBuf),
    /// The folder has files and no manifest of ours: they may be anybody's.
    #[error("the output folder `{}` has files that were not built by polku, and a build would remove them; empty it or name another output folder", .0.display())]
    NotOurs(PathBuf),
    /// The folder is a git working tree, whose history an exchange would remove.
    #[error("the output folder `{}` has a git repository in it, which a build would remove; build to another folder and copy the files", .0.display())]
    Repository(PathBuf),
    /// Another file system is mounted below the folder, and would be emptied with the old tree.
    #[error("`{}` is mounted within a folder that is replaced as a whole; unmount it, name another folder, or publish there with `kind = \"rsync\"`, which puts file by file", .0.display())]
    Mounted(PathBuf),
    /// Another process replaced the folder since this build began.
    #[error("the output folder `{}` was replaced by another build while this one ran; build again", .0.display())]
    Raced(PathBuf),
    /// The new tree could not take the place of the old one.
    #[error("the output folder `{}` could not be replaced ({source}); is it a mount point, or open in another program? name a folder inside it or close the program", .path.display())]
    Swap {
        /// The output folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The old tree was moved away, the new one could not be moved in, nor the old one back.
    #[error("the output folder `{}` could not be replaced ({source}), and the old one is now at `{}`; move it back, or build again, which does so", .path.display(), .aside.display())]
    Stranded {
        /// The output folder.
        path: PathBuf,
        /// Where the old tree is.
        aside: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Reading or writing failed.
    #[error("cannot {action} `{}`: {source}; check the permissions and the space on the disk", .path.display())]
    Io {
        /// What was tried: "read", "make the folder".
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl EmitError {
    /// Whether the machine failed, and not the one who named the folder.
    pub fn is_machine(&self) -> bool {
        matches!(self, Self::Io { .. } | Self::Swap { .. } | Self::Stranded { .. } | Self::Raced(_))
    }

    /// For where only an I/O error can be told: all that is to be said is in its text.
    fn into_io(self) -> io::Error {
        let kind = match &self {
            Self::Io { source, .. } => source.kind(),
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, self.to_string())
    }

    /// For `map_err`: an I/O error with what was tried and where.
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }
}
