//! Parallel text: a page beside the same page in another language, block by block.
//!
//! In: two pages of a group. Out: the rows that both fall into.
//!
//! What stands in one row: blocks that the alignments with the original tie; where there are none, elements of the same
//! kind in the same order. Ids are the page's own only: beside it they would stand twice.

mod chunks;

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Renderer;
use super::content::{Content, escaped};
use super::show::Html;
use crate::ids::DocId;
use crate::parse::{Hole, Place, attributes, tag_length};
use crate::translation::{Ledger, Side, align};
use chunks::{Chunk, Item, chunks, list_start, raw_end};

/// What stands beside each other.
pub(super) struct Row {
    pub(super) left: Html,
    pub(super) right: Html,
}

/// The rows of two pages.
pub(super) fn rows(r: &Renderer<'_>, left: &Content<'_>, right: &Content<'_>) -> Vec<Row> {
    let (mine, theirs) = (chunks(&left.document.body), chunks(&right.document.body));
    let url = r.url(right.page);
    let row =
        |left_html: String, right_html: String| Row { left: Html(left_html), right: Html(quoted(&right_html, &url)) };
    let (left, right) = (Marked::new(left), Marked::new(right));
    let all = |content: &Marked<'_, '_>, chunks: &[Chunk<'_>]| -> String {
        chunks.iter().map(|chunk| content.part(&chunk.html, &chunk.holes)).collect()
    };
    let mut rows = Vec::new();
    let labels = labels(r, (left.content, &mine), (right.content, &theirs));
    for op in capture_diff_slices(Algorithm::Myers, &labels.0, &labels.1) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                for (a, b) in mine[old_index..old_index + len].iter().zip(&theirs[new_index..new_index + len]) {
                    let are_parallel = a.items.len() == b.items.len() && a.items.len() > 1;
                    let lists = are_parallel.then(|| items(&left, a).zip(items(&right, b))).flatten();
                    if let Some((left, right)) = lists {
                        rows.extend(left.into_iter().zip(right).map(|(left, right)| row(left, right)));
                    } else {
                        rows.push(row(all(&left, std::slice::from_ref(a)), all(&right, std::slice::from_ref(b))));
                    }
                }
            }
            _ => {
                let (a, b) = (op.old_range(), op.new_range());
                let is_known = |label: &Label| matches!(label, Label::Block(_));
                // What is tied to something else, or to nothing, stands by itself.
                let apart = labels.0[a.clone()].iter().chain(&labels.1[b.clone()]).any(is_known);
                let (a, b) = (all(&left, &mine[a]), all(&right, &theirs[b]));
                if apart && !a.is_empty() && !b.is_empty() {
                    rows.push(row(a, String::new()));
                    rows.push(row(String::new(), b));
                } else {
                    rows.push(row(a, b));
                }
            }
        }
    }
    rows
}

/// The inside of the heading of the page beside.
pub(super) fn heading(r: &Renderer<'_>, right: &Content<'_>) -> String {
    match right.document.body.has_h1 {
        true => quoted(&right.heading(), &r.url(right.page)),
        false => escaped(&right.page.title),
    }
}

/// A page's text, and what readers are told of outdated blocks in it.
struct Marked<'c, 'a> {
    content: &'c Content<'a>,
    marks: Vec<(usize, String)>,
}

impl<'c, 'a> Marked<'c, 'a> {
    fn new(content: &'c Content<'a>) -> Self {
        Self { content, marks: content.marks() }
    }

    fn part(&self, html: &Range<usize>, holes: &Range<usize>) -> String {
        self.content.part(html.clone(), holes.clone(), &self.marks)
    }
}

/// The items of a list, each as a list of its own; `None` where it cannot be parted.
fn items(content: &Marked<'_, '_>, list: &Chunk<'_>) -> Option<Vec<String>> {
    let (start, first) = list_start(&content.content.document.body.html[list.html.clone()])?;
    let whole = |(i, item): (usize, &Item)| {
        let inside = content.part(&item.html, &item.holes);
        match first.map(|first: usize| first.saturating_add(i)) {
            Some(number) => format!("<ol start=\"{number}\">{inside}</ol>"),
            None => format!("{start}{inside}</ul>"),
        }
    };
    Some(list.items.iter().enumerate().map(whole).collect())
}

/// What two parts have in common if they belong together.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
enum Label {
    /// The original's first block that is tied to one of it.
    Block(u32),
    /// Its element.
    Element(String),
}

type Labels = (Vec<Label>, Vec<Label>);

fn labels(r: &Renderer<'_>, left: (&Content<'_>, &[Chunk<'_>]), right: (&Content<'_>, &[Chunk<'_>])) -> Labels {
    let ties = [left.0, right.0].map(|content| content.page.doc.and_then(|doc| ties(r, doc)));
    let [Some(mine), Some(theirs)] = ties else {
        let elements = |chunks: &[Chunk<'_>]| chunks.iter().map(|chunk| Label::Element(chunk.tag.to_owned())).collect();
        return (elements(left.1), elements(right.1));
    };
    let of = |(content, chunks): (&Content<'_>, &[Chunk<'_>]), ties: &[Option<u32>]| -> Vec<Label> {
        let blocks = || content.document.head.blocks.iter().zip(ties);
        let label = |chunk: &Chunk<'_>| {
            let within = |place: Option<Place>| place.is_some_and(|place| chunk.html.contains(&place.index()));
            let body = &content.document.body;
            let code = |span: Range<usize>| {
                let is_there = |(_, hole): &(usize, Hole)| match hole {
                    Hole::Code(i) => {
                        let place = &body.code[*i].place;
                        span.start <= place.start && place.end <= span.end
                    }
                    _ => false,
                };
                chunk.tag == "code" && body.holes[chunk.holes.clone()].iter().any(is_there)
            };
            let mut inside = blocks().filter(|(block, _)| within(block.open) || code(block.span()));
            let tied = inside.find_map(|(_, tie)| *tie);
            tied.map_or_else(|| Label::Element(chunk.tag.to_owned()), Label::Block)
        };
        chunks.iter().map(label).collect()
    };
    (of(left, &mine), of(right, &theirs))
}

/// The original's block of each of a document's; `None` if it was not cut into blocks.
fn ties(r: &Renderer<'_>, doc: DocId) -> Option<Vec<Option<u32>>> {
    let document = &r.docs[doc.index()];
    let blocks = &document.head.blocks;
    if blocks.is_empty() {
        return None;
    }
    let Some(origin) = r.site.texts[doc.index()].origin else {
        return Some((0..).take(blocks.len()).map(Some).collect());
    };
    let known = &r.alignments[doc.index()];
    if known.ties.len() == blocks.len() {
        return Some(known.ties.iter().map(|tie| tie.origin).collect());
    }
    let origin = &r.docs[origin.index()];
    let found =
        (!origin.head.blocks.is_empty()).then(|| align(Side::of(origin), Side::of(document), &Ledger::default()))?;
    Some(found.ties.iter().map(|tie| tie.origin).collect())
}

/// HTML as it can stand on another page: without ids and scripts, and with links to what was around it. The ids within a
/// drawing, which it refers to itself, are made others.
pub(super) fn quoted(html: &str, url: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut drawings = 0_usize;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let tag = &rest[start..start + tag_length(&rest[start..])];
        let name = tag.trim_start_matches(['<', '/']);
        let name = name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())].to_ascii_lowercase();
        let is_end = tag.starts_with("</");
        rest = &rest[start + tag.len()..];
        if name == "script" {
            let end = raw_end(rest, 0, &name);
            rest = rest[end..].split_once('>').map_or("", |(_, rest)| rest);
            continue;
        }
        if name == "svg" && !is_end && !tag.ends_with("/>") {
            drawings += 1;
        }
        if drawings > 0 {
            let tag = tag.replace(" id=\"", " id=\"other-").replace("url(#", "url(#other-");
            out.push_str(&tag.replace("href=\"#", "href=\"#other-"));
        } else {
            let tag = without_id(tag);
            out.push_str(&tag.replace(" href=\"#", &format!(" href=\"{}#", escaped(url))));
        }
        if name == "svg" && is_end {
            drawings = drawings.saturating_sub(1);
        }
    }
    out.push_str(rest);
    // What was there for its id alone.
    out.replace("<span></span>", "")
}

/// A tag without its id, however that is written.
fn without_id(tag: &str) -> String {
    let mut out = String::with_capacity(tag.len());
    let mut last = 0;
    for found in attributes(tag).into_iter().filter(|found| found.name.eq_ignore_ascii_case("id")) {
        out.push_str(tag[last..found.span.start].trim_end());
        last = found.span.end;
    }
    out.push_str(&tag[last..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_scripts_of_the_other_page_are_left_out() {
        let cases = [
            ("<p id=\"a\" class=\"b\">x</p>", "<p class=\"b\">x</p>"),
            ("<p class=b id=a>x</p>", "<p class=b>x</p>"),
            ("<p ID='a>b' title=\"c > d\">x</p>", "<p title=\"c > d\">x</p>"),
            ("<p\nid=\"a\"\n>x<br></p>", "<p\n>x<br></p>"),
            ("a<script>if (a < b) '</p>'</script>b", "ab"),
            ("<a href=\"#x\" hidden>x</a>", "<a href=\"/fi/#x\" hidden>x</a>"),
            (
                "<svg><g id=\"g\"/><use href=\"#g\" fill=\"url(#g)\"/></svg>",
                "<svg><g id=\"other-g\"/><use href=\"#other-g\" fill=\"url(#other-g)\"/></svg>",
            ),
        ];
        for (html, expected) in cases {
            assert_eq!(quoted(html, "/fi/"), expected);
        }
    }
}
