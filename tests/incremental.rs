//! A build that uses what earlier ones left gives what a build from nothing gives, whatever was done in between; and
//! `polku serve` shows the same.
//!
//! `PROPTEST_CASES` says how many random sequences are tried, `PROPTEST_RNG_SEED` which.

#[path = "support/disk.rs"]
mod disk;
#[path = "support/edits.rs"]
mod edits;
#[path = "support/model.rs"]
mod model;
#[cfg(feature = "serve")]
#[path = "support/server.rs"]
mod server;

use std::path::Path;

use disk::{CACHE, OUT, Said};
use edits::Edit;
use model::Model;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use tempfile::TempDir;

/// How many sequences are tried where nobody says how many.
const CASES: u32 = 8;
/// The longest sequence.
const LONGEST: usize = 16;

/// Builds where a build was before and where none was, and says in what they differ.
fn compare(root: &Path, model: &Model) -> Result<(), String> {
    let before = disk::output(root);
    let args = model.args();
    // The copy takes neither output nor cache, so both builds may run at once.
    let building = disk::start(root, &args);
    let clean = disk::build_clean(root, &args);
    let said = Said::of(building);
    let now = disk::output(root);
    if (said.code, &said.diagnostics) != (clean.said.code, &clean.said.diagnostics) {
        return Err(format!("a build from nothing says\n{:#?}\nand this one\n{said:#?}", clean.said));
    }
    match said.code {
        Some(0) if now != clean.tree => Err(format!("the output differs\n{}", disk::difference(&now, &clean.tree))),
        Some(1 | 2) if now != before => {
            Err(format!("a build with errors changed the output\n{}", disk::difference(&now, &before)))
        }
        Some(1 | 2) if !model.has_mistake() => Err(format!("this site should have no error: {said:#?}")),
        Some(0..=2) if disk::siblings(root).is_empty() => Ok(()),
        Some(0..=2) => Err(format!("left behind: {:?}", disk::siblings(root))),
        _ => Err(format!("the build failed: {said:#?}")),
    }
}

/// Takes edits one by one, with a build after each.
fn run(edits: &[Edit]) -> Result<(), String> {
    let dir = TempDir::new().unwrap();
    let mut model = Model::new();
    model.save(dir.path());
    compare(dir.path(), &model).map_err(|why| format!("before any edit: {why}"))?;
    for (i, edit) in edits.iter().enumerate() {
        let done = model.apply(edit, dir.path());
        compare(dir.path(), &model).map_err(|why| {
            let sequence: Vec<String> = edits[..=i].iter().map(|edit| format!("  {edit:?}")).collect();
            format!("after\n{}\n(the last one: {done})\n{why}", sequence.join("\n"))
        })?;
    }
    Ok(())
}

fn config(cases: u32) -> Config {
    // What a failing sequence was is printed; nothing is written into the sources.
    Config {
        cases: cases_or(cases),
        failure_persistence: None,
        max_shrink_iters: 10_000,
        max_shrink_time: 120_000,
        ..Config::default()
    }
}

fn cases_or(cases: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases)
}

#[test]
fn after_any_edits_a_build_is_as_one_from_nothing() {
    let mut runner = TestRunner::new(config(CASES));
    let sequences = prop::collection::vec(edits::of_all(), LONGEST / 2..=LONGEST);
    let result = runner.run(&sequences, |edits| run(&edits).map_err(TestCaseError::fail));
    match result {
        // The reason has the edits that are left of the sequence, up to the one that showed it.
        Err(TestError::Fail(why, _)) => panic!("{why}"),
        result => result.unwrap(),
    }
}

/// A few random sequences are not sure to have every kind of edit.
#[test]
fn after_each_kind_of_edit_a_build_is_as_one_from_nothing() {
    run(&edits::each()).unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn a_cache_or_an_output_of_another_time_does_no_harm() {
    let dir = TempDir::new().unwrap();
    let root = dir.path();
    let kept = TempDir::new().unwrap();
    let mut model = Model::new();
    model.save(root);
    compare(root, &model).unwrap();
    let earlier = |name: &str| kept.path().join(name);
    for name in [CACHE, OUT] {
        disk::copy(&root.join(name), &earlier(name), &|_| true);
    }
    for edit in [Edit::Title { page: 1, text: 5 }, Edit::Footer(Some(3)), Edit::Delete { page: 2, languages: 7 }] {
        model.apply(&edit, root);
    }
    compare(root, &model).unwrap();
    for name in [CACHE, OUT] {
        disk::remove(&root.join(name));
        disk::copy(&earlier(name), &root.join(name), &|_| true);
        compare(root, &model).unwrap_or_else(|why| panic!("`{name}` is from before the edits: {why}"));
    }
}

#[test]
fn a_cache_of_another_site_does_no_harm() {
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut model = Model::new();
    model.save(one.path());
    compare(one.path(), &model).unwrap();
    disk::copy(one.path(), other.path(), &disk::is_source);
    // The files of the other site have the same names, lengths and times, and say something else.
    for path in disk::paths(&other.path().join("content")).iter().filter(|path| path.ends_with(".md")) {
        let path = format!("content/{path}");
        let text = std::fs::read_to_string(one.path().join(&path)).unwrap().replace("Lause", "Rida.");
        disk::write(other.path(), &path, text);
        let modified = std::fs::metadata(one.path().join(&path)).unwrap().modified().unwrap();
        let file = std::fs::File::options().write(true).open(other.path().join(&path)).unwrap();
        file.set_modified(modified).unwrap();
    }
    for name in [CACHE, OUT] {
        disk::copy(&one.path().join(name), &other.path().join(name), &|_| true);
    }
    compare(other.path(), &model).unwrap();
}

/// It has the length of the page it takes the place of, and is older than all of the output.
#[test]
fn a_page_of_the_output_that_is_put_back_from_a_backup_is_made_again() {
    let (dir, backup) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let root = dir.path();
    let mut model = Model::new();
    model.save(root);
    compare(root, &model).unwrap();
    disk::copy(&root.join(OUT), backup.path(), &|_| true);
    model.apply(&Edit::Body { page: 4, language: 0, text: 22 }, root);
    compare(root, &model).unwrap();
    let page = "et/lessons/first";
    disk::copy(&backup.path().join(page), &root.join(OUT).join(page), &|_| true);
    compare(root, &model).unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn a_site_that_is_moved_with_its_cache_is_built_as_before() {
    let dir = TempDir::new().unwrap();
    let (from, to) = (dir.path().join("from"), dir.path().join("to"));
    let mut model = Model::new();
    model.save(&from);
    compare(&from, &model).unwrap();
    std::fs::rename(&from, &to).unwrap();
    compare(&to, &model).unwrap();
    model.apply(&Edit::Title { page: 1, text: 5 }, &to);
    compare(&to, &model).unwrap();
}

/// `polku serve` shows the same.
#[cfg(feature = "serve")]
mod served {
    use std::collections::BTreeSet;
    use std::time::{Duration, Instant};

    use proptest::prelude::*;
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::{Config, RngSeed, TestRunner};
    use tempfile::TempDir;

    use super::config;
    use super::disk::{self, Said, Tree};
    use super::edits::{self, Edit};
    use super::model::Model;
    use super::server::{self, Server};

    /// How many edits one server lives through.
    const SERVED: usize = 30;
    /// How long a server has to show an edit.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// The pages that a server has to show, and the path below which.
    struct Wanted {
        tree: Tree,
        base: &'static str,
    }

    /// What is wrong with what the server answers, if anything: every wanted file must be there, and what was there before
    /// and is no more must not.
    fn served_wrong(server: &Server, wanted: &Wanted, gone: &BTreeSet<String>) -> Option<String> {
        let get = |path: &str| server.get(&format!("{}{path}", &wanted.base[1..]));
        for (path, bytes) in &wanted.tree {
            let (status, body) = get(path);
            if status != 200 {
                return Some(format!("GET /{path}: {status}"));
            }
            let body = if path.ends_with(".html") { server::without_live_elements(&body) } else { body };
            if body != *bytes {
                let tree = |bytes: &[u8]| Tree::from([(path.clone(), bytes.to_vec())]);
                return Some(disk::difference(&tree(&body), &tree(bytes)));
            }
        }
        let still = gone.iter().find(|path| !wanted.tree.contains_key(*path) && get(path).0 == 200)?;
        Some(format!("GET /{still}: 200, and a build does not write it"))
    }

    /// Edits that a running server can be told of: those that are at what builds leave are not.
    fn served_edits() -> Vec<Edit> {
        let seed = RngSeed::Fixed(std::env::var("PROPTEST_RNG_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(7));
        let mut runner = TestRunner::new(Config { rng_seed: seed, ..config(1) });
        let sequences = prop::collection::vec(edits::of_sources(), SERVED);
        sequences.new_tree(&mut runner).unwrap().current()
    }

    /// Waits until the server shows what a build wrote and said.
    fn shows(server: &Server, good: &Wanted, gone: &BTreeSet<String>, said: &Said, history: &str) {
        let errors = !said.succeeded();
        // A state in between may be seen for a moment; the last one has to come, and to stay.
        let start = Instant::now();
        loop {
            let why = match server.state().map(|state| state.errors) {
                Some(shown) if shown == errors => served_wrong(server, good, gone),
                shown => Some(format!("errors: {shown:?}, and a build has {errors}")),
            };
            let Some(why) = why else { break };
            assert!(start.elapsed() < PATIENCE, "after\n{history}{why}\na build says\n{}", said.diagnostics);
            server.wait(PATIENCE.saturating_sub(start.elapsed()));
        }
    }

    /// Files that are older than the server trusts at once: what is only looked at unopened is looked at so.
    #[test]
    fn what_is_deleted_or_broken_in_a_settled_site_shows() {
        const OWN: &str = "<h1>{{ page.heading }}</h1>{{ page.content }}";
        let dir = TempDir::new().unwrap();
        let root = dir.path();
        let settings = "[book]\ntitle = \"Proov\"\nlanguage = \"et\"\n[language.et]\n[output.html]\nsite-url = \"https://example.org/\"\ntheme = \"oma\"\n";
        disk::write(root, "book.toml", settings);
        disk::write(root, "content/et/index.md", "# Algus\n");
        disk::write(root, "content/et/a.md", "# A\n\nÜks.\n");
        disk::write(root, "content/et/kursus/index.md", "# Kursus\n");
        disk::write(root, "content/et/kursus/b.md", "# B\n");
        disk::write(root, "themes/oma/templates/page.html", OWN);
        disk::write(root, "themes/oma/static/oma.css", "a{}");
        std::thread::sleep(Duration::from_millis(2200));
        let server = Server::start(root);
        let mut gone = BTreeSet::new();
        let mut good = Wanted { tree: disk::build_clean(root, &[]).tree, base: "/" };
        let mut step = |what: &str| {
            let clean = disk::build_clean(root, &[]);
            if clean.said.succeeded() {
                gone.extend(good.tree.keys().filter(|path| path.ends_with(".html")).cloned());
                good = Wanted { tree: clean.tree, base: "/" };
            }
            shows(&server, &good, &gone, &clean.said, what);
        };
        step("nothing");
        disk::remove(&root.join("themes/oma/templates/page.html"));
        step("a template was deleted");
        disk::remove(&root.join("content/et/kursus"));
        step("a folder of pages was deleted");
        disk::write(root, "book.toml", "[book\n");
        step("the settings were broken");
        disk::write(root, "content/et/a.md", "# A\n\nKaks.\n");
        step("a page was edited while the settings were broken");
        disk::write(root, "book.toml", settings);
        step("the settings were mended");
    }

    #[test]
    fn a_server_shows_after_each_edit_what_a_build_writes() {
        let dir = TempDir::new().unwrap();
        let mut model = Model::new();
        model.save(dir.path());
        let mut good = Wanted { tree: disk::build_clean(dir.path(), &[]).tree, base: model.base() };
        let server = Server::start(dir.path());
        let mut gone: BTreeSet<String> = BTreeSet::new();
        let mut history = String::new();
        for edit in std::iter::once(None).chain(served_edits().into_iter().map(Some)) {
            if let Some(edit) = edit {
                let done = model.apply(&edit, dir.path());
                history.push_str(&format!("  {edit:?} ({done})\n"));
            }
            let clean = disk::build_clean(dir.path(), &[]);
            if clean.said.succeeded() {
                gone.extend(good.tree.keys().filter(|path| path.ends_with(".html")).cloned());
                good = Wanted { tree: clean.tree, base: model.base() };
            }
            shows(&server, &good, &gone, &clean.said, &history);
        }
    }
}
