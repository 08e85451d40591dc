//! A project of OmegaT's: the file that makes a folder one (<https://omegat.sourceforge.io/manual-standard/en/>, "Project
//! Folder").
//!
//! In: two languages. Out: the text of `omegat.project`.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::memory::text;

/// A project from one language into another.
pub fn project(from: &str, to: &str) -> std::io::Result<String> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
    out.create_element("omegat").write_inner_content(|out| {
        out.create_element("project").with_attribute(("version", "1.0")).write_inner_content(|out| {
            let folders = ["source_dir", "target_dir", "tm_dir", "glossary_dir", "glossary_file", "dictionary_dir"];
            let settings = folders.map(|folder| (folder, "__DEFAULT__"));
            let settings = settings.into_iter().chain([
                ("source_lang", from),
                ("target_lang", to),
                // A unit is a paragraph: cut into sentences, what comes back could not be told apart.
                ("sentence_seg", "false"),
                ("support_default_translations", "true"),
                ("remove_tags", "false"),
            ]);
            for (name, value) in settings {
                out.create_element(name).write_text_content(BytesText::new(value))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    text(out)
}
