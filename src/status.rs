//! `polku status`: how complete and how fresh each language is.
//!
//! In: a site that is ready to be rendered. Out: a row for each page and each language that is not its original's, the
//! one where most is to be gained first: words to do, times how many pages link there; and tables of them for people,
//! for programs, and in Markdown for a code host's summary.

use std::fmt::Write as _;

use serde::Serialize;

use crate::config::Config;
use crate::ids::LangId;
use crate::pipeline::Prepared;
use crate::translate::{Messages, Pair, pairs};
use crate::translation::{PageState, Tally};

/// One page in one language.
pub struct Row<'a> {
    /// The page and its translation.
    pub pair: Pair<'a>,
    /// How many blocks are in which state.
    pub tally: Tally,
    /// What they come to.
    pub state: PageState,
    /// How many links lead to the page.
    pub links: usize,
}

impl<'a> Row<'a> {
    fn new(pair: Pair<'a>) -> Self {
        let tally = pair.tally();
        let state = if pair.own.is_none() { PageState::Missing } else { tally.state(pair.is_recorded()) };
        Self { tally, state, links: pair.links(), pair }
    }
}

/// The rows, by language; within it those first where most is to be gained.
pub fn rows(prepared: &Prepared) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = pairs(prepared).into_iter().map(Row::new).collect();
    let gain = |row: &Row<'_>| row.tally.words_to_do * (1 + row.links);
    rows.sort_by(|a, b| {
        let by_gain = || gain(b).cmp(&gain(a));
        a.pair.lang.cmp(&b.pair.lang).then_with(by_gain).then_with(|| a.pair.key.cmp(b.pair.key))
    });
    rows
}

#[derive(Serialize)]
struct Json<'a> {
    key: &'a str,
    lang: &'a str,
    origin: &'a str,
    state: &'a str,
    blocks: Blocks,
    words_to_do: usize,
}

#[derive(Serialize)]
struct Blocks {
    total: usize,
    fresh: usize,
    changed: usize,
    missing: usize,
    extra: usize,
    unrecorded: usize,
}

/// The rows for programs: one JSON array.
pub fn json(rows: &[Row<'_>]) -> String {
    let rows: Vec<Json<'_>> = rows
        .iter()
        .map(|row| {
            let tally = &row.tally;
            Json {
                key: row.pair.key.as_str(),
                lang: row.pair.tag(),
                origin: &row.pair.config().language(row.pair.origin_lang).tag,
                state: row.state.as_str(),
                blocks: Blocks {
                    total: tally.total,
                    fresh: tally.fresh,
                    changed: tally.changed,
                    missing: tally.missing,
                    extra: tally.extra,
                    unrecorded: tally.unrecorded,
                },
                words_to_do: tally.words_to_do,
            }
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&rows).unwrap_or_else(|_| "[]".to_owned());
    text.push('\n');
    text
}

/// How far a language is.
struct Summary {
    pages: usize,
    fresh: usize,
    words: usize,
    done: usize,
}

impl Summary {
    fn of(rows: &[&Row<'_>]) -> Self {
        let mut summary = Self { pages: rows.len(), fresh: 0, words: 0, done: 0 };
        for row in rows {
            summary.fresh += usize::from(row.state == PageState::Fresh);
            summary.words += row.tally.words;
            summary.done += row.tally.words_done;
        }
        summary
    }

    fn percent(&self) -> usize {
        (self.done * 100).checked_div(self.words).unwrap_or(100)
    }
}

/// The languages that are translated into, each with its rows.
fn languages<'r, 'a>(rows: &'r [Row<'a>]) -> Vec<(LangId, Vec<&'r Row<'a>>)> {
    rows.chunk_by(|a, b| a.pair.lang == b.pair.lang)
        .filter_map(|rows| Some((rows.first()?.pair.lang, rows.iter().collect())))
        .collect()
}

/// The columns of a page that is not as it should be.
const COLUMNS: [&str; 9] = [
    "column-page",
    "column-state",
    "column-blocks",
    "column-changed",
    "column-missing",
    "column-extra",
    "column-unrecorded",
    "column-words",
    "column-links",
];

fn cells(row: &Row<'_>, messages: &Messages) -> [String; 9] {
    let tally = &row.tally;
    [
        row.pair.key.to_string(),
        messages.text(&format!("page-{}", row.state.as_str())),
        tally.total.to_string(),
        tally.changed.to_string(),
        tally.missing.to_string(),
        tally.extra.to_string(),
        tally.unrecorded.to_string(),
        tally.words_to_do.to_string(),
        row.links.to_string(),
    ]
}

fn headline(config: &Config, lang: LangId, summary: &Summary, messages: &Messages) -> String {
    let language = config.language(lang);
    messages.with(
        "status-language",
        &[
            ("name", language.name.as_str().into()),
            ("lang", language.tag.as_str().into()),
            ("done", summary.done.into()),
            ("words", summary.words.into()),
            ("percent", summary.percent().into()),
            ("fresh", summary.fresh.into()),
            ("pages", summary.pages.into()),
        ],
    )
}

/// The rows for people: a table a language of the pages that something is to be done about.
pub fn human(config: &Config, rows: &[Row<'_>], messages: &Messages) -> String {
    let mut out = String::new();
    for (lang, rows) in languages(rows) {
        let _ = writeln!(out, "{}", headline(config, lang, &Summary::of(&rows), messages));
        let open = rows.iter().filter(|row| row.state != PageState::Fresh);
        let mut table: Vec<[String; 9]> = vec![COLUMNS.map(|column| messages.text(column))];
        table.extend(open.map(|row| cells(row, messages)));
        if table.len() == 1 {
            let _ = writeln!(out, "  {}\n", messages.text("status-complete"));
            continue;
        }
        let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..COLUMNS.len()).map(width).collect();
        for row in &table {
            let mut line = String::new();
            for (i, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let pad = " ".repeat(width - cell.chars().count());
                let cell = if i < 2 { format!("{cell}{pad}") } else { format!("{pad}{cell}") };
                let _ = write!(line, "  {cell}");
            }
            let _ = writeln!(out, "{}", line.trim_end());
        }
        out.push('\n');
    }
    out
}

/// The rows in Markdown, for the summary of a code host's check.
pub fn markdown(config: &Config, rows: &[Row<'_>], messages: &Messages) -> String {
    let mut out = String::new();
    for (lang, rows) in languages(rows) {
        let _ = writeln!(out, "### {}\n", headline(config, lang, &Summary::of(&rows), messages));
        let open: Vec<&&Row<'_>> = rows.iter().filter(|row| row.state != PageState::Fresh).collect();
        if open.is_empty() {
            let _ = writeln!(out, "{}\n", messages.text("status-complete"));
            continue;
        }
        let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let _ = writeln!(out, "{}", line(&COLUMNS.map(|column| messages.text(column))));
        out.push_str("|---|---|--:|--:|--:|--:|--:|--:|--:|\n");
        for row in open {
            let mut cells = cells(row, messages);
            cells[0] = format!("`{}`", cells[0]);
            let _ = writeln!(out, "{}", line(&cells));
        }
        out.push('\n');
    }
    out
}
