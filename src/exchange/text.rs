//! A block's text, as it is exchanged: one line of Markdown without what makes it a heading or an item.
//!
//! In: a block, its document, the file's text. Out: its text ([`of`]); or the other way round, what stands in the file
//! in its place when it has another text ([`placed`]).
//!
//! Lines that belong together are one; a hard break is a backslash and a new line. Whoever writes a text back has to
//! parse what came of it: a text may begin with what Markdown takes for a list.

use std::ops::Range;

use crate::locale::is_unspaced;
use crate::parse::{Block, BlockKind, Document};

/// A block's text. Code and raw HTML are not exchanged: they stay as they are.
pub(super) fn of(block: &Block, document: &Document, text: &str) -> Option<String> {
    let raw = text.get(block.span())?;
    let meta = &document.head.meta;
    match block.kind {
        BlockKind::Code | BlockKind::Html => None,
        BlockKind::Title if block.heading.is_none() => meta.title.as_ref().map(|title| joined(&title.value)),
        BlockKind::Description => meta.description.as_ref().map(|description| joined(&description.value)),
        BlockKind::Title | BlockKind::Heading(_) => Some(joined(raw.get(heading(raw))?)),
        BlockKind::Row => Some(raw.trim().to_owned()),
        _ => Some(joined(raw.get(task(raw)..)?)),
    }
}

/// What is written instead of a block that has another text, and over which bytes.
pub(super) fn placed(block: &Block, text: &str, new: &str) -> Option<(Range<usize>, String)> {
    let span = block.span();
    let raw = text.get(span.clone())?;
    match block.kind {
        BlockKind::Code | BlockKind::Html => None,
        BlockKind::Title if block.heading.is_none() => field("title", text, span, new),
        BlockKind::Description => field("description", text, span, new),
        BlockKind::Title | BlockKind::Heading(_) => {
            let inner = heading(raw);
            let lines = if raw.starts_with('#') { new.replace('\n', " ") } else { continued(text, span.start, new) };
            Some((span.start + inner.start..span.start + inner.end, lines))
        }
        BlockKind::Row => (!new.contains('\n')).then(|| (span, new.to_owned())),
        _ => Some((span.start + task(raw)..span.end, continued(text, span.start, new))),
    }
}

/// The length of a task's box at the beginning of an item.
fn task(raw: &str) -> usize {
    if ["[ ] ", "[x] ", "[X] "].iter().any(|mark| raw.starts_with(mark)) { 4 } else { 0 }
}

/// A text as its words follow one another.
pub(super) fn one_line(text: &str) -> String {
    text.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text by which it is told whether two are the same: spaces and soft line ends do not count.
pub(super) fn normal(text: &str) -> String {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace("\r\n", "\n").split("\\\n").map(words).collect::<Vec<_>>().join("\\\n")
}

/// A text that came back, as blocks have it: lines that are not broken on purpose are one.
pub(super) fn as_written(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    // Two paragraphs are not one.
    if text.contains("\n\n") {
        return text.to_owned();
    }
    text.split("\\\n").map(|line| line.replace('\n', " ")).collect::<Vec<_>>().join("\\\n")
}

/// How many cells a table's row has.
pub(super) fn cells(row: &str) -> usize {
    let bars = super::inline::bars(row);
    let inner = |at: &usize| {
        !row.get(..*at).unwrap_or("").trim().is_empty() && !row.get(at + 1..).unwrap_or("").trim().is_empty()
    };
    1 + bars.iter().filter(|at| inner(at)).count()
}

/// Lines that belong together as one. Quote marks at their beginnings are no part of the text.
fn joined(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut lines = raw.trim().lines().peekable();
    let mut first = true;
    while let Some(line) = lines.next() {
        let inner = if first { line } else { line.trim_start_matches(|c: char| c == '>' || c.is_whitespace()) };
        first = false;
        let trimmed = inner.trim_end();
        if lines.peek().is_none() {
            out.push_str(trimmed);
        } else if inner.ends_with("  ") && (out.matches('`').count() + trimmed.matches('`').count()).is_multiple_of(2) {
            out.push_str(trimmed);
            out.push_str("\\\n");
        } else {
            out.push_str(trimmed);
            let backslashes = trimmed.len() - trimmed.trim_end_matches('\\').len();
            let next = lines.peek().and_then(|line| line.trim_start_matches([' ', '\t', '>']).chars().next());
            let parts = trimmed.chars().next_back().zip(next);
            if backslashes % 2 == 1 {
                out.push('\n');
            } else if !parts.is_some_and(|(a, b)| is_unspaced(a) && is_unspaced(b)) {
                out.push(' ');
            }
        }
    }
    out
}

/// The text of a heading without its marks and attributes.
fn heading(raw: &str) -> Range<usize> {
    let trimmed = raw.trim_end();
    if !raw.starts_with('#') {
        // The underline, which may stand in a quote.
        let end = trimmed.rfind('\n').unwrap_or(trimmed.len());
        return 0..without_attributes(trimmed.get(..end).unwrap_or(trimmed)).len();
    }
    let from = raw.len() - raw.trim_start_matches('#').trim_start().len();
    let inner = without_attributes(trimmed.get(from..).unwrap_or(""));
    let unclosed = inner.trim_end_matches('#');
    let inner = if unclosed.ends_with([' ', '\t']) { unclosed.trim_end() } else { inner };
    from..from + inner.len()
}

fn without_attributes(heading: &str) -> &str {
    let trimmed = heading.trim_end();
    match trimmed.strip_suffix('}').and_then(|rest| rest.rfind('{').map(|at| (at, rest))) {
        Some((at, rest)) if rest.get(at + 1..).is_some_and(|inner| inner.trim_start().starts_with(['#', '.'])) => {
            rest.get(..at).unwrap_or("").trim_end()
        }
        _ => trimmed,
    }
}

/// A text whose further lines are set in as the first one is, in lists and quotes.
fn continued(text: &str, start: usize, new: &str) -> String {
    if !new.contains('\n') {
        return new.to_owned();
    }
    let line = text.get(..start).unwrap_or("").rsplit('\n').next().unwrap_or("");
    let prefix: String = line.chars().map(|c| if c == '>' || c.is_whitespace() { c } else { ' ' }).collect();
    new.lines().collect::<Vec<_>>().join(&format!("\n{prefix}"))
}

/// A field of the front matter with another value. YAML takes a JSON string as it is (YAML 1.2, 1.2).
fn field(name: &str, text: &str, span: Range<usize>, new: &str) -> Option<(Range<usize>, String)> {
    let before = text.get(..span.start)?;
    // A block scalar's mark (`>`, `|`) stands before its text.
    let key = format!("{name}:");
    let line = before.rfind(&format!("\n{key}")).map(|at| at + 1)?;
    let value = line + key.len();
    let between = text.get(value..span.start)?;
    let start = if between.trim_start().starts_with(['>', '|']) {
        value + between.len() - between.trim_start().len()
    } else {
        span.start
    };
    let end = start + text.get(start..span.end)?.trim_end().len();
    let was = text.get(start..end)?;
    let new = new.replace('\n', " ");
    let quoted = was.starts_with(['"', '\'', '>', '|']) || !is_plain(&new);
    Some((start..end, if quoted { serde_json::to_string(&new).ok()? } else { new }))
}

/// Whether YAML surely takes a text for this very text (YAML 1.2, 7.3.3, and nothing that could be a number or a date).
fn is_plain(text: &str) -> bool {
    let reserved = ["true", "false", "yes", "no", "on", "off", "null"];
    text.starts_with(char::is_alphabetic)
        && !text.contains([':', '#', '[', ']', '{', '}', ',', '"', '\'', '`', '&', '*', '|', '>', '\\'])
        && text.trim_end() == text
        && !reserved.contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SrcPath;
    use crate::locale::Locale;
    use crate::parse::{ParseOptions, parse};

    fn document(text: &str) -> Document {
        let locale = Locale::new("et").unwrap();
        let options = ParseOptions::plain(&locale);
        parse(&SrcPath::new("page.md"), text, &options).0
    }

    fn texts(text: &str) -> Vec<String> {
        let document = document(text);
        document.head.blocks.iter().filter_map(|block| of(block, &document, text)).collect()
    }

    const PAGE: &str = "---\ntitle: \"Üks: kaks\"\ndescription: >\n  Rida\n  jätkub\nslug: x\n---\n\n# Pea *kiri* {#x .y}\n\nLõik **on**\njätk  \nkolm\\\nneli.\n\nAlus\n====\n\n- a\n  b\n  - [ ] c\n\n> q\n> r\nlaisk\n\n| A | B |\n|---|---|\n| 1 | `2` |\n\n```\nkood\n```\n\nT\n: D\n";

    #[test]
    fn what_is_exchanged_of_a_page() {
        assert_eq!(
            texts(PAGE),
            [
                "Üks: kaks",
                "Rida jätkub",
                "Pea *kiri*",
                "Lõik **on** jätk\\\nkolm\\\nneli.",
                "Alus",
                "a b",
                "c",
                "q r laisk",
                "| A | B |",
                "| 1 | `2` |",
                "T",
                "D"
            ]
        );
    }

    #[test]
    fn another_text_in_its_place_is_read_back() {
        for new in ["Muu", "Muu **tekst** [lingiga](a.md#b).", "„Tsitaat“: kaks, #kolm", "a\\\nb"] {
            let count = texts(PAGE).len();
            for i in 0..count {
                let document = document(PAGE);
                let blocks: Vec<&Block> =
                    document.head.blocks.iter().filter(|block| of(block, &document, PAGE).is_some()).collect();
                let block = blocks[i];
                let new =
                    if block.kind == BlockKind::Row { new.replace('\n', "").replace("\\", "") } else { new.to_owned() };
                let new = if block.kind == BlockKind::Row { format!("| {new} | x |") } else { new };
                let Some((over, written)) = placed(block, PAGE, &new) else { panic!("{:?}", block.kind) };
                let mut text = PAGE.to_owned();
                text.replace_range(over, &written);
                let got = texts(&text);
                assert_eq!(got.len(), count, "{text}");
                let flat = block.heading.is_some() || matches!(block.kind, BlockKind::Title | BlockKind::Description);
                let wanted = if flat { new.replace("\\\n", "\\ ") } else { new };
                let setext = got[i].replace("\\\n", "\\ ");
                assert!(got[i] == wanted || setext == wanted, "{:?} in {text}", got[i]);
                assert_eq!(got.iter().zip(texts(PAGE)).filter(|(a, b)| **a != *b).count(), 1, "{text}");
            }
        }
    }
}
