//! A role-play as a drawing: nodes in rows by how many choices lead to them, choices as lines.
//!
//! In: the graph and what its nodes and choices are called. Out: SVG. The same graph gives the same drawing.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt::Write as _;

use super::content::escaped;
use crate::course::Play;

/// The size of a node, and the gaps between them, in units of the drawing.
const NODE: (usize, usize) = (168, 44);
const GAP: (usize, usize) = (28, 72);

/// Most characters of a node's name that are shown.
const NAME: usize = 21;

/// Draws a role-play; `best` are the edges of the best way.
pub(super) fn draw(title: &str, play: &Play, names: &[String], texts: &[Cow<'_, str>], best: &[usize]) -> String {
    let rows = rows(play);
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = widest * (NODE.0 + GAP.0) + GAP.0;
    let height = rows.len() * (NODE.1 + GAP.1);
    let mut at = vec![(0, 0); play.nodes.len()];
    for (row, nodes) in rows.iter().enumerate() {
        let left = (width - nodes.len() * (NODE.0 + GAP.0) + GAP.0) / 2;
        for (column, node) in nodes.iter().enumerate() {
            at[*node] = (left + column * (NODE.0 + GAP.0), GAP.1 / 4 + row * (NODE.1 + GAP.1));
        }
    }
    let mut out = format!(
        "<svg class=\"map\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">",
        escaped(title)
    );
    for (i, edge) in play.edges.iter().enumerate() {
        let (x1, y1) = (at[edge.from].0 + NODE.0 / 2, at[edge.from].1 + NODE.1);
        let (x2, y2) = (at[edge.to].0 + NODE.0 / 2, at[edge.to].1);
        let class = if best.contains(&i) { "edge edge-best" } else { "edge" };
        let sum: i32 = edge.scores.iter().map(|(_, by)| by).sum();
        let _ = write!(out, "<g class=\"{class}\"><title>{}</title>", escaped(&texts[i]));
        let (label_x, label_y) = if y2 > y1 {
            let half = (y2 - y1) / 2;
            let aside = aside(play, i);
            let (from, to) = (x1 as i64 + aside, x2 as i64 + aside);
            let _ = write!(out, "<path d=\"M{x1} {y1}C{from} {} {to} {} {x2} {y2}\"/>", y1 + half, y2 - half);
            // The curve's point at two thirds, where lines from one node have parted.
            ((x1 as i64 + 6 * from + 12 * to + 8 * x2 as i64) / 27, y1 + (y2 - y1) * 35 / 54)
        } else if at[edge.from].1 == at[edge.to].1 {
            // Within a row: below it.
            let (from, to) = (x1 as i64 + aside(play, i) / 2, x2 as i64 - aside(play, i) / 2);
            let deep = y1 + GAP.1 / 2;
            let _ = write!(out, "<path d=\"M{from} {y1}C{from} {deep} {to} {deep} {to} {y1}\"/>");
            (from.midpoint(to), y1 + GAP.1 * 3 / 8 + 4)
        } else {
            // Back to an earlier row: round the side.
            let side = at[edge.from].0.max(at[edge.to].0) + NODE.0 + GAP.0 / 2;
            let (from, to) = (y1 - NODE.1 / 2, y2 + NODE.1 / 2);
            let _ = write!(
                out,
                "<path d=\"M{} {from}C{side} {from} {side} {to} {} {to}\"/>",
                at[edge.from].0 + NODE.0,
                at[edge.to].0 + NODE.0
            );
            (side as i64, from.midpoint(to))
        };
        let sign = if sum < 0 { "−" } else { "+" };
        let _ = write!(out, "<text x=\"{label_x}\" y=\"{label_y}\">{sign}{}</text></g>", sum.unsigned_abs());
    }
    for (i, node) in play.nodes.iter().enumerate() {
        let (x, y) = at[i];
        let class = match (node.ending, i == play.start) {
            (true, _) => "node-box node-end",
            (_, true) => "node-box node-start",
            _ => "node-box",
        };
        let (width, height) = NODE;
        let name = shortened(&names[i]);
        let _ = write!(
            out,
            "<g class=\"{class}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{}\"/>\
             <text x=\"{}\" y=\"{}\">{}</text></g>",
            escaped(&names[i]),
            if node.ending { 22 } else { 6 },
            x + width / 2,
            y + height / 2 + 5,
            escaped(&name)
        );
    }
    out.push_str("</svg>");
    out
}

/// The nodes by the fewest choices that lead to them; endings in a row of their own below.
fn rows(play: &Play) -> Vec<Vec<usize>> {
    let mut row = vec![None; play.nodes.len()];
    let mut waiting = VecDeque::from([play.start]);
    row[play.start] = Some(0);
    while let Some(node) = waiting.pop_front() {
        let next = row[node].map_or(0, |row| row + 1);
        for edge in play.edges.iter().filter(|edge| edge.from == node) {
            if row[edge.to].is_none() {
                row[edge.to] = Some(next);
                waiting.push_back(edge.to);
            }
        }
    }
    let last = (0..play.nodes.len()).filter(|i| !play.nodes[*i].ending).filter_map(|i| row[i]).max().unwrap_or(0) + 1;
    let mut rows = vec![Vec::new(); last + 1];
    for (i, node) in play.nodes.iter().enumerate() {
        let place = if node.ending { last } else { row[i].unwrap_or(last) };
        rows[place].push(i);
    }
    rows.retain(|row| !row.is_empty());
    rows
}

/// How far to the side the middle of an edge is drawn, where several lead from one node to the same.
fn aside(play: &Play, i: usize) -> i64 {
    let same =
        |other: &&usize| (play.edges[**other].from, play.edges[**other].to) == (play.edges[i].from, play.edges[i].to);
    let all: Vec<usize> = (0..play.edges.len()).filter(|other| same(&other)).collect();
    let place = all.iter().position(|other| *other == i).unwrap_or(0) as i64;
    (2 * place - (all.len() as i64 - 1)) * 22
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name.to_owned(),
    }
}
