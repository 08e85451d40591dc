//! `polku doctor`.

use super::{Failure, Outcome, Terminal, args, build, root};
use crate::cache::Cache;
use crate::config::SiteUrl;
use crate::doctor::{self, Expected, Severity};
use crate::emit::{Memory, OutPath, Sink as _};
use crate::hosting;
use crate::pipeline;
use crate::policy::Looking;

pub(super) fn doctor(args: &args::Args, options: &args::Doctor, terminal: &Terminal) -> Outcome {
    let root = root(args)?;
    let fs = build::files(&root, false)?;
    let fs = &*fs;
    let source = args::Source { drafts: options.drafts, site_url: options.url.clone(), pseudo: false, trainer: false };
    let outcome = pipeline::prepare(fs, &build::options(&source)?);
    let mut diags = outcome.diags;
    let Some(prepared) = outcome.prepared else {
        terminal.diagnostics(&diags.sorted(), fs);
        return Err(super::unusable());
    };
    let url: &SiteUrl = &prepared.config.html.site_url;
    if url.origin.is_none() {
        return Err(Failure::Usage(
            "where is the site? say `--url https://…/`, or write `site-url` under `[output.html]`".into(),
        ));
    }
    let memory = Memory::new();
    let looking = Looking::new(&memory);
    diags.extend(build::render(&prepared, fs, &looking, &Cache::of_site(&root), terminal)?.1);
    if diags.has_errors() {
        terminal.diagnostics(&diags.sorted(), fs);
        return Err(Failure::Content);
    }
    let machine = |error: std::io::Error| Failure::Machine(error.into());
    let policy = looking.found(&root).map_err(machine)?.policy(&prepared.trusted_types());
    for (path, text) in hosting::files(&prepared.config, &prepared.site, &policy) {
        let path = OutPath::new(&path).map_err(|error| Failure::Usage(error.to_string()))?;
        memory.write(&path, None, text.as_bytes()).map_err(machine)?;
    }
    let files = memory.into_files();
    let redirects = prepared.site.redirects.iter().map(|redirect| redirect.output.clone()).collect();
    let expected = Expected { url, files: &files, policy: &policy, redirects, today: crate::locale::today() };
    let report = doctor::examine(&expected, options.all).map_err(|error| Failure::Machine(error.into()))?;
    let mut out = String::new();
    for finding in &report.findings {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        out.push_str(&format!("{severity}: {}\n", finding.message));
        let (places, count) = &finding.places;
        for place in places {
            out.push_str(&format!("  --> {place}\n"));
        }
        if *count > places.len() {
            out.push_str(&format!("  … and {} more\n", count - places.len()));
        }
        out.push_str(&format!("  = help: {}\n\n", finding.help));
    }
    super::print(out.as_bytes())?;
    terminal.say(&format!(
        "looked at {} addresses of {}: {} of {} pages are as this build has them",
        report.asked,
        url.absolute().unwrap_or_default(),
        report.same,
        report.pages
    ));
    let is_bad = report.findings.iter().any(|finding| finding.severity == Severity::Error);
    if is_bad { Err(Failure::Content) } else { Ok(()) }
}
