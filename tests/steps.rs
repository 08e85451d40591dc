//! Sites that change step by step: `tests/steps/*.txt`.
//!
//! A file begins as in `tests/sites`. Then come steps:
//!
//! ```text
//! === step NAME             begins a step
//! === PATH                  writes a file; also one of the output, `public/…`
//! === PATH (same time)      writes a file and gives it back the time it had
//! === delete PATH           removes a file or a folder
//! === move PATH -> PATH     moves a file or a folder
//! === touch PATH            gives a file a new time
//! === args ARGUMENTS        arguments of `polku build` in this step
//! === expect                `rendered N of M` or `exit N`, the diagnostics, and the files of the output that
//!                           changed (`~`), came (`+`) or went (`-`)
//! ```
//!
//! After every step the site is also built from nothing elsewhere: files and diagnostics must be the same.
//! `POLKU_UPDATE=1` writes what is given into the files: read it before you keep it.

#[path = "support/disk.rs"]
mod disk;
#[path = "support/text.rs"]
mod text;

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use disk::{CACHE, OUT};
use rayon::prelude::*;
use tempfile::TempDir;

/// What is done to the site in a step, and what is expected then.
struct Step {
    name: String,
    actions: Vec<Action>,
    args: Vec<String>,
    expected: String,
}

enum Action {
    Write { path: String, bytes: Vec<u8>, same_time: bool },
    Delete(String),
    Move(String, String),
    Touch(String),
}

impl Action {
    fn parse(header: &str, body: &str) -> Self {
        if let Some(path) = header.strip_prefix("delete ") {
            Self::Delete(path.to_owned())
        } else if let Some(path) = header.strip_prefix("touch ") {
            Self::Touch(path.to_owned())
        } else if let Some((from, to)) = header.strip_prefix("move ").and_then(|paths| paths.split_once(" -> ")) {
            Self::Move(from.to_owned(), to.to_owned())
        } else {
            let same_time = header.ends_with(" (same time)");
            let (path, bytes) = text::file(header.trim_end_matches(" (same time)"), body);
            Self::Write { path, bytes, same_time }
        }
    }

    fn apply(&self, root: &Path) {
        match self {
            Self::Write { path, bytes, same_time: false } => disk::write(root, path, bytes),
            Self::Write { path, bytes, same_time: true } => disk::write_at_the_same_time(root, path, bytes),
            Self::Delete(path) => disk::remove(&root.join(path)),
            Self::Move(from, to) => {
                fs::create_dir_all(root.join(to).parent().unwrap()).unwrap();
                fs::rename(root.join(from), root.join(to)).unwrap();
            }
            Self::Touch(path) => {
                let file = fs::File::options().write(true).open(root.join(path)).unwrap();
                file.set_modified(SystemTime::now() + Duration::from_secs(5)).unwrap();
            }
        }
    }

    /// Whether the action is at what a build makes.
    fn is_at_output(&self) -> bool {
        let of_output = |path: &String| !disk::is_source(path.split('/').next().unwrap());
        match self {
            Self::Write { path, .. } | Self::Delete(path) | Self::Touch(path) => of_output(path),
            Self::Move(from, to) => of_output(from) || of_output(to),
        }
    }
}

/// The steps of a text. The first has no name: it makes the site.
fn parse(text: &str) -> Vec<Step> {
    let step =
        |name: &str| Step { name: name.to_owned(), actions: Vec::new(), args: Vec::new(), expected: String::new() };
    let mut steps = vec![step("")];
    let settings = text::SETTINGS.as_bytes().to_vec();
    steps[0].actions.push(Action::Write { path: "book.toml".to_owned(), bytes: settings, same_time: false });
    for (header, body) in text::sections(text).1 {
        if let Some(name) = header.strip_prefix("step ") {
            steps.push(step(name));
            continue;
        }
        let last = steps.last_mut().unwrap();
        if header == "expect" {
            last.expected = body;
        } else if let Some(args) = header.strip_prefix("args ") {
            last.args = args.split(' ').map(str::to_owned).collect();
        } else {
            last.actions.push(Action::parse(&header, &body));
        }
    }
    steps
}

/// Takes a step, and says what came of it as it stands in `expect`. `wrong` takes what must hold after every step.
fn take(step: &Step, root: &Path, wrong: &mut String) -> String {
    let published = disk::output(root);
    for action in &step.actions {
        action.apply(root);
    }
    let by_hand = step.actions.iter().any(Action::is_at_output);
    let marks = disk::marks(&root.join(OUT));
    let root_mark = disk::mark(root);
    let had_cache = root.join(CACHE).exists();

    let args: Vec<&str> = step.args.iter().map(String::as_str).collect();
    let said = disk::build(root, &args);
    let now = disk::output(root);
    let mut fail = |what: &str| wrong.push_str(&format!("\nstep `{}`: {what}\n", step.name));

    let clean = disk::build_clean(root, &args);
    if said.succeeded() && now != clean.tree {
        fail(&format!("the output is not that of a clean build\n{}", disk::difference(&now, &clean.tree)));
    }
    if !said.succeeded() && now != published && !by_hand {
        fail(&format!("a build with errors changed the output\n{}", disk::difference(&now, &published)));
    }
    if (said.code, &said.diagnostics) != (clean.said.code, &clean.said.diagnostics) {
        fail(&format!("a clean build says something else\n--- clean\n{:#?}\n--- given\n{said:#?}", clean.said));
    }
    let mut checked = String::new();
    if !said.diagnostics.is_empty() {
        let (warm, clean) = (disk::check(root, &args), disk::check(clean.dir.path(), &args));
        if warm != clean {
            fail(&format!("`polku check` says\n{}\nand of a fresh copy\n{}", warm.1, clean.1));
        }
        checked = clean.1;
    }
    if !disk::siblings(root).is_empty() {
        fail(&format!("the build left {:?}", disk::siblings(root)));
    }

    let changes = disk::changes(&published, &now);
    if !by_hand {
        let marks_now = disk::marks(&root.join(OUT));
        for (path, mark) in marks.iter().filter(|(path, _)| now.contains_key(*path) && published[*path] == now[*path]) {
            if marks_now.get(path) != Some(mark) {
                fail(&format!("`{path}` is as it was, and was written again"));
            }
        }
        // What was rendered to the same bytes is noted in the list of outputs.
        let nothing = changes.is_empty() && said.counts().1 == Some(0);
        if nothing && marks != marks_now {
            fail("nothing changed, and the output folder was touched");
        }
        if nothing && had_cache && root_mark != disk::mark(root) {
            fail("nothing changed, and something was made beside the output folder");
        }
    }

    let mut given = match (said.code, said.counts()) {
        (Some(0), (all, rendered)) => {
            let number = |n: Option<usize>| n.map_or("?".to_owned(), |n| n.to_string());
            format!("rendered {} of {}\n", number(rendered), number(all))
        }
        (Some(code), _) => format!("exit {code}\n"),
        (None, _) => "killed\n".to_owned(),
    };
    given.push_str(&diagnostics(&checked));
    let mut lines: Vec<String> = changes.iter().map(|change| without_hash(change)).collect();
    // Which of two versions of an asset comes first, their hashes would say.
    lines.sort_by(|a, b| a[2..].cmp(&b[2..]).then(a.cmp(b)));
    given + &lines.concat()
}

/// A change as a line; the hash in the name of a theme's asset, which every edit of the theme changes, is left out.
fn without_hash(change: &str) -> String {
    let parts: Vec<&str> = change.split('.').collect();
    match parts[..] {
        [name, hash, ending] if name[2..].starts_with("assets/") && hash.len() == 10 => format!("{name}.*.{ending}\n"),
        _ => format!("{change}\n"),
    }
}

/// `severity code file:line` of each diagnostic.
fn diagnostics(json: &str) -> String {
    let mut out = String::new();
    for line in json.lines() {
        let diagnostic: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| diagnostic[key].as_str().unwrap_or("-").to_owned();
        let line = diagnostic["line"].as_u64().map_or(String::new(), |line| format!(":{line}"));
        out.push_str(&format!("{} {} {}{line}\n", text("severity"), text("code"), text("file")));
    }
    out
}

/// Puts what a step gave into the text of a site, where it is expected. Steps count from 1.
fn update(text: &str, step: usize, given: &str) -> String {
    let (step_at, _) = text.match_indices("\n=== step ").nth(step - 1).unwrap();
    let start = step_at + text[step_at..].find("\n=== expect\n").expect("a step ends with `=== expect`") + 12;
    let end = text[start - 1..].find("\n=== ").map_or(text.len(), |i| start + i);
    [&text[..start], given, &text[end..]].concat()
}

fn run(path: &Path) -> String {
    let mut text = fs::read_to_string(path).unwrap();
    let original = text.clone();
    let dir = TempDir::new().unwrap();
    let mut wrong = String::new();
    for (i, step) in parse(&original).iter().enumerate() {
        let given = take(step, dir.path(), &mut wrong);
        // The first step makes the site. Nobody needs to be told that everything is new.
        if i == 0 || given == step.expected {
            continue;
        }
        if std::env::var_os("POLKU_UPDATE").is_some() {
            text = update(&text, i, &given);
        } else {
            wrong.push_str(&format!("\nstep `{}`\n--- expected\n{}--- given\n{given}", step.name, step.expected));
        }
    }
    if text != original {
        fs::write(path, text).unwrap();
    }
    wrong
}

#[test]
fn after_every_step_a_site_is_as_if_it_had_been_built_from_nothing() {
    let wrong: Vec<String> = text::texts("steps")
        .par_iter()
        .map(|path| (path.file_name().unwrap().display().to_string(), run(path)))
        .filter(|(_, wrong)| !wrong.is_empty())
        .map(|(name, wrong)| format!("\n{name}{wrong}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.concat());
}
