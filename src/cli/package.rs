//! `polku export` of what learners and trainers use elsewhere: questions and terms.

use std::path::Path;

use anyhow::Context as _;

use super::args::{Args, Export, ExportFormat};
use super::{Failure, Outcome, Terminal, root};
use crate::fs::Disk;
use crate::ids::LangId;
use crate::package::{anki, moodle_xml};
use crate::pipeline::{self, Options};

/// Writes a file for each language, or for the one that is asked for.
pub(super) fn export(args: &Args, options: &Export, terminal: &Terminal) -> Outcome {
    if options.to.is_some() {
        return Err(Failure::Usage("--to is for translations; name the language of the export by --lang TAG".into()));
    }
    let root = root(args)?;
    let fs = Disk::new(&root);
    let outcome = pipeline::prepare(&fs, &Options::default());
    let Some(prepared) = outcome.prepared.filter(|_| !outcome.diags.has_errors()) else {
        terminal.diagnostics(&outcome.diags.sorted(), &fs);
        return Err(Failure::Content);
    };
    let config = &prepared.config;
    let asked = options.lang.as_deref().map(|tag| config.asked_language(tag)).transpose().map_err(Failure::Usage)?;
    let languages: Vec<LangId> = config.lang_ids().filter(|lang| asked.is_none_or(|asked| asked == *lang)).collect();
    let site = config.html.site_url.absolute().unwrap_or_else(|| config.language(config.main).title.clone());
    let mut written = 0;
    for lang in languages {
        let language = config.language(lang);
        let (folder, ending, text) = match options.format {
            ExportFormat::Anki => {
                let cards = prepared.cards(lang);
                let text = (!cards.is_empty()).then(|| anki(&language.title, &site, &language.tag, &cards));
                ("anki", "txt", text)
            }
            _ => {
                let banks = prepared.bank(lang);
                let text = (!banks.is_empty()).then(|| moodle_xml(&language.title, &banks)).transpose();
                ("moodle-xml", "xml", text.map_err(|error| Failure::Machine(error.into()))?)
            }
        };
        let Some(text) = text else { continue };
        let out = options.out.clone().unwrap_or_else(|| root.join(folder));
        write(&out.join(format!("{}.{ending}", language.tag)), &text, terminal)?;
        written += 1;
    }
    if written == 0 {
        return Err(Failure::Usage(
            "there is nothing to export: no page of these languages has questions or terms".into(),
        ));
    }
    Ok(())
}

fn write(path: &Path, text: &str, terminal: &Terminal) -> Outcome {
    let told = || format!("`{}` cannot be written", path.display());
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).with_context(told).map_err(Failure::Machine)?;
    std::fs::write(path, text).with_context(told).map_err(Failure::Machine)?;
    terminal.say(&format!("wrote {}", path.display()));
    Ok(())
}
