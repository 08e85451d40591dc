//! The HTML that is written, with its holes.

use super::super::Hole;

/// HTML and its holes.
#[derive(Debug, Default)]
pub(super) struct Out {
    pub(super) html: String,
    pub(super) holes: Vec<(usize, Hole)>,
}

impl Out {
    pub(super) fn hole(&mut self, hole: Hole) {
        self.holes.push((self.html.len(), hole));
    }

    pub(super) fn fresh_line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    pub(super) fn append(&mut self, other: Out) {
        let shift = self.html.len();
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.into_iter().map(|(at, hole)| (at + shift, hole)));
    }
}

/// Escapes text between tags.
pub(crate) fn escape_text(text: &str, out: &mut String) {
    let mut last = 0;
    for (i, b) in text.bytes().enumerate() {
        let entity = match b {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[last..i]);
        out.push_str(entity);
        last = i + 1;
    }
    out.push_str(&text[last..]);
}
