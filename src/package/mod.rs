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
