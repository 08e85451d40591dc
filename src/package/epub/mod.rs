//! An electronic book of a language's course (EPUB 3.3, <https://www.w3.org/TR/epub-33/>): the lessons, the questions as exercises with a
//! key, the role-plays as paths of links, the terms.

mod xhtml;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io;

use self::xhtml::{Places, escaped, fragment, id_of, xhtml};
use super::archive::Archive;
use super::portable::{ROOT, file};
use super::select::Files;
use crate::parse::Hash40;
use crate::render::BookPage;

/// What a book says of itself.
pub struct About<'a> {
    /// Its title.
    pub title: &'a str,
    /// What it is about.
    pub description: Option<&'a str>,
    /// Who wrote it.
    pub authors: &'a [String],
    /// Its language's tag.
    pub tag: &'a str,
    /// The direction that is written in.
    pub dir: &'a str,
    /// What the site is known by.
    pub name: &'a str,
    /// Where it is published, if that is known.
    pub site: Option<&'a str>,
    /// The day that it was made on.
    pub day: &'a str,
    /// The interface's texts for: contents, terms, answer key, a link to an answer.
    pub texts: [&'a str; 4],
}

/// A file of the book.
struct Item {
    id: String,
    path: String,
    kind: &'static str,
    properties: String,
    in_spine: bool,
}

/// The book as a file.
///
/// # Errors
/// When it gets too large for the format.
pub fn epub(about: &About<'_>, pages: &[BookPage], files: &Files) -> io::Result<Vec<u8>> {
    let mut book = Book::new(about, pages, files);
    book.title_page();
    for page in pages {
        book.page(page);
    }
    book.key();
    book.write()
}

struct Book<'a> {
    about: &'a About<'a>,
    pages: &'a [BookPage],
    files: &'a Files,
    /// Where the site's pages are in the book, by their files.
    places: HashMap<&'a str, String>,
    items: Vec<Item>,
    texts: BTreeMap<String, String>,
    /// The images of the site that are in the book, and what they are called there.
    images: BTreeMap<String, String>,
}

/// Where links of a page lead.
struct Within<'b> {
    /// The page's file, if they stand on another one.
    page: &'b str,
    about: &'b About<'b>,
    places: &'b HashMap<&'b str, String>,
    files: &'b Files,
    images: &'b mut BTreeMap<String, String>,
}

impl Places for Within<'_> {
    fn link(&mut self, href: &str) -> Option<String> {
        let Some(inner) = href.strip_prefix(ROOT) else {
            if href.starts_with('#') {
                let fragment = Some(fragment(href)).filter(|fragment| !fragment.is_empty())?;
                return Some(format!("{}{fragment}", self.page));
            }
            let fine = ["https:", "http:", "mailto:", "tel:"].iter().any(|scheme| href.starts_with(scheme));
            return fine.then(|| href.to_owned());
        };
        let path = inner.split(['?', '#']).next().unwrap_or(inner);
        match self.places.get(file(path).as_str()) {
            Some(place) => Some(format!("{place}{}", fragment(href))),
            None => self.about.site.map(|site| format!("{site}{inner}")),
        }
    }

    fn image(&mut self, src: &str) -> Option<String> {
        let path = file(src.strip_prefix(ROOT)?.split(['?', '#']).next()?);
        kind_of(&path)?;
        if !self.files.contains_key(&path) {
            return None;
        }
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        let number = self.images.len() + 1;
        let name = self.images.entry(path).or_insert_with(|| format!("image-{number}.{ending}"));
        Some(format!("../images/{name}"))
    }
}

/// What kind of image a file is, if books can show it (EPUB 3.3, 3.2).
fn kind_of(path: &str) -> Option<&'static str> {
    let ending = path.rsplit_once('.')?.1.to_ascii_lowercase();
    Some(match ending.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}

const XHTML: &str = "application/xhtml+xml";
const KEY: &str = "key.xhtml";

impl<'a> Book<'a> {
    fn new(about: &'a About<'a>, pages: &'a [BookPage], files: &'a Files) -> Self {
        let name = |(n, page): (usize, &'a BookPage)| {
            let key: String = page.key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
            (page.output.as_str(), format!("{n:03}-{key}.xhtml"))
        };
        Self {
            about,
            pages,
            files,
            places: (1..).zip(pages).map(name).collect(),
            items: Vec::new(),
            texts: BTreeMap::new(),
            images: BTreeMap::new(),
        }
    }

    /// Adds a text; `kind` says what it is (EPUB 3 Structural Semantics Vocabulary).
    fn add(&mut self, name: &str, kind: &str, title: &str, lang: Option<(&str, &str)>, body: &str, properties: &str) {
        let (tag, dir) = lang.unwrap_or((self.about.tag, self.about.dir));
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
             <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" xml:lang=\"{tag}\" lang=\"{tag}\" dir=\"{dir}\">\n\
             <head>\n<title>{}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"../style.css\"/>\n</head>\n\
             <body epub:type=\"{kind}\">\n{body}\n</body>\n</html>\n",
            escaped(title)
        );
        let id = format!("text-{}", name.trim_end_matches(".xhtml"));
        let path = format!("text/{name}");
        self.texts.insert(path.clone(), text);
        let properties = properties.to_owned();
        self.items.push(Item { id: id_of(&id), path, kind: XHTML, properties, in_spine: true });
    }

    fn title_page(&mut self) {
        let about = self.about;
        let mut body = format!("<div class=\"title-page\">\n<h1>{}</h1>\n", escaped(about.title));
        if let Some(description) = about.description {
            let _ = writeln!(body, "<p>{}</p>", escaped(description));
        }
        if !about.authors.is_empty() {
            let _ = writeln!(body, "<p>{}</p>", escaped(&about.authors.join(", ")));
        }
        if let Some(site) = about.site {
            let _ = writeln!(body, "<p><a href=\"{0}\">{0}</a></p>", escaped(site));
        }
        body.push_str("</div>");
        self.add("000-title.xhtml", "titlepage", about.title, None, &body, "");
    }

    /// HTML of the site as a part of the book; `page` is the file that it stands in, if it is quoted in another one.
    fn within(&mut self, html: &str, page: &str) -> xhtml::Xhtml {
        let mut within =
            Within { page, about: self.about, places: &self.places, files: self.files, images: &mut self.images };
        xhtml(html, &mut within)
    }

    fn page(&mut self, page: &BookPage) {
        let Some(name) = self.places.get(page.output.as_str()).cloned() else { return };
        let mut html = self.within(&page.html, "");
        for answer in &page.answers {
            // Behind each question the way to its answer.
            let heading = format!(" id=\"{}\"", id_of(&answer.id));
            let Some(at) = html.text.find(&heading) else { continue };
            let Some(end) = html.text[at..].find("</section>") else { continue };
            let link = format!(
                "<p class=\"to-key\"><a href=\"{KEY}#{}\">{}</a></p>",
                key_id(page, &answer.id),
                escaped(self.about.texts[3])
            );
            html.text.insert_str(at + end, &link);
        }
        let lang = page.lang.as_deref().map(|tag| (tag, page.dir));
        let kind = if page.is_term { "glossary" } else { "chapter" };
        let body =
            format!("<section epub:type=\"{kind}\">\n<h1>{}</h1>\n{}\n</section>", escaped(&page.title), html.text);
        let has = [(html.has_svg, "svg"), (html.has_math, "mathml")];
        let properties: Vec<&str> = has.iter().filter(|(has, _)| *has).map(|(_, name)| *name).collect();
        self.add(&name, "bodymatter", &page.title, lang, &body, &properties.join(" "));
    }

    fn key(&mut self) {
        let title = self.about.texts[2];
        let mut body = format!("<section epub:type=\"answers\">\n<h1>{}</h1>\n", escaped(title));
        let asked: Vec<&BookPage> = self.pages.iter().filter(|page| !page.answers.is_empty()).collect();
        if asked.is_empty() {
            return;
        }
        for page in asked {
            let lang = page.lang.as_ref().map_or_else(String::new, |tag| {
                format!(" xml:lang=\"{0}\" lang=\"{0}\" dir=\"{1}\"", escaped(tag), page.dir)
            });
            let _ = writeln!(body, "<section{lang}>\n<h2>{}</h2>\n<ol>", escaped(&page.title));
            let place = self.places.get(page.output.as_str()).cloned().unwrap_or_default();
            for answer in &page.answers {
                let explained = self.within(&answer.explained, &place).text;
                let _ = writeln!(
                    body,
                    "<li id=\"{}\"><a href=\"{place}#{}\">{}</a><br/><b>{}</b>{explained}</li>",
                    key_id(page, &answer.id),
                    id_of(&answer.id),
                    escaped(&answer.title),
                    escaped(&answer.answer),
                );
            }
            body.push_str("</ol>\n</section>\n");
        }
        body.push_str("</section>");
        self.add(KEY, "backmatter", title, None, &body, "");
    }

    /// The table of contents.
    fn nav(&self) -> String {
        let [contents, terms, key, _] = self.about.texts;
        let link = |page: &BookPage, name: &str| {
            let lang = page
                .lang
                .as_ref()
                .map_or_else(String::new, |tag| format!(" xml:lang=\"{0}\" lang=\"{0}\"", escaped(tag)));
            format!("<a href=\"{name}\"{lang}>{}</a>", escaped(&page.title))
        };
        let mut list = String::new();
        let mut below = false;
        let (terms_pages, chapters): (Vec<&BookPage>, Vec<&BookPage>) =
            self.pages.iter().partition(|page| page.is_term);
        let mut open = false;
        for page in chapters {
            let Some(name) = self.places.get(page.output.as_str()) else { continue };
            // What belongs to a stage stands below its lesson.
            let is_below = page.is_below && open;
            match (below, is_below) {
                (false, true) => list.push_str("\n<ol>\n"),
                (true, false) => list.push_str("</ol>\n</li>\n"),
                (false, false) if open => list.push_str("</li>\n"),
                _ => {}
            }
            let _ = write!(list, "<li>{}{}", link(page, name), if is_below { "</li>\n" } else { "" });
            (below, open) = (is_below, true);
        }
        if open {
            list.push_str(if below { "</ol>\n</li>\n" } else { "</li>\n" });
        }
        if !terms_pages.is_empty() {
            let _ = writeln!(list, "<li><span>{}</span>\n<ol>", escaped(terms));
            for page in terms_pages {
                let name = self.places.get(page.output.as_str()).map_or("", String::as_str);
                let _ = writeln!(list, "<li>{}</li>", link(page, name));
            }
            list.push_str("</ol>\n</li>\n");
        }
        if self.texts.contains_key(&format!("text/{KEY}")) {
            let _ = writeln!(list, "<li><a href=\"{KEY}\">{}</a></li>", escaped(key));
        }
        format!(
            "<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\">\n<h1>{}</h1>\n<ol>\n{list}</ol>\n</nav>",
            escaped(contents)
        )
    }

    fn write(mut self) -> io::Result<Vec<u8>> {
        let nav = self.nav();
        self.add("001-contents.xhtml", "frontmatter", self.about.texts[0], None, &nav, "nav");
        // The contents come behind the title.
        if let Some(nav) = self.items.pop() {
            self.items.insert(1.min(self.items.len()), nav);
        }
        for (path, name) in &self.images {
            let kind = kind_of(path).unwrap_or_default();
            let id = name.replace('.', "-");
            let path = format!("images/{name}");
            self.items.push(Item { id, path, kind, properties: String::new(), in_spine: false });
        }
        let mut archive = Archive::new();
        // First, and as it is: readers look there for what the file is (EPUB OCF, 4.2.6.2).
        archive.add_stored("mimetype", b"application/epub+zip")?;
        archive.add("META-INF/container.xml", CONTAINER.as_bytes())?;
        archive.add("EPUB/package.opf", self.package().as_bytes())?;
        archive.add("EPUB/style.css", include_bytes!("style.css"))?;
        for (path, text) in &self.texts {
            archive.add(&format!("EPUB/{path}"), text.as_bytes())?;
        }
        for (path, name) in &self.images {
            archive.add(&format!("EPUB/images/{name}"), &self.files[path])?;
        }
        archive.finish()
    }

    /// The package document (EPUB 3.3, 5).
    fn package(&self) -> String {
        let about = self.about;
        let mut meta = format!(
            "<dc:identifier id=\"id\">{}</dc:identifier>\n<dc:title>{}</dc:title>\n<dc:language>{}</dc:language>\n",
            identifier(&format!("{} {}", about.name, about.tag)),
            escaped(about.title),
            escaped(about.tag)
        );
        for author in about.authors {
            let _ = writeln!(meta, "<dc:creator>{}</dc:creator>", escaped(author));
        }
        if let Some(description) = about.description {
            let _ = writeln!(meta, "<dc:description>{}</dc:description>", escaped(description));
        }
        if let Some(site) = about.site {
            let _ = writeln!(meta, "<dc:source>{}</dc:source>", escaped(site));
        }
        let _ = writeln!(meta, "<meta property=\"dcterms:modified\">{}T00:00:00Z</meta>", about.day);
        let visual = if self.images.is_empty() { None } else { Some(("accessMode", "visual")) };
        let said = [
            ("accessMode", "textual"),
            ("accessModeSufficient", "textual"),
            ("accessibilityFeature", "structuralNavigation"),
            ("accessibilityFeature", "tableOfContents"),
            ("accessibilityFeature", "readingOrder"),
            ("accessibilityHazard", "none"),
        ];
        for (name, value) in said.into_iter().chain(visual) {
            let _ = writeln!(meta, "<meta property=\"schema:{name}\">{value}</meta>");
        }
        let mut manifest = "<item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n".to_owned();
        let mut spine = String::new();
        for item in &self.items {
            let properties = match item.properties.as_str() {
                "" => String::new(),
                properties => format!(" properties=\"{properties}\""),
            };
            let _ = writeln!(
                manifest,
                "<item id=\"{}\" href=\"{}\" media-type=\"{}\"{properties}/>",
                item.id, item.path, item.kind
            );
            if item.in_spine {
                let _ = writeln!(spine, "<itemref idref=\"{}\"/>", item.id);
            }
        }
        let direction = if about.dir == "rtl" { " page-progression-direction=\"rtl\"" } else { "" };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{}\" dir=\"{}\">\n\
             <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n{meta}</metadata>\n\
             <manifest>\n{manifest}</manifest>\n<spine{direction}>\n{spine}</spine>\n</package>\n",
            escaped(about.tag),
            about.dir
        )
    }
}

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n<rootfiles>\n\
    <rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/>\n</rootfiles>\n</container>\n";

/// The id of a question's answer in the key.
fn key_id(page: &BookPage, id: &str) -> String {
    id_of(&format!("k-{}-{id}", page.key))
}

/// A book's identifier: the same in every export (RFC 9562, version 8).
fn identifier(name: &str) -> String {
    let parts: String = (0..4).map(|i| Hash40::of(&format!("{i} {name}")).to_string()).collect();
    let (a, b, c, d, e) = (&parts[..8], &parts[8..12], &parts[12..15], &parts[15..18], &parts[18..30]);
    format!("urn:uuid:{a}-{b}-8{c}-8{d}-{e}")
}
