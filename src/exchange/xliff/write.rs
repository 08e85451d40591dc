//! Writes XLIFF files.
//!
//! In: an exchange. Out: the text of a file that is valid by the schemas of OASIS, with the elements named in
//! [the module above](super).
//!
//! Invariants: lines are broken only where white space does not count, never within a text. Texts that do not nest
//! properly are written all the same: in 2.0 with `<sc>` and `<ec>` instead of `<pc>`
//! ([XLIFF 2.0](https://docs.oasis-open.org/xliff/xliff-core/v2.0/os/xliff-core-v2.0-os.html), section 4.7.2).

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{
    ADDRESS, ESCAPE, Exchange, File, Inline, KINDS, NAMESPACE_1, NAMESPACE_2, NEEDS_REVIEW, NEEDS_TRANSLATION,
    ORIGINAL, PREVIOUS, Piece, State, Unit, Version, is_xml,
};

/// An attribute's name and value. One without value is left out.
type Attribute<'a> = (&'a str, &'a str);

/// Keeps white space as it is.
const PRESERVE: Attribute<'static> = ("xml:space", "preserve");

/// The text of a file.
pub(super) fn text(exchange: &Exchange, version: Version) -> String {
    let mut xml = Xml { out: String::from(r#"<?xml version="1.0" encoding="UTF-8"?>"#), depth: 0 };
    let (source, target) = (exchange.source_lang.as_str(), exchange.target_lang.as_str());
    match version {
        Version::V1_2 => {
            xml.open("xliff", &[("version", "1.2"), ("xmlns", NAMESPACE_1)]);
            exchange.files.iter().for_each(|file| file_1(&mut xml, file, source, target));
        }
        Version::V2_0 => {
            let languages = [("srcLang", source), ("trgLang", target)];
            xml.open("xliff", &[&[("version", "2.0"), ("xmlns", NAMESPACE_2)], &languages[..]].concat());
            exchange.files.iter().enumerate().for_each(|(i, file)| file_2(&mut xml, file, i));
        }
    }
    xml.close("xliff");
    xml.out.push('\n');
    xml.out
}

fn file_1(xml: &mut Xml, file: &File, source: &str, target: &str) {
    let languages = [("source-language", source), ("target-language", target)];
    xml.open("file", &[&[("original", file.key.as_str()), ("datatype", "x-markdown")], &languages[..]].concat());
    xml.open("header", &[]);
    xml.leaf("note", &[("from", ORIGINAL)], &file.original);
    xml.close("header");
    xml.open("body", &[]);
    for unit in &file.units {
        xml.open("trans-unit", &[("id", &unit.id), PRESERVE]);
        unit_1(xml, unit);
        xml.close("trans-unit");
    }
    xml.close("body");
    xml.close("file");
}

fn unit_1(xml: &mut Xml, unit: &Unit) {
    xml.start_line("source", &[]);
    pieces_1(xml, &unit.source);
    xml.end("source");
    if let Some(target) = &unit.target {
        let state = match unit.state {
            State::Untranslated => "needs-translation",
            State::NeedsReview => "needs-review-translation",
            State::Translated => "translated",
        };
        xml.start_line("target", &[("state", state)]);
        pieces_1(xml, target);
        xml.end("target");
    }
    if let Some(previous) = &unit.previous {
        // The translation that needs review is the earlier wording's. The schema wants a target in any case.
        let target = unit.target.iter().filter(|_| unit.state == State::NeedsReview).flatten();
        let words = |piece: &Piece| if let Piece::Text(text) = piece { text.clone() } else { String::new() };
        xml.open("alt-trans", &[("alttranstype", "previous-version"), PRESERVE]);
        xml.leaf("source", &[], previous);
        xml.leaf("target", &[], &target.map(words).collect::<String>());
        xml.close("alt-trans");
    }
    if let Some(address) = &unit.address {
        xml.open("context-group", &[("purpose", "location")]);
        xml.leaf("context", &[("context-type", "x-address")], address);
        xml.close("context-group");
    }
    unit.notes.iter().for_each(|note| xml.leaf("note", &[], note));
}

fn pieces_1(xml: &mut Xml, pieces: &[Piece]) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => xml.text(text),
            Piece::Open { id, kind, code } => xml.code("bpt", *id, &ctype(*kind, false), code),
            Piece::Close { id, code } => xml.code("ept", *id, "", code),
            Piece::Single { id, kind, code } => xml.code("ph", *id, &ctype(*kind, true), code),
        }
    }
}

/// The `ctype` of a kind; the standard ones are not the same for pairs and for singles.
fn ctype(kind: Inline, is_single: bool) -> String {
    let name = KINDS.iter().find(|row| row.0 == kind).map_or("other", |row| row.1);
    let standard: &[&str] = if is_single { &["image", "lb"] } else { &["bold", "italic", "link"] };
    if standard.contains(&name) { name.to_owned() } else { format!("x-{name}") }
}

fn file_2(xml: &mut Xml, file: &File, i: usize) {
    xml.open("file", &[("id", &format!("f{}", i + 1)), ("original", &file.key)]);
    xml.open("notes", &[]);
    xml.leaf("note", &[("category", ORIGINAL)], &file.original);
    xml.close("notes");
    for unit in &file.units {
        xml.open("unit", &[("id", &unit.id), PRESERVE]);
        unit_2(xml, unit);
        xml.close("unit");
    }
    if file.units.is_empty() {
        // A file without anything is not valid, but an empty group is.
        xml.open("group", &[("id", "none")]);
        xml.close("group");
    }
    xml.close("file");
}

fn unit_2(xml: &mut Xml, unit: &Unit) {
    if unit.address.is_some() || unit.previous.is_some() || !unit.notes.is_empty() {
        xml.open("notes", &[]);
        unit.address.iter().for_each(|address| xml.leaf("note", &[("category", ADDRESS)], address));
        let of_source = [("appliesTo", "source"), ("category", PREVIOUS)];
        unit.previous.iter().for_each(|previous| xml.leaf("note", &of_source, previous));
        unit.notes.iter().for_each(|note| xml.leaf("note", &[], note));
        xml.close("notes");
    }
    let data = Data::of(unit);
    if !data.codes.is_empty() {
        xml.open("originalData", &[]);
        for (i, code) in data.codes.iter().enumerate() {
            xml.start_line("data", &[("id", &format!("d{}", i + 1))]);
            xml.characters(code);
            xml.end("data");
        }
        xml.close("originalData");
    }
    let (state, sub_state) = match (&unit.target, unit.state) {
        (None, _) => ("initial", ""),
        (Some(_), State::Untranslated) => ("initial", NEEDS_TRANSLATION),
        (Some(_), State::NeedsReview) => ("initial", NEEDS_REVIEW),
        (Some(_), State::Translated) => ("translated", ""),
    };
    xml.open("segment", &[("state", state), ("subState", sub_state)]);
    xml.start_line("source", &[]);
    pieces_2(xml, &unit.source, &data);
    xml.end("source");
    if let Some(target) = &unit.target {
        xml.start_line("target", &[]);
        pieces_2(xml, target, &data);
        xml.end("target");
    }
    xml.close("segment");
}

/// The codes of a unit, each once.
struct Data<'a> {
    codes: Vec<&'a str>,
    ids: HashMap<&'a str, String>,
}

impl<'a> Data<'a> {
    fn of(unit: &'a Unit) -> Self {
        let mut data = Self { codes: Vec::new(), ids: HashMap::new() };
        for piece in unit.source.iter().chain(unit.target.iter().flatten()) {
            if let Piece::Open { code, .. } | Piece::Close { code, .. } | Piece::Single { code, .. } = piece
                && !data.ids.contains_key(code.as_str())
            {
                data.codes.push(code);
                data.ids.insert(code, format!("d{}", data.codes.len()));
            }
        }
        data
    }

    fn id(&self, code: &str) -> &str {
        self.ids.get(code).map_or("", String::as_str)
    }
}

fn pieces_2(xml: &mut Xml, pieces: &[Piece], data: &Data<'_>) {
    let ends = ends(pieces);
    for (i, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => xml.characters(text),
            Piece::Open { id, kind, code } => {
                let id = id.to_string();
                let [kind, sub_type] = types(*kind);
                match &ends {
                    Some(ends) => {
                        let end = data.id(ends.get(&i).copied().unwrap_or_default());
                        let refs = [("dataRefStart", data.id(code)), ("dataRefEnd", end)];
                        xml.start("pc", &[&[("id", id.as_str()), kind, sub_type], &refs[..]].concat());
                    }
                    None => xml.empty("sc", &[("id", &id), kind, sub_type, ("dataRef", data.id(code))]),
                }
            }
            Piece::Close { .. } if ends.is_some() => xml.end("pc"),
            Piece::Close { id, code } => {
                xml.empty("ec", &[("startRef", &id.to_string()), ("dataRef", data.id(code))]);
            }
            Piece::Single { id, kind, code } => {
                let [kind, sub_type] = types(*kind);
                xml.empty("ph", &[("id", &id.to_string()), kind, sub_type, ("dataRef", data.id(code))]);
            }
        }
    }
}

/// By the places of the openings, how their ends are written; nothing where they do not nest properly.
fn ends(pieces: &[Piece]) -> Option<HashMap<usize, &str>> {
    let mut ends = HashMap::new();
    let mut open = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Open { id, .. } => open.push((i, id)),
            Piece::Close { id, code } => {
                let (start, _) = open.pop().filter(|(_, opened)| *opened == id)?;
                ends.insert(start, code.as_str());
            }
            Piece::Text(_) | Piece::Single { .. } => {}
        }
    }
    open.is_empty().then_some(ends)
}

fn types(kind: Inline) -> [Attribute<'static>; 2] {
    let (kind, sub_type) = KINDS.iter().find(|row| row.0 == kind).map_or(("other", ""), |row| (row.2, row.3));
    [("type", kind), ("subType", sub_type)]
}

/// A text that is being written.
struct Xml {
    out: String,
    depth: usize,
}

impl Xml {
    /// Begins an element that has elements on lines of their own.
    fn open(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.start_line(name, attributes);
        self.depth += 1;
    }

    /// Ends one.
    fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.line();
        self.end(name);
    }

    /// An element that has text only, on a line of its own.
    fn leaf(&mut self, name: &str, attributes: &[Attribute<'_>], text: &str) {
        self.start_line(name, attributes);
        self.text(text);
        self.end(name);
    }

    /// Markup of 1.2.
    fn code(&mut self, name: &str, id: u32, ctype: &str, code: &str) {
        self.start(name, &[("id", &id.to_string()), ("ctype", ctype)]);
        self.text(code);
        self.end(name);
    }

    fn start_line(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.line();
        self.start(name, attributes);
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn start(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.tag(name, attributes);
        self.out.push('>');
    }

    fn empty(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.tag(name, attributes);
        self.out.push_str("/>");
    }

    fn end(&mut self, name: &str) {
        let _ = write!(self.out, "</{name}>");
    }

    fn tag(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        let _ = write!(self.out, "<{name}");
        for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = write!(self.out, " {name}=\"");
            value.chars().for_each(|c| match c {
                // A reader makes spaces of line ends and tabs unless they are references.
                '\t' | '\n' | '"' => self.reference(c),
                _ => self.character(c),
            });
            self.out.push('"');
        }
    }

    fn text(&mut self, text: &str) {
        text.chars().for_each(|c| self.character(c));
    }

    /// Text that may have elements for what XML cannot hold.
    fn characters(&mut self, text: &str) {
        for c in text.chars() {
            if is_xml(c) {
                self.character(c);
            } else {
                let _ = write!(self.out, "<cp hex=\"{:04x}\"/>", u32::from(c));
            }
        }
    }

    fn character(&mut self, c: char) {
        match c {
            '&' => self.out.push_str("&amp;"),
            '<' => self.out.push_str("&lt;"),
            '>' => self.out.push_str("&gt;"),
            // A reader makes a line's end of it unless it is a reference.
            '\r' => self.reference(c),
            _ if c == ESCAPE || !is_xml(c) => {
                let _ = write!(self.out, "{ESCAPE}{:04x};", u32::from(c));
            }
            _ => self.out.push(c),
        }
    }

    fn reference(&mut self, c: char) {
        let _ = write!(self.out, "&#{};", u32::from(c));
    }
}
