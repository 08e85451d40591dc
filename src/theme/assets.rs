//! A theme's assets: `static/` → files whose names carry their content's hash, so that browsers may keep them for
//! good.
//!
//! A bundle is served instead of its parts: one request where there were several. A theme that brings its own version of a
//! part has it in the bundle; a file that only is a part, and that the theme did not write itself, is not served alone.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

use super::{Layer, about, small};
use crate::diag::{Code, Diagnostic, Diags, nearest};

/// The folder of the site that holds them.
const FOLDER: &str = "assets";

/// The style that a theme adds to those it stands upon: in a bundle theirs comes before it, and is not replaced.
const ADDED: &str = "css/own.css";

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

/// What is served, and which bundle those files are in that are not served by themselves.
pub(super) struct Assets {
    /// Sorted by name.
    pub(super) files: Vec<ThemeAsset>,
    /// File → bundle.
    pub(super) within: BTreeMap<String, String>,
}

/// Gathers the assets: each theme's before those of the one that it stands upon.
pub(super) fn collect(layers: &[Layer], diags: &mut Diags) -> Assets {
    let mut found: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for layer in layers.iter().rev() {
        for (path, (_, bytes)) in &layer.files {
            if let Some(name) = path.strip_prefix("static/") {
                found.insert(name, bytes);
            }
        }
    }
    let minify = layers.iter().find_map(|layer| layer.about.minify).unwrap_or(false);
    let mut bundles: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    let mut within = BTreeMap::new();
    for (i, layer) in layers.iter().enumerate() {
        let file = layer.files.get(about::FILE).map(|(place, _)| place);
        for bundle in &layer.about.bundles {
            if bundles.contains_key(bundle.name.as_str()) {
                // A nearer theme made another of it: of this one nothing is left.
                for (part, _) in &bundle.parts {
                    let path = format!("static/{part}");
                    if !layers[..i].iter().any(|layer| layer.files.contains_key(&path)) {
                        within.entry(part.clone()).or_insert_with(|| bundle.name.clone());
                    }
                }
                continue;
            }
            let mut report = |span: &std::ops::Range<usize>, message: String, help: String| {
                if let Some(file) = file {
                    diags.push(Diagnostic::new(Code::ThemeBundle, message, help).at(file, span.clone()));
                }
            };
            if found.contains_key(bundle.name.as_str()) {
                report(
                    &bundle.place,
                    format!("there is a file `static/{}` besides the bundle of that name", bundle.name),
                    "give the bundle another name".to_owned(),
                );
            }
            let mut text = Vec::new();
            for (part, place) in &bundle.parts {
                let Some(bytes) = found.get(part.as_str()) else {
                    let help = match nearest(part, found.keys().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "parts are files below `static/`, of this theme or the default one".to_owned(),
                    };
                    report(place, format!("the theme has no file `static/{part}`"), help);
                    continue;
                };
                let path = format!("static/{part}");
                // Of what a theme only adds to another, nothing is lost by adding more.
                let every = layers.iter().rev().filter(|_| part == ADDED).filter_map(|layer| layer.files.get(&path));
                let all: Vec<&[u8]> = every.map(|(_, bytes)| bytes.as_slice()).collect();
                for bytes in if all.is_empty() { vec![*bytes] } else { all } {
                    text.extend_from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
                    text.push(b'\n');
                }
                if part == ADDED || !layers[..i].iter().any(|layer| layer.files.contains_key(&path)) {
                    within.entry(part.clone()).or_insert_with(|| bundle.name.clone());
                }
            }
            if minify {
                let css = about::extension(&bundle.name) == "css";
                match std::str::from_utf8(&text) {
                    Ok(whole) => text = if css { small::css(whole) } else { small::js(whole) }.into_bytes(),
                    Err(_) => report(
                        &bundle.place,
                        format!("a file of the bundle `{}` is not UTF-8", bundle.name),
                        "save it as UTF-8".to_owned(),
                    ),
                }
            }
            bundles.insert(&bundle.name, text);
        }
    }
    let alone: BTreeSet<&str> = found.keys().copied().filter(|name| !within.contains_key(*name)).collect();
    let mut files: Vec<ThemeAsset> = found
        .into_iter()
        .filter(|(name, _)| alone.contains(name))
        .map(|(name, bytes)| asset(name, bytes.to_vec()))
        .chain(bundles.into_iter().map(|(name, bytes)| asset(name, bytes)))
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Assets { files, within }
}

fn asset(name: &str, bytes: Vec<u8>) -> ThemeAsset {
    let digest = Sha384::digest(&bytes);
    ThemeAsset {
        name: name.to_owned(),
        output: hashed(name, &digest),
        bytes,
        integrity: format!("sha384-{}", STANDARD.encode(digest)),
    }
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
