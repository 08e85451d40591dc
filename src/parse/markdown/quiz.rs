//! Questions: a comment, a heading, and one list or table.
//!
//! The question becomes a `fieldset` with its heading as the legend; its options become labels of inputs, the quotes under them
//! `details`. What depends on the reader, the theme or the page is left open as holes.

use std::ops::Range;

use pulldown_cmark::{Tag, TagEnd};

use super::super::block::{BlockKind, Hash40};
use super::super::learning::{Answer, Part, Question, QuestionKind};
use super::super::{Hole, PlainText, Ui};
use super::comments::{Comment, Word};
use super::sections::{Capture, Section};
use super::{Writer, line_of};
use crate::diag::{Code, Diagnostic, nearest};
use crate::fields::Located;

/// What a comment before a question says.
pub(super) struct Announced {
    pub(super) word: Word,
    pub(super) objectives: Vec<Located<String>>,
    pub(super) pool: Option<Located<String>>,
    kind: Option<Located<QuestionKind>>,
    pub(super) draw: Option<Located<usize>>,
    pub(super) pass: Option<Located<usize>>,
    pub(super) span: Range<usize>,
}

/// How far a question has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Its heading, and what follows before the answers.
    Stem,
    /// The list or table, whose depth this is.
    Answers(usize),
    /// What stands behind the answers.
    Behind,
}

/// The question at hand.
pub(super) struct OpenQuestion {
    phase: Phase,
    heading: usize,
    kind: Option<QuestionKind>,
    announced: Announced,
    first: usize,
    /// Where its element begins, what follows its heading, and what is written at the moment: HTML and holes.
    at: (usize, usize),
    stem: Part,
    open: (usize, usize),
    explained: Option<Part>,
    /// Its words, without those of the feedback.
    words: String,
    in_feedback: bool,
    /// Whether the label of the option at hand is open, and whether it has one.
    label: bool,
    labelled: bool,
    /// The items to be put in order, as they are written one after the other.
    pieces: Vec<Piece>,
    /// Whether a mistake in it was told already.
    broken: bool,
}

/// Where an item stands: its HTML, its holes, its blocks.
struct Piece {
    html: Range<usize>,
    holes: Range<usize>,
    blocks: Range<usize>,
}

/// Least number of things to choose from.
const FEWEST: usize = 2;

impl Writer<'_> {
    pub(super) fn quiz_report(&mut self, code: Code, span: Range<usize>, message: impl Into<String>, help: &str) {
        self.diags.push(Diagnostic::new(code, message, help).at(self.file, span));
    }

    /// A comment for the generator: what follows is to be a heading.
    pub(super) fn announce(&mut self, comment: Comment, span: Range<usize>) {
        let mut announced = Announced {
            word: comment.word,
            objectives: Vec::new(),
            pool: None,
            kind: None,
            draw: None,
            pass: None,
            span: span.clone(),
        };
        for rest in comment.rest {
            self.quiz_report(
                Code::QuizSyntax,
                rest,
                "this is no setting",
                "write settings as `name=value`, with a space between them",
            );
        }
        let known: &[&str] = match comment.word {
            Word::Quiz => &["objective", "type", "pool"],
            Word::Test => &["pool", "draw", "pass"],
            Word::Reflect | Word::Plan => &[],
        };
        for setting in comment.settings {
            let (name, value) = (setting.name, setting.value);
            match name.value.as_str() {
                text if !known.contains(&text) => {
                    let help = match nearest(text, known.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None if known.is_empty() => "write the word alone".to_owned(),
                        None => format!("known: {}", known.join(", ")),
                    };
                    let message = format!("`{}` has no setting `{text}`", comment.word.as_str());
                    self.quiz_report(Code::QuizSyntax, name.span, message, &help);
                }
                "objective" => {
                    let mut at = value.span.start;
                    for id in value.value.split(',') {
                        let span = at..at + id.len();
                        at = span.end + 1;
                        if !id.trim().is_empty() {
                            announced.objectives.push(Located { value: crate::ids::nfc(id.trim()), span });
                        }
                    }
                }
                "pool" => announced.pool = Some(value),
                "type" => {
                    let kinds = [
                        QuestionKind::Single,
                        QuestionKind::Multiple,
                        QuestionKind::Order,
                        QuestionKind::Match,
                        QuestionKind::Short,
                    ];
                    match kinds.into_iter().find(|kind| kind.as_str() == value.value) {
                        Some(kind) => announced.kind = Some(Located { value: kind, span: value.span }),
                        None => {
                            let message = format!("`{}` is no type of question", value.value);
                            let names = kinds.map(QuestionKind::as_str);
                            let help = nearest(&value.value, names).map_or_else(
                                || format!("known: {}", names.join(", ")),
                                |n| format!("did you mean `{n}`?"),
                            );
                            self.quiz_report(Code::QuizSyntax, value.span, message, &help);
                        }
                    }
                }
                field => match value.value.parse::<usize>() {
                    Ok(number) if number > 0 => {
                        let number = Some(Located { value: number, span: value.span });
                        *(if field == "draw" { &mut announced.draw } else { &mut announced.pass }) = number;
                    }
                    _ => self.quiz_report(
                        Code::QuizSyntax,
                        value.span,
                        format!("`{}` is no number of questions", value.value),
                        "write a whole number from 1",
                    ),
                },
            }
        }
        self.end_question();
        self.drop_announced();
        self.learn.announced = Some(announced);
    }

    /// What was announced has no heading.
    pub(super) fn drop_announced(&mut self) {
        if let Some(announced) = self.learn.announced.take() {
            self.quiz_report(
                Code::QuizSyntax,
                announced.span,
                format!("`{}` is not followed by a heading", announced.word.as_str()),
                "write a heading with an id right behind the comment: `## … {#some-id}`",
            );
        }
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
    fn here(&self) -> (usize, usize) {
        (self.out.html.len(), self.out.holes.len())
    }

    /// What was written since a part of the question was opened.
    fn written(&self) -> Part {
        let (html, holes) = self.learn.question.as_ref().map_or((0, 0), |question| question.open);
        Part { html: html..self.out.html.len(), holes: holes..self.out.holes.len() }
    }

    fn open_part(&mut self) {
        let here = self.here();
        if let Some(question) = &mut self.learn.question {
            question.open = here;
        }
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
                self.out.fresh_line();
                self.out.html.push_str("<details class=\"feedback\"><summary>");
                self.out.hole(Hole::Ui(Ui::Feedback));
                self.out.html.push_str("</summary>\n");
                self.open_frame(BlockKind::Quote, "quote");
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
                self.out.fresh_line();
                self.out.html.push_str("<details class=\"feedback\"><summary>");
                self.out.hole(Hole::Ui(Ui::Feedback));
                self.out.html.push_str("</summary>\n");
                self.open_frame(BlockKind::Quote, "quote");
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

    fn break_question(&mut self) {
        if let Some(question) = &mut self.learn.question {
            question.broken = true;
        }
    }

    fn start_option(&mut self, span: &Range<usize>) {
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
    fn option_is_empty(&self) -> bool {
        self.learn.capture == Some(Capture::Option)
    }

    /// An input and the text that belongs to it.
    fn open_label(&mut self) {
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
    fn no_text(&mut self) {
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

    fn end_option(&mut self) {
        if self.option_is_empty() {
            self.open_label();
            self.end_label();
            self.no_text();
        }
        self.learn.capture = None;
    }

    fn end_piece(&mut self) {
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
    fn check_pair(&mut self) {
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
    fn in_scrambled_order(&mut self) {
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

    /// A test begins with the heading that comes now.
    pub(super) fn start_test(&mut self, heading: usize, announced: Announced) -> Option<Section> {
        let Some(pool) = announced.pool else {
            self.quiz_report(
                Code::QuizSyntax,
                announced.span,
                "this test names no pool to draw its questions from",
                "write `<!-- test pool=NAME -->`, and `pool=NAME` at the questions",
            );
            return None;
        };
        self.done.learning.tests.push(super::super::learning::Test {
            heading,
            pool,
            draw: announced.draw,
            pass: announced.pass,
            span: announced.span,
        });
        Some(Section::Test(self.done.learning.tests.len() - 1))
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

/// Letters and digits alone, in lower case: what a question says however it is punctuated.
fn normal(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
