//! The thread that builds, and the state that the pages are served from.
//!
//! Input: the build function, changes of the watched files.
//! Output: the newest [`Shown`], to any number of receivers.
//!
//! Invariants:
//! - One thread builds: builds cannot overlap.
//! - A version names bytes: it grows when the shown files change and only then, also from one run
//!   of the server to the next.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;
use tokio::sync::watch::{self, Receiver};

use super::watch::{Changes, Next, Watcher};
use super::{Builder, Built, Files, Finished, ServedDiagnostic};
use crate::digest::Digest;

/// How long the open pages have to load again before all others are looked at.
const PAUSE: Duration = Duration::from_millis(300);

/// The newest state; `None` until the first build has ended.
pub(super) type Newest = Receiver<Option<Arc<Shown>>>;

/// What is served after a build.
#[derive(Clone)]
pub(super) struct Shown {
    /// Of the files: see the module.
    pub(super) version: u64,
    /// Counts the builds.
    pub(super) build: u64,
    /// The newest build; its files are the last good ones, if there were any.
    pub(super) built: Built,
    /// Whether its files can be shown.
    pub(super) good: bool,
    /// The files of the last build in which no mistake was found in the end, and their digest.
    last_good: Option<(Arc<dyn Files>, Digest)>,
    /// The state as the page's script reads it: JSON in one line.
    pub(super) event: String,
}

#[derive(Serialize)]
struct Event<'a> {
    version: u64,
    build: u64,
    errors: bool,
    diagnostics: &'a [ServedDiagnostic],
}

impl Shown {
    /// The state before any build.
    fn nothing() -> Self {
        // Milliseconds: no run builds so often that the next one would start below its last.
        let start = SystemTime::now().duration_since(UNIX_EPOCH);
        let start = start.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(0));
        let built = Built::default();
        Self { version: start, build: start, built, good: false, last_good: None, event: String::new() }
    }

    /// The state after one more build.
    fn after(&self, mut built: Built) -> Self {
        let mut version = self.version;
        let mut good = true;
        if built.errors {
            // What was shown last stays.
            (built.files, built.digest, good) = (Arc::clone(&self.built.files), self.built.digest, self.good);
        } else if !self.good || built.digest != self.built.digest {
            version += 1;
        }
        self.next(built, version, good)
    }

    /// The state after mistakes were found in files that are shown: those before them are shown again.
    fn undone(&self, mut built: Built) -> Self {
        let good = self.last_good.is_some();
        let files: Arc<dyn Files> = Arc::new(BTreeMap::<String, Arc<[u8]>>::new());
        (built.files, built.digest) = self.last_good.clone().unwrap_or((files, built.digest));
        self.next(built, self.version + 1, good)
    }

    /// The state after no mistake was found in the files.
    fn confirm(&mut self) {
        if !self.built.errors {
            self.last_good = Some((Arc::clone(&self.built.files), self.built.digest));
        }
    }

    fn next(&self, built: Built, version: u64, good: bool) -> Self {
        let build = self.build + 1;
        let event = Event { version, build, errors: built.errors, diagnostics: &built.diagnostics };
        Self {
            version,
            build,
            good,
            last_good: self.last_good.clone(),
            // Numbers, booleans and text cannot fail to serialise.
            event: serde_json::to_string(&event).unwrap_or_default(),
            built,
        }
    }
}

/// The building thread. Dropping it tells the thread to end after the build it is at.
pub(super) struct Builds {
    newest: Newest,
    changes: Arc<Changes>,
}

impl Builds {
    /// Starts the thread, which starts with a build.
    pub(super) fn start(build: impl Builder, watcher: Watcher, changes: Arc<Changes>) -> io::Result<Self> {
        let (sender, newest) = watch::channel(None);
        let waiting = Arc::clone(&changes);
        thread::Builder::new().name("polku-build".to_owned()).spawn(move || run(build, watcher, &waiting, &sender))?;
        Ok(Self { newest, changes })
    }

    /// A receiver of the states.
    pub(super) fn newest(&self) -> Newest {
        self.newest.clone()
    }

    /// Ends when the thread has ended, which it does on its own only by a panic.
    pub(super) async fn broken(&self) {
        let mut newest = self.newest();
        let _ = newest.wait_for(|_| false).await;
    }
}

impl Drop for Builds {
    fn drop(&mut self) {
        self.changes.end();
    }
}

fn run(mut builder: impl Builder, mut watcher: Watcher, changes: &Changes, sender: &watch::Sender<Option<Arc<Shown>>>) {
    let mut shown = Shown::nothing();
    let mut paths: Option<Vec<PathBuf>> = None;
    loop {
        shown = shown.after(builder.build(paths.as_deref()));
        sender.send_replace(Some(Arc::new(shown.clone())));
        let mut finished = shown.built.errors;
        loop {
            // First the pages that are open: they ask for themselves now.
            if !finished && changes.are_quiet_for(PAUSE) {
                finished = match builder.finish(&|| changes.is_pending()) {
                    Finished::Good => {
                        shown.confirm();
                        true
                    }
                    Finished::Bad(built) => {
                        shown = shown.undone(built);
                        sender.send_replace(Some(Arc::new(shown.clone())));
                        true
                    }
                    Finished::Stopped => false,
                };
            }
            match changes.wait() {
                Next::End => return,
                Next::Look(pending) => {
                    if watcher.look(&pending) {
                        paths = pending.paths();
                        break;
                    }
                }
            }
        }
    }
}
