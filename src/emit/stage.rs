//! A build's new tree, staged beside the output folder and exchanged with it in one step.
//!
//! Input: outputs, from many threads; the old tree and its manifest.
//! Output: the output folder with exactly these outputs and a manifest.
//!
//! 1. [`Stage::new`] looks at the output folder and sweeps leftovers.
//! 2. An output that is kept, and a write whose hash is that of the old tree's untouched file, is
//!    only noted. Anything else is written to the sibling, which the first such write makes.
//! 3. [`Stage::commit`]: nothing changed, nothing done. Else the noted files are hard-linked from
//!    the old tree (their times are kept), the manifest is written, the trees are exchanged.
//!
//! Invariants:
//! - Step 3 fails or finishes; before the exchange the old tree is only read.
//! - An old file counts as untouched when all that can be told of it unopened is as the build before left it
//!   (`times`), or else when its bytes are the manifest's. What somebody edited in place, or put back from a
//!   backup, is written again; what somebody put in goes.
//! - Dropping a stage removes what is at the sibling's path: the new tree, when it was not
//!   committed, else the old one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rayon::prelude::*;

use super::manifest::{Entry, MANIFEST, Manifest};
use super::place::{self, Sibling};
use super::times::Times;
use super::{EmitError, OutPath, Sink, written_twice};
use crate::cache::Cache;
use crate::digest::{Digest, Digester};
use crate::fs::Stat;

/// The buffer of a copy, in bytes.
const BUFFER: usize = 128 * 1024;

/// A folder beside the output folder, which takes its place when all is written.
#[derive(Debug)]
pub struct Stage {
    out: PathBuf,
    sibling: OnceLock<Sibling>,
    making: Mutex<()>,
    old: Option<OldTree>,
    /// Whether the old tree may be without a manifest.
    accept: bool,
    /// Where it is kept what is known of the tree.
    cache: Option<Cache>,
    /// When the build began, in nanoseconds since 1970.
    begun: i64,
    written: Mutex<HashMap<Box<str>, Written>>,
    folders: Mutex<HashSet<Box<str>>>,
}

/// What a commit did. Counts leave out the manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// Files of the site.
    pub files: usize,
    /// Of these, the ones that are new or have other bytes than before.
    pub changed: usize,
    /// Of these, the ones that are as before.
    pub unchanged: usize,
    /// Files of the old tree that the new one has not.
    pub removed: usize,
    /// Length of all files in bytes.
    pub bytes: u64,
    /// Of the list of them.
    pub outputs: Option<Digest>,
    /// Where the old tree lies, if it could not be removed.
    pub left: Option<PathBuf>,
}

#[derive(Debug)]
struct OldTree {
    manifest: Manifest,
    /// Of the manifest's bytes: tells whether another build replaced the tree.
    hash: Digest,
    times: Times,
}

#[derive(Debug)]
struct Written {
    entry: Entry,
    /// What is known of the file in the sibling. None: it is to be taken from the old tree.
    made: Option<Stat>,
}

impl Written {
    fn is_kept(&self) -> bool {
        self.made.is_none()
    }
}

impl Stage {
    /// Prepares to replace the folder at `out`, which need not exist. Without a cache the old files are read to see
    /// whether they are as they were written.
    ///
    /// # Errors
    /// When `out` is a file, a symbolic link, a folder that has files and no manifest of ours, or a
    /// git working tree; when something is mounted below it; when the sibling cannot be made.
    pub fn new(out: &Path, cache: Option<&Cache>) -> Result<Self, EmitError> {
        Self::beside(out, cache, false)
    }

    /// As [`Stage::new`]; with `accept`, the folder may have files and no manifest, and be none of ours. [`Stage::carry`] saves them.
    ///
    /// # Errors
    /// As [`Stage::new`].
    pub fn beside(out: &Path, cache: Option<&Cache>, accept: bool) -> Result<Self, EmitError> {
        if out.file_name().is_none() {
            return Err(EmitError::NoName(out.to_owned()));
        }
        let out = std::path::absolute(out).map_err(EmitError::io("find", out))?;
        let begun = crate::fs::now();
        if let Some(mounted) = place::mounted_below(&out) {
            return Err(EmitError::Mounted(mounted));
        }
        place::sweep(&out);
        let mut old = OldTree::read(&out, accept)?;
        if let (Some(old), Some(cache)) = (&mut old, cache) {
            old.times = Times::load(cache, &out, old.hash, &old.manifest);
        }
        let (sibling, making) = (OnceLock::new(), Mutex::default());
        let cache = cache.cloned();
        let (written, folders) = (Mutex::default(), Mutex::default());
        Ok(Self { out, sibling, making, old, accept, cache, begun, written, folders })
    }

    /// The folder to stage in, made when it is first needed.
    fn sibling(&self) -> Result<&Path, EmitError> {
        if let Some(sibling) = self.sibling.get() {
            return Ok(&sibling.path);
        }
        // Of several threads one makes it, and the others wait.
        let _making = lock(&self.making);
        if let Some(sibling) = self.sibling.get() {
            return Ok(&sibling.path);
        }
        if let Some(parent) = self.out.parent() {
            fs::create_dir_all(parent).map_err(EmitError::io("make the folder", parent))?;
        }
        let made = Sibling::make(&self.out)?;
        Ok(&self.sibling.get_or_init(|| made).path)
    }

    /// Whether the output folder is as the build left it whose [`Committed::outputs`] these are.
    pub fn is_intact(&self, outputs: &str) -> bool {
        let Some(old) = self.old.as_ref().filter(|old| old.hash.to_string() == outputs) else { return false };
        let untouched = |(path, entry): (&String, &Entry)| old.is_untouched(&self.out, path, entry);
        old.manifest.files.par_iter().all(untouched) && !old.times.has_strays(&self.out, &old.manifest)
    }

    /// Makes folders up front, in sorted order, which is quicker than on demand in a first build.
    ///
    /// Does nothing when there is an old tree: most of its files may turn out unchanged, and a
    /// build that changes nothing should make nothing. A folder that cannot be made is left for
    /// the write into it to report.
    pub fn make_folders<'a>(&self, folders: impl IntoIterator<Item = &'a str>) {
        if self.old.is_some() {
            return;
        }
        let folders: BTreeSet<&str> = folders.into_iter().filter(|folder| OutPath::new(folder).is_ok()).collect();
        let folders: Vec<&str> = folders.into_iter().collect();
        // Folders of one folder wait for each other, those of several do not.
        let top = |folder: &str| folder.split('/').next().map(str::to_owned);
        let trees: Vec<&[&str]> = folders.chunk_by(|a, b| top(a) == top(b)).collect();
        trees.into_par_iter().flatten().for_each(|folder| {
            let _ = self.ensure_folder(folder);
        });
    }

    /// Makes the written outputs the output folder.
    ///
    /// # Errors
    /// When linking, writing the manifest or the exchange fails, or another build was quicker.
    /// The output folder is then as it was.
    pub fn commit(self) -> Result<Committed, EmitError> {
        let written = std::mem::take(&mut *lock(&self.written));
        let (mut committed, manifest) = self.account(&written);
        let bytes =
            manifest.to_bytes().map_err(io::Error::other).map_err(EmitError::io("write", &self.out.join(MANIFEST)))?;
        let outputs = Digest::of(&bytes);
        committed.outputs = Some(outputs);
        let same = |old: &&OldTree| old.hash == outputs && committed.changed == 0;
        if let Some(old) = self.old.as_ref().filter(same)
            && !old.times.has_strays(&self.out, &manifest)
        {
            self.keep_times(outputs, &manifest, &written);
            return Ok(committed);
        }

        let sibling = self.sibling()?;
        // Other builds that want to commit here wait until this one has.
        let _lock = place::lock_waiting(&self.out);
        let now = OldTree::read(&self.out, self.accept)?.map(|old| old.hash);
        if now != self.old.as_ref().map(|old| old.hash) {
            return Err(EmitError::Raced(self.out.clone()));
        }
        self.take_over(&written, sibling)?;
        let path = sibling.join(MANIFEST);
        new_file(&path).and_then(|mut file| file.write_all(&bytes)).map_err(EmitError::io("write", &path))?;
        place::put_in_place(sibling, &self.out)?;
        // The old tree goes first: a file that both had is another one to the file system afterwards.
        if fs::remove_dir_all(sibling).is_err() && sibling.exists() {
            committed.left = Some(sibling.to_owned());
        }
        self.keep_times(outputs, &manifest, &written);
        Ok(committed)
    }

    /// Takes a file, or a symbolic link, of the old tree over that is no output and that the manifest does not name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn carry(&self, path: &str) -> io::Result<()> {
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.ensure_folder(folder)?;
        }
        let sibling = self.sibling().map_err(EmitError::into_io)?;
        let (from, to) = (self.out.join(path), sibling.join(path));
        #[cfg(unix)]
        if fs::symlink_metadata(&from)?.is_symlink() {
            return std::os::unix::fs::symlink(fs::read_link(&from)?, &to);
        }
        // Where files cannot have two names; a copy has the permissions of its original.
        fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(drop))
    }

    /// Takes a folder over that has nothing in it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn carry_folder(&self, path: &str) -> io::Result<()> {
        self.ensure_folder(path)
    }

    /// Gives the new tree's folders the permissions, and where that is allowed the owners, of those in the old one. What cannot be given stays
    /// as it was made.
    pub fn like_before(&self) {
        let Some(sibling) = self.sibling.get() else { return };
        let folders: Vec<String> = lock(&self.folders).iter().map(ToString::to_string).collect();
        let above = |folder: &String| -> Vec<String> {
            folder.match_indices('/').map(|(at, _)| folder[..at].to_owned()).chain([folder.clone()]).collect()
        };
        let all: BTreeSet<String> = folders.iter().flat_map(above).chain([String::new()]).collect();
        for folder in all {
            let (from, to) = (self.out.join(&folder), sibling.path.join(&folder));
            let Ok(data) = fs::metadata(&from) else { continue };
            #[cfg(unix)]
            {
                use std::os::unix::fs::MetadataExt as _;
                let _ = std::os::unix::fs::chown(&to, Some(data.uid()), Some(data.gid()));
            }
            let _ = fs::set_permissions(&to, data.permissions());
        }
    }

    fn keep_times(&self, outputs: Digest, manifest: &Manifest, written: &HashMap<Box<str>, Written>) {
        let known = |path: &str| match written.get(path)?.made {
            Some(stat) => Some(stat),
            // What was kept, and somebody wrote since, may be something else by now.
            None => crate::fs::stat(&self.out.join(path)).filter(|stat| stat.modified < self.begun),
        };
        if let Some(cache) = &self.cache {
            Times::store(cache, &self.out, outputs, manifest, known);
        }
    }

    /// Counts, and makes the new manifest.
    fn account(&self, written: &HashMap<Box<str>, Written>) -> (Committed, Manifest) {
        let unchanged = written.values().filter(|file| file.is_kept()).count();
        let gone = |path: &&String| !written.contains_key(path.as_str());
        let removed = self.old.as_ref().map_or(0, |old| old.manifest.files.keys().filter(gone).count());
        let entries: BTreeMap<String, Entry> =
            written.iter().map(|(path, file)| (path.as_ref().to_owned(), file.entry.clone())).collect();
        let committed = Committed {
            files: written.len(),
            changed: written.len() - unchanged,
            unchanged,
            removed,
            bytes: written.values().map(|file| file.entry.length).sum(),
            outputs: None,
            left: None,
        };
        (committed, Manifest::new(entries))
    }

    /// Links the unchanged files of the old tree into the new one.
    fn take_over(&self, written: &HashMap<Box<str>, Written>, sibling: &Path) -> Result<(), EmitError> {
        let kept: BTreeSet<&str> =
            written.iter().filter(|(_, file)| file.is_kept()).map(|(path, _)| path.as_ref()).collect();
        let mut last = None;
        for folder in kept.iter().filter_map(|path| Some(path.rsplit_once('/')?.0)) {
            if last != Some(folder) {
                self.ensure_folder(folder).map_err(EmitError::io("make the folder", Path::new(folder)))?;
                last = Some(folder);
            }
        }
        kept.into_par_iter().try_for_each(|path| {
            let (from, to) = (self.out.join(path), sibling.join(path));
            fs::hard_link(&from, &to)
                .or_else(|_| copy_with_time(&from, &to))
                .map_err(EmitError::io("keep the unchanged file", &from))
        })
    }

    /// Whether the old tree has these bytes at this path, and nobody touched them.
    fn in_old_tree(&self, path: &OutPath, hash: Digest, length: u64) -> bool {
        let Some(old) = &self.old else { return false };
        let known = old.manifest.files.get(path.as_str());
        known.is_some_and(|known| known.length == length && known.hash == hash)
            && known.is_some_and(|known| old.is_untouched(&self.out, path.as_str(), known))
    }

    /// Notes an output, unless its path is taken.
    fn note(&self, path: &OutPath, file: Written) -> io::Result<()> {
        let mut written = lock(&self.written);
        if written.contains_key(path.as_str()) {
            return Err(written_twice(path));
        }
        written.insert(path.as_str().into(), file);
        Ok(())
    }

    /// Makes the file of an output in the sibling.
    fn create(&self, path: &OutPath) -> io::Result<File> {
        if path.as_str() == MANIFEST {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("the path `{MANIFEST}` is kept for the list of outputs"),
            ));
        }
        if let Some(parent) = path.parent() {
            self.ensure_folder(parent)?;
        }
        let sibling = self.sibling().map_err(EmitError::into_io)?;
        new_file(&sibling.join(path.as_str())).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => written_twice(path),
            _ => error,
        })
    }

    /// Makes a folder of the sibling, and those above it, once.
    fn ensure_folder(&self, folder: &str) -> io::Result<()> {
        if lock(&self.folders).contains(folder) {
            return Ok(());
        }
        // Made outside the lock, and noted only when it is there: two threads may both make it.
        let sibling = self.sibling().map_err(EmitError::into_io)?;
        place::folder_builder().recursive(true).create(sibling.join(folder))?;
        lock(&self.folders).insert(folder.into());
        Ok(())
    }
}

impl Sink for Stage {
    fn has_earlier(&self) -> bool {
        self.old.as_ref().is_some_and(|old| !old.manifest.files.is_empty())
    }

    fn earlier(&self, path: &OutPath) -> Option<&str> {
        let old = self.old.as_ref()?;
        let known = old.manifest.files.get(path.as_str())?;
        let key = known.key.as_deref()?;
        old.is_untouched(&self.out, path.as_str(), known).then_some(key)
    }

    fn written(&self) -> Vec<(String, Digest, u64)> {
        let written = lock(&self.written);
        let mut all: Vec<_> =
            written.iter().map(|(path, file)| (path.to_string(), file.entry.hash, file.entry.length)).collect();
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        all
    }

    fn keep(&self, path: &OutPath) -> io::Result<()> {
        match self.old.as_ref().and_then(|old| old.manifest.files.get(path.as_str())) {
            Some(entry) => self.note(path, Written { entry: entry.clone(), made: None }),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn write(&self, path: &OutPath, key: Option<&str>, body: &[u8]) -> io::Result<()> {
        let (hash, length) = (Digest::of(body), body.len() as u64);
        let mut made = None;
        if !self.in_old_tree(path, hash, length) {
            let mut file = self.create(path)?;
            file.write_all(body)?;
            made = Some(Stat::of_file(&file)?);
        }
        self.note(path, Written { entry: entry(hash, length, key), made })
    }

    fn copy(&self, path: &OutPath, from: &Path) -> io::Result<()> {
        // A file as long as the old one is read for its hash first; most often that is all.
        let length = fs::metadata(from)?.len();
        let known = self.old.as_ref().and_then(|old| old.manifest.files.get(path.as_str()));
        if known.is_some_and(|known| known.length == length) {
            let (hash, length) = hash_copy(File::open(from)?, &mut io::sink())?;
            if self.in_old_tree(path, hash, length) {
                return self.note(path, Written { entry: entry(hash, length, None), made: None });
            }
        }
        let source = File::open(from)?;
        let mut file = self.create(path)?;
        let (hash, length) = hash_copy(source, &mut file)?;
        self.note(path, Written { entry: entry(hash, length, None), made: Some(Stat::of_file(&file)?) })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What stays behind, the next build sweeps.
        if let Some(sibling) = self.sibling.get() {
            let _ = fs::remove_dir_all(&sibling.path);
        }
    }
}

fn entry(hash: Digest, length: u64, key: Option<&str>) -> Entry {
    Entry { hash, length, key: key.map(str::to_owned) }
}

impl OldTree {
    /// Looks at the output folder. `None`: it is empty or not there. With `accept` it need not be ours.
    fn read(out: &Path, accept: bool) -> Result<Option<Self>, EmitError> {
        let kind = match fs::symlink_metadata(out) {
            Ok(data) => data.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(EmitError::io("read", out)(error)),
        };
        if kind.is_symlink() {
            return Err(EmitError::Symlink(out.to_owned()));
        }
        if !kind.is_dir() {
            return Err(EmitError::NotAFolder(out.to_owned()));
        }
        if fs::symlink_metadata(out.join(".git")).is_ok() {
            return Err(EmitError::Repository(out.to_owned()));
        }
        let path = out.join(MANIFEST);
        match fs::read(&path) {
            Ok(bytes) => {
                Ok(Some(Self { manifest: Manifest::parse(&bytes), hash: Digest::of(&bytes), times: Times::default() }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut entries = fs::read_dir(out).map_err(EmitError::io("read", out))?;
                match entries.next() {
                    None => Ok(None),
                    Some(_) if accept => {
                        let (manifest, times) = (Manifest::default(), Times::default());
                        Ok(Some(Self { manifest, hash: Digest::of(b""), times }))
                    }
                    Some(_) => Err(EmitError::NotOurs(out.to_owned())),
                }
            }
            Err(error) => Err(EmitError::io("read", &path)(error)),
        }
    }

    /// Whether a file of the tree at `out` is as it was written.
    fn is_untouched(&self, out: &Path, path: &str, entry: &Entry) -> bool {
        let file = out.join(path);
        let Some(stat) = crate::fs::stat(&file).filter(|stat| stat.len == entry.length) else { return false };
        if self.times.files.get(path) == Some(&stat) {
            return true;
        }
        let hash = File::open(&file).and_then(|file| hash_copy(file, &mut io::sink()));
        hash.is_ok_and(|(hash, _)| hash == entry.hash)
    }
}

/// Makes a file that must not be there yet, 0644 less the umask.
fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o644);
    options.open(path)
}

/// Copies and hashes in one go, so that the hash is that of what was copied.
fn hash_copy(mut from: File, to: &mut impl Write) -> io::Result<(Digest, u64)> {
    let (mut digester, mut length) = (Digester::new(), 0);
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return Ok((digester.finish(), length)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let (piece, _) = buffer.split_at(read);
        digester.update(piece);
        length += read as u64;
        to.write_all(piece)?;
    }
}

/// For file systems without hard links.
fn copy_with_time(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let mut target = new_file(to)?;
    io::copy(&mut source, &mut target)?;
    if let Ok(modified) = source.metadata()?.modified() {
        target.set_modified(modified)?;
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
