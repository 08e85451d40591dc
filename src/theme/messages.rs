//! The interface's texts as they are written: a theme's `i18n/<tag>.ftl` → messages, and back with other texts.
//!
//! Invariants: what is written back parses; a file with mistakes in it is left alone.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Comment, Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Resource};
use fluent_syntax::parser::parse;
use fluent_syntax::serializer::serialize;

use super::embedded;
use crate::fs::Fs;

/// A text of the interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// As Fluent writes it: with `{ $count }` and choices.
    pub pattern: String,
    /// What its author says of it.
    pub comment: String,
}

/// The texts of a theme in one language, by key: the site's own, and those of the default theme.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// In the theme's folder.
    pub own: BTreeMap<String, Text>,
    /// In the binary.
    pub base: BTreeMap<String, Text>,
}

impl Texts {
    /// A text, the site's own first.
    pub fn get(&self, key: &str) -> Option<&Text> {
        self.own.get(key).or_else(|| self.base.get(key))
    }
}

/// Where the texts of a language lie in the site.
pub fn file(theme: &str, tag: &str) -> String {
    format!("themes/{theme}/i18n/{tag}.ftl")
}

/// The texts of a theme in a language.
pub fn texts(fs: &dyn Fs, theme: &str, tag: &str) -> Texts {
    let read = |text: &str| parse(text).map(|resource| messages(&resource)).unwrap_or_else(|(some, _)| messages(&some));
    let own = fs.read(&file(theme, tag)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let base = embedded().remove(&format!("i18n/{tag}.ftl"));
    let base = base.and_then(|(_, bytes)| String::from_utf8(bytes).ok());
    Texts {
        own: own.map(|text| read(&text)).unwrap_or_default(),
        base: base.map(|text| read(&text)).unwrap_or_default(),
    }
}

fn messages(resource: &Resource<&str>) -> BTreeMap<String, Text> {
    let message = |entry: &Entry<&str>| match entry {
        Entry::Message(Message { id, value: Some(value), comment, .. }) => {
            let comment = comment.as_ref().map(|comment| comment.content.join(" ")).unwrap_or_default();
            Some((id.name.to_owned(), Text { pattern: written(value), comment }))
        }
        _ => None,
    };
    resource.body.iter().filter_map(message).collect()
}

/// A pattern as text, without what sets its lines in.
fn written(pattern: &Pattern<&str>) -> String {
    let id = fluent_syntax::ast::Identifier { name: "k" };
    let message = Message { id, value: Some(pattern.clone()), attributes: Vec::new(), comment: None };
    let text = serialize(&Resource { body: vec![Entry::Message(message)] });
    let text = text.trim_start_matches("k =").trim();
    let line = |(i, line): (usize, &str)| {
        if i == 0 { line.to_owned() } else { line.strip_prefix("    ").unwrap_or(line).to_owned() }
    };
    text.lines().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// A message's source with a text; `None` if Fluent reads it as something else.
fn source(key: &str, pattern: &str) -> Option<String> {
    let lines: Vec<&str> = pattern.trim().lines().collect();
    let text = format!("{key} =\n    {}\n", lines.join("\n    "));
    let resource = parse(text.as_str()).ok()?;
    let is_one = |entry: &Entry<&str>| match entry {
        Entry::Message(message) => message.value.is_some() && message.attributes.is_empty(),
        _ => false,
    };
    (resource.body.len() == 1 && resource.body.iter().all(is_one)).then_some(text)
}

/// The variables that a text shows.
pub fn variables(pattern: &str) -> Option<BTreeSet<String>> {
    let text = source("k", pattern)?;
    let resource = parse(text.as_str()).ok()?;
    let mut found = BTreeSet::new();
    for entry in &resource.body {
        if let Entry::Message(Message { value: Some(value), .. }) = entry {
            of_pattern(value, &mut found);
        }
    }
    Some(found)
}

fn of_pattern(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, found);
        }
    }
}

fn of_expression(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, found),
        Expression::Select { selector, variants } => {
            of_inline(selector, found);
            variants.iter().for_each(|variant| of_pattern(&variant.value, found));
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| of_inline(argument, found));
            arguments.named.iter().for_each(|argument| of_inline(&argument.value, found));
        }
        InlineExpression::Placeable { expression } => of_expression(expression, found),
        _ => {}
    }
}

/// A language's file with other texts: those it has are changed where they stand, the others come behind. `None` if the file,
/// or one of the texts, is not Fluent's.
pub fn with(file: &str, texts: &BTreeMap<String, String>) -> Option<String> {
    let mut resource = parse(file.to_owned()).ok()?;
    for (key, pattern) in texts {
        let text = source(key, pattern)?;
        let Some(Entry::Message(new)) = parse(text).ok()?.body.pop() else { return None };
        let known = resource.body.iter_mut().find_map(|entry| match entry {
            Entry::Message(message) if message.id.name == *key => Some(message),
            _ => None,
        });
        match known {
            Some(message) => message.value = new.value,
            None => resource.body.push(Entry::Message(new)),
        }
    }
    Some(serialize(&resource))
}

/// What begins a new file.
pub fn heading(theme: &str) -> String {
    let content = vec![format!("The words of the theme {theme} in this language.")];
    serialize(&Resource { body: vec![Entry::ResourceComment(Comment { content })] })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# Said of it.\nnext = Next\n\n## Numbers\n\npages = { $count ->\n    [one] { $count } page\n   *[other] All { $count } pages\n}\n";

    #[test]
    fn texts_are_read_as_they_are_written() {
        let all = messages(&parse(FILE).unwrap());
        assert_eq!(all["next"], Text { pattern: "Next".to_owned(), comment: "Said of it.".to_owned() });
        assert_eq!(all["pages"].pattern, "{ $count ->\n    [one] { $count } page\n   *[other] All { $count } pages\n}");
        assert_eq!(variables(&all["pages"].pattern), Some(["count".to_owned()].into()));
    }

    #[test]
    fn a_text_is_changed_where_it_stands_and_comments_stay() {
        let texts = [("next".to_owned(), "Edasi".to_owned()), ("new".to_owned(), "Uus\nteine rida".to_owned())];
        let text = with(FILE, &texts.into()).unwrap();
        assert!(text.starts_with("# Said of it.\nnext = Edasi\n"), "{text}");
        assert!(text.contains("## Numbers"), "{text}");
        assert!(text.ends_with("new =\n    Uus\n    teine rida\n"), "{text}");
    }

    #[test]
    fn what_fluent_reads_as_something_else_is_no_text() {
        for text in ["{ $count", "", "a\n.attr = b", "{ $n ->\n [one] x\n}"] {
            assert_eq!(variables(text), None, "{text}");
        }
    }
}
