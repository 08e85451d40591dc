//! Questions: what gives the answer away, what differs between languages, what a test needs of its pool.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Context, Course};
use crate::diag::{Code, Diagnostic, Diags, Severity, nearest};
use crate::ids::DocId;
use crate::locale::Locale;
use crate::parse::Document;
use crate::parse::learning::{Question, QuestionKind};

/// From how many questions with one right option on it can be said that it is always the longest, or in one place.
const TELLING: usize = 4;

pub(super) fn check(cx: Context<'_>, course: &Course, diags: &mut Diags) {
    let all = cx.teaching().flat_map(|(_, document)| &document.head.learning.tests);
    let drawn_from: BTreeSet<&str> = all.map(|test| test.pool.value.as_str()).collect();
    for (doc, document) in cx.teaching() {
        let text = &cx.site.texts[doc.index()];
        let learning = &document.head.learning;
        for question in &learning.questions {
            feedback(document, question, diags);
            catch_all(document, question, &cx.config.language(text.lang).locale, diags);
        }
        giveaway(document, diags);
        tests(cx, course, doc, document, diags);
        if let Some(origin) = text.origin {
            same_answers(cx, (doc, document), (origin, cx.document(origin)), diags);
        } else {
            drawn(document, &drawn_from, diags);
        }
    }
}

fn report(diags: &mut Diags, document: &Document, code: Code, span: &Range<usize>, message: String, help: &str) {
    diags.push(Diagnostic::new(code, message, help).at(&document.file, span.clone()));
}

/// Options that say nothing to those who choose them.
fn feedback(document: &Document, question: &Question, diags: &mut Diags) {
    if !matches!(question.kind, QuestionKind::Single | QuestionKind::Multiple) {
        return;
    }
    let options = document.head.learning.options_of(question);
    for option in options.iter().filter(|option| option.feedback.is_none()) {
        report(
            diags,
            document,
            Code::FeedbackMissing,
            &option.span,
            "nothing is said to those who choose this".to_owned(),
            "say why it is right or wrong in a quote under it: `  > …`",
        );
    }
}

/// "All of the above" and the like: it is right too often, and says nothing by itself.
fn catch_all(document: &Document, question: &Question, locale: &Locale, diags: &mut Diags) {
    if !matches!(question.kind, QuestionKind::Single | QuestionKind::Multiple) {
        return;
    }
    for option in document.head.learning.options_of(question) {
        let text = locale.lower(&option.text.written);
        let text = text.trim_end_matches(['.', '!']).trim();
        if CATCH_ALL.contains(&text) {
            report(
                diags,
                document,
                Code::QuizGiveaway,
                &option.span,
                "an option about the other options gives the answer away to those who know two of them".to_owned(),
                "name what it stands for, or ask for all that fit: `type=multiple`",
            );
        }
    }
}

/// What people write for "all of the above" and "none of the above".
const CATCH_ALL: [&str; 28] = [
    "all of the above",
    "all of these",
    "all the above",
    "all are correct",
    "none of the above",
    "none of these",
    "kõik eelnevad",
    "kõik eelnev",
    "kõik eelmised",
    "kõik ülaltoodud",
    "kõik vastused on õiged",
    "kõik need",
    "mitte ükski neist",
    "ükski neist",
    "mitte ükski eelnevatest",
    "kaikki edellä mainitut",
    "kaikki edelliset",
    "kaikki yllä olevat",
    "kaikki nämä",
    "ei mikään edellä mainituista",
    "ei mikään näistä",
    "ei mikään edellisistä",
    "alla ovanstående",
    "alla dessa",
    "alla alternativen",
    "inget av ovanstående",
    "inget av dessa",
    "ingen av dessa",
];

/// The right option is always the longest, or always in the same place.
fn giveaway(document: &Document, diags: &mut Diags) {
    let learning = &document.head.learning;
    let single = |question: &&Question| {
        question.kind == QuestionKind::Single && learning.options_of(question).iter().filter(|o| o.right).count() == 1
    };
    let questions: Vec<&Question> = learning.questions.iter().filter(single).collect();
    if questions.len() < TELLING {
        return;
    }
    let place = |question: &Question| learning.options_of(question).iter().position(|option| option.right);
    let is_longest = |question: &&Question| {
        let options = learning.options_of(question);
        let length = |i: usize| options[i].text.written.chars().count();
        place(question).is_some_and(|right| (0..options.len()).all(|i| i == right || length(i) < length(right)))
    };
    let first = &document.head.headings[questions[0].heading].place;
    if questions.iter().all(is_longest) {
        report(
            diags,
            document,
            Code::QuizGiveaway,
            first,
            format!("in all {} questions of this page the right option is the longest", questions.len()),
            "make some wrong options as long: who knows nothing guesses by length",
        );
    }
    if questions.iter().all(|question| place(question) == place(questions[0])) {
        let nth = place(questions[0]).unwrap_or(0) + 1;
        report(
            diags,
            document,
            Code::QuizGiveaway,
            first,
            format!("in all {} questions of this page option {nth} is the right one", questions.len()),
            "put it in another place in some of them",
        );
    }
}

/// A test has a pool with enough questions.
fn tests(cx: Context<'_>, course: &Course, doc: DocId, document: &Document, diags: &mut Diags) {
    let lang = cx.site.texts[doc.index()].lang;
    let tests = &document.head.learning.tests;
    for (i, test) in tests.iter().enumerate() {
        if tests[..i].iter().any(|other| other.pool.value == test.pool.value) {
            let message = format!("another test of this page draws from the pool `{}`", test.pool.value);
            report(diags, document, Code::TestPool, &test.pool.span, message, "put one of the two on another page");
            continue;
        }
        let there = course.pool(lang, &test.pool.value).len();
        if there == 0 {
            let pools = course.pools[lang.index()].keys().map(String::as_str);
            let help = match nearest(&test.pool.value, pools) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("put questions into it: `<!-- quiz pool={} -->`", test.pool.value),
            };
            report(
                diags,
                document,
                Code::TestPool,
                &test.pool.span,
                format!("no question is in the pool `{}`", test.pool.value),
                &help,
            );
            continue;
        }
        if let Some(draw) = test.draw.as_ref().filter(|draw| draw.value > there) {
            let message = format!("{} questions are drawn, and the pool `{}` has {there}", draw.value, test.pool.value);
            report(diags, document, Code::TestPool, &draw.span, message, "write more questions, or draw fewer");
        }
        let drawn = test.draw.as_ref().map_or(there, |draw| draw.value);
        if let Some(pass) = test.pass.as_ref().filter(|pass| pass.value > drawn) {
            let message = format!("{} are to be right of the {drawn} that are asked", pass.value);
            report(diags, document, Code::TestPool, &pass.span, message, "ask for fewer, or draw more");
        }
    }
}

/// A pool that no test draws from is a slip of the pen.
fn drawn(document: &Document, pools: &BTreeSet<&str>, diags: &mut Diags) {
    for question in &document.head.learning.questions {
        let Some(pool) = &question.pool else { continue };
        if !pools.contains(pool.value.as_str()) {
            let help = match nearest(&pool.value, pools.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("draw from it somewhere: `<!-- test pool={} draw=10 pass=8 -->`", pool.value),
            };
            let mut diagnostic =
                Diagnostic::new(Code::TestPool, format!("no test draws from the pool `{}`", pool.value), help)
                    .at(&document.file, pool.span.clone());
            diagnostic.severity = Severity::Warning;
            diags.push(diagnostic);
        }
    }
}

/// What is right in the original is right in its translation. What the original's author changed otherwise, freshness tells.
fn same_answers(cx: Context<'_>, own: (DocId, &Document), original: (DocId, &Document), diags: &mut Diags) {
    let (learning, theirs) = (&own.1.head.learning, &original.1.head.learning);
    for other in &theirs.questions {
        let id = cx.id_of(original.0, other);
        let ids = &cx.anchors[own.0.index()].headings;
        let Some(heading) = ids.iter().position(|known| known == id) else { continue };
        if learning.questions.iter().all(|question| question.heading != heading) {
            let mut diagnostic = Diagnostic::new(
                Code::QuizMismatch,
                format!("`{id}` is a question in the original, and none here"),
                "write the comment before its heading: `<!-- quiz -->`, with the original's settings",
            )
            .at(&own.1.file, own.1.head.headings[heading].place.clone())
            .label(&original.1.file, other.span.clone(), "in the original");
            diagnostic.severity = Severity::Warning;
            diags.push(diagnostic);
        }
    }
    for question in &learning.questions {
        let id = cx.id_of(own.0, question);
        let Some(other) = theirs.questions.iter().find(|other| cx.id_of(original.0, other) == id) else {
            let mut diagnostic = Diagnostic::new(
                Code::QuizMismatch,
                format!("the original has no question `{id}`"),
                "give it the id that it has in the original: what learners answered is kept by it",
            )
            .at(&own.1.file, own.1.head.headings[question.heading].place.clone());
            diagnostic.severity = Severity::Warning;
            diags.push(diagnostic);
            continue;
        };
        let (mine, those) = (learning.options_of(question), theirs.options_of(other));
        if question.kind == QuestionKind::Short && other.kind == QuestionKind::Short {
            continue;
        }
        let shape = |kind: QuestionKind, count: usize| format!("`{}` with {count} options", kind.as_str());
        if question.kind != other.kind && mine.len() == those.len() && !is_choice(question, other)
            || mine.len() != those.len()
        {
            let mut diagnostic = Diagnostic::new(
                Code::QuizMismatch,
                format!(
                    "this question is {} here, and {} in the original",
                    shape(question.kind, mine.len()),
                    shape(other.kind, those.len())
                ),
                "bring it up to date with the original",
            )
            .at(&own.1.file, question.span.clone())
            .label(&original.1.file, other.span.clone(), "in the original");
            diagnostic.severity = Severity::Warning;
            diags.push(diagnostic);
            continue;
        }
        for (option, that) in mine.iter().zip(those).filter(|(a, b)| a.right != b.right) {
            let say = |right: bool| if right { "right" } else { "wrong" };
            diags.push(
                Diagnostic::new(
                    Code::QuizMismatch,
                    format!("this option is {} here, and {} in the original", say(option.right), say(that.right)),
                    "mark the same options in both languages",
                )
                .at(&own.1.file, option.span.clone())
                .label(&original.1.file, that.span.clone(), "in the original"),
            );
        }
    }
}

/// Whether both have options, so that what is right can be compared one by one.
fn is_choice(a: &Question, b: &Question) -> bool {
    [a, b].iter().all(|question| matches!(question.kind, QuestionKind::Single | QuestionKind::Multiple))
}
