//! Several pages as one: the chapters of a stage or of the whole course, for paper and for electronic books.
//!
//! In: pages. Out: the order that they are read in, and their HTML as it can stand on one page: ids are told apart by the chapter, links
//! to other chapters stay within, headings are a level lower.

use std::collections::HashMap;

use super::content::{Content, Mode};
use super::{Renderer, view};
use crate::ids::{GroupId, LangId};
use crate::parse::learning::Part;
use crate::parse::{Kind, attributes, raw_text_length, tag_length};
use crate::scan::NOTES;
use crate::site::{Page, PageKind};

/// The pages of a stage, or of the whole course, in the order that they are read in: each lesson, what the trainer knows of it, and what is
/// practised; then what belongs to no stage. Terms and sources are not among them.
pub(super) fn chapters<'a>(r: &Renderer<'a>, lang: LangId, stage: Option<GroupId>) -> Vec<&'a Page> {
    let is_chapter = |page: &&Page| {
        let kind = matches!(page.kind, PageKind::Content(Kind::Page | Kind::Practice | Kind::Scenario));
        kind && page.lang == lang && page.doc.is_some()
    };
    let mut all: Vec<&'a Page> = r.site.pages.iter().filter(is_chapter).collect();
    all.sort_by_key(|page| page.rank);
    // Notes belong to what they are on.
    let (notes, pages): (Vec<&Page>, Vec<&Page>) = all.into_iter().partition(|page| page.key.as_str().ends_with(NOTES));
    let with_notes = |page: &'a Page| {
        let on = |note: &&&Page| note.key.as_str().strip_suffix(NOTES) == Some(page.key.as_str());
        std::iter::once(page).chain(notes.iter().find(on).copied())
    };
    let stages: Vec<GroupId> =
        r.site.languages[lang.index()].stages.iter().filter_map(|id| r.site.page(*id).group).collect();
    let mut chapters = Vec::new();
    for group in stages.iter().filter(|group| stage.is_none_or(|stage| stage == **group)) {
        let mut own: Vec<&'a Page> =
            pages.iter().copied().filter(|page| r.site.stage_of(page) == Some(*group)).collect();
        own.sort_by_key(|page| page.group != Some(*group));
        chapters.extend(own.into_iter().flat_map(with_notes));
    }
    if stage.is_none() {
        let rest = pages.iter().copied().filter(|page| r.site.stage_of(page).is_none_or(|own| !stages.contains(&own)));
        chapters.extend(rest.flat_map(with_notes));
    }
    chapters
}

/// A page of a language's book.
#[derive(Clone, Debug, PartialEq)]
pub struct BookPage {
    /// Its key.
    pub key: String,
    /// Its file on the site.
    pub output: String,
    /// Its title.
    pub title: String,
    /// Which stage it is the lesson of, counted from 1.
    pub number: Option<u64>,
    /// Whether it belongs to a stage without being its lesson.
    pub is_below: bool,
    /// Whether it is a term's.
    pub is_term: bool,
    /// Its text's language, if that is not the book's.
    pub lang: Option<String>,
    /// The direction that is written in.
    pub dir: &'static str,
    /// Its text, as HTML for paper.
    pub html: String,
    /// The answers to its questions.
    pub answers: Vec<BookAnswer>,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct BookAnswer {
    /// The question's id on its page.
    pub id: String,
    /// What is asked, as text.
    pub title: String,
    /// What is right, as text.
    pub answer: String,
    /// Why, as HTML.
    pub explained: String,
}

impl Renderer<'_> {
    /// The pages of a language's book: the course's, then the terms.
    pub fn book(&self, lang: LangId) -> Vec<BookPage> {
        let pages = chapters(self, lang, None).into_iter().chain(terms(self, lang));
        pages.filter_map(|page| self.book_page(lang, page)).collect()
    }

    fn book_page(&self, lang: LangId, page: &Page) -> Option<BookPage> {
        let content = self.content(self.site.page(page.id))?;
        let language = self.config.language(page.content_lang);
        let learning = &content.document.head.learning;
        let number = view::stage_number(self, lang, page);
        let html = |part: &Part| content.part(part.html.clone(), part.holes.clone(), &[]);
        let answers = learning.questions.iter().map(|question| {
            let said = learning.options_of(question).iter().filter(|option| option.right);
            let said = said.filter_map(|option| option.feedback.as_ref()).chain(&question.explained);
            BookAnswer {
                id: content.anchors.headings[question.heading].clone(),
                title: content.plain(&content.document.head.headings[question.heading].text),
                answer: content.right(question),
                explained: said.map(html).collect(),
            }
        });
        Some(BookPage {
            key: page.key.as_str().to_owned(),
            output: page.output.clone(),
            title: page.title.clone(),
            number,
            is_below: number.is_none() && self.site.stage_of(page).is_some(),
            is_term: page.kind == PageKind::Content(Kind::Term),
            lang: (page.content_lang != lang).then(|| language.tag.clone()),
            dir: language.locale.direction().as_str(),
            html: Content { mode: Mode::Paper, ..content }.text(),
            answers: answers.collect(),
        })
    }
}

/// The terms of a language, as it sorts them.
pub(super) fn terms<'a>(r: &Renderer<'a>, lang: LangId) -> Vec<&'a Page> {
    let locale = &r.config.language(lang).locale;
    let is_term = |page: &&Page| page.lang == lang && page.kind == PageKind::Content(Kind::Term) && page.doc.is_some();
    let mut terms: Vec<&Page> = r.site.pages.iter().filter(is_term).collect();
    terms.sort_by(|a, b| locale.compare(&a.title, &b.title));
    terms
}

/// Where the pages that stand on one page begin: by their addresses.
pub(super) type Places = HashMap<String, String>;

/// What the places of terms begin with.
pub(super) const TERM: char = 't';

/// A page's text as a chapter: to be read, not to be answered.
pub(super) fn text(r: &Renderer<'_>, page: &Page, places: &Places) -> String {
    let Some(content) = r.content(r.site.page(page.id)) else { return String::new() };
    let id = places.get(&r.url(page)).map_or("", String::as_str);
    joined(&Content { mode: Mode::Paper, ..content }.text(), id, places)
}

/// HTML as a part of a page that has several.
fn joined(html: &str, id: &str, places: &Places) -> String {
    let own = |name: &str| format!("{id}-{name}");
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (before, from) = rest.split_at(start);
        let (tag, behind) = from.split_at(tag_length(from));
        out.push_str(before);
        let (raw, behind) = behind.split_at(raw_text_length(tag, behind));
        rest = behind;
        let mut last = 0;
        let mut stays = false;
        for found in attributes(tag) {
            let (name, span) = (found.name, found.span);
            let value = found.value.map_or("", |value| &tag[value]);
            let changed = match name.to_ascii_lowercase().as_str() {
                "id" => own(value),
                "name" if tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<a ")) => own(value),
                "for" | "headers" | "aria-labelledby" | "aria-describedby" | "aria-controls" | "aria-owns" => {
                    value.split_ascii_whitespace().map(own).collect::<Vec<_>>().join(" ")
                }
                "usemap" if value.starts_with('#') => format!("#{}", own(&value[1..])),
                "href" | "xlink:href" => {
                    match (value.strip_prefix('#'), value.split_once('#').unwrap_or((value, ""))) {
                        (Some(anchor), _) => format!("#{}", own(anchor)),
                        (None, (address, anchor)) => match places.get(address) {
                            // Of a term only what it means is there.
                            Some(place) if anchor.is_empty() || place.starts_with(TERM) => format!("#{place}"),
                            Some(place) => format!("#{place}-{anchor}"),
                            None => continue,
                        },
                    }
                }
                // The page is one document, whatever language its parts are in.
                "hreflang" if stays => {
                    out.push_str(tag[last..span.start].trim_end());
                    last = span.end;
                    continue;
                }
                _ if value.contains("url(") => ["url(#", "url('#", "url(\"#", "url(&quot;#", "url(&#39;#"]
                    .iter()
                    .fold(value.to_owned(), |value, start| value.replace(start, &format!("{start}{id}-"))),
                _ => continue,
            };
            stays |= changed.starts_with('#');
            let changed = changed.replace('"', "&quot;");
            out.push_str(&lowered(&tag[last..span.start], last));
            out.push_str(&format!("{name}=\"{changed}\""));
            last = span.end;
        }
        out.push_str(&lowered(&tag[last..], last));
        out.push_str(raw);
    }
    out.push_str(rest);
    out
}

/// The beginning of a heading's tag, a level lower; anything else as it is.
fn lowered(text: &str, at: usize) -> String {
    let level = |prefix: &str| {
        let level = text.strip_prefix(prefix)?.chars().next()?.to_digit(10)?;
        let ends = text[prefix.len() + 1..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace());
        (ends && (1..=5).contains(&level)).then(|| format!("{prefix}{}{}", level + 1, &text[prefix.len() + 1..]))
    };
    let lower = if at == 0 { level("<h").or_else(|| level("</h")) } else { None };
    lower.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_keep_apart_what_they_call_alike() {
        let places: Places = [("/fi/a/".to_owned(), "c1".to_owned()), ("/fi/b/".to_owned(), "c2".to_owned())].into();
        let cases = [
            ("<h2 id=\"x\">A</h2>", "<h3 id=\"c1-x\">A</h3>"),
            ("<h6 class=\"y\" id=x>", "<h6 class=\"y\" id=\"c1-x\">"),
            ("<a href=\"#x\">", "<a href=\"#c1-x\">"),
            (
                "<a class=\"term\" href=\"/fi/b/#y\" data-definition=\"z\">",
                "<a class=\"term\" href=\"#c2-y\" data-definition=\"z\">",
            ),
            ("<a href=\"/fi/b/\" hreflang=\"fi\" title=\"x\">", "<a href=\"#c2\" title=\"x\">"),
            ("<a href=\"/fi/c/\" hreflang=\"fi\">", "<a href=\"/fi/c/\" hreflang=\"fi\">"),
            ("<a href=\"/fi/c/\">x</a>", "<a href=\"/fi/c/\">x</a>"),
            (
                "<use xlink:href=\"#p\" fill='url(\"#p\")'/>",
                "<use xlink:href=\"#c1-p\" fill=\"url(&quot;#c1-p&quot;)\"/>",
            ),
            ("<!-- don't --><A NAME=x>", "<!-- don't --><A NAME=\"c1-x\">"),
            ("<g fill=\"url(#p)\"/><hr><header>", "<g fill=\"url(#c1-p)\"/><hr><header>"),
        ];
        for (html, expected) in cases {
            assert_eq!(joined(html, "c1", &places), expected);
        }
    }
}
