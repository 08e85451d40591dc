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
    /// Files that somebody else put there, which stay.
    pub(super) foreign: Vec<String>,
    /// What was written down before.
    pub(super) before: Option<Record>,
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
            let told: Vec<String> = collisions.iter().take(TOLD).map(|path| format!("`{path}`")).collect();
            let more = collisions.len() - told.len();
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            return Err(PublishError::Foreign { paths: format!("{}{more}", told.join(", ")) });
        }
        let foreign = foreign.into_iter().filter(|path| !site.files.contains_key(path)).collect();

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
        let files = site.files.iter().map(|(path, file)| (path.clone(), Entry::new(*file, delivered(path)))).collect();
        let kept = retired.keys().cloned().collect();
        let after = Record::new(site.name.clone(), files, retired);
        Ok(Self { changes, unchanged, bytes, retired: kept, foreign, before, after })
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

    /// What is written down before anything is sent.
    pub(super) fn meanwhile(&self, run: String) -> Record {
        let mut record = match &self.before {
            Some(before) => before.clone(),
            None => Record::new(self.after.site.clone(), BTreeMap::new(), BTreeMap::new()),
        };
        record.site.clone_from(&self.after.site);
        // What is left of a publication that was broken off must not be forgotten.
        record.coming.extend(self.after.files.clone());
        record.run = Some(run);
        record
    }
}

/// What stays though the site has it no more: files whose names change with their content, of the publication before.
fn retired(site: &Site, seen: &Seen, before: Option<&Record>) -> BTreeMap<String, Entry> {
    let Some(before) = before else { return BTreeMap::new() };
    let there = |path: &str| seen.files.contains_key(path) && !site.files.contains_key(path);
    let same = |(path, entry): (&String, &Entry)| {
        site.files.get(path).is_some_and(|file| file.digest == entry.hash && file.length == entry.length)
    };
    // The same publication once more makes nothing older.
    let again = before.files.len() == site.files.len() && before.files.iter().all(same);
    let kept = if again { &before.retired } else { &before.files };
    kept.iter()
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
