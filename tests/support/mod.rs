//! Small sites in one text file: what they hold, and what a build gives.
//!
//! A file begins with what it shows. `=== path` begins a file of the site, `=== path (escaped)` one whose text has
//! `\r`, `\t`, `\\`, `\u{…}` and `\xNN` in it, and `=== path (repeat N) TEXT` one that is a text again and again.
#![allow(dead_code, unreachable_pub, reason = "every test target uses some of it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use polku::diag::Diagnostic;
use polku::diag::render::{Sources, place};
use polku::emit;
use polku::fs::{Fs, Memory};
use polku::pipeline::{self, Options};

/// The settings of a site that has none of its own.
pub const SETTINGS: &str = "[book]\ntitle = \"Proov\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n[output.html]\nsite-url = \"https://example.org/\"\n";

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
        let mut sections = text.split("\n=== ");
        let about = sections.next().unwrap_or_default().trim().to_owned();
        let mut site = Self { about, files: Memory::new(), expected: Vec::new() };
        site.files.insert("book.toml", SETTINGS);
        for section in sections {
            let (header, body) = section.split_once('\n').unwrap_or((section, ""));
            let mut body = body.to_owned();
            if !body.is_empty() && !body.ends_with('\n') {
                body.push('\n');
            }
            if let Some(what) = header.strip_prefix("expect") {
                site.expected.push((what.trim().to_owned(), body));
            } else if let Some((path, rest)) = header.split_once(" (repeat ") {
                let (times, piece) = rest.split_once(") ").unwrap();
                site.files.insert(path, unescape(piece).repeat(times.parse().unwrap()));
            } else if let Some(path) = header.strip_suffix(" (escaped)") {
                site.files.insert(path, unescape(&body));
            } else {
                site.files.insert(header, body);
            }
        }
        site
    }
}

fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.extend(c.to_string().bytes());
            continue;
        }
        match chars.next() {
            Some('r') => out.push(b'\r'),
            Some('n') => out.push(b'\n'),
            Some('t') => out.push(b'\t'),
            Some('x') => {
                let hex: String = chars.by_ref().take(2).collect();
                out.push(u8::from_str_radix(&hex, 16).unwrap());
            }
            Some('u') => {
                let hex: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let c = char::from_u32(u32::from_str_radix(&hex, 16).unwrap()).unwrap();
                out.extend(c.to_string().bytes());
            }
            other => out.extend(other.unwrap_or('\\').to_string().bytes()),
        }
    }
    out
}

/// What a build of a site gave.
pub struct Built {
    pub files: BTreeMap<String, String>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds a site in memory, as `polku check` and `polku serve` do.
pub fn build(files: &Memory, options: &Options) -> Built {
    let outcome = pipeline::prepare(files, options);
    let mut diags = outcome.diags;
    let sink = emit::Memory::new();
    if let Some(prepared) = outcome.prepared {
        let to: &dyn emit::Sink = if diags.has_errors() { &emit::Discard } else { &sink };
        diags.extend(prepared.render(files, to).unwrap().1);
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

/// The text files of a folder, sorted.
pub fn texts(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    paths
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
