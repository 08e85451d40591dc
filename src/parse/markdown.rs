//! Markdown → HTML with holes (CommonMark 0.31, GFM, footnotes, definition lists, wiki links).
//!
//! The writer follows pulldown-cmark's own in how it lays out lines, so that CommonMark's examples hold, and differs
//! where a web page needs it: alignment by class, labelled frames round tables, footnotes gathered at the end.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag,
    TagEnd,
};

use super::heading::{self, Braces};
use super::raw_html::{self, Found};
use super::{AlertKind, Body, CodeBlock, Excerpt, Heading, Hole, Link, LinkKind, Media, Ui};
use crate::diag::{Code, Diagnostic, Diags};
use crate::fields::Located;
use crate::ids::SrcPath;
use crate::locale::{Locale, SmartPunctuation};

/// Deepest nesting of blocks and inlines. Browsers stop at 512 elements.
const MAX_NESTING: usize = 100;

/// How the ids of themes begin.
const RESERVED: &str = "polku-";

/// What a page's Markdown gave.
#[derive(Debug, Default)]
pub(super) struct Converted {
    pub(super) body: Body,
    /// Whether the first heading is the page's own, its text being `body.html[..body.lead]`.
    pub(super) has_h1: bool,
    pub(super) headings: Vec<Heading>,
    pub(super) raw_ids: Vec<Located<String>>,
    pub(super) links: Vec<Link>,
    pub(super) media: Vec<Media>,
    pub(super) summary: String,
    pub(super) words: usize,
}

/// Converts the Markdown that begins at byte `start` of a file.
pub(super) fn convert(
    file: &SrcPath,
    text: &str,
    start: usize,
    locale: &Locale,
    smart: bool,
    diags: &mut Diags,
) -> Converted {
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
    let parser = Parser::new_with_broken_link_callback(&text[start..], options, Some(keys));
    let mut writer = Writer::new(file, text, start, locale, smart, diags);
    for (event, range) in parser.into_offset_iter() {
        if !writer.event(event, range.start + start..range.end + start) {
            break;
        }
    }
    writer.finish()
}

/// HTML and its holes.
#[derive(Debug, Default)]
struct Out {
    html: String,
    holes: Vec<(usize, Hole)>,
}

impl Out {
    fn hole(&mut self, hole: Hole) {
        self.holes.push((self.html.len(), hole));
    }

    fn fresh_line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    /// Cuts the HTML; a hole in what is cut off, such as an image before a space, moves to the end.
    fn truncate(&mut self, len: usize) {
        self.html.truncate(len);
        for (at, _) in self.holes.iter_mut().rev().take_while(|(at, _)| *at > len) {
            *at = len;
        }
    }

    fn append(&mut self, other: Out) {
        let shift = self.html.len();
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.into_iter().map(|(at, hole)| (at + shift, hole)));
    }
}

struct OpenHeading {
    index: usize,
    start: usize,
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
    open_links: Vec<(usize, usize)>,
    heading: Option<OpenHeading>,
    image: Option<OpenImage>,
    code: Option<CodeBlock>,
    html_block: Option<(String, Range<usize>)>,
    alignments: Vec<Alignment>,
    column: usize,
    in_table_head: bool,
    footnotes: HashMap<String, Footnote>,
    cited: usize,
    in_summary_paragraph: bool,
}

impl<'a> Writer<'a> {
    fn new(
        file: &'a SrcPath,
        text: &'a str,
        start: usize,
        locale: &'a Locale,
        smart: bool,
        diags: &'a mut Diags,
    ) -> Self {
        let mut out = Out::default();
        out.html.reserve((text.len() - start) * 3 / 2);
        Self {
            file,
            text,
            locale,
            smart: smart.then(|| SmartPunctuation::new(locale.quotes())),
            diags,
            done: Converted::default(),
            out,
            waiting: Vec::new(),
            depth: 0,
            begun: false,
            plain: String::new(),
            plain_links: Vec::new(),
            open_links: Vec::new(),
            heading: None,
            image: None,
            code: None,
            html_block: None,
            alignments: Vec::new(),
            column: 0,
            in_table_head: false,
            footnotes: HashMap::new(),
            cited: 0,
            in_summary_paragraph: false,
        }
    }

    /// Takes one event; false when the page is nested too deep to go on.
    fn event(&mut self, event: Event<'_>, span: Range<usize>) -> bool {
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
            Event::Text(text) => self.text_event(&text),
            Event::Code(code) => {
                self.begun = true;
                self.boundary(&code);
                self.plain.push_str(&code);
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
                if self.image.is_none() {
                    self.raw_html(&html, span);
                }
            }
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br>\n"),
            Event::Rule => {
                self.begun = true;
                self.out.fresh_line();
                self.out.html.push_str("<hr>\n");
            }
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::TaskListMarker(done) => self.task(done),
            // Math is not switched on.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text_event(&text),
        }
        true
    }

    fn boundary(&mut self, text: &str) {
        if let (Some(smart), Some(c)) = (&mut self.smart, text.chars().last()) {
            smart.note_boundary(c);
        }
    }

    fn line_break(&mut self, html: &str) {
        self.plain.push(' ');
        self.boundary(" ");
        if self.image.is_none() {
            self.out.html.push_str(html);
        }
    }

    fn text_event(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
            return;
        }
        if let Some((block, _)) = &mut self.html_block {
            block.push_str(text);
            return;
        }
        self.begun = true;
        let smartened;
        let mut shown = text;
        let braces = self.heading.is_some() && text.contains('{');
        if let Some(smart) = self.smart.as_mut().filter(|_| !braces) {
            let mut out = String::with_capacity(text.len());
            smart.push(text, &mut out);
            smartened = out;
            shown = &smartened;
        }
        self.plain.push_str(shown);
        if self.image.is_none() {
            escape_text(shown, &mut self.out.html);
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Range<usize>) {
        let inline = matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. }
        );
        if !inline {
            self.flush_block();
        }
        let is_h1 = matches!(tag, Tag::Heading { level: HeadingLevel::H1, .. });
        if !is_h1 {
            self.begun = true;
        }
        match tag {
            Tag::Paragraph => {
                self.in_summary_paragraph = self.done.summary.is_empty() && self.depth == 1 && self.waiting.is_empty();
                self.out.fresh_line();
                self.out.html.push_str("<p>");
            }
            Tag::Heading { level, .. } => self.start_heading(level as u8, span),
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::CodeBlock(kind) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',', '\t', '{']).next().unwrap_or("").to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some(CodeBlock { language, text: String::new(), span });
            }
            Tag::HtmlBlock => self.html_block = Some((String::new(), span)),
            Tag::List(None) => {
                self.out.fresh_line();
                self.out.html.push_str("<ul>\n");
            }
            Tag::List(Some(1)) => {
                self.out.fresh_line();
                self.out.html.push_str("<ol>\n");
            }
            Tag::List(Some(n)) => {
                self.out.fresh_line();
                let _ = writeln!(self.out.html, "<ol start=\"{n}\">");
            }
            Tag::Item => {
                self.out.fresh_line();
                self.out.html.push_str("<li>");
            }
            Tag::FootnoteDefinition(label) => {
                let outer = std::mem::take(&mut self.out);
                self.waiting.push((outer, label.into_string(), span));
            }
            Tag::DefinitionList => {
                self.out.fresh_line();
                self.out.html.push_str("<dl>\n");
            }
            Tag::DefinitionListTitle => {
                self.out.fresh_line();
                self.out.html.push_str("<dt>");
            }
            Tag::DefinitionListDefinition => {
                self.out.fresh_line();
                self.out.html.push_str("<dd>");
            }
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.out.fresh_line();
                self.out.html.push_str("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"");
                self.out.hole(Hole::Ui(Ui::Table));
                self.out.html.push_str("\"><table>");
            }
            Tag::TableHead => {
                self.in_table_head = true;
                self.column = 0;
                self.out.html.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.out.html.push_str("<tr>");
            }
            Tag::TableCell => {
                let name = if self.in_table_head { "th scope=\"col\"" } else { "td" };
                let class = match self.alignments.get(self.column) {
                    Some(Alignment::Left) => " class=\"align-left\"",
                    Some(Alignment::Center) => " class=\"align-center\"",
                    Some(Alignment::Right) => " class=\"align-right\"",
                    _ => "",
                };
                let _ = write!(self.out.html, "<{name}{class}>");
            }
            Tag::Emphasis => self.inline("<em>"),
            Tag::Strong => self.inline("<strong>"),
            Tag::Strikethrough => self.inline("<del>"),
            Tag::Superscript => self.inline("<sup>"),
            Tag::Subscript => self.inline("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title, span),
            Tag::Image { dest_url, title, .. } => {
                if let Some(open) = &mut self.image {
                    open.depth += 1;
                    return;
                }
                self.image = Some(OpenImage { index: self.done.media.len(), depth: 0 });
                self.done.media.push(Media {
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
        match tag {
            TagEnd::Paragraph => {
                if self.in_summary_paragraph {
                    self.done.summary = self.plain.trim().to_owned();
                    self.in_summary_paragraph = false;
                }
                self.flush_block();
                self.out.html.push_str("</p>\n");
            }
            TagEnd::Heading(level) => self.end_heading(level as u8, span),
            TagEnd::BlockQuote(kind) => {
                self.flush_block();
                self.out.fresh_line();
                self.out.html.push_str(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.out.fresh_line();
                    self.out.hole(Hole::Code(self.done.body.code.len()));
                    self.done.body.code.push(code);
                    self.out.html.push('\n');
                }
            }
            TagEnd::HtmlBlock => {
                if let Some((html, span)) = self.html_block.take() {
                    self.out.fresh_line();
                    self.raw_html(&html, span);
                }
            }
            TagEnd::List(ordered) => self.out.html.push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => {
                self.flush_block();
                self.out.html.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.flush_block();
                if let Some((outer, label, _)) = self.waiting.pop() {
                    let inner = std::mem::replace(&mut self.out, outer);
                    self.footnotes.entry(label).or_default().definition = Some((inner, span));
                }
            }
            TagEnd::DefinitionList => self.out.html.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => {
                self.flush_block();
                self.out.html.push_str("</dt>\n");
            }
            TagEnd::DefinitionListDefinition => {
                self.flush_block();
                self.out.html.push_str("</dd>\n");
            }
            TagEnd::Table => self.out.html.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.out.html.push_str("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.out.html.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.flush_block();
                self.out.html.push_str(if self.in_table_head { "</th>" } else { "</td>" });
                self.column += 1;
            }
            TagEnd::Emphasis => self.inline("</em>"),
            TagEnd::Strong => self.inline("</strong>"),
            TagEnd::Strikethrough => self.inline("</del>"),
            TagEnd::Superscript => self.inline("</sup>"),
            TagEnd::Subscript => self.inline("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            TagEnd::MetadataBlock(_) => {}
        }
    }

    fn inline(&mut self, html: &str) {
        if self.image.is_none() {
            self.out.html.push_str(html);
        }
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.out.fresh_line();
        let kind = match kind {
            None => {
                self.out.html.push_str("<blockquote>\n");
                return;
            }
            Some(BlockQuoteKind::Note) => AlertKind::Note,
            Some(BlockQuoteKind::Tip) => AlertKind::Tip,
            Some(BlockQuoteKind::Important) => AlertKind::Important,
            Some(BlockQuoteKind::Warning) => AlertKind::Warning,
            Some(BlockQuoteKind::Caution) => AlertKind::Caution,
        };
        let _ = write!(self.out.html, "<div class=\"alert alert-{}\"><p class=\"alert-title\">", kind.as_str());
        self.out.hole(Hole::Ui(Ui::Alert(kind)));
        self.out.html.push_str("</p>\n");
    }

    /// The block at hand ends: its words are counted, its links get the sentences they stand in.
    fn flush_block(&mut self) {
        if let Some(smart) = &mut self.smart {
            smart.note_boundary('\n');
        }
        if self.plain.is_empty() {
            return;
        }
        self.done.words += self.locale.words(&self.plain);
        for (index, range) in self.plain_links.drain(..) {
            let sentence = self.locale.sentence_around(&self.plain, range.clone());
            let link = &mut self.done.links[index];
            link.excerpt = Excerpt {
                text: self.plain[sentence.clone()].to_owned(),
                link: range.start.saturating_sub(sentence.start)..range.end.saturating_sub(sentence.start),
            };
        }
        self.plain.clear();
    }

    fn start_link(&mut self, link_type: LinkType, to: &str, title: &str, span: Range<usize>) {
        if self.image.is_some() {
            return;
        }
        let kind = match link_type {
            LinkType::ReferenceUnknown => LinkKind::Reference,
            LinkType::WikiLink { has_pothole: true } => LinkKind::WikiText,
            LinkType::WikiLink { has_pothole: false } => LinkKind::Wiki,
            LinkType::Autolink | LinkType::Email => LinkKind::Autolink,
            _ => LinkKind::Inline,
        };
        let to = if link_type == LinkType::Email { format!("mailto:{to}") } else { to.to_owned() };
        let index = self.done.links.len();
        let place = self.destination(&to, &span);
        self.out.hole(Hole::LinkStart(index));
        self.open_links.push((index, self.plain.len()));
        self.done.links.push(Link { kind, to, title: title.to_owned(), place, excerpt: Excerpt::default() });
    }

    fn end_link(&mut self) {
        if self.image.is_some() {
            return;
        }
        let Some((index, start)) = self.open_links.pop() else { return };
        if self.done.links[index].kind == LinkKind::Wiki {
            // The text of `[[key]]` is the target's title, which only `resolve` knows: what stands here is the key.
            let shown = self.plain.split_off(start);
            let escaped: String = {
                let mut html = String::new();
                escape_text(&shown, &mut html);
                html
            };
            if self.out.html.ends_with(&escaped) {
                self.out.html.truncate(self.out.html.len() - escaped.len());
            }
            self.plain.push_str(&shown);
        }
        self.plain_links.push((index, start..self.plain.len()));
        self.out.hole(Hole::LinkEnd(index));
    }

    fn end_image(&mut self) {
        let Some(open) = &mut self.image else { return };
        if open.depth > 0 {
            open.depth -= 1;
            return;
        }
        let index = open.index;
        self.image = None;
        if let Some((_, start)) = self.open_links.pop() {
            self.done.media[index].alt = self.plain.split_off(start);
        }
        self.out.hole(Hole::Image(index));
    }

    fn start_heading(&mut self, level: u8, span: Range<usize>) {
        let index = self.done.headings.len();
        let first = level == 1 && !self.begun && self.depth == 1;
        self.done.headings.push(Heading {
            level,
            id: String::new(),
            explicit: false,
            classes: Vec::new(),
            text: String::new(),
            span,
        });
        if first {
            self.done.has_h1 = true;
        } else {
            self.out.fresh_line();
            let _ = write!(self.out.html, "<h{level}");
            self.out.hole(Hole::HeadingAttributes(index));
            self.out.html.push('>');
        }
        self.out.hole(Hole::HeadingAliases(index));
        self.heading = Some(OpenHeading { index, start: self.out.html.len() });
    }

    fn end_heading(&mut self, level: u8, span: Range<usize>) {
        let Some(OpenHeading { index, start }) = self.heading.take() else { return };
        let plain = self.plain.clone();
        let heading = &mut self.done.headings[index];
        let mut text = plain.as_str();
        let literal = plain.rfind('{').is_some_and(|open| {
            // `\{#id}` is text: the backslash stands in the source and not in the plain text.
            let tail = &plain[open..];
            self.text[span.clone()].contains(&format!("\\{tail}"))
        });
        match heading::braces(&plain) {
            Braces::None => {}
            _ if literal => {}
            Braces::Attributes { before, id, classes } => {
                if let Some(cut) = self.out.html[start..].rfind('{') {
                    let kept = self.out.html[start..start + cut].trim_end().len();
                    self.out.truncate(start + kept);
                }
                heading.classes = classes.into_iter().map(str::to_owned).collect();
                if let Some(id) = id {
                    heading.id = id.to_owned();
                    heading.explicit = true;
                }
                text = before;
            }
            Braces::Other(braces) => {
                let raw = &self.text[span.clone()];
                let at = raw.rfind('{').map_or(span.clone(), |i| {
                    let end = raw[i..].find('}').map_or(raw.len(), |e| i + e + 1);
                    span.start + i..span.start + end
                });
                self.diags.push(
                    Diagnostic::new(
                        Code::HeadingAttributes,
                        format!("`{braces}` is neither an id nor a class, and stays text"),
                        "write `{#id}` or `{.class}`; put a backslash before braces that are meant as text",
                    )
                    .at(self.file, at),
                );
            }
        }
        heading.text = text.trim().to_owned();
        let text = text.to_owned();
        self.plain.truncate(text.len().min(self.plain.len()));
        self.flush_block();
        let own = self.done.has_h1 && index == 0;
        if own {
            self.done.body.lead = self.out.html.len();
            self.done.body.lead_holes = self.out.holes.len();
        } else {
            let _ = writeln!(self.out.html, "</h{level}>");
        }
        self.begun = true;
    }

    fn task(&mut self, done: bool) {
        // The marker is the first thing in its item; only the item's (and its paragraph's) start tag is before it.
        if let Some(at) = self.out.html.rfind("<li>") {
            let rest = self.out.html.split_off(at + "<li".len());
            self.out.html.push_str(" class=\"task\"");
            self.out.html.push_str(&rest);
        }
        self.out.html.push_str("<span class=\"box\" role=\"img\" aria-label=\"");
        self.out.hole(Hole::Ui(if done { Ui::TaskDone } else { Ui::TaskOpen }));
        self.out.html.push_str(if done { "\">☑</span> " } else { "\">☐</span> " });
    }

    fn footnote_reference(&mut self, label: &str) {
        let note = self.footnotes.entry(label.to_owned()).or_default();
        if note.number == 0 {
            self.cited += 1;
            note.number = self.cited;
        }
        note.references += 1;
        let (n, id) = (note.number, reference_id(note.number, note.references));
        self.boundary("1");
        let _ = write!(self.out.html, "<sup class=\"footnote-ref\"><a id=\"{id}\" href=\"#fn-{n}\">{n}</a></sup>");
    }

    /// Raw HTML goes through as it is, with holes where it names addresses.
    fn raw_html(&mut self, html: &str, span: Range<usize>) {
        let mut at = 0;
        for found in raw_html::scan(html) {
            match found {
                Found::Id(range) => {
                    let value = &html[range];
                    let span = self.find(value, &span);
                    self.done.raw_ids.push(Located { value: unescape(value), span });
                }
                Found::Href(range) => {
                    let value = &html[range.clone()];
                    self.out.html.push_str(&html[at..range.start]);
                    self.out.hole(Hole::Href(self.done.links.len()));
                    at = range.end;
                    self.done.links.push(Link {
                        kind: LinkKind::Html,
                        to: unescape(value),
                        title: String::new(),
                        place: self.find(value, &span),
                        excerpt: Excerpt::default(),
                    });
                }
                Found::Src(range, has_alt) => {
                    let value = &html[range.clone()];
                    self.out.html.push_str(&html[at..range.start]);
                    self.out.hole(Hole::Src(self.done.media.len()));
                    at = range.end;
                    self.done.media.push(Media {
                        src: unescape(value),
                        alt: if has_alt { " ".to_owned() } else { String::new() },
                        title: String::new(),
                        span: self.find(value, &span),
                        raw: true,
                    });
                }
            }
        }
        self.out.html.push_str(&html[at..]);
    }

    /// Where a piece of a block stands in the file.
    fn find(&self, piece: &str, block: &Range<usize>) -> Range<usize> {
        match self.text[block.clone()].find(piece) {
            Some(i) if !piece.is_empty() => block.start + i..block.start + i + piece.len(),
            _ => block.clone(),
        }
    }

    /// Where a link's destination stands: its last mention in the link, as links begin with their text.
    fn destination(&self, to: &str, link: &Range<usize>) -> Range<usize> {
        match self.text[link.clone()].rfind(to) {
            Some(i) if !to.is_empty() => link.start + i..link.start + i + to.len(),
            _ => line_of(self.text, link),
        }
    }

    fn finish(mut self) -> Converted {
        self.flush_block();
        self.write_footnotes();
        self.name_headings();
        self.done.body.html = std::mem::take(&mut self.out.html);
        self.done.body.holes = std::mem::take(&mut self.out.holes);
        self.done
    }

    fn write_footnotes(&mut self) {
        let mut notes: Vec<(String, Footnote)> = self.footnotes.drain().collect();
        // A definition that nothing cites goes last, so that no text is lost.
        notes.sort_by_key(|(_, note)| {
            let place = note.definition.as_ref().map_or(0, |(_, span)| span.start);
            if note.number == 0 { (usize::MAX, place) } else { (note.number, place) }
        });
        if notes.iter().all(|(_, note)| note.definition.is_none()) {
            return;
        }
        self.out.fresh_line();
        self.out.html.push_str("<section class=\"footnotes\" aria-label=\"");
        self.out.hole(Hole::Ui(Ui::Footnotes));
        self.out.html.push_str("\">\n<ol>\n");
        for (label, note) in notes {
            let Some((definition, span)) = note.definition else { continue };
            let n = if note.number == 0 {
                self.cited += 1;
                self.diags.push(
                    Diagnostic::new(
                        Code::UnknownFootnote,
                        format!("nothing cites the footnote `{label}`"),
                        format!("cite it with `[^{label}]`, or take it out"),
                    )
                    .at(self.file, span.start..(span.start + label.len() + 3).min(span.end)),
                );
                self.cited
            } else {
                note.number
            };
            let _ = write!(self.out.html, "<li id=\"fn-{n}\">");
            self.out.append(definition);
            let within = self.out.html.ends_with("</p>\n");
            if within {
                self.out.html.truncate(self.out.html.len() - "</p>\n".len());
            }
            for reference in 1..=note.references {
                let id = reference_id(n, reference);
                let _ = write!(self.out.html, " <a class=\"footnote-back\" href=\"#{id}\" aria-label=\"");
                self.out.hole(Hole::Ui(Ui::FootnoteBack(n)));
                self.out.html.push_str("\">↩</a>");
            }
            self.out.html.push_str(if within { "</p>\n</li>\n" } else { "</li>\n" });
        }
        self.out.html.push_str("</ol>\n</section>\n");
    }

    /// Gives every heading an id: the explicit ones first, so that no made one takes their place.
    fn name_headings(&mut self) {
        let mut taken: HashSet<String> = HashSet::new();
        let mut places: HashMap<String, Range<usize>> = HashMap::new();
        let explicit = self.done.headings.iter().filter(|h| h.explicit).map(|h| (&h.id, &h.span));
        let raw = self.done.raw_ids.iter().map(|r| (&r.value, &r.span));
        for (id, span) in raw.chain(explicit) {
            if let Some(first) = places.insert(id.clone(), span.clone()) {
                self.diags.push(
                    Diagnostic::new(
                        Code::DuplicateId,
                        format!("the id `{id}` stands twice on this page"),
                        "give one of them another id",
                    )
                    .at(self.file, line_of(self.text, span))
                    .label(self.file, line_of(self.text, &first), "first here"),
                );
            }
            if id.starts_with(RESERVED) {
                self.diags.push(
                    Diagnostic::new(
                        Code::DuplicateId,
                        format!("ids that begin with `{RESERVED}` are the theme's"),
                        "give it another id",
                    )
                    .at(self.file, line_of(self.text, span)),
                );
            }
            taken.insert(id.clone());
        }
        for heading in self.done.headings.iter_mut().filter(|h| !h.explicit) {
            let mut id = heading::slug(&heading.text);
            if id.starts_with(RESERVED) {
                id.insert_str(0, "section-");
            }
            heading.id = heading::unique(id, &mut taken);
        }
    }
}

fn reference_id(note: usize, reference: usize) -> String {
    if reference == 1 { format!("fnref-{note}") } else { format!("fnref-{note}-{reference}") }
}

/// A span without the line break at its end.
fn line_of(text: &str, span: &Range<usize>) -> Range<usize> {
    span.start..span.start + text[span.clone()].trim_end().len()
}

/// Escapes text between tags.
pub(crate) fn escape_text(text: &str, out: &mut String) {
    let mut last = 0;
    for (i, b) in text.bytes().enumerate() {
        let entity = match b {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[last..i]);
        out.push_str(entity);
        last = i + 1;
    }
    out.push_str(&text[last..]);
}

/// The text of an attribute's value.
fn unescape(value: &str) -> String {
    html_escape::decode_html_entities(value).into_owned()
}
