//! For programs that read texts: `llms.txt`, a list of the pages ([llmstxt.org](https://llmstxt.org)), and each page's Markdown beside it.
//!
//! Both are made only if the settings ask for them.

use super::Renderer;
use crate::ids::SrcPath;
use crate::site::{Page, PageKind};

/// The name of the list.
pub(super) const LIST: &str = "llms.txt";

impl<'a> Renderer<'a> {
    /// Where a page's Markdown goes, and the file that it is; pages that stand in for others have none.
    pub(super) fn markdown(&self, page: &Page) -> Option<(String, &'a SrcPath)> {
        let doc = page.doc.filter(|_| self.config.html.markdown_source && !page.is_fallback())?;
        Some((format!("{}.md", page.output.strip_suffix(".html")?), &self.docs[doc.index()].file))
    }

    /// The list: what the site is, and its pages by language, in the order in which they are read.
    pub(super) fn llms_txt(&self) -> Option<String> {
        if !self.config.html.llms_txt || self.config.trainer {
            return None;
        }
        let main = self.config.language(self.config.main);
        let mut text = format!("# {}\n", line(&main.title));
        if let Some(description) = &main.description {
            text.push_str(&format!("\n> {}\n", line(description)));
        }
        let site = self.config.html.site_url.absolute().unwrap_or_else(|| self.base().to_owned());
        for lang in self.config.lang_ids() {
            let mut pages: Vec<&Page> =
                self.site.pages.iter().filter(|page| page.lang == lang && listed(page)).collect();
            pages.sort_by_key(|page| page.rank);
            if pages.is_empty() {
                continue;
            }
            let language = self.config.language(lang);
            text.push_str(&format!("\n## {}\n\n", line(&language.name)));
            for page in pages {
                let address = match self.markdown(page) {
                    Some((output, _)) => crate::ids::encode_path(&output),
                    None => page.href.to_string(),
                };
                let about = self.definition(page).map(|about| format!(": {}", line(&about))).unwrap_or_default();
                text.push_str(&format!("- [{}]({site}{address}){about}\n", line(&page.title).replace(['[', ']'], "")));
            }
        }
        Some(text)
    }
}

/// Whether a page has a text of its own.
fn listed(page: &Page) -> bool {
    page.doc.is_some()
        && !page.is_fallback()
        && matches!(page.kind, PageKind::Home | PageKind::Section | PageKind::Content(_))
}

/// A text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
