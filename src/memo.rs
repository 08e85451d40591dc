//! What the last build of the very same inputs said and wrote: a build of unchanged files is over before it opens one.
//!
//! In: a [stamp](crate::pipeline::Inputs::stamp) of the inputs, the output folder. Out: the findings of the build that
//! made it, if all of it is as that build left it.

use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cache::Cache;
use crate::diag::{Code, Diagnostic, Label};
use crate::digest::Digest;
use crate::emit::place_name;
use crate::ids::SrcPath;

/// What a build left behind.
#[derive(Serialize, Deserialize)]
pub struct Memo {
    stamp: Digest,
    /// Of the list of outputs, by which the folder is recognised.
    pub outputs: String,
    /// How many pages there are.
    pub pages: usize,
    /// How many languages have any.
    pub languages: usize,
    findings: Vec<Finding>,
}

/// A diagnostic as it is kept.
#[derive(Serialize, Deserialize)]
struct Finding {
    code: String,
    message: String,
    file: Option<String>,
    span: Option<Range<usize>>,
    labels: Vec<(String, Range<usize>, String)>,
    help: String,
}

impl Memo {
    /// What a build with this stamp into this folder left behind, if it was the last one there.
    pub fn load(cache: &Cache, out: &Path, stamp: Digest) -> Option<Self> {
        let memo: Self = serde_json::from_slice(&cache.load(&name(out))?).ok()?;
        let known = |finding: &Finding| Code::ALL.iter().any(|code| code.as_str() == finding.code);
        (memo.stamp == stamp && memo.findings.iter().all(known)).then_some(memo)
    }

    /// Keeps what a build left behind.
    pub fn store(
        cache: &Cache,
        out: &Path,
        stamp: Digest,
        outputs: Digest,
        (pages, languages): (usize, usize),
        diagnostics: &[Diagnostic],
    ) {
        let finding = |d: &Diagnostic| Finding {
            code: d.code.as_str().to_owned(),
            message: d.message.clone(),
            file: d.file.as_ref().map(ToString::to_string),
            span: d.span.clone(),
            labels: d.labels.iter().map(|l| (l.file.to_string(), l.span.clone(), l.text.clone())).collect(),
            help: d.help.clone(),
        };
        let memo = Self {
            stamp,
            outputs: outputs.to_string(),
            pages,
            languages,
            findings: diagnostics.iter().map(finding).collect(),
        };
        // Text and numbers cannot fail to serialise; if they did, nothing would be kept.
        if let Ok(bytes) = serde_json::to_vec(&memo) {
            cache.store(&name(out), &bytes);
        }
    }

    /// What the build found, as it said it.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.findings.iter().filter_map(Finding::diagnostic).collect()
    }
}

impl Finding {
    fn diagnostic(&self) -> Option<Diagnostic> {
        let code = Code::ALL.iter().find(|code| code.as_str() == self.code)?;
        let labels = self.labels.iter().map(|(file, span, text)| Label {
            file: SrcPath::new(file.as_str()),
            span: span.clone(),
            text: text.clone(),
        });
        let mut diagnostic = Diagnostic::new(*code, self.message.as_str(), self.help.as_str());
        diagnostic.file = self.file.as_deref().map(SrcPath::new);
        diagnostic.span.clone_from(&self.span);
        diagnostic.labels = labels.collect();
        Some(diagnostic)
    }
}

/// The name it is kept under: one for each output folder.
fn name(out: &Path) -> String {
    format!("build-{}", place_name(out))
}
