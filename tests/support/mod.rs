//! Small sites in one text file: what they hold, and what a build gives.
//!
//! `text` says how such a file is written.
#![allow(dead_code, unreachable_pub, unused_imports, reason = "every test target uses some of it")]

mod text;

use std::collections::BTreeMap;
use std::path::Path;

use polku::diag::Diagnostic;
use polku::diag::render::{Sources, place};
use polku::emit;
use polku::fs::{Fs, Memory};
use polku::pipeline::{self, Options};

pub use text::{SETTINGS, texts};

/// A site in a text file, and what is expected of it.
pub struct Site {
    pub about: String,
    pub files: Memory,
    /// What follows `=== expect`, by what stands behind the word.
    pub expected: Vec<(String, String)>,
}

impl Site {
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        Self::parse(&text)
    }

    pub fn parse(text: &str) -> Self {
        let (about, sections) = text::sections(text);
        let mut site = Self { about, files: Memory::new(), expected: Vec::new() };
        site.files.insert("book.toml", SETTINGS);
        for (header, body) in sections {
            if let Some(what) = header.strip_prefix("expect") {
                site.expected.push((what.trim().to_owned(), body));
            } else {
                let (path, bytes) = text::file(&header, &body);
                site.files.insert(path, bytes);
            }
        }
        site
    }
}

/// What a build of a site gave.
pub struct Built {
    pub files: BTreeMap<String, String>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds a site in memory, as `polku check` and `polku serve` do.
pub fn build(files: &Memory, options: &Options) -> Built {
    build_from(files, options)
}

/// The same, from any files.
pub fn build_from(files: &dyn Fs, options: &Options) -> Built {
    let outcome = pipeline::prepare(files, options);
    let mut diags = outcome.diags;
    let sink = emit::Memory::new();
    if let Some(prepared) = outcome.prepared {
        let to: &dyn emit::Sink = if diags.has_errors() { &emit::Discard } else { &sink };
        diags.extend(prepared.render(files, to, None).unwrap().1);
    }
    let files = sink.into_files();
    Built {
        files: files.iter().map(|(path, bytes)| (path.clone(), String::from_utf8_lossy(bytes).into_owned())).collect(),
        diagnostics: diags.sorted(),
    }
}

/// A line a diagnostic: `severity code file:line:column-line:column: message | help`.
pub fn lines(diagnostics: &[Diagnostic], files: &Memory) -> String {
    let fs: &dyn Fs = files;
    let sources: &dyn Sources = &fs;
    let mut out = String::new();
    for d in diagnostics {
        let file = d.file.as_ref().map_or("-", |f| f.as_str());
        let at = place(d, sources).map_or_else(String::new, |(start, end)| {
            format!(":{}:{}-{}:{}", start.line, start.column, end.line, end.column)
        });
        out.push_str(&format!("{} {} {file}{at}: {} | {}\n", d.severity.as_str(), d.code, d.message, d.help));
    }
    out
}

/// The site in this repository, in memory.
pub fn own_site() -> Memory {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Memory::new();
    files.insert("book.toml", std::fs::read(root.join("book.toml")).unwrap());
    for folder in ["content", "themes"] {
        add(root, &root.join(folder), &mut files);
    }
    files
}

fn add(root: &Path, folder: &Path, files: &mut Memory) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}
