//! Files → a ZIP archive (PKWARE's APPNOTE 6.3.3): the same bytes for the same files.

use std::io::{self, Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// An archive that is being made.
pub struct Archive(ZipWriter<Cursor<Vec<u8>>>);

impl Archive {
    /// An empty one.
    pub fn new() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }

    /// Adds a file, compressed.
    ///
    /// # Errors
    /// When a file of this name is in it.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.entry(path, bytes, CompressionMethod::Deflated)
    }

    /// Adds a file as it is.
    ///
    /// # Errors
    /// As [`Archive::add`].
    pub fn add_stored(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.entry(path, bytes, CompressionMethod::Stored)
    }

    fn entry(&mut self, path: &str, bytes: &[u8], method: CompressionMethod) -> io::Result<()> {
        // No time of a clock: the first that the format knows.
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.0.start_file(path, options)?;
        self.0.write_all(bytes)
    }

    /// Its bytes.
    ///
    /// # Errors
    /// When it is larger than the format allows.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        Ok(self.0.finish()?.into_inner())
    }
}

impl Default for Archive {
    fn default() -> Self {
        Self::new()
    }
}
