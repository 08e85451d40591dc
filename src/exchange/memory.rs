//! A translation memory: what is translated, for other tools and other texts.
//!
//! In: pages. Out: a file of TMX 1.4b (<https://www.gala-global.org/tmx-14b>), the level 1 of which all tools read: texts
//! without their markup's structure.
//!
//! A text goes in with the wording of the original that it was checked against, as far as that is known.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Page, Progress};
use crate::config::Config;
use crate::ids::LangId;

/// The memory of some pages.
pub fn tmx(config: &Config, lang: LangId, pages: &[Page<'_>]) -> std::io::Result<String> {
    let target = config.language(lang).tag.as_str();
    let main = config.language(config.main).tag.as_str();
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    out.create_element("tmx").with_attribute(("version", "1.4")).write_inner_content(|out| {
        out.create_element("header")
            .with_attributes([
                ("creationtool", "Polku"),
                ("creationtoolversion", env!("CARGO_PKG_VERSION")),
                ("segtype", "paragraph"),
                ("o-tmf", "polku"),
                ("adminlang", "en"),
                ("srclang", main),
                ("datatype", "plaintext"),
            ])
            .write_empty()?;
        out.create_element("body").write_inner_content(|out| {
            for page in pages {
                let origin = config.language(page.pair.origin_lang).tag.as_str();
                let checked = |unit: &super::Unit| match unit.progress {
                    Progress::Done => Some(unit.source.clone()),
                    Progress::Outdated => page.previous.get(&unit.id).cloned(),
                    Progress::Untranslated | Progress::Unrecorded => None,
                };
                let known = page.units.iter().filter_map(|unit| Some((checked(unit)?, unit.target.as_deref()?)));
                for (source, translation) in known {
                    let entry = out.create_element("tu").with_attribute(("srclang", origin));
                    entry.write_inner_content(|out| {
                        out.create_element("prop")
                            .with_attribute(("type", "x-key"))
                            .write_text_content(BytesText::new(page.pair.key.as_str()))?;
                        for (tag, text) in [(origin, source.as_str()), (target, translation)] {
                            out.create_element("tuv").with_attribute(("xml:lang", tag)).write_inner_content(|out| {
                                out.create_element("seg").write_text_content(BytesText::new(&held(text)))?;
                                Ok(())
                            })?;
                        }
                        Ok(())
                    })?;
                }
            }
            Ok(())
        })?;
        Ok(())
    })?;
    text(out)
}

/// A text without the characters that XML 1.0 cannot hold (<https://www.w3.org/TR/xml/#charsets>).
pub(super) fn held(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..))
        .collect()
}

pub(super) fn text(out: Writer<Vec<u8>>) -> std::io::Result<String> {
    let mut text = String::from_utf8(out.into_inner()).map_err(std::io::Error::other)?;
    text.push('\n');
    Ok(text)
}
