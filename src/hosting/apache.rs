//! `.htaccess`, as Apache takes it (`AllowOverride FileInfo Indexes`).

use super::pattern::{escaped, quoted};
use super::{COOKIE, FOLDER, Facts};
use crate::delivery;

pub(super) fn settings(facts: &Facts<'_>) -> String {
    let base = facts.base;
    let mut out = String::from(
        "# Made by polku for this site. It needs `AllowOverride FileInfo Indexes`, and the modules rewrite and headers.\n\n\
         DirectoryIndex index.html\nAddDefaultCharset utf-8\n",
    );
    for (extensions, kind) in delivery::TYPES {
        let (kind, text) = kind.split_once(';').map_or((*kind, false), |(kind, _)| (kind, true));
        let dotted: Vec<String> = extensions.iter().map(|extension| format!(".{extension}")).collect();
        out.push_str(&format!("AddType {kind} {}\n", dotted.join(" ")));
        if text {
            out.push_str(&format!("AddCharset utf-8 {}\n", dotted.join(" ")));
        }
    }
    // Compressed copies have the type of what they are copies of.
    out.push_str("RemoveType .gz .br\nRemoveLanguage .br\nAddEncoding gzip .gz\nAddEncoding br .br\n\n");
    out.push_str(&format!("ErrorDocument 404 {base}404.html\n"));
    for language in &facts.languages {
        out.push_str(&format!(
            "<If \"%{{REQUEST_URI}} =~ m#^{}#\">\n    ErrorDocument 404 {}404.html\n</If>\n",
            escaped(&language.path),
            language.home
        ));
    }
    out.push_str("\n<IfModule mod_headers.c>\n");
    for (name, value) in &facts.headers {
        out.push_str(&format!("    Header always set {name} {}\n", header(value)));
    }
    out.push_str(&format!("    Header always set Cache-Control {}\n", quoted(delivery::ASK_AGAIN)));
    out.push_str(&format!(
        "    <If \"%{{REQUEST_URI}} =~ m#{}#\">\n        Header always set Cache-Control {}\n    </If>\n",
        facts.named_pattern(),
        quoted(delivery::FOR_GOOD)
    ));
    if facts.negotiate {
        out.push_str("    Header always append Vary \"Accept-Language, Cookie\" env=polku_offered\n");
        out.push_str(&format!("    Header always set Set-Cookie {} env=polku_chosen\n", header(&facts.cookie())));
    }
    out.push_str("    <FilesMatch \"\\.(gz|br)$\">\n        Header append Vary Accept-Encoding\n    </FilesMatch>\n</IfModule>\n");
    out.push_str(&format!("\n<IfModule mod_rewrite.c>\n    RewriteEngine On\n    RewriteBase {base}\n\n"));
    out.push_str(&format!(
        "    RewriteRule ^{}(/|$) - [R=404,L]\n    RewriteRule (^|/)\\.polku - [R=404,L]\n",
        escaped(FOLDER)
    ));
    for moved in &facts.moved {
        out.push_str(&format!(
            "    RewriteRule {} {} [R=301,NE,L]\n",
            quoted(&format!("^{}$", escaped(&moved.from))).replace("\\\\", "\\"),
            // `%1` and `$1` stand for what was matched.
            quoted(&moved.to).replace('%', "\\%")
        ));
    }
    if facts.negotiate {
        out.push_str("\n    RewriteRule ^$ - [E=polku_offered:1]\n");
        for (tag, home) in facts.wanted() {
            // The first that the browser asks for of those that are here: nobody else's tag stands before it.
            out.push_str(&format!("    RewriteCond %{{HTTP_COOKIE}} !{COOKIE}=\n"));
            out.push_str(&format!(
                "    RewriteCond %{{HTTP:Accept-Language}} \"^(?:(?!{0}).)*?{1}\" [NC]\n",
                facts.language_pattern(),
                facts.language_pattern().replace(&facts.alternatives(), &tag)
            ));
            let home = home.replace('%', "\\%");
            out.push_str(&format!("    RewriteRule ^$ {home} [R=302,NE,L,E=polku_chosen:1]\n"));
        }
    }
    let texts: Vec<&str> = delivery::TYPES
        .iter()
        .filter(|(_, kind)| kind.contains("charset"))
        .flat_map(|(extensions, _)| extensions.iter().copied())
        .collect();
    for (coding, end) in [("br", "br"), ("gzip", "gz")] {
        out.push_str(&format!(
            "\n    RewriteCond %{{HTTP:Accept-Encoding}} \"\\b{coding}\\b\"\n    RewriteCond %{{REQUEST_FILENAME}}.{end} -f\n    \
             RewriteRule \"^(.+\\.(?:{}))$\" $1.{end} [L,E=no-gzip:1,E=no-brotli:1]\n",
            texts.join("|")
        ));
    }
    out.push_str("</IfModule>\n");
    out
}

/// A header's value: a percent sign would begin what the server puts in.
fn header(value: &str) -> String {
    quoted(&value.replace('%', "%%"))
}
