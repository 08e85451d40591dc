//! `polku build` and `polku check`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::{Failure, Outcome, Terminal, args, report, root};
use crate::config::{Config, SiteUrl};
use crate::diag::{Diagnostic, Diags, Severity, nearest};
use crate::emit::{Discard, EmitError, Sink, Stage};
use crate::fs::Disk;
use crate::pipeline::{self, Options, Prepared};
use crate::render::Count;

/// What the arguments say about how to build.
pub(super) fn options(source: &args::Source) -> Result<Options, Failure> {
    let site_url = match &source.site_url {
        None => None,
        Some(text) => Some(
            SiteUrl::parse(text).map_err(|why| Failure::Usage(format!("`{text}` is no address for a site: {why}")))?,
        ),
    };
    Ok(Options { drafts: source.drafts, site_url })
}

/// Prepares a site; settings that cannot be used end the command.
fn prepare(fs: &Disk, source: &args::Source, terminal: &Terminal) -> Result<(Prepared, Diags), Failure> {
    let outcome = pipeline::prepare(fs, &options(source)?);
    say_timings(&outcome, terminal);
    match outcome.prepared {
        Some(prepared) => Ok((prepared, outcome.diags)),
        None => {
            terminal.diagnostics(&outcome.diags.sorted(), fs);
            Err(Failure::Usage("book.toml has errors; nothing was built".into()))
        }
    }
}

fn say_timings(outcome: &pipeline::Outcome, terminal: &Terminal) {
    for (stage, time) in &outcome.timings {
        terminal.detail(&format!("{:>8.1} ms  {stage}", time.as_secs_f64() * 1000.0));
    }
}

fn render(prepared: &Prepared, fs: &Disk, sink: &dyn Sink, terminal: &Terminal) -> Result<(Count, Diags), Failure> {
    let start = Instant::now();
    let rendered = prepared.render(fs, sink).map_err(|error| Failure::Machine(error.into()));
    terminal.detail(&format!("{:>8.1} ms  render", start.elapsed().as_secs_f64() * 1000.0));
    rendered
}

pub(super) fn build(args: &args::Args, options: &args::Build, terminal: &Terminal) -> Outcome {
    let start = Instant::now();
    let root = root(args)?;
    let fs = Disk::new(&root);
    let (prepared, mut diags) = prepare(&fs, &options.source, terminal)?;
    let out = options.out.clone().unwrap_or_else(|| root.join(&prepared.config.build_dir));
    refuse_sources(&root, &prepared.config, &out)?;
    if diags.has_errors() {
        // Templates are tried all the same, so that everything is said in one run.
        diags.extend(render(&prepared, &fs, &Discard, terminal)?.1);
        return failed(diags, &fs, terminal);
    }
    let stage = Stage::new(&out).map_err(emit_failure)?;
    let folders = prepared.site.pages.iter().filter_map(|page| page.output.rsplit_once('/')).map(|(folder, _)| folder);
    stage.make_folders(folders);
    let (count, more) = render(&prepared, &fs, &stage, terminal)?;
    diags.extend(more);
    if diags.has_errors() {
        drop(stage);
        return failed(diags, &fs, terminal);
    }
    terminal.diagnostics(&diags.sorted(), &fs);
    let commit = Instant::now();
    let committed = stage.commit().map_err(emit_failure)?;
    terminal.detail(&format!("{:>8.1} ms  commit", commit.elapsed().as_secs_f64() * 1000.0));
    terminal.say(&format!(
        "built {} pages in {} languages into `{}`: {} files, {} changed, {} removed, {:.2} s",
        count.pages,
        prepared.site.languages.iter().filter(|l| l.home.is_some()).count(),
        out.display(),
        committed.files,
        committed.changed,
        committed.removed,
        start.elapsed().as_secs_f64(),
    ));
    Ok(())
}

fn failed(diags: Diags, fs: &Disk, terminal: &Terminal) -> Outcome {
    terminal.diagnostics(&diags.sorted(), fs);
    terminal.error("the site was not built; what was there before is as it was");
    Err(Failure::Content)
}

/// A build replaces its output folder as a whole, so that folder must not hold what is built from.
fn refuse_sources(root: &Path, config: &Config, out: &Path) -> Outcome {
    let absolute = |path: &Path| -> PathBuf {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        path.canonicalize().unwrap_or(path)
    };
    let (root, out_path) = (absolute(root), absolute(out));
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
    match error {
        EmitError::Io { .. } | EmitError::Swap { .. } | EmitError::Stranded { .. } | EmitError::Raced(_) => {
            Failure::Machine(error.into())
        }
        _ => Failure::Usage(error.to_string()),
    }
}

pub(super) fn check(args: &args::Args, options: &args::Check, terminal: &Terminal) -> Outcome {
    let root = root(args)?;
    let fs = Disk::new(&root);
    let outcome = pipeline::prepare(&fs, &self::options(&options.source)?);
    say_timings(&outcome, terminal);
    let mut diags = outcome.diags;
    let Some(prepared) = outcome.prepared else {
        report(&diags.sorted(), options.format, &fs, terminal)?;
        return Err(Failure::Usage("book.toml has errors".into()));
    };
    let (count, more) = render(&prepared, &fs, &Discard, terminal)?;
    diags.extend(more);
    let mut diagnostics = diags.sorted();
    if let Some(tag) = &options.lang {
        diagnostics = of_language(diagnostics, &prepared.config, tag)?;
    }
    report(&diagnostics, options.format, &fs, terminal)?;
    if diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return Err(Failure::Content);
    }
    terminal.say(&format!("checked {} pages", count.pages));
    Ok(())
}

fn of_language(diagnostics: Vec<Diagnostic>, config: &Config, tag: &str) -> Result<Vec<Diagnostic>, Failure> {
    if config.lang_by_tag(tag).is_none() {
        let known: Vec<&str> = config.languages.iter().map(|l| l.tag.as_str()).collect();
        let help =
            nearest(tag, known.iter().copied()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::Usage(format!("`{tag}` is no language of this site (it has {}){help}", known.join(", "))));
    }
    let folder = format!("{}/{tag}/", config.src);
    let concerns = |d: &Diagnostic| d.file.as_ref().is_some_and(|file| file.as_str().starts_with(&folder));
    Ok(diagnostics.into_iter().filter(concerns).collect())
}
