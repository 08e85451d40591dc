//! Findings that only commands on a disk give, each in a small site: the manual shows them.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::Command;

use polku::diag::Code;
use tempfile::TempDir;

struct Example {
    code: Code,
    /// Besides a page.
    settings: &'static str,
    files: &'static [(&'static str, &'static str)],
    /// The last one finds it.
    commands: &'static [&'static [&'static str]],
}

const LANGUAGES: &str = "[book]\nlanguage = \"et\"\n[language.et]\n[language.fi]\n";
const PAGE: (&str, &str) = ("content/et/index.md", "# Algus\n\nVaata [sammu](step.md).\n");
const STEP: (&str, &str) = ("content/et/step.md", "# Samm\n");

const EXAMPLES: &[Example] = &[
    Example {
        code: Code::ExchangeRefused,
        settings: LANGUAGES,
        files: &[
            PAGE,
            STEP,
            (
                "fi.po",
                "msgid \"\"\nmsgstr \"Language: fi\\n\"\n\nmsgctxt \"index 0000000000\"\nmsgid \"Vaata [sammu](step.md).\"\nmsgstr \"Katso askelta.\"\n",
            ),
        ],
        commands: &[&["import", "po", "fi.po"]],
    },
    Example {
        code: Code::ExchangeSyntax,
        settings: LANGUAGES,
        files: &[
            PAGE,
            STEP,
            (
                "fi.po",
                "msgid \"\"\nmsgstr \"\"\n\"Language: fi\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\nmsgid \"Algus\"\nmsgstr \"Alku\n",
            ),
        ],
        commands: &[&["import", "po", "fi.po"]],
    },
    Example {
        code: Code::GitDates,
        settings: "[language.et]\n[output.html]\ngit-dates = true\n",
        files: &[PAGE, STEP],
        commands: &[&["check"]],
    },
    Example {
        code: Code::ThemeSame,
        settings: "[language.et]\n[output.html]\ntheme = \"own\"\n",
        files: &[PAGE, STEP, ("themes/own/theme.toml", "")],
        commands: &[&["theme", "eject", "templates/page.html"], &["theme", "check"]],
    },
    Example {
        code: Code::ThemeUnused,
        settings: "[language.et]\n[output.html]\ntheme = \"own\"\n",
        files: &[PAGE, STEP, ("themes/own/theme.toml", ""), ("themes/own/templates/pages.html", "<p>x</p>\n")],
        commands: &[&["theme", "check"]],
    },
];

/// What is found, as people are told.
pub(crate) fn told() -> Vec<(Code, String)> {
    EXAMPLES.iter().map(Example::told).chain([too_much_to_keep(), unreadable()]).collect()
}

impl Example {
    fn told(&self) -> (Code, String) {
        let dir = TempDir::new().unwrap();
        for (path, text) in self.files.iter().chain([&("book.toml", self.settings)]) {
            write(dir.path(), path, text);
        }
        let said = self.commands.iter().fold(String::new(), |_, args| run(dir.path(), args));
        (self.code, finding(&said, self.code))
    }
}

/// A course of so many questions that no learning management system keeps what was answered.
fn too_much_to_keep() -> (Code, String) {
    let dir = TempDir::new().unwrap();
    write(dir.path(), "book.toml", "[book]\ntitle = \"Tee\"\nlanguage = \"et\"\n[language.et]\n");
    write(dir.path(), PAGE.0, "# Algus\n");
    let question = |n: usize| {
        format!(
            "<!-- quiz -->\n## Mis on {n}? {{#q{n}}}\n\n- [x] A\n  > Õige.\n- [ ] B\n  > Vale.\n- [ ] C\n  > Vale.\n\n"
        )
    };
    let questions: String = (0..400).map(question).collect();
    write(dir.path(), "content/et/practice.md", &format!("---\nkind: practice\n---\n# Harjutus\n\n{questions}"));
    (Code::PackageState, finding(&run(dir.path(), &["export", "scorm12"]), Code::PackageState))
}

/// A file whose name no address can be made of.
fn unreadable() -> (Code, String) {
    let dir = TempDir::new().unwrap();
    write(dir.path(), "book.toml", "[language.et]\n");
    write(dir.path(), PAGE.0, "# Algus\n");
    fs::write(dir.path().join("content/et").join(OsStr::from_bytes(b"\xff.md")), "# Samm\n").unwrap();
    (Code::UnreadableFile, finding(&run(dir.path(), &["check"]), Code::UnreadableFile))
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn run(root: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_polku")).args(args).current_dir(root).output().unwrap();
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

/// The first finding with this code.
fn finding(said: &str, code: Code) -> String {
    let head = format!("[{}]: ", code.as_str());
    said.split("\n\n")
        .map(|one| one.trim_start_matches('\n'))
        .find(|one| one.lines().any(|line| line.contains(&head)))
        .unwrap_or_else(|| panic!("no {code:?}: {said}"))
        .to_owned()
}
