//! The development server: builds, serves from memory, builds again when a file changes, and
//! tells the open pages.
//!
//! Input: a function that builds the site, and the paths to watch.
//! Output: HTTP on a loopback address, until Ctrl-C.
//!
//! ```text
//! watch (debouncer thread) ─ changes → builds (own thread) ─ newest state → http (this thread)
//! ```
//!
//! Invariants:
//! - Only the machine itself is answered: the address is a loopback address, and so is the `Host`
//!   a request names.
//! - Builds never overlap. Changes during a build lead to one more build.
//! - A build with errors takes no page away: the last good files stay.
//! - Files are made when they are asked for. What nobody asks for is tried in the background, so that all mistakes are
//!   told.
//! - Nothing is written to the disk.

mod builds;
mod http;
mod page;
#[cfg(test)]
mod tests;
mod watch;

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use axum::serve::ListenerExt;
use serde::Serialize;

use builds::Builds;

use crate::digest::Digest;

/// How many ports after the default one are tried when it is taken.
const FURTHER_PORTS: u16 = 20;

/// The files of a site, made when they are asked for. Paths are those below the site's root, as `et/index.html`.
pub trait Files: Send + Sync {
    /// Whether there is a file.
    fn has(&self, path: &str) -> bool;

    /// A file's bytes, if there is one. `Err`: it could not be made, and why.
    fn get(&self, path: &str) -> Option<Result<Arc<[u8]>, Vec<ServedDiagnostic>>>;

    /// Whether a page is shown within another one, which is told of changes for both: browsers keep six connections to a host at most, and each
    /// page that listens takes one.
    fn is_framed(&self, _path: &str) -> bool {
        false
    }
}

impl Files for BTreeMap<String, Arc<[u8]>> {
    fn has(&self, path: &str) -> bool {
        self.contains_key(path)
    }

    fn get(&self, path: &str) -> Option<Result<Arc<[u8]>, Vec<ServedDiagnostic>>> {
        BTreeMap::get(self, path).map(|bytes| Ok(Arc::clone(bytes)))
    }
}

/// Builds the site, again and again.
pub trait Builder: Send + 'static {
    /// Builds. `paths`: where something happened since it was built last; `None` if that is not known.
    fn build(&mut self, paths: Option<&[PathBuf]>) -> Built;

    /// Looks for mistakes that [`Builder::build`] left to be found, until there is something else to do. What it
    /// gives takes the place of what was built.
    fn finish(&mut self, stop: &dyn Fn() -> bool) -> Finished;
}

/// How looking for the last mistakes ended.
pub enum Finished {
    /// There are none.
    Good,
    /// There are some.
    Bad(Built),
    /// It was told to stop.
    Stopped,
}

impl<F: FnMut() -> Built + Send + 'static> Builder for F {
    fn build(&mut self, _: Option<&[PathBuf]>) -> Built {
        self()
    }

    fn finish(&mut self, _: &dyn Fn() -> bool) -> Finished {
        Finished::Good
    }
}

/// What one build gave: the files of the site, and its diagnostics ready to show.
#[derive(Clone)]
pub struct Built {
    /// The site's files.
    pub files: Arc<dyn Files>,
    /// Of what they are made from: another one, other files.
    pub digest: Digest,
    /// Whether the build failed: its files are then not shown.
    pub errors: bool,
    /// What to show in the page when it failed. The terminal's text is the builder's to print.
    pub diagnostics: Vec<ServedDiagnostic>,
}

impl Default for Built {
    fn default() -> Self {
        let files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
        Self { files: Arc::new(files), digest: Digest::of(b""), errors: false, diagnostics: Vec::new() }
    }
}

/// A diagnostic as the page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ServedDiagnostic {
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// The code, as `broken-link`.
    pub code: &'static str,
    /// The file it is in.
    pub file: String,
    /// Counted from 1.
    pub line: Option<u32>,
    /// Counted from 1.
    pub column: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
    /// Plain text: the source with the place underlined.
    pub rendered: String,
}

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen: a loopback address. Port 0 lets the system choose.
    pub address: SocketAddr,
    /// Whether the user asked for this port. When not, and it is taken, the next 20 are tried.
    pub port_is_fixed: bool,
    /// Files and folders to watch. What does not exist yet is noticed when it comes.
    pub watch: Vec<PathBuf>,
    /// What not to look at in them: the output folder (and the folders a build makes beside it),
    /// the cache, `.git`.
    pub ignore: Vec<PathBuf>,
    /// Whether to open the site in a browser.
    pub open: bool,
    /// Takes a sentence for the terminal when something goes wrong that does not end the server.
    pub note: fn(&str),
}

/// Why the server did not start, or ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is one that other machines can reach.
    #[error(
        "`{0}` is not an address of this machine only; the development server shows drafts and file paths, so give 127.0.0.1, ::1 or localhost"
    )]
    NotLoopback(SocketAddr),
    /// The port is taken, or not allowed.
    #[error("cannot listen on `{address}`: {source}; give another port, or stop the program that uses it")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// A path cannot be watched.
    #[error("cannot watch `{}` for changes: {message}", .path.display())]
    Watch {
        /// Which path.
        path: PathBuf,
        /// What the system said, and what to do about it.
        message: String,
    },
    /// The system gave no thread, socket or timer.
    #[error("the development server ended: {0}")]
    System(#[from] io::Error),
    /// The build panicked.
    #[error("the build broke off, which is a fault of polku; the message above says where")]
    Build,
}

/// Serves the site until Ctrl-C.
///
/// The first build begins at once; `ready` is called after it, with the address to show.
/// `build` runs on a thread of its own and may use all others.
///
/// # Errors
/// When the address is not a loopback address or is taken, a path cannot be watched, or `build`
/// panics.
pub fn run(options: Options, build: impl Builder, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let interrupted = async {
        // Without a handler Ctrl-C ends the process, which is as well.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    runtime.block_on(serve_until(options, build, ready, interrupted))
}

/// [`run`], with something else than Ctrl-C to end it.
async fn serve_until(
    options: Options,
    build: impl Builder,
    ready: impl FnOnce(SocketAddr),
    end: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let listener = bind(options.address, options.port_is_fixed)?;
    let address = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?.tap_io(|connection| {
        // Small answers, no wait; without it they are only slower.
        let _ = connection.set_nodelay(true);
    });

    let (watcher, changes) = watch::start(&options)?;
    let builds = Builds::start(build, watcher, changes)?;
    let site = http::router(builds.newest());
    let mut first = builds.newest();
    let greet = async move {
        if first.wait_for(Option::is_some).await.is_ok() {
            ready(address);
            if options.open {
                open_browser(address, options.note);
            }
        }
        std::future::pending::<()>().await;
    };
    // Open event streams never end by themselves: the server is dropped, not drained.
    tokio::select! {
        served = axum::serve(listener, site) => Ok(served?),
        () = builds.broken() => Err(ServeError::Build),
        () = greet => Ok(()),
        () = end => Ok(()),
    }
}

/// Listens on the address, or, unless its port is fixed, on the first free port after it.
fn bind(address: SocketAddr, port_is_fixed: bool) -> Result<TcpListener, ServeError> {
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    let further = if port_is_fixed || address.port() == 0 { 0 } else { FURTHER_PORTS };
    let last = address.port().saturating_add(further);
    let mut taken = None;
    for port in address.port()..=last {
        match TcpListener::bind(SocketAddr::new(address.ip(), port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                taken.get_or_insert(error);
            }
            Err(source) => return Err(ServeError::Bind { address, source }),
        }
    }
    let source = taken.unwrap_or_else(|| io::ErrorKind::AddrInUse.into());
    Err(ServeError::Bind { address, source })
}

/// Opens the site in the user's browser. Failing is no reason not to serve.
fn open_browser(address: SocketAddr, note: fn(&str)) {
    let url = format!("http://{address}/");
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut start = Command::new("cmd");
        // `start` takes its first quoted argument for the window's title.
        start.args(["/C", "start", ""]);
        start
    } else {
        Command::new("xdg-open")
    };
    command.arg(&url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Waited for on a thread: some of these stay as long as the browser does.
    thread::spawn(move || {
        if !command.status().is_ok_and(|status| status.success()) {
            note(&format!("no browser could be opened; open {url} yourself"));
        }
    });
}
