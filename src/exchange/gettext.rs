//! Texts as gettext has them: a PO file for each folder, in which Weblate, Poedit and others work.
//!
//! In: pages, the file as it was. Out: the file's [`Catalog`]; or of a file that came back, the units by page.
//!
//! A message's context is the page's key and the unit's name; its id is the original's text. What is out of date is
//! fuzzy, with the earlier text of the original where it is known. What translators wrote into the old file (comments,
//! header fields) stays, and what the original does not say any more is kept as obsolete.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::po::{Catalog, Message};
use super::{Incoming, Page, Progress, UnitId};
use crate::config::Config;
use crate::ids::LangId;
use crate::parse::Hash40;

/// Before the digest of the translation as the page had it when the file was written: by it is told which of the two was
/// changed since.
const BASE: &str = "polku ";

/// Which of a message and its page was changed since the file was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Changed {
    /// Neither, or both in the same way.
    Neither,
    /// The message: the page is to follow.
    Message,
    /// The page: the message is to follow.
    Page,
    /// Both.
    Both,
}

/// Which of the two was changed. `now` is what the page says.
pub fn changed(message: &Message, now: Option<&str>) -> Changed {
    let base = message.extracted.iter().find_map(|line| Hash40::parse(line.strip_prefix(BASE)?.trim()));
    let hash = |text: &str| Some(text).filter(|text| !text.is_empty()).map(Hash40::of);
    let (message, now) = (hash(&message.text), now.and_then(hash));
    match (message == base, now == base) {
        _ if message == now => Changed::Neither,
        (true, _) => Changed::Page,
        (false, true) => Changed::Message,
        (false, false) => Changed::Both,
    }
}

/// How many translations a file has that its pages do not have yet, and that writing it anew would lose.
pub fn not_taken(old: &Catalog, pages: &[&Page<'_>]) -> usize {
    let now: HashMap<String, Option<&str>> = pages
        .iter()
        .flat_map(|page| page.units.iter().map(|unit| (context(page, unit), unit.target.as_deref())))
        .collect();
    let lost = |message: &&Message| {
        let now = message.context.as_ref().and_then(|context| now.get(context));
        // Where the page has nothing, what is in the file stays.
        now.is_some_and(|now| now.is_some() && matches!(changed(message, *now), Changed::Message | Changed::Both))
    };
    old.messages.iter().filter(|message| !message.is_fuzzy()).filter(lost).count()
}

/// Of a file, the messages that its pages are to follow: those that were changed since the file was written, and those
/// that are confirmed as they are; and those that were changed on both sides.
pub fn changed_since(catalog: &Catalog, pages: &[&Page<'_>]) -> (Catalog, Vec<Message>) {
    let now: HashMap<String, &super::Unit> =
        pages.iter().flat_map(|page| page.units.iter().map(|unit| (context(page, unit), unit))).collect();
    let mut conflicts = Vec::new();
    let mut changed_here = Vec::new();
    for message in catalog.messages.iter().filter(|message| !message.is_fuzzy() && !message.text.is_empty()) {
        let unit = message.context.as_ref().and_then(|context| now.get(context));
        match changed(message, unit.and_then(|unit| unit.target.as_deref())) {
            Changed::Both => conflicts.push(message.clone()),
            Changed::Message => changed_here.push(message.clone()),
            // No longer fuzzy, and the same: somebody looked at it.
            Changed::Neither if unit.is_some_and(|unit| unit.progress != Progress::Done) => {
                changed_here.push(message.clone());
            }
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
    let mut messages: Vec<Message> =
        pages.iter().flat_map(|page| page.units.iter().map(|unit| message(page, unit))).collect();
    let mut known: HashMap<Option<String>, Message> =
        old.messages.into_iter().map(|message| (message.context.clone(), message)).collect();
    for message in &mut messages {
        if let Some(old) = known.remove(&message.context) {
            message.comments.clone_from(&old.comments);
            // What a translator has in work, and the page does not have yet, is not lost; nor is what was changed both
            // here and there.
            let now = Some(message.text.as_str()).filter(|text| !text.is_empty());
            let both = changed(&old, now) == Changed::Both && !old.text.is_empty() && !old.is_fuzzy();
            if old.id == message.id && (now.is_none() || both) {
                let is_base = |line: &String| line.starts_with(BASE);
                message.extracted.retain(|line| !is_base(line));
                message.extracted.extend(old.extracted.into_iter().filter(is_base));
                message.text = old.text;
                message.flags = old.flags;
            }
        }
    }
    let contexts: HashSet<&Option<String>> = messages.iter().map(|message| &message.context).collect();
    let mut gone: Vec<Message> = known.into_values().filter(|message| !message.text.is_empty()).collect();
    gone.sort_by_key(|a| a.span.start);
    let mut obsolete: Vec<Message> = Vec::new();
    for message in old.obsolete.into_iter().chain(gone) {
        let again = obsolete.iter().any(|known| known.context == message.context && known.id == message.id);
        if !contexts.contains(&message.context) && !again {
            obsolete.push(Message {
                extracted: Vec::new(),
                references: Vec::new(),
                previous_context: None,
                previous_id: None,
                ..message
            });
        }
    }
    Catalog { comments: old.comments, header: header(config, lang, old.header), messages, obsolete }
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
        extracted.push(format!("{BASE}{}", Hash40::of(target)));
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

/// What came back, by the page's key; and how many messages were left alone because they are empty or fuzzy.
pub fn incoming(catalog: &Catalog) -> (BTreeMap<String, Vec<Incoming>>, usize, Vec<&Message>) {
    let mut pages: BTreeMap<String, Vec<Incoming>> = BTreeMap::new();
    let mut left = 0;
    let mut foreign = Vec::new();
    for message in &catalog.messages {
        let named = message.context.as_deref().and_then(|context| context.rsplit_once(' '));
        let Some((key, id)) = named.and_then(|(key, id)| Some((key, UnitId::parse(id)?))) else {
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
