//! Role-plays: a page of `kind: scenario` → a graph, and what can be proven of it.
//!
//! A node is a heading with an id; its choices lead to other nodes; a node without choices is an ending. A choice counts once in a
//! play, however often it is taken: going in circles earns nothing. Proven are: no choice leads nowhere, every node can be reached, an ending can be reached from
//! every node, and some way through ends with the scores that are asked for.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use super::Context;
use crate::diag::{Code, Diagnostic, Diags, Severity, nearest};
use crate::ids::{DocId, Key};
use crate::parse::{Document, Kind};

/// How many states of a play are looked at. A play with twenty nodes has some thousands.
const STATES: usize = 200_000;

/// Most choices of a play: more would not fit a set of bits, nor a person's head.
const CHOICES: usize = 128;

/// A node and the set of choices taken so far; the state before it and the edge that led here, so that a way can be told from its end.
type State = (usize, u128, Option<(usize, usize)>);

/// A role-play as a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Play {
    /// Its nodes; the first of the file first.
    pub nodes: Vec<Node>,
    /// Its choices.
    pub edges: Vec<Edge>,
    /// Where it begins.
    pub start: usize,
    /// What the scores have to be at the end.
    pub pass: BTreeMap<String, i32>,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its id.
    pub id: String,
    /// Whether the play ends here.
    pub ending: bool,
}

/// A choice: the way from one node to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The node where it is offered.
    pub from: usize,
    /// The node that it leads to.
    pub to: usize,
    /// What it changes.
    pub scores: Vec<(String, i32)>,
    /// Its place among the page's choices.
    pub choice: usize,
}

/// A way through a play: choices, and the scores at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// The edges taken, in order.
    pub edges: Vec<usize>,
    /// The sum of each score.
    pub scores: BTreeMap<String, i32>,
}

/// What is known of the ways through a play.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// The one with the fewest choices.
    pub shortest: Option<Way>,
    /// The one with the highest sum of scores; of several the shortest.
    pub best: Option<Way>,
    /// One that passes with the fewest choices.
    pub passing: Option<Way>,
    /// Whether all ways were looked at.
    pub complete: bool,
}

impl Play {
    /// The graph of a role-play; what leads nowhere is left out. `None` if it has no nodes.
    pub fn of(cx: Context<'_>, doc: DocId) -> Option<Self> {
        let document = cx.document(doc);
        let learning = &document.head.learning;
        let origin = cx.site.texts[doc.index()].origin.unwrap_or(doc);
        let meta = &cx.document(origin).head.meta;
        let ids = &cx.anchors[doc.index()].headings;
        let nodes: Vec<Node> = learning
            .nodes
            .iter()
            .map(|node| Node { id: ids[node.heading].clone(), ending: node.choices.is_empty() })
            .collect();
        let by_id: HashMap<&str, usize> = nodes.iter().enumerate().map(|(i, node)| (node.id.as_str(), i)).collect();
        let mut edges = Vec::new();
        for (from, node) in learning.nodes.iter().enumerate() {
            for i in node.choices.clone() {
                let choice = &learning.choices[i];
                let to = choice.to.value.strip_prefix('#').and_then(|id| {
                    let id = cx.anchors[doc.index()].canonical(&crate::ids::nfc(id))?;
                    by_id.get(id).copied()
                });
                if let Some(to) = to {
                    edges.push(Edge { from, to, scores: choice.scores.clone(), choice: i });
                }
            }
        }
        let start = meta.start.as_ref().and_then(|start| by_id.get(start.value.as_str()).copied()).unwrap_or(0);
        let pass = meta.pass.iter().map(|(name, least)| (name.value.clone(), *least)).collect();
        (!nodes.is_empty()).then_some(Self { nodes, edges, start, pass })
    }

    /// The edges out of each node.
    fn out(&self) -> Vec<Vec<usize>> {
        let mut out = vec![Vec::new(); self.nodes.len()];
        for (i, edge) in self.edges.iter().enumerate() {
            out[edge.from].push(i);
        }
        out
    }

    /// The nodes that can be reached from the start.
    pub fn reachable(&self) -> Vec<bool> {
        self.reach(&[self.start], &self.out(), |edge| edge.to)
    }

    /// The nodes from which an ending can be reached.
    pub fn ends(&self) -> Vec<bool> {
        let mut back = vec![Vec::new(); self.nodes.len()];
        for (i, edge) in self.edges.iter().enumerate() {
            back[edge.to].push(i);
        }
        let endings: Vec<usize> = (0..self.nodes.len()).filter(|i| self.nodes[*i].ending).collect();
        self.reach(&endings, &back, |edge| edge.from)
    }

    fn reach(&self, from: &[usize], edges: &[Vec<usize>], next: impl Fn(&Edge) -> usize) -> Vec<bool> {
        let mut seen = vec![false; self.nodes.len()];
        let mut waiting: Vec<usize> = from.to_vec();
        while let Some(node) = waiting.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                waiting.extend(edges[node].iter().map(|edge| next(&self.edges[*edge])));
            }
        }
        seen
    }

    /// Whether a way's scores are what is asked for.
    pub fn passes(&self, scores: &BTreeMap<String, i32>) -> bool {
        self.pass.iter().all(|(name, least)| scores.get(name).copied().unwrap_or(0) >= *least)
    }

    /// The ways through, by what was done: each state is a node and the set of choices taken so far. Those with fewer choices
    /// are looked at first.
    pub fn ways(&self) -> Ways {
        let mut ways = Ways { complete: self.edges.len() <= CHOICES, ..Ways::default() };
        let out = self.out();
        let ends = self.ends();
        let mut states: Vec<State> = vec![(self.start, 0, None)];
        let mut seen: HashSet<(usize, u128)> = HashSet::from([(self.start, 0)]);
        let mut waiting = VecDeque::from([0]);
        let mut best = (i64::MIN, None);
        while let Some(at) = waiting.pop_front() {
            let (node, taken, _) = states[at];
            if self.nodes[node].ending {
                let way = || self.way(&states, at);
                if ways.shortest.is_none() {
                    ways.shortest = Some(way());
                }
                let scores = self.scores(taken);
                if ways.passing.is_none() && self.passes(&scores) {
                    ways.passing = Some(way());
                }
                let sum = scores.values().map(|score| i64::from(*score)).sum();
                if sum > best.0 {
                    best = (sum, Some(at));
                }
                continue;
            }
            for edge in &out[node] {
                let to = self.edges[*edge].to;
                let bit = 1_u128.checked_shl(*edge as u32).unwrap_or(0);
                // A choice taken again changes nothing but the place.
                let next = (to, taken | bit);
                if ends[to] && !seen.contains(&next) {
                    if states.len() >= STATES {
                        ways.complete = false;
                        waiting.clear();
                        break;
                    }
                    seen.insert(next);
                    states.push((to, taken | bit, Some((at, *edge))));
                    waiting.push_back(states.len() - 1);
                }
            }
        }
        ways.best = best.1.map(|at| self.way(&states, at));
        ways
    }

    fn scores(&self, taken: u128) -> BTreeMap<String, i32> {
        let mut scores = BTreeMap::new();
        for edge in self.edges.iter().enumerate().filter(|(i, _)| *i < CHOICES && taken & (1 << i) != 0) {
            for (name, by) in &edge.1.scores {
                *scores.entry(name.clone()).or_insert(0) += by;
            }
        }
        scores
    }

    fn way(&self, states: &[State], end: usize) -> Way {
        let mut edges = Vec::new();
        let mut at = end;
        while let Some((before, edge)) = states[at].2 {
            edges.push(edge);
            at = before;
        }
        edges.reverse();
        Way { edges, scores: self.scores(states[end].1) }
    }
}

/// Every role-play of the site, by its key, as its original has it.
pub fn all(cx: Context<'_>) -> Vec<(Key, Play)> {
    let plays = cx.teaching().filter_map(|(doc, _)| {
        let text = &cx.site.texts[doc.index()];
        let group = cx.site.group(text.group);
        let is_original = text.origin.is_none() && group.shared.kind == Kind::Scenario;
        is_original.then(|| Play::of(cx, doc)).flatten().map(|play| (group.key.clone(), play))
    });
    let mut plays: Vec<(Key, Play)> = plays.collect();
    plays.sort_by(|a, b| a.0.cmp(&b.0));
    plays
}

/// Proves what can be proven of a role-play.
pub(super) fn check(cx: Context<'_>, doc: DocId, document: &Document, diags: &mut Diags) {
    let group = cx.site.group(cx.site.texts[doc.index()].group);
    if group.shared.kind != Kind::Scenario {
        return;
    }
    let text = &cx.site.texts[doc.index()];
    let learning = &document.head.learning;
    let headings = &document.head.headings;
    let mut report = |code: Code, span: &std::ops::Range<usize>, message: String, help: String| {
        diags.push(Diagnostic::new(code, message, help).at(&document.file, span.clone()));
    };
    let Some(play) = Play::of(cx, doc) else {
        let first = headings.first().map_or(0..0, |heading| heading.place.clone());
        let place = document.head.meta.kind.as_ref().map_or(first, |kind| kind.span.clone());
        let message = "this role-play has no nodes".to_owned();
        report(
            Code::ScenarioGraph,
            &place,
            message,
            "write headings of the second level with ids: `## … {#start}`".to_owned(),
        );
        return;
    };
    let ids: Vec<&str> = play.nodes.iter().map(|node| node.id.as_str()).collect();
    for choice in &learning.choices {
        let known = play.edges.iter().any(|edge| std::ptr::eq(&learning.choices[edge.choice], choice));
        // An id that the page does not have was reported as a link that leads nowhere.
        let anchor = choice.to.value.strip_prefix('#');
        if known || anchor.is_some_and(|id| cx.anchors[doc.index()].canonical(&crate::ids::nfc(id)).is_none()) {
            continue;
        }
        let message = match choice.to.value.as_str() {
            "" => "this choice leads nowhere: it has no link".to_owned(),
            to => format!("`{to}` is no node of this role-play"),
        };
        let help = match nearest(choice.to.value.trim_start_matches('#'), ids.iter().copied()) {
            Some(near) => format!("did you mean `#{near}`?"),
            None => "link to the id of a heading of the second level: `[…](#id)`".to_owned(),
        };
        report(Code::ScenarioGraph, &choice.to.span, message, help);
    }
    let whole = play.edges.len() == learning.choices.len();
    if text.origin.is_some() {
        same_play(cx, doc, document, &play, diags);
        return;
    }
    let meta = &document.head.meta;
    if let Some(start) = meta.start.as_ref().filter(|start| !ids.contains(&start.value.as_str())) {
        let help = match nearest(&start.value, ids.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the nodes are: {}", ids.join(", ")),
        };
        report(Code::ScenarioGraph, &start.span, format!("`{}` is no node of this role-play", start.value), help);
        return;
    }
    let named: BTreeSet<&str> =
        learning.choices.iter().flat_map(|choice| &choice.scores).map(|(name, _)| name.as_str()).collect();
    if named.len() > 1 && named.contains("") {
        let place = learning.choices.iter().find(|choice| choice.scores.iter().any(|(name, _)| name.is_empty()));
        if let Some(choice) = place {
            let names: Vec<&str> = named.iter().copied().filter(|name| !name.is_empty()).collect();
            let message = "this score has no name, and others of this role-play have".to_owned();
            report(Code::ScenarioScore, &choice.place, message, format!("write which one it is: `{} +1`", names[0]));
        }
    }
    let mut unknown = named.len() > 1 && named.contains("");
    for (name, _) in &meta.pass {
        unknown |= !named.contains(name.value.as_str());
        if !named.contains(name.value.as_str()) {
            let help = match nearest(&name.value, named.iter().copied()) {
                Some(near) if !near.is_empty() => format!("did you mean `{near}`?"),
                _ if named.is_empty() => "give choices scores: `- […](#id) `+1``".to_owned(),
                _ => format!("the scores are: {}", named.iter().copied().collect::<Vec<_>>().join(", ")),
            };
            let message = match name.value.as_str() {
                "" => "no choice changes a score without a name".to_owned(),
                name => format!("no choice changes the score `{name}`"),
            };
            report(Code::ScenarioScore, &name.span, message, help);
        }
    }
    if !whole {
        // What is missing would be reported once more for all that lies behind it.
        return;
    }
    let (reachable, ends) = (play.reachable(), play.ends());
    for (i, node) in learning.nodes.iter().enumerate() {
        let place = &headings[node.heading].place;
        if !reachable[i] {
            let message = format!("nothing leads to the node `{}`", play.nodes[i].id);
            let help = format!("link to it from a choice: `[…](#{})`, or take it out", play.nodes[i].id);
            report(Code::ScenarioGraph, place, message, help);
        } else if !ends[i] {
            let message = format!("from the node `{}` there is no way to an ending", play.nodes[i].id);
            let help = "let a choice lead out of the circle; a node without choices is an ending".to_owned();
            report(Code::ScenarioGraph, place, message, help);
        }
    }
    if play.pass.is_empty() || unknown || !ends[play.start] {
        return;
    }
    let ways = play.ways();
    if ways.passing.is_none() {
        let place = meta.pass.first().map_or(0..0, |(name, _)| name.span.clone());
        let said = |scores: &BTreeMap<String, i32>| {
            let said: Vec<String> =
                scores.iter().map(|(name, score)| format!("{name} {score}").trim().to_owned()).collect();
            said.join(", ")
        };
        let best = ways.best.map(|way| said(&way.scores)).unwrap_or_default();
        let mut diagnostic = Diagnostic::new(
            Code::ScenarioGraph,
            format!("no way through this role-play passes: the best one ends with {best}"),
            "ask for less in `pass`, or let good choices score more",
        )
        .at(&document.file, place);
        if !ways.complete {
            diagnostic.severity = Severity::Warning;
            diagnostic.message = "this role-play is too large to prove that it can be passed".to_owned();
            diagnostic.help =
                format!("at most {CHOICES} choices and {STATES} states are looked at; part it into several");
        }
        diags.push(diagnostic);
    }
}

/// A translation's choices lead where the original's do, and change what they change.
fn same_play(cx: Context<'_>, doc: DocId, document: &Document, play: &Play, diags: &mut Diags) {
    let Some(origin) = cx.site.texts[doc.index()].origin else { return };
    let (Some(original), learning) = (Play::of(cx, origin), &document.head.learning) else { return };
    let theirs = cx.document(origin);
    let lacking: Vec<&str> = original
        .nodes
        .iter()
        .map(|node| node.id.as_str())
        .filter(|id| !play.nodes.iter().any(|own| own.id == *id))
        .collect();
    if !lacking.is_empty() {
        let place = document.head.headings.first().map_or(0..0, |heading| heading.place.clone());
        let mut diagnostic = Diagnostic::new(
            Code::QuizMismatch,
            format!("nodes of the original are not here: {}", lacking.join(", ")),
            "write the original's ids at the headings: in a role-play they are what choices lead to",
        )
        .at(&document.file, place);
        diagnostic.severity = Severity::Warning;
        diags.push(diagnostic);
    }
    for (i, node) in play.nodes.iter().enumerate() {
        let Some(other) = original.nodes.iter().position(|other| other.id == node.id) else { continue };
        let of = |play: &Play, node: usize| -> Vec<Edge> {
            play.edges.iter().filter(|edge| edge.from == node).cloned().collect()
        };
        let (mine, those) = (of(play, i), of(&original, other));
        // Another number of choices can come from the original: that is no error.
        if mine.len() != those.len() {
            let place = document.head.headings[learning.nodes[i].heading].place.clone();
            let message = format!("there are {} choices here, and {} in the original", mine.len(), those.len());
            let mut diagnostic =
                Diagnostic::new(Code::QuizMismatch, message, "bring the node up to date with the original")
                    .at(&document.file, place);
            diagnostic.severity = Severity::Warning;
            diags.push(diagnostic);
            continue;
        }
        for (edge, that) in mine.iter().zip(&those) {
            let (choice, their) = (&learning.choices[edge.choice], &theirs.head.learning.choices[that.choice]);
            let mut differs = |span: &std::ops::Range<usize>, there: &std::ops::Range<usize>, message: String| {
                diags.push(
                    Diagnostic::new(Code::QuizMismatch, message, "write what the original has")
                        .at(&document.file, span.clone())
                        .label(&theirs.file, there.clone(), "in the original"),
                );
            };
            if play.nodes[edge.to].id != original.nodes[that.to].id {
                let message = format!("this choice leads to `{}` in the original", original.nodes[that.to].id);
                differs(&choice.to.span, &their.to.span, message);
            }
            if edge.scores != that.scores {
                differs(&choice.place, &their.place, "this choice scores otherwise in the original".to_owned());
            }
        }
    }
}
