use super::*;

#[test]
fn what_was_kept_is_there_until_it_is_damaged() {
    let site = tempfile::tempdir().unwrap();
    let cache = Cache::of_site(site.path());
    assert_eq!(cache.load("texts"), None);
    cache.store("texts", b"one");
    cache.store("texts", b"two");
    assert_eq!(cache.load("texts").as_deref(), Some(&b"two"[..]));
    assert_eq!(cache.load("other"), None);
    let file = site.path().join(".polku/cache/texts");
    let whole = fs::read(&file).unwrap();
    for cut in [0, 1, crate::digest::LEN - 1, crate::digest::LEN, whole.len() - 1] {
        fs::write(&file, &whole[..cut]).unwrap();
        assert_eq!(cache.load("texts"), None, "cut at {cut}");
    }
    fs::write(site.path().join(".polku/cache/other"), &whole).unwrap();
    assert_eq!(cache.load("other"), None, "under another name");
}

#[test]
fn the_oldest_files_go() {
    let site = tempfile::tempdir().unwrap();
    let cache = Cache::of_site(site.path());
    for n in 0..=MAX_FILES {
        cache.store(&format!("n{n}"), b"bytes");
        let file = fs::File::options().write(true).open(cache.path(&format!("n{n}"))).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(n as u64)).unwrap();
    }
    cache.store("last", b"bytes");
    let left = fs::read_dir(&cache.folder).unwrap().count();
    assert_eq!(left, MAX_FILES);
    assert!(cache.load("n0").is_none() && cache.load("last").is_some());
}

#[test]
fn what_a_dead_process_left_goes_and_what_a_living_one_writes_stays() {
    let site = tempfile::tempdir().unwrap();
    let cache = Cache::of_site(site.path());
    cache.store("texts", b"one");
    let (dead, living) = (cache.path(".texts.1-0"), cache.path(".texts.1-1"));
    fs::write(&dead, "cut o").unwrap();
    fs::write(&living, "hal").unwrap();
    let writing = fs::File::options().append(true).open(&living).unwrap();
    writing.lock().unwrap();
    cache.store("texts", b"two");
    assert!(!dead.exists() && living.exists());
    drop(writing);
    cache.store("texts", b"three");
    assert!(!living.exists());
    assert_eq!(cache.load("texts").as_deref(), Some(&b"three"[..]));
}

#[test]
fn writers_at_once_do_not_take_each_other_for_dead() {
    let site = tempfile::tempdir().unwrap();
    let cache = Cache::of_site(site.path());
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let cache = &cache;
            scope.spawn(move || {
                for n in 0..200 {
                    cache.write(&format!("n{writer}"), format!("{n}").as_bytes()).unwrap();
                }
            });
        }
    });
    for writer in 0..4 {
        assert_eq!(cache.load(&format!("n{writer}")).as_deref(), Some(&b"199"[..]));
    }
    assert_eq!(fs::read_dir(&cache.folder).unwrap().count(), 4);
}

#[test]
fn a_place_that_cannot_be_written_to_is_an_empty_cache() {
    let site = tempfile::tempdir().unwrap();
    fs::write(site.path().join(FOLDER), "a file").unwrap();
    let cache = Cache::of_site(site.path());
    cache.store("texts", b"one");
    assert_eq!(cache.load("texts"), None);
}
