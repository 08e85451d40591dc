//! Gettext PO files: the format in which translators' tools take and give back texts.
//!
//! In: the bytes of a file, or a [`Catalog`]. Out: the catalog and all that is wrong with the file, or the file's text.
//! Rules: [The Format of PO Files](https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html) of the GNU
//! gettext manual. Where it leaves a choice, files are written as `msgcat --no-wrap` writes them.
//!
//! Invariants:
//! - Reading takes any bytes, in time linear to their number. An entry that cannot be read is reported and left out, and
//!   the rest holds. A file in another charset is left out as a whole: better nothing than garbage.
//! - What was written reads as it was, without problems, and is written as the same bytes again.
//! - Not kept: plural forms and domains (reported), flags and references of the header, and where long strings were
//!   wrapped.

use std::ops::Range;

use lexis::{escaped, isolated, one_line};
use read::Reader;

mod lexis;
mod read;

/// A PO file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    /// Translator's comments above the header (lines without `# `).
    pub comments: Vec<String>,
    /// The header's fields in their order (`Content-Type`, `Language`, …). Unknown ones are kept.
    pub header: Vec<(String, String)>,
    /// The messages in use, in the order of the file.
    pub messages: Vec<Message>,
    /// The messages that are no longer in use: `#~`.
    pub obsolete: Vec<Message>,
}

/// A text and its translation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The translator's comments: `# …`, one per line.
    pub comments: Vec<String>,
    /// Comments for the translator: `#. …`, one per line.
    pub extracted: Vec<String>,
    /// Where the text is from: `#: …`, one per place. White space is part of an entry, a line end is not.
    pub references: Vec<String>,
    /// `#, …`: words without commas.
    pub flags: Vec<String>,
    /// `#| msgctxt`: the context that the translation was made for.
    pub previous_context: Option<String>,
    /// `#| msgid`: the text that the translation was made for.
    pub previous_id: Option<String>,
    /// `msgctxt`: tells apart messages with the same text. An empty one is another than none.
    pub context: Option<String>,
    /// `msgid`: the text to translate.
    pub id: String,
    /// `msgstr`: the translation; empty where there is none.
    pub text: String,
    /// Bytes of the entry in the file that was read; empty for one that was not read.
    pub span: Range<usize>,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Of what kind it is.
    pub kind: ProblemKind,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Where, in bytes of the file.
    pub span: Range<usize>,
}

/// Kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file is not in UTF-8: nothing of it was read.
    Charset,
    /// The header is missing, or a part of it.
    Header,
    /// A message is there twice: the first one holds.
    Duplicate,
    /// Something that cannot be read: its entry was left out.
    Syntax,
}

impl Message {
    /// Whether the translation waits for somebody to check it.
    pub fn is_fuzzy(&self) -> bool {
        self.flags.iter().any(|flag| flag == "fuzzy")
    }

    /// Whether this is how a file's header is written.
    fn is_header(&self) -> bool {
        self.context.is_none() && self.id.is_empty()
    }

    fn write(&self, out: &mut String, obsolete: bool) {
        let (mark, previous) = if obsolete { ("#~ ", "#~| ") } else { ("", "#| ") };
        write_comments(out, "#", &self.comments);
        write_comments(out, "#.", &self.extracted);
        let references: Vec<String> = self.references.iter().map(|reference| isolated(reference)).collect();
        for (start, list) in [("#: ", references.join(" ")), ("#, ", one_line(&self.flags.join(", ")))] {
            if !list.is_empty() {
                out.extend([start, &list, "\n"]);
            }
        }
        let fields = [
            (previous, "msgctxt", self.previous_context.as_ref()),
            (previous, "msgid", self.previous_id.as_ref()),
            (mark, "msgctxt", self.context.as_ref()),
            (mark, "msgid", Some(&self.id)),
            (mark, "msgstr", Some(&self.text)),
        ];
        for (mark, keyword, text) in fields {
            if let Some(text) = text {
                write_field(out, mark, keyword, text);
            }
        }
    }
}

impl Catalog {
    /// The value of a header's field, without white space around it. Names are the same in any case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.header.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// Reads a file. What is understood is returned with everything that is wrong, in the order of the file.
    pub fn parse(bytes: &[u8]) -> (Self, Vec<Problem>) {
        Reader::read(bytes)
    }

    /// The file's text.
    ///
    /// The header is written as it is: its `Content-Type` has to name UTF-8. A message in use without context and text
    /// would be a second header, and is left out. Where a line end has no place (in a
    /// comment, reference, flag or header's field) it becomes a space;
    /// of references, U+2068 and U+2069 are left out.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        write_comments(&mut out, "#", &self.comments);
        write_field(&mut out, "", "msgid", "");
        write_field(&mut out, "", "msgstr", "");
        for (name, value) in &self.header {
            let field = format!("{}: {}", one_line(name), one_line(value));
            out.extend(["\"", &escaped(&field), "\\n\"\n"]);
        }
        for message in self.messages.iter().filter(|message| !message.is_header()) {
            out.push('\n');
            message.write(&mut out, false);
        }
        for message in &self.obsolete {
            out.push('\n');
            message.write(&mut out, true);
        }
        out
    }
}

fn write_comments(out: &mut String, mark: &str, comments: &[String]) {
    for comment in comments {
        let space = if comment.is_empty() { "" } else { " " };
        out.extend([mark, space, &one_line(comment), "\n"]);
    }
}

/// A keyword and its string: on one line, or with a line of its own for each of the string's lines.
fn write_field(out: &mut String, mark: &str, keyword: &str, text: &str) {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if let [] | [_] = lines.as_slice() {
        out.extend([mark, keyword, " \"", &escaped(text), "\"\n"]);
        return;
    }
    out.extend([mark, keyword, " \"\"\n"]);
    for line in lines {
        out.extend([mark, "\"", &escaped(line), "\"\n"]);
    }
}

#[cfg(test)]
mod tests;
