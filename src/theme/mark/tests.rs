use super::*;

#[test]
fn a_mark_is_found_and_what_only_looks_like_one_is_left() {
    let text = format!("<b>A\u{1}B</b>{}, {}\u{1}", Mark::new("/a/", false).open(), Mark::new("/b/", true).open());
    let (before, first, rest) = Mark::find(&text).unwrap();
    assert_eq!((before, first.at("/a/"), first.at("/c/")), ("<b>A\u{1}B</b>", PAGE, ""));
    let (before, second, rest) = Mark::find(rest).unwrap();
    assert_eq!((before, second.at("/c/"), rest), (", ", WITHIN, "\u{1}"));
    assert!(Mark::find(rest).is_none());
}
