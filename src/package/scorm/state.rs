//! How large the state can get that a learning management system keeps for a learner: SCORM 1.2 lets it have 4,096 characters
//! (Run-Time Environment, 3.4.4.2), and some systems of SCORM 2004 no more.
//!
//! The state is text that `player.js` writes and reads. Everything is known by a code of five signs; numbers have 64 signs as digits.
//! `1`, then lists parted by `!`, whose items are parted by `.`:
//!
//! | list | item |
//! |---|---|
//! | questions | code, 4 of its version, 1 (right, tries), a sign for each option that was chosen or put in order |
//! | tests | code, 2 attempts, 2 best, 2 of, 1 passed; one that is going on: `:`, and parted by `,` codes and answers |
//! | role-plays | code, 2 attempts, 1 passed, 4 best, 2 for each of at most 32 steps |
//! | pages that were read | code |
//! | cards | code, 1 box, 4 day |
//! | the last page | code |

use std::collections::HashSet;

use crate::package::select::Selection;
use crate::parse::Hash40;
use crate::parse::learning::QuestionKind;
use crate::render::OutlineQuestion;

/// Most that a state may have, in characters.
pub const LIMIT: usize = 4096;

/// A code's length.
const CODE: usize = 5;
/// A role-play's steps that are kept.
const STEPS: usize = 32;

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Gives codes to names: the same to the same name in every export, unless two would have the same.
#[derive(Default)]
pub(super) struct Codes(HashSet<String>);

impl Codes {
    pub(super) fn of(&mut self, name: &str) -> String {
        let mut tried = name.to_owned();
        loop {
            let hex = Hash40::of(&tried).to_string();
            let bits = u64::from_str_radix(&hex, 16).unwrap_or_default();
            let sign = |i: usize| char::from(SIGNS[(bits >> (6 * i) & 63) as usize]);
            let code: String = (0..CODE).map(sign).collect();
            if self.0.insert(code.clone()) {
                return code;
            }
            tried.push('+');
        }
    }
}

/// The most that the state of a package can have, in characters.
pub fn most(selection: &Selection) -> usize {
    let pages = &selection.pages;
    let questions: Vec<&OutlineQuestion> =
        pages.iter().flat_map(|page| &page.questions).chain(&selection.drawn).collect();
    let mut sum = 1 + 5 + CODE;
    sum += questions.iter().map(|question| CODE + 4 + 1 + answer(question) + 1).sum::<usize>();
    for test in pages.iter().flat_map(|page| &page.tests) {
        let pool = questions.iter().filter(|question| question.pool.as_deref() == Some(test.pool.as_str()));
        let mut sizes: Vec<usize> = pool.map(|question| CODE + answer(question) + 1).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let drawn = sizes.into_iter().take(test.draw.unwrap_or(usize::MAX)).sum::<usize>();
        sum += CODE + 2 + 2 + 2 + 1 + 1 + drawn + 1;
    }
    sum += pages.iter().filter(|page| page.is_play).count() * (CODE + 2 + 1 + 4 + 2 * STEPS + 1);
    sum += pages.iter().filter(|page| page.is_lesson).count() * (CODE + 1);
    sum + selection.cards.len() * (CODE + 1 + 4 + 1)
}

/// The most that an answer has.
fn answer(question: &OutlineQuestion) -> usize {
    match question.kind {
        QuestionKind::Single => 1,
        QuestionKind::Short => 0,
        QuestionKind::Multiple | QuestionKind::Order | QuestionKind::Match => question.options,
    }
}
