//! Locks that tell a living process's files and folders from those that a dead one left.
//!
//! In: a path. Out: its lock (`flock`), if nobody holds it. It ends with the process, however that ends, and says more than
//! a process id, which containers share and systems reuse.

use std::fs::{File, TryLockError};
use std::path::Path;

/// What became of asking for the lock of a file or folder.
#[derive(Debug)]
pub enum Lock {
    /// It is held until this is dropped or the process ends, however it ends.
    Held(File),
    /// Somebody else holds it, or there is nothing to lock any more.
    Busy,
    /// Such things cannot be locked here.
    Unsupported,
}

/// Asks for the lock of a file or folder of the disk, without waiting for it.
pub fn lock(path: &Path) -> Lock {
    let Ok(file) = File::open(path) else {
        // Windows opens no folders; elsewhere what cannot be opened is gone.
        return if cfg!(unix) { Lock::Busy } else { Lock::Unsupported };
    };
    match file.try_lock() {
        Ok(()) => Lock::Held(file),
        Err(TryLockError::WouldBlock) => Lock::Busy,
        Err(TryLockError::Error(_)) => Lock::Unsupported,
    }
}
