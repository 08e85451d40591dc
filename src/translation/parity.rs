//! Whether a translation corresponds to its original: blocks, headings' levels, lists' and tables' shapes, links, images, code,
//! placeholders, numbers.
//!
//! In: two documents and their alignment. Out: `structure-drift`, which points into both files, and `unused-waiver`.
//!
//! Only what the translation is to answer for is compared: blocks that were checked against the original as it is. What
//! the original's author changed since is not drift but staleness. Of a pair without a ledger nothing is said: nobody
//! claims yet that the two correspond.

use super::align::{Alignment, State};
use crate::diag::{Code, Diagnostic, Diags, Severity};
use crate::parse::{Block, BlockKind, Document, LinkKind};

/// Compares a translation with its original. `waived`: whether one of the page's waivers was of use already.
pub fn compare(document: &Document, origin: &Document, alignment: &Alignment, mut waived: bool) -> Diags {
    let mut diags = Diags::new();
    if !alignment.recorded {
        return diags;
    }
    let whole = [document, origin].iter().any(|document| document.head.meta.differs.is_some());
    for (block, tie) in document.head.blocks.iter().zip(&alignment.ties) {
        let found = match tie.origin {
            Some(o) if tie.state == State::Fresh => {
                let original = &origin.head.blocks[o as usize];
                let differs = differences((document, block), (origin, original));
                if original.waived && !differs.is_empty() {
                    waived = true;
                    continue;
                }
                differs.into_iter().map(|difference| (difference, Some(original))).collect()
            }
            None if block.waived => {
                waived = true;
                continue;
            }
            None if tie.state == State::Extra => {
                vec![(Difference::hard("this has no counterpart in the original"), None)]
            }
            _ => Vec::new(),
        };
        if block.waived || whole {
            waived |= !found.is_empty() || !block.rather.is_empty();
            continue;
        }
        for (difference, original) in found {
            let mut diagnostic = Diagnostic::new(
                Code::StructureDrift,
                difference.what,
                "make the two correspond; where they differ on purpose, say why before the block, in a list within the item: \
                 `<!-- differs: REASON -->`",
            )
            .at(&document.file, block.span());
            if difference.soft {
                diagnostic.severity = Severity::Warning;
            }
            if let Some(original) = original {
                diagnostic = diagnostic.label(&origin.file, original.span(), "in the original");
            }
            diags.push(diagnostic);
        }
    }
    if !waived && !whole {
        for waiver in &document.head.waivers {
            diags.push(
                Diagnostic::new(Code::UnusedWaiver, "nothing differs here from the original", "take the comment out")
                    .at(&document.file, waiver.clone()),
            );
        }
    }
    diags
}

/// How a translated block differs from its original in what has to be the same in both: what it is, links, images, code,
/// placeholders, numbers.
pub fn mismatches(own: (&Document, &Block), original: (&Document, &Block)) -> Vec<String> {
    let mut found: Vec<String> = differences(own, original).into_iter().filter(|d| !d.soft).map(|d| d.what).collect();
    if let Some((a, b)) = other_target(own, original) {
        found.push(leads_elsewhere(a, b));
    }
    found
}

fn leads_elsewhere(here: &str, there: &str) -> String {
    format!("a link leads to `{here}` here, and to `{there}` in the original")
}

/// How two blocks differ.
struct Difference {
    what: String,
    /// Whether the original's author can bring it about without the block being out of date, and must not be kept from
    /// building by it.
    soft: bool,
}

impl Difference {
    fn hard(what: impl Into<String>) -> Self {
        Self { what: what.into(), soft: false }
    }
}

fn differences((document, own): (&Document, &Block), (origin, original): (&Document, &Block)) -> Vec<Difference> {
    let mut found = Vec::new();
    let titles = [own.kind, original.kind].contains(&BlockKind::Title);
    if own.kind != original.kind && !titles {
        found.push(Difference::hard(format!(
            "this is {}, and {} in the original",
            name(own.kind),
            name(original.kind)
        )));
    } else if own.frame != original.frame {
        let what = "this stands in another list, quote or table than in the original".to_owned();
        found.push(Difference { what, soft: true });
    }
    let number = |own: usize, original: usize, one: &str, many: &str| {
        let count = |n: usize| if n == 1 { format!("1 {one}") } else { format!("{n} {many}") };
        format!("there are {} here, and {} in the original", count(own), count(original))
    };
    if own.links.len() != original.links.len() {
        found.push(Difference::hard(number(own.links.len(), original.links.len(), "link", "links")));
    } else if let Some((a, b)) = other_target((document, own), (origin, original)) {
        found.push(Difference { what: leads_elsewhere(a, b), soft: true });
    }
    if own.images.len() != original.images.len() {
        found.push(Difference::hard(number(own.images.len(), original.images.len(), "image", "images")));
    }
    if own.code_spans != original.code_spans {
        found.push(Difference::hard(number(
            own.code_spans.into(),
            original.code_spans.into(),
            "code span",
            "code spans",
        )));
    }
    if own.placeholders != original.placeholders {
        found.push(Difference::hard("the placeholders are not those of the original".to_owned()));
    }
    if own.numbers != original.numbers && own.kind != BlockKind::Code {
        found.push(Difference::hard("the numbers are not those of the original".to_owned()));
    }
    found
}

/// The first links of two blocks that lead to different pages of the site, in any order. Links to the outside may be
/// different in each language.
fn other_target<'a>(
    (document, own): (&'a Document, &Block),
    (origin, original): (&'a Document, &Block),
) -> Option<(&'a str, &'a str)> {
    let targets = |document: &'a Document, block: &Block| -> Vec<&'a str> {
        let links = &document.head.links[block.links.start as usize..block.links.end as usize];
        let inside = |to: &&str| !to.contains(':') && !to.starts_with("//") && !to.starts_with('#');
        let known = |kind: LinkKind| !matches!(kind, LinkKind::Autolink | LinkKind::Html);
        let to = links.iter().filter(|link| known(link.kind)).map(|link| link.to.as_str());
        to.filter(inside).map(|to| to.split('#').next().unwrap_or(to)).collect()
    };
    let (mut mine, mut theirs) = (targets(document, own), targets(origin, original));
    if mine.len() != theirs.len() {
        return None;
    }
    // Their order may differ: what is left on both sides is what was exchanged.
    mine.retain(|to| match theirs.iter().position(|other| other == to) {
        Some(found) => {
            theirs.remove(found);
            false
        }
        None => true,
    });
    mine.into_iter().zip(theirs).next()
}

fn name(kind: BlockKind) -> String {
    match kind {
        BlockKind::Title => "the title".to_owned(),
        BlockKind::Description => "the description".to_owned(),
        BlockKind::Heading(level) => format!("a heading of level {level}"),
        BlockKind::Paragraph => "a paragraph".to_owned(),
        BlockKind::Item => "an item of a list".to_owned(),
        BlockKind::Quote => "a quote".to_owned(),
        BlockKind::Row => "a row of a table".to_owned(),
        BlockKind::Term => "a term that is defined".to_owned(),
        BlockKind::Definition => "a definition".to_owned(),
        BlockKind::Note => "a footnote".to_owned(),
        BlockKind::Code => "a code block".to_owned(),
        BlockKind::Html => "raw HTML".to_owned(),
    }
}
