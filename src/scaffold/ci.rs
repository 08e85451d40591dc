//! What a code host is told to do with a site: check what is proposed, publish the main branch.

use std::path::{Path, PathBuf};

use super::{ScaffoldError, write_new};
use crate::git;

/// A kind of code host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeHost {
    /// GitHub: `.github/workflows/site.yml`.
    GitHub,
    /// GitLab: `.gitlab-ci.yml`.
    GitLab,
    /// Forgejo and Codeberg: `.forgejo/workflows/site.yml`.
    Forgejo,
}

impl CodeHost {
    fn file(self) -> &'static str {
        match self {
            Self::GitHub => ".github/workflows/site.yml",
            Self::GitLab => ".gitlab-ci.yml",
            Self::Forgejo => ".forgejo/workflows/site.yml",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::GitHub => include_str!("ci/github.yml"),
            Self::GitLab => include_str!("ci/gitlab.yml"),
            Self::Forgejo => include_str!("ci/forgejo.yml"),
        }
    }

    /// The settings by which `polku publish` finds the branch that the host shows; GitLab takes the built folder itself.
    pub fn settings(self) -> Option<&'static str> {
        match self {
            Self::GitHub => Some("[publish.pages]\nkind = \"git\"\nremote = \"origin\"\nbranch = \"gh-pages\"\n"),
            Self::Forgejo => Some("[publish.pages]\nkind = \"git\"\nremote = \"origin\"\nbranch = \"pages\"\n"),
            Self::GitLab => None,
        }
    }
}

/// Writes the workflow of a site into the repository that it lies in; it publishes to the place `target` of the settings. Returns its file.
///
/// # Errors
/// When there is such a file, or it cannot be written.
pub fn init_ci(site: &Path, host: CodeHost, target: &str) -> Result<PathBuf, ScaffoldError> {
    let absolute = std::path::absolute(site).unwrap_or_else(|_| site.to_owned());
    let repository = git::repository(&absolute).unwrap_or(&absolute);
    let below = git::below_repository(&absolute).filter(|below| !below.is_empty()).unwrap_or_else(|| ".".to_owned());
    let path = repository.join(host.file());
    let text = host
        .text()
        .replace("{root}", &below)
        .replace("{version}", env!("CARGO_PKG_VERSION"))
        .replace("{target}", target);
    write_new(&path, &text)?;
    Ok(path)
}
