//! Objectives, and the questions and role-plays that cite them.

use std::collections::HashMap;
use std::ops::Range;

use super::Context;
use crate::diag::{Code, Diagnostic, Diags, nearest};
use crate::fields::Located;
use crate::ids::{DocId, GroupId};
use crate::parse::{Document, Kind};

/// All objectives and what tests them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// In the order of the pages.
    pub goals: Vec<Goal>,
}

/// An objective.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Its id.
    pub id: String,
    /// The page that has it.
    pub group: GroupId,
    /// Its place among the page's.
    pub index: usize,
    /// The questions that test it: the page and the heading's id.
    pub questions: Vec<(GroupId, String)>,
    /// The role-plays that practise it.
    pub scenarios: Vec<GroupId>,
}

/// The objectives of the originals, and what cites them.
pub(super) fn coverage(cx: Context<'_>) -> (Coverage, Diags) {
    let mut diags = Diags::new();
    let mut goals: Vec<Goal> = Vec::new();
    let mut places: HashMap<String, (DocId, Range<usize>)> = HashMap::new();
    for (doc, document) in originals(cx) {
        let group = cx.site.texts[doc.index()].group;
        for (index, objective) in document.head.learning.objectives.iter().enumerate() {
            let id = &objective.id;
            if id.value.is_empty() {
                diags.push(
                    Diagnostic::new(
                        Code::ObjectiveSyntax,
                        "this objective has no id for questions to cite",
                        "begin it with one: - `need` …",
                    )
                    .at(&document.file, id.span.clone()),
                );
                continue;
            }
            if let Some((other, span)) = places.get(&id.value) {
                diags.push(
                    Diagnostic::new(
                        Code::ObjectiveSyntax,
                        format!("`{}` is another objective's id too", id.value),
                        "give one of the two another id",
                    )
                    .at(&document.file, id.span.clone())
                    .label(&cx.document(*other).file, span.clone(), "the other one"),
                );
                continue;
            }
            places.insert(id.value.clone(), (doc, id.span.clone()));
            goals.push(Goal { id: id.value.clone(), group, index, questions: Vec::new(), scenarios: Vec::new() });
        }
    }
    let by_id: HashMap<String, usize> = goals.iter().enumerate().map(|(i, goal)| (goal.id.clone(), i)).collect();
    let cited = |document: &Document, id: &Located<String>, diags: &mut Diags| -> Option<usize> {
        let found = by_id.get(&id.value).copied();
        if found.is_none() {
            let help = match nearest(&id.value, by_id.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "list the objectives of a page under a heading with the id `objectives`: - `need` …".to_owned(),
            };
            diags.push(
                Diagnostic::new(Code::UnknownObjective, format!("there is no objective `{}`", id.value), help)
                    .at(&document.file, id.span.clone()),
            );
        }
        found
    };
    for (doc, document) in cx.teaching() {
        let text = &cx.site.texts[doc.index()];
        let is_original = text.origin.is_none();
        for question in &document.head.learning.questions {
            for id in &question.objectives {
                if let Some(goal) = cited(document, id, &mut diags).filter(|_| is_original) {
                    goals[goal].questions.push((text.group, cx.id_of(doc, question).to_owned()));
                }
            }
        }
        for id in &document.head.meta.objectives {
            if let Some(goal) = cited(document, id, &mut diags).filter(|_| is_original) {
                goals[goal].scenarios.push(text.group);
            }
        }
        if !is_original {
            same_ids(cx, doc, document, &mut diags);
        }
    }
    (Coverage { goals }, diags)
}

/// The documents that are no translations, in the order of their keys.
fn originals<'a>(cx: Context<'a>) -> impl Iterator<Item = (DocId, &'a Document)> {
    let mut found: Vec<_> = cx.teaching().filter(|(doc, _)| cx.site.texts[doc.index()].origin.is_none()).collect();
    let rank = |doc: DocId| {
        let text = &cx.site.texts[doc.index()];
        cx.site.group(text.group).pages[text.lang.index()].map(|page| cx.site.page(page).rank)
    };
    found.sort_by_key(|(doc, _)| rank(*doc));
    found.into_iter()
}

/// A translation's objectives are the original's.
fn same_ids(cx: Context<'_>, doc: DocId, document: &Document, diags: &mut Diags) {
    let Some(origin) = cx.site.texts[doc.index()].origin.map(|origin| cx.document(origin)) else { return };
    let original = &origin.head.learning.objectives;
    for objective in &document.head.learning.objectives {
        if !original.iter().any(|other| other.id.value == objective.id.value) {
            let names = original.iter().map(|other| other.id.value.as_str());
            let help = match nearest(&objective.id.value, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "begin it with the id that it has in the original".to_owned(),
            };
            diags.push(
                Diagnostic::new(Code::QuizMismatch, "the original has no objective with this id", help)
                    .at(&document.file, objective.id.span.clone()),
            );
        }
    }
}

/// Objectives that nothing tests, and questions that test none.
pub(super) fn suggestions(cx: Context<'_>, coverage: &Coverage) -> Diags {
    let mut diags = Diags::new();
    if coverage.goals.is_empty() {
        return diags;
    }
    for goal in coverage.goals.iter().filter(|goal| goal.questions.is_empty() && goal.scenarios.is_empty()) {
        let group = cx.site.group(goal.group);
        let Some((_, doc)) = group.members.iter().find(|(lang, _)| *lang == group.origin) else { continue };
        let document = cx.document(*doc);
        let objective = &document.head.learning.objectives[goal.index];
        diags.push(
            Diagnostic::new(
                Code::ObjectiveUntested,
                format!("nothing tests the objective `{}`", goal.id),
                format!("write a question for it: `<!-- quiz objective={} -->`", goal.id),
            )
            .at(&document.file, objective.id.span.clone()),
        );
    }
    for (_, document) in originals(cx) {
        let mut untied = |span: &Range<usize>, what: &str, help: &str| {
            diags.push(
                Diagnostic::new(Code::TestsNothing, format!("this {what} tests no objective"), help)
                    .at(&document.file, span.clone()),
            );
        };
        for question in document.head.learning.questions.iter().filter(|question| question.objectives.is_empty()) {
            untied(&question.span, "question", "name one: `objective=need`");
        }
        let meta = &document.head.meta;
        if let Some(kind) = meta.kind.as_ref().filter(|kind| kind.value == Kind::Scenario)
            && meta.objectives.is_empty()
        {
            untied(&kind.span, "role-play", "name some in its front matter: `objectives: [need]`");
        }
    }
    diags
}
