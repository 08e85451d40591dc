//! What can be chosen in a question: options with their labels, items to be put in order, pairs, accepted answers.

use std::ops::Range;

use super::super::block::{BlockKind, Hash40};
use super::super::learning::{Answer, Part, QuestionKind};
use super::super::{Hole, PlainText};
use super::quiz::{FEWEST, Phase, Piece};
use super::sections::Capture;
use super::{Writer, line_of};
use crate::diag::Code;

impl Writer<'_> {
    pub(super) fn start_option(&mut self, span: &Range<usize>) {
        let line = line_of(self.text, span);
        let line = line.start..line.start + self.text[line].split('\n').next().unwrap_or("").trim_end().len();
        self.out.fresh_line();
        let piece = (self.out.html.len(), self.out.holes.len(), self.done.blocks.len());
        self.out.html.push_str("<li class=\"option\"");
        self.out.hole(Hole::Option(self.done.learning.options.len()));
        self.out.html.push('>');
        self.open_frame(BlockKind::Item, "ul");
        self.learn.capture = Some(Capture::Option);
        self.done.learning.options.push(Answer {
            text: PlainText::default(),
            other: None,
            right: false,
            part: Part::default(),
            feedback: None,
            span: line,
        });
        let Some(question) = &mut self.learn.question else { return };
        question.labelled = false;
        question.pieces.push(Piece { html: piece.0..0, holes: piece.1..0, blocks: piece.2..0 });
    }

    /// The option at hand has no text yet.
    pub(super) fn option_is_empty(&self) -> bool {
        self.learn.capture == Some(Capture::Option)
    }

    /// An input and the text that belongs to it.
    pub(super) fn open_label(&mut self) {
        let Some(question) = self.learn.question.as_mut().filter(|question| !question.labelled) else { return };
        (question.label, question.labelled) = (true, true);
        let option = self.done.learning.options.len().saturating_sub(1);
        if question.kind != Some(QuestionKind::Short) {
            self.out.html.push_str("<label>");
            self.out.hole(Hole::Input(option));
        }
        self.out.html.push_str("<span>");
        self.text_goes_into(self.out.html.len() - 1);
        self.open_part();
    }

    pub(super) fn end_label(&mut self) {
        let written = self.written();
        if let Some(question) = self.learn.question.as_mut().filter(|question| question.label) {
            question.label = false;
            if let Some(option) = self.done.learning.options.last_mut() {
                option.part = written;
            }
            let is_short = question.kind == Some(QuestionKind::Short);
            self.out.html.push_str(if is_short { "</span>" } else { "</span></label>" });
        }
    }

    /// Text comes, or markup in it: an option that has no mark begins.
    pub(super) fn question_text(&mut self, span: &Range<usize>) {
        let Some(question) = &self.learn.question else { return };
        let Phase::Answers(list) = question.phase else { return };
        if question.label
            || !self.option_is_empty()
            || self.depth < list + 1
            || question.kind == Some(QuestionKind::Match)
        {
            return;
        }
        if matches!(question.kind, Some(QuestionKind::Order | QuestionKind::Short)) {
            self.open_label();
            return;
        }
        self.open_label();
        let line = self.text[span.start..].split('\n').next().unwrap_or("").trim_end().len();
        if !self.learn.question.as_ref().is_some_and(|question| question.broken) {
            self.quiz_report(
                Code::QuizSyntax,
                span.start..span.start + line,
                "this option says neither that it is right nor that it is not",
                "begin it with `[x]` if it is right and with `[ ]` if it is not; if these are the accepted answers of a question, say `type=short`",
            );
            self.break_question();
        }
    }

    /// The mark of an option. Whether it was one.
    pub(super) fn question_task(&mut self, done: bool) -> bool {
        let Some(question) = &self.learn.question else { return false };
        if !matches!(question.phase, Phase::Answers(_)) || !self.option_is_empty() {
            return false;
        }
        if matches!(question.kind, Some(QuestionKind::Order | QuestionKind::Short)) && !question.broken {
            let span = self.done.learning.options.last().map_or(0..0, |option| option.span.clone());
            self.quiz_report(
                Code::QuizSyntax,
                span,
                "a mark says nothing here: these are items to be put in order, or accepted answers",
                "take the mark out; for options write a list with `-` and no `type=short`",
            );
            self.break_question();
        }
        self.open_label();
        if let Some(option) = self.done.learning.options.last_mut() {
            option.right = done;
        }
        if let Some(question) = &mut self.learn.question {
            question.kind.get_or_insert(QuestionKind::Single);
        }
        true
    }

    /// The option at hand says nothing, unless it is a picture.
    pub(super) fn no_text(&mut self) {
        self.learn.capture = None;
        let alt = std::mem::take(&mut self.learn.alt);
        let Some(option) = self.done.learning.options.last_mut() else { return };
        if !alt.trim().is_empty() {
            option.text = PlainText { written: alt, titles: Vec::new() };
            return;
        }
        let span = option.span.clone();
        self.quiz_report(
            Code::QuizAnswer,
            span,
            "this says nothing that could be chosen",
            "begin it with text, or with an image that has an alternative text",
        );
        self.break_question();
    }

    pub(super) fn end_option(&mut self) {
        if self.option_is_empty() {
            self.open_label();
            self.end_label();
            self.no_text();
        }
        self.learn.capture = None;
    }

    pub(super) fn end_piece(&mut self) {
        let (html, holes, blocks) = (self.out.html.len(), self.out.holes.len(), self.done.blocks.len());
        if let Some(piece) = self.learn.question.as_mut().and_then(|question| question.pieces.last_mut()) {
            piece.html.end = html;
            piece.holes.end = holes;
            piece.blocks.end = blocks;
        }
    }

    /// The second cell of a pair: it is shown among all others, and not in its place.
    pub(super) fn start_pair_cell(&mut self) {
        let Some(question) = &self.learn.question else { return };
        let is_pairs = question.kind == Some(QuestionKind::Match) && matches!(question.phase, Phase::Answers(_));
        if !is_pairs || self.table.in_head {
            return;
        }
        match self.table.column {
            0 => {
                self.open_part();
                self.learn.capture = Some(Capture::Option);
                let span = self.table.row.clone();
                let span = span.start..span.start + self.text[span].trim_end().len();
                self.done.learning.options.push(Answer {
                    text: PlainText::default(),
                    other: None,
                    right: true,
                    part: Part::default(),
                    feedback: None,
                    span,
                });
            }
            1 => {
                self.learn.capture = Some(Capture::Other);
                self.table.waiting = Some(std::mem::take(&mut self.out));
            }
            _ => {}
        }
    }

    pub(super) fn end_pair_cell(&mut self) {
        let is_pair = self.learn.question.as_ref().is_some_and(|question| {
            question.kind == Some(QuestionKind::Match) && matches!(question.phase, Phase::Answers(_))
        });
        if is_pair && !self.table.in_head && self.table.column < 2 {
            let written = self.written();
            let alt = std::mem::take(&mut self.learn.alt);
            let pending = self.learn.capture.take();
            if let Some(option) = self.done.learning.options.last_mut() {
                let picture = PlainText { written: alt, titles: Vec::new() };
                match (self.table.column, pending) {
                    (0, Some(_)) => option.text = picture,
                    (1, Some(_)) => option.other = Some(picture),
                    _ => {}
                }
                if self.table.column == 0 {
                    option.part = written;
                }
            }
            self.check_pair();
        }
        if let Some(outer) = self.table.waiting.take() {
            self.out = outer;
            self.out.hole(Hole::Input(self.done.learning.options.len().saturating_sub(1)));
        }
    }

    /// Both sides of a pair say something.
    pub(super) fn check_pair(&mut self) {
        let Some(option) = self.done.learning.options.last() else { return };
        let is_empty = |text: &PlainText| text.written.trim().is_empty();
        let lacks = match self.table.column {
            0 => is_empty(&option.text),
            _ => option.other.as_ref().is_none_or(is_empty),
        };
        if lacks {
            let span = option.span.clone();
            self.quiz_report(
                Code::QuizAnswer,
                span,
                format!("the {} side of this pair says nothing", if self.table.column == 0 { "left" } else { "right" }),
                "write both sides, or take the row out",
            );
            self.break_question();
        }
    }

    /// Items to be put in order do not stand in the right one.
    pub(super) fn in_scrambled_order(&mut self) {
        let Some(question) = &mut self.learn.question else { return };
        let pieces = std::mem::take(&mut question.pieces);
        if question.kind != Some(QuestionKind::Order) || pieces.len() < FEWEST {
            return;
        }
        let seed = self.done.headings[question.heading].id.clone();
        let (html, holes) = (pieces[0].html.start, pieces[0].holes.start);
        let (old_html, old_holes) = (self.out.html.split_off(html), self.out.holes.split_off(holes));
        let first = question.first;
        for place in scrambled(pieces.len(), &seed) {
            let piece = &pieces[place];
            let (here, hole) = self.here();
            let moved = |at: usize| at - piece.html.start + here;
            if let Some(option) = self.done.learning.options.get_mut(first + place) {
                for part in std::iter::once(&mut option.part).chain(&mut option.feedback) {
                    part.html = moved(part.html.start)..moved(part.html.end);
                    let hole = |at: usize| at - piece.holes.start + hole;
                    part.holes = hole(part.holes.start)..hole(part.holes.end);
                }
            }
            let (start, end) = (piece.html.start - html, piece.html.end - html);
            self.out.html.push_str(&old_html[start..end]);
            let its = &old_holes[piece.holes.start - holes..piece.holes.end - holes];
            self.out.holes.extend(its.iter().map(|(at, hole)| (moved(*at), *hole)));
            for block in &mut self.done.blocks[piece.blocks.clone()] {
                block.move_html(moved);
            }
        }
    }
}

/// The numbers below `count` in an order that is the same for the same seed, and never their own.
pub(crate) fn scrambled(count: usize, seed: &str) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_cached_key(|place| Hash40::of(&format!("{seed} {place}")));
    if order.is_sorted() && count > 1 {
        order.rotate_left(1);
    }
    order
}
