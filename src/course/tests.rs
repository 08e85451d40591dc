//! Tests of the graphs of role-plays.

use std::collections::BTreeMap;

use super::play::{Edge, Node, Play};

/// A play with one score: nodes by number, those without choices are endings; `(from, to, score)`.
fn play(nodes: usize, edges: &[(usize, usize, i32)], pass: i32) -> Play {
    let edges: Vec<Edge> = edges
        .iter()
        .enumerate()
        .map(|(choice, (from, to, by))| Edge { from: *from, to: *to, scores: vec![(String::new(), *by)], choice })
        .collect();
    let nodes =
        (0..nodes).map(|i| Node { id: format!("n{i}"), ending: !edges.iter().any(|edge| edge.from == i) }).collect();
    Play { nodes, edges, start: 0, pass: BTreeMap::from([(String::new(), pass)]) }
}

fn score(way: Option<super::play::Way>) -> Option<i32> {
    way.map(|way| way.scores.values().sum())
}

#[test]
fn the_shortest_the_best_and_a_passing_way_are_found() {
    //  0 ─ 1 ─ 3, 0 ─ 2 ─ 4 ─ 3, 0 ─ 3
    let play = play(5, &[(0, 1, 1), (1, 3, 1), (0, 2, 2), (2, 4, 2), (4, 3, -1), (0, 3, 0)], 2);
    let ways = play.ways();
    assert!(ways.complete);
    assert_eq!(ways.shortest.as_ref().map(|way| way.edges.clone()), Some(vec![5]));
    assert_eq!(ways.passing.as_ref().map(|way| way.edges.clone()), Some(vec![0, 1]));
    assert_eq!(ways.best.as_ref().map(|way| way.edges.clone()), Some(vec![2, 3, 4]));
    assert_eq!(score(ways.best), Some(3));
}

#[test]
fn going_in_circles_earns_nothing() {
    // 0 ─ 1 ─ 0 …, 1 ─ 2
    let play = play(3, &[(0, 1, 1), (1, 0, 1), (1, 2, 0)], 3);
    let ways = play.ways();
    assert!(ways.complete);
    assert_eq!(score(ways.best), Some(2));
    assert_eq!(ways.passing, None);
}

#[test]
fn a_detour_that_comes_back_counts() {
    // 0 ─ 1 ─ 0 with +2, 0 ─ 2: the way that passes visits the start twice.
    let play = play(3, &[(0, 1, 1), (1, 0, 1), (0, 2, 1)], 3);
    assert_eq!(play.ways().passing.map(|way| way.edges), Some(vec![0, 1, 2]));
}

#[test]
fn a_play_with_more_ways_than_can_be_looked_at_says_so() {
    // Twenty nodes in a row, each with two choices to the next.
    let edges: Vec<(usize, usize, i32)> = (0..20).flat_map(|i| [(i, i + 1, 1), (i, i + 1, 0)]).collect();
    let play = play(21, &edges, 21);
    assert!(!play.ways().complete);
}

#[test]
fn what_cannot_be_reached_or_left_is_known() {
    let play = play(5, &[(0, 1, 0), (0, 4, 0), (1, 1, 0), (2, 3, 0)], 0);
    assert_eq!(play.reachable(), [true, true, false, false, true]);
    assert_eq!(play.ends(), [true, false, true, true, true]);
}
