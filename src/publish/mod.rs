//! Puts a built site where its readers look for it.
//!
//! In: a built site's folder and a target of the settings. Out: a [`Plan`] that says what would be new, changed and removed there; then the
//! site at the target.
//!
//! 1. A `Place` looks at what lies at the target (`Seen`), the `Record` of the last publication included.
//! 2. `Plan::new` compares, and refuses what is not ours.
//! 3. The place carries the plan out: at once where it can (a commit, an exchange of folders), else in the order of `Plan::steps`, with a
//!    record before and after (`stepwise`).
//!
//! Invariants:
//! - Only what a record names is ever removed, and what no record names is not written over, unless [`Wish::take_over`] says so.
//! - At every moment each page that is there finds its styles and scripts: they come before it, and go after it. Those with names of their
//!   own for each content stay for one publication more, for pages that were fetched before.
//! - A publication that was broken off, and is run again, ends as if it had not been.

mod command;
mod dir;
mod git;
mod plan;
mod record;
mod rsync;
#[cfg(feature = "s3")]
mod s3;
mod ssh;
mod stepwise;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use crate::config::publish::{Kind, Target};
use crate::digest::Digest;
use crate::emit::{self, EmitError};
pub use plan::{Change, Plan};
pub use record::RECORD;
use record::Record;

/// The folder of this machine that a target is, if it is one.
pub fn folder_here(target: &Target) -> Option<&str> {
    match &target.kind {
        Kind::Dir { path } => Some(path),
        Kind::Rsync { to } if rsync::is_here(to) => Some(to),
        _ => None,
    }
}

/// What is published.
#[derive(Debug)]
pub struct Site {
    /// The folder that it was built into.
    pub folder: PathBuf,
    /// Tells it from other sites: where its readers find it, or else its title.
    pub name: String,
    /// Its files by path.
    pub files: BTreeMap<String, File>,
}

/// A file of the site.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct File {
    /// Of its content.
    pub digest: Digest,
    /// Bytes.
    pub length: u64,
}

impl Site {
    /// The site that was built into a folder.
    ///
    /// # Errors
    /// When the folder has no list of what was built.
    pub fn read(folder: &Path, name: String) -> Result<Self, EmitError> {
        let files = emit::built(folder)?;
        let files = files.into_iter().map(|(path, digest, length)| (path, File { digest, length })).collect();
        // Commands run in folders of their own.
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        Ok(Self { folder, name, files })
    }

    /// Where a file of it is on the disk.
    fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }
}

/// What lies at a target.
#[derive(Debug, Default)]
struct Seen {
    /// The record, if there is one.
    record: Option<Vec<u8>>,
    /// All files, the record itself left out, with what is known of them.
    files: BTreeMap<String, Mark>,
    /// Whether there are no folders: a file `a` is in nobody's way who wants to put `a/b` there.
    is_flat: bool,
}

/// What is known of a file at the target without fetching it.
#[derive(Clone, Debug, Default)]
struct Mark {
    /// Bytes.
    length: Option<u64>,
    /// What the place itself tells contents apart by.
    tag: Option<String>,
}

/// A kind of place.
trait Place {
    /// Looks at all that lies there.
    fn look(&mut self) -> Result<Seen, PublishError>;

    /// The files of the site that lie there with the same content, delivered the same way.
    fn same(&mut self, site: &Site, seen: &Seen, record: Option<&Record>) -> Result<BTreeSet<String>, PublishError>;

    /// How a file is delivered, where the place keeps that beside it.
    fn delivered(&self, _: &str) -> Option<String> {
        None
    }

    /// Carries the plan out. `sent` is told how many files went over.
    fn carry_out(&mut self, site: &Site, plan: &Plan, sent: &dyn Fn(usize)) -> Result<Done, PublishError>;
}

/// What was done, for people.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Done {
    /// The commit that was made, if the place makes commits.
    pub commit: Option<String>,
    /// Where what was there before still lies, if it could not be removed.
    pub left: Option<PathBuf>,
}

/// How to publish.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    /// Whether what somebody else put there may be written over, and a place taken that another site has. It is never removed.
    pub take_over: bool,
}

/// A target that can be published to.
pub struct Publisher {
    place: Box<dyn Place>,
    wish: Wish,
}

impl Publisher {
    /// Gets ready, without a word to the target. `root`: the site's own folder.
    ///
    /// # Errors
    /// When something is missing that is needed: a command, keys in the environment.
    pub fn new(root: &Path, target: &Target, wish: Wish) -> Result<Self, PublishError> {
        let place: Box<dyn Place> = match &target.kind {
            Kind::Dir { path } => Box::new(dir::Dir::new(root, path, wish)),
            Kind::Git(settings) => Box::new(git::Git::new(root, &target.name, settings)?),
            Kind::Rsync { to } => Box::new(rsync::Rsync::new(root, to)?),
            #[cfg(feature = "s3")]
            Kind::S3(settings) => Box::new(s3::Store::new(settings)?),
            #[cfg(not(feature = "s3"))]
            Kind::S3(_) => return Err(PublishError::NoS3),
        };
        Ok(Self { place, wish })
    }

    /// Looks at the target and compares it with the site.
    ///
    /// # Errors
    /// When the target cannot be reached, or is not ours to change.
    pub fn look(mut self, site: &Site) -> Result<Publication<'_>, PublishError> {
        let seen = self.place.look()?;
        let record = seen.record.as_deref().map(Record::parse).transpose()?;
        let same = self.place.same(site, &seen, record.as_ref())?;
        let plan = Plan::new(site, &seen, record, &same, self.wish, &|path| self.place.delivered(path))?;
        Ok(Publication { site, place: self.place, plan })
    }
}

/// A target that was looked at.
pub struct Publication<'a> {
    site: &'a Site,
    place: Box<dyn Place>,
    plan: Plan,
}

impl Publication<'_> {
    /// What would be done.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Does it. `sent` is told how many files went over.
    ///
    /// # Errors
    /// When the target fails, or somebody else published meanwhile. What is there then is whole, the old or the new.
    pub fn carry_out(mut self, sent: &dyn Fn(usize)) -> Result<Done, PublishError> {
        if self.plan.is_settled() {
            return Ok(Done::default());
        }
        self.place.carry_out(self.site, &self.plan, sent)
    }
}

/// Why a site was not published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The target has files, and no record of ours.
    #[error(
        "there are {count} files already, and polku did not put them there (`{example}` is one); publish to an empty place, or say --take-over to put the site among them: they stay, but for those of the same names"
    )]
    NotOurs {
        /// How many.
        count: usize,
        /// The first one.
        example: String,
    },
    /// The target is another site's.
    #[error(
        "another site is published there, `{there}`, and this one is `{here}`; choose another place, or say --take-over if it is the same site by another name, or is to be replaced"
    )]
    OtherSite {
        /// Its name.
        there: String,
        /// This one's.
        here: String,
    },
    /// Somebody else's files have the names of ours.
    #[error(
        "somebody else put files there that the site has too: {paths}; move them away, or say --take-over to write over them"
    )]
    Foreign {
        /// Some of them.
        paths: String,
    },
    /// Somebody else's files are where the site has folders, or the other way round.
    #[error(
        "somebody else put files there that are in the way of the site's folders or files: {paths}; move them away"
    )]
    InTheWay {
        /// Some of them.
        paths: String,
    },
    /// The record cannot be read.
    #[error(
        "`{RECORD}` at the target cannot be read ({0}); a newer polku may have written it: update this one, or remove that file and publish with --take-over"
    )]
    Record(String),
    /// Somebody published in the meantime.
    #[error("somebody else published there in the meantime; nothing is lost: publish again")]
    MovedOn,
    /// A command is missing.
    #[error("the `{0}` command is needed for this, and is not there; install it")]
    NoCommand(&'static str),
    /// A command failed.
    #[error("{what} failed: {said}{help}")]
    Command {
        /// What was tried.
        what: String,
        /// What the command said.
        said: String,
        /// What to do.
        help: &'static str,
    },
    /// The settings name something that cannot be.
    #[error("{0}")]
    Settings(String),
    /// This program was built without S3.
    #[error("this polku was built without S3; take a released one, or build it with `--features s3`")]
    NoS3,
    /// A store failed.
    #[error("{what} failed: {said}{help}")]
    Store {
        /// What was tried.
        what: String,
        /// What the store said.
        said: String,
        /// What to do.
        help: &'static str,
    },
    /// The output folder, or the one to publish to.
    #[error(transparent)]
    Emit(#[from] EmitError),
    /// The disk failed.
    #[error("`{}`: {source}", .path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl PublishError {
    /// Whether the machine or the network failed, and not the one who asked.
    pub fn is_machine(&self) -> bool {
        match self {
            Self::MovedOn | Self::NoCommand(_) | Self::Command { .. } | Self::Store { .. } | Self::Io { .. } => true,
            Self::Emit(error) => error.is_machine(),
            _ => false,
        }
    }

    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}
