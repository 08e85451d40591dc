//! The site's code blocks, highlighted: each distinct one once, and not again in the next build.
//!
//! In: documents, the cache. Out: HTML by language and text. What is kept are the blocks that the site has.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::cache::Cache;
use crate::digest::{self, Digest, Digester};
use crate::highlight::Highlighter;
use crate::parse::Document;
use crate::render::Highlighted;

/// The name that the blocks are kept under.
const NAME: &str = "highlights";

/// Highlights the blocks of `shown`. `all` are the documents of the site.
pub(super) fn highlights<'a>(
    shown: impl Iterator<Item = &'a Document>,
    all: &[Arc<Document>],
    highlighter: &Highlighter,
    cache: Option<&Cache>,
) -> Highlighted<'a> {
    let mut blocks: Vec<(&str, &str)> = shown.flat_map(blocks).collect();
    blocks.sort_unstable();
    blocks.dedup();
    if blocks.is_empty() {
        return Highlighted::new();
    }
    let kept = cache.and_then(|cache| cache.load(NAME)).unwrap_or_default();
    let known = read(&kept);
    let made: Vec<(Digest, bool, String)> = blocks
        .par_iter()
        .map(|block| {
            let digest = digest(*block);
            match known.get(&digest) {
                Some(html) => (digest, true, (*html).to_owned()),
                None => (digest, false, highlighter.highlight(block.0, block.1).html),
            }
        })
        .collect();
    if let Some(cache) = cache
        && made.iter().any(|(_, known, _)| !known)
    {
        let new = made.iter().map(|(digest, _, html)| (*digest, html.as_str()));
        let known: HashMap<Digest, &str> = known.into_iter().chain(new).collect();
        cache.store(NAME, &write(&known, all));
    }
    blocks.into_iter().zip(made).map(|(block, (.., html))| (block, html)).collect()
}

/// The blocks of a document that name a language.
fn blocks(document: &Document) -> impl Iterator<Item = (&str, &str)> {
    let named = document.body.code.iter().filter(|code| !code.language.is_empty());
    named.map(|code| (code.language.as_str(), code.text.as_str()))
}

fn digest((language, text): (&str, &str)) -> Digest {
    let mut hasher = Digester::new();
    hasher.update(&(language.len() as u64).to_le_bytes());
    hasher.update(language.as_bytes());
    hasher.update(text.as_bytes());
    hasher.finish()
}

/// The blocks that were kept: for each its digest, its length and its HTML.
fn read(mut bytes: &[u8]) -> HashMap<Digest, &str> {
    let mut known = HashMap::new();
    while let Some((digest, rest)) = bytes.split_first_chunk::<{ digest::LEN }>()
        && let Some((len, rest)) = rest.split_first_chunk::<8>()
        && let Some((html, rest)) = rest.split_at_checked(u64::from_le_bytes(*len) as usize)
        && let Ok(html) = std::str::from_utf8(html)
    {
        known.insert(Digest::from(*digest), html);
        bytes = rest;
    }
    known
}

/// What to keep: of all that is known, the blocks that the site has.
fn write(known: &HashMap<Digest, &str>, all: &[Arc<Document>]) -> Vec<u8> {
    let mut digests: Vec<Digest> = all.par_iter().flat_map_iter(|document| blocks(document).map(digest)).collect();
    digests.sort_unstable();
    digests.dedup();
    let mut bytes = Vec::new();
    for digest in digests {
        if let Some(html) = known.get(&digest) {
            bytes.extend(digest.as_bytes());
            bytes.extend((html.len() as u64).to_le_bytes());
            bytes.extend(html.as_bytes());
        }
    }
    bytes
}
