//! `[publish.NAME]`: where a site is published to.

use std::ops::Range;

use super::SiteUrl;
use crate::diag::{Code, Diagnostic, Diags, nearest};
use crate::fields::{Fields, Located, Name, Node, Value};
use crate::ids::SrcPath;

/// A place that the site is published to.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name in the settings.
    pub name: String,
    /// What place it is.
    pub kind: Kind,
    /// Where readers find it, if that is not where the settings say.
    pub site_url: Option<SiteUrl>,
    /// Whether it gets compressed copies of its files.
    pub compress: bool,
}

/// What a [`Target`] can be.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A branch of a repository.
    Git(Git),
    /// A store of objects that speaks Amazon's S3.
    S3(S3),
    /// A folder that rsync reaches.
    Rsync {
        /// As rsync takes it: `user@host:folder`, `rsync://host/module`, or a folder.
        to: String,
    },
    /// A folder of this machine.
    Dir {
        /// Its path; a relative one begins at the site's folder.
        path: String,
    },
}

/// `kind = "git"`.
#[derive(Clone, Debug)]
pub struct Git {
    /// A remote's name in the site's repository, or an address that git takes.
    pub remote: String,
    /// The branch.
    pub branch: String,
    /// The message of commits; `{commit}` stands for the commit that the site was built from.
    pub message: String,
    /// Whether the branch keeps what was published before.
    pub history: bool,
}

/// `kind = "s3"`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct S3 {
    /// The bucket.
    pub bucket: String,
    /// What the names of the objects begin with: empty, or ends with a slash.
    pub prefix: String,
    /// The store's address; without it Amazon's.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: Option<String>,
}

impl Kind {
    /// The name that settings give it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Git(_) => "git",
            Self::S3(_) => "s3",
            Self::Rsync { .. } => "rsync",
            Self::Dir { .. } => "dir",
        }
    }

    /// Which place it is, for people.
    pub fn place(&self) -> String {
        match self {
            Self::Git(git) => format!("branch `{}` of `{}`", git.branch, git.remote),
            Self::S3(s3) => format!("`s3://{}/{}`", s3.bucket, s3.prefix),
            Self::Rsync { to } => format!("`{to}`"),
            Self::Dir { path } => format!("`{path}`"),
        }
    }
}

const KINDS: [&str; 4] = ["git", "s3", "rsync", "dir"];

/// Reads all tables.
pub(super) fn read(entries: &[(Name, Node)], file: &SrcPath, diags: &mut Diags) -> Vec<Target> {
    let mut targets = Vec::new();
    for (name, node) in entries {
        let Value::Table(fields) = &node.value else {
            let help = format!("write `[publish.{}]`, and below it `kind = \"git\"`", name.text);
            let message = format!("`publish.{}` must be a table", name.text);
            diags.push(Diagnostic::new(Code::WrongType, message, help).at(file, node.span.clone()));
            continue;
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.text.is_empty() || !name.text.chars().all(plain) {
            let message = format!("`{}` cannot be the name of a place to publish to", name.text);
            let help = "use letters, digits, `-` and `_`";
            diags.push(Diagnostic::new(Code::SettingsValue, message, help).at(file, name.span.clone()));
            continue;
        }
        targets.extend(target(name, fields, file, diags));
    }
    targets
}

fn target(name: &Name, fields: &[(Name, Node)], file: &SrcPath, diags: &mut Diags) -> Option<Target> {
    let mut f = Fields::new(fields, file, format!("`[publish.{}]`", name.text), diags);
    let kind = match f.text("kind") {
        Some(kind) if KINDS.contains(&kind.value.as_str()) => Some(kind.value),
        Some(kind) => {
            let help = nearest(&kind.value, KINDS)
                .map_or_else(|| format!("known: {}", KINDS.join(", ")), |near| format!("did you mean `{near}`?"));
            f.invalid(Code::SettingsValue, kind.span, format!("`{}` is no kind of place", kind.value), help);
            return None;
        }
        None => {
            missing(&mut f, name, "kind", "git");
            return None;
        }
    };
    let site_url = f.text("site-url").and_then(|text| match SiteUrl::parse(&text.value) {
        Ok(url) => Some(url),
        Err(why) => {
            let message = format!("`{}` is no address for a site: {why}", text.value);
            f.invalid(Code::SettingsValue, text.span, message, "write `https://example.org/training/`");
            None
        }
    });
    let compress = f.flag("compress").unwrap_or(false);
    let kind = match kind.as_deref() {
        Some("git") => git(&mut f, name).map(Kind::Git),
        Some("s3") => s3(&mut f, name).map(Kind::S3),
        Some("rsync") => needed(&mut f, name, "to", "me@example.org:/var/www/training/").map(|to| Kind::Rsync { to }),
        _ => needed(&mut f, name, "path", "/var/www/training").map(|path| Kind::Dir { path }),
    };
    f.finish();
    Some(Target { name: name.text.clone(), kind: kind?, site_url, compress })
}

fn git(f: &mut Fields<'_, '_>, name: &Name) -> Option<Git> {
    let remote = needed(f, name, "remote", "origin");
    let branch = match f.text("branch") {
        None => Some("gh-pages".to_owned()),
        Some(branch) if is_branch(&branch.value) => Some(branch.value),
        Some(branch) => {
            let message = format!("`{}` cannot be a branch's name", branch.value);
            f.invalid(Code::SettingsValue, branch.span, message, "write `branch = \"gh-pages\"`");
            None
        }
    };
    let message = f.text("message").map_or_else(|| "Publish {commit}".to_owned(), |text| text.value);
    let history = f.flag("history").unwrap_or(true);
    Some(Git { remote: remote?, branch: branch?, message, history })
}

fn s3(f: &mut Fields<'_, '_>, name: &Name) -> Option<S3> {
    let bucket = needed(f, name, "bucket", "my-bucket");
    let prefix = match f.text("prefix") {
        None => Some(String::new()),
        Some(prefix) => {
            let parts: Vec<&str> = prefix.value.split('/').filter(|part| !part.is_empty()).collect();
            if parts.iter().any(|part| matches!(*part, "." | "..")) || prefix.value.contains('\\') {
                let message = format!("`{}` cannot be what the names of objects begin with", prefix.value);
                f.invalid(Code::SettingsValue, prefix.span, message, "write it like `prefix = \"training/\"`");
                None
            } else {
                Some(parts.iter().map(|part| format!("{part}/")).collect())
            }
        }
    };
    let endpoint = f.text("endpoint").filter(|endpoint| {
        let fits = ["https://", "http://"].iter().any(|start| endpoint.value.starts_with(start));
        if !fits {
            let message = format!("`{}` is no address of a store", endpoint.value);
            f.invalid(Code::SettingsValue, endpoint.span.clone(), message, "write one that begins with `https://`");
        }
        fits && without_secret(f, endpoint)
    });
    let region = f.text("region").map(|region| region.value);
    Some(S3 { bucket: bucket?, prefix: prefix?, endpoint: endpoint.map(|endpoint| endpoint.value), region })
}

/// What git takes for the name of a branch (git-check-ref-format(1)), as far as it can do harm here.
fn is_branch(name: &str) -> bool {
    let bad = |c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c);
    let part =
        |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.ends_with(".lock");
    !name.starts_with('-')
        && !name.contains(bad)
        && !name.contains("..")
        && !name.contains("@{")
        && name.split('/').all(part)
}

fn needed(f: &mut Fields<'_, '_>, name: &Name, key: &'static str, example: &str) -> Option<String> {
    match f.text(key) {
        None => {
            missing(f, name, key, example);
            None
        }
        Some(text)
            if text.value.is_empty() || text.value.starts_with('-') || text.value.chars().any(char::is_control) =>
        {
            let message = format!("`{key}` cannot be `{}`", text.value.escape_debug());
            f.invalid(Code::SettingsValue, text.span, message, format!("write it like `{key} = \"{example}\"`"));
            None
        }
        Some(text) => without_secret(f, &text).then_some(text.value),
    }
}

fn missing(f: &mut Fields<'_, '_>, name: &Name, key: &'static str, example: &str) {
    let message = format!("`[publish.{}]` has no `{key}`", name.text);
    f.invalid(Code::SettingsValue, name.span.clone(), message, format!("write `{key} = \"{example}\"` below it"));
}

/// Settings are kept where others read them: an address with a password in it is refused.
fn without_secret(f: &mut Fields<'_, '_>, text: &Located<String>) -> bool {
    let span: Range<usize> = text.span.clone();
    let user = text.value.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next()?.rsplit_once('@'));
    // Over http a name alone is a token as often as not.
    let is_http = text.value.starts_with("http://") || text.value.starts_with("https://");
    let secret = user.is_some_and(|(user, _)| is_http || user.contains(':'));
    if secret {
        f.invalid(
            Code::SettingsValue,
            span,
            "the address has a login in it, and the settings are for everyone to read".into(),
            "leave it out: git, rsync and ssh have their own logins, and an S3 store takes its keys from the environment",
        );
    }
    !secret
}
