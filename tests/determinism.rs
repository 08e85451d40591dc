//! The same input gives the same bytes, on one thread and on many.

mod support;

use std::collections::BTreeMap;

use polku::pipeline::Options;
use support::{build, own_site};

fn on_threads(n: usize) -> (BTreeMap<String, String>, usize) {
    let files = own_site();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    let built = pool.install(|| build(&files, &Options::default()));
    (built.files, built.diagnostics.len())
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let (one, findings) = on_threads(1);
    assert!(one.len() > 100, "the site has over a hundred files");
    for n in [2, 7] {
        let (many, more) = on_threads(n);
        assert_eq!(findings, more);
        assert_eq!(one.keys().collect::<Vec<_>>(), many.keys().collect::<Vec<_>>());
        for (path, bytes) in &one {
            assert!(many[path] == *bytes, "{path} differs between 1 and {n} threads");
        }
    }
}
