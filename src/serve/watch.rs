//! Notices that watched files changed.
//!
//! Input: paths to watch, paths to leave out; the system's events.
//! Output: where something happened, never what: the builder looks for itself.
//!
//! Invariants:
//! - Nothing is lost: what changes during a build is still there to be seen after it.
//! - What a build reads, and what it writes to the ignored paths, is no change.
//! - When the system drops events, the watched trees are compared with what they were the last
//!   time that happened. Reading a large site can by itself be more than the system's queue holds:
//!   building again without looking would then never end.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use notify_debouncer_full::notify::event::ModifyKind;
use notify_debouncer_full::notify::{self, Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer_opt};
use walkdir::WalkDir;

use super::{Options, ServeError};
use crate::digest::{Digest, Digester};

/// How long a path has to be quiet before its change counts.
const DEBOUNCE: Duration = Duration::from_millis(20);

/// Most paths that are told one by one.
const MAX_PATHS: usize = 1000;

/// What happened since the builder last asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pending {
    /// Something changed.
    changed: bool,
    /// A watched path, or a folder above one, came, went or was renamed.
    moved: bool,
    /// The system dropped events.
    overflowed: bool,
    end: bool,
    /// Where something changed.
    paths: BTreeSet<PathBuf>,
}

impl Pending {
    /// Where something changed; `None` if that is not known.
    pub(super) fn paths(self) -> Option<Vec<PathBuf>> {
        let known = !self.overflowed && !self.moved && self.paths.len() <= MAX_PATHS;
        known.then(|| self.paths.into_iter().collect())
    }
}

/// What to do next.
pub(super) enum Next {
    /// Look whether to build.
    Look(Pending),
    /// Stop.
    End,
}

/// What is pending, and a way to wait for it.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pending: Mutex<Pending>,
    woken: Condvar,
}

impl Changes {
    /// Waits until something happened, and takes it.
    pub(super) fn wait(&self) -> Next {
        let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let mut pending = self
            .woken
            .wait_while(pending, |pending| *pending == Pending::default())
            .unwrap_or_else(PoisonError::into_inner);
        if pending.end {
            return Next::End;
        }
        Next::Look(std::mem::take(&mut *pending))
    }

    /// Waits, and says whether nothing happened meanwhile.
    pub(super) fn are_quiet_for(&self, time: Duration) -> bool {
        let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.woken.wait_timeout_while(pending, time, |pending| *pending == Pending::default());
        waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Whether something happened that was not taken yet.
    pub(super) fn is_pending(&self) -> bool {
        *self.pending.lock().unwrap_or_else(PoisonError::into_inner) != Pending::default()
    }

    /// Makes the builder stop.
    pub(super) fn end(&self) {
        self.add(Pending { end: true, ..Pending::default() });
    }

    fn add(&self, more: Pending) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.changed |= more.changed;
        pending.moved |= more.moved;
        pending.overflowed |= more.overflowed;
        pending.end |= more.end;
        if pending.paths.len() <= MAX_PATHS {
            pending.paths.extend(more.paths);
        }
        self.woken.notify_all();
    }
}

/// The watch, which ends when this is dropped.
pub(super) struct Watcher {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    scope: Arc<Scope>,
    note: fn(&str),
    /// Of the watched trees at the last overflow.
    seen: Option<Digest>,
}

/// Starts to watch.
pub(super) fn start(options: &Options) -> Result<(Watcher, Arc<Changes>), ServeError> {
    let scope = Arc::new(Scope::new(&options.watch, &options.ignore));
    let changes = Arc::new(Changes::default());
    let handler = {
        let (scope, changes, note) = (Arc::clone(&scope), Arc::clone(&changes), options.note);
        move |result: DebounceEventResult| match result {
            Ok(events) => {
                for event in &events {
                    changes.add(scope.judge(event));
                }
            }
            Err(errors) => {
                for error in errors {
                    note(&format!("watching for changes: {}", explain(&error)));
                }
                // What was missed, nobody knows.
                changes.add(Pending { overflowed: true, ..Pending::default() });
            }
        }
    };
    // As everywhere in polku, links are not followed.
    let config = Config::default().with_follow_symlinks(false);
    let debouncer = new_debouncer_opt(DEBOUNCE, None, handler, RecommendedCache::new(), config)
        .map_err(|error| failed(Path::new("."), &error))?;
    let mut watcher = Watcher { debouncer, scope, note: options.note, seen: None };
    watcher.watch_all()?;
    Ok((watcher, changes))
}

impl Watcher {
    /// Whether what happened calls for a build.
    pub(super) fn look(&mut self, pending: &Pending) -> bool {
        if (pending.moved || pending.overflowed)
            && let Err(error) = self.watch_all()
        {
            (self.note)(&error.to_string());
        }
        let mut changed = pending.changed;
        if pending.overflowed {
            let now = Some(self.scope.fingerprint());
            changed |= now != self.seen;
            self.seen = now;
        }
        changed
    }

    /// Watches every root that is there, and the folder above each: a root may come later, and a
    /// file that an editor saves by replacing it is another file afterwards.
    fn watch_all(&mut self) -> Result<(), ServeError> {
        let scope = Arc::clone(&self.scope);
        for above in scope.above() {
            self.watch(&above, RecursiveMode::NonRecursive)?;
        }
        for root in scope.roots.iter().filter(|root| root.is_dir()) {
            self.watch(root, RecursiveMode::Recursive)?;
        }
        Ok(())
    }

    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> Result<(), ServeError> {
        match self.debouncer.watch(path, mode) {
            Ok(()) => Ok(()),
            // It went in this moment: the folder above will tell when it is back.
            Err(_) if !path.exists() => Ok(()),
            Err(error) => Err(failed(path, &error)),
        }
    }
}

/// Which paths count.
#[derive(Debug)]
pub(super) struct Scope {
    /// Absolute; none inside another.
    roots: Vec<PathBuf>,
    ignore: Vec<PathBuf>,
}

impl Scope {
    pub(super) fn new(watch: &[PathBuf], ignore: &[PathBuf]) -> Self {
        let all: BTreeSet<PathBuf> = watch.iter().map(|path| real(path)).collect();
        let inside = |path: &PathBuf| path.ancestors().skip(1).any(|above| all.contains(above));
        Self {
            roots: all.iter().filter(|path| !inside(path)).cloned().collect(),
            ignore: ignore.iter().map(|path| real(path)).collect(),
        }
    }

    /// The nearest folder above each root that is there, unless a root covers it.
    fn above(&self) -> BTreeSet<PathBuf> {
        let nearest = |root: &PathBuf| {
            let mut above = root.ancestors().skip(1);
            above.find(|path| path.is_dir()).map(Path::to_owned)
        };
        let covered = |path: &PathBuf| self.roots.iter().any(|root| path.starts_with(root));
        let above = self.roots.iter().filter_map(nearest);
        above.filter(|path| !covered(path)).collect()
    }

    /// What an event means.
    fn judge(&self, event: &Event) -> Pending {
        let mut pending = Pending { overflowed: event.need_rescan(), ..Pending::default() };
        // Builds read files; editors' writes come as other events too.
        if matches!(event.kind, EventKind::Access(_)) {
            return pending;
        }
        let moves =
            matches!(event.kind, EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
        for path in event.paths.iter().filter(|path| !self.is_ignored(path)) {
            let above = self.roots.iter().any(|root| root.starts_with(path));
            let within = self.roots.iter().any(|root| path.starts_with(root));
            pending.moved |= moves && above;
            if within || (moves && above) {
                pending.changed = true;
                pending.paths.insert(path.clone());
            }
        }
        pending
    }

    /// Whether a path is ignored, or in a folder that a build made beside an ignored one.
    pub(super) fn is_ignored(&self, path: &Path) -> bool {
        self.ignore.iter().any(|ignored| {
            if path.starts_with(ignored) {
                return true;
            }
            let (Some(parent), Some(name)) = (ignored.parent(), ignored.file_name()) else {
                return false;
            };
            let mut stage = OsString::from(".");
            stage.push(name);
            stage.push(".polku-");
            path.strip_prefix(parent).ok().and_then(|rest| rest.components().next()).is_some_and(|first| {
                let first = first.as_os_str().as_encoded_bytes();
                first.starts_with(stage.as_encoded_bytes())
            })
        })
    }

    /// A hash of the names, lengths and times of all that is watched.
    pub(super) fn fingerprint(&self) -> Digest {
        let mut hasher = Digester::new();
        let files = self.roots.iter().flat_map(|root| {
            WalkDir::new(root)
                .sort_by_file_name()
                .into_iter()
                .filter_entry(|entry| !self.is_ignored(entry.path()))
                .filter_map(Result::ok)
                .filter(|entry| !entry.file_type().is_dir())
        });
        for file in files {
            hasher.update(file.path().as_os_str().as_encoded_bytes());
            if let Ok(data) = file.metadata() {
                let modified = data.modified().ok();
                let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
                hasher.update(&data.len().to_le_bytes());
                hasher.update(&since.unwrap_or_default().as_nanos().to_le_bytes());
            }
            hasher.update(&[0]);
        }
        hasher.finish()
    }
}

/// The path as events give it: absolute, through no link. What does not exist is put after the
/// nearest folder that does.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for above in path.ancestors() {
        if let (Ok(found), Ok(rest)) = (above.canonicalize(), path.strip_prefix(above)) {
            // Joining nothing would add a slash.
            return if rest.as_os_str().is_empty() { found } else { found.join(rest) };
        }
    }
    path
}

fn failed(path: &Path, error: &notify::Error) -> ServeError {
    ServeError::Watch { path: error.paths.first().map_or(path, PathBuf::as_path).to_owned(), message: explain(error) }
}

fn explain(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => "the system's limit of watched folders is reached; raise it \
             (`sudo sysctl fs.inotify.max_user_watches=524288`) or stop other programs that watch"
            .to_owned(),
        _ => error.to_string(),
    }
}
