//! The pages of the site and how they hang together: settings, source tree and heads → [`Site`] and diagnostics.
//!
//! One graph for all languages: groups (a page and its translations), pages (what a reader of a language finds, the
//! stand-ins for missing translations included), sections, addresses, reading order, stages and tags.
//!
//! Invariant: immutable from here on; no lock, no interior mutability.

mod address;
mod assets;
pub(crate) mod beside;
mod group;
mod redirect;
mod tag;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub(crate) use group::ambiguous;
pub use redirect::Redirect;
pub use tag::{Tag, tag_id};

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diags};
use crate::ids::{AssetId, DocId, GroupId, Key, LangId, PageId, SrcPath, encoded_path};
use crate::parse::{Date, Document, Kind};
use crate::scan::SourceTree;

/// The site as a whole.
#[derive(Debug)]
pub struct Site {
    /// Every page of every language, sorted by language and key.
    pub pages: Vec<Page>,
    /// Every key's group, sorted by key.
    pub groups: Vec<Group>,
    /// Every document's place among the translations, in the order of the documents.
    pub texts: Vec<Text>,
    /// Every asset.
    pub assets: Vec<Asset>,
    /// What each language has.
    pub languages: Vec<LanguagePages>,
    /// Earlier addresses.
    pub redirects: Vec<Redirect>,
    groups_by_key: HashMap<Key, GroupId>,
    /// The first group with a last part of its key.
    groups_by_name: HashMap<String, GroupId>,
    labels: HashMap<String, Vec<GroupId>>,
    assets_by_path: HashMap<String, Vec<AssetId>>,
    by_url: HashMap<String, Published>,
}

/// A document's place among the translations.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// Its group.
    pub group: GroupId,
    /// Its language.
    pub lang: LangId,
    /// What it is a translation of; `None` if it is the original.
    pub origin: Option<DocId>,
}

/// What one language has.
#[derive(Debug, Default)]
pub struct LanguagePages {
    /// The home page.
    pub home: Option<PageId>,
    /// Whether it has a page of its own, and not only stand-ins.
    pub own: bool,
    /// All content pages in reading order.
    pub order: Vec<PageId>,
    /// The stages' pages in reading order: of this language, else of the origin.
    pub stages: Vec<PageId>,
    /// The tags in collation order.
    pub tags: Vec<Tag>,
    tags_by_id: HashMap<String, usize>,
}

/// What lies at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Published {
    /// A page.
    Page(PageId),
    /// An asset.
    Asset(AssetId),
}

/// A page that a reader of one language finds.
#[derive(Debug)]
pub struct Page {
    /// Its id.
    pub id: PageId,
    /// The reader's language.
    pub lang: LangId,
    /// The language its text is in; another than `lang` on a page that stands in for a missing translation.
    pub content_lang: LangId,
    /// Its key; a generated page has one too, which no link can name.
    pub key: Key,
    /// Its group; none for generated pages.
    pub group: Option<GroupId>,
    /// Its text; none for generated pages.
    pub doc: Option<DocId>,
    /// What it is.
    pub kind: PageKind,
    /// Its title.
    pub title: String,
    /// Its address below the site's root, not percent-encoded.
    pub url: String,
    /// The same, percent-encoded.
    pub href: Box<str>,
    /// Its file in the output folder.
    pub output: String,
    /// The page of the section it lies in; none for the home page.
    pub parent: Option<PageId>,
    /// The pages below it, in order.
    pub children: Vec<PageId>,
    /// Its place among its section's pages, from 0.
    pub place: usize,
    /// Its place along the reading order of its language; pages outside of it come last.
    pub rank: usize,
    /// The page before it along the reading order.
    pub prev: Option<PageId>,
    /// The page after it along the reading order.
    pub next: Option<PageId>,
    /// When it was published.
    pub date: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    order: f64,
}

impl Page {
    /// Puts it at an address.
    fn put(&mut self, (url, output): (String, String)) {
        self.href = encoded_path(&url).collect::<String>().into();
        self.url = url;
        self.output = output;
    }

    /// Whether it stands in for a missing translation.
    pub fn is_fallback(&self) -> bool {
        self.content_lang != self.lang
    }
}

/// What a page is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PageKind {
    /// A language's home page.
    Home,
    /// The page of a folder.
    Section,
    /// A page of content.
    Content(Kind),
    /// The list of all tags.
    Tags,
    /// The list of the pages with a tag.
    Tag,
}

impl PageKind {
    /// The name in templates.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Section => "section",
            Self::Content(kind) => kind.as_str(),
            Self::Tags => "tags",
            Self::Tag => "tag",
        }
    }
}

/// A page and its translations.
#[derive(Debug)]
pub struct Group {
    /// The key they share.
    pub key: Key,
    /// The language it was first written in.
    pub origin: LangId,
    /// The files, drafts included, by language.
    pub members: Vec<(LangId, DocId)>,
    /// The page a reader of each language finds, stand-ins included; by language.
    pub pages: Vec<Option<PageId>>,
    /// Whether it is the page of a folder.
    pub section: bool,
    /// What the origin says for all.
    pub shared: Shared,
}

/// The fields that a page's origin says for all its translations.
#[derive(Clone, Debug)]
pub struct Shared {
    /// Its place among its siblings.
    pub order: Option<f64>,
    /// What it is.
    pub kind: Kind,
    /// The stage it belongs to.
    pub stage: Option<GroupId>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Related pages.
    pub related: Vec<GroupId>,
}

/// A file that is copied as it is.
#[derive(Debug)]
pub struct Asset {
    /// The file.
    pub file: SrcPath,
    /// The language whose folder it lies in.
    pub lang: LangId,
    /// Its path below the language folder; for a file in the root of the site its name.
    pub path: String,
    /// Its address below the site's root, not percent-encoded.
    pub url: String,
}

/// What a label of a reference names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Label {
    /// One group.
    Group(GroupId),
    /// Several keys.
    Ambiguous(Vec<Key>),
    /// Nothing; the nearest key, if one is near.
    Unknown(Option<Key>),
}

impl Site {
    /// A page.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.index()]
    }

    /// A group.
    pub fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.index()]
    }

    /// An asset.
    pub fn asset(&self, id: AssetId) -> &Asset {
        &self.assets[id.index()]
    }

    /// The group with this key.
    pub fn group_by_key(&self, key: &str) -> Option<GroupId> {
        self.groups_by_key.get(key).copied()
    }

    /// What lies at an address below the site's root.
    pub fn at_url(&self, url: &str) -> Option<Published> {
        self.by_url.get(url).copied()
    }

    /// What a reference's label names: a full key, or a file name that is unique in the glossary.
    pub fn label(&self, label: &str) -> Label {
        if let Some(group) = self.group_by_key(label) {
            return Label::Group(group);
        }
        match self.labels.get(label).map(Vec::as_slice) {
            Some([group]) => Label::Group(*group),
            Some(many) => Label::Ambiguous(many.iter().map(|g| self.group(*g).key.clone()).collect()),
            None => Label::Unknown(self.nearest_key(label)),
        }
    }

    /// The key nearest to a mistyped one: same last part, or few letters' difference.
    pub fn nearest_key(&self, typed: &str) -> Option<Key> {
        let last = typed.rsplit('/').next().unwrap_or(typed);
        if let Some(group) = self.groups_by_name.get(last) {
            return Some(self.group(*group).key.clone());
        }
        // Only for a message, and there may be as many messages as pages: no look at thousands of keys for each.
        if self.groups.len() > COMPARED {
            return None;
        }
        let keys = self.groups.iter().flat_map(|g| [g.key.as_str(), g.key.last()]);
        let near = crate::diag::nearest(typed, keys)?;
        let group = self.groups.iter().find(|g| g.key.as_str() == near || g.key.last() == near)?;
        Some(group.key.clone())
    }

    /// The page of a group that a reader of `lang` is best served by: of the language, else the origin's, else any.
    pub fn best_page(&self, group: GroupId, lang: LangId) -> Option<PageId> {
        let group = self.group(group);
        let own = group.pages[lang.index()];
        own.or(group.pages[group.origin.index()]).or_else(|| group.pages.iter().flatten().copied().next())
    }

    /// Whether a language has a feed: dated pages of its own.
    pub fn has_feed(&self, lang: LangId) -> bool {
        self.pages.iter().any(|page| page.lang == lang && page.date.is_some() && !page.is_fallback())
    }

    /// A language's tag.
    pub fn tag(&self, lang: LangId, id: &str) -> Option<&Tag> {
        let language = &self.languages[lang.index()];
        language.tags.get(*language.tags_by_id.get(id)?)
    }

    /// The stage's page that a page of this group belongs to.
    pub fn stage_of(&self, page: &Page) -> Option<GroupId> {
        self.group(page.group?).shared.stage
    }
}

/// What each document's original says it is, where that decides how its Markdown is read.
pub fn kinds(config: &Config, tree: &SourceTree, docs: &[Arc<Document>]) -> Vec<Option<Kind>> {
    let mut kinds = vec![None; docs.len()];
    let decides = |kind: Kind| matches!(kind, Kind::Source | Kind::Scenario);
    // Most sites have none, and grouping all pages takes its time.
    if !docs.iter().any(|document| document.head.meta.kind.as_ref().is_some_and(|kind| decides(kind.value))) {
        return kinds;
    }
    let (groups, _) = group::groups(config, tree, docs, &mut Diags::new());
    for group in groups.into_iter().filter(|group| decides(group.shared.kind)) {
        for (_, doc) in group.members {
            kinds[doc.index()] = Some(group.shared.kind);
        }
    }
    kinds
}

/// Files and the days on which they were last changed, as far as something besides their front matter knows.
pub type Days = BTreeMap<SrcPath, String>;

/// Builds the site. `docs` are in the order of the tree's pages.
pub fn build(
    config: &Config,
    tree: &SourceTree,
    docs: &[Arc<Document>],
    changes: &Days,
    drafts: bool,
) -> (Site, Diags) {
    let mut diags = Diags::new();
    let (mut groups, groups_by_key) = group::groups(config, tree, docs, &mut diags);
    let labels = glossary_labels(&groups);
    let mut site = Site {
        pages: Vec::new(),
        groups: Vec::new(),
        texts: texts(&groups, docs.len()),
        assets: Vec::new(),
        languages: config.lang_ids().map(|_| LanguagePages::default()).collect(),
        redirects: Vec::new(),
        groups_by_key,
        groups_by_name: names(&groups),
        labels,
        assets_by_path: HashMap::new(),
        by_url: HashMap::new(),
    };
    site.pages = pages(config, &mut groups, docs, changes, drafts);
    site.groups = groups;
    group::related(&mut site, docs, &mut diags);
    address::pages(config, &mut site, docs);
    parents(&mut site);
    tag::add(config, &mut site);
    order(config, &mut site);
    address::assets(config, &mut site, tree, docs);
    let mut owners = address::claim(config, &mut site, docs, &mut diags);
    redirect::add(config, &mut site, docs, &mut owners, &mut diags);
    (site, diags)
}

fn texts(groups: &[Group], count: usize) -> Vec<Text> {
    let nothing = Text { group: GroupId::new(0), lang: LangId::new(0), origin: None };
    let mut texts = vec![nothing; count];
    for (i, group) in groups.iter().enumerate() {
        let origin = group.members.iter().find(|(lang, _)| *lang == group.origin).map(|(_, doc)| *doc);
        for (lang, doc) in &group.members {
            let origin = origin.filter(|origin| origin != doc);
            texts[doc.index()] = Text { group: GroupId::new(i), lang: *lang, origin };
        }
    }
    texts
}

/// Most keys that a mistyped one is compared with letter by letter.
const COMPARED: usize = 1000;

/// The first group with each last part of a key.
fn names(groups: &[Group]) -> HashMap<String, GroupId> {
    let mut names = HashMap::new();
    for (i, group) in groups.iter().enumerate() {
        names.entry(group.key.last().to_owned()).or_insert(GroupId::new(i));
    }
    names
}

/// File names below `glossary/`, which can stand for the whole key.
fn glossary_labels(groups: &[Group]) -> HashMap<String, Vec<GroupId>> {
    let mut labels: HashMap<String, Vec<GroupId>> = HashMap::new();
    for (i, group) in groups.iter().enumerate() {
        if group.key.as_str().starts_with("glossary/") {
            labels.entry(group.key.last().to_owned()).or_default().push(GroupId::new(i));
        }
    }
    labels
}

/// The pages of every language: its own, and those that stand in for missing ones.
fn pages(config: &Config, groups: &mut [Group], docs: &[Arc<Document>], changes: &Days, drafts: bool) -> Vec<Page> {
    let published = |doc: DocId| drafts || !docs[doc.index()].head.meta.draft;
    let mut pages = Vec::new();
    for lang in config.lang_ids() {
        let language = config.language(lang);
        let mut has_home = false;
        let first = pages.len();
        for (i, group) in groups.iter_mut().enumerate() {
            let member = |wanted: LangId| {
                let (_, doc) = group.members.iter().find(|(l, _)| *l == wanted)?;
                published(*doc).then_some((wanted, *doc))
            };
            let found = member(lang).or_else(|| language.fallback.iter().find_map(|l| member(*l)));
            let Some((content_lang, doc)) = found else { continue };
            has_home |= group.key.is_home();
            let head = &docs[doc.index()].head;
            let origin = group.members.iter().find(|(l, _)| *l == group.origin);
            let origin_head = origin.map(|(_, d)| &docs[d.index()].head.meta);
            let inherit = |own: &Option<Date>, from: fn(&crate::parse::Meta) -> &Option<Date>| {
                own.clone().or_else(|| origin_head.and_then(|m| from(m).clone()))
            };
            let id = PageId::new(pages.len());
            group.pages[lang.index()] = Some(id);
            pages.push(Page {
                id,
                lang,
                content_lang,
                key: group.key.clone(),
                group: Some(GroupId::new(i)),
                doc: Some(doc),
                kind: if group.key.is_home() {
                    PageKind::Home
                } else if group.section {
                    PageKind::Section
                } else {
                    PageKind::Content(group.shared.kind)
                },
                title: head.title.clone(),
                url: String::new(),
                href: Box::default(),
                output: String::new(),
                parent: None,
                children: Vec::new(),
                place: 0,
                rank: usize::MAX,
                prev: None,
                next: None,
                date: inherit(&head.meta.date, |m| &m.date),
                updated: inherit(&head.meta.updated, |m| &m.updated)
                    .or_else(|| Date::parse(changes.get(&docs[doc.index()].file)?)),
                order: group.shared.order.unwrap_or(f64::INFINITY),
            });
        }
        // A language with pages and no home page gets one that lists them.
        if !has_home && pages.len() > first {
            pages.push(generated(pages.len(), lang, Key::new(Key::HOME), PageKind::Home, language.title.clone()));
        }
    }
    pages
}

/// A page that no file has.
fn generated(index: usize, lang: LangId, key: Key, kind: PageKind, title: String) -> Page {
    Page {
        id: PageId::new(index),
        lang,
        content_lang: lang,
        key,
        group: None,
        doc: None,
        kind,
        title,
        url: String::new(),
        href: Box::default(),
        output: String::new(),
        parent: None,
        children: Vec::new(),
        place: 0,
        rank: usize::MAX,
        prev: None,
        next: None,
        date: None,
        updated: None,
        order: f64::INFINITY,
    }
}

/// Finds every page's section: the nearest folder above that has a page in its language.
fn parents(site: &mut Site) {
    for page in &site.pages {
        let language = &mut site.languages[page.lang.index()];
        if page.kind == PageKind::Home {
            language.home = Some(page.id);
        }
        language.own |= page.doc.is_some() && !page.is_fallback();
    }
    for i in 0..site.pages.len() {
        let page = &site.pages[i];
        if page.kind == PageKind::Home {
            continue;
        }
        let lang = page.lang.index();
        let mut folder = page.key.folder();
        let mut parent = site.languages[lang].home;
        while let Some(key) = folder {
            let found = site.groups_by_key.get(key).and_then(|g| site.groups[g.index()].pages[lang]);
            if let Some(found) = found {
                parent = Some(found);
                break;
            }
            folder = key.rsplit_once('/').map(|(up, _)| up);
        }
        let id = page.id;
        site.pages[i].parent = parent;
        if let Some(parent) = parent {
            site.pages[parent.index()].children.push(id);
        }
    }
}

/// Sorts every section's pages by their order and then by title, as the language sorts; finds the reading order and
/// the stages.
fn order(config: &Config, site: &mut Site) {
    for i in 0..site.pages.len() {
        let mut children = std::mem::take(&mut site.pages[i].children);
        let locale = &config.language(site.pages[i].lang).locale;
        children.sort_by(|a, b| {
            let (a, b) = (site.page(*a), site.page(*b));
            a.order.total_cmp(&b.order).then_with(|| locale.compare(&a.title, &b.title)).then_with(|| a.key.cmp(&b.key))
        });
        for (place, child) in children.iter().enumerate() {
            site.pages[child.index()].place = place;
        }
        site.pages[i].children = children;
    }
    for lang in config.lang_ids() {
        let mut order = Vec::new();
        let mut stack: Vec<PageId> = site.languages[lang.index()].home.into_iter().collect();
        while let Some(id) = stack.pop() {
            let page = site.page(id);
            // Lists of tags are no part of the course.
            if !matches!(page.kind, PageKind::Tags | PageKind::Tag) {
                order.push(id);
            }
            stack.extend(page.children.iter().rev());
        }
        for (rank, id) in order.iter().enumerate() {
            site.pages[id.index()].rank = rank;
        }
        for pair in order.windows(2) {
            site.pages[pair[0].index()].next = Some(pair[1]);
            site.pages[pair[1].index()].prev = Some(pair[0]);
        }
        site.languages[lang.index()].order = order;
    }
    let is_stage = |page: &Page| {
        let group = page.group?;
        (site.groups[group.index()].shared.stage == Some(group)).then_some(group)
    };
    let origin_order: Vec<GroupId> = {
        let mut stages: Vec<GroupId> = Vec::new();
        for lang in config.lang_ids() {
            for id in &site.languages[lang.index()].order {
                if let Some(group) = is_stage(site.page(*id))
                    && !stages.contains(&group)
                {
                    stages.push(group);
                }
            }
        }
        stages
    };
    for lang in config.lang_ids() {
        let mut stages: Vec<PageId> = origin_order.iter().filter_map(|g| site.best_page(*g, lang)).collect();
        stages.sort_by(|a, b| {
            let order = |id: &PageId| site.page(*id).order;
            order(a).total_cmp(&order(b))
        });
        site.languages[lang.index()].stages = stages;
    }
}

/// The diagnostic for two things at one address.
fn same_address(url: &str, file: &SrcPath, other: &str) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateUrl,
        format!("`/{url}` is taken already by {other}"),
        "give one of the two another `slug`, or rename it",
    )
    .in_file(file)
}
