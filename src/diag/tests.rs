use super::*;
use render::{Position, Sources, github, human, json, place};

struct One(&'static str);

impl Sources for One {
    fn text(&self, _: &str) -> Option<String> {
        Some(self.0.to_owned())
    }
}

fn at(span: Range<usize>) -> Vec<Diagnostic> {
    let file = SrcPath::new("content/et/a.md");
    vec![Diagnostic::new(Code::BrokenLink, "there is no page `x`", "did you mean `y`?").at(&file, span)]
}

#[test]
fn columns_count_characters_and_lines_count_from_one() {
    let text = "\u{feff}õä x\r\nteine";
    let start = |offset: usize| place(&at(offset..offset)[0], &One(text)).unwrap().0;
    assert_eq!(start(text.find('x').unwrap()), Position { line: 1, column: 4 });
    assert_eq!(start(text.find("teine").unwrap()), Position { line: 2, column: 1 });
    assert_eq!(start(9999), Position { line: 2, column: 6 });
    assert_eq!(start(4), Position { line: 1, column: 1 }, "within a character");
}

#[test]
fn people_see_the_text_underlined_and_the_way_out() {
    let shown = human(&at(8..9), &One("# Õ\n\n[a](x)\n"), false);
    assert!(shown.contains("error[broken-link]: there is no page `x`"), "{shown}");
    assert!(shown.contains("content/et/a.md:3:3"), "{shown}");
    assert!(shown.contains("help: did you mean `y`?"), "{shown}");
}

#[test]
fn a_line_of_a_megabyte_is_not_shown_as_a_whole() {
    let long: &'static str = Box::leak("a".repeat(1_000_000).into_boxed_str());
    assert!(human(&at(500_000..500_010), &One(long), false).len() < 3000);
}

#[test]
fn a_span_past_the_end_or_over_many_lines_is_no_trouble() {
    for span in [0..9999, 3..3, 9999..99999, 0..6] {
        let shown = human(&at(span.clone()), &One("a\r\nb\r\nc"), false);
        assert!(shown.contains("content/et/a.md"), "{span:?}: {shown}");
    }
}

#[test]
fn programs_get_one_object_a_line_and_null_for_a_whole_file() {
    let mut all = at(0..1);
    all.push(Diagnostic::new(Code::SiteUrl, "no \"address\"", "").in_file(&SrcPath::new("book.toml")));
    let lines = json(&all, &One("xy"));
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["end_column"], 2);
    assert_eq!(lines[1]["line"], serde_json::Value::Null);
    assert_eq!(lines[1]["severity"], "warning");
}

#[test]
fn annotations_escape_what_the_format_gives_a_meaning() {
    let file = SrcPath::new("content/et/a,b:c.md");
    let d = vec![Diagnostic::new(Code::BrokenLink, "50 %\nmore", "x").in_file(&file)];
    let shown = github(&d, &One(""), "");
    assert_eq!(shown, "::error file=content/et/a%2Cb%3Ac.md,title=broken-link::50 %25%0Amore%0Ahelp: x\n");
}

#[test]
fn the_nearest_name_is_offered_only_when_it_is_near() {
    assert_eq!(nearest("titel", ["title", "tags"]), Some("title"));
    assert_eq!(nearest("site_url", ["site-url", "theme"]), Some("site-url"));
    assert_eq!(nearest("kuusepuu", ["title", "tags"]), None);
}
