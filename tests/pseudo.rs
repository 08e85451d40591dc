//! `--pseudo`: a site in two languages that do not exist, and the proof that the theme's and the content's words can all be
//! translated.

mod support;

use polku::fs::Memory;
use polku::pipeline::Options;
use polku::pseudo::PseudoFs;
use support::{Site, build_from};

const SITE: &str = "A site in one language.
=== content/et/index.md
---
title: Algus
description: Millest see räägib
---
# Tere tulemast

Tavaline **lõik**, [viide](need.md#miks), [teine][need] ja [[need]]; `kood` ja {nimi} jäävad.

| Veerg | Teine |
|---|---|
| lahter | *kaldkiri* |

> [!NOTE]
> Märkus.

```text
kood jääb
```
=== content/et/need.md
---
title: Vajadus
slug: vajadus
---
## Miks see oluline on {#miks}

![Pildi tekst](pilt.svg)
=== content/et/pilt.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>
";

fn pseudo() -> support::Built {
    let site = Site::parse(SITE);
    build_from(&PseudoFs::new(site.files), &Options::default())
}

/// What a reader is shown: texts, and attributes that are read out.
fn words(html: &str) -> Vec<String> {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut shown = String::new();
    let mut skipped: Option<String> = None;
    for part in body.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        let name = tag.split(' ').next().unwrap();
        // The menu names other languages in themselves.
        let is_foreign = tag.contains(" lang=\"") && !tag.contains(" lang=\"et-XA\"");
        if ["code", "script", "svg"].contains(&name) || is_foreign {
            skipped = skipped.or(Some(format!("/{name}")));
        }
        if skipped.as_deref() == Some(name) {
            skipped = None;
        }
        if skipped.is_none() {
            shown.push_str(text);
            shown.push(' ');
        }
        for name in ["aria-label", "title", "alt"] {
            if let Some((_, value)) = tag.split_once(&format!(" {name}=\"")) {
                shown.push_str(value.split('"').next().unwrap());
                shown.push(' ');
            }
        }
    }
    shown.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1).map(str::to_owned).collect()
}

/// Words without an accent: the program's name, a placeholder, and code that a sentence which links here has in it.
const KEPT: &[&str] = &["Polku", "nimi", "kood"];

#[test]
fn all_that_a_reader_sees_can_be_translated() {
    let built = pseudo();
    for page in ["et-XA/index.html", "et-XA/need/index.html", "et-XA/404.html"] {
        let html = built.files.get(page).unwrap_or_else(|| panic!("{page}: {:?}", built.files.keys()));
        let plain: Vec<String> = words(html)
            .into_iter()
            .filter(|word| word.is_ascii() && word.contains(['a', 'e', 'i', 'o', 'u']) && !KEPT.contains(&&**word))
            .collect();
        assert!(plain.is_empty(), "{page}: {plain:?}");
    }
}

#[test]
fn links_and_code_of_pseudo_pages_are_as_they_were() {
    let built = pseudo();
    let html = &built.files["et-XA/index.html"];
    assert!(html.contains("<a href=\"/et-XA/need/#miks\">ṽîîîîðéé</a>"), "{html}");
    assert!(html.contains(">kood</code>"), "{html}");
    assert!(html.contains("kood jääb"), "{html}");
}

#[test]
fn the_mirrored_language_runs_from_right_to_left() {
    let built = pseudo();
    let html = &built.files["et-Arab-XB/index.html"];
    assert!(html.contains("<html lang=\"et-Arab-XB\" dir=\"rtl\">"), "{html}");
    assert!(html.contains("\u{202e}Tavaline\u{202c}"), "{html}");
}

#[test]
fn findings_are_about_the_sites_own_files_only() {
    let mut files = Memory::new();
    files.insert("book.toml", "[book]\ntitle = \"T\"\nlanguage = \"et\"\n[language.et]\n");
    files.insert("content/et/index.md", "# A\n\n[katki](nowhere.md)\n");
    let built = build_from(&PseudoFs::new(files), &Options::default());
    let files: Vec<String> =
        built.diagnostics.iter().filter_map(|d| d.file.as_ref()).map(ToString::to_string).collect();
    assert_eq!(files.iter().filter(|file| file.contains("index.md")).count(), 1, "{files:?}");
}
