//! Pieces of pages that many pages share: each rendered once for the pages that have the same list beside them.
//!
//! In: the theme's `fragments/*.html`, rendered without a page. Out: `fragments` in every page's template.
//!
//! What differs from page to page in them is the mark of the page itself, which `here()` leaves open (see
//! [`crate::theme::Mark`]) and [`Fragment::at`] puts in.

use std::collections::HashMap;

use rayon::prelude::*;
use tera::Value;
use tera::value::Key;

use super::Renderer;
use super::show::Show;
use super::view::{NavId, Navs, Shared};
use crate::diag::{Diagnostic, Diags};
use crate::ids::LangId;
use crate::theme::Mark;

/// The pieces for each kind of page.
pub(super) struct Fragments<'a> {
    sets: HashMap<(LangId, Option<NavId>), Named<'a>>,
}

/// The pieces of one kind of page, by name.
type Named<'a> = Vec<(&'a str, Fragment)>;

/// A piece with its marks open.
struct Fragment {
    /// Text, and the mark that follows it.
    pieces: Vec<(String, Mark)>,
    rest: String,
}

impl Fragment {
    fn new(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, mark, after)) = Mark::find(rest) {
            pieces.push((before.to_owned(), mark));
            rest = after;
        }
        Self { pieces, rest: rest.to_owned() }
    }

    /// The piece as the page at `url` has it.
    fn at(&self, url: &str) -> String {
        let len = self.pieces.iter().map(|(text, _)| text.len()).sum::<usize>() + self.rest.len();
        let mut out = String::with_capacity(len + 64);
        for (text, mark) in &self.pieces {
            out.push_str(text);
            out.push_str(mark.at(url));
        }
        out.push_str(&self.rest);
        out
    }
}

impl<'a> Fragments<'a> {
    /// Renders the pieces for pages of these kinds. A template's mistakes come back instead.
    pub(super) fn new(
        r: &Renderer<'a>,
        kinds: Vec<(LangId, Option<NavId>)>,
        shared: &[Shared],
        navs: &Navs,
    ) -> Result<Self, Diags> {
        let rendered: Vec<Result<_, Diagnostic>> = kinds
            .into_par_iter()
            .map(|(lang, nav)| {
                let mut context = shared[lang.index()].context();
                context.insert_value("nav", nav.and_then(|nav| navs.get(&nav)).value());
                let render = |name: &'a str| {
                    let html = r.theme.tera.render(&format!("fragments/{name}.html"), &context);
                    html.map(|html| (name, Fragment::new(&html))).map_err(|error| r.theme.diagnostic(&error))
                };
                let fragments = r.theme.fragments.iter().map(|name| render(name)).collect::<Result<Vec<_>, _>>()?;
                Ok(((lang, nav), fragments))
            })
            .collect();
        let (sets, mistakes): (Vec<_>, Vec<_>) = rendered.into_iter().partition(Result::is_ok);
        let mistakes: Diags = mistakes.into_iter().filter_map(Result::err).collect();
        if mistakes.is_empty() { Ok(Self { sets: sets.into_iter().flatten().collect() }) } else { Err(mistakes) }
    }

    /// `fragments` for a page.
    pub(super) fn value(&self, lang: LangId, nav: Option<NavId>, url: &str) -> Value {
        let mut map = tera::Map::default();
        for (name, fragment) in self.sets.get(&(lang, nav)).into_iter().flatten() {
            map.insert(Key::String((*name).into()), Value::safe_string(&fragment.at(url)));
        }
        Value::from(map)
    }
}
