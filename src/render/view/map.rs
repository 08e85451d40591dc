//! What the template of the map sees: the pages of a language in groups, and which lead to which.
//!
//! A group is a stage with what belongs to it, a part of the site, or what belongs to none. In the picture a row stands for a page; where there
//! would be too many rows to be read, the largest groups have one row each, and a picture of their own.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use tera::Value;

use super::{LinkView, Show, link, stage_number, view};
use crate::ids::{LangId, PageId};
use crate::parse::Kind;
use crate::render::show::Html;
use crate::render::{Renderer, arcs};
use crate::site::{Page, PageKind};

/// Most rows of a picture.
const ROWS: usize = 80;

view! {
    /// `map`
    struct MapView<'a> {
        picture: MapPicture<'a>,
        groups: Vec<MapGroup<'a>>,
        pages: u64,
        links: u64,
    }
}

view! {
    /// `map.picture`, `picture` of an entry of `map.groups`.
    struct MapPicture<'a> {
        rows: Vec<MapRow<'a>>,
        arcs: Html,
    }
}

view! {
    /// An entry of `rows` of a picture.
    struct MapRow<'a> {
        link: LinkView<'a>,
        number: Option<u64>,
        first: bool,
        pages: Option<u64>,
    }
}

view! {
    /// An entry of `map.groups`.
    struct MapGroup<'a> {
        id: String,
        head: Option<LinkView<'a>>,
        number: Option<u64>,
        pages: Vec<MapPlace<'a>>,
        picture: Option<MapPicture<'a>>,
    }
}

view! {
    /// An entry of `pages` of an entry of `map.groups`.
    struct MapPlace<'a> {
        link: LinkView<'a>,
        to: Vec<LinkView<'a>>,
    }
}

/// What belongs together.
struct Group<'a> {
    /// The page that it is named after; the pages that belong nowhere else have none.
    head: Option<&'a Page>,
    /// Of a stage.
    number: Option<u64>,
    pages: Vec<&'a Page>,
}

/// `map`
pub(in crate::render) fn map(r: &Renderer<'_>, lang: LangId) -> Value {
    let groups = groups(r, lang);
    let all = || groups.iter().flat_map(|group| &group.pages);
    let shown: HashMap<PageId, (usize, usize)> = groups
        .iter()
        .enumerate()
        .flat_map(|(group, of)| of.pages.iter().enumerate().map(move |(place, page)| (page.id, (group, place))))
        .collect();
    // Page → the pages that it leads to, in the order of the map.
    let mut leads: HashMap<PageId, Vec<PageId>> = HashMap::new();
    for page in all() {
        for link in r.graph.backlinks(page.id).iter().filter(|link| shown.contains_key(&link.from)) {
            leads.entry(link.from).or_default().push(page.id);
        }
    }
    let led = |page: &Page| leads.get(&page.id).map_or(&[][..], Vec::as_slice);
    let is_heap = heaps(&groups);
    let pairs = |pages: &[&Page], row: &dyn Fn(PageId) -> Option<usize>| {
        let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for page in pages {
            for to in led(page) {
                if let (Some(a), Some(b)) = (row(page.id), row(*to))
                    && a != b
                {
                    *pairs.entry((a.min(b), a.max(b))).or_default() += 1;
                }
            }
        }
        pairs
    };
    let draw = |rows: &[MapRow<'_>], pages: &[&Page], row: &dyn Fn(PageId) -> Option<usize>| {
        let colors: Vec<Option<u64>> = rows.iter().map(|row| row.number.map(|n| (n - 1) % 8 + 1)).collect();
        arcs::draw(&colors, &pairs(pages, row))
    };
    let row = |page: &Page, group: &Group<'_>, place: usize| MapRow {
        link: link(r, lang, page.id),
        number: group.number,
        first: place == 0,
        pages: None,
    };

    let mut rows = Vec::new();
    let mut starts = Vec::new();
    for (i, group) in groups.iter().enumerate() {
        starts.push(rows.len());
        match group.pages.first() {
            Some(first) if is_heap[i] => rows.push(MapRow {
                link: match group.head {
                    Some(head) => LinkView { url: format!("#{}", id(i)), ..link(r, lang, head.id) },
                    None => LinkView {
                        title: Cow::Owned(r.theme.strings.text(lang, "map-rest")),
                        url: format!("#{}", id(i)),
                        lang: None,
                        dir: r.config.language(lang).locale.direction().as_str(),
                        ..link(r, lang, first.id)
                    },
                },
                pages: Some(group.pages.len() as u64),
                ..row(first, group, 0)
            }),
            _ => rows.extend(group.pages.iter().enumerate().map(|(place, page)| row(page, group, place))),
        }
    }
    let pages: Vec<&Page> = all().copied().collect();
    let arcs = draw(&rows, &pages, &|page| {
        let (group, place) = shown.get(&page)?;
        Some(starts[*group] + if is_heap[*group] { 0 } else { *place })
    });
    let views = groups.iter().enumerate().map(|(i, group)| MapGroup {
        id: id(i),
        head: group.head.map(|head| link(r, lang, head.id)),
        number: group.number,
        pages: group
            .pages
            .iter()
            .map(|page| MapPlace {
                link: link(r, lang, page.id),
                to: led(page).iter().map(|to| link(r, lang, *to)).collect(),
            })
            .collect(),
        picture: (is_heap[i] && group.pages.len() <= ROWS).then(|| {
            let rows: Vec<_> = group.pages.iter().enumerate().map(|(place, page)| row(page, group, place)).collect();
            let arcs =
                draw(&rows, &group.pages, &|page| shown.get(&page).filter(|(of, _)| *of == i).map(|(_, place)| *place));
            MapPicture { rows, arcs }
        }),
    });
    MapView {
        groups: views.collect(),
        picture: MapPicture { rows, arcs },
        pages: shown.len() as u64,
        links: leads.values().map(Vec::len).sum::<usize>() as u64,
    }
    .value()
}

/// The pages of a language, along the path and then along the menu.
fn groups<'a>(r: &Renderer<'a>, lang: LangId) -> Vec<Group<'a>> {
    let languages = &r.site.languages[lang.index()];
    let stages = languages.stages.iter().map(|id| r.site.page(*id));
    let parts = languages.home.map_or(&[][..], |home| r.site.page(home).children.as_slice());
    let parts = parts.iter().map(|id| r.site.page(*id)).filter(|page| page.kind == PageKind::Section);
    let mut groups: Vec<Group<'a>> = stages
        .map(|page| Group { head: Some(page), number: stage_number(r, lang, page), pages: Vec::new() })
        .chain(parts.map(|page| Group { head: Some(page), number: None, pages: Vec::new() }))
        .collect();
    let place = |id: PageId| groups.iter().position(|group| group.head.is_some_and(|head| head.id == id));
    let in_map = |page: &&Page| page.lang == lang && matches!(page.kind, PageKind::Section | PageKind::Content(_));
    let mut pages: Vec<&'a Page> = r.site.pages.iter().filter(in_map).collect();
    pages.sort_by_key(|page| (page.rank, page.id));
    let of = |page: &Page| {
        let stage = r.site.stage_of(page).filter(|_| page.kind != PageKind::Content(Kind::Term));
        let stage =
            stage.and_then(|group| languages.stages.iter().copied().find(|id| r.site.page(*id).group == Some(group)));
        let above = || std::iter::successors(Some(page.id), |id| r.site.page(*id).parent).filter_map(place).last();
        stage.and_then(place).or_else(above)
    };
    let places: Vec<Option<usize>> = pages.iter().map(|page| of(page)).collect();
    let mut rest = Vec::new();
    for (page, place) in pages.into_iter().zip(places) {
        match place {
            Some(place) => groups[place].pages.push(page),
            None => rest.push(page),
        }
    }
    // A part of which all pages belong to stages is only its own page.
    for group in groups.iter_mut().filter(|group| group.number.is_none() && group.pages.len() == 1) {
        rest.append(&mut group.pages);
    }
    rest.sort_by_key(|page| (page.rank, page.id));
    groups.push(Group { head: None, number: None, pages: rest });
    groups.retain(|group| !group.pages.is_empty());
    groups
}

/// Which groups have one row: the largest, until the rest can be read.
fn heaps(groups: &[Group<'_>]) -> Vec<bool> {
    let mut heaps = vec![false; groups.len()];
    let mut rows: usize = groups.iter().map(|group| group.pages.len()).sum();
    let mut by_size: Vec<usize> = (0..groups.len()).collect();
    by_size.sort_by_key(|i| std::cmp::Reverse(groups[*i].pages.len()));
    for i in by_size {
        if rows <= ROWS || groups[i].pages.len() < 2 {
            break;
        }
        heaps[i] = true;
        rows = rows + 1 - groups[i].pages.len();
    }
    heaps
}

fn id(group: usize) -> String {
    format!("polku-map-group-{group}")
}
