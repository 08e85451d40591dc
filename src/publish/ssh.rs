//! One connection over ssh for all that rsync is run for: who logs in by a password is asked once, and a handshake is made once.
//!
//! By OpenSSH's own means (ssh_config(5), `ControlMaster`), which Windows lacks. Where it cannot be had, each run connects by itself.

use std::path::Path;
use std::process::{Command, Stdio};

use super::command::program;

/// How long the connection waits for more, in seconds, should nobody be left to end it.
const PATIENCE: &str = "60";

/// What the path of a socket may be long, on all systems, with what ssh adds to it while it makes one.
const SOCKET: usize = 80;

/// A connection that waits to be used.
pub(super) struct Connection {
    /// The program and its arguments.
    ssh: Vec<String>,
    host: String,
}

impl Connection {
    /// Connects to the host of a target of rsync's. `folder` is for the socket.
    pub(super) fn open(to: &str, folder: &Path) -> Option<Self> {
        let (host, path) = to.split_once(':')?;
        // `host::module` and `rsync://` speak to a server of rsync's.
        if cfg!(windows) || host.is_empty() || path.starts_with(':') || path.starts_with("//") || host.starts_with('-')
        {
            return None;
        }
        let socket = folder.join("ssh").to_str()?.to_owned();
        if socket.len() > SOCKET || socket.contains(char::is_whitespace) {
            return None;
        }
        let asked = std::env::var("RSYNC_RSH").unwrap_or_else(|_| "ssh".to_owned());
        if asked.contains(['\'', '"', '\\']) {
            return None;
        }
        let mut ssh: Vec<String> = asked.split_whitespace().map(str::to_owned).collect();
        if Path::new(ssh.first()?).file_name()? != "ssh" {
            return None;
        }
        ssh.extend(["-o".to_owned(), format!("ControlPath={socket}")]);
        let connection = Self { ssh, host: host.to_owned() };
        let mut master = connection.command(&["-o", "ControlMaster=yes", "-o"]);
        master.arg(format!("ControlPersist={PATIENCE}")).args(["-N", "-f", "--", host]);
        // What went wrong the first run says, which then connects by itself.
        master.status().is_ok_and(|status| status.success()).then_some(connection)
    }

    /// The command that rsync is to connect by.
    pub(super) fn command_line(&self) -> String {
        self.ssh.join(" ")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut words = self.ssh.iter();
        let mut command = program(words.next().map_or("ssh", String::as_str));
        command.args(words).args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Without an answer it ends by itself.
        let _ = self.command(&["-O", "exit", "--", &self.host]).status();
    }
}
