//! A document's HTML cut into what stands below one another in it: paragraphs, headings, lists, tables, code.

use std::ops::Range;

use crate::parse::{Body, Hole, tag_length};

/// Elements that have no end tag.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements whose content is no HTML.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Where the end tag of such an element begins.
pub(super) fn raw_end(html: &str, from: usize, name: &str) -> usize {
    let end = html[from..].to_ascii_lowercase().find(&format!("</{name}"));
    end.map_or(html.len(), |end| from + end)
}

/// A part of the HTML after the page's own heading.
#[derive(Clone, Debug)]
pub(super) struct Chunk<'a> {
    /// Its element; `code` for a code block, which is a hole.
    pub(super) tag: &'a str,
    /// Its HTML.
    pub(super) html: Range<usize>,
    /// Its holes.
    pub(super) holes: Range<usize>,
    /// The items of a list; empty for all else.
    pub(super) items: Vec<Item>,
}

/// An item of a list.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) html: Range<usize>,
    pub(super) holes: Range<usize>,
}

/// A tag in the HTML.
struct Tag<'a> {
    name: &'a str,
    range: Range<usize>,
    opens: bool,
    closes: bool,
}

/// Cuts a document.
pub(super) fn chunks(body: &Body) -> Vec<Chunk<'_>> {
    let html = body.html.as_str();
    let mut chunks: Vec<Chunk<'_>> = Vec::new();
    let mut depth = 0_usize;
    // Where the chunk begins that is open, or what belongs to none yet.
    let (mut start, mut first_hole) = (body.lead, body.lead_holes);
    let mut name = "";
    let mut item: Option<(usize, usize)> = None;
    let mut items: Vec<Item> = Vec::new();
    let mut at = body.lead;
    let holes_before =
        |place: usize, from: usize| from + body.holes[from..].iter().take_while(|(p, _)| *p < place).count();
    loop {
        let tag = next_tag(html, at);
        let end = tag.as_ref().map_or(html.len(), |tag| tag.range.start);
        if depth == 0 {
            // Code blocks are holes between the elements.
            while let Some((place, Hole::Code(_))) = body.holes.get(first_hole).filter(|(place, _)| *place <= end) {
                let range = first_hole..first_hole + 1;
                chunks.push(Chunk { tag: "code", html: start..*place, holes: range, items: Vec::new() });
                start = *place;
                first_hole += 1;
            }
        }
        let Some(tag) = tag else { break };
        at = tag.range.end;
        // What stands in a script is no HTML.
        if tag.opens && !tag.closes && RAW.contains(&tag.name) {
            at = raw_end(html, at, tag.name);
        }
        if tag.opens {
            if depth == 0 {
                name = tag.name;
            }
            if depth == 1 && tag.name == "li" {
                item = Some((tag.range.start, holes_before(tag.range.start, first_hole)));
            }
            depth += 1;
        }
        if tag.closes {
            depth = depth.saturating_sub(1);
            if depth == 1
                && tag.name == "li"
                && let Some((from, hole)) = item.take()
            {
                items.push(Item { html: from..at, holes: hole..holes_before(at, hole) });
            }
        }
        if depth == 0 {
            // What is put in behind an element stands behind its line; a code block may come before that.
            let next = body.holes.get(holes_before(at, first_hole)).map_or(html.len(), |(place, _)| *place);
            at += html[at..next].len() - html[at..next].trim_start_matches('\n').len();
            let last = holes_before(at, first_hole);
            let is_list = matches!(name, "ul" | "ol");
            let items = std::mem::take(&mut items);
            let items = if is_list { items } else { Vec::new() };
            chunks.push(Chunk { tag: name, html: start..at, holes: first_hole..last, items });
            (start, first_hole) = (at, last);
        }
    }
    if !html[start..].trim().is_empty() || first_hole < body.holes.len() {
        chunks.push(Chunk {
            tag: name,
            html: start..html.len(),
            holes: first_hole..body.holes.len(),
            items: Vec::new(),
        });
    }
    chunks
}

/// The next tag from a place on. Comments are passed over.
fn next_tag(html: &str, mut from: usize) -> Option<Tag<'_>> {
    loop {
        let start = from + html.get(from..)?.find('<')?;
        let rest = &html[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            from = start + 4 + comment.find("-->").map_or(comment.len(), |end| end + 3);
            continue;
        }
        let range = start..start + tag_length(rest);
        let inside = rest[1..].trim_start_matches('/');
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inside.len());
        let name = &inside[..end];
        if name.is_empty() {
            from = range.end;
            continue;
        }
        let closes = rest.starts_with("</");
        // `hr` opens and closes at once; `br` inside of a paragraph does no harm either way.
        let void = VOID.contains(&name) || html[range.clone()].ends_with("/>");
        return Some(Tag { name, range, opens: !closes, closes: closes || void });
    }
}

/// The start tag of a list, and the number of its first item if it has numbers. `None` where it cannot be parted: its
/// author wrote more into the tag than Markdown does.
pub(super) fn list_start(html: &str) -> Option<(&str, Option<usize>)> {
    let tag = html.trim_start();
    let tag = &tag[..tag_length(tag)];
    if let Some(first) = tag.strip_prefix("<ol start=\"") {
        return first.strip_suffix("\">").and_then(|first| first.parse().ok()).map(|first| (tag, Some(first)));
    }
    match tag {
        "<ol>" => Some((tag, Some(1))),
        _ => tag.starts_with("<ul").then_some((tag, None)),
    }
}
