//! Reads PO files, line by line.
//!
//! In: a file's bytes. Out: the [`Catalog`] and the file's problems.
//!
//! Invariants: each byte is looked at a fixed number of times. An entry ends where a line cannot be a part of it, so a
//! broken one takes no other with it. It has one problem for its structure, and one for each string that is wrong.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::mem;
use std::ops::Range;

use super::lexis::{masked, read_string, references};
use super::{Catalog, Message, Problem, ProblemKind};

/// What a merge leaves behind where both sides changed the same lines.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// A field of an entry that has a string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    PreviousContext,
    PreviousId,
    Context,
    Id,
    Text,
}

/// How far an entry has come.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    #[default]
    Comments,
    Context,
    Id,
    Text,
}

impl Field {
    fn stage(self) -> Stage {
        match self {
            Self::PreviousContext | Self::PreviousId => Stage::Comments,
            Self::Context => Stage::Context,
            Self::Id => Stage::Id,
            Self::Text => Stage::Text,
        }
    }
}

/// An entry while it is read.
#[derive(Default)]
struct Entry {
    message: Message,
    stage: Stage,
    obsolete: bool,
    /// Something is wrong with it, and was reported: it will be left out.
    broken: bool,
    /// The field that a string on the next line belongs to.
    field: Option<Field>,
    /// The line to underline where something is wrong with the entry as a whole.
    head: Range<usize>,
    /// The number of that line.
    line: usize,
}

impl Entry {
    fn string(&mut self, field: Field) -> &mut String {
        let message = &mut self.message;
        match field {
            Field::PreviousContext => message.previous_context.get_or_insert_default(),
            Field::PreviousId => message.previous_id.get_or_insert_default(),
            Field::Context => message.context.get_or_insert_default(),
            Field::Id => &mut message.id,
            Field::Text => &mut message.text,
        }
    }
}

/// What has been read of a file.
#[derive(Default)]
pub(super) struct Reader {
    catalog: Catalog,
    problems: Vec<Problem>,
    entry: Entry,
    /// In which lines the messages are.
    lines: HashMap<(Option<String>, String), usize>,
    /// The header's entry, and its line to underline.
    header: Option<(Range<usize>, Range<usize>)>,
    /// Whether the header may be in what cannot be read.
    header_lost: bool,
    /// Whether there is a merge conflict, and whether this line is inside of one.
    conflict: bool,
    in_conflict: bool,
    /// Whether the line above is empty.
    gap: bool,
    /// This line without white space around it; in bytes of the file.
    line: Range<usize>,
    /// The number of this line.
    number: usize,
}

impl Reader {
    /// Reads a file.
    pub(super) fn read(bytes: &[u8]) -> (Catalog, Vec<Problem>) {
        let (text, bad) = masked(bytes);
        let mut reader = Self::default();
        reader.read_lines(&text);
        if let Some(problem) = reader.charset_problem(&text, bad) {
            return (Catalog::default(), vec![problem]);
        }
        reader.check_header();
        reader.problems.sort_by_key(|problem| problem.span.start);
        (reader.catalog, reader.problems)
    }

    fn read_lines(&mut self, text: &str) {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut start = text.len() - body.len();
        for whole in body.split_inclusive('\n') {
            let line = whole.strip_suffix('\n').unwrap_or(whole);
            // Other white space at the end may be a comment's.
            let line = line.strip_suffix('\r').unwrap_or(line).trim_start();
            let indent = whole.len() - whole.trim_start().len();
            self.line = start + indent..start + indent + line.trim_end().len();
            self.number += 1;
            self.read_line(line);
            start += whole.len();
        }
        if self.entry.stage == Stage::Comments && !self.entry.message.span.is_empty() {
            let help = "the file may have been cut off: restore its end, or delete the comment";
            self.fault(self.entry.head.clone(), "this comment is above no entry", help);
        }
        self.finish();
    }

    fn read_line(&mut self, line: &str) {
        let is_mark = CONFLICT.iter().any(|mark| line.starts_with(mark));
        if self.in_conflict && !is_mark {
            return;
        }
        let (obsolete, line) = match line.strip_prefix("#~") {
            Some(rest) => (true, rest.trim_start()),
            None => (false, line),
        };
        let is_gap = line.is_empty();
        let was_gap = mem::replace(&mut self.gap, is_gap);
        // Below an empty line, only a string may go on with an entry that is whole, and nothing with a broken one.
        let is_over = self.entry.stage == Stage::Text && was_gap && !is_gap && !line.starts_with('"');
        if is_over || (is_gap && self.entry.broken) {
            self.finish();
        }
        if is_mark {
            return self.conflict_mark(line);
        }
        if is_gap {
            return;
        }
        let previous = line.strip_prefix("#|").or_else(|| line.strip_prefix('|').filter(|_| obsolete));
        if let Some(line) = previous {
            self.begin(Stage::Comments);
            self.statement(line.trim(), true, obsolete);
        } else if let Some(comment) = line.strip_prefix('#') {
            self.begin(Stage::Comments);
            self.comment(comment);
        } else {
            self.statement(line.trim_end(), false, obsolete);
        }
        if !self.entry.message.span.is_empty() {
            self.entry.message.span.end = self.line.end;
        }
    }

    /// What is between the marks, and the entry around them, is left out: it may be of two versions.
    fn conflict_mark(&mut self, line: &str) {
        if !self.conflict {
            let help = "resolve the merge first; the lines between the marks were not read";
            self.problem(ProblemKind::Syntax, self.line.clone(), "a merge left its marks here", help);
        }
        self.conflict = true;
        self.in_conflict = line.starts_with("<<<<<<<") || (self.in_conflict && !line.starts_with(">>>>>>>"));
        self.header_lost = true;
        self.entry.broken = true;
    }

    fn comment(&mut self, comment: &str) {
        let message = &mut self.entry.message;
        let text = |rest: &str| rest.strip_prefix(' ').unwrap_or(rest).to_owned();
        if let Some(rest) = comment.strip_prefix('.') {
            message.extracted.push(text(rest));
        } else if let Some(rest) = comment.strip_prefix(':') {
            message.references.extend(references(rest));
        } else if let Some(rest) = comment.strip_prefix([',', '=']) {
            // Newer versions of gettext write flags that stay with a message behind `#=`.
            let flags = rest.split(',').map(str::trim).filter(|flag| !flag.is_empty());
            message.flags.extend(flags.map(str::to_owned));
        } else {
            message.comments.push(text(comment));
        }
    }

    /// A line with a keyword, or with a string that goes on.
    fn statement(&mut self, line: &str, previous: bool, obsolete: bool) {
        let strings = line.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let word = line.strip_suffix(strings).unwrap_or(line);
        let strings = strings.trim_start();
        let field = match (word, previous) {
            ("", _) if strings.starts_with('"') => return self.continuation(strings, previous, obsolete),
            ("msgid_plural", _) => return self.plural(previous),
            ("msgstr", false) if strings.starts_with('[') => return self.plural(previous),
            ("domain", false) => return self.domain(),
            ("msgctxt", true) => Field::PreviousContext,
            ("msgid", true) => Field::PreviousId,
            ("msgctxt", false) => Field::Context,
            ("msgid", false) => Field::Id,
            ("msgstr", false) => Field::Text,
            _ => {
                let help = "put texts in double quotes behind `msgid` or `msgstr`, and comments behind `# `";
                return self.fault(self.line.clone(), "this line is neither a comment nor a part of an entry", help);
            }
        };
        self.begin(field.stage());
        let message = &self.entry.message;
        let is_second = match field {
            Field::PreviousContext => message.previous_context.is_some(),
            Field::PreviousId => message.previous_id.is_some(),
            Field::Context | Field::Id => false,
            Field::Text => self.entry.stage == Stage::Text,
        };
        if is_second {
            self.fault(self.line.clone(), &format!("this entry has a second `{word}`"), "keep one of the two");
        } else if field == Field::Text && self.entry.stage < Stage::Id {
            let help = "restore the `msgid`, or delete the entry";
            self.fault(self.line.clone(), "this `msgstr` has no `msgid` above it", help);
        }
        if !previous {
            self.mark(obsolete);
            self.entry.stage = field.stage();
        }
        self.entry.field = Some(field);
        // An empty string counts as one too.
        self.entry.string(field);
        if strings.is_empty() {
            self.fault(self.line.clone(), &format!("`{word}` has no text"), "put it in double quotes on the same line");
        }
        self.strings(field, strings);
    }

    fn continuation(&mut self, strings: &str, previous: bool, obsolete: bool) {
        let Some(field) = self.entry.field.filter(|field| (field.stage() == Stage::Comments) == previous) else {
            let help = "put it below its `msgctxt`, `msgid` or `msgstr`, behind the same mark";
            return self.fault(self.line.clone(), "this text belongs to nothing", help);
        };
        if !previous {
            self.mark(obsolete);
        }
        self.strings(field, strings);
    }

    fn plural(&mut self, previous: bool) {
        let message = "this entry has plural forms, which are not supported";
        self.fault(self.line.clone(), message, "keep its `msgid` and one `msgstr` without a number");
        // Its other lines follow; the next entry begins where there can be none of them.
        self.entry.field = None;
        if !previous {
            self.entry.stage = Stage::Text;
        }
    }

    fn domain(&mut self) {
        if self.entry.stage > Stage::Comments {
            self.finish();
        }
        let help = "delete the line; messages of another domain go to a file of their own";
        self.problem(ProblemKind::Syntax, self.line.clone(), "`domain` is not supported", help);
    }

    /// Begins the next entry where this one has come too far for what is on the line.
    fn begin(&mut self, stage: Stage) {
        let reached = self.entry.stage;
        let is_next = match stage {
            Stage::Comments => reached > Stage::Comments,
            Stage::Context | Stage::Id => reached >= stage,
            Stage::Text => false,
        };
        if is_next {
            self.finish();
        }
        let entry = &mut self.entry;
        let is_first = entry.message.span.is_empty();
        if is_first {
            entry.message.span = self.line.clone();
        }
        if is_first || (stage > Stage::Comments && entry.stage == Stage::Comments) {
            entry.head = self.line.clone();
            entry.line = self.number;
        }
    }

    /// All of an entry is obsolete, or nothing of it.
    fn mark(&mut self, obsolete: bool) {
        if self.entry.stage == Stage::Comments {
            self.entry.obsolete = obsolete;
        } else if self.entry.obsolete != obsolete {
            let help = "put `#~` before all of its lines, or before none";
            self.fault(self.line.clone(), "a part of this entry is obsolete, and a part is not", help);
        }
    }

    /// Adds the strings on a line to a field. A line may have several.
    fn strings(&mut self, field: Field, strings: &str) {
        let mut rest = strings;
        while !rest.is_empty() {
            match read_string(rest) {
                Ok((text, after)) => {
                    self.entry.string(field).push_str(&text);
                    rest = after.trim_start();
                }
                Err((span, message, help)) => {
                    let start = self.line.end - rest.len();
                    let span = start + span.start..start + span.end;
                    self.problem(ProblemKind::Syntax, span, message, help);
                    self.entry.broken = true;
                    return;
                }
            }
        }
    }

    /// Ends an entry.
    fn finish(&mut self) {
        let Entry { message, stage, obsolete, broken, head, line, .. } = mem::take(&mut self.entry);
        let is_header = stage >= Stage::Id && message.is_header() && !obsolete;
        self.header_lost |= is_header && (broken || stage < Stage::Text);
        if broken || stage == Stage::Comments {
            return;
        }
        if stage < Stage::Text {
            let missing = if stage == Stage::Id { "msgstr" } else { "msgid" };
            let help = "the file may have been cut here: restore what is missing, or delete the entry";
            return self.problem(ProblemKind::Syntax, head, format!("this entry has no `{missing}`"), help);
        }
        if obsolete {
            return self.catalog.obsolete.push(message);
        }
        match self.lines.entry((message.context.clone(), message.id.clone())) {
            Slot::Occupied(first) => {
                let what = if is_header { "header" } else { "message" };
                let text = format!("this {what} is in line {} too, and that one holds", first.get());
                self.problem(ProblemKind::Duplicate, head, text, "delete one of the two");
            }
            Slot::Vacant(slot) => {
                slot.insert(line);
                match is_header {
                    true => self.read_header(message, head),
                    false => self.catalog.messages.push(message),
                }
            }
        }
    }

    fn read_header(&mut self, message: Message, head: Range<usize>) {
        for line in message.text.split('\n').filter(|line| !line.trim().is_empty()) {
            match line.split_once(':').filter(|(name, _)| !name.is_empty()) {
                Some((name, value)) => {
                    let value = value.strip_prefix(' ').unwrap_or(value);
                    self.catalog.header.push((name.to_owned(), value.to_owned()));
                }
                None => {
                    let text = format!("the header's line `{}` is no field", line.trim().escape_debug());
                    self.problem(ProblemKind::Header, head.clone(), text, "write it as `Name: value\\n`, or delete it");
                }
            }
        }
        self.catalog.comments = message.comments;
        self.header = Some((message.span, head));
    }

    /// The charset that the header names.
    fn charset(&self) -> Option<&str> {
        let value = self.catalog.field("Content-Type")?;
        let at = value.to_ascii_lowercase().find("charset=")? + "charset=".len();
        let name = value.get(at..)?.split(|c: char| c == ';' || c.is_whitespace()).next()?;
        Some(name).filter(|name| !name.is_empty())
    }

    fn check_header(&mut self) {
        let (span, message) = match &self.header {
            None if self.header_lost => return,
            None => (0..0, "the file has no header"),
            Some(_) if self.charset().is_some() => return,
            Some((_, head)) => (head.clone(), "the header names no charset"),
        };
        let help = "begin the file with an entry of an empty `msgid`, and put \
                    `\"Content-Type: text/plain; charset=UTF-8\\n\"` below its `msgstr`";
        self.problem(ProblemKind::Header, span, message, help);
    }

    /// Why the file cannot be read as UTF-8, with the first bytes that are none.
    fn charset_problem(&self, text: &str, bad: Option<Range<usize>>) -> Option<Problem> {
        let name = self.charset().unwrap_or("UTF-8");
        let is = |names: &[&str]| names.iter().any(|own| own.eq_ignore_ascii_case(name));
        // A template has the word `CHARSET` until somebody begins to translate it.
        let is_ascii = is(&["ASCII", "US-ASCII", "CHARSET"]);
        let (span, message, help) = match bad {
            Some(bad) if is_ascii || is(&["UTF-8", "UTF8"]) => {
                let help = "save it in UTF-8, or convert it by `msgconv -t UTF-8` after its header names its charset";
                (bad, "the file is not in UTF-8".to_owned(), help)
            }
            _ if is(&["UTF-8", "UTF8"]) || (is_ascii && text.is_ascii()) => return None,
            _ if is_ascii => {
                let message = format!("the header says `{name}`, but there are other characters in the file");
                (self.charset_line(text), message, "write `charset=UTF-8`")
            }
            _ => {
                let message = format!("the file is in `{name}`; only UTF-8 can be read");
                (self.charset_line(text), message, "convert it by `msgconv -t UTF-8`")
            }
        };
        Some(Problem { kind: ProblemKind::Charset, message, help: help.to_owned(), span })
    }

    /// The header's line that names the charset.
    fn charset_line(&self, text: &str) -> Range<usize> {
        let Some((entry, head)) = &self.header else { return 0..0 };
        let mut start = entry.start;
        for line in text.get(entry.clone()).unwrap_or_default().split_inclusive('\n') {
            if !line.starts_with('#') && line.to_ascii_lowercase().contains("charset=") {
                return start..start + line.trim_end().len();
            }
            start += line.len();
        }
        head.clone()
    }

    /// Something is wrong with the entry's structure. What follows from that is not told again.
    fn fault(&mut self, span: Range<usize>, message: &str, help: &str) {
        if !mem::replace(&mut self.entry.broken, true) {
            self.problem(ProblemKind::Syntax, span, message, help);
        }
    }

    fn problem(&mut self, kind: ProblemKind, span: Range<usize>, message: impl Into<String>, help: &str) {
        self.problems.push(Problem { kind, message: message.into(), help: help.to_owned(), span });
    }
}
