//! Comments before questions, tests and prompts: their settings → what the heading that follows begins.

use std::ops::Range;

use super::super::learning::{QuestionKind, Test};
use super::Writer;
use super::comments::{Comment, Word};
use super::sections::Section;
use crate::diag::{Code, nearest};
use crate::fields::Located;

/// What a comment before a question says.
pub(super) struct Announced {
    pub(super) word: Word,
    pub(super) objectives: Vec<Located<String>>,
    pub(super) pool: Option<Located<String>>,
    pub(super) kind: Option<Located<QuestionKind>>,
    pub(super) draw: Option<Located<usize>>,
    pub(super) pass: Option<Located<usize>>,
    pub(super) span: Range<usize>,
}

impl Writer<'_> {
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
        self.done.learning.tests.push(Test {
            heading,
            pool,
            draw: announced.draw,
            pass: announced.pass,
            span: announced.span,
        });
        Some(Section::Test(self.done.learning.tests.len() - 1))
    }
}
