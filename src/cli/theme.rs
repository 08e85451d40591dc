//! `polku theme`: for those who make a site look their own way.

use std::path::{Path, PathBuf};

use super::args::{self, ThemeCommand};
use super::{Failure, Outcome, Terminal, root, settings};
use crate::cache::Cache;
use crate::diag::{Diagnostic, Severity};
use crate::emit::Discard;
use crate::fs::{Disk, Fs};
use crate::pipeline::{self, Options};
use crate::theme::desk::{self, ThemeError};

pub(super) fn run(args: &args::Args, command: &ThemeCommand, terminal: &Terminal) -> Outcome {
    let root = root(args)?;
    let fs = Disk::new(&root);
    match command {
        ThemeCommand::List => list(&fs, terminal),
        ThemeCommand::New { name } => {
            say(&root, desk::new(&root, name).map_err(failure)?, terminal);
            terminal.say(&format!("to use it, write `theme = \"{name}\"` under `[output.html]` in book.toml"));
            Ok(())
        }
        ThemeCommand::Eject { files, .. } if files.is_empty() => {
            let all: String = desk::ejectable().map(|name| format!("{name}\n")).collect();
            super::print(all.as_bytes())
        }
        ThemeCommand::Eject { files, theme } => {
            let named = match theme {
                Some(theme) if !fs.is_folder(&format!("themes/{theme}")) => {
                    return Err(Failure::Usage(format!(
                        "there is no theme `{theme}` in this site; make it with `polku theme new {theme}`"
                    )));
                }
                Some(theme) => theme.clone(),
                None => settings(&fs, terminal)?.html.theme,
            };
            say(&root, desk::eject(&root, &named, files).map_err(failure)?, terminal);
            Ok(())
        }
        ThemeCommand::Check => check(&root, &fs, terminal),
    }
}

fn failure(error: ThemeError) -> Failure {
    if error.is_io() { Failure::Machine(error.into()) } else { Failure::Usage(error.to_string()) }
}

fn say(root: &Path, made: Vec<PathBuf>, terminal: &Terminal) {
    for path in made {
        terminal.say(&format!("wrote {}", path.strip_prefix(root).unwrap_or(&path).display()));
    }
}

fn list(fs: &dyn Fs, terminal: &Terminal) -> Outcome {
    let config = settings(fs, terminal)?;
    let mut text = String::new();
    for theme in desk::all(fs, &config) {
        let mark = if theme.used { "*" } else { " " };
        let version = theme.version.map(|version| format!(" {version}")).unwrap_or_default();
        let about =
            theme.description.filter(|about| !about.is_empty()).map(|about| format!(": {about}")).unwrap_or_default();
        let place = match theme.files {
            Some(files) => format!("{files} files in themes/{}", theme.name),
            None => "in the program".to_owned(),
        };
        text.push_str(&format!("{mark} {}{version} ({place}){about}\n", theme.name));
    }
    super::print(text.as_bytes())
}

fn check(root: &Path, fs: &dyn Fs, terminal: &Terminal) -> Outcome {
    let outcome = pipeline::prepare(fs, &Options::default());
    let mut diags = outcome.diags;
    let Some(prepared) = outcome.prepared else {
        terminal.diagnostics(&diags.sorted(), fs);
        return Err(super::unusable());
    };
    let rendered = prepared.render(fs, &Discard, Some(&Cache::of_site(root)));
    let (made, more) = rendered.map_err(|error| Failure::Machine(error.into()))?;
    diags.extend(more);
    diags.extend(desk::superfluous(fs, &prepared.config));
    // What is wrong with the pages `polku check` says.
    let concerns = |d: &Diagnostic| {
        d.file.as_ref().is_some_and(|file| file.as_str().starts_with("themes/") || file.as_str() == "book.toml")
    };
    let found: Vec<Diagnostic> = diags.sorted().into_iter().filter(concerns).collect();
    terminal.diagnostics(&found, fs);
    if found.iter().any(|d| d.severity == Severity::Error) {
        return Err(Failure::Content);
    }
    terminal.say(&format!("checked the theme `{}` with {} pages", prepared.config.html.theme, made.pages));
    Ok(())
}
