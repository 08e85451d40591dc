//! What templates are shown, and what the key of an output is made from: the same fields.
//!
//! In: structs declared by [`view!`]. Out: values for the templates, and the digests of a [`Key`].
//!
//! Invariant: what `value` depends on, `feed` feeds. The macro makes both from one list of fields, so that nothing
//! can be shown and be forgotten in the key.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use tera::Value;

use crate::digest::{Digest, Digester};

/// Something that templates are shown.
pub(super) trait Show {
    /// As templates have it.
    fn value(&self) -> Value;
    /// Adds all that [`Show::value`] depends on.
    fn feed(&self, feed: &mut Feed);
}

/// Declares a struct whose fields templates read by their names.
macro_rules! view {
    ($(#[$doc:meta])* $visibility:vis struct $name:ident<$life:lifetime> { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        $visibility struct $name<$life> { $($(#[$field_doc])* $field: $type,)* }

        impl $crate::render::show::Show for $name<'_> {
            fn value(&self) -> tera::Value {
                $crate::render::show::Fields([$((stringify!($field), $crate::render::show::Show::value(&self.$field))),*]).value()
            }

            fn feed(&self, feed: &mut $crate::render::show::Feed) {
                $($crate::render::show::Show::feed(&self.$field, feed);)*
            }
        }
    };
}
pub(super) use view;

/// Names and values, to become one value.
pub(super) struct Fields<const N: usize>(pub(super) [(&'static str, Value); N]);

impl<const N: usize> Fields<N> {
    /// The value. Tera copies a table that it is given into one of its own; of what is serialised it makes a single one,
    /// and takes the values inside as they are.
    pub(super) fn value(&self) -> Value {
        Value::from_serializable(self)
    }
}

impl<const N: usize> Serialize for Fields<N> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut table = to.serialize_struct("", N)?;
        for (name, value) in &self.0 {
            table.serialize_field(name, value)?;
        }
        table.end()
    }
}

/// Of what an output is made, from the widest to the nearest. Their order is that of the digests in a [`Key`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// This version, the theme, the settings and what all pages of a language show.
    Theme,
    /// The page's own text.
    Text,
    /// What the text shows of other pages and files: addresses, titles, ids, sizes.
    Links,
    /// The sentences of other pages that link to it.
    Backlinks,
    /// What stands around the text: lists, path, neighbours, translations.
    Around,
}

/// How many parts there are.
const PARTS: usize = 5;

/// Bytes of a part's digest in a key. Two different contents have the same one by chance once in 2^64.
const DIGEST: usize = 8;

/// Bytes that most parts need at most.
const FEED: usize = 1024;

/// Gathers what an output is made from.
pub(super) struct Feed {
    parts: [Vec<u8>; PARTS],
    current: usize,
}

impl Feed {
    /// An empty one that adds to `part`.
    pub(super) fn new(part: Part) -> Self {
        Self { parts: std::array::from_fn(|_| Vec::with_capacity(FEED)), current: part as usize }
    }

    /// Adds bytes, set apart from what comes before and after.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let part = &mut self.parts[self.current];
        part.extend((bytes.len() as u64).to_le_bytes());
        part.extend(bytes);
    }

    fn byte(&mut self, byte: u8) {
        self.parts[self.current].push(byte);
    }

    /// Adds to another part for a while.
    pub(super) fn within(&mut self, part: Part, add: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.current, part as usize);
        add(self);
        self.current = before;
    }

    /// One digest of all parts.
    pub(super) fn digest(&self) -> Digest {
        let mut hasher = Digester::new();
        for part in &self.parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.finish()
    }

    /// A digest of each part.
    pub(super) fn key(&self) -> Key {
        let mut key = [0; PARTS * DIGEST];
        for (part, digest) in self.parts.iter().zip(key.chunks_exact_mut(DIGEST)) {
            let hash = Digest::of(part);
            digest.copy_from_slice(&hash.as_bytes()[..DIGEST]);
        }
        Key(key)
    }
}

/// What an output was made from: equal keys, equal bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Key([u8; PARTS * DIGEST]);

/// Why an output is made again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// There was none, or it was touched.
    New,
    /// Another version, theme, or setting, or something that all pages of the language show.
    Theme,
    /// Its own text.
    Text,
    /// What it links to.
    Links,
    /// What links to it.
    Backlinks,
    /// The lists and neighbours around it.
    Around,
}

impl Reason {
    /// In a few words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "it was not there, or not as it was written",
            Self::Theme => "the theme, the settings, or what all pages of its language show changed",
            Self::Text => "its text changed",
            Self::Links => "the address, title or size of something it shows changed",
            Self::Backlinks => "what links to it changed",
            Self::Around => "its lists, neighbours, translations or place changed",
        }
    }
}

impl Key {
    /// As it is kept.
    pub(super) fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Why an output with this key is made, where there was one made from `old`; `None` if it need not be.
    pub(super) fn reason(self, old: Option<&str>) -> Option<Reason> {
        let Some(old) = old.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok()) else { return Some(Reason::New) };
        if old.len() != self.0.len() {
            return Some(Reason::New);
        }
        let changed = self.0.chunks_exact(DIGEST).zip(old.chunks_exact(DIGEST)).position(|(new, old)| new != old)?;
        Some([Reason::Theme, Reason::Text, Reason::Links, Reason::Backlinks, Reason::Around][changed])
    }
}

/// HTML: put into a page as it is.
pub(super) struct Html(pub(super) String);

impl Show for Html {
    fn value(&self) -> Value {
        Value::safe_string(&self.0)
    }

    fn feed(&self, feed: &mut Feed) {
        feed.bytes(self.0.as_bytes());
    }
}

impl Show for &str {
    fn value(&self) -> Value {
        Value::normal_string(self)
    }

    fn feed(&self, feed: &mut Feed) {
        feed.bytes(self.as_bytes());
    }
}

impl Show for String {
    fn value(&self) -> Value {
        Value::normal_string(self)
    }

    fn feed(&self, feed: &mut Feed) {
        feed.bytes(self.as_bytes());
    }
}

impl Show for Cow<'_, str> {
    fn value(&self) -> Value {
        Value::normal_string(self)
    }

    fn feed(&self, feed: &mut Feed) {
        feed.bytes(self.as_bytes());
    }
}

impl Show for bool {
    fn value(&self) -> Value {
        Value::from(*self)
    }

    fn feed(&self, feed: &mut Feed) {
        feed.byte(u8::from(*self));
    }
}

impl Show for u64 {
    fn value(&self) -> Value {
        Value::from(*self)
    }

    fn feed(&self, feed: &mut Feed) {
        feed.bytes(&self.to_le_bytes());
    }
}

impl<T: Show> Show for Option<T> {
    fn value(&self) -> Value {
        self.as_ref().map_or_else(Value::none, Show::value)
    }

    fn feed(&self, feed: &mut Feed) {
        feed.byte(u8::from(self.is_some()));
        if let Some(some) = self {
            some.feed(feed);
        }
    }
}

impl<T: Show> Show for Vec<T> {
    fn value(&self) -> Value {
        Value::from(self.iter().map(Show::value).collect::<Vec<_>>())
    }

    fn feed(&self, feed: &mut Feed) {
        feed.bytes(&(self.len() as u64).to_le_bytes());
        for item in self {
            item.feed(feed);
        }
    }
}

/// Something that many pages show: its value and its digest are made once.
pub(super) struct Once {
    value: Value,
    digest: Digest,
}

impl Once {
    pub(super) fn new(show: &impl Show) -> Self {
        let mut feed = Feed::new(Part::Theme);
        show.feed(&mut feed);
        Self { value: show.value(), digest: feed.digest() }
    }
}

impl Show for &Once {
    fn value(&self) -> Value {
        self.value.clone()
    }

    fn feed(&self, feed: &mut Feed) {
        feed.bytes(self.digest.as_bytes());
    }
}
