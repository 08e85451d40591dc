//! The manual in `docs/`: a site in order, whose commands run as they stand there, and whose lists are those of the program.
//!
//! Commands are what stands in fences of the language `sh`. A fence after a line that ends with a file's name and a colon is that file.
//! `POLKU_UPDATE=1` writes the lists that are made from the program.

#[path = "support/disk.rs"]
mod disk;
#[cfg(target_os = "linux")]
#[path = "support/examples.rs"]
mod examples;
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use polku::diag::{Code, render};
use polku::pipeline::{Options, prepare};
use support::{Site, build, texts};
use tempfile::TempDir;

fn manual() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn page(path: &str) -> String {
    fs::read_to_string(manual().join("content/en").join(path)).unwrap()
}

#[test]
fn the_manual_is_a_site_without_errors_and_its_translations_are_fresh() {
    let output = Command::new(env!("CARGO_BIN_EXE_polku")).args(["check", "--root"]).arg(manual()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("warning[") && !said.contains("note["), "{said}");
}

/// A fence: its language, its lines, and the file that the line before it names.
struct Fence {
    language: String,
    text: String,
    file: Option<String>,
}

fn fences(markdown: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut before = "";
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text: String =
                lines.by_ref().take_while(|line| !line.starts_with("```")).flat_map(|line| [line, "\n"]).collect();
            let named =
                before.strip_suffix("`:").and_then(|rest| rest.rsplit_once('`')).filter(|(_, file)| file.contains('.'));
            found.push(Fence { language: language.to_owned(), text, file: named.map(|(_, file)| file.to_owned()) });
        } else if !line.is_empty() {
            before = line;
        }
    }
    found
}

/// Runs a page's commands in a folder, one fence after another, in one shell's state of folders.
fn run(path: &str, dir: &Path) {
    run_with(path, dir, &|| {});
}

/// The same; before translations are said to be done, `translate` does what the reader does by hand.
fn run_with(path: &str, dir: &Path, translate: &dyn Fn()) {
    let program = Path::new(env!("CARGO_BIN_EXE_polku")).parent().unwrap().display().to_string();
    let variables = format!("{program}:{}", std::env::var("PATH").unwrap());
    let mut here = dir.to_owned();
    let mut count = 0;
    for fence in fences(&page(path)) {
        if let Some(file) = &fence.file {
            let file = here.join(file);
            let added = fence.language == "toml" && file.exists();
            let text = if added { fs::read_to_string(&file).unwrap() + "\n" + &fence.text } else { fence.text.clone() };
            fs::write(&file, text).unwrap_or_else(|error| panic!("{path}: {}: {error}", file.display()));
        }
        if fence.language != "sh" {
            continue;
        }
        count += 1;
        if fence.text.contains("polku translate done") {
            translate();
        }
        let serves = fence.text.contains("polku serve");
        // Nobody is there to look at a browser.
        let text = fence.text.replace("polku serve --open", "polku serve");
        let mut command = Command::new("bash");
        command.args(["-e", "-c", &format!("{text}\npwd > '{}'", dir.join("where").display())]).current_dir(&here);
        command.env("PATH", &variables).envs([
            ("GIT_AUTHOR_NAME", "T"),
            ("GIT_AUTHOR_EMAIL", "t@example.org"),
            ("GIT_COMMITTER_NAME", "T"),
            ("GIT_COMMITTER_EMAIL", "t@example.org"),
        ]);
        if serves {
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_secs(1));
            assert!(child.try_wait().unwrap().is_none(), "{path}: {text} does not go on");
            // The shell, and what it runs.
            let _ = Command::new("pkill").args(["-P", &child.id().to_string()]).status();
            let _ = child.kill();
            child.wait().unwrap();
            continue;
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned();
        assert!(output.status.success(), "{path}: {text}\n{said}");
        here = PathBuf::from(fs::read_to_string(dir.join("where")).unwrap().trim());
    }
    assert!(count > 0, "{path} has no commands");
}

/// This repository's course, in a repository with an origin.
fn course() -> TempDir {
    let dir = TempDir::new().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in walkdir::WalkDir::new(root.join("content")) {
        let entry = entry.unwrap();
        let to = dir.path().join("course").join(entry.path().strip_prefix(root).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    fs::copy(root.join("book.toml"), dir.path().join("course/book.toml")).unwrap();
    let script = "git init -q -b main .; git init -q --bare ../origin.git; git remote add origin ../origin.git; git add -A; \
                  git -c user.name=T -c user.email=t@example.org commit -q -m Begin";
    let made = Command::new("bash").args(["-e", "-c", script]).current_dir(dir.path().join("course")).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    dir
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} has no `{from}`", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn the_tutorial_ends_with_a_published_course() {
    let dir = TempDir::new().unwrap();
    run("tutorial.md", dir.path());
    let page = |path: &str| fs::read_to_string(dir.path().join("website").join(path)).unwrap();
    assert!(page("fi/oppitunnit/tervehtiminen/index.html").contains("Ensimmäiset kaksikymmentä sekuntia"));
    assert!(page("en/lessons/greeting/index.html").contains("The first twenty seconds decide"));
}

#[test]
fn the_commands_of_the_editors_guides_do_what_they_say() {
    let dir = course();
    let root = dir.path().join("course/content");
    run_with("guides/add-a-translation.md", &dir.path().join("course"), &|| {
        // Another language's translation has no word of the original.
        fs::copy(root.join("fi/stages/information.md"), root.join("sv/stages/information.md")).unwrap();
    });
    assert!(dir.path().join("course/content/sv/stages/information.md").exists());

    let dir = course();
    let root = dir.path().join("course/content");
    // What the guide is about: the original changed, and whoever follows it mends the translation.
    edit(&root.join("et/stages/need.md"), "Kõik algab", "Ikka algab kõik");
    edit(&root.join("fi/stages/need.md"), "Kaikki alkaa", "Aina kaikki alkaa");
    run("guides/bring-up-to-date.md", &dir.path().join("course"));
}

#[test]
fn the_commands_of_the_other_guides_do_what_they_say() {
    for path in ["guides/publishing.md", "guides/themes.md"] {
        let dir = course();
        run(path, &dir.path().join("course"));
    }
}

#[test]
fn all_pages_with_commands_are_run() {
    let run = [
        "tutorial.md",
        "guides/add-a-translation.md",
        "guides/bring-up-to-date.md",
        "guides/publishing.md",
        "guides/themes.md",
    ];
    let content = manual().join("content/en");
    for entry in walkdir::WalkDir::new(&content) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(&content).unwrap().to_str().unwrap().replace('\\', "/");
        if path.ends_with(".md") && !run.contains(&path.as_str()) {
            let commands = fences(&fs::read_to_string(entry.path()).unwrap());
            assert!(!commands.iter().any(|fence| fence.language == "sh"), "nobody runs the commands of {path}");
        }
    }
}

/// Compares a page with what the program says it should be.
fn is_as_made(path: &str, made: &str) {
    let file = manual().join("content/en").join(path);
    if std::env::var_os("POLKU_UPDATE").is_some() {
        fs::write(&file, made).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(there == made, "docs/content/en/{path} is not as the program has it; POLKU_UPDATE=1 writes it");
}

#[test]
fn the_list_of_commands_is_the_programs() {
    let output = Command::new(env!("CARGO_BIN_EXE_polku")).args(["man", "--markdown"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let head = "---\ntitle: Commands\ndescription: Every command and option\norder: 4\n---\n# Commands\n\nMade from the program: `polku man --markdown` prints it.\n\n";
    is_as_made("reference/commands.md", &format!("{head}{text}"));
}

// Other systems say some of it otherwise.
#[cfg(target_os = "linux")]
#[test]
fn the_list_of_messages_is_the_programs_with_an_example_of_each() {
    let mut examples: Vec<Option<String>> = vec![None; Code::ALL.len()];
    let mut sites = texts("sites");
    // A site that is named as the code shows it best.
    sites.sort_by_key(|path| (!Code::ALL.iter().any(|code| path.file_stem().unwrap() == code.as_str()), path.clone()));
    sites.extend(texts("notes"));
    for path in sites {
        let site = Site::read(&path);
        let mut found = build(&site.files, &Options::default()).diagnostics;
        if path.parent().is_some_and(|folder| folder.ends_with("notes")) {
            let prepared = prepare(&site.files, &Options::default()).prepared;
            found = prepared.map_or_else(Vec::new, |site| site.suggestions().sorted());
        }
        for diagnostic in &found {
            let place = Code::ALL.iter().position(|code| *code == diagnostic.code).unwrap();
            let fs: &dyn polku::fs::Fs = &site.files;
            examples[place].get_or_insert_with(|| render::human(std::slice::from_ref(diagnostic), &fs, false));
        }
    }
    {
        // What only a disk shows.
        let dir = TempDir::new().unwrap();
        fs::create_dir_all(dir.path().join("content/et/empty")).unwrap();
        fs::write(dir.path().join("book.toml"), "[language.et]\n").unwrap();
        fs::write(dir.path().join("content/et/index.md"), "# Algus\n").unwrap();
        std::os::unix::fs::symlink("index.md", dir.path().join("content/et/uus.md")).unwrap();
        let disk = polku::fs::Disk::new(dir.path());
        for diagnostic in prepare(&disk, &Options::default()).diags.sorted() {
            let place = Code::ALL.iter().position(|code| *code == diagnostic.code).unwrap();
            let fs: &dyn polku::fs::Fs = &disk;
            examples[place].get_or_insert_with(|| render::human(std::slice::from_ref(&diagnostic), &fs, false));
        }
    }
    for (code, told) in examples::told() {
        examples[Code::ALL.iter().position(|known| *known == code).unwrap()].get_or_insert(told);
    }
    let mut out = String::from(
        "---\ntitle: Messages\ndescription: Every message of a check, with an example and its mend\norder: 5\n---\n# Messages\n\nEvery finding has a code, the place in the file, and a way out. \
         An *error* stops the build; a *warning* is said, and the build goes on; a *note* is said by `polku check` alone. Made from the program and its tests.\n",
    );
    let mut codes: Vec<(usize, &Code)> = Code::ALL.iter().enumerate().collect();
    codes.sort_by_key(|(_, code)| code.as_str());
    for (place, code) in codes {
        let name = code.as_str();
        out.push_str(&format!(
            "\n## `{name}` {{#{name}}}\n\n*{}.* {}\n",
            capitalized(code.severity().as_str()),
            code.about()
        ));
        let example = examples[place].as_deref().unwrap_or_else(|| panic!("nothing shows `{name}`"));
        let fence = if example.contains("```") { "~~~~" } else { "```" };
        out.push_str(&format!("\n{fence}text\n{}\n{fence}\n", example.trim_end()));
    }
    is_as_made("reference/messages.md", &out);
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The names in code spans at the beginning of a table's rows.
fn keys(markdown: &str) -> BTreeSet<String> {
    let rows = markdown.lines().filter_map(|line| line.strip_prefix("| `"));
    let names = rows.filter_map(|row| row.split(" |").next());
    names.flat_map(|cell| cell.split(", ")).map(|name| name.trim_matches('`').to_owned()).collect()
}

/// The keys that a source file asks for.
fn asked(source: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(source)).unwrap();
    let mut found = BTreeSet::new();
    for start in [
        ".text(\"",
        ".texts(\"",
        ".flag(\"",
        ".number(\"",
        ".table(\"",
        ".node(\"",
        "name, \"",
        "(&mut f, \"",
        " date(\"",
    ] {
        for (at, _) in text.match_indices(start) {
            found.extend(text[at + start.len()..].split('"').next().map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_key_is_in_the_reference_and_no_other() {
    let mut settings = BTreeSet::new();
    for source in ["src/config/mod.rs", "src/config/html.rs", "src/config/hosting.rs", "src/config/publish.rs"] {
        settings.extend(asked(source));
    }
    // Tables, which are headings there; and what stands within one row.
    for table in ["book", "language", "output", "html", "publish", "enable"] {
        settings.remove(table);
    }
    settings.insert("language".into());
    settings.remove("build");
    assert_eq!(keys(&page("reference/settings.md")), settings);
    assert_eq!(keys(&page("reference/front-matter.md")), asked("src/parse/front_matter.rs"));
}
