//! The two source texts are in the content word for word.

use std::path::Path;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_source_texts_are_in_the_content_word_for_word() {
    for tag in ["et", "fi"] {
        let seed = read(&format!("tests/seeds/{tag}.txt"));
        let page = read(&format!("content/{tag}/source.md"));
        let mut rest = page.as_str();
        let mut paragraphs = 0;
        for paragraph in seed.lines().filter(|line| !line.trim().is_empty()) {
            let at = rest.find(paragraph).unwrap_or_else(|| panic!("{tag}: missing or out of order: {paragraph}"));
            rest = &rest[at + paragraph.len()..];
            paragraphs += 1;
        }
        assert!(paragraphs >= 5, "{tag}: the text has five paragraphs at least");
    }
}
