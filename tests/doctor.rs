//! `polku doctor`: looks at sites that a server of the tests hands out, well and badly.

#[path = "support/disk.rs"]
mod disk;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use tempfile::TempDir;

/// What is answered to a request for a path below `/training/`: status, headers, body.
type Answer = (u16, Vec<(String, String)>, Vec<u8>);
type Handler = Arc<dyn Fn(&Site, &str) -> Option<Answer> + Send + Sync>;

/// A built site and a server that hands it out as it should, but for what a test does otherwise.
struct Site {
    dir: TempDir,
    port: u16,
    policy: String,
}

impl Site {
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.dir.path().join("public").join(path)).ok().filter(|_| !path.is_empty())
    }

    /// The right answer.
    fn right(&self, path: &str) -> Answer {
        let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
        let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.clone() };
        let kind = polku::delivery::content_type(&file);
        let caching = polku::delivery::cache_control(&file);
        let headers = |kind: &str| -> Vec<(String, String)> {
            [
                ("Content-Type", kind),
                ("Cache-Control", caching),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Security-Policy", &self.policy),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
        };
        if path == "et/vana/" {
            let mut headers = headers("text/html");
            headers.push(("Location".into(), "/training/et/samm/".into()));
            return (301, headers, Vec::new());
        }
        match self.file(&file) {
            Some(body) => {
                let mut headers = headers(kind);
                let copy = self.file(&format!("{file}.gz"));
                if copy.is_some() {
                    headers.push(("Content-Encoding".into(), "gzip".into()));
                }
                (200, headers, copy.unwrap_or(body))
            }
            None => {
                let language = path.split('/').next().unwrap_or_default();
                let page = self.file(&format!("{language}/404.html")).or_else(|| self.file("404.html"));
                (404, headers("text/html; charset=utf-8"), page.unwrap_or_default())
            }
        }
    }
}

fn polku(root: &Path, args: &[&str]) -> Output {
    disk::polku(root, args).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Builds a site for the server's address, serves it, and asks the doctor; `None` where there is no curl.
fn doctor(otherwise: Handler, edit: impl Fn(&Path)) -> Option<Output> {
    if !Command::new("curl").arg("--version").output().is_ok_and(|output| output.status.success()) {
        let _ = writeln!(std::io::stderr(), "left out: what the doctor sees (there is no curl)");
        assert!(std::env::var("POLKU_PUBLISH_TESTS").as_deref() != Ok("required"));
        return None;
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/training/");
    let dir = TempDir::new().unwrap();
    let root = dir.path();
    let files = [
        (
            "book.toml",
            format!(
                "[book]\ntitle = \"Tee\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n[output.html]\nsite-url = \"{url}\"\n"
            ),
        ),
        ("content/et/index.md", "# Algus\n".to_owned()),
        ("content/et/samm.md", "---\naliases: [vana]\n---\n# Samm\n".to_owned()),
        ("content/fi/index.md", "# Alku\n".to_owned()),
    ];
    for (path, text) in files {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), text).unwrap();
    }
    let built = polku(root, &["build", "-q", "--compress"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let policy = out(&polku(root, &["csp", "-q"])).trim().to_owned();
    edit(root);
    let site = Arc::new(Site { dir, port, policy });
    let served = Arc::clone(&site);
    // The server ends with the test's process.
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (served, otherwise) = (Arc::clone(&served), Arc::clone(&otherwise));
            std::thread::spawn(move || answer(stream.unwrap(), &served, &otherwise));
        }
    });
    Some(polku(site.dir.path(), &["doctor", "--url", &format!("http://127.0.0.1:{}/training/", site.port)]))
}

fn answer(mut stream: TcpStream, site: &Site, otherwise: &Handler) {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !request.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return,
            Ok(n) => request.extend_from_slice(&piece[..n]),
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let path = request.split(' ').nth(1).unwrap();
    let below = path.strip_prefix("/training/").unwrap_or("none/");
    let (status, headers, body) = otherwise(site, below).unwrap_or_else(|| site.right(below));
    let mut head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let _ = stream.write_all(&[head.as_bytes(), b"\r\n", &body[..]].concat());
}

/// The doctor has to say these, and end with this code.
fn finds(otherwise: impl Fn(&Site, &str) -> Option<Answer> + Send + Sync + 'static, code: i32, said: &[&str]) {
    finds_after(otherwise, |_| {}, code, said);
}

fn finds_after(
    otherwise: impl Fn(&Site, &str) -> Option<Answer> + Send + Sync + 'static,
    edit: impl Fn(&Path),
    code: i32,
    said: &[&str],
) {
    let Some(output) = doctor(Arc::new(otherwise), edit) else { return };
    let told = out(&output);
    assert_eq!(output.status.code(), Some(code), "{told}{}", String::from_utf8_lossy(&output.stderr));
    for text in said {
        assert!(told.contains(text), "`{text}` is not in\n{told}");
    }
    let found =
        told.lines().filter(|line| ["error: ", "warning: ", "note: "].iter().any(|start| line.starts_with(start)));
    let severities =
        said.iter().filter(|text| ["error: ", "warning: ", "note: "].iter().any(|start| text.starts_with(start)));
    assert_eq!(found.count(), severities.count(), "{told}");
}

/// The right answer with another header; without a value, without it.
fn with(site: &Site, path: &str, name: &str, value: Option<&str>) -> Answer {
    let (status, mut headers, body) = site.right(path);
    headers.retain(|(own, _)| own != name);
    headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    (status, headers, body)
}

#[test]
fn a_site_that_is_served_well_is_in_order() {
    finds(|_, _| None, 0, &[]);
}

#[test]
fn a_page_that_is_not_there_is_told_with_its_address() {
    finds(
        |site, path| (path == "et/samm/").then(|| site.right("et/none/")),
        1,
        &[
            "error: a page or file of the site is not there (404)",
            "/training/et/samm/",
            "warning: 1 of ",
            "error: an earlier address leads to nothing (404)",
        ],
    );
}

#[test]
fn types_and_caching_that_are_wrong_are_told() {
    finds(
        |site, path| path.ends_with(".css").then(|| with(site, path, "Content-Type", Some("text/plain"))),
        1,
        &["error: `text/plain` is the wrong type for a file of the type `text/css`"],
    );
    finds(
        |site, path| (path == "fi/").then(|| with(site, path, "Cache-Control", Some("public, max-age=604800"))),
        0,
        &["warning: browsers may show it unasked for 168 hours"],
    );
    finds(
        |site, path| path.ends_with(".js").then(|| with(site, path, "Cache-Control", Some("no-cache"))),
        0,
        &["note: what never changes is not kept for long"],
    );
}

#[test]
fn a_policy_that_is_not_sent_or_another_one_is_told() {
    finds(
        |site, path| Some(with(site, path, "Content-Security-Policy", None)),
        0,
        &["warning: no Content-Security-Policy is sent", "polku csp"],
    );
    finds(
        |site, path| Some(with(site, path, "Content-Security-Policy", Some("default-src 'none'"))),
        0,
        &["warning: another Content-Security-Policy is sent"],
    );
}

#[test]
fn pages_that_are_missing_have_to_be_missing() {
    finds(
        |site, path| path.contains("asks-for-nothing").then(|| site.right("fi/")),
        1,
        &["error: for a page that is not there the status is 200, not 404"],
    );
    finds(
        |_, path| path.contains("asks-for-nothing").then(|| (404, Vec::new(), b"not found".to_vec())),
        0,
        &["warning: a page that is not there is not answered by the site's own page"],
    );
}

#[test]
fn redirects_that_loop_and_those_of_pages_only_are_told() {
    finds(
        |_, path| {
            (path == "et/vana/").then(|| (301, vec![("Location".into(), "/training/et/vana/".into())], Vec::new()))
        },
        1,
        &["error: redirects lead in a circle", "/training/et/vana/"],
    );
    finds(
        |site, path| (path == "et/vana/").then(|| (200, site.right("et/").1, site.file("et/vana/index.html").unwrap())),
        0,
        &["note: an earlier address leads on by a page only"],
    );
}

#[test]
fn another_version_than_the_local_one_is_told() {
    finds_after(
        |_, _| None,
        |root| fs::write(root.join("content/fi/index.md"), "# Alku\n\nUutta.\n").unwrap(),
        0,
        &["warning: 1 of ", "publish again"],
    );
}

#[test]
fn a_site_that_was_built_for_another_address_is_told() {
    let wrong = |site: &Site, path: &str| {
        let (status, mut headers, body) = site.right(path);
        headers.retain(|(name, _)| name != "Content-Encoding");
        let plain = site.file(&format!("{path}index.html"))?;
        let _ = body;
        let html = String::from_utf8(plain)
            .unwrap()
            .replace(&format!("http://127.0.0.1:{}/", site.port), "http://127.0.0.1:9/");
        Some((status, headers, html.into_bytes()))
    };
    finds(
        move |site, path| (path == "fi/").then(|| wrong(site, path)).flatten(),
        1,
        &[
            "error: the page says that its real address is on another site",
            "error: a page names an address of another language that is not of this site",
            "warning: 1 of ",
            "note: the page comes uncompressed",
        ],
    );
}

#[test]
fn what_a_page_names_becomes_no_setting_of_the_one_who_asks() {
    let dir = TempDir::new().unwrap();
    let written = dir.path().join("written");
    let place = written.display().to_string();
    let wrong = move |site: &Site, path: &str| {
        let html = String::from_utf8(site.file(&format!("{path}index.html"))?).unwrap();
        let root = format!("http://127.0.0.1:{}/training/", site.port);
        let link = format!(
            "<link rel=\"alternate\" hreflang=\"de\" href=\"{root}\"&#10;next&#10;url = {root}fi/&#10;output = {place}&#10;next&#10;url = \"{root}\">"
        );
        let link = link
            .replacen(&format!("{root}\"&#10;"), &format!("{root}&quot;&#10;"), 1)
            .replace("url = \"", "url = &quot;");
        let (status, mut headers, _) = site.right(path);
        headers.retain(|(name, _)| name != "Content-Encoding");
        Some((status, headers, html.replace("<title>", &format!("{link}<title>")).into_bytes()))
    };
    finds(
        move |site, path| (path == "fi/").then(|| wrong(site, path)).flatten(),
        1,
        &[
            "error: a page names an address of another language that is not of this site",
            "warning: 1 of ",
            "note: the page comes uncompressed",
        ],
    );
    assert!(!written.exists());
}

#[test]
fn a_site_that_does_not_answer_is_told() {
    let dir = TempDir::new().unwrap();
    assert!(polku(dir.path(), &["init", "site"]).status.success());
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let command = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_polku")).args(args).current_dir(dir.path().join("site")).output().unwrap()
    };
    let output = command(&["doctor", "--url", &format!("http://127.0.0.1:{port}/")]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("does not answer") || said.contains("`curl` command is needed"), "{said}");
    let output = command(&["doctor"]);
    assert_eq!(output.status.code(), Some(2));
}
