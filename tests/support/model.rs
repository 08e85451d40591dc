//! A small site in three languages, as what its pages say and as the files that say it.
//!
//! An edit changes the model, and the files that differ are written. Links lead only to pages that can be linked to:
//! mistakes are made on purpose (`Edit::Mistake`) and mended after a while, for a site that is never right shows
//! nothing.
#![allow(dead_code, unreachable_pub, reason = "every test target uses some of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use polku::ids::SrcPath;
use polku::parse::{ParseOptions, parse};
use polku::translation::{Fact, Ledger, Side, align};

use super::disk::{self, CACHE, OUT};
use super::edits::Edit;

/// The languages by their tags: the site's own, one that it stands in for, and one that it does not.
const LANGUAGES: [&str; 3] = ["et", "fi", "en"];
/// The pages at first. Those called `index` stay where they are.
const KEYS: [&str; 9] = [
    "index",
    "lessons/index",
    "stages/need",
    "stages/choose",
    "lessons/first",
    "lessons/second",
    "lessons/third",
    "glossary/price",
    "about",
];
/// The pages that are stages' own.
const STAGES: [usize; 2] = [2, 3];
const FOLDERS: [&str; 4] = ["", "lessons/", "stages/", "extra/deep/"];
const ADDRESSES: [&str; 3] = ["https://example.org/", "https://example.net/training/", ""];
const TAGS: [&str; 3] = ["money", "people", "service"];
const KINDS: [&str; 3] = ["page", "source", "practice"];
/// How many edits a mistake stays for.
const MISTAKEN_FOR: u8 = 2;

/// A page's text in one language. What words it has, numbers say.
#[derive(Clone, Debug)]
struct Text {
    title: u8,
    body: u8,
    heading: u8,
    headings: u8,
    links: [usize; 2],
    slug: Option<u8>,
    description: Option<u8>,
    draft: bool,
    ledger: Option<String>,
}

/// A page in all its languages.
#[derive(Clone, Debug)]
struct Page {
    /// Its path below a language's folder, without `.md`.
    key: String,
    texts: BTreeMap<usize, Text>,
    with_id: bool,
    order: Option<u8>,
    tags: u8,
    stage: Option<usize>,
    alias: bool,
    date: Option<u8>,
    kind: u8,
}

impl Page {
    fn new(key: &str, id: usize) -> Self {
        let texts = (0..3).filter(|lang| (id + lang) % 4 != 3).map(|lang| (lang, Text::new(id, lang))).collect();
        let (kind, tags, stage) = (0, 0, STAGES.contains(&id).then_some(id));
        Self { key: key.to_owned(), texts, with_id: true, order: None, tags, stage, alias: false, date: None, kind }
    }

    fn is_index(&self) -> bool {
        self.key.ends_with("index")
    }

    fn name(&self) -> &str {
        self.key.rsplit('/').next().unwrap()
    }

    /// The language that says what holds for all.
    fn origin(&self) -> Option<usize> {
        self.texts.keys().next().copied()
    }

    /// Whether a link may lead there.
    fn is_published(&self) -> bool {
        self.origin().is_some_and(|origin| !self.texts[&origin].draft)
    }

    /// Whether `#why` leads to a heading in every language: not where one has fewer or more headings.
    fn has_anchor(&self) -> bool {
        let mut headings = self.texts.values().map(|text| text.headings);
        let first = headings.next();
        self.with_id && first > Some(0) && headings.all(|n| Some(n) == first)
    }

    fn file(&self, language: usize) -> String {
        format!("content/{}/{}.md", LANGUAGES[language], self.key)
    }

    /// The number of a language that the page has; `None` if it has none.
    fn language(&self, number: u8) -> Option<usize> {
        let number = usize::from(number).checked_rem(self.texts.len())?;
        self.texts.keys().nth(number).copied()
    }
}

impl Text {
    fn new(id: usize, lang: usize) -> Self {
        let number = (id * 3 + lang) as u8;
        let links = [(id + 1) % KEYS.len(), (id + 4) % KEYS.len()];
        let (slug, description, draft, ledger) = (None, None, false, None);
        Self { title: number, body: number, heading: number, headings: 1, links, slug, description, draft, ledger }
    }
}

/// A site, and what of it lies on the disk.
pub struct Model {
    pages: Vec<Page>,
    footer: Option<u8>,
    section_template: Option<u8>,
    text: Option<u8>,
    style: Option<u8>,
    image: Option<u8>,
    image_of_one_language: Option<u8>,
    file: Option<u8>,
    title: u8,
    address: usize,
    file_urls: bool,
    smart_punctuation: bool,
    fallback: bool,
    tag_names: bool,
    fourth_language: bool,
    /// The kind of mistake, the page that has it, and how many more edits it stays for.
    mistake: Option<(u8, usize, u8)>,
    drafts: bool,
    written: BTreeMap<String, Vec<u8>>,
}

impl Model {
    pub fn new() -> Self {
        Self {
            pages: KEYS.iter().enumerate().map(|(id, key)| Page::new(key, id)).collect(),
            footer: None,
            section_template: None,
            text: None,
            style: None,
            image: Some(8),
            image_of_one_language: None,
            file: Some(0),
            title: 0,
            address: 0,
            file_urls: false,
            smart_punctuation: false,
            fallback: true,
            tag_names: false,
            fourth_language: false,
            mistake: None,
            drafts: false,
            written: BTreeMap::new(),
        }
    }

    /// The arguments of a build.
    pub fn args(&self) -> Vec<&'static str> {
        if self.drafts { vec!["--drafts"] } else { Vec::new() }
    }

    /// Whether a mistake was made on purpose. Without one a build succeeds; with one it may all the same, as when no
    /// page uses the template that is broken.
    pub fn has_mistake(&self) -> bool {
        self.mistake.is_some()
    }

    /// The path that the site's addresses begin with.
    pub fn base(&self) -> &'static str {
        if self.address == 1 { "/training/" } else { "/" }
    }

    /// Does to the site below `root` what an edit says. Gives a word on what that was.
    pub fn apply(&mut self, edit: &Edit, root: &Path) -> String {
        self.mistake = self.mistake.and_then(|(kind, page, left)| Some((kind, page, left.checked_sub(1)?)));
        if let Some(done) = self.apply_to_builds(edit, root).or_else(|| self.apply_to_files(edit, root)) {
            self.save(root);
            return done;
        }
        self.apply_to_site(edit);
        self.apply_to_pages(edit);
        let changed = self.save(root);
        if changed.is_empty() { "nothing to do".to_owned() } else { changed.join(", ") }
    }

    /// Edits of what builds leave and of what they are asked for.
    fn apply_to_builds(&mut self, edit: &Edit, root: &Path) -> Option<String> {
        let file = |number: u8| {
            let paths = disk::paths(&root.join(OUT));
            let number = usize::from(number).checked_rem(paths.len())?;
            Some(format!("{OUT}/{}", paths[number])).filter(|path| !path.contains(".polku"))
        };
        match edit {
            Edit::DeleteCache => disk::remove(&root.join(CACHE)),
            Edit::DeleteOutput => disk::remove(&root.join(OUT)),
            Edit::DeleteOutputFile(number) => {
                let path = file(*number)?;
                disk::remove(&root.join(&path));
                return Some(format!("deleted {path}"));
            }
            Edit::ChangeOutputFile { file: number, same_length } => {
                let path = file(*number)?;
                let length = fs::metadata(root.join(&path)).unwrap().len() as usize;
                disk::write(root, &path, "x".repeat(if *same_length { length } else { length + 1 }));
                return Some(format!("changed {path}"));
            }
            Edit::Check => drop(disk::check(root, &self.args())),
            Edit::Drafts(drafts) => self.drafts = *drafts,
            _ => return None,
        }
        Some("done".to_owned())
    }

    /// Edits that are about the files more than about what they say.
    fn apply_to_files(&mut self, edit: &Edit, root: &Path) -> Option<String> {
        match *edit {
            Edit::Touch { page } => {
                let page = self.page(page);
                let path = self.pages[page].file(self.pages[page].origin()?);
                let file = fs::File::options().write(true).open(root.join(&path)).unwrap();
                file.set_modified(SystemTime::now() + Duration::from_secs(5)).unwrap();
                Some(format!("touched {path}"))
            }
            Edit::BodyAtTheSameTime { page, language, text } => {
                let page = self.page(page);
                let language = self.pages[page].language(language)?;
                self.pages[page].texts.get_mut(&language)?.body = text;
                let path = self.pages[page].file(language);
                let bytes = self.files().remove(&path)?;
                // Another mistake, or the end of one, may have changed the length.
                if self.written[&path].len() == bytes.len() {
                    disk::write_at_the_same_time(root, &path, &bytes);
                    self.written.insert(path.clone(), bytes);
                }
                Some(format!("wrote {path} and set its time back"))
            }
            Edit::Move { page, folder } => {
                let page = self.page(page);
                let key = format!("{}{}", FOLDERS[usize::from(folder) % 4], self.pages[page].name());
                let taken = self.pages.iter().any(|page| page.key == key);
                (!taken && !self.pages[page].is_index()).then(|| self.rename(root, page, key))
            }
            Edit::Swap { page, with } => {
                let (a, b) = (self.page(page), self.page(with));
                if a == b || self.pages[a].is_index() || self.pages[b].is_index() {
                    return None;
                }
                let (key_a, key_b) = (self.pages[a].key.clone(), self.pages[b].key.clone());
                self.rename(root, a, "swapped".to_owned());
                let done = [self.rename(root, b, key_a), self.rename(root, a, key_b)];
                Some(done.join(", "))
            }
            _ => None,
        }
    }

    /// Moves a page's files, with the times they have.
    fn rename(&mut self, root: &Path, page: usize, key: String) -> String {
        let before = self.pages[page].clone();
        self.pages[page].key = key;
        for language in before.texts.keys() {
            let (from, to) = (before.file(*language), self.pages[page].file(*language));
            fs::create_dir_all(root.join(&to).parent().unwrap()).unwrap();
            fs::rename(root.join(&from), root.join(&to)).unwrap();
            let bytes = self.written.remove(&from).unwrap();
            self.written.insert(to, bytes);
        }
        format!("moved {} to {}", before.key, self.pages[page].key)
    }

    fn apply_to_site(&mut self, edit: &Edit) {
        match *edit {
            Edit::Footer(text) => self.footer = text,
            Edit::SectionTemplate(text) => self.section_template = text,
            Edit::Text(text) => self.text = text,
            Edit::Style(text) => self.style = text,
            Edit::Image(size) => self.image = size,
            Edit::ImageOfOneLanguage(size) => self.image_of_one_language = size,
            Edit::File(text) => self.file = text,
            Edit::SiteTitle(text) => self.title = text,
            Edit::SiteAddress(number) => self.address = usize::from(number) % ADDRESSES.len(),
            Edit::UrlStyle { file } => self.file_urls = file,
            Edit::SmartPunctuation(on) => self.smart_punctuation = on,
            Edit::Fallback(on) => self.fallback = on,
            Edit::TagNames(on) => self.tag_names = on,
            Edit::FourthLanguage(on) => self.fourth_language = on,
            Edit::Mistake { page, kind } => self.mistake = Some((kind, self.page(page), MISTAKEN_FOR)),
            Edit::Mend => self.mistake = None,
            _ => {}
        }
    }

    fn apply_to_pages(&mut self, edit: &Edit) {
        match *edit {
            Edit::Body { page, language, text } => self.with(page, language, |t| t.body = text),
            Edit::TitleOf { page, language, text } => self.with(page, language, |t| t.title = text),
            Edit::Title { page, text } => self.with(page, 0, |t| t.title = text),
            Edit::Drift { page, language, headings } => self.with(page, language, |t| t.headings = headings),
            Edit::Links { page, language, to } => {
                let links = to.map(|to| self.page(to));
                self.with(page, language, |t| t.links = links);
            }
            Edit::Slug { page, language, slug } if !self.pages[self.page(page)].is_index() => {
                self.with(page, language, |t| t.slug = slug);
            }
            Edit::Description { page, language, text } => self.with(page, language, |t| t.description = text),
            Edit::Draft { page, language, draft } => self.with(page, language, |t| t.draft = draft),
            Edit::Heading { page, text, with_id } => {
                self.with(page, 0, |t| t.heading = text);
                self.page_mut(page).with_id = with_id;
            }
            Edit::Checked { page, language, checked } => self.check(page, language, checked),
            Edit::Order { page, order } => self.page_mut(page).order = order,
            Edit::Tags { page, tags } => self.page_mut(page).tags = tags,
            Edit::Alias { page, alias } => self.page_mut(page).alias = alias,
            Edit::Date { page, date } => self.page_mut(page).date = date,
            Edit::Kind { page, kind } => self.page_mut(page).kind = kind,
            Edit::Stage { page, stage } if !STAGES.contains(&self.page(page)) => {
                self.page_mut(page).stage = stage.map(|stage| STAGES[usize::from(stage) % STAGES.len()]);
            }
            Edit::Delete { page, languages } => {
                self.page_mut(page).texts.retain(|language, _| languages & (1 << language) == 0);
            }
            Edit::Write { page, languages } => {
                let id = self.page(page);
                for language in (0..3).filter(|language| languages & (1 << language) != 0) {
                    self.pages[id].texts.entry(language).or_insert_with(|| Text::new(id, language));
                }
            }
            _ => {}
        }
    }

    fn page(&self, number: u8) -> usize {
        usize::from(number) % self.pages.len()
    }

    fn page_mut(&mut self, number: u8) -> &mut Page {
        let page = self.page(number);
        &mut self.pages[page]
    }

    fn with(&mut self, page: u8, language: u8, change: impl FnOnce(&mut Text)) {
        let page = self.page_mut(page);
        if let Some(text) = page.language(language).and_then(|language| page.texts.get_mut(&language)) {
            change(text);
        }
    }

    /// Writes down that a translation was checked against its original, as both are now.
    fn check(&mut self, page: u8, language: u8, checked: bool) {
        let id = self.page(page);
        let Some(language) = self.pages[id].language(language) else { return };
        let Some(origin) = self.pages[id].origin().filter(|origin| *origin != language) else { return };
        self.pages[id].texts.get_mut(&language).unwrap().ledger = checked.then(String::new);
        if !checked {
            return;
        }
        let parsed = |language: usize| {
            let locale = polku::locale::Locale::new(LANGUAGES[language]).unwrap();
            let options = ParseOptions::plain(&locale);
            let text = String::from_utf8(self.markdown(id, language, &self.pages[id].texts[&language])).unwrap();
            parse(&SrcPath::new("page.md"), &text, &options).0
        };
        let (original, own) = (parsed(origin), parsed(language));
        let mut ledger = Ledger::default();
        for (block, tie) in own.head.blocks.iter().zip(align(Side::of(&original), Side::of(&own), &ledger.clone()).ties)
        {
            let Some(of) = tie.origin.map(|o| &original.head.blocks[o as usize]) else { continue };
            let heading = of.heading.map(|place| original.head.headings[place.index()].id.as_str());
            ledger.add(Fact::new(of, Some(block), heading, ""));
        }
        let text = ledger.to_text(&original.head.blocks, &own.head.blocks);
        self.pages[id].texts.get_mut(&language).unwrap().ledger = Some(text);
    }

    /// Brings the files on the disk up to the model, and says which those were.
    pub fn save(&mut self, root: &Path) -> Vec<String> {
        let files = self.files();
        let mut changed = Vec::new();
        for path in self.written.keys().filter(|path| !files.contains_key(*path)) {
            fs::remove_file(root.join(path)).unwrap();
            changed.push(format!("deleted {path}"));
        }
        for (path, bytes) in files.iter().filter(|(path, bytes)| self.written.get(*path) != Some(*bytes)) {
            disk::write(root, path, bytes);
            changed.push(format!("wrote {path}"));
        }
        self.written = files;
        changed
    }

    /// The site's files.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::from([("book.toml".to_owned(), self.settings().into_bytes())]);
        for (id, page) in self.pages.iter().enumerate() {
            for (language, text) in &page.texts {
                files.insert(page.file(*language), self.markdown(id, *language, text));
                if let Some(ledger) = text.ledger.as_ref().filter(|_| page.origin() != Some(*language)) {
                    let path = format!("content/{}/.ledger/{}", LANGUAGES[*language], page.key);
                    files.insert(path, ledger.clone().into_bytes());
                }
            }
        }
        let mut theme = |path: &str, text: Option<String>| {
            files.extend(text.map(|text| (format!("themes/polku/{path}"), text.into_bytes())));
        };
        theme("templates/partials/footer.html", self.footer.map(|n| format!("<footer>Jalus {n}</footer>\n")));
        let section = |n: u8| format!("<h1>{{{{ page.heading }}}}</h1>\n<p>{n}</p>\n{{{{ page.content }}}}\n");
        theme("templates/section.html", self.section_template.map(section));
        theme("i18n/et.ftl", self.text.map(|n| format!("skip = Liigu {n}\n")));
        theme("static/css/style.css", self.style.map(|n| format!("body {{ margin: {n}px }}\n")));
        if let Some((2, ..)) = self.mistake {
            theme("templates/page.html", Some("{% if %}\n".to_owned()));
        }
        let gif = |size: u8| [b"GIF89a", &[size, 0, size, 0, 0x80, 0, 0][..]].concat();
        files.extend(self.image.map(|size| ("content/et/pilt.gif".to_owned(), gif(size))));
        files.extend(self.image_of_one_language.map(|size| ("content/fi/pilt.gif".to_owned(), gif(size))));
        files.extend(self.file.map(|n| ("content/et/lessons/leht.txt".to_owned(), vec![b'0' + n % 10; 3])));
        files
    }

    fn settings(&self) -> String {
        let mut text =
            format!("[book]\ntitle = \"Proov {}\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n", self.title);
        if self.fallback {
            text.push_str("fallback = [\"et\"]\n");
        }
        if self.tag_names {
            text.push_str("[language.fi.tags]\nmoney = \"Raha\"\n");
        }
        if self.fourth_language {
            text.push_str("[language.sv]\nfallback = [\"en\", \"et\"]\n");
        }
        text.push_str("[language.en]\ntitle = \"Trial\"\n[output.html]\n");
        if self.address < 2 {
            text.push_str(&format!("site-url = \"{}\"\n", ADDRESSES[self.address]));
        }
        if self.file_urls {
            text.push_str("url-style = \"file\"\n");
        }
        if self.smart_punctuation {
            text.push_str("smart-punctuation = true\n");
        }
        if let Some((3, ..)) = self.mistake {
            text.push_str("url-stile = \"file\"\n");
        }
        text
    }

    fn markdown(&self, id: usize, language: usize, text: &Text) -> Vec<u8> {
        let page = &self.pages[id];
        let is_origin = page.origin() == Some(language);
        let mistake = self.mistake.filter(|(_, page, _)| *page == id && is_origin).map(|(kind, ..)| kind);
        let mut out = format!("---\ntitle: Pealkiri {:03} {}\n", text.title, LANGUAGES[language]);
        let mut line = |line: String| out.push_str(&(line + "\n"));
        // Names of their own for all pages: no two addresses meet.
        text.slug.into_iter().for_each(|slug| line(format!("slug: s{slug}-{id}")));
        text.description.into_iter().for_each(|n| line(format!("description: Lühidalt {n}.")));
        // The numbers and links are others in each language.
        if text.ledger.is_some() && !is_origin {
            line("differs: proov".to_owned());
        }
        if text.draft {
            line("draft: true".to_owned());
        }
        if page.origin() != Some(0) {
            page.origin().into_iter().for_each(|origin| line(format!("origin: {}", LANGUAGES[origin])));
        }
        if is_origin {
            self.shared(id, &mut line);
        }
        if mistake == Some(1) {
            line("titel: [".to_owned());
        }
        out.push_str(&format!("---\n\nLause {:03} \"siin\".", text.body));
        for link in text.links {
            out.push_str(&self.link(link));
        }
        out.push('\n');
        for n in 0..text.headings {
            let id = if is_origin && page.with_id && n == 0 { " {#why}" } else { "" };
            out.push_str(&format!("\n## Vahe {:03} {n}{id}\n\nTekst selle all.\n", text.heading));
        }
        // In all languages alike: a translation lacks nothing that a link may lead to.
        if page.origin().is_some_and(|origin| page.texts[&origin].body % 5 == 4) {
            out.push_str("\n#### Liiga sügav\n");
        }
        if self.image.is_some() && id.is_multiple_of(2) {
            let up = "../".repeat(page.key.matches('/').count());
            let alt = if text.body % 7 == 6 { "" } else { "Pilt" };
            out.push_str(&format!("\n![{alt}]({up}pilt.gif)\n"));
        }
        if mistake == Some(0) {
            out.push_str("\n[Vigane](nowhere.md) viide.\n");
        }
        let mut bytes = out.into_bytes();
        if mistake == Some(4) {
            bytes.extend(b"\n\xff\n");
        }
        bytes
    }

    /// The front matter that stands in the original only.
    fn shared(&self, id: usize, line: &mut dyn FnMut(String)) {
        let page = &self.pages[id];
        page.order.into_iter().for_each(|order| line(format!("order: {order}")));
        let tags: Vec<&str> = (0..TAGS.len()).filter(|n| page.tags & (1 << n) != 0).map(|n| TAGS[n]).collect();
        if !tags.is_empty() {
            line(format!("tags: [{}]", tags.join(", ")));
        }
        let stage = page.stage.map(|stage| &self.pages[stage]).filter(|stage| stage.is_published());
        stage.into_iter().for_each(|stage| line(format!("stage: {}", stage.name())));
        if page.alias {
            line(format!("aliases: [vana-{id}]"));
        }
        page.date.into_iter().for_each(|day| line(format!("date: 2024-05-{day:02}")));
        // A stage's own page is a page.
        if page.kind > 0 && !page.is_index() && !STAGES.contains(&id) {
            line(format!("kind: {}", KINDS[usize::from(page.kind) % KINDS.len()]));
        }
        if id == 8 && self.pages[4].is_published() {
            line(format!("related: [{}]", self.pages[4].key));
        }
    }

    /// A sentence with a link, in one of the ways to write one.
    fn link(&self, to: usize) -> String {
        let page = &self.pages[to];
        match page.origin() {
            Some(_) if !page.is_published() => " Viidet ei ole.".to_owned(),
            Some(_) if page.has_anchor() => {
                format!(" Vaata [sealt][{}#why] ka.", page.key)
            }
            Some(_) if to.is_multiple_of(2) => format!(" Vaata [[{}]] ka.", page.key),
            Some(_) => format!(" Vaata [seda][{}] ka.", page.key),
            None => format!(" Vaata [seda][{}] kunagi.", page.key),
        }
    }
}
