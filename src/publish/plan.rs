//! What a publication does: the site and what lies at the target → what is new, changed, kept and removed.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{Entry, RECORD, Record};
use super::{PublishError, Seen, Site, Wish};
use crate::delivery;

/// Names of others' files that a message tells.
const TOLD: usize = 5;

/// What is done with a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    /// It is not there yet.
    New,
    /// It is there with another content.
    Changed,
    /// It is there, and the site has it no more.
    Removed,
}

/// What a publication does.
#[derive(Debug)]
pub struct Plan {
    /// The files that something is done with.
    pub changes: BTreeMap<String, Change>,
    /// How many files are as they should be.
    pub unchanged: usize,
    /// How many bytes are to be sent.
    pub bytes: u64,
    /// The files of the publication before that stay for pages that were fetched then.
    pub(super) retired: Vec<String>,
    /// What was written down before.
    pub(super) before: Option<Record>,
    /// The same, byte for byte.
    pub(super) found: Option<Vec<u8>>,
    /// What is to be written down afterwards.
    pub(super) after: Record,
}

/// When a file is sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Step {
    /// What pages need.
    Asset,
    /// A page that no other leads to yet.
    NewPage,
    /// A page that may lead to new ones.
    Page,
    /// What lists pages, and what tells browsers or servers of them.
    List,
}

impl Plan {
    /// Compares. `same`: the files that need not be sent.
    pub(super) fn new(
        site: &Site,
        seen: &Seen,
        before: Option<Record>,
        same: &BTreeSet<String>,
        wish: Wish,
        delivered: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, PublishError> {
        let ours = |path: &str| before.as_ref().is_some_and(|record| record.has(path));
        match &before {
            Some(record) if record.site != site.name && !wish.take_over => {
                return Err(PublishError::OtherSite { there: record.site.clone(), here: site.name.clone() });
            }
            None if !wish.take_over => {
                if let Some(example) = seen.files.keys().next() {
                    return Err(PublishError::NotOurs { count: seen.files.len(), example: example.clone() });
                }
            }
            _ => {}
        }
        let foreign: Vec<String> = seen.files.keys().filter(|path| !ours(path)).cloned().collect();
        let taken = |path: &&String| site.files.contains_key(*path) && !same.contains(*path);
        let collisions: Vec<&String> = foreign.iter().filter(taken).collect();
        if !collisions.is_empty() && !wish.take_over {
            return Err(PublishError::Foreign { paths: told(&collisions) });
        }
        let folders: BTreeSet<&str> = site.files.keys().flat_map(|path| above(path)).collect();
        let in_the_way = |path: &&String| {
            folders.contains(path.as_str()) || above(path).any(|folder| site.files.contains_key(folder))
        };
        let blocked: Vec<&String> = foreign.iter().filter(|path| !seen.is_flat && in_the_way(path)).collect();
        if !blocked.is_empty() {
            return Err(PublishError::InTheWay { paths: told(&blocked) });
        }

        let mut changes = BTreeMap::new();
        let (mut unchanged, mut bytes) = (0, 0);
        for (path, file) in &site.files {
            if same.contains(path) {
                unchanged += 1;
                continue;
            }
            let change = if seen.files.contains_key(path) { Change::Changed } else { Change::New };
            changes.insert(path.clone(), change);
            bytes += file.length;
        }
        let retired = retired(site, seen, before.as_ref());
        for path in seen.files.keys() {
            if ours(path) && !site.files.contains_key(path) && !retired.contains_key(path) {
                changes.insert(path.clone(), Change::Removed);
            }
        }
        // What somebody else put there with the very content of ours stays theirs, unless one says that it is not.
        let is_theirs = |path: &str| !wish.take_over && same.contains(path) && !ours(path);
        let own = site.files.iter().filter(|(path, _)| !is_theirs(path));
        let files = own.map(|(path, file)| (path.clone(), Entry::new(*file, delivered(path)))).collect();
        let kept = retired.keys().cloned().collect();
        let after = Record::new(site.name.clone(), files, retired);
        Ok(Self { changes, unchanged, bytes, retired: kept, before, found: seen.record.clone(), after })
    }

    /// Whether there is nothing to do, not even to be written down.
    pub fn is_settled(&self) -> bool {
        self.changes.is_empty() && self.before.as_ref() == Some(&self.after)
    }

    /// How many files there are of a change.
    pub fn count(&self, change: Change) -> usize {
        self.changes.values().filter(|own| **own == change).count()
    }

    /// The files to be sent, in the order of time; each step is over before the next one begins.
    pub(super) fn steps(&self) -> Vec<Vec<&str>> {
        let mut steps: BTreeMap<Step, Vec<&str>> = BTreeMap::new();
        for (path, change) in &self.changes {
            if *change != Change::Removed {
                steps.entry(step(path, *change)).or_default().push(path);
            }
        }
        steps.into_values().collect()
    }

    /// The files to be removed.
    pub(super) fn removed(&self) -> Vec<&str> {
        self.changes.iter().filter(|(_, change)| **change == Change::Removed).map(|(path, _)| path.as_str()).collect()
    }

    /// Refuses to go on where somebody else published since it was looked at.
    pub(super) fn refuse_other(&self, record: Option<&[u8]>) -> Result<(), PublishError> {
        if record == self.found.as_deref() { Ok(()) } else { Err(PublishError::MovedOn) }
    }

    /// Whether polku put a file there before.
    pub(super) fn was_ours(&self, path: &str) -> bool {
        self.before.as_ref().is_some_and(|record| record.has(path))
    }

    /// Whether a file that is to be removed is where a folder, or a file, is to be.
    pub(super) fn makes_way(&self, path: &str) -> bool {
        let is_put = |path: &str| self.changes.get(path).is_some_and(|change| *change != Change::Removed);
        let below = format!("{path}/");
        above(path).any(is_put)
            || self
                .changes
                .range(below.clone()..)
                .take_while(|(own, _)| own.starts_with(&below))
                .any(|(own, _)| is_put(own))
    }

    /// What is written down before anything is sent.
    pub(super) fn meanwhile(&self, run: String) -> Record {
        let mut record = match &self.before {
            Some(before) => before.clone(),
            None => Record::new(self.after.site.clone(), BTreeMap::new(), BTreeMap::new()),
        };
        record.site.clone_from(&self.after.site);
        // What is left of a publication that was broken off must not be forgotten.
        for (path, entry) in &self.after.files {
            // Nor what is in doubt already: it may be there as it was to be then.
            let known = record.files.get(path).or_else(|| record.retired.get(path)).cloned();
            record
                .coming
                .entry(path.clone())
                .and_modify(|own| {
                    if known.as_ref() == Some(&*own) {
                        *own = entry.clone();
                    }
                })
                .or_insert_with(|| entry.clone());
        }
        record.run = Some(run);
        record
    }
}

/// The folders that hold a file.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Some of the names.
fn told(paths: &[&String]) -> String {
    let told: Vec<String> = paths.iter().take(TOLD).map(|path| format!("`{path}`")).collect();
    let more = paths.len() - told.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", told.join(", "))
}

/// What stays though the site has it no more: files whose names change with their content, of the publication before.
fn retired(site: &Site, seen: &Seen, before: Option<&Record>) -> BTreeMap<String, Entry> {
    let Some(before) = before else { return BTreeMap::new() };
    let there = |path: &str| seen.files.contains_key(path) && !site.files.contains_key(path);
    let same = |(path, entry): (&String, &Entry)| {
        site.files.get(path).is_some_and(|file| file.digest == entry.hash && file.length == entry.length)
    };
    // The same publication once more makes nothing older.
    let is_known =
        |path: &String| before.files.contains_key(path) || (seen.files.contains_key(path) && !before.has(path));
    let again = before.files.iter().all(same) && site.files.keys().all(is_known);
    // Of a publication that was broken off there may be pages, too.
    let kept: Vec<_> =
        if again { before.retired.iter().collect() } else { before.files.iter().chain(&before.coming).collect() };
    kept.into_iter()
        .filter(|(path, _)| delivery::is_named_by_content(path) && there(path))
        .map(|(path, entry)| (path.clone(), entry.clone()))
        .collect()
}

fn step(path: &str, change: Change) -> Step {
    // A compressed copy goes with its file.
    let plain = path.strip_suffix(".gz").or_else(|| path.strip_suffix(".br")).unwrap_or(path);
    let name = plain.rsplit('/').next().unwrap_or(plain);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_page = extension == "html";
    let lists = ["sw.js", "robots.txt", "llms.txt", "staticwebapp.config.json", "_headers", "_redirects", RECORD];
    let is_list = matches!(extension, "xml" | "webmanifest") || lists.contains(&name) || name.starts_with('.');
    match change {
        _ if is_list => Step::List,
        Change::New if is_page => Step::NewPage,
        _ if is_page => Step::Page,
        _ => Step::Asset,
    }
}
