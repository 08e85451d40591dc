//! A build that is killed, starved or disturbed leaves the old site or the new one, and the next build mends the rest.
//!
//! What needs a mount is done in a namespace of its own (`unshare`), which ends with the command; where the process may
//! make none, the test says so and is left out.
#![cfg(unix)]

#[path = "support/disk.rs"]
mod disk;
#[path = "support/edits.rs"]
mod edits;
#[path = "support/large.rs"]
mod large;
#[path = "support/model.rs"]
mod model;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use disk::{CACHE, OUT, Said, Tree};
use edits::Edit;
use large::Version;
use model::Model;
use tempfile::TempDir;

/// How many builds are killed.
const KILLS: u32 = 20;
/// Of them, those that nothing was built before.
const FIRST_KILLS: u32 = 4;
/// When killing ends, however many there were: a slow machine kills fewer.
const KILLING: Duration = Duration::from_secs(60);

/// What the program says when another build was quicker.
const RACED: &str = "was replaced by another build";
/// What it says when the output folder cannot be exchanged.
const MOUNTED: &str = "is it a mount point";

/// Both versions of the large site, as built from nothing.
fn versions() -> &'static [Tree; 2] {
    static VERSIONS: OnceLock<[Tree; 2]> = OnceLock::new();
    VERSIONS.get_or_init(|| {
        [Version::One, Version::Two].map(|version| {
            let dir = TempDir::new().unwrap();
            large::write(dir.path(), version);
            let said = disk::build(dir.path(), &[]);
            assert!(said.succeeded(), "{said:#?}");
            disk::output(dir.path())
        })
    })
}

fn tree_of(version: Version) -> &'static Tree {
    &versions()[version as usize]
}

/// Numbers that look random: `xorshift64`.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Builds and asserts that all is well: success, the right files, nothing left over.
fn build_well(root: &Path, wanted: &Tree, when: &str) {
    let said = disk::build(root, &[]);
    assert!(said.succeeded(), "{when}: {said:#?}");
    assert!(disk::output(root) == *wanted, "{when}:\n{}", disk::difference(&disk::output(root), wanted));
    assert!(disk::siblings(root).is_empty(), "{when}: left {:?}", disk::siblings(root));
}

#[test]
fn a_build_that_is_killed_leaves_the_old_site_or_the_new_one() {
    let dir = TempDir::new().unwrap();
    let root = dir.path();
    large::write(root, Version::One);
    build_well(root, tree_of(Version::One), "the first build");
    // What a cache holds after builds that nobody killed: names beyond these are somebody's leavings.
    let mut usual: BTreeSet<String> = disk::paths(&root.join(CACHE)).into_iter().collect();
    large::write(root, Version::Two);
    let began = Instant::now();
    let said = disk::build(root, &[]);
    let longest = began.elapsed().as_micros() as u64;
    assert!(said.succeeded(), "{said:#?}");
    build_well(root, tree_of(Version::Two), "the second build");
    usual.extend(disk::paths(&root.join(CACHE)));

    let seed = std::env::var("PROPTEST_RNG_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(7);
    let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ seed);
    let mut version = Version::Two;
    let mut in_time = 0;
    let killing = Instant::now();
    for kill in 0..KILLS {
        if killing.elapsed() > KILLING {
            disk::say(&format!("{kill} builds were killed, not {KILLS}: this machine is slow"));
            break;
        }
        let is_first = kill < FIRST_KILLS;
        if is_first {
            disk::remove(&root.join(OUT));
            disk::remove(&root.join(CACHE));
        }
        let (old, new) = (tree_of(version), tree_of(version.other()));
        version = version.other();
        large::write(root, version);
        let delay = Duration::from_micros(random.below(longest + longest / 8));
        let mut child = disk::start(root, &[]);
        // The moment is what is tested; nothing is waited for.
        thread::sleep(delay);
        child.kill().unwrap();
        in_time += u32::from(!child.wait().unwrap().success());
        let when = format!("kill {kill} after {delay:?}");
        let left = disk::output(root);
        if is_first {
            let differs = disk::difference(&left, new);
            assert!(!root.join(OUT).exists() || differs.is_empty(), "{when}: neither nothing nor all\n{differs}");
        } else {
            let whole = left == *old || left == *new;
            assert!(whole, "{when}: not the new site\n{}", disk::difference(&left, new));
        }
        build_well(root, new, &when);
        let cache: BTreeSet<String> = disk::paths(&root.join(CACHE)).into_iter().collect();
        let more: Vec<&String> = cache.difference(&usual).collect();
        assert!(more.is_empty(), "{when}: left in the cache {more:?}");
    }
    assert!(in_time > 0, "every build was done before it was killed");
}

/// Waits for builds that run at once. Each has to succeed, or to say that another was quicker; one has to succeed.
fn all_end_well(children: Vec<Child>, when: &str) {
    let said: Vec<Said> = children.into_iter().map(Said::of).collect();
    for said in &said {
        let raced = said.code == Some(3) && said.last.contains(RACED);
        assert!(said.succeeded() || raced, "{when}: {said:#?}");
    }
    assert!(said.iter().any(Said::succeeded), "{when}: {said:#?}");
}

#[test]
fn builds_of_one_site_at_once_do_not_disturb_each_other() {
    let dir = TempDir::new().unwrap();
    let root = dir.path();
    let mut model = Model::new();
    model.save(root);
    for round in 0..12_u8 {
        match round % 4 {
            0 => disk::remove(&root.join(OUT)),
            1 => disk::remove(&root.join(CACHE)),
            _ => {}
        }
        model.apply(&Edit::SiteTitle(round), root);
        let at_once = if round < 6 { 2 } else { 4 };
        let when = format!("round {round}, {at_once} at once");
        all_end_well((0..at_once).map(|_| disk::start(root, &[])).collect(), &when);
        let clean = disk::build_clean(root, &[]);
        assert!(disk::output(root) == clean.tree, "{when}:\n{}", disk::difference(&disk::output(root), &clean.tree));
        assert!(disk::siblings(root).is_empty(), "{when}: left {:?}", disk::siblings(root));
        build_well(root, &clean.tree, &when);
    }
}

#[test]
fn builds_of_different_sites_into_one_folder_leave_one_of_them_whole() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join(OUT);
    let roots: Vec<_> = (0..4).map(|n| dir.path().join(format!("site-{n}"))).collect();
    let mut models: Vec<Model> = roots.iter().map(|_| Model::new()).collect();
    let out_arg = ["--out", out.to_str().unwrap()];
    for round in 0..8_u8 {
        if round % 4 == 0 {
            disk::remove(&out);
        }
        let at_once = if round % 2 == 0 { 2 } else { 4 };
        for (n, (model, root)) in models.iter_mut().zip(&roots).enumerate() {
            model.apply(&Edit::SiteTitle(round * 4 + n as u8), root);
        }
        let clean: Vec<Tree> = roots[..at_once].iter().map(|root| disk::build_clean(root, &[]).tree).collect();
        let when = format!("round {round}, {at_once} at once");
        all_end_well(roots[..at_once].iter().map(|root| disk::start(root, &out_arg)).collect(), &when);
        let left = disk::published(&out);
        assert!(clean.contains(&left), "{when}: not the first\n{}", disk::difference(&left, &clean[0]));
        assert!(disk::siblings(dir.path()).is_empty(), "{when}: left {:?}", disk::siblings(dir.path()));
    }
    // One after the other: each finds the other's output, and replaces it.
    for root in [&roots[0], &roots[1], &roots[0]] {
        let said = disk::build(root, &out_arg);
        assert!(said.succeeded(), "{said:#?}");
        let (left, wanted) = (disk::published(&out), disk::build_clean(root, &[]).tree);
        assert!(left == wanted, "{}", disk::difference(&left, &wanted));
    }
}

/// A small site that was built, and is then changed: what was built, and what has to be built.
struct Changed {
    dir: TempDir,
    model: Model,
    old: Tree,
    new: Tree,
}

impl Changed {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let mut model = Model::new();
        model.save(dir.path());
        let said = disk::build(dir.path(), &[]);
        assert!(said.succeeded(), "{said:#?}");
        let old = disk::output(dir.path());
        model.apply(&Edit::SiteTitle(50), dir.path());
        let new = disk::build_clean(dir.path(), &[]).tree;
        Self { dir, model, old, new }
    }

    fn root(&self) -> &Path {
        self.dir.path()
    }
}

#[test]
fn a_file_that_cannot_grow_ends_the_build_and_leaves_the_old_site() {
    let site = Changed::new();
    // Half a kilobyte is less than any page.
    let said = Said::new(&limited(site.root(), 1));
    assert_eq!(said.code, Some(3), "{said:#?}");
    assert!(said.last.starts_with("error: ") && said.last.contains("too large"), "{said:#?}");
    assert!(disk::output(site.root()) == site.old, "the old site is as it was");
    build_well(site.root(), &site.new, "after that");
}

#[test]
fn a_cache_that_cannot_grow_is_no_reason_not_to_build() {
    let dir = TempDir::new().unwrap();
    large::write(dir.path(), Version::One);
    build_well(dir.path(), tree_of(Version::One), "the first build");
    large::write(dir.path(), Version::Two);
    // As large as the largest file of the output; a cache that knows all pages may be larger.
    let largest = disk::tree(&dir.path().join(OUT)).values().map(Vec::len).max().unwrap();
    let said = Said::new(&limited(dir.path(), largest.div_ceil(512) + 8));
    assert!(said.succeeded(), "{said:#?}");
    build_well(dir.path(), tree_of(Version::Two), "after that");
}

/// Builds with no file larger than so many blocks of 512 bytes.
fn limited(root: &Path, blocks: usize) -> Output {
    // The signal would end the process before it can say anything.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" build --root .");
    let mut command = Command::new("sh");
    command.current_dir(root).env("NO_COLOR", "1").args(["-c", &script, env!("CARGO_BIN_EXE_polku")]);
    command.output().unwrap()
}

/// A shell's command in a mount namespace of its own, if this process may make one: `$0` is the program, `$1` where
/// to put what the test shall see.
fn in_namespace(root: &Path, script: &str) -> Option<TempDir> {
    let flags = ["-m", "-rm"];
    let may = |flags: &&str| {
        let script = "mount -t tmpfs tmpfs \"$1\"";
        let folder = TempDir::new().unwrap();
        let mut command = Command::new("unshare");
        command.args([flags, "sh", "-c", script, "sh"]).arg(folder.path()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let Some(flags) = flags.iter().find(|flags| may(flags)) else {
        disk::say("this process may not mount anything: a test that needs it is left out");
        return None;
    };
    let seen = TempDir::new().unwrap();
    let mut command = Command::new("unshare");
    command.current_dir(root).env("NO_COLOR", "1");
    command.args([flags, "sh", "-e", "-c", script, env!("CARGO_BIN_EXE_polku")]).arg(seen.path());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(seen)
}

/// What a script put aside of a build: `NAME.code` and `NAME.said`.
fn said(seen: &Path, name: &str) -> (String, String) {
    let read = |ending: &str| fs::read_to_string(seen.join(format!("{name}.{ending}"))).unwrap();
    (read("code").trim().to_owned(), read("said"))
}

/// Shell functions: `build NAME ARGUMENTS` puts aside what a build says, `keep NAME FOLDER` a folder.
const FUNCTIONS: &str = r#"
program=$0; seen=$1
build() {
    name=$1; shift; code=0
    "$program" build --root . "$@" 2> "$seen/$name.said" || code=$?
    echo $code > "$seen/$name.code"
}
keep() { if [ -d "$2" ]; then cp -R "$2" "$seen/$1"; fi; }
"#;

#[test]
fn a_full_disk_ends_the_build_and_leaves_the_old_site() {
    let site = Changed::new();
    const FREE: [u32; 7] = [0, 4, 16, 48, 96, 200, 400];
    // The whole site lies on a small disk, which a file fills but for so many kilobytes.
    let script = format!(
        r#"{FUNCTIONS}
        mkdir "$seen/disk"; mount -t tmpfs -o size=6m tmpfs "$seen/disk"
        cp -a . "$seen/disk"; cd "$seen/disk"
        for free in {}; do
            rm -rf public .polku; cp -a "$OLDPWD/public" .; cp -a "$OLDPWD/.polku" . 2> "$seen/none" || true
            # What was copied here has to be as old as it was for the cache: a build without changes sees to that.
            cp book.toml "$seen/book.toml"; sed -i s/50/0/ book.toml; build "before-$free"; cp "$seen/book.toml" .
            left=$(df -Pk . | awk 'NR == 2 {{ print $4 }}')
            head -c $(((left - free) * 1024)) /dev/zero > filler
            build "full-$free"; keep "full-$free" public
            ls -A > "$seen/names-$free"
            rm filler
            build "mended-$free"; keep "mended-$free" public
        done
        cd /; umount "$seen/disk"
        "#,
        FREE.map(|free| free.to_string()).join(" ")
    );
    let Some(seen) = in_namespace(site.root(), &script) else { return };
    let seen = seen.path();
    let mut failures = 0;
    for free in FREE {
        let (code, said_full) = said(seen, &format!("full-{free}"));
        let left = disk::published(&seen.join(format!("full-{free}")));
        match code.as_str() {
            "3" => {
                failures += 1;
                let last = said_full.trim_end().lines().last().unwrap_or_default();
                assert!(last.starts_with("error: ") && last.contains("No space left"), "{free} kB: {said_full}");
                assert!(left == site.old, "{free} kB: not the old site\n{}", disk::difference(&left, &site.old));
            }
            "0" => assert!(left == site.new, "{free} kB: not the new site\n{}", disk::difference(&left, &site.new)),
            _ => panic!("{free} kB: exit {code}: {said_full}"),
        }
        let names = fs::read_to_string(seen.join(format!("names-{free}"))).unwrap();
        assert!(!names.lines().any(disk::is_sibling), "{free} kB: left {names}");
        let (code, said_mended) = said(seen, &format!("mended-{free}"));
        assert_eq!(code, "0", "{free} kB, with room again: {said_mended}");
        let mended = disk::published(&seen.join(format!("mended-{free}")));
        assert!(mended == site.new, "{free} kB, mended:\n{}", disk::difference(&mended, &site.new));
    }
    assert!(failures > 0, "the disk was never full");
}

#[test]
fn a_site_on_a_disk_that_is_read_only_is_not_built_and_stays() {
    let site = Changed::new();
    let script = format!(
        r#"{FUNCTIONS}
        mount --bind . "$PWD"; mount -o remount,bind,ro "$PWD"; cd "$PWD"
        build refused
        build elsewhere --out "$seen/out/public"
        "#
    );
    let Some(seen) = in_namespace(site.root(), &script) else { return };
    let (code, text) = said(seen.path(), "refused");
    assert_eq!(code, "3", "{text}");
    let last = text.trim_end().lines().last().unwrap_or_default();
    assert!(last.contains("cannot make the folder") && last.contains("check the permissions"), "{text}");
    assert!(disk::output(site.root()) == site.old, "the old site is as it was");
    let (code, text) = said(seen.path(), "elsewhere");
    assert_eq!(code, "0", "the sources need not be writable: {text}");
    assert!(disk::published(&seen.path().join("out/public")) == site.new);
    build_well(site.root(), &site.new, "when it can be written again");
}

#[test]
fn a_cache_that_is_read_only_is_no_reason_not_to_build() {
    let site = Changed::new();
    fs::create_dir_all(site.root().join(CACHE)).unwrap();
    let script = format!(
        r#"{FUNCTIONS}
        mount --bind .polku .polku; mount -o remount,bind,ro .polku
        build first; keep first public
        build again; keep again public
        "#
    );
    let Some(seen) = in_namespace(site.root(), &script) else { return };
    for name in ["first", "again"] {
        let (code, text) = said(seen.path(), name);
        assert_eq!(code, "0", "{text}");
        let left = disk::published(&seen.path().join(name));
        assert!(left == site.new, "{name}:\n{}", disk::difference(&left, &site.new));
    }
    build_well(site.root(), &site.new, "when it can be written again");
}

#[test]
fn an_output_folder_that_is_a_mount_point_is_refused_and_stays() {
    let site = Changed::new();
    let script = format!(
        r#"{FUNCTIONS}
        cp -a public "$seen/site"
        mount -t tmpfs tmpfs public
        build empty; keep empty public
        cp -a "$seen/site/." public
        build full; keep full public
        ls -A > "$seen/names"
        "#
    );
    let Some(seen) = in_namespace(site.root(), &script) else { return };
    for (name, wanted) in [("empty", &Tree::new()), ("full", &site.old)] {
        let (code, text) = said(seen.path(), name);
        assert_eq!(code, "3", "{name}: {text}");
        assert!(text.trim_end().lines().last().unwrap_or_default().contains(MOUNTED), "{name}: {text}");
        let left = disk::published(&seen.path().join(name));
        assert!(left == *wanted, "{name}:\n{}", disk::difference(&left, wanted));
    }
    let names = fs::read_to_string(seen.path().join("names")).unwrap();
    assert!(!names.lines().any(disk::is_sibling), "left {names}");
    build_well(site.root(), &site.new, "without the mount");
}

#[test]
fn a_build_keeps_a_cache() {
    let site = Changed::new();
    assert!(!disk::paths(&site.root().join(CACHE)).is_empty());
}

#[test]
fn a_damaged_cache_does_no_harm() {
    let mut site = Changed::new();
    let root = site.dir.path();
    let cache = root.join(CACHE);
    type Damage = (&'static str, fn(&Path, &[u8]));
    let damages: &[Damage] = &[
        ("is empty", |path, _| fs::write(path, b"").unwrap()),
        ("is cut in half", |path, bytes| fs::write(path, &bytes[..bytes.len() / 2]).unwrap()),
        ("lacks its last byte", |path, bytes| fs::write(path, &bytes[..bytes.len().saturating_sub(1)]).unwrap()),
        ("goes on", |path, bytes| fs::write(path, [bytes, bytes].concat()).unwrap()),
        ("is garbage", |path, bytes| fs::write(path, b"\xff\x00garbage".repeat(bytes.len() / 9 + 1)).unwrap()),
        ("has one bit turned at a third", |path, bytes| fs::write(path, turned(bytes, 1, 3)).unwrap()),
        ("has one bit turned in the middle", |path, bytes| fs::write(path, turned(bytes, 1, 2)).unwrap()),
        ("has one bit turned near the end", |path, bytes| fs::write(path, turned(bytes, 19, 20)).unwrap()),
        ("is gone", |path, _| fs::remove_file(path).unwrap()),
        ("is a folder", |path, _| {
            fs::remove_file(path).unwrap();
            fs::create_dir_all(path.join("inside")).unwrap();
        }),
        // Root reads it all the same, and then it is no damage.
        ("cannot be read", |path, _| fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap()),
    ];
    let said = disk::build(root, &[]);
    assert!(said.succeeded(), "{said:#?}");
    for path in disk::paths(&cache) {
        for (n, (what, damage)) in damages.iter().enumerate() {
            for edited in [false, true] {
                let file = cache.join(&path);
                // The build before this one made it anew, or the damage is still there.
                let Ok(bytes) = fs::read(&file) else { continue };
                damage(&file, &bytes);
                if edited {
                    site.model.apply(&Edit::Title { page: 4, text: n as u8 + 60 }, root);
                }
                let wanted = disk::build_clean(root, &[]).tree;
                build_well(root, &wanted, &format!("`{path}` {what}, edited: {edited}"));
            }
        }
    }
}

/// The bytes with one bit turned at a part of their length.
fn turned(bytes: &[u8], part: usize, of: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = bytes.len() * part / of;
    bytes[at] ^= 0x10;
    bytes
}

#[test]
fn whatever_lies_where_the_cache_should_be_does_no_harm() {
    let site = Changed::new();
    let cache = site.root().join(CACHE);
    disk::remove(&cache);
    fs::write(&cache, "a file").unwrap();
    build_well(site.root(), &site.new, "a file");
    disk::remove(&cache);
    let nowhere = site.root().join("nowhere");
    std::os::unix::fs::symlink(&nowhere, &cache).unwrap();
    build_well(site.root(), &site.new, "a link to nowhere");
    fs::remove_file(&cache).unwrap();
    fs::create_dir(&cache).unwrap();
    fs::write(cache.join("mine.txt"), "mine").unwrap();
    build_well(site.root(), &site.new, "a folder with something in it");
}
