//! What the template of a page sees of what teaches on it: which scripts are of use, and what they need to know.

use std::borrow::Cow;

use serde_json::json;

use crate::course::{Context, Play};
use crate::render::Renderer;
use crate::render::content::Content;
use crate::render::view::view;

view! {
    /// `page.teaches`
    pub(super) struct Teaches<'a> {
        questions: bool,
        prompts: bool,
        play: Option<Cow<'a, str>>,
    }
}

impl Teaches<'_> {
    /// `None` if nothing on the page teaches. `warm_up`: whether it opens with questions of other pages.
    pub(super) fn of(content: &Content<'_>, warm_up: bool) -> Option<Self> {
        let learning = &content.document.head.learning;
        let play = (!learning.nodes.is_empty()).then(|| play(content)).flatten().map(Cow::Owned);
        if learning.is_empty() && !warm_up {
            return None;
        }
        Some(Self {
            questions: warm_up || !learning.questions.is_empty() || !learning.tests.is_empty(),
            prompts: !learning.prompts.is_empty(),
            play,
        })
    }
}

/// The role-play's key, its first node, and its scores: those that are asked for first.
fn play(content: &Content<'_>) -> Option<String> {
    let r = &content.renderer;
    let play = Play::of(r.course_context(), content.page.doc?)?;
    let mut ids: Vec<&str> = play.pass.keys().map(String::as_str).collect();
    for (name, _) in play.edges.iter().flat_map(|edge| &edge.scores) {
        if !ids.contains(&name.as_str()) {
            ids.push(name);
        }
    }
    let score = |id: &&str| json!({ "id": id, "name": content.score_name(id), "least": play.pass.get(*id) });
    let scores: Vec<serde_json::Value> = ids.iter().map(score).collect();
    let start = &play.nodes[play.start].id;
    Some(json!({ "key": content.page.key.as_str(), "start": start, "scores": scores }).to_string())
}

impl<'a> Renderer<'a> {
    /// What is known of the site's pages as a course.
    pub(in crate::render) fn course_context(&self) -> Context<'a> {
        Context { config: self.config, site: self.site, docs: self.docs, anchors: self.anchors }
    }
}
