//! Anki: the terms as notes in a text file with its headers (<https://docs.ankiweb.net/importing/text-files.html#file-headers>).
//!
//! Each note has an id made from the site's address, the language and the term's key: a file that is imported again updates the notes,
//! and what a learner knows of them stays.

use crate::parse::Hash40;
use crate::render::Card;

/// The terms of a language as a file that Anki imports.
pub fn anki(deck: &str, site: &str, tag: &str, cards: &[Card]) -> String {
    let deck = deck.replace(['\t', '\n', '\r'], " ");
    let mut out = format!(
        "#separator:tab\n#html:true\n#notetype:Basic\n#deck:{deck}\n#guid column:1\n#tags column:4\n#columns:GUID\tFront\tBack\tTags\n"
    );
    for card in cards {
        let id = guid(site, tag, &card.key);
        let stage = card.stage.as_deref().map(tag_of).unwrap_or_default();
        let link = card.url.as_ref().map_or_else(String::new, |url| {
            let url = html_escape::encode_double_quoted_attribute(url);
            format!("<br><a href=\"{url}\">{}</a>", field(&card.term))
        });
        out.push_str(&format!("{id}\t{}\t{}{link}\tpolku {stage}\n", field(&card.term), field(&card.definition)));
    }
    out
}

/// A note's id: the same for the same term in every export.
fn guid(site: &str, tag: &str, key: &str) -> String {
    let name = format!("{site} {tag} {key}");
    format!("polku-{}{}", Hash40::of(&name), Hash40::of(&format!("{name} ")))
}

/// A text in a field of a line.
fn field(text: &str) -> String {
    let escaped = html_escape::encode_text(text).replace(['\t', '\n', '\r'], " ");
    // A quote at the beginning would make a quoted field of it.
    escaped.replace('"', "&quot;")
}

/// Tags are parted by spaces.
fn tag_of(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_").replace('"', "")
}
