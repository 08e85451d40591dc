//! Files that tell hosts how to serve the site: real redirects, which language a visitor of `/` gets, what to say of a page that is not there,
//! which headers to send, how long copies may be kept, and that there are compressed files.
//!
//! In: the settings, the site, the policy that its pages work under. Out: paths and texts.
//!
//! Invariant: what is only known to servers (headers, languages at `/`) is a help: the pages do without.

mod apache;
mod azure;
mod caddy;
mod netlify;
mod nginx;
mod pattern;

use percent_encoding::percent_decode_str;

use crate::config::Config;
use crate::config::hosting::Host;
use crate::delivery;
use crate::ids::encode_path;
use crate::site::Site;

/// Where those files lie that a server's own settings include.
pub const FOLDER: &str = ".hosting";

/// The cookie that says that a visitor was sent on from `/` before: it happens once.
const COOKIE: &str = "polku_chosen";

/// How long that is remembered, in seconds.
const YEAR: u32 = 31_536_000;

/// What servers are told.
struct Facts<'a> {
    /// The path that the site lives under, percent-encoded: begins and ends with a slash.
    base: &'a str,
    /// The same as servers read it, not encoded.
    path: String,
    /// Earlier addresses.
    moved: Vec<Moved>,
    languages: Vec<Language<'a>>,
    /// Headers of every answer but that of caching, which depends on the file.
    headers: Vec<(&'static str, String)>,
    /// Whether `/` sends first-time visitors on.
    negotiate: bool,
}

/// An earlier address of a page.
struct Moved {
    /// Below the base, not percent-encoded.
    from: String,
    /// An absolute path, percent-encoded.
    to: String,
}

struct Language<'a> {
    tag: &'a str,
    /// Its home page: an absolute path, percent-encoded.
    home: String,
    /// The same as servers read it, not encoded.
    path: String,
}

impl Facts<'_> {
    /// What a request's `Accept-Language` may name, and the home page that answers it: tags, and for those with subtags their language alone.
    fn wanted(&self) -> Vec<(String, &str)> {
        let mut wanted: Vec<(String, &str)> =
            self.languages.iter().map(|language| (language.tag.to_ascii_lowercase(), language.home.as_str())).collect();
        for language in &self.languages {
            let primary = language.tag.split('-').next().unwrap_or(language.tag).to_ascii_lowercase();
            if !wanted.iter().any(|(tag, _)| *tag == primary) {
                wanted.push((primary, &language.home));
            }
        }
        // The longer first: of alternatives the first that fits is taken.
        wanted.sort_by_key(|(tag, _)| std::cmp::Reverse(tag.len()));
        wanted
    }

    /// All of them.
    fn alternatives(&self) -> String {
        self.wanted().into_iter().map(|(tag, _)| tag).collect::<Vec<_>>().join("|")
    }

    /// A regular expression that finds the first language of the site that a request asks for, and captures it.
    fn language_pattern(&self) -> String {
        format!("(?:^|,)[ \\t]*({})(?:[-;, \\t]|$)", self.alternatives())
    }

    /// The regular expression of files whose names change with their content, by their absolute paths.
    fn named_pattern(&self) -> String {
        format!("^{}{}/.*\\.[0-9a-f]{{{}}}\\.", pattern::escaped(&self.path), delivery::ASSETS, delivery::HASH_DIGITS)
    }

    /// The cookie as it is set.
    fn cookie(&self) -> String {
        format!("{COOKIE}=1; Path={}; Max-Age={YEAR}; SameSite=Lax", self.base)
    }
}

/// All files that the settings ask for.
pub fn files(config: &Config, site: &Site, policy: &str) -> Vec<(String, String)> {
    let hosting = &config.html.hosting;
    let base = config.html.site_url.base.as_str();
    let path = percent_decode_str(base).decode_utf8_lossy().into_owned();
    let with_home = config.lang_ids().zip(&site.languages).filter(|(_, pages)| pages.home.is_some());
    let languages: Vec<Language<'_>> = with_home
        .map(|(lang, _)| {
            let tag = config.language(lang).tag.as_str();
            Language { tag, home: format!("{base}{tag}/"), path: format!("{path}{tag}/") }
        })
        .collect();
    let moved = site.redirects.iter().map(|redirect| {
        let from = redirect.output.strip_suffix("index.html").unwrap_or(&redirect.output);
        // A dollar sign begins a variable in most servers' settings.
        let to = site.page(redirect.target).href.replace('$', "%24").replace(';', "%3B");
        Moved { from: from.to_owned(), to: format!("{base}{to}") }
    });
    let headers = vec![
        ("Content-Security-Policy", policy.to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
    ];
    let negotiate = hosting.negotiate && languages.len() > 1;
    let facts = Facts { base, path: path.clone(), moved: moved.collect(), languages, headers, negotiate };
    let mut files = Vec::new();
    for host in &hosting.hosts {
        match host {
            Host::Netlify => {
                files.push(("_headers".to_owned(), netlify::headers(&facts)));
                files.push(("_redirects".to_owned(), netlify::redirects(&facts)));
            }
            Host::Azure => files.push(("staticwebapp.config.json".to_owned(), azure::settings(&facts))),
            Host::Apache => files.push((".htaccess".to_owned(), apache::settings(&facts))),
            Host::Nginx => files.push((format!("{FOLDER}/nginx.conf"), nginx::settings(&facts))),
            Host::Caddy => files.push((format!("{FOLDER}/Caddyfile"), caddy::settings(&facts))),
        }
    }
    if let Some(origin) = config.html.site_url.origin.as_deref().filter(|_| hosting.cname) {
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        files.push(("CNAME".to_owned(), format!("{}\n", host.split(':').next().unwrap_or(host))));
    }
    if let Some(security) = &hosting.security {
        let mut text: String = security.contact.iter().map(|contact| format!("Contact: {contact}\n")).collect();
        text.push_str(&format!("Expires: {}T00:00:00Z\n", security.expires));
        let tags: Vec<&str> = facts.languages.iter().map(|language| language.tag).collect();
        text.push_str(&format!("Preferred-Languages: {}\n", tags.join(", ")));
        let name = ".well-known/security.txt";
        if let Some(site) = config.html.site_url.absolute() {
            text.push_str(&format!("Canonical: {site}{}\n", encode_path(name)));
        }
        files.push((name.to_owned(), text));
    }
    files
}
