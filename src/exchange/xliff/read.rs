//! Reads XLIFF files of both versions, with all that translators' tools do to them.
//!
//! In: the bytes of a file. Out: the exchange in it, its version, and what is wrong. See [the module above](super) for
//! the elements and states.
//!
//! - Elements of other namespaces, comments and processing instructions are passed over, and so are attributes with a
//!   prefix. An XLIFF 1.2 without namespace is read.
//! - Annotations (`<mrk>`, `<sm>`) and segments are undone: their texts are put together, those of 2.0 by the `order`
//!   of the targets. A segment that is `<ignorable>` and has no target has the source's text.
//! - Ends belong to beginnings by `rid`, otherwise by `id`, in 1.2 (section 3.2), by `startRef` in 2.0 (section 4.7.2).
//!
//! Invariants: no bytes make it panic, time and memory are linear in their number, and nothing outside of them is
//! looked at: document types, which can name files and multiply text, are refused.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::marks::{Code, Codes, Mark, Part, is_blank, push_text};
use super::tokens::{Tag, Token, Tokens};
use super::{
    ADDRESS, Exchange, File, NAMESPACE_1, NAMESPACE_2, NEEDS_TRANSLATION, ORIGINAL, PREVIOUS, Problem, State, Unit,
    Version,
};

/// Reads a file.
pub(super) fn parse(bytes: &[u8]) -> (Option<(Exchange, Version)>, Vec<Problem>) {
    let mut tokens = match Tokens::new(bytes) {
        Ok(tokens) => tokens,
        Err(problem) => return (None, vec![problem]),
    };
    let read = document(&mut tokens);
    let mut problems = tokens.problems;
    match read {
        Ok(read) => (Some(read), problems),
        Err(problem) => {
            problems.push(problem);
            (None, problems)
        }
    }
}

fn document(tokens: &mut Tokens<'_>) -> Result<(Exchange, Version), Problem> {
    let root = tokens.root()?;
    let version = match (tokens.namespace(), root.get("version")) {
        (NAMESPACE_1, _) | ("", "1.2") if root.name == "xliff" => Version::V1_2,
        (NAMESPACE_2, _) if root.name == "xliff" => Version::V2_0,
        _ => {
            return Err(Problem::new(
                "this is no XLIFF 1.2 or 2.0",
                "have it written in one of these versions",
                root.place,
            ));
        }
    };
    let languages =
        (version == Version::V2_0).then(|| [root.get("srcLang").to_owned(), root.get("trgLang").to_owned()]);
    let mut reader = Reader { tokens, version, languages };
    let mut files = Vec::new();
    let mut has_files = false;
    while let Some(tag) = reader.tokens.child()? {
        if tag.name == "file" {
            has_files = true;
            files.extend(reader.file(&tag)?);
        } else {
            reader.tokens.skip()?;
        }
    }
    let [source_lang, target_lang] = reader.languages.unwrap_or_default();
    tokens.end()?;
    if !has_files {
        return Err(Problem::new("this XLIFF has no <file>", "have the texts written into it again", root.place));
    }
    Ok((Exchange { source_lang, target_lang, files }, version))
}

struct Reader<'a, 'b> {
    tokens: &'a mut Tokens<'b>,
    version: Version,
    /// The source's and the target's, when they are known.
    languages: Option<[String; 2]>,
}

impl Reader<'_, '_> {
    fn file(&mut self, tag: &Tag) -> Result<Option<File>, Problem> {
        let key = tag.get("original");
        let mut file = File { key: key.to_owned(), original: key.to_owned(), units: Vec::new() };
        self.container(&mut file, &mut HashSet::new())?;
        if key.is_empty() {
            let help = "give it the attribute `original`, with the page's key";
            self.tokens.report("nothing tells which page this <file> is of", help, tag);
            return Ok(None);
        }
        if self.version == Version::V1_2 {
            let own = [tag.get("source-language").to_owned(), tag.get("target-language").to_owned()];
            if *self.languages.get_or_insert_with(|| own.clone()) != own {
                let help = "put texts of different languages into XLIFF files of their own";
                self.tokens.report("this <file> is of other languages than the first", help, tag);
                return Ok(None);
            }
        }
        Ok(Some(file))
    }

    /// What has units, at whatever depth: a file, its header, body and groups.
    fn container(&mut self, file: &mut File, ids: &mut HashSet<String>) -> Result<(), Problem> {
        while let Some(tag) = self.tokens.child()? {
            match tag.name.as_str() {
                "header" | "notes" | "body" | "group" => self.container(file, ids)?,
                "trans-unit" | "unit" => file.units.extend(self.unit(&tag, ids)?),
                "note" if tag.get("from") == ORIGINAL || tag.get("category") == ORIGINAL => {
                    file.original = self.tokens.content()?;
                }
                _ => self.tokens.skip()?,
            }
        }
        Ok(())
    }

    fn unit(&mut self, tag: &Tag, ids: &mut HashSet<String>) -> Result<Option<Unit>, Problem> {
        let before = self.tokens.wrong;
        let mut parts = Parts::default();
        let mut own = Segment::new(State::Translated);
        self.parts(&mut parts, &mut own)?;
        if own.source.is_some() || parts.segments.is_empty() {
            parts.segments.push(own);
        }
        let id = tag.get("id");
        if id.is_empty() {
            self.tokens.report("this unit has no id", "give it the id that it had when the file was written", tag);
        } else if !ids.insert(id.to_owned()) {
            let message = format!("there are two units `{id}` in this <file>");
            self.tokens.report(&message, "keep one of them: the second is not read", tag);
        }
        if parts.segments.iter().any(|segment| segment.source.is_none()) {
            self.tokens.report("this unit has no <source>", "take it over from the file as it was written", tag);
        }
        if self.tokens.wrong > before {
            return Ok(None);
        }
        let span = tag.place.start..self.tokens.position();
        Ok(Some(parts.unit(id, tag.get("approved") == "yes", span)))
    }

    /// What a unit or a segment of it consists of.
    fn parts(&mut self, parts: &mut Parts, segment: &mut Segment) -> Result<(), Problem> {
        while let Some(tag) = self.tokens.child()? {
            match tag.name.as_str() {
                "source" => segment.source = Some(self.text()?),
                "target" => {
                    segment.target = self.text()?;
                    segment.order = tag.get("order").parse().ok();
                    if self.version == Version::V1_2 {
                        segment.state = state_1(tag.get("state"));
                    }
                }
                "segment" | "ignorable" => {
                    let mut segment = Segment::new(state_2(tag.get("state"), tag.get("subState")));
                    segment.is_ignorable = tag.name == "ignorable";
                    self.parts(parts, &mut segment)?;
                    parts.segments.push(segment);
                }
                "notes" | "originalData" => self.parts(parts, segment)?,
                "data" => {
                    let content = self.tokens.content()?;
                    parts.data.insert(tag.get("id").to_owned(), content);
                }
                "note" => {
                    let content = self.tokens.content()?;
                    match tag.get("category") {
                        ADDRESS => parts.address = Some(content),
                        PREVIOUS => parts.previous = Some(content),
                        _ => parts.notes.push(content),
                    }
                }
                "context-group" => self.context(parts)?,
                "alt-trans" if tag.get("alttranstype") == "previous-version" => self.previous(parts)?,
                _ => self.tokens.skip()?,
            }
        }
        Ok(())
    }

    fn context(&mut self, parts: &mut Parts) -> Result<(), Problem> {
        while let Some(tag) = self.tokens.child()? {
            if tag.get("context-type") == "x-address" {
                parts.address = Some(self.tokens.content()?);
            } else {
                self.tokens.skip()?;
            }
        }
        Ok(())
    }

    /// The first of them is the one that was written; tools add theirs.
    fn previous(&mut self, parts: &mut Parts) -> Result<(), Problem> {
        while let Some(tag) = self.tokens.child()? {
            if tag.name == "source" && parts.previous.is_none() {
                parts.previous = Some(self.tokens.content()?);
            } else {
                self.tokens.skip()?;
            }
        }
        Ok(())
    }

    fn text(&mut self) -> Result<Vec<Mark>, Problem> {
        let mut marks = Vec::new();
        self.inline(&mut marks, &mut HashMap::new())?;
        Ok(marks)
    }

    /// A text's content. `rids` has the ids of beginnings by what their ends name them.
    fn inline(&mut self, marks: &mut Vec<Mark>, rids: &mut HashMap<String, String>) -> Result<(), Problem> {
        loop {
            let tag = match self.tokens.next()? {
                Token::Start(tag) if tag.is_ours => tag,
                Token::Start(_) => {
                    self.tokens.skip()?;
                    continue;
                }
                Token::Text(text) => {
                    push_text(marks, &text);
                    continue;
                }
                Token::End | Token::Eof => return Ok(()),
            };
            match tag.name.as_str() {
                "g" | "pc" => {
                    marks.push(Mark::Code(Code::new(Part::Open, &tag, tag.get("id"), "dataRefStart", String::new())));
                    self.inline(marks, rids)?;
                    marks.push(Mark::Code(Code::new(Part::Close, &tag, tag.get("id"), "dataRefEnd", String::new())));
                }
                "ph" | "x" | "bpt" | "ept" | "it" | "bx" | "ex" | "sc" | "ec" => {
                    let native = self.tokens.content()?;
                    let part = match tag.name.as_str() {
                        "bpt" | "bx" | "sc" => Part::Open,
                        "ept" | "ex" | "ec" => Part::Close,
                        "it" if tag.get("pos") == "open" => Part::Open,
                        "it" if tag.get("pos") == "close" => Part::Close,
                        _ => Part::Single,
                    };
                    let mut id = tag.get("id");
                    match (part, tag.get("startRef"), tag.get("rid")) {
                        (Part::Open, _, rid) if !rid.is_empty() => {
                            rids.insert(rid.to_owned(), id.to_owned());
                        }
                        (Part::Close, "", rid) if !rid.is_empty() => id = rids.get(rid).map_or(rid, String::as_str),
                        (Part::Close, start, _) if !start.is_empty() => id = start,
                        _ => {}
                    }
                    marks.push(Mark::Code(Code::new(part, &tag, id, "dataRef", native)));
                }
                "cp" => {
                    let c = self.tokens.code_point(&tag);
                    push_text(marks, c.encode_utf8(&mut [0; 4]));
                    self.tokens.skip()?;
                }
                _ => self.inline(marks, rids)?,
            }
        }
    }
}

fn state_1(state: &str) -> State {
    match state {
        "" | "translated" | "final" | "signed-off" => State::Translated,
        "new" | "needs-translation" => State::Untranslated,
        _ => State::NeedsReview,
    }
}

fn state_2(state: &str, sub_state: &str) -> State {
    match (state, sub_state) {
        ("translated" | "reviewed" | "final", _) => State::Translated,
        (_, NEEDS_TRANSLATION) => State::Untranslated,
        // Marked so, or written by somebody who did not say that it is done.
        _ => State::NeedsReview,
    }
}

/// What stands in a unit.
#[derive(Default)]
struct Parts {
    segments: Vec<Segment>,
    notes: Vec<String>,
    address: Option<String>,
    previous: Option<String>,
    data: HashMap<String, String>,
}

struct Segment {
    source: Option<Vec<Mark>>,
    target: Vec<Mark>,
    order: Option<usize>,
    state: State,
    is_ignorable: bool,
}

impl Segment {
    fn new(state: State) -> Self {
        Self { source: None, target: Vec::new(), order: None, state, is_ignorable: false }
    }

    fn source(&self) -> &[Mark] {
        self.source.as_deref().unwrap_or_default()
    }

    /// Whether there is no translation though there is something to be translated.
    fn is_empty(&self) -> bool {
        self.target.is_empty() || is_blank(&self.target) && !is_blank(self.source())
    }

    fn state(&self) -> State {
        if self.is_empty() && !is_blank(self.source()) { State::Untranslated } else { self.state }
    }
}

impl Parts {
    fn unit(self, id: &str, is_approved: bool, span: Range<usize>) -> Unit {
        let source: Vec<&Mark> = self.segments.iter().flat_map(Segment::source).collect();
        let target = self.target();
        let mut codes = Codes::new(&self.data, source.iter().chain(&target));
        let (source, target) = (codes.pieces(&source), codes.pieces(&target));
        let states = self.segments.iter().filter(|segment| !segment.is_ignorable).map(Segment::state);
        let state = match states.min() {
            Some(_) if target.is_empty() => State::Untranslated,
            Some(_) if is_approved => State::Translated,
            state => state.unwrap_or(State::Untranslated),
        };
        Unit {
            id: id.to_owned(),
            notes: self.notes,
            address: self.address,
            source,
            previous: self.previous,
            target: (!target.is_empty()).then_some(target),
            state,
            span,
        }
    }

    fn target(&self) -> Vec<&Mark> {
        let mut marks = Vec::new();
        if self.segments.iter().all(|segment| segment.is_ignorable || segment.is_empty()) {
            return marks;
        }
        let mut segments: Vec<(usize, &Segment)> = self.segments.iter().enumerate().collect();
        segments.sort_by_key(|(i, segment)| segment.order.unwrap_or(i + 1));
        for (_, segment) in segments {
            let is_kept = segment.is_ignorable && segment.target.is_empty();
            marks.extend(if is_kept { segment.source() } else { &segment.target });
        }
        marks
    }
}
