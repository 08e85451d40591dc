//! CommonMark's own examples, out of the npm package `commonmark-spec`, which tests/browser/package.json asks for.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use polku::ids::SrcPath;
use polku::ids::encode_url;
use polku::locale::Locale;
use polku::parse::{Document, Hole, LinkKind, ParseOptions, parse};

/// Examples that go another way, and why.
const SKIPPED: &[(&[usize], &str)] = &[
    (&[548, 559, 590], "`[[…]]` is a link to a page by its key"),
    (&[569, 571], "a full reference that the page does not define may be a key"),
    (&[545], "the label of a reference that stays text is kept as it was written"),
    (&[179, 183], "a comment before the page's heading or text is for the editor's tools, and left out"),
    (&[31, 630], "an address in raw HTML is checked, and written anew"),
];

#[test]
fn commonmark_examples_give_the_html_of_the_specification() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/node_modules/commonmark-spec/spec.txt");
    let Ok(spec) = std::fs::read_to_string(&spec) else {
        let what = "left out: CommonMark's examples (no tests/browser/node_modules; see CONTRIBUTING.md)";
        // Not `eprintln!`, which the test harness swallows when a test passes.
        writeln!(std::io::stderr(), "{what}").unwrap();
        assert!(std::env::var_os("POLKU_BROWSER_TESTS").is_none_or(|value| value != "required"), "{what}");
        return;
    };
    let skipped: BTreeMap<usize, &str> =
        SKIPPED.iter().flat_map(|(numbers, why)| numbers.iter().map(move |n| (*n, *why))).collect();
    let locale = Locale::new("en").unwrap();
    let options = ParseOptions::plain(&locale);
    let examples = examples(&spec);
    assert!(examples.len() > 600, "the specification has over 600 examples");
    let mut wrong = Vec::new();
    for (i, (markdown, html)) in examples.iter().enumerate() {
        let number = i + 1;
        // A blank line keeps a rule at the top from being the beginning of front matter.
        let above = if markdown.starts_with("---") { "\n" } else { "" };
        let (document, _) = parse(&SrcPath::new("example.md"), &format!("{above}{markdown}"), &options);
        let given = plain(&document);
        let same = given.replace(" />", ">") == html.replace(" />", ">");
        match (same, skipped.get(&number)) {
            (true, None) | (false, Some(_)) => {}
            (false, None) => wrong.push(format!("example {number}\n{markdown}--- expected\n{html}--- given\n{given}")),
            (true, Some(why)) => wrong.push(format!("example {number} holds after all, and is skipped: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The pairs of Markdown and HTML in the specification's text.
fn examples(spec: &str) -> Vec<(String, String)> {
    let fence = "`".repeat(32);
    let mut found = Vec::new();
    let mut lines = spec.lines();
    while let Some(line) = lines.next() {
        if line != format!("{fence} example") {
            continue;
        }
        let mut sides = (String::new(), String::new());
        let mut second = false;
        for line in lines.by_ref().take_while(|line| *line != fence) {
            if line == "." && !second {
                second = true;
                continue;
            }
            let side = if second { &mut sides.1 } else { &mut sides.0 };
            side.push_str(&line.replace('→', "\t"));
            side.push('\n');
        }
        found.push(sides);
    }
    found
}

/// The document's HTML with nothing looked up: what the specification's own renderer would write.
fn plain(document: &Document) -> String {
    let body = &document.body;
    let head = &document.head;
    let mut out = String::new();
    let mut last = 0;
    if body.has_h1 {
        out.push_str("<h1>");
    }
    for (i, (at, hole)) in body.holes.iter().enumerate() {
        if body.has_h1 && last <= body.lead && i == body.lead_holes {
            out.push_str(&body.html[last..body.lead]);
            out.push_str("</h1>");
            last = body.lead;
        }
        out.push_str(&body.html[last..*at]);
        last = *at;
        match hole {
            Hole::LinkStart(i) => {
                let link = &head.links[*i];
                if link.kind == LinkKind::Reference {
                    out.push('[');
                    continue;
                }
                let title =
                    if link.title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(&link.title)) };
                out.push_str(&format!("<a href=\"{}\"{title}>", escape(&encode_url(&link.to))));
            }
            Hole::LinkEnd(i) => {
                let link = &head.links[*i];
                match link.kind {
                    LinkKind::Reference => out.push_str(&format!("][{}]", escape(&link.to))),
                    _ => out.push_str("</a>"),
                }
            }
            Hole::Href(i) => out.push_str(&escape(&head.links[*i].to)),
            Hole::Src(i) => out.push_str(&head.media[*i].src),
            Hole::Image(i) => {
                let media = &head.media[*i];
                let title =
                    if media.title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(&media.title)) };
                out.push_str(&format!(
                    "<img src=\"{}\" alt=\"{}\"{title}>",
                    escape(&encode_url(&media.src)),
                    escape(&media.alt)
                ));
            }
            Hole::Code(i) => {
                let code = &body.code[*i];
                let class = if code.language.is_empty() {
                    String::new()
                } else {
                    format!(" class=\"language-{}\"", escape(&code.language))
                };
                out.push_str(&format!("<pre><code{class}>{}</code></pre>", escape(&code.text)));
            }
            _ => {}
        }
    }
    if body.has_h1 && last <= body.lead && body.holes.len() == body.lead_holes {
        out.push_str(&body.html[last..body.lead]);
        out.push_str("</h1>");
        last = body.lead;
    }
    out.push_str(&body.html[last..]);
    if out.ends_with("</h1>") {
        out.push('\n');
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
