//! Renderers: diagnostics → text for people, one JSON object a line, or annotations for a code host.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::rc::Rc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use super::{Diagnostic, Severity};
use crate::digest::Digest;

/// Where the renderers get the text that a diagnostic points into.
pub trait Sources {
    /// The text of a file below the site's root, if it can be read.
    fn text(&self, file: &str) -> Option<String>;
}

/// Sources that read each file once.
struct Cached<'a> {
    sources: &'a dyn Sources,
    read: RefCell<HashMap<String, Option<Rc<Text>>>>,
}

/// A file's text and where its lines begin.
struct Text {
    text: String,
    lines: Vec<usize>,
}

impl Text {
    fn position(&self, offset: usize) -> Position {
        let offset = floor(&self.text, offset);
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines[line - 1];
        let column = self.text[start..offset].trim_start_matches('\u{feff}').chars().count() + 1;
        Position { line, column }
    }
}

impl<'a> Cached<'a> {
    fn new(sources: &'a dyn Sources) -> Self {
        Self { sources, read: RefCell::default() }
    }

    fn text(&self, file: &str) -> Option<Rc<Text>> {
        if let Some(text) = self.read.borrow().get(file) {
            return text.clone();
        }
        let text = self.sources.text(file).map(|text| {
            let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
            Rc::new(Text { text, lines })
        });
        self.read.borrow_mut().insert(file.to_owned(), text.clone());
        text
    }

    fn place(&self, diagnostic: &Diagnostic) -> Option<(Position, Position)> {
        let span = diagnostic.span.as_ref()?;
        let text = self.text(diagnostic.file.as_ref()?.as_str())?;
        Some((text.position(span.start), text.position(span.end)))
    }
}

/// A place in a text: lines and columns from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Longest stretch of text that is shown around a place. A page on one line of a megabyte must not flood a terminal.
const SHOWN: usize = 400;

/// Diagnostics as people read them, in the style of the Rust compiler: each with its place underlined and its help.
pub fn human(diagnostics: &[Diagnostic], sources: &dyn Sources, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let sources = Cached::new(sources);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&human_one(diagnostic, &sources, &renderer));
        out.push_str("\n\n");
    }
    out
}

fn human_one(diagnostic: &Diagnostic, sources: &Cached<'_>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str()));
    let excerpts: Vec<Excerpt> = excerpts(diagnostic, sources);
    for excerpt in &excerpts {
        let mut snippet = Snippet::source(excerpt.text.as_str())
            .path(excerpt.file.as_str())
            .line_start(excerpt.first_line)
            .fold(true);
        for (span, label) in &excerpt.marks {
            let kind = match label {
                None => AnnotationKind::Primary,
                Some(_) => AnnotationKind::Context,
            };
            let mut annotation = kind.span(span.clone());
            if let Some(label) = label {
                annotation = annotation.label(label.as_str());
            }
            snippet = snippet.annotation(annotation);
        }
        group = group.element(snippet);
    }
    if excerpts.is_empty()
        && let Some(file) = &diagnostic.file
    {
        group = group.element(annotate_snippets::Origin::path(file.as_str()));
    }
    if !diagnostic.help.is_empty() {
        group = group.element(Level::HELP.message(diagnostic.help.as_str()));
    }
    renderer.render(&[group])
}

/// A stretch of a file that is shown, with the places marked in it.
struct Excerpt {
    file: String,
    text: String,
    first_line: usize,
    marks: Vec<(Range<usize>, Option<String>)>,
}

fn excerpts(diagnostic: &Diagnostic, sources: &Cached<'_>) -> Vec<Excerpt> {
    let mut places: Vec<(&str, Range<usize>, Option<String>)> = Vec::new();
    if let (Some(file), Some(span)) = (&diagnostic.file, &diagnostic.span) {
        places.push((file.as_str(), span.clone(), None));
    }
    for label in &diagnostic.labels {
        places.push((label.file.as_str(), label.span.clone(), Some(label.text.clone())));
    }
    let mut out: Vec<Excerpt> = Vec::new();
    for (file, span, label) in places {
        let Some(text) = sources.text(file) else { continue };
        let (text, first_line, span) = cut(&text, span);
        out.push(Excerpt { file: file.to_owned(), text, first_line, marks: vec![(span, label)] });
    }
    out
}

/// The lines that hold a span (at most three lines and [`SHOWN`] bytes to either side), the number of the first of
/// them, and the span within.
fn cut(whole: &Text, span: Range<usize>) -> (String, usize, Range<usize>) {
    let text = whole.text.as_str();
    let start = floor(text, span.start);
    let mut end = floor(text, span.end).max(start);
    // A span over many lines is shown by its first one.
    if let Some(i) = text[start..end].find('\n') {
        end = start + i;
    }
    end = end.min(floor(text, start + SHOWN));
    let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |i| end + i);
    let from = line_start.max(floor(text, start.saturating_sub(SHOWN)));
    let to = line_end.min(floor(text, end + SHOWN));
    let first_line = whole.position(line_start).line;
    let piece = text[from..to].trim_end_matches('\r');
    let clean = |s: &str| s.replace('\u{feff}', "").replace('\0', "\u{fffd}");
    let before = clean(&text[from..start]);
    let marked = clean(text[start..end].trim_end_matches('\r'));
    let after_from = start + text[start..end].trim_end_matches('\r').len();
    let after = clean(piece.get(after_from - from..).unwrap_or(""));
    let span = before.len()..before.len() + marked.len();
    (format!("{before}{marked}{after}"), first_line, span)
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    severity: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    message: &'a str,
    help: &'a str,
}

/// Where a diagnostic begins and ends; `None` for a whole file.
pub fn place(diagnostic: &Diagnostic, sources: &dyn Sources) -> Option<(Position, Position)> {
    Cached::new(sources).place(diagnostic)
}

/// Diagnostics as JSON, one object a line.
pub fn json(diagnostics: &[Diagnostic], sources: &dyn Sources) -> String {
    let sources = Cached::new(sources);
    let mut out = String::new();
    for d in diagnostics {
        let place = sources.place(d);
        let line = Line {
            code: d.code.as_str(),
            severity: d.severity.as_str(),
            file: d.file.as_ref().map(|f| f.as_str()),
            line: place.map(|p| p.0.line),
            column: place.map(|p| p.0.column),
            end_line: place.map(|p| p.1.line),
            end_column: place.map(|p| p.1.column),
            message: &d.message,
            help: &d.help,
        };
        // Strings and numbers always serialize.
        out.push_str(&serde_json::to_string(&line).unwrap_or_default());
        out.push('\n');
    }
    out
}

/// Diagnostics as workflow commands, which GitHub and Forgejo show at the line of a change. `below` is what the site's paths begin with in its
/// repository: empty, or ends with a slash.
pub fn github(diagnostics: &[Diagnostic], sources: &dyn Sources, below: &str) -> String {
    fn data(s: &str) -> String {
        s.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
    }
    fn property(s: &str) -> String {
        data(s).replace(':', "%3A").replace(',', "%2C")
    }
    let sources = Cached::new(sources);
    let mut out = String::new();
    for d in diagnostics {
        let level = if d.severity == Severity::Note { "notice" } else { d.severity.as_str() };
        let _ = write!(out, "::{level} ");
        if let Some(file) = &d.file {
            let _ = write!(out, "file={}{},", property(below), property(file.as_str()));
            if let Some((start, end)) = sources.place(d) {
                let _ = write!(
                    out,
                    "line={},col={},endLine={},endColumn={},",
                    start.line, start.column, end.line, end.column
                );
            }
        }
        let _ = writeln!(out, "title={}::{}%0Ahelp: {}", property(d.code.as_str()), data(&d.message), data(&d.help));
    }
    out
}

/// A report for GitLab: one JSON array, in the format that Code Climate began
/// (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>). `below` as for [`github`].
pub fn gitlab(diagnostics: &[Diagnostic], sources: &dyn Sources, below: &str) -> String {
    let cached = Cached::new(sources);
    let issues: Vec<serde_json::Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let file = diagnostic.file.as_ref().map_or("book.toml", |file| file.as_str());
            let line = cached.place(diagnostic).map_or(1, |(start, _)| start.line);
            let severity = match diagnostic.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            };
            // The same finding is known again though lines before it came or went.
            let known = format!("{} {file} {}", diagnostic.code, diagnostic.message);
            serde_json::json!({
                "description": format!("{}; {}", diagnostic.message, diagnostic.help),
                "check_name": diagnostic.code.as_str(),
                "fingerprint": Digest::of(known.as_bytes()).to_string(),
                "severity": severity,
                "location": { "path": format!("{below}{file}"), "lines": { "begin": line } },
            })
        })
        .collect();
    format!("{}\n", serde_json::Value::Array(issues))
}
