//! `term-missing`: where the original uses a term, its translation uses the term's translation. `avoided-word`: words that the
//! glossary says not to use.
//!
//! A translation answers for what was checked against the original as it is: what its author changed since is
//! staleness. A page without a ledger is taken as a whole.

use std::collections::HashMap;
use std::ops::Range;

use crate::diag::{Code, Diagnostic, Diags};
use crate::glossary::{Plain, Terms, Use, What};
use crate::ids::Key;
use crate::locale::{Locale, is_unspaced};
use crate::parse::inline::prose;
use crate::parse::{Block, Document, LinkKind};
use crate::translation::{Alignment, State};

/// A document and what the glossary finds in it.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// The document.
    pub document: &'a Document,
    /// The key of its page.
    pub key: &'a Key,
    /// Its language.
    pub locale: &'a Locale,
    /// The terms of that language.
    pub terms: &'a Terms,
    /// Where they occur in it.
    pub uses: &'a [Use],
}

/// What was found, and whether a comment that waives differences kept something from being said.
#[derive(Default)]
pub struct Findings {
    /// What is to be said.
    pub diags: Diags,
    /// Whether a waiver was of use.
    pub waived: bool,
}

/// Reads a document's file anew: its text is kept by nobody, and only few are needed.
pub type Source<'a> = &'a dyn Fn(&Document) -> Option<String>;

/// The words in a document that the glossary says not to use.
pub fn avoided(text: Text<'_>, source: Source<'_>) -> Findings {
    let mut findings = Findings::default();
    let is_avoided = |found: &&Use| match found.what {
        // A term's own page may say what is wrong with the word.
        What::Avoided(term) => text.terms.terms[term].key != *text.key,
        What::Term(_) => false,
    };
    let mut uses = text.uses.iter().filter(is_avoided).peekable();
    if uses.peek().is_none() {
        return findings;
    }
    let source = source(text.document).unwrap_or_default();
    let mut file = File::new(&source);
    for found in uses {
        let What::Avoided(term) = found.what else { continue };
        let block = position(&text.document.head.blocks, found.at).map(|i| &text.document.head.blocks[i]);
        // Where the word cannot be found as it is, in emphasis or in HTML, its block is as near as one gets.
        let place = file.next(&found.text, block.map(Block::span)).or_else(|| block.map(Block::span));
        let waived = match (block, &place) {
            (Some(block), _) => block.waived,
            (None, Some(place)) => is_waived(text.document, &source, place.start),
            // Nobody can tell where it stands.
            (None, None) => !text.document.head.waivers.is_empty(),
        };
        if waived {
            findings.waived = true;
            continue;
        }
        let term = &text.terms.terms[term];
        let word = found.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut diagnostic = Diagnostic::new(
            Code::AvoidedWord,
            format!("the glossary says not to use `{word}` for `{}`", term.name),
            format!(
                "write `{}`; where another thing is meant, say so before the block: `<!-- differs: REASON -->`; the word stands \
                 in `avoid` of `{}`",
                term.name, term.key
            ),
        )
        .in_file(&text.document.file);
        diagnostic.span = place;
        findings.diags.push(diagnostic);
    }
    findings
}

/// The terms of an original that its translation has no word for.
pub fn missing(own: Text<'_>, origin: Text<'_>, alignment: &Alignment, source: Source<'_>) -> Findings {
    let mut findings = Findings::default();
    if own.document.head.meta.differs.is_some() || own.terms.terms.is_empty() {
        return findings;
    }
    let has = |term: usize| own.uses.iter().any(|found| found.what == What::Term(term));
    let blocks = Blocks::of(origin.document, alignment);
    // The first use of each term that counts, with the translation's block.
    let mut wanted: Vec<(usize, &Use, Option<usize>)> = Vec::new();
    for found in origin.uses {
        let What::Term(term) = found.what else { continue };
        let key = &origin.terms.terms[term].key;
        let Some(term) = own.terms.by_key(key).filter(|_| key != own.key) else { continue };
        if wanted.iter().any(|(known, ..)| *known == term) || has(term) {
            continue;
        }
        match &blocks {
            None => wanted.push((term, found, None)),
            Some(blocks) => match (blocks.position(found.at), blocks.checked(found.at)) {
                (_, Some(block)) => wanted.push((term, found, Some(block))),
                // A footnote's block is not told by its place.
                (None, None) if blocks.all_fresh => wanted.push((term, found, None)),
                _ => {}
            },
        }
    }
    if wanted.is_empty() {
        return findings;
    }
    let text = all_text(own.document);
    for (term, found, block) in wanted {
        if is_linked(own.document, own.key, &own.terms.terms[term].key)
            || own.terms.may_mention(term, &text, own.locale)
        {
            continue;
        }
        // Without a ledger nobody knows which block is which.
        let waived = match block {
            Some(block) => own.document.head.blocks[block].waived,
            None => !own.document.head.waivers.is_empty(),
        };
        if waived {
            findings.waived = true;
            continue;
        }
        let term = &own.terms.terms[term];
        let mut diagnostic = Diagnostic::new(
            Code::TermMissing,
            format!("the original uses the term `{}`, and this page has no form of `{}`", found.text, term.name),
            format!(
                "use `{}`; if another word here is a form of it, add that to `forms` of `{}`; where it is meant so, say why before \
                 the block: `<!-- differs: REASON -->`",
                term.name, term.key
            ),
        )
        .in_file(&own.document.file);
        diagnostic.span = block.map(|block| own.document.head.blocks[block].span());
        if let Some(text) = source(origin.document) {
            let around = blocks.as_ref().and_then(|blocks| blocks.around(found.at)).map(Block::span);
            let place = File::new(&text).next(&found.text, around.clone());
            if let Some(place) = place.or(around) {
                diagnostic = diagnostic.label(&origin.document.file, place, "in the original");
            }
        }
        findings.diags.push(diagnostic);
    }
    findings
}

/// The blocks of an original that has a ledger, and which of the translation's they are.
struct Blocks<'a> {
    blocks: &'a [Block],
    own: HashMap<usize, usize>,
    all_fresh: bool,
}

impl<'a> Blocks<'a> {
    fn of(origin: &'a Document, alignment: &Alignment) -> Option<Self> {
        let ties = alignment.ties.iter().enumerate().filter(|(_, tie)| tie.state == State::Fresh);
        let own = ties.filter_map(|(i, tie)| Some((tie.origin? as usize, i))).collect();
        let all_fresh = alignment.missing.is_empty() && alignment.ties.iter().all(|tie| tie.state == State::Fresh);
        alignment.recorded.then_some(Self { blocks: &origin.head.blocks, own, all_fresh })
    }

    fn position(&self, at: usize) -> Option<usize> {
        position(self.blocks, at)
    }

    fn around(&self, at: usize) -> Option<&'a Block> {
        self.position(at).map(|i| &self.blocks[i])
    }

    /// The translation's block that was checked against the one around a place, unless the original's says that it differs.
    fn checked(&self, at: usize) -> Option<usize> {
        let block = self.position(at).filter(|i| !self.blocks[*i].waived)?;
        self.own.get(&block).copied()
    }
}

/// The innermost block around a place in the HTML.
fn position(blocks: &[Block], at: usize) -> Option<usize> {
    let is_around = |block: &Block| match (block.open, block.close) {
        (Some(open), Some(close)) => (open.index()..close.index()).contains(&at),
        _ => false,
    };
    let around = blocks.iter().enumerate().filter(|(_, block)| is_around(block));
    around.max_by_key(|(_, block)| block.open.map(|open| open.index())).map(|(i, _)| i)
}

/// All that a document says.
fn all_text(document: &Document) -> String {
    let head = &document.head;
    let mut text = Plain::of(&document.body).text().to_owned();
    let images = head.media.iter().map(|image| image.alt.as_str());
    let description = head.meta.description.iter().map(|description| description.value.as_str());
    for part in [head.title.as_str()].into_iter().chain(description).chain(images) {
        text.push('\n');
        text.push_str(part);
    }
    text
}

/// Whether a document links to a term's page, by whatever words. `own` is the document's key.
fn is_linked(document: &Document, own: &Key, key: &Key) -> bool {
    document.head.links.iter().any(|link| {
        let path = link.to.split(['#', '?']).next().unwrap_or("");
        let path = path.strip_suffix(".md").unwrap_or(path).trim_end_matches('/');
        let path = path.trim_start_matches("../").trim_start_matches("./");
        match link.kind {
            LinkKind::Reference | LinkKind::Wiki | LinkKind::WikiText => path == key.as_str() || path == key.last(),
            // From the same folder by the name alone, from others by their way.
            _ if !path.contains('/') => path == key.last() && own.folder() == key.folder(),
            _ => key.as_str().ends_with(path),
        }
    })
}

/// A file that words are looked for in, one after the other.
struct File<'a> {
    source: &'a str,
    prose: Vec<Range<usize>>,
    from: usize,
}

impl<'a> File<'a> {
    /// Parts that nothing but white space and the marks of a quote part are one.
    fn new(source: &'a str) -> Self {
        let mut parts: Vec<Range<usize>> = Vec::new();
        for part in prose(source, false) {
            let gap = parts.last().and_then(|last| source.get(last.end..part.start));
            match (parts.last_mut(), gap) {
                (Some(last), Some(gap)) if gap.len() < 80 && gap.chars().all(is_gap) && !gap.contains("\n\n") => {
                    last.end = part.end;
                }
                _ => parts.push(part),
            }
        }
        Self { source, prose: parts, from: 0 }
    }

    /// Where a text stands next as words of their own, within a block if that is known. `None` where marks stand in it.
    fn next(&mut self, text: &str, within: Option<Range<usize>>) -> Option<Range<usize>> {
        let from = self.from.max(within.as_ref().map_or(0, |block| block.start));
        let end = within.map_or(usize::MAX, |block| block.end);
        let parts = self.prose.iter().filter(|part| part.end > from && part.start < end);
        let mut places = parts.flat_map(|part| {
            let (start, end) = (part.start.max(from), part.end.min(end));
            let part = self.source.get(start..end).unwrap_or("");
            part.char_indices()
                .filter_map(move |(at, _)| Some(start + at..start + at + begins_with(&part[at..], text)?))
        });
        let found = places.find(|place| self.is_apart(place))?;
        self.from = found.end;
        Some(found)
    }

    fn is_apart(&self, place: &Range<usize>) -> bool {
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
        let found = &self.source[place.clone()];
        let (before, behind) = (&self.source[..place.start], &self.source[place.end..]);
        let goes_on_before = is_letter(found.chars().next()) && is_letter(before.chars().next_back());
        let goes_on_behind = is_letter(found.chars().next_back()) && is_letter(behind.chars().next());
        !goes_on_before && !goes_on_behind
    }
}

/// What may stand between two lines of a block.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || c == '>'
}

/// How long a part of a file is that begins with a text: white space is white space, and an apostrophe one of either kind.
fn begins_with(part: &str, text: &str) -> Option<usize> {
    let mut rest = part;
    let mut wanted = text.chars().peekable();
    while let Some(c) = wanted.next() {
        if c.is_whitespace() {
            let trimmed = rest.trim_start_matches(is_gap);
            if trimmed.len() == rest.len() {
                return None;
            }
            while wanted.next_if(|c| c.is_whitespace()).is_some() {}
            rest = trimmed;
            continue;
        }
        let first = rest.chars().next()?;
        if first != c && !(matches!(first, '\'' | '’') && matches!(c, '\'' | '’')) {
            return None;
        }
        rest = &rest[first.len_utf8()..];
    }
    Some(part.len() - rest.len())
}

/// Whether a comment right before the block around a place says that it differs.
fn is_waived(document: &Document, source: &str, at: usize) -> bool {
    document.head.waivers.iter().filter(|waiver| waiver.end <= at).any(|waiver| {
        let between = source.get(waiver.end..at).unwrap_or("").trim_start();
        // An empty line, another item or a heading is another block.
        let begins_another = |line: &str| line.trim().is_empty() || line.starts_with(['-', '*', '+', '#']);
        !between.lines().skip(1).any(begins_another)
    })
}
