//! What a reader reads of a document: its HTML → the text, and where each part of it came from.

use crate::parse::{Body, tag_length};

/// Stands between blocks, where no form of several words can reach across.
pub(super) const BLOCK: char = '\u{1e}';

/// Elements within a line; all others part words.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Elements whose content is no text in a language.
const SKIPPED: [&str; 5] = ["code", "pre", "script", "style", "svg"];

/// Bytes of the longest references that are looked for: `&thetasym;`.
const ENTITY: usize = 10;

/// The text of a document's HTML. Code is left out.
pub struct Plain {
    text: String,
    /// Places in the text and in the HTML, from which on both go on alike; in order.
    places: Vec<(usize, usize)>,
}

impl Plain {
    /// What the HTML says. What fills its holes is not in it.
    pub fn of(body: &Body) -> Self {
        let html = body.html.as_str();
        let mut plain = Self { text: String::with_capacity(html.len()), places: Vec::new() };
        let mut skipped: Option<&str> = None;
        let mut at = 0;
        while at < html.len() {
            let next = html[at..].find(['<', '&']).map_or(html.len(), |found| at + found);
            if skipped.is_none() && next > at {
                plain.places.push((plain.text.len(), at));
                plain.text.push_str(&html[at..next]);
            }
            at = next;
            match html.as_bytes().get(at) {
                Some(b'<') => {
                    if let Some(comment) = html[at..].strip_prefix("<!--") {
                        at += 4 + comment.find("-->").map_or(comment.len(), |end| end + 3);
                        continue;
                    }
                    let end = at + tag_length(&html[at..]);
                    if skipped.is_some_and(|element| !is_end_of(&html[at..end], element)) {
                        // In a script a `<` is one.
                        at += 1;
                        continue;
                    }
                    let (name, closes) = tag_name(&html[at..end]);
                    match skipped {
                        Some(element) if closes && element == name => skipped = None,
                        None if !closes && SKIPPED.contains(&name) && !html[at..end].ends_with("/>") => {
                            skipped = Some(name);
                        }
                        _ => {}
                    }
                    if !INLINE.contains(&name) && skipped.is_none() {
                        plain.text.push(BLOCK);
                    }
                    at = end;
                }
                Some(_) => {
                    let near = html[at..].bytes().take(ENTITY).position(|byte| byte == b';');
                    let end = near.map_or(at + 1, |length| at + length + 1);
                    if skipped.is_none() {
                        plain.places.push((plain.text.len(), at));
                        plain.text.push_str(&html_escape::decode_html_entities(&html[at..end]));
                    }
                    at = end;
                }
                None => {}
            }
        }
        plain
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place in the text of a place in the HTML: of what is read from there on.
    pub fn text_at(&self, at: usize) -> usize {
        let found = self.places.partition_point(|(_, html)| *html < at);
        self.places.get(found).map_or(self.text.len(), |(text, _)| *text)
    }

    /// The place in the HTML of a place in the text.
    pub fn place(&self, at: usize) -> usize {
        let found = self.places.partition_point(|(text, _)| *text <= at);
        let (text, html) = found.checked_sub(1).and_then(|i| self.places.get(i)).copied().unwrap_or_default();
        html + (at - text)
    }
}

/// The name of a tag's element, and whether the tag closes it.
pub(super) fn tag_name(tag: &str) -> (&str, bool) {
    let inside = tag.trim_start_matches('<');
    let closes = inside.starts_with('/');
    let name = inside.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    (&name[..end], closes)
}

fn is_end_of(tag: &str, element: &str) -> bool {
    let (name, closes) = tag_name(tag);
    closes && name.eq_ignore_ascii_case(element)
}
