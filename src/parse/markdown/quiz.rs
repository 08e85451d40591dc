//! Questions: a comment, a heading, and one list or table.
//!
//! The question becomes a `fieldset` with its heading as the legend; its options become labels of inputs, the quotes under them
//! `details`. What depends on the reader, the theme or the page is left open as holes.

use std::ops::Range;

use pulldown_cmark::{Tag, TagEnd};

use super::super::block::{BlockKind, Hash40};
use super::super::learning::{Part, Question, QuestionKind};
use super::super::{Hole, Ui};
use super::announce::Announced;
use super::{Writer, line_of};
use crate::diag::{Code, Diagnostic};

/// How far a question has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Its heading, and what follows before the answers.
    Stem,
    /// The list or table, whose depth this is.
    Answers(usize),
    /// What stands behind the answers.
    Behind,
}

/// The question at hand.
pub(super) struct OpenQuestion {
    pub(super) phase: Phase,
    pub(super) heading: usize,
    pub(super) kind: Option<QuestionKind>,
    pub(super) announced: Announced,
    pub(super) first: usize,
    /// Where its element begins, what follows its heading, and what is written at the moment: HTML and holes.
    pub(super) at: (usize, usize),
    pub(super) stem: Part,
    pub(super) open: (usize, usize),
    pub(super) explained: Option<Part>,
    /// Its words, without those of the feedback.
    pub(super) words: String,
    pub(super) in_feedback: bool,
    /// Whether the label of the option at hand is open, and whether it has one.
    pub(super) label: bool,
    pub(super) labelled: bool,
    /// The items to be put in order, as they are written one after the other.
    pub(super) pieces: Vec<Piece>,
    /// Whether a mistake in it was told already.
    pub(super) broken: bool,
}

/// Where an item stands: its HTML, its holes, its blocks.
pub(super) struct Piece {
    pub(super) html: Range<usize>,
    pub(super) holes: Range<usize>,
    pub(super) blocks: Range<usize>,
}

/// Least number of things to choose from.
pub(super) const FEWEST: usize = 2;

impl Writer<'_> {
    pub(super) fn quiz_report(&mut self, code: Code, span: Range<usize>, message: impl Into<String>, help: &str) {
        self.diags.push(Diagnostic::new(code, message, help).at(self.file, span));
    }

    /// A question begins with the heading that comes now.
    pub(super) fn start_question(&mut self, heading: usize, announced: Announced) {
        self.out.fresh_line();
        let at = self.here();
        let index = self.done.learning.questions.len();
        self.out.html.push_str("<fieldset");
        self.out.hole(Hole::Question(index));
        self.out.html.push_str("><legend>");
        self.learn.question = Some(OpenQuestion {
            phase: Phase::Stem,
            heading,
            kind: announced.kind.as_ref().map(|kind| kind.value),
            announced,
            first: self.done.learning.options.len(),
            at,
            stem: Part::default(),
            open: (0, 0),
            explained: None,
            words: String::new(),
            in_feedback: false,
            label: false,
            labelled: false,
            pieces: Vec::new(),
            broken: false,
        });
    }

    /// The heading of a question ends.
    pub(super) fn end_question_heading(&mut self) {
        if self.learn.question.as_ref().is_some_and(|q| q.heading + 1 == self.done.headings.len()) {
            self.out.html.truncate(self.out.html.trim_end().len());
            self.out.html.push_str("</legend>\n");
            let here = self.here();
            if let Some(question) = &mut self.learn.question {
                question.open = here;
                question.stem = Part { html: here.0..here.0, holes: here.1..here.1 };
            }
        }
    }

    /// The text of the block at hand is part of the question.
    pub(super) fn note_question(&mut self) {
        if let Some(question) = self.learn.question.as_mut().filter(|q| !q.in_feedback && q.phase != Phase::Behind) {
            question.words.push_str(&normal(&self.plain));
            question.words.push('\n');
        }
    }

    /// How far the HTML and its holes are written.
    pub(super) fn here(&self) -> (usize, usize) {
        (self.out.html.len(), self.out.holes.len())
    }

    /// What was written since a part of the question was opened.
    pub(super) fn written(&self) -> Part {
        let (html, holes) = self.learn.question.as_ref().map_or((0, 0), |question| question.open);
        Part { html: html..self.out.html.len(), holes: holes..self.out.holes.len() }
    }

    pub(super) fn open_part(&mut self) {
        let here = self.here();
        if let Some(question) = &mut self.learn.question {
            question.open = here;
        }
    }

    /// A quote that says something to those who chose what stands above it begins.
    pub(super) fn start_feedback(&mut self, name: Ui) {
        self.out.fresh_line();
        self.out.html.push_str("<details class=\"feedback\"><summary>");
        self.out.hole(Hole::Ui(name));
        self.out.html.push_str("</summary>\n");
        self.open_frame(BlockKind::Quote, "quote");
    }

    /// Something begins that is no part of a line. Whether it is a question's, and done with.
    pub(super) fn question_starts(&mut self, tag: &Tag<'_>, span: &Range<usize>) -> bool {
        let depth = self.depth;
        let is_empty = self.option_is_empty();
        let written = self.written();
        if depth == 1 && !matches!(tag, Tag::Heading { .. } | Tag::HtmlBlock) {
            self.drop_announced();
        }
        let Some(question) = &mut self.learn.question else { return false };
        let index = self.done.learning.questions.len();
        match (question.phase, tag) {
            (Phase::Stem, Tag::List(first)) if depth == 1 => {
                question.phase = Phase::Answers(depth);
                question.stem = written;
                let kind = question.kind;
                if first.is_some() {
                    question.kind = Some(QuestionKind::Order);
                }
                let fits = match kind {
                    Some(QuestionKind::Order) => first.is_some(),
                    Some(QuestionKind::Match) => false,
                    Some(_) => first.is_none(),
                    None => true,
                };
                if !fits {
                    self.wrong_answers(span);
                }
                let short = kind == Some(QuestionKind::Short);
                self.lists.push("ul");
                self.out.fresh_line();
                self.out.hole(Hole::QuestionHint(index));
                if short {
                    self.out.hole(Hole::AnswerField(index));
                    self.out.html.push_str("<details class=\"accepted\"><summary>");
                    self.out.hole(Hole::Ui(Ui::Accepted));
                    self.out.html.push_str("</summary>\n");
                }
                self.out.html.push_str("<ul class=\"options\">\n");
                true
            }
            (Phase::Stem, Tag::Table(alignments)) if depth == 1 => {
                question.phase = Phase::Answers(depth);
                question.stem = written;
                if question.kind.is_none() {
                    question.kind = Some(QuestionKind::Match);
                }
                if question.kind != Some(QuestionKind::Match) {
                    self.wrong_answers(span);
                } else if alignments.len() != 2 {
                    let place = line_of(self.text, span);
                    let place = place.start..place.start + self.text[place].split('\n').next().unwrap_or("").len();
                    self.quiz_report(
                        Code::QuizSyntax,
                        place,
                        format!("this table has {} columns, and pairs have two", alignments.len()),
                        "put what is to be matched into the first column and its counterpart into the second",
                    );
                    self.break_question();
                }
                self.out.fresh_line();
                self.out.hole(Hole::QuestionHint(index));
                false
            }
            (Phase::Answers(list), Tag::Item) if depth == list + 1 => {
                self.start_option(span);
                true
            }
            (Phase::Answers(list), Tag::Paragraph) if depth == list + 2 && is_empty => {
                // The option's own text stands in its label.
                if matches!(question.kind, Some(QuestionKind::Order | QuestionKind::Short)) {
                    self.open_label();
                }
                self.open_block(BlockKind::Item, span.clone(), Some(self.out.html.len() - 1));
                true
            }
            (Phase::Answers(list), _) if depth == list + 2 && is_empty && *tag != Tag::DefinitionList => {
                // Lists of options begin with a mark, which is text; all others have to begin with some.
                self.open_label();
                self.end_label();
                self.no_text();
                self.question_starts(tag, span)
            }
            (Phase::Answers(list), Tag::BlockQuote(None)) if depth == list + 2 => {
                question.in_feedback = true;
                self.start_feedback(Ui::Feedback);
                self.open_part();
                true
            }
            (Phase::Answers(list), Tag::DefinitionList) if depth > list => {
                let place = line_of(self.text, span);
                self.quiz_report(
                    Code::QuizFeedback,
                    place,
                    "a colon makes a definition of the option, and no feedback",
                    "write the feedback as a quote under the option: `  > …`, set in as far as its text",
                );
                self.learn.capture = None;
                self.break_question();
                false
            }
            (Phase::Behind, Tag::BlockQuote(None)) if depth == 1 => {
                let choice = matches!(question.kind, Some(QuestionKind::Single | QuestionKind::Multiple) | None);
                if choice {
                    let line = self.text[span.clone()].split('\n').next().unwrap_or("").trim_end().len();
                    self.quiz_report(
                        Code::QuizFeedback,
                        span.start..span.start + line,
                        "this stands under no option",
                        "set it in by two spaces, so that it belongs to the option above it",
                    );
                    self.break_question();
                    self.end_question();
                    return false;
                }
                question.in_feedback = true;
                self.start_feedback(Ui::Feedback);
                self.open_part();
                true
            }
            (Phase::Behind, _) | (Phase::Stem, Tag::Heading { .. } | Tag::FootnoteDefinition(_)) if depth == 1 => {
                self.end_question();
                false
            }
            _ => false,
        }
    }

    /// Something ends. Whether it is a question's, and done with.
    pub(super) fn question_ends(&mut self, tag: &TagEnd) -> bool {
        // The depth of what stands around it.
        let depth = self.depth;
        let is_outermost = self.out_of_feedback(depth);
        let Some(question) = &mut self.learn.question else { return false };
        match (question.phase, tag) {
            (Phase::Answers(list), TagEnd::Paragraph) if depth == list + 1 && question.label => {
                self.flush_block();
                self.end_label();
                self.close_block(0);
                true
            }
            (Phase::Answers(_) | Phase::Behind, TagEnd::BlockQuote(None)) if question.in_feedback && is_outermost => {
                self.flush_block();
                self.close_frame();
                self.out.fresh_line();
                let said = self.written();
                self.out.html.push_str("</details>\n");
                if let Some(question) = &mut self.learn.question {
                    question.in_feedback = false;
                    if question.phase == Phase::Behind {
                        question.explained = Some(said);
                        self.end_question();
                    } else if let Some(option) = self.done.learning.options.last_mut() {
                        option.feedback = Some(said);
                    }
                }
                true
            }
            (Phase::Answers(list), TagEnd::Item) if depth == list => {
                self.flush_block();
                self.end_label();
                self.close_block(0);
                self.end_option();
                self.close_frame();
                self.out.html.push_str("</li>\n");
                self.end_piece();
                true
            }
            (Phase::Answers(list), TagEnd::List(_)) if depth + 1 == list => {
                self.lists.pop();
                self.in_scrambled_order();
                self.out.html.push_str("</ul>\n");
                if let Some(question) = &mut self.learn.question {
                    question.phase = Phase::Behind;
                    if question.kind == Some(QuestionKind::Short) {
                        self.out.html.push_str("</details>\n");
                    }
                }
                true
            }
            (Phase::Answers(list), TagEnd::Table) if depth + 1 == list => {
                question.phase = Phase::Behind;
                false
            }
            _ => false,
        }
    }

    /// Whether the quote that ends is the feedback, and not one within it.
    fn out_of_feedback(&self, depth: usize) -> bool {
        match self.learn.question.as_ref().map(|question| question.phase) {
            Some(Phase::Answers(list)) => depth == list + 1,
            _ => depth == 0,
        }
    }

    fn wrong_answers(&mut self, span: &Range<usize>) {
        let announced = self.learn.question.as_ref().and_then(|q| q.announced.kind.clone());
        let line = self.text[span.clone()].split('\n').next().unwrap_or("").trim_end().len();
        let place = announced.as_ref().map_or(span.start..span.start + line, |kind| kind.span.clone());
        let kind = announced.map_or("", |kind| kind.value.as_str());
        self.quiz_report(
            Code::QuizSyntax,
            place,
            format!("the answers below are not written as those of the type `{kind}` are"),
            "`single` and `multiple` have a list with `[ ]` and `[x]`, `order` a numbered list, `match` a table with two columns, \
             `short` a plain list of the accepted answers",
        );
        self.break_question();
    }

    pub(super) fn break_question(&mut self) {
        if let Some(question) = &mut self.learn.question {
            question.broken = true;
        }
    }

    /// The question at hand ends, whatever comes.
    pub(super) fn end_question(&mut self) {
        let Some(question) = self.learn.question.take() else { return };
        self.learn.capture = None;
        self.out.fresh_line();
        self.out.html.push_str("</fieldset>\n");
        let options = question.first..self.done.learning.options.len();
        if question.phase == Phase::Stem {
            self.quiz_report(
                Code::QuizSyntax,
                question.announced.span.clone(),
                "this question has no answers",
                "write a list behind its heading: `- [x] …` and `- [ ] …`, a numbered one, or a table with two columns",
            );
        }
        let heading = &self.done.headings[question.heading];
        if !heading.explicit {
            let place = heading.place.clone();
            self.quiz_report(
                Code::QuizSyntax,
                place,
                "the heading of a question needs an id of its own: what learners answered is kept by it",
                "write one at its end: `{#some-id}`",
            );
        }
        let right = self.done.learning.options[options.clone()].iter().filter(|option| option.right).count();
        let kind = match question.kind {
            Some(QuestionKind::Single) | None if right > 1 => QuestionKind::Multiple,
            Some(kind) => kind,
            None => QuestionKind::Single,
        };
        if !question.broken && question.phase != Phase::Stem {
            self.check_answers(kind, &question, options.clone(), right);
        }
        let marks: String = self.done.learning.options[options.clone()]
            .iter()
            .map(|option| if option.right { 'x' } else { ' ' })
            .collect();
        let version = Hash40::of(&format!("{}\n{marks}\n{}", kind.as_str(), question.words));
        self.done.learning.questions.push(Question {
            heading: question.heading,
            kind,
            objectives: question.announced.objectives,
            pool: question.announced.pool,
            options,
            part: Part { html: question.at.0..self.out.html.len(), holes: question.at.1..self.out.holes.len() },
            stem: question.stem,
            explained: question.explained,
            version,
            span: question.announced.span,
        });
    }

    fn check_answers(&mut self, kind: QuestionKind, question: &OpenQuestion, options: Range<usize>, right: usize) {
        let asked = question.announced.kind.as_ref();
        let place = asked.map_or_else(|| question.announced.span.clone(), |kind| kind.span.clone());
        let choice = matches!(kind, QuestionKind::Single | QuestionKind::Multiple);
        if choice && right == 0 {
            self.quiz_report(
                Code::QuizAnswer,
                question.announced.span.clone(),
                "no option of this question is right",
                "mark the right one by `[x]`",
            );
        }
        if asked.is_some_and(|kind| kind.value == QuestionKind::Single) && right > 1 {
            self.quiz_report(
                Code::QuizAnswer,
                place,
                format!("{right} options are right, and the question has a single answer"),
                "leave `[x]` at one of them, or take `type=single` out",
            );
        }
        if kind != QuestionKind::Short && options.len() < FEWEST {
            self.quiz_report(
                Code::QuizAnswer,
                question.announced.span.clone(),
                "there is only one thing to choose",
                "add another one",
            );
        }
        let mut seen: Vec<(String, Range<usize>)> = Vec::new();
        for option in &self.done.learning.options[options] {
            // Answers may differ in case or signs alone: what is asked for can be just that.
            let text = option.text.written.trim().to_owned();
            let twice = seen.iter().find(|(other, _)| *other == text).map(|(_, span)| span.clone());
            match twice {
                Some(first) => self.diags.push(
                    Diagnostic::new(Code::QuizAnswer, "this stands twice in one question", "take one of the two out")
                        .at(self.file, option.span.clone())
                        .label(self.file, first, "first here"),
                ),
                None => seen.push((text, option.span.clone())),
            }
        }
    }
}

/// Letters and digits alone, in lower case: what a question says however it is punctuated.
fn normal(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
