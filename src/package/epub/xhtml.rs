//! HTML → XHTML as electronic books have it (EPUB 3.3, 6.1): well formed, without scripts and forms, with ids that XML allows.

use std::collections::HashSet;
use std::fmt::Write as _;

use html5gum::{Token, Tokenizer};
use percent_encoding::percent_decode_str;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::package::allowed;
use crate::parse::{attributes_of, tag_length};

/// Where links and images lead in the book; `None`: nowhere.
pub(super) trait Places {
    /// The address of what a link leads to.
    fn link(&mut self, href: &str) -> Option<String>;
    /// The address of an image.
    fn image(&mut self, src: &str) -> Option<String>;
}

/// A text as XHTML, and whether it has a drawing in it.
pub(super) struct Xhtml {
    pub(super) text: String,
    pub(super) has_svg: bool,
    pub(super) has_math: bool,
}

/// Elements that have no end (HTML, 13.1.2).
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements that are left out with all that is in them.
const GONE: [&str; 18] = [
    "script", "style", "template", "noscript", "iframe", "object", "embed", "video", "audio", "canvas", "input",
    "select", "button", "textarea", "source", "track", "link", "meta",
];
/// Elements that end a paragraph by beginning (HTML, 13.1.2.4).
const BLOCKS: [&str; 26] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// An id that XML allows (XML 1.0, 2.3, but for colons).
pub(super) fn id_of(name: &str) -> String {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let id: String = name.chars().map(|c| if fine(c) { c } else { '_' }).collect();
    let begins = id.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if begins { id } else { format!("id-{id}") }
}

/// The part of an address behind `#`, as an id.
pub(super) fn fragment(address: &str) -> String {
    let Some((_, fragment)) = address.split_once('#').filter(|(_, fragment)| !fragment.is_empty()) else {
        return String::new();
    };
    format!("#{}", id_of(&percent_decode_str(fragment).decode_utf8_lossy()))
}

/// Turns HTML into XHTML.
pub(super) fn xhtml(html: &str, places: &mut dyn Places) -> Xhtml {
    let mut writer = Writer {
        places,
        out: Xhtml { text: String::new(), has_svg: false, has_math: false },
        open: Vec::new(),
        gone: 0,
        ids: HashSet::new(),
    };
    let mut rest = html;
    // Drawings and formulas have names in both cases, which HTML's tokenizer does not keep.
    while let Some((start, name)) = foreign(rest) {
        writer.part(&rest[..start]);
        let end = rest[start..].find(&format!("</{name}>")).map_or(rest.len(), |at| start + at + name.len() + 3);
        writer.foreign(&rest[start..end], name);
        rest = &rest[end..];
    }
    writer.part(rest);
    while let Some(open) = writer.open.pop() {
        let _ = write!(writer.out.text, "</{}>", open.written);
    }
    writer.out
}

fn foreign(html: &str) -> Option<(usize, &'static str)> {
    ["svg", "math"]
        .into_iter()
        .filter_map(|name| {
            let begins =
                |at: &usize| html[at + 1 + name.len()..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace());
            let at = html.match_indices(&format!("<{name}")).map(|(at, _)| at).find(begins)?;
            Some((at, name))
        })
        .min()
}

/// An element that is open.
struct Open {
    /// Its name in HTML.
    name: String,
    /// Its name in the book.
    written: &'static str,
    /// Whether a question's options are in it.
    is_quiz: bool,
}

struct Writer<'p> {
    places: &'p mut dyn Places,
    out: Xhtml,
    open: Vec<Open>,
    /// How many open elements are left out.
    gone: usize,
    ids: HashSet<String>,
}

/// What an element is called in a book.
fn written(name: &str) -> Option<&'static str> {
    const KEPT: [&str; 76] = [
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "data",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "nav",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
        "var",
        "wbr",
        "main",
        "search",
        "hgroup",
        "menu",
        "picture",
        "dialog",
    ];
    match name {
        "fieldset" => Some("section"),
        "legend" | "form" | "center" | "main" | "search" | "hgroup" | "menu" | "dialog" => Some("div"),
        "label" | "font" | "tt" | "big" | "picture" | "output" => Some("span"),
        "strike" => Some("s"),
        _ => KEPT.iter().find(|kept| **kept == name).copied(),
    }
}

impl Writer<'_> {
    fn part(&mut self, html: &str) {
        for token in Tokenizer::new(html) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    let attributes = attributes_of(&tag);
                    self.start(name, &attributes, tag.self_closing);
                }
                Token::EndTag(tag) => self.end(&String::from_utf8_lossy(&tag.name)),
                Token::String(text) if self.gone == 0 => escape(&String::from_utf8_lossy(&text), &mut self.out.text),
                _ => {}
            }
        }
    }

    fn start(&mut self, name: String, attributes: &[(String, String)], closed: bool) {
        let is_void = VOID.contains(&name.as_str());
        let class = attributes.iter().find(|(name, _)| name == "class").map_or("", |(_, value)| value.as_str());
        let has = |what: &str| class.split_ascii_whitespace().any(|one| one == what);
        let in_quiz = self.open.iter().any(|open| open.is_quiz);
        // What a question's answer is stands in the key.
        let tells = (in_quiz && has("feedback")) || has("accepted") || (name == "section" && has("key"));
        if self.gone > 0 || GONE.contains(&name.as_str()) || tells {
            self.gone += usize::from(!is_void && !closed);
            return;
        }
        self.imply(&name);
        let Some(written) = written(&name) else {
            // What is not known is left out, and what is in it stays.
            return;
        };
        if name == "img" {
            self.image(attributes);
            return;
        }
        let is_quiz = name == "fieldset";
        let _ = write!(self.out.text, "<{written}");
        for (attribute, value) in attributes {
            self.attribute(&name, attribute, value);
        }
        if is_void {
            self.out.text.push_str("/>");
            return;
        }
        self.out.text.push('>');
        self.open.push(Open { name, written, is_quiz });
    }

    /// Ends what ends by itself when an element begins.
    fn imply(&mut self, name: &str) {
        let ends: &[&str] = match name {
            "li" => &["li"],
            "dt" | "dd" => &["dt", "dd"],
            "tr" => &["td", "th", "tr"],
            "td" | "th" => &["td", "th"],
            _ if BLOCKS.contains(&name) => &["p"],
            _ => return,
        };
        // Lists and tables within are their own.
        while self.open.last().is_some_and(|open| ends.contains(&open.name.as_str())) {
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            let _ = write!(self.out.text, "</{}>", open.written);
        }
    }

    fn end(&mut self, name: &str) {
        if self.gone > 0 {
            self.gone -= 1;
            return;
        }
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            while self.open.len() > at {
                self.close();
            }
        }
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) {
        let changed = match (element, name) {
            (_, "id") => {
                let id = id_of(value);
                self.ids.insert(id.clone()).then_some(id)
            }
            ("a", "href") => self.places.link(value),
            (_, "aria-labelledby" | "aria-describedby" | "headers") => {
                Some(value.split_ascii_whitespace().map(id_of).collect::<Vec<_>>().join(" "))
            }
            (_, "align") if ["left", "right", "center"].contains(&value) => {
                let _ = write!(self.out.text, " style=\"text-align: {value}\"");
                None
            }
            (_, "class" | "lang" | "dir" | "title" | "role" | "style" | "datetime" | "cite")
            | ("ol", "start" | "reversed" | "type")
            | ("li", "value")
            | ("td" | "th", "colspan" | "rowspan")
            | ("th", "scope" | "abbr")
            | ("details", "open") => Some(value.to_owned()),
            (_, name) if name.starts_with("aria-") => Some(value.to_owned()),
            _ => None,
        };
        let Some(value) = changed else { return };
        let name = if name == "lang" { "xml:lang" } else { name };
        let _ = write!(self.out.text, " {name}=\"{}\"", escaped(&value));
        if name == "xml:lang" {
            let _ = write!(self.out.text, " lang=\"{}\"", escaped(&value));
        }
    }

    fn image(&mut self, attributes: &[(String, String)]) {
        let get = |name: &str| attributes.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
        let alt = get("alt");
        let Some(src) = self.places.image(get("src")) else {
            // Books hold what they show; of others the words stay.
            let _ = write!(self.out.text, "<span>{}</span>", escaped(alt));
            return;
        };
        let _ = write!(self.out.text, "<img src=\"{}\" alt=\"{}\"", escaped(&src), escaped(alt));
        for name in ["width", "height"] {
            if !get(name).is_empty() && get(name).bytes().all(|b| b.is_ascii_digit()) {
                let _ = write!(self.out.text, " {name}=\"{}\"", get(name));
            }
        }
        self.out.text.push_str("/>");
    }

    /// A drawing or a formula, if it is well formed.
    fn foreign(&mut self, text: &str, name: &str) {
        if self.gone > 0 || !is_well_formed(text) {
            return;
        }
        let tag = &text[..tag_length(text)];
        let (namespace, has) = match name {
            "svg" => ("http://www.w3.org/2000/svg", &mut self.out.has_svg),
            _ => ("http://www.w3.org/1998/Math/MathML", &mut self.out.has_math),
        };
        *has = true;
        let mut spaces = String::new();
        if !tag.contains(" xmlns=") {
            let _ = write!(spaces, " xmlns=\"{namespace}\"");
        }
        if text.contains("xlink:") && !text.contains("xmlns:xlink") {
            spaces.push_str(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
        }
        let (start, rest) = text.split_at(1 + name.len());
        let _ = write!(self.out.text, "{start}{spaces}{rest}");
    }
}

fn is_well_formed(text: &str) -> bool {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return depth == 0,
            Ok(Event::Start(tag)) => {
                depth += 1;
                if tag.attributes().any(|attribute| attribute.is_err()) {
                    return false;
                }
            }
            Ok(Event::Empty(tag)) if tag.attributes().any(|attribute| attribute.is_err()) => return false,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// Text as XML has it.
fn escape(text: &str, out: &mut String) {
    for c in allowed(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Same;

    impl Places for Same {
        fn link(&mut self, href: &str) -> Option<String> {
            (!href.contains("gone")).then(|| href.to_owned())
        }

        fn image(&mut self, src: &str) -> Option<String> {
            (!src.starts_with("http")).then(|| src.to_owned())
        }
    }

    #[test]
    fn html_becomes_well_formed() {
        let cases = [
            ("<p>a &nbsp;&amp; b<br>c", "<p>a \u{a0}&amp; b<br/>c</p>"),
            ("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
            ("<p>a<div>b</div>", "<p>a</p><div>b</div>"),
            ("<p>a</b></p>", "<p>a</p>"),
            ("<p><b>a</p>", "<p><b>a</b></p>"),
            ("<script>if (a < b) x();</script>x", "x"),
            ("<details class=\"feedback\"><p>a</p></details>", "<details class=\"feedback\"><p>a</p></details>"),
            (
                "<fieldset><legend>q</legend><label><input type=radio><span>a</span></label><details class=\"feedback\"><details>b</details></details></fieldset>c",
                "<section><div>q</div><span><span>a</span></span></section>c",
            ),
            ("<h2 id=\"1 a\">x</h2><h2 id=\"1 a\">y</h2>", "<h2 id=\"id-1_a\">x</h2><h2>y</h2>"),
            ("<a href=\"gone\" hreflang=\"et\" data-x=\"y\">x</a>", "<a>x</a>"),
            ("<img src=\"a.png\" alt='\"' width=5 loading=lazy>", "<img src=\"a.png\" alt=\"&quot;\" width=\"5\"/>"),
            ("<img src=\"https://a.example/a.png\" alt=\"A\">", "<span>A</span>"),
            ("<span lang=\"et\">x</span>", "<span xml:lang=\"et\" lang=\"et\">x</span>"),
            (
                "<svg viewBox=\"0 0 1 1\"><g/></svg>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><g/></svg>",
            ),
            ("a<svg><g></svg>b", "ab"),
            ("<custom-one>x</custom-one>", "x"),
            ("a\u{1}b", "ab"),
        ];
        for (html, expected) in cases {
            assert_eq!(xhtml(html, &mut Same).text, expected, "of {html}");
        }
    }
}
