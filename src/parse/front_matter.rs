//! Front matter: the YAML between two `---` lines at the top of a page.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Diags, nearest};
use crate::fields::{self, Fields, Located, SyntaxError};
use crate::ids::{self, SrcPath};

/// Longest front matter, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// What a page's front matter says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meta {
    /// The page's name.
    pub title: Option<Located<String>>,
    /// Its part of the address.
    pub slug: Option<Located<String>>,
    /// A sentence on what it holds.
    pub description: Option<Located<String>>,
    /// Its place among its siblings.
    pub order: Option<Located<f64>>,
    /// The stage it belongs to.
    pub stage: Option<Located<String>>,
    /// What it is.
    pub kind: Option<Located<Kind>>,
    /// The language it was first written in.
    pub origin: Option<Located<String>>,
    /// Whether it is not to be published yet.
    pub draft: bool,
    /// When it was published.
    pub date: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// Earlier addresses.
    pub aliases: Vec<Located<String>>,
    /// Its tags.
    pub tags: Vec<Located<String>>,
    /// Keys of related pages.
    pub related: Vec<Located<String>>,
    /// The lemma, on a term's page.
    pub term: Option<Located<String>>,
    /// The term's inflected forms.
    pub forms: Vec<Located<String>>,
    /// Words not to use for it.
    pub avoid: Vec<Located<String>>,
    /// The objectives that a role-play practises.
    pub objectives: Vec<Located<String>>,
    /// The node that a role-play begins with.
    pub start: Option<Located<String>>,
    /// What a role-play's scores have to be at the end; the name is empty where there is only one score.
    pub pass: Vec<(Located<String>, i32)>,
    /// The names of a role-play's scores in the page's language, by id.
    pub scores: Vec<(Located<String>, Located<String>)>,
    /// Why it differs from its original throughout.
    pub differs: Option<Located<String>>,
    /// Whether it could not be read, so that what it seems to lack is not reported.
    pub broken: bool,
}

/// What a page is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A page.
    Page,
    /// A frozen text: left as it is.
    Source,
    /// Questions on a stage.
    Practice,
    /// A role-play.
    Scenario,
    /// An entry of the glossary.
    Term,
}

impl Kind {
    const ALL: [(&'static str, Kind); 5] = [
        ("page", Kind::Page),
        ("source", Kind::Source),
        ("practice", Kind::Practice),
        ("scenario", Kind::Scenario),
        ("term", Kind::Term),
    ];

    /// The name in front matter and templates.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Source => "source",
            Self::Practice => "practice",
            Self::Scenario => "scenario",
            Self::Term => "term",
        }
    }
}

/// A day, or a moment (RFC 3339).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// What follows the day: `T09:30:00+02:00`, or nothing.
    pub time: String,
}

impl Date {
    /// Reads `2026-11-02` or `2026-11-02T09:30:00+02:00` (RFC 3339; a space may stand for the `T`).
    pub fn parse(text: &str) -> Option<Self> {
        let day = text.get(..10)?;
        let mut parts = day.split('-');
        let (year, month, dom) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) || !digits(dom, 2) {
            return None;
        }
        let (year, month, dom): (i32, u8, u8) = (year.parse().ok()?, month.parse().ok()?, dom.parse().ok()?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let longest = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        if dom == 0 || dom > longest {
            return None;
        }
        let time = text.get(10..)?;
        let time = if time.is_empty() { String::new() } else { Self::time(time)? };
        Some(Self { year, month, day: dom, time })
    }

    fn time(text: &str) -> Option<String> {
        let rest = text.strip_prefix(['T', 't', ' '])?;
        let clock = rest.get(..8)?;
        let shape = clock.bytes().enumerate().all(|(i, b)| match i {
            2 | 5 => b == b':',
            _ => b.is_ascii_digit(),
        });
        let hour: u8 = clock.get(..2)?.parse().ok()?;
        let minute: u8 = clock.get(3..5)?.parse().ok()?;
        let second: u8 = clock.get(6..)?.parse().ok()?;
        if !shape || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let zone = rest.get(8..)?.trim_start();
        let zone = match zone.strip_prefix('.') {
            Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => zone,
        };
        let offset = zone.len() == 6
            && zone.starts_with(['+', '-'])
            && zone.bytes().skip(1).enumerate().all(|(i, b)| match i {
                2 => b == b':',
                _ => b.is_ascii_digit(),
            });
        match zone {
            "" | "Z" | "z" => Some(format!("T{clock}Z")),
            zone if offset => Some(format!("T{clock}{zone}")),
            _ => None,
        }
    }

    /// `2026-11-02`.
    pub fn day(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// The moment as RFC 3339 has it; a day alone means its beginning in UTC.
    pub fn rfc3339(&self) -> String {
        let time = if self.time.is_empty() { "T00:00:00Z" } else { &self.time };
        format!("{}{time}", self.day())
    }
}

/// Splits off the front matter and reads it. Returns what it says, and where the Markdown begins.
pub(super) fn read(file: &SrcPath, text: &str, diags: &mut Diags) -> (Meta, usize) {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Some((yaml, body)) = split(text, bom) else {
        let first = text[bom..].lines().next().unwrap_or("");
        if first.trim_end() == "---" {
            diags.push(
                Diagnostic::new(
                    Code::FrontMatterUnclosed,
                    "the front matter has no closing line",
                    "end it with a line that is `---`",
                )
                .at(file, bom..bom + 3),
            );
            return (broken(), text.len());
        }
        if first.trim_end() == "+++" {
            diags.push(
                Diagnostic::new(
                    Code::FrontMatterSyntax,
                    "front matter between `+++` lines is not read",
                    "write it as YAML between `---` lines: `title: …`",
                )
                .at(file, bom..bom + 3),
            );
            return (broken(), bom);
        }
        return (Meta::default(), bom);
    };
    if yaml.len() > MAX_BYTES {
        diags.push(
            Diagnostic::new(
                Code::FrontMatterLimit,
                format!(
                    "the front matter is {} KiB long; at most {} are read",
                    yaml.len().div_ceil(1024),
                    MAX_BYTES / 1024
                ),
                "move what is text into the page",
            )
            .at(file, bom..bom + 3),
        );
        return (broken(), body);
    }
    let meta = match fields::yaml(&text[yaml.clone()], yaml.start) {
        Ok(entries) => meta(&entries, file, diags),
        Err(SyntaxError { message, span, limit }) => {
            let (code, help) = if limit {
                (
                    Code::FrontMatterLimit,
                    "write plain `key: value` lines; anchors (`&`, `*`) are not read, and nesting ends at 32 levels",
                )
            } else {
                (
                    Code::FrontMatterSyntax,
                    "write a line for each key, `key: value`; put values with a colon, a quote or a bracket in quotes",
                )
            };
            diags.push(Diagnostic::new(code, message, help).at(file, span));
            broken()
        }
    };
    (meta, body)
}

/// A page's text with the fields of its front matter that hold words, which a translation has its own of.
pub(crate) fn words_only(text: &str) -> String {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Some((yaml, body)) = split(text, bom) else { return text[bom..].to_owned() };
    let mut out = "---\n".to_owned();
    let mut kept = false;
    for line in text[yaml].split_inclusive('\n') {
        // What is set in belongs to the field above.
        if !line.starts_with([' ', '\t', '-', '\n', '\r', '#']) {
            let name = line.split(':').next().unwrap_or("").trim().trim_matches(['"', '\'']);
            kept = ["title", "description"].contains(&name);
        }
        if kept {
            out.push_str(line);
        }
    }
    out.push_str("---\n");
    out.push_str(&text[body..]);
    out
}

/// Where a page's text begins behind its front matter.
pub(crate) fn body_start(text: &str) -> usize {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    split(text, bom).map_or(bom, |(_, body)| body)
}

/// What is known of front matter that cannot be read.
fn broken() -> Meta {
    Meta { broken: true, ..Meta::default() }
}

/// The YAML's bytes, and where the rest begins.
fn split(text: &str, from: usize) -> Option<(Range<usize>, usize)> {
    let mut lines = text[from..].split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" || !first.ends_with('\n') {
        return None;
    }
    let start = from + first.len();
    let mut at = start;
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") && !line.starts_with([' ', '\t']) {
            return Some((start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn meta(entries: &[(fields::Name, fields::Node)], file: &SrcPath, diags: &mut Diags) -> Meta {
    let mut f = Fields::new(entries, file, "the front matter", diags);
    let title = f.text("title").filter(|title| !title.value.trim().is_empty());
    let slug = f.text("slug").and_then(|slug| {
        if let Some(why) = bad_slug(&slug.value) {
            f.invalid(
                Code::InvalidValue,
                slug.span,
                format!("`{}` cannot be part of an address: {why}", slug.value),
                "use letters, digits and hyphens",
            );
            return None;
        }
        nfc(vec![slug]).pop()
    });
    let description = f.text("description");
    let order = f.number("order");
    let stage = f.text("stage").and_then(|stage| nfc(vec![stage]).pop());
    let kind = f.text("kind").and_then(|kind| match Kind::ALL.iter().find(|(name, _)| *name == kind.value) {
        Some((_, value)) => Some(Located { value: *value, span: kind.span }),
        None => {
            let names = Kind::ALL.map(|(name, _)| name);
            let help = nearest(&kind.value, names)
                .map_or_else(|| format!("known: {}", names.join(", ")), |n| format!("did you mean `{n}`?"));
            f.invalid(Code::InvalidValue, kind.span, format!("`{}` is no kind of page", kind.value), help);
            None
        }
    });
    let origin = f.text("origin");
    let draft = f.flag("draft").unwrap_or(false);
    let mut date = |key| {
        let text = f.text(key)?;
        let date = Date::parse(text.value.trim());
        if date.is_none() {
            f.invalid(
                Code::InvalidValue,
                text.span,
                format!("`{}` is no date", text.value),
                "write `2026-11-02`, or `2026-11-02T09:30:00+02:00`",
            );
        }
        date
    };
    let published = date("date");
    let updated = date("updated");
    // Names are compared and published in one normal form, however they were typed.
    let aliases = nfc(f.texts("aliases"));
    let tags = nfc(f.texts("tags"));
    let related = nfc(f.texts("related"));
    let term = f.text("term");
    let forms = f.texts("forms");
    let avoid = f.texts("avoid");
    let objectives = nfc(f.texts("objectives"));
    let start = f.text("start").and_then(|start| nfc(vec![start]).pop());
    let pass = pass(&mut f);
    let scores = scores(&mut f);
    let differs = f.text("differs");
    f.finish();
    Meta {
        title,
        slug,
        description,
        order,
        stage,
        kind,
        origin,
        draft,
        date: published,
        updated,
        aliases,
        tags,
        related,
        term,
        forms,
        avoid,
        objectives,
        start,
        pass,
        scores,
        differs,
        broken: false,
    }
}

/// `pass: 3`, or `pass: {trust: 3, progress: 1}`.
fn pass(f: &mut Fields<'_, '_>) -> Vec<(Located<String>, i32)> {
    let Some(node) = f.node("pass") else { return Vec::new() };
    let number = |node: &fields::Node| match &node.value {
        fields::Value::Int(number) => i32::try_from(*number).ok(),
        _ => None,
    };
    let refuse = |f: &mut Fields<'_, '_>, span: &Range<usize>| {
        f.invalid(
            Code::InvalidValue,
            span.clone(),
            "this is no score".to_owned(),
            "write a whole number, or one for each score: `pass: {trust: 3, progress: 1}`",
        );
    };
    match &node.value {
        fields::Value::Table(table) => {
            let mut found = Vec::new();
            for (name, node) in table {
                match number(node) {
                    Some(least) => {
                        found.push((Located { value: name.text.clone(), span: name.span.clone() }, least));
                    }
                    None => refuse(f, &node.span),
                }
            }
            found
        }
        _ => match number(node) {
            Some(least) => vec![(Located { value: String::new(), span: node.span.clone() }, least)],
            None => {
                refuse(f, &node.span);
                Vec::new()
            }
        },
    }
}

/// `scores: {trust: Trust, progress: Progress}`.
fn scores(f: &mut Fields<'_, '_>) -> Vec<(Located<String>, Located<String>)> {
    let mut found = Vec::new();
    for (name, node) in f.table("scores").unwrap_or_default() {
        match &node.value {
            fields::Value::Text(text) if !text.trim().is_empty() => found.push((
                Located { value: name.text.clone(), span: name.span.clone() },
                Located { value: text.clone(), span: node.span.clone() },
            )),
            _ => f.invalid(
                Code::InvalidValue,
                node.span.clone(),
                "this is no name for a score".to_owned(),
                "write what learners read: `scores: {trust: Trust}`",
            ),
        }
    }
    found
}

fn nfc(texts: Vec<Located<String>>) -> Vec<Located<String>> {
    let normal = |text: Located<String>| Located { value: ids::nfc(&text.value), span: text.span };
    texts.into_iter().map(normal).collect()
}

/// Why a text cannot be the name of a file that is published as it is, if it can't: what no address can hold even
/// encoded, or Windows refuses.
pub fn bad_file_name(name: &str) -> Option<&'static str> {
    if name.len() > 255 {
        return Some("it is longer than 255 bytes");
    }
    if name.contains(['\\', '?', '#', '%', '<', '>', ':', '"', '|', '*']) || name.chars().any(char::is_control) {
        return Some("it has a character that addresses or file systems reserve");
    }
    name.ends_with(['.', ' ']).then_some("it ends with a dot or a space")
}

/// Why a text cannot be one part of an address or of a file's name, if it can't. The characters are those that
/// Windows refuses in names and those that RFC 3986 gives a meaning.
pub fn bad_slug(slug: &str) -> Option<&'static str> {
    if slug.is_empty() {
        return Some("it is empty");
    }
    // File systems stop at 255 bytes, and a file's ending goes behind.
    if slug.len() > 200 {
        return Some("it is longer than 200 bytes");
    }
    if slug == "." || slug == ".." || slug.ends_with('.') {
        return Some("it is or ends with a dot");
    }
    if slug.contains(['/', '\\']) {
        return Some("it has a slash");
    }
    if slug.contains(['?', '#', '%', '<', '>', ':', '"', '|', '*', '&', '\'']) {
        return Some("it has a character that addresses or file systems reserve");
    }
    if slug.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Some("it has a space or a control character");
    }
    None
}
