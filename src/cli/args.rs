//! The arguments.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Turns multilingual Markdown into a cross-linked training website.
#[derive(Parser, Debug)]
#[command(name = "polku", version, about, max_term_width = 100)]
pub(super) struct Args {
    /// The site's folder; else the nearest one upward that has a book.toml.
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Use at most this many threads.
    #[arg(long, global = true, value_name = "N", value_parser = parse_jobs)]
    pub(super) jobs: Option<usize>,
    /// Say errors only.
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Say more: how long each stage takes.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,
    /// When to use colour; NO_COLOR switches it off too.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Build the site into its output folder: all of it, or nothing
    Build(Build),
    /// Say everything a build would say, and write nothing
    Check(Check),
    /// Build in memory, serve on this machine, and reload pages as files change
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// Make a small working site
    Init {
        /// The folder: empty, or to be made.
        dir: PathBuf,
        /// The site's title; else the folder's name.
        #[arg(long)]
        title: Option<String>,
        /// The languages, the one the site is written in first.
        #[arg(long, value_name = "TAG", value_delimiter = ',', default_value = "en")]
        lang: Vec<String>,
    },
    /// Make a new page, or a translation of one
    New {
        /// The page's key: its path below the language folder, without `.md`.
        key: String,
        /// The language; else the site's own.
        #[arg(long, value_name = "TAG")]
        lang: Option<String>,
        /// The page's title.
        #[arg(long)]
        title: Option<String>,
    },
    /// Write a shell's completions to standard output
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Write the man page to standard output, or all man pages into a folder
    Man {
        /// The folder.
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
}

/// What building takes.
#[derive(clap::Args, Debug)]
pub(super) struct Source {
    /// Publish drafts too.
    #[arg(long)]
    pub(super) drafts: bool,
    /// Where the site is published, in place of `output.html.site-url`.
    #[arg(long, value_name = "URL")]
    pub(super) site_url: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) source: Source,
    /// The output folder, in place of `build.build-dir`.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) source: Source,
    /// For people, for programs (one JSON object a line), or for a code host's annotations.
    #[arg(long, default_value = "human")]
    pub(super) format: Format,
    /// Only what concerns this language's files.
    #[arg(long, value_name = "TAG")]
    pub(super) lang: Option<String>,
}

#[cfg(feature = "serve")]
#[derive(clap::Args, Debug)]
pub(super) struct Serve {
    #[command(flatten)]
    pub(super) source: Source,
    /// The port; else 3000 or the next free one.
    #[arg(long, value_name = "N")]
    pub(super) port: Option<u16>,
    /// Open the site in a browser.
    #[arg(long)]
    pub(super) open: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Format {
    Human,
    Json,
    Github,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

fn parse_jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(n) if (1..=1024).contains(&n) => Ok(n),
        _ => Err("it must be a number from 1 to 1024".to_owned()),
    }
}
