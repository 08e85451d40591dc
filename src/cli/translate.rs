//! `polku translate` and `polku status`.

use std::collections::HashSet;
use std::path::Path;

use super::args::{self, Adopt, Args, Done, Record, StatusFormat, TranslateCommand};
use super::desk::{Desk, failure, note};
use super::{Failure, Outcome, Terminal, print};
use crate::git;
use crate::ids::LangId;
use crate::parse::{Block, Document};
use crate::status::{self, Row};
use crate::translate::{self, Open, Pair, Recorded};
use crate::translation::{LocalImage, State};

pub(super) fn translate(args: &Args, command: &TranslateCommand, terminal: &Terminal) -> Outcome {
    let desk = Desk::open(args, terminal)?;
    match command {
        TranslateCommand::Start { key, to } => start(&desk, key, to),
        TranslateCommand::Show { key, to } => show(&desk, key, to),
        TranslateCommand::Done(options) => done(&desk, options),
        TranslateCommand::Adopt(options) => adopt(&desk, options),
        TranslateCommand::Record(options) => record(&desk, options),
        TranslateCommand::Sync(options) => super::exchange::sync(&desk, options),
    }
}

fn start(desk: &Desk<'_>, key: &str, to: &str) -> Outcome {
    let pair = desk.pair(key, to)?;
    let started = pair.start(&desk.text(pair.origin)).map_err(failure)?;
    let path = desk.root.join(&started.file);
    let ledger = desk.root.join(pair.ledger_file());
    if ledger.is_file() {
        return Err(Failure::Usage(format!(
            "`{}` is there already, of a page that is gone; move it away or delete it",
            desk.shown(&pair.ledger_file())
        )));
    }
    if !path.exists() {
        translate::replace_ledger(&ledger, &started.ledger).map_err(failure)?;
    }
    translate::write_new(&path, &started.text).map_err(failure)?;
    desk.terminal.say(&desk.messages.with("started", &[("file", desk.shown(&started.file).into())]));
    desk.terminal.say(&desk.messages.with("started-next", &[("lang", to.into())]));
    Ok(())
}

fn show(desk: &Desk<'_>, key: &str, to: &str) -> Outcome {
    let pair = desk.pair(key, to)?;
    let named = [("key", key.into()), ("lang", to.into())];
    let (open, images) = (pair.open(), pair.open_images());
    if open.is_empty() && images.is_empty() {
        desk.terminal.say(&desk.messages.with("nothing-open", &named));
        return Ok(());
    }
    let mut out = String::new();
    if pair.own.is_some() && !pair.is_recorded() {
        out.push_str(&format!("{}\n\n", desk.messages.with("unrecorded-page", &named)));
    }
    let original = desk.text(pair.origin);
    let own = pair.own.map(|(_, document)| desk.text(document));
    // Looked through once: git is asked for each version.
    let mut before: Option<Vec<String>> = None;
    for block in &open {
        out.push_str(&desk.heading(&pair, block, &original, own.as_deref()));
        let now = block.origin.and_then(|block| original.get(block.span()));
        if let Some((_, own_block)) =
            block.own.filter(|_| matches!(block.state, Some(State::Wording | State::Cosmetic)))
        {
            let wanted = pair.checked_against(own_block);
            let versions = before.get_or_insert_with(|| git::versions(&desk.root, pair.origin.file.as_str()).collect());
            let old =
                versions.iter().find_map(|text| translate::wording(pair.config(), pair.origin_lang, text, &wanted));
            let told =
                old.map_or_else(|| desk.messages.text("old-unknown"), |old| desk.changes(old, now.unwrap_or_default()));
            out.push_str(&desk.field("was", &told));
        }
        if let Some(now) = now {
            out.push_str(&desk.field("now", now));
        }
        if let (Some((_, block)), Some(own)) = (block.own, &own) {
            out.push_str(&desk.field("here", own.get(block.span()).unwrap_or_default()));
        }
        out.push('\n');
    }
    for image in &images {
        out.push_str(&format!("{}\n\n", desk.image(&pair, *image)));
    }
    out.push_str(&format!("{}\n", desk.count("open-count", open.len() + images.len())));
    print(out.as_bytes())
}

impl Desk<'_> {
    /// What a block is, where it is, and what is to be done about it.
    fn heading(&self, pair: &Pair<'_>, open: &Open<'_>, original: &str, own: Option<&str>) -> String {
        let line = |text: &str, block: &Block| 1 + text.get(..block.span().start).unwrap_or("").matches('\n').count();
        let (name, block, at) = match (open.own, open.origin) {
            (Some((_, block)), _) => {
                ("block", block, own.zip(pair.own).map(|(text, (_, d))| format!("{}:{}", d.file, line(text, block))))
            }
            (None, Some(block)) => {
                ("block-missing", block, Some(format!("{}:{}", pair.origin.file, line(original, block))))
            }
            (None, None) => return String::new(),
        };
        let kind = self.messages.text(translate::kind_key(block.kind));
        let number = open.own.map_or(0, |(number, _)| number);
        let named = [("number", number.into()), ("kind", kind.into()), ("place", at.unwrap_or_default().into())];
        let state = match open.state {
            None => "state-missing",
            Some(State::Fresh) => "state-fresh",
            Some(State::Cosmetic) => "state-cosmetic",
            Some(State::Wording) => "state-wording",
            Some(State::Structure) => "state-structure",
            Some(State::Untranslated) => "state-untranslated",
            Some(State::Gone) => "state-gone",
            Some(State::Extra) => "state-extra",
            Some(State::Unrecorded) => "state-unrecorded",
        };
        let sure = match open.state {
            Some(State::Unrecorded) => format!(" ({})", self.messages.with("sure", &[("sure", open.sure.into())])),
            _ => String::new(),
        };
        format!("{}\n  {}{sure}\n", self.messages.with(name, &named), self.messages.text(state))
    }

    /// Which image it is, where it is, and what is to be done about it.
    fn image(&self, pair: &Pair<'_>, (number, image): (usize, &LocalImage)) -> String {
        let Some((_, own)) = pair.own else { return String::new() };
        let media = &own.head.media[image.media];
        let line = 1 + self.text(own).get(..media.span.start).unwrap_or("").matches('\n').count();
        let kind = format!("{} `{}`", self.messages.text("kind-image"), media.src);
        let place = format!("{}:{line}", own.file);
        let named = [("number", number.into()), ("kind", kind.into()), ("place", place.into())];
        let state = if image.state.is_outdated() { "state-image" } else { "state-unrecorded" };
        format!("{}\n  {}", self.messages.with("block", &named), self.messages.text(state))
    }

    /// A text under its name, its lines set in.
    fn field(&self, name: &str, text: &str) -> String {
        let name = format!("{}:", self.messages.text(name));
        let lines: Vec<&str> = text.trim_end().lines().collect();
        format!("  {name} {}\n", lines.join("\n    "))
    }

    /// The words that changed from one text to the other, marked.
    fn changes(&self, old: &str, new: &str) -> String {
        let (del, ins, off) = if self.terminal.color_out {
            (("\x1b[31m", "\x1b[0m"), ("\x1b[32m", "\x1b[0m"), "")
        } else {
            (("[-", "-]"), ("{+", "+}"), "")
        };
        let mut out = String::new();
        for change in similar::TextDiff::from_words(old, new).iter_all_changes() {
            let (open, close) = match change.tag() {
                similar::ChangeTag::Delete => del,
                similar::ChangeTag::Insert => ins,
                similar::ChangeTag::Equal => (off, off),
            };
            let blank = change.value().trim().is_empty();
            out.push_str(if blank { "" } else { open });
            out.push_str(change.value());
            out.push_str(if blank { "" } else { close });
        }
        out
    }

    /// Says which blocks were not recorded, and why.
    fn refusals(&self, pair: &Pair<'_>, recorded: &Recorded<'_>) {
        let count = recorded.refused.len() + recorded.refused_images.len();
        if count == 0 {
            return;
        }
        let own = pair.own.map(|(_, document)| self.text(document));
        self.terminal.error(&self.count("refused", count));
        for image in &recorded.refused_images {
            let told = self.image(pair, *image);
            let way = self.messages.with("refused-untouched", &[("number", image.0.into())]);
            eprintln!("  {}\n    {way}", told.lines().next().unwrap_or(""));
        }
        for open in &recorded.refused {
            let heading = self.heading(pair, open, "", own.as_deref());
            let key = match open.state {
                Some(State::Untranslated) => "refused-untranslated",
                Some(State::Unrecorded) => "refused-unsure",
                Some(State::Structure) => "refused-structure",
                _ => "refused-untouched",
            };
            let kind = open.origin.map_or("", |block| translate::kind_key(block.kind));
            let named = [
                ("number", open.own.map_or(0, |(number, _)| number).into()),
                ("sure", open.sure.into()),
                ("kind", self.messages.text(kind).into()),
            ];
            eprintln!("  {}\n    {}", heading.lines().next().unwrap_or(""), self.messages.with(key, &named));
        }
    }
}

fn done(desk: &Desk<'_>, options: &Done) -> Outcome {
    let pair = desk.pair(&options.key, &options.to)?;
    let named = [("key", options.key.as_str().into()), ("lang", options.to.as_str().into())];
    if pair.own.is_some() && !pair.is_recorded() {
        return Err(Failure::Usage(desk.messages.with("unrecorded-page", &named)));
    }
    let count = pair.own.map_or(0, |(_, document)| document.head.blocks.len()) + pair.images().len();
    if let Some(number) = options.unchanged.iter().find(|number| **number == 0 || **number > count) {
        return Err(Failure::Usage(format!("there is no block {number}: the page has {count}")));
    }
    let unchanged: HashSet<usize> = options.unchanged.iter().copied().collect();
    let recorded = pair.done(&unchanged, &note(options.by.as_deref())).map_err(failure)?;
    desk.keep(&pair, &recorded)?;
    let [key, lang] = named;
    desk.terminal.say(&desk.messages.with("recorded", &[key, lang, ("count", recorded.new.into())]));
    let blocks = pair.blocks();
    let missing = blocks.iter().filter(|open| open.state.is_none()).count();
    let extra = blocks.iter().filter(|open| matches!(open.state, Some(State::Gone | State::Extra))).count();
    for (key, n) in [("missing-left", missing), ("extra-left", extra)] {
        if n > 0 {
            desk.terminal.say(&desk.count(key, n));
        }
    }
    desk.refusals(&pair, &recorded);
    let is_whole = recorded.refused.is_empty() && recorded.refused_images.is_empty();
    if is_whole { Ok(()) } else { Err(Failure::Content) }
}

fn adopt(desk: &Desk<'_>, options: &Adopt) -> Outcome {
    let pairs = match &options.key {
        Some(key) => vec![desk.pair(key, &options.to)?],
        None => desk.translations(Some(&options.to))?.into_iter().filter(|pair| !pair.is_recorded()).collect(),
    };
    let mut pages = 0;
    for pair in &pairs {
        let recorded = pair.adopt(options.sure, &note(options.by.as_deref())).map_err(failure)?;
        // Said before it is recorded, for a ledger tells no more how sure it was.
        let own = pair.own.map(|(_, document)| desk.text(document));
        let original = desk.text(pair.origin);
        let mut out = String::new();
        for open in pair.blocks() {
            let preview = |text: &str, block: Option<&Block>| -> String {
                let text = block.and_then(|block| text.get(block.span())).unwrap_or("–");
                let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if line.chars().count() > 34 { line.chars().take(33).chain(['…']).collect() } else { line }
            };
            let mine = preview(own.as_deref().unwrap_or(""), open.own.map(|(_, block)| block));
            let sure = if open.origin.is_some() && open.own.is_some() {
                format!("{:>3} %", open.sure)
            } else {
                "    –".into()
            };
            out.push_str(&format!("{sure}  {:<34}  {mine}\n", preview(&original, open.origin)));
        }
        if options.key.is_some() || desk.terminal.verbose {
            print(out.as_bytes())?;
        }
        desk.keep(pair, &recorded)?;
        let named = [("key", pair.key.as_str().into()), ("lang", pair.tag().into()), ("count", recorded.new.into())];
        desk.terminal.say(&desk.messages.with("recorded", &named));
        pages += usize::from(recorded.new > 0);
    }
    if options.key.is_none() {
        desk.terminal.say(&desk.count("adopted-total", pages));
    }
    Ok(())
}

/// Records the translations of a site that was just made, which are known to hold; gives how many there are.
pub(super) fn adopt_samples(root: &Path, terminal: &Terminal) -> Result<usize, Failure> {
    let desk = Desk::read(root.to_owned(), terminal)?;
    let pairs = desk.translations(None)?;
    for pair in &pairs {
        desk.keep(pair, &pair.adopt(0, "").map_err(failure)?)?;
    }
    Ok(pairs.len())
}

fn record(desk: &Desk<'_>, options: &Record) -> Outcome {
    if !git::is_revision(&desk.root, &options.since) {
        return Err(Failure::Usage(format!(
            "git knows no version `{}` here; in CI, fetch enough history for it",
            options.since
        )));
    }
    let changed = git::changed_since(&desk.root, &options.since).unwrap_or_default();
    let mut total = 0;
    for pair in desk.translations(options.to.as_deref())? {
        let Some((_, own)) = pair.own else { continue };
        let config = pair.config();
        let file = |lang: LangId, image: &LocalImage| {
            format!("{}/{}/{}", config.src, config.language(lang).tag, image.fact.path)
        };
        // Both files have to have come with the change.
        let has_come = |image: &LocalImage| {
            [pair.lang, pair.origin_lang].into_iter().all(|lang| changed.contains_key(&file(lang, image)))
        };
        if !changed.contains_key(own.file.as_str()) && !pair.images().iter().any(has_come) {
            continue;
        }
        let before = |document: &Document| {
            let file = document.file.as_str();
            let name = changed.get(file).map_or(Some(file), |then| then.as_deref())?;
            git::file_at(&desk.root, &options.since, name)
        };
        let (origin_before, own_before) = (before(pair.origin), before(own));
        let is_checked = pair.touched(origin_before.as_deref(), own_before.as_deref());
        let is_image_checked = |_, image: &LocalImage| has_come(image);
        let recorded = pair.record(&note(options.by.as_deref()), is_checked, is_image_checked).map_err(failure)?;
        if recorded.new > 0 {
            desk.keep(&pair, &recorded)?;
            let named =
                [("key", pair.key.as_str().into()), ("lang", pair.tag().into()), ("count", recorded.new.into())];
            desk.terminal.say(&desk.messages.with("recorded", &named));
        }
        total += recorded.new;
    }
    desk.terminal.say(&desk.count("recorded-since", total));
    Ok(())
}

pub(super) fn status(args: &Args, options: &args::Status, terminal: &Terminal) -> Outcome {
    let desk = Desk::open(args, terminal)?;
    let lang = options.lang.as_deref().map(|tag| desk.language(tag)).transpose()?;
    let rows: Vec<Row<'_>> =
        status::rows(&desk.prepared).into_iter().filter(|row| lang.is_none_or(|l| row.pair.lang == l)).collect();
    let text = match options.format {
        StatusFormat::Human => status::human(&desk.prepared.config, &rows, &desk.messages),
        StatusFormat::Json => status::json(&rows),
        StatusFormat::Github => status::markdown(&desk.prepared.config, &rows, &desk.messages),
    };
    print(text.as_bytes())
}
