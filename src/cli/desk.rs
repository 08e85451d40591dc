//! What the commands for translators work with: the site, and messages in their language.

use std::path::PathBuf;

use super::args::Args;
use super::{Failure, Outcome, Terminal, root};
use crate::diag::Severity;
use crate::fs::{Disk, Fs};
use crate::ids::LangId;
use crate::parse::Document;
use crate::pipeline::{self, Options, Prepared};
use crate::translate::{self, Messages, Pair, Recorded, TranslateError};

/// A site, and what messages about it are made with.
pub(super) struct Desk<'a> {
    pub(super) root: PathBuf,
    pub(super) fs: Disk,
    pub(super) prepared: Prepared,
    pub(super) messages: Messages,
    pub(super) terminal: &'a Terminal,
}

impl<'a> Desk<'a> {
    /// Reads the site. Mistakes in pages are no reason not to work on others: they are what `check` is for.
    pub(super) fn open(args: &Args, terminal: &'a Terminal) -> Result<Self, Failure> {
        Self::read(root(args)?, terminal)
    }

    /// The site in a folder.
    pub(super) fn read(root: PathBuf, terminal: &'a Terminal) -> Result<Self, Failure> {
        let fs = Disk::new(&root);
        let outcome =
            pipeline::prepare(&fs, &Options { drafts: true, blocks: true, trainer: true, ..Options::default() });
        let Some(prepared) = outcome.prepared else {
            terminal.diagnostics(&outcome.diags.sorted(), &fs);
            return Err(super::unusable());
        };
        if outcome.diags.iter().any(|d| d.severity == Severity::Error) {
            terminal.say("the site has errors; `polku check` shows them");
        }
        Ok(Self { root, fs, prepared, messages: Messages::of_environment(), terminal })
    }

    /// The site as it lies on the disk now.
    pub(super) fn again(&self) -> Result<Self, Failure> {
        Self::read(self.root.clone(), self.terminal)
    }

    pub(super) fn pair(&self, key: &str, tag: &str) -> Result<Pair<'_>, Failure> {
        Pair::find(&self.prepared, key, tag).map_err(failure)
    }

    /// Every translation that there is, into one language or all.
    pub(super) fn translations(&self, tag: Option<&str>) -> Result<Vec<Pair<'_>>, Failure> {
        let lang = tag.map(|tag| self.language(tag)).transpose()?;
        let pairs = translate::pairs(&self.prepared).into_iter();
        Ok(pairs.filter(|pair| pair.own.is_some() && lang.is_none_or(|lang| pair.lang == lang)).collect())
    }

    pub(super) fn language(&self, tag: &str) -> Result<LangId, Failure> {
        self.prepared.config.asked_language(tag).map_err(Failure::Usage)
    }

    pub(super) fn text(&self, document: &Document) -> String {
        let bytes = self.fs.read(document.file.as_str()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Keeps what was recorded.
    pub(super) fn keep(&self, pair: &Pair<'_>, recorded: &Recorded<'_>) -> Outcome {
        let path = self.root.join(pair.ledger_file());
        translate::replace_ledger(&path, &recorded.text).map_err(failure).map(drop)
    }

    /// A file below the site's root, as it is called from here.
    pub(super) fn shown(&self, file: &str) -> String {
        let here = self.root.as_os_str() == ".";
        if here { file.to_owned() } else { self.root.join(file).display().to_string() }
    }

    pub(super) fn count(&self, key: &str, count: usize) -> String {
        self.messages.with(key, &[("count", count.into())])
    }
}

pub(super) fn failure(error: TranslateError) -> Failure {
    match error {
        TranslateError::Io { .. } => Failure::Machine(error.into()),
        TranslateError::Asked(message) => Failure::Usage(message),
    }
}

/// Who and when, as ledgers have it.
pub(super) fn note(by: Option<&str>) -> String {
    let day = crate::locale::today();
    match by {
        Some(by) => format!("@{} {day}", by.trim_start_matches('@')),
        None => day,
    }
}
