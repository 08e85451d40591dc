//! A theme's assets: `static/` → files whose names carry their content's hash, so that browsers may keep them for
//! good.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

use super::Files;

/// The folder of the site that holds them.
const FOLDER: &str = "assets";

/// A file of a theme's `static/`.
#[derive(Clone, Debug)]
pub struct ThemeAsset {
    /// Its path below `static/`.
    pub name: String,
    /// Its path in the output folder.
    pub output: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Its hash as Subresource Integrity has it (W3C SRI, 3.2).
    pub integrity: String,
}

/// Gathers the assets: the theme's own before the default theme's.
pub(super) fn collect(own: &Files, base: &Files) -> Vec<ThemeAsset> {
    let mut found: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for files in [base, own] {
        for (path, (_, bytes)) in files {
            if let Some(name) = path.strip_prefix("static/") {
                found.insert(name, bytes);
            }
        }
    }
    found
        .into_iter()
        .map(|(name, bytes)| {
            let digest = Sha384::digest(bytes);
            ThemeAsset {
                name: name.to_owned(),
                output: hashed(name, &digest),
                bytes: bytes.to_vec(),
                integrity: format!("sha384-{}", STANDARD.encode(digest)),
            }
        })
        .collect()
}

/// `css/style.css` → `assets/css/style.0123456789.css`.
fn hashed(name: &str, digest: &[u8]) -> String {
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    let mut out = String::from(FOLDER);
    for part in [folder].into_iter().filter(|f| !f.is_empty()) {
        out.push('/');
        out.push_str(part);
    }
    out.push_str(&format!("/{stem}."));
    out.extend(digest.iter().take(5).map(|byte| format!("{byte:02x}")));
    if !extension.is_empty() {
        out.push('.');
        out.push_str(extension);
    }
    out
}
