//! A file to be imported in a site's block of a Caddyfile.

use super::pattern::{escaped, quoted, quoted_if_needed};
use super::{COOKIE, FOLDER, Facts};
use crate::delivery;

pub(super) fn settings(facts: &Facts<'_>) -> String {
    let (base, path) = (facts.base, facts.path.as_str());
    // Matchers without regular expressions read no path that has a percent sign in it and goes on.
    let begins = |path: &str, rest: &str| regex(&format!("^{}{rest}", escaped(path)));
    let headers = |indent: &str| -> String {
        let line = |(name, value): &(&'static str, String)| format!("{indent}{name} {}\n", quoted(value));
        facts.headers.iter().map(line).collect()
    };
    let mut out = format!(
        "# Made by polku for this site; import it in the block of a site whose `root` is the folder that `{path}` lies in:\n\
         #     root * /path/to/root\n#     import {}\n\n",
        quoted_if_needed(&format!("/path/to/root{path}{FOLDER}/Caddyfile"))
    );
    // A route goes through what stands in it in this order.
    let beneath = begins(path, "");
    // More than one such site may be imported in a block.
    let name: String = base.chars().filter(char::is_ascii_alphanumeric).collect();
    out.push_str(&format!("@polku_at_{name} path_regexp {beneath}\nroute @polku_at_{name} {{\n"));
    let named = regex(&facts.named_pattern());
    out.push_str(&format!("\theader {{\n{}\t\tCache-Control {}\n\t}}\n", headers("\t\t"), quoted(delivery::ASK_AGAIN)));
    out.push_str(&format!(
        "\t@polku_named path_regexp {named}\n\theader @polku_named Cache-Control {}\n\n",
        quoted(delivery::FOR_GOOD)
    ));
    // Types that it does not know where the machine has no list of its own.
    for end in ["webmanifest", "md"] {
        let kind = quoted(delivery::content_type(&format!("x.{end}")));
        out.push_str(&format!(
            "\t@polku_{end} path *.{end}\n\theader @polku_{end} {{\n\t\tContent-Type {kind}\n\t\tdefer\n\t}}\n"
        ));
    }
    out.push_str(&format!(
        "\t@polku_hidden path_regexp {}\n\terror @polku_hidden 404\n",
        begins(path, &format!("({}(/|$)|\\.polku-)", escaped(FOLDER)))
    ));
    if !facts.moved.is_empty() {
        out.push_str("\n\tmap {http.request.uri.path} {polku_moved} {\n");
        for moved in &facts.moved {
            out.push_str(&format!("\t\t{} {}\n", quoted(&format!("{path}{}", moved.from)), quoted(&moved.to)));
        }
        out.push_str("\t\tdefault \"\"\n\t}\n\t@polku_moved expression `{polku_moved} != \"\"`\n\tredir @polku_moved {polku_moved} 301\n");
    }
    if facts.negotiate {
        let root = begins(path, "$");
        out.push_str(&format!(
            "\n\t@polku_root path_regexp {root}\n\theader @polku_root Vary \"Accept-Language, Cookie\"\n\t@polku_first {{\n\t\tpath_regexp {root}\n\t\tnot header_regexp Cookie {COOKIE}=\n\t\t\
             header_regexp polku_wanted Accept-Language \"(?i){}\"\n\t}}\n\thandle @polku_first {{\n\t\tmap {{re.polku_wanted.1}} {{polku_home}} {{\n",
            facts.language_pattern()
        ));
        for (tag, home) in facts.wanted() {
            out.push_str(&format!("\t\t\t\"~(?i)^{}$\" {home}\n", escaped(&tag)));
        }
        out.push_str(&format!(
            "\t\t}}\n\t\theader Set-Cookie {}\n\t\tredir {{polku_home}} 302\n\t}}\n",
            quoted(&facts.cookie())
        ));
    }
    out.push_str("\n\tfile_server {\n\t\tprecompressed br gzip\n\t}\n}\n\nhandle_errors {\n");
    out.push_str(&format!("\theader {{\n{}\t\tCache-Control {}\n\t}}\n", headers("\t\t"), quoted(delivery::ASK_AGAIN)));
    for (i, language) in facts.languages.iter().enumerate() {
        out.push_str(&format!(
            "\t@polku_{i} {{\n\t\tpath_regexp {1}\n\t\texpression {{http.error.status_code}} == 404\n\t}}\n\thandle @polku_{i} {{\n\t\trewrite * {0}\n\t\tfile_server\n\t}}\n",
            quoted_if_needed(&format!("{}404.html", language.path)),
            begins(&language.path, "")
        ));
    }
    let missing = quoted_if_needed(&format!("{path}404.html"));
    out.push_str(&format!(
        "\t@polku {{\n\t\tpath_regexp {beneath}\n\t\texpression {{http.error.status_code}} == 404\n\t}}\n\thandle @polku {{\n\t\trewrite * {missing}\n\t\tfile_server\n\t}}\n}}\n"
    ));
    out
}

/// A regular expression as a Caddyfile takes it.
fn regex(text: &str) -> String {
    quoted(text).replace("\\\\", "\\")
}
