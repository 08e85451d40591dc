//! Bytes kept from one run to the next, by name.
//!
//! In: names and bytes. Out: the bytes that were kept last under a name, or nothing.
//!
//! Invariants:
//! - What is damaged, cut off, or kept by another build of the program is not there.
//! - Deleting the folder, or a file of it, at any moment is safe; so are several processes at once: files are written
//!   whole and put in place by renaming, and the last one stays.
//! - The folder does not grow beyond `MAX_FILES` files and `MAX_BYTES` bytes: the oldest go.
//! - Keeping never fails: what cannot be kept is found out again.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use crate::BUILD;
use crate::digest::{self, Digest, Digester};
use crate::lock::{Lock, lock};

/// The folder, below the site's root.
pub const FOLDER: &str = ".polku";

/// Most files that are kept.
const MAX_FILES: usize = 64;

/// Most bytes that are kept, in one file and in all.
const MAX_BYTES: u64 = 1 << 30;

/// How often bytes are written anew when somebody takes the file for a dead process's in the moment of its making.
const ATTEMPTS: u32 = 16;

/// How old an unfinished file has to be to have been left by a process that died, where files cannot be locked.
const ABANDONED: Duration = Duration::from_secs(3600);

/// Tells apart the unfinished files of one process.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A folder of kept bytes.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache of the site at `root`.
    pub fn of_site(root: &Path) -> Self {
        Self { folder: root.join(FOLDER).join("cache") }
    }

    /// The bytes kept under a name.
    pub fn load(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.path(name)).ok()?;
        let body = bytes.split_off(digest::LEN.min(bytes.len()));
        (*bytes == *check(name, &body).as_bytes()).then_some(body)
    }

    /// Keeps bytes under a name, in place of those kept before.
    pub fn store(&self, name: &str, body: &[u8]) {
        if body.len() as u64 <= MAX_BYTES {
            // A cache that cannot be written to (a full disk, a read-only folder) is no cache, and no reason to stop.
            let _ = self.write(name, body);
        }
    }

    fn write(&self, name: &str, body: &[u8]) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        if let Some(above) = self.folder.parent() {
            let ignore = above.join(".gitignore");
            if !ignore.exists() {
                fs::write(ignore, "# Kept by polku between builds; safe to delete.\n*\n")?;
            }
        }
        let mut attempts = (0..ATTEMPTS).map(|_| self.place(name, body));
        let was_swept =
            |placed: &std::io::Result<()>| matches!(placed, Err(error) if error.kind() == ErrorKind::NotFound);
        let placed = attempts.find(|placed| !was_swept(placed)).unwrap_or_else(|| Err(ErrorKind::NotFound.into()));
        self.prune();
        placed
    }

    /// Writes a file beside and renames it. The lock says that it is being written: it ends with the process.
    fn place(&self, name: &str, body: &[u8]) -> std::io::Result<()> {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.folder.join(format!(".{name}.{}-{n}", std::process::id()));
        let placed = fs::File::create_new(&unfinished).and_then(|mut file| {
            // Where files cannot be locked their age tells.
            let _ = file.try_lock();
            file.write_all(check(name, body).as_bytes())?;
            file.write_all(body)?;
            fs::rename(&unfinished, self.path(name))
        });
        if placed.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        placed
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Removes the oldest files beyond the bounds, and what dead processes left.
    fn prune(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        for entry in entries.filter_map(Result::ok) {
            let Ok(data) = entry.metadata() else { continue };
            let modified = data.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            if !entry.file_name().as_encoded_bytes().starts_with(b".") {
                files.push((modified, data.len(), entry.path()));
                continue;
            }
            let is_abandoned = match lock(&entry.path()) {
                Lock::Held(_) => true,
                Lock::Busy => false,
                Lock::Unsupported => modified.elapsed().is_ok_and(|age| age > ABANDONED),
            };
            if is_abandoned {
                let _ = fs::remove_file(entry.path());
            }
        }
        files.sort();
        let mut bytes: u64 = files.iter().map(|(_, len, _)| len).sum();
        let mut count = files.len();
        for (_, len, path) in files {
            if count <= MAX_FILES && bytes <= MAX_BYTES {
                break;
            }
            let _ = fs::remove_file(path);
            bytes -= len;
            count -= 1;
        }
    }
}

/// Of the bytes, their name, and the build of the program that kept them.
fn check(name: &str, body: &[u8]) -> Digest {
    let mut hasher = Digester::new();
    hasher.update(BUILD.as_bytes());
    hasher.update(Digest::of(name.as_bytes()).as_bytes());
    hasher.update(body);
    hasher.finish()
}

#[cfg(test)]
mod tests;
