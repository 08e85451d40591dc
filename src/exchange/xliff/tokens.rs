//! The XML of XLIFF files, token by token.
//!
//! In: the bytes of a file. Out: tags, texts and ends, in their order, and what is wrong.
//!
//! The rules are those of [XML 1.0](https://www.w3.org/TR/xml/) and of its
//! [namespaces](https://www.w3.org/TR/xml-names/). References are put in: those by number and the five that XML has
//! itself. Line ends are `\n`.
//!
//! Invariants: of a file in another encoding, with a document type, of more than 64 MiB or of elements in more than 64
//! others nothing is handed out beyond the place where that is seen. Each tag that is handed out has its end.

use std::ops::Range;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::{ESCAPE, Problem, is_xml};

/// Most bytes of a file.
const BYTES: usize = 64 << 20;

/// Most elements around each other.
const DEPTH: usize = 64;

/// Most problems that are kept, as they take more room than what they are about.
const PROBLEMS: usize = 1000;

/// What to do about another encoding.
const ENCODING_HELP: &str = "have it saved or exported in UTF-8";

/// What to do about what is no XML.
const XML_HELP: &str = "mend it there, or have the tool that wrote it export it again";

/// A piece of a file.
pub(super) enum Token {
    /// An element begins.
    Start(Tag),
    /// The text up to the next token, or a part of it.
    Text(String),
    /// The element ends that began last.
    End,
    /// The file ends.
    Eof,
}

/// The beginning of an element.
pub(super) struct Tag {
    /// Without prefix.
    pub(super) name: String,
    /// Whether it is of the root's namespace.
    pub(super) is_ours: bool,
    /// Its bytes in the file.
    pub(super) place: Range<usize>,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute without prefix; empty if there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

/// Hands out a file's tokens.
pub(super) struct Tokens<'a> {
    reader: NsReader<&'a [u8]>,
    text: &'a str,
    /// The bytes before the text.
    skipped: usize,
    /// Where the last token begins.
    from: usize,
    depth: usize,
    namespace: String,
    /// What is wrong and does not keep from reading on: the first of it, if it is much.
    pub(super) problems: Vec<Problem>,
    /// How much is wrong.
    pub(super) wrong: usize,
}

impl<'a> Tokens<'a> {
    /// Of a file.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, Problem> {
        if bytes.len() > BYTES {
            let message = format!("this file has more than {} MiB", BYTES >> 20);
            return Err(Problem::new(message, "have fewer pages exported into a file", 0..0));
        }
        if [&b"\xff\xfe"[..], b"\xfe\xff", b"<\0", b"\0<"].iter().any(|start| bytes.starts_with(start)) {
            return Err(Problem::new("this file is in UTF-16, only UTF-8 is read", ENCODING_HELP, 0..0));
        }
        let content = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let skipped = bytes.len() - content.len();
        let text = std::str::from_utf8(content).map_err(|error| {
            let place = skipped + error.valid_up_to();
            Problem::new("this file is not in UTF-8", ENCODING_HELP, place..place + error.error_len().unwrap_or(1))
        })?;
        if let Some((place, c)) = text.char_indices().find(|(_, c)| !is_xml(*c)) {
            let message = format!("an XML file cannot have the character U+{:04X}", u32::from(c));
            let place = skipped + place;
            return Err(Problem::new(message, "take it out", place..place + c.len_utf8()));
        }
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let namespace = String::new();
        Ok(Self { reader, text, skipped, from: 0, depth: 0, namespace, problems: Vec::new(), wrong: 0 })
    }

    /// The root's namespace; empty if it has none.
    pub(super) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Bytes of the file up to the end of the last token.
    pub(super) fn position(&self) -> usize {
        self.skipped + self.offset()
    }

    /// Takes down what is wrong at a tag.
    pub(super) fn report(&mut self, message: &str, help: &str, tag: &Tag) {
        self.keep(message, help, tag.place.clone());
    }

    fn keep(&mut self, message: &str, help: &str, place: Range<usize>) {
        self.wrong += 1;
        if self.problems.len() < PROBLEMS {
            self.problems.push(Problem::new(message, help, place));
        }
    }

    /// The root's tag.
    pub(super) fn root(&mut self) -> Result<Tag, Problem> {
        loop {
            match self.next()? {
                Token::Start(tag) => return Ok(tag),
                Token::Text(text) if text.trim().is_empty() => {}
                Token::Text(_) | Token::End | Token::Eof => return Err(self.malformed("this is no XML")),
            }
        }
    }

    /// Takes what stands behind the root.
    pub(super) fn end(&mut self) -> Result<(), Problem> {
        loop {
            match self.next()? {
                Token::Eof => return Ok(()),
                Token::Text(text) if text.trim().is_empty() => {}
                _ => return Err(self.malformed("this is no XML: there is something behind its end")),
            }
        }
    }

    /// The next of an element's elements of ours; nothing when it has ended. Each one's own end has to be taken first.
    pub(super) fn child(&mut self) -> Result<Option<Tag>, Problem> {
        loop {
            match self.next()? {
                Token::Start(tag) if tag.is_ours => return Ok(Some(tag)),
                Token::Start(_) => self.skip()?,
                Token::Text(_) => {}
                Token::End | Token::Eof => return Ok(None),
            }
        }
    }

    /// Passes over the rest of the element that began last, with its end.
    pub(super) fn skip(&mut self) -> Result<(), Problem> {
        let inside = self.depth;
        while self.depth >= inside && self.depth > 0 {
            self.next()?;
        }
        Ok(())
    }

    /// All text of the element that began last, with its end.
    pub(super) fn content(&mut self) -> Result<String, Problem> {
        let inside = self.depth;
        let mut content = String::new();
        while self.depth >= inside && self.depth > 0 {
            match self.next()? {
                Token::Text(text) => content.push_str(&text),
                Token::Start(tag) if !tag.is_ours => self.skip()?,
                Token::Start(tag) if tag.name == "cp" => content.push(self.code_point(&tag)),
                Token::Start(_) | Token::End | Token::Eof => {}
            }
        }
        Ok(content)
    }

    /// The character that a `<cp>` stands for.
    pub(super) fn code_point(&mut self, tag: &Tag) -> char {
        let c = u32::from_str_radix(tag.get("hex"), 16).ok().and_then(char::from_u32);
        c.unwrap_or_else(|| {
            self.report("this <cp> does not name a character", "write it as in `<cp hex=\"001b\"/>`", tag);
            char::REPLACEMENT_CHARACTER
        })
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Token, Problem> {
        loop {
            self.from = self.offset();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.malformed(&format!("this is no XML: {error}"))),
            };
            match event {
                Event::Start(start) | Event::Empty(start) => return self.start(&start).map(Token::Start),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Token::End);
                }
                Event::Text(text) => return Ok(Token::Text(unescaped(&text.xml10_content()))),
                Event::CData(text) => return Ok(Token::Text(unescaped(&text.xml10_content()))),
                Event::GeneralRef(reference) => return Ok(Token::Text(self.reference(&reference))),
                Event::Decl(declaration) => self.declaration(&declaration)?,
                Event::DocType(_) => {
                    let help = "take the line out: XLIFF does without, and it can name other files and multiply text";
                    return Err(Problem::new("this file has a document type", help, self.place()));
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof if self.depth == 0 => return Ok(Token::Eof),
                Event::Eof => return Err(self.malformed("this is no XML: it ends within an element")),
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<Tag, Problem> {
        self.depth += 1;
        if self.depth > DEPTH {
            let message = format!("here are more than {DEPTH} elements within each other");
            return Err(Problem::new(message, XML_HELP, self.place()));
        }
        let (namespace, name) = self.reader.resolver().resolve_element(start.name());
        let namespace = match namespace {
            ResolveResult::Bound(Namespace(namespace)) => Some(namespace),
            ResolveResult::Unbound => Some(""),
            ResolveResult::Unknown(_) => None,
        };
        if self.depth == 1 {
            // A prefix that nobody has declared is no namespace of ours.
            self.namespace = namespace.unwrap_or("?").to_owned();
        }
        let is_ours = namespace.is_some_and(|namespace| self.namespace == namespace) || self.depth == 1;
        let name = name.as_ref().to_owned();
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.malformed(&format!("this is no XML: {error}")))?;
            let value = attribute.normalized_value_with(XmlVersion::Explicit1_0, 1, resolve_xml_entity);
            let value = value.map_err(|error| self.malformed(&format!("this is no XML: {error}")))?;
            if attribute.key.prefix().is_none() {
                attributes.push((attribute.key.as_ref().to_owned(), unescaped(&value)));
            }
        }
        Ok(Tag { name, is_ours, place: self.place(), attributes })
    }

    /// What a reference stands for. One that nobody knows is reported.
    fn reference(&mut self, reference: &BytesRef<'_>) -> String {
        let text = match reference.resolve_char_ref() {
            Ok(Some(c)) if is_xml(c) => Some(c.to_string()),
            Ok(None) => resolve_xml_entity(reference).map(str::to_owned),
            Ok(Some(_)) | Err(_) => None,
        };
        text.unwrap_or_else(|| {
            let message = format!("XML does not know `&{};`", &**reference);
            let help = "write the character itself, or its number as in `&#160;`";
            self.keep(&message, help, self.place());
            String::from(char::REPLACEMENT_CHARACTER)
        })
    }

    fn declaration(&self, declaration: &BytesDecl<'_>) -> Result<(), Problem> {
        if self.from > 0 {
            return Err(self.malformed("this is no XML: its declaration is not at its beginning"));
        }
        let encoding = match declaration.encoding() {
            None => return Ok(()),
            Some(Ok(encoding)) => encoding,
            Some(Err(error)) => return Err(self.malformed(&format!("this is no XML: {error}"))),
        };
        if ["utf-8", "utf8", "us-ascii"].iter().any(|known| encoding.eq_ignore_ascii_case(known)) {
            return Ok(());
        }
        let message = format!("this file says that it is in {encoding}, only UTF-8 is read");
        Err(Problem::new(message, ENCODING_HELP, self.place()))
    }

    /// That the file cannot be read on, and where.
    fn malformed(&self, message: &str) -> Problem {
        let place = usize::try_from(self.reader.error_position()).unwrap_or_default().max(self.from);
        let place = (0..=place.min(self.text.len())).rev().find(|place| self.text.is_char_boundary(*place));
        let place = self.skipped + place.unwrap_or_default();
        Problem::new(message, XML_HELP, place..place)
    }

    /// The bytes of the last token.
    fn place(&self) -> Range<usize> {
        self.skipped + self.from..self.position()
    }

    fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }
}

/// A text with the characters that XML cannot hold.
fn unescaped(text: &str) -> String {
    let mut parts = text.split(ESCAPE);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let number = part.split_once(';').filter(|(hex, _)| hex.len() == 4 && !hex.starts_with('+'));
        let c = number.and_then(|(hex, _)| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        match (number, c) {
            (Some((_, rest)), Some(c)) if c == ESCAPE || !is_xml(c) => {
                whole.push(c);
                whole.push_str(rest);
            }
            // Somebody has written it.
            _ => {
                whole.push(ESCAPE);
                whole.push_str(part);
            }
        }
    }
    whole
}
