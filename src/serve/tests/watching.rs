//! From a changed file to an event and a page.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

use super::super::watch::Scope;
use super::*;

/// Long enough for a change that is not to be noticed.
const SHORT: Duration = Duration::from_millis(500);

/// A site of one page whose source is a file: `!` in it breaks the build.
fn from_file(source: PathBuf) -> impl FnMut() -> Built + Send {
    move || {
        let text = fs::read_to_string(&source).unwrap_or_default();
        if text.starts_with('!') { broken(&text) } else { built(&[("index.html", &text)]) }
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

#[test]
fn a_change_is_told_and_served() {
    let dir = folder();
    let source = dir.path().join("page.md");
    write(&source, "one");
    let watch = vec![dir.path().to_owned()];
    let server = Server::start(options(watch, vec![]), from_file(source.clone()));
    let mut events = server.events();
    let first = events.next();
    assert_eq!(first["errors"], false);
    let page = server.get("/").body;
    let version = format!("data-version=\"{}\"", first["version"]);
    assert!(page.starts_with("one") && page.contains(&version), "{page}");

    write(&source, "two");
    let second = loop {
        // Between the emptying of the file and its writing there may have been a build.
        let event = events.next();
        assert!(event["version"].as_u64() > first["version"].as_u64());
        if server.get("/").body.starts_with("two") {
            break event;
        }
    };

    // Saved by replacing, as many editors do.
    let draft = dir.path().join("page.md~");
    write(&draft, "three");
    fs::rename(&draft, &source).unwrap();
    let third = loop {
        let event = events.next();
        if event["version"].as_u64() > second["version"].as_u64() {
            break event;
        }
    };
    assert!(server.get("/").body.starts_with("three"));

    // Saved without a change: a build, and no reason to load the page again.
    let file = fs::File::options().append(true).open(&source).unwrap();
    file.set_modified(std::time::SystemTime::now()).unwrap();
    let fourth = events.next();
    assert_eq!(fourth["version"], third["version"]);
    assert!(fourth["build"].as_u64() > third["build"].as_u64());
}

#[test]
fn broken_build_keeps_the_last_good_page() {
    let dir = folder();
    let source = dir.path().join("page.md");
    write(&source, "good");
    let watch = vec![dir.path().to_owned()];
    let server = Server::start(options(watch, vec![]), from_file(source.clone()));
    let mut events = server.events();
    let good = events.next();

    write(&source, "! <b>bad</b>");
    let bad = loop {
        // Between the emptying of the file and its writing there may have been a build.
        let event = events.next();
        if event["errors"] == true {
            break event;
        }
    };
    let shown = &bad["diagnostics"][0];
    assert_eq!(shown["code"], "broken-link");
    assert_eq!(shown["message"], "! <b>bad</b>");
    assert_eq!((&shown["line"], &shown["column"]), (&7.into(), &3.into()));
    let page = server.get("/");
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("bad"));
    if bad["version"] == good["version"] {
        assert!(page.body.starts_with("good"));
    }
    // Who comes later is told too.
    assert_eq!(server.events().next()["errors"], true);

    write(&source, "better");
    while events.next()["errors"] == true {}
    assert!(server.get("/").body.contains("data-version"));
}

/// A server whose builds wait for the test. `begun` hears of each build, `go` lets one end.
fn stepped(watch: Vec<PathBuf>, ignore: Vec<PathBuf>) -> (Server, Receiver<()>, Sender<()>) {
    let (tell, begun) = mpsc::channel();
    let (go, wait) = mpsc::channel();
    let wait = Mutex::new(wait);
    go.send(()).unwrap();
    let server = Server::start(options(watch, ignore), move || {
        let _ = tell.send(());
        let _ = wait.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(LONG);
        built(&[])
    });
    begun.recv_timeout(LONG).unwrap();
    (server, begun, go)
}

fn quiet(begun: &Receiver<()>) {
    assert_eq!(begun.recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
}

#[test]
fn changes_during_a_build_lead_to_one_more() {
    let dir = folder();
    let (_server, begun, go) = stepped(vec![dir.path().to_owned()], vec![]);
    write(&dir.path().join("a"), "1");
    begun.recv_timeout(LONG).unwrap();
    for name in ["b", "c", "d"] {
        write(&dir.path().join(name), "1");
        thread::sleep(Duration::from_millis(100));
    }
    quiet(&begun);
    go.send(()).unwrap();
    begun.recv_timeout(LONG).expect("one more build");
    go.send(()).unwrap();
    quiet(&begun);
}

#[test]
fn new_folders_files_and_late_roots_are_watched() {
    let dir = folder();
    let site = dir.path();
    fs::create_dir(site.join("content")).unwrap();
    write(&site.join("book.toml"), "");
    let watch = ["content", "book.toml", "themes/own"].map(|name| site.join(name));
    let (_server, begun, go) = stepped(watch.to_vec(), vec![]);
    let expect_build = |what: &str| {
        begun.recv_timeout(LONG).expect(what);
        go.send(()).unwrap();
        // The same change may have come in two parts.
        while begun.recv_timeout(SHORT).is_ok() {
            go.send(()).unwrap();
        }
    };

    fs::create_dir_all(site.join("content/et/new")).unwrap();
    expect_build("new folder");
    write(&site.join("content/et/new/page.md"), "1");
    expect_build("file in a new folder");

    write(&site.join("draft"), "2");
    fs::rename(site.join("draft"), site.join("book.toml")).unwrap();
    expect_build("settings replaced");
    write(&site.join("book.toml"), "3");
    expect_build("settings written after that");

    write(&site.join("README.md"), "beside");
    let _ = fs::read(site.join("content/et/new/page.md"));
    quiet(&begun);

    fs::create_dir_all(site.join("themes/own")).unwrap();
    expect_build("root that came late");
    write(&site.join("themes/own/page.html"), "1");
    expect_build("file in it");

    fs::rename(site.join("content"), site.join("away")).unwrap();
    expect_build("root that went");
    fs::rename(site.join("away"), site.join("content")).unwrap();
    expect_build("root that came back");
    write(&site.join("content/et/new/page.md"), "2");
    expect_build("file in it");
}

#[test]
fn ignored_folders_make_no_build() {
    let dir = folder();
    let out = dir.path().join("public");
    fs::create_dir(&out).unwrap();
    let (_server, begun, go) = stepped(vec![dir.path().to_owned()], vec![out.clone()]);
    write(&out.join("index.html"), "1");
    fs::create_dir(dir.path().join(".public.polku-12-0")).unwrap();
    quiet(&begun);
    write(&dir.path().join("public.md"), "1");
    begun.recv_timeout(LONG).expect("not ignored");
    go.send(()).unwrap();
}

#[test]
fn fingerprint_tells_changes_from_reads() {
    let dir = folder();
    fs::create_dir(dir.path().join("public")).unwrap();
    write(&dir.path().join("a"), "1");
    let ignore = [dir.path().join("public")];
    let scope = Scope::new(&[dir.path().to_owned()], &ignore);
    let before = scope.fingerprint();
    fs::read(dir.path().join("a")).unwrap();
    write(&dir.path().join("public/a"), "1");
    assert_eq!(scope.fingerprint(), before);
    write(&dir.path().join("b"), "");
    assert_ne!(scope.fingerprint(), before);
}
