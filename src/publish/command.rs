//! Other programs that publishing runs: git, rsync.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::process::{Command, Output, Stdio};

use super::PublishError;

/// Lines of a program's complaint that are told.
const TOLD: usize = 6;

/// What git and ssh say of a host that cannot be reached, or that broke off.
pub(super) const UNREACHABLE: &[&str] =
    &["Could not resolve", "Failed to connect", "Connection refused", "timed out", "unreachable", "Connection closed"];

/// Writes what a program reads.
pub(super) type Feed<'a> = &'a mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// A program that runs without a word in another language, so that what it says can be told apart.
pub(super) fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env("LC_ALL", "C.UTF-8").env("LANGUAGE", "C");
    command
}

/// Runs it to its end, whatever that is. `feed` writes what it reads.
pub(super) fn output(
    name: &'static str,
    command: &mut Command,
    feed: Option<Feed<'_>>,
) -> Result<Output, PublishError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => PublishError::NoCommand(name),
        _ => PublishError::Command { what: format!("`{name}`"), said: error.to_string(), help: "" },
    };
    let input = if feed.is_some() { Stdio::piped() } else { Stdio::null() };
    let mut child = command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(failed)?;
    let Some(feed) = feed else { return child.wait_with_output().map_err(failed) };
    let stdin = child.stdin.take();
    // What it says is read while it is fed, so that neither waits for the other.
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || child.wait_with_output());
        let fed = match stdin {
            Some(stdin) => {
                let mut stdin = io::BufWriter::new(stdin);
                feed(&mut stdin).and_then(|()| stdin.flush())
            }
            None => Ok(()),
        };
        let output = reading.join().unwrap_or_else(|_| Err(io::Error::other("it could not be waited for")));
        let output = output.map_err(failed)?;
        match fed {
            // A program that ends early says itself why.
            Err(error) if output.status.success() => Err(failed(error)),
            _ => Ok(output),
        }
    })
}

/// The program and its first argument that is no option, for messages.
pub(super) fn title(command: &Command) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut arguments = command.get_args().map(OsStr::to_string_lossy);
    let mut verb = None;
    while let Some(argument) = arguments.next() {
        match &*argument {
            "-c" | "-C" | "--git-dir" => drop(arguments.next()),
            option if option.starts_with('-') => {}
            word => {
                verb = Some(word.to_owned());
                break;
            }
        }
    }
    if name == "git" { format!("`git {}`", verb.unwrap_or_default()) } else { format!("`{name}`") }
}

/// The end of what a program complained of, passwords left out.
pub(super) fn complaint(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let last: Vec<String> =
        lines.iter().skip(lines.len().saturating_sub(TOLD)).map(|line| without_secrets(line)).collect();
    if last.is_empty() { output.status.to_string() } else { last.join("\n  ") }
}

/// `https://me:secret@host` → `https://me:…@host`, and no more of an address than where its query begins.
fn without_secrets(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || matches!(c, '\'' | '"')).unwrap_or(after.len());
        let (word, tail) = after.split_at(end);
        // A password may have a slash in it; what stands behind a colon is one, or a port.
        let slash = word.find('/').unwrap_or(word.len());
        let port = word[..slash].rsplit_once(':').map_or("", |(_, port)| port);
        let is_cut = !word[..slash].contains('@') && !port.bytes().all(|b| b.is_ascii_digit());
        let end = if is_cut {
            word.rfind('@').map_or(slash, |at| word[at..].find('/').map_or(word.len(), |to| at + to))
        } else {
            slash
        };
        let (authority, path) = word.split_at(end);
        // Over http a name alone may be a token; elsewhere it is a name.
        let is_http = before.ends_with("http://") || before.ends_with("https://");
        match authority.rsplit_once('@') {
            Some((_, host)) if is_http => out.push_str(&format!("…@{host}")),
            Some((user, host)) if user.contains(':') => {
                out.push_str(&format!("{}:…@{host}", user.split(':').next().unwrap_or_default()));
            }
            _ => out.push_str(authority),
        }
        match path.split_once('?') {
            Some((path, _)) => out.push_str(&format!("{path}?…")),
            None => out.push_str(path),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn passwords_are_never_told() {
        for (line, told) in [
            (
                "fatal: unable to access 'https://me:s3cr:et@a.example/b.git/': x",
                "fatal: unable to access 'https://…@a.example/b.git/': x",
            ),
            ("to https://…@a.example/b and ssh://git@b.example/", "to https://…@a.example/b and ssh://git@b.example/"),
            ("'https://me:s3/cr@et@a.example/b' x", "'https://…@a.example/b' x"),
            ("https://a.example:8080/b@c?private_token=abc: x", "https://a.example:8080/b@c?… x"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(without_secrets(line), told);
        }
    }
}
