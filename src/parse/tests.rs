use std::fmt::Write as _;

use super::*;

/// A document as text: its HTML with the holes named, and what others may want to know of it.
fn show(text: &str) -> String {
    let locale = Locale::new("et").unwrap();
    let options = ParseOptions { locale: &locale, smart_punctuation: false };
    let (document, diags) = parse(&SrcPath::new("page.md"), text, &options);
    let (head, body) = (&document.head, &document.body);
    let mut out = String::new();
    let mut last = 0;
    for (i, (at, hole)) in body.holes.iter().enumerate() {
        if body.has_h1 && i == body.lead_holes {
            let _ = write!(out, "{}⟦lead⟧", &body.html[last..body.lead]);
            last = body.lead;
        }
        let _ = write!(out, "{}⟦{hole:?}⟧", &body.html[last..*at]);
        last = *at;
    }
    out.push_str(&body.html[last..]);
    let _ = writeln!(out, "\n---\ntitle: {}\nsummary: {}\nwords: {}", head.title, head.summary.written, head.words);
    for heading in &head.headings {
        let _ = writeln!(
            out,
            "heading {}: #{} {:?} `{}`",
            heading.level,
            heading.id,
            heading.text,
            &text[heading.place.clone()]
        );
    }
    for link in &head.links {
        let _ = writeln!(
            out,
            "{:?} link: {} `{}` in {:?}",
            link.kind,
            link.to,
            &text[link.place.clone()],
            link.excerpt.text.written
        );
    }
    for media in &head.media {
        let _ = writeln!(out, "image: {} {:?}", media.src, media.alt);
    }
    for code in &body.code {
        let _ = writeln!(out, "code: {:?} {:?}", code.language, code.text);
    }
    for diagnostic in diags.sorted() {
        let _ = writeln!(out, "{}: {}", diagnostic.code, diagnostic.message);
    }
    out
}

#[test]
fn a_lesson() {
    insta::assert_snapshot!(show(
        "---\ntitle: Vajadus\norder: 1\n---\n# Vajadus: *algus* {#need}\n\nEsimene lause. Vaata [hinda](price.md#why) ja [soovi][want].\n\n\
         ## Mida teed\n\n- [[stages/price]]\n- ![Lehter](funnel.svg)\n\n> [!TIP]\n> Vihje.\n\n```rust\nlet a = 1;\n```\n"
    ));
}

#[test]
fn headings_of_every_form() {
    insta::assert_snapshot!(show(
        "# [Link](a.md) ja [[b]] {#id .suur}\n\n## Üks {#yks} ##\n\nKaks {.k}\n---\n\n## Kolm {kolm}\n\n## Neli \\{#neli}\n\n## `{#viis}`\n\n## Üks\n\n## Üks\n\n##\n"
    ));
}

#[test]
fn footnotes_tasks_tables_and_raw_html() {
    insta::assert_snapshot!(show(
        "Tekst[^a] ja[^b].\n\n[^b]: Teine.\n[^a]: Esimene, [link](x.md).\n[^c]: Tsiteerimata.\n\n- [x] tehtud\n\n  lõik\n- [ ] tegemata\n\n\
         |a|b|\n|:-|-:|\n|1|2|\n\n<div id=\"koht\"><a href=\"y.md?a=1&amp;b=2\">y</a> <img src='z.svg' alt=''></div>\n"
    ));
}

#[test]
fn a_page_with_nothing_in_it() {
    insta::assert_snapshot!(show(""));
}

#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let plain = "---\ntitle: A\n---\n# A\n\nb\nc [d](e.md)\n";
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    assert_eq!(show(plain), show(&windows).replace("\r\n", "\n"));
}

#[test]
fn dates_are_days_or_moments() {
    for (text, rfc3339) in [
        ("2026-11-02", "2026-11-02T00:00:00Z"),
        ("2026-11-02T09:30:00+02:00", "2026-11-02T09:30:00+02:00"),
        ("2026-11-02 09:30:00", "2026-11-02T09:30:00Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z"),
    ] {
        assert_eq!(Date::parse(text).map(|d| d.rfc3339()).as_deref(), Some(rfc3339), "{text}");
    }
    for text in ["2026-02-29", "2026-13-01", "2026-1-1", "eile", "2026-11-02T25:00:00", "", "2026-11-0õ"] {
        assert_eq!(Date::parse(text), None, "{text}");
    }
}
