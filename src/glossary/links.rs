//! The first use of each term in a document that a link can be made of.
//!
//! Not in headings, links, code and questions: there a link would be no help, or would give an answer away.

use std::collections::HashSet;
use std::ops::Range;

use super::plain::{BLOCK, Plain, tag_name};
use super::{Terms, What};
use crate::locale::Locale;
use crate::parse::{Body, Document, Excerpt, Hole, excerpt, tag_length};

/// A use of a term that becomes a link.
#[derive(Clone, PartialEq, Debug)]
pub struct TermLink {
    /// The term: its place among its language's.
    pub term: usize,
    /// Its bytes in the document's HTML.
    pub html: Range<usize>,
    /// The sentence it stands in.
    pub excerpt: Excerpt,
}

/// Elements that no link is put into.
const CLOSED: [&str; 12] =
    ["a", "button", "fieldset", "h1", "h2", "h3", "h4", "h5", "h6", "label", "summary", "textarea"];

/// The first use of each term that a link can be made of, in order.
pub(super) fn links(
    document: &Document,
    plain: &Plain,
    found: &[(Range<usize>, What)],
    terms: &Terms,
    locale: &Locale,
) -> Vec<TermLink> {
    let body = &document.body;
    let mut links = Vec::new();
    let mut linked = HashSet::new();
    let mut closed = None;
    for (range, what) in found {
        let What::Term(term) = *what else { continue };
        if linked.contains(&term) || terms.terms.get(term).is_none() {
            continue;
        }
        let text = &plain.text()[range.clone()];
        let start = plain.place(range.start);
        // Where markup or a reference stands within, the next use will do.
        if start < body.lead || !body.html[start..].starts_with(text) {
            continue;
        }
        let html = start..start + text.len();
        let closed = closed.get_or_insert_with(|| closed_ranges(body));
        // A hole at either end would come between the text and its tags.
        let holes = body.holes.partition_point(|(at, _)| *at < html.start);
        let is_broken = body.holes.get(holes).is_some_and(|(at, _)| *at <= html.end);
        let before = closed.partition_point(|closed| closed.end <= html.start);
        if is_broken || closed.get(before).is_some_and(|closed| closed.start < html.end) {
            continue;
        }
        linked.insert(term);
        links.push(TermLink { term, html, excerpt: sentence(plain.text(), range, locale) });
    }
    links
}

/// The sentence around a place in a text of several blocks.
fn sentence(text: &str, place: &Range<usize>, locale: &Locale) -> Excerpt {
    let start = text[..place.start].rfind(BLOCK).map_or(0, |at| at + BLOCK.len_utf8());
    let end = text[place.end..].find(BLOCK).map_or(text.len(), |at| place.end + at);
    let block: String = text[start..end].chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
    let sentences = locale.sentences(&block);
    let mut found = excerpt(&block, &[], &sentences, place.start - start..place.end - start);
    let kept = found.text.written.trim_end().len();
    found.text.written.truncate(kept.max(found.link.end));
    found
}

/// Where no link is put, in order.
fn closed_ranges(body: &Body) -> Vec<Range<usize>> {
    let html = body.html.as_str();
    let mut closed = Vec::new();
    let mut open: Option<(&str, usize, usize)> = None;
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        if let Some(comment) = html[start..].strip_prefix("<!--") {
            at = start + 4 + comment.find("-->").map_or(comment.len(), |end| end + 3);
            continue;
        }
        let end = start + tag_length(&html[start..]);
        let (name, closes) = tag_name(&html[start..end]);
        match &mut open {
            Some((element, _, depth)) if *element == name => {
                if !closes {
                    *depth += 1;
                } else if *depth > 1 {
                    *depth -= 1;
                } else if let Some((_, from, _)) = open.take() {
                    closed.push(from..end);
                }
            }
            // What can be said in a role-play is a link itself.
            None if !closes && (CLOSED.contains(&name) || html[start..end].contains("class=\"choices\"")) => {
                open = Some((name, start, 1));
            }
            _ => {}
        }
        at = end;
    }
    closed.extend(open.map(|(_, from, _)| from..html.len()));
    let mut link = None;
    for (at, hole) in &body.holes {
        match hole {
            Hole::LinkStart(_) => link = Some(*at),
            Hole::LinkEnd(_) => closed.extend(link.take().map(|from| from..*at)),
            _ => {}
        }
    }
    // Those within others are of no use: what is left has its ends in order too.
    closed.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    closed.retain(|range| {
        let is_outer = range.end > end;
        end = end.max(range.end);
        is_outer
    });
    closed
}
