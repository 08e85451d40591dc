//! Compressed copies beside files of text, for servers that hand them out as they are: `.gz` (RFC 1952) and `.br` (RFC 7932).
//!
//! In: outputs. Out: the same and their copies, to another sink. A copy is made once for each content.

use std::io::{self, Write};
use std::path::Path;

use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
use flate2::write::GzEncoder;

use super::{OutPath, Sink};
use crate::delivery;
use crate::digest::Digest;

/// What compresses, with its version here: what an earlier one made is made anew.
const KEY: &str = "compressed-1";

/// How hard Brotli tries, of 11: beyond it, files of this size become 3 % smaller for four times the time.
const BROTLI_QUALITY: i32 = 9;

/// How far back Brotli looks, as a power of two: more than any page has.
const BROTLI_WINDOW: i32 = 22;

/// Hands everything on to another sink, and compressed copies of texts too.
pub struct Compress<'a> {
    sink: &'a dyn Sink,
    active: bool,
}

/// A kind of copy.
#[derive(Clone, Copy)]
enum Coding {
    Gzip,
    Brotli,
}

const CODINGS: [Coding; 2] = [Coding::Gzip, Coding::Brotli];

impl Coding {
    fn of(self, path: &OutPath) -> Option<OutPath> {
        let end = match self {
            Self::Gzip => "gz",
            Self::Brotli => "br",
        };
        OutPath::new(&format!("{path}.{end}")).ok()
    }

    fn compress(self, body: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
                encoder.write_all(body)?;
                encoder.finish()
            }
            Self::Brotli => {
                let mut out = Vec::new();
                let parameters = BrotliEncoderParams {
                    quality: BROTLI_QUALITY,
                    lgwin: BROTLI_WINDOW,
                    mode: BrotliEncoderMode::BROTLI_MODE_TEXT,
                    size_hint: body.len(),
                    ..BrotliEncoderParams::default()
                };
                brotli::BrotliCompress(&mut &body[..], &mut out, &parameters)?;
                Ok(out)
            }
        }
    }
}

impl<'a> Compress<'a> {
    /// Not `active`, it only hands on.
    pub fn new(sink: &'a dyn Sink, active: bool) -> Self {
        Self { sink, active }
    }

    fn copies(&self, path: &OutPath) -> Vec<(Coding, OutPath)> {
        if !self.active || !delivery::is_text(path.as_str()) {
            return Vec::new();
        }
        CODINGS.into_iter().filter_map(|coding| Some((coding, coding.of(path)?))).collect()
    }

    fn write_copies(&self, path: &OutPath, body: &[u8]) -> io::Result<()> {
        let copies = self.copies(path);
        if copies.is_empty() {
            return Ok(());
        }
        let key = format!("{KEY} {}", Digest::of(body));
        for (coding, copy) in copies {
            if self.sink.earlier(&copy) == Some(key.as_str()) {
                self.sink.keep(&copy)?;
            } else {
                self.sink.write(&copy, Some(&key), &coding.compress(body)?)?;
            }
        }
        Ok(())
    }
}

impl Sink for Compress<'_> {
    fn has_earlier(&self) -> bool {
        self.sink.has_earlier()
    }

    fn earlier(&self, path: &OutPath) -> Option<&str> {
        // What has no copies yet is made again, for them.
        let has = |(_, copy): &(Coding, OutPath)| self.sink.earlier(copy).is_some_and(|key| key.starts_with(KEY));
        self.sink.earlier(path).filter(|_| self.copies(path).iter().all(has))
    }

    fn keep(&self, path: &OutPath) -> io::Result<()> {
        self.sink.keep(path)?;
        self.copies(path).iter().try_for_each(|(_, copy)| self.sink.keep(copy))
    }

    fn written(&self) -> Vec<(String, Digest, u64)> {
        // Nobody asks for a copy by its name.
        let is_copy = |path: &str| {
            let file = path.strip_suffix(".gz").or_else(|| path.strip_suffix(".br"));
            self.active && file.is_some_and(delivery::is_text)
        };
        self.sink.written().into_iter().filter(|(path, ..)| !is_copy(path)).collect()
    }

    fn write(&self, path: &OutPath, key: Option<&str>, body: &[u8]) -> io::Result<()> {
        self.sink.write(path, key, body)?;
        self.write_copies(path, body)
    }

    fn copy(&self, path: &OutPath, from: &Path) -> io::Result<()> {
        self.sink.copy(path, from)?;
        if self.copies(path).is_empty() {
            return Ok(());
        }
        self.write_copies(path, &std::fs::read(from)?)
    }
}
