//! `polku export` and `polku import`: texts for translators' tools, and back from them.
//!
//! In: a site that is ready to be rendered, with its pages cut into blocks; a file that came back. Out: files to be
//! translated, one for each folder of the content ([`Page`], [`gettext`]); pages and ledgers with what came back
//! ([`apply`]).
//!
//! The Markdown is the truth: a file that goes out says what the pages say at that moment, and what comes back is taken
//! only as far as it fits the pages as they are then.

mod apply;
pub mod bilingual;
pub mod gettext;
mod inline;
pub mod interface;
pub mod memory;
pub mod omegat;
pub mod po;
pub mod terms;
mod text;
mod unit;
pub mod xliff;

use std::collections::{BTreeMap, HashMap};

pub use apply::{Applied, Incoming, Refusal, Refused, apply};
pub use unit::{Progress, Unit, UnitId};

use crate::config::Config;
use crate::ids::LangId;
use crate::parse::{Hash40, ParseOptions, parse};
use crate::translate::Pair;

/// What is said of a text that was found by its place alone.
const UNRECORDED: &str = "found on the page by its place; nobody has recorded that it is a translation of this";

/// Before the digest of the translation as the page had it when a file was written: by it is told which of the two was
/// changed since. It stands in a remark to the text.
const BASE: &str = "polku ";

/// The remark.
fn base_line(target: &str) -> String {
    format!("{BASE}{}", digest(target))
}

/// By it is told whether two texts are the same.
fn digest(text: &str) -> Hash40 {
    Hash40::of(&text::normal(text))
}

/// What such a remark says.
fn base_of(remark: &str) -> Option<Hash40> {
    Hash40::parse(remark.strip_prefix(BASE)?.trim())
}

/// Which of a text in a file and its page was changed since the file was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Changed {
    /// Neither, or both in the same way.
    Neither,
    /// The text in the file: the page is to follow.
    Here,
    /// The page: the file is to follow.
    Page,
    /// Both.
    Both,
}

/// Which of the two was changed. `now` is what the page says.
fn changed(base: Option<Hash40>, here: &str, now: Option<&str>) -> Changed {
    let hash = |text: &str| Some(text).filter(|text| !text.trim().is_empty()).map(digest);
    let (here, now) = (hash(here), now.and_then(hash));
    match (here == base, now == base) {
        _ if here == now => Changed::Neither,
        (true, _) => Changed::Page,
        (false, true) => Changed::Here,
        (false, false) => Changed::Both,
    }
}

/// A page that goes out.
pub struct Page<'a> {
    /// The page and its translation.
    pub pair: Pair<'a>,
    /// Its texts.
    pub units: Vec<Unit>,
    /// What the original said when the translation was checked, where it is known and another text than now.
    pub previous: HashMap<UnitId, String>,
    /// Where the page is published, if the site's address is known.
    pub address: Option<String>,
}

impl<'a> Page<'a> {
    /// A page with the texts of its files. `versions` gives earlier texts of the original, the newest first; it is
    /// called once at most.
    pub fn new(
        pair: Pair<'a>,
        origin_text: &str,
        own_text: Option<&str>,
        versions: impl FnOnce() -> Vec<String>,
    ) -> Self {
        let own = pair.own.zip(own_text).zip(pair.alignment.as_ref());
        let own = own.map(|(((_, document), text), alignment)| (&**document, text, alignment));
        let units = unit::units((pair.origin, origin_text), own);
        let outdated: Vec<(UnitId, Vec<Hash40>)> = units
            .iter()
            .filter(|unit| unit.progress == Progress::Outdated)
            .filter_map(|unit| Some((unit.id, pair.checked_against(own?.0.head.blocks.get(unit.own?)?))))
            .collect();
        let versions = if outdated.is_empty() { Vec::new() } else { versions() };
        let previous = wordings(pair.config(), pair.origin_lang, &versions, &outdated);
        let address = pair.address();
        Self { pair, units, previous, address }
    }

    /// Where one of its texts can be seen.
    pub fn address_of(&self, unit: &Unit) -> Option<String> {
        let page = self.address.as_ref()?;
        Some(match &unit.under {
            Some(id) => format!("{page}#{}", crate::ids::encode_url(id)),
            None => page.clone(),
        })
    }
}

/// The texts that blocks with these meanings had in earlier versions of a page.
fn wordings(
    config: &Config,
    lang: LangId,
    versions: &[String],
    wanted: &[(UnitId, Vec<Hash40>)],
) -> HashMap<UnitId, String> {
    let options = ParseOptions::plain(&config.language(lang).locale);
    let mut found: HashMap<UnitId, String> = HashMap::new();
    for version in versions {
        if found.len() == wanted.len() {
            break;
        }
        let (document, _) = parse(&crate::ids::SrcPath::new("page.md"), version, &options);
        for (id, meanings) in wanted.iter().filter(|(id, _)| !found.contains_key(id)).collect::<Vec<_>>() {
            let block = document.head.blocks.iter().find(|block| meanings.contains(&block.meaning.full));
            if let Some(text) = block.and_then(|block| text::of(block, &document, version)) {
                found.insert(*id, text);
            }
        }
    }
    found
}

/// The pages by the file that they go into: one for each folder.
pub fn sections<'p, 'a>(pages: &'p [Page<'a>]) -> BTreeMap<&'a str, Vec<&'p Page<'a>>> {
    let mut sections: BTreeMap<&str, Vec<&Page<'_>>> = BTreeMap::new();
    for page in pages {
        sections.entry(unit::section(&page.pair)).or_default().push(page);
    }
    for pages in sections.values_mut() {
        pages.sort_by(|a, b| a.pair.key.cmp(b.pair.key));
    }
    sections
}
