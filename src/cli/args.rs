//! The arguments.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Turns multilingual Markdown into a cross-linked training website.
#[derive(Parser, Debug)]
#[command(name = "polku", version = env!("POLKU_VERSION"), about, max_term_width = 100)]
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
    /// Without one, in a site's folder: serve it, and open it in a browser.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Build the site into its output folder: all of it, or nothing
    Build(Build),
    /// Say everything a build would say, and write nothing
    Check(Check),
    /// Build, and put the site where `[publish.TARGET]` in book.toml says
    Publish(Publish),
    /// Look at the published site from outside, and say what is wrong with it
    Doctor(Doctor),
    /// Say under which content security policy the site works, to be sent by the server
    Csp(Csp),
    /// Build in memory, serve on this machine, and reload pages as files change
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// Make a small working site, or tell a code host to check and publish one
    Init {
        /// The folder: empty, or to be made; with `--ci`, that of a site, too.
        #[arg(
            default_value_if("ci", clap::builder::ArgPredicate::IsPresent, Some(".")),
            required_unless_present = "ci"
        )]
        dir: Option<PathBuf>,
        /// Write what tells a code host to check what is proposed, and to publish the main branch.
        #[arg(long, value_name = "HOST")]
        ci: Option<Ci>,
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
    /// Work on a translation: begin it, see what is out of date, say that it is up to date
    #[command(subcommand)]
    Translate(TranslateCommand),
    /// Themes of one's own: see which there are, begin one, take a file over, check it
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Say how complete and how fresh each language is
    Status(Status),
    /// Write what is to be translated into files for translators' tools
    Export(Export),
    /// Take translations from files that came back from translators' tools
    Import(Import),
    /// Write a shell's completions to standard output
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Write the man page to standard output, or all man pages into a folder, or one page of Markdown
    Man {
        /// The folder.
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
        /// All commands as one page of Markdown.
        #[arg(long, conflicts_with = "dir")]
        markdown: bool,
    },
}

#[derive(Subcommand, Debug)]
pub(super) enum TranslateCommand {
    /// Make a translation with the original's text in place, to be translated block by block
    Start {
        /// The page's key: its path below the language folder, without `.md`.
        key: String,
        /// The language to translate into.
        #[arg(long, value_name = "TAG")]
        to: String,
    },
    /// Show each block that is out of date: the original as it was and is, and the translation
    Show {
        /// The page's key.
        key: String,
        /// The language of the translation.
        #[arg(long, value_name = "TAG")]
        to: String,
    },
    /// Say that a translation is up to date; blocks whose original changed and whose text did not are refused
    Done(Done),
    /// Take over a translation that has no ledger yet, or all of a language
    Adopt(Adopt),
    /// Record the blocks that were changed on both sides since a version of the repository
    Record(Record),
    /// Keep PO files and pages in step, both ways: block by block, what was changed since the last time holds
    Sync(Sync),
}

#[derive(clap::Args, Debug)]
pub(super) struct Done {
    /// The page's key.
    pub(super) key: String,
    /// The language of the translation.
    #[arg(long, value_name = "TAG")]
    pub(super) to: String,
    /// The numbers of blocks that hold as they are though their original changed, as `show` gives them.
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    pub(super) unchanged: Vec<usize>,
    /// Who says so.
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    pub(super) by: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(super) struct Adopt {
    /// The page's key; without it, every page of the language that has no ledger.
    pub(super) key: Option<String>,
    /// The language of the translation.
    #[arg(long, value_name = "TAG")]
    pub(super) to: String,
    /// Record the blocks whose counterpart is at least so sure, in percent.
    #[arg(long, value_name = "PERCENT", default_value_t = 50, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(super) sure: u8,
    /// Who says so.
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    pub(super) by: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(super) struct Record {
    /// The version before the change: a commit, a branch, a tag.
    #[arg(long, value_name = "REV")]
    pub(super) since: String,
    /// Only translations into this language.
    #[arg(long, value_name = "TAG")]
    pub(super) to: Option<String>,
    /// Who made the change.
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    pub(super) by: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(super) struct Sync {
    /// The language of the translation.
    #[arg(long, value_name = "TAG")]
    pub(super) to: String,
    /// The folder that the files lie in, below one of the language's tag.
    #[arg(long, value_name = "DIR", default_value = "po")]
    pub(super) dir: PathBuf,
    /// Who translated.
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    pub(super) by: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum ExportFormat {
    /// gettext's PO: for Weblate, Poedit and others.
    Po,
    /// XLIFF 1.2: for OmegaT, Trados, memoQ and others.
    Xliff,
    /// XLIFF 2.0.
    Xliff2,
    /// TMX 1.4: what is translated, as a memory for other tools.
    Tmx,
    /// TBX-Basic: the glossary, in all languages.
    Tbx,
    /// A project for OmegaT: XLIFF 1.2, memory and glossary.
    Omegat,
    /// The questions, for Moodle's question bank.
    MoodleXml,
    /// The glossary as notes for Anki.
    Anki,
    /// A course for a learning management system, by SCORM 1.2: for Moodle and most others.
    Scorm12,
    /// The same by SCORM 2004.
    Scorm2004,
    /// The course as an electronic book.
    Epub,
}

impl ExportFormat {
    /// Whether it is for those who learn, and not for translators.
    pub(super) fn is_for_learners(self) -> bool {
        matches!(self, Self::MoodleXml | Self::Anki | Self::Scorm12 | Self::Scorm2004 | Self::Epub)
    }

    /// The folder that it is written to, if none is named.
    pub(super) fn folder(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

#[derive(clap::Args, Debug)]
pub(super) struct Export {
    /// The format.
    pub(super) format: ExportFormat,
    /// The language to translate into. A glossary (tbx) has all languages.
    #[arg(long, value_name = "TAG")]
    pub(super) to: Option<String>,
    /// Of what learners get (moodle-xml, anki, scorm12, scorm2004, epub): this language alone.
    #[arg(long, value_name = "TAG")]
    pub(super) lang: Option<String>,
    /// Of a package (scorm12, scorm2004): this stage alone, by its page's key or the last part of it.
    #[arg(long, value_name = "KEY")]
    pub(super) stage: Option<String>,
    /// The folder to write to; else one of the format's name in the site's folder.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum ImportFormat {
    /// gettext's PO.
    Po,
    /// XLIFF 1.2 or 2.0.
    Xliff,
}

#[derive(clap::Args, Debug)]
pub(super) struct Import {
    /// The format.
    pub(super) format: ImportFormat,
    /// The files that came back.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// The language of the translation; else the one that the file names.
    #[arg(long, value_name = "TAG")]
    pub(super) to: Option<String>,
    /// Who translated.
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    pub(super) by: Option<String>,
    /// Say what would be taken, and write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(clap::Args, Debug)]
pub(super) struct Status {
    /// Only this language.
    #[arg(long, value_name = "TAG")]
    pub(super) lang: Option<String>,
    /// For people, for programs (one JSON array), or in Markdown for a code host's summary.
    #[arg(long, default_value = "human")]
    pub(super) format: StatusFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum StatusFormat {
    Human,
    Json,
    Github,
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
    /// Add two languages that do not exist, to find what cannot be translated: one with accents and longer words, and one
    /// from right to left.
    #[arg(long)]
    pub(super) pseudo: bool,
    /// The trainer's site, in a folder of its own: with the notes (`*.trainer.md`), the answers, what tests what, and maps of the
    /// role-plays.
    #[arg(long)]
    pub(super) trainer: bool,
}

#[derive(clap::Args, Debug)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) source: Source,
    /// A copy to be opened from a folder, a stick or a drive: its links lead from file to file.
    #[arg(long, conflicts_with_all = ["site_url", "compress"])]
    pub(super) portable: bool,
    /// Write `.gz` and `.br` beside files of text, for servers that hand them out.
    #[arg(long)]
    pub(super) compress: bool,
    /// The output folder, in place of `build.build-dir`.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
pub(super) struct Publish {
    /// The name of the place in book.toml; not needed where there is one only.
    pub(super) target: Option<String>,
    /// Say what would be new, changed and removed there, file by file, and change nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Publish to a place that has other files, or another site. What polku did not put there is never removed.
    #[arg(long)]
    pub(super) take_over: bool,
    /// Publish drafts too.
    #[arg(long)]
    pub(super) drafts: bool,
    /// Where readers find it, in place of what book.toml says.
    #[arg(long, value_name = "URL")]
    pub(super) site_url: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(super) struct Doctor {
    /// Where it is published, in place of `output.html.site-url`.
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,
    /// Look at every page, and not only at some 200.
    #[arg(long)]
    pub(super) all: bool,
    /// It was published with drafts.
    #[arg(long)]
    pub(super) drafts: bool,
}

#[derive(Subcommand, Debug)]
pub(super) enum ThemeCommand {
    /// Say which themes there are
    List,
    /// Begin a theme that changes colours and sizes of the default one, to be gone on with
    New {
        /// Its name, and that of its folder below `themes/`.
        name: String,
    },
    /// Copy files of the default theme into the site's theme, to be changed; without a file, list them
    Eject {
        /// Their paths in the theme, such as `templates/page.html`.
        files: Vec<String>,
        /// The theme to copy them into; else the one that the settings name.
        #[arg(long, value_name = "NAME")]
        theme: Option<String>,
    },
    /// Make every page with the site's theme and say what is wrong or superfluous in it; nothing is written
    Check,
}

#[derive(clap::Args, Debug)]
pub(super) struct Csp {
    #[command(flatten)]
    pub(super) source: Source,
    /// With the header's name before it.
    #[arg(long)]
    pub(super) header: bool,
}

#[derive(clap::Args, Debug)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) source: Source,
    /// For people, for programs (one JSON object a line), or for a code host: annotations for GitHub, a report for GitLab.
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
pub(super) enum Ci {
    /// .github/workflows/site.yml
    Github,
    /// .gitlab-ci.yml
    Gitlab,
    /// .forgejo/workflows/site.yml, for Codeberg too
    Forgejo,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Format {
    Human,
    Json,
    Github,
    Gitlab,
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

fn parse_name(text: &str) -> Result<String, String> {
    let fine = !text.trim_start_matches('@').is_empty() && !text.contains(char::is_whitespace) && !text.contains('#');
    if fine { Ok(text.to_owned()) } else { Err("it must be one word, without `#`".to_owned()) }
}
