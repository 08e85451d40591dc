//! Several pages as one: the chapters of a stage or of the whole course, for paper and for electronic books.
//!
//! In: pages. Out: the order that they are read in, and their HTML as it can stand on one page: ids are told apart by the chapter, links
//! to other chapters stay within, headings are a level lower.

use std::collections::HashMap;

use super::Renderer;
use super::content::{Content, Mode};
use crate::ids::{GroupId, LangId};
use crate::parse::{Kind, attributes, tag_length};
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

/// Where the pages that stand on one page begin: by their addresses.
pub(super) type Places = HashMap<String, String>;

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
        rest = behind;
        let mut last = 0;
        for found in attributes(tag) {
            let (name, span) = (found.name, found.span);
            let value = found.value.map_or("", |value| &tag[value]);
            let changed = match name {
                "id" => own(value),
                "for" | "headers" | "aria-labelledby" | "aria-describedby" => {
                    value.split_ascii_whitespace().map(own).collect::<Vec<_>>().join(" ")
                }
                "href" => match (value.strip_prefix('#'), value.split_once('#').unwrap_or((value, ""))) {
                    (Some(anchor), _) => format!("#{}", own(anchor)),
                    (None, (address, anchor)) => match places.get(address) {
                        Some(place) if anchor.is_empty() => format!("#{place}"),
                        Some(place) => format!("#{place}-{anchor}"),
                        None => continue,
                    },
                },
                _ if value.contains("url(#") => value.replace("url(#", &format!("url(#{id}-")),
                _ => continue,
            };
            out.push_str(&lowered(&tag[last..span.start], last));
            out.push_str(&format!("{name}=\"{changed}\""));
            last = span.end;
        }
        out.push_str(&lowered(&tag[last..], last));
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
            ("<a href=\"/fi/b/\">", "<a href=\"#c2\">"),
            ("<a href=\"/fi/c/\">x</a>", "<a href=\"/fi/c/\">x</a>"),
            ("<g fill=\"url(#p)\"/><hr><header>", "<g fill=\"url(#c1-p)\"/><hr><header>"),
        ];
        for (html, expected) in cases {
            assert_eq!(joined(html, "c1", &places), expected);
        }
    }
}
