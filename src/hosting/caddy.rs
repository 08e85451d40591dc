//! A file to be imported in a site's block of a Caddyfile.

use super::pattern::{escaped, quoted};
use super::{COOKIE, FOLDER, Facts};
use crate::delivery;

pub(super) fn settings(facts: &Facts<'_>) -> String {
    let base = facts.base;
    let headers = |indent: &str| -> String {
        let line = |(name, value): &(&'static str, String)| format!("{indent}{name} {}\n", quoted(value));
        facts.headers.iter().map(line).collect()
    };
    let mut out = format!(
        "# Made by polku for this site; import it in the block of a site whose `root` is the folder that `{base}` lies in:\n\
         #     root * /path/to/root\n#     import /path/to/root{base}{FOLDER}/Caddyfile\n\n"
    );
    // A route goes through what stands in it in this order.
    out.push_str(&format!("route {base}* {{\n"));
    let named = quoted(&facts.named_pattern()).replace("\\\\", "\\");
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
        "\t@polku_hidden path {base}{FOLDER} {base}{FOLDER}/* {base}.polku-*\n\terror @polku_hidden 404\n"
    ));
    if !facts.moved.is_empty() {
        out.push_str("\n\tmap {http.request.uri.path} {polku_moved} {\n");
        for moved in &facts.moved {
            out.push_str(&format!("\t\t{} {}\n", quoted(&format!("{base}{}", moved.from)), quoted(&moved.to)));
        }
        out.push_str("\t\tdefault \"\"\n\t}\n\t@polku_moved expression `{polku_moved} != \"\"`\n\tredir @polku_moved {polku_moved} 301\n");
    }
    if facts.negotiate {
        out.push_str(&format!(
            "\n\t@polku_root path {base}\n\theader @polku_root Vary \"Accept-Language, Cookie\"\n\t@polku_first {{\n\t\tpath {base}\n\t\tnot header_regexp Cookie {COOKIE}=\n\t\t\
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
            "\t@polku_{i} {{\n\t\tpath {0}*\n\t\texpression {{http.error.status_code}} == 404\n\t}}\n\thandle @polku_{i} {{\n\t\trewrite * {0}404.html\n\t\tfile_server\n\t}}\n",
            language.home
        ));
    }
    out.push_str(&format!(
        "\t@polku {{\n\t\tpath {base}*\n\t\texpression {{http.error.status_code}} == 404\n\t}}\n\thandle @polku {{\n\t\trewrite * {base}404.html\n\t\tfile_server\n\t}}\n}}\n"
    ));
    out
}
