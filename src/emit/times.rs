//! What is known of the output folder's files and folders unopened, kept from one build to the next.
//!
//! In: a list of outputs, the folder. Out: for each file what [`fs::Stat`] said of it after the build that left it
//! there, for each folder when something came into it or went.
//!
//! Times are of one machine, so they are no part of the output: they lie in the cache. Without them the files are read.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::manifest::Manifest;
use crate::cache::Cache;
use crate::digest::Digest;
use crate::fs::{self, Stat};

/// Bytes of a file's record.
const FILE: usize = 32;
/// Bytes of a folder's record.
const FOLDER: usize = 8;

/// What was known of the tree.
#[derive(Debug, Default)]
pub(super) struct Times {
    pub(super) files: BTreeMap<String, Stat>,
    /// When each folder changed, in nanoseconds since 1970; the output folder itself is the empty path.
    folders: BTreeMap<String, i64>,
}

impl Times {
    /// What was kept of the tree at `out` with this list of outputs.
    pub(super) fn load(cache: &Cache, out: &Path, list: Digest, manifest: &Manifest) -> Self {
        Self::parse(cache, out, list, manifest).unwrap_or_default()
    }

    fn parse(cache: &Cache, out: &Path, list: Digest, manifest: &Manifest) -> Option<Self> {
        let bytes = cache.load(&name(out))?;
        let bytes = bytes.strip_prefix(list.as_bytes())?;
        let folders = folders(manifest);
        let (of_files, of_folders) = bytes.split_at_checked(manifest.files.len() * FILE)?;
        if of_folders.len() != folders.len() * FOLDER {
            return None;
        }
        let number = |bytes: &[u8]| bytes.try_into().map(i64::from_le_bytes).unwrap_or_default();
        let stat = |record: &[u8]| Stat {
            len: number(&record[..8]).cast_unsigned(),
            modified: number(&record[8..16]),
            changed: number(&record[16..24]),
            inode: number(&record[24..]).cast_unsigned(),
        };
        Some(Self {
            files: manifest.files.keys().cloned().zip(of_files.chunks_exact(FILE).map(stat)).collect(),
            folders: folders.into_iter().map(str::to_owned).zip(of_folders.chunks_exact(FOLDER).map(number)).collect(),
        })
    }

    /// Keeps what is `known` of the files that are sure to be as the list says; the others are left to the next build to
    /// read.
    pub(super) fn store(
        cache: &Cache,
        out: &Path,
        list: Digest,
        manifest: &Manifest,
        known: impl Fn(&str) -> Option<Stat> + Sync,
    ) {
        let files: Vec<&String> = manifest.files.keys().collect();
        let records: Vec<[u8; FILE]> = files
            .par_iter()
            .map(|path| {
                let stat = known(path).unwrap_or_default();
                let mut record = [0; FILE];
                record[..8].copy_from_slice(&stat.len.to_le_bytes());
                record[8..16].copy_from_slice(&stat.modified.to_le_bytes());
                record[16..24].copy_from_slice(&stat.changed.to_le_bytes());
                record[24..].copy_from_slice(&stat.inode.to_le_bytes());
                record
            })
            .collect();
        let folders = folders(manifest);
        let changed: Vec<[u8; FOLDER]> =
            folders.par_iter().map(|folder| fs::modified(&out.join(folder)).unwrap_or(0).to_le_bytes()).collect();
        let mut bytes = list.as_bytes().to_vec();
        bytes.extend(records.as_flattened());
        bytes.extend(changed.as_flattened());
        cache.store(&name(out), &bytes);
    }

    /// Whether there is something in the tree at `out` that is not in the list.
    pub(super) fn has_strays(&self, out: &Path, manifest: &Manifest) -> bool {
        let folders = folders(manifest);
        folders.par_iter().any(|folder| {
            let path = out.join(folder);
            // Nothing came into a folder and nothing went since it was looked at.
            if let Some(known) = self.folders.get(*folder)
                && fs::modified(&path) == Some(*known)
            {
                return false;
            }
            let Ok(entries) = std::fs::read_dir(&path) else { return false };
            entries.filter_map(Result::ok).any(|entry| {
                let name = entry.file_name();
                let Some(name) = name.to_str() else { return true };
                let inside = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
                inside != super::MANIFEST
                    && !manifest.files.contains_key(&inside)
                    && folders.binary_search(&inside.as_str()).is_err()
            })
        })
    }
}

/// The folders of a tree, sorted, its own with the empty path.
fn folders(manifest: &Manifest) -> Vec<&str> {
    let mut folders = vec![""];
    let mut last = "";
    for path in manifest.files.keys() {
        let Some((folder, _)) = path.rsplit_once('/') else { continue };
        if folder != last {
            let new = folder.match_indices('/').filter(|(i, _)| !last.starts_with(&folder[..=*i]));
            folders.extend(new.map(|(i, _)| &folder[..i]));
            folders.push(folder);
            last = folder;
        }
    }
    folders.sort_unstable();
    folders.dedup();
    folders
}

fn name(out: &Path) -> String {
    format!("outputs-{}", super::place_name(out))
}
