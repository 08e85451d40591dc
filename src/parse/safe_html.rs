//! HTML in pages whose authors are not trusted → the part of it that can do no harm.
//!
//! By lists of what may be, not of what may not: elements and attributes that only say what a text is. What a browser would read is
//! decided by the HTML Standard's own tokenizer, and what goes out is written anew from its tokens, so that nothing is read in two ways.
//! No element is let through whose content is read otherwise than as HTML (`script`, `style`, `svg`, `math`, `template` and the like).

use html_escape::{encode_double_quoted_attribute_to_string, encode_text_to_string};
use html5gum::{StartTag, Token, Tokenizer};

/// What may be, apart from elements without an end: such as say what words are, and some that hold a part of a text. None of them ends another
/// one by itself, or is ended so (HTML, 13.2.6.4.7): what begins and ends in order here does so for browsers, too.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "cite",
    "code",
    "data",
    "del",
    "details",
    "dfn",
    "div",
    "em",
    "figcaption",
    "figure",
    "i",
    "ins",
    "kbd",
    "mark",
    "picture",
    "q",
    "ruby",
    "rp",
    "rt",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "time",
    "u",
    "var",
    "video",
];

/// Elements without an end (HTML, 13.1.2) that may be.
const VOID: &[&str] = &["br", "img", "source", "track", "wbr"];

/// Elements of which nothing inside is shown either.
const HIDDEN: &[&str] = &[
    "applet",
    "canvas",
    "embed",
    "frameset",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// Attributes that any element may have. Classes are the theme's: its style and its scripts find by them what it wrote itself.
const GLOBAL: &[&str] = &["dir", "hidden", "id", "lang", "title", "translate"];

/// Attributes whose value is an address.
const ADDRESSES: &[&str] = &["cite", "href", "poster", "src"];

/// What addresses may begin with.
pub(crate) const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

/// Cleans the HTML of one page, piece by piece.
#[derive(Default)]
pub(super) struct Safe {
    /// Elements that began and have not ended.
    open: Vec<String>,
    /// The element that is left out with all that is in it.
    hidden: Option<String>,
}

/// HTML that can do no harm.
#[derive(Default)]
pub(super) struct Clean {
    /// It.
    pub(super) html: String,
    /// What is no longer in it: beginnings of tags, names of attributes.
    pub(super) gone: Vec<String>,
}

impl Safe {
    /// Cleans the next piece.
    pub(super) fn pass(&mut self, html: &str) -> Clean {
        let mut clean = Clean::default();
        for token in Tokenizer::new(html) {
            let Ok(token) = token;
            match token {
                Token::EndTag(tag) => self.end(&String::from_utf8_lossy(&tag.name), &mut clean),
                _ if self.hidden.is_some() => {}
                Token::StartTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    let attributes = attributes_of(&tag);
                    self.start(name, attributes, &mut clean);
                }
                Token::String(text) => {
                    encode_text_to_string(String::from_utf8_lossy(&text), &mut clean.html);
                }
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        clean
    }

    /// Ends what has not ended where the paragraph, the item or whatever it began in does.
    pub(super) fn settle(&mut self) -> String {
        self.hidden = None;
        self.open.drain(..).rev().map(|name| format!("</{name}>")).collect()
    }

    fn start(&mut self, name: String, attributes: Vec<(String, String)>, clean: &mut Clean) {
        let is_void = VOID.contains(&name.as_str());
        // A link within a link would end the outer one.
        let nested = name == "a" && self.open.contains(&name);
        if nested || !is_void && !ELEMENTS.contains(&name.as_str()) {
            clean.gone.push(format!("<{name}"));
            if HIDDEN.contains(&name.as_str()) && name != "embed" {
                self.hidden = Some(name);
            }
            return;
        }
        clean.html.push('<');
        clean.html.push_str(&name);
        for (attribute, value) in attributes {
            if !may_have(&name, &attribute) || !may_be(&attribute, &value) {
                clean.gone.push(attribute);
                continue;
            }
            clean.html.push(' ');
            clean.html.push_str(&attribute);
            clean.html.push_str("=\"");
            encode_double_quoted_attribute_to_string(value, &mut clean.html);
            clean.html.push('"');
        }
        clean.html.push('>');
        if !is_void {
            self.open.push(name);
        }
    }

    fn end(&mut self, name: &str, clean: &mut Clean) {
        if let Some(hidden) = &self.hidden {
            if hidden == name {
                self.hidden = None;
            }
            return;
        }
        // What did not begin here would end what is around the page's text.
        let Some(at) = self.open.iter().rposition(|open| open == name) else { return };
        for open in self.open.drain(at..).rev() {
            clean.html.push_str("</");
            clean.html.push_str(&open);
            clean.html.push('>');
        }
    }
}

/// A start tag's attributes: names and values, as text.
pub(crate) fn attributes_of(tag: &StartTag<()>) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    tag.attributes.iter().map(|(name, value)| (text(name), text(value))).collect()
}

/// Whether an element may have an attribute.
fn may_have(element: &str, attribute: &str) -> bool {
    let own: &[&str] = match element {
        "a" => &["href", "hreflang", "rel", "download"],
        "abbr" | "dfn" => &["title"],
        "audio" | "video" => &["src", "controls", "loop", "muted", "poster", "preload", "width", "height"],
        "blockquote" | "del" | "ins" | "q" => &["cite", "datetime"],
        "data" => &["value"],
        "details" => &["open", "name"],
        "img" => &["src", "alt", "width", "height", "loading", "decoding"],
        "source" => &["src", "type", "media"],
        "time" => &["datetime"],
        "track" => &["src", "kind", "srclang", "label", "default"],
        _ => &[],
    };
    GLOBAL.contains(&attribute) || own.contains(&attribute)
}

/// Whether an attribute may have a value.
fn may_be(attribute: &str, value: &str) -> bool {
    if attribute == "id" {
        // The theme's own begin so, and its scripts look for them.
        return !value.trim().to_ascii_lowercase().starts_with("polku");
    }
    if !ADDRESSES.contains(&attribute) {
        return true;
    }
    // As browsers do, without white space and control characters (URL Standard, 4.4).
    let bare: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let before = bare.split(['/', '?', '#']).next().unwrap_or_default();
    before.split_once(':').is_none_or(|(scheme, _)| SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(html: &str) -> String {
        let mut safe = Safe::default();
        let mut clean = safe.pass(html).html;
        clean.push_str(&safe.settle());
        clean
    }

    #[test]
    fn what_only_says_what_a_text_is_stays() {
        let html = "<kbd>Ctrl</kbd> <a href=\"../need.md#why\" title=\"A &amp; B\">a &lt; b</a><br>";
        assert_eq!(cleaned(html), html);
    }

    #[test]
    fn nothing_runs() {
        for (html, left) in [
            ("<script>alert(1)</script>after", "after"),
            ("<img src=x onerror=alert(1)>", "<img src=\"x\">"),
            ("<a href=\" java\nscript:alert(1)\">x</a>", "<a>x</a>"),
            ("<a href=\"JAVASCRIPT&colon;alert(1)\">x</a>", "<a>x</a>"),
            ("<a href=\"data:text/html,x\">x</a>", "<a>x</a>"),
            ("<svg><a xlink:href=\"javascript:x\"><text>y</text></a></svg>z", "z"),
            ("<math><mi><style><img src=x onerror=alert(1)></style></mi></math>", ""),
            ("<iframe src=\"https://example.org\"></iframe>x", "x"),
            ("<form action=\"https://example.org\"><input name=a>x</form>", "x"),
            ("<div style=\"position:fixed\" class=\"top\">x</div>", "<div>x</div>"),
            ("<b title='\"><script>x</script>'>y</b>", "<b title=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;\">y</b>"),
            ("<base href=\"https://example.org\"><meta http-equiv=refresh content=0><link rel=stylesheet href=x>", ""),
            ("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>", ""),
            ("<!-- <b> --><b id=polku-main>x", "<b>x</b>"),
            ("<table><tr><td>x</table>", "x"),
            ("<a href=//a>x<a href=//b>y", "<a href=\"//a\">xy</a>"),
        ] {
            assert_eq!(cleaned(html), left, "{html}");
        }
    }

    #[test]
    fn what_is_around_the_text_cannot_be_ended() {
        assert_eq!(cleaned("</div></main><div><b>x</div>"), "<div><b>x</b></div>");
    }
}
