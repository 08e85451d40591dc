//! Texts as XLIFF has them: a file for each folder, in which OmegaT, Trados and others work.
//!
//! In: pages. Out: the file; or of a file that came back, the units by page.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::xliff::{Exchange, File, State, Unit};
use super::{Changed, Incoming, Page, Progress, UnitId, changed, inline};
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
    notes.extend(unit.target.as_deref().map(super::base_line));
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
    let came = incoming(old, &now);
    let lost = |key: &str, one: &Incoming| now(key, one.id).is_none_or(|now| now != one.target);
    let taken = came.pages.iter().map(|(key, units)| units.iter().filter(|one| lost(key, one)).count());
    taken.sum::<usize>() + came.conflicts.len()
}

/// Keeps of an old file what a translator has in work: texts that are marked for review and are not on the page. Returns how many of
/// them are of texts that the original does not say any more.
pub fn keep(new: &mut Exchange, old: &Exchange) -> usize {
    let units =
        old.files.iter().flat_map(|file| file.units.iter().map(|unit| ((file.key.as_str(), unit.id.as_str()), unit)));
    let mut drafts: HashMap<(&str, &str), &Unit> = units
        .filter(|(_, unit)| unit.state == State::NeedsReview && unit.target.as_ref().is_some_and(|t| !t.is_empty()))
        .collect();
    let base = |unit: &Unit| unit.notes.iter().find_map(|note| super::base_of(note));
    for file in &mut new.files {
        for unit in &mut file.units {
            let Some(draft) = drafts.remove(&(file.key.as_str(), unit.id.as_str())) else { continue };
            let text = draft.target.as_ref().map(|target| inline::text(target)).unwrap_or_default();
            let now = unit.target.as_ref().map(|target| inline::text(target));
            if matches!(changed(base(draft), &text, now.as_deref()), Changed::Here | Changed::Both) {
                unit.target.clone_from(&draft.target);
                unit.state = State::NeedsReview;
                unit.notes.retain(|note| super::base_of(note).is_none());
                unit.notes.extend(draft.notes.iter().filter(|note| super::base_of(note).is_some()).cloned());
            }
        }
    }
    drafts
        .values()
        .filter(|draft| base(draft) != draft.target.as_ref().map(|t| super::digest(&inline::text(t))))
        .count()
}

/// What came back.
#[derive(Debug, Default)]
pub struct Came {
    /// What was translated, by the page's key.
    pub pages: BTreeMap<String, Vec<Incoming>>,
    /// How many units have no translation, or one that is marked for review and was not changed.
    pub left: usize,
    /// The places of units that were changed on their pages too, and differently.
    pub conflicts: Vec<Range<usize>>,
    /// The places of units that are none of ours.
    pub foreign: Vec<Range<usize>>,
}

/// What came back. `now` gives what a page says for a unit.
pub fn incoming(exchange: &Exchange, now: impl Fn(&str, UnitId) -> Option<String>) -> Came {
    let mut came = Came::default();
    let files = || exchange.files.iter().filter(|file| file.key != super::interface::KEY);
    let units = || files().flat_map(|file| &file.units);
    // Tools that drop remarks drop all of them.
    let has_bases = units().flat_map(|unit| &unit.notes).any(|note| super::base_of(note).is_some());
    for file in files() {
        for unit in &file.units {
            let Some(id) = unit.id.strip_prefix('u').and_then(UnitId::parse) else {
                came.foreign.push(unit.span.clone());
                continue;
            };
            let source = inline::text(&unit.source);
            let target = unit.target.as_ref().map(|target| inline::text(target));
            // Tools that fill in the source for what is not translated do not always say so.
            let open = |target: &str| unit.state == State::Untranslated && target == source;
            let Some(target) = target.filter(|target| !target.trim().is_empty() && !open(target)) else {
                came.left += 1;
                continue;
            };
            let base = unit.notes.iter().find_map(|note| super::base_of(note));
            let now = now(&file.key, id);
            let base = if has_bases { base } else { now.as_deref().map(super::digest) };
            match changed(base, &target, now.as_deref()) {
                // What the original does not say any more is not on the page.
                Changed::Both if now.is_some() => came.conflicts.push(unit.span.clone()),
                // Somebody is to look at it still.
                _ if unit.state == State::NeedsReview => came.left += 1,
                Changed::Page => {}
                _ => {
                    let one = Incoming { id, source, target, span: unit.span.clone() };
                    came.pages.entry(file.key.clone()).or_default().push(one);
                }
            }
        }
    }
    came
}
