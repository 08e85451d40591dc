//! The list of what a build wrote, kept in the output folder.
//!
//! Input: the bytes of an old manifest, or the entries of a new tree.
//! Output: entries by path; bytes that depend on nothing but the entries.
//!
//! Invariant: a manifest that cannot be understood (damaged, of a later version) still
//! marks the folder as ours, and counts as an empty list: everything is written again.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::digest::Digest;

/// The manifest's name in the output folder.
pub const MANIFEST: &str = ".polku-manifest.json";

/// The version of the format.
const VERSION: u32 = 3;

/// What is known of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Of the bytes.
    pub(super) hash: Digest,
    /// Length in bytes.
    pub(super) length: u64,
    /// What it was made from, for who wrote it to compare.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) key: Option<String>,
}

/// The files of a tree by path, without the manifest itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    version: u32,
    #[serde(deserialize_with = "files")]
    pub(super) files: BTreeMap<String, Entry>,
}

/// Reads the files in one go: they are sorted already.
fn files<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Entry>, D::Error> {
    struct Files;
    impl<'de> Visitor<'de> for Files {
        type Value = BTreeMap<String, Entry>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("files by path")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut files = Vec::new();
            while let Some(file) = map.next_entry()? {
                files.push(file);
            }
            Ok(files.into_iter().collect())
        }
    }
    from.deserialize_map(Files)
}

impl Manifest {
    pub(super) fn new(files: BTreeMap<String, Entry>) -> Self {
        Self { version: VERSION, files }
    }

    /// Reads a manifest; see the module for what is not understood.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).ok().filter(|manifest: &Self| manifest.version == VERSION).unwrap_or_default()
    }

    /// The bytes to store.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}
