//! The folders beside the output folder, and the exchange.
//!
//! Input: the output folder's path.
//! Output: a locked sibling to stage in; the staged tree in the output folder's place.
//!
//! Invariants:
//! - A sibling is removed only when nobody holds its [`lock`]: a running build keeps its own. The lock is on the folder
//!   itself.
//! - While trees are moved in two steps the old one is under a name that the next build
//!   recognises and moves back.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use super::EmitError;
use crate::lock::{Lock, lock};

/// How often a sibling is tried anew when somebody sweeps it in the moment of its making.
const ATTEMPTS: u32 = 16;

/// Tells apart the siblings of one process.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A folder beside the output folder, and the lock that says that it is in use.
#[derive(Debug)]
pub(super) struct Sibling {
    pub(super) path: PathBuf,
    /// `None` where folders cannot be locked.
    _lock: Option<File>,
}

impl Sibling {
    /// Makes `.<name>.polku-<pid>-<n>`.
    pub(super) fn make(out: &Path) -> Result<Self, EmitError> {
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        let mut path = numbered(out, "");
        for _ in 0..ATTEMPTS {
            match new_folder(&path) {
                Ok(()) => match lock(&path) {
                    // Between the making and the locking a sweep may have come by.
                    Lock::Held(file) if still_there(&path, &file) => {
                        return Ok(Self { path, _lock: Some(file) });
                    }
                    Lock::Unsupported => return Ok(Self { path, _lock: None }),
                    Lock::Held(_) | Lock::Busy => {}
                },
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
                Err(error) => return Err(EmitError::io("make the folder", &path)(error)),
            }
            path = numbered(out, "");
        }
        Err(EmitError::io("make the folder", &path)(last))
    }
}

/// A path beside `out` that no other call gives: `.<name>.polku-<mark><pid>-<n>`.
fn numbered(out: &Path, mark: &str) -> PathBuf {
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut name = prefix(out);
    name.push(format!("{mark}{}-{n}", std::process::id()));
    out.with_file_name(name)
}

fn prefix(out: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(out.file_name().unwrap_or_default());
    prefix.push(".polku-");
    prefix
}

/// A sibling left by another build, told by its name.
struct Leftover {
    path: PathBuf,
    /// The old tree of an exchange in two steps, not a stage.
    aside: bool,
    pid: u32,
}

impl Leftover {
    fn recognise(out: &Path, name: &OsStr) -> Option<Self> {
        let rest = name.as_encoded_bytes().strip_prefix(prefix(out).as_encoded_bytes())?;
        let rest = std::str::from_utf8(rest).ok()?;
        let (aside, rest) = match rest.strip_prefix("old-") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let (pid, n) = rest.split_once('-')?;
        n.parse::<u32>().ok()?;
        Some(Self { path: out.with_file_name(name), aside, pid: pid.parse().ok()? })
    }

    /// The lock, when the build that made it is gone.
    fn abandoned(&self) -> Option<Option<File>> {
        match lock(&self.path) {
            Lock::Held(file) => Some(Some(file)),
            Lock::Busy => None,
            Lock::Unsupported => (!alive(self.pid)).then_some(None),
        }
    }
}

/// The first place below a folder where something else is mounted, as Linux tells it; other systems do not.
pub(super) fn mounted_below(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    let table = fs::read("/proc/self/mountinfo").ok()?;
    mounts(&table).find(|mount| mount.starts_with(&folder) && *mount != folder)
}

/// The mount points of proc_pid_mountinfo(5): the fifth field, its blanks and backslashes in octal.
fn mounts(table: &[u8]) -> impl Iterator<Item = PathBuf> {
    let fields = |line: &[u8]| line.split(|b| *b == b' ').nth(4).map(<[u8]>::to_vec);
    table.split(|b| *b == b'\n').filter_map(fields).map(|field| {
        let mut path = Vec::with_capacity(field.len());
        let mut rest = field.as_slice();
        while let [first, more @ ..] = rest {
            let code = |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok();
            match more.get(..3).filter(|_| *first == b'\\').and_then(code) {
                Some(byte) => {
                    path.push(byte);
                    rest = &more[3..];
                }
                None => {
                    path.push(*first);
                    rest = more;
                }
            }
        }
        PathBuf::from(String::from_utf8_lossy(&path).into_owned())
    })
}

/// Removes what dead builds left beside `out`; moves an old tree back when one of them died
/// between the two steps of an exchange.
///
/// Never fails: a leftover that stays is untidy, and no reason not to build.
pub(super) fn sweep(out: &Path) {
    let Some(entries) = out.parent().and_then(|parent| fs::read_dir(parent).ok()) else {
        return;
    };
    let mut leftovers: Vec<Leftover> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| Leftover::recognise(out, &entry.file_name()))
        .collect();
    // The newest old tree first: it is the one to move back.
    leftovers.sort_by_key(|leftover| {
        let made = fs::metadata(&leftover.path).and_then(|data| data.modified());
        std::cmp::Reverse((leftover.aside, made.unwrap_or(SystemTime::UNIX_EPOCH)))
    });
    for leftover in leftovers {
        let Some(_lock) = leftover.abandoned() else {
            continue;
        };
        let missing = fs::symlink_metadata(out).is_err();
        if leftover.aside && missing && fs::rename(&leftover.path, out).is_ok() {
            continue;
        }
        // An old tree is let go only when there is a site in its place.
        if !(leftover.aside && missing) && mounted_below(&leftover.path).is_none() {
            let _ = fs::remove_dir_all(&leftover.path);
        }
    }
}

/// Puts the tree at `stage` in the place of `out`. Afterwards the old tree, if there was one, is
/// at `stage`. On failure `out` is as it was.
pub(super) fn put_in_place(stage: &Path, out: &Path) -> Result<(), EmitError> {
    match fs::symlink_metadata(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::rename(stage, out).map_err(|source| match source.kind() {
                io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists => EmitError::Raced(out.to_owned()),
                _ => swap_failed(out, source),
            })
        }
        Err(error) => Err(EmitError::io("read", out)(error)),
        // Whatever the reason why the exchange in one step is refused (an old kernel, a file
        // system without it, a sandbox), two renames may still be allowed.
        Ok(_) => exchange(stage, out).or_else(|_| in_two_steps(stage, out)),
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The exchange where the system has none: old tree aside, new one in, old one to `stage`.
pub(super) fn in_two_steps(stage: &Path, out: &Path) -> Result<(), EmitError> {
    let aside = numbered(out, "old-");
    fs::rename(out, &aside).map_err(|source| swap_failed(out, source))?;
    if let Err(source) = fs::rename(stage, out) {
        return Err(match fs::rename(&aside, out) {
            Ok(()) => swap_failed(out, source),
            Err(_) => EmitError::Stranded { path: out.to_owned(), aside, source },
        });
    }
    // Should this fail, the next build sweeps it.
    let _ = fs::rename(&aside, stage);
    Ok(())
}

fn swap_failed(out: &Path, source: io::Error) -> EmitError {
    EmitError::Swap { path: out.to_owned(), source }
}

/// Makes one folder, 0755 less the umask.
fn new_folder(path: &Path) -> io::Result<()> {
    folder_builder().create(path)
}

/// Makes folders, 0755 less the umask.
pub(super) fn folder_builder() -> DirBuilder {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o755);
    builder
}

/// Locks the folder at `path`, waiting for who holds it. `None`: it is not there, or folders
/// cannot be locked here.
pub(super) fn lock_waiting(path: &Path) -> Option<File> {
    loop {
        let file = File::open(path).ok()?;
        file.lock().ok()?;
        // The one we waited for may have put another folder there.
        if still_there(path, &file) {
            return Some(file);
        }
    }
}

#[cfg(unix)]
fn still_there(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |data: fs::Metadata| (data.dev(), data.ino());
    match (fs::symlink_metadata(path), file.metadata()) {
        (Ok(now), Ok(locked)) => id(now) == id(locked),
        _ => false,
    }
}

#[cfg(not(unix))]
fn still_there(path: &Path, _: &File) -> bool {
    path.exists()
}

/// Whether a process runs; `true` where that cannot be told.
fn alive(pid: u32) -> bool {
    !cfg!(target_os = "linux") || !Path::new("/proc/self").exists() || Path::new("/proc").join(pid.to_string()).exists()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    #[test]
    fn mount_points_are_read_as_linux_writes_them() {
        let table = b"36 35 98:0 / /srv rw - ext4 /dev/a rw\n37 36 0:5 /up /srv/www\\040a/\xc3\xb5\\134 rw shared:1 - nfs host rw\n";
        let found: Vec<PathBuf> = super::mounts(table).collect();
        assert_eq!(found, [PathBuf::from("/srv"), PathBuf::from("/srv/www a/\u{f5}\\")]);
    }
}
