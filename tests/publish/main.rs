//! `polku publish`: to a folder, to a branch of a repository, by rsync, and to a store that speaks S3; the last three by real servers on
//! this machine too. What is not there is said, and fails the tests where `POLKU_PUBLISH_TESTS=required` is set.

#[path = "../support/daemon.rs"]
mod daemon;
#[path = "../support/disk.rs"]
mod disk;
mod killed;
mod places;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use disk::Tree;
use places::{Place, Places};
use tempfile::TempDir;

const RECORD: &str = ".polku-published.json";

/// A site of three pages, and what it publishes to.
pub(crate) struct Site {
    pub(crate) dir: TempDir,
}

impl Site {
    pub(crate) fn new(place: &Place) -> Self {
        Self::with_url(place, "https://example.org/training/")
    }

    pub(crate) fn with_url(place: &Place, url: &str) -> Self {
        let site = Self { dir: TempDir::new().unwrap() };
        let settings = format!(
            "[book]\ntitle = \"Tee\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n[output.html]\nsite-url = \"{url}\"\ntheme = \"own\"\n\
             [publish.here]\n{}",
            place.settings()
        );
        site.write("book.toml", &settings);
        site.write(
            "themes/own/theme.toml",
            "name = \"own\"\nversion = \"1.0.0\"\ninherits = \"polku\"\ncontract = 1\n",
        );
        site.style("red");
        site.write("content/et/index.md", "# Algus\n\n[Samm](samm.md)\n");
        site.write("content/et/samm.md", "# Samm\n\nEsimene.\n");
        site.write("content/fi/index.md", "# Alku\n");
        site
    }

    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).unwrap();
    }

    /// Another colour is another content of the style sheet, and so another name.
    pub(crate) fn style(&self, colour: &str) {
        self.write("themes/own/static/css/own.css", &format!(":root {{ --own: {colour}; }}\n"));
    }

    pub(crate) fn command(&self, place: &Place, args: &[&str]) -> Command {
        let mut command = disk::polku(self.root(), &["publish"]);
        command.args(args).envs(place.environment());
        command
    }

    pub(crate) fn publish(&self, place: &Place, args: &[&str]) -> Output {
        self.command(place, args).output().unwrap()
    }

    /// Publishes, which has to work, and gives what was said.
    pub(crate) fn published(&self, place: &Place) -> String {
        let output = self.publish(place, &[]);
        assert!(output.status.success(), "{place:?}: {}", err(&output));
        err(&output)
    }

    /// What a build makes of the site.
    pub(crate) fn built(&self) -> Tree {
        let out = TempDir::new().unwrap();
        let folder = out.path().join("site");
        let said = disk::build(self.root(), &["-q", "--out", folder.to_str().unwrap()]);
        assert!(said.succeeded(), "{said:?}");
        own(disk::tree(&folder))
    }
}

/// A tree without what polku writes down for itself.
pub(crate) fn own(mut tree: Tree) -> Tree {
    tree.retain(|path, _| path != RECORD && path != ".polku-manifest.json");
    tree
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Names, so that a difference can be read.
fn names(tree: &Tree) -> Vec<&str> {
    tree.keys().map(String::as_str).collect()
}

pub(crate) fn assert_same(there: &Tree, expected: &Tree, place: &Place) {
    assert_eq!(names(there), names(expected), "{place:?}");
    for (path, content) in expected {
        assert!(there[path] == *content, "{place:?}: `{path}` has another content");
    }
}

/// Publishing has to fail with this code and say this.
fn refused(site: &Site, place: &Place, code: i32, said: &str) {
    let output = site.publish(place, &[]);
    assert_eq!(output.status.code(), Some(code), "{place:?}: {}", err(&output));
    assert!(err(&output).contains(said), "{place:?}: {}", err(&output));
}

#[test]
fn what_is_built_is_there_and_a_second_time_nothing_is_sent() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        let said = site.published(&place);
        assert!(said.contains("0 changed, 0 removed, 0 as before"), "{said}");
        assert_same(&own(place.tree()), &site.built(), &place);
        let before = place.tree();
        let said = site.published(&place);
        assert!(said.contains("nothing new"), "{place:?}: {said}");
        assert_same(&place.tree(), &before, &place);
    }
}

#[test]
fn only_what_changed_is_sent_and_only_what_polku_put_there_is_removed() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        site.published(&place);
        place.put("google.html", b"proof");
        place.put("et/foto/mine.jpg", b"mine");
        site.write("content/fi/index.md", "# Alku\n\nUutta.\n");
        site.write("content/et/index.md", "# Algus\n\n[Uus](uus.md)\n");
        site.write("content/et/uus.md", "# Uus\n");
        site.remove("content/et/samm.md");
        let plan = site.publish(&place, &["--dry-run"]);
        let lines: Vec<String> = out(&plan).lines().map(str::to_owned).collect();
        for line in ["new      et/uus/index.html", "changed  fi/index.html", "removed  et/samm/index.html"] {
            assert!(lines.iter().any(|l| l == line), "{place:?}: {lines:#?}");
        }
        let touched = |line: &&String| line.ends_with(".css") || line.contains("google") || line.contains("foto");
        assert_eq!(lines.iter().find(touched), None, "{place:?}");
        assert!(err(&plan).contains("nothing was changed"), "{}", err(&plan));

        site.published(&place);
        let mut expected = site.built();
        expected.insert("google.html".into(), b"proof".to_vec());
        expected.insert("et/foto/mine.jpg".into(), b"mine".to_vec());
        assert_same(&own(place.tree()), &expected, &place);
    }
}

#[test]
fn a_place_with_other_files_is_taken_only_when_one_says_so_and_they_stay() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        place.put("readme.txt", b"mine");
        place.put("index.html", b"mine too");
        refused(&site, &place, 2, "--take-over");
        assert_eq!(place.get("index.html").unwrap(), b"mine too", "{place:?}");
        let output = site.publish(&place, &["--take-over"]);
        assert!(output.status.success(), "{place:?}: {}", err(&output));
        let mut expected = site.built();
        expected.insert("readme.txt".into(), b"mine".to_vec());
        assert_same(&own(place.tree()), &expected, &place);
    }
}

#[test]
fn a_file_of_somebody_else_with_the_name_of_a_new_page_is_not_written_over() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        site.published(&place);
        place.put("et/uus/index.html", b"mine");
        site.write("content/et/uus.md", "# Uus\n");
        refused(&site, &place, 2, "`et/uus/index.html`");
        assert_eq!(place.get("et/uus/index.html").unwrap(), b"mine", "{place:?}");
    }
}

#[test]
fn what_is_in_the_way_of_a_folder_stays_and_is_told() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        site.published(&place);
        place.put("et/uus", b"mine");
        site.write("content/et/uus.md", "# Uus\n");
        let output = site.publish(&place, &["--take-over"]);
        // A store knows no folders.
        if format!("{place:?}") != "S3" {
            assert_eq!(output.status.code(), Some(2), "{place:?}: {}", err(&output));
            assert!(err(&output).contains("in the way"), "{place:?}: {}", err(&output));
        } else {
            assert!(output.status.success(), "{}", err(&output));
        }
        assert_eq!(place.get("et/uus").unwrap(), b"mine", "{place:?}");
    }
}

#[test]
fn what_somebody_put_there_with_the_same_content_stays_theirs() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        site.published(&place);
        site.write("content/et/uus.md", "# Uus\n");
        let page = site.built()["et/uus/index.html"].clone();
        place.put("et/uus/index.html", &page);
        site.published(&place);
        site.remove("content/et/uus.md");
        site.published(&place);
        assert_eq!(place.get("et/uus/index.html").as_ref(), Some(&page), "{place:?}");
    }
}

#[test]
fn a_site_whose_record_is_gone_is_taken_over_whole() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        site.write("content/et/oma.md", "# Oma\n");
        site.published(&place);
        place.delete(RECORD);
        refused(&site, &place, 2, "--take-over");
        assert!(site.publish(&place, &["--take-over"]).status.success(), "{place:?}");
        // It is the site's again: it can be changed, and what is no more goes.
        site.write("content/et/samm.md", "# Samm\n\nTeine.\n");
        site.remove("content/et/oma.md");
        site.published(&place);
        assert_same(&own(place.tree()), &site.built(), &place);
    }
}

#[test]
fn names_that_commands_could_take_for_something_else_are_published() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        for name in [";root.txt", "-r.txt", "et/;within.txt", "!a.txt", "+ b.txt"] {
            site.write(&format!("content/{name}"), "x");
        }
        site.published(&place);
        assert_same(&own(place.tree()), &site.built(), &place);
        assert!(site.built().contains_key(";root.txt"));
        assert!(site.published(&place).contains("nothing new"), "{place:?}");
        site.remove("content/;root.txt");
        site.published(&place);
        assert_same(&own(place.tree()), &site.built(), &place);
    }
}

#[test]
fn the_style_of_a_publication_that_broke_off_stays_for_the_pages_that_arrived() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        site.published(&place);
        let earlier = place.get(RECORD).unwrap();
        site.style("green");
        site.published(&place);
        let second = site.built();
        let style = second.keys().find(|path| path.contains("/polku.") && path.ends_with(".css")).unwrap();
        // As it is when all has arrived but the last word.
        let mut record: serde_json::Value = serde_json::from_slice(&earlier).unwrap();
        let done: serde_json::Value = serde_json::from_slice(&place.get(RECORD).unwrap()).unwrap();
        record["coming"] = done["files"].clone();
        place.put(RECORD, record.to_string().as_bytes());
        site.style("blue");
        site.published(&place);
        assert_eq!(place.get(style).as_ref(), Some(&second[style]), "{place:?}");
    }
}

#[cfg(unix)]
#[test]
fn folders_of_a_server_stay_as_open_or_closed_as_they_are() {
    use std::os::unix::fs::PermissionsExt as _;
    let places = Places::start();
    for place in places.all() {
        let Some(folder) = place.path() else { continue };
        let site = Site::new(&place);
        site.published(&place);
        place.put("et/foto/mine.jpg", b"mine");
        fs::create_dir(folder.join("uploads")).unwrap();
        for (name, mode) in [("et", 0o2775), ("et/foto", 0o750), ("uploads", 0o1777)] {
            fs::set_permissions(folder.join(name), fs::Permissions::from_mode(mode)).unwrap();
        }
        site.write("content/et/uus.md", "# Uus\n");
        site.write("content/et/foto/index.md", "# Fotod\n");
        site.published(&place);
        for (name, mode) in [("et", 0o2775), ("et/foto", 0o750), ("uploads", 0o1777)] {
            let now = fs::metadata(folder.join(name)).unwrap().permissions().mode();
            assert_eq!(now & 0o7777, mode, "{place:?}: {name} is {now:o}");
        }
    }
}

#[cfg(unix)]
#[test]
fn what_a_killed_rsync_left_behind_goes() {
    let places = Places::start();
    for place in places.all().into_iter().filter(|place| format!("{place:?}").starts_with("Rsync")) {
        let site = Site::new(&place);
        site.published(&place);
        let mut record: serde_json::Value = serde_json::from_slice(&place.get(RECORD).unwrap()).unwrap();
        record["coming"] = record["files"].clone();
        place.put(RECORD, record.to_string().as_bytes());
        place.put("et/.index.html.a1B2c3", b"half");
        place.put("et/.mine.html.a1B2c3", b"mine");
        site.published(&place);
        assert_eq!(place.get("et/.index.html.a1B2c3"), None, "{place:?}");
        assert_eq!(place.get("et/.mine.html.a1B2c3").as_deref(), Some(&b"mine"[..]), "{place:?}");
    }
}

#[test]
fn a_file_that_was_changed_there_is_as_it_was_again() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        site.published(&place);
        let page = place.get("et/index.html").unwrap();
        // As long as before.
        place.put("et/index.html", &String::from_utf8(page.clone()).unwrap().replace("<html", "<HTML").into_bytes());
        site.published(&place);
        assert!(place.get("et/index.html").unwrap() == page, "{place:?}");
    }
}

#[test]
fn another_site_is_not_replaced_unless_one_says_so() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        site.write("content/et/oma.md", "# Oma\n");
        site.published(&place);
        let before = place.tree();
        let other = Site::with_url(&place, "https://other.example/");
        refused(&other, &place, 2, "`https://example.org/training/`");
        assert_same(&place.tree(), &before, &place);
        let output = other.publish(&place, &["--take-over"]);
        assert!(output.status.success(), "{place:?}: {}", err(&output));
        let there = own(place.tree());
        assert!(!there.contains_key("et/oma/index.html"), "{place:?}");
        assert_eq!(there["et/index.html"], other.built()["et/index.html"], "{place:?}");
    }
}

#[test]
fn the_style_of_pages_that_were_fetched_before_stays_for_one_publication() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        site.published(&place);
        let first = site.built();
        let style = first.keys().find(|path| path.contains("/polku.") && path.ends_with(".css")).unwrap();
        site.style("green");
        site.published(&place);
        assert!(!site.built().contains_key(style));
        assert_eq!(place.get(style).as_ref(), Some(&first[style]), "{place:?}");
        // The same once more makes it no older.
        assert!(site.published(&place).contains("nothing new"), "{place:?}");
        site.style("blue");
        site.published(&place);
        assert_eq!(place.get(style), None, "{place:?}");
    }
}

#[test]
fn a_record_of_a_later_polku_is_respected() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        site.published(&place);
        for record in ["{\"version\": 99, \"site\": \"x\", \"files\": {}}", "<<<<<<<"] {
            place.put(RECORD, record.as_bytes());
            let before = place.tree();
            refused(&site, &place, 2, "newer polku");
            assert_same(&place.tree(), &before, &place);
        }
    }
}

#[test]
fn what_a_place_lost_is_put_there_again() {
    let places = Places::start();
    for place in places.all() {
        let site = Site::new(&place);
        site.published(&place);
        place.delete("et/samm/index.html");
        assert!(site.published(&place).contains("1 new, 0 changed, 0 removed"), "{place:?}");
        assert_same(&own(place.tree()), &site.built(), &place);
    }
}

#[test]
fn content_with_errors_is_not_published() {
    let places = Places::start();
    let place = places.folder();
    let site = Site::new(&place);
    site.published(&place);
    let before = place.tree();
    site.write("content/et/index.md", "# Algus\n\n[Samm](puudub.md)\n");
    refused(&site, &place, 1, "puudub.md");
    assert_same(&place.tree(), &before, &place);
}

#[test]
fn folders_that_hold_sources_or_builds_are_refused() {
    let places = Places::start();
    let place = places.folder();
    for path in [
        ".",
        "content",
        "content/et/www",
        "./et/../content/new",
        "themes/own",
        "public",
        "public/www",
        ".polku/x",
        "..",
    ] {
        let site = Site::new(&place);
        let settings = fs::read_to_string(site.root().join("book.toml")).unwrap();
        let (before, _) = settings.split_once("[publish.here]").unwrap();
        site.write("book.toml", &format!("{before}[publish.here]\nkind = \"dir\"\npath = \"{path}\"\n"));
        refused(&site, &place, 2, "folder of its own");
        assert!(site.root().join("content/et/index.md").exists());
    }
}

#[test]
fn one_says_where_to_publish_if_there_are_several_places() {
    let places = Places::start();
    let place = places.folder();
    let site = Site::new(&place);
    let settings = fs::read_to_string(site.root().join("book.toml")).unwrap();
    site.write("book.toml", &format!("{settings}\n[publish.there]\nkind = \"dir\"\npath = \"../www-2\"\n"));
    refused(&site, &place, 2, "several places (here, there)");
    let output = site.publish(&place, &["ther"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("did you mean `there`?"), "{}", err(&output));
    let (before, _) = settings.split_once("[publish.here]").unwrap();
    site.write("book.toml", before);
    refused(&site, &place, 2, "[publish.pages]");
}

#[test]
fn a_branch_gets_one_commit_and_the_work_tree_is_left_alone() {
    let places = Places::start();
    for place in places.repositories() {
        let site = Site::new(&place);
        git(site.root(), &["init", "-q", "-b", "main"]);
        git(site.root(), &["add", "book.toml", "content"]);
        git(site.root(), &["commit", "-q", "-m", "Begin"]);
        site.write("content/et/samm.md", "# Samm\n\nTeine.\n");
        let state = |root: &Path| {
            let ask = |args: &[&str]| git(root, args);
            (ask(&["status", "--porcelain=v2", "--branch"]), ask(&["for-each-ref", "refs/heads", "refs/remotes"]))
        };
        let before = state(site.root());
        site.published(&place);
        site.write("content/et/samm.md", "# Samm\n\nKolmas.\n");
        site.published(&place);
        site.published(&place);
        assert_eq!(state(site.root()), before);
        let source = git(site.root(), &["rev-parse", "--short", "HEAD"]);
        let log = git(&place.repository(), &["log", "--format=%an: %s", "gh-pages"]);
        assert_eq!(log, format!("T: Publish {source}\nT: Publish {source}"));
    }
}

#[test]
fn a_repository_beside_a_site_that_lies_in_none_is_found() {
    let places = Places::start();
    for place in places.repositories().into_iter().take(1) {
        let site = Site::new(&place);
        let settings = fs::read_to_string(site.root().join("book.toml")).unwrap();
        let (before, _) = settings.split_once("[publish.here]").unwrap();
        let inner = TempDir::new_in(site.root()).unwrap();
        git(inner.path(), &["init", "-q", "--bare", "here.git"]);
        let name = inner.path().file_name().unwrap().to_str().unwrap().to_owned();
        site.write("book.toml", &format!("{before}[publish.here]\nkind = \"git\"\nremote = \"{name}/here.git\"\n"));
        site.published(&place);
        assert_eq!(git(&inner.path().join("here.git"), &["rev-list", "--count", "gh-pages"]), "1");
    }
}

#[test]
fn without_history_the_branch_has_one_commit_and_what_others_put_there() {
    let places = Places::start();
    for place in places.repositories() {
        let site = Site::new(&place);
        let settings = fs::read_to_string(site.root().join("book.toml")).unwrap();
        site.write("book.toml", &format!("{settings}history = false\nmessage = \"Uus\"\n"));
        site.published(&place);
        place.put("CNAME", b"example.org\n");
        site.write("content/et/samm.md", "# Samm\n\nTeine.\n");
        site.published(&place);
        assert_eq!(git(&place.repository(), &["log", "--format=%s", "gh-pages"]), "Uus");
        let mut expected = site.built();
        expected.insert("CNAME".into(), b"example.org\n".to_vec());
        assert_same(&own(place.tree()), &expected, &place);
    }
}

/// Runs git, which has to work, and gives what it says.
pub(crate) fn git(root: &Path, args: &[&str]) -> String {
    let output = Command::new("git").arg("-C").arg(root).args(args).envs(places::identity()).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", err(&output));
    out(&output).trim().to_owned()
}

/// A `git` that does something else before it pushes.
fn meddling_git(folder: &Path, script: &str) -> PathBuf {
    let path = folder.join("git");
    let real = String::from_utf8(Command::new("sh").args(["-c", "command -v git"]).output().unwrap().stdout).unwrap();
    let text = format!(
        "#!/bin/sh\nfor word in \"$@\"; do if [ \"$word\" = push ]; then {script}; fi; done\nexec {} \"$@\"\n",
        real.trim()
    );
    fs::write(&path, text).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    folder.to_owned()
}

#[cfg(unix)]
#[test]
fn what_somebody_else_published_meanwhile_is_not_lost() {
    let places = Places::start();
    let place = places.repositories().remove(0);
    let site = Site::new(&place);
    site.published(&place);
    let bin = TempDir::new().unwrap();
    let repository = place.repository();
    let meddle = format!(
        "cd '{0}' && /usr/bin/env git -C '{0}' update-ref refs/heads/gh-pages $(git -C '{0}' commit-tree -m other -p gh-pages gh-pages^{{tree}})",
        repository.display()
    );
    // The meddling itself must not meddle.
    let meddle = format!("PATH=\"${{PATH#*:}}\" sh -c \"{}\"", meddle.replace('$', "\\$"));
    let path = format!("{}:{}", meddling_git(bin.path(), &meddle).display(), std::env::var("PATH").unwrap());
    site.write("content/et/samm.md", "# Samm\n\nTeine.\n");
    let output = site.command(&place, &[]).env("PATH", path).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    assert!(err(&output).contains("publish again"), "{}", err(&output));
    assert_eq!(git(&repository, &["log", "-1", "--format=%s", "gh-pages"]), "other");
    site.published(&place);
    assert_eq!(git(&repository, &["rev-list", "--count", "gh-pages"]), "3");
    assert_same(&own(place.tree()), &site.built(), &place);
}

#[cfg(unix)]
#[test]
fn what_somebody_else_published_while_files_were_compared_is_not_lost() {
    let places = Places::start();
    let Some(place) = places.all().into_iter().find(|place| format!("{place:?}") == "Rsync") else { return };
    let (site, other) = (Site::new(&place), Site::new(&place));
    site.published(&place);
    other.published(&place);
    other.write("content/et/uus.md", "# Uus\n");
    site.write("content/et/samm.md", "# Samm\n\nTeine.\n");
    // An `rsync` that lets somebody else publish once the files have been compared.
    let bin = TempDir::new().unwrap();
    let real = String::from_utf8(Command::new("sh").args(["-c", "command -v rsync"]).output().unwrap().stdout).unwrap();
    let script = format!(
        "#!/bin/sh\n{0} \"$@\"\ncode=$?\ncase \"$*\" in *--checksum*--dry-run*) PATH=\"${{PATH#*:}}\" '{1}' publish -q --root '{2}' >&2 ;; esac\nexit $code\n",
        real.trim(),
        env!("CARGO_BIN_EXE_polku"),
        other.root().display()
    );
    fs::write(bin.path().join("rsync"), script).unwrap();
    fs::set_permissions(bin.path().join("rsync"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.path().display(), std::env::var("PATH").unwrap());
    let output = site.command(&place, &[]).env("PATH", path).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    assert!(err(&output).contains("publish again"), "{}", err(&output));
    assert_same(&own(place.tree()), &other.built(), &place);
}

#[test]
fn a_host_that_cannot_be_reached_or_refuses_is_told_and_a_password_is_not() {
    let places = Places::start();
    for (settings, said) in places.unreachable() {
        let place = places.folder();
        let site = Site::new(&place);
        let all = fs::read_to_string(site.root().join("book.toml")).unwrap();
        let (before, _) = all.split_once("[publish.here]").unwrap();
        site.write("book.toml", &format!("{before}[publish.here]\n{settings}"));
        let output = site
            .command(&place, &[])
            .env("AWS_ACCESS_KEY_ID", "key")
            .env("AWS_SECRET_ACCESS_KEY", "hidden")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{settings}: {}", err(&output));
        assert!(err(&output).contains(said), "{settings}: {}", err(&output));
        assert!(!err(&output).contains("hidden"), "{}", err(&output));
    }
}
