//! Servers of this machine that tests start, ask and end. Where one is missing, standard error says so, unless
//! `POLKU_PUBLISH_TESTS=required` is set.
#![allow(dead_code, unreachable_pub, reason = "every test target uses some of it")]

use std::env;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// What a server answers.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The values of a header, one after another.
    pub fn header(&self, name: &str) -> String {
        let own = |(own, _): &&(String, String)| own.eq_ignore_ascii_case(name);
        self.headers.iter().filter(own).map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// A server that ends with the test.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Asks for something. The body is as it was sent, compressed or not.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.port,
            body.len()
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        write!(stream, "{head}\r\n").unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers =
            lines.filter_map(|line| line.split_once(": ")).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        let mut answer = Answer { status, headers, body: answer.split_off(end + 4) };
        if answer.header("Transfer-Encoding") == "chunked" {
            answer.body = joined(&answer.body);
        }
        answer
    }

    /// Starts a program that listens at the port it is given.
    pub fn start(what: &str, command: impl Fn(u16) -> Command) -> Option<Self> {
        for _ in 0..5 {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
            let mut command = command(port);
            let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            let Ok(child) = child else { break };
            let mut server = Self { child, port };
            let give_up = Instant::now() + PATIENCE;
            while Instant::now() < give_up && server.child.try_wait().unwrap().is_none() {
                if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                    return Some(server);
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        left_out(what);
        None
    }
}

/// Says what is not tested here, or fails where all is to be.
pub fn left_out(what: &str) {
    let said = format!("left out: {what} (see CONTRIBUTING.md)");
    // Not `eprintln!`, which the test harness swallows when a test passes.
    let _ = writeln!(std::io::stderr(), "{said}");
    assert!(env::var("POLKU_PUBLISH_TESTS").as_deref() != Ok("required"), "{said}");
}

pub fn is_there(program: &str, argument: &str) -> bool {
    let tried =
        Command::new(program).arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

/// A body that came in chunks (RFC 9112, 7.1).
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n").unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        if length == 0 {
            return body;
        }
        let start = line + 2;
        body.extend_from_slice(&rest[start..start + length]);
        rest = &rest[start + length + 2..];
    }
}
