//! What becomes of a translation as its original and it are edited: the state of every block after every edit.

use std::collections::HashSet;

use polku::fs::Memory;
use polku::pipeline::{Options, Prepared, prepare};
use polku::translate::Pair;
use polku::translation::State;
use proptest::prelude::*;

const SETTINGS: &str = "[book]\ntitle = \"T\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n[output.html]\nsite-url = \"https://example.org/\"\n";

/// A site with one page in two languages, each a list of blocks.
#[derive(Clone, Default)]
struct Desk {
    origin: Vec<String>,
    own: Vec<String>,
    ledger: String,
}

impl Desk {
    /// A translation that was checked against its original, block by block.
    fn checked(blocks: &[(&str, &str)]) -> Self {
        let (origin, own) = blocks.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).unzip();
        let mut desk = Self { origin, own, ledger: String::new() };
        desk.ledger = desk.with(|pair| pair.adopt(0, "").unwrap().text);
        desk
    }

    fn prepared(&self) -> Prepared {
        let mut files = Memory::new();
        files.insert("book.toml", SETTINGS);
        files.insert("content/et/index.md", self.origin.join("\n\n"));
        files.insert("content/fi/index.md", self.own.join("\n\n"));
        if !self.ledger.is_empty() {
            files.insert("content/fi/.ledger/index", self.ledger.as_str());
        }
        prepare(&files, &Options { blocks: true, ..Options::default() }).prepared.unwrap()
    }

    fn with<T>(&self, ask: impl FnOnce(&Pair<'_>) -> T) -> T {
        ask(&Pair::find(&self.prepared(), "index", "fi").unwrap())
    }

    /// The state of each block of the translation; behind them the original's blocks that it lacks.
    fn states(&self) -> Vec<String> {
        self.with(|pair| {
            let (mut states, mut missing) = (Vec::new(), Vec::new());
            for open in pair.blocks() {
                match (open.own, open.state, open.origin) {
                    (Some((number, _)), Some(state), _) => states.push((number, format!("{state:?}").to_lowercase())),
                    (_, _, Some(block)) => missing.push(format!("missing {}", &self.origin.join("\n\n")[block.span()])),
                    _ => {}
                }
            }
            states.sort();
            states.into_iter().map(|(_, state)| state).chain(missing).collect()
        })
    }

    /// The states that are not fresh, with the blocks they are of.
    fn open(&self) -> Vec<String> {
        let states = self.states();
        let named = states.iter().zip(self.own.iter().map(Some).chain(std::iter::repeat(None)));
        let open = named.filter(|(state, _)| *state != "fresh");
        open.map(|(state, own)| own.map_or_else(|| state.clone(), |own| format!("{state}: {own}"))).collect()
    }

    /// The translator says that it is done. Gives the numbers of the blocks that were refused.
    fn done(&mut self, unchanged: &[usize]) -> Vec<usize> {
        let unchanged: HashSet<usize> = unchanged.iter().copied().collect();
        let (text, refused) = self.with(|pair| {
            let recorded = pair.done(&unchanged, "").unwrap();
            (recorded.text, recorded.refused.iter().filter_map(|open| Some(open.own?.0)).collect())
        });
        self.ledger = text;
        refused
    }
}

fn page() -> Desk {
    Desk::checked(&[
        ("# Pealkiri", "# Otsikko"),
        ("Esimene lõik on siin.", "Ensimmäinen kappale on tässä."),
        ("## Teine osa", "## Toinen osa"),
        ("Teine lõik räägib hinnast.", "Toinen kappale puhuu hinnasta."),
        ("- piim", "- maito"),
        ("Viimane lõik lõpetab loo.", "Viimeinen kappale päättää tarinan."),
    ])
}

#[test]
fn a_page_that_was_checked_is_fresh() {
    assert_eq!(page().open(), [""; 0]);
}

#[test]
fn white_space_wrapping_line_ends_and_link_targets_do_not_count() {
    let mut desk = page();
    desk.origin[1] = "Esimene\r\n  lõik   on\nsiin.".to_owned();
    desk.origin[4] = "* piim\n".to_owned();
    desk.own[3] = "Toinen kappale\npuhuu hinnasta.".to_owned();
    assert_eq!(desk.open(), [""; 0]);
}

#[test]
fn a_reworded_block_is_named_and_no_other() {
    let mut desk = page();
    desk.origin[3] = "Teine lõik räägib nüüd väärtusest.".to_owned();
    assert_eq!(desk.open(), ["wording: Toinen kappale puhuu hinnasta."]);
}

#[test]
fn a_comma_a_capital_or_emphasis_are_cosmetic() {
    for text in ["Teine lõik, räägib hinnast!", "TEINE lõik räägib hinnast.", "Teine *lõik* räägib hinnast."] {
        let mut desk = page();
        desk.origin[3] = text.to_owned();
        assert_eq!(desk.open(), ["cosmetic: Toinen kappale puhuu hinnasta."], "{text}");
    }
}

#[test]
fn a_paragraph_that_became_an_item_changed_its_structure() {
    let mut desk = page();
    desk.origin[3] = "- Teine lõik räägib hinnast.\n\n<!-- -->".to_owned();
    assert_eq!(desk.open(), ["structure: Toinen kappale puhuu hinnasta."]);
}

#[test]
fn a_new_block_is_missing_and_a_deleted_one_is_gone() {
    let mut desk = page();
    desk.origin.insert(2, "Täiesti uus mõte vahepeal.".to_owned());
    assert_eq!(desk.open(), ["missing Täiesti uus mõte vahepeal."]);
    desk.origin.remove(4);
    assert_eq!(desk.open(), ["gone: Toinen kappale puhuu hinnasta.", "missing Täiesti uus mõte vahepeal."]);
}

#[test]
fn blocks_may_move_on_either_side() {
    let mut desk = page();
    desk.origin.swap(1, 5);
    assert_eq!(desk.open(), [""; 0]);
    desk.own.swap(1, 3);
    assert_eq!(desk.open(), [""; 0]);
}

#[test]
fn a_split_block_is_changed_and_its_other_half_new() {
    let mut desk = page();
    desk.origin[3] = "Teine lõik räägib".to_owned();
    desk.origin.insert(4, "hinnast ja väärtusest.".to_owned());
    let open = desk.open();
    assert_eq!(open.len(), 2, "{open:?}");
    assert_eq!(open[0], "wording: Toinen kappale puhuu hinnasta.");
    assert!(open[1].starts_with("missing "), "{open:?}");
}

#[test]
fn two_merged_blocks_are_one_changed_and_one_gone() {
    let mut desk = page();
    desk.origin[1] = "Esimene lõik on siin. Teine lõik räägib hinnast.".to_owned();
    desk.origin.remove(3);
    let open = desk.open();
    assert_eq!(open.len(), 2, "{open:?}");
    assert!(open.contains(&"wording: Ensimmäinen kappale on tässä.".to_owned()), "{open:?}");
    assert!(open.contains(&"gone: Toinen kappale puhuu hinnasta.".to_owned()), "{open:?}");
}

#[test]
fn the_same_text_twice_is_two_blocks() {
    let mut desk = Desk::checked(&[("Edasi.", "Eteenpäin."), ("Vahel.", "Välissä."), ("Edasi.", "Eteenpäin.")]);
    assert_eq!(desk.open(), [""; 0]);
    desk.origin.push("Edasi.".to_owned());
    assert_eq!(desk.open(), ["missing Edasi."]);
    desk.own.push("Jatka.".to_owned());
    assert_eq!(desk.open(), [""; 0]);
}

#[test]
fn a_block_is_not_fresh_because_another_has_the_same_original() {
    let mut desk = Desk::checked(&[("# Kodu", "# Koti"), ("Jah.", "Kyllä."), ("Ei.", "Ei kai.")]);
    desk.origin[2] = "Jah.".to_owned();
    assert_eq!(desk.open(), ["wording: Ei kai."]);
    let mut desk = Desk::checked(&[("# Kodu", "# Koti"), ("Suur asi.", "Iso asia.")]);
    desk.origin.push("Suur asi.".to_owned());
    desk.own.push("Suur asi.".to_owned());
    assert_eq!(desk.open(), ["untranslated: Suur asi."]);
}

#[test]
fn of_the_same_text_several_times_each_is_tied_where_it_stands() {
    let mut desk = Desk::checked(&[("- Jah", "- Kyllä"), ("- Jah", "- Joo"), ("Viimane rida.", "Viimeinen rivi.")]);
    desk.origin[2] = "Hoopis teine rida.".to_owned();
    assert_eq!(desk.open(), ["wording: Viimeinen rivi."]);
}

#[test]
fn a_started_page_is_translated_from_its_top() {
    let origin = ["# Kodu", "Just nii.", "Suur tekst on siin.", "Just nii."].map(str::to_owned).to_vec();
    let started = {
        let mut files = Memory::new();
        files.insert("book.toml", SETTINGS);
        files.insert("content/et/index.md", origin.join("\n\n"));
        let prepared = prepare(&files, &Options { blocks: true, ..Options::default() }).prepared.unwrap();
        Pair::find(&prepared, "index", "fi").unwrap().start(&origin.join("\n\n")).unwrap()
    };
    let mut desk = Desk { own: origin.clone(), origin, ledger: started.ledger };
    for (i, text) in ["# Koti", "Juuri niin.", "Iso teksti on tässä."].into_iter().enumerate() {
        desk.own[i] = text.to_owned();
        let untranslated = vec!["untranslated"; 3 - i];
        assert_eq!(desk.states(), [vec!["fresh"; i + 1], untranslated].concat());
        assert_eq!(desk.done(&[]).len(), 3 - i);
        assert_eq!(desk.states()[i + 1..], vec!["untranslated"; 3 - i]);
    }
}

#[test]
fn how_code_is_set_in_and_what_signs_mean_counts() {
    let mut desk =
        Desk::checked(&[("```\nif x:\n    y()\n```", "```\nif x:\n    y()\n```"), ("Hind on 4 €.", "Hinta on 4 €.")]);
    desk.origin[0] = "```\nif x:\ny()\n```".to_owned();
    desk.origin[1] = "Hind on 4 $.".to_owned();
    let open = desk.open();
    assert_eq!(open.iter().filter(|open| open.starts_with("wording")).count(), 2, "{open:?}");
}

#[test]
fn done_takes_what_was_translated_anew_and_refuses_what_nobody_touched() {
    let mut desk = page();
    desk.origin[1] = "Esimene lõik on hoopis siin all.".to_owned();
    desk.origin[3] = "Teine lõik räägib nüüd väärtusest.".to_owned();
    desk.own[1] = "Ensimmäinen kappale onkin tässä alla.".to_owned();
    assert_eq!(desk.done(&[]), [4]);
    assert_eq!(desk.open(), ["wording: Toinen kappale puhuu hinnasta."]);
    assert_eq!(desk.done(&[4]), [0; 0]);
    assert_eq!(desk.open(), [""; 0]);
    // What was checked once is known by its new wording.
    desk.origin[1] = "Esimene lõik on siin.".to_owned();
    assert_eq!(desk.open(), ["wording: Ensimmäinen kappale onkin tässä alla."]);
}

#[test]
fn what_is_word_for_word_the_original_is_not_taken_for_a_translation() {
    let desk = Desk::checked(&[
        ("# Pealkiri", "# Otsikko"),
        ("Kõik on sama.", "Kõik on sama."),
        ("```\nkood\n```", "```\nkood\n```"),
    ]);
    assert_eq!(desk.open(), ["untranslated: Kõik on sama."]);
    let mut desk = desk;
    assert_eq!(desk.done(&[]), [2]);
    assert_eq!(desk.done(&[2]), [0; 0]);
    assert_eq!(desk.open(), [""; 0]);
}

#[test]
fn a_translation_may_be_improved_without_being_out_of_date() {
    let mut desk = page();
    desk.own[1] = "Ensimmäinen kappale löytyy täältä.".to_owned();
    assert_eq!(desk.open(), [""; 0]);
}

#[test]
fn a_started_page_is_the_originals_text_and_counts_block_by_block() {
    let mut desk = page();
    let (text, ledger) = {
        let mut files = Memory::new();
        files.insert("book.toml", SETTINGS);
        files.insert(
            "content/et/index.md",
            format!("---\nslug: avaleht\norder: 3\ntitle: Avaleht\n---\n{}", desk.origin.join("\n\n")),
        );
        files.insert("content/fi/x.md", "# X");
        let prepared = prepare(&files, &Options { blocks: true, ..Options::default() }).prepared.unwrap();
        let original = format!("---\nslug: avaleht\norder: 3\ntitle: Avaleht\n---\n{}", desk.origin.join("\n\n"));
        let started = Pair::find(&prepared, "index", "fi").unwrap().start(&original).unwrap();
        assert_eq!(started.file, "content/fi/index.md");
        (started.text, started.ledger)
    };
    assert!(text.starts_with("---\ntitle: Avaleht\n---\n# Pealkiri\n"), "{text}");
    let title = "---\ntitle: Avaleht\n---\n".to_owned();
    desk.origin[0].insert_str(0, &title);
    (desk.own, desk.ledger) = (desk.origin.clone(), ledger);
    assert_eq!(desk.states(), ["untranslated"; 7]);
    desk.own[1] = "Ensimmäinen kappale on tässä.".to_owned();
    let states = desk.states();
    assert_eq!((states[2].as_str(), states.iter().filter(|state| *state == "untranslated").count()), ("fresh", 6));
    // The original goes on; what is not translated yet is still not.
    desk.origin[5] = "Viimane lõik lõpetab loo teisiti.".to_owned();
    assert_eq!(desk.states()[6], "untranslated");
    assert_eq!(desk.done(&[]).len(), 6);
}

#[test]
fn ledgers_of_two_branches_are_merged_by_keeping_all_lines() {
    let (mut a, mut b) = (page(), page());
    a.origin[1] = "Esimene lõik on hoopis siin all.".to_owned();
    a.own[1] = "Ensimmäinen kappale onkin tässä alla.".to_owned();
    a.done(&[]);
    b.origin[5] = "Viimane lõik ei lõpeta midagi.".to_owned();
    b.own[5] = "Viimeinen kappale ei päätä mitään.".to_owned();
    b.done(&[]);
    let mut merged = a.clone();
    (merged.origin[5], merged.own[5]) = (b.origin[5].clone(), b.own[5].clone());
    for text in [
        format!("{}{}", a.ledger, b.ledger),
        format!("{}<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n", "", a.ledger, b.ledger),
    ] {
        merged.ledger = text;
        assert_eq!(merged.open(), [""; 0]);
    }
    // The next write tidies up.
    merged.done(&[]);
    assert!(!merged.ledger.contains("<<<<"), "{}", merged.ledger);
    // Its head, a line for the two pages as wholes, and one a block.
    assert_eq!(merged.ledger.lines().count(), 2 + merged.own.len(), "{}", merged.ledger);
}

#[test]
fn a_renamed_heading_keeps_its_old_address() {
    let mut desk = page();
    desk.origin[2] = "## Kolmas osa".to_owned();
    let sink = polku::emit::Memory::new();
    desk.prepared().render(&Memory::new(), &sink, None).unwrap();
    let html = String::from_utf8(sink.into_files()["et/index.html"].to_vec()).unwrap();
    assert!(html.contains("id=\"kolmas-osa\"") && html.contains("id=\"teine-osa\""), "{html}");
}

/// An edit of the original's block with this number.
#[derive(Clone, Debug)]
enum Edit {
    Reword(usize),
    Comma(usize),
    Delete(usize),
    Insert(usize),
    Move(usize, usize),
}

const WORDS: [&str; 24] = [
    "klient",
    "hind",
    "väärtus",
    "soov",
    "vajadus",
    "ostma",
    "küsib",
    "vastab",
    "müüja",
    "pood",
    "teab",
    "otsustab",
    "kaup",
    "teenus",
    "abi",
    "tagasi",
    "uuesti",
    "kõne",
    "arve",
    "garantii",
    "kiri",
    "lepib",
    "tunneb",
    "valik",
];

/// A sentence that no other block has.
fn sentence(n: usize, salt: usize) -> String {
    let words: Vec<&str> = (0..6 + n % 7).map(|i| WORDS[(n * 7 + i * (5 + salt) + salt * 11) % WORDS.len()]).collect();
    format!("{} number{}x{}.", words.join(" "), letters(n), letters(salt))
}

/// A number without digits, which would count as one.
fn letters(n: usize) -> String {
    format!("{n}").bytes().map(|b| char::from(b - b'0' + b'a')).collect()
}

fn edits() -> impl Strategy<Value = (usize, Vec<Edit>)> {
    (8usize..40).prop_flat_map(|blocks| {
        let place = 0..blocks;
        let edit = prop_oneof![
            place.clone().prop_map(Edit::Reword),
            place.clone().prop_map(Edit::Comma),
            place.clone().prop_map(Edit::Delete),
            place.clone().prop_map(Edit::Insert),
            (place.clone(), place).prop_map(|(a, b)| Edit::Move(a, b)),
        ];
        (Just(blocks), prop::collection::vec(edit, 1..7))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every block of the translation whose original is as it was is fresh, wherever it stands by now; one whose
    /// original is gone or another is not; nothing is said to be missing that has a translation.
    #[test]
    fn after_any_edits_of_the_original_each_block_is_judged_rightly((blocks, edits) in edits()) {
        let origin: Vec<String> = (0..blocks).map(|n| sentence(n, 0)).collect();
        let own: Vec<String> = (0..blocks).map(|n| format!("Käännös {}", sentence(n, 3))).collect();
        let pairs: Vec<(&str, &str)> = origin.iter().zip(&own).map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let mut desk = Desk::checked(&pairs);

        // Each block of the original by now: which it was, and what was done to it.
        let mut now: Vec<(Option<usize>, State, String)> =
            origin.iter().enumerate().map(|(n, text)| (Some(n), State::Fresh, text.clone())).collect();
        for (salt, edit) in edits.iter().enumerate() {
            let find = |n: &usize| now.iter().position(|(was, ..)| *was == Some(*n));
            match edit {
                Edit::Reword(n) => if let Some(i) = find(n) {
                    now[i].1 = State::Wording;
                    now[i].2 = sentence(*n, 20 + salt);
                },
                Edit::Comma(n) => if let Some(i) = find(n).filter(|i| now[*i].1 == State::Fresh) {
                    now[i].1 = State::Cosmetic;
                    now[i].2 = now[i].2.replacen(' ', ", ", 1);
                },
                Edit::Delete(n) => if let Some(i) = find(n) {
                    now.remove(i);
                },
                Edit::Insert(n) => {
                    let at = (*n).min(now.len());
                    now.insert(at, (None, State::Fresh, sentence(100 + *n, 40 + salt)));
                },
                Edit::Move(n, to) => if let Some(i) = find(n) {
                    let block = now.remove(i);
                    now.insert((*to).min(now.len()), block);
                },
            }
        }
        desk.origin = now.iter().map(|(_, _, text)| text.clone()).collect();
        let states = desk.states();
        let mut matched = 0;
        for (n, given) in states.iter().take(blocks).map(String::as_str).enumerate() {
            let expected = now.iter().find(|(was, ..)| *was == Some(n)).map(|(_, state, _)| *state);
            match expected {
                Some(State::Fresh) => prop_assert_eq!(given, "fresh", "block {} of {:?}", n, edits),
                // A block that was moved or has a new neighbour as well may be taken for gone, or for its neighbour's.
                Some(_) => prop_assert!(["wording", "cosmetic", "gone"].contains(&given), "block {} {}", n, given),
                None => prop_assert!(["gone", "wording"].contains(&given), "block {} {}", n, given),
            }
            matched += usize::from(["fresh", "wording", "cosmetic"].contains(&given));
        }
        prop_assert_eq!(states.len() - blocks + matched, now.len(), "each block of the original is matched or missing");

        // All that is open is translated anew, and said to be done.
        let old = std::mem::take(&mut desk.own);
        for (was, _, text) in &now {
            desk.own.push(match was {
                Some(n) if text == &origin[*n] => old[*n].clone(),
                _ => format!("Uusi käännös: {text}"),
            });
        }
        prop_assert_eq!(desk.done(&[]), Vec::<usize>::new());
        prop_assert_eq!(desk.open(), Vec::<String>::new());
    }
}

#[test]
fn a_description_and_a_title_that_the_original_lacks_are_the_translations_own() {
    let mut desk = page();
    desk.own[0] = format!("---\ntitle: Otsikko luetteloihin\ndescription: Mistä tässä on kyse\n---\n{}", desk.own[0]);
    assert_eq!(desk.open(), [""; 0]);
}

#[test]
fn of_two_blocks_that_say_the_same_the_one_recorded_last_is_the_counterpart() {
    for new in ["Lue nyt.", "Lue pian.", "Lue heti.", "Lue sitten."] {
        let mut desk = Desk::checked(&[("# Algus", "# Alku"), ("Loe edasi.", "Lue lisää.")]);
        desk.own.insert(1, "Lue lisää.".to_owned());
        desk.own[2] = new.to_owned();
        // Which of the two is meant its place tells, and once recorded it is that one.
        desk.done(&[]);
        let before = desk.states();
        desk.done(&[]);
        assert_eq!(desk.states(), before, "{new}");
        assert_eq!(desk.ledger.lines().filter(|line| line.starts_with("para")).count(), 1, "{}", desk.ledger);
    }
}
