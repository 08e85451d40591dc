//! `[output.html.hosting]`: files that tell hosts how to serve the site.

use crate::diag::{Code, Diags, nearest};
use crate::fields::{Fields, Name, Node};
use crate::ids::SrcPath;

/// Hosts, or programs that serve files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Host {
    /// `_headers` and `_redirects`: Netlify, Cloudflare Pages.
    Netlify,
    /// `staticwebapp.config.json`: Azure Static Web Apps.
    Azure,
    /// `.htaccess`: Apache.
    Apache,
    /// A file to be included in nginx's settings.
    Nginx,
    /// A file to be imported in a Caddyfile.
    Caddy,
}

const HOSTS: [(&str, Host); 5] = [
    ("netlify", Host::Netlify),
    ("azure", Host::Azure),
    ("apache", Host::Apache),
    ("nginx", Host::Nginx),
    ("caddy", Host::Caddy),
];

/// `[output.html.hosting]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hosting {
    /// For whom there are files.
    pub hosts: Vec<Host>,
    /// Whether the server sends a first-time visitor of `/` on to a language.
    pub negotiate: bool,
    /// Whether `CNAME` says the site's host name, as GitHub Pages wants it.
    pub cname: bool,
    /// What `security.txt` says.
    pub security: Option<Security>,
}

/// What `security.txt` says (RFC 9116).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Security {
    /// Where to write to: addresses that begin with `https:`, `mailto:` or `tel:`.
    pub contact: Vec<String>,
    /// The day from which on it counts no more: `2027-11-23`.
    pub expires: String,
}

impl Default for Hosting {
    fn default() -> Self {
        Self { hosts: Vec::new(), negotiate: true, cname: false, security: None }
    }
}

/// Reads the table. `has_host`: whether the site's address is known.
pub(super) fn read(entries: &[(Name, Node)], has_host: bool, file: &SrcPath, diags: &mut Diags) -> Hosting {
    let mut f = Fields::new(entries, file, "`[output.html.hosting]`", diags);
    let mut hosts = Vec::new();
    for text in f.texts("files") {
        match HOSTS.iter().find(|(name, _)| *name == text.value) {
            Some((_, host)) => hosts.push(*host),
            None => {
                let names = HOSTS.map(|(name, _)| name);
                let help = nearest(&text.value, names)
                    .map_or_else(|| format!("known: {}", names.join(", ")), |near| format!("did you mean `{near}`?"));
                f.invalid(Code::SettingsValue, text.span, format!("there are no files for `{}`", text.value), help);
            }
        }
    }
    hosts.sort_unstable();
    hosts.dedup();
    let negotiate = f.flag("negotiate").unwrap_or(true);
    let place = f.node("cname").map(|node| node.span.clone());
    let cname = f.flag("cname").unwrap_or(false);
    if let Some(place) = place.filter(|_| cname && !has_host) {
        let message = "the site's host name is not known".to_owned();
        f.invalid(Code::SettingsValue, place, message, "write `site-url = \"https://…/\"` under `[output.html]`");
    }
    let contact = f.texts("security-contact");
    let expires = f.text("security-expires");
    for text in &contact {
        if !["https:", "mailto:", "tel:"].iter().any(|start| text.value.starts_with(start))
            || text.value.contains(char::is_whitespace)
        {
            let message = format!("`{}` is no address to write to", text.value);
            f.invalid(
                Code::SettingsValue,
                text.span.clone(),
                message,
                "write `mailto:security@example.org`, or an address that begins with `https:`",
            );
        }
    }
    let security = match (contact.first(), expires) {
        (None, None) => None,
        (Some(first), None) => {
            let message = "`security.txt` has to say until when it counts (RFC 9116, 2.5.5)".to_owned();
            f.invalid(
                Code::SettingsValue,
                first.span.clone(),
                message,
                "write `security-expires = \"2027-11-23\"`, a day within a year from now",
            );
            None
        }
        (_, Some(expires)) if !is_day(&expires.value) => {
            let message = format!("`{}` is no day", expires.value);
            f.invalid(Code::SettingsValue, expires.span, message, "write it like `2027-11-23`");
            None
        }
        (None, Some(expires)) => {
            let message = "`security.txt` has to say where to write to (RFC 9116, 2.5.3)".to_owned();
            f.invalid(
                Code::SettingsValue,
                expires.span,
                message,
                "write `security-contact = [\"mailto:security@example.org\"]`",
            );
            None
        }
        (Some(_), Some(expires)) => {
            let contact = contact.into_iter().map(|text| text.value).collect();
            Some(Security { contact, expires: expires.value })
        }
    };
    f.finish();
    Hosting { hosts, negotiate, cname, security }
}

/// Whether it is written as a day of the calendar: `2027-11-23`.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, digits: usize, range: std::ops::RangeInclusive<u32>| {
        part.len() == digits && part.parse::<u32>().is_ok_and(|n| range.contains(&n))
    };
    number(year, 4, 1970..=9999) && number(month, 2, 1..=12) && number(day, 2, 1..=31)
}
