//! Images of which a translation has a copy of its own: was it made from the original's image as it is?
//!
//! An image is known by its bytes. A fact of the page's ledger ties those of the translation's copy to those of the original's.

use super::align::State;
use super::ledger::{ImageFact, Ledger};
use crate::diag::{Code, Diagnostic, Diags, Severity};
use crate::parse::{Document, Hash40};

/// An image of a translation, and the original's that it stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalImage {
    /// Its place among the translation's images.
    pub media: usize,
    /// The bytes of both.
    pub fact: ImageFact,
    /// How the two stand: fresh, changed ([`State::Wording`]) or never said to be checked.
    pub state: State,
}

impl LocalImage {
    /// What the ledger says of an image.
    pub fn new(media: usize, path: &str, (origin, own): (Hash40, Hash40), ledger: &Ledger) -> Self {
        let fact = ImageFact { path: path.into(), origin, own };
        let facts = || ledger.images().iter().filter(|known| *known.path == *path);
        let state = if facts().any(|known| known.origin == origin) {
            // It was made for this one, even if it was worked on since.
            State::Fresh
        } else if facts().any(|known| known.own == own) {
            State::Wording
        } else {
            State::Unrecorded
        };
        Self { media, fact, state }
    }
}

/// What is to be said of images whose originals changed.
pub fn stale_images(document: &Document, key: &str, tag: &str, images: &[LocalImage], severity: Severity) -> Diags {
    let stale = images.iter().filter(|image| image.state.is_outdated());
    stale
        .map(|image| {
            let mut diagnostic = Diagnostic::new(
                Code::StaleTranslation,
                "the original of this image changed since this copy was made",
                format!("make the copy anew, then `polku translate done {key} --to {tag}`; if it holds as it is, name it with `--unchanged`"),
            )
            .at(&document.file, document.head.media[image.media].span.clone());
            diagnostic.severity = severity;
            diagnostic
        })
        .collect()
}
