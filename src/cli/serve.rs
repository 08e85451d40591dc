//! `polku serve`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use super::build::{files, options};
use super::{Failure, Outcome, Terminal, args, root, settings};
use percent_encoding::percent_decode_str;

use crate::config;
use crate::diag::{Diagnostic, Diags, Severity, render};
use crate::digest::Digest;
use crate::fs::{Disk, Fs, Memory};
use crate::gallery;
use crate::ids::SrcPath;
use crate::pipeline::{self, Inputs, Options, Prepared};
use crate::render::{Made, Seen};
use crate::serve::{self, Built, Finished, ServeError, ServedDiagnostic};

/// The port that is tried first.
const PORT: u16 = 3000;

pub(super) fn serve(args: &args::Args, serve_args: &args::Serve, terminal: &Terminal) -> Outcome {
    let root = root(args)?;
    let fs = files(&root, serve_args.source.pseudo)?;
    let options = options(&serve_args.source)?;
    // Settings that cannot be read now end the command: there is nothing to serve. Once it runs, they are shown in the
    // page as any other mistake.
    let config = settings(&*fs, terminal)?;
    let base = options.site_url.as_ref().unwrap_or(&config.html.site_url).base.clone();
    let has_themes = fs.is_folder("themes");
    let path = |name: &str| root.join(name);
    let server = serve::Options {
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, serve_args.port.unwrap_or(PORT))),
        port_is_fixed: serve_args.port.is_some(),
        watch: vec![path(config::FILE), path(&config.src), path("themes")],
        ignore: vec![path(&config.build_dir), path(".polku"), path(".git")],
        open: serve_args.open,
        note: |message| eprintln!("{message}"),
    };
    let builder = Live {
        root,
        pseudo: serve_args.source.pseudo,
        options,
        terminal: *terminal,
        before: None,
        old: None,
        digest: 0,
        behind: false,
        seen: Seen::default(),
    };
    serve::run(server, builder, |address| {
        terminal.say(&format!("serving at http://{address}{base} (Ctrl-C ends it)"));
        if has_themes {
            terminal.say(&format!("what the theme draws, in every language: http://{address}/{}", gallery::PLACE));
        }
    })
    .map_err(|error| match error {
        ServeError::NotLoopback(_) => Failure::Usage(error.to_string()),
        _ => Failure::Machine(error.into()),
    })
}

/// The site as it is edited.
struct Live {
    root: PathBuf,
    /// Whether there are two languages more than those of the site.
    pseudo: bool,
    options: Options,
    terminal: Terminal,
    /// The site as it was prepared last, with its findings.
    before: Option<(Arc<Prepared>, Diags)>,
    /// The one before that, let go when there is time for it.
    old: Option<Arc<Prepared>>,
    /// What the files are made from, by number.
    digest: u64,
    /// Whether the settings could not be read last: then `before` is older than what happened since.
    behind: bool,
    /// The pages whose templates made no mistake.
    seen: Seen,
}

impl Live {
    /// What lies in the folders, as far as possible without walking them.
    fn inputs(&self, fs: &dyn Fs, paths: Option<&[PathBuf]>) -> Result<Inputs, Diags> {
        // A page of a language that does not exist is none that anything happens at.
        let paths = paths.filter(|_| !self.pseudo);
        if let (Some(paths), Some((before, _)), false) = (paths, &self.before, self.behind) {
            let root = self.root.canonicalize().unwrap_or_else(|_| self.root.clone());
            let below =
                |path: &PathBuf| Some(SrcPath::new(path.strip_prefix(&root).ok()?.to_str()?.replace('\\', "/")));
            let paths: Option<Vec<SrcPath>> = paths.iter().map(below).collect();
            if let Some(inputs) = paths.and_then(|paths| before.inputs().after(fs, &paths)) {
                return Ok(inputs);
            }
        }
        Inputs::read(fs, &self.options)
    }

    fn files(&self) -> Box<dyn Fs> {
        // Whether the site can have more languages was asked when the command began.
        files(&self.root, self.pseudo).unwrap_or_else(|_| Box::new(Disk::new(&self.root)))
    }

    fn failed(&self, diags: Diags, fs: &dyn Fs) -> Built {
        let diagnostics = diags.sorted();
        self.terminal.diagnostics(&diagnostics, fs);
        Built { errors: true, diagnostics: diagnostics.iter().map(|d| served(d, fs)).collect(), ..Built::default() }
    }
}

impl serve::Builder for Live {
    fn build(&mut self, paths: Option<&[PathBuf]>) -> Built {
        let start = Instant::now();
        let files = self.files();
        let fs = &*files;
        let inputs = match self.inputs(fs, paths) {
            Ok(inputs) => inputs,
            Err(diags) => {
                self.behind = true;
                return self.failed(diags, fs);
            }
        };
        self.behind = false;
        let before = self.before.take();
        let known = before.as_ref().map(|(prepared, _)| &**prepared);
        let outcome = pipeline::prepare_from(fs, &self.options, inputs, known);
        let Some(prepared) = outcome.prepared else { return self.failed(outcome.diags, fs) };
        let prepared = Arc::new(prepared);
        if known.is_none_or(|known| !prepared.has_files_of(known)) {
            self.digest += 1;
        }
        self.old = before.map(|(prepared, _)| prepared);
        self.before = Some((Arc::clone(&prepared), outcome.diags.clone()));
        if outcome.diags.has_errors() {
            return self.failed(outcome.diags, fs);
        }
        let diagnostics = outcome.diags.sorted();
        self.terminal.diagnostics(&diagnostics, fs);
        let seconds = start.elapsed().as_secs_f64();
        self.terminal.say(&format!("built {} pages in {seconds:.2} s", prepared.site.pages.len()));
        Built {
            digest: Digest::of(&self.digest.to_le_bytes()),
            errors: false,
            diagnostics: diagnostics.iter().map(|d| served(d, fs)).collect(),
            files: Arc::new(SiteFiles { prepared, fs: files, options: self.options.clone(), gallery: OnceLock::new() }),
        }
    }

    fn finish(&mut self, stop: &dyn Fn() -> bool) -> Finished {
        self.old = None;
        let Some((prepared, found)) = &self.before else { return Finished::Good };
        match prepared.verify(&mut self.seen, stop) {
            None => Finished::Stopped,
            Some(mistakes) if mistakes.is_empty() => Finished::Good,
            Some(mistakes) => {
                let mut diags = found.clone();
                diags.extend(mistakes);
                Finished::Bad(self.failed(diags, &*self.files()))
            }
        }
    }
}

/// The files of a prepared site, at the path that the site is published under, so that what is shown is what is
/// published. `/` leads there.
struct SiteFiles {
    prepared: Arc<Prepared>,
    fs: Box<dyn Fs>,
    options: Options,
    /// The small site that shows the theme, made when it is first asked for.
    gallery: OnceLock<(Memory, Result<Prepared, Diags>)>,
}

impl SiteFiles {
    /// The path that the site is published under, without the first slash; empty at the root.
    fn prefix(&self) -> String {
        let base = &self.prepared.config.html.site_url.base;
        percent_decode_str(base).decode_utf8_lossy().trim_start_matches('/').to_owned()
    }

    /// A file of the gallery.
    fn of_gallery(&self, path: &str) -> Option<Result<Arc<[u8]>, Vec<ServedDiagnostic>>> {
        if path == format!("{}index.html", gallery::PLACE) {
            return Some(Ok(gallery::page(&self.prepared.config).into_bytes().into()));
        }
        let path = path.strip_prefix(gallery::SITE)?;
        let (files, prepared) = self.gallery.get_or_init(|| {
            let (files, outcome) = gallery::prepare(&*self.fs, &self.options);
            (files, outcome.prepared.ok_or(outcome.diags))
        });
        match prepared {
            Ok(prepared) => file(prepared, files, path),
            Err(diags) => Some(Err(all_served(diags, files))),
        }
    }
}

impl serve::Files for SiteFiles {
    fn has(&self, path: &str) -> bool {
        if path.starts_with(gallery::PLACE) {
            return self.of_gallery(path).is_some();
        }
        path.strip_prefix(&self.prefix()).is_some_and(|path| self.prepared.has_file(path))
    }

    fn is_framed(&self, path: &str) -> bool {
        path.starts_with(gallery::SITE)
    }

    fn get(&self, path: &str) -> Option<Result<Arc<[u8]>, Vec<ServedDiagnostic>>> {
        if path.starts_with(gallery::PLACE) {
            return self.of_gallery(path);
        }
        let prefix = self.prefix();
        let inside = match path.strip_prefix(&prefix) {
            Some(inside) => inside,
            None if path == "index.html" => {
                let base = &self.prepared.config.html.site_url.base;
                let onward = format!(
                    "<!doctype html><html lang=\"en\"><head><title>Polku</title><meta http-equiv=\"refresh\" content=\"0; url={base}\"></head></html>\n"
                );
                return Some(Ok(onward.into_bytes().into()));
            }
            None if path == "404.html" => path,
            None => return None,
        };
        file(&self.prepared, &*self.fs, inside)
    }
}

fn all_served(diags: &Diags, fs: &dyn Fs) -> Vec<ServedDiagnostic> {
    diags.clone().sorted().iter().map(|d| served(d, fs)).collect()
}

/// A file of a prepared site.
fn file(prepared: &Prepared, fs: &dyn Fs, path: &str) -> Option<Result<Arc<[u8]>, Vec<ServedDiagnostic>>> {
    let made = prepared.file(fs, path)?.map_err(|diags| all_served(&diags, fs));
    Some(made.and_then(|made| match made {
        Made::Bytes(bytes) => Ok(bytes.into()),
        Made::CopyOf(file) => std::fs::read(&file).map(Into::into).map_err(|error| {
            vec![ServedDiagnostic {
                severity: Severity::Error.as_str(),
                code: "io",
                message: format!("`{}` cannot be read: {error}", file.display()),
                help: "see to the file, and save any page to build again".to_owned(),
                ..ServedDiagnostic::default()
            }]
        }),
    }))
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
