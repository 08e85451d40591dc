//! What teaches in a page's text: questions, tests, role-plays, prompts, objectives. In: holes. Out: HTML.
//!
//! Without a script a question can be read, answered and compared with the key below the page; a role-play can be followed by its links.
//! What scripts need to know stands in `data-` attributes; what they keep of learners, they keep by names that are the same in all languages:
//! the page's key and the id that its original has.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::content::{Content, Mode, escaped};
use super::{Highlighted, Renderer, beside};
use crate::ids::{LangId, PageId};
use crate::parse::learning::{Part, Question, QuestionKind};
use crate::parse::{Hash40, Hole, Learning, PlainText, scrambled};
use crate::resolve::Target;

impl Renderer<'_> {
    /// A question as it can stand on another page, in another language perhaps.
    pub(super) fn question(&self, page: PageId, question: usize, into: LangId) -> String {
        let Some(content) = self.content(self.site.page(page)) else { return String::new() };
        self.part(&content, &content.document.head.learning.questions[question].part, into)
    }

    /// A part of a page as it can stand on another one, whose text is in the language `into`. Its code is not highlighted: a page
    /// is made without the other's.
    pub(super) fn part(&self, content: &Content<'_>, part: &Part, into: LangId) -> String {
        static NONE: LazyLock<Highlighted<'static>> = LazyLock::new(Highlighted::new);
        let plain = Content { renderer: Renderer { highlighted: &NONE, ..*self }, ..*content };
        let html = beside::quoted(&plain.part(part.html.clone(), part.holes.clone(), &[]), &self.url(content.page));
        let lang = content.page.content_lang;
        if lang == into {
            return html;
        }
        let language = self.config.language(lang);
        let dir = language.locale.direction().as_str();
        format!("<div lang=\"{}\" dir=\"{dir}\">{html}</div>\n", language.tag)
    }

    /// All forms of the term that a word is a form of.
    pub(super) fn forms(&self, lang: LangId, word: &str) -> &[String] {
        self.glossary.terms(lang).forms_of(word, &self.config.language(lang).locale)
    }
}

impl Content<'_> {
    fn learning(&self) -> &Learning {
        &self.document.head.learning
    }

    /// A name in all languages: the page's key and a heading's id.
    pub(super) fn name(&self, heading: usize) -> String {
        format!("{}#{}", self.page.key, self.anchors.headings[heading])
    }

    /// A question's name in all languages.
    pub(super) fn question_name(&self, question: &Question) -> String {
        self.name(question.heading)
    }

    pub(super) fn plain(&self, text: &PlainText) -> String {
        text.whole(|link| self.renderer.link_title(self.page, link))
    }

    fn own_string(&self, key: &str) -> String {
        self.renderer.theme.strings.text(self.page.content_lang, key)
    }

    /// The question's version: the original's, of which all languages show a translation.
    pub(super) fn version(&self, question: &Question) -> Hash40 {
        let r = &self.renderer;
        let original = || {
            let doc = r.site.texts[self.page.doc?.index()].origin?;
            let id = &self.anchors.headings[question.heading];
            let learning = &r.docs[doc.index()].head.learning;
            let same = |other: &&Question| r.anchors[doc.index()].headings[other.heading] == *id;
            learning.questions.iter().find(same).map(|other| other.version)
        };
        original().unwrap_or(question.version)
    }

    /// Fills a hole of something that teaches.
    pub(super) fn teaching(&self, hole: Hole, out: &mut String) {
        let learning = self.learning();
        match hole {
            Hole::Question(i) => self.question(&learning.questions[i], out),
            Hole::QuestionHint(i) => self.hint(&learning.questions[i], out),
            Hole::Option(i) => self.option(i, out),
            Hole::Input(i) => self.input(i, out),
            Hole::AnswerField(i) => self.answer_field(&learning.questions[i], out),
            Hole::Key => self.key(out),
            Hole::Test(i) => {
                let test = &learning.tests[i];
                let _ = write!(out, " data-test=\"{}\"", escaped(&self.name(test.heading)));
                let _ = write!(out, " data-pool=\"{}\"", escaped(&test.pool.value));
                for (name, number) in [("draw", &test.draw), ("pass", &test.pass)] {
                    if let Some(number) = number {
                        let _ = write!(out, " data-{name}=\"{}\"", number.value);
                    }
                }
            }
            Hole::Drawn(i) => self.drawn(i, out),
            Hole::Prompt(i) => {
                let prompt = &learning.prompts[i];
                let name = escaped(&self.name(prompt.heading));
                let _ = writeln!(out, "<div class=\"lines\" data-prompt=\"{name}\"></div>");
            }
            Hole::Objective(i) => {
                if let Some(objective) = learning.objectives.get(i) {
                    let id = escaped(&objective.id.value);
                    let _ = write!(out, " data-objective=\"{id}\"");
                }
            }
            Hole::Node(i) => {
                let node = &learning.nodes[i];
                let _ = write!(out, " data-node=\"{}\"", escaped(&self.anchors.headings[node.heading]));
                if node.choices.is_empty() {
                    out.push_str(" data-ending");
                }
            }
            Hole::Choice(i) => self.choice(i, out),
            Hole::Effect(i) => {
                let effect = learning.choices.get(i).map(|choice| self.effect(&choice.scores)).unwrap_or_default();
                if !effect.is_empty() {
                    let _ = writeln!(out, "<p class=\"effect\">{}</p>", escaped(&effect));
                }
            }
            _ => {}
        }
    }

    fn question(&self, question: &Question, out: &mut String) {
        let _ = write!(out, " class=\"quiz quiz-{}\"", question.kind.as_str());
        if self.mode != Mode::Live {
            return;
        }
        let name = escaped(&self.name(question.heading));
        let _ = write!(out, " data-quiz=\"{name}\" data-kind=\"{}\"", question.kind.as_str());
        let _ = write!(out, " data-version=\"{}\"", self.version(question));
        if let Some(pool) = &question.pool {
            let _ = write!(out, " data-in=\"{}\"", escaped(&pool.value));
        }
    }

    fn hint(&self, question: &Question, out: &mut String) {
        let key = match question.kind {
            QuestionKind::Multiple => "quiz-choose-all",
            QuestionKind::Order => "quiz-put-in-order",
            QuestionKind::Match => "quiz-match",
            QuestionKind::Single | QuestionKind::Short => return,
        };
        let strings = &self.renderer.theme.strings;
        let hint = strings.html(self.page.content_lang, key, None).unwrap_or_default();
        let _ = writeln!(out, "<p class=\"quiz-hint\">{hint}</p>");
    }

    /// The question that an option belongs to, and its place in it.
    fn question_of(&self, option: usize) -> Option<(&Question, usize)> {
        let question = self.learning().questions.iter().find(|question| question.options.contains(&option))?;
        Some((question, option - question.options.start))
    }

    fn option(&self, i: usize, out: &mut String) {
        let Some((question, place)) = self.question_of(i) else { return };
        if self.mode != Mode::Live {
            return;
        }
        let _ = write!(out, " data-n=\"{place}\"");
        let option = &self.learning().options[i];
        let is_choice = matches!(question.kind, QuestionKind::Single | QuestionKind::Multiple);
        if is_choice && option.right {
            out.push_str(" data-right");
        }
        if question.kind == QuestionKind::Short {
            let forms = self.renderer.forms(self.page.content_lang, &option.text.written);
            if !forms.is_empty() {
                let _ = write!(out, " data-forms=\"{}\"", escaped(&forms.join("|")));
            }
        }
    }

    fn input(&self, i: usize, out: &mut String) {
        let Some((question, place)) = self.question_of(i) else { return };
        let option = &self.learning().options[i];
        let other = || option.other.as_ref().map(|other| self.plain(other)).unwrap_or_default();
        if self.mode != Mode::Live {
            if question.kind == QuestionKind::Match {
                // On paper the pairs are found by whoever works it through.
                let shown = match self.mode {
                    Mode::Paper => {
                        let options = self.learning().options_of(question);
                        let places = scrambled(options.len(), &self.name(question.heading));
                        options[places[place]].other.as_ref().map(|other| self.plain(other)).unwrap_or_default()
                    }
                    _ => other(),
                };
                out.push_str(&escaped(&shown));
            }
            return;
        }
        let name = escaped(&format!("polku-{}", self.name(question.heading)));
        let label = |text: &PlainText| escaped(&self.plain(text));
        match question.kind {
            QuestionKind::Single => {
                let _ = write!(out, "<input type=\"radio\" name=\"{name}\" value=\"{place}\"> ");
            }
            QuestionKind::Multiple => {
                let _ = write!(out, "<input type=\"checkbox\" name=\"{name}\" value=\"{place}\"> ");
            }
            QuestionKind::Order => {
                let _ = write!(out, "<select name=\"{name}\"><option value=\"\">–</option>");
                for n in 1..=question.options.len() {
                    let number = self.renderer.config.language(self.page.content_lang).locale.number(n as u64);
                    let _ = write!(out, "<option value=\"{n}\">{number}</option>");
                }
                out.push_str("</select> ");
            }
            QuestionKind::Match => {
                let _ = write!(
                    out,
                    "<select name=\"{name}\" aria-label=\"{}\"><option value=\"\">–</option>",
                    label(&option.text)
                );
                let options = self.learning().options_of(question);
                for place in scrambled(options.len(), &self.name(question.heading)) {
                    let text = options[place].other.as_ref().map(label).unwrap_or_default();
                    let _ = write!(out, "<option value=\"{place}\">{text}</option>");
                }
                out.push_str("</select>");
            }
            QuestionKind::Short => {}
        }
    }

    fn answer_field(&self, question: &Question, out: &mut String) {
        if self.mode != Mode::Live {
            if self.mode == Mode::Paper {
                out.push_str("<p class=\"blank\"></p>\n");
            }
            return;
        }
        let name = escaped(&format!("polku-{}", self.name(question.heading)));
        let label = escaped(&self.own_string("quiz-answer"));
        let _ = writeln!(
            out,
            "<p class=\"answer\"><label>{label} <input type=\"text\" name=\"{name}\" autocomplete=\"off\" \
             autocapitalize=\"none\" spellcheck=\"false\"></label></p>"
        );
    }

    /// What is right, in a few words.
    pub(super) fn right(&self, question: &Question) -> String {
        let options = self.learning().options_of(question);
        let texts = |only_right: bool| -> Vec<String> {
            let options = options.iter().filter(|option| option.right || !only_right);
            options.map(|option| self.plain(&option.text)).collect()
        };
        match question.kind {
            QuestionKind::Single | QuestionKind::Multiple => texts(true).join(" · "),
            QuestionKind::Short => texts(false).join(" · "),
            QuestionKind::Order => texts(false).join(" → "),
            QuestionKind::Match => {
                let pair = |option: &crate::parse::learning::Answer| {
                    let other = option.other.as_ref().map(|other| self.plain(other)).unwrap_or_default();
                    format!("{} = {other}", self.plain(&option.text))
                };
                options.iter().map(pair).collect::<Vec<_>>().join(" · ")
            }
        }
    }

    /// The right answers to the page's questions.
    fn key(&self, out: &mut String) {
        if self.mode != Mode::Live {
            return;
        }
        let strings = &self.renderer.theme.strings;
        let title = strings.html(self.page.content_lang, "quiz-key", None).unwrap_or_default();
        let _ = write!(out, "<details><summary>{title}</summary>\n<ol>\n");
        for question in &self.learning().questions {
            let heading = &self.document.head.headings[question.heading];
            let _ = writeln!(
                out,
                "<li><a href=\"#{}\">{}</a> <b>{}</b></li>",
                escaped(&self.anchors.headings[question.heading]),
                escaped(&self.plain(&heading.text)),
                escaped(&self.right(question))
            );
        }
        out.push_str("</ol>\n</details>");
    }

    /// The questions of a test's pool that stand on other pages.
    fn drawn(&self, test: usize, out: &mut String) {
        if self.mode != Mode::Live {
            return;
        }
        let r = &self.renderer;
        let pool = &self.learning().tests[test].pool.value;
        for (page, question) in r.course.pool(self.page.lang, pool) {
            if *page != self.page.id {
                out.push_str(&r.question(*page, *question, self.page.content_lang));
            }
        }
    }

    fn choice(&self, i: usize, out: &mut String) {
        let Some(choice) = self.learning().choices.get(i) else { return };
        if choice.scores.is_empty() || self.mode != Mode::Live {
            return;
        }
        let scores: Vec<String> = choice.scores.iter().map(|(name, by)| format!("{name}:{by}")).collect();
        let _ = write!(out, " data-scores=\"{}\"", escaped(&scores.join(" ")));
    }

    /// On paper, where a choice leads.
    pub(super) fn goes_on(&self, link: usize, out: &mut String) {
        let (Mode::Paper, Target::Anchor(to)) = (self.mode, &self.resolved.links[link]) else { return };
        let node = self
            .learning()
            .nodes
            .iter()
            .find(|node| to.strip_prefix('#') == Some(&self.anchors.headings[node.heading]));
        if let Some(node) = node {
            let heading = self.plain(&self.document.head.headings[node.heading].text);
            let _ = write!(out, " <span class=\"goes\">→ {}</span>", escaped(&heading));
        }
    }

    /// `Trust +1, progress −1`.
    pub(super) fn effect(&self, scores: &[(String, i32)]) -> String {
        let locale = &self.renderer.config.language(self.page.content_lang).locale;
        let said: Vec<String> = scores
            .iter()
            .map(|(name, by)| {
                let sign = if *by < 0 { '−' } else { '+' };
                format!("{} {sign}{}", self.score_name(name), locale.number(u64::from(by.unsigned_abs())))
            })
            .collect();
        locale.list(&said)
    }

    /// What learners read of a score.
    pub(super) fn score_name(&self, id: &str) -> String {
        let meta = &self.document.head.meta;
        let named = meta.scores.iter().find(|(name, _)| name.value == id).map(|(_, text)| text.value.clone());
        named.unwrap_or_else(|| match id {
            "" => self.own_string("scenario-points"),
            id => id.to_owned(),
        })
    }
}
