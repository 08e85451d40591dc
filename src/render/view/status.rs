//! What the template of the page on the translations' state sees: `status`.

use super::{Renderer, Show, view};
use crate::ids::{LangId, encode_path};
use crate::render::progress::{Progress, progress};
use crate::site::beside;
use crate::translation::PageState;

/// Most pages of a language that the page lists; the others are counted.
const LISTED: usize = 500;

view! {
    /// An entry of `status`: a language.
    struct LanguageStatus<'a> {
        tag: &'a str,
        name: &'a str,
        dir: &'a str,
        pages: u64,
        fresh: u64,
        words: u64,
        words_done: u64,
        percent: u64,
        rows: Vec<StatusRow<'a>>,
        left_out: u64,
    }
}

view! {
    /// An entry of `rows`: a page that is not as it should be.
    struct StatusRow<'a> {
        key: &'a str,
        title: &'a str,
        title_lang: &'a str,
        title_dir: &'a str,
        url: Option<String>,
        beside: Option<String>,
        edit_url: Option<String>,
        state: &'a str,
        total: u64,
        fresh: u64,
        changed: u64,
        missing: u64,
        extra: u64,
        unrecorded: u64,
        words_to_do: u64,
        links: u64,
    }
}

/// The languages that are translated into, in the order of the settings.
pub(in crate::render) fn status(r: &Renderer<'_>) -> tera::Value {
    let rows = progress(r);
    let languages: Vec<LanguageStatus<'_>> = rows.chunk_by(|a, b| a.lang == b.lang).map(|rows| of(r, rows)).collect();
    languages.value()
}

fn of<'a>(r: &Renderer<'a>, rows: &[Progress]) -> LanguageStatus<'a> {
    let lang = rows.first().map_or(r.config.main, |row| row.lang);
    let language = r.config.language(lang);
    let sum = |of: fn(&Progress) -> usize| rows.iter().map(of).sum::<usize>() as u64;
    let (words, words_done) = (sum(|row| row.tally.words), sum(|row| row.tally.words_done));
    let open: Vec<&Progress> = rows.iter().filter(|row| row.state != PageState::Fresh).collect();
    LanguageStatus {
        tag: &language.tag,
        name: &language.name,
        dir: language.locale.direction().as_str(),
        pages: rows.len() as u64,
        fresh: sum(|row| usize::from(row.state == PageState::Fresh)),
        words,
        words_done,
        percent: (words_done * 100).checked_div(words).unwrap_or(100),
        left_out: open.len().saturating_sub(LISTED) as u64,
        rows: open.into_iter().take(LISTED).map(|row| self::row(r, lang, row)).collect(),
    }
}

fn row<'a>(r: &Renderer<'a>, lang: LangId, row: &Progress) -> StatusRow<'a> {
    let group = r.site.group(row.group);
    let page = |lang: LangId| group.pages[lang.index()].map(|id| r.site.page(id));
    // Of what is not published nothing is told but how far it is.
    let doc = |lang: LangId| page(lang).filter(|page| !page.is_fallback()).and_then(|page| page.doc);
    let shown = if doc(lang).is_some() { lang } else { group.origin };
    let title = doc(shown).map_or("", |doc| r.docs[doc.index()].head.title.as_str());
    let file = doc(lang).map(|doc| encode_path(r.docs[doc.index()].file.as_str()));
    let beside = page(lang).filter(|_| r.config.html.parallel_text).and_then(|page| {
        let original = beside::others(r.site, page).into_iter().find(|other| other.lang == group.origin)?;
        let tag = &r.config.language(original.lang).tag;
        Some(format!("{}{}", r.base(), beside::address(page, tag, r.config.html.url_style).href))
    });
    let language = r.config.language(shown);
    StatusRow {
        key: group.key.as_str(),
        title,
        title_lang: &language.tag,
        title_dir: language.locale.direction().as_str(),
        url: page(lang).filter(|page| !page.is_fallback()).or_else(|| page(group.origin)).map(|page| r.url(page)),
        beside,
        edit_url: file.zip(r.config.html.edit_url_template.as_ref()).map(|(file, to)| to.replace("{path}", &file)),
        state: row.state.as_str(),
        total: row.tally.total as u64,
        fresh: row.tally.fresh as u64,
        changed: row.tally.changed as u64,
        missing: row.tally.missing as u64,
        extra: row.tally.extra as u64,
        unrecorded: row.tally.unrecorded as u64,
        words_to_do: row.tally.words_to_do as u64,
        links: row.links as u64,
    }
}
