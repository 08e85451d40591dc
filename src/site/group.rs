//! Groups: which pages are translations of one another, where each was first written, and what its origin says for
//! all.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::{Group, Label, Shared, Site};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diags, nearest};
use crate::fields::Located;
use crate::ids::{DocId, GroupId, Key, LangId};
use crate::parse::{Document, Kind, Meta};
use crate::scan::SourceTree;

/// The files of a group, by language.
type Members = Vec<(LangId, DocId)>;

/// Groups the files by key.
pub(super) fn groups(
    config: &Config,
    tree: &SourceTree,
    docs: &[Arc<Document>],
    diags: &mut Diags,
) -> (Vec<Group>, HashMap<Key, GroupId>) {
    let mut by_key: BTreeMap<&Key, (Members, bool)> = BTreeMap::new();
    for (i, page) in tree.pages.iter().enumerate() {
        let (members, section) = by_key.entry(&page.key).or_default();
        members.push((page.lang, DocId::new(i)));
        *section |= page.index;
    }
    let mut groups = Vec::with_capacity(by_key.len());
    let mut index = HashMap::with_capacity(by_key.len());
    // A page beside a folder of its name is that folder's page, as it is when it lies in it as `index.md`.
    let folders: HashSet<&str> = by_key.keys().filter_map(|key| key.folder()).collect();
    for (key, (members, index_file)) in &by_key {
        let section = *index_file || folders.contains(key.as_str());
        let members = members.clone();
        if key.is_home() {
            home_slug(&members, docs, diags);
        }
        let origin = origin(config, &members, docs, diags);
        let shared = shared(&members, origin, docs, diags);
        index.insert((*key).clone(), GroupId::new(groups.len()));
        groups.push(Group {
            key: (*key).clone(),
            origin,
            members,
            pages: vec![None; config.languages.len()],
            section,
            shared,
        });
    }
    stages(&mut groups, docs, diags);
    (groups, index)
}

/// A home page's address is its language's; a slug there would change nothing.
fn home_slug(members: &[(LangId, DocId)], docs: &[Arc<Document>], diags: &mut Diags) {
    for (_, doc) in members {
        let document = &docs[doc.index()];
        if let Some(slug) = &document.head.meta.slug {
            diags.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    "a home page has no slug: its address is the language's",
                    "take `slug` out",
                )
                .at(&document.file, slug.span.clone()),
            );
        }
    }
}

/// The language a page was first written in: what its members say, else the site's own language if it has the page,
/// else its only member.
fn origin(config: &Config, members: &[(LangId, DocId)], docs: &[Arc<Document>], diags: &mut Diags) -> LangId {
    let mut said: Option<(LangId, DocId, Range<usize>)> = None;
    for (_, doc) in members {
        let document = &docs[doc.index()];
        let Some(origin) = &document.head.meta.origin else { continue };
        let Some(lang) = config.lang_by_tag(&origin.value) else {
            let known = config.languages.iter().map(|l| l.tag.as_str());
            let help = nearest(&origin.value, known.clone()).map_or_else(
                || format!("known: {}", known.collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            diags.push(
                Diagnostic::new(Code::OriginConflict, format!("`{}` is no language of this site", origin.value), help)
                    .at(&document.file, origin.span.clone()),
            );
            continue;
        };
        if !members.iter().any(|(l, _)| *l == lang) {
            diags.push(
                Diagnostic::new(
                    Code::OriginConflict,
                    format!("the page says it was first written in `{}`, and there is no such page", origin.value),
                    format!("add the page in `{}`, or take `origin` out", origin.value),
                )
                .at(&document.file, origin.span.clone()),
            );
            continue;
        }
        match &said {
            None => said = Some((lang, *doc, origin.span.clone())),
            Some((first, first_doc, first_span)) if *first != lang => diags.push(
                Diagnostic::new(
                    Code::OriginConflict,
                    format!(
                        "`origin` is `{}` here and `{}` in `{}`",
                        origin.value,
                        config.language(*first).tag,
                        docs[first_doc.index()].file
                    ),
                    "let all pages of one key name the same origin; one of them naming it is enough",
                )
                .at(&document.file, origin.span.clone())
                .label(&docs[first_doc.index()].file, first_span.clone(), "the other one"),
            ),
            Some(_) => {}
        }
    }
    if let Some((lang, ..)) = said {
        return lang;
    }
    if members.iter().any(|(l, _)| *l == config.main) {
        return config.main;
    }
    let (first, doc) = members[0];
    if members.len() > 1 {
        diags.push(
            Diagnostic::new(
                Code::OriginConflict,
                "nothing says in which language this page was first written",
                format!("write `origin: {}` into its front matter", config.language(first).tag),
            )
            .in_file(&docs[doc.index()].file),
        );
    }
    first
}

/// What the origin says for all; a translation that says it differently is reported.
fn shared(members: &[(LangId, DocId)], origin: LangId, docs: &[Arc<Document>], diags: &mut Diags) -> Shared {
    let own = members.iter().find(|(l, _)| *l == origin).unwrap_or(&members[0]).1;
    let meta = &docs[own.index()].head.meta;
    for (lang, doc) in members {
        if *lang == origin {
            continue;
        }
        let other = &docs[doc.index()];
        for (name, span) in differences(meta, &other.head.meta) {
            diags.push(
                Diagnostic::new(
                    Code::SharedField,
                    format!("`{name}` differs from the original's, which holds for all languages"),
                    format!("take `{name}` out here; `{}` has it", docs[own.index()].file),
                )
                .at(&other.file, span),
            );
        }
    }
    Shared {
        order: meta.order.as_ref().map(|o| o.value),
        kind: meta.kind.as_ref().map_or(Kind::Page, |k| k.value),
        stage: None,
        tags: {
            let mut tags: Vec<String> = Vec::new();
            for tag in &meta.tags {
                if !tags.contains(&tag.value) {
                    tags.push(tag.value.clone());
                }
            }
            tags
        },
        related: Vec::new(),
    }
}

fn differences(origin: &Meta, other: &Meta) -> Vec<(&'static str, Range<usize>)> {
    fn one<T: PartialEq>(a: &Option<Located<T>>, b: &Option<Located<T>>) -> Option<Range<usize>> {
        let b = b.as_ref()?;
        (a.as_ref().map(|a| &a.value) != Some(&b.value)).then(|| b.span.clone())
    }
    fn many(a: &[Located<String>], b: &[Located<String>]) -> Option<Range<usize>> {
        let same = a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value == b.value);
        (!b.is_empty() && !same).then(|| b[0].span.start..b[b.len() - 1].span.end)
    }
    fn least(a: &[(Located<String>, i32)], b: &[(Located<String>, i32)]) -> Option<Range<usize>> {
        let same = a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0.value == b.0.value && a.1 == b.1);
        (!b.is_empty() && !same).then(|| b[0].0.span.clone())
    }
    [
        ("order", one(&origin.order, &other.order)),
        ("stage", one(&origin.stage, &other.stage)),
        ("kind", one(&origin.kind, &other.kind)),
        ("objectives", many(&origin.objectives, &other.objectives)),
        ("start", one(&origin.start, &other.start)),
        ("pass", least(&origin.pass, &other.pass)),
        ("tags", many(&origin.tags, &other.tags)),
        ("related", many(&origin.related, &other.related)),
    ]
    .into_iter()
    .filter_map(|(name, span)| Some((name, span?)))
    .collect()
}

/// The origin's front matter.
fn origin_meta<'a>(group: &Group, docs: &'a [Arc<Document>]) -> &'a Document {
    let member = group.members.iter().find(|(l, _)| *l == group.origin);
    &docs[member.unwrap_or(&group.members[0]).1.index()]
}

/// Ties every page that names a stage to the stage's page: the one whose own name it is.
fn stages(groups: &mut [Group], docs: &[Arc<Document>], diags: &mut Diags) {
    let mut pages: BTreeMap<String, GroupId> = BTreeMap::new();
    for (i, group) in groups.iter().enumerate() {
        let document = origin_meta(group, docs);
        if let Some(stage) = &document.head.meta.stage
            && stage.value == group.key.last()
            && document.head.meta.kind.as_ref().is_none_or(|k| k.value == Kind::Page)
        {
            pages.entry(stage.value.clone()).or_insert(GroupId::new(i));
        }
    }
    let broken = docs.iter().any(|d| d.head.meta.broken);
    for group in groups.iter_mut() {
        let document = origin_meta(group, docs);
        let Some(stage) = &document.head.meta.stage else { continue };
        group.shared.stage = pages.get(&stage.value).copied();
        // Where front matter could not be read, the stage's page may be among what it says.
        if group.shared.stage.is_none() && !broken {
            let last = stage.value.rsplit('/').next().unwrap_or_default();
            let named = pages.get_key_value(last).map(|(name, _)| name.as_str());
            let near = named.or_else(|| nearest(&stage.value, pages.keys().map(String::as_str)));
            let help = near.map_or_else(
                || format!("make a page named `{last}.md` that has `stage: {last}` itself"),
                |near| format!("did you mean `{near}`?"),
            );
            diags.push(
                Diagnostic::new(Code::UnknownStage, format!("the stage `{}` has no page", stage.value), help)
                    .at(&document.file, stage.span.clone()),
            );
        }
    }
}

/// Finds the related pages.
pub(super) fn related(site: &mut Site, docs: &[Arc<Document>], diags: &mut Diags) {
    let mut found: Vec<Vec<GroupId>> = Vec::with_capacity(site.groups.len());
    for group in &site.groups {
        let document = origin_meta(group, docs);
        let mut keys = Vec::new();
        for key in &document.head.meta.related {
            match site.label(&key.value) {
                Label::Group(other) if site.group(other).key == group.key || keys.contains(&other) => {}
                Label::Group(other) => keys.push(other),
                Label::Ambiguous(many) => diags.push(ambiguous(&key.value, &many).at(&document.file, key.span.clone())),
                Label::Unknown(near) => {
                    let help = near.map_or_else(
                        || "write the page's path below the language folder, without `.md`".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    diags.push(
                        Diagnostic::new(Code::UnknownRelated, format!("there is no page `{}`", key.value), help)
                            .at(&document.file, key.span.clone()),
                    );
                }
            }
        }
        found.push(keys);
    }
    for (group, related) in site.groups.iter_mut().zip(found) {
        group.shared.related = related;
    }
}

/// The diagnostic for a label that several keys answer to.
pub(crate) fn ambiguous(label: &str, keys: &[Key]) -> Diagnostic {
    let keys: Vec<String> = keys.iter().map(|k| format!("`{k}`")).collect();
    Diagnostic::new(Code::AmbiguousReference, format!("`{label}` could be {}", keys.join(" or ")), "write the full key")
}
