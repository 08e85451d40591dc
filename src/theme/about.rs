//! `theme.toml`: what a theme says of itself → its bundles, and whether they are made small.
//!
//! Input: the file's text. Output: [`About`]; what is wrong in it is reported with its place.

use std::ops::Range;

use super::{Files, text};
use crate::diag::{Code, Diagnostic, Diags};
use crate::fields::{self, Fields, Located, Node, SyntaxError, Value};
use crate::ids::SrcPath;

/// The name of the file.
pub(super) const FILE: &str = "theme.toml";

/// What themes can rely on: the names of templates, of what they see, and of texts. It counts up when a theme could break.
pub(super) const CONTRACT: f64 = 1.0;

/// What a theme says of itself.
#[derive(Default)]
pub(super) struct About {
    /// `version` and `description`.
    pub(super) version: Option<String>,
    /// What it is, in a sentence.
    pub(super) description: Option<String>,
    /// `inherits`: the theme that has what this one does not change.
    pub(super) inherits: Option<Located<String>>,
    /// `minify`: whether bundles lose comments and white space.
    pub(super) minify: Option<bool>,
    /// `trusted-types`: the policies that its scripts make (Trusted Types, 4.2).
    pub(super) trusted_types: Vec<String>,
    /// `[bundles]`, in the order of their names.
    pub(super) bundles: Vec<Bundle>,
}

/// Assets that are served as one file.
pub(super) struct Bundle {
    /// Its path below `static/`, as templates ask for it.
    pub(super) name: String,
    /// Where that is written.
    pub(super) place: Range<usize>,
    /// The paths of its parts, in order, each with its place.
    pub(super) parts: Vec<(String, Range<usize>)>,
}

/// Reads a theme's `theme.toml`, if it has one.
pub(super) fn read(files: &Files, diags: &mut Diags) -> About {
    let mut about = About::default();
    let Some((place, bytes)) = files.get(FILE) else { return about };
    let Some(text) = text(place, bytes, diags) else { return about };
    match fields::toml(text) {
        Ok(entries) => {
            let mut f = Fields::new(&entries, place, FILE, diags);
            for key in ["name", "license"] {
                let _ = f.text(key);
            }
            about.version = f.text("version").map(|text| text.value);
            about.description = f.text("description").map(|text| text.value);
            about.inherits = f.text("inherits");
            if let Some(contract) = f.number("contract").filter(|contract| contract.value != CONTRACT) {
                f.invalid(
                    Code::ThemeContract,
                    contract.span,
                    format!("there is no contract {} between Polku and themes", contract.value),
                    format!(
                        "this Polku keeps contract {CONTRACT}; see what changed, and write that when the theme fits"
                    ),
                );
            }
            about.minify = f.flag("minify");
            for name in f.texts("trusted-types") {
                // Trusted Types, 4.2: tt-policy-name.
                let fits = |c: char| c.is_ascii_alphanumeric() || "-#=_/@.%".contains(c);
                if !name.value.is_empty() && name.value.chars().all(fits) {
                    about.trusted_types.push(name.value);
                } else {
                    f.invalid(
                        Code::SettingsValue,
                        name.span,
                        format!("`{}` is no name of a policy", name.value.escape_debug()),
                        "write the name that a script gives to `createPolicy`: letters, digits and `-#=_/@.%`",
                    );
                }
            }
            let bundles = f.table("bundles").unwrap_or_default();
            f.finish();
            for (name, parts) in bundles {
                about.bundles.extend(bundle(&name.text, name.span.clone(), parts, place, diags));
            }
            about.bundles.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Err(SyntaxError { message, span, .. }) => diags.push(
            Diagnostic::new(Code::SettingsSyntax, message, "see https://toml.io for how TOML is written")
                .at(place, span),
        ),
    }
    about
}

/// One entry of `[bundles]`.
fn bundle(name: &str, at: Range<usize>, parts: &Node, place: &SrcPath, diags: &mut Diags) -> Option<Bundle> {
    let mut wrong = |span: Range<usize>, message: String, help: &str| {
        diags.push(Diagnostic::new(Code::ThemeBundle, message, help).at(place, span));
    };
    let extension = extension(name);
    let nameless = name.rsplit('/').next().is_some_and(|file| file.starts_with('.'));
    if nameless
        || !matches!(extension, "css" | "js")
        || name.split('/').any(|part| crate::parse::bad_slug(part).is_some())
    {
        wrong(
            at,
            format!("`{name}` cannot be the name of a bundle"),
            "name it as a file below `static/` that ends with `.css` or `.js`",
        );
        return None;
    }
    let help = "list the files below `static/` that it is made of: `[\"css/a.css\", \"css/b.css\"]`";
    let Value::List(items) = &parts.value else {
        wrong(parts.span.clone(), format!("the bundle `{name}` is not a list of files"), help);
        return None;
    };
    let mut found = Vec::new();
    for item in items {
        match &item.value {
            Value::Text(part) if self::extension(part) == extension => found.push((part.clone(), item.span.clone())),
            Value::Text(part) => {
                wrong(item.span.clone(), format!("`{part}` is not a file of the kind of `{name}`"), help);
            }
            _ => wrong(item.span.clone(), "this is not the name of a file".to_owned(), help),
        }
    }
    Some(Bundle { name: name.to_owned(), place: at, parts: found })
}

/// What follows a file's last point.
pub(super) fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}
