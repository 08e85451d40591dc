//! How far a build is, on a terminal.

use std::io;
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Terminal;
use crate::digest::Digest;
use crate::emit::{OutPath, Sink};

/// Hands everything on to another sink, and counts it where somebody sits before the terminal.
pub(super) struct Progress<'a> {
    sink: &'a dyn Sink,
    bar: ProgressBar,
}

impl<'a> Progress<'a> {
    /// `pages` is about how many outputs there will be.
    pub(super) fn new(sink: &'a dyn Sink, pages: usize, terminal: &Terminal) -> Self {
        // What is no terminal, the bar finds out itself.
        let target = if terminal.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(pages as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} files") {
            bar.set_style(style);
        }
        Self { sink, bar }
    }

    /// Takes the bar off the terminal.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Sink for Progress<'_> {
    fn has_earlier(&self) -> bool {
        self.sink.has_earlier()
    }

    fn earlier(&self, path: &OutPath) -> Option<&str> {
        self.sink.earlier(path)
    }

    fn written(&self) -> Vec<(String, Digest, u64)> {
        self.sink.written()
    }

    fn keep(&self, path: &OutPath) -> io::Result<()> {
        self.bar.inc(1);
        self.sink.keep(path)
    }

    fn write(&self, path: &OutPath, key: Option<&str>, body: &[u8]) -> io::Result<()> {
        self.bar.inc(1);
        self.sink.write(path, key, body)
    }

    fn copy(&self, path: &OutPath, from: &Path) -> io::Result<()> {
        self.bar.inc(1);
        self.sink.copy(path, from)
    }
}
