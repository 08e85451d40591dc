//! Newtypes for the things the pipeline names, and how names are written in addresses.
//!
//! Invariant: the numeric ids are positions in a table of one build. They are never stored and never hashed; what
//! outlives a build is a [`Key`] or a [`SrcPath`].

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A path below the site's root, with forward slashes and without `.` or `..`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SrcPath(Arc<str>);

impl SrcPath {
    /// Takes a path that is already relative and normalized.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Everything before the last slash; empty at the root.
    pub fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(parent, _)| parent)
    }
}

impl fmt::Debug for SrcPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for SrcPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for SrcPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// A page's permanent, language-neutral name: its path below the language folder without `.md`, in NFC.
/// A section's page has the section's key; the home page's is `index`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Arc<str>);

impl Key {
    /// The key of every language's home page.
    pub const HOME: &'static str = "index";

    /// Takes a key that is already normalized.
    pub fn new(key: impl Into<Arc<str>>) -> Self {
        Self(key.into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part of the key.
    pub fn last(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The key of the folder the page lies in; `None` for pages right under the language folder.
    pub fn folder(&self) -> Option<&str> {
        self.0.rsplit_once('/').map(|(folder, _)| folder)
    }

    /// Whether this is the home page's key.
    pub fn is_home(&self) -> bool {
        &*self.0 == Self::HOME
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(u32);

        impl $name {
            /// The id of the entry at `index` of its table.
            pub fn new(index: usize) -> Self {
                // Tables hold one entry a file or a page; memory ends long before four thousand million of them.
                Self(index as u32)
            }

            /// The position in its table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index!(
    /// A language of the site, by its position in the settings.
    LangId
);
index!(
    /// A page of the built site, fallback pages and generated ones included.
    PageId
);
index!(
    /// A parsed source file.
    DocId
);
index!(
    /// The pages that share a key: an original and its translations.
    GroupId
);
index!(
    /// A file that is copied as it is.
    AssetId
);

/// What an address must not hold as it is (RFC 3986, 2), and what HTML could trip over.
const URL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What a path must not hold besides, as it would end there (RFC 3986, 3.3).
const PATH: &AsciiSet = &URL.add(b'#').add(b'%').add(b'?');

/// Percent-encodes a path.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// A text in the normal form that names are compared in (UAX #15, NFC).
pub(crate) fn nfc(text: &str) -> String {
    in_nfc(text).into_owned()
}

/// The same, without a copy where it is in that form already.
pub(crate) fn in_nfc(text: &str) -> Cow<'_, str> {
    // Characters below U+0300 are: in UTF-8, all that begin with a byte below 0xCC.
    let highest = text.bytes().fold(0, |highest, byte| highest.max(byte));
    if highest < 0xcc || is_nfc(text) { text.into() } else { text.nfc().collect() }
}

/// Percent-encodes a path, piece by piece.
pub(crate) fn encoded_path(path: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(path, PATH)
}

/// Percent-encodes what an address must not hold as it is; what is encoded already stays as it is.
pub fn encode_url(url: &str) -> String {
    utf8_percent_encode(url, URL).to_string()
}
