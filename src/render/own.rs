//! The pages of a language that no text of the site's is the source of: on one's own progress, cards, pocket cards, what is to be printed, the
//! trainer's overview. In: what the site teaches. Out: which there are, where, and what their templates see.

use std::borrow::Cow;

use tera::Value;

use super::{Renderer, view};
use crate::ids::{GroupId, LangId};

/// Which page it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Own {
    Progress,
    Cards,
    Pocket,
    /// A stage, or the whole course, to be printed.
    Print(Option<GroupId>),
    Search,
    Map,
    Offline,
    Trainer,
}

impl Own {
    /// Its key, and its folder below the language's.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Progress => "_progress",
            Self::Cards => "_cards",
            Self::Pocket => "_pocket",
            Self::Print(_) => "_print",
            Self::Search => "_search",
            Self::Map => "_map",
            Self::Offline => "_offline",
            Self::Trainer => "_trainer",
        }
    }

    /// Its template, its kind, and the beginning of its texts' names.
    pub(super) fn name(self) -> &'static str {
        &self.key()[1..]
    }

    /// What its template calls the value that it is made from.
    pub(super) fn variable(self) -> &'static str {
        match self {
            Self::Progress => "course",
            own => own.name(),
        }
    }
}

impl<'a> Renderer<'a> {
    /// All of a language.
    pub(super) fn owns(&self, lang: LangId) -> Vec<(Own, String)> {
        let stages = self.site.languages[lang.index()].stages.iter().filter_map(|id| self.site.page(*id).group);
        let prints = std::iter::once(None).chain(stages.map(Some)).map(Own::Print);
        let all = [Own::Progress, Own::Cards, Own::Pocket, Own::Search, Own::Map, Own::Offline, Own::Trainer]
            .into_iter()
            .chain(prints);
        all.filter_map(|own| Some((own, self.own(lang, own)?))).collect()
    }

    /// The file of one, if it is made.
    pub(super) fn own(&self, lang: LangId, own: Own) -> Option<String> {
        let languages = &self.site.languages[lang.index()];
        let teaches = !self.course.is_empty();
        let is_made = match own {
            Own::Progress => teaches,
            Own::Cards => teaches && !self.glossary.terms(lang).terms.is_empty(),
            Own::Pocket => view::has_pocket(self, lang),
            Own::Print(stage) => {
                // A stage that the language lacks has nothing to be printed.
                let is_stage = |group| {
                    let mut stages = languages.stages.iter().map(|id| self.site.page(*id));
                    stages.any(|page| page.group == Some(group) && page.lang == lang)
                };
                teaches && self.config.html.print && stage.is_none_or(is_stage)
            }
            Own::Search => self.config.html.search,
            Own::Map => self.config.html.knowledge_map,
            Own::Offline => self.is_kept(),
            Own::Trainer => self.config.trainer,
        };
        languages.home.filter(|_| is_made)?;
        let folder = match own {
            Own::Print(Some(group)) => format!("/{}", self.site.group(group).key),
            _ => String::new(),
        };
        Some(format!("{}/{}{folder}/index.html", self.config.language(lang).tag, own.key()))
    }

    /// Its address.
    pub(super) fn own_url(&self, lang: LangId, own: Own) -> Option<String> {
        Some([self.base(), &crate::ids::encode_path(view::folder(self, &self.own(lang, own)?))].concat())
    }

    /// Its title.
    pub(super) fn own_title(&self, lang: LangId, own: Own) -> Cow<'a, str> {
        let title = self.theme.strings.text(lang, &format!("{}-title", own.name()));
        let stage = match own {
            Own::Print(Some(stage)) => self.site.best_page(stage, lang),
            _ => None,
        };
        match stage {
            Some(stage) => Cow::Owned(format!("{title}: {}", self.site.page(stage).title)),
            None => Cow::Owned(title),
        }
    }

    /// What its template sees.
    pub(super) fn own_value(&self, lang: LangId, own: Own) -> Value {
        match own {
            Own::Progress => view::course(self, lang),
            Own::Cards => view::cards(self, lang),
            Own::Pocket => view::pocket(self, lang),
            Own::Print(stage) => view::print(self, lang, stage),
            Own::Search => view::search(self, lang),
            Own::Map => view::map(self, lang),
            Own::Offline => {
                Value::from(self.offline_list(lang).map(|path| format!("{}{path}", self.base())).unwrap_or_default())
            }
            Own::Trainer => view::trainer(self, lang),
        }
    }
}
