//! The questions and terms of a language as data for other programs: HTML that stands by itself, with addresses that hold anywhere.

use super::Renderer;
use super::content::Content;
use crate::ids::LangId;
use crate::parse::Kind;
use crate::parse::learning::{Part, QuestionKind};
use crate::site::{Page, PageKind};

/// The questions of one page.
#[derive(Clone, Debug, PartialEq)]
pub struct Bank {
    /// The page's key.
    pub key: String,
    /// The titles of the sections that it lies in, from the widest, and its own.
    pub path: Vec<String>,
    /// Its questions.
    pub questions: Vec<BankQuestion>,
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct BankQuestion {
    /// Its name in all languages.
    pub name: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What is asked, as text.
    pub title: String,
    /// What stands between that and the answers, as HTML.
    pub stem: String,
    /// What can be chosen.
    pub answers: Vec<BankAnswer>,
    /// What explains the whole, as HTML.
    pub explained: String,
}

/// An option, an item, a pair or an accepted answer.
#[derive(Clone, Debug, PartialEq)]
pub struct BankAnswer {
    /// As HTML.
    pub html: String,
    /// As text.
    pub text: String,
    /// The right side of a pair, as text.
    pub other: String,
    /// Whether it is right.
    pub right: bool,
    /// What is said to those who choose it, as HTML.
    pub feedback: String,
    /// The other forms of a term that is accepted.
    pub forms: Vec<String>,
}

/// A term.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its key.
    pub key: String,
    /// Its name.
    pub term: String,
    /// What it means.
    pub definition: String,
    /// Its page's address, if the site's is known.
    pub url: Option<String>,
    /// Its stage's title.
    pub stage: Option<String>,
}

impl Renderer<'_> {
    /// The questions of a language, page by page in the order of the site.
    pub fn bank(&self, lang: LangId) -> Vec<Bank> {
        let pages = self.own_pages(lang);
        let banks = pages.into_iter().filter_map(|page| {
            let content = self.content(page)?;
            let questions = &content.document.head.learning.questions;
            (!questions.is_empty()).then(|| self.bank_of(page, &content))
        });
        banks.collect()
    }

    /// The terms of a language, as it sorts them.
    pub fn cards(&self, lang: LangId) -> Vec<Card> {
        let locale = &self.config.language(lang).locale;
        let terms = self.own_pages(lang).into_iter().filter(|page| page.kind == PageKind::Content(Kind::Term));
        let card = |page: &Page| {
            let meta = page.doc.map(|doc| &self.docs[doc.index()].head.meta);
            let term = meta.and_then(|meta| meta.term.as_ref()).map_or(&page.title, |term| &term.value);
            let stage = self.site.stage_of(page).and_then(|group| self.site.best_page(group, lang));
            Some(Card {
                key: page.key.as_str().to_owned(),
                term: term.clone(),
                definition: self.definition(self.site.page(page.id))?.into_owned(),
                url: self.absolute(page),
                stage: stage.map(|id| self.site.page(id).title.clone()),
            })
        };
        let mut cards: Vec<Card> = terms.filter_map(card).collect();
        cards.sort_by(|a, b| locale.compare(&a.term, &b.term));
        cards
    }

    /// The pages that are really in a language.
    fn own_pages(&self, lang: LangId) -> Vec<&Page> {
        let own = self.site.pages.iter().filter(|page| page.lang == lang && !page.is_fallback());
        let mut pages: Vec<&Page> = own.collect();
        pages.sort_by_key(|page| page.rank);
        pages
    }

    fn bank_of(&self, page: &Page, content: &Content<'_>) -> Bank {
        let learning = &content.document.head.learning;
        let html = |part: &Part| self.anywhere(&self.part(content, part, page.content_lang));
        let maybe = |part: &Option<Part>| part.as_ref().map(html).unwrap_or_default();
        let questions = learning.questions.iter().map(|question| BankQuestion {
            name: content.question_name(question),
            kind: question.kind,
            title: content.plain(&content.document.head.headings[question.heading].text),
            stem: html(&question.stem),
            answers: learning
                .options_of(question)
                .iter()
                .map(|option| BankAnswer {
                    html: html(&option.part),
                    text: content.plain(&option.text),
                    other: option.other.as_ref().map(|other| content.plain(other)).unwrap_or_default(),
                    right: option.right,
                    feedback: maybe(&option.feedback),
                    forms: match question.kind {
                        QuestionKind::Short => self.forms(page.content_lang, &option.text.written).to_vec(),
                        _ => Vec::new(),
                    },
                })
                .collect(),
            explained: maybe(&question.explained),
        });
        let mut path = vec![page.title.clone()];
        let mut above = page.parent;
        while let Some(id) = above {
            let section = self.site.page(id);
            if section.kind != PageKind::Home {
                path.push(section.title.clone());
            }
            above = section.parent;
        }
        path.reverse();
        Bank { key: page.key.as_str().to_owned(), path, questions: questions.collect() }
    }

    /// HTML whose addresses hold on another site too, as far as the site's own is known.
    fn anywhere(&self, html: &str) -> String {
        let Some(absolute) = self.config.html.site_url.absolute() else { return html.trim().to_owned() };
        let base = self.base();
        let mut out = html.trim().to_owned();
        for attribute in ["href", "src"] {
            out = out.replace(&format!(" {attribute}=\"{base}"), &format!(" {attribute}=\"{absolute}"));
        }
        out
    }
}
