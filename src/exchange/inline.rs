//! The markup inside of a text, kept apart from its words, so that a translator's tool can protect it.
//!
//! In: a text as [`super::text`] gives it. Out: its [`Piece`]s. Put together again they are the text, byte for byte.

use super::xliff::{Inline, Piece};
use crate::parse::inline::{Mark, MarkKind, marks};

/// The pieces of a text. `is_row`: the bars between the cells of a table's row are markup too.
pub(super) fn pieces(text: &str, is_row: bool) -> Vec<Piece> {
    let mut cuts: Vec<(usize, usize, Cut)> = Vec::new();
    for (id, mark) in (1..).zip(marks(text)) {
        let Mark { kind, span, inner } = mark;
        match inner {
            Some(inner) => {
                cuts.push((span.start, inner.start, Cut::Open(id, kind)));
                cuts.push((inner.end, span.end, Cut::Close(id)));
            }
            None => cuts.push((span.start, span.end, Cut::Single(id, kind))),
        }
    }
    if is_row {
        let next = cuts.len() as u32 + 1;
        let free = bars(text).into_iter().filter(|at| !cuts.iter().any(|(from, to, _)| (*from..*to).contains(at)));
        let free: Vec<usize> = free.collect();
        cuts.extend((next..).zip(free).map(|(id, at)| (at, at + 1, Cut::Single(id, MarkKind::Other))));
    }
    cuts.sort_by_key(|(from, to, _)| (*from, *to));
    let mut pieces = Vec::new();
    let mut at = 0;
    for (from, to, cut) in cuts {
        let (Some(before), Some(code)) = (text.get(at..from), text.get(from..to)) else { continue };
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        let code = code.to_owned();
        pieces.push(match cut {
            Cut::Open(id, kind) => Piece::Open { id, kind: inline(kind), code },
            Cut::Close(id) => Piece::Close { id, code },
            Cut::Single(id, kind) => Piece::Single { id, kind: inline(kind), code },
        });
        at = to;
    }
    if let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

/// The bars between the cells of a table's row: those that have no backslash before them (GFM, 4.10).
pub(super) fn bars(row: &str) -> Vec<usize> {
    row.match_indices('|').map(|(at, _)| at).filter(|at| !row.get(..*at).unwrap_or("").ends_with('\\')).collect()
}

enum Cut {
    Open(u32, MarkKind),
    Close(u32),
    Single(u32, MarkKind),
}

fn inline(kind: MarkKind) -> Inline {
    match kind {
        MarkKind::Emphasis => Inline::Emphasis,
        MarkKind::Strong => Inline::Strong,
        MarkKind::Strikethrough => Inline::Strikethrough,
        MarkKind::Link => Inline::Link,
        MarkKind::Image => Inline::Image,
        MarkKind::Code => Inline::Code,
        MarkKind::Break => Inline::Break,
        MarkKind::Other => Inline::Other,
    }
}

/// A translation's pieces with the ids of the same markup in the source; markup of its own gets ids of its own.
pub(super) fn tied(source: &[Piece], target: Vec<Piece>) -> Vec<Piece> {
    let mut left: Vec<&Piece> =
        source.iter().filter(|piece| matches!(piece, Piece::Open { .. } | Piece::Single { .. })).collect();
    let mut next = 1 + left.len() as u32;
    let mut ids: Vec<(u32, u32)> = Vec::new();
    let mut take = |id: u32, same: &dyn Fn(&Piece) -> bool| -> u32 {
        let new = match left.iter().position(|piece| same(piece)) {
            Some(at) => match left.remove(at) {
                Piece::Open { id, .. } | Piece::Single { id, .. } => *id,
                Piece::Text(_) | Piece::Close { .. } => id,
            },
            None => {
                next += 1;
                next - 1
            }
        };
        ids.push((id, new));
        new
    };
    let mut pieces = target;
    for piece in &mut pieces {
        match piece {
            Piece::Open { id, kind, code } => {
                *id =
                    take(*id, &|other| matches!(other, Piece::Open { kind: k, code: c, .. } if k == kind && c == code));
            }
            Piece::Single { id, kind, code } => {
                *id = take(
                    *id,
                    &|other| matches!(other, Piece::Single { kind: k, code: c, .. } if k == kind && c == code),
                );
            }
            Piece::Text(_) | Piece::Close { .. } => {}
        }
    }
    for piece in &mut pieces {
        if let Piece::Close { id, .. } = piece
            && let Some((_, new)) = ids.iter().find(|(old, _)| old == id)
        {
            *id = *new;
        }
    }
    pieces
}

/// The text that pieces make.
pub(super) fn text(pieces: &[Piece]) -> String {
    let of = |piece: &Piece| match piece {
        Piece::Text(text)
        | Piece::Open { code: text, .. }
        | Piece::Close { code: text, .. }
        | Piece::Single { code: text, .. } => text.clone(),
    };
    pieces.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_is_kept_apart() {
        let told = |text: &str| -> Vec<String> {
            let tell = |piece: &Piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Open { id, code, .. } => format!("<{id} {code}"),
                Piece::Close { id, code } => format!("{id}> {code}"),
                Piece::Single { id, code, .. } => format!("<{id}> {code}"),
            };
            pieces(text, text.starts_with('|')).iter().map(tell).collect()
        };
        assert_eq!(told("Tere, **\\*maailm\\***!"), ["Tere, ", "<1 **", "\\*maailm\\*", "1> **", "!"]);
        assert_eq!(
            told("[a *b*](c.md#d \"t\") ja `x` ![alt](y.png)\\\nz"),
            [
                "<1 [",
                "a ",
                "<2 *",
                "b",
                "2> *",
                "1> ](c.md#d \"t\")",
                " ja ",
                "<3> `x`",
                " ",
                "<4 ![",
                "alt",
                "4> ](y.png)",
                "<5> \\\n",
                "z"
            ]
        );
        assert_eq!(
            told("[[need]] [[need|Vajadus]] [v][need] <https://a.b> <b>h</b>[^1]"),
            [
                "<1> [[need]]",
                " ",
                "<2 [[need|",
                "Vajadus",
                "2> ]]",
                " ",
                "<3 [",
                "v",
                "3> ][need]",
                " ",
                "<4> <https://a.b>",
                " ",
                "<5> <b>",
                "h",
                "<6> </b>",
                "<7> [^1]"
            ]
        );
        assert_eq!(told("| a \\| b | `|` |"), ["<2> |", " a \\| b ", "<3> |", " ", "<1> `|`", " ", "<4> |"]);
        assert_eq!(told("- 1. # no list"), ["- 1. # no list"]);
    }

    #[test]
    fn a_translation_has_the_ids_of_the_same_markup() {
        let source = pieces("**a** `x` [b](c.md)", false);
        let target = tied(&source, pieces("[B](c.md) `y` **A** **Z**", false));
        let ids: Vec<u32> = target
            .iter()
            .filter_map(|piece| match piece {
                Piece::Open { id, .. } | Piece::Single { id, .. } | Piece::Close { id, .. } => Some(*id),
                Piece::Text(_) => None,
            })
            .collect();
        assert_eq!(ids, [3, 3, 4, 1, 1, 5, 5]);
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(text in "[a-c ä*_`~\\[\\]()!<>|\\\\#.^-]{0,40}", row: bool) {
            let cut = pieces(&text, row);
            prop_assert_eq!(super::text(&cut), text);
        }
    }
}
