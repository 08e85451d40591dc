//! The smallest parts of PO files: strings with their escapes, and references.
//!
//! In: text as it is meant, or as it is written. Out: the other one.
//!
//! Invariants: what was written reads as it was, but for line ends in places that have no escapes.

use std::mem;
use std::ops::Range;
use std::str::Chars;

/// Around a reference's file name that has white space.
pub(super) const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// A file's text with the place of the first bytes that are no UTF-8. All such bytes are masked one by one: offsets
/// stay, and the header can tell which charset they are of.
pub(super) fn masked(bytes: &[u8]) -> (String, Option<Range<usize>>) {
    let mut text = String::with_capacity(bytes.len());
    let mut bad = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            bad.get_or_insert(text.len()..text.len() + chunk.invalid().len());
            text.extend(chunk.invalid().iter().map(|_| '?'));
        }
    }
    (text, bad)
}

/// Text that stays on its line.
pub(super) fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// A string's characters as they are written between quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\x0b' => out.push_str("\\v"),
            // Always three digits: a digit that follows is none of them.
            c if c.is_control() => out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\{byte:03o}"))),
            c => out.push(c),
        }
    }
    out
}

/// A reference as it is written. Gettext leaves the line's number outside: `<my file.md>:12` with the two
/// characters of [`ISOLATE`] as brackets.
pub(super) fn isolated(reference: &str) -> String {
    let reference = one_line(reference).replace([ISOLATE.0, ISOLATE.1], "");
    if !reference.contains(|c: char| c.is_ascii_whitespace()) {
        return reference;
    }
    let is_number = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let name = reference.rsplit_once(':').filter(|(_, number)| is_number(number)).map_or(&*reference, |(name, _)| name);
    let number = reference.strip_prefix(name).unwrap_or_default();
    format!("{}{name}{}{number}", ISOLATE.0, ISOLATE.1)
}

/// The entries of a line of references.
pub(super) fn references(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut entry = String::new();
    let mut isolated = false;
    for c in line.chars() {
        if c == ISOLATE.0 || c == ISOLATE.1 {
            isolated = c == ISOLATE.0;
        } else if isolated || !c.is_ascii_whitespace() {
            entry.push(c);
        } else {
            all.push(mem::take(&mut entry));
        }
    }
    all.push(entry);
    all.retain(|entry| !entry.is_empty());
    all
}

/// Where a string is wrong, what is wrong with it, and what to do.
pub(super) type Fault = (Range<usize>, &'static str, &'static str);

/// A string in quotes at the beginning of a text, and what comes after it.
pub(super) fn read_string(text: &str) -> Result<(String, &str), Fault> {
    let mut chars = text.chars();
    if chars.next() != Some('"') {
        let help = "write a double quote inside of a text as `\\\"`";
        return Err((0..text.len(), "this is outside of the double quotes", help));
    }
    let mut bytes = Vec::new();
    loop {
        let start = text.len() - chars.as_str().len();
        match chars.next() {
            Some('"') => break,
            Some('\\') if chars.as_str().is_empty() => {}
            Some('\\') => match escape(&mut chars) {
                Some(byte) => bytes.push(byte),
                None => {
                    let end = text.len() - chars.as_str().len();
                    return Err((start..end, "there is no such escape", "write a backslash as `\\\\`"));
                }
            },
            Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => return Err((0..text.len(), "this text has no closing quote", "write `\"` at the end of the line")),
        }
    }
    let rest = chars.as_str();
    let help = "write the characters themselves";
    let is_wrong = |_| (0..text.len() - rest.len(), "the escapes in this text are not in UTF-8", help);
    String::from_utf8(bytes).map(|string| (string, rest)).map_err(is_wrong)
}

/// The byte that an escape stands for, after its backslash.
fn escape(chars: &mut Chars) -> Option<u8> {
    if chars.as_str().starts_with(|c: char| c.is_digit(8)) {
        return number(chars, 8, 3);
    }
    Some(match chars.next()? {
        'n' => b'\n',
        't' => b'\t',
        'r' => b'\r',
        'a' => 0x07,
        'b' => 0x08,
        'f' => 0x0c,
        'v' => 0x0b,
        '"' => b'"',
        '\\' => b'\\',
        'x' => return number(chars, 16, 2),
        _ => return None,
    })
}

/// A byte in some digits; in no more than `most`.
fn number(chars: &mut Chars, radix: u32, most: usize) -> Option<u8> {
    let digits: Vec<u32> = chars.clone().map_while(|c| c.to_digit(radix)).take(most).collect();
    *chars = chars.as_str().get(digits.len()..)?.chars();
    let value = digits.iter().fold(0, |value, digit| value * radix + digit);
    u8::try_from(value).ok().filter(|_| !digits.is_empty())
}
