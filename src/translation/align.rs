//! Which block of a translation is which of its original.
//!
//! In: the blocks of both, the ledger. Out: an [`Alignment`]: each block's counterpart, and its [`State`].
//!
//! 1. Blocks that a fact ties are tied wherever they stand; so blocks may move.
//! 2. Between those that stand in the same order in both, the rest is aligned by kind, length, numbers, ids, links
//!    and what the ledger knows of one side: the cheapest way to match blocks or leave them out, in the manner of
//!    Gale and Church, "A Program for Aligning Sentences in Bilingual Corpora" (1993), with one to one as the only match.
//!
//! Invariants: a block has at most one counterpart; the same input gives the same alignment; the work grows with the
//! length of the page times [`BAND`] at most.

use std::collections::HashMap;

use super::ledger::{Fact, Ledger};
use crate::parse::{Block, BlockKind, Document, Hash40, Heading};

/// How far from the straight line through a gap two blocks may be to be compared, where the gap is a long one.
const BAND: usize = 100;

/// The longest gap in which all blocks are compared with all.
const SHORT: usize = 1000;

/// The cost of leaving a block out.
const SKIP: f32 = 3.0;

/// How a block of a translation stands to its original.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// It was checked against the original as it is.
    Fresh,
    /// The original changed in case, punctuation or markup only.
    Cosmetic,
    /// The original's words changed.
    Wording,
    /// The original became another kind of block.
    Structure,
    /// It is the original's text still, and nobody said that it is the same in both languages.
    Untranslated,
    /// It has no counterpart, and had one: the original's block is gone.
    Gone,
    /// It has no counterpart, and never had.
    Extra,
    /// It has a counterpart, and nobody said that it was checked.
    Unrecorded,
}

impl State {
    /// Whether the reader should know that the original is another by now.
    pub fn is_outdated(self) -> bool {
        matches!(self, Self::Wording | Self::Structure)
    }
}

/// What is known of one block of a translation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tie {
    /// Its counterpart: its place among the original's blocks.
    pub origin: Option<u32>,
    /// How it stands to it.
    pub state: State,
    /// How sure it is that the two belong together, in percent.
    pub sure: u8,
}

/// The blocks of a translation and those of its original.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Alignment {
    /// What is known of each block of the translation.
    pub ties: Vec<Tie>,
    /// The original's blocks that have no counterpart and should have one, in order.
    pub missing: Vec<u32>,
    /// Whether there is a ledger that says anything of the two.
    pub recorded: bool,
}

impl Alignment {
    /// Of two pages that are in order as wholes: nothing needs to be known of their blocks.
    pub fn in_order() -> Self {
        Self { recorded: true, ..Self::default() }
    }

    /// How many blocks are in a state.
    pub fn count(&self, is: impl Fn(State) -> bool) -> usize {
        self.ties.iter().filter(|tie| is(tie.state)).count()
    }
}

/// One page: its blocks and its headings.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The blocks.
    pub blocks: &'a [Block],
    /// The headings, which have ids.
    pub headings: &'a [Heading],
    /// Whether it says that it differs from the other throughout.
    pub differs: bool,
}

impl<'a> Side<'a> {
    /// A document as one side.
    pub fn of(document: &'a Document) -> Self {
        let head = &document.head;
        Self { blocks: &head.blocks, headings: &head.headings, differs: head.meta.differs.is_some() }
    }

    fn explicit_id(&self, block: &Block) -> Option<&str> {
        let heading = self.headings.get(block.heading?.index())?;
        heading.explicit.then_some(heading.id.as_str())
    }
}

/// What a translation may have by itself: a description, or a title besides its heading, where the original has none.
fn own_business<'b>(origin: &'b [Block], own: &'b [Block]) -> impl Fn(&Block, bool) -> bool + use<'b> {
    let has = |blocks: &[Block], kind| blocks.iter().any(|block| block.kind == kind);
    let is_page_heading =
        |block: &Block| block.kind == BlockKind::Heading(1) && block.heading.is_some_and(|place| place.index() == 0);
    let both = |blocks: &[Block]| has(blocks, BlockKind::Title) && blocks.iter().any(is_page_heading);
    let described = has(origin, BlockKind::Description);
    let titled = both(own) && !both(origin);
    move |block, never| match block.kind {
        BlockKind::Description => never && !described,
        _ => titled && (block.kind == BlockKind::Title || is_page_heading(block)),
    }
}

/// What the ledger says of digests.
struct Known<'a> {
    /// By the original's wording.
    of_origin: HashMap<Hash40, Vec<&'a Fact>>,
    /// By the translation's wording.
    of_own: HashMap<Hash40, Vec<&'a Fact>>,
    /// Whether any fact is about either page.
    is_any: bool,
}

impl<'a> Known<'a> {
    fn new(ledger: &'a Ledger, origin: &[Block], own: &[Block]) -> Self {
        let (mut of_origin, mut of_own) = (HashMap::<_, Vec<&Fact>>::new(), HashMap::<_, Vec<&Fact>>::new());
        for fact in ledger.facts() {
            of_origin.entry(fact.origin.full).or_default().push(fact);
            of_own.entry(fact.translated.unwrap_or(fact.origin.full)).or_default().push(fact);
        }
        let is_any = origin.iter().any(|block| of_origin.contains_key(&block.meaning.full))
            || own.iter().any(|block| of_own.contains_key(&block.meaning.full));
        Self { of_origin, of_own, is_any }
    }

    fn origin(&self, block: &Block) -> &[&'a Fact] {
        self.of_origin.get(&block.meaning.full).map_or(&[], Vec::as_slice)
    }

    fn own(&self, block: &Block) -> &[&'a Fact] {
        self.of_own.get(&block.meaning.full).map_or(&[], Vec::as_slice)
    }

    /// How a block stands to its counterpart.
    fn state(&self, origin: &Block, own: &Block) -> State {
        let of_own = self.own(own);
        if !of_own.is_empty() && of_own.iter().all(|fact| fact.translated.is_none()) {
            return State::Untranslated;
        }
        // The facts that tie just these two; where the translation was edited since, those that know the original.
        let ties = |fact: &&&Fact| fact.origin.full == origin.meaning.full;
        let of_both: Vec<&&Fact> = match of_own.is_empty() {
            true => self.origin(origin).iter().collect(),
            false => of_own.iter().filter(ties).collect(),
        };
        if of_own.is_empty() && is_originals_text(origin, own) {
            return State::Untranslated;
        }
        if !of_both.is_empty() {
            let same_kind = of_both.iter().any(|fact| fact.kind == origin.kind);
            return if same_kind { State::Fresh } else { State::Structure };
        }
        if of_own.is_empty() {
            return State::Unrecorded;
        }
        let cosmetic = of_own.iter().any(|fact| fact.origin.loose == origin.meaning.loose);
        if cosmetic { State::Cosmetic } else { State::Wording }
    }
}

/// Whether a block is word for word its original, where translations are not.
fn is_originals_text(origin: &Block, own: &Block) -> bool {
    let has_words = own.words > 0 && !matches!(own.kind, BlockKind::Code | BlockKind::Html);
    has_words && origin.meaning.full == own.meaning.full
}

/// Aligns a translation with its original.
pub fn align(origin: Side<'_>, own: Side<'_>, ledger: &Ledger) -> Alignment {
    // Most pages are as they were checked.
    if ledger.ties_all(origin.blocks, own.blocks) {
        let fresh = |o| Tie { origin: Some(o), state: State::Fresh, sure: 100 };
        let ties = (0..).take(own.blocks.len()).map(fresh).collect();
        return Alignment { ties, missing: Vec::new(), recorded: !own.blocks.is_empty() };
    }
    let known = Known::new(ledger, origin.blocks, own.blocks);
    let mut ties: Vec<Option<(usize, u8)>> = vec![None; own.blocks.len()];
    let mut taken = vec![false; origin.blocks.len()];
    let mut tie = |ties: &mut Vec<Option<(usize, u8)>>, o: usize, t: usize, sure: u8| {
        ties[t] = Some((o, sure));
        taken[o] = true;
    };
    for (o, t) in by_facts(origin.blocks, own.blocks, ledger, true) {
        tie(&mut ties, o, t, 100);
    }
    for kind in [BlockKind::Title, BlockKind::Description] {
        let find = |blocks: &[Block]| blocks.iter().position(|block| block.kind == kind);
        if let (Some(o), Some(t)) = (find(origin.blocks), find(own.blocks))
            && ties[t].is_none()
            && !ties.iter().flatten().any(|(other, _)| *other == o)
        {
            tie(&mut ties, o, t, 100);
        }
    }
    // Gaps lie between ties that stand in the same order in both.
    let fixed: Vec<(usize, usize)> =
        ties.iter().enumerate().filter_map(|(t, tie)| Some((tie.as_ref()?.0, t))).collect();
    let ends = [(origin.blocks.len(), own.blocks.len())];
    let (mut o, mut t) = (0, 0);
    for (o_end, t_end) in increasing(&fixed).into_iter().chain(ends) {
        let left: Vec<usize> = (o..o_end).filter(|i| !taken[*i]).collect();
        let right: Vec<usize> = (t..t_end).filter(|i| ties[*i].is_none()).collect();
        for (i, j, cost) in gap(&left, &right, |i, j| cost(&known, origin, own, i, j)) {
            ties[j] = Some((i, certainty(cost)));
            taken[i] = true;
        }
        (o, t) = (o_end + 1, t_end + 1);
    }
    // Of the same text several times, what does not stand in the same order is tied last.
    for (o, t) in by_facts(origin.blocks, own.blocks, ledger, false) {
        if !taken[o] && ties[t].is_none() {
            ties[t] = Some((o, 100));
            taken[o] = true;
        }
    }
    let is_own = own_business(origin.blocks, own.blocks);
    let ties = own.blocks.iter().zip(ties).map(|(block, tie)| match tie {
        Some((o, sure)) => Tie { origin: u32::try_from(o).ok(), state: known.state(&origin.blocks[o], block), sure },
        None => {
            let never = known.own(block).is_empty();
            let state = match never {
                _ if is_own(block, never) => State::Fresh,
                true if block.waived || own.differs || origin.differs => State::Fresh,
                true => State::Extra,
                false => State::Gone,
            };
            Tie { origin: None, state, sure: 100 }
        }
    });
    let is_missing = |o: usize| !taken[o] && !origin.blocks[o].waived && !own.differs && !origin.differs;
    Alignment {
        ties: ties.collect(),
        missing: (0..origin.blocks.len()).filter(|o| is_missing(*o)).filter_map(|o| u32::try_from(o).ok()).collect(),
        recorded: known.is_any,
    }
}

/// The blocks that facts tie: those that can be meant alone, or of several with the same wording the first with the first.
fn by_facts(origin: &[Block], own: &[Block], ledger: &Ledger, alone: bool) -> Vec<(usize, usize)> {
    let places = |blocks: &[Block]| -> HashMap<Hash40, Vec<usize>> {
        let mut places: HashMap<Hash40, Vec<usize>> = HashMap::new();
        for (i, block) in blocks.iter().enumerate().rev() {
            places.entry(block.meaning.full).or_default().push(i);
        }
        places
    };
    if ledger.is_empty() {
        return Vec::new();
    }
    let (mut of_origin, mut of_own) = (places(origin), places(own));
    let mut pairs = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for fact in ledger.facts() {
        let translated = fact.translated.unwrap_or(fact.origin.full);
        if !seen.insert((fact.origin.full, translated)) {
            continue;
        }
        let (Some(origins), Some(owns)) = (of_origin.get_mut(&fact.origin.full), of_own.get_mut(&translated)) else {
            continue;
        };
        if alone && (origins.len() > 1 || owns.len() > 1) {
            continue;
        }
        while let (Some(o), Some(t)) = (origins.last().copied(), owns.last().copied()) {
            origins.pop();
            owns.pop();
            pairs.push((o, t));
        }
    }
    pairs
}

/// The longest run of pairs that stand in the same order on both sides. The pairs come by their second place.
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // tails[n]: the pair that ends the run of n + 1 pairs with the smallest first place.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (i, (o, _)) in pairs.iter().enumerate() {
        let at = tails.partition_point(|tail| pairs[*tail].0 < *o);
        before[i] = at.checked_sub(1).map(|at| tails[at]);
        match tails.get_mut(at) {
            Some(tail) => *tail = i,
            None => tails.push(i),
        }
    }
    let mut run: Vec<(usize, usize)> =
        std::iter::successors(tails.last().copied(), |i| before[*i]).map(|i| pairs[i]).collect();
    run.reverse();
    run
}

/// What it costs to take two blocks for one another: little where they look alike.
fn cost(known: &Known<'_>, origin: Side<'_>, own: Side<'_>, o: usize, t: usize) -> f32 {
    let (a, b) = (&origin.blocks[o], &own.blocks[t]);
    let translated = |fact: &&Fact| fact.translated.unwrap_or(fact.origin.full) == b.meaning.full;
    if known.origin(a).iter().any(translated) {
        return if a.kind == b.kind { -4.0 } else { -3.5 };
    }
    let mut cost = match (a.kind, b.kind) {
        (a, b) if a == b => 0.0,
        (BlockKind::Heading(_) | BlockKind::Title, BlockKind::Heading(_) | BlockKind::Title) => 2.0,
        (a, b) if a.is_prose() && b.is_prose() => 2.5,
        _ => 8.0,
    };
    let ratio = ((b.length as f32 + 6.0) / (a.length as f32 + 6.0)).ln().abs();
    cost += (ratio * 2.5).min(5.0);
    cost += alike(a.numbers as usize, b.numbers as usize);
    cost += alike(a.placeholders as usize, b.placeholders as usize);
    cost += 0.5 * alike(a.links.len(), b.links.len());
    cost += 0.5 * alike(a.images.len(), b.images.len());
    cost += 0.5 * alike(a.code_spans.into(), b.code_spans.into());
    match (origin.explicit_id(a), own.explicit_id(b)) {
        (Some(x), Some(y)) if x == y => cost -= 4.0,
        (Some(_), Some(_)) => cost += 3.0,
        _ => {}
    }
    if a.meaning.full == b.meaning.full {
        cost -= 3.0;
    }
    // Each side's fact names what was its counterpart, which is not there any more.
    match (known.origin(a).is_empty(), known.own(b).is_empty()) {
        // What says that it differs on purpose, and was never checked, has no counterpart.
        (true, true) if known.is_any && (a.waived || b.waived) => cost + 2.0 * SKIP,
        (true, true) => cost,
        (false, false) => cost + 4.0,
        _ => cost - 1.5,
    }
}

/// What it says of two blocks that the one has so much of something, and the other so much.
fn alike(a: usize, b: usize) -> f32 {
    match (a, b) {
        (0, 0) => 0.0,
        (a, b) if a == b => -1.0,
        (0, _) | (_, 0) => 1.0,
        _ => 0.0,
    }
}

/// How sure a match is, in percent, by what it costs compared with leaving both blocks out.
fn certainty(cost: f32) -> u8 {
    let share = 1.0 / (1.0 + ((cost - SKIP) * 1.2).exp());
    (share * 100.0).round().clamp(0.0, 99.0) as u8
}

/// The cheapest way to match the blocks of a gap or leave them out, with what each match costs.
fn gap(left: &[usize], right: &[usize], cost: impl Fn(usize, usize) -> f32) -> Vec<(usize, usize, f32)> {
    let (n, m) = (left.len(), right.len());
    if n == 0 || m == 0 {
        return Vec::new();
    }
    // The columns that are looked at in a row: around the straight line.
    let half = if n.max(m) <= SHORT { m } else { BAND + m / n };
    let band = |i: usize| {
        let middle = i * m / n;
        (middle.saturating_sub(half), (middle + half).min(m))
    };
    let width = (2 * half + 1).min(m + 1);
    let at = |i: usize, j: usize| i * width + j - band(i).0;
    let mut best = vec![f32::INFINITY; (n + 1) * width];
    let mut way = vec![Way::None; (n + 1) * width];
    for i in 0..=n {
        let (from, to) = band(i);
        for j in from..=to {
            let mut found = if i == 0 && j == 0 { (0.0, Way::None) } else { (f32::INFINITY, Way::None) };
            let inside = |i: usize, j: usize| (band(i).0..=band(i).1).contains(&j);
            if i > 0 && j > 0 && inside(i - 1, j - 1) {
                let total = best[at(i - 1, j - 1)] + cost(left[i - 1], right[j - 1]);
                if total < found.0 {
                    found = (total, Way::Match);
                }
            }
            if i > 0 && inside(i - 1, j) && best[at(i - 1, j)] + SKIP < found.0 {
                found = (best[at(i - 1, j)] + SKIP, Way::Left);
            }
            if j > 0 && inside(i, j - 1) && best[at(i, j - 1)] + SKIP < found.0 {
                found = (best[at(i, j - 1)] + SKIP, Way::Right);
            }
            best[at(i, j)] = found.0;
            way[at(i, j)] = found.1;
        }
    }
    let mut matches = Vec::new();
    let (mut i, mut j) = (n, m);
    while i > 0 || j > 0 {
        match way[at(i, j)] {
            Way::Match => {
                (i, j) = (i - 1, j - 1);
                matches.push((left[i], right[j], cost(left[i], right[j])));
            }
            Way::Left => i -= 1,
            Way::Right => j -= 1,
            Way::None => break,
        }
    }
    matches.reverse();
    matches
}

/// How a cell of the table was reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    None,
    Match,
    Left,
    Right,
}
