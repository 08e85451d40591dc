//! A file to be included in a `server` block of nginx.
//!
//! `add_header` and `types` of a block replace those of the blocks around it, so all of them stand wherever one is needed.

use super::pattern::{escaped, quoted, quoted_if_needed};
use super::{COOKIE, FOLDER, Facts};
use crate::delivery;

pub(super) fn settings(facts: &Facts<'_>) -> String {
    let path = facts.path.as_str();
    let headers: String = facts
        .headers
        .iter()
        .map(|(name, value)| format!("    add_header {name} {} always;\n", quoted(value)))
        .collect();
    let mut out = format!(
        "# Made by polku for this site; include it in a `server` block whose `root` is the folder that `{path}` lies in:\n\
         #     include {};\n\
         # Compressed files (`polku build --compress`) go out as they are: .gz by nginx itself, .br if its module for Brotli is there\n\
         # (add `brotli_static on;` beside the include).\n\n",
        quoted_if_needed(&format!("/path/to/root{path}{FOLDER}/nginx.conf"))
    );
    for moved in &facts.moved {
        let from = quoted(&format!("{path}{}", moved.from));
        out.push_str(&format!("location = {from} {{ absolute_redirect off; return 301 {}; }}\n", quoted(&moved.to)));
    }
    if facts.negotiate {
        out.push_str(&negotiation(facts, &headers));
    }
    out.push_str(&format!(
        "\nlocation ^~ {} {{\n    absolute_redirect off;\n    index index.html;\n    charset utf-8;\n",
        quoted_if_needed(path)
    ));
    out.push_str(
        "    charset_types text/css text/javascript text/plain text/markdown text/csv text/vtt application/json \
         application/manifest+json application/xml image/svg+xml;\n    gzip_static on;\n    gzip_vary on;\n",
    );
    out.push_str("    types {\n");
    for (extensions, kind) in delivery::TYPES {
        let kind = kind.split(';').next().unwrap_or(kind);
        out.push_str(&format!("        {kind} {};\n", extensions.join(" ")));
    }
    out.push_str("    }\n    default_type application/octet-stream;\n");
    out.push_str(&format!(
        "    set $polku_keep {};\n    if ($uri ~ {}) {{ set $polku_keep {}; }}\n{headers}    add_header Cache-Control $polku_keep always;\n",
        quoted(delivery::ASK_AGAIN),
        quoted(&facts.named_pattern()).replace("\\\\", "\\"),
        quoted(delivery::FOR_GOOD),
    ));
    // Blocks within this one would not see what is set here.
    out.push_str(&format!("    set $polku_missing {};\n", quoted_if_needed(&format!("{path}404.html"))));
    for language in &facts.languages {
        let missing = quoted_if_needed(&format!("{}404.html", language.path));
        out.push_str(&format!(
            "    if ($uri ~ \"^{}\") {{ set $polku_missing {missing}; }}\n",
            escaped(&language.path)
        ));
    }
    out.push_str("    error_page 404 $polku_missing;\n");
    // Files whose names begin with a dot are nobody's business, but for the folder that standards name.
    out.push_str("    if ($uri ~ \"/\\.(?!well-known/)\") { return 404; }\n}\n");
    out
}

/// Sends a first-time visitor of `/` on, in the order of the languages that the browser asks for.
fn negotiation(facts: &Facts<'_>, headers: &str) -> String {
    let path = facts.path.as_str();
    let mut out = format!(
        "\nlocation = {} {{\n    absolute_redirect off;\n    charset utf-8;\n    gzip_static on;\n",
        quoted_if_needed(path)
    );
    out.push_str("    set $polku_home \"\";\n    set $polku_wanted \"\";\n");
    let pattern = facts.language_pattern();
    out.push_str(&format!("    if ($http_accept_language ~* \"{pattern}\") {{ set $polku_wanted $1; }}\n"));
    for (tag, home) in facts.wanted() {
        out.push_str(&format!("    if ($polku_wanted ~* \"^{}$\") {{ set $polku_home {home}; }}\n", escaped(&tag)));
    }
    // Who came here by a link of the site wants to choose.
    out.push_str(&format!("    if ($cookie_{COOKIE}) {{ set $polku_home \"\"; }}\n"));
    let more = format!(
        "    add_header Cache-Control {} always;\n    add_header Vary \"Accept-Language, Cookie\" always;\n",
        quoted(delivery::ASK_AGAIN)
    );
    let own = format!("{headers}{more}");
    let within = own.replace("    add_header", "        add_header");
    out.push_str(&format!(
        "    if ($polku_home) {{\n{within}        add_header Set-Cookie {} always;\n        return 302 $polku_home;\n    }}\n",
        quoted(&facts.cookie())
    ));
    // To try files would lead to the other block, and its headers.
    out.push_str(&format!(
        "{own}    types {{ text/html html; }}\n    rewrite ^ {} break;\n}}\n",
        quoted_if_needed(&format!("{path}index.html"))
    ));
    out
}
