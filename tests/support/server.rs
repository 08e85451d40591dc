//! `polku serve` as a browser sees it: pages over HTTP, and the stream of states.
#![allow(dead_code, unreachable_pub, reason = "every test target uses some of it")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::disk;

/// How long the server has to start and to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The newest state that the server told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub build: u64,
    pub errors: bool,
}

type Shared = Arc<(Mutex<Option<State>>, Condvar)>;

/// A running server. Dropping it ends the process.
pub struct Server {
    child: Child,
    port: u16,
    state: Shared,
}

impl Server {
    /// Starts to serve a site, and waits until the first state is told.
    pub fn start(root: &Path) -> Self {
        let give_up = Instant::now() + PATIENCE;
        loop {
            let port = free_port();
            let mut command = disk::polku(root, &["serve", "--port", &port.to_string()]);
            let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            let mut server = Self { child, port, state: Arc::default() };
            // Somebody else may take the port before the server does: then it ends, and another one is tried.
            while Instant::now() < give_up && server.child.try_wait().unwrap().is_none() {
                if let Some(stream) = server.connect() {
                    server.listen(stream);
                    server.wait(PATIENCE);
                    return server;
                }
                thread::sleep(Duration::from_millis(10));
            }
            assert!(Instant::now() < give_up, "the server did not start");
        }
    }

    fn connect(&self) -> Option<TcpStream> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Some(stream)
    }

    /// Follows the stream of states on a thread, until the server ends.
    fn listen(&self, mut stream: TcpStream) {
        stream.set_read_timeout(None).unwrap();
        write!(stream, "GET /_polku/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port).unwrap();
        let state = Arc::clone(&self.state);
        thread::spawn(move || {
            // The stream comes in chunks, whose lengths stand on lines of their own between those of the events.
            for line in BufReader::new(stream).lines() {
                let Ok(line) = line else { break };
                let Some(event) = line.strip_prefix("data: ") else { continue };
                let event: serde_json::Value = serde_json::from_str(event).unwrap();
                let (now, changed) = &*state;
                let errors = event["errors"].as_bool().unwrap();
                *now.lock().unwrap() = Some(State { build: event["build"].as_u64().unwrap(), errors });
                changed.notify_all();
            }
        });
    }

    /// The newest state.
    pub fn state(&self) -> Option<State> {
        self.state.0.lock().unwrap().clone()
    }

    /// Waits until the state is another one, at most so long.
    pub fn wait(&self, at_most: Duration) {
        let (state, changed) = &*self.state;
        let state = state.lock().unwrap();
        let before = state.clone();
        drop(changed.wait_timeout_while(state, at_most, |now| *now == before).unwrap());
    }

    /// Gets what is at a path, which begins with no slash: the status and the body.
    pub fn get(&self, path: &str) -> (u16, Vec<u8>) {
        let mut stream = self.connect().expect("the server has ended");
        let path = encode(path);
        write!(stream, "GET /{path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let head_end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8_lossy(&answer[..head_end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("an answer has a status");
        assert!(!head.contains("transfer-encoding"), "bodies are read as they come: {head}");
        (status, answer.split_off(head_end + 4))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on just now.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

fn encode(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A page without the two elements that the server puts before `</head>`.
pub fn without_live_elements(page: &[u8]) -> Vec<u8> {
    const FIRST: &[u8] = b"<link rel=\"stylesheet\" href=\"/_polku/live.css\"><script src=\"/_polku/live.js\"";
    const LAST: &[u8] = b"</script>";
    let find = |from: usize, what: &[u8]| page[from..].windows(what.len()).position(|window| window == what);
    let start = find(0, FIRST).expect("a page has the live elements");
    let end = start + find(start, LAST).unwrap() + LAST.len();
    let after = page[end..].get(..7).unwrap_or_default();
    assert!(after.is_empty() || after.eq_ignore_ascii_case(b"</head>"), "they stand before `</head>`");
    [&page[..start], &page[end..]].concat()
}
