//! A site of some three hundred pages in two versions: few sources differ, and every page does.
#![allow(dead_code, unreachable_pub, reason = "every test target uses some of it")]

use std::fs;
use std::path::Path;

use super::disk;

/// Pages a language, less the home page.
const PAGES: usize = 99;

/// Which version of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    One,
    Two,
}

impl Version {
    pub fn other(self) -> Self {
        match self {
            Self::One => Self::Two,
            Self::Two => Self::One,
        }
    }
}

/// Writes the site, or makes one version the other.
pub fn write(root: &Path, version: Version) {
    let settings = "[book]\ntitle = \"Suur\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n[language.en]\n\
                    [output.html]\nsite-url = \"https://example.org/\"\n";
    let footer = format!("<footer>Version {version:?}</footer>\n");
    let mut files = vec![
        ("book.toml".to_owned(), settings.to_owned()),
        ("themes/polku/templates/partials/footer.html".to_owned(), footer),
    ];
    for language in ["et", "fi", "en"] {
        files.push((format!("content/{language}/index.md"), "# Home\n".to_owned()));
        for n in 0..PAGES {
            let next = (n + 1) % PAGES;
            let mut text = format!("# Page {n}\n\nNext comes [[part-{}/page-{next}]].\n", next / 20);
            if n % 10 == 0 {
                text.push_str(&format!("\nThis is version {version:?}.\n"));
            }
            files.push((format!("content/{language}/part-{}/page-{n}.md", n / 20), text));
        }
        // A page that only one version has.
        let (here, gone) = (format!("only-{version:?}.md"), format!("only-{:?}.md", version.other()));
        files.push((format!("content/{language}/{here}"), "# Only here\n".to_owned()));
        disk::remove(&root.join(format!("content/{language}/{gone}")));
    }
    for (path, text) in files {
        if fs::read(root.join(&path)).ok().as_deref() != Some(text.as_bytes()) {
            disk::write(root, &path, text);
        }
    }
}
