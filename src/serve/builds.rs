//! The thread that builds, and the state that the pages are served from.
//!
//! Input: the build function, changes of the watched files.
//! Output: the newest [`Shown`], to any number of receivers.
//!
//! Invariants:
//! - One thread builds: builds cannot overlap.
//! - A version names bytes: it grows when the shown files change and only then, also from one run
//!   of the server to the next.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use tokio::sync::watch::{self, Receiver};

use super::watch::{Changes, Next, Watcher};
use super::{Built, ServedDiagnostic};

/// The newest state; `None` until the first build has ended.
pub(super) type Newest = Receiver<Option<Arc<Shown>>>;

/// What is served after a build.
#[derive(Debug)]
pub(super) struct Shown {
    /// Of the files: see the module.
    pub(super) version: u64,
    /// Counts the builds.
    pub(super) build: u64,
    /// The newest build; its files are the last good ones, if there were any.
    pub(super) built: Built,
    /// Whether there was ever a build without errors.
    pub(super) good: bool,
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
        Self { version: start, build: start, built: Built::default(), good: false, event: String::new() }
    }

    /// The state after one more build.
    fn after(&self, mut built: Built) -> Self {
        let build = self.build + 1;
        let mut version = self.version;
        if built.errors {
            built.files = Arc::clone(&self.built.files);
        } else if !self.good || built.files != self.built.files {
            version += 1;
        }
        let event = Event { version, build, errors: built.errors, diagnostics: &built.diagnostics };
        Self {
            version,
            build,
            good: self.good || !built.errors,
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
    pub(super) fn start(
        build: impl FnMut() -> Built + Send + 'static,
        watcher: Watcher,
        changes: Arc<Changes>,
    ) -> io::Result<Self> {
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

fn run(
    mut build: impl FnMut() -> Built,
    mut watcher: Watcher,
    changes: &Changes,
    sender: &watch::Sender<Option<Arc<Shown>>>,
) {
    let mut shown = Arc::new(Shown::nothing());
    loop {
        shown = Arc::new(shown.after(build()));
        sender.send_replace(Some(Arc::clone(&shown)));
        loop {
            match changes.wait() {
                Next::End => return,
                Next::Look(pending) => {
                    if watcher.look(pending) {
                        break;
                    }
                }
            }
        }
    }
}
