//! Parts of a page that begin with a heading and mean something: the poor and the good model, prompts to write, tests, the nodes of
//! a role-play, objectives.

use std::ops::Range;

use pulldown_cmark::{Tag, TagEnd};

use super::super::block::BlockKind;
use super::super::learning::{Choice, Node, Objective, Part, Prompt, PromptKind};
use super::super::{Hole, PlainText, Ui};
use super::announce::Announced;
use super::comments::Word;
use super::quiz::OpenQuestion;
use super::{Writer, line_of};
use crate::diag::{Code, Diagnostic};
use crate::fields::Located;

/// What teaches, while the page is written.
#[derive(Default)]
pub(super) struct Learn {
    /// Whether the page is a role-play.
    scenario: bool,
    pub(super) announced: Option<Announced>,
    pub(super) question: Option<OpenQuestion>,
    /// What the text of the block at hand is to be kept as.
    pub(super) capture: Option<Capture>,
    /// What stands for the picture that it begins with.
    pub(super) alt: String,
    open: Vec<(u8, Section)>,
    list: List,
    /// How much of a rule is written strong, if it begins so.
    strong: Strong,
}

/// The strong words that a rule begins with.
#[derive(Clone, Copy, Default)]
enum Strong {
    #[default]
    None,
    Open,
    /// They are so long.
    Until(usize),
}

impl Learn {
    pub(super) fn new(scenario: bool) -> Self {
        Self { scenario, ..Self::default() }
    }
}

/// What a text is kept as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Capture {
    Option,
    Other,
    Objective,
    Rule,
    Choice,
}

/// A part of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Poor,
    Good,
    Prompt(usize),
    Test(usize),
    Node(usize),
    /// Below a heading with the id `objectives`.
    Objectives,
}

/// A list that means something.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum List {
    #[default]
    None,
    /// It is expected, or open.
    Objectives,
    /// Rules are.
    Rules,
    /// A node's choices may come.
    Choices,
    /// They are at hand.
    InChoices,
}

/// The id of the heading above the objectives.
const OBJECTIVES: &str = "objectives";

/// The id of the heading above the rules of behaviour.
const RULES: &str = "rules";

/// The level of the headings that are a role-play's nodes.
const NODE: u8 = 2;

impl Writer<'_> {
    /// A heading at the top level begins: what it ends ends, and what it begins begins.
    pub(super) fn start_section(&mut self, index: usize) {
        let announced = self.learn.announced.take();
        let heading = &self.done.headings[index];
        let (level, explicit) = (heading.level, heading.explicit);
        let has = |class: &str| heading.classes.iter().any(|own| own == class);
        let (poor, good) = (has("poor"), has("good"));
        let listed = explicit.then_some(heading.id.as_str());
        let (is_objectives, is_rules) = (listed == Some(OBJECTIVES), listed == Some(RULES));
        while let Some((open, section)) = self.learn.open.last().copied().filter(|(open, _)| *open >= level) {
            self.learn.open.pop();
            if section == Section::Poor && good && open == level {
                self.out.fresh_line();
                self.out.html.push_str("</section>\n<section class=\"model model-good\">\n");
                self.learn.open.push((level, Section::Good));
                return;
            }
            self.end_section(section);
        }
        self.learn.list = List::None;
        let is_node = self.learn.scenario && level == NODE && explicit;
        let announced = announced.filter(|announced| {
            let fits = !is_node || announced.word == Word::Quiz;
            if !fits {
                let message = format!("`{}` stands before a node of the role-play", announced.word.as_str());
                let help = "put it before a heading of another level, or on another page";
                self.diags.push(Diagnostic::new(Code::QuizSyntax, message, help).at(self.file, announced.span.clone()));
            }
            fits
        });
        let section = match announced {
            Some(announced) => match announced.word {
                Word::Quiz => {
                    self.start_question(index, announced);
                    return;
                }
                Word::Test => self.start_test(index, announced),
                Word::Reflect => Some(self.start_prompt(index, PromptKind::Reflect)),
                Word::Plan => Some(self.start_prompt(index, PromptKind::Plan)),
            },
            None if poor => Some(Section::Poor),
            None if is_objectives => Some(Section::Objectives),
            None if is_rules => {
                self.learn.list = List::Rules;
                None
            }
            None if is_node => {
                let choices = self.done.learning.choices.len();
                self.done.learning.nodes.push(Node {
                    heading: index,
                    choices: choices..choices,
                    part: Part::default(),
                });
                Some(Section::Node(self.done.learning.nodes.len() - 1))
            }
            None => None,
        };
        let Some(section) = section else { return };
        self.out.fresh_line();
        let (html, holes) = (self.out.html.len(), self.out.holes.len());
        if let Some(part) = self.part(section) {
            (part.html.start, part.holes.start) = (html, holes);
        }
        match section {
            Section::Poor => self.out.html.push_str("<div class=\"models\">\n<section class=\"model model-poor\">\n"),
            Section::Prompt(i) => {
                let kind = self.done.learning.prompts[i].kind.as_str();
                self.out.html.push_str(&format!("<section class=\"prompt prompt-{kind}\">\n"));
            }
            Section::Test(i) => {
                self.out.html.push_str("<section class=\"test\"");
                self.out.hole(Hole::Test(i));
                self.out.html.push_str(">\n");
            }
            Section::Node(i) => {
                self.learn.list = List::Choices;
                self.out.html.push_str("<section class=\"node\"");
                self.out.hole(Hole::Node(i));
                self.out.html.push_str(">\n");
            }
            Section::Objectives => {
                self.learn.list = List::Objectives;
                self.out.html.push_str("<section class=\"objectives\">\n");
            }
            Section::Good => {}
        }
        self.learn.open.push((level, section));
    }

    fn start_prompt(&mut self, heading: usize, kind: PromptKind) -> Section {
        self.done.learning.prompts.push(Prompt { heading, kind, part: Part::default() });
        let heading = &self.done.headings[heading];
        if !heading.explicit {
            let place = heading.place.clone();
            self.quiz_report(
                Code::QuizSyntax,
                place,
                "the heading of a prompt needs an id of its own: what learners write is kept by it",
                "write one at its end: `{#some-id}`",
            );
        }
        Section::Prompt(self.done.learning.prompts.len() - 1)
    }

    fn end_section(&mut self, section: Section) {
        self.out.fresh_line();
        match section {
            Section::Poor | Section::Good => self.out.html.push_str("</section>\n</div>\n"),
            Section::Prompt(i) => {
                self.out.hole(Hole::Prompt(i));
                self.out.html.push_str("</section>\n");
            }
            Section::Test(i) => {
                self.out.hole(Hole::Drawn(i));
                self.out.html.push_str("</section>\n");
            }
            Section::Node(_) | Section::Objectives => self.out.html.push_str("</section>\n"),
        }
        let (html, holes) = (self.out.html.len(), self.out.holes.len());
        if let Some(part) = self.part(section) {
            (part.html.end, part.holes.end) = (html, holes);
        }
    }

    /// Where a section is kept that is shown elsewhere too.
    fn part(&mut self, section: Section) -> Option<&mut Part> {
        match section {
            Section::Prompt(i) => Some(&mut self.done.learning.prompts[i].part),
            Section::Node(i) => Some(&mut self.done.learning.nodes[i].part),
            _ => None,
        }
    }

    /// The page ends, and all that is open on it.
    pub(super) fn end_sections(&mut self) {
        self.end_question();
        self.drop_announced();
        while let Some((_, section)) = self.learn.open.pop() {
            self.end_section(section);
        }
        let learning = &self.done.learning;
        if !learning.questions.is_empty() {
            self.out.fresh_line();
            self.out.html.push_str("<section class=\"key\">");
            self.out.hole(Hole::Key);
            self.out.html.push_str("</section>\n");
        }
    }

    /// Keeps the text of the block at hand, if it is asked for.
    pub(super) fn keep_text(&mut self) {
        self.note_question();
        let Some(capture) = self.learn.capture.take() else { return };
        self.learn.alt.clear();
        let text = self.plain_text();
        let text = PlainText { written: text.written.trim_start().to_owned(), ..shifted(text) };
        let learning = &mut self.done.learning;
        match capture {
            Capture::Option => {
                if let Some(option) = learning.options.last_mut() {
                    option.text = text;
                }
            }
            Capture::Other => {
                if let Some(option) = learning.options.last_mut() {
                    option.other = Some(text);
                }
            }
            Capture::Objective => {
                if let Some(objective) = learning.objectives.last_mut() {
                    objective.text = text;
                }
            }
            Capture::Rule => {
                let whole = text.written.trim_end().len();
                let length = match self.learn.strong {
                    Strong::Until(length) => length.min(whole),
                    _ => whole,
                };
                let written = text.written.get(..length).unwrap_or(&text.written).trim().to_owned();
                if !written.is_empty() {
                    learning.rules.push(PlainText { written, ..text });
                }
            }
            Capture::Choice => {
                if let Some(choice) = learning.choices.last_mut() {
                    choice.text = text;
                }
            }
        }
    }

    /// Something of a list that means something begins. Whether it is done with.
    pub(super) fn list_starts(&mut self, tag: &Tag<'_>, span: &Range<usize>) -> bool {
        let depth = self.depth;
        match (self.learn.list, tag) {
            (List::Choices, Tag::List(None)) if depth == 1 => {
                let from = self.done.learning.choices.len();
                if let Some(node) = self.done.learning.nodes.last_mut() {
                    // A list of links is the choices; others are lists.
                    let begins_with_link =
                        self.text[span.clone()].trim_start_matches(['-', '*', '+', ' ']).starts_with('[');
                    if !begins_with_link || !node.choices.is_empty() {
                        return false;
                    }
                    node.choices = from..from;
                }
                self.learn.list = List::InChoices;
                self.lists.push("ul");
                self.out.fresh_line();
                self.out.html.push_str("<ul class=\"choices\">\n");
                true
            }
            (List::InChoices, Tag::Item) if depth == 2 => {
                self.out.fresh_line();
                self.out.html.push_str("<li class=\"choice\"");
                self.out.hole(Hole::Choice(self.done.learning.choices.len()));
                self.out.html.push('>');
                self.open_frame(BlockKind::Item, "ul");
                let line = line_of(self.text, span);
                let line = line.start..line.start + self.text[line].split('\n').next().unwrap_or("").trim_end().len();
                self.learn.capture = Some(Capture::Choice);
                let to = Located { value: String::new(), span: line.clone() };
                self.done.learning.choices.push(Choice {
                    text: PlainText::default(),
                    to,
                    scores: Vec::new(),
                    place: line,
                    feedback: false,
                });
                true
            }
            (List::InChoices, Tag::Link { dest_url, .. }) if self.learn.capture == Some(Capture::Choice) => {
                let place = self.destination(dest_url, span);
                if let Some(choice) = self.done.learning.choices.last_mut().filter(|choice| choice.to.value.is_empty())
                {
                    choice.to = Located { value: dest_url.to_string(), span: place };
                }
                false
            }
            (List::InChoices, Tag::BlockQuote(None)) if depth == 3 => {
                if let Some(choice) = self.done.learning.choices.last_mut() {
                    choice.feedback = true;
                }
                self.start_feedback(Ui::Consequence);
                true
            }
            (List::Choices, Tag::BlockQuote(None)) if depth == 1 && self.after_choices() => {
                let line = self.text[span.clone()].split('\n').next().unwrap_or("").trim_end().len();
                self.quiz_report(
                    Code::QuizFeedback,
                    span.start..span.start + line,
                    "this stands under no choice",
                    "set it in by two spaces, so that it belongs to the choice above it",
                );
                false
            }
            (List::Objectives, Tag::Item) if depth == 2 => {
                self.out.fresh_line();
                self.out.html.push_str("<li");
                self.out.hole(Hole::Objective(self.done.learning.objectives.len()));
                self.out.html.push('>');
                self.open_frame(BlockKind::Item, self.lists.last().copied().unwrap_or(""));
                self.learn.capture = Some(Capture::Objective);
                let line = line_of(self.text, span);
                let line = line.start..line.start + self.text[line].split('\n').next().unwrap_or("").trim_end().len();
                self.done
                    .learning
                    .objectives
                    .push(Objective { id: Located { value: String::new(), span: line }, text: PlainText::default() });
                true
            }
            (List::Rules, Tag::Item) if depth == 2 => {
                self.learn.capture = Some(Capture::Rule);
                self.learn.strong = Strong::None;
                false
            }
            _ => false,
        }
    }

    /// Strong words begin: a rule's, if nothing stands before them.
    pub(super) fn strong_starts(&mut self) {
        // What stands for a picture is no rule's beginning.
        if self.learn.capture == Some(Capture::Rule) && self.image.is_none() && self.plain.trim().is_empty() {
            self.learn.strong = Strong::Open;
        }
    }

    pub(super) fn strong_ends(&mut self) {
        if let Strong::Open = self.learn.strong {
            self.learn.strong = Strong::Until(self.plain.trim().len());
        }
    }

    pub(super) fn list_ends(&mut self, tag: &TagEnd) -> bool {
        let depth = self.depth;
        match (self.learn.list, tag) {
            (List::InChoices, TagEnd::BlockQuote(None)) if depth == 2 => {
                self.flush_block();
                self.close_frame();
                self.out.fresh_line();
                self.out.hole(Hole::Effect(self.done.learning.choices.len().saturating_sub(1)));
                self.out.html.push_str("</details>\n");
                true
            }
            (List::InChoices, TagEnd::List(_)) if depth == 0 => {
                self.learn.list = List::Choices;
                false
            }
            (List::InChoices | List::Objectives | List::Rules, TagEnd::Item) if depth == 1 => {
                self.flush_block();
                self.learn.capture = None;
                let end = self.done.learning.choices.len();
                if let Some(node) = self.done.learning.nodes.last_mut().filter(|_| self.learn.list == List::InChoices) {
                    node.choices.end = end;
                }
                false
            }
            _ => false,
        }
    }

    fn after_choices(&self) -> bool {
        self.done.learning.nodes.last().is_some_and(|node| !node.choices.is_empty())
    }

    /// Code in a list that means something: an objective's id, a choice's scores. Whether it was that.
    pub(super) fn list_code(&mut self, code: &str, span: &Range<usize>) -> bool {
        match (self.learn.list, self.learn.capture) {
            (List::Objectives, Some(Capture::Objective)) if self.plain.trim().is_empty() => {
                let Some(objective) =
                    self.done.learning.objectives.last_mut().filter(|objective| objective.id.value.is_empty())
                else {
                    return false;
                };
                objective.id = Located { value: crate::ids::nfc(code.trim()), span: span.start + 1..span.end - 1 };
                true
            }
            // Code in the link's text is text.
            (List::InChoices, Some(Capture::Choice)) if self.open_links.is_empty() => {
                let scores = scores(code);
                let Some(choice) = self.done.learning.choices.last_mut().filter(|choice| !choice.to.value.is_empty())
                else {
                    return false;
                };
                choice.place = span.clone();
                match scores {
                    Some(scores) => choice.scores = scores,
                    None => {
                        let message = format!("`{code}` is no score");
                        self.quiz_report(
                            Code::ScenarioScore,
                            span.clone(),
                            message,
                            "write `+1` or `-1`, or names and numbers by turns: `trust +1 progress -1`",
                        );
                    }
                }
                true
            }
            _ => false,
        }
    }
}

/// `+2`, or `trust +2 progress -1`.
fn scores(code: &str) -> Option<Vec<(String, i32)>> {
    let number = |word: &str| -> Option<i32> {
        // Word processors make a minus sign of a hyphen.
        let word = word.replace('\u{2212}', "-");
        word.parse().ok().filter(|number: &i32| number.unsigned_abs() <= LARGEST)
    };
    let mut found = Vec::new();
    let mut words = code.split([' ', '\t', ',']).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        match number(word) {
            Some(only) if found.is_empty() => {
                found.push((String::new(), only));
                return words.next().is_none().then_some(found);
            }
            Some(_) => return None,
            None => found.push((word.to_owned(), number(words.next()?)?)),
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Largest score of a single choice: sums stay far within what any language's numbers hold.
const LARGEST: u32 = 1000;

/// A text whose leading white space is taken off.
fn shifted(text: PlainText) -> PlainText {
    let cut = text.written.len() - text.written.trim_start().len();
    let titles = text
        .titles
        .into_iter()
        .map(|(range, link)| (range.start.saturating_sub(cut)..range.end.saturating_sub(cut), link));
    PlainText { titles: titles.collect(), ..text }
}
