//! Interface texts: a theme's `i18n/<tag>.ftl` (Fluent) → texts in every language of the site.
//!
//! A text that a language lacks is looked for in the wider language (`pt` for `pt-BR`) and then in English, the
//! theme's own before the default theme's; what is missing in a language is reported.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use intl_memoizer::concurrent;
use unic_langid::LanguageIdentifier;

use super::{Files, Layer, text};
use crate::config::{Config, Language};
use crate::diag::{Code, Diagnostic, Diags};
use crate::ids::{LangId, SrcPath};
use crate::locale::{Direction, Locale, Pseudo, accents, bidi};
use crate::parse::escape_text;

/// The language that every text exists in.
const LAST: &str = "en";

type Bundle = FluentBundle<Arc<FluentResource>>;

/// A place where a language's texts are looked for.
#[derive(Clone)]
struct Link {
    bundle: Arc<Bundle>,
    /// The tag and the direction of the texts, where they are another language's.
    foreign: Option<(String, Direction)>,
    /// The mark that begins a text which is written in the other direction than the language (UAX #9, 2.2).
    isolate: Option<char>,
}

/// The texts of the interface in every language of the site.
#[derive(Clone)]
pub struct Strings {
    /// By language: where a text is looked for, in order.
    chains: Arc<[Vec<Link>]>,
    tags: Arc<[String]>,
}

impl Strings {
    /// A text in a language; `None` if no theme has it, or an argument is missing.
    pub fn get(&self, lang: LangId, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let (link, text) = self.find(lang, key, args)?;
        Some(match link.isolate {
            Some(mark) => format!("{mark}{text}\u{2069}"),
            None => text,
        })
    }

    /// A text in a language as HTML: one that is in another language says so. `None` as for [`Strings::get`].
    pub fn html(&self, lang: LangId, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let (link, text) = self.find(lang, key, args)?;
        let mut escaped = String::with_capacity(text.len());
        escape_text(&text, &mut escaped);
        Some(match &link.foreign {
            Some((tag, direction)) => {
                format!("<span lang=\"{tag}\" dir=\"{}\">{escaped}</span>", direction.as_str())
            }
            None => escaped,
        })
    }

    fn find(&self, lang: LangId, key: &str, args: Option<&FluentArgs<'_>>) -> Option<(&Link, String)> {
        self.chains.get(lang.index())?.iter().find_map(|link| {
            let pattern = link.bundle.get_message(key)?.value()?;
            let mut errors = Vec::new();
            let text = link.bundle.format_pattern(pattern, args, &mut errors);
            errors.is_empty().then(|| (link, text.into_owned()))
        })
    }

    /// A text without arguments; its key if no theme has it.
    pub fn text(&self, lang: LangId, key: &str) -> String {
        self.get(lang, key, None).unwrap_or_else(|| key.to_owned())
    }

    /// A text with one number in it; its key if no theme has it.
    pub fn counted(&self, lang: LangId, key: &str, name: &str, number: usize) -> String {
        let mut args = FluentArgs::new();
        args.set(name, number);
        self.get(lang, key, Some(&args)).unwrap_or_else(|| key.to_owned())
    }

    /// The language with this tag.
    pub(super) fn lang(&self, tag: &str) -> Option<LangId> {
        self.tags.iter().position(|t| t == tag).map(LangId::new)
    }
}

/// One file of texts.
struct Source {
    tag: String,
    resource: Arc<FluentResource>,
    bundle: Arc<Bundle>,
    direction: Direction,
    keys: BTreeSet<String>,
}

impl Source {
    fn new(tag: &str, resource: FluentResource, keys: BTreeSet<String>) -> Self {
        let direction = Locale::new(tag).map_or(Direction::Ltr, |locale| locale.direction());
        let resource = Arc::new(resource);
        Self { tag: tag.to_owned(), bundle: bundle(tag, &resource, None), resource, direction, keys }
    }

    /// The texts, as they are or as a pseudo-locale has them.
    fn bundle(&self, pseudo: Option<Pseudo>) -> Arc<Bundle> {
        bundle(&self.tag, &self.resource, pseudo)
    }
}

fn bundle(tag: &str, resource: &Arc<FluentResource>, pseudo: Option<Pseudo>) -> Arc<Bundle> {
    let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
    // Marks round arguments would end up in attributes and titles, where they are noise.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(Arc::clone(resource));
    bundle.set_formatter(Some(number));
    bundle.set_transform(pseudo.map(|kind| match kind {
        Pseudo::Accents => accents as fn(&str) -> Cow<'_, str>,
        Pseudo::Bidi => bidi,
    }));
    Arc::new(bundle)
}

/// How a language writes whole numbers.
struct Numbers(Option<Locale>);

impl intl_memoizer::Memoizable for Numbers {
    type Args = ();
    type Error = std::convert::Infallible;

    fn construct(lang: LanguageIdentifier, (): ()) -> Result<Self, Self::Error> {
        Ok(Self(Locale::new(&lang.to_string()).ok()))
    }
}

/// A whole number in the language's digits and groups; all else as Fluent has it.
fn number(value: &FluentValue<'_>, memoizer: &concurrent::IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let whole = number.value.fract() == 0.0 && (0.0..9e15).contains(&number.value);
    // Not fewer digits than somebody asked for.
    let whole = whole && number.options.minimum_fraction_digits.is_none();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole, and no less than 0")]
    let n = whole.then_some(number.value as u64)?;
    memoizer.with_try_get((), |numbers: &Numbers| numbers.0.as_ref().map(|locale| locale.number(n))).ok()?
}

/// Reads the texts.
pub(super) fn load(config: &Config, folder: &str, layers: &[Layer]) -> (Strings, Diags) {
    let mut diags = Diags::new();
    let layers: Vec<_> = layers.iter().map(|layer| sources(&layer.files, &mut diags)).collect();
    let all: BTreeSet<&String> = layers.iter().flat_map(BTreeMap::values).flat_map(|s| &s.keys).collect();
    let mut chains = Vec::with_capacity(config.languages.len());
    for language in &config.languages {
        let tags = tags(language);
        let mut chain: Vec<&Source> = Vec::new();
        for sources in &layers {
            chain.extend(tags.iter().filter_map(|tag| sources.get(*tag)));
        }
        let missing: Vec<&str> = all
            .iter()
            .filter(|key| !chain.iter().any(|source| source.keys.contains(**key)))
            .map(|key| key.as_str())
            .collect();
        if !missing.is_empty() {
            diags.push(missing_strings(language, folder, &missing));
        }
        chain.extend(layers.iter().filter_map(|s| s.get(LAST)));
        let own = language.locale.direction();
        let pseudo = Pseudo::of(&language.tag);
        let link = |source: &Source| match pseudo {
            // Made from whatever there is, it is foreign nowhere.
            Some(kind) => Link { bundle: source.bundle(Some(kind)), foreign: None, isolate: None },
            None => Link {
                bundle: Arc::clone(&source.bundle),
                foreign: (!tags.contains(&source.tag.as_str())).then(|| (source.tag.clone(), source.direction)),
                isolate: isolate(source, own),
            },
        };
        chains.push(chain.into_iter().map(link).collect());
    }
    let strings = Strings { chains: chains.into(), tags: config.languages.iter().map(|l| l.tag.clone()).collect() };
    (strings, diags)
}

/// The mark for texts of a source among those of a language written in the other direction.
fn isolate(source: &Source, among: Direction) -> Option<char> {
    match (source.direction, among) {
        (Direction::Ltr, Direction::Rtl) => Some('\u{2066}'),
        (Direction::Rtl, Direction::Ltr) => Some('\u{2067}'),
        _ => None,
    }
}

/// The tags under which a language's texts are looked for, the most exact first.
fn tags(language: &Language) -> Vec<&str> {
    let canonical = language.locale.canonical();
    let mut tags = vec![language.tag.as_str(), canonical];
    let mut wider = canonical;
    while let Some((shorter, _)) = wider.rsplit_once('-') {
        tags.push(shorter);
        wider = shorter;
    }
    tags.dedup();
    tags
}

fn missing_strings(language: &Language, folder: &str, missing: &[&str]) -> Diagnostic {
    const SHOWN: usize = 5;
    let mut list: Vec<String> = missing.iter().take(SHOWN).map(|key| format!("`{key}`")).collect();
    if missing.len() > SHOWN {
        list.push("…".to_owned());
    }
    Diagnostic::new(
        Code::MissingString,
        format!(
            "{} of the interface's texts are missing in {} and stay English: {}",
            missing.len(),
            language.name,
            list.join(", ")
        ),
        format!("write them into `{folder}/i18n/{}.ftl`", language.tag),
    )
    .in_file(&SrcPath::new(format!("{folder}/i18n/{}.ftl", language.tag)))
}

/// The files of texts, by language tag.
fn sources(files: &Files, diags: &mut Diags) -> BTreeMap<String, Source> {
    let mut found = BTreeMap::new();
    for (path, (place, bytes)) in files {
        let Some(tag) = path.strip_prefix("i18n/").and_then(|name| name.strip_suffix(".ftl")) else { continue };
        let Some(text) = text(place, bytes, diags) else { continue };
        let resource = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                for error in errors {
                    diags.push(
                        Diagnostic::new(
                            Code::StringsSyntax,
                            error.to_string(),
                            "a text is a line `key = text`; see https://projectfluent.org/fluent/guide/",
                        )
                        .at(place, error.pos),
                    );
                }
                resource
            }
        };
        let keys = resource
            .entries()
            .filter_map(|entry| match entry {
                fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            })
            .collect();
        found.insert(tag.to_owned(), Source::new(tag, resource, keys));
    }
    found
}
