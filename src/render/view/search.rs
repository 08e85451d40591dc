//! What the template of the page that searches sees: the site's contents, for those who search without a script.

use tera::Value;

use super::{EntryView, LinkView, MENU, Show, entry, link, view};
use crate::ids::{LangId, PageId};
use crate::render::Renderer;

view! {
    /// `search`
    struct SearchView<'a> {
        sections: Vec<ContentsView<'a>>,
    }
}

view! {
    /// An entry of `search.sections`: what lies below the home page, and below that.
    struct ContentsView<'a> {
        page: LinkView<'a>,
        items: Vec<EntryView<'a>>,
        total: u64,
    }
}

/// `search`
pub(in crate::render) fn search(r: &Renderer<'_>, lang: LangId) -> Value {
    let home = r.site.languages[lang.index()].home.map(|id| r.site.page(id));
    let contents = |id: &PageId| {
        let children = &r.site.page(*id).children;
        ContentsView {
            page: link(r, lang, *id),
            items: children.iter().take(MENU).map(|id| entry(r, lang, *id)).collect(),
            total: children.len() as u64,
        }
    };
    let sections = home.map_or(&[][..], |home| home.children.as_slice());
    SearchView { sections: sections.iter().take(MENU).map(contents).collect() }.value()
}
