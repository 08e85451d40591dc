//! `polku publish`.

use std::cell::RefCell;
use std::fs::{self, File};
use std::path::Path;

use anyhow::Context as _;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Failure, Outcome, Terminal, args, build, root, settings};
use crate::cache::{self, Cache};
use crate::config::publish::Target;
use crate::config::{Config, SiteUrl};
use crate::diag::nearest;
use crate::fs::Disk;
use crate::lock::{self, Lock};
use crate::publish::{self, Change, Plan, PublishError, Publisher, Site, Wish};

pub(super) fn publish(args: &args::Args, options: &args::Publish, terminal: &Terminal) -> Outcome {
    let root = root(args)?;
    let config = settings(&Disk::new(&root), terminal)?;
    let target = target(&config, options.target.as_deref())?;
    if let Some(path) = publish::folder_here(target) {
        refuse_folder(&root, &config, Path::new(path))?;
    }
    let wish = Wish { take_over: options.take_over };
    let publisher = Publisher::new(&root, target, wish).map_err(failure)?;
    let folder = root.join(cache::FOLDER).join("publish").join(&target.name);
    // Whoever publishes there at the same time builds into the same folder.
    let _lock = lock(&folder, &target.name)?;
    let site_url = options.site_url.clone().or_else(|| target.site_url.as_ref().map(written));
    let source = args::Source { drafts: options.drafts, site_url: site_url.clone(), pseudo: false, trainer: false };
    let making = args::Build { source, portable: false, compress: target.compress, out: Some(folder.clone()) };
    build::make(&root, &making, terminal)?;

    let site = Site::read(&folder, name(&config, site_url.as_deref())?).map_err(|error| failure(error.into()))?;
    let publication = publisher.look(&site).map_err(failure)?;
    let place = target.kind.place();
    if options.dry_run {
        super::print(list(publication.plan()).as_bytes())?;
        terminal.say(&format!("{}: {}; nothing was changed", place, summary(publication.plan())));
        return Ok(());
    }
    if publication.plan().is_settled() {
        terminal.say(&format!("{place}: nothing new"));
        return Ok(());
    }
    let said = summary(publication.plan());
    terminal.say(&format!("{place}: {said}"));
    let bar = bar(publication.plan(), terminal);
    let done = {
        let bar = RefCell::new(&bar);
        publication.carry_out(&|files| bar.borrow().inc(files as u64))
    };
    bar.finish_and_clear();
    let done = done.map_err(failure)?;
    let commit = done.commit.map_or_else(String::new, |commit| format!(" as {}", commit.get(..10).unwrap_or(&commit)));
    let address = site_url.or_else(|| config.html.site_url.absolute());
    let address = address.map_or_else(String::new, |address| format!(": {address}"));
    terminal.say(&format!("published{commit}{address}"));
    if let Some(left) = done.left {
        terminal.error(&format!("what was there before could not be removed: `{}`; remove it", left.display()));
    }
    Ok(())
}

/// The place that was asked for, or the only one.
fn target<'a>(config: &'a Config, asked: Option<&str>) -> Result<&'a Target, Failure> {
    let names: Vec<&str> = config.publish.iter().map(|target| target.name.as_str()).collect();
    if names.is_empty() {
        return Err(Failure::Usage(
            "book.toml names no place to publish to; write, for a branch that a code host shows as a website:\n  \
             [publish.pages]\n  kind = \"git\"\n  remote = \"origin\"\n  branch = \"gh-pages\""
                .into(),
        ));
    }
    match asked {
        None => match config.publish.as_slice() {
            [only] => Ok(only),
            _ => Err(Failure::Usage(format!("book.toml names several places ({}); say which one", names.join(", ")))),
        },
        Some(name) => config.publish.iter().find(|target| target.name == name).ok_or_else(|| {
            let help = nearest(name, names.iter().copied())
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            Failure::Usage(format!("there is no `[publish.{name}]` in book.toml (it has {}){help}", names.join(", ")))
        }),
    }
}

/// What tells the site from others: its address, else its title.
fn name(config: &Config, site_url: Option<&str>) -> Result<String, Failure> {
    let address = match site_url {
        Some(text) => SiteUrl::parse(text)
            .map_err(|why| Failure::Usage(format!("`{text}` is no address for a site: {why}")))?
            .absolute(),
        None => config.html.site_url.absolute(),
    };
    Ok(address.unwrap_or_else(|| config.language(config.main).title.clone()))
}

fn written(url: &SiteUrl) -> String {
    url.absolute().unwrap_or_else(|| url.base.clone())
}

/// What is published to must be neither what is built from nor what builds go to.
fn refuse_folder(root: &Path, config: &Config, path: &Path) -> Outcome {
    let out = root.join(path);
    build::refuse_sources(root, config, &out)?;
    let [there, builds, own] =
        [out, root.join(&config.build_dir), root.join(cache::FOLDER)].map(|path| build::resolved(&path));
    if [&builds, &own].iter().any(|folder| there.starts_with(folder) || folder.starts_with(&there)) {
        return Err(Failure::Usage(format!(
            "`{}` is where builds go; publish to a folder of its own, such as the one that your web server shows",
            path.display()
        )));
    }
    Ok(())
}

/// Keeps others from publishing to the same place from here.
fn lock(folder: &Path, name: &str) -> Result<Lock, Failure> {
    let path = folder.with_extension("lock");
    let opened = (|| {
        fs::create_dir_all(folder.parent().unwrap_or(folder))?;
        // The cache says that nothing of it is for git.
        Cache::of_site(folder.ancestors().nth(3).unwrap_or(folder)).store("publish", &[]);
        File::create(&path)
    })();
    opened.with_context(|| format!("cannot write `{}`", path.display())).map_err(Failure::Machine)?;
    match lock::lock(&path) {
        Lock::Busy => Err(Failure::Machine(anyhow::anyhow!(
            "`{name}` is being published already by another polku; wait for it to end"
        ))),
        // Where files cannot be locked, nobody is kept out.
        held @ (Lock::Held(_) | Lock::Unsupported) => Ok(held),
    }
}

fn bar(plan: &Plan, terminal: &Terminal) -> ProgressBar {
    let files = plan.count(Change::New) + plan.count(Change::Changed);
    let target = if terminal.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(Some(files as u64), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} files") {
        bar.set_style(style);
    }
    bar
}

/// `3 new, 1 changed, 2 removed, 540 as before; 12 kB to send`.
fn summary(plan: &Plan) -> String {
    format!(
        "{} new, {} changed, {} removed, {} as before; {} to send",
        plan.count(Change::New),
        plan.count(Change::Changed),
        plan.count(Change::Removed),
        plan.unchanged,
        HumanBytes(plan.bytes)
    )
}

/// A line a file.
fn list(plan: &Plan) -> String {
    let mark = |change| match change {
        Change::New => "new",
        Change::Changed => "changed",
        Change::Removed => "removed",
    };
    plan.changes.iter().map(|(path, change)| format!("{:8} {path}\n", mark(*change))).collect()
}

fn failure(error: PublishError) -> Failure {
    if error.is_machine() { Failure::Machine(error.into()) } else { Failure::Usage(error.to_string()) }
}
