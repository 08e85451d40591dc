//! Diagnostics: what is wrong in the content, where, and the way out.
//!
//! In: findings of every stage. Out: [`Diagnostic`] values, which [`render`] turns into text, JSON or annotations.
//!
//! Invariant: a diagnostic is data; nothing but a renderer decides how it looks, and none is lost: stages collect
//! them in a [`Diags`] and go on.

mod codes;
pub mod render;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use codes::{Code, Severity};

use crate::ids::SrcPath;

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding it is.
    pub code: Code,
    /// Whether it stops the build.
    pub severity: Severity,
    /// One line that says what is wrong.
    pub message: String,
    /// The file it is about; `None` where no file is to blame (a missing folder, say).
    pub file: Option<SrcPath>,
    /// Bytes of the file it is about; `None` for the whole file.
    pub span: Option<Range<usize>>,
    /// Further places that explain it.
    pub labels: Vec<Label>,
    /// The way out.
    pub help: String,
}

/// A second place that a diagnostic points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The file.
    pub file: SrcPath,
    /// The bytes meant.
    pub span: Range<usize>,
    /// What is to be seen there.
    pub text: String,
}

impl Diagnostic {
    /// A finding with the code's own severity. `help` says the way out.
    pub fn new(code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            file: None,
            span: None,
            labels: Vec::new(),
            help: help.into(),
        }
    }

    /// Says which file it is about.
    #[must_use]
    pub fn in_file(mut self, file: &SrcPath) -> Self {
        self.file = Some(file.clone());
        self
    }

    /// Says which bytes of which file it is about.
    #[must_use]
    pub fn at(mut self, file: &SrcPath, span: Range<usize>) -> Self {
        self.file = Some(file.clone());
        self.span = Some(span);
        self
    }

    /// Points to a second place.
    #[must_use]
    pub fn label(mut self, file: &SrcPath, span: Range<usize>, text: impl Into<String>) -> Self {
        self.labels.push(Label { file: file.clone(), span, text: text.into() });
        self
    }
}

/// The findings of a stage, in the order they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diags(Vec<Diagnostic>);

impl Diags {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds another stage's.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(other);
    }

    /// Leaves out those that are not to be said.
    pub fn retain(&mut self, is_said: impl FnMut(&Diagnostic) -> bool) {
        self.0.retain(is_said);
    }

    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them stops the build.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// All of them, as found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// All of them by file and place, each once: the order does not depend on how the work was shared out.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        fn place(d: &Diagnostic) -> (Option<&SrcPath>, Option<(usize, usize)>, Code, &str) {
            let span = d.span.as_ref().map(|s| (s.start, s.end));
            (d.file.as_ref(), span, d.code, &d.message)
        }
        self.0.sort_by(|a, b| place(a).cmp(&place(b)));
        self.0.dedup();
        self.0
    }
}

impl IntoIterator for Diags {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Diagnostic> for Diags {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

/// Bytes of the character that stands for what is not UTF-8 where a file is shown.
pub const REPLACED: usize = '\u{fffd}'.len_utf8();

/// The known name nearest to a mistyped one, if one is near enough to be meant.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = typed.to_lowercase().replace('_', "-");
    known
        .into_iter()
        .map(|name| {
            let distance = strsim::damerau_levenshtein(&wanted, &name.to_lowercase());
            (distance, name)
        })
        .filter(|(distance, name)| {
            let longest = wanted.chars().count().max(name.chars().count());
            *distance <= 1 + longest / 4 && *distance < longest
        })
        .min()
        .map(|(_, name)| name)
}
