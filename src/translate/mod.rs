//! `polku translate`: a translation beside its original, for the one who writes it.
//!
//! In: a site that is ready to be rendered, a key, a language. Out: what is out of date ([`Pair::open`]), and the new text of
//! a page or of its ledger.
//!
//! The site has to be prepared with [`crate::pipeline::Options::blocks`].
//!
//! Invariants: nothing that exists is overwritten but ledgers, and these are replaced in one step; a ledger that could
//! not be read whole is not written; a block whose original changed and whose text did not is never recorded unasked.

mod messages;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use messages::Messages;
use rayon::prelude::*;

use crate::config::Config;
use crate::ids::{DocId, GroupId, Key, LangId};
use crate::parse::{Block, BlockKind, Document, Hash40, ParseOptions};
use crate::pipeline::Prepared;
use crate::translation::{Alignment, Fact, Ledger, LocalImage, Side, State, Tally, align, is_in_order};

/// Why something cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum TranslateError {
    /// There is no such page.
    #[error("{0}")]
    Asked(String),
    /// The disk failed.
    #[error("`{path}` cannot be written: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A page and its translation into one language.
pub struct Pair<'a> {
    prepared: &'a Prepared,
    /// The page's key.
    pub key: &'a Key,
    /// The language of the translation.
    pub lang: LangId,
    /// The original.
    pub origin: &'a Document,
    /// The language of the original.
    pub origin_lang: LangId,
    /// The translation, with its place among the documents.
    pub own: Option<(DocId, &'a Arc<Document>)>,
    section: bool,
    /// Which block is which, if there is a translation.
    pub alignment: Option<Alignment>,
}

/// A block that something is to be done about.
#[derive(Clone, Copy, Debug)]
pub struct Open<'a> {
    /// The original's block, if there is one.
    pub origin: Option<&'a Block>,
    /// The translation's, and its number in the page, from 1.
    pub own: Option<(usize, &'a Block)>,
    /// What is to be done about it; `None`: it is to be translated.
    pub state: Option<State>,
    /// How sure it is that the two belong together, in percent.
    pub sure: u8,
}

/// What recording did.
#[derive(Debug, Default)]
pub struct Recorded<'a> {
    /// How many blocks are recorded now that were not.
    pub new: usize,
    /// Those that were refused.
    pub refused: Vec<Open<'a>>,
    /// Images that were refused, with their numbers.
    pub refused_images: Vec<(usize, &'a LocalImage)>,
    /// The ledger's text.
    pub text: String,
}

/// Every pair of a page and a language that is not its original's.
pub fn pairs(prepared: &Prepared) -> Vec<Pair<'_>> {
    let groups = (0..prepared.site.groups.len()).into_par_iter().map(GroupId::new);
    let of_group = |group| prepared.config.lang_ids().filter_map(move |lang| Pair::new(prepared, group, lang));
    groups.flat_map_iter(of_group).collect()
}

impl<'a> Pair<'a> {
    /// The page with this key, and its translation into the language with this tag.
    pub fn find(prepared: &'a Prepared, key: &str, tag: &str) -> Result<Self, TranslateError> {
        let lang = prepared.config.asked_language(tag).map_err(TranslateError::Asked)?;
        let typed = key.trim_matches('/').trim_end_matches(".md");
        let trimmed = typed.strip_suffix("/index").unwrap_or(typed);
        let exact = prepared.site.group_by_key(key);
        let key = if exact.is_some() { key } else { trimmed };
        let Some(group) = exact.or_else(|| prepared.site.group_by_key(key)) else {
            let near =
                prepared.site.nearest_key(key).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(TranslateError::Asked(format!("there is no page `{key}`{near}")));
        };
        Self::new(prepared, group, lang).ok_or_else(|| {
            TranslateError::Asked(format!(
                "`{key}` was written in `{tag}`: that page is the original, and no translation"
            ))
        })
    }

    /// `None` if the group was written in this language.
    fn new(prepared: &'a Prepared, group: GroupId, lang: LangId) -> Option<Self> {
        let group = prepared.site.group(group);
        let member = |wanted: LangId| group.members.iter().find(|(lang, _)| *lang == wanted).map(|(_, doc)| *doc);
        let origin = member(group.origin).filter(|_| group.origin != lang)?;
        let own = member(lang);
        let alignment = own.map(|own| {
            let side = |doc: DocId| Side::of(&prepared.docs[doc.index()]);
            align(side(origin), side(own), prepared.ledger(own).unwrap_or(&Ledger::default()))
        });
        Some(Self {
            alignment,
            prepared,
            key: &group.key,
            lang,
            origin: &prepared.docs[origin.index()],
            origin_lang: group.origin,
            own: own.map(|doc| (doc, &prepared.docs[doc.index()])),
            section: group.section && !group.key.is_home(),
        })
    }

    /// The site.
    pub fn prepared(&self) -> &'a Prepared {
        self.prepared
    }

    /// The settings.
    pub fn config(&self) -> &'a Config {
        &self.prepared.config
    }

    /// The tag of the translation's language.
    pub fn tag(&self) -> &'a str {
        &self.config().language(self.lang).tag
    }

    /// How many links lead to the page in its original's language.
    pub fn links(&self) -> usize {
        let page = self.prepared.site.group_by_key(self.key.as_str());
        let page = page.and_then(|group| self.prepared.site.group(group).pages[self.origin_lang.index()]);
        page.map_or(0, |page| self.prepared.graph.backlinks(page).len())
    }

    /// The page's absolute address in the translation's language, or else in the original's, if the site's is known.
    pub fn address(&self) -> Option<String> {
        let group = self.prepared.site.group(self.prepared.site.group_by_key(self.key.as_str())?);
        let page = [self.lang, self.origin_lang].into_iter().find_map(|lang| group.pages[lang.index()])?;
        let mut url = self.config().html.site_url.absolute()?;
        url.push_str(&self.prepared.site.page(page).href);
        Some(url)
    }

    fn known(&self) -> Option<&'a Ledger> {
        self.own.and_then(|(doc, _)| self.prepared.ledger(doc))
    }

    /// What is known of it, to add to.
    pub fn ledger(&self) -> Ledger {
        self.known().cloned().unwrap_or_default()
    }

    /// Where the page's ledger lies.
    pub fn ledger_file(&self) -> String {
        let folder = format!("{}/{}/{}", self.config().src, self.tag(), crate::fs::LEDGERS);
        // A section's key is the name of the folder that the ledgers of its pages lie in.
        if self.section { format!("{folder}/{}/index", self.key) } else { format!("{folder}/{}", self.key) }
    }

    /// How much of it is done. An image with a copy of its own counts as a block without words.
    pub fn tally(&self) -> Tally {
        match &self.alignment {
            Some(alignment) => Tally::of(self.origin, alignment).with_images(self.images()),
            None => Tally::missing(self.origin),
        }
    }

    /// The images that the translation has copies of its own of.
    pub fn images(&self) -> &'a [LocalImage] {
        self.own.map_or(&[], |(doc, _)| self.prepared.local_images(doc))
    }

    /// Those that something is to be done about, each with its number: they are counted on behind the blocks.
    pub fn open_images(&self) -> Vec<(usize, &'a LocalImage)> {
        let blocks = self.own.map_or(0, |(_, document)| document.head.blocks.len());
        let numbered = self.images().iter().enumerate().map(|(i, image)| (blocks + i + 1, image));
        numbered.filter(|(_, image)| image.state != State::Fresh).collect()
    }

    /// Whether a ledger says anything of it.
    pub fn is_recorded(&self) -> bool {
        self.alignment.as_ref().is_some_and(|alignment| alignment.recorded)
    }

    /// The blocks of both, in the order of the translation; those that it lacks behind the one they follow in the original.
    pub fn blocks(&self) -> Vec<Open<'a>> {
        let missing =
            |o: u32| Open { origin: Some(&self.origin.head.blocks[o as usize]), own: None, state: None, sure: 0 };
        let (Some(alignment), Some((_, own))) = (&self.alignment, self.own) else {
            return (0..).take(self.origin.head.blocks.len()).map(missing).collect();
        };
        let mut left = alignment.missing.iter().copied().peekable();
        let mut blocks = Vec::new();
        for (i, (block, tie)) in own.head.blocks.iter().zip(&alignment.ties).enumerate() {
            if let Some(o) = tie.origin {
                while let Some(before) = left.next_if(|missing| *missing < o) {
                    blocks.push(missing(before));
                }
            }
            let origin = tie.origin.map(|o| &self.origin.head.blocks[o as usize]);
            blocks.push(Open { origin, own: Some((i + 1, block)), state: Some(tie.state), sure: tie.sure });
        }
        blocks.extend(left.map(missing));
        blocks
    }

    /// What is to be done.
    pub fn open(&self) -> Vec<Open<'a>> {
        self.blocks().into_iter().filter(|open| open.state != Some(State::Fresh)).collect()
    }

    /// The wordings of the original that a block of the translation was checked against, as far as they are others now.
    pub fn checked_against(&self, own: &Block) -> Vec<Hash40> {
        let facts = self.known().map_or(&[][..], Ledger::facts);
        let of_own = facts.iter().filter(|fact| fact.translated == Some(own.meaning.full));
        of_own.map(|fact| fact.origin.full).collect()
    }

    /// That a block was checked against the original's; `None`: it is the original's text still.
    pub fn fact(&self, origin: &Block, own: Option<&Block>, note: &str) -> Fact {
        let id = origin.heading.map(|i| self.origin.head.headings[i.index()].id.as_str());
        Fact::new(origin, own, id, note)
    }

    /// Records the blocks that were checked. `unchanged` are the numbers of those that hold though their originals
    /// changed.
    pub fn done(&self, unchanged: &HashSet<usize>, note: &str) -> Result<Recorded<'a>, TranslateError> {
        let is_image_checked = |number, image: &LocalImage| !image.state.is_outdated() || unchanged.contains(&number);
        let is_checked = |open: &Open<'a>| {
            let Some((number, own)) = open.own else { return false };
            let named = unchanged.contains(&number);
            match open.state {
                Some(State::Fresh) => true,
                Some(State::Unrecorded) => named || open.sure >= SURE,
                Some(State::Structure) => named || open.origin.is_some_and(|origin| origin.kind == own.kind),
                Some(State::Cosmetic | State::Wording | State::Untranslated) => named,
                Some(State::Gone | State::Extra) | None => false,
            }
        };
        self.record(note, is_checked, is_image_checked)
    }

    /// Records the blocks of a page that has no ledger yet, as far as it is sure in percent which is which.
    pub fn adopt(&self, sure: u8, note: &str) -> Result<Recorded<'a>, TranslateError> {
        let is_checked = |open: &Open<'a>| match open.state {
            Some(State::Fresh) => true,
            Some(State::Unrecorded) => open.sure >= sure,
            _ => false,
        };
        self.record(note, is_checked, |_, image| !image.state.is_outdated())
    }

    /// Records the blocks that `is_checked`, and the images, by their numbers, that `is_image_checked`.
    pub fn record(
        &self,
        note: &str,
        is_checked: impl Fn(&Open<'a>) -> bool,
        is_image_checked: impl Fn(usize, &LocalImage) -> bool,
    ) -> Result<Recorded<'a>, TranslateError> {
        let Some((_, own_doc)) = self.own else {
            return Err(TranslateError::Asked(format!(
                "there is no page `{}` in `{}` yet; begin it with `polku translate start {} --to {}`",
                self.key,
                self.tag(),
                self.key,
                self.tag()
            )));
        };
        let mut ledger = self.ledger();
        if ledger.unknown {
            return Err(TranslateError::Asked(format!(
                "`{}` cannot be read, and so it is not written; see `polku check`",
                self.ledger_file()
            )));
        }
        let known: HashSet<(Hash40, Hash40)> =
            ledger.facts().iter().filter_map(|fact| Some((fact.origin.full, fact.translated?))).collect();
        let mut recorded = Recorded::default();
        for open in self.blocks() {
            let (Some(origin), Some((_, own))) = (open.origin, open.own) else { continue };
            if !is_checked(&open) {
                recorded.refused.push(open);
                continue;
            }
            let fact = self.fact(origin, Some(own), note);
            let same = known.contains(&(fact.origin.full, own.meaning.full)) && open.state == Some(State::Fresh);
            if !same {
                recorded.new += 1;
                ledger.add(fact);
            }
        }
        for (number, image) in self.open_images() {
            if is_image_checked(number, image) {
                recorded.new += 1;
                ledger.add_image(image.fact.clone());
            } else {
                recorded.refused_images.push((number, image));
            }
        }
        ledger.keep_images(|path| self.images().iter().any(|image| *image.fact.path == *path));
        // As it will be read.
        ledger.set_in_order(None);
        let text = ledger.to_text(&self.origin.head.blocks, &own_doc.head.blocks);
        let (read, _) = Ledger::parse(&own_doc.file, &text);
        let alignment = align(Side::of(self.origin), Side::of(own_doc), &read);
        let origin_tag = &self.config().language(self.origin_lang).tag;
        let is_in_order = is_in_order(own_doc, self.origin, origin_tag, &alignment);
        ledger.set_in_order(is_in_order.then_some((self.origin.text, own_doc.text)));
        recorded.text = ledger.to_text(&self.origin.head.blocks, &own_doc.head.blocks);
        Ok(recorded)
    }

    /// A new translation: the original's text in place, and a ledger that says of each block that it is.
    pub fn start(&self, original: &str) -> Result<Started, TranslateError> {
        if let Some((_, own)) = self.own {
            return Err(TranslateError::Asked(format!("`{}` exists already; nothing was changed", own.file)));
        }
        let origin_tag = &self.config().language(self.origin_lang).tag;
        let prefix = format!("{}/{origin_tag}/", self.config().src);
        let rest = self.origin.file.as_str().strip_prefix(&prefix).unwrap_or(self.origin.file.as_str());
        let text = crate::parse::words_only(original);
        let options = ParseOptions::plain(&self.config().language(self.lang).locale);
        let (document, _) = crate::parse::parse(&self.origin.file, &text, &options);
        let mut ledger = Ledger::default();
        let side = |document: &Document| -> Vec<Hash40> {
            document.head.blocks.iter().map(|block| block.meaning.full).collect()
        };
        let own: HashSet<Hash40> = side(&document).into_iter().collect();
        for block in self.origin.head.blocks.iter().filter(|block| own.contains(&block.meaning.full)) {
            ledger.add(self.fact(block, None, ""));
        }
        Ok(Started {
            file: format!("{}/{}/{rest}", self.config().src, self.tag()),
            ledger: ledger.to_text(&self.origin.head.blocks, &document.head.blocks),
            text,
        })
    }

    /// The blocks that a change touched on both sides, given the texts of both before it; `None`: there was none.
    pub fn touched(
        &self,
        origin_before: Option<&str>,
        own_before: Option<&str>,
    ) -> impl Fn(&Open<'a>) -> bool + use<'a> {
        let wordings = |lang: LangId, text: Option<&str>| -> HashSet<Hash40> {
            let Some(text) = text else { return HashSet::new() };
            let options = ParseOptions::plain(&self.config().language(lang).locale);
            let (document, _) = crate::parse::parse(&self.origin.file, text, &options);
            document.head.blocks.iter().map(|block| block.meaning.full).collect()
        };
        let origin_before = wordings(self.origin_lang, origin_before);
        let is_new = own_before.is_none();
        let own_before = wordings(self.lang, own_before);
        move |open| {
            let (Some(origin), Some((_, own))) = (open.origin, open.own) else { return false };
            if open.state == Some(State::Fresh) {
                return true;
            }
            // A page that came with the change was written from the original as it is, where it is not still its text.
            let own_changed = !own_before.contains(&own.meaning.full) && own.meaning.full != origin.meaning.full;
            let origin_changed = !origin_before.contains(&origin.meaning.full);
            own_changed && (origin_changed || is_new)
        }
    }
}

/// How sure it must be that two blocks belong together to take a translator's word for it, in percent.
pub const SURE: u8 = 50;

/// A translation that was begun.
#[derive(Debug)]
pub struct Started {
    /// Its file, below the site's root.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Its ledger's text.
    pub ledger: String,
}

/// The block of a text that has this wording, as it is written.
pub fn wording<'t>(config: &Config, lang: LangId, text: &'t str, wanted: &[Hash40]) -> Option<&'t str> {
    let options = ParseOptions::plain(&config.language(lang).locale);
    let (document, _) = crate::parse::parse(&crate::ids::SrcPath::new("page.md"), text, &options);
    let block = document.head.blocks.iter().find(|block| wanted.contains(&block.meaning.full))?;
    text.get(block.span())
}

/// What a block is called in the messages.
pub fn kind_key(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading(_) => "kind-heading",
        BlockKind::Title => "kind-title",
        BlockKind::Description => "kind-description",
        BlockKind::Paragraph => "kind-paragraph",
        BlockKind::Item => "kind-item",
        BlockKind::Quote => "kind-quote",
        BlockKind::Row => "kind-row",
        BlockKind::Term | BlockKind::Definition => "kind-definition",
        BlockKind::Note => "kind-note",
        BlockKind::Code => "kind-code",
        BlockKind::Html => "kind-html",
    }
}

/// Writes a file that must not be there.
pub fn write_new(path: &Path, text: &str) -> Result<(), TranslateError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => {
            TranslateError::Asked(format!("`{}` exists already; nothing was changed", path.display()))
        }
        _ => TranslateError::Io { path: path.to_owned(), source },
    };
    crate::fs::write_new(path, text).map_err(failed)
}

/// Writes a ledger, or leaves it as it is if it says this already. Returns whether it was written.
pub fn replace_ledger(path: &Path, text: &str) -> Result<bool, TranslateError> {
    let failed = |source: io::Error| TranslateError::Io { path: path.to_owned(), source };
    // A page that became a section, or was one: where its ledger lay, or has to lie, there is something else.
    let inside = path.join("index");
    let path = if path.is_dir() { inside.as_path() } else { path };
    let folder = path.parent().unwrap_or(path);
    if let Some(file) = folder.ancestors().find(|folder| folder.is_file()) {
        let aside = file.with_file_name(format!(".polku-{}", std::process::id()));
        let moved = fs::rename(file, &aside).and_then(|()| fs::create_dir_all(file));
        moved.and_then(|()| fs::rename(&aside, file.join("index"))).map_err(failed)?;
    }
    replace(path, text)
}

/// Writes a file in one step, or leaves it as it is if it says this already. Returns whether it was written.
pub fn replace(path: &Path, text: &str) -> Result<bool, TranslateError> {
    let failed = |source: io::Error| TranslateError::Io { path: path.to_owned(), source };
    if fs::read(path).is_ok_and(|known| known == text.as_bytes()) {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(failed)?;
    // Beside it under a name that walks leave out, so that nobody reads half of it.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = folder.join(format!(".{name}.polku-{}", std::process::id()));
    let written = fs::write(&aside, text).and_then(|()| fs::rename(&aside, path));
    if written.is_err() {
        let _ = fs::remove_file(&aside);
    }
    written.map_err(failed).map(|()| true)
}
