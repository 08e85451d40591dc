//! All links of the site, turned round: resolved pages → [`Graph`].
//!
//! Invariant: one of the two steps that see everything at once; linear in the number of links.

use crate::ids::PageId;
use crate::resolve::{Resolved, Target};
use crate::site::Site;
use std::sync::Arc;

/// What leads where.
#[derive(Debug, Default)]
pub struct Graph {
    /// What links to each page, by the page.
    pub backlinks: Vec<Vec<Backlink>>,
}

/// A link that leads to a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Backlink {
    /// The page it stands on.
    pub from: PageId,
    /// Which of that page's links it is.
    pub link: At,
}

/// Where a link stands on its page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    /// One of the document's links.
    Link(usize),
    /// The use of a term: one of those that become links.
    Term(usize),
}

impl Graph {
    /// What links to a page.
    pub fn backlinks(&self, page: PageId) -> &[Backlink] {
        self.backlinks.get(page.index()).map_or(&[], Vec::as_slice)
    }
}

/// Turns the links round. A reader is shown links of pages in the reader's own language only, the first of each page,
/// along the reading order.
pub fn build(site: &Site, resolved: &[Arc<Resolved>]) -> Graph {
    let mut backlinks: Vec<Vec<Backlink>> = vec![Vec::new(); site.pages.len()];
    for (page, resolved) in site.pages.iter().zip(resolved) {
        let links = resolved.links.iter().enumerate().filter_map(|(link, target)| match target {
            Target::Page(to, _) => Some((*to, At::Link(link))),
            _ => None,
        });
        for (to, link) in links.chain(resolved.terms.iter().map(|(used, to)| (*to, At::Term(*used)))) {
            if to == page.id || site.page(to).lang != page.lang {
                continue;
            }
            let list = &mut backlinks[to.index()];
            // Pages come one after the other, so an earlier link of this page is the last one entered.
            if list.last().is_none_or(|last| last.from != page.id) {
                list.push(Backlink { from: page.id, link });
            }
        }
    }
    for list in &mut backlinks {
        list.sort_by_key(|backlink| site.page(backlink.from).rank);
    }
    Graph { backlinks }
}
