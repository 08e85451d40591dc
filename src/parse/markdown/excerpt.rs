//! The sentence around a link.

use std::ops::Range;

use super::super::{Excerpt, PlainText};

/// Most bytes of a sentence that are shown to each side of a link in it.
const EXCERPT: usize = 200;

/// The sentences that a link stands in; of long ones, what is near to it.
pub(crate) fn excerpt(
    text: &str,
    titles: &[(Range<usize>, usize)],
    sentences: &[Range<usize>],
    link: Range<usize>,
) -> Excerpt {
    let first = sentences.partition_point(|sentence| sentence.end <= link.start);
    let last = sentences.partition_point(|sentence| sentence.start < link.end.max(link.start + 1));
    let around = match sentences.get(first..last.max(first + 1)) {
        Some([first, .., last]) => first.start..last.end,
        Some([only]) => only.clone(),
        _ => link.clone(),
    };
    let start = around.start.min(link.start).max(ceil(text, link.start.saturating_sub(EXCERPT)));
    let end = around.end.max(link.end).min(floor(text, link.end + EXCERPT));
    let mut shown = String::new();
    if start > around.start {
        shown.push('…');
    }
    let shift = shown.len();
    shown.push_str(&text[start..end]);
    if end < around.end {
        shown.push('…');
    }
    let moved = |range: &Range<usize>| range.start - start + shift..range.end - start + shift;
    let inside = titles.iter().filter(|(range, _)| range.start >= start && range.end <= end);
    let titles = inside.map(|(range, link)| (moved(range), *link)).collect();
    Excerpt { text: PlainText { written: shown, titles }, link: moved(&link) }
}

/// The nearest border of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The nearest border of a character at or after a byte.
fn ceil(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}
