//! Publications that are killed: whoever reads meanwhile meets whole pages, and the next publication ends as if nothing had been.

use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::places::{Place, Places};
use crate::{Site, assert_same};

/// Pages beside the three.
const PAGES: usize = 30;
/// Between two pages.
const PAUSE: Duration = Duration::from_millis(3);
/// How often each publication is killed.
const KILLS: u32 = 10;

impl Site {
    /// One of two versions of all pages and of the style.
    fn version(&self, odd: bool) {
        let (word, colour) = if odd { ("Teine", "green") } else { ("Esimene", "red") };
        self.style(colour);
        for n in 0..PAGES {
            self.write(&format!("content/et/leht-{n}.md"), &format!("# Leht {n}\n\n{word}.\n\n[Samm](samm.md)\n"));
        }
        let only = if odd { "content/et/ainult.md" } else { "content/et/enne.md" };
        let other = if odd { "content/et/enne.md" } else { "content/et/ainult.md" };
        let _ = std::fs::remove_file(self.root().join(other));
        self.write(only, "# Ainult\n");
    }
}

/// A reader who takes pages and then what they need, until told to stop. Gives what was missing.
fn crawl(place: &Place, stop: &AtomicBool) -> (usize, Vec<String>) {
    let (mut read, mut missing) = (0, Vec::new());
    let mut n = 0;
    while !stop.load(Ordering::Relaxed) {
        thread::sleep(PAUSE);
        n = (n + 7) % PAGES;
        let path = format!("et/leht-{n}/index.html");
        // While one folder takes the place of another there may be neither, where a system cannot do both at once.
        let Some(page) = place.get(&path) else {
            missing.push(path);
            continue;
        };
        let page = String::from_utf8(page).unwrap();
        read += 1;
        if !page.trim_end().ends_with("</html>") {
            missing.push(format!("the end of {path}"));
        }
        for part in page.split("\"/training/assets/").skip(1) {
            let asset = format!("assets/{}", part.split('"').next().unwrap());
            if place.get(&asset).is_none() {
                missing.push(format!("{asset} of {path}"));
            }
        }
    }
    (read, missing)
}

/// Ends the reader, however the test ends.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Another number each time.
fn noise() -> u32 {
    SystemTime::UNIX_EPOCH.elapsed().unwrap().subsec_micros()
}

/// Kills publications to a place; `calm` is one of the same kind, where nobody disturbs.
fn ends_as_if_it_had_not_been(place: &Place, calm: &Place) {
    let (site, undisturbed) = (Site::new(place), Site::new(calm));
    for site in [&site, &undisturbed] {
        site.version(false);
    }
    site.published(place);
    let start = Instant::now();
    undisturbed.published(calm);
    let whole = start.elapsed();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| crawl(place, &stop));
        let _end = End(&stop);
        for kill in 0..KILLS {
            let odd = kill % 2 == 0;
            site.version(odd);
            undisturbed.version(odd);
            let mut child = site.command(place, &["-q"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            // Somewhere in the second half: before it, the site is built.
            thread::sleep(whole * (400 + noise() % 600) / 1000);
            let _ = child.kill();
            child.wait().unwrap();
            // rsync itself may go on for a moment.
            thread::sleep(Duration::from_millis(300));
            site.published(place);
            undisturbed.published(calm);
            assert_same(&place.tree(), &calm.tree(), place);
        }
        stop.store(true, Ordering::Relaxed);
        let (read, missing) = reader.join().unwrap();
        assert!(read > 0, "{place:?}: nothing was read");
        assert_eq!(missing, Vec::<String>::new(), "{place:?}");
    });
}

/// The places of one kind, of which there are two.
fn killed(wanted: &str) {
    let places = Places::start();
    let of_kind = || places.all().into_iter().find(|place| format!("{place:?}") == wanted);
    if let (Some(place), Some(calm)) = (of_kind(), of_kind()) {
        ends_as_if_it_had_not_been(&place, &calm);
    }
}

#[test]
fn a_publication_to_a_folder_that_was_killed_ends_as_if_it_had_not_been() {
    killed("Folder");
}

#[test]
fn a_publication_to_a_branch_that_was_killed_ends_as_if_it_had_not_been() {
    killed("Git");
}

#[test]
fn a_publication_by_rsync_that_was_killed_ends_as_if_it_had_not_been() {
    killed("RsyncOverSsh");
}

#[test]
fn a_publication_to_a_store_that_was_killed_ends_as_if_it_had_not_been() {
    killed("S3");
}
