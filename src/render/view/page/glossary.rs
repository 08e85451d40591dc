//! What the template of a glossary sees: a section whose pages are terms.

use std::borrow::Cow;

use tera::Value;

use crate::ids::{LangId, PageId};
use crate::parse::Kind;
use crate::render::view::{LinkView, Show, link, view};
use crate::render::{Renderer, translations};
use crate::site::{Page, PageKind};

/// Most pages that are named as those where a term is used.
const USES: usize = 8;

view! {
    /// An entry of `page.glossary`.
    pub(super) struct GlossaryEntry<'a> {
        letter: Option<String>,
        term: LinkView<'a>,
        definition: Option<Cow<'a, str>>,
        others: Vec<OtherName<'a>>,
        uses: Vec<LinkView<'a>>,
        more: u64,
    }
}

view! {
    /// An entry of `others`: the term in another language.
    struct OtherName<'a> {
        tag: &'a str,
        dir: &'a str,
        term: &'a str,
        url: String,
    }
}

/// The terms of a section, in the order that their names have in the reader's language.
pub(super) fn entries<'a>(r: &Renderer<'a>, page: &Page) -> Vec<GlossaryEntry<'a>> {
    sorted(r, page.lang, page.children.iter().map(|id| r.site.page(*id)))
}

/// `cards`: all terms that readers of a language have, as their names are sorted.
pub(in crate::render) fn cards(r: &Renderer<'_>, lang: LangId) -> Value {
    sorted(r, lang, r.site.pages.iter().filter(|page| page.lang == lang)).value()
}

/// The terms among pages, as their names are sorted in a language.
fn sorted<'a>(r: &Renderer<'a>, lang: LangId, pages: impl Iterator<Item = &'a Page>) -> Vec<GlossaryEntry<'a>> {
    let locale = &r.config.language(lang).locale;
    let mut terms: Vec<&'a Page> = pages.filter(|page| page.kind == PageKind::Content(Kind::Term)).collect();
    terms.sort_by(|a, b| locale.compare(name(r, a), name(r, b)));
    let names: Vec<&str> = terms.iter().map(|term| name(r, term)).collect();
    let letters = locale.letters(&names);
    terms.into_iter().zip(letters).map(|(term, letter)| GlossaryEntry { letter, ..entry(r, term) }).collect()
}

fn entry<'a>(r: &Renderer<'a>, page: &'a Page) -> GlossaryEntry<'a> {
    let others = translations(r.site, page, r.config).into_iter().filter(|(lang, _)| *lang != page.content_lang);
    let other = |(lang, id): (LangId, PageId)| {
        let language = r.config.language(lang);
        let term = r.site.page(id);
        OtherName {
            tag: &language.tag,
            dir: language.locale.direction().as_str(),
            term: name(r, term),
            url: r.url(term),
        }
    };
    let uses = r.graph.backlinks(page.id);
    let from = |id: PageId| link(r, page.lang, id);
    let listed = uses.iter().filter(|used| r.site.page(used.from).kind != PageKind::Content(Kind::Term));
    let listed: Vec<LinkView<'a>> = listed.map(|used| from(used.from)).collect();
    let more = listed.len().saturating_sub(USES) as u64;
    GlossaryEntry {
        letter: None,
        term: LinkView { title: Cow::Borrowed(name(r, page)), ..link(r, page.lang, page.id) },
        definition: r.definition(page),
        others: others.map(other).collect(),
        uses: listed.into_iter().take(USES).collect(),
        more,
    }
}

/// The term as it is named in running text.
fn name<'a>(r: &Renderer<'a>, page: &'a Page) -> &'a str {
    let meta = page.doc.map(|doc| &r.docs[doc.index()].head.meta);
    meta.and_then(|meta| meta.term.as_ref()).map_or(&page.title, |term| &term.value)
}
