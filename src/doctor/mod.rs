//! Looks at a published site from outside, and says what is wrong with it.
//!
//! In: what a build for its address gives, and the address. Out: findings, the gravest first.
//!
//! Every finding names addresses where it can be seen, and what to do.

mod fetch;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use html5gum::{Token, Tokenizer};

pub use fetch::FetchError;
use fetch::{Answer, Question, ask};

use crate::config::SiteUrl;
use crate::delivery;
use crate::ids::encode_path;
use crate::parse::attributes_of;

/// Pages that are looked at, unless all are asked for.
const SAMPLE: usize = 200;
/// Addresses that a finding names.
const NAMED: usize = 3;
/// How long browsers may show a page without asking, in seconds: longer, and a mended mistake is still seen the next day.
const PAGE_AGE: u64 = 6 * 3600;
/// How long they should at least keep what never changes, in seconds.
const ASSET_AGE: u64 = 7 * 24 * 3600;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Readers meet something broken.
    Error,
    /// Something does not work as it should.
    Warning,
    /// It could be better.
    Note,
}

/// Something that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub message: String,
    /// Where it can be seen: some addresses, and how many there are.
    pub places: (Vec<String>, usize),
    /// What to do.
    pub help: &'static str,
}

/// What the site should be.
pub struct Expected<'a> {
    /// Its address.
    pub url: &'a SiteUrl,
    /// The files of a build for that address.
    pub files: &'a BTreeMap<String, Arc<[u8]>>,
    /// The policy that its pages work under.
    pub policy: &'a str,
    /// Earlier addresses: files of the build that lead on.
    pub redirects: Vec<String>,
    /// The day that it is: `2026-11-23`.
    pub today: String,
}

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub struct Report {
    /// Addresses that were asked for.
    pub asked: usize,
    /// Pages that are as the build has them.
    pub same: usize,
    /// Pages that were looked at.
    pub pages: usize,
    /// The gravest first.
    pub findings: Vec<Finding>,
}

/// Findings of one kind.
type Kind = (Severity, String, &'static str);

#[derive(Default)]
struct Findings(BTreeMap<Kind, Vec<String>>);

impl Findings {
    fn add(&mut self, severity: Severity, message: impl Into<String>, help: &'static str, place: &str) {
        // What a server says may hold what a terminal takes for orders.
        let shown = |text: &str| text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect::<String>();
        self.0.entry((severity, shown(&message.into()), help)).or_default().push(shown(place));
    }
}

/// Looks at the site. With `all`, at each page of it.
///
/// # Errors
/// When nothing can be asked, or the site does not answer.
pub fn examine(expected: &Expected<'_>, all: bool) -> Result<Report, FetchError> {
    let doctor = Doctor { expected, root: expected.url.absolute().unwrap_or_default() };
    let mut findings = Findings::default();
    let home = ask(&[question(&doctor.root, true)])?.pop().unwrap_or_default();
    if let Some(why) = home.failure {
        return Err(FetchError::NoAnswer { url: doctor.root, why });
    }
    let pages = doctor.pages(all);
    let assets: Vec<&str> =
        expected.files.keys().map(String::as_str).filter(|path| delivery::is_named_by_content(path)).collect();
    let lists = ["sitemap.xml", "robots.txt", ".well-known/security.txt"];
    let lists: Vec<&str> = lists.into_iter().filter(|path| expected.files.contains_key(*path)).collect();
    let mut asked: Vec<&str> = pages.iter().chain(&assets).chain(&lists).copied().collect();
    asked.dedup();
    let questions: Vec<Question> = asked.iter().map(|path| question(&doctor.address(path), false)).collect();
    let answers = ask(&questions)?;
    let mut report = Report { asked: answers.len() + 1, pages: pages.len(), ..Report::default() };
    let mut alternates: BTreeSet<String> = BTreeSet::new();
    for ((path, question), answer) in asked.iter().zip(&questions).zip(&answers) {
        if !doctor.delivery(path, &question.url, answer, &mut findings) {
            continue;
        }
        if path.ends_with(".html") {
            let same = doctor.page(path, &question.url, answer, &mut findings, &mut alternates);
            report.same += usize::from(same);
        } else if *path == ".well-known/security.txt" {
            doctor.security(&question.url, answer, &mut findings);
        }
    }
    if report.same < report.pages {
        let message = format!("{} of {} pages are not those of this build", report.pages - report.same, report.pages);
        findings.add(
            Severity::Warning,
            message,
            "publish again; or this is not the version that was published",
            &doctor.root,
        );
    }
    report.asked += doctor.missing(&mut findings)?;
    report.asked += doctor.redirects(&mut findings)?;
    report.asked += doctor.alternates(&alternates, &asked, &mut findings)?;
    report.asked += doctor.unencrypted(&mut findings)?;
    report.findings = sorted(findings);
    Ok(report)
}

fn sorted(findings: Findings) -> Vec<Finding> {
    let finding = |((severity, message, help), places): (Kind, Vec<String>)| {
        let count = places.len();
        let named = places.into_iter().take(NAMED).collect();
        Finding { severity, message, places: (named, count), help }
    };
    findings.0.into_iter().map(finding).collect()
}

fn question(url: &str, follow: bool) -> Question {
    Question { url: url.to_owned(), follow }
}

struct Doctor<'a> {
    expected: &'a Expected<'a>,
    /// The site's address.
    root: String,
}

impl Doctor<'_> {
    /// The address of a file.
    fn address(&self, path: &str) -> String {
        format!("{}{}", self.root, encode_path(path.strip_suffix("index.html").unwrap_or(path)))
    }

    /// Whether an address that a page names is one of this site, and one that can be asked for.
    fn is_own(&self, url: &str) -> bool {
        url.starts_with(&self.root)
            && !url.contains(|c: char| c.is_control() || c.is_whitespace() || matches!(c, '"' | '\\'))
    }

    /// The pages that are looked at: all, or some of everywhere.
    fn pages(&self, all: bool) -> Vec<&str> {
        let redirects: BTreeSet<&str> = self.expected.redirects.iter().map(String::as_str).collect();
        let is_page = |path: &&str| path.ends_with(".html") && !path.ends_with("404.html") && !redirects.contains(path);
        let pages: Vec<&str> = self.expected.files.keys().map(String::as_str).filter(is_page).collect();
        if all || pages.len() <= SAMPLE {
            return pages;
        }
        // Home pages, and every so many of the others.
        let step = pages.len().div_ceil(SAMPLE);
        let is_chosen = |(n, path): &(usize, &str)| n % step == 0 || path.matches('/').count() <= 1;
        pages.into_iter().enumerate().filter(is_chosen).map(|(_, path)| path).collect()
    }

    /// Whether it is there; how it is delivered.
    fn delivery(&self, path: &str, url: &str, answer: &Answer, findings: &mut Findings) -> bool {
        if let Some(why) = &answer.failure {
            findings.add(
                Severity::Error,
                format!("there is no answer: {why}"),
                "does the server have limits that this meets? try again",
                url,
            );
            return false;
        }
        match answer.status {
            200 => {}
            301 | 302 | 303 | 307 | 308 => {
                let to = answer.header("location");
                findings.add(
                    Severity::Warning,
                    "the address leads elsewhere",
                    "publish under the address that readers end at, and give that as `site-url`",
                    &format!("{url} → {to}"),
                );
                return false;
            }
            status => {
                let message = format!("a page or file of the site is not there ({status})");
                findings.add(
                    Severity::Error,
                    message,
                    "publish again; some hosts leave out what begins with `_` or a dot unless there is a `.nojekyll`",
                    url,
                );
                return false;
            }
        }
        let (own, there) = (delivery::content_type(path), answer.header("content-type").to_ascii_lowercase());
        let kind =
            |text: &str| text.split(';').next().unwrap_or_default().trim().replace("application/xml", "text/xml");
        if kind(own) != kind(&there) {
            let message = format!("`{there}` is the wrong type for a file of the type `{}`", kind(own));
            findings.add(
                Severity::Error,
                message,
                "tell the server its types: `[output.html.hosting]` writes settings for many",
                url,
            );
        } else if own.starts_with("text/html") && !there.contains("utf-8") {
            findings.add(
                Severity::Note,
                "the type says nothing of UTF-8; the page does so itself",
                "let the server add `; charset=utf-8`",
                url,
            );
        }
        let caching = answer.header("cache-control").to_ascii_lowercase();
        let age = max_age(&caching);
        if delivery::is_named_by_content(path) {
            if age.unwrap_or(0) < ASSET_AGE || caching.contains("no-store") || caching.contains("no-cache") {
                findings.add(
                    Severity::Note,
                    "what never changes is not kept for long",
                    "send `Cache-Control: public, max-age=31536000, immutable` for `/assets/`",
                    url,
                );
            }
        } else if age.is_some_and(|age| age > PAGE_AGE) && !caching.contains("no-cache") {
            findings.add(
                Severity::Warning,
                format!(
                    "browsers may show it unasked for {} hours: what you mend is seen late",
                    age.unwrap_or(0) / 3600
                ),
                "send `Cache-Control: no-cache` for all but `/assets/`",
                url,
            );
        }
        true
    }

    /// A page: whether it is that of the build, whom it says to be, its headers.
    fn page(
        &self,
        path: &str,
        url: &str,
        answer: &Answer,
        findings: &mut Findings,
        alternates: &mut BTreeSet<String>,
    ) -> bool {
        let there = answer.header("content-security-policy");
        if there.is_empty() {
            findings.add(
                Severity::Warning,
                "no Content-Security-Policy is sent",
                "send what `polku csp` prints, or let `[output.html.hosting]` write it",
                url,
            );
        } else if there != self.expected.policy {
            findings.add(
                Severity::Warning,
                "another Content-Security-Policy is sent than this build needs",
                "send what `polku csp` prints",
                url,
            );
        }
        if !answer.header("x-content-type-options").eq_ignore_ascii_case("nosniff") {
            findings.add(
                Severity::Note,
                "browsers may guess other types",
                "send `X-Content-Type-Options: nosniff`",
                url,
            );
        }
        if answer.header("content-encoding").is_empty() && answer.body.len() > 2048 {
            findings.add(
                Severity::Note,
                "the page comes uncompressed",
                "let the server compress texts; `polku build --compress` makes the files",
                url,
            );
        }
        let html = String::from_utf8_lossy(&answer.body);
        for token in Tokenizer::new(&*html) {
            let Ok(Token::StartTag(tag)) = token else { continue };
            if &*tag.name == b"body" {
                break;
            }
            if &*tag.name != b"link" {
                continue;
            }
            let attributes = attributes_of(&tag);
            let value =
                |name: &str| attributes.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
            match (value("rel"), value("hreflang")) {
                ("canonical", _) if !value("href").starts_with(&self.root) => {
                    findings.add(
                        Severity::Error,
                        "the page says that its real address is on another site",
                        "build with `--site-url`, or `site-url` in book.toml, as the address is",
                        &format!("{url} → {}", value("href")),
                    );
                }
                ("alternate", language) if !language.is_empty() && self.is_own(value("href")) => {
                    alternates.insert(value("href").to_owned());
                }
                ("alternate", language) if !language.is_empty() => {
                    findings.add(
                        Severity::Error,
                        "a page names an address of another language that is not of this site",
                        "publish all languages together, under the address that they were built for",
                        &format!("{url} → {}", value("href")),
                    );
                }
                _ => {}
            }
        }
        self.expected.files.get(path).is_some_and(|own| **own == *answer.body)
    }

    /// `security.txt` counts until a day.
    fn security(&self, url: &str, answer: &Answer, findings: &mut Findings) {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let expires = text.lines().find_map(|line| line.strip_prefix("Expires:")).map(str::trim);
        if expires.is_some_and(|expires| expires.get(..10).is_some_and(|day| day <= self.expected.today.as_str())) {
            findings.add(
                Severity::Warning,
                "security.txt counts no more",
                "write a later day as `security-expires`",
                url,
            );
        }
    }

    /// What is said of pages that are not there.
    fn missing(&self, findings: &mut Findings) -> Result<usize, FetchError> {
        let pages: Vec<&str> =
            self.expected.files.keys().map(String::as_str).filter(|path| path.ends_with("404.html")).collect();
        let ask_for = |path: &&str| {
            let folder = path.strip_suffix("404.html").unwrap_or(path);
            question(&format!("{}{folder}polku-doctor-asks-for-nothing/", self.root), false)
        };
        let questions: Vec<Question> = pages.iter().map(ask_for).collect();
        let answers = ask(&questions)?;
        for ((path, question), answer) in pages.iter().zip(&questions).zip(&answers) {
            if answer.status != 404 {
                let message = format!("for a page that is not there the status is {}, not 404", answer.status);
                findings.add(
                    Severity::Error,
                    message,
                    "search engines would list what is not there: name `404.html` as the page for errors",
                    &question.url,
                );
            } else if self.expected.files.get(*path).is_some_and(|own| **own != *answer.body) {
                let is_ours = self.expected.files.get("404.html").is_some_and(|own| **own == *answer.body);
                let (severity, message) = if is_ours {
                    (Severity::Note, "a page that is not there is answered in the site's first language")
                } else {
                    (Severity::Warning, "a page that is not there is not answered by the site's own page")
                };
                findings.add(
                    severity,
                    message,
                    "name `404.html`, and those of the languages, as the pages for errors",
                    &question.url,
                );
            }
        }
        Ok(questions.len())
    }

    /// Earlier addresses.
    fn redirects(&self, findings: &mut Findings) -> Result<usize, FetchError> {
        let chosen = self.expected.redirects.iter().take(SAMPLE);
        let questions: Vec<Question> = chosen.map(|path| question(&self.address(path), true)).collect();
        let answers = ask(&questions)?;
        for (question, answer) in questions.iter().zip(&answers) {
            if answer.endless {
                findings.add(
                    Severity::Error,
                    "redirects lead in a circle",
                    "two rules of the server send readers to each other: take one out",
                    &question.url,
                );
            } else if answer.status != 200 {
                let message = format!("an earlier address leads to nothing ({})", answer.status);
                findings.add(Severity::Error, message, "publish again", &question.url);
            } else if answer.first_status == 200 {
                findings.add(
                    Severity::Note,
                    "an earlier address leads on by a page only",
                    "let `[output.html.hosting]` write real redirects, if the host takes any",
                    &question.url,
                );
            }
        }
        Ok(questions.len())
    }

    /// The addresses of other languages that pages name.
    fn alternates(
        &self,
        named: &BTreeSet<String>,
        asked: &[&str],
        findings: &mut Findings,
    ) -> Result<usize, FetchError> {
        let known: BTreeSet<String> = asked.iter().map(|path| self.address(path)).collect();
        let unknown: Vec<Question> = named
            .iter()
            .filter(|url| !known.contains(*url) && self.is_own(url))
            .take(SAMPLE)
            .map(|url| question(url, false))
            .collect();
        for (question, answer) in unknown.iter().zip(&ask(&unknown)?) {
            if answer.status != 200 {
                let message =
                    format!("a page names an address of another language that does not answer ({})", answer.status);
                findings.add(
                    Severity::Error,
                    message,
                    "publish all languages together, under the address that they were built for",
                    &question.url,
                );
            }
        }
        Ok(unknown.len())
    }

    /// Whether who comes without encryption is sent to where there is.
    fn unencrypted(&self, findings: &mut Findings) -> Result<usize, FetchError> {
        let Some(rest) = self.root.strip_prefix("https://") else {
            let host = self.root.strip_prefix("http://").unwrap_or_default();
            if !["localhost", "127.0.0.1", "[::1]"].iter().any(|local| host.starts_with(local)) {
                findings.add(
                    Severity::Warning,
                    "the site is not encrypted",
                    "let the host get a certificate, and publish under https",
                    &self.root,
                );
            }
            return Ok(0);
        };
        // Another port has no unencrypted counterpart.
        if rest.split('/').next().is_some_and(|host| host.contains(':')) {
            return Ok(0);
        }
        let url = format!("http://{rest}");
        let answer = ask(&[question(&url, true)])?.pop().unwrap_or_default();
        if answer.failure.is_none() && !answer.url.starts_with("https://") {
            findings.add(Severity::Warning, "who comes without encryption stays so", "send http on to https", &url);
        }
        Ok(1)
    }
}

/// `max-age` in seconds (RFC 9111, 5.2.2.1).
fn max_age(caching: &str) -> Option<u64> {
    caching.split(',').find_map(|part| part.trim().strip_prefix("max-age=")?.parse().ok())
}
