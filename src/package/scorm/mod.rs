//! SCORM packages: a course in one language for a learning management system (ADL, SCORM 1.2 and SCORM 2004 4th Edition).
//!
//! A package has one SCO: a frame (`player.*`) that shows the site's pages and tells the system what learners do. What it can keep
//! there is proved when the package is made ([`state`]).

pub mod state;

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde_json::{Value, json};

use self::state::Codes;
use super::allowed;
use super::archive::Archive;
use super::select::Selection;
use crate::ids::encode_path;
use crate::parse::Hash40;
use crate::render::{OutlinePage, OutlineQuestion};

/// Which SCORM.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edition {
    /// SCORM 1.2.
    V12,
    /// SCORM 2004, 4th Edition.
    V2004,
}

/// What a package says of itself.
pub struct About<'a> {
    /// The course's title.
    pub title: &'a str,
    /// What its progress is kept under.
    pub site: &'a str,
    /// Its language's tag.
    pub tag: &'a str,
    /// The direction that is written in.
    pub dir: &'a str,
    /// What is said outside of a learning management system.
    pub alone: &'a str,
    /// What is said when the system does not take what learners do.
    pub lost: &'a str,
}

/// The folder of the frame.
const PLAYER: &str = "scorm";

/// The archive of a package.
///
/// # Errors
/// When it gets too large for the format.
pub fn package(edition: Edition, about: &About<'_>, selection: &Selection) -> io::Result<Vec<u8>> {
    let mut files = selection.files.clone();
    let mut put = |name: &str, text: String| files.insert(format!("{PLAYER}/{name}"), text.into_bytes().into());
    put("index.html", frame(about));
    put("course.js", format!("window.polkuCourse = {};\n", course(edition, about, selection)));
    put("player.js", include_str!("player.js").to_owned());
    put("player.css", include_str!("player.css").to_owned());
    let mut archive = Archive::new();
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    archive.add("imsmanifest.xml", manifest(edition, about, &paths)?.as_bytes())?;
    for (path, bytes) in &files {
        archive.add(path, bytes)?;
    }
    archive.finish()
}

fn frame(about: &About<'_>) -> String {
    let text = html_escape::encode_double_quoted_attribute::<str>;
    format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"player.css\">\n</head>\n<body>\n\
         <p id=\"trouble\" role=\"status\" data-alone=\"{}\" data-lost=\"{}\" hidden></p>\n\
         <iframe id=\"course\" title=\"{title}\"></iframe>\n\
         <script src=\"course.js\"></script>\n<script src=\"player.js\"></script>\n</body>\n</html>\n",
        about.tag,
        about.dir,
        text(about.alone),
        text(about.lost),
        title = text(about.title),
    )
}

/// What the frame has to know of the course.
fn course(edition: Edition, about: &About<'_>, selection: &Selection) -> String {
    let mut codes = Codes::default();
    let mut coded = |kind: &str, name: &str| codes.of(&format!("{kind} {name}"));
    let pages = &selection.pages;
    let mut lists = json!({});
    let questions = |page: &OutlinePage| {
        let stage = page.stage.clone();
        page.questions.iter().map(move |question| (question.clone(), stage.clone())).collect::<Vec<_>>()
    };
    let drawn = selection.drawn.iter().map(|question| (question.clone(), None));
    let questions: Vec<(OutlineQuestion, Option<String>)> = pages.iter().flat_map(questions).chain(drawn).collect();
    lists["questions"] = questions.iter().map(|(one, stage)| question(coded("q", &one.name), one, stage)).collect();
    let tests = pages.iter().flat_map(|page| &page.tests);
    lists["tests"] = tests
        .map(|test| {
            let of = questions.iter().filter(|(one, _)| one.pool.as_deref() == Some(test.pool.as_str())).count();
            let draw = test.draw.unwrap_or(of).min(of);
            json!({ "code": coded("t", &test.name), "name": test.name, "draw": draw })
        })
        .collect();
    let plays = pages.iter().filter(|page| page.is_play);
    lists["plays"] =
        plays.map(|page| json!({ "code": coded("p", &page.key), "name": page.key, "stage": page.stage })).collect();
    let page = |page: &OutlinePage| {
        let code = coded("r", &page.key);
        json!({ "code": code, "name": page.key, "title": page.title, "path": page.output, "lesson": page.is_lesson })
    };
    lists["pages"] = pages.iter().map(page).collect();
    lists["cards"] = selection.cards.iter().map(|key| json!({ "code": coded("c", key), "name": key })).collect();
    let version = match edition {
        Edition::V12 => "1.2",
        Edition::V2004 => "2004",
    };
    lists["version"] = json!(version);
    lists["site"] = json!(about.site);
    lists["lang"] = json!(about.tag);
    lists["start"] = json!(selection.start);
    lists.to_string()
}

fn question(code: String, one: &OutlineQuestion, stage: &Option<String>) -> Value {
    json!({
        "code": code,
        "name": one.name,
        "version": one.version,
        "kind": one.kind.as_str(),
        "title": one.title,
        "options": one.options,
        "right": one.right,
        "accepted": one.accepted,
        "pool": one.pool,
        "stage": stage,
    })
}

/// `imsmanifest.xml` (IMS Content Packaging 1.1.2 and 1.1.4, as ADL profiles them).
fn manifest(edition: Edition, about: &About<'_>, files: &[&str]) -> io::Result<String> {
    let id = Hash40::of(&format!("{} {} {}", about.site, about.tag, about.title));
    let (version, kind, namespaces) = match edition {
        Edition::V12 => (
            "1.2",
            "adlcp:scormtype",
            vec![
                ("xmlns", "http://www.imsproject.org/xsd/imscp_rootv1p1p2"),
                ("xmlns:adlcp", "http://www.adlnet.org/xsd/adlcp_rootv1p2"),
            ],
        ),
        Edition::V2004 => (
            "2004 4th Edition",
            "adlcp:scormType",
            vec![
                ("xmlns", "http://www.imsglobal.org/xsd/imscp_v1p1"),
                ("xmlns:adlcp", "http://www.adlnet.org/xsd/adlcp_v1p3"),
                ("xmlns:imsss", "http://www.imsglobal.org/xsd/imsss"),
            ],
        ),
    };
    let identifier = format!("polku-{id}");
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let manifest = out.create_element("manifest").with_attribute(("identifier", identifier.as_str()));
    manifest.with_attribute(("version", "1.0")).with_attributes(namespaces).write_inner_content(|out| {
        out.create_element("metadata").write_inner_content(|out| {
            text(out, "schema", "ADL SCORM")?;
            text(out, "schemaversion", version)
        })?;
        out.create_element("organizations").with_attribute(("default", "course")).write_inner_content(|out| {
            out.create_element("organization").with_attribute(("identifier", "course")).write_inner_content(|out| {
                text(out, "title", about.title)?;
                let item = out.create_element("item");
                item.with_attributes([("identifier", "item"), ("identifierref", "sco"), ("isvisible", "true")])
                    .write_inner_content(|out| {
                        text(out, "title", about.title)?;
                        if edition == Edition::V2004 {
                            // The course says itself what is completed and passed.
                            out.create_element("imsss:sequencing").write_inner_content(|out| {
                                let says = [("completionSetByContent", "true"), ("objectiveSetByContent", "true")];
                                let controls = out.create_element("imsss:deliveryControls").with_attributes(says);
                                controls.write_empty().map(|_| ())
                            })?;
                        }
                        Ok(())
                    })?;
                Ok(())
            })?;
            Ok(())
        })?;
        let start = format!("{PLAYER}/index.html");
        out.create_element("resources").write_inner_content(|out| {
            out.create_element("resource")
                .with_attributes([("identifier", "sco"), ("type", "webcontent"), (kind, "sco"), ("href", &start)])
                .write_inner_content(|out| {
                    files.iter().try_for_each(|file| {
                        let path = encode_path(file);
                        out.create_element("file").with_attribute(("href", path.as_ref())).write_empty().map(|_| ())
                    })
                })?;
            Ok(())
        })?;
        Ok(())
    })?;
    let mut text = String::from_utf8_lossy(&out.into_inner()).into_owned();
    text.push('\n');
    Ok(text)
}

fn text(out: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    out.create_element(name).write_text_content(BytesText::new(&allowed(text))).map(|_| ())
}
