use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::oneshot;

use super::*;
use crate::digest::Digest;

mod watching;

/// Longer than any change takes to be noticed.
const LONG: Duration = Duration::from_secs(20);

fn options(watch: Vec<PathBuf>, ignore: Vec<PathBuf>) -> Options {
    Options {
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        port_is_fixed: true,
        watch,
        ignore,
        open: false,
        note: |_| {},
    }
}

/// A running server, ended when dropped.
struct Server {
    address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<Result<(), ServeError>>>,
}

impl Server {
    fn start(options: Options, build: impl FnMut() -> Built + Send + 'static) -> Self {
        let (end, ended) = oneshot::channel::<()>();
        let (ready, address) = mpsc::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let ready = move |address| ready.send(address).unwrap();
            runtime.block_on(serve_until(options, build, ready, async {
                let _ = ended.await;
            }))
        });
        Self { address: address.recv_timeout(LONG).expect("the server starts"), end: Some(end), thread: Some(thread) }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    fn request(&self, head: &str) -> Answer {
        let mut stream = self.connect();
        write!(stream, "{head}\r\nConnection: close\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.request(&format!("GET {path} HTTP/1.1\r\nHost: localhost"))
    }

    fn events(&self) -> Events {
        let mut stream = self.connect();
        write!(stream, "GET /_polku/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        Events(BufReader::new(stream))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap().unwrap();
        }
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn has(&self, header: &str) -> bool {
        self.head.lines().any(|line| line == header)
    }
}

struct Events(BufReader<TcpStream>);

impl Events {
    fn next(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }
}

fn built(files: &[(&str, &str)]) -> Built {
    let digest = Digest::of(format!("{files:?}").as_bytes());
    let files = files.iter().map(|(path, body)| ((*path).to_owned(), Arc::from(body.as_bytes())));
    Built { files: Arc::new(files.collect::<BTreeMap<String, Arc<[u8]>>>()), digest, ..Built::default() }
}

fn broken(message: &str) -> Built {
    Built {
        errors: true,
        diagnostics: vec![ServedDiagnostic {
            severity: "error",
            code: "broken-link",
            file: "et/elu.md".to_owned(),
            line: Some(7),
            column: Some(3),
            message: message.to_owned(),
            help: "write the page".to_owned(),
            rendered: "7 | [elu](elu.md)\n  |  ^^^".to_owned(),
        }],
        ..Built::default()
    }
}

const SITE: &[(&str, &str)] = &[
    ("index.html", "<html><HEAD><title>t</title></HEAD><body>home</head>"),
    ("404.html", "no page"),
    ("et/index.html", "kodu"),
    ("et/404.html", "lehte ei ole"),
    ("et/õpe/index.html", "õpe"),
    ("a.css", "a{}"),
    ("a b.txt", "spaced"),
    ("CNAME", "example.org"),
];

fn site() -> Server {
    Server::start(options(vec![], vec![]), || built(SITE))
}

#[test]
fn pages_and_assets() {
    let server = site();
    let page = server.get("/et/");
    assert_eq!(page.status, 200);
    assert!(page.body.starts_with("kodu"));
    assert!(page.has("content-type: text/html; charset=utf-8"), "{}", page.head);
    assert!(page.has("cache-control: no-store"));
    assert!(page.has("x-content-type-options: nosniff"));

    assert_eq!(server.get("/et/%C3%B5pe/?q=1").status, 200);
    assert_eq!(server.get("/et/index.html").status, 200);
    assert_eq!(server.get("/a%20b.txt").body, "spaced");
    let css = server.get("/a.css?v=2");
    assert_eq!(css.body, "a{}");
    assert!(css.has("content-type: text/css; charset=utf-8"));
    assert!(server.get("/CNAME").has("content-type: application/octet-stream"));
    assert!(server.get("/_polku/live.js").has("content-type: text/javascript; charset=utf-8"));
    assert!(server.get("/_polku/live.css").has("content-type: text/css; charset=utf-8"));
    assert_eq!(server.get("/_polku/other").status, 404);
}

#[test]
fn folders_get_their_slash() {
    let server = site();
    let answer = server.get("/et/%C3%B5pe?q=1");
    assert_eq!(answer.status, 308);
    assert!(answer.has("location: /et/%c3%b5pe/?q=1"), "{}", answer.head);
}

#[test]
fn missing_pages_get_the_page_of_their_language() {
    let server = site();
    for (path, body) in
        [("/et/x", "lehte ei ole"), ("/et/x/y/", "lehte ei ole"), ("/fi/x", "no page"), ("/x.png", "no page")]
    {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.starts_with(body), "{path}: {}", answer.body);
    }
    let bare = Server::start(options(vec![], vec![]), || built(&[]));
    let answer = bare.get("/");
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("Not found") && answer.body.contains("/_polku/live.js"));
}

#[test]
fn live_script_is_put_into_pages_only() {
    let server = site();
    let page = server.get("/").body;
    let (head, body) = page.split_once("</HEAD>").unwrap();
    assert!(head.contains("<title>t</title><link rel=\"stylesheet\" href=\"/_polku/live.css\">"));
    assert!(head.contains("<script src=\"/_polku/live.js\"") && head.ends_with(" defer></script>"));
    assert_eq!(body, "<body>home</head>", "once, at the first");
    assert!(server.get("/et/").body.ends_with("</script>"), "no head: at the end");
    assert!(!server.get("/a.css").body.contains("live"));
}

#[test]
fn no_path_leaves_the_site() {
    let server = site();
    for path in [
        "/../Cargo.toml",
        "/et/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/et%2f..%2f..%2fetc%2fpasswd",
        "/et%2findex.html",
        "/et/..%5c..%5cindex.html",
        "//et/index.html",
        "/et//index.html",
        "/et/./index.html",
        "/%00",
        "/%ff",
        "//example.org/..",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}: {}", answer.body);
    }
}

#[test]
fn only_this_machine_is_answered() {
    let server = site();
    let ask = |host: &str| server.request(&format!("GET / HTTP/1.1\r\n{host}")).status;
    for good in ["localhost", "LocalHost:1", "127.0.0.1:3000", "[::1]", "[::1]:80"] {
        assert_eq!(ask(&format!("Host: {good}")), 200, "{good}");
    }
    for bad in [
        "evil.example",
        "localhost.evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "[::1]evil.example",
        "[::2]",
        "::1",
        "localhost:80@evil.example",
        "",
    ] {
        assert_eq!(ask(&format!("Host: {bad}")), 403, "{bad}");
    }
    assert_eq!(ask("Host: localhost\r\nHost: evil.example"), 403);
    assert_eq!(server.request("GET / HTTP/1.0").status, 403);
    let event = server.request("GET /_polku/events HTTP/1.1\r\nHost: evil.example");
    assert_eq!(event.status, 403);
}

#[test]
fn only_reading_is_answered() {
    let server = site();
    let head = server.request("HEAD /a.css HTTP/1.1\r\nHost: localhost");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert!(head.has("content-length: 3"), "{}", head.head);
    let events = server.request("HEAD /_polku/events HTTP/1.1\r\nHost: localhost");
    assert_eq!(events.status, 200);
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = server.request(&format!("{method} / HTTP/1.1\r\nHost: localhost"));
        assert_eq!(answer.status, 405);
        assert!(answer.has("allow: get, head"));
    }
}

#[test]
fn addresses() {
    let mut wide = options(vec![], vec![]);
    wide.address = SocketAddr::from(([0, 0, 0, 0], 0));
    let error = run(wide, Built::default, |_| {}).unwrap_err();
    assert!(matches!(error, ServeError::NotLoopback(_)));

    let (taken, next) = loop {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        // With room for the next ones.
        if address.port() < u16::MAX - FURTHER_PORTS {
            break (address, taken);
        }
    };
    assert!(matches!(bind(taken, true), Err(ServeError::Bind { .. })));
    let other = bind(taken, false).unwrap().local_addr().unwrap();
    assert!((1..=FURTHER_PORTS).contains(&(other.port() - taken.port())));
    drop(next);
}

#[test]
fn panicking_build_ends_the_server() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ended = runtime.block_on(serve_until(
        options(vec![], vec![]),
        || panic!("as this test wants"),
        |_| {},
        std::future::pending(),
    ));
    assert!(matches!(ended, Err(ServeError::Build)));
}

#[test]
fn without_a_good_build_a_page_shows_the_diagnostics() {
    let server = Server::start(options(vec![], vec![]), || broken("<script>alert(1)</script>"));
    for path in ["/", "/et/x"] {
        let page = server.get(path);
        assert_eq!(page.status, 500);
        for part in [
            "error[broken-link]",
            "et/elu.md:7:3",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "7 | [elu](elu.md)\n  |  ^^^",
            "write the page",
            " data-plain defer></script></head>",
        ] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        assert!(!page.body.contains("<script>alert"));
    }
    assert_eq!(server.get("/_polku/live.css").status, 200);
}
