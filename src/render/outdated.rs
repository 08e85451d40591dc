//! What a reader is told of blocks whose original is another by now, or which are not translated yet.
//!
//! In: a document's alignment with its original. Out: pieces of HTML and where they go in the document's.
//!
//! A block whose original was reworded is followed by the original as it is now, folded away. One that is still the
//! original's text says what language it is in. All else stays as it is.

use super::content::{Content, escaped};
use crate::ids::DocId;
use crate::parse::{Block, BlockKind, Hole, LinkKind};
use crate::translation::State;

/// What is put into a document's HTML, by place.
pub(super) fn marks(content: &Content<'_>) -> Vec<(usize, String)> {
    let Some(doc) = content.page.doc else { return Vec::new() };
    let r = &content.renderer;
    let Some(origin) = r.site.texts[doc.index()].origin else { return Vec::new() };
    let alignment = &r.alignments[doc.index()];
    let is_marked = |state: State| state.is_outdated() || state == State::Untranslated;
    if !alignment.ties.iter().any(|tie| is_marked(tie.state)) {
        return Vec::new();
    }
    let language = r.config.language(r.site.texts[origin.index()].lang);
    let attributes = format!(" lang=\"{}\" dir=\"{}\"", language.tag, language.locale.direction().as_str());
    let blocks = &r.docs[origin.index()].head.blocks;
    let lead = content.document.body.lead;
    let mut marks = Vec::new();
    for (block, tie) in content.document.head.blocks.iter().zip(&alignment.ties) {
        let Some(original) = tie.origin.map(|o| &blocks[o as usize]) else { continue };
        if tie.state == State::Untranslated {
            marks.extend(block.open.map(|open| (open.index(), attributes.clone())));
        } else if tie.state.is_outdated() {
            // What has no place of its own in the text, the title of the front matter, is told at its beginning.
            let place = block.close.map_or(lead, |close| close.index()).max(lead);
            let summary = r.theme.strings.html(content.page.lang, "outdated-block", None).unwrap_or_default();
            let text = text(content, origin, original);
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
fn text(content: &Content<'_>, doc: DocId, block: &Block) -> String {
    let r = &content.renderer;
    let document = &*r.docs[doc.index()];
    let (meta, body) = (&document.head.meta, &document.body);
    let span = block.span();
    if block.kind == BlockKind::Code {
        let code = body.code.iter().find(|code| span.start <= code.place.start && code.place.end <= span.end);
        return code.map_or_else(String::new, |code| format!("<pre><code>{}</code></pre>", escaped(&code.text)));
    }
    let (Some(open), Some(close)) = (block.open, block.close) else {
        let description = meta.description.as_ref().filter(|_| block.kind == BlockKind::Description);
        return escaped(description.map_or(&document.head.title, |description| &description.value));
    };
    let place = r.site.texts[doc.index()];
    let page = r.site.group(place.group).pages[place.lang.index()].map(|id| r.site.page(id));
    let mut text = Untagged { out: String::new(), inside: true, parting: block.kind == BlockKind::Row };
    let mut last = open.index();
    for (at, hole) in body.holes.iter().filter(|(at, _)| (open.index()..close.index()).contains(at)) {
        text.push(&body.html[last..*at]);
        last = *at;
        if let (Hole::LinkStart(i), Some(page)) = (hole, page)
            && document.head.links[*i].kind == LinkKind::Wiki
        {
            text.out.push_str(&escaped(r.link_title(page, *i).unwrap_or_default()));
        }
    }
    text.push(&body.html[last..close.index()]);
    text.out.split_whitespace().collect::<Vec<_>>().join(" ")
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
