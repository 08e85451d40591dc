//! Texts as gettext has them: a PO file for each folder, in which Weblate, Poedit and others work.
//!
//! In: pages, the file as it was. Out: the file's [`Catalog`]; or of a file that came back, the units by page.
//!
//! A message's context is the page's key and the unit's name; its id is the original's text. What is out of date is
//! fuzzy, with the earlier text of the original where it is known. What translators wrote into the old file (comments,
//! header fields) stays, and what the original does not say any more is kept as obsolete.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::po::{Catalog, Message};
use super::{Changed, Incoming, Page, Progress, UnitId, changed};
use crate::config::Config;
use crate::ids::LangId;
use crate::parse::Hash40;

/// How many translations a file has that its pages do not have yet, and that writing it anew would lose.
pub fn not_taken(old: &Catalog, pages: &[&Page<'_>]) -> usize {
    let (changed, conflicts) = changed_since(old, pages);
    let empty = |message: &&Message| {
        let unit = unit_of(message, pages);
        // Where the page has nothing, what is in the file stays in it; so does what is kept as obsolete.
        unit.is_some_and(|unit| unit.target.as_deref().is_some_and(|target| target != message.text))
    };
    changed.messages.iter().filter(empty).count() + conflicts.len()
}

fn unit_of<'p>(message: &Message, pages: &[&'p Page<'_>]) -> Option<&'p super::Unit> {
    let (key, id) = named(message)?;
    let page = pages.iter().find(|page| page.pair.key.as_str() == key)?;
    page.units.iter().find(|unit| unit.id == id)
}

/// The page's key and the unit's name.
fn named(message: &Message) -> Option<(&str, UnitId)> {
    let (key, id) = message.context.as_deref()?.rsplit_once(' ')?;
    Some((key, UnitId::parse(id)?))
}

fn base(message: &Message) -> Option<Hash40> {
    message.extracted.iter().find_map(|line| super::base_of(line))
}

/// Of a file, the messages that its pages are to follow: those that were changed since the file was written, and those
/// that are confirmed as they are; and those that were changed on both sides.
pub fn changed_since(catalog: &Catalog, pages: &[&Page<'_>]) -> (Catalog, Vec<Message>) {
    let units: HashMap<(&str, UnitId), &super::Unit> =
        pages.iter().flat_map(|page| page.units.iter().map(|unit| ((page.pair.key.as_str(), unit.id), unit))).collect();
    let mut conflicts = Vec::new();
    let mut changed_here = Vec::new();
    // Tools that drop remarks drop all of them.
    let has_bases = catalog.messages.iter().any(|message| base(message).is_some());
    let messages = catalog.messages.iter().filter(|message| super::interface::key_of(message).is_none());
    for message in messages.filter(|message| !message.is_fuzzy() && !message.text.is_empty()) {
        let base = base(message);
        let unit = named(message).and_then(|named| units.get(&named));
        let Some(unit) = unit else {
            // The original says something else by now. Who translated it has to be told; who did not need not be.
            if base != Some(super::digest(&message.text)) {
                changed_here.push(message.clone());
            }
            continue;
        };
        let now = unit.target.as_deref();
        let base = if has_bases { base } else { now.map(super::digest) };
        match changed(base, &message.text, now) {
            Changed::Both => conflicts.push(message.clone()),
            Changed::Here => changed_here.push(message.clone()),
            // No longer fuzzy, and the same: somebody looked at it.
            Changed::Neither if unit.progress != Progress::Done => changed_here.push(message.clone()),
            Changed::Neither | Changed::Page => {}
        }
    }
    (Catalog { messages: changed_here, obsolete: Vec::new(), ..catalog.clone() }, conflicts)
}

fn context(page: &Page<'_>, unit: &super::Unit) -> String {
    format!("{} {}", page.pair.key, unit.id)
}

/// A PO file's name.
pub fn file_name(section: &str) -> String {
    format!("{section}.po")
}

/// The file for some pages. `old` is the file that is there already.
pub fn catalog(config: &Config, lang: LangId, pages: &[&Page<'_>], old: Catalog) -> Catalog {
    let messages = pages.iter().flat_map(|page| page.units.iter().map(|unit| message(page, unit)));
    catalog_of(config, lang, messages.collect(), old)
}

/// The file with these messages.
pub fn catalog_of(config: &Config, lang: LangId, mut messages: Vec<Message>, old: Catalog) -> Catalog {
    let mut known: HashMap<Option<String>, Message> = HashMap::new();
    // What comes back, comes back with its translation.
    for message in old.messages.into_iter().chain(old.obsolete.iter().cloned()) {
        known.entry(message.context.clone()).or_insert(message);
    }
    for message in &mut messages {
        if let Some(old) = known.remove(&message.context) {
            keep(message, old);
        }
    }
    let of_obsolete: HashSet<&Option<String>> = old.obsolete.iter().map(|message| &message.context).collect();
    known.retain(|context, _| !of_obsolete.contains(context));
    let contexts: HashSet<&Option<String>> = messages.iter().map(|message| &message.context).collect();
    let mut gone: Vec<Message> = known.into_values().filter(|message| !message.text.is_empty()).collect();
    gone.sort_by_key(|a| a.span.start);
    let mut obsolete: Vec<Message> = Vec::new();
    for message in old.obsolete.into_iter().chain(gone) {
        let again = obsolete.iter().any(|known| known.context == message.context && known.id == message.id);
        if !contexts.contains(&message.context) && !again {
            obsolete.push(Message {
                extracted: message.extracted.iter().filter(|line| super::base_of(line).is_some()).cloned().collect(),
                references: Vec::new(),
                previous_context: None,
                previous_id: None,
                ..message
            });
        }
    }
    Catalog { comments: old.comments, header: header(config, lang, old.header), messages, obsolete }
}

/// Keeps of an old message what a translator has in work and the page does not have: drafts, what was refused, what was
/// changed both here and there.
fn keep(message: &mut Message, old: Message) {
    message.comments = old.comments.clone();
    let is_base = |line: &String| super::base_of(line).is_some();
    let now = Some(message.text.as_str()).filter(|text| !text.is_empty());
    if old.text.trim().is_empty() {
        return;
    }
    match changed(base(&old), &old.text, now) {
        Changed::Here | Changed::Both => {}
        // The page has it no more: the text is an offer, and nothing tells any more which side is newer.
        Changed::Page if now.is_none() => {
            message.text = old.text;
            message.flags = vec!["fuzzy".to_owned()];
            return;
        }
        Changed::Neither | Changed::Page => return,
    }
    message.extracted.retain(|line| !is_base(line));
    message.extracted.extend(old.extracted.into_iter().filter(is_base));
    message.text = old.text;
    message.flags = old.flags;
    if old.id != message.id {
        message.previous_id = Some(old.id);
        if !message.flags.iter().any(|flag| flag == "fuzzy") {
            message.flags.push("fuzzy".to_owned());
        }
    }
}

/// The header: what was there, and what has to be.
fn header(config: &Config, lang: LangId, old: Vec<(String, String)>) -> Vec<(String, String)> {
    let language = config.language(lang);
    let ours = [
        ("Project-Id-Version", language.title.clone()),
        ("Language", gettext_language(&language.tag)),
        ("MIME-Version", "1.0".to_owned()),
        ("Content-Type", "text/plain; charset=UTF-8".to_owned()),
        ("Content-Transfer-Encoding", "8bit".to_owned()),
        ("X-Generator", "Polku".to_owned()),
    ];
    let mut header = old;
    for (name, value) in ours {
        match header.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            // A tool that worked on the file may say so.
            Some(_) if name == "X-Generator" => {}
            Some((_, known)) => *known = value,
            None => header.push((name.to_owned(), value)),
        }
    }
    header
}

/// A language's tag as gettext writes it: `pt_BR`, `zh_Hans`.
fn gettext_language(tag: &str) -> String {
    tag.replace('-', "_")
}

/// The language that a catalog is for, as tags are written.
pub fn language(catalog: &Catalog) -> Option<String> {
    catalog.field("Language").map(|language| language.trim().replace('_', "-")).filter(|tag| !tag.is_empty())
}

fn message(page: &Page<'_>, unit: &super::Unit) -> Message {
    let fuzzy = matches!(unit.progress, Progress::Outdated | Progress::Unrecorded);
    let mut extracted = vec![unit.told().to_owned()];
    extracted.extend(page.address_of(unit));
    if let Some(target) = &unit.target {
        extracted.push(super::base_line(target));
    }
    if unit.progress == Progress::Unrecorded {
        extracted.push(super::UNRECORDED.to_owned());
    }
    Message {
        extracted,
        references: vec![format!("{}:{}", page.pair.origin.file, unit.line)],
        flags: if fuzzy { vec!["fuzzy".to_owned()] } else { Vec::new() },
        previous_id: page.previous.get(&unit.id).filter(|previous| **previous != unit.source).cloned(),
        context: Some(context(page, unit)),
        id: unit.source.clone(),
        text: unit.target.clone().unwrap_or_default(),
        ..Message::default()
    }
}

/// What came back, by the page's key; how many messages were left alone because they are empty or fuzzy; and those that
/// are none of ours.
pub fn incoming(catalog: &Catalog) -> (BTreeMap<String, Vec<Incoming>>, usize, Vec<&Message>) {
    let mut pages: BTreeMap<String, Vec<Incoming>> = BTreeMap::new();
    let mut left = 0;
    let mut foreign = Vec::new();
    for message in &catalog.messages {
        if super::interface::key_of(message).is_some() {
            continue;
        }
        let Some((key, id)) = named(message) else {
            foreign.push(message);
            continue;
        };
        if message.text.trim().is_empty() || message.is_fuzzy() {
            left += 1;
            continue;
        }
        pages.entry(key.to_owned()).or_default().push(Incoming {
            id,
            source: message.id.clone(),
            target: message.text.clone(),
            span: message.span.clone(),
        });
    }
    (pages, left, foreign)
}
