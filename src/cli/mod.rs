//! The command line: arguments → a call → an exit code. The only place that prints.
//!
//! Exit codes: 0, done; 1, the content has errors; 2, wrong usage or settings; 3, the machine failed.

mod args;
mod build;
mod desk;
mod doctor;
mod exchange;
mod interface;
mod manual;
mod package;
mod progress;
mod publish;
#[cfg(feature = "serve")]
mod serve;
mod theme;
mod translate;

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser as _};

use crate::config::publish::Kind;
use crate::config::{self, Config};
use crate::diag::{Diagnostic, Severity, render};
use crate::fs::{Disk, Fs};
use crate::scaffold::{self, CodeHost};
use args::{Args, Color, Command, Format};

/// A command's end that is not success.
enum Failure {
    /// The content has errors, which were said.
    Content,
    /// What was asked for cannot be.
    Usage(String),
    /// The machine failed.
    Machine(anyhow::Error),
}

type Outcome = Result<(), Failure>;

/// Runs the program.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let terminal = Terminal::new(&args);
    match run(&args, &terminal) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Content) => ExitCode::from(1),
        Err(Failure::Usage(message)) => {
            terminal.error(&message);
            ExitCode::from(2)
        }
        Err(Failure::Machine(error)) => {
            terminal.error(&chain(&error));
            ExitCode::from(3)
        }
    }
}

/// An error and its causes, those left out that it tells itself.
fn chain(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !text.contains(&cause) {
            let colon = if text.is_empty() { "" } else { ": " };
            text.push_str(colon);
            text.push_str(&cause);
        }
    }
    text
}

fn run(args: &Args, terminal: &Terminal) -> Outcome {
    if let Some(jobs) = args.jobs {
        rayon::ThreadPoolBuilder::new()
            .num_threads(jobs)
            .build_global()
            .context("the threads cannot be started")
            .map_err(Failure::Machine)?;
    }
    let Some(command) = &args.command else { return alone(args, terminal) };
    match command {
        Command::Build(options) => build::build(args, options, terminal),
        Command::Theme(command) => theme::run(args, command, terminal),
        Command::Publish(options) => publish::publish(args, options, terminal),
        Command::Doctor(options) => doctor::doctor(args, options, terminal),
        Command::Csp(options) => build::csp(args, options, terminal),
        Command::Check(options) => build::check(args, options, terminal),
        #[cfg(feature = "serve")]
        Command::Serve(options) => serve::serve(args, options, terminal),
        Command::Init { dir, ci, title, lang } => {
            init(dir.as_deref().unwrap_or(Path::new(".")), *ci, title.as_deref(), lang, terminal)
        }
        Command::New { key, lang, title } => new(args, key, lang.as_deref(), title.as_deref(), terminal),
        Command::Translate(command) => translate::translate(args, command, terminal),
        Command::Status(options) => translate::status(args, options, terminal),
        Command::Export(options) => exchange::export(args, options, terminal),
        Command::Import(options) => exchange::import(args, options, terminal),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "polku", &mut out);
            print(&out)
        }
        Command::Man { markdown: true, .. } => print(manual::markdown(Args::command()).as_bytes()),
        Command::Man { dir, .. } => man(dir.as_deref()),
    }
}

fn init(dir: &Path, ci: Option<args::Ci>, title: Option<&str>, languages: &[String], terminal: &Terminal) -> Outcome {
    let host = ci.map(|ci| match ci {
        args::Ci::Github => CodeHost::GitHub,
        args::Ci::Gitlab => CodeHost::GitLab,
        args::Ci::Forgejo => CodeHost::Forgejo,
    });
    let publishes = host.and_then(CodeHost::settings);
    let is_site = host.is_some() && dir.join(config::FILE).is_file();
    if !is_site {
        let place = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
        let name = place.file_name().map(|name| name.to_string_lossy().into_owned());
        let title = title.map(str::to_owned).or(name).unwrap_or_else(|| "Polku".to_owned());
        let more = publishes.map_or_else(String::new, |settings| format!("\n{settings}"));
        let files = scaffold::init(dir, &title, languages, &more).map_err(scaffold_failure)?;
        let recorded = translate::adopt_samples(dir, terminal)?;
        terminal.say(&format!("made {} files in `{}`", files.len() + recorded, dir.display()));
    }
    // Only a branch is what a code host shows.
    let config = if is_site { Some(settings(&Disk::new(dir), terminal)?) } else { None };
    let branch =
        config.as_ref().and_then(|config| config.publish.iter().find(|place| matches!(place.kind, Kind::Git(_))));
    if let Some(host) = host {
        let file =
            scaffold::init_ci(dir, host, branch.map_or("pages", |place| &place.name)).map_err(scaffold_failure)?;
        let here = std::env::current_dir().unwrap_or_default();
        terminal.say(&format!("made `{}`", file.strip_prefix(&here).unwrap_or(&file).display()));
    }
    if is_site {
        if let Some(settings) = publishes.filter(|_| branch.is_none()) {
            terminal.say(&format!("next: write into `{}`\n\n{settings}", dir.join(config::FILE).display()));
        }
    } else {
        terminal.say(&format!("next: polku serve --open --root {}", dir.display()));
    }
    Ok(())
}

fn new(args: &Args, key: &str, lang: Option<&str>, title: Option<&str>, terminal: &Terminal) -> Outcome {
    let root = root(args)?;
    let config = settings(&Disk::new(&root), terminal)?;
    let tag = lang.unwrap_or(&config.language(config.main).tag);
    let made = scaffold::new_page(&root, &config, key, tag, title).map_err(scaffold_failure)?;
    terminal.say(&format!("made `{}`", made.file.display()));
    if !made.translation && config.lang_by_tag(tag) != Some(config.main) {
        terminal.say("no other language has this page: it is an original, and not a translation");
    }
    Ok(())
}

fn scaffold_failure(error: scaffold::ScaffoldError) -> Failure {
    if error.is_io() { Failure::Machine(error.into()) } else { Failure::Usage(error.to_string()) }
}

/// `polku` and nothing else: whoever is in a site's folder wants to see it.
fn alone(args: &Args, terminal: &Terminal) -> Outcome {
    #[cfg(feature = "serve")]
    if root(args).is_ok_and(|root| root.join(config::FILE).is_file()) {
        let source = args::Source { drafts: false, site_url: None, pseudo: false, trainer: false };
        return serve::serve(args, &args::Serve { source, port: None, open: true }, terminal);
    }
    let _ = terminal;
    let help = Args::command().render_help();
    if args.root.is_some() {
        root(args)?;
    }
    print(help.to_string().as_bytes())?;
    Err(Failure::Usage("there is no command, and no site here to be served; `polku init DIR` makes one".into()))
}

/// Man pages: all into a folder, or the main one to standard output.
fn man(dir: Option<&Path>) -> Outcome {
    let failed = |error: std::io::Error| Failure::Machine(error.into());
    let command = Args::command();
    match dir {
        Some(dir) => {
            std::fs::create_dir_all(dir).map_err(failed)?;
            clap_mangen::generate_to(command, dir).map_err(failed)
        }
        None => {
            let mut out = Vec::new();
            clap_mangen::Man::new(command).render(&mut out).map_err(failed)?;
            print(&out)
        }
    }
}

fn print(bytes: &[u8]) -> Outcome {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        // Whoever reads the output may stop early, as `head` does.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Failure::Machine(error.into())),
    }
}

/// The site's folder: as given, else the nearest one upward that has settings.
fn root(args: &Args) -> Result<PathBuf, Failure> {
    if let Some(root) = &args.root {
        if !root.is_dir() {
            return Err(Failure::Usage(format!("`{}` is no folder", root.display())));
        }
        return Ok(root.clone());
    }
    let here = std::env::current_dir().context("the current folder cannot be told").map_err(Failure::Machine)?;
    let found = here.ancestors().find(|folder| folder.join(config::FILE).is_file());
    match found {
        // Paths in messages are shorter this way.
        Some(folder) if folder == here => Ok(PathBuf::from(".")),
        Some(folder) => Ok(folder.to_owned()),
        None => Err(Failure::Usage(format!(
            "there is no book.toml in `{}` or above it; go to a site's folder, name it by --root, or make a site with \
             `polku init`",
            here.display()
        ))),
    }
}

fn settings(fs: &dyn Fs, terminal: &Terminal) -> Result<Config, Failure> {
    let (config, diags, _) = crate::pipeline::settings(fs);
    terminal.diagnostics(&diags.sorted(), fs);
    config.ok_or_else(unusable)
}

/// The settings have errors, which were said.
fn unusable() -> Failure {
    Failure::Usage("book.toml has errors".into())
}

/// Where messages go.
#[derive(Clone, Copy)]
struct Terminal {
    color: bool,
    /// The same for standard output.
    color_out: bool,
    quiet: bool,
    verbose: bool,
}

impl Terminal {
    fn new(args: &Args) -> Self {
        let wanted = |is_terminal: bool| match args.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        };
        let (color, color_out) = (wanted(std::io::stderr().is_terminal()), wanted(std::io::stdout().is_terminal()));
        Self { color, color_out, quiet: args.quiet, verbose: args.verbose }
    }

    fn error(&self, message: &str) {
        let (on, off) = if self.color { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
        eprintln!("{on}error{off}: {message}");
    }

    fn say(&self, message: &str) {
        if !self.quiet {
            eprintln!("{message}");
        }
    }

    fn detail(&self, message: &str) {
        if self.verbose && !self.quiet {
            eprintln!("{message}");
        }
    }

    /// Says diagnostics to whoever sits before the terminal; with `--quiet`, errors only.
    fn diagnostics(&self, diagnostics: &[Diagnostic], fs: &dyn Fs) {
        self.findings(diagnostics, &fs);
    }

    /// Shows findings in texts that need not be the site's.
    fn findings(&self, diagnostics: &[Diagnostic], sources: &impl render::Sources) {
        let said: Vec<Diagnostic> =
            diagnostics.iter().filter(|d| !self.quiet || d.severity == Severity::Error).cloned().collect();
        eprint!("{}", render::human(&said, sources, self.color));
        let count = |severity| said.iter().filter(|d| d.severity == severity).count();
        let counts =
            [(count(Severity::Error), "error"), (count(Severity::Warning), "warning"), (count(Severity::Note), "note")];
        if counts.iter().any(|(n, _)| *n > 0) {
            self.say(&summary(&counts));
        }
    }
}

/// `2 errors, 1 warning`.
fn summary(counts: &[(usize, &str)]) -> String {
    let part = |(n, name): &(usize, &str)| match n {
        0 => None,
        1 => Some(format!("1 {name}")),
        n => Some(format!("{n} {name}s")),
    };
    counts.iter().filter_map(part).collect::<Vec<_>>().join(", ")
}

/// Diagnostics in the format asked for: for programs to standard output, for people to standard error.
fn report(diagnostics: &[Diagnostic], format: Format, fs: &dyn Fs, terminal: &Terminal) -> Outcome {
    match format {
        Format::Human => {
            terminal.diagnostics(diagnostics, fs);
            Ok(())
        }
        Format::Json => print(render::json(diagnostics, &fs).as_bytes()),
        Format::Github => print(render::github(diagnostics, &fs, &below_repository(fs)).as_bytes()),
        Format::Gitlab => print(render::gitlab(diagnostics, &fs, &below_repository(fs)).as_bytes()),
    }
}

/// What the site's paths begin with in the repository that it lies in: empty, or ends with a slash.
fn below_repository(fs: &dyn Fs) -> String {
    let root = fs.on_disk(config::FILE).and_then(|file| std::path::absolute(file.parent()?).ok());
    let below = root.and_then(|root| crate::git::below_repository(&root));
    below.filter(|below| !below.is_empty()).map_or_else(String::new, |below| format!("{below}/"))
}
