use std::fmt::Write as _;

use super::*;

/// A document as text: its HTML with the holes named, and what others may want to know of it.
fn show(text: &str) -> String {
    let locale = Locale::new("et").unwrap();
    let options = ParseOptions::plain(&locale);
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
    for block in &head.blocks {
        let source = text[block.span()].replace('\r', "").replace('\n', "⏎");
        let at = |at: Option<Place>, from: usize| {
            at.map(|at| body.html[at.index()..].chars().take(from).collect::<String>())
        };
        let _ = writeln!(
            out,
            "block {}: {source:?} {} words, {} long, opens {:?}, closes {:?}",
            block.kind.as_str(),
            block.words,
            block.length,
            at(block.open, 4),
            at(block.close, 5),
        );
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

/// The blocks of a text, each with its meaning.
fn meanings(text: &str) -> Vec<(BlockKind, Meaning)> {
    let locale = Locale::new("et").unwrap();
    let options = ParseOptions { smart_punctuation: true, ..ParseOptions::plain(&locale) };
    let (document, _) = parse(&SrcPath::new("page.md"), text, &options);
    document.head.blocks.iter().map(|block| (block.kind, block.meaning)).collect()
}

#[test]
fn a_meaning_does_not_change_with_the_way_it_is_written() {
    let text = "# Öö\n\nÜks *kaks*, [kolm](a.md)\nja `neli`.\n\n- viis\n- kuus\n";
    let first = meanings(text);
    assert_eq!(first.len(), 4, "{first:?}");
    let same = [
        "\u{feff}# Öö\r\n\r\nÜks *kaks*, [kolm](a.md)\r\nja `neli`.\r\n\r\n- viis\r\n- kuus\r\n",
        "# O\u{308}o\u{308}\n\nU\u{308}ks _kaks_, [kolm](b.md)   ja\n`neli`.\n\n\n* viis\n* kuus",
        "Öö\n==\n\nÜks *kaks*, [kolm][k] ja `neli`.\n\n- viis\n\n- kuus\n\n[k]: c.md\n",
    ];
    for other in same {
        assert_eq!(first, meanings(other), "{other:?}");
    }
}

#[test]
fn a_loose_meaning_is_the_words_alone() {
    let [(_, a)] = meanings("Üks *kaks*, kolm.")[..] else { panic!() };
    for (text, loose) in [
        ("Üks kaks kolm", true),
        ("üks **KAKS** – kolm!", true),
        ("Üks kaks neli", false),
        ("Üks [kaks](a.md), kolm.", true),
    ] {
        let [(_, b)] = meanings(text)[..] else { panic!() };
        assert_ne!(a.full, b.full, "{text}");
        assert_eq!(a.loose == b.loose, loose, "{text}");
    }
}

#[test]
fn numbers_are_the_same_in_every_language() {
    let numbers = |text| block::numbers(text, true);
    assert_eq!(block::numbers("a 1,234", false), numbers("a 1234"));
    assert_eq!(numbers("1,234.5 on 2026-11-20"), numbers("20.11.2026: 1 234,5"));
    assert_eq!(numbers("1234"), numbers("١٬٢٣٤"));
    assert_ne!(numbers("12"), numbers("21"));
    assert_ne!(numbers("0"), numbers(""));
}
