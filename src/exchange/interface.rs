//! The interface's texts: what a site's theme says in a language, out to a translator's tool and back.
//!
//! In: a site's theme. Out: the texts that the theme of the site has itself, and those of the default theme that the
//! language lacks; or the other way round, a language's file with what came back.
//!
//! A text goes as Fluent writes it, and comes back only if Fluent reads it and it shows the same variables.

use std::collections::BTreeMap;
use std::ops::Range;

use super::po::Message;
use super::xliff::{File, Inline, Piece, State, Unit};
use super::{Changed, base_line, base_of, changed};
use crate::fs::Fs;
use crate::ids::LangId;
use crate::pipeline::Prepared;
use crate::theme::messages::{self, Texts};

/// The name that stands where other texts have their page's key.
pub const KEY: &str = "_theme";

/// The language that every text of the default theme exists in.
const LAST: &str = "en";

/// A text of the interface, and its translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its key.
    pub key: String,
    /// In the language it is translated from.
    pub source: String,
    /// Its translation, if there is one.
    pub target: Option<String>,
    comment: String,
}

/// The texts of the interface in two languages.
#[derive(Clone, Debug)]
pub struct Interface {
    /// The texts, by key.
    pub texts: Vec<Text>,
    /// The tag of the language that they are translated from.
    pub origin: String,
    /// The file of that language.
    pub origin_file: String,
    /// The file of the other.
    pub file: String,
    theme: String,
}

/// What a text that came back is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// Its key.
    pub key: String,
    /// The new text.
    pub text: String,
    /// Its bytes in the file that it came in.
    pub span: Range<usize>,
}

/// What came of texts that came back.
#[derive(Debug, Default)]
pub struct Taken {
    /// The language's file, if it changes.
    pub text: Option<String>,
    /// How many texts in it are new.
    pub count: usize,
    /// The places of those that were not taken, and why.
    pub refused: Vec<(Range<usize>, String)>,
}

impl Interface {
    /// The texts of a site that are to be translated into a language.
    pub fn new(prepared: &Prepared, fs: &dyn Fs, lang: LangId) -> Self {
        let config = &prepared.config;
        let theme = config.html.theme.clone();
        let tag = &config.language(lang).tag;
        let read = |tag: &str| messages::texts(fs, &theme, tag);
        // The wider language's texts serve as well: `pt` for `pt-BR`.
        let wider = std::iter::successors(Some(tag.as_str()), |tag| tag.rsplit_once('-').map(|(wider, _)| wider));
        let targets: Vec<Texts> = wider.map(read).collect();
        let (main, last) = (read(&config.language(config.main).tag), read(LAST));
        let is_main = lang != config.main && !(main.own.is_empty() && main.base.is_empty());
        let (origin, source) =
            if is_main { (config.language(config.main).tag.clone(), &main) } else { (LAST.to_owned(), &last) };
        let mut texts = BTreeMap::new();
        for keys in [&source.own, &source.base, &last.own, &last.base] {
            for key in keys.keys().filter(|_| origin != *tag) {
                let Some(text) = source.get(key).or_else(|| last.get(key)) else { continue };
                let target = targets.iter().find_map(|texts| texts.get(key));
                let is_own = source.own.contains_key(key) || targets.iter().any(|texts| texts.own.contains_key(key));
                // What the default theme says already needs nobody.
                if target.is_some() && !is_own {
                    continue;
                }
                texts.entry(key.clone()).or_insert_with(|| Text {
                    key: key.clone(),
                    source: text.pattern.clone(),
                    target: target.map(|target| target.pattern.clone()),
                    comment: text.comment.clone(),
                });
            }
        }
        let file = |tag: &str| messages::file(&theme, tag);
        Self { texts: texts.into_values().collect(), origin_file: file(&origin), file: file(tag), origin, theme }
    }

    fn text(&self, key: &str) -> Option<&Text> {
        let found = self.texts.binary_search_by(|text| text.key.as_str().cmp(key)).ok()?;
        self.texts.get(found)
    }

    /// Its messages in a PO file.
    pub fn messages(&self) -> Vec<Message> {
        let message = |text: &Text| {
            let mut extracted = notes(text);
            extracted.extend(text.target.as_deref().map(base_line));
            Message {
                extracted,
                references: vec![self.origin_file.clone()],
                context: Some(format!("{KEY} {}", text.key)),
                id: text.source.clone(),
                text: text.target.clone().unwrap_or_default(),
                ..Message::default()
            }
        };
        self.texts.iter().map(message).collect()
    }

    /// Its units in an XLIFF file.
    pub fn file(&self) -> File {
        let unit = |text: &Text| {
            let mut notes = notes(text);
            notes.extend(text.target.as_deref().map(base_line));
            Unit {
                id: format!("t-{}", text.key),
                notes,
                address: None,
                source: pieces(&text.source),
                previous: None,
                target: text.target.as_deref().map(pieces),
                state: if text.target.is_some() { State::Translated } else { State::Untranslated },
                span: 0..0,
            }
        };
        File { key: KEY.to_owned(), original: self.origin_file.clone(), units: self.texts.iter().map(unit).collect() }
    }

    /// What was changed of a PO file's messages since it was written, and the places of those that were changed here too.
    pub fn of_messages<'m>(&self, messages: impl Iterator<Item = &'m Message>) -> (Vec<Came>, Vec<Range<usize>>) {
        let given = messages.filter(|message| !message.is_fuzzy()).filter_map(|message| {
            let key = key_of(message)?;
            let base = message.extracted.iter().find_map(|line| base_of(line));
            Some((key.to_owned(), message.text.clone(), base, message.span.clone()))
        });
        self.changed(given)
    }

    /// The same of an XLIFF file's units.
    pub fn of_units<'u>(&self, units: impl Iterator<Item = &'u Unit>) -> (Vec<Came>, Vec<Range<usize>>) {
        let given = units.filter(|unit| unit.state == State::Translated).filter_map(|unit| {
            let key = unit.id.strip_prefix("t-")?;
            let base = unit.notes.iter().find_map(|note| base_of(note));
            let text = super::inline::text(unit.target.as_ref()?);
            Some((key.to_owned(), text, base, unit.span.clone()))
        });
        self.changed(given)
    }

    fn changed(
        &self,
        given: impl Iterator<Item = (String, String, Option<crate::parse::Hash40>, Range<usize>)>,
    ) -> (Vec<Came>, Vec<Range<usize>>) {
        let (mut came, mut conflicts) = (Vec::new(), Vec::new());
        let given: Vec<_> = given.filter(|(_, text, ..)| !text.trim().is_empty()).collect();
        // Tools that drop remarks drop all of them.
        let has_bases = given.iter().any(|(_, _, base, _)| base.is_some());
        for (key, text, base, span) in given {
            let now = self.text(&key).and_then(|known| known.target.as_deref());
            let base = if has_bases { base } else { now.map(super::digest) };
            match changed(base, &text, now) {
                Changed::Here => came.push(Came { key, text, span }),
                Changed::Both => conflicts.push(span),
                Changed::Neither | Changed::Page => {}
            }
        }
        (came, conflicts)
    }

    /// What comes of texts that came back. `now` is the language's file as it is.
    pub fn take(&self, now: Option<&str>, came: &[Came]) -> Taken {
        let mut refused = Vec::new();
        let mut texts = BTreeMap::new();
        for one in came {
            let Some(known) = self.text(&one.key) else {
                refused.push((one.span.clone(), format!("the theme has no text `{}`", one.key)));
                continue;
            };
            match (messages::variables(&known.source), messages::variables(&one.text)) {
                (_, None) => {
                    refused.push((one.span.clone(), format!("`{}`: Fluent cannot read this text", one.key)));
                }
                (Some(wanted), Some(has)) if wanted != has => {
                    let list = |names: &std::collections::BTreeSet<String>| {
                        names.iter().map(|name| format!("${name}")).collect::<Vec<_>>().join(", ")
                    };
                    let message =
                        format!("`{}` has to show {}, and shows {}", one.key, told(&list(&wanted)), told(&list(&has)));
                    refused.push((one.span.clone(), message));
                }
                _ => {
                    texts.insert(one.key.clone(), one.text.clone());
                }
            }
        }
        if texts.is_empty() {
            return Taken { text: None, count: 0, refused };
        }
        let heading = messages::heading(&self.theme);
        match messages::with(now.unwrap_or(&heading), &texts) {
            Some(text) => Taken { text: Some(text), count: texts.len(), refused },
            None => {
                let spans = came.iter().filter(|one| texts.contains_key(&one.key)).map(|one| one.span.clone());
                let message = format!("`{}` has mistakes in it, and so nothing is written into it", self.file);
                refused.extend(spans.map(|span| (span, message.clone())));
                Taken { text: None, count: 0, refused }
            }
        }
    }
}

fn told(list: &str) -> &str {
    if list.is_empty() { "nothing" } else { list }
}

/// The key of a text that a PO file's message is about.
pub fn key_of(message: &Message) -> Option<&str> {
    message.context.as_deref()?.strip_prefix(KEY)?.strip_prefix(' ')
}

fn notes(text: &Text) -> Vec<String> {
    let mut notes = vec![format!("text of the interface, `{}`", text.key)];
    notes.extend(Some(text.comment.clone()).filter(|comment| !comment.is_empty()));
    notes
}

/// A text with what stands in braces kept apart; one with choices is left whole, for the choices have words in them.
fn pieces(text: &str) -> Vec<Piece> {
    if text.contains("->") {
        return vec![Piece::Text(text.to_owned())];
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut id = 0;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inside, behind)) = after.split_once('}') else { break };
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        id += 1;
        pieces.push(Piece::Single { id, kind: Inline::Other, code: format!("{{{inside}}}") });
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}
