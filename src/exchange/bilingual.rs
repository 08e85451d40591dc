//! Texts as XLIFF has them: a file for each folder, in which OmegaT, Trados and others work.
//!
//! In: pages. Out: the file; or of a file that came back, the units by page.

use std::collections::BTreeMap;

use super::xliff::{Exchange, File, State, Unit};
use super::{Incoming, Page, Progress, UnitId, inline};
use crate::config::Config;
use crate::ids::LangId;
use crate::parse::BlockKind;

/// A file's name. A folder's pages of other original languages than the site's go into files of their own.
pub fn file_name(config: &Config, section: &str, origin: LangId) -> String {
    if origin == config.main {
        format!("{section}.xlf")
    } else {
        format!("{section}.{}.xlf", config.language(origin).tag)
    }
}

/// What goes into a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// All texts.
    All,
    /// What is to be translated, with the original's text as its translation: OmegaT translates what stands there, and
    /// knows what is translated already from its memory.
    Open,
}

/// The files for the pages of a folder, by the language of their originals.
pub fn exchanges(config: &Config, lang: LangId, pages: &[&Page<'_>], extent: Extent) -> Vec<(LangId, Exchange)> {
    let mut origins: BTreeMap<LangId, Vec<File>> = BTreeMap::new();
    for page in pages {
        let mut units: Vec<Unit> = page.units.iter().map(|one| unit(page, one)).collect();
        if extent == Extent::Open {
            units.retain(|unit| unit.state != State::Translated);
            for unit in &mut units {
                unit.target = Some(unit.source.clone());
                unit.state = State::Untranslated;
            }
        }
        if units.is_empty() {
            continue;
        }
        let file = File { key: page.pair.key.to_string(), original: page.pair.origin.file.to_string(), units };
        origins.entry(page.pair.origin_lang).or_default().push(file);
    }
    let tag = |lang: LangId| config.language(lang).tag.clone();
    origins
        .into_iter()
        .map(|(origin, files)| (origin, Exchange { source_lang: tag(origin), target_lang: tag(lang), files }))
        .collect()
}

fn unit(page: &Page<'_>, unit: &super::Unit) -> Unit {
    let is_row = unit.kind == BlockKind::Row;
    let source = inline::pieces(&unit.source, is_row);
    let target = unit.target.as_ref().map(|target| inline::tied(&source, inline::pieces(target, is_row)));
    let mut notes = vec![unit.told().to_owned()];
    if unit.progress == Progress::Unrecorded {
        notes.push(super::UNRECORDED.to_owned());
    }
    Unit {
        id: format!("u{}", unit.id),
        notes,
        address: page.address_of(unit),
        source,
        previous: page.previous.get(&unit.id).filter(|previous| **previous != unit.source).cloned(),
        target,
        state: match unit.progress {
            Progress::Untranslated => State::Untranslated,
            Progress::Outdated | Progress::Unrecorded => State::NeedsReview,
            Progress::Done => State::Translated,
        },
        span: 0..0,
    }
}

/// How many translations a file has that its pages do not have, and that writing it anew would lose.
pub fn not_taken(old: &Exchange, now: impl Fn(&str, UnitId) -> Option<String>) -> usize {
    let (pages, ..) = incoming(old, &now);
    let lost = |key: &str, one: &Incoming| now(key, one.id).is_none_or(|now| now != one.target);
    pages.iter().map(|(key, units)| units.iter().filter(|one| lost(key, one)).count()).sum()
}

/// What came back, by the page's key; how many units have no translation, or one that is marked for review and was not
/// changed; and the places of units that are none of ours. `now` gives what a page says for a unit.
pub fn incoming(
    exchange: &Exchange,
    now: impl Fn(&str, UnitId) -> Option<String>,
) -> (BTreeMap<String, Vec<Incoming>>, usize, Vec<std::ops::Range<usize>>) {
    let mut pages: BTreeMap<String, Vec<Incoming>> = BTreeMap::new();
    let mut left = 0;
    let mut foreign = Vec::new();
    for file in &exchange.files {
        for unit in &file.units {
            let Some(id) = unit.id.strip_prefix('u').and_then(UnitId::parse) else {
                foreign.push(unit.span.clone());
                continue;
            };
            let source = inline::text(&unit.source);
            let target = unit.target.as_ref().map(|target| inline::text(target));
            // Tools that fill in the source for what is not translated do not always say so.
            let open = |target: &str| match unit.state {
                State::Translated => false,
                State::NeedsReview => now(&file.key, id).is_some_and(|now| now == target),
                State::Untranslated => target == source,
            };
            match target.filter(|target| !target.trim().is_empty() && !open(target)) {
                Some(target) => {
                    let one = Incoming { id, source, target, span: unit.span.clone() };
                    pages.entry(file.key.clone()).or_default().push(one);
                }
                None => left += 1,
            }
        }
    }
    (pages, left, foreign)
}
