//! The files of a site: on the disk, or in memory for tests.
//!
//! In: paths below the site's root, with forward slashes. Out: their bytes, and what lies in a folder.
//!
//! Invariants: walks are sorted by name; symbolic links are reported and never followed; nothing outside the root is
//! reached.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use crate::digest::Digest;
use crate::ids::SrcPath;

/// What a walk found.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A file.
    File(SrcPath, Stat),
    /// A folder.
    Folder(SrcPath),
    /// A symbolic link, not followed.
    Symlink(SrcPath),
    /// Something that cannot be read or named, and why.
    Unreadable(SrcPath, String),
}

/// What can be told of a file without opening it. While it stays the same, so does the file, unless it was read in
/// the moment it was written: see [`Stat::is_settled`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stat {
    /// Length in bytes.
    pub len: u64,
    /// When it was written, in nanoseconds since 1970.
    pub modified: i64,
    /// When it, its name or its rights were changed, in nanoseconds since 1970: what nobody can set back.
    pub changed: i64,
    /// Its number in the file system.
    pub inode: u64,
}

/// How long ago a file has to have been written for its times to tell a later write: the coarsest clock of a file
/// system in use (FAT) has steps of two seconds.
const SETTLED: i64 = 2_000_000_000;

impl Stat {
    /// Whether a write after the moment `now` would show.
    pub fn is_settled(&self, now: i64) -> bool {
        self.modified.max(self.changed).saturating_add(SETTLED) < now
    }

    /// What can be told of an open file.
    ///
    /// # Errors
    /// When the disk does not say.
    pub fn of_file(file: &std::fs::File) -> io::Result<Self> {
        Ok(Self::of(&file.metadata()?))
    }

    #[cfg(unix)]
    fn of(data: &std::fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
        Self {
            len: data.len(),
            modified: nanoseconds(data.mtime(), data.mtime_nsec()),
            changed: nanoseconds(data.ctime(), data.ctime_nsec()),
            inode: data.ino(),
        }
    }

    #[cfg(not(unix))]
    fn of(data: &std::fs::Metadata) -> Self {
        let modified = data.modified().ok().map_or(i64::MAX, nanoseconds);
        Self { len: data.len(), modified, changed: modified, inode: 0 }
    }
}

/// What can be told of a file of the disk without opening it; `None` if there is none, or something else.
pub fn stat(path: &Path) -> Option<Stat> {
    let data = std::fs::symlink_metadata(path).ok()?;
    data.is_file().then(|| Stat::of(&data))
}

/// Writes a file of the disk that must not be there, and makes the folders it lies in.
///
/// # Errors
/// `AlreadyExists`, or what the disk says.
pub fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::File::options().write(true).create_new(true).open(path)?;
    io::Write::write_all(&mut file, text.as_bytes())
}

/// When a file or folder of the disk was written, in nanoseconds since 1970.
pub fn modified(path: &Path) -> Option<i64> {
    std::fs::symlink_metadata(path).ok()?.modified().ok().map(nanoseconds)
}

/// The present, in nanoseconds since 1970.
pub fn now() -> i64 {
    nanoseconds(SystemTime::now())
}

fn nanoseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    i64::try_from(since).unwrap_or(i64::MAX)
}

/// A place that files are read from.
pub trait Fs: Send + Sync {
    /// The bytes of a file.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// Everything below a folder, sorted; what is hidden ([`is_hidden`]) is left out.
    fn walk(&self, folder: &str) -> Vec<Entry>;

    /// What can be told of the file without opening it; `None` if there is none, or something else.
    fn stat(&self, path: &str) -> Option<Stat>;

    /// Whether there is anything of this name.
    fn exists(&self, path: &str) -> bool;

    /// Whether there is a folder of this name.
    fn is_folder(&self, path: &str) -> bool;

    /// Where the file lies on the disk, if it lies there.
    fn on_disk(&self, path: &str) -> Option<PathBuf>;

    /// Whether the file is made from another one, which all findings are about.
    fn is_made(&self, _path: &str) -> bool {
        false
    }
}

impl<F: Fs + ?Sized> Fs for Box<F> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        (**self).read(path)
    }

    fn walk(&self, folder: &str) -> Vec<Entry> {
        (**self).walk(folder)
    }

    fn stat(&self, path: &str) -> Option<Stat> {
        (**self).stat(path)
    }

    fn exists(&self, path: &str) -> bool {
        (**self).exists(path)
    }

    fn is_folder(&self, path: &str) -> bool {
        (**self).is_folder(path)
    }

    fn on_disk(&self, path: &str) -> Option<PathBuf> {
        (**self).on_disk(path)
    }

    fn is_made(&self, path: &str) -> bool {
        (**self).is_made(path)
    }
}

/// The disk, below a root.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// The files below `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// What lies in a folder, sorted by name, without what is hidden.
    fn visible(&self, folder: &Path, depth: usize) -> impl Iterator<Item = walkdir::Result<walkdir::DirEntry>> {
        walkdir::WalkDir::new(folder)
            .min_depth(1)
            .max_depth(depth)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|e| e.file_name().to_str().is_none_or(|name| !is_hidden(name)))
    }

    fn entry(&self, found: &walkdir::Result<walkdir::DirEntry>, folder: &str) -> Entry {
        let below = |path: &Path| path.strip_prefix(&self.root).unwrap_or(path).to_owned();
        let entry = match found {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().map_or_else(|| PathBuf::from(folder), below);
                let why = error.io_error().map_or_else(|| error.to_string(), |e| e.to_string());
                return Entry::Unreadable(lossy(&path), why);
            }
        };
        let Some(name) = entry.path().strip_prefix(&self.root).ok().and_then(relative) else {
            return Entry::Unreadable(lossy(&below(entry.path())), "its name is not UTF-8".into());
        };
        let name = SrcPath::new(name);
        let kind = entry.file_type();
        if kind.is_symlink() {
            Entry::Symlink(name)
        } else if kind.is_dir() {
            Entry::Folder(name)
        } else if !kind.is_file() {
            Entry::Unreadable(name, "it is neither a file nor a folder".into())
        } else {
            match std::fs::symlink_metadata(entry.path()) {
                Ok(data) => Entry::File(name, Stat::of(&data)),
                Err(error) => Entry::Unreadable(name, error.to_string()),
            }
        }
    }
}

impl Fs for Disk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
    }

    fn walk(&self, folder: &str) -> Vec<Entry> {
        // The folders at the top are walked side by side.
        let (top, rest): (Vec<_>, Vec<_>) = self.visible(&self.root.join(folder), 1).partition(Result::is_ok);
        let below = |entry: &walkdir::Result<walkdir::DirEntry>| -> Vec<Entry> {
            let inner = entry.as_ref().ok().filter(|entry| entry.file_type().is_dir());
            let inner = inner.into_iter().flat_map(|entry| self.visible(entry.path(), usize::MAX));
            inner.map(|entry| self.entry(&entry, folder)).collect()
        };
        let mut entries: Vec<Entry> = top
            .par_iter()
            .flat_map_iter(|entry| std::iter::once(self.entry(entry, folder)).chain(below(entry)))
            .collect();
        entries.extend(rest.iter().map(|error| self.entry(error, folder)));
        entries
    }

    fn stat(&self, path: &str) -> Option<Stat> {
        stat(&self.root.join(path))
    }

    fn exists(&self, path: &str) -> bool {
        std::fs::symlink_metadata(self.root.join(path)).is_ok()
    }

    fn is_folder(&self, path: &str) -> bool {
        self.root.join(path).is_dir()
    }

    fn on_disk(&self, path: &str) -> Option<PathBuf> {
        Some(self.root.join(path))
    }
}

/// The one name with a dot at its beginning that walks do not leave out: the folder of ledgers.
pub const LEDGERS: &str = ".ledger";

/// Whether walks leave out files and folders of this name.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name != LEDGERS
}

fn relative(path: &Path) -> Option<String> {
    let mut out = String::new();
    for part in path.components() {
        if !out.is_empty() {
            out.push('/');
        }
        out.push_str(part.as_os_str().to_str()?);
    }
    Some(out)
}

fn lossy(path: &Path) -> SrcPath {
    SrcPath::new(path.to_string_lossy().replace('\\', "/"))
}

/// Files in memory, by path.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, or replaces it.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }
}

impl Fs for Memory {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn walk(&self, folder: &str) -> Vec<Entry> {
        let prefix = format!("{folder}/");
        let mut folders = std::collections::BTreeSet::new();
        let mut entries = Vec::new();
        for (path, bytes) in self.files.range(prefix.clone()..) {
            let Some(rest) = path.strip_prefix(&prefix) else { break };
            if rest.split('/').any(is_hidden) {
                continue;
            }
            for (i, _) in rest.match_indices('/') {
                let parent = &path[..prefix.len() + i];
                if folders.insert(parent.to_owned()) {
                    entries.push(Entry::Folder(SrcPath::new(parent)));
                }
            }
            entries.push(Entry::File(SrcPath::new(path.as_str()), told(bytes)));
        }
        entries
    }

    fn stat(&self, path: &str) -> Option<Stat> {
        self.files.get(path).map(|bytes| told(bytes))
    }

    fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.is_folder(path)
    }

    fn is_folder(&self, path: &str) -> bool {
        let prefix = format!("{path}/");
        self.files.range(prefix.clone()..).next().is_some_and(|(p, _)| p.starts_with(&prefix))
    }

    fn on_disk(&self, _: &str) -> Option<PathBuf> {
        None
    }
}

/// In memory no clock is needed: what was changed is told by the bytes.
fn told(bytes: &[u8]) -> Stat {
    let hash = Digest::of(bytes);
    let mut inode = [0; 8];
    inode.copy_from_slice(&hash.as_bytes()[..8]);
    Stat { len: bytes.len() as u64, modified: 0, changed: 0, inode: u64::from_le_bytes(inode) }
}

impl crate::diag::render::Sources for &dyn Fs {
    fn text(&self, file: &str) -> Option<String> {
        // What is not UTF-8 is shown as such; the places before it stay where they are.
        Some(String::from_utf8_lossy(&self.read(file).ok()?).into_owned())
    }
}
