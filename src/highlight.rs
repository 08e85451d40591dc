//! Syntax highlighting of code blocks.
//!
//! Input: a language's name and a text. Output: HTML for the inside of `<code>`, with flat spans of a few classes
//! (`hl-comment`, `hl-keyword`, …), which the theme colours.
//!
//! Invariants: the output without its tags is the escaped input, to the character; spans never nest, and two of one class are
//! never adjacent; the same input gives the same bytes. Any text is accepted: what is too long, or breaks its grammar, is
//! left plain.

use std::collections::HashMap;
use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

#[cfg(test)]
mod tests;

/// The longest block that is highlighted, in bytes.
const MAX_BLOCK: usize = 256 * 1024;
/// The longest line, in bytes: grammars take time in the square of a line's length.
const MAX_LINE: usize = 16 * 1024;

/// One code block to highlight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code<'a> {
    /// The fence's language, as written; may be empty.
    pub language: &'a str,
    /// The block's text.
    pub text: &'a str,
}

/// A code block as HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlighted {
    /// The inside of `<code>`: escaped text and spans.
    pub html: String,
    /// Whether the block is highlighted as far as its language is known. `false`: it was left plain because it, or one
    /// of its lines, is too long, or because its grammar failed.
    pub complete: bool,
}

/// Knows the grammars. They are loaded when the first block in a real language asks for one.
#[derive(Default)]
pub struct Highlighter {
    grammars: OnceLock<Grammars>,
}

struct Grammars {
    syntaxes: SyntaxSet,
    classes: Vec<(Scope, Style)>,
}

/// What a scope says of the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// It belongs to a class.
    Class(&'static str),
    /// It is a key: a string in it is an attribute's name, as in JSON.
    Key,
    /// It is code of its own, whatever it stands in: an interpolation in a string, a script in a page.
    Plain,
}

/// Scopes by their beginnings, after Sublime Text's scope naming guidelines. Of those that fit, the longest counts.
const CLASSES: &[(&str, Style)] = &[
    ("comment", Style::Class("hl-comment")),
    ("punctuation.definition.comment", Style::Class("hl-comment")),
    ("keyword", Style::Class("hl-keyword")),
    ("keyword.operator", Style::Class("hl-operator")),
    ("keyword.operator.word", Style::Class("hl-keyword")),
    ("keyword.operator.logical.python", Style::Class("hl-keyword")),
    ("keyword.other.template", Style::Class("hl-string")),
    ("keyword.other.substitution", Style::Class("hl-punctuation")),
    ("punctuation.definition.keyword", Style::Class("hl-keyword")),
    ("storage", Style::Class("hl-keyword")),
    ("storage.type.numeric", Style::Class("hl-number")),
    ("string", Style::Class("hl-string")),
    ("punctuation.definition.string", Style::Class("hl-string")),
    ("markup.raw", Style::Class("hl-string")),
    ("markup.underline.link", Style::Class("hl-string")),
    ("constant", Style::Class("hl-constant")),
    ("constant.numeric", Style::Class("hl-number")),
    ("constant.character.escape", Style::Class("hl-escape")),
    ("constant.other.placeholder", Style::Class("hl-escape")),
    ("support.constant", Style::Class("hl-constant")),
    ("variable.other.constant", Style::Class("hl-constant")),
    ("entity.name.constant", Style::Class("hl-constant")),
    ("entity.name.function", Style::Class("hl-function")),
    ("variable.function", Style::Class("hl-function")),
    ("support.function", Style::Class("hl-function")),
    ("support.macro", Style::Class("hl-function")),
    ("entity.name.macro", Style::Class("hl-function")),
    ("variable.annotation", Style::Class("hl-attribute")),
    ("entity.name.type", Style::Class("hl-type")),
    ("entity.name.class", Style::Class("hl-type")),
    ("entity.name.struct", Style::Class("hl-type")),
    ("entity.name.enum", Style::Class("hl-type")),
    ("entity.name.trait", Style::Class("hl-type")),
    ("entity.name.impl", Style::Class("hl-type")),
    ("entity.name.interface", Style::Class("hl-type")),
    ("entity.name.union", Style::Class("hl-type")),
    ("entity.name.namespace", Style::Class("hl-type")),
    ("entity.other.inherited-class", Style::Class("hl-type")),
    ("support.type", Style::Class("hl-type")),
    ("support.class", Style::Class("hl-type")),
    ("support.type.property-name", Style::Class("hl-attribute")),
    ("meta.property-name", Style::Class("hl-attribute")),
    ("variable", Style::Class("hl-variable")),
    ("variable.parameter.option", Style::Class("hl-attribute")),
    ("punctuation.definition.parameter", Style::Class("hl-attribute")),
    ("punctuation.definition.variable", Style::Class("hl-variable")),
    ("support.variable", Style::Class("hl-variable")),
    ("punctuation", Style::Class("hl-punctuation")),
    ("entity.other.attribute-name", Style::Class("hl-attribute")),
    ("entity.name.table", Style::Class("hl-heading")),
    ("meta.annotation", Style::Class("hl-attribute")),
    ("meta.attribute", Style::Class("hl-attribute")),
    ("entity.name.tag", Style::Class("hl-tag")),
    // Keys of YAML and TOML are tags to their grammars.
    ("entity.name.tag.yaml", Style::Class("hl-attribute")),
    ("entity.name.tag.toml", Style::Class("hl-attribute")),
    ("meta.mapping.key", Style::Key),
    ("markup.inserted", Style::Class("hl-inserted")),
    ("punctuation.definition.inserted", Style::Class("hl-inserted")),
    ("markup.deleted", Style::Class("hl-deleted")),
    ("punctuation.definition.deleted", Style::Class("hl-deleted")),
    ("markup.heading", Style::Class("hl-heading")),
    ("entity.name.section", Style::Class("hl-heading")),
    ("punctuation.definition.heading", Style::Class("hl-heading")),
    ("punctuation.definition.from-file", Style::Class("hl-heading")),
    ("punctuation.definition.to-file", Style::Class("hl-heading")),
    ("punctuation.definition.range.diff", Style::Class("hl-heading")),
    ("meta.diff.header", Style::Class("hl-heading")),
    ("meta.diff.range", Style::Class("hl-heading")),
    ("meta.interpolation", Style::Plain),
    ("meta.embedded", Style::Plain),
    ("source", Style::Plain),
];

/// Names that people write for languages which the grammars list under other names or none. (Without the feature `onig`
/// there is no grammar of PowerShell.)
const ALIASES: &[(&str, &str)] = &[
    ("c#", "cs"),
    ("cjs", "js"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("golang", "go"),
    ("javascript", "js"),
    ("jinja", "jinja2"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("jsx", "js"),
    ("make", "makefile"),
    ("mjs", "js"),
    ("objc", "objective-c"),
    ("posix", "sh"),
    ("powershell", "ps1"),
    ("py3", "py"),
    ("python3", "py"),
    ("regex", "re"),
    ("regexp", "re"),
    ("shell", "bash"),
    ("tera", "jinja2"),
    ("viml", "vim"),
];

/// Names for a terminal session: commands after a prompt, and what they print.
const SESSIONS: &[&str] = &["console", "session", "sh-session", "shell-session", "shellsession"];

/// Names for text that has no grammar.
const PLAIN: &[&str] = &["", "none", "plain", "plain text", "plaintext", "text", "txt"];

impl Highlighter {
    /// A highlighter with nothing loaded yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether `language` names a grammar, by name, extension or alias, in any case; or plain text (`text`, or nothing).
    pub fn knows(&self, language: &str) -> bool {
        is_plain(language) || self.grammars().find(language).is_some()
    }

    /// Highlights a block. A language that is not known, and plain text, are only escaped.
    pub fn highlight(&self, language: &str, text: &str) -> Highlighted {
        if is_plain(language) {
            return plain(text, true);
        }
        if text.len() > MAX_BLOCK || text.split('\n').any(|line| line.len() > MAX_LINE) {
            return plain(text, false);
        }
        let grammars = self.grammars();
        let Some(syntax) = grammars.find(language) else {
            return plain(text, true);
        };
        let html = if is_session(language) {
            grammars.highlight_session(syntax, text)
        } else {
            grammars.highlight(syntax, text)
        };
        match html {
            Some(html) => Highlighted { html, complete: true },
            None => plain(text, false),
        }
    }

    fn grammars(&self) -> &Grammars {
        self.grammars.get_or_init(|| Grammars {
            syntaxes: two_face::syntax::extra_newlines(),
            classes: CLASSES.iter().filter_map(|&(prefix, style)| Some((Scope::new(prefix).ok()?, style))).collect(),
        })
    }
}

impl Grammars {
    fn find(&self, language: &str) -> Option<&SyntaxReference> {
        let name = if is_session(language) { "bash" } else { first_word(language) };
        let alias = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name));
        alias
            .and_then(|(_, token)| self.syntaxes.find_syntax_by_token(token))
            .or_else(|| self.syntaxes.find_syntax_by_token(name))
            // Names of several words: `Objective-C++ Header`.
            .or_else(|| self.syntaxes.find_syntax_by_token(language.trim()))
    }

    /// `None` when the grammar fails.
    fn highlight(&self, syntax: &SyntaxReference, text: &str) -> Option<String> {
        let mut parser = Parser::new(self, syntax);
        let mut out = Spans::with_capacity(text.len() * 2);
        for line in LinesWithEndings::from(text) {
            parser.line(line, &mut out)?;
        }
        Some(out.finish())
    }

    /// Highlights the lines after a prompt, `$ ` or `# `, and those that continue them; the others are output.
    fn highlight_session(&self, syntax: &SyntaxReference, text: &str) -> Option<String> {
        let mut parser = Parser::new(self, syntax);
        let mut out = Spans::with_capacity(text.len() * 2);
        let mut continued = false;
        for line in LinesWithEndings::from(text) {
            let command = line.strip_prefix("$ ").or_else(|| line.strip_prefix("# "));
            let command = match command {
                Some(command) => {
                    let prompt = line.get(..line.len() - command.len())?;
                    out.push(prompt, Some("hl-punctuation"));
                    parser.restart(syntax);
                    Some(command)
                }
                None => continued.then_some(line),
            };
            match command {
                Some(command) => parser.line(command, &mut out)?,
                None => out.push(line, None),
            }
            continued = command.is_some_and(|command| command.trim_end().ends_with('\\'));
        }
        Some(out.finish())
    }
}

/// A grammar at work on a block.
struct Parser<'a> {
    syntaxes: &'a SyntaxSet,
    state: ParseState,
    scopes: ScopeStack,
    styles: Styles<'a>,
}

impl<'a> Parser<'a> {
    fn new(grammars: &'a Grammars, syntax: &SyntaxReference) -> Self {
        Self {
            syntaxes: &grammars.syntaxes,
            state: ParseState::new(syntax),
            scopes: ScopeStack::new(),
            styles: Styles { table: &grammars.classes, known: HashMap::new() },
        }
    }

    /// Forgets the lines so far.
    fn restart(&mut self, syntax: &SyntaxReference) {
        self.state = ParseState::new(syntax);
        self.scopes = ScopeStack::new();
    }

    /// `None` when the grammar fails.
    fn line(&mut self, line: &str, out: &mut Spans) -> Option<()> {
        let operations = self.state.parse_line(line, self.syntaxes).ok()?;
        let mut done = 0;
        for (at, operation) in &operations {
            if matches!(operation, ScopeStackOp::Noop) {
                continue;
            }
            if *at > done {
                out.push(line.get(done..*at)?, self.styles.of_stack(&self.scopes));
                done = *at;
            }
            self.scopes.apply(operation).ok()?;
        }
        out.push(line.get(done..)?, self.styles.of_stack(&self.scopes));
        Some(())
    }
}

/// Finds the class of a place in the code, remembering each scope it met.
struct Styles<'a> {
    table: &'a [(Scope, Style)],
    known: HashMap<Scope, Option<Style>>,
}

impl Styles<'_> {
    /// The class of the innermost scope that has one.
    fn of_stack(&mut self, scopes: &ScopeStack) -> Option<&'static str> {
        let mut innermost = None;
        for &scope in scopes.as_slice().iter().rev() {
            match (self.of_scope(scope), innermost) {
                (Some(Style::Plain), _) => break,
                (Some(Style::Key), Some("hl-string")) => return Some("hl-attribute"),
                (Some(Style::Class(class)), None) => innermost = Some(class),
                _ => {}
            }
        }
        innermost
    }

    fn of_scope(&mut self, scope: Scope) -> Option<Style> {
        *self.known.entry(scope).or_insert_with(|| {
            self.table
                .iter()
                .filter(|(prefix, _)| prefix.is_prefix_of(scope))
                .max_by_key(|(prefix, _)| prefix.len())
                .map(|&(_, style)| style)
        })
    }
}

/// Writes text in flat spans, opening one only when the class changes.
///
/// White space has no class. It is held back until it is known whether the same class goes on after it: so a comment's
/// span ends before the line does, and two keywords side by side share one.
struct Spans {
    out: String,
    class: Option<&'static str>,
    blank: String,
}

impl Spans {
    fn with_capacity(capacity: usize) -> Self {
        Self { out: String::with_capacity(capacity), class: None, blank: String::new() }
    }

    fn push(&mut self, text: &str, class: Option<&'static str>) {
        let solid = text.trim();
        if solid.is_empty() {
            self.blank.push_str(text);
            return;
        }
        let start = text.len() - text.trim_start().len();
        self.blank.push_str(text.get(..start).unwrap_or_default());
        if class != self.class {
            self.close();
        }
        self.out.push_str(&self.blank);
        self.blank.clear();
        if let Some(class) = class
            && self.class.is_none()
        {
            self.out.push_str("<span class=\"");
            self.out.push_str(class);
            self.out.push_str("\">");
            self.class = Some(class);
        }
        escape(solid, &mut self.out);
        let end = start + solid.len();
        self.blank.push_str(text.get(end..).unwrap_or_default());
    }

    fn close(&mut self) {
        if self.class.take().is_some() {
            self.out.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.out.push_str(&self.blank);
        self.out
    }
}

/// The language of a fence's info string: `rust,ignore` and `rust {1,3}` are Rust.
fn first_word(language: &str) -> &str {
    language.trim().split([' ', '\t', ',', '{', ':']).next().unwrap_or_default()
}

fn is_session(language: &str) -> bool {
    let name = first_word(language);
    SESSIONS.iter().any(|session| session.eq_ignore_ascii_case(name))
}

fn is_plain(language: &str) -> bool {
    let name = first_word(language);
    PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(name))
}

fn plain(text: &str, complete: bool) -> Highlighted {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    escape(text, &mut html);
    Highlighted { html, complete }
}

/// Escapes text for HTML's element content. Quotes mean nothing there.
fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>']) {
        let (before, special) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            _ => "&gt;",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}
