//! HTML that the server adds: the live script in every page, and two plain pages.
//!
//! Input: a page's bytes, diagnostics. Output: a page's bytes.
//!
//! Invariant: text of a diagnostic is escaped; it may quote any source.

use std::fmt::Write;

use super::ServedDiagnostic;
use super::builds::Shown;

/// Puts the live script before the first `</head>`, in any case, else at the end.
///
/// `plain` says that the page shows the diagnostics itself: the script then shows none over it,
/// and loads it again after each build.
pub(super) fn with_live(page: &[u8], shown: &Shown, plain: bool) -> Vec<u8> {
    // The script learns which state its page was made from: one that came between the page's
    // loading and the script's first event is not missed.
    let live = format!(
        "<link rel=\"stylesheet\" href=\"/_polku/live.css\">\
         <script src=\"/_polku/live.js\" data-version=\"{}\" data-build=\"{}\"{} defer></script>",
        shown.version,
        shown.build,
        if plain { " data-plain" } else { "" },
    );
    const HEAD_END: &[u8] = b"</head>";
    let end = page.windows(HEAD_END.len()).position(|window| window.eq_ignore_ascii_case(HEAD_END));
    let (before, after) = page.split_at(end.unwrap_or(page.len()));
    [before, live.as_bytes(), after].concat()
}

/// The page while no build has been without errors.
pub(super) fn diagnostics(diagnostics: &[ServedDiagnostic]) -> Vec<u8> {
    let mut list = String::new();
    for diagnostic in diagnostics {
        list.push_str("<li class=\"polku-live-item\">");
        let mut part = |element: &str, class: &str, text: &str| {
            if !text.is_empty() {
                // Writing to a String does not fail.
                let _ = write!(list, "<{element} class=\"polku-live-{class}\">{}</{element}>", escape(text));
            }
        };
        part("p", diagnostic.severity, &format!("{}[{}]", diagnostic.severity, diagnostic.code));
        part("p", "place", &place(diagnostic));
        part("p", "message", &diagnostic.message);
        part("pre", "source", &diagnostic.rendered);
        part("p", "help", &diagnostic.help);
        list.push_str("</li>");
    }
    plain(
        "The site could not be built",
        "This page will show the site as soon as the errors are mended and saved.",
        &format!("<ol class=\"polku-live-list\">{list}</ol>"),
    )
}

/// The page for what is not there, when the site has none of its own.
pub(super) fn not_found() -> Vec<u8> {
    plain("Not found", "The site has no page at this address.", "")
}

fn plain(title: &str, lead: &str, rest: &str) -> Vec<u8> {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head>\
         <body><main class=\"polku-live-page\"><h1>{title}</h1><p>{lead}</p>{rest}</main></body></html>\n"
    )
    .into_bytes()
}

/// `file:line:column`, as far as known.
fn place(diagnostic: &ServedDiagnostic) -> String {
    let mut place = diagnostic.file.clone();
    for number in [diagnostic.line, diagnostic.column] {
        let Some(number) = number else { break };
        let _ = write!(place, ":{number}");
    }
    place
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            ch => escaped.push(ch),
        }
    }
    escaped
}
