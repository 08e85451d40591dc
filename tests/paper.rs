//! What is to be printed: a stage, the whole course, and the cards for the pocket.

mod support;

use std::collections::HashSet;

use polku::fs::Memory;
use polku::pipeline::Options;
use support::{Built, build};

const LESSON: &str = "---\nstage: need\n---\n# Need\n\nAsk [why](#why), see [the price](price.md#sum) and [practise](../practice/need.md).\n\n\
    ## Why {#why}\n\nText.\n\n## Rules {#rules}\n\nThree:\n\n1. **Ask *first*.** Then talk.\n2. Listen to them.\n3. It is **not** about you.\n\n\
    <!-- plan -->\n## Tomorrow {#goal}\n\nWrite it down.\n";
const PRICE: &str = "---\nstage: price\n---\n# Price\n\n## Why {#why}\n\nText.\n\n## Sum {#sum}\n\nText.\n";
const PRACTICE: &str = "---\nstage: need\nkind: practice\n---\n# Practice\n\n<!-- quiz -->\n## Which? {#which}\n\n- [x] The right one\n  > Yes.\n\
    - [ ] Another one\n  > No.\n\n<!-- quiz -->\n## Which belong together? {#pairs}\n\n| A | B |\n|---|---|\n| one | 1 |\n| two | 2 |\n| three | 3 |\n\n\
    <!-- quiz type=short -->\n## What is it called? {#short}\n\n- need\n  > Yes.\n";
const PLAY: &str = "---\nstage: need\nkind: scenario\nstart: hello\npass: 1\n---\n# At the door\n\n## Hello {#hello}\n\n\
    - [Ask.](#good) `+1`\n  > It helps.\n- [Praise.](#bad) `-1`\n  > It does not.\n\n## Well done {#good}\n\nText.\n\n## They leave {#bad}\n\nText.\n";

fn site(settings: &str) -> Built {
    let mut files = Memory::new();
    let settings = format!(
        "[book]\ntitle = \"T\"\nlanguage = \"en\"\n[output.html]\nsite-url = \"https://example.org/\"\n{settings}"
    );
    files.insert("book.toml", settings);
    files.insert("content/en/index.md", "# Home\n\nText.\n");
    files.insert("content/en/stages/need.md", LESSON);
    files.insert("content/en/stages/price.md", PRICE);
    files.insert("content/en/practice/need.md", PRACTICE);
    files.insert("content/en/scenarios/door.md", PLAY);
    files.insert("content/en/types.md", "# Types\n\nTo [need](stages/need.md#why).\n");
    build(&files, &Options::default())
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    html.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_whole_course_is_one_page_whose_links_stay_on_it() {
    let built = site("");
    let html = &built.files["en/_print/index.html"];
    let ids = values(html, "id");
    let distinct: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "an id stands twice: {ids:?}");
    let main = html.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    for href in values(main, "href") {
        match href.strip_prefix('#') {
            Some(id) => assert!(distinct.contains(id), "`{href}` leads nowhere"),
            None => assert!(href.starts_with("/en/_print/stages/"), "`{href}` leads away from the page"),
        }
    }
    let order = ["Need</h2>", "At the door</h2>", "Practice</h2>", "Price</h2>", "Types</h2>", "Answer key</h2>"];
    let places: Vec<_> = order.iter().map(|one| main.find(one).unwrap_or_else(|| panic!("no {one}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn on_paper_questions_give_nothing_away_and_the_key_has_it() {
    let built = site("");
    let html = &built.files["en/_print/stages/need/index.html"];
    assert!(!html.contains("Price</h2>"), "of one stage, that stage alone");
    let (exercises, key) = html.split_once("Answer key</h2>").unwrap();
    assert!(!exercises.contains("data-right") && !exercises.contains("<input"), "{exercises}");
    let rows = ["<td>one</td>\n<td>1", "<td>two</td>\n<td>2", "<td>three</td>\n<td>3"];
    let given = rows.iter().filter(|row| exercises.replace("</td><td>", "</td>\n<td>").contains(*row)).count();
    assert!(exercises.contains("<td>one") && given < 3, "the pairs stand beside each other:\n{exercises}");
    for answer in ["<b>The right one</b>", "<b>one = 1 · two = 2 · three = 3</b>", "<b>need</b>"] {
        assert!(key.contains(answer), "no {answer} in the key:\n{key}");
    }
    for way in ["→ Well done</span>", "→ They leave</span>"] {
        assert!(exercises.contains(way), "on paper nobody knows where a choice leads:\n{exercises}");
    }
}

#[test]
fn a_pocket_card_has_the_rules_in_short_and_room_for_a_plan() {
    let built = site("");
    let html = &built.files["en/_pocket/index.html"];
    for rule in ["<li>Ask first.</li>", "<li>Listen to them.</li>", "<li>It is not about you.</li>"] {
        assert!(html.contains(rule), "no {rule}:\n{html}");
    }
    assert!(html.contains("data-prompt=\"stages/need#goal\""));
    assert_eq!(html.matches("class=\"pocket-card\"").count(), 1, "a stage without rules has no card");
    let lesson = &built.files["en/stages/need/index.html"];
    for href in ["/en/_print/stages/need/", "/en/_pocket/"] {
        assert!(lesson.contains(&format!("href=\"{href}\"")), "the lesson does not lead to {href}");
    }
}

#[test]
fn printed_pages_can_be_switched_off() {
    let built = site("[output.html.print]\nenable = false\n");
    assert!(!built.files.keys().any(|path| path.contains("_print")));
    assert!(!built.files["en/stages/need/index.html"].contains("_print"));
}
