use super::*;

fn html(language: &str, text: &str) -> String {
    Highlighter::new().highlight(language, text).html
}

/// The text that a reader sees.
fn visible(html: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

const RUST: &str =
    "/// Doc.\n#[derive(Debug)]\nfn main() {\n    let x = 0x1f; // a < b\n    foo(&x, \"Tere\\n\");\n}\n";

#[test]
fn a_block_gets_flat_spans_of_known_classes() {
    assert_eq!(
        html("rust", "let x = \"a\\n\"; // <b>\n"),
        "<span class=\"hl-keyword\">let</span> x <span class=\"hl-operator\">=</span> \
         <span class=\"hl-string\">\"a</span><span class=\"hl-escape\">\\n</span><span class=\"hl-string\">\"</span>\
         <span class=\"hl-punctuation\">;</span> <span class=\"hl-comment\">// &lt;b&gt;</span>\n"
    );
}

#[test]
fn every_class_is_reached() {
    let highlighter = Highlighter::new();
    let all: String = [
        ("rust", RUST),
        ("rust", "pub struct A { a: Option<B> } fn f(&self) -> bool { true }\n"),
        ("html", "<p class=\"a\">x</p>"),
        ("diff", "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n"),
        ("md", "# Title\n"),
    ]
    .iter()
    .map(|(language, text)| highlighter.highlight(language, text).html)
    .collect();
    for class in [
        "comment",
        "keyword",
        "string",
        "number",
        "constant",
        "function",
        "type",
        "variable",
        "operator",
        "punctuation",
        "attribute",
        "tag",
        "escape",
        "inserted",
        "deleted",
        "heading",
    ] {
        assert!(all.contains(&format!("\"hl-{class}\"")), "{class} in {all}");
    }
}

#[test]
fn the_text_survives() {
    let highlighter = Highlighter::new();
    for (language, text) in [
        ("rust", RUST),
        ("html", "<!doctype html>\n<p title=\"&amp;\">x &lt; y</p>\n<script>let a = `x ${a && b}`;</script>"),
        ("yaml", "title: \"Tere\"\r\nlist: [a, b]\r\n\r\n# end"),
        ("json", "{\"a\": [1, true, \"<\"]}"),
        ("python", "@dec\ndef f(x):\n\treturn f\"{x!r} & y\"\n\n\n"),
        ("md", "  # Pealkiri\n\nÕ *em* `<code>` [a](b.md)\n> \"tsitaat\"\n"),
        ("console", "$ polku build \\\n  --strict\nerror: <x>\n$ echo \"a\"\n"),
        ("rust", "let s = \"never closed <\n\n"),
        ("nosuch", "a < b && c > \"d\"\n"),
        ("", "\n  \n"),
    ] {
        let html = highlighter.highlight(language, text).html;
        assert_eq!(visible(&html), text, "{language}");
        assert!(!html.contains("</span><span class=\"hl-punctuation\"></span>"));
    }
}

#[test]
fn neighbours_of_one_class_share_a_span_and_spans_never_nest() {
    let html = html("rust", RUST);
    let mut open = None;
    let mut last = None;
    let mut rest = html.as_str();
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        if !before.trim().is_empty() && open.is_none() {
            last = None;
        }
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        if tag == "</span>" {
            last = open.take();
            assert!(last.is_some());
        } else {
            assert_eq!(open, None, "nested at {tag}");
            assert_ne!(last, Some(tag), "split at {tag}");
            open = Some(tag);
        }
        rest = after;
    }
    assert_eq!(open, None);
}

#[test]
fn keys_of_json_yaml_and_toml_look_alike() {
    assert!(html("json", "{\"a\": \"b\"}").contains("<span class=\"hl-attribute\">\"a\"</span>"));
    assert!(html("json", "{\"a\": \"b\"}").contains("<span class=\"hl-string\">\"b\"</span>"));
    assert!(html("yaml", "a: b\n").contains("<span class=\"hl-attribute\">a</span>"));
    assert!(html("toml", "a = 1\n").contains("<span class=\"hl-attribute\">a</span>"));
}

#[test]
fn an_interpolation_is_not_part_of_its_string() {
    let html = html("js", "`x ${count} y`");
    assert!(html.contains("<span class=\"hl-string\">`x</span>"), "{html}");
    assert!(html.contains("<span class=\"hl-variable\">count</span>"), "{html}");
}

#[test]
fn a_session_has_commands_and_output() {
    let html = html("console", "$ echo \"a\"\nif this were code\n");
    assert!(
        html.starts_with("<span class=\"hl-punctuation\">$</span> <span class=\"hl-function\">echo</span>"),
        "{html}"
    );
    assert!(html.ends_with("\nif this were code\n"), "{html}");
}

#[test]
fn languages_go_by_name_extension_and_alias_in_any_case() {
    let highlighter = Highlighter::new();
    for name in [
        "rust",
        "Rust",
        "RS",
        "rs",
        "js",
        "JavaScript",
        "jsx",
        "mjs",
        "ts",
        "typescript",
        "tsx",
        "sh",
        "bash",
        "shell",
        "console",
        "zsh",
        "yml",
        "yaml",
        "toml",
        "json",
        "jsonc",
        "html",
        "css",
        "scss",
        "md",
        "markdown",
        "xml",
        "svg",
        "py",
        "python",
        "rb",
        "go",
        "golang",
        "java",
        "kt",
        "kotlin",
        "swift",
        "c",
        "cpp",
        "c++",
        "c#",
        "csharp",
        "cs",
        "php",
        "sql",
        "diff",
        "patch",
        "dockerfile",
        "docker",
        "make",
        "makefile",
        "ini",
        "nginx",
        "lua",
        "jinja",
        "jinja2",
        "tera",
        "Objective-C++",
        "regex",
        "rust,ignore",
        "rust {1,3}",
        " rust ",
        "text",
        "plain",
        "",
    ] {
        assert!(highlighter.knows(name), "{name}");
    }
    assert!(!highlighter.knows("nosuch"));
    assert_eq!(highlighter.highlight("RS", RUST), highlighter.highlight("rust", RUST));
}

#[test]
fn aliases_lead_to_grammars() {
    let highlighter = Highlighter::new();
    for (alias, token) in ALIASES {
        // The grammar of PowerShell needs Oniguruma.
        if cfg!(not(feature = "onig")) && *token == "ps1" {
            continue;
        }
        assert!(highlighter.grammars().syntaxes.find_syntax_by_token(token).is_some(), "{alias}");
    }
    for (prefix, _) in CLASSES {
        assert!(Scope::new(prefix).is_ok(), "{prefix}");
    }
}

#[test]
fn plain_and_unknown_text_is_only_escaped() {
    let expected = Highlighted { html: "a &lt; b &amp;&amp; \"c\" &gt; 'd'".to_owned(), complete: true };
    for language in ["", "text", "plain", "TXT", "nosuch"] {
        assert_eq!(Highlighter::new().highlight(language, "a < b && \"c\" > 'd'"), expected);
    }
}

#[test]
fn plain_text_never_loads_the_grammars() {
    let highlighter = Highlighter::new();
    highlighter.highlight("text", "fn main() {}");
    assert!(highlighter.grammars.get().is_none());
}

#[test]
fn what_is_too_long_is_left_plain_and_says_so() {
    let highlighter = Highlighter::new();
    let long_line = format!("let a = \"{}<\";\n", "x".repeat(MAX_LINE));
    let long_block = "let a = 1;\n".repeat(MAX_BLOCK / 11 + 1);
    for text in [long_line.as_str(), &long_block] {
        let highlighted = highlighter.highlight("rust", text);
        assert!(!highlighted.complete);
        assert!(!highlighted.html.contains("<span"));
        assert_eq!(visible(&highlighted.html), text);
    }
    assert!(highlighter.highlight("text", &long_block).complete);
}

#[test]
fn threads_can_share_a_highlighter() {
    fn shared<T: Send + Sync>() {}
    shared::<Highlighter>();
}
