//! The marks inside of a text: emphasis, links, code and the rest.
//!
//! In: a text without what makes it a heading or an item. Out: its [`Mark`]s, the outer before the inner.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::markdown::parser;

/// What a mark is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MarkKind {
    /// `*text*`
    Emphasis,
    /// `**text**`
    Strong,
    /// `~~text~~`
    Strikethrough,
    /// A link of any kind.
    Link,
    /// `![alt](image)`
    Image,
    /// `` `code` ``
    Code,
    /// A hard line break.
    Break,
    /// A footnote's reference, raw HTML.
    Other,
}

/// A mark, with bytes in the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// What it is.
    pub kind: MarkKind,
    /// All of it.
    pub span: Range<usize>,
    /// The words in it; `None`: there are none to be translated.
    pub inner: Option<Range<usize>>,
}

/// The parts of a file that are read as text: neither front matter nor code, addresses, ids, comments or marks. `alt`: the
/// texts of images too.
pub fn prose(file: &str, alt: bool) -> Vec<Range<usize>> {
    let start = super::body_start(file);
    // How many elements are open whose text is code, or a key or address.
    let mut hidden = 0_usize;
    let mut headings = 0_usize;
    let is_hidden = |tag: &Tag<'_>| match tag {
        Tag::CodeBlock(_) => true,
        Tag::Image { .. } => !alt,
        Tag::Link { link_type, .. } => matches!(
            link_type,
            LinkType::Autolink
                | LinkType::Email
                | LinkType::Shortcut
                | LinkType::Collapsed
                | LinkType::WikiLink { has_pothole: false }
        ),
        _ => false,
    };
    let mut open: Vec<bool> = Vec::new();
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (event, range) in parser(file.get(start..).unwrap_or("")).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                headings += usize::from(matches!(tag, Tag::Heading { .. }));
                open.push(is_hidden(&tag));
                hidden += usize::from(is_hidden(&tag));
            }
            Event::End(TagEnd::Heading(_)) => {
                headings -= 1;
                open.pop();
            }
            Event::End(_) => hidden -= usize::from(open.pop().unwrap_or_default()),
            Event::Text(_) if hidden == 0 => {
                let text = file.get(start + range.start..start + range.end).unwrap_or("");
                // A heading's attributes.
                let end = match text.trim_end().strip_suffix('}').and_then(|text| text.rfind('{')) {
                    Some(brace) if headings > 0 => range.start + brace,
                    _ => range.end,
                };
                parts.push(start + range.start..start + end);
            }
            _ => {}
        }
    }
    parts
}

/// Begins a paragraph, whatever follows.
const GUARD: &str = "¤ ";

/// The marks of a text.
pub fn marks(text: &str) -> Vec<Mark> {
    let guarded = format!("{GUARD}{text}");
    let mut marks: Vec<Mark> = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    // Where what was last inside ended.
    let mut last = 0;
    for (event, range) in parser(&guarded).into_offset_iter() {
        let span = range.start.saturating_sub(GUARD.len())..range.end.saturating_sub(GUARD.len());
        let single = |kind| Mark { kind, span: span.clone(), inner: None };
        match event {
            Event::Start(tag) => {
                let raw = text.get(span.clone()).unwrap_or("");
                let (kind, length) = match tag {
                    Tag::Emphasis => (MarkKind::Emphasis, 1),
                    Tag::Strong => (MarkKind::Strong, 2),
                    Tag::Strikethrough => (MarkKind::Strikethrough, if raw.starts_with("~~") { 2 } else { 1 }),
                    Tag::Link { link_type, .. } => (MarkKind::Link, link_start(link_type, raw)),
                    Tag::Image { link_type, .. } => {
                        (MarkKind::Image, 1 + link_start(link_type, raw.get(1..).unwrap_or("")))
                    }
                    _ => {
                        open.push(None);
                        continue;
                    }
                };
                open.push(Some(marks.len()));
                last = span.start + length;
                // Without words: until its end says otherwise.
                marks.push(Mark { kind, inner: Some(last..last), span });
            }
            Event::End(_) => {
                if let Some(mark) = open.pop().flatten().and_then(|at| marks.get_mut(at)) {
                    let inner = mark.inner.take().map_or(0..0, |inner| inner.start..last.max(inner.start));
                    mark.inner = Some(inner).filter(|inner| !inner.is_empty() && inner.end < mark.span.end);
                    last = mark.span.end;
                }
            }
            Event::Code(_) => {
                last = span.end;
                marks.push(single(MarkKind::Code));
            }
            Event::HardBreak => {
                last = span.end;
                marks.push(single(MarkKind::Break));
            }
            Event::InlineHtml(_) | Event::FootnoteReference(_) => {
                last = span.end;
                marks.push(single(MarkKind::Other));
            }
            _ => last = span.end,
        }
    }
    // A footnote's reference is one in its page, where the footnote is.
    for (at, _) in text.match_indices("[^") {
        let label = text.get(at + 2..).and_then(|rest| rest.split_once(']')).map_or("", |(label, _)| label);
        let span = at..at + 2 + label.len() + 1;
        let free = !marks.iter().any(|mark| mark.inner.is_none() && mark.span.contains(&at));
        if !label.is_empty() && !label.contains(char::is_whitespace) && free {
            marks.push(Mark { kind: MarkKind::Other, span, inner: None });
        }
    }
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    // What stands in a mark without words is part of it.
    let closed: Vec<Range<usize>> =
        marks.iter().filter(|mark| mark.inner.is_none()).map(|mark| mark.span.clone()).collect();
    marks.retain(|mark| {
        !closed.iter().any(|span| span.start <= mark.span.start && mark.span.end <= span.end && *span != mark.span)
    });
    marks
}

/// The length of what stands before a link's words; all of it for those that have none of their own.
fn link_start(kind: LinkType, raw: &str) -> usize {
    match kind {
        LinkType::Autolink | LinkType::Email => raw.len(),
        LinkType::WikiLink { has_pothole: true } => raw.find('|').map_or(raw.len(), |bar| bar + 1),
        LinkType::WikiLink { has_pothole: false } => raw.len(),
        _ => 1,
    }
}
