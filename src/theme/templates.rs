//! Templates: a theme's `templates/` over the default theme's, and the functions they may call.

use std::collections::HashMap;
use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use tera::{Kwargs, State, Tera, Value};

use super::assets::Assets;
use super::mark::Mark;
use super::strings::Strings;
use super::{DEFAULT, Files, text};
use crate::config::Config;
use crate::diag::render::Position;
use crate::diag::{Code, Diagnostic, Diags};
use crate::ids::{LangId, SrcPath};
use crate::locale::Locale;

/// The name under which a page's language is handed to the functions.
pub(crate) const LANG_INDEX: &str = "polku_lang_index";

/// The name under which a page's address is handed to them.
pub(crate) const HERE: &str = "polku_here";

/// Reads the templates. `None` only together with an error.
pub(super) fn load(
    config: &Config,
    own: &Files,
    base: &Files,
    strings: &Strings,
    assets: &Assets,
) -> (Option<Tera>, Diags) {
    let mut diags = Diags::new();
    let mut tera = Tera::new();
    functions(&mut tera, config, strings, assets);
    // The prefix is set before any template is there, as it has to be.
    let _ = tera.set_fallback_prefixes([format!("{DEFAULT}/")]);
    let mut templates: Vec<(String, &str)> = Vec::new();
    for (path, (place, bytes)) in own {
        let Some(name) = template_name(path) else { continue };
        if let Some(text) = text(place, bytes, &mut diags) {
            templates.push((name.to_owned(), text));
        }
    }
    // A default template that the theme has one of its own for is there only for who builds upon it: it need not fit
    // to the theme's others.
    let of_theme: Vec<&str> = templates.iter().map(|(_, text)| *text).collect();
    for (path, (place, bytes)) in base {
        let Some(name) = template_name(path) else { continue };
        let full = format!("{DEFAULT}/{name}");
        let replaced = own.contains_key(path) && !of_theme.iter().any(|text| text.contains(&full));
        if let Some(text) = text(place, bytes, &mut diags).filter(|_| !replaced) {
            templates.push((full, text));
        }
    }
    // One by one first: a set that is added at once stops at its first mistake.
    for (name, text) in &templates {
        let mut alone = tera.clone();
        if let Err(error) = alone.add_raw_template(name, text)
            && matches!(error.kind(), tera::ErrorKind::SyntaxError(_))
        {
            diags.push(diagnostic(&error, own, &config.html.theme));
        }
    }
    if diags.has_errors() {
        return (None, diags);
    }
    if let Err(error) = tera.add_raw_templates(templates) {
        diags.push(diagnostic(&error, own, &config.html.theme));
        return (None, diags);
    }
    (Some(tera), diags)
}

/// The name of the template at a path of the theme, if it is one.
fn template_name(path: &str) -> Option<&str> {
    path.strip_prefix("templates/").filter(|name| name.ends_with(".html"))
}

/// A template's mistake at its place. Tera names the template, and counts columns from 0.
pub(crate) fn diagnostic(error: &tera::Error, own: &Files, theme: &str) -> Diagnostic {
    let text_of = |name: &str| own.get(&format!("templates/{name}")).map(|(_, bytes)| bytes.clone());
    located(error, theme, &text_of)
}

/// As [`diagnostic`], the templates' text being found by the caller.
pub(crate) fn located(error: &tera::Error, theme: &str, text_of: &dyn Fn(&str) -> Option<Vec<u8>>) -> Diagnostic {
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
    let name = report.filename();
    let name = name.strip_prefix("polku/").unwrap_or(name);
    let file = SrcPath::new(format!("themes/{theme}/templates/{name}"));
    diagnostic.file = Some(file);
    if let Some(text) = text_of(name).and_then(|bytes| String::from_utf8(bytes).ok()) {
        let span = report.span();
        let start = offset(&text, Position { line: span.start_line, column: span.start_col + 1 });
        let end = offset(&text, Position { line: span.end_line, column: span.end_col + 1 });
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
