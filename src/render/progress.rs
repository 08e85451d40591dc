//! How complete and fresh each translation is: the site → a row for each page and each language that is not its original's.

use rayon::prelude::*;

use super::Renderer;
use crate::ids::{GroupId, LangId};
use crate::translation::{Ledger, PageState, Side, Tally, align};

/// A page in a language that it was not written in.
pub(super) struct Progress {
    pub(super) group: GroupId,
    pub(super) lang: LangId,
    pub(super) tally: Tally,
    pub(super) state: PageState,
    /// How many links lead to the page in its original's language.
    pub(super) links: usize,
}

/// The rows, by language; within it those first where most is to be gained: words to do, times how many pages link there.
pub(super) fn progress(r: &Renderer<'_>) -> Vec<Progress> {
    let groups = (0..r.site.groups.len()).into_par_iter().map(GroupId::new);
    let of_group = |group| r.config.lang_ids().filter_map(move |lang| of(r, group, lang));
    let mut rows: Vec<Progress> = groups.flat_map_iter(of_group).collect();
    let gain = |row: &Progress| row.tally.words_to_do * (1 + row.links);
    rows.sort_by(|a, b| a.lang.cmp(&b.lang).then_with(|| gain(b).cmp(&gain(a))).then_with(|| a.group.cmp(&b.group)));
    rows
}

fn of(r: &Renderer<'_>, id: GroupId, lang: LangId) -> Option<Progress> {
    let group = r.site.group(id);
    // What is not published is nobody's to translate yet.
    group.pages[group.origin.index()].filter(|page| !r.site.page(*page).is_fallback())?;
    let member = |wanted: LangId| group.members.iter().find(|(lang, _)| *lang == wanted).map(|(_, doc)| *doc);
    let origin = &r.docs[member(group.origin).filter(|_| group.origin != lang)?.index()];
    let (tally, state) = match member(lang) {
        None => (Tally::missing(origin), PageState::Missing),
        Some(doc) => {
            let known = &r.alignments[doc.index()];
            // Where no ledger speaks, it is told by the shape of both how much is there.
            let told =
                (!known.recorded).then(|| align(Side::of(origin), Side::of(&r.docs[doc.index()]), &Ledger::default()));
            let tally = Tally::of(origin, told.as_ref().unwrap_or(known)).with_images(&r.local_images[doc.index()]);
            (tally, tally.state(known.recorded))
        }
    };
    let links = group.pages[group.origin.index()].map_or(0, |page| r.graph.backlinks(page).len());
    Some(Progress { group: id, lang, tally, state, links })
}
