//! What a reader is told of blocks whose original is another by now, or which are not translated yet.
//!
//! In: a document's alignment with its original. Out: pieces of HTML and where they go in the document's.
//!
//! A block whose original was reworded is followed by the original as it is now, folded away. One that is still the
//! original's text says what language it is in. All else stays as it is.

use super::content::{Content, escaped};
use crate::ids::DocId;
use crate::parse::{Block, BlockKind, Hole, LinkKind, Place};
use crate::translation::State;

/// What is put into a document's HTML, by place.
pub(super) fn marks(content: &Content<'_>) -> Vec<(usize, String)> {
    let Some(doc) = content.page.doc else { return Vec::new() };
    let r = &content.renderer;
    let Some(origin_doc) = r.site.texts[doc.index()].origin else { return Vec::new() };
    let alignment = &r.alignments[doc.index()];
    let is_marked = |state: State| state.is_outdated() || state == State::Untranslated;
    if !alignment.ties.iter().any(|tie| is_marked(tie.state)) {
        return Vec::new();
    }
    let language = r.config.language(r.site.texts[origin_doc.index()].lang);
    let attributes = format!(" lang=\"{}\" dir=\"{}\"", language.tag, language.locale.direction().as_str());
    let blocks = &r.docs[origin_doc.index()].head.blocks;
    // What is not published is not shown either.
    let group = r.site.group(r.site.texts[origin_doc.index()].group);
    let lang = r.site.texts[origin_doc.index()].lang;
    let is_published = group.pages[lang.index()].is_some_and(|page| r.site.page(page).doc == Some(origin_doc));
    let body = &content.document.body;
    let mut marks = Vec::new();
    let mut last = None;
    for (block, tie) in content.document.head.blocks.iter().zip(&alignment.ties) {
        let Some(original) = tie.origin.map(|o| &blocks[o as usize]) else { continue };
        if tie.state == State::Untranslated {
            let Some(open) = block.open.map(Place::index) else { continue };
            // A tight item has no element for its text alone: what follows in it may be in another language.
            let tight = ["<li", "<dt", "<dd"].iter().any(|tag| body.html[..open].ends_with(tag));
            match (body.html[open..].find('>'), block.close) {
                (Some(end), Some(close)) if tight && last != Some(open) => {
                    marks.push((open + end + 1, format!("<span{attributes}>")));
                    marks.push((close.index(), "</span>".to_owned()));
                }
                _ if tight => {}
                _ => marks.push((open, attributes.clone())),
            }
            last = Some(open);
        }
        // The original's text as it was when the page was begun is out of date too.
        let is_old_text = tie.state == State::Untranslated && block.meaning.full != original.meaning.full;
        if (tie.state.is_outdated() || is_old_text) && is_published {
            let summary = r.theme.strings.html(content.page.lang, "outdated-block", None).unwrap_or_default();
            let Some(text) = text(content, origin_doc, original) else { continue };
            let place = match block.close {
                Some(close) => close.index().max(body.lead),
                // What has no place of its own in the text is told at its beginning.
                None if matches!(block.kind, BlockKind::Title | BlockKind::Description) => body.lead,
                None => continue,
            };
            let mark = format!(
                "<details class=\"outdated\"><summary>{summary}</summary><div{attributes}>{text}</div></details>\n"
            );
            marks.push((place, mark));
        }
    }
    marks.sort_by_key(|(place, _)| *place);
    marks
}

/// What a block of the original says, as HTML without tags.
fn text(content: &Content<'_>, doc: DocId, block: &Block) -> Option<String> {
    let r = &content.renderer;
    let document = &*r.docs[doc.index()];
    let (meta, body) = (&document.head.meta, &document.body);
    let span = block.span();
    let (open, close) = match (block.kind, block.open, block.close) {
        (BlockKind::Code, ..) => {
            let code = body.code.iter().find(|code| span.start <= code.place.start && code.place.end <= span.end);
            return code.map(|code| format!("<pre><code>{}</code></pre>", escaped(&code.text)));
        }
        (BlockKind::Title, ..) => return Some(escaped(&document.head.title)),
        (BlockKind::Description, ..) => return meta.description.as_ref().map(|text| escaped(&text.value)),
        (_, Some(open), Some(close)) => (open.index(), close.index()),
        _ => return None,
    };
    let place = r.site.texts[doc.index()];
    let page = r.site.group(place.group).pages[place.lang.index()].map(|id| r.site.page(id));
    let mut text = Untagged { out: String::new(), inside: true, parting: block.kind == BlockKind::Row };
    let mut last = open;
    for (at, hole) in body.holes.iter().filter(|(at, _)| (open..close).contains(at)) {
        text.push(&body.html[last..*at]);
        last = *at;
        if let (Hole::LinkStart(i), Some(page)) = (hole, page)
            && document.head.links[*i].kind == LinkKind::Wiki
        {
            text.out.push_str(&escaped(r.link_title(page, *i).unwrap_or_default()));
        }
    }
    text.push(&body.html[last..close]);
    Some(text.out.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// HTML whose tags are left out.
struct Untagged {
    out: String,
    /// Whether a tag is open; a block begins within its own.
    inside: bool,
    /// Whether tags part words: the cells of a row.
    parting: bool,
}

impl Untagged {
    fn push(&mut self, html: &str) {
        // A footnote's number leads nowhere from here.
        if let Some((before, rest)) = html.split_once("<sup class=\"footnote-ref\">") {
            self.push(before);
            self.push(rest.split_once("</sup>").map_or("", |(_, after)| after));
            return;
        }
        for c in html.chars() {
            match c {
                '<' => {
                    self.inside = true;
                    if self.parting {
                        self.out.push(' ');
                    }
                }
                '>' if self.inside => self.inside = false,
                c if !self.inside => self.out.push(c),
                _ => {}
            }
        }
    }
}
