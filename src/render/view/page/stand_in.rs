//! Pages that stand in for a translation that is missing: what they show instead, and where it can be begun.

use crate::ids::encode_path;
use crate::render::Renderer;
use crate::render::show::view;
use crate::site::Page;

view! {
    /// `page.fallback`
    pub(super) struct StandIn<'a> {
        tag: &'a str,
        name: &'a str,
        url: String,
        dir: &'a str,
        translate_url: Option<String>,
    }
}

/// What a page that stands in for a translation says of the page it shows.
pub(super) fn view<'a>(r: &Renderer<'a>, page: &Page) -> Option<StandIn<'a>> {
    if !page.is_fallback() {
        return None;
    }
    let language = r.config.language(page.content_lang);
    let shown = page.group.and_then(|g| r.site.group(g).pages[page.content_lang.index()]);
    Some(StandIn {
        tag: &language.tag,
        name: &language.name,
        url: shown.map_or_else(String::new, |id| r.url(r.site.page(id))),
        dir: language.locale.direction().as_str(),
        translate_url: translate_url(r, page),
    })
}

/// Where the translation can be begun, if the settings say so.
fn translate_url(r: &Renderer<'_>, page: &Page) -> Option<String> {
    let template = r.config.html.translate_url_template.as_ref()?;
    let language = &r.config.language(page.lang).tag;
    let file = r.site.page(page.id).doc.map(|doc| &r.docs[doc.index()].file)?;
    let shown = format!("{}/{}/", r.config.src, r.config.language(page.content_lang).tag);
    let path = format!("{}/{language}/{}", r.config.src, file.as_str().strip_prefix(&shown)?);
    let filled = template.replace("{path}", &encode_path(&path));
    Some(filled.replace("{key}", &encode_path(page.key.as_str())).replace("{lang}", language))
}
