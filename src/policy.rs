//! Under which content security policy a site works (Content Security Policy Level 3, Trusted Types).
//!
//! In: the pages as they are written. Out: the policy, what other origins it has to let in for them, and what in them it stops.
//!
//! The policy is `default-src 'self'` without exceptions for scripts or styles within pages. What it says cannot be in a `meta` element:
//! `frame-ancestors` holds only in a header.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use html5gum::{Token, Tokenizer};
use rayon::prelude::*;

use crate::digest::Digest;
use crate::emit::{OutPath, Sink};
use crate::parse::attributes_of;

/// Another origin, and what a page takes from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The directive that lets it in.
    pub directive: &'static str,
    /// `https://example.org`.
    pub origin: String,
}

/// What was found in pages.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What is taken from elsewhere, and the first page that does so.
    pub sources: BTreeMap<Source, String>,
    /// Scripts and styles within pages, which do not work: page and what it is.
    pub inline: BTreeSet<(String, &'static str)>,
}

impl Found {
    /// The policy's text. `trusted_types`: the names of the policies that the theme's scripts make.
    pub fn policy(&self, trusted_types: &BTreeSet<String>) -> String {
        let mut directives = vec!["default-src 'self'".to_owned()];
        let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for source in self.sources.keys() {
            named.entry(source.directive).or_default().push(&source.origin);
        }
        let fixed = [
            ("object-src", "object-src 'none'"),
            ("base-uri", "base-uri 'none'"),
            ("form-action", "form-action 'self'"),
            ("frame-ancestors", "frame-ancestors 'self'"),
        ];
        let fixed: Vec<&str> =
            fixed.into_iter().filter(|(name, _)| !named.contains_key(name)).map(|(_, text)| text).collect();
        directives.extend(named.iter().map(|(name, origins)| format!("{name} 'self' {}", origins.join(" "))));
        directives.extend(fixed.into_iter().map(str::to_owned));
        directives.push("require-trusted-types-for 'script'".to_owned());
        let names = if trusted_types.is_empty() {
            "'none'".to_owned()
        } else {
            trusted_types.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        directives.push(format!("trusted-types {names}"));
        directives.join("; ")
    }

    fn look(&mut self, page: &str, html: &str) {
        for token in Tokenizer::new(html) {
            let Ok(Token::StartTag(tag)) = token else { continue };
            let element = String::from_utf8_lossy(&tag.name);
            let attributes = attributes_of(&tag);
            let has = |name: &str| attributes.iter().any(|(own, _)| own == name);
            let mut inline = |what| {
                self.inline.insert((page.to_owned(), what));
            };
            // Other types of scripts are data.
            let runs = |(_, value): &(String, String)| {
                let value = value.trim().to_ascii_lowercase();
                matches!(value.as_str(), "" | "module" | "importmap" | "speculationrules")
                    || value.ends_with("javascript")
                    || value.ends_with("ecmascript")
            };
            if element == "script" && !has("src") && attributes.iter().filter(|(name, _)| name == "type").all(runs) {
                inline("a script");
            }
            if element == "style" || has("style") {
                inline("a style");
            }
            if attributes.iter().any(|(name, _)| name.starts_with("on")) {
                inline("an event handler");
            }
            for (name, value) in &attributes {
                let Some(directive) = directive(&element, name, &attributes) else { continue };
                let addresses: Vec<&str> = match name.as_str() {
                    // A comma may be part of an address; what follows white space is another one, or its width.
                    "srcset" => value.split_whitespace().map(|one| one.trim_end_matches(',')).collect(),
                    "ping" => value.split_whitespace().collect(),
                    _ => vec![value.trim()],
                };
                for address in addresses {
                    match origin(address) {
                        Some(Ok(origin)) => {
                            self.sources.entry(Source { directive, origin }).or_insert_with(|| page.to_owned());
                        }
                        Some(Err(())) => {
                            self.inline.insert((page.to_owned(), "an address that no policy can name"));
                        }
                        None => {}
                    }
                }
            }
        }
    }
}

/// The directive that an attribute's address falls under (Fetch Standard, destinations).
fn directive(element: &str, attribute: &str, all: &[(String, String)]) -> Option<&'static str> {
    let rel = || all.iter().find(|(name, _)| name == "rel").map_or("", |(_, value)| value.as_str());
    Some(match (element, attribute) {
        ("img", "src" | "srcset")
        | ("source", "srcset")
        | ("video", "poster")
        | ("input", "src")
        | (_, "background") => "img-src",
        ("image" | "feimage", "href" | "xlink:href") => "img-src",
        ("a" | "area", "ping") => "connect-src",
        (_, "formaction") => "form-action",
        ("video" | "audio" | "source" | "track", "src") => "media-src",
        ("iframe" | "frame", "src") => "frame-src",
        ("script", "src") => "script-src",
        ("object", "data") | ("embed", "src") => "object-src",
        ("form", "action") => "form-action",
        ("link", "href") if rel().split_whitespace().any(|rel| rel.eq_ignore_ascii_case("stylesheet")) => "style-src",
        ("link", "href") if rel().split_whitespace().any(|rel| rel.eq_ignore_ascii_case("icon")) => "img-src",
        ("link", "href") if rel().split_whitespace().any(|rel| rel.eq_ignore_ascii_case("manifest")) => "manifest-src",
        _ => return None,
    })
}

/// The origin of an address elsewhere, as a policy names it; `Err` where it cannot.
fn origin(address: &str) -> Option<Result<String, ()>> {
    if address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
        return Some(Ok("data:".to_owned()));
    }
    let (scheme, rest) = match address.strip_prefix("//") {
        Some(rest) => ("https", rest),
        None => address.split_once("://")?,
    };
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host).to_ascii_lowercase();
    let (name, port) = host.split_once(':').unwrap_or((&host, "443"));
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let fits = !name.is_empty() && name.chars().all(letters) && port.parse::<u16>().is_ok();
    Some(if fits { Ok(format!("{scheme}://{host}")) } else { Err(()) })
}

/// Looks at each page of a build on its way to another sink.
pub struct Looking<'a> {
    sink: &'a dyn Sink,
    needs: Needs,
    /// Pages of an earlier build, which did not come by.
    kept: Mutex<Vec<OutPath>>,
}

impl<'a> Looking<'a> {
    /// Hands everything on to `sink`.
    pub fn new(sink: &'a dyn Sink) -> Self {
        Self { sink, needs: Needs::default(), kept: Mutex::default() }
    }

    /// What was found; pages of an earlier build are read where they lie.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn found(self, out: &Path) -> io::Result<Found> {
        let kept = self.kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        kept.par_iter().try_for_each(|path| {
            let body = std::fs::read(out.join(path.as_str()))?;
            self.needs.write(path, None, &body)
        })?;
        Ok(self.needs.found())
    }
}

impl Sink for Looking<'_> {
    fn has_earlier(&self) -> bool {
        self.sink.has_earlier()
    }

    fn earlier(&self, path: &OutPath) -> Option<&str> {
        self.sink.earlier(path)
    }

    fn written(&self) -> Vec<(String, Digest, u64)> {
        self.sink.written()
    }

    fn keep(&self, path: &OutPath) -> io::Result<()> {
        if path.as_str().ends_with(".html") {
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
        }
        self.sink.keep(path)
    }

    fn write(&self, path: &OutPath, key: Option<&str>, body: &[u8]) -> io::Result<()> {
        self.needs.write(path, key, body)?;
        self.sink.write(path, key, body)
    }

    fn copy(&self, path: &OutPath, from: &Path) -> io::Result<()> {
        self.sink.copy(path, from)
    }
}

/// Looks at each page of a build, and keeps nothing else.
#[derive(Debug, Default)]
pub struct Needs(Mutex<Found>);

impl Needs {
    /// What was found.
    pub fn found(self) -> Found {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Needs {
    fn write(&self, path: &OutPath, _: Option<&str>, body: &[u8]) -> io::Result<()> {
        if path.as_str().ends_with(".html") {
            let mut found = Found::default();
            found.look(path.as_str(), &String::from_utf8_lossy(body));
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for (source, page) in found.sources {
                // Of several pages the first by name, whichever came first.
                let known = all.sources.entry(source).or_insert_with(|| page.clone());
                if page < *known {
                    *known = page;
                }
            }
            all.inline.extend(found.inline);
        }
        Ok(())
    }

    fn copy(&self, _: &OutPath, _: &Path) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(html: &str) -> String {
        let mut found = Found::default();
        found.look("index.html", html);
        let all = found.policy(&BTreeSet::new());
        let inline: Vec<&str> = found.inline.iter().map(|(_, what)| *what).collect();
        let own = all.strip_prefix("default-src 'self'; ").unwrap();
        let own = own.split_once("object-src 'none'").map_or(own, |(own, _)| own);
        format!("{}{}", own.trim_end_matches("; "), inline.join(", "))
    }

    #[test]
    fn what_pages_take_from_elsewhere_is_let_in_and_nothing_else() {
        for (html, expected) in [
            ("<img src=a.png><a href=https://a.example/>", ""),
            ("<img src=HTTPS://A.example:8080/b?c>", "img-src 'self' https://a.example:8080"),
            (
                "<img srcset='https://a.example/1 1x, //b.example/2 2x'>",
                "img-src 'self' https://a.example https://b.example",
            ),
            ("<img srcset='data:image/png;base64,https://a.example/ 1x'>", "img-src 'self' data:"),
            ("<svg><image href=https://a.example/></svg>", "img-src 'self' https://a.example"),
            ("<img src=https://me@a.example/>", "img-src 'self' https://a.example"),
            ("<img src='https://a.example;script-src *'>", "an address that no policy can name"),
            ("<img src=https://b%C3%BCcher.example/>", "an address that no policy can name"),
            ("<img src=https://:/>", "an address that no policy can name"),
            ("<script type=Text/JavaScript>x</script>", "a script"),
            ("<script type=application/ld+json>{}</script>", ""),
            ("<p style=x onclick=y>", "a style, an event handler"),
        ] {
            assert_eq!(policy(html), expected, "{html}");
        }
    }
}
