//! What goes to translators' tools, given to those very tools: gettext, translate-toolkit, xmllint with the schemas of OASIS,
//! OmegaT.

#[path = "support/tools.rs"]
mod tools;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use tools::{has, python, tool};

const SETTINGS: &str = "[book]\ntitle = \"T\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n[output.html]\nsite-url = \"https://example.org/\"\n";
const INDEX: &str = "---\ntitle: Algus\n---\n\n## Mis on *vajadus*? {#mis}\n\nEsimene [link](hind.md#summa) ja `kood` & <b>muu</b>.\n\n- üks\n- kaks\\\n  rida\n\n| A | B |\n|---|---|\n| 1 | ![pilt](a.svg) |\n";
const PRICE: &str = "# Hind\n\n## Summa {#summa}\n\nTavaline lause.\n\nTeine lause.\n";
const PRICE_FI: &str = "# Hinta\n\n## Summa {#summa}\n\nTavallinen lause.\n";

/// A site with a page that is not translated and one that is partly.
fn site() -> TempDir {
    let dir = TempDir::new().unwrap();
    let write = |file: &str, text: &str| {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("book.toml", SETTINGS);
    write("content/et/index.md", INDEX);
    write("content/et/hind.md", PRICE);
    write("content/et/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>");
    write("content/fi/hind.md", PRICE_FI);
    run(&dir, &["translate", "adopt", "--to", "fi"]);
    dir
}

fn polku(dir: &TempDir, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polku"));
    command.args(args).args(["--color", "never"]).current_dir(dir.path()).env("LC_ALL", "C").output().unwrap()
}

/// Runs a command that has to work, and gives what it says.
fn run(dir: &TempDir, args: &[&str]) -> String {
    let output = polku(dir, args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "polku {args:?}: {said}");
    said
}

/// All pages and ledgers of the translation.
fn pages(dir: &TempDir) -> Vec<(PathBuf, String)> {
    let mut files: Vec<_> = walkdir::WalkDir::new(dir.path().join("content/fi"))
        .into_iter()
        .filter_map(|entry| Some(entry.ok()?.path().to_owned()).filter(|path| path.is_file()))
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn gettext_takes_what_is_exported_for_it() {
    if !has("gettext", "msgfmt", &["--version"]) {
        return;
    }
    let dir = site();
    run(&dir, &["export", "po", "--to", "fi"]);
    tool("msgfmt", &["-c", "--check-accelerators", "-o", "/dev/null", "po/fi/index.po"], dir.path());
    // Its own tools write it anew and fill in each text's own words as its translation.
    tool("msgen", &["--no-wrap", "-o", "po/fi/index.po", "po/fi/index.po"], dir.path());
    let said = run(&dir, &["import", "po", "po/fi/index.po"]);
    assert!(said.contains("0 refused"), "{said}");
    let page = fs::read_to_string(dir.path().join("content/fi/index.md")).unwrap();
    assert_eq!(page, INDEX);
    let status = String::from_utf8(polku(&dir, &["status"]).stdout).unwrap();
    assert!(status.contains("2 of 2 pages"), "{status}");
}

#[test]
fn translate_toolkit_reads_and_writes_what_is_exported() {
    let Some(python) = python("translate-toolkit", "translate.storage.po") else { return };
    for (format, folder, store) in
        [("po", "po", "po.pofile"), ("xliff", "xliff", "xliff.xlifffile"), ("xliff2", "xliff", "xliff2.Xliff2File")]
    {
        let dir = site();
        run(&dir, &["export", format, "--to", "fi"]);
        let (module, class) = store.split_once('.').unwrap();
        let ending = if format == "po" { "po" } else { "xlf" };
        let file = format!("{folder}/fi/index.{ending}");
        let before = pages(&dir);
        // As Weblate does it: read, one text translated, written.
        let rewrite =
            format!("from translate.storage import {module}\ns = {module}.{class}.parsefile({file:?})\ns.save()\n");
        tool(&python, &["-c", &rewrite], dir.path());
        let import = if format == "po" { "po" } else { "xliff" };
        run(&dir, &["import", import, &file]);
        assert_eq!(pages(&dir), before, "{format}: read and written by translate-toolkit, nothing changed");
        let translate = format!(
            "from translate.storage import {module}\ns = {module}.{class}.parsefile({file:?})\n\
             done = [u for u in s.units if u.source == 'Teine lause.']\nassert len(done) == 1\n\
             done[0].target = 'Toinen lause.'\ndone[0].marktranslated() if hasattr(done[0], 'marktranslated') else None\n\
             s.save()\n"
        );
        tool(&python, &["-c", &translate], dir.path());
        let said = run(&dir, &["import", import, &file]);
        assert!(said.contains("1 taken"), "{format}: {said}");
        let page = fs::read_to_string(dir.path().join("content/fi/hind.md")).unwrap();
        assert_eq!(page, format!("{PRICE_FI}\nToinen lause.\n"), "{format}");
    }
}

#[test]
fn xliff_is_valid_by_the_schemas() {
    if !has("xmllint", "xmllint", &["--version"]) {
        return;
    }
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas");
    for (format, schema) in [("xliff", "xliff-core-1.2-transitional.xsd"), ("xliff2", "xliff-core-2.0.xsd")] {
        let dir = site();
        run(&dir, &["export", format, "--to", "fi"]);
        let schema = schemas.join(schema).display().to_string();
        tool("xmllint", &["--noout", "--nonet", "--schema", &schema, "xliff/fi/index.xlf"], dir.path());
    }
}

#[test]
fn omegat_translates_a_project_and_its_files_are_taken() {
    if !has("OmegaT", "omegat", &["--help"]) {
        return;
    }
    let dir = site();
    run(&dir, &["export", "omegat", "--to", "fi"]);
    let project = dir.path().join("omegat");
    // What a translator did in OmegaT.
    let memory = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><tmx version=\"1.1\"><header creationtool=\"OmegaT\" \
        o-tmf=\"OmegaT TMX\" adminlang=\"EN-US\" datatype=\"plaintext\" creationtoolversion=\"3.6\" segtype=\"paragraph\" \
        srclang=\"et\"/><body><tu><tuv lang=\"et\"><seg>Teine lause.</seg></tuv><tuv lang=\"fi\"><seg>Toinen lause.</seg>\
        </tuv></tu><tu><tuv lang=\"et\"><seg>üks</seg></tuv><tuv lang=\"fi\"><seg>yksi</seg></tuv></tu></body></tmx>";
    fs::write(project.join("omegat/project_save.tmx"), memory).unwrap();
    tool("omegat", &["omegat", "--mode=console-translate"], dir.path());
    let said = run(&dir, &["import", "xliff", "omegat/target/index.xlf"]);
    assert!(said.contains("2 taken") && said.contains("0 refused"), "{said}");
    assert_eq!(
        fs::read_to_string(dir.path().join("content/fi/hind.md")).unwrap(),
        format!("{PRICE_FI}\nToinen lause.\n")
    );
    let page = fs::read_to_string(dir.path().join("content/fi/index.md")).unwrap();
    assert_eq!(page, INDEX.replace("- üks", "- yksi"));
}

#[test]
fn files_and_pages_are_kept_in_step() {
    let dir = site();
    let file = dir.path().join("po/fi/index.po");
    run(&dir, &["translate", "sync", "--to", "fi"]);
    let page = dir.path().join("content/fi/hind.md");
    // In the file; on the page; and the one does not undo the other.
    replace(&file, "msgid \"Teine lause.\"\nmsgstr \"\"", "msgid \"Teine lause.\"\nmsgstr \"Toinen lause.\"");
    replace(&page, "Tavallinen lause.", "Ihan tavallinen lause.");
    run(&dir, &["translate", "sync", "--to", "fi"]);
    let expected = format!("{}\nToinen lause.\n", PRICE_FI.replace("Tavallinen", "Ihan tavallinen"));
    assert_eq!(fs::read_to_string(&page).unwrap(), expected);
    let synced = fs::read_to_string(&file).unwrap();
    assert!(synced.contains("msgstr \"Ihan tavallinen lause.\""), "{synced}");
    run(&dir, &["translate", "sync", "--to", "fi"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), synced, "a second time nothing is left to do");
    // In both, and differently: it is said, and neither is lost.
    replace(&file, "Ihan tavallinen lause.", "Tavallinen lause vain.");
    replace(&page, "Ihan tavallinen lause.", "Aivan tavallinen lause.");
    let output = polku(&dir, &["translate", "sync", "--to", "fi"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("exchange-refused") && said.contains("po/fi/index.po:"), "{said}");
    assert!(fs::read_to_string(&file).unwrap().contains("Tavallinen lause vain."));
    assert!(fs::read_to_string(&page).unwrap().contains("Aivan tavallinen lause."));
    // A file that has what its pages have not is not written over.
    let output = polku(&dir, &["export", "po", "--to", "fi"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(fs::read_to_string(&file).unwrap().contains("Tavallinen lause vain."));
}

/// Puts other words into a file.
fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn what_cannot_be_taken_stays_in_the_file() {
    let dir = site();
    let file = dir.path().join("po/fi/index.po");
    run(&dir, &["translate", "sync", "--to", "fi"]);
    // Refused, for it would be a list; and a draft.
    replace(&file, "msgstr \"Tavallinen lause.\"", "msgstr \"- Tavallinen lause.\"");
    let text = fs::read_to_string(&file).unwrap();
    let draft = text.split("\n\n").map(|entry| {
        if entry.contains("msgid \"Hind\"") {
            entry.replace("msgctxt", "#, fuzzy\nmsgctxt").replace("msgstr \"Hinta\"", "msgstr \"KESKEN\"")
        } else {
            entry.to_owned()
        }
    });
    fs::write(&file, draft.collect::<Vec<_>>().join("\n\n")).unwrap();
    for _ in 0..2 {
        polku(&dir, &["translate", "sync", "--to", "fi"]);
        let synced = fs::read_to_string(&file).unwrap();
        assert!(synced.contains("msgstr \"- Tavallinen lause.\"") && synced.contains("msgstr \"KESKEN\""), "{synced}");
    }
    assert_eq!(fs::read_to_string(dir.path().join("content/fi/hind.md")).unwrap(), PRICE_FI);
}

#[test]
fn a_file_that_nobody_touched_undoes_no_later_edit_of_a_page() {
    for (format, import, file) in [
        ("po", "po", "po/fi/index.po"),
        ("xliff", "xliff", "xliff/fi/index.xlf"),
        ("xliff2", "xliff", "xliff/fi/index.xlf"),
    ] {
        let dir = site();
        run(&dir, &["export", format, "--to", "fi"]);
        let page = dir.path().join("content/fi/hind.md");
        replace(&page, "Tavallinen", "Ihan tavallinen");
        let said = run(&dir, &["import", import, file]);
        assert!(said.contains("0 taken") && said.contains("0 refused"), "{format}: {said}");
        assert!(fs::read_to_string(&page).unwrap().contains("Ihan tavallinen"), "{format}");
        // Nor is it in the way of a new one, also where the original changed meanwhile.
        replace(&dir.path().join("content/et/hind.md"), "Tavaline lause.", "Hoopis muu lause.");
        run(&dir, &["export", format, "--to", "fi"]);
        assert!(fs::read_to_string(dir.path().join(file)).unwrap().contains("Ihan tavallinen"), "{format}");
        // What was changed on both sides is said, and stays as it is on both.
        replace(&page, "Ihan tavallinen", "Aivan tavallinen");
        replace(&dir.path().join(file), "Ihan tavallinen", "Tavallinen vain");
        if format == "po" {
            replace(&dir.path().join(file), "#, fuzzy\n", "");
        }
        let output = polku(&dir, &["import", import, file]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && said.contains("changed here and on its page"), "{format}: {said}");
        assert!(fs::read_to_string(&page).unwrap().contains("Aivan tavallinen"), "{format}");
    }
}

#[test]
fn files_that_cannot_be_read_say_where_and_why() {
    let dir = site();
    let cases: [(&str, &str, &[u8], &str); 6] = [
        ("po", "no-header.po", b"msgctxt \"hind 0000000000\"\nmsgid \"a\"\nmsgstr \"b\"\n", "exchange-syntax"),
        ("po", "charset.po", b"msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=ISO-8859-1\\n\"\n", "exchange-syntax"),
        (
            "po",
            "moved.po",
            b"msgid \"\"\nmsgstr \"Language: fi\\nContent-Type: text/plain; charset=UTF-8\\n\"\n\nmsgctxt \"hind 0000000000\"\nmsgid \"a\"\nmsgstr \"b\"\n",
            "exchange-refused",
        ),
        (
            "po",
            "foreign.po",
            b"msgid \"\"\nmsgstr \"Language: fi\\nContent-Type: text/plain; charset=UTF-8\\n\"\n\nmsgid \"a\"\nmsgstr \"b\"\n",
            "exchange-refused",
        ),
        ("xliff", "bomb.xlf", b"<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><xliff>&b;</xliff>", "exchange-syntax"),
        ("xliff", "cut.xlf", b"<xliff version=\"1.2\"><file original=\"hind\"><body><trans-unit", "exchange-syntax"),
    ];
    for (format, name, bytes, code) in cases {
        fs::write(dir.path().join(name), bytes).unwrap();
        let before = pages(&dir);
        let output = polku(&dir, &["import", format, name]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        assert!(said.contains(&format!("[{code}]")) && said.contains(&format!("--> {name}:")), "{name}: {said}");
        assert_eq!(pages(&dir), before, "{name}");
    }
}
