//! `polku serve`.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::build::options;
use super::{Failure, Outcome, Terminal, args, root, settings};
use percent_encoding::percent_decode_str;

use crate::config;
use crate::diag::{Diagnostic, Severity, render};
use crate::emit::{Discard, Memory, Sink};
use crate::fs::{Disk, Fs};
use crate::pipeline::{self, Options};
use crate::serve::{self, Built, ServeError, ServedDiagnostic};

/// The port that is tried first.
const PORT: u16 = 3000;

pub(super) fn serve(args: &args::Args, serve_args: &args::Serve, terminal: &Terminal) -> Outcome {
    let root = root(args)?;
    let fs = Disk::new(&root);
    let options = options(&serve_args.source)?;
    // Settings that cannot be read now end the command: there is nothing to serve. Once it runs, they are shown in the
    // page as any other mistake.
    let config = settings(&fs, terminal)?;
    let base = options.site_url.as_ref().unwrap_or(&config.html.site_url).base.clone();
    let path = |name: &str| root.join(name);
    let server = serve::Options {
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, serve_args.port.unwrap_or(PORT))),
        port_is_fixed: serve_args.port.is_some(),
        watch: vec![path(config::FILE), path(&config.src), path("themes")],
        ignore: vec![path(&config.build_dir), path(".polku"), path(".git")],
        open: serve_args.open,
        note: |message| eprintln!("{message}"),
    };
    let said = *terminal;
    let builder = move || build(&root, &options, &said);
    serve::run(server, builder, |address| {
        terminal.say(&format!("serving at http://{address}{base} (Ctrl-C ends it)"));
    })
    .map_err(|error| match error {
        ServeError::NotLoopback(_) => Failure::Usage(error.to_string()),
        _ => Failure::Machine(error.into()),
    })
}

/// Builds the site in memory.
fn build(root: &PathBuf, options: &Options, terminal: &Terminal) -> Built {
    let start = Instant::now();
    let fs = Disk::new(root);
    let outcome = pipeline::prepare(&fs, options);
    let mut diags = outcome.diags;
    let memory = Memory::new();
    let mut base = "/".to_owned();
    let mut pages = 0;
    if let Some(prepared) = &outcome.prepared {
        base.clone_from(&prepared.config.html.site_url.base);
        // A site with errors is rendered for its templates' diagnostics only.
        let sink: &dyn Sink = if diags.has_errors() { &Discard } else { &memory };
        match prepared.render(&fs, sink) {
            Ok((count, more)) => {
                pages = count.pages;
                diags.extend(more);
            }
            Err(error) => {
                terminal.error(&error.to_string());
                return Built {
                    errors: true,
                    diagnostics: vec![ServedDiagnostic {
                        severity: Severity::Error.as_str(),
                        code: "io",
                        message: error.to_string(),
                        help: "see to the file, and save any page to build again".to_owned(),
                        ..ServedDiagnostic::default()
                    }],
                    ..Built::default()
                };
            }
        }
    }
    let errors = diags.has_errors();
    let diagnostics = diags.sorted();
    terminal.diagnostics(&diagnostics, &fs);
    if !errors {
        terminal.say(&format!("built {pages} pages in {:.2} s", start.elapsed().as_secs_f64()));
    }
    Built {
        files: Arc::new(below(&base, memory.into_files())),
        errors,
        diagnostics: diagnostics.iter().map(|d| served(d, &fs)).collect(),
    }
}

/// The files at the path that the site is published under, so that what is shown is what is published. `/` leads there.
fn below(base: &str, files: BTreeMap<String, Arc<[u8]>>) -> BTreeMap<String, Arc<[u8]>> {
    let decoded = percent_decode_str(base).decode_utf8_lossy();
    let prefix = decoded.trim_start_matches('/');
    if prefix.is_empty() {
        return files;
    }
    let not_found = files.get("404.html").cloned();
    let mut moved: BTreeMap<String, Arc<[u8]>> =
        files.into_iter().map(|(path, bytes)| (format!("{prefix}{path}"), bytes)).collect();
    let onward = format!(
        "<!doctype html><html lang=\"en\"><head><title>Polku</title><meta http-equiv=\"refresh\" content=\"0; url={base}\"></head></html>\n"
    );
    moved.insert("index.html".to_owned(), onward.into_bytes().into());
    moved.extend(not_found.map(|bytes| ("404.html".to_owned(), bytes)));
    moved
}

fn served(diagnostic: &Diagnostic, fs: &dyn Fs) -> ServedDiagnostic {
    let place = render::place(diagnostic, &fs);
    ServedDiagnostic {
        severity: diagnostic.severity.as_str(),
        code: diagnostic.code.as_str(),
        file: diagnostic.file.as_ref().map_or_else(String::new, ToString::to_string),
        line: place.and_then(|p| u32::try_from(p.0.line).ok()),
        column: place.and_then(|p| u32::try_from(p.0.column).ok()),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        rendered: render::human(std::slice::from_ref(diagnostic), &fs, false),
    }
}
