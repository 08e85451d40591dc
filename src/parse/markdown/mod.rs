//! Markdown → HTML with holes (CommonMark 0.31, GFM, footnotes, definition lists, wiki links).
//!
//! The writer follows pulldown-cmark's own in how it lays out lines, so that CommonMark's examples hold, and differs
//! where a web page needs it: alignment by class, labelled frames round tables, footnotes gathered at the end.

mod announce;
mod answers;
mod blocks;
mod comments;
mod excerpt;
mod footnotes;
mod headings;
mod links;
mod out;
mod quiz;
mod raw;
mod sections;
mod tables;
mod text;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{
    BrokenLink, BrokenLinkCallback, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

use super::safe_html::Safe;
use super::{Block, BlockKind, Body, CodeBlock, Heading, Hole, Learning, Link, Media, ParseOptions, PlainText};
pub(crate) use answers::scrambled;
use blocks::{Blocks, Mark};
pub(crate) use excerpt::excerpt;
use out::Out;
pub(crate) use out::escape_text;
use sections::Learn;
use tables::OpenTable;
use text::joins_lines;

use crate::diag::{Code, Diagnostic, Diags};
use crate::fields::Located;
use crate::ids::SrcPath;
use crate::locale::{Locale, SmartPunctuation};

/// Deepest nesting of blocks and inlines. Browsers stop at 512 elements.
const MAX_NESTING: usize = 100;

/// What a page's Markdown gave.
#[derive(Debug, Default)]
pub(super) struct Converted {
    pub(super) body: Body,
    pub(super) headings: Vec<Heading>,
    pub(super) raw_ids: Vec<Located<String>>,
    pub(super) links: Vec<Link>,
    pub(super) media: Vec<Media>,
    pub(super) summary: PlainText,
    pub(super) words: usize,
    pub(super) blocks: Vec<Block>,
    pub(super) waivers: Vec<Range<usize>>,
    pub(super) learning: Learning,
}

/// Reads Markdown as Polku has it.
pub(super) fn parser(text: &str) -> Parser<'_, impl BrokenLinkCallback<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    // A full reference that the page does not define may be a key. Whether it is one, `resolve` knows.
    let keys = |link: BrokenLink<'_>| match link.link_type {
        LinkType::Reference if !link.reference.starts_with('^') => {
            Some((CowStr::from(link.reference.into_string()), CowStr::Borrowed("")))
        }
        _ => None,
    };
    Parser::new_with_broken_link_callback(text, options, Some(keys))
}

/// Converts the Markdown that begins at byte `start` of a file.
pub(super) fn convert(
    file: &SrcPath,
    text: &str,
    start: usize,
    asked: &ParseOptions<'_>,
    diags: &mut Diags,
) -> Converted {
    let mut writer = Writer::new(file, text, start, asked, diags);
    for (event, range) in parser(&text[start..]).into_offset_iter() {
        if !writer.event(event, range.start + start..range.end + start) {
            break;
        }
    }
    writer.finish()
}

struct OpenHeading {
    index: usize,
    /// Where its text ends in the file and its attributes begin.
    text_end: usize,
    /// Its text as written: what its id is made from, whatever quotes and dashes become.
    written: String,
}

struct OpenImage {
    /// The image's place in `media`; images within its text count up.
    index: usize,
    depth: usize,
}

#[derive(Default)]
struct Footnote {
    number: usize,
    references: usize,
    definition: Option<(Out, Range<usize>)>,
}

struct Writer<'a> {
    file: &'a SrcPath,
    text: &'a str,
    locale: &'a Locale,
    smart: Option<SmartPunctuation>,
    diags: &'a mut Diags,
    done: Converted,
    /// What HTML is cleaned by, if it is.
    safe: Option<Safe>,
    out: Out,
    /// Outputs that wait while a footnote's definition is written.
    waiting: Vec<(Out, String, Range<usize>)>,
    depth: usize,
    /// Whether anything but the page's own heading has begun.
    begun: bool,
    /// Plain text of the block at hand.
    plain: String,
    /// Links that stand in it: index and bytes of `plain`.
    plain_links: Vec<(usize, Range<usize>)>,
    /// Where titles belong in it: bytes of `plain` and index of the link.
    plain_titles: Vec<(Range<usize>, usize)>,
    open_links: Vec<(usize, usize)>,
    heading: Option<OpenHeading>,
    image: Option<OpenImage>,
    code: Option<CodeBlock>,
    html_block: Option<(String, Range<usize>)>,
    table: OpenTable,
    /// The lists at hand, from without.
    lists: Vec<&'static str>,
    footnotes: HashMap<String, Footnote>,
    cited: usize,
    in_summary_paragraph: bool,
    blocks: Blocks,
    learn: Learn,
}

impl<'a> Writer<'a> {
    fn new(file: &'a SrcPath, text: &'a str, start: usize, asked: &ParseOptions<'a>, diags: &'a mut Diags) -> Self {
        let locale = asked.locale;
        let mut out = Out::default();
        out.html.reserve((text.len() - start) * 3 / 2);
        Self {
            file,
            text,
            locale,
            smart: asked.smart_punctuation.then(|| SmartPunctuation::new(locale.quotes())),
            diags,
            safe: asked.sanitize.then(Safe::default),
            done: Converted::default(),
            out,
            waiting: Vec::new(),
            depth: 0,
            begun: false,
            plain: String::new(),
            plain_links: Vec::new(),
            plain_titles: Vec::new(),
            open_links: Vec::new(),
            heading: None,
            image: None,
            code: None,
            html_block: None,
            table: OpenTable::default(),
            lists: Vec::new(),
            footnotes: HashMap::new(),
            cited: 0,
            in_summary_paragraph: false,
            blocks: Blocks::new(asked.blocks),
            learn: Learn::new(asked.scenario),
        }
    }

    /// Takes one event; false when the page is nested too deep to go on.
    fn event(&mut self, event: Event<'_>, span: Range<usize>) -> bool {
        let edge = match &event {
            Event::Start(tag) => Some(tag.to_end()),
            Event::End(tag) => Some(*tag),
            _ => None,
        };
        if edge.is_some_and(|tag| !is_inline(tag)) {
            self.settle_html();
        }
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > MAX_NESTING {
                    let line = self.text[span.start..].split('\n').next().unwrap_or("");
                    self.diags.push(
                        Diagnostic::new(
                            Code::NestingLimit,
                            format!("the text is nested more than {MAX_NESTING} levels deep"),
                            "take levels out: nobody can read so many, and browsers give up too",
                        )
                        .at(self.file, span.start..span.start + line.len().min(80)),
                    );
                    return false;
                }
                self.start(tag, span);
            }
            Event::End(tag) => {
                self.depth -= 1;
                self.end(tag, span);
            }
            Event::Text(text) => {
                let text = &text[..self.heading_text(&text, &span).len()];
                // What a backslash stands before is meant as it is.
                self.question_text(&span);
                let escaped = self.smart.is_some() && self.text[..span.start].ends_with('\\');
                let kept = if escaped { text.chars().next().map_or(0, char::len_utf8) } else { 0 };
                self.note(text, &span);
                if kept > 0 {
                    self.verbatim(&text[..kept]);
                }
                self.text_event(&text[kept..]);
            }
            Event::Code(code) => {
                self.begun = true;
                self.boundary(&code);
                self.question_text(&span);
                self.note_mark(Mark::Code, &span);
                self.note_text(&code, &span);
                self.note_mark(Mark::CodeEnd, &span);
                if self.list_code(&code, &span) {
                    return true;
                }
                self.plain.push_str(&code);
                if let Some(heading) = &mut self.heading {
                    heading.written.push_str(&code);
                }
                if self.image.is_none() {
                    self.out.html.push_str("<code>");
                    escape_text(&code, &mut self.out.html);
                    self.out.html.push_str("</code>");
                }
            }
            Event::Html(html) => {
                if let Some((block, _)) = &mut self.html_block {
                    block.push_str(&html);
                } else {
                    self.raw_html(&html, span);
                }
            }
            Event::InlineHtml(html) => {
                self.note_mark(Mark::Raw, &span);
                self.note_text(&html, &span);
                if self.image.is_none() {
                    self.raw_html(&html, span);
                }
            }
            // A line that ends in the middle of a Chinese sentence has no space there.
            Event::SoftBreak if joins_lines(self.text, &span) => {}
            Event::SoftBreak => {
                self.note_text(" ", &span);
                self.line_break("\n");
            }
            Event::HardBreak => {
                self.note_mark(Mark::Break, &span);
                self.line_break("<br>\n");
            }
            Event::Rule => {
                self.begun = true;
                if self.depth == 0 {
                    self.end_question();
                    self.drop_announced();
                }
                self.out.fresh_line();
                self.out.html.push_str("<hr>\n");
            }
            Event::FootnoteReference(label) => {
                self.note_mark(Mark::Reference, &span);
                self.footnote_reference(&label);
            }
            Event::TaskListMarker(done) => {
                let is_option = self.question_task(done);
                self.note_mark(if done { Mark::Done } else { Mark::Open }, &span);
                if !is_option {
                    self.task(done);
                }
            }
            // Math is not switched on.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text_event(&text),
        }
        true
    }

    fn start(&mut self, tag: Tag<'_>, span: Range<usize>) {
        let inline = is_inline(tag.to_end());
        if !inline {
            self.flush_block();
            self.end_label();
            if !matches!(tag, Tag::TableCell) {
                self.close_block(0);
            }
        }
        let is_h1 = matches!(tag, Tag::Heading { level: HeadingLevel::H1, .. });
        if inline {
            self.question_text(&span);
            self.list_starts(&tag, &span);
        } else if self.question_starts(&tag, &span) || self.list_starts(&tag, &span) {
            return;
        }
        // A comment before the title, as editors' tools have them, is not yet the text.
        if !is_h1 && !matches!(tag, Tag::HtmlBlock) {
            self.begun = true;
        }
        match tag {
            Tag::Paragraph => {
                self.in_summary_paragraph =
                    self.done.summary.written.is_empty() && self.depth == 1 && self.waiting.is_empty();
                self.out.fresh_line();
                self.out.html.push_str("<p>");
                self.open_block(self.paragraph_kind(), span, Some(self.out.html.len() - 1));
            }
            Tag::Heading { level, .. } => self.start_heading(level as u8, span),
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::CodeBlock(kind) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',', '\t', '{']).next().unwrap_or("").to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                let fence = self.text[span.clone()].split('\n').next().unwrap_or("");
                let place = match fence.find(&language) {
                    Some(i) if !language.is_empty() => span.start + i..span.start + i + language.len(),
                    _ => span.clone(),
                };
                self.code = Some(CodeBlock { language, text: String::new(), place });
            }
            Tag::HtmlBlock => self.html_block = Some((String::new(), span)),
            Tag::List(None) => {
                self.lists.push("ul");
                self.out.fresh_line();
                self.out.html.push_str("<ul>\n");
            }
            Tag::List(Some(1)) => {
                self.lists.push("ol");
                self.out.fresh_line();
                self.out.html.push_str("<ol>\n");
            }
            Tag::List(Some(n)) => {
                self.lists.push("ol");
                self.out.fresh_line();
                let _ = writeln!(self.out.html, "<ol start=\"{n}\">");
            }
            Tag::Item => {
                self.out.fresh_line();
                self.out.html.push_str("<li>");
                self.open_frame(BlockKind::Item, self.lists.last().copied().unwrap_or(""));
            }
            Tag::FootnoteDefinition(label) => {
                let outer = std::mem::take(&mut self.out);
                self.waiting.push((outer, label.into_string(), span));
                self.open_frame(BlockKind::Note, "note");
            }
            Tag::DefinitionList => {
                self.out.fresh_line();
                self.out.html.push_str("<dl>\n");
            }
            Tag::DefinitionListTitle => {
                self.out.fresh_line();
                self.out.html.push_str("<dt>");
                self.open_frame(BlockKind::Term, "dt");
            }
            Tag::DefinitionListDefinition => {
                self.out.fresh_line();
                self.out.html.push_str("<dd>");
                self.open_frame(BlockKind::Definition, "dd");
            }
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_row("head", span),
            Tag::TableRow => self.start_row("row", span),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.inline("<em>", Mark::Emphasis, &span),
            Tag::Strong => {
                self.strong_starts();
                self.inline("<strong>", Mark::Strong, &span);
            }
            Tag::Strikethrough => self.inline("<del>", Mark::Strikethrough, &span),
            Tag::Superscript => self.inline("<sup>", Mark::Script, &span),
            Tag::Subscript => self.inline("<sub>", Mark::Script, &span),
            Tag::Link { link_type, dest_url, title, .. } => {
                // Before the link is counted, so that it is one of the block's that it begins.
                self.note_mark(Mark::Link, &span);
                self.start_link(link_type, &dest_url, &title, span);
            }
            Tag::Image { dest_url, title, .. } => {
                if let Some(open) = &mut self.image {
                    open.depth += 1;
                    return;
                }
                self.note_mark(Mark::Image, &span);
                self.image = Some(OpenImage { index: self.done.media.len(), depth: 0 });
                let place = self.destination(&dest_url, &span);
                self.done.media.push(Media {
                    place,
                    src: dest_url.into_string(),
                    alt: String::new(),
                    title: title.into_string(),
                    span,
                    raw: false,
                });
                // The alternative text is gathered where the plain text ends.
                self.open_links.push((usize::MAX, self.plain.len()));
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: Range<usize>) {
        if self.question_ends(&tag) || self.list_ends(&tag) {
            return;
        }
        match tag {
            TagEnd::Paragraph => {
                if self.in_summary_paragraph {
                    self.done.summary = self.plain_text();
                    self.in_summary_paragraph = false;
                }
                self.flush_block();
                self.out.html.push_str("</p>\n");
                self.close_block(0);
            }
            TagEnd::Heading(level) => self.end_heading(level as u8),
            TagEnd::BlockQuote(kind) => {
                self.flush_block();
                self.close_frame();
                self.out.fresh_line();
                self.out.html.push_str(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.open_block(BlockKind::Code, span.clone(), None);
                    self.note_code(&code.text);
                    self.out.fresh_line();
                    self.out.hole(Hole::Code(self.done.body.code.len()));
                    self.done.body.code.push(code);
                    self.out.html.push('\n');
                    self.close_block(0);
                }
            }
            TagEnd::HtmlBlock => {
                if let Some((html, span)) = self.html_block.take() {
                    self.end_html_block(&html, span);
                }
            }
            TagEnd::List(ordered) => {
                self.lists.pop();
                self.out.html.push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.end_frame();
                self.out.html.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.end_frame();
                if let Some((outer, label, _)) = self.waiting.pop() {
                    let inner = std::mem::replace(&mut self.out, outer);
                    self.footnotes.entry(label).or_default().definition = Some((inner, span));
                }
            }
            TagEnd::DefinitionList => self.out.html.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => {
                self.end_frame();
                self.out.html.push_str("</dt>\n");
            }
            TagEnd::DefinitionListDefinition => {
                self.end_frame();
                self.out.html.push_str("</dd>\n");
            }
            TagEnd::Table => self.out.html.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => self.end_row("</tr></thead><tbody>\n"),
            TagEnd::TableRow => self.end_row("</tr>\n"),
            TagEnd::TableCell => self.end_cell(&span),
            TagEnd::Emphasis => self.inline("</em>", Mark::Emphasis, &span),
            TagEnd::Strong => {
                self.strong_ends();
                self.inline("</strong>", Mark::Strong, &span);
            }
            TagEnd::Strikethrough => self.inline("</del>", Mark::Strikethrough, &span),
            TagEnd::Superscript => self.inline("</sup>", Mark::Script, &span),
            TagEnd::Subscript => self.inline("</sub>", Mark::Script, &span),
            TagEnd::Link => {
                self.note_mark(Mark::LinkEnd, &span);
                self.end_link();
            }
            TagEnd::Image => self.end_image(),
            TagEnd::MetadataBlock(_) => {}
        }
    }

    /// The item, footnote or definition at hand ends.
    fn end_frame(&mut self) {
        self.flush_block();
        self.close_block(0);
        self.close_frame();
    }

    fn inline(&mut self, html: &str, mark: Mark, span: &Range<usize>) {
        self.note_mark(mark, span);
        if self.image.is_none() {
            self.out.html.push_str(html);
        }
    }

    /// The text of the block at hand.
    fn plain_text(&self) -> PlainText {
        PlainText { written: self.plain.trim_end().to_owned(), titles: self.plain_titles.clone() }
    }

    /// The block at hand ends: its words are counted, its links get the sentences they stand in.
    fn flush_block(&mut self) {
        if let Some(smart) = &mut self.smart {
            smart.note_boundary('\n');
        }
        if self.plain.is_empty() {
            return;
        }
        self.keep_text();
        let words = self.locale.words(&self.plain);
        self.done.words += words;
        self.note_words(words);
        if !self.plain_links.is_empty() {
            let sentences = self.locale.sentences(&self.plain);
            for (index, range) in self.plain_links.drain(..) {
                self.done.links[index].excerpt = excerpt(&self.plain, &self.plain_titles, &sentences, range);
            }
        }
        self.plain.clear();
        self.plain_titles.clear();
    }

    fn finish(mut self) -> Converted {
        // Where the page was given up within a footnote, what was written before it still waits.
        if let Some((outer, ..)) = self.waiting.drain(..).next() {
            self.out = outer;
        }
        self.flush_block();
        self.end_sections();
        self.write_footnotes();
        self.name_headings();
        self.done.body.html = std::mem::take(&mut self.out.html);
        self.done.body.holes = std::mem::take(&mut self.out.holes);
        self.done
    }
}

/// Whether it stands within a line: all else begins or ends something that stands by itself.
fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// A span without the line break at its end.
fn line_of(text: &str, span: &Range<usize>) -> Range<usize> {
    span.start..span.start + text[span.clone()].trim_end().len()
}
