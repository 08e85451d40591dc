//! Templates: a theme's `templates/` over the default theme's, and the functions they may call.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use tera::{Kwargs, State, Tera, Value};

use super::assets::Assets;
use super::mark::Mark;
use super::strings::Strings;
use super::{Layer, text};
use crate::config::Config;
use crate::diag::render::Position;
use crate::diag::{Code, Diagnostic, Diags};
use crate::ids::{LangId, SrcPath};
use crate::locale::Locale;

/// The name under which a page's language is handed to the functions.
pub(crate) const LANG_INDEX: &str = "polku_lang_index";

/// The name under which a page's address is handed to them.
pub(crate) const HERE: &str = "polku_here";

/// The templates as they are written: name, place and text.
type Sources = BTreeMap<String, (SrcPath, Vec<u8>)>;

/// Reads the templates. No [`Tera`] only together with an error.
pub(super) fn load(
    config: &Config,
    layers: &[Layer],
    strings: &Strings,
    assets: &Assets,
) -> (Option<Tera>, Sources, Diags) {
    let mut diags = Diags::new();
    let mut tera = Tera::new();
    functions(&mut tera, config, strings, assets);
    // A site's own theme has no prefix, but where it is the default one.
    let prefix = |i: usize| if i == 0 && layers.len() > 1 { String::new() } else { format!("{}/", layers[i].name) };
    // Prefixes are set before any template is there, as they have to be.
    let _ = tera
        .set_fallback_prefixes((0..layers.len()).map(prefix).filter(|prefix| !prefix.is_empty()).collect::<Vec<_>>());
    let mut sources = Sources::new();
    let mut templates: Vec<(String, &str)> = Vec::new();
    for (i, layer) in layers.iter().enumerate() {
        let nearer = &layers[..i];
        for (path, (place, bytes)) in &layer.files {
            let Some(name) = template_name(path) else { continue };
            let full = format!("{}{name}", prefix(i));
            // A template that a nearer theme has one of its own for is there only for who builds upon it: it need not fit to that theme's
            // others.
            let replaced = nearer.iter().any(|layer| layer.files.contains_key(path));
            if sources.contains_key(&full) || replaced && !templates.iter().any(|(_, text)| text.contains(&full)) {
                continue;
            }
            if let Some(text) = text(place, bytes, &mut diags) {
                sources.insert(full.clone(), (place.clone(), bytes.clone()));
                templates.push((full, text));
            }
        }
    }
    // One by one first: a set that is added at once stops at its first mistake.
    for (name, text) in &templates {
        let mut alone = tera.clone();
        if let Err(error) = alone.add_raw_template(name, text)
            && matches!(error.kind(), tera::ErrorKind::SyntaxError(_))
        {
            diags.push(located(&error, &config.html.theme, &sources));
        }
    }
    if diags.has_errors() {
        return (None, sources, diags);
    }
    if let Err(error) = tera.add_raw_templates(templates) {
        diags.push(located(&error, &config.html.theme, &sources));
        return (None, sources, diags);
    }
    (Some(tera), sources, diags)
}

/// The name of the template at a path of the theme, if it is one.
fn template_name(path: &str) -> Option<&str> {
    path.strip_prefix("templates/").filter(|name| name.ends_with(".html"))
}

/// A template's mistake at its place. Tera names the template, and counts columns from 0.
pub(super) fn located(error: &tera::Error, theme: &str, sources: &Sources) -> Diagnostic {
    let help = "see https://keats.github.io/tera/ for the syntax; fields that may be missing are read with `?.`";
    let (message, report) = match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
            (report.message().to_owned(), Some(report))
        }
        _ => (error.to_string(), None),
    };
    let mut message = message.lines().next().unwrap_or_default().to_owned();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        message = format!("{message}: {cause}");
        source = cause.source();
    }
    let mut diagnostic = Diagnostic::new(Code::TemplateError, message, help);
    let Some(report) = report else {
        diagnostic.file = Some(SrcPath::new(format!("themes/{theme}")));
        return diagnostic;
    };
    let Some((place, bytes)) = sources.get(report.filename()) else {
        diagnostic.file = Some(SrcPath::new(format!("themes/{theme}")));
        return diagnostic;
    };
    diagnostic.file = Some(place.clone());
    if let Ok(text) = std::str::from_utf8(bytes) {
        let span = report.span();
        let start = offset(text, Position { line: span.start_line, column: span.start_col + 1 });
        let end = offset(text, Position { line: span.end_line, column: span.end_col + 1 });
        diagnostic.span = Some(start..end.max(start));
    }
    diagnostic
}

fn offset(text: &str, position: Position) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(position.line.saturating_sub(1)).map(str::len).sum();
    let line = text[line_start..].split('\n').next().unwrap_or("");
    let column = line.char_indices().nth(position.column.saturating_sub(1)).map_or(line.len(), |(i, _)| i);
    line_start + column
}

/// `t` (a text of the interface as HTML, or with `plain=true` as text for an attribute), `asset`, `integrity`, and
/// `here` (the mark of the page itself among links).
fn functions(tera: &mut Tera, config: &Config, strings: &Strings, assets: &Assets) {
    let texts = strings.clone();
    tera.register_function("t", move |kwargs: Kwargs, state: &State<'_>| -> tera::TeraResult<Value> {
        let key = kwargs.must_get::<&str>("key")?;
        let lang = match kwargs.get::<&str>("lang")? {
            Some(tag) => {
                texts.lang(tag).ok_or_else(|| tera::Error::message(format!("`{tag}` is no language of this site")))?
            }
            None => LangId::new(state.get::<u64>(LANG_INDEX)?.unwrap_or(0) as usize),
        };
        let mut args = FluentArgs::new();
        for (name, value) in kwargs.iter() {
            let Some(name) = name.as_str().filter(|n| !matches!(*n, "key" | "lang" | "plain")) else { continue };
            args.set(name.to_owned(), fluent_value(value));
        }
        // Within an attribute only text can stand; elsewhere a text in another language is marked as such.
        let text = if kwargs.get::<bool>("plain")?.unwrap_or(false) {
            texts.get(lang, key, Some(&args)).map(Value::from)
        } else {
            texts.html(lang, key, Some(&args)).map(|html| Value::safe_string(&html))
        };
        text.ok_or_else(|| {
            tera::Error::message(format!("no theme has the text `{key}`, or an argument of it is missing"))
        })
    });
    let locales: Vec<Option<Locale>> =
        config.languages.iter().map(|language| Locale::new(language.locale.canonical()).ok()).collect();
    tera.register_filter("list", move |items: Vec<String>, _: Kwargs, state: &State<'_>| -> tera::TeraResult<String> {
        let lang = state.get::<u64>(LANG_INDEX)?.unwrap_or(0) as usize;
        Ok(locales.get(lang).and_then(Option::as_ref).map_or_else(|| items.join(", "), |locale| locale.list(&items)))
    });
    tera.register_function("here", |kwargs: Kwargs, state: &State<'_>| -> tera::TeraResult<Value> {
        let mark = Mark::new(kwargs.must_get::<&str>("url")?, kwargs.get::<bool>("within")?.unwrap_or(false));
        // In a fragment there is no page yet.
        let text = match state.get::<String>(HERE)? {
            Some(url) => Value::safe_string(mark.at(&url)),
            None => Value::safe_string(&mark.open()),
        };
        Ok(text)
    });
    let base = config.html.site_url.base.clone();
    let urls: Served = assets
        .files
        .iter()
        .map(|a| {
            let url = format!("{base}{}", crate::ids::encode_path(&a.output));
            (a.name.clone(), Ok((url, a.integrity.clone())))
        })
        .chain(assets.within.iter().map(|(part, bundle)| {
            (part.clone(), Err(format!("`static/{part}` is part of the bundle `{bundle}`: ask for that")))
        }))
        .collect();
    let urls = Arc::new(urls);
    let integrities = Arc::clone(&urls);
    tera.register_function("asset", move |kwargs: Kwargs, _: &State<'_>| -> tera::TeraResult<Value> {
        Ok(Value::safe_string(&find(&urls, &kwargs)?.0))
    });
    tera.register_function("integrity", move |kwargs: Kwargs, _: &State<'_>| -> tera::TeraResult<Value> {
        Ok(Value::safe_string(&find(&integrities, &kwargs)?.1))
    });
}

type Served = HashMap<String, Result<(String, String), String>>;

/// A file's address and its integrity.
fn find<'a>(assets: &'a Served, kwargs: &Kwargs) -> tera::TeraResult<&'a (String, String)> {
    let path = kwargs.must_get::<&str>("path")?;
    match assets.get(path) {
        Some(Ok(found)) => Ok(found),
        Some(Err(why)) => Err(tera::Error::message(why)),
        None => Err(tera::Error::message(format!("the theme has no file `static/{path}`"))),
    }
}

fn fluent_value(value: &Value) -> FluentValue<'static> {
    match value.as_f64() {
        Some(number) if value.is_number() => FluentValue::from(number),
        _ => FluentValue::from(value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
    }
}
