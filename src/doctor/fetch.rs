//! Asks for addresses by the `curl` command, many at once.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Questions that are open at the same time.
const AT_ONCE: &str = "16";
/// Seconds that an answer may take.
const PATIENCE: &str = "30";
/// Redirects that are followed.
const REDIRECTS: &str = "10";
/// curl(1), "EXIT CODES": too many redirects.
const TOO_MANY_REDIRECTS: i32 = 47;

/// What is asked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Question {
    /// The address.
    pub(super) url: String,
    /// Whether redirects are followed.
    pub(super) follow: bool,
}

/// What came back.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// Of the last answer, where redirects were followed; 0 if there was none.
    pub(super) status: u16,
    /// Of the first answer.
    pub(super) first_status: u16,
    /// Of the last answer; names in lower case.
    pub(super) headers: BTreeMap<String, String>,
    /// Decompressed.
    pub(super) body: Vec<u8>,
    /// Where the last answer came from.
    pub(super) url: String,
    /// Whether redirects led in a circle, or too far.
    pub(super) endless: bool,
    /// Why there is no answer.
    pub(super) failure: Option<String>,
}

impl Answer {
    /// A header's value; empty if there is none.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Why nothing could be asked.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// There is no curl.
    #[error("the `curl` command is needed for this, and is not there; install it")]
    NoCurl,
    /// The site does not answer.
    #[error("{url} does not answer: {why}; is the address right, the server up, and a network here?")]
    NoAnswer {
        /// Its address.
        url: String,
        /// What curl says.
        why: String,
    },
    /// It does not do what it should.
    #[error("`curl` failed: {0}")]
    Curl(String),
    /// The disk failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Asks all questions; the answers are in their order.
///
/// # Errors
/// When curl cannot be run. What a server does or does not answer is no error.
pub(super) fn ask(questions: &[Question]) -> Result<Vec<Answer>, FetchError> {
    if questions.is_empty() {
        return Ok(Vec::new());
    }
    // What pages name is theirs to choose: it must not become a setting, and nothing but the web is asked.
    let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '"' | '\\');
    let is_web = |url: &str| url.starts_with("http://") || url.starts_with("https://");
    if let Some(bad) = questions.iter().find(|question| question.url.contains(odd) || !is_web(&question.url)) {
        return Err(FetchError::Curl(format!("`{}` is no address of the web", bad.url.escape_debug())));
    }
    let work = TempDir::new()?;
    let mut command = Command::new("curl");
    // What the one who asks has set for himself is not meant here.
    command.args(["-q", "--parallel", "--parallel-max", AT_ONCE, "--config", "-"]);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => FetchError::NoCurl,
        _ => FetchError::Io(error),
    })?;
    let settings = settings(questions, work.path());
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        let waiting = scope.spawn(move || child.wait_with_output());
        if let Some(mut stdin) = stdin {
            // If it ends early it says itself why.
            let _ = stdin.write_all(settings.as_bytes());
        }
        waiting.join().unwrap_or_else(|_| Err(io::Error::other("it could not be waited for")))
    })?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut answers = vec![None; questions.len()];
    for line in said.lines() {
        let mut parts = line.splitn(5, '\t');
        let (Some(n), Some(code), Some(status)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let (url, failure) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let (Ok(n), Ok(code), Ok(status)) = (n.parse::<usize>(), code.parse::<i32>(), status.parse::<u16>()) else {
            continue;
        };
        let Some(place) = answers.get_mut(n) else { continue };
        *place = Some(answer(work.path(), n, code, status, url, failure));
    }
    let complete: Option<Vec<Answer>> = answers.into_iter().collect();
    complete.ok_or_else(|| {
        let said = String::from_utf8_lossy(&output.stderr);
        FetchError::Curl(said.lines().last().unwrap_or("it says nothing; a version from 7.75 on is needed").to_owned())
    })
}

fn answer(work: &Path, n: usize, code: i32, status: u16, url: &str, failure: &str) -> Answer {
    let head = fs::read(work.join(format!("{n}.head"))).unwrap_or_default();
    let head = String::from_utf8_lossy(&head).into_owned();
    // One head for each answer on the way.
    let heads: Vec<&str> = head.split("\r\n\r\n").filter(|head| head.starts_with("HTTP/")).collect();
    let first_status = heads.first().and_then(|head| head.split(' ').nth(1)?.parse().ok()).unwrap_or(status);
    let lines = heads.last().map_or_else(|| "".lines(), |head| head.lines());
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let endless = code == TOO_MANY_REDIRECTS;
    let failure = (code != 0 && !endless)
        .then(|| if failure.is_empty() { format!("curl ends with {code}") } else { failure.to_owned() });
    let body = fs::read(work.join(format!("{n}.body"))).unwrap_or_default();
    Answer { status, first_status, headers, body, url: url.to_owned(), endless, failure }
}

fn settings(questions: &[Question], work: &Path) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut out = String::new();
    for (n, question) in questions.iter().enumerate() {
        if n > 0 {
            out.push_str("next\n");
        }
        let file = |end: &str| quoted(&work.join(format!("{n}.{end}")).display().to_string());
        out.push_str(&format!(
            "url = {}\noutput = {}\ndump-header = {}\n",
            quoted(&question.url),
            file("body"),
            file("head")
        ));
        out.push_str(&format!(
            "write-out = \"{n}\\t%{{exitcode}}\\t%{{http_code}}\\t%{{url_effective}}\\t%{{errormsg}}\\n\"\n"
        ));
        out.push_str(&format!("silent\ncompressed\ngloboff\nproto = \"=http,https\"\nmax-time = {PATIENCE}\nuser-agent = \"polku-doctor\"\n"));
        if question.follow {
            out.push_str(&format!("location\nmax-redirs = {REDIRECTS}\n"));
        }
    }
    out
}
