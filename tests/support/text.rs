//! Sites in text files: how a text is cut into sections, and what a section's file holds.
//!
//! A text begins with what it shows. `=== path` begins a file of the site, `=== path (escaped)` one whose text has
//! `\r`, `\t`, `\\`, `\u{…}` and `\xNN` in it, and `=== path (repeat N) TEXT` one that is a text again and again.
#![allow(dead_code, unreachable_pub, reason = "every test target uses some of it")]

use std::path::{Path, PathBuf};

/// The settings of a site that has none of its own.
pub const SETTINGS: &str = "[book]\ntitle = \"Proov\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n[output.html]\nsite-url = \"https://example.org/\"\nsearch.enable = false\n";

/// What stands before the first section, and each section's header and body. A body ends with one newline.
pub fn sections(text: &str) -> (String, Vec<(String, String)>) {
    let mut parts = text.split("\n=== ");
    let about = parts.next().unwrap_or_default().trim().to_owned();
    let sections = parts.map(|section| {
        let (header, body) = section.split_once('\n').unwrap_or((section, ""));
        let mut body = body.to_owned();
        if !body.is_empty() && !body.ends_with('\n') {
            body.push('\n');
        }
        (header.to_owned(), body)
    });
    (about, sections.collect())
}

/// The path and the bytes of the file that a section is.
pub fn file(header: &str, body: &str) -> (String, Vec<u8>) {
    if let Some((path, rest)) = header.split_once(" (repeat ") {
        let (times, piece) = rest.split_once(") ").unwrap();
        (path.to_owned(), unescape(piece).repeat(times.parse().unwrap()))
    } else if let Some(path) = header.strip_suffix(" (escaped)") {
        (path.to_owned(), unescape(body))
    } else {
        (header.to_owned(), body.as_bytes().to_vec())
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

/// The text files of a folder of `tests/`, sorted.
pub fn texts(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    paths
}
