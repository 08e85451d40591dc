//! Comments that are for the generator: `<!-- quiz objective=need -->`.
//!
//! In: a comment's text and place. Out: its word and its settings, each with its place. A comment whose first word is one of these but which
//! goes on in prose is somebody's note, and none of ours.

use std::ops::Range;

use crate::fields::Located;

/// What such a comment begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word {
    Quiz,
    Test,
    Reflect,
    Plan,
}

impl Word {
    const ALL: [(&'static str, Word); 4] =
        [("quiz", Word::Quiz), ("test", Word::Test), ("reflect", Word::Reflect), ("plan", Word::Plan)];

    pub(super) fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, word)| *word == self).map_or("", |(name, _)| name)
    }
}

/// A setting: its name, with its place, and its value.
pub(super) struct Setting {
    pub(super) name: Located<String>,
    pub(super) value: Located<String>,
}

/// A comment for the generator.
pub(super) struct Comment {
    pub(super) word: Word,
    pub(super) settings: Vec<Setting>,
    /// What is no setting.
    pub(super) rest: Vec<Range<usize>>,
}

/// Reads a comment whose `<!--` stands at byte `start` of the file.
pub(super) fn read(comment: &str, start: usize) -> Option<Comment> {
    let inner = comment.strip_prefix("<!--")?.strip_suffix("-->")?;
    let base = start + "<!--".len();
    let mut tokens = tokens(inner).into_iter();
    let first = tokens.next()?;
    let (_, word) = *Word::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(&inner[first.clone()]))?;
    let tokens: Vec<Range<usize>> = tokens.collect();
    if !tokens.is_empty() && !tokens.iter().any(|token| inner[token.clone()].contains('=')) {
        return None;
    }
    let (mut settings, mut rest) = (Vec::new(), Vec::new());
    for token in tokens {
        let text = &inner[token.clone()];
        let place = |range: Range<usize>| base + token.start + range.start..base + token.start + range.end;
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                let at = name.len() + 1;
                let bare = value.trim_matches('"');
                let quote = value.len() - value.trim_start_matches('"').len();
                settings.push(Setting {
                    name: Located { value: name.to_owned(), span: place(0..name.len()) },
                    value: Located { value: bare.to_owned(), span: place(at + quote..at + quote + bare.len()) },
                });
            }
            _ => rest.push(place(0..text.len())),
        }
    }
    Some(Comment { word, settings, rest })
}

/// The words of a comment; what stands in quotes is not parted.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        if c == '"' {
            quoted = !quoted;
        }
        match (c.is_whitespace() && !quoted, start) {
            (true, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    found.extend(start.map(|from| from..text.len()));
    found
}
