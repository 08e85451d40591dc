//! `polku export` of what learners and trainers use elsewhere: questions, terms, and courses as packages.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use super::args::{Args, Export, ExportFormat};
use super::{Failure, Outcome, Terminal, root};
use crate::cache::Cache;
use crate::config::Config;
use crate::diag::{Code, Diagnostic};
use crate::emit::Memory;
use crate::fs::Disk;
use crate::ids::{LangId, SrcPath};
use crate::package::portable::ROOT;
use crate::package::scorm::{self, About, Edition, state};
use crate::package::select::{Files, Selection, Wish};
use crate::package::{anki, epub, moodle_xml};
use crate::pipeline::{self, Options, Prepared};

/// Writes a file for each language, or for the one that is asked for.
pub(super) fn export(args: &Args, options: &Export, terminal: &Terminal) -> Outcome {
    if options.to.is_some() {
        return Err(Failure::Usage("--to is for translations; name the language of the export by --lang TAG".into()));
    }
    let edition = match options.format {
        ExportFormat::Scorm12 => Some(Edition::V12),
        ExportFormat::Scorm2004 => Some(Edition::V2004),
        _ => None,
    };
    if options.stage.is_some() && edition.is_none() {
        return Err(Failure::Usage("--stage is for scorm12 and scorm2004".into()));
    }
    let root = root(args)?;
    let desk = Desk { fs: Disk::new(&root), root, options, terminal };
    let prepared = desk.prepare(&Options::default())?;
    let config = &prepared.config;
    let asked = options.lang.as_deref().map(|tag| config.asked_language(tag)).transpose().map_err(Failure::Usage)?;
    let has_home = |lang: LangId| prepared.site.languages[lang.index()].home.is_some();
    let languages: Vec<LangId> =
        config.lang_ids().filter(|lang| has_home(*lang) && asked.is_none_or(|asked| asked == *lang)).collect();
    if let Some(tag) = options.lang.as_ref().filter(|_| languages.is_empty()) {
        return Err(Failure::Usage(format!(
            "`{tag}` has no pages: write its home page first, `{}/{tag}/index.md`",
            config.src
        )));
    }
    // Nothing is written before all is made.
    let mut files = Vec::new();
    let mut lacking = None;
    for lang in languages {
        let made = match (edition, options.format) {
            (Some(edition), _) => desk.scorm(edition, config, lang),
            (None, ExportFormat::Epub) => desk.epub(config, lang),
            (None, _) => desk.list(&prepared, lang),
        };
        match made {
            Ok(made) => files.extend(made),
            // Not every language need have the stage.
            Err(Failure::Usage(why)) if asked.is_none() => lacking = lacking.or(Some(why)),
            Err(failure) => return Err(failure),
        }
    }
    if let Some(why) = lacking {
        if files.is_empty() {
            return Err(Failure::Usage(why));
        }
        terminal.say(&format!("left out: {why}"));
    }
    if files.is_empty() {
        return Err(Failure::Usage(
            "there is nothing to export: no page of these languages has what it is made of".into(),
        ));
    }
    files.iter().try_for_each(|(name, bytes)| desk.write(name, bytes))
}

/// A file that was made: its name and its bytes.
type Made = (String, Vec<u8>);

/// What a site's copies are known by: its address, else its title.
pub(super) fn name_of(config: &Config) -> String {
    let copied = config.copy.as_ref().and_then(|copy| copy.site.clone());
    let site = copied.or_else(|| config.html.site_url.absolute());
    site.unwrap_or_else(|| config.language(config.main).title.clone())
}

/// The day that is written into files: today, or the one that `SOURCE_DATE_EPOCH` says (<https://reproducible-builds.org/specs/source-date-epoch/>).
fn day() -> String {
    let said = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    said.map_or_else(crate::locale::today, crate::locale::day_of)
}

/// Where exports are made.
struct Desk<'a> {
    root: PathBuf,
    fs: Disk,
    options: &'a Export,
    terminal: &'a Terminal,
}

impl Desk<'_> {
    fn prepare(&self, options: &Options) -> Result<Prepared, Failure> {
        let outcome = pipeline::prepare(&self.fs, options);
        outcome.prepared.filter(|_| !outcome.diags.has_errors()).ok_or_else(|| {
            self.terminal.diagnostics(&outcome.diags.sorted(), &self.fs);
            Failure::Content
        })
    }

    /// Questions or terms as a text, if the language has any.
    fn list(&self, prepared: &Prepared, lang: LangId) -> Result<Option<Made>, Failure> {
        let language = prepared.config.language(lang);
        let text = if self.options.format == ExportFormat::Anki {
            let cards = prepared.cards(lang);
            let site = name_of(&prepared.config);
            (!cards.is_empty()).then(|| ("txt", anki(&language.title, &site, &language.tag, &cards)))
        } else {
            let banks = prepared.bank(lang);
            let text = (!banks.is_empty()).then(|| moodle_xml(&language.title, &banks)).transpose();
            text.map_err(|error| Failure::Machine(error.into()))?.map(|text| ("xml", text))
        };
        Ok(text.map(|(ending, text)| (format!("{}.{ending}", language.tag), text.into_bytes())))
    }

    /// A course for a learning management system.
    fn scorm(&self, edition: Edition, config: &Config, lang: LangId) -> Result<Option<Made>, Failure> {
        let tag = &config.language(lang).tag;
        let (prepared, files) = self.copied(tag)?;
        let config: &Arc<Config> = &prepared.config;
        let (language, name) = (config.language(lang), name_of(config));
        let site = config.copy.as_ref().and_then(|copy| copy.site.as_deref());
        let assets: HashSet<&str> = prepared.site.assets.iter().map(|asset| asset.url.as_str()).collect();
        let wish = Wish { tag, stage: self.options.stage.as_deref(), name: &name, site, assets: &assets };
        let selection = Selection::of(&prepared.outline(lang), &files, wish).map_err(Failure::Usage)?;
        self.prove(&selection, tag)?;
        let title = match &selection.title {
            Some(stage) => format!("{} – {stage}", language.title),
            None => language.title.clone(),
        };
        let about = About {
            title: &title,
            site: &name,
            tag,
            dir: language.locale.direction().as_str(),
            alone: &prepared.string(lang, "package-alone"),
            lost: &prepared.string(lang, "package-lost"),
        };
        let bytes = scorm::package(edition, &about, &selection).map_err(|error| Failure::Machine(error.into()))?;
        let stage =
            self.options.stage.as_deref().map_or_else(String::new, |stage| format!("-{}", stage.replace('/', "-")));
        Ok(Some((format!("{tag}{stage}.zip"), bytes)))
    }

    /// The site for one language, to be copied, and its files.
    fn copied(&self, tag: &str) -> Result<(Prepared, Files), Failure> {
        let prepared = self.prepare(&Options { copy: Some(ROOT), only: Some(tag.to_owned()), ..Options::default() })?;
        let sink = Memory::new();
        let cache = Cache::of_site(&self.root);
        let rendered = prepared.render(&self.fs, &sink, Some(&cache));
        let (_, mistakes) = rendered.map_err(|error| Failure::Machine(error.into()))?;
        if mistakes.has_errors() {
            self.terminal.diagnostics(&mistakes.sorted(), &self.fs);
            return Err(Failure::Content);
        }
        Ok((prepared, sink.into_files()))
    }

    /// A language's course as a book, if there is anything to read.
    fn epub(&self, config: &Config, lang: LangId) -> Result<Option<Made>, Failure> {
        let tag = &config.language(lang).tag;
        let (prepared, files) = self.copied(tag)?;
        let config = &prepared.config;
        let (language, name) = (config.language(lang), name_of(config));
        let text = |key: &str| prepared.string(lang, key);
        let texts = ["print-contents", "print-terms", "quiz-key", "print-answer"].map(text);
        let about = epub::About {
            title: &language.title,
            description: language.description.as_deref(),
            authors: &config.authors,
            tag,
            dir: language.locale.direction().as_str(),
            name: &name,
            site: config.copy.as_ref().and_then(|copy| copy.site.as_deref()),
            day: &day(),
            texts: [&texts[0], &texts[1], &texts[2], &texts[3]],
        };
        let pages = prepared.book(lang);
        if pages.is_empty() {
            return Ok(None);
        }
        let bytes = epub::epub(&about, &pages, &files).map_err(|error| Failure::Machine(error.into()))?;
        Ok(Some((format!("{tag}.epub"), bytes)))
    }

    /// What a learner can do has to fit into what systems keep of them.
    fn prove(&self, selection: &Selection, tag: &str) -> Outcome {
        let most = state::most(selection);
        self.terminal.detail(&format!("{tag}: progress takes up to {most} of {} characters", state::LIMIT));
        if most <= state::LIMIT {
            return Ok(());
        }
        let what = match &selection.title {
            Some(title) => format!("progress in “{title}”"),
            None => format!("progress in the whole course (`{tag}`)"),
        };
        let help = match &selection.title {
            Some(_) => "part the stage in two, or ask less in it",
            None => "make a package of each stage: `--stage KEY`",
        };
        let message =
            format!("{what} can take {most} characters, and learning management systems keep {}", state::LIMIT);
        let diagnostic = Diagnostic::new(Code::PackageState, message, help).in_file(&SrcPath::new(crate::config::FILE));
        self.terminal.diagnostics(&[diagnostic], &self.fs);
        Err(Failure::Content)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Outcome {
        let folder = self.options.format.folder();
        let path: &Path = &self.options.out.clone().unwrap_or_else(|| self.root.join(folder)).join(name);
        let told = || format!("`{}` cannot be written; `--out DIR` names another folder", path.display());
        let folder = path.parent().unwrap_or(path);
        std::fs::create_dir_all(folder).with_context(told).map_err(Failure::Machine)?;
        // What was there before stays until the new one is whole.
        let new = folder.join(format!(".{name}.new"));
        let written = std::fs::write(&new, bytes).and_then(|()| std::fs::rename(&new, path));
        if written.is_err() {
            let _ = std::fs::remove_file(&new);
        }
        written.with_context(told).map_err(Failure::Machine)?;
        self.terminal.say(&format!("wrote {}", path.display()));
        Ok(())
    }
}
