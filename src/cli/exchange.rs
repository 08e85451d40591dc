//! `polku export`, `polku import`, `polku translate sync`.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::args::{self, Args, Export, ExportFormat, ImportFormat, Sync};
use super::desk::{Desk, failure, note};
use super::{Failure, Outcome, Terminal, interface, package};
use crate::diag::render::Sources;
use crate::diag::{Code, Diagnostic, Severity};
use crate::exchange::bilingual::Extent;
use crate::exchange::po::Catalog;
use crate::exchange::xliff::{Exchange, Version};
use crate::exchange::{self, Incoming, Page, Unit, UnitId, bilingual, gettext, memory, omegat, terms};
use crate::fs::Fs as _;
use crate::git;
use crate::ids::{LangId, SrcPath};
use crate::parse::Document;
use crate::translate::{self, Pair, TranslateError};

/// A file that came back.
pub(super) struct Given {
    name: String,
    bytes: Vec<u8>,
}

impl Given {
    fn read(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        match std::fs::read(path) {
            Ok(bytes) => Ok(Self { name, bytes }),
            Err(error) => Err(Failure::Usage(format!("`{name}` cannot be read: {error}"))),
        }
    }

    /// The file, empty if it is not there.
    fn read_or_new(path: &Path) -> Result<Self, Failure> {
        if path.exists() { Self::read(path) } else { Ok(Self { name: path.display().to_string(), bytes: Vec::new() }) }
    }

    pub(super) fn finding(&self, code: Code, message: String, help: &str, span: std::ops::Range<usize>) -> Diagnostic {
        Diagnostic::new(code, message, help).at(&SrcPath::new(self.name.as_str()), span)
    }
}

impl Given {
    fn problems(&self, problems: Vec<exchange::xliff::Problem>) -> Vec<Diagnostic> {
        problems.into_iter().map(|p| self.finding(Code::ExchangeSyntax, p.message, &p.help, p.span)).collect()
    }

    pub(super) fn conflict(&self, span: std::ops::Range<usize>) -> Diagnostic {
        self.finding(
            Code::ExchangeRefused,
            "this was changed here and on its page since the file was written, and differently".to_owned(),
            "make the two the same, here or on the page; both are left as they are until then",
            span,
        )
    }

    fn foreign(&self, span: std::ops::Range<usize>) -> Diagnostic {
        self.finding(
            Code::ExchangeRefused,
            "this is no text of Polku's: it names no page and no block".to_owned(),
            "leave names and ids (in PO, the `msgctxt` lines) as they were exported",
            span,
        )
    }
}

impl Sources for Given {
    fn text(&self, file: &str) -> Option<String> {
        (file == self.name).then(|| String::from_utf8_lossy(&self.bytes).into_owned())
    }
}

/// Where translations come from.
pub(super) struct Import<'a> {
    pub(super) given: &'a Given,
    /// The language.
    tag: &'a str,
    /// Who and when.
    note: &'a str,
    /// Whether nothing is to be written.
    pub(super) dry: bool,
}

/// What an import came to.
#[derive(Default)]
pub(super) struct Sum {
    pub(super) taken: usize,
    confirmed: usize,
    pub(super) left: usize,
    pages: usize,
    pub(super) findings: Vec<Diagnostic>,
}

impl Desk<'_> {
    /// The pages that are not written in a language, with what is there of them in it.
    fn pages(&self, lang: LangId) -> Vec<Page<'_>> {
        let pairs = translate::pairs(&self.prepared).into_iter().filter(|pair| pair.lang == lang);
        pairs
            .map(|pair| {
                let origin = self.text(pair.origin);
                let own = pair.own.map(|(_, document)| self.text(document));
                let file = pair.origin.file.clone();
                Page::new(pair, &origin, own.as_deref(), || git::versions(&self.root, file.as_str()).collect())
            })
            .collect()
    }

    /// A page's text, of which nothing is lost when it is written again.
    fn whole(&self, document: &Document) -> Result<String, String> {
        let file = &document.file;
        let bytes = self.fs.read(file.as_str()).map_err(|error| format!("`{file}` cannot be read: {error}"))?;
        String::from_utf8(bytes).map_err(|_| format!("`{file}` is not UTF-8, so nothing is written into it"))
    }

    /// Takes what came back for one page.
    fn take(&self, from: &Import<'_>, key: &str, incoming: &[Incoming], sum: &mut Sum) -> Outcome {
        let refused =
            |message: String, help: &str, span| from.given.finding(Code::ExchangeRefused, message, help, span);
        let pair = match Pair::find(&self.prepared, key, from.tag) {
            Ok(pair) => pair,
            Err(error) => {
                let first = incoming.first().map_or(0..0, |one| one.span.clone());
                let help = "export again: the page was moved or deleted, or is the original itself";
                sum.findings.push(refused(error.to_string(), help, first));
                return Ok(());
            }
        };
        let first = incoming.first().map_or(0..0, |one| one.span.clone());
        let texts = (self.whole(pair.origin), pair.own.map(|(_, document)| self.whole(document)).transpose());
        let (origin, own) = match texts {
            (Ok(origin), Ok(own)) => (origin, own),
            (Err(message), _) | (_, Err(message)) => {
                sum.findings.push(refused(message, "see `polku check`, then import again", first));
                return Ok(());
            }
        };
        let applied = match exchange::apply(&pair, &origin, own.as_deref(), incoming, from.note) {
            Ok(applied) => applied,
            Err(TranslateError::Asked(message)) => {
                sum.findings.push(refused(message, "see `polku check`, then import again", first));
                return Ok(());
            }
            Err(error) => return Err(failure(error)),
        };
        for (span, why) in applied.refused {
            let (message, help) = why.told();
            sum.findings.push(refused(format!("`{key}`: {message}"), help, span));
        }
        sum.taken += applied.taken;
        sum.confirmed += applied.confirmed;
        sum.pages += usize::from(applied.text.is_some());
        if !from.dry {
            if let Some((file, text)) = &applied.text {
                translate::replace(&self.root.join(file), text).map_err(failure)?;
            }
            if let Some(text) = &applied.ledger {
                translate::replace_ledger(&self.root.join(pair.ledger_file()), text).map_err(failure)?;
            }
        }
        Ok(())
    }

    fn catalog(&self, given: &Given) -> (Catalog, Vec<Diagnostic>) {
        let (catalog, problems) = Catalog::parse(&given.bytes);
        let finding =
            |p: &exchange::po::Problem| given.finding(Code::ExchangeSyntax, p.message.clone(), &p.help, p.span.clone());
        let findings = problems.iter().map(finding).collect();
        (catalog, findings)
    }

    fn report(&self, given: &Given, sum: &Sum, dry: bool) {
        self.terminal.findings(&sum.findings, given);
        let numbers = [
            ("file", given.name.as_str().into()),
            ("taken", sum.taken.into()),
            ("confirmed", sum.confirmed.into()),
            ("left", sum.left.into()),
            ("refused", sum.findings.len().into()),
        ];
        self.terminal.say(&self.messages.with(if dry { "import-would" } else { "imported" }, &numbers));
    }

    /// Writes files, and says how many and where to.
    fn write(&self, folder: &Path, files: Vec<(PathBuf, String)>) -> Outcome {
        let count = files.len();
        for (path, text) in files {
            translate::replace(&path, &text).map_err(failure)?;
        }
        let shown = folder.display().to_string();
        self.terminal.say(&self.messages.with("exported", &[("count", count.into()), ("folder", shown.into())]));
        Ok(())
    }

    /// Says that a file was left as it is, because its pages do not have what is in it.
    fn waits(&self, path: &Path, count: usize) {
        let named = [("file", path.display().to_string().into()), ("count", count.into())];
        self.terminal.error(&self.messages.with("export-waiting", &named));
    }

    fn folder(&self, out: Option<&PathBuf>, name: &str) -> PathBuf {
        out.map_or_else(|| PathBuf::from(self.shown(name)), Clone::clone)
    }
}

pub(super) fn export(args: &Args, options: &Export, terminal: &Terminal) -> Outcome {
    if options.format.is_for_learners() {
        return package::export(args, options, terminal);
    }
    if options.lang.is_some() || options.stage.is_some() {
        return Err(Failure::Usage(
            "--lang and --stage are for what learners get; the language to translate into is --to TAG".into(),
        ));
    }
    let desk = Desk::open(args, terminal)?;
    let lang = options.to.as_deref().map(|tag| desk.language(tag)).transpose()?;
    let folder = |name: &str| desk.folder(options.out.as_ref(), name);
    let Some(lang) = lang else {
        return match options.format {
            ExportFormat::Tbx => export_glossary(&desk, &folder("tbx")),
            _ => Err(Failure::Usage("say which language it is to be translated into: --to TAG".into())),
        };
    };
    match options.format {
        ExportFormat::Po => export_po(&desk, lang, &folder("po")),
        ExportFormat::Xliff => export_xliff(&desk, lang, &folder("xliff"), Version::V1_2),
        ExportFormat::Xliff2 => export_xliff(&desk, lang, &folder("xliff"), Version::V2_0),
        ExportFormat::Tmx => export_memory(&desk, lang, &folder("tmx")),
        ExportFormat::Tbx => export_glossary(&desk, &folder("tbx")),
        ExportFormat::Omegat => export_omegat(&desk, lang, &folder("omegat")),
        _ => package::export(args, options, terminal),
    }
}

fn machine(error: std::io::Error) -> Failure {
    Failure::Machine(error.into())
}

fn export_glossary(desk: &Desk<'_>, out: &Path) -> Outcome {
    let text = terms::tbx(&desk.prepared).map_err(machine)?;
    desk.write(out, vec![(out.join("glossary.tbx"), text)])
}

fn export_memory(desk: &Desk<'_>, lang: LangId, out: &Path) -> Outcome {
    let config = &desk.prepared.config;
    let text = memory::tmx(config, lang, &desk.pages(lang)).map_err(machine)?;
    desk.write(out, vec![(out.join(format!("{}.tmx", config.language(lang).tag)), text)])
}

fn export_xliff(desk: &Desk<'_>, lang: LangId, out: &Path, version: Version) -> Outcome {
    let config = &desk.prepared.config;
    let out = out.join(&config.language(lang).tag);
    let pages = desk.pages(lang);
    let mut files = Vec::new();
    let mut waiting = 0;
    for (section, pages) in exchange::sections(&pages) {
        for (origin, mut exchange) in bilingual::exchanges(config, lang, &pages, Extent::All) {
            let path = out.join(bilingual::file_name(config, section, origin));
            let given = Given::read_or_new(&path)?;
            let (old, problems) =
                if given.bytes.is_empty() { (None, Vec::new()) } else { Exchange::parse(&given.bytes) };
            if !problems.is_empty() {
                // What cannot be read whole is not written over.
                desk.terminal.findings(&given.problems(problems), &given);
                return Err(Failure::Content);
            }
            let open = old
                .map_or(0, |(old, _)| bilingual::keep(&mut exchange, &old) + bilingual::not_taken(&old, now(&pages)));
            if open > 0 {
                waiting += open;
                desk.waits(&path, open);
            } else {
                files.push((path, exchange.to_text(version)));
            }
        }
    }
    if let Some(exchange) = desk.interface_exchange(lang) {
        files.push((interface::path(&out, "xlf"), exchange.to_text(version)));
    }
    desk.write(&out, files)?;
    if waiting > 0 { Err(Failure::Content) } else { Ok(()) }
}

fn export_omegat(desk: &Desk<'_>, lang: LangId, out: &Path) -> Outcome {
    let config = &desk.prepared.config;
    let (from, to) = (config.language(config.main), config.language(lang));
    if config.main == lang {
        return Err(Failure::Usage(format!("`{}` is the site's own language; name the one to translate into", to.tag)));
    }
    let pages = desk.pages(lang);
    let mut files = vec![
        (out.join("omegat.project"), omegat::project(&from.tag, &to.tag).map_err(machine)?),
        // Beside the list that OmegaT writes the translator's own terms into.
        (out.join("glossary/polku.txt"), terms::omegat(&desk.prepared, config.main, lang)),
        (out.join("tm/polku.tmx"), memory::tmx(config, lang, &pages).map_err(machine)?),
    ];
    for (section, pages) in exchange::sections(&pages) {
        // A project is of two languages.
        let open = bilingual::exchanges(config, lang, &pages, Extent::Open);
        files.extend(open.into_iter().filter(|(origin, _)| *origin == config.main).map(|(origin, exchange)| {
            let name = bilingual::file_name(config, section, origin);
            (out.join("source").join(name), exchange.to_text(Version::V1_2))
        }));
    }
    if let Some(open) = desk.interface_open(config.main, lang) {
        files.push((interface::path(&out.join("source"), "xlf"), open.to_text(Version::V1_2)));
    }
    // OmegaT wants all its folders there.
    for folder in ["source", "target", "dictionary", "omegat"] {
        std::fs::create_dir_all(out.join(folder)).map_err(machine)?;
    }
    // What has nothing left to be translated.
    for old in std::fs::read_dir(out.join("source")).map_err(machine)? {
        let old = old.map_err(machine)?.path();
        if old.extension().is_some_and(|ending| ending == "xlf") && !files.iter().any(|(path, _)| *path == old) {
            std::fs::remove_file(&old).map_err(machine)?;
        }
    }
    desk.write(out, files)
}

/// What the pages say for a unit.
fn now<'p>(pages: &[&'p Page<'_>]) -> impl Fn(&str, UnitId) -> Option<String> + use<'p> {
    let units = pages.iter().flat_map(|page| page.units.iter().map(|unit| ((page.pair.key.as_str(), unit.id), unit)));
    let now: HashMap<(&str, UnitId), &Unit> = units.collect();
    move |key, id| now.get(&(key, id)).and_then(|unit| unit.target.clone())
}

fn export_po(desk: &Desk<'_>, lang: LangId, out: &Path) -> Outcome {
    let pages = desk.pages(lang);
    let tag = &desk.prepared.config.language(lang).tag;
    let mut written = Vec::new();
    let mut waiting = 0;
    for (section, pages) in exchange::sections(&pages) {
        let path = out.join(tag).join(gettext::file_name(section));
        let old = whole_catalog(desk, &path)?;
        let catalog = gettext::catalog(&desk.prepared.config, lang, &pages, old.clone());
        let open = gettext::not_taken(&old, &pages);
        if open > 0 {
            waiting += open;
            desk.waits(&path, open);
            continue;
        }
        written.push((path, catalog.to_text()));
    }
    let path = interface::path(&out.join(tag), "po");
    if let Some(catalog) = desk.interface_catalog(lang, whole_catalog(desk, &path)?) {
        written.push((path, catalog.to_text()));
    }
    desk.write(&out.join(tag), written)?;
    if waiting > 0 { Err(Failure::Content) } else { Ok(()) }
}

/// A PO file that is there already, empty if it is not. What cannot be read whole is not written over.
fn whole_catalog(desk: &Desk<'_>, path: &Path) -> Result<Catalog, Failure> {
    let given = Given::read_or_new(path)?;
    if given.bytes.is_empty() {
        return Ok(Catalog::default());
    }
    let (catalog, findings) = desk.catalog(&given);
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        desk.terminal.findings(&findings, &given);
        return Err(Failure::Content);
    }
    Ok(catalog)
}

pub(super) fn import(args: &Args, options: &args::Import, terminal: &Terminal) -> Outcome {
    let note = note(options.by.as_deref());
    let mut wrong = false;
    for path in &options.files {
        // Each file is put into the pages as they are after the one before.
        let desk = Desk::open(args, terminal)?;
        let given = Given::read(path)?;
        let mut sum = Sum::default();
        match options.format {
            ImportFormat::Po => import_po(&desk, &given, options, &note, &mut sum)?,
            ImportFormat::Xliff => import_xliff(&desk, &given, options, &note, &mut sum)?,
        }
        desk.report(&given, &sum, options.dry_run);
        wrong |= !sum.findings.is_empty();
    }
    if wrong { Err(Failure::Content) } else { Ok(()) }
}

fn import_po(desk: &Desk<'_>, given: &Given, options: &args::Import, note: &str, sum: &mut Sum) -> Outcome {
    let (catalog, findings) = desk.catalog(given);
    sum.findings.extend(findings);
    let Some(tag) = options.to.clone().or_else(|| gettext::language(&catalog)) else {
        return no_language(given, sum);
    };
    same_language(given, gettext::language(&catalog), &tag)?;
    let lang = desk.language(&tag)?;
    let pages = desk.pages(lang);
    let pages: Vec<&Page<'_>> = pages.iter().collect();
    let from = Import { given, tag: &tag, note, dry: options.dry_run };
    take_po(desk, &catalog, &pages, &from, sum)?;
    desk.take_interface_po(&catalog, lang, &from, sum)
}

/// Takes what was changed in a PO file since it was written.
fn take_po(desk: &Desk<'_>, catalog: &Catalog, pages: &[&Page<'_>], from: &Import<'_>, sum: &mut Sum) -> Outcome {
    let (changed, conflicts) = gettext::changed_since(catalog, pages);
    sum.findings.extend(conflicts.iter().map(|message| from.given.conflict(message.span.clone())));
    let (_, left, foreign) = gettext::incoming(catalog);
    sum.left = left;
    sum.findings.extend(foreign.into_iter().map(|message| from.given.foreign(message.span.clone())));
    let (incoming, ..) = gettext::incoming(&changed);
    incoming.iter().try_for_each(|(key, incoming)| desk.take(from, key, incoming, sum))
}

/// A file of another language than asked for is a mistake of the one who asks.
fn same_language(given: &Given, named: Option<String>, asked: &str) -> Outcome {
    let base = |tag: &str| tag.split(['-', '_']).next().unwrap_or("").to_lowercase();
    match named.filter(|named| base(named) != base(asked)) {
        Some(named) => Err(Failure::Usage(format!("`{}` is a file for `{named}`, not for `{asked}`", given.name))),
        None => Ok(()),
    }
}

/// A file that names no language; one that cannot be read at all has been reported.
fn no_language(given: &Given, sum: &Sum) -> Outcome {
    if sum.findings.is_empty() {
        Err(Failure::Usage(format!("`{}` names no language; say which one with --to TAG", given.name)))
    } else {
        Ok(())
    }
}

fn import_xliff(desk: &Desk<'_>, given: &Given, options: &args::Import, note: &str, sum: &mut Sum) -> Outcome {
    let (exchange, problems) = Exchange::parse(&given.bytes);
    sum.findings.extend(given.problems(problems));
    let Some((exchange, _)) = exchange else { return Ok(()) };
    let named = Some(exchange.target_lang.clone()).filter(|tag| !tag.is_empty());
    let Some(tag) = options.to.clone().or(named.clone()) else {
        return no_language(given, sum);
    };
    same_language(given, named, &tag)?;
    let lang = desk.language(&tag)?;
    let all = desk.pages(lang);
    let of_file: Vec<&Page<'_>> =
        all.iter().filter(|page| exchange.files.iter().any(|file| file.key == page.pair.key.as_str())).collect();
    let came = bilingual::incoming(&exchange, now(&of_file));
    sum.left = came.left;
    sum.findings.extend(came.foreign.into_iter().map(|span| given.foreign(span)));
    sum.findings.extend(came.conflicts.into_iter().map(|span| given.conflict(span)));
    let from = Import { given, tag: &tag, note, dry: options.dry_run };
    for (key, incoming) in &came.pages {
        desk.take(&from, key, incoming, sum)?;
    }
    desk.take_interface_xliff(&exchange, lang, &from, sum)
}

/// Takes from the PO files what was changed in them, then writes them anew.
pub(super) fn sync(desk: &Desk<'_>, options: &Sync) -> Outcome {
    let lang = desk.language(&options.to)?;
    let tag = &desk.prepared.config.language(lang).tag;
    let note = note(options.by.as_deref());
    let dir = PathBuf::from(desk.shown(&options.dir.to_string_lossy()));
    let pages = desk.pages(lang);
    let mut wrong = false;
    let (mut files, mut unread) = (Vec::new(), Vec::new());
    for (section, pages) in exchange::sections(&pages) {
        let path = dir.join(tag).join(gettext::file_name(section));
        let given = Given::read_or_new(&path)?;
        let mut sum = Sum::default();
        let mut catalog = Catalog::default();
        if !given.bytes.is_empty() {
            let (read, findings) = desk.catalog(&given);
            if !findings.is_empty() {
                // What cannot be read whole is not written over.
                desk.terminal.findings(&findings, &given);
                wrong = true;
                unread.push(path);
                continue;
            }
            catalog = read;
        }
        take_po(desk, &catalog, &pages, &Import { given: &given, tag, note: &note, dry: false }, &mut sum)?;
        if sum.taken + sum.confirmed + sum.findings.len() > 0 {
            desk.report(&given, &sum, false);
        }
        wrong |= !sum.findings.is_empty();
        files.push((section.to_owned(), path, catalog));
    }
    let of_theme = interface::path(&dir.join(tag), "po");
    let theme_catalog = sync_interface(desk, &of_theme, (lang, tag), &note, &mut wrong)?;
    let own: HashSet<&PathBuf> = files.iter().map(|(_, path, _)| path).chain(&unread).chain([&of_theme]).collect();
    for path in po_files(&dir.join(tag)).into_iter().filter(|path| !own.contains(path)) {
        wrong |= left_behind(desk, &Given::read(&path)?);
    }
    // With what the pages say now.
    let desk = desk.again()?;
    let pages = desk.pages(lang);
    let sections = exchange::sections(&pages);
    let mut written = 0;
    for (section, path, old) in files {
        let Some(pages) = sections.get(section.as_str()) else { continue };
        let text = gettext::catalog(&desk.prepared.config, lang, pages, old).to_text();
        written += usize::from(translate::replace(&path, &text).map_err(failure)?);
    }
    if let Some(catalog) = theme_catalog.and_then(|old| desk.interface_catalog(lang, old)) {
        written += usize::from(translate::replace(&of_theme, &catalog.to_text()).map_err(failure)?);
    }
    let shown = dir.join(tag).display().to_string();
    desk.terminal.say(&desk.messages.with("exported", &[("count", written.into()), ("folder", shown.into())]));
    if wrong { Err(Failure::Content) } else { Ok(()) }
}

/// Takes what was changed in the PO file of the interface's texts, and gives the file; `None` if it cannot be read whole.
fn sync_interface(
    desk: &Desk<'_>,
    path: &Path,
    (lang, tag): (LangId, &str),
    note: &str,
    wrong: &mut bool,
) -> Result<Option<Catalog>, Failure> {
    let given = Given::read_or_new(path)?;
    if given.bytes.is_empty() {
        return Ok(Some(Catalog::default()));
    }
    let (catalog, findings) = desk.catalog(&given);
    if !findings.is_empty() {
        desk.terminal.findings(&findings, &given);
        *wrong = true;
        return Ok(None);
    }
    let mut sum = Sum::default();
    desk.take_interface_po(&catalog, lang, &Import { given: &given, tag, note, dry: false }, &mut sum)?;
    if sum.taken + sum.findings.len() > 0 {
        desk.report(&given, &sum, false);
    }
    *wrong |= !sum.findings.is_empty();
    Ok(Some(catalog))
}

/// The PO files in a folder and below, in order.
fn po_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            files.extend(po_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "po") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Says what translators wrote into a file whose pages are gone. Returns whether there is something.
fn left_behind(desk: &Desk<'_>, given: &Given) -> bool {
    let (catalog, _) = desk.catalog(given);
    let (changed, _) = gettext::changed_since(&catalog, &[]);
    let finding = |message: &exchange::po::Message| {
        given.finding(
            Code::ExchangeRefused,
            "the page of this translation is gone from here".to_owned(),
            "copy it to the file of the folder that the page was moved to; or delete this file",
            message.span.clone(),
        )
    };
    let findings: Vec<Diagnostic> = changed.messages.iter().map(finding).collect();
    desk.terminal.findings(&findings, given);
    !findings.is_empty()
}
