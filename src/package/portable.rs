//! Copies of a site that are read elsewhere than at its address: from a folder, or in a package. In: pages whose addresses begin with
//! [`ROOT`]. Out: pages whose links lead from file to file.
//!
//! What a copy does not have is linked to where the site is published; if that is not known, the words stay and the link goes.

use std::fmt::Write as _;
use std::io;
use std::ops::Range;
use std::path::Path;

use percent_encoding::percent_decode_str;

use crate::emit::{OutPath, Sink};
use crate::ids::encode_path;
use crate::parse::{attributes, raw_text_length, tag_length};

/// What the addresses of a site begin with that is made to be copied: nothing that anybody writes.
pub const ROOT: &str = "/-polku-root-/";

/// A copy, and what it has.
pub struct Copy<'a> {
    /// What learners' progress is kept under.
    pub name: &'a str,
    /// Where the site is published, if that is known.
    pub site: Option<&'a str>,
    /// Whether it has a file.
    pub has: &'a (dyn Fn(&str) -> bool + Sync),
    /// Whether it is shown within another page: links to other sites then open by themselves.
    pub framed: bool,
}

impl Copy<'_> {
    /// A page at a path, with links from file to file.
    pub fn page(&self, path: &str, html: &str) -> String {
        let up = "../".repeat(path.matches('/').count());
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            let (text, from) = rest.split_at(start);
            let (tag, behind) = from.split_at(tag_length(from));
            out.push_str(text);
            if tag.contains(ROOT) || (self.framed && tag.starts_with("<a ")) {
                self.tag(tag, &up, &mut out);
            } else {
                out.push_str(tag);
            }
            let (raw, behind) = behind.split_at(raw_text_length(tag, behind));
            out.push_str(raw);
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    fn tag(&self, tag: &str, up: &str, out: &mut String) {
        let attributes: Vec<(&str, &str, Range<usize>)> = attributes(tag)
            .into_iter()
            .map(|found| (found.name, found.value.map_or("", |value| &tag[value]), found.span))
            .collect();
        let leads = |name: &str, value: &str| {
            let inner = value.strip_prefix(ROOT).filter(|_| name != "srcset")?;
            Some(self.lead(name, inner, up))
        };
        let gone =
            attributes.iter().any(|(name, value, _)| *name == "href" && matches!(leads(name, value), Some(None)));
        let mut outside = false;
        let mut last = 0;
        for (name, value, span) in &attributes {
            out.push_str(&tag[last..span.start]);
            last = span.end;
            // Browsers check no digests of files that they open from a folder; a link that is none has no language.
            if *name == "integrity" || (gone && matches!(*name, "href" | "hreflang" | "rel" | "target" | "download")) {
                let kept = out.trim_end().len();
                out.truncate(kept);
                continue;
            }
            outside |= *name == "href" && ["https://", "http://", "//"].iter().any(|start| value.starts_with(start));
            match leads(name, value) {
                Some(Some(address)) => {
                    outside |= *name == "href" && self.site.is_some_and(|site| address.starts_with(site));
                    let _ = write!(out, "{name}=\"{}\"", html_escape::encode_double_quoted_attribute(&address));
                }
                // Among other things: `0; url=…`, `url(…)`, `… 2x`.
                None if value.contains(ROOT) => {
                    let text = &tag[span.clone()];
                    let mut last = 0;
                    for (at, _) in text.match_indices(ROOT) {
                        let inner = &text[at + ROOT.len()..];
                        let end = inner.find(['"', '\'', '&', ')', ',', ';', ' ', '>']).unwrap_or(inner.len());
                        let address = self.lead(name, &inner[..end], up).unwrap_or_default();
                        out.push_str(&text[last..at]);
                        out.push_str(&html_escape::encode_double_quoted_attribute(&address));
                        last = at + ROOT.len() + end;
                    }
                    out.push_str(&text[last..]);
                }
                _ => out.push_str(&tag[span.clone()]),
            }
        }
        if self.framed && outside && tag.starts_with("<a ") && !attributes.iter().any(|(name, ..)| *name == "target") {
            out.push_str(" target=\"_blank\"");
        }
        out.push_str(&tag[last..]);
    }

    /// Where an address within the site leads in the copy; `None`: nowhere.
    fn lead(&self, attribute: &str, inner: &str, up: &str) -> Option<String> {
        if attribute == "data-base" {
            return Some(self.name.to_owned());
        }
        let inner = html_escape::decode_html_entities(inner);
        let end = inner.find(['?', '#']).unwrap_or(inner.len());
        let (path, suffix) = inner.split_at(end);
        let file = file(path);
        if attribute == "data-root" || (self.has)(&file) {
            return Some(format!("{up}{}{suffix}", encode_path(&file)));
        }
        self.site.map(|site| format!("{site}{inner}"))
    }
}

/// The files that pages of a site lead to that is made to be copied.
pub fn leads(html: &str) -> impl Iterator<Item = String> {
    html.match_indices(ROOT).map(|(at, _)| {
        let inner = &html[at + ROOT.len()..];
        let end = inner.find(['"', '\'', '?', '#', '>', ' ']).unwrap_or(inner.len());
        file(&html_escape::decode_html_entities(&inner[..end]))
    })
}

/// The file that a path within the site is.
pub(super) fn file(path: &str) -> String {
    let mut file = percent_decode_str(path).decode_utf8_lossy().into_owned();
    if file.is_empty() || file.ends_with('/') {
        file.push_str("index.html");
    }
    file
}

/// A sink that takes a site as a copy.
pub struct Portable<'a> {
    inner: &'a dyn Sink,
    copy: Copy<'a>,
}

impl<'a> Portable<'a> {
    /// What is written to it goes on to another one.
    pub fn new(inner: &'a dyn Sink, copy: Copy<'a>) -> Self {
        Self { inner, copy }
    }
}

impl Sink for Portable<'_> {
    fn has_earlier(&self) -> bool {
        self.inner.has_earlier()
    }

    fn earlier(&self, path: &OutPath) -> Option<&str> {
        self.inner.earlier(path)
    }

    fn keep(&self, path: &OutPath) -> io::Result<()> {
        self.inner.keep(path)
    }

    fn write(&self, path: &OutPath, key: Option<&str>, body: &[u8]) -> io::Result<()> {
        match std::str::from_utf8(body) {
            Ok(html) if path.as_str().ends_with(".html") => {
                self.inner.write(path, key, self.copy.page(path.as_str(), html).as_bytes())
            }
            _ => self.inner.write(path, key, body),
        }
    }

    fn copy(&self, path: &OutPath, from: &Path) -> io::Result<()> {
        self.inner.copy(path, from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(site: Option<&str>, html: &str) -> String {
        let has = |file: &str| matches!(file, "fi/index.html" | "fi/a b/index.html" | "fi/kuva.png" | "a.js");
        Copy { name: "Polku", site, has: &has, framed: true }.page("fi/x/index.html", html)
    }

    #[test]
    fn links_lead_from_file_to_file() {
        let cases = [
            ("<a href=\"/-polku-root-/fi/\">x</a>", "<a href=\"../../fi/index.html\">x</a>"),
            ("<a href='/-polku-root-/fi/a%20b/#why' class=b>", "<a href=\"../../fi/a%20b/index.html#why\" class=b>"),
            ("<a href=/-polku-root-/fi/?q=1>", "<a href=\"../../fi/index.html?q=1\">"),
            ("<img src=\"/-polku-root-/fi/kuva.png\" alt=\"a > b\">", "<img src=\"../../fi/kuva.png\" alt=\"a > b\">"),
            (
                "<script src=\"/-polku-root-/a.js\" integrity=\"sha384-x\" defer data-base=\"/-polku-root-/\">",
                "<script src=\"../../a.js\" defer data-base=\"Polku\">",
            ),
            (
                "<!-- don't \"/-polku-root-/ --><a href=\"/-polku-root-/fi/\" title=it's>",
                "<!-- don't \"/-polku-root-/ --><a href=\"../../fi/index.html\" title=it's>",
            ),
            (
                "<script>if (a<b) x(\"<a href='/-polku-root-/fi/'>\")</script>",
                "<script>if (a<b) x(\"<a href='/-polku-root-/fi/'>\")</script>",
            ),
            (
                "<meta http-equiv=\"refresh\" content=\"0; url=/-polku-root-/fi/\">",
                "<meta http-equiv=\"refresh\" content=\"0; url=../../fi/index.html\">",
            ),
            (
                "<i style='background: url(\"/-polku-root-/fi/kuva.png\")'>",
                "<i style='background: url(\"../../fi/kuva.png\")'>",
            ),
            (
                "<img srcset=\"/-polku-root-/fi/kuva.png 1x, /-polku-root-/a.js 2x\">",
                "<img srcset=\"../../fi/kuva.png 1x, ../../a.js 2x\">",
            ),
            ("<a href=\"#why\">", "<a href=\"#why\">"),
            (
                "<a href=\"https://a.example/\" rel=\"external\">",
                "<a href=\"https://a.example/\" rel=\"external\" target=\"_blank\">",
            ),
            ("a < b & c", "a < b & c"),
        ];
        for (html, expected) in cases {
            assert_eq!(seen(None, html), expected);
        }
    }

    #[test]
    fn what_a_copy_lacks_is_linked_to_the_site_or_not_at_all() {
        let html = "<a href=\"/-polku-root-/et/\" hreflang=\"et\" class=\"c\">x</a>";
        assert_eq!(seen(None, html), "<a class=\"c\">x</a>");
        assert_eq!(
            seen(Some("https://a.example/b/"), html),
            "<a href=\"https://a.example/b/et/\" hreflang=\"et\" class=\"c\" target=\"_blank\">x</a>"
        );
    }
}
