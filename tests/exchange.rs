//! Texts go to translators' tools and come back: nothing changes that nobody touched, and what was translated is on its
//! page.

use polku::exchange::bilingual::{self, Extent};
use polku::exchange::po::Catalog;
use polku::exchange::xliff::{Exchange, Version};
use polku::exchange::{Applied, Incoming, Page, Progress, Refusal, apply, gettext};
use polku::fs::{Fs, Memory};
use polku::pipeline::{Options, Prepared, prepare};
use polku::translate::Pair;
use proptest::prelude::*;

const SETTINGS: &str = "[book]\ntitle = \"T\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n[output.html]\nsite-url = \"https://example.org/\"\n";
const ORIGIN: &str = "content/et/index.md";
const OWN: &str = "content/fi/index.md";
const LEDGER: &str = "content/fi/.ledger/index";

/// A site with one page, which may have a translation.
#[derive(Clone)]
struct Desk(Memory);

impl Desk {
    fn new(origin: &str) -> Self {
        let mut files = Memory::new();
        files.insert("book.toml", SETTINGS);
        files.insert(ORIGIN, origin);
        Self(files)
    }

    /// With a translation that was checked against the original.
    fn checked(origin: &str, own: &str) -> Self {
        let mut desk = Self::new(origin);
        desk.0.insert(OWN, own);
        let ledger = Pair::find(&desk.prepared(), "index", "fi").unwrap().adopt(0, "").unwrap().text;
        desk.0.insert(LEDGER, ledger);
        desk
    }

    fn read(&self, file: &str) -> Option<String> {
        self.0.read(file).ok().map(|bytes| String::from_utf8(bytes).unwrap())
    }

    fn prepared(&self) -> Prepared {
        prepare(&self.0, &Options { blocks: true, ..Options::default() }).prepared.unwrap()
    }

    fn with<T>(&self, ask: impl FnOnce(&Prepared, &Page<'_>) -> T) -> T {
        let prepared = self.prepared();
        let pair = Pair::find(&prepared, "index", "fi").unwrap();
        let own = self.read(OWN);
        ask(&prepared, &Page::new(pair, &self.read(ORIGIN).unwrap(), own.as_deref(), Vec::new))
    }

    fn catalog(&self) -> Catalog {
        self.with(|prepared, page| gettext::catalog(&prepared.config, page.pair.lang, &[page], Catalog::default()))
    }

    fn xliff(&self, version: Version) -> String {
        self.with(|prepared, page| {
            let made = bilingual::exchanges(&prepared.config, page.pair.lang, &[page], Extent::All);
            made.first().map_or_else(String::new, |(_, exchange)| exchange.to_text(version))
        })
    }

    fn apply(&mut self, incoming: &[Incoming]) -> Applied {
        let applied = self.with(|_, page| {
            apply(&page.pair, &self.read(ORIGIN).unwrap(), self.read(OWN).as_deref(), incoming, "").unwrap()
        });
        if let Some((file, text)) = &applied.text {
            self.0.insert(file.as_str(), text.as_str());
        }
        if let Some(text) = &applied.ledger {
            self.0.insert(LEDGER, text.as_str());
        }
        applied
    }

    /// Takes a PO file.
    fn import(&mut self, catalog: &Catalog) -> Applied {
        let (read, problems) = Catalog::parse(catalog.to_text().as_bytes());
        assert_eq!(problems, []);
        let (pages, ..) = gettext::incoming(&read);
        self.apply(pages.get("index").map_or(&[], Vec::as_slice))
    }

    fn import_xliff(&mut self, text: &str) -> Applied {
        let (exchange, problems) = Exchange::parse(text.as_bytes());
        assert_eq!(problems, []);
        let Some((exchange, _)) = exchange else { return Applied::default() };
        let pages = self.with(|_, page| {
            let units: Vec<_> = page.units.iter().map(|unit| (unit.id, unit.target.clone())).collect();
            bilingual::incoming(&exchange, |_, id| units.iter().find(|(known, _)| *known == id)?.1.clone()).pages
        });
        self.apply(pages.get("index").map_or(&[], Vec::as_slice))
    }

    fn progress(&self) -> Vec<(String, Option<String>, Progress)> {
        self.with(|_, page| page.units.iter().map(|u| (u.source.clone(), u.target.clone(), u.progress)).collect())
    }

    /// Sets the translation of one text and takes it.
    fn translate(&mut self, source: &str, target: &str) -> Applied {
        let mut catalog = self.catalog();
        let message = catalog.messages.iter_mut().find(|message| message.id == source).expect("it goes out");
        message.text = target.to_owned();
        message.flags.clear();
        self.import(&catalog)
    }
}

const PAGE: &str = "---\ntitle: Algus\ndescription: Mis on mis\n---\n\n## Miks? {#miks}\n\nLõik [lingiga](#miks) ja `koodiga`.\n\n- üks\n- kaks\n\n> tsitaat\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n```\nkood\n```\n";

#[test]
fn a_page_is_translated_piece_by_piece() {
    let mut desk = Desk::new(PAGE);
    assert_eq!(desk.translate("Algus", "Alku: \"nyt\"").taken, 1);
    assert_eq!(
        desk.translate("Lõik [lingiga](#miks) ja `koodiga`.", "Kappale [linkillä](#miks) ja `koodiga`.").taken,
        1
    );
    assert_eq!(desk.translate("| A | B |", "| AA | BB |").taken, 1);
    assert_eq!(desk.translate("Miks?", "Miksi?").taken, 1);
    assert_eq!(
        desk.read(OWN).unwrap(),
        "---\ntitle: \"Alku: \\\"nyt\\\"\"\ndescription: Mis on mis\n---\n\n## Miksi? {#miks}\n\nKappale [linkillä](#miks) ja `koodiga`.\n\n- üks\n- kaks\n\n> tsitaat\n\n| AA | BB |\n|---|---|\n| 1 | 2 |\n\n```\nkood\n```\n"
    );
    let done = desk.progress().into_iter().filter(|(_, _, progress)| *progress == Progress::Done).count();
    assert_eq!(done, 4);
}

#[test]
fn what_does_not_fit_is_refused_and_the_rest_is_taken() {
    let cases = [
        ("üks", "# yksi", Refusal::Broken),
        ("üks", "yksi\n\nkaksi", Refusal::Broken),
        ("| A | B |", "| A | B | C |\nD", Refusal::Broken),
        ("tsitaat", "1. eka\\\n2. toka", Refusal::Broken),
    ];
    for (source, target, why) in cases {
        let mut desk = Desk::new(PAGE);
        let mut catalog = desk.catalog();
        for message in &mut catalog.messages {
            match message.id.as_str() {
                "kaks" => message.text = "kaksi".to_owned(),
                id if id == source => message.text = target.to_owned(),
                _ => {}
            }
        }
        let applied = desk.import(&catalog);
        assert_eq!((applied.taken, applied.refused.len()), (1, 1), "{target:?}");
        assert_eq!(applied.refused[0].1, why, "{target:?}");
        assert!(desk.read(OWN).unwrap().contains("- üks\n- kaksi\n\n> tsitaat\n\n| A | B |\n"), "{target:?}");
    }
    let link = "Lõik [lingiga](#miks) ja `koodiga`.";
    let row = Desk::new(PAGE).translate("| 1 | 2 |", "| 1 | 2 | c |");
    assert!(matches!(row.refused[..], [(_, Refusal::Drift(_))]), "{row:?}");
    for target in ["Kappale ja `koodiga`.", "Kappale [linkillä](#miks).", "Kappale [linkillä](#miks) 7 `koodiga`."] {
        let applied = Desk::new(PAGE).translate(link, target);
        assert!(matches!(applied.refused[..], [(_, Refusal::Drift(_))]), "{target}: {applied:?}");
        assert!(applied.text.is_none());
    }
}

#[test]
fn a_text_that_the_original_says_no_more_is_refused() {
    let before = Desk::new(PAGE).catalog();
    let mut desk = Desk::new(&PAGE.replace("tsitaat", "muu tsitaat"));
    let mut catalog = before;
    catalog.messages.retain(|message| message.id == "tsitaat");
    catalog.messages[0].text = "lainaus".to_owned();
    let applied = desk.import(&catalog);
    assert!(matches!(applied.refused[..], [(_, Refusal::Moved)]), "{applied:?}");
    assert_eq!(desk.read(OWN), None);
}

#[test]
fn what_is_out_of_date_is_fuzzy_until_somebody_looked_at_it() {
    let mut desk = Desk::checked("# Algus\n\nVana lõik.\n\nTeine.\n", "# Alku\n\nVanha kappale.\n\nToinen.\n");
    desk.0.insert(ORIGIN, "# Algus\n\nUus pikem lõik.\n\nTeine.\n");
    let mut catalog = desk.catalog();
    let fuzzy: Vec<&str> = catalog.messages.iter().filter(|m| m.is_fuzzy()).map(|m| m.id.as_str()).collect();
    assert_eq!(fuzzy, ["Uus pikem lõik."]);
    assert!(desk.import(&catalog).ledger.is_none(), "a fuzzy text is not taken");
    // It holds as it is.
    catalog.messages.iter_mut().for_each(|message| message.flags.clear());
    let applied = desk.import(&catalog);
    assert_eq!((applied.taken, applied.confirmed, applied.text.is_none()), (0, 1, true));
    assert!(desk.progress().iter().all(|(_, _, progress)| *progress == Progress::Done));
}

#[test]
fn a_new_block_of_the_original_gets_its_place() {
    let mut desk = Desk::checked("# A\n\nÜks.\n\n- a\n- c\n\nLõpp.\n", "# B\n\nYksi.\n\n- A\n- C\n\nLoppu.\n");
    desk.0.insert(ORIGIN, "# A\n\nÜks.\n\nKaks.\n\n- a\n- b\n- c\n\nLõpp.\n");
    let applied = desk.translate("b", "BB");
    assert_eq!((applied.taken, applied.refused.len()), (1, 0));
    // The other one is there in the original's words, and known not to be translated.
    assert_eq!(desk.read(OWN).unwrap(), "# B\n\nYksi.\n\nKaks.\n\n- A\n- BB\n- C\n\nLoppu.\n");
    let open: Vec<_> = desk.progress().into_iter().filter(|(_, _, progress)| *progress != Progress::Done).collect();
    assert_eq!(open, [("Kaks.".to_owned(), None, Progress::Untranslated)]);
}

#[test]
fn missing_blocks_find_their_places_in_a_translation_of_another_order() {
    let origin = "Esimene lõik 1.\n\nTeine lõik.\n\nKolmas lõik 3.\n\nNeljas lõikk.\n";
    let first = "Ensimmäinen ääääääääääääääääääääääääääääääääääää kappale 1.";
    let mut desk = Desk::checked("Esimene lõik 1.\n\nKolmas lõik 3.\n", &format!("{first}\n\nKolmas kappale 3.\n"));
    desk.0.insert(ORIGIN, origin);
    desk.0.insert(OWN, format!("Kolmas kappale 3.\n\n{first}\n"));
    let applied = desk.translate("Teine lõik.", "Toinen kappale.");
    assert_eq!((applied.taken, applied.refused.len()), (1, 0), "{applied:?}");
    assert_eq!(desk.read(OWN).unwrap(), format!("Kolmas kappale 3.\n\nNeljas lõikk.\n\n{first}\n\nToinen kappale.\n"));
}

#[test]
fn a_page_keeps_its_line_ends_and_needs_no_description() {
    let mut desk = Desk::checked(
        "---\ntitle: A\ndescription: D\n---\n\nÜks.\n\nKolm.\n",
        "---\r\ntitle: B\r\n---\r\n\r\nYksi.\r\n\r\nKolme.\r\n",
    );
    desk.0.insert(ORIGIN, "---\ntitle: A\ndescription: D\n---\n\nÜks.\n\nKaks\\\nrida.\n\nKolm.\n");
    let applied = desk.translate("Kaks\\\nrida.", "Kaksi\\\nriviä.");
    assert_eq!((applied.taken, applied.refused.len()), (1, 0), "{applied:?}");
    assert_eq!(
        desk.read(OWN).unwrap(),
        "---\r\ntitle: B\r\n---\r\n\r\nYksi.\r\n\r\nKaksi\\\r\nriviä.\r\n\r\nKolme.\r\n"
    );
}

#[test]
fn an_item_that_begins_with_an_escape_is_replaced_whole() {
    let mut desk = Desk::checked("- a\n- \\*b\\*\n", "- A\n- \\*B\\*\n");
    desk.0.insert(ORIGIN, "- a\n- \\*b\\* ja c\n");
    let applied = desk.translate("\\*b\\* ja c", "C ja \\*B\\*");
    assert_eq!((applied.taken, applied.refused.len()), (1, 0), "{applied:?}");
    assert_eq!(desk.read(OWN).unwrap(), "- A\n- C ja \\*B\\*\n");
}

#[test]
fn what_translators_wrote_into_a_file_stays_in_it() {
    let desk = Desk::checked("# Algus\n\nLõik.\n", "# Alku\n\nKappale.\n");
    let mut old = desk.catalog();
    old.comments.push("Soome tõlge".to_owned());
    old.header.push(("Last-Translator".to_owned(), "Mari".to_owned()));
    old.messages[1].comments.push("kas nii on hea?".to_owned());
    let mut gone = old.messages[1].clone();
    (gone.context, gone.id, gone.text) =
        (Some("index 0000000000".to_owned()), "Läinud.".to_owned(), "Mennyt.".to_owned());
    old.messages.push(gone);
    let (old, problems) = Catalog::parse(old.to_text().as_bytes());
    assert_eq!(problems, []);
    let new = desk.with(|prepared, page| gettext::catalog(&prepared.config, page.pair.lang, &[page], old));
    assert_eq!(new.comments, ["Soome tõlge"]);
    assert_eq!(new.field("Last-Translator"), Some("Mari"));
    assert_eq!(new.messages[1].comments, ["kas nii on hea?"]);
    assert_eq!((new.messages.len(), new.obsolete.len()), (2, 1));
    assert_eq!(new.obsolete[0].text, "Mennyt.");
}

/// Words with markup in them.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => "[a-zäöõü]{1,6}",
        1 => "[a-z]{1,4}".prop_map(|w| format!("**{w}**")),
        1 => "[a-z]{1,4}".prop_map(|w| format!("`{w}`")),
        1 => "[a-z]{1,4}".prop_map(|w| format!("[{w}](https://example.org/)")),
        1 => Just("\\*täht\\*".to_owned()),
        1 => Just("„jah“,".to_owned()),
        1 => Just("a&b<c".to_owned()),
    ];
    proptest::collection::vec(word, 1..7).prop_map(|words| words.join(" "))
}

fn block() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => words(),
        2 => (words(), words()).prop_map(|(a, b)| format!("{a}\n{b}\\\n{a}")),
        2 => words().prop_map(|text| format!("## {text}")),
        2 => proptest::collection::vec(words(), 1..4).prop_map(|items| format!("- {}", items.join("\n- "))),
        1 => (words(), words()).prop_map(|(a, b)| format!("1. {a}\n\n   {b}\n   {a}\n2. {b}")),
        1 => (words(), words()).prop_map(|(a, b)| format!("> {a}\n> {b}\n>\n> - {a}")),
        1 => (words(), words()).prop_map(|(a, b)| format!("| {a} | {b} |\n|---|---|\n| {b} | {a} |")),
        1 => words().prop_map(|text| format!("```\n{text}\n```")),
    ]
}

/// A page whose blocks are all different, for what says the same twice may be taken for one another.
fn page() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(block(), 1..7)
}

fn text(blocks: &[String]) -> String {
    format!("---\ntitle: Pealkiri\n---\n\n{}\n", blocks.join("\n\n"))
}

/// What the original's author does.
#[derive(Clone, Debug)]
enum Edit {
    Reword(prop::sample::Index),
    Insert(prop::sample::Index, String),
    Remove(prop::sample::Index),
}

impl Edit {
    fn apply(&self, blocks: &mut Vec<String>) {
        match self {
            Self::Reword(at) => {
                let at = at.index(blocks.len());
                let block = &mut blocks[at];
                if let Some(word) = block.find(char::is_alphabetic) {
                    block.insert_str(word, "uus ");
                }
            }
            Self::Insert(at, new) => blocks.insert(at.index(blocks.len() + 1), new.clone()),
            Self::Remove(at) if blocks.len() > 1 => {
                blocks.remove(at.index(blocks.len()));
            }
            Self::Remove(_) => {}
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        at().prop_map(Edit::Reword),
        (at(), block()).prop_map(|(at, new)| Edit::Insert(at, new)),
        at().prop_map(Edit::Remove),
    ]
}

/// Another text of the same shape.
fn translated(source: &str) -> String {
    match source.strip_suffix(" |") {
        Some(row) => format!("{row} lisa |"),
        None => format!("{source} lisa"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the page and however much of it is translated: out and back with nothing touched, nothing changes; and
    /// with everything translated, everything is on the page.
    #[test]
    fn out_and_back(blocks in page(), first in 0usize..7, edits in proptest::collection::vec(edit(), 0..3)) {
        let mut desk = Desk::new(&text(&blocks));
        // A part of it is translated.
        let mut catalog = desk.catalog();
        for message in catalog.messages.iter_mut().take(first) {
            message.text = translated(&message.id);
        }
        let applied = desk.import(&catalog);
        prop_assert_eq!(&applied.refused, &[]);
        // And then the original changed.
        let mut blocks = blocks;
        edits.iter().for_each(|edit| edit.apply(&mut blocks));
        desk.0.insert(ORIGIN, text(&blocks));

        let (page, ledger) = (desk.read(OWN), desk.read(LEDGER));
        let untouched = desk.catalog();
        desk.import(&untouched);
        for version in [Version::V1_2, Version::V2_0] {
            let xliff = desk.xliff(version);
            desk.import_xliff(&xliff);
        }
        prop_assert_eq!((desk.read(OWN), desk.read(LEDGER)), (page, ledger));
        prop_assert_eq!(desk.catalog(), untouched);

        for version in [None, Some(Version::V1_2), Some(Version::V2_0)] {
            let mut desk = desk.clone();
            let applied = match version {
                None => {
                    let mut catalog = desk.catalog();
                    for message in &mut catalog.messages {
                        message.text = translated(&message.id);
                        message.flags.clear();
                    }
                    desk.import(&catalog)
                }
                Some(version) => {
                    let (exchange, _) = Exchange::parse(desk.xliff(version).as_bytes());
                    let mut exchange = exchange.unwrap().0;
                    for unit in exchange.files.iter_mut().flat_map(|file| &mut file.units) {
                        let mut target = unit.source.clone();
                        let row = matches!(target.last(), Some(polku::exchange::xliff::Piece::Single { code, .. }) if code == "|");
                        let at = target.len() - usize::from(row);
                        let lisa = if row { "lisa " } else { " lisa" };
                        target.insert(at, polku::exchange::xliff::Piece::Text(lisa.to_owned()));
                        unit.target = Some(target);
                        unit.state = polku::exchange::xliff::State::Translated;
                    }
                    desk.import_xliff(&exchange.to_text(version))
                }
            };
            // A paragraph that became an item is for a person to move.
            let is_moved = |why: &Refusal| matches!(why, Refusal::Drift(what) if what.starts_with("this is "));
            prop_assert!(applied.refused.iter().all(|(_, why)| is_moved(why)), "{:?}", applied.refused);
            let open: Vec<_> = desk
                .progress()
                .into_iter()
                .filter(|(source, target, progress)| {
                    *progress != Progress::Done || *target != Some(translated(source))
                })
                .collect();
            prop_assert!(open.len() <= applied.refused.len(), "{:?} but {:?}", open, applied.refused);
        }
    }
}

mod interface {
    use std::fs;
    use std::process::Command;

    const SETTINGS: &str = "[book]\ntitle = \"T\"\nlanguage = \"et\"\n[language.et]\n[language.lv]\n";

    fn polku(root: &std::path::Path, arguments: &[&str]) -> (bool, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_polku"))
            .args(arguments)
            .current_dir(root)
            .env("LC_ALL", "C")
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn site() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("book.toml", SETTINGS);
        write("content/et/index.md", "# Algus\n\nTere.\n");
        write("content/lv/index.md", "# Sākums\n\nLabdien.\n");
        root
    }

    /// A PO file's message with a translation.
    fn translated(po: &str, key: &str, text: &str) -> String {
        let start = po.find(&format!("msgctxt \"_theme {key}\"\n")).unwrap();
        let at = start + po[start..].find("msgstr \"\"\n").unwrap();
        format!("{}msgstr \"{text}\"\n{}", &po[..at], &po[at + "msgstr \"\"\n".len()..])
    }

    #[test]
    fn texts_that_the_theme_lacks_go_out_and_come_back() {
        let root = site();
        assert!(polku(root.path(), &["export", "po", "--to", "lv"]).0);
        let file = root.path().join("po/lv/_theme.po");
        let po = fs::read_to_string(&file).unwrap();
        let po = translated(&po, "skip", "Uz saturu");
        let po = translated(
            &po,
            "pages-count",
            "{ $count ->\\n    [one] { $count } lapa\\n   *[other] { $count } lapas\\n}",
        );
        fs::write(&file, translated(&po, "stage-of", "Posms { $number }")).unwrap();
        let (fine, told) = polku(root.path(), &["import", "po", "po/lv/_theme.po"]);
        assert!(!fine && told.contains("`stage-of` has to show $number, $total, and shows $number"), "{told}");
        let ftl = fs::read_to_string(root.path().join("themes/polku/i18n/lv.ftl")).unwrap();
        assert!(ftl.contains("skip = Uz saturu\n") && ftl.contains("[one] { $count } lapa\n"), "{ftl}");
        assert!(!ftl.contains("stage-of"), "{ftl}");
        // What was refused is still in the file, and the rest is as it was.
        let before = fs::read_to_string(&file).unwrap();
        assert!(polku(root.path(), &["export", "po", "--to", "lv"]).0);
        let after = fs::read_to_string(&file).unwrap();
        assert!(after.contains("msgstr \"Posms { $number }\"") && before.contains("msgstr \"Uz saturu\""), "{after}");
        let html = polku(root.path(), &["build"]);
        assert!(html.0, "{}", html.1);
        assert!(fs::read_to_string(root.path().join("public/lv/index.html")).unwrap().contains("Uz saturu"));
    }

    #[test]
    fn a_language_that_has_all_texts_gets_no_file_of_them() {
        let root = site();
        fs::write(root.path().join("book.toml"), SETTINGS.replace("language.lv", "language.fi")).unwrap();
        fs::rename(root.path().join("content/lv"), root.path().join("content/fi")).unwrap();
        assert!(polku(root.path(), &["export", "po", "--to", "fi"]).0);
        assert!(!root.path().join("po/fi/_theme.po").exists());
    }
}

mod drafts {
    use std::fs;
    use std::process::Command;

    #[test]
    fn a_text_that_is_marked_for_review_is_kept_by_the_next_export() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("book.toml", "[book]\ntitle = \"T\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n");
        write("content/et/index.md", "# Algus\n\nTere, klient.\n\nTeine.\n");
        write("content/fi/index.md", "# Alku\n");
        let polku = |arguments: &[&str]| {
            let command = Command::new(env!("CARGO_BIN_EXE_polku")).args(arguments).current_dir(root.path()).output();
            command.unwrap().status.success()
        };
        for format in ["xliff", "xliff2"] {
            assert!(polku(&["export", format, "--to", "fi", "--out", format]));
            let file = root.path().join(format).join("fi/index.xlf");
            let text = fs::read_to_string(&file).unwrap();
            let draft = if format == "xliff" {
                "<target state=\"needs-review-translation\">Hei, asiakas.</target>"
            } else {
                "<target>Hei, asiakas.</target>"
            };
            let source = "<source>Tere, klient.</source>";
            let at = text.find(source).unwrap() + source.len();
            // Whatever stands for a translation that is not there yet goes.
            let rest = text[at..].trim_start();
            let rest = rest.strip_prefix("<target state=\"needs-translation\"/>").unwrap_or(rest);
            let text = format!("{}\n{draft}\n{rest}", &text[..at]);
            let text =
                text.replacen("subState=\"polku:needs-translation\"", "", if format == "xliff2" { 9 } else { 0 });
            fs::write(&file, text).unwrap();
            assert!(polku(&["export", format, "--to", "fi", "--out", format]));
            let text = fs::read_to_string(&file).unwrap();
            assert!(text.contains("Hei, asiakas."), "{text}");
            // It is no translation yet.
            assert!(!fs::read_to_string(root.path().join("content/fi/index.md")).unwrap().contains("Hei"));
        }
    }
}
