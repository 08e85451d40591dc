//! What a page teaches with: questions, tests, prompts, objectives and the nodes of a role-play.
//!
//! They are written as ordinary Markdown with a comment before it, and are part of the parsed document: their words are blocks like
//! all others, their marks are read here. What stands where in the HTML is known by holes.

use std::ops::Range;

use super::block::Hash40;
use super::{Located, PlainText};

/// What a page teaches with, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learning {
    /// The questions.
    pub questions: Vec<Question>,
    /// What can be chosen in them, one question's after the other's.
    pub options: Vec<Answer>,
    /// Tests of questions drawn from a pool.
    pub tests: Vec<Test>,
    /// What learners write for themselves.
    pub prompts: Vec<Prompt>,
    /// What a learner can do after the page.
    pub objectives: Vec<Objective>,
    /// The rules of behaviour, each as short as it is written.
    pub rules: Vec<PlainText>,
    /// The nodes of a role-play.
    pub nodes: Vec<Node>,
    /// What can be chosen in them, one node's after the other's.
    pub choices: Vec<Choice>,
}

impl Learning {
    /// Whether the page has nothing of the kind.
    pub fn is_empty(&self) -> bool {
        self.questions.is_empty()
            && self.tests.is_empty()
            && self.prompts.is_empty()
            && self.objectives.is_empty()
            && self.nodes.is_empty()
    }

    /// What can be chosen in a question.
    pub fn options_of(&self, question: &Question) -> &[Answer] {
        &self.options[question.options.clone()]
    }

    /// What can be chosen in a node.
    pub fn choices_of(&self, node: &Node) -> &[Choice] {
        &self.choices[node.choices.clone()]
    }
}

/// How a question is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum QuestionKind {
    /// One option is right.
    Single,
    /// Several options may be right.
    Multiple,
    /// The items are put in order; the file has them in the right one.
    Order,
    /// Each left side has its right one.
    Match,
    /// An answer is typed.
    Short,
}

impl QuestionKind {
    /// The name in attributes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
            Self::Order => "order",
            Self::Match => "match",
            Self::Short => "short",
        }
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its heading, by its place among the page's.
    pub heading: usize,
    /// How it is answered.
    pub kind: QuestionKind,
    /// The objectives that it tests.
    pub objectives: Vec<Located<String>>,
    /// The pool that it is in.
    pub pool: Option<Located<String>>,
    /// Its options, among the page's.
    pub options: Range<usize>,
    /// Its element.
    pub part: Part,
    /// What stands between its heading and the answers.
    pub stem: Part,
    /// What explains the whole of it, behind the answers.
    pub explained: Option<Part>,
    /// Of its words and of what is right: another digest, another question.
    pub version: Hash40,
    /// The bytes of its comment.
    pub span: Range<usize>,
}

/// An option, an item to be put in order, a pair, or an accepted answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What it says; of a pair, the left side.
    pub text: PlainText,
    /// The right side of a pair.
    pub other: Option<PlainText>,
    /// Whether it is right to choose it.
    pub right: bool,
    /// The HTML of what it says; of a pair, of the left side.
    pub part: Part,
    /// What is said to those who choose it.
    pub feedback: Option<Part>,
    /// The bytes of its first line.
    pub span: Range<usize>,
}

/// A test: questions drawn from a pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Its heading, by its place among the page's.
    pub heading: usize,
    /// The pool.
    pub pool: Located<String>,
    /// How many questions are drawn; all, if it does not say.
    pub draw: Option<Located<usize>>,
    /// How many of them are to be right; all, if it does not say.
    pub pass: Option<Located<usize>>,
    /// The bytes of its comment.
    pub span: Range<usize>,
}

/// What a learner writes for themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PromptKind {
    /// Thoughts on a case of their own.
    Reflect,
    /// An if–then plan.
    Plan,
}

impl PromptKind {
    /// The name in attributes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reflect => "reflect",
            Self::Plan => "plan",
        }
    }
}

/// A place to write.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// Its heading, by its place among the page's.
    pub heading: usize,
    /// What is written there.
    pub kind: PromptKind,
    /// Its HTML, heading and all, and the holes in it.
    pub part: Part,
}

/// A part of the page: its HTML, and which of the holes are in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// The HTML.
    pub html: Range<usize>,
    /// The holes.
    pub holes: Range<usize>,
}

/// What a learner can do after the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// Its id, the same in all languages.
    pub id: Located<String>,
    /// What it says.
    pub text: PlainText,
}

/// A node of a role-play.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its heading, by its place among the page's.
    pub heading: usize,
    /// What can be chosen here, among the page's; an ending has nothing.
    pub choices: Range<usize>,
    /// Its HTML, heading and all, and the holes in it.
    pub part: Part,
}

/// Something that can be said or done in a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it says.
    pub text: PlainText,
    /// The id that it leads to.
    pub to: Located<String>,
    /// What it changes: the scores' names and by how much. The name is empty where there is only one.
    pub scores: Vec<(String, i32)>,
    /// The bytes of its scores, if it has any; of the whole line otherwise.
    pub place: Range<usize>,
    /// Whether something is said to those who choose it.
    pub feedback: bool,
}
