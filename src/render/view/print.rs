//! What the templates of what is printed see: a stage or the whole course on one page, and the pocket cards.

use tera::Value;

use super::trainer::{AnswerView, answer};
use super::{Html, LinkView, Show, link, stage_number, view};
use crate::ids::{GroupId, LangId, PageId};
use crate::parse::learning::PromptKind;
use crate::render::Renderer;
use crate::render::book::{Places, TERM, chapters, terms, text};
use crate::render::content::{Content, escaped};
use crate::site::Page;

view! {
    /// `print`
    struct PrintView<'a> {
        stage: Option<LinkView<'a>>,
        chapters: Vec<ChapterView<'a>>,
        terms: Vec<MeaningView<'a>>,
        keys: Vec<ChapterKey<'a>>,
        links: Vec<StagePrint<'a>>,
    }
}

view! {
    /// An entry of `print.chapters`: a page's text.
    struct ChapterView<'a> {
        id: String,
        kind: &'a str,
        number: Option<u64>,
        lang: Option<&'a str>,
        dir: &'a str,
        heading: Html,
        content: Html,
    }
}

view! {
    /// An entry of `print.terms`.
    struct MeaningView<'a> {
        id: String,
        term: &'a str,
        lang: Option<&'a str>,
        dir: &'a str,
        definition: String,
    }
}

view! {
    /// An entry of `print.keys`: a chapter with questions.
    struct ChapterKey<'a> {
        title: &'a str,
        lang: Option<&'a str>,
        dir: &'a str,
        questions: Vec<AnswerView>,
    }
}

view! {
    /// An entry of `print.links`: a stage that can be printed by itself.
    struct StagePrint<'a> {
        page: LinkView<'a>,
        url: String,
    }
}

view! {
    /// An entry of `pocket`: a stage's card.
    struct PocketView<'a> {
        page: LinkView<'a>,
        number: Option<u64>,
        rules: Vec<String>,
        rules_lang: Option<&'a str>,
        rules_dir: &'a str,
        plan: Option<String>,
    }
}

/// `print`
pub(in crate::render) fn print(r: &Renderer<'_>, lang: LangId, stage: Option<GroupId>) -> Value {
    let pages = chapters(r, lang, stage);
    let terms = terms(r, lang);
    let mut places: Places = (1..).zip(&pages).map(|(n, page)| (r.url(page), format!("c{n}"))).collect();
    places.extend((1..).zip(&terms).map(|(n, page)| (r.url(page), format!("{TERM}{n}"))));
    let chapter = |page: &&Page| {
        let (lang, dir) = super::title_lang(r, lang, page);
        ChapterView {
            id: places[&r.url(page)].clone(),
            kind: page.kind.as_str(),
            number: stage_number(r, page.lang, page),
            lang,
            dir,
            heading: Html(escaped(&page.title)),
            content: Html(text(r, page, &places)),
        }
    };
    let shown: Vec<ChapterView<'_>> = pages.iter().map(chapter).collect();
    // Of a stage only the terms that it leads to.
    let is_used =
        |place: &str| stage.is_none() || shown.iter().any(|one| one.content.0.contains(&format!("\"#{place}\"")));
    let meaning = |page: &Page| {
        let (lang, dir) = super::title_lang(r, lang, page);
        let definition = r.definition(r.site.page(page.id))?.into_owned();
        let id = places[&r.url(page)].clone();
        is_used(&id).then_some(MeaningView { id, term: &r.site.page(page.id).title, lang, dir, definition })
    };
    let view = PrintView {
        stage: stage.and_then(|stage| r.site.best_page(stage, lang)).map(|id| link(r, lang, id)),
        terms: terms.iter().filter_map(|page| meaning(page)).collect(),
        keys: pages.iter().filter_map(|page| key(r, lang, page, &places)).collect(),
        links: if stage.is_none() { stage_prints(r, lang) } else { Vec::new() },
        chapters: shown,
    };
    view.value()
}

fn key<'a>(r: &Renderer<'a>, lang: LangId, page: &'a Page, places: &Places) -> Option<ChapterKey<'a>> {
    let content = r.content(page)?;
    let questions = &content.document.head.learning.questions;
    let place = &places[&r.url(page)];
    let (lang, dir) = super::title_lang(r, lang, page);
    let here = |question| {
        let mut entry = answer(r, &content, question);
        entry.url = entry.url.split_once('#').map_or_else(String::new, |(_, id)| format!("#{place}-{id}"));
        entry
    };
    let questions: Vec<AnswerView> = questions.iter().map(here).collect();
    (!questions.is_empty()).then_some(ChapterKey { title: &page.title, lang, dir, questions })
}

fn stage_prints<'a>(r: &Renderer<'a>, lang: LangId) -> Vec<StagePrint<'a>> {
    let stages = r.site.languages[lang.index()].stages.iter();
    let print = |id: &PageId| {
        let group = r.site.page(*id).group;
        Some(StagePrint { page: link(r, lang, *id), url: r.own_url(lang, crate::render::own::Own::Print(group))? })
    };
    stages.filter_map(print).collect()
}

/// Whether any stage has rules that a card can hold.
pub(in crate::render) fn has_pocket(r: &Renderer<'_>, lang: LangId) -> bool {
    let stages = &r.site.languages[lang.index()].stages;
    let rules = |id: &PageId| r.site.page(*id).doc.map(|doc| &r.docs[doc.index()].head.learning.rules);
    stages.iter().filter_map(rules).any(|rules| !rules.is_empty())
}

/// `pocket`
pub(in crate::render) fn pocket(r: &Renderer<'_>, lang: LangId) -> Value {
    let card = |id: &PageId| {
        let page = r.site.page(*id);
        let content: Content<'_> = r.content(page)?;
        let learning = &content.document.head.learning;
        let plan = learning.prompts.iter().find(|prompt| prompt.kind == PromptKind::Plan);
        let (rules_lang, rules_dir) = super::title_lang(r, lang, page);
        (!learning.rules.is_empty()).then(|| PocketView {
            page: link(r, lang, *id),
            number: stage_number(r, lang, page),
            rules: learning.rules.iter().map(|rule| content.plain(rule)).collect(),
            rules_lang,
            rules_dir,
            plan: plan.map(|plan| content.name(plan.heading)),
        })
    };
    let cards: Vec<PocketView<'_>> = r.site.languages[lang.index()].stages.iter().filter_map(card).collect();
    cards.value()
}
