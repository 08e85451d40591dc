//! Sizes of images: the files that pages show → width and height in CSS pixels.
//!
//! Browsers keep the place of an image free when its size stands in the HTML, so that nothing jumps while it loads.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Diags};
use crate::fs::{self, Fs, Stat};
use crate::ids::{AssetId, SrcPath};
use crate::parse::Document;
use crate::resolve::{MediaTarget, Resolved};
use crate::site::Site;

/// Width and height of each image, in CSS pixels.
pub type Sizes = HashMap<AssetId, (u32, u32)>;

/// What was read of each image, and what was known of it unopened if that tells whether it is the same still.
pub type Read = HashMap<SrcPath, (Option<Stat>, Result<(u32, u32), String>)>;

/// Reads the sizes of all images that are shown; of those that are as they were before, takes what was read then.
pub fn sizes(
    fs: &dyn Fs,
    site: &Site,
    docs: &[Arc<Document>],
    resolved: &[Arc<Resolved>],
    before: &Read,
) -> (Sizes, Read, Diags) {
    let mut shown: BTreeSet<AssetId> = BTreeSet::new();
    for (page, resolved) in site.pages.iter().zip(resolved) {
        let Some(doc) = page.doc else { continue };
        // What raw HTML shows is given no size, and may be no image.
        let media = docs[doc.index()].head.media.iter().zip(&resolved.media).filter(|(media, _)| !media.raw);
        shown.extend(media.filter_map(|(_, target)| match target {
            MediaTarget::Asset(asset, _) => Some(*asset),
            _ => None,
        }));
    }
    let now = fs::now();
    let found: Vec<_> = shown
        .into_par_iter()
        .map(|asset| {
            let file = &site.asset(asset).file;
            let stat = fs.stat(file.as_str()).filter(|stat| stat.is_settled(now));
            if let Some((known, size)) = before.get(file)
                && stat.is_some()
                && *known == stat
            {
                return (asset, stat, size.clone());
            }
            let bytes = fs.read(file.as_str()).map_err(|e| e.to_string());
            (asset, stat, bytes.and_then(|bytes| size(file.as_str(), &bytes)))
        })
        .collect();
    let (mut sizes, mut read) = (Sizes::new(), Read::new());
    let mut diags = Diags::new();
    for (asset, stat, size) in found {
        read.insert(site.asset(asset).file.clone(), (stat, size.clone()));
        match size {
            Ok(size) => {
                sizes.insert(asset, size);
            }
            Err(why) => diags.push(
                Diagnostic::new(
                    Code::UnreadableImage,
                    format!("the image's size cannot be read: {why}"),
                    "save it anew as SVG, PNG, JPEG, WebP, AVIF or GIF; an SVG needs `width` and `height`, or a `viewBox`",
                )
                .in_file(&site.asset(asset).file),
            ),
        }
    }
    (sizes, read, diags)
}

fn size(file: &str, bytes: &[u8]) -> Result<(u32, u32), String> {
    if file.to_ascii_lowercase().ends_with(".svg") {
        return svg(bytes).ok_or_else(|| "no width, height or viewBox".to_owned());
    }
    let size = imagesize::blob_size(bytes).map_err(|e| e.to_string())?;
    let pixels = |n: usize| u32::try_from(n).map_err(|_| "it is too large".to_owned());
    Ok((pixels(size.width)?, pixels(size.height)?))
}

/// The size of an SVG: its `width` and `height`, else those of its `viewBox` (SVG 2, 8.2).
fn svg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut buffer = Vec::new();
    loop {
        let event = reader.read_event_into(&mut buffer).ok()?;
        let root = match event {
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => tag,
            quick_xml::events::Event::Eof => return None,
            _ => {
                buffer.clear();
                continue;
            }
        };
        if root.local_name().as_ref() != "svg" {
            return None;
        }
        let attribute = |name: &str| {
            let found = root.attributes().flatten().find(|a| a.key.as_ref() == name)?;
            Some(found.value.into_owned())
        };
        let length = |name: &str| {
            let text = attribute(name)?;
            let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
            (number.is_finite() && number > 0.0).then_some(number)
        };
        let box_size = || {
            let text = attribute("viewBox")?;
            let numbers: Vec<f64> =
                text.split([' ', ',', '\n', '\t']).filter(|s| !s.is_empty()).filter_map(|s| s.parse().ok()).collect();
            match numbers[..] {
                [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
                _ => None,
            }
        };
        let (width, height) = match (length("width"), length("height")) {
            (Some(width), Some(height)) => (width, height),
            _ => box_size()?,
        };
        return Some((width.round() as u32, height.round() as u32));
    }
}
