//! `unpinned-anchor`: headings that are linked to, and whose ids are made from their text. It is no mistake, only a risk:
//! reworded, such a heading has another id, and links from other sites and in readers' bookmarks are lost.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::diag::{Code, Diagnostic, Diags};
use crate::ids::{DocId, SrcPath};
use crate::parse::Document;
use crate::resolve::{Resolved, Target};
use crate::site::Site;
use crate::translation::Anchors;

/// Finds them, each with the first link that leads there.
pub fn check(site: &Site, docs: &[Arc<Document>], anchors: &[Arc<Anchors>], resolved: &[Arc<Resolved>]) -> Diags {
    let mut linked: BTreeMap<(DocId, usize), (&SrcPath, Range<usize>)> = BTreeMap::new();
    for (page, resolved) in site.pages.iter().zip(resolved).filter(|(page, _)| !page.is_fallback()) {
        let Some(from) = page.doc.map(|doc| &docs[doc.index()]) else { continue };
        for (link, target) in from.head.links.iter().zip(&resolved.links) {
            let (to, anchor) = match target {
                Target::Page(to, suffix) => (site.page(*to), suffix.split_once('#').map(|(_, anchor)| anchor)),
                Target::Anchor(anchor) => (page, anchor.strip_prefix('#')),
                _ => continue,
            };
            let (Some(doc), Some(anchor)) = (to.doc, anchor) else { continue };
            let anchor = percent_decode_str(anchor).decode_utf8_lossy();
            // The original's ids are those of all languages.
            let origin = site.texts[doc.index()].origin.unwrap_or(doc);
            let heading = anchors[origin.index()].headings.iter().position(|id| *id == anchor);
            if let Some(heading) = heading.filter(|i| !docs[origin.index()].head.headings[*i].explicit) {
                linked.entry((origin, heading)).or_insert((&from.file, link.place.clone()));
            }
        }
    }
    linked
        .into_iter()
        .map(|((doc, heading), (file, place))| {
            let document = &docs[doc.index()];
            let heading = &document.head.headings[heading];
            Diagnostic::new(
                Code::UnpinnedAnchor,
                "this heading is linked to, and its id changes with its words",
                format!("pin it, behind its words: `{{#{}}}`", heading.id),
            )
            .at(&document.file, heading.place.clone())
            .label(file, place, "a link to it")
        })
        .collect()
}
