use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use tempfile::TempDir;

use super::*;

/// The files of a tree: path, bytes, time of the last change.
type Tree = BTreeMap<String, (Vec<u8>, SystemTime)>;

fn tree(root: &Path) -> Tree {
    fn visit(root: &Path, folder: &Path, tree: &mut Tree) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(root, &path, tree);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                let modified = fs::metadata(&path).unwrap().modified().unwrap();
                tree.insert(name.to_owned(), (fs::read(&path).unwrap(), modified));
            }
        }
    }
    let mut found = Tree::new();
    visit(root, root, &mut found);
    found
}

fn path(text: &str) -> OutPath {
    OutPath::new(text).unwrap()
}

fn stage(out: &Path, files: &[(&str, &str)]) -> Stage {
    let stage = Stage::new(out, None).unwrap();
    for (name, body) in files {
        stage.write(&path(name), None, body.as_bytes()).unwrap();
    }
    stage
}

fn build(out: &Path, files: &[(&str, &str)]) -> Committed {
    stage(out, files).commit().unwrap()
}

/// A temporary folder and the output folder in it, made old so that new files have later times.
fn built(files: &[(&str, &str)]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("public");
    build(&out, files);
    let old = SystemTime::now() - Duration::from_secs(3600);
    for name in tree(&out).keys() {
        let file = File::options().write(true).open(out.join(name)).unwrap();
        file.set_modified(old).unwrap();
    }
    (dir, out)
}

/// What is beside the output folder.
fn beside(dir: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(dir.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "public").collect()
}

const SITE: &[(&str, &str)] = &[("index.html", "home"), ("et/index.html", "kodu"), ("et/elu/index.html", "elu")];

#[test]
fn paths_stay_below_the_output_folder() {
    for good in ["index.html", "et/.well-known/a b.html", "õ/…"] {
        assert_eq!(path(good).as_str(), good);
    }
    for bad in ["", "/", "/etc/passwd", "..", "a/../b", "./a", "a//b", "a/", "a\\b", "a\0"] {
        let error = OutPath::new(bad).unwrap_err();
        assert!(error.to_string().contains(bad), "{error}");
    }
}

#[test]
fn first_build_makes_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("deep/er/public");
    let done = build(&out, SITE);
    let expected =
        Committed { files: 3, changed: 3, unchanged: 0, removed: 0, bytes: 11, outputs: done.outputs, left: None };
    assert_eq!(done, expected);
    assert_eq!(fs::read(out.join("et/elu/index.html")).unwrap(), b"elu");
    assert_eq!(tree(&out).len(), 4, "the site and its manifest");
    assert_eq!(fs::read_dir(out.parent().unwrap()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn modes_do_not_come_from_the_sources() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let (source, out) = (dir.path().join("photo.jpg"), dir.path().join("public"));
    fs::write(&source, "photo").unwrap();
    fs::set_permissions(&source, fs::Permissions::from_mode(0o700)).unwrap();
    let stage = Stage::new(&out, None).unwrap();
    stage.copy(&path("media/photo.jpg"), &source).unwrap();
    stage.commit().unwrap();
    let mode = |name: &str| fs::metadata(out.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("media/photo.jpg") & !0o644, 0);
    assert_eq!(mode("media/photo.jpg") & 0o600, 0o600);
    assert_eq!(mode("media") & !0o755, 0);
}

#[test]
fn failed_build_leaves_everything_as_it_was() {
    let (dir, out) = built(SITE);
    let before = tree(&out);
    drop(stage(&out, &[("index.html", "half a site")]));
    assert_eq!(tree(&out), before);
    assert!(beside(&dir).is_empty());
}

#[test]
fn unchanged_build_touches_nothing() {
    let (dir, out) = built(SITE);
    let before = tree(&out);
    #[cfg(unix)]
    let folder = std::os::unix::fs::MetadataExt::ino(&fs::metadata(&out).unwrap());
    let done = build(&out, SITE);
    assert_eq!((done.files, done.changed, done.unchanged), (3, 0, 3));
    assert_eq!(tree(&out), before);
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::MetadataExt::ino(&fs::metadata(&out).unwrap()), folder);
    assert!(beside(&dir).is_empty());
}

#[test]
fn unchanged_files_keep_their_times() {
    let (dir, out) = built(SITE);
    let before = tree(&out);
    let done = build(&out, &[("index.html", "new"), ("et/index.html", "kodu")]);
    let expected =
        Committed { files: 2, changed: 1, unchanged: 1, removed: 1, bytes: 7, outputs: done.outputs, left: None };
    assert_eq!(done, expected);
    let after = tree(&out);
    assert_eq!(after["et/index.html"], before["et/index.html"]);
    assert_eq!(after["index.html"].0, b"new");
    assert!(after["index.html"].1 > before["index.html"].1);
    assert!(!out.join("et/elu").exists(), "emptied folders go");
    assert!(beside(&dir).is_empty());
}

#[test]
fn removing_a_page_is_a_change() {
    let (_dir, out) = built(SITE);
    let done = build(&out, &SITE[..2]);
    assert_eq!((done.changed, done.removed), (0, 1));
    assert!(!out.join("et/elu/index.html").exists());
}

#[test]
fn what_was_edited_in_place_is_written_again() {
    let (_dir, out) = built(SITE);
    fs::write(out.join("index.html"), "hack").unwrap();
    fs::remove_file(out.join("et/index.html")).unwrap();
    let done = build(&out, SITE);
    assert_eq!((done.changed, done.unchanged), (2, 1));
    assert_eq!(fs::read(out.join("index.html")).unwrap(), b"home");
    assert_eq!(fs::read(out.join("et/index.html")).unwrap(), b"kodu");
}

#[test]
fn output_does_not_depend_on_what_was_there() {
    let (_dir, out) = built(&[("old.html", "old"), ("index.html", "home")]);
    build(&out, SITE);
    let (_other, clean) = built(SITE);
    let bytes = |root: &Path| -> Vec<_> {
        let files = tree(root).into_iter();
        files.map(|(name, (body, _))| (name, body)).collect()
    };
    assert_eq!(bytes(&out), bytes(&clean));
}

#[test]
fn damaged_manifest_is_ours_and_counts_as_empty() {
    let (_dir, out) = built(SITE);
    fs::write(out.join(MANIFEST), "{").unwrap();
    assert_eq!(build(&out, SITE).changed, 3);
    assert_eq!(build(&out, SITE).changed, 0);
}

#[test]
fn foreign_folders_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("public");

    fs::create_dir(&out).unwrap();
    Stage::new(&out, None).expect("an empty folder is free to take");

    fs::write(out.join("thesis.odt"), "years of work").unwrap();
    let error = Stage::new(&out, None).unwrap_err();
    assert!(matches!(error, EmitError::NotOurs(_)));
    assert!(error.to_string().contains("public"), "{error}");
    assert_eq!(fs::read(out.join("thesis.odt")).unwrap(), b"years of work");

    let error = Stage::new(&out.join("thesis.odt"), None).unwrap_err();
    assert!(matches!(error, EmitError::NotAFolder(_)));

    let error = Stage::new(Path::new("/"), None).unwrap_err();
    assert!(matches!(error, EmitError::NoName(_)));

    #[cfg(unix)]
    {
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&out, &link).unwrap();
        let error = Stage::new(&link, None).unwrap_err();
        assert!(matches!(error, EmitError::Symlink(_)));
    }
    assert!(out.join("thesis.odt").exists());
}

#[test]
fn git_working_tree_is_refused() {
    let (_dir, out) = built(SITE);
    fs::create_dir(out.join(".git")).unwrap();
    let error = Stage::new(&out, None).unwrap_err();
    assert!(matches!(error, EmitError::Repository(_)));
}

#[test]
fn many_threads_write() {
    let (_dir, out) = built(&[("p7/index.html", "page 7")]);
    let stage = Stage::new(&out, None).unwrap();
    (0..500).into_par_iter().for_each(|n| {
        let name = path(&format!("p{}/q{}/index.html", n % 7, n));
        stage.write(&name, None, format!("page {n}").as_bytes()).unwrap();
    });
    stage.write(&path("p7/index.html"), None, b"page 7").unwrap();
    let done = stage.commit().unwrap();
    assert_eq!((done.files, done.unchanged), (501, 1));
    assert_eq!(fs::read(out.join("p2/q499/index.html")).unwrap(), b"page 499");
}

#[test]
fn one_path_is_written_once() {
    let (_dir, out) = built(SITE);
    let stage = stage(&out, &[("index.html", "home"), ("new.html", "new")]);
    // Of the old tree and new, each with the same and with other bytes.
    for (name, body) in [("index.html", "home"), ("index.html", "other"), ("new.html", "new"), ("new.html", "other")] {
        let error = stage.write(&path(name), None, body.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert!(error.to_string().contains(name), "{error}");
    }
    stage.write(&path(MANIFEST), None, b"{}").unwrap_err();

    let memory = Memory::new();
    memory.write(&path("a"), None, b"1").unwrap();
    memory.write(&path("a"), None, b"2").unwrap_err();
    assert_eq!(&*memory.into_files()["a"], b"1");
}

#[test]
fn copies_are_compared_too() {
    let dir = tempfile::tempdir().unwrap();
    let (source, out) = (dir.path().join("photo.jpg"), dir.path().join("public"));
    let copy = |body: &str| {
        fs::write(&source, body).unwrap();
        let stage = Stage::new(&out, None).unwrap();
        stage.copy(&path("m/photo.jpg"), &source).unwrap();
        stage.commit().unwrap()
    };
    assert_eq!(copy("photo 1").changed, 1);
    assert_eq!(copy("photo 1").changed, 0);
    assert_eq!(copy("photo 2").changed, 1);
    assert_eq!(fs::read(out.join("m/photo.jpg")).unwrap(), b"photo 2");

    let gone = dir.path().join("gone.jpg");
    Discard.copy(&path("gone.jpg"), &gone).unwrap_err();
    Memory::new().copy(&path("gone.jpg"), &gone).unwrap_err();
}

#[test]
fn leftovers_of_dead_builds_are_swept_and_no_others() {
    let (dir, out) = built(SITE);
    let left = dir.path().join(".public.polku-4000000-0");
    fs::create_dir_all(left.join("et")).unwrap();
    let kept = [".public.polku-notes", ".publications.polku-1-1", "public.polku-1-1"];
    for name in kept {
        fs::create_dir(dir.path().join(name)).unwrap();
    }
    let running = stage(&out, &[("index.html", "a build that still runs")]);
    drop(Stage::new(&out, None).unwrap());
    assert!(!left.exists());
    for name in kept {
        assert!(dir.path().join(name).exists(), "{name}");
    }
    assert_eq!(running.commit().unwrap().files, 1);
}

#[test]
fn the_later_of_two_builds_does_not_mix_trees() {
    let (dir, out) = built(SITE);
    let slow = stage(&out, SITE);
    slow.write(&path("slow.html"), None, b"slow").unwrap();
    build(&out, &[("index.html", "quick")]);
    let before = tree(&out);
    assert!(matches!(slow.commit(), Err(EmitError::Raced(_))));
    assert_eq!(tree(&out), before);
    assert!(beside(&dir).is_empty());
}

#[test]
fn exchange_in_two_steps_puts_the_old_tree_back_when_it_fails() {
    let (dir, out) = built(SITE);
    let before = tree(&out);
    let missing = dir.path().join(".public.polku-1-1");
    let error = place::in_two_steps(&missing, &out).unwrap_err();
    assert!(matches!(error, EmitError::Swap { .. }));
    assert_eq!(tree(&out), before);

    fs::create_dir(&missing).unwrap();
    fs::write(missing.join("index.html"), "new").unwrap();
    place::in_two_steps(&missing, &out).unwrap();
    assert_eq!(fs::read(out.join("index.html")).unwrap(), b"new");
    assert_eq!(tree(&missing), before, "the old tree is where the new one was");
}

#[test]
fn old_tree_comes_back_after_a_crash_between_the_two_steps() {
    let (dir, out) = built(SITE);
    let before = tree(&out);
    fs::rename(&out, dir.path().join(".public.polku-old-4000000-3")).unwrap();
    fs::create_dir(dir.path().join(".public.polku-4000000-2")).unwrap();
    drop(Stage::new(&out, None).unwrap());
    assert_eq!(tree(&out), before);
    assert!(beside(&dir).is_empty());
}
