//! What `polku init --ci` writes: the commands of each workflow are run as they stand there.

#[path = "support/disk.rs"]
mod disk;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The environment of a workflow's steps, as its host makes it.
fn environment(command: &mut Command, dir: &Path) {
    let program = Path::new(env!("CARGO_BIN_EXE_polku"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    command.env("PATH", path).env("GITHUB_STEP_SUMMARY", dir.join("summary.md"));
    command.env("SITE_URL", "https://example.org/training/").env("POLKU_VERSION", "0").env("CI_PROJECT_DIR", dir);
    for name in ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"] {
        command.env(name, "T");
    }
    for name in ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
        command.env(name, "t@example.org");
    }
}

fn run(dir: &Path, script: &str) -> Output {
    let mut command = Command::new("bash");
    command.args(["-e", "-o", "pipefail", "-c", script]).current_dir(dir.join("repository"));
    environment(&mut command, dir);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

/// A repository with an origin, and a site with a workflow in a folder of it; `None` where there is no git or bash.
fn repository(host: &str) -> Option<TempDir> {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("repository")).unwrap();
    let there = Command::new("bash").args(["-c", "git --version"]).output().is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("left out: there is no git, or no bash, here");
        return None;
    }
    let made = run(
        dir.path(),
        &format!(
            "git init -q -b main .; git init -q --bare ../origin.git; git remote add origin ../origin.git; mkdir site; \
             polku init site --ci {host} --lang et,fi; git add -A; git commit -q -m Begin; git push -q origin main"
        ),
    );
    assert!(made.status.success(), "{}", said(&made));
    Some(dir)
}

/// The commands of a workflow's jobs, in order.
fn commands(workflow: &Value, job: &str) -> Vec<String> {
    let steps = workflow["jobs"][job]["steps"].as_array().unwrap();
    steps.iter().filter_map(|step| step["run"].as_str().map(str::to_owned)).collect()
}

fn read(path: &Path) -> Value {
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_workflows_of_github_and_forgejo_check_and_publish() {
    for (host, file, jobs, branch) in [
        ("github", ".github/workflows/site.yml", &["check", "publish"][..], "gh-pages"),
        ("forgejo", ".forgejo/workflows/site.yml", &["site"], "pages"),
    ] {
        let Some(dir) = repository(host) else { return };
        let workflow = read(&dir.path().join("repository").join(file));
        let all: Vec<String> = jobs.iter().flat_map(|job| commands(&workflow, job)).collect();
        for command in &all {
            let output = run(dir.path(), command);
            assert!(output.status.success(), "{host}: {command}: {}", said(&output));
        }
        let summary = fs::read_to_string(dir.path().join("summary.md")).unwrap();
        assert!(summary.contains("Suomi") || summary.contains("fi"), "{summary}");
        let page = run(dir.path(), &format!("git -C ../origin.git show {branch}:et/index.html"));
        assert!(said(&page).contains("https://example.org/training/et/"), "{host}: {}", said(&page));

        // A mistake is annotated where the code host looks for it, and nothing is published.
        fs::write(dir.path().join("repository/site/content/et/uus.md"), "# Uus\n\n[Ei](ole.md)\n").unwrap();
        let check = all.iter().find(|command| command.contains("polku check")).unwrap();
        let output = run(dir.path(), check);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("::error file=site/content/et/uus.md,line=3,col="), "{}", said(&output));
    }
}

#[test]
fn the_workflow_of_gitlab_checks_and_builds_what_is_published() {
    let Some(dir) = repository("gitlab") else { return };
    let workflow = read(&dir.path().join("repository/.gitlab-ci.yml"));
    let script = |job: &str| -> String {
        let lines = workflow[job]["script"].as_array().unwrap();
        lines.iter().map(|line| line.as_str().unwrap()).collect::<Vec<_>>().join("\n")
    };
    let output = run(dir.path(), &script("pages"));
    assert!(output.status.success(), "{}", said(&output));
    assert!(dir.path().join("repository/public/et/index.html.br").exists());
    let output = run(dir.path(), &script("check"));
    assert!(output.status.success(), "{}", said(&output));

    fs::write(dir.path().join("repository/site/content/et/uus.md"), "# Uus\n\n[Ei](ole.md)\n").unwrap();
    let output = run(dir.path(), &script("check"));
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let report = fs::read_to_string(dir.path().join("repository/code-quality.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    let issue = report.as_array().unwrap().iter().find(|issue| issue["severity"] == "major").unwrap();
    assert_eq!(issue["location"]["path"], "site/content/et/uus.md");
    assert_eq!(issue["location"]["lines"]["begin"], 3);
    assert!(issue["fingerprint"].is_string() && issue["description"].as_str().unwrap().contains("ole.md"));
}

#[test]
fn a_site_that_is_there_gets_a_workflow_and_keeps_its_files() {
    let dir = TempDir::new().unwrap();
    let polku =
        |args: &[&str]| Command::new(env!("CARGO_BIN_EXE_polku")).args(args).current_dir(dir.path()).output().unwrap();
    assert!(polku(&["init", "."]).status.success());
    let before = disk::tree(dir.path());
    let output = polku(&["init", "--ci", "github"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("[publish.pages]"), "{}", said(&output));
    let mut after = disk::tree(dir.path());
    let workflow = after.remove(".github/workflows/site.yml").unwrap();
    assert!(String::from_utf8(workflow).unwrap().contains("polku publish pages --root . --site-url"));
    assert_eq!(after, before);
    let output = polku(&["init", "--ci", "github"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}
