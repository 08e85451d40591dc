//! Digests of bytes: by them the program tells whether something is as it was.
//!
//! In: bytes, whole or piece by piece. Out: 128 bits that are the same on every machine, by XXH3-128
//! (<https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>).
//!
//! Two different contents have the same digest by chance once in 2^128. The function is no cryptographic one: whoever
//! may write a site's sources needs no collision to have its pages say something else. What a browser has to check
//! ([subresource integrity](https://www.w3.org/TR/SRI/)) is hashed by SHA-384 instead.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use twox_hash::XxHash3_128;

/// Bytes of a digest.
pub const LEN: usize = 16;

/// A digest of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; LEN]);

impl Digest {
    /// Of bytes that are there in one piece.
    pub fn of(bytes: &[u8]) -> Self {
        Self(XxHash3_128::oneshot(bytes).to_be_bytes())
    }

    /// The digest's bytes.
    pub fn as_bytes(&self) -> &[u8; LEN] {
        &self.0
    }
}

impl From<[u8; LEN]> for Digest {
    /// A digest that was kept.
    fn from(bytes: [u8; LEN]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        let number = (text.len() == 2 * LEN).then(|| u128::from_str_radix(&text, 16).ok()).flatten();
        number.map(|number| Self(number.to_be_bytes())).ok_or_else(|| serde::de::Error::custom("not a digest"))
    }
}

/// Gathers a digest of bytes that come in pieces. Where the pieces end does not count.
pub struct Digester(XxHash3_128);

impl Digester {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self(XxHash3_128::new())
    }

    /// Adds a piece.
    pub fn update(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.write(bytes);
        self
    }

    /// Of all that was added.
    pub fn finish(&self) -> Digest {
        Digest(self.0.finish_128().to_be_bytes())
    }
}

impl Default for Digester {
    fn default() -> Self {
        Self::new()
    }
}
