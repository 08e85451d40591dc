//! A small site that has every component a theme draws, for those who make themes: in the languages and with the theme of the site.
//!
//! In: a site's settings and themes. Out: its files with other content, and a page that shows that content in frames: by component, language,
//! light and dark, width, before and after one has answered.
//!
//! The texts are English in every language; what differs is the interface. In one of them a translation is out of date.

use crate::config::{self, Config, SiteUrl};
use crate::fs::{Entry, Fs, Memory};
use crate::ids::{LangId, SrcPath};
use crate::parse::{ParseOptions, parse};
use crate::pipeline::{Inputs, Options, Outcome, prepare_from};
use crate::translation::{Fact, Ledger};

/// Where the page with the frames is, below the server's root.
pub const PLACE: &str = "_gallery/";

/// Where the small site is.
pub const SITE: &str = "_gallery/site/";

/// The folder of themes.
const THEMES: &str = "themes";

/// A page with a paragraph less and one as it was before, as translations have it.
const BEFORE: [(&str, &str); 2] = [
    (
        "This paragraph of the original was written anew, so its translations are out of date.",
        "This paragraph was another.",
    ),
    ("\nThis paragraph came to the original later: no translation has it.\n", ""),
];

/// The page that has no translation, and the one whose translations are out of date.
const ORIGINAL_ONLY: &str = "original-only.md";
const TRANSLATED: &str = "translated.md";

/// The files of the small site's language folders.
const PAGES: &[(&str, &str)] = &[
    ("index.md", include_str!("pages/index.md")),
    ("stages/index.md", include_str!("pages/stages/index.md")),
    ("stages/first.md", include_str!("pages/stages/first.md")),
    ("stages/second.md", include_str!("pages/stages/second.md")),
    ("stages/third.md", include_str!("pages/stages/third.md")),
    ("text.md", include_str!("pages/text.md")),
    ("path.svg", include_str!("pages/path.svg")),
    ("practice.md", include_str!("pages/practice.md")),
    ("test.md", include_str!("pages/test.md")),
    ("play.md", include_str!("pages/play.md")),
    ("source.md", include_str!("pages/source.md")),
    ("glossary/index.md", include_str!("pages/glossary/index.md")),
    ("glossary/need.md", include_str!("pages/glossary/need.md")),
    ("glossary/offer.md", include_str!("pages/glossary/offer.md")),
    (TRANSLATED, include_str!("pages/translated.md")),
    (ORIGINAL_ONLY, include_str!("pages/original-only.md")),
];

/// What there is to be looked at: its name, and its address below the language's folder.
const COMPONENTS: &[(&str, &str)] = &[
    ("Home page", ""),
    ("Section", "stages/"),
    ("Lesson", "stages/first/"),
    ("Lesson with a warm-up", "stages/second/"),
    ("Long words", "stages/third/"),
    ("Text", "text/"),
    ("Questions", "practice/"),
    ("Test", "test/"),
    ("Role-play", "play/"),
    ("Source text", "source/"),
    ("Glossary", "glossary/"),
    ("Term", "glossary/need/"),
    ("Translation out of date", "translated/"),
    ("Stand-in for a translation", "original-only/"),
    ("Tags", "tags/"),
    ("Search", "_search/"),
    ("Map", "_map/"),
    ("Progress", "_progress/"),
    ("Cards", "_cards/"),
    ("Pocket cards", "_pocket/"),
    ("To be printed", "_print/"),
    ("What is not there", "404.html"),
];

/// Prepares the small site of a site.
pub fn prepare(fs: &dyn Fs, options: &Options) -> (Memory, Outcome) {
    let mut files = Memory::default();
    for entry in fs.walk(THEMES) {
        if let Entry::File(path, _) = entry
            && let Ok(bytes) = fs.read(path.as_str())
        {
            files.insert(path.as_str(), bytes);
        }
    }
    if let Ok(bytes) = fs.read(config::FILE) {
        files.insert(config::FILE, bytes);
    }
    let options = Options {
        site_url: Some(SiteUrl { origin: None, base: format!("/{SITE}") }),
        drafts: true,
        trainer: false,
        ..options.clone()
    };
    // The settings say which languages there are, before anything is looked for in them.
    let mut inputs = match Inputs::read(&files, &options) {
        Ok(inputs) => inputs,
        Err(diags) => return (files, Outcome { prepared: None, diags, timings: Vec::new() }),
    };
    content(&inputs.config, &mut files);
    inputs = match Inputs::read(&files, &options) {
        Ok(inputs) => inputs,
        Err(diags) => return (files, Outcome { prepared: None, diags, timings: Vec::new() }),
    };
    if let Some(config) = std::sync::Arc::get_mut(&mut inputs.config) {
        config.html.knowledge_map = true;
        config.html.search = true;
        config.html.print = true;
        config.html.offline = None;
        config.html.url_style = config::UrlStyle::Folder;
        for lang in config.lang_ids().filter(|lang| *lang != config.main).collect::<Vec<LangId>>() {
            config.languages[lang.index()].fallback = vec![config.main];
        }
    }
    let outcome = prepare_from(&files, &options, inputs, None);
    (files, outcome)
}

/// The pages of each language.
fn content(config: &Config, files: &mut Memory) {
    for lang in config.lang_ids() {
        let tag = &config.language(lang).tag;
        for (name, text) in PAGES {
            let path = format!("{}/{tag}/{name}", config.src);
            match *name {
                ORIGINAL_ONLY | "path.svg" if lang != config.main => {}
                TRANSLATED if lang != config.main => {
                    let before = BEFORE.iter().fold((*text).to_owned(), |text, (now, then)| text.replace(now, then));
                    let key = name.trim_end_matches(".md");
                    files.insert(format!("{}/{tag}/.ledger/{key}", config.src), ledger(config, lang, &before));
                    files.insert(path, before);
                }
                _ => files.insert(path, *text),
            }
        }
    }
}

/// A ledger by which a translation was in order when its original had the same text.
fn ledger(config: &Config, lang: LangId, text: &str) -> String {
    let document = parse(&SrcPath::new("page.md"), text, &ParseOptions::plain(&config.language(lang).locale)).0;
    let blocks = &document.head.blocks;
    let mut ledger = Ledger::default();
    for block in blocks {
        ledger.add(Fact::new(block, Some(block), None, ""));
    }
    ledger.to_text(blocks, blocks)
}

/// The page with the frames.
pub fn page(config: &Config) -> String {
    let languages: Vec<_> = config
        .lang_ids()
        .map(|lang| config.language(lang))
        .map(|language| serde_json::json!([language.tag, language.name]))
        .collect();
    let data = serde_json::json!({ "site": format!("/{SITE}"), "languages": languages, "components": COMPONENTS });
    // Within a script element, nothing may look like its end.
    include_str!("gallery.html").replace("{DATA}", &data.to_string().replace('<', "\\u003c"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Made;

    fn site() -> Memory {
        let mut files = Memory::default();
        files.insert(
            "book.toml",
            "[book]\nlanguage = \"et\"\nsrc = \"texts\"\n[language.et]\nname = \"Eesti\"\n[language.ar]\nname = \"العربية\"\n",
        );
        files.insert("texts/et/index.md", "# Own content, [which is broken](nowhere.md)\n");
        files.insert("themes/polku/templates/partials/foot-end.html", "OWN THEME");
        files
    }

    #[test]
    fn every_component_is_there_in_every_language_and_with_the_sites_theme() {
        let (files, outcome) = prepare(&site(), &Options::default());
        assert!(!outcome.diags.has_errors(), "{:?}", outcome.diags.sorted());
        let prepared = outcome.prepared.unwrap();
        for tag in ["et", "ar"] {
            for (name, path) in COMPONENTS {
                let path = if path.ends_with(".html") { (*path).to_owned() } else { format!("{path}index.html") };
                let made = prepared.file(&files, &format!("{tag}/{path}"));
                let Some(Ok(Made::Bytes(bytes))) = made else { panic!("{tag}: no {name}") };
                let text = String::from_utf8(bytes).unwrap();
                assert!(text.contains("OWN THEME") && !text.contains("Own content"), "{tag}: {name}");
                let is = |wanted: &str| tag == "ar" && path == format!("{wanted}/index.html");
                let state = (text.contains("class=\"outdated\""), text.contains(" fallback\""));
                assert_eq!(state, (is("translated") || is("_print"), is("original-only")), "{tag}: {name}");
            }
        }
    }

    #[test]
    fn the_frames_name_the_languages_and_are_no_way_out_of_the_script() {
        let text =
            "[book]\nlanguage = \"et\"\n[language.et]\nname = \"</script><b>\"\n[language.fi]\nname = \"Suomi\"\n";
        let page = page(&config::read(text).0.unwrap());
        assert!(page.contains("[\"fi\",\"Suomi\"]") && page.contains("\\u003c/script>") && !page.contains("{DATA}"));
    }
}
