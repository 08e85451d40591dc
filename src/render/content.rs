//! A document's HTML for one reader: its holes are filled.

use std::fmt::Write as _;
use std::ops::Range;

use super::{Renderer, outdated, terms};
use crate::ids::{LangId, encode_path, encode_url};
use crate::parse::{Document, Hole, LinkKind, Ui, escape_text};
use crate::resolve::{MediaTarget, Resolved, Target};
use crate::site::Page;
use crate::translation::Anchors;

/// What a page's content is made from.
#[derive(Clone, Copy)]
pub(super) struct Content<'a> {
    pub(super) renderer: Renderer<'a>,
    pub(super) page: &'a Page,
    pub(super) document: &'a Document,
    pub(super) resolved: &'a Resolved,
    pub(super) anchors: &'a Anchors,
    /// What its questions and role-plays are there for.
    pub(super) mode: Mode,
}

/// What questions and role-plays are there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// To be answered and played.
    Live,
    /// To be read, beside another language.
    Beside,
    /// To be worked through on paper or in a book.
    Paper,
}

impl Content<'_> {
    /// The inside of the page's own heading, if the text has one.
    pub(super) fn heading(&self) -> String {
        self.fill(0..self.document.body.lead, self.heading_holes(), &[])
    }

    /// Everything after the page's own heading.
    pub(super) fn text(&self) -> String {
        let body = &self.document.body;
        self.fill(body.lead..body.html.len(), self.text_holes(), &self.marks())
    }

    /// What is put in besides: what readers are told of outdated blocks, and links to terms.
    pub(super) fn marks(&self) -> Vec<(usize, String)> {
        let mut marks = outdated::marks(self);
        let terms = terms::marks(self, &marks);
        if !terms.is_empty() {
            marks.extend(terms);
            marks.sort_by_key(|(place, _)| *place);
        }
        marks
    }

    /// A part of what comes after the page's own heading, with its holes.
    pub(super) fn part(&self, html: Range<usize>, holes: Range<usize>, marks: &[(usize, String)]) -> String {
        // What is put in at the end of an element belongs to it.
        let within = |(place, _): &&(usize, String)| html.start < *place && *place <= html.end;
        let marks: Vec<(usize, String)> = marks.iter().filter(within).cloned().collect();
        self.fill(html, &self.document.body.holes[holes], &marks)
    }

    /// The holes of the page's own heading.
    fn heading_holes(&self) -> &'_ [(usize, Hole)] {
        let body = &self.document.body;
        &body.holes[..body.lead_holes]
    }

    /// The holes of everything after it.
    fn text_holes(&self) -> &'_ [(usize, Hole)] {
        let body = &self.document.body;
        &body.holes[body.lead_holes..]
    }

    /// What fills the holes of the page's own heading, apart from what the document itself decides.
    pub(super) fn heading_fillings(&self) -> String {
        self.fillings(self.heading_holes())
    }

    /// What fills the rest, and what is put in besides.
    pub(super) fn text_fillings(&self) -> String {
        let mut out = self.fillings(self.text_holes());
        for (place, mark) in self.marks() {
            let _ = write!(out, "{place} {mark}");
        }
        out
    }

    fn fillings(&self, holes: &[(usize, Hole)]) -> String {
        let mut out = String::new();
        for (_, hole) in holes {
            if !matches!(hole, Hole::Code(_)) {
                self.hole(*hole, &mut out);
                out.push('\n');
            }
        }
        out
    }

    /// A part of the HTML with its holes filled, and with what is to be put in besides: places and HTML, in order.
    fn fill(&self, range: Range<usize>, holes: &[(usize, Hole)], marks: &[(usize, String)]) -> String {
        let html = &self.document.body.html;
        let mut out = String::with_capacity(range.len() * 5 / 4);
        let mut last = range.start;
        let mut marks = marks.iter().peekable();
        for (at, hole) in holes {
            while let Some((place, mark)) = marks.next_if(|(place, _)| place < at) {
                out.push_str(&html[last..*place]);
                out.push_str(mark);
                last = *place;
            }
            out.push_str(&html[last..*at]);
            last = *at;
            self.hole(*hole, &mut out);
        }
        for (place, mark) in marks {
            out.push_str(&html[last..*place]);
            out.push_str(mark);
            last = *place;
        }
        out.push_str(&html[last..range.end]);
        out
    }

    fn hole(&self, hole: Hole, out: &mut String) {
        match hole {
            Hole::LinkStart(i) => self.link_start(i, out),
            Hole::LinkEnd(i) => self.link_end(i, out),
            Hole::Href(i) => out.push_str(&escaped(&self.href(i).unwrap_or_default())),
            Hole::Image(i) => self.image(i, out),
            Hole::Src(i) => out.push_str(&escaped(&self.src(i))),
            Hole::HeadingAttributes(i) => {
                let _ = write!(out, " id=\"{}\"", escaped(&self.anchors.headings[i]));
                let classes = &self.document.head.headings[i].classes;
                if !classes.is_empty() {
                    let _ = write!(out, " class=\"{}\"", escaped(&classes.join(" ")));
                }
            }
            Hole::HeadingAliases(i) => {
                // The page's own heading is written by the template, so its id stands inside.
                let own = (i == 0 && self.document.body.has_h1).then(|| &self.anchors.headings[i]);
                for id in own.into_iter().chain(&self.anchors.aliases[i]) {
                    let _ = write!(out, "<span id=\"{}\"></span>", escaped(id));
                }
            }
            Hole::Code(i) => self.code(i, out),
            Hole::Ui(Ui::Alert(kind)) => {
                let key = format!("alert-{}", kind.as_str());
                let title = self.renderer.theme.strings.html(self.page.content_lang, &key, None);
                out.push_str(&title.unwrap_or(key));
            }
            Hole::Ui(ui) => out.push_str(&escaped(&self.ui(ui))),
            teaching => self.teaching(teaching, out),
        }
    }

    fn ui(&self, ui: Ui) -> String {
        // The texts stand among the content, so they are in its language.
        let lang = self.page.content_lang;
        let strings = &self.renderer.theme.strings;
        match ui {
            Ui::Alert(kind) => strings.text(lang, &format!("alert-{}", kind.as_str())),
            Ui::Table => strings.text(lang, "table-region"),
            Ui::TaskDone => strings.text(lang, "task-done"),
            Ui::TaskOpen => strings.text(lang, "task-open"),
            Ui::Footnotes => strings.text(lang, "footnotes"),
            Ui::Feedback => strings.text(lang, "quiz-feedback"),
            Ui::Accepted => strings.text(lang, "quiz-accepted"),
            Ui::Consequence => strings.text(lang, "scenario-consequence"),
            Ui::FootnoteBack(n) => strings.counted(lang, "footnote-back", "number", n),
        }
    }

    fn href(&self, link: usize) -> Option<String> {
        let renderer = &self.renderer;
        match &self.resolved.links[link] {
            Target::External(url) => Some(encode_url(url)),
            Target::Page(page, suffix) => Some(format!("{}{suffix}", renderer.url(renderer.site.page(*page)))),
            Target::Asset(asset, suffix) => {
                let url = encode_path(&renderer.site.asset(*asset).url);
                Some(format!("{}{url}{suffix}", renderer.base()))
            }
            Target::Generated(file) => Some(format!("{}{}", renderer.base(), encode_path(file))),
            Target::Anchor(id) => Some(if id.is_empty() { "#".to_owned() } else { id.clone() }),
            Target::Text | Target::Broken => None,
        }
    }

    /// The language of a link's target, where it is not the reader's.
    fn foreign(&self, link: usize) -> Option<LangId> {
        let Target::Page(page, _) = &self.resolved.links[link] else { return None };
        let lang = self.renderer.site.page(*page).content_lang;
        (lang != self.page.lang).then_some(lang)
    }

    fn link_start(&self, i: usize, out: &mut String) {
        let link = &self.document.head.links[i];
        if self.resolved.links[i] == Target::Text {
            out.push('[');
            return;
        }
        let Some(href) = self.href(i) else {
            out.push_str("<a>");
            return;
        };
        let _ = write!(out, "<a href=\"{}\"", escaped(&href));
        if !link.title.is_empty() {
            let _ = write!(out, " title=\"{}\"", escaped(&link.title));
        }
        if let Some(lang) = self.foreign(i) {
            let _ = write!(out, " hreflang=\"{}\"", self.renderer.config.language(lang).tag);
        }
        if let Target::Page(page, _) = &self.resolved.links[i] {
            terms::attributes(self, *page, out);
        }
        if matches!(&self.resolved.links[i], Target::External(url) if url.starts_with("http") || url.starts_with("//"))
        {
            out.push_str(" rel=\"external\"");
        }
        out.push('>');
        if link.kind == LinkKind::Wiki
            && let Target::Page(page, _) = &self.resolved.links[i]
        {
            let target = self.renderer.site.page(*page);
            if target.content_lang == self.page.content_lang {
                escape_text(&target.title, out);
            } else {
                let language = self.renderer.config.language(target.content_lang);
                let dir = language.locale.direction().as_str();
                let _ = write!(out, "<span lang=\"{}\" dir=\"{dir}\">{}</span>", language.tag, escaped(&target.title));
            }
        }
    }

    fn link_end(&self, i: usize, out: &mut String) {
        if self.resolved.links[i] == Target::Text {
            let _ = write!(out, "][{}]", escaped(&self.document.head.links[i].to));
            return;
        }
        // On a page that stands in for a translation the text is in another language already.
        if let Some(lang) = self.foreign(i).filter(|lang| *lang != self.page.content_lang) {
            let tag = &self.renderer.config.language(lang).tag;
            let _ = write!(out, " <span class=\"lang-mark\">{tag}</span>");
        }
        out.push_str("</a>");
        self.goes_on(i, out);
    }

    fn src(&self, i: usize) -> String {
        match &self.resolved.media[i] {
            MediaTarget::External(url) => encode_url(url),
            MediaTarget::Asset(asset, suffix) => {
                format!("{}{}{suffix}", self.renderer.base(), encode_path(&self.renderer.site.asset(*asset).url))
            }
            MediaTarget::Broken => String::new(),
        }
    }

    fn image(&self, i: usize, out: &mut String) {
        let media = &self.document.head.media[i];
        let _ = write!(out, "<img src=\"{}\" alt=\"{}\"", escaped(&self.src(i)), escaped(&media.alt));
        if !media.title.is_empty() {
            let _ = write!(out, " title=\"{}\"", escaped(&media.title));
        }
        if let MediaTarget::Asset(asset, _) = &self.resolved.media[i]
            && let Some((width, height)) = self.renderer.sizes.get(asset)
        {
            let _ = write!(out, " width=\"{width}\" height=\"{height}\"");
        }
        out.push_str(" loading=\"lazy\" decoding=\"async\">");
    }

    fn code(&self, i: usize, out: &mut String) {
        let code = &self.document.body.code[i];
        out.push_str("<pre class=\"code\" tabindex=\"0\"><code");
        if !code.language.is_empty() {
            let _ = write!(out, " class=\"language-{}\"", escaped(&code.language));
        }
        out.push('>');
        match self.renderer.highlighted.get(&(code.language.as_str(), code.text.as_str())) {
            Some(html) => out.push_str(html),
            None => escape_text(&code.text, out),
        }
        out.push_str("</code></pre>");
    }
}

/// Escapes text for use in HTML, attributes included.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_text(text, &mut out);
    out
}
