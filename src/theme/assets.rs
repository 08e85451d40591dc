//! A theme's assets: `static/` → files whose names carry their content's hash, so that browsers may keep them for
//! good.
//!
//! A bundle is served instead of its parts: one request where there were several. A theme that brings its own version of a
//! part has it in the bundle; a file that only is a part, and that the theme did not write itself, is not served alone.

use std::collections::BTreeMap;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

use super::about::{self, Bundle};
use super::{Layer, small};
use crate::delivery::{ASSETS, HASH_DIGITS};
use crate::diag::{Code, Diagnostic, Diags, nearest};

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
    let mut gathering = Gathering { layers, found: BTreeMap::new(), within: BTreeMap::new(), diags };
    for layer in layers.iter().rev() {
        for (path, (_, bytes)) in &layer.files {
            if let Some(name) = path.strip_prefix("static/") {
                gathering.found.insert(name, bytes);
            }
        }
    }
    let minify = layers.iter().find_map(|layer| layer.about.minify).unwrap_or(false);
    let mut bundles: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for (i, layer) in layers.iter().enumerate() {
        for bundle in &layer.about.bundles {
            if bundles.contains_key(bundle.name.as_str()) {
                // A nearer theme made another of it: of this one nothing is left.
                gathering.take_out(bundle, i);
            } else {
                bundles.insert(&bundle.name, gathering.bundle(bundle, i, minify));
            }
        }
    }
    let Gathering { found, within, .. } = gathering;
    let alone = found.into_iter().filter(|(name, _)| !within.contains_key(*name));
    let mut files: Vec<ThemeAsset> = alone
        .map(|(name, bytes)| asset(name, bytes.to_vec()))
        .chain(bundles.into_iter().map(|(name, bytes)| asset(name, bytes)))
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Assets { files, within }
}

struct Gathering<'a> {
    layers: &'a [Layer],
    /// All files of `static/`, the nearest theme's.
    found: BTreeMap<&'a str, &'a [u8]>,
    /// File → the bundle that it is in and not served besides.
    within: BTreeMap<String, String>,
    diags: &'a mut Diags,
}

impl Gathering<'_> {
    /// Whether a theme before the `i`th brings this part itself.
    fn is_brought(&self, part: &str, i: usize) -> bool {
        let path = format!("static/{part}");
        self.layers[..i].iter().any(|layer| layer.files.contains_key(&path))
    }

    /// The parts of a bundle that is served in another theme's version.
    fn take_out(&mut self, bundle: &Bundle, i: usize) {
        for (part, _) in &bundle.parts {
            if !self.is_brought(part, i) {
                self.within.entry(part.clone()).or_insert_with(|| bundle.name.clone());
            }
        }
    }

    /// The text of a bundle of the `i`th theme.
    fn bundle(&mut self, bundle: &Bundle, i: usize, minify: bool) -> Vec<u8> {
        if self.found.contains_key(bundle.name.as_str()) {
            let message = format!("there is a file `static/{}` besides the bundle of that name", bundle.name);
            self.report(i, &bundle.place, message, "give the bundle another name".to_owned());
        }
        let mut text = Vec::new();
        for (part, place) in &bundle.parts {
            let Some(bytes) = self.found.get(part.as_str()).copied() else {
                let help = match nearest(part, self.found.keys().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "parts are files below `static/`, of this theme or the default one".to_owned(),
                };
                self.report(i, place, format!("the theme has no file `static/{part}`"), help);
                continue;
            };
            let versions = if part == ADDED { self.versions(part) } else { vec![bytes] };
            for bytes in versions {
                text.extend_from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
                text.push(b'\n');
            }
            if part == ADDED || !self.is_brought(part, i) {
                self.within.entry(part.clone()).or_insert_with(|| bundle.name.clone());
            }
        }
        if !minify {
            return text;
        }
        let css = about::extension(&bundle.name) == "css";
        match std::str::from_utf8(&text) {
            Ok(whole) => if css { small::css(whole) } else { small::js(whole) }.into_bytes(),
            Err(_) => {
                let message = format!("a file of the bundle `{}` is not UTF-8", bundle.name);
                self.report(i, &bundle.place, message, "save it as UTF-8".to_owned());
                text
            }
        }
    }

    /// All themes' versions of a part, the farthest first: of what a theme only adds to another, nothing is lost by adding more.
    fn versions(&self, part: &str) -> Vec<&[u8]> {
        let path = format!("static/{part}");
        self.layers.iter().rev().filter_map(|layer| layer.files.get(&path)).map(|(_, bytes)| bytes.as_slice()).collect()
    }

    fn report(&mut self, i: usize, place: &Range<usize>, message: String, help: String) {
        if let Some((file, _)) = self.layers[i].files.get(about::FILE) {
            self.diags.push(Diagnostic::new(Code::ThemeBundle, message, help).at(file, place.clone()));
        }
    }
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
    let mut out = String::from(ASSETS);
    for part in [folder].into_iter().filter(|f| !f.is_empty()) {
        out.push('/');
        out.push_str(part);
    }
    out.push_str(&format!("/{stem}."));
    out.extend(digest.iter().take(HASH_DIGITS / 2).map(|byte| format!("{byte:02x}")));
    if !extension.is_empty() {
        out.push('.');
        out.push_str(extension);
    }
    out
}
