//! What polku put at a target, written down there.
//!
//! In: the record's bytes. Out: whose they are, and which files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{File, PublishError};
use crate::digest::Digest;

/// The record's name at the target.
pub const RECORD: &str = ".polku-published.json";

/// The version of the format.
const VERSION: u32 = 1;

/// What is known of one file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Of its content.
    pub(super) hash: Digest,
    /// Bytes.
    pub(super) length: u64,
    /// How it is delivered, where the place keeps that beside it.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none", default)]
    pub(super) delivered: Option<String>,
}

impl Entry {
    pub(super) fn new(file: File, delivered: Option<String>) -> Self {
        Self { hash: file.digest, length: file.length, delivered }
    }
}

/// The record of a publication.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    version: u32,
    /// Tells the site from others.
    pub(super) site: String,
    /// The site's files.
    pub(super) files: BTreeMap<String, Entry>,
    /// Files of the publication before, for pages that were fetched then.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub(super) retired: BTreeMap<String, Entry>,
    /// Files of a publication that is under way, or was broken off: they may be there, or not.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub(super) coming: BTreeMap<String, Entry>,
    /// Tells the publication that is under way from others.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) run: Option<String>,
}

impl Record {
    pub(super) fn new(site: String, files: BTreeMap<String, Entry>, retired: BTreeMap<String, Entry>) -> Self {
        Self { version: VERSION, site, files, retired, coming: BTreeMap::new(), run: None }
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, PublishError> {
        let refuse = |why: String| PublishError::Record(why);
        let record: Self = serde_json::from_slice(bytes).map_err(|error| refuse(error.to_string()))?;
        if record.version != VERSION {
            return Err(refuse(format!("its format is {}, and this polku knows {VERSION}", record.version)));
        }
        Ok(record)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Texts and numbers can always be written.
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Whether polku put this file there.
    pub(super) fn has(&self, path: &str) -> bool {
        [&self.files, &self.retired, &self.coming].iter().any(|files| files.contains_key(path))
    }

    /// What is at this path for sure: nothing is known of what a publication that was broken off may have changed.
    #[cfg(feature = "s3")]
    pub(super) fn sure(&self, path: &str) -> Option<&Entry> {
        let known = self.files.get(path).or_else(|| self.retired.get(path))?;
        self.coming.get(path).is_none_or(|coming| coming == known).then_some(known)
    }
}
