//! The places that tests publish to, each as its owner sees it.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::daemon::{Server, is_there, left_out};
use crate::disk::{self, Tree};

/// Who makes commits.
pub(crate) fn identity() -> [(&'static str, &'static str); 5] {
    [
        ("GIT_AUTHOR_NAME", "T"),
        ("GIT_AUTHOR_EMAIL", "t@example.org"),
        ("GIT_COMMITTER_NAME", "T"),
        ("GIT_COMMITTER_EMAIL", "t@example.org"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
    ]
}

/// All places of one test.
pub(crate) struct Places {
    dir: TempDir,
    sshd: Option<Server>,
    s3: Option<Server>,
    git: bool,
    rsync: bool,
    next: AtomicU32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Folder,
    Git,
    GitOverSsh,
    Rsync,
    RsyncOverSsh,
    S3,
}

/// A place to publish to: fresh and empty.
pub(crate) struct Place<'a> {
    kind: Kind,
    path: PathBuf,
    places: &'a Places,
    /// In a store, the bucket.
    bucket: String,
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

impl Places {
    pub(crate) fn start() -> Self {
        let dir = TempDir::new().unwrap();
        let git = is_there("git", "--version");
        let rsync = is_there("rsync", "--version");
        if !git {
            left_out("publishing to a repository: there is no git");
        }
        if !rsync {
            left_out("publishing by rsync: there is no rsync");
        }
        let sshd = sshd(dir.path());
        let s3 = s3();
        Self { dir, sshd, s3, git, rsync, next: AtomicU32::new(0) }
    }

    fn place(&self, kind: Kind) -> Place<'_> {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.dir.path().join(format!("place {n}/küll"));
        let bucket = format!("bucket-{n}");
        match kind {
            Kind::Git | Kind::GitOverSsh => {
                fs::create_dir_all(&path).unwrap();
                crate::git(&path, &["init", "-q", "--bare"]);
            }
            Kind::S3 => drop(self.ask("PUT", &format!("/{bucket}"), b"")),
            _ => {}
        }
        Place { kind, path, places: self, bucket }
    }

    /// A folder of this machine, which is always there.
    pub(crate) fn folder(&self) -> Place<'_> {
        self.place(Kind::Folder)
    }

    /// Repositories, if there is a git.
    pub(crate) fn repositories(&self) -> Vec<Place<'_>> {
        let ssh = self.sshd.is_some();
        let kinds = [(Kind::Git, self.git), (Kind::GitOverSsh, self.git && ssh)];
        kinds.into_iter().filter(|(_, is)| *is).map(|(kind, _)| self.place(kind)).collect()
    }

    pub(crate) fn all(&self) -> Vec<Place<'_>> {
        let ssh = self.sshd.is_some();
        let rest = [(Kind::Rsync, self.rsync), (Kind::RsyncOverSsh, self.rsync && ssh), (Kind::S3, self.s3.is_some())];
        let rest = rest.into_iter().filter(|(_, is)| *is).map(|(kind, _)| self.place(kind));
        let all = std::iter::once(self.folder()).chain(self.repositories()).chain(rest);
        // For a build that differs from another one in a single kind.
        let wanted = env::var("POLKU_PUBLISH_PLACES").ok();
        all.filter(|place| wanted.as_deref().is_none_or(|kind| kind == format!("{place:?}"))).collect()
    }

    /// Settings of places that do not answer, or refuse, and a word of what is to be said of each.
    pub(crate) fn unreachable(&self) -> Vec<(String, &'static str)> {
        // Nobody listens at the port of a server that has ended.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let mut all = Vec::new();
        if self.git {
            all.push((format!("kind = \"git\"\nremote = \"http://127.0.0.1:{port}/x.git\"\n"), "cannot be reached"));
            all.push(("kind = \"git\"\nremote = \"puudub\"\n".to_owned(), "repository's address"));
        }
        if self.rsync {
            all.push((format!("kind = \"rsync\"\nto = \"rsync://127.0.0.1:{port}/x/\"\n"), "cannot be reached"));
        }
        if let Some(sshd) = &self.sshd {
            // Without the key.
            let remote = format!("ssh://nobody-of-that-name@127.0.0.1:{}/x.git", sshd.port);
            all.push((format!("kind = \"git\"\nremote = \"{remote}\"\n"), "no right"));
        }
        if let Some(s3) = &self.s3 {
            let at = |port: u16, bucket: &str| {
                format!(
                    "kind = \"s3\"\nbucket = \"{bucket}\"\nendpoint = \"http://127.0.0.1:{port}\"\nregion = \"eu-north-1\"\n"
                )
            };
            all.push((at(port, "bucket"), "cannot be reached"));
            all.push((at(s3.port, "puudub"), "no such bucket"));
            all.push((at(refusing("403 Forbidden", "AccessDenied"), "bucket"), "refuses these keys"));
            all.push((at(refusing("400 Bad Request", "QuotaExceeded"), "bucket"), "no room"));
        }
        all
    }

    /// Asks the store as its owner: status and body.
    fn ask(&self, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
        // The store believes everybody who says that he signed.
        let signed =
            "AWS4-HMAC-SHA256 Credential=testing/20261123/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
        let answer = self.s3.as_ref().unwrap().ask(method, path, &[("Authorization", signed)], body);
        (answer.status, answer.body)
    }
}

impl Place<'_> {
    /// What stands below `[publish.here]`.
    pub(crate) fn settings(&self) -> String {
        let path = self.path.display();
        let ssh = |sshd: &Server| format!("{}@127.0.0.1:{}", user(), sshd.port);
        match self.kind {
            Kind::Folder => format!("kind = \"dir\"\npath = \"{path}\"\n"),
            Kind::Git => format!("kind = \"git\"\nremote = \"{path}\"\n"),
            Kind::GitOverSsh => {
                let path = path.to_string().replace(' ', "%20");
                format!("kind = \"git\"\nremote = \"ssh://{}{path}\"\n", ssh(self.places.sshd.as_ref().unwrap()))
            }
            Kind::Rsync => format!("kind = \"rsync\"\nto = \"{path}\"\n"),
            Kind::RsyncOverSsh => format!("kind = \"rsync\"\nto = \"{}@127.0.0.1:{path}\"\n", user()),
            Kind::S3 => format!(
                "kind = \"s3\"\nbucket = \"{}\"\nprefix = \"training\"\nendpoint = \"http://127.0.0.1:{}\"\nregion = \"eu-north-1\"\n",
                self.bucket,
                self.places.s3.as_ref().unwrap().port
            ),
        }
    }

    /// What the programs that log in are told.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> =
            identity().iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        if let Some(sshd) = &self.places.sshd {
            let own = self.places.dir.path();
            let ssh = format!(
                "ssh -p {} -i {} -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR",
                sshd.port,
                own.join("key").display()
            );
            all.extend(["GIT_SSH_COMMAND", "RSYNC_RSH"].map(|name| (name.to_owned(), ssh.clone())));
        }
        all.extend(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(|name| (name.to_owned(), "testing".to_owned())));
        all
    }

    /// The repository, as its host has it.
    pub(crate) fn repository(&self) -> PathBuf {
        self.path.clone()
    }

    /// The folder, where it is one.
    pub(crate) fn path(&self) -> Option<&Path> {
        let is_folder = !matches!(self.kind, Kind::Git | Kind::GitOverSsh | Kind::S3);
        is_folder.then_some(self.path.as_path())
    }

    /// All files, as readers get them.
    pub(crate) fn tree(&self) -> Tree {
        match self.kind {
            Kind::Git | Kind::GitOverSsh => {
                let listed =
                    crate::git(&self.path, &["-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", "gh-pages"]);
                listed.lines().map(|path| (path.to_owned(), self.get(path).unwrap())).collect()
            }
            Kind::S3 => {
                let (_, listed) =
                    self.places.ask("GET", &format!("/{}?list-type=2&prefix=training/", self.bucket), b"");
                let listed = String::from_utf8(listed).unwrap();
                let keys = listed.split("<Key>training/").skip(1).map(|rest| rest.split_once("</Key>").unwrap().0);
                keys.map(|path| (path.to_owned(), self.get(path).unwrap())).collect()
            }
            _ if self.path.exists() => disk::tree(&self.path),
            _ => BTreeMap::new(),
        }
    }

    /// One file, as readers get it.
    pub(crate) fn get(&self, path: &str) -> Option<Vec<u8>> {
        match self.kind {
            Kind::Git | Kind::GitOverSsh => {
                let shown =
                    Command::new("git").arg("-C").arg(&self.path).args(["show", &format!("gh-pages:{path}")]).output();
                shown.ok().filter(|output| output.status.success()).map(|output| output.stdout)
            }
            Kind::S3 => {
                let (status, body) = self.places.ask("GET", &self.address(path), b"");
                (status == 200).then_some(body)
            }
            _ => fs::read(self.path.join(path)).ok(),
        }
    }

    /// What somebody else puts there.
    pub(crate) fn put(&self, path: &str, content: &[u8]) {
        match self.kind {
            Kind::Git | Kind::GitOverSsh => self.edit(|clone| write(&clone.join(path), content)),
            Kind::S3 => drop(self.places.ask("PUT", &self.address(path), content)),
            _ => write(&self.path.join(path), content),
        }
    }

    /// What somebody else removes.
    pub(crate) fn delete(&self, path: &str) {
        match self.kind {
            Kind::Git | Kind::GitOverSsh => self.edit(|clone| fs::remove_file(clone.join(path)).unwrap()),
            Kind::S3 => drop(self.places.ask("DELETE", &self.address(path), b"")),
            _ => fs::remove_file(self.path.join(path)).unwrap(),
        }
    }

    fn address(&self, path: &str) -> String {
        let path = path.replace(' ', "%20").replace('+', "%2B").replace(';', "%3B");
        format!("/{}/training/{path}", self.bucket)
    }

    /// A commit of somebody else.
    fn edit(&self, change: impl Fn(&Path)) {
        let clone = TempDir::new().unwrap();
        let root = clone.path();
        crate::git(root, &["clone", "-q", self.path.to_str().unwrap(), "x"]);
        let root = &root.join("x");
        let is_there = Command::new("git").arg("-C").arg(root).args(["checkout", "-q", "gh-pages"]).output().unwrap();
        if !is_there.status.success() {
            crate::git(root, &["checkout", "-q", "--orphan", "gh-pages"]);
        }
        change(root);
        crate::git(root, &["add", "-A"]);
        crate::git(root, &["commit", "-q", "-m", "By somebody else"]);
        crate::git(root, &["push", "-q", "origin", "gh-pages"]);
    }
}

fn write(path: &Path, content: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn user() -> String {
    String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap().trim().to_owned()
}

/// A secure shell server of this user's, with a key of its own.
fn sshd(folder: &Path) -> Option<Server> {
    let program = ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].into_iter().find(|path| Path::new(path).exists());
    let Some(program) = program.filter(|_| is_there("ssh", "-V")) else {
        left_out("publishing over ssh: there is no sshd, or no ssh");
        return None;
    };
    for name in ["key", "host"] {
        let made =
            Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(folder.join(name)).status();
        assert!(made.unwrap().success());
    }
    fs::copy(folder.join("key.pub"), folder.join("authorized")).unwrap();
    // Where it locks itself in before somebody has logged in; only root's needs it.
    let _ = fs::create_dir_all("/run/sshd");
    Server::start("publishing over ssh: sshd does not start", |port| {
        let mut command = Command::new(program);
        command.args(["-D", "-e", "-f", "/dev/null", "-p", &port.to_string(), "-h"]).arg(folder.join("host"));
        let keys = format!("AuthorizedKeysFile={}", folder.join("authorized").display());
        for option in
            ["ListenAddress=127.0.0.1", &keys, "StrictModes=no", "UsePAM=no", "PidFile=none", "MaxStartups=100"]
        {
            command.args(["-o", option]);
        }
        command
    })
}

/// A store on this machine: moto's.
fn s3() -> Option<Server> {
    if !cfg!(feature = "s3") {
        // Said once by the tests that have it; a build without it has nothing to test.
        return None;
    }
    let python = env::var("POLKU_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    Server::start("publishing to an S3 store: there is no moto", |port| {
        let mut command = Command::new(&python);
        command.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
        command
    })
}

/// A store that answers everything with an error. It ends with the test's process.
fn refusing(status: &'static str, code: &'static str) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>No.</Message></Error>");
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    port
}
