//! The glossary, for translators' tools.
//!
//! In: the site's terms. Out: a file of TBX-Basic (ISO 30042, in the form of 2008 that tools read:
//! <https://www.tbxinfo.net/tbx-dialects/>), in all languages; or OmegaT's list of terms in two languages, a line a term: the
//! term, its translation, a remark, with tabs between them.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::memory::{held, text};
use crate::ids::LangId;
use crate::parse::Kind;
use crate::pipeline::Prepared;

/// A term in one language.
pub struct Name {
    /// The language.
    pub lang: LangId,
    /// The term.
    pub term: String,
    /// Words not to use for it.
    pub avoid: Vec<String>,
    /// What it means, in a sentence.
    pub definition: Option<String>,
}

/// The site's terms: for each its key and its names, that of the original first.
pub fn terms(prepared: &Prepared) -> Vec<(String, Vec<Name>)> {
    let mut terms = Vec::new();
    for group in &prepared.site.groups {
        let mut members: Vec<_> = group.members.iter().collect();
        members.sort_by_key(|(lang, _)| (*lang != group.origin, *lang));
        let origin = members.first().map(|(_, doc)| &prepared.docs[doc.index()].head.meta);
        if origin.is_none_or(|meta| meta.kind.as_ref().is_none_or(|kind| kind.value != Kind::Term)) {
            continue;
        }
        let names = members.into_iter().map(|(lang, doc)| {
            let head = &prepared.docs[doc.index()].head;
            let meta = &head.meta;
            Name {
                lang: *lang,
                term: meta.term.as_ref().map_or_else(|| head.title.clone(), |term| term.value.clone()),
                avoid: meta.avoid.iter().map(|word| word.value.clone()).collect(),
                definition: meta.description.as_ref().map(|description| description.value.clone()),
            }
        });
        terms.push((group.key.to_string(), names.collect()));
    }
    terms
}

/// The glossary as TBX-Basic.
pub fn tbx(prepared: &Prepared) -> std::io::Result<String> {
    let config = &prepared.config;
    let tag = |lang: LangId| config.language(lang).tag.as_str();
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = out.create_element("martif").with_attributes([("type", "TBX-Basic"), ("xml:lang", tag(config.main))]);
    root.write_inner_content(|out| {
        out.create_element("martifHeader").write_inner_content(|out| {
            out.create_element("fileDesc").write_inner_content(|out| {
                out.create_element("sourceDesc").write_inner_content(|out| {
                    out.create_element("p").write_text_content(BytesText::new(&config.language(config.main).title))?;
                    Ok(())
                })?;
                Ok(())
            })?;
            Ok(())
        })?;
        out.create_element("text").write_inner_content(|out| {
            out.create_element("body").write_inner_content(|out| {
                for (key, names) in terms(prepared) {
                    out.create_element("termEntry").with_attribute(("id", id(&key).as_str())).write_inner_content(
                        |out| names.iter().try_for_each(|name| entry(out, tag(name.lang), name)),
                    )?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    })?;
    text(out)
}

fn entry(out: &mut Writer<Vec<u8>>, tag: &str, name: &Name) -> std::io::Result<()> {
    out.create_element("langSet").with_attribute(("xml:lang", tag)).write_inner_content(|out| {
        if let Some(definition) = &name.definition {
            out.create_element("descripGrp").write_inner_content(|out| {
                let descrip = out.create_element("descrip").with_attribute(("type", "definition"));
                descrip.write_text_content(BytesText::new(&held(definition)))?;
                Ok(())
            })?;
        }
        let preferred = std::iter::once((&name.term, "preferredTerm-admn-sts"));
        for (term, status) in preferred.chain(name.avoid.iter().map(|word| (word, "deprecatedTerm-admn-sts"))) {
            out.create_element("tig").write_inner_content(|out| {
                out.create_element("term").write_text_content(BytesText::new(&held(term)))?;
                let note = out.create_element("termNote").with_attribute(("type", "administrativeStatus"));
                note.write_text_content(BytesText::new(status))?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

/// A key as an XML id (<https://www.w3.org/TR/xml-id/>), another one for each key.
fn id(key: &str) -> String {
    let mut id = "t-".to_owned();
    for c in key.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => id.push(c),
            '/' => id.push('.'),
            _ => id.push_str(&format!("_{:x}_", u32::from(c))),
        }
    }
    id
}

/// The terms of one language and their names in another, as OmegaT has them.
pub fn omegat(prepared: &Prepared, from: LangId, to: LangId) -> String {
    let cell = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    for (_, names) in terms(prepared) {
        let name = |lang: LangId| names.iter().find(|name| name.lang == lang);
        if let (Some(source), Some(target)) = (name(from), name(to)) {
            let avoid =
                if target.avoid.is_empty() { String::new() } else { format!("not: {}", target.avoid.join(", ")) };
            let remark = [target.definition.clone().unwrap_or_default(), avoid].join(" ");
            out.push_str(&format!("{}\t{}\t{}\n", cell(&source.term), cell(&target.term), cell(&remark)));
        }
    }
    out
}
