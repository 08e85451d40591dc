//! `polku build` and `polku check`.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;

use super::package::name_of;
use super::progress::Progress;
use super::{Failure, Outcome, Terminal, args, report, root};
use crate::cache::Cache;
use crate::config::hosting::Hosting;
use crate::config::{Config, SiteUrl};
use crate::course::play::{self, Edge, Way};
use crate::diag::{Diagnostic, Diags, Severity};
use crate::digest::Digest;
use crate::emit::{Compress, Discard, EmitError, MANIFEST, OutPath, Sink, Stage};
use crate::fs::{Disk, Fs};
use crate::hosting;
use crate::memo::Memo;
use crate::package::portable::{Copy, Portable, ROOT};
use crate::pipeline::{self, Inputs, Options, Prepared};
use crate::policy::{Looking, Needs};
use crate::pseudo::PseudoFs;
use crate::render::{Report, TRAINER};

/// What the arguments say about how to build.
pub(super) fn options(source: &args::Source) -> Result<Options, Failure> {
    let site_url = match &source.site_url {
        None => None,
        Some(text) => Some(
            SiteUrl::parse(text).map_err(|why| Failure::Usage(format!("`{text}` is no address for a site: {why}")))?,
        ),
    };
    Ok(Options { drafts: source.drafts, site_url, trainer: source.trainer, ..Options::default() })
}

/// The site's files; with `pseudo`, and those of two languages more.
pub(super) fn files(root: &Path, pseudo: bool) -> Result<Box<dyn Fs>, Failure> {
    let disk = Disk::new(root);
    if !pseudo {
        return Ok(Box::new(disk));
    }
    let files = PseudoFs::new(disk);
    match files.refusal() {
        Some(why) => Err(Failure::Usage(why)),
        None => Ok(Box::new(files)),
    }
}

fn say_timings(timings: &[(&'static str, Duration)], terminal: &Terminal) {
    for (stage, time) in timings {
        terminal.detail(&format!("{:>8.1} ms  {stage}", time.as_secs_f64() * 1000.0));
    }
}

pub(super) fn render(
    prepared: &Prepared,
    fs: &dyn Fs,
    sink: &dyn Sink,
    cache: &Cache,
    terminal: &Terminal,
) -> Result<(Report, Diags), Failure> {
    let start = Instant::now();
    let sink = Progress::new(sink, prepared.site.pages.len(), terminal);
    let rendered = prepared.render(fs, &sink, Some(cache)).map_err(|error| Failure::Machine(error.into()));
    sink.end();
    say_timings(&[("render", start.elapsed())], terminal);
    rendered
}

pub(super) fn build(args: &args::Args, options: &args::Build, terminal: &Terminal) -> Outcome {
    make(&root(args)?, options, terminal)
}

/// Builds the site at `root`.
pub(super) fn make(root: &Path, options: &args::Build, terminal: &Terminal) -> Outcome {
    let start = Instant::now();
    let fs = files(root, options.source.pseudo)?;
    let fs = &*fs;
    let mut build_options = self::options(&options.source)?;
    build_options.copy = options.portable.then_some(ROOT);
    let inputs = Inputs::read(fs, &build_options).map_err(|diags| {
        terminal.diagnostics(&diags.sorted(), fs);
        Failure::Usage("book.toml has errors; nothing was built".into())
    })?;
    say_timings(&[("settings, walk", start.elapsed())], terminal);
    let learners = root.join(&inputs.config.build_dir);
    let edition = [(inputs.config.trainer, "-trainer"), (options.portable, "-portable")];
    let own: String = edition.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    let own = root.join(format!("{}{own}", inputs.config.build_dir));
    let out = options.out.clone().unwrap_or(own);
    refuse_sources(root, &inputs.config, &out)?;
    if inputs.config.trainer {
        refuse_learners(&learners, &out)?;
    }
    let cache = Cache::of_site(root);
    let compress = options.compress || inputs.config.compress;
    // With copies it is another output.
    let stamp = inputs
        .stamp()
        .filter(|_| !compress)
        .or_else(|| Some(Digest::of(&[inputs.stamp()?.as_bytes(), &b"compress"[..]].concat())));
    let place = std::path::absolute(&out).unwrap_or_else(|_| out.clone());
    let stage = Stage::new(&out, Some(&cache));
    if let (Some(stamp), Ok(stage)) = (stamp, &stage)
        && let Some(memo) = Memo::load(&cache, &place, stamp)
        && stage.is_intact(&memo.outputs)
    {
        terminal.diagnostics(&memo.diagnostics(), fs);
        terminal.detail("nothing changed since the last build");
        say_end(terminal, start, memo.pages, memo.languages, 0);
        return Ok(());
    }

    let outcome = pipeline::prepare_from(fs, &build_options, inputs, None);
    say_timings(&outcome.timings, terminal);
    let mut diags = outcome.diags;
    let Some(prepared) = outcome.prepared else { return failed(diags, fs, terminal) };
    if diags.has_errors() {
        // Templates are tried all the same, so that everything is said in one run.
        diags.extend(render(&prepared, fs, &Discard, &cache, terminal)?.1);
        return failed(diags, fs, terminal);
    }
    let stage = stage.map_err(emit_failure)?;
    let folders = prepared.site.pages.iter().filter_map(|page| page.output.rsplit_once('/')).map(|(folder, _)| folder);
    stage.make_folders(folders);
    let name = name_of(&prepared.config);
    let compressed = Compress::new(&stage, compress);
    let copy = Portable::new(&stage, Copy { name: &name, site: None, has: &|_| true, framed: false });
    let sink: &dyn Sink = if options.portable { &copy } else { &compressed };
    let (report, more) = if asks_for_host_files(&prepared.config) {
        let looking = Looking::new(sink);
        let rendered = render(&prepared, fs, &looking, &cache, terminal)?;
        let found = looking.found(&out).map_err(|error| Failure::Machine(error.into()))?;
        let policy = found.policy(&prepared.trusted_types());
        for (path, text) in hosting::files(&prepared.config, &prepared.site, &policy) {
            let path = OutPath::new(&path).map_err(|error| Failure::Usage(error.to_string()))?;
            sink.write(&path, None, text.as_bytes()).map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => Failure::Usage(format!(
                    "the site has a file `{path}` of its own, and `[output.html.hosting]` asks for one; take either out"
                )),
                _ => Failure::Machine(error.into()),
            })?;
        }
        rendered
    } else {
        render(&prepared, fs, sink, &cache, terminal)?
    };
    diags.extend(more);
    if diags.has_errors() {
        drop(stage);
        return failed(diags, fs, terminal);
    }
    let diagnostics = diags.sorted();
    terminal.diagnostics(&diagnostics, fs);
    let commit = Instant::now();
    let committed = stage.commit().map_err(emit_failure)?;
    say_timings(&[("commit", commit.elapsed())], terminal);
    for (output, reason) in &report.rendered {
        terminal.detail(&format!("rendered {output}: {}", reason.as_str()));
    }
    terminal.detail(&format!(
        "{} files in `{}`: {} changed, {} removed, {} bytes in all",
        committed.files,
        out.display(),
        committed.changed,
        committed.removed,
        committed.bytes,
    ));
    let languages = prepared.site.languages.iter().filter(|l| l.home.is_some()).count();
    if let (Some(stamp), Some(outputs)) = (stamp, committed.outputs) {
        Memo::store(&cache, &place, stamp, outputs, (report.pages, languages), &diagnostics);
    }
    say_end(terminal, start, report.pages, languages, report.rendered.len());
    // The process ends here: to give back the memory of a large site piece by piece would take longer than to make it.
    std::mem::forget(prepared);
    Ok(())
}

fn asks_for_host_files(config: &Config) -> bool {
    !config.trainer && config.html.hosting != Hosting::default()
}

fn say_end(terminal: &Terminal, start: Instant, pages: usize, languages: usize, rendered: usize) {
    terminal.say(&format!(
        "built {pages} pages in {languages} languages: {rendered} rendered, {} reused, {:.2} s",
        pages - rendered.min(pages),
        start.elapsed().as_secs_f64(),
    ));
}

fn failed(diags: Diags, fs: &dyn Fs, terminal: &Terminal) -> Outcome {
    terminal.diagnostics(&diags.sorted(), fs);
    terminal.error("the site was not built; what was there before is as it was");
    Err(Failure::Content)
}

/// Where a path leads, through links and `..`, though its end need not be there yet.
pub(super) fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            part => out.push(part),
        }
        if let Ok(real) = out.canonicalize() {
            out = real;
        }
    }
    out
}

/// What is for trainers alone must not get to where learners look.
fn refuse_learners(learners: &Path, out: &Path) -> Outcome {
    let is_empty = || std::fs::read_dir(out).map_or(true, |mut files| files.next().is_none());
    let is_trainers = out.join(TRAINER).is_file();
    let (learners, own) = (resolved(learners), resolved(out));
    // Within a site that is published, or around one.
    let holds_a_site = |folder: &Path| folder.join(MANIFEST).is_file() && !folder.join(TRAINER).is_file();
    let is_within = own.starts_with(&learners) || learners.starts_with(&own) || own.ancestors().any(holds_a_site);
    if is_within || !(is_trainers || is_empty()) {
        return Err(Failure::Usage(format!(
            "`{}` holds a site for learners, or is where one goes; the trainer's site needs a folder of its own: leave `--out` out, or \
             name another one",
            out.display()
        )));
    }
    Ok(())
}

/// A build replaces its output folder as a whole, so that folder must not hold what is built from.
pub(super) fn refuse_sources(root: &Path, config: &Config, out: &Path) -> Outcome {
    let (root, out_path) = (resolved(root), resolved(out));
    let inside = [root.join(&config.src), root.join("themes")].iter().any(|folder| out_path.starts_with(folder));
    if root.starts_with(&out_path) || inside {
        return Err(Failure::Usage(format!(
            "the output folder `{}` holds the site's sources, which a build would remove; name a folder of its own, \
             such as `public`",
            out.display()
        )));
    }
    Ok(())
}

fn emit_failure(error: EmitError) -> Failure {
    if error.is_machine() { Failure::Machine(error.into()) } else { Failure::Usage(error.to_string()) }
}

pub(super) fn check(args: &args::Args, options: &args::Check, terminal: &Terminal) -> Outcome {
    let root = root(args)?;
    let fs = files(&root, options.source.pseudo)?;
    let fs = &*fs;
    let outcome = pipeline::prepare(fs, &self::options(&options.source)?);
    say_timings(&outcome.timings, terminal);
    let mut diags = outcome.diags;
    let Some(prepared) = outcome.prepared else {
        report(&diags.sorted(), options.format, fs, terminal)?;
        return Err(super::unusable());
    };
    let (made, more) = render(&prepared, fs, &Discard, &Cache::of_site(&root), terminal)?;
    diags.extend(more);
    diags.extend(prepared.suggestions());
    let mut diagnostics = diags.sorted();
    if let Some(tag) = &options.lang {
        diagnostics = of_language(diagnostics, &prepared.config, tag)?;
    }
    report(&diagnostics, options.format, fs, terminal)?;
    if options.lang.is_none() {
        role_plays(&prepared, options.format, terminal)?;
    }
    if diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return Err(Failure::Content);
    }
    terminal.say(&format!("checked {} pages", made.pages));
    Ok(())
}

/// The policy on standard output; what it stops, and whom it lets in, is said besides.
pub(super) fn csp(args: &args::Args, options: &args::Csp, terminal: &Terminal) -> Outcome {
    let root = root(args)?;
    let fs = files(&root, options.source.pseudo)?;
    let fs = &*fs;
    let outcome = pipeline::prepare(fs, &self::options(&options.source)?);
    let mut diags = outcome.diags;
    let Some(prepared) = outcome.prepared else {
        terminal.diagnostics(&diags.sorted(), fs);
        return Err(super::unusable());
    };
    let needs = Needs::default();
    diags.extend(render(&prepared, fs, &needs, &Cache::of_site(&root), terminal)?.1);
    if diags.has_errors() {
        terminal.diagnostics(&diags.sorted(), fs);
        return Err(Failure::Content);
    }
    let found = needs.found();
    for (source, page) in &found.sources {
        terminal.say(&format!("lets in {} ({}), for `{page}`", source.origin, source.directive));
    }
    for (page, what) in &found.inline {
        terminal.say(&format!("stops {what} in `{page}`; `polku check` says where it comes from"));
    }
    let name = if options.header { "Content-Security-Policy: " } else { "" };
    super::print(format!("{name}{}\n", found.policy(&prepared.trusted_types())).as_bytes())
}

/// What is known of the role-plays: for programs the graphs, for people their ways.
fn role_plays(prepared: &Prepared, format: args::Format, terminal: &Terminal) -> Outcome {
    for (key, play) in play::all(prepared.course_context()) {
        let ways = play.ways();
        let scores = |way: &Way| -> String {
            let said: Vec<String> =
                way.scores.iter().map(|(name, sum)| format!("{name} {sum}").trim().to_owned()).collect();
            said.join(", ")
        };
        match format {
            args::Format::Json => {
                let id = |node: usize| play.nodes[node].id.as_str();
                let edge = |edge: &Edge| {
                    let scores: BTreeMap<&str, i32> =
                        edge.scores.iter().map(|(name, by)| (name.as_str(), *by)).collect();
                    json!({ "from": id(edge.from), "to": id(edge.to), "scores": scores })
                };
                let way = |way: &Option<Way>| {
                    way.as_ref().map(
                        |way| json!({ "edges": way.edges, "scores": way.scores, "passes": play.passes(&way.scores) }),
                    )
                };
                let line = json!({
                    "scenario": key.as_str(),
                    "start": id(play.start),
                    "nodes": play.nodes.iter().map(|node| json!({ "id": node.id, "ending": node.ending })).collect::<Vec<_>>(),
                    "edges": play.edges.iter().map(edge).collect::<Vec<_>>(),
                    "pass": play.pass,
                    "shortest": way(&ways.shortest),
                    "best": way(&ways.best),
                    "complete": ways.complete,
                });
                super::print(format!("{line}\n").as_bytes())?;
            }
            args::Format::Human => {
                for (name, way) in [("shortest", &ways.shortest), ("best", &ways.best)] {
                    if let Some(way) = way {
                        let verdict = if play.passes(&way.scores) { "passes" } else { "does not pass" };
                        terminal.detail(&format!(
                            "{key}: the {name} way has {} choices, ends with {}, and {verdict}",
                            way.edges.len(),
                            scores(way)
                        ));
                    }
                }
            }
            args::Format::Github | args::Format::Gitlab => {}
        }
    }
    Ok(())
}

fn of_language(diagnostics: Vec<Diagnostic>, config: &Config, tag: &str) -> Result<Vec<Diagnostic>, Failure> {
    config.asked_language(tag).map_err(Failure::Usage)?;
    let folder = format!("{}/{tag}/", config.src);
    let concerns = |d: &Diagnostic| d.file.as_ref().is_some_and(|file| file.as_str().starts_with(&folder));
    Ok(diagnostics.into_iter().filter(concerns).collect())
}
