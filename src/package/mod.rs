//! `polku export` for those who teach with other programs: a site's questions and terms → their files.
//!
//! Names are the site's own and the same in every language: what is imported again takes the place of what was there.

mod anki;
pub mod archive;
pub mod epub;
mod moodle;
pub mod portable;
pub mod scorm;
pub mod select;

pub use anki::anki;
pub use moodle::moodle_xml;

/// A text as XML may have it: without the characters that it does not allow (XML 1.0, 2.2).
fn allowed(text: &str) -> std::borrow::Cow<'_, str> {
    let fine = |c: char| !matches!(c, '\u{fffe}' | '\u{ffff}') && (c >= ' ' || matches!(c, '\t' | '\n' | '\r'));
    if text.chars().all(fine) { text.into() } else { text.chars().filter(|c| fine(*c)).collect::<String>().into() }
}
