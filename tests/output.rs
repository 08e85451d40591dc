//! Small sites and the files that come out of them: `tests/output/*.txt`.
//!
//! `=== expect PATH` has a file's whole content. Templates are bare ones, so that what a page says can be read; a site
//! that shows something of a page's surroundings brings its own. `POLKU_UPDATE=1` writes what is given into the files:
//! read it before you keep it.

mod support;

use polku::fs::Fs as _;
use polku::pipeline::Options;
use support::{Site, build, lines, texts};

const TEMPLATES: &[&str] = &["home", "section", "page", "source", "term"];
const BARE: &str = "<h1>{{ page.heading }}</h1>\n{{ page.content }}";

#[test]
fn every_site_gives_just_the_files_that_stand_in_it() {
    let update = std::env::var_os("POLKU_UPDATE").is_some();
    let mut wrong = String::new();
    for path in texts("output") {
        let mut site = Site::read(&path);
        for name in TEMPLATES {
            let template = format!("themes/polku/templates/{name}.html");
            if site.files.read(&template).is_err() {
                site.files.insert(template, BARE);
            }
        }
        let built = build(&site.files, &Options::default());
        let mut text = std::fs::read_to_string(&path).unwrap();
        for (output, expected) in &site.expected {
            let given = match output.as_str() {
                "" => lines(&built.diagnostics, &site.files),
                "files" => built.files.keys().filter(|f| !f.starts_with("assets/")).map(|f| format!("{f}\n")).collect(),
                output => built.files.get(output).map_or("(not there)\n".to_owned(), |file| with_newline(file)),
            };
            // Where a section ends, empty lines cannot be told from those before the next one.
            if given.trim_end() == expected.trim_end() {
                continue;
            }
            if update {
                let header = format!("\n=== expect {output}").trim_end().to_owned() + "\n";
                let start = text.find(&header).unwrap() + header.len();
                let end = text[start - 1..].find("\n=== ").map_or(text.len(), |i| start + i);
                text.replace_range(start..end, &given);
                std::fs::write(&path, &text).unwrap();
            } else {
                let name = path.file_name().unwrap().display();
                wrong.push_str(&format!(
                    "\n{name}: {}\n{output}\n--- expected\n{expected}--- given\n{given}",
                    site.about
                ));
            }
        }
        let errors = built.diagnostics.iter().any(|d| d.severity == polku::diag::Severity::Error);
        assert!(!errors || site.expected.iter().any(|(what, _)| what.is_empty()), "{}", path.display());
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_map_of_many_pages_has_a_row_for_each_of_the_largest_parts_and_shows_these_by_themselves() {
    let mut files = polku::fs::Memory::default();
    files.insert(
        "book.toml",
        "[book]\nlanguage = \"en\"\n[language.en]\n[output.html]\nsite-url = \"https://example.org/\"\nknowledge-map = true\n",
    );
    files.insert("content/en/index.md", "# Start\n");
    for (part, pages) in [("small", 30), ("large", 70), ("vast", 400)] {
        files.insert(format!("content/en/{part}/index.md"), format!("# {part}\n"));
        for page in 1..pages {
            let to = if page + 1 < pages { page + 1 } else { 1 };
            let text = format!("# {part} {page}\n\n[next](p{to}.md) [beyond](../small/p1.md)\n");
            files.insert(format!("content/en/{part}/p{page}.md"), text);
        }
    }
    let map = &build(&files, &Options::default()).files["en/_map/index.html"];
    let pictures: Vec<&str> = map.split("class=\"arcs\"").skip(1).collect();
    let rows = |picture: &str| picture.split("</ol>").next().unwrap().matches("<li").count();
    // The whole, and the one part that is too large for it and can be read by itself.
    assert_eq!(pictures.iter().map(|picture| rows(picture)).collect::<Vec<_>>(), [32, 70]);
    assert!(pictures[0].contains("<a href=\"#polku-map-group-2\">vast</a> <small>400</small>"));
    // Links of the parts that have one row are drawn from it: to the first page of the small part.
    assert!(pictures[0].contains("class=\"many\""));
    assert_eq!(map.matches("vast 399</a>").count(), 2, "in words, all pages are there, and what leads to them");
}

fn with_newline(text: &str) -> String {
    if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}
