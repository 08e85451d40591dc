//! A table of settings with the place of every key and value, and a reader that reports all that is wrong in it.
//!
//! In: TOML or YAML text. Out: a [`Node`] tree; from it, by [`Fields`], typed values and diagnostics (`unknown-key`
//! with the nearest known name, `wrong-type`), each at its place.
//!
//! Invariant: reading never stops at the first mistake.

use std::ops::Range;

use serde_yaml::Spanned;

use crate::diag::{Code, Diagnostic, Diags, nearest};
use crate::ids::SrcPath;

/// A value and the bytes it stands at.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The value.
    pub(crate) value: Value,
    /// Its bytes in the file.
    pub(crate) span: Range<usize>,
}

/// A value of TOML or YAML.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// YAML's null: a key without a value.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text; dates too.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A table, in the order of the file.
    Table(Vec<(Name, Node)>),
}

/// A key and the bytes it stands at.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// The key.
    pub(crate) text: String,
    /// Its bytes in the file.
    pub(crate) span: Range<usize>,
}

impl Value {
    fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// A text and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// The entries of a table, in the order of the file.
pub(crate) type Table = Vec<(Name, Node)>;

/// Why a text could not be read.
#[derive(Debug)]
pub(crate) struct SyntaxError {
    /// What is wrong.
    pub(crate) message: String,
    /// Where.
    pub(crate) span: Range<usize>,
    /// Whether the text may be valid, and passes a limit.
    pub(crate) limit: bool,
}

/// Reads TOML.
pub(crate) fn toml(text: &str) -> Result<Table, SyntaxError> {
    let table = toml::de::DeTable::parse(text).map_err(|e| SyntaxError {
        message: e.message().to_owned(),
        span: e.span().unwrap_or(0..0),
        limit: false,
    })?;
    Ok(toml_table(table.get_ref()))
}

fn toml_table(table: &toml::de::DeTable<'_>) -> Vec<(Name, Node)> {
    let mut entries: Vec<(Name, Node)> = table
        .iter()
        .map(|(key, value)| {
            let name = Name { text: key.get_ref().to_string(), span: key.span() };
            (name, toml_node(value))
        })
        .collect();
    entries.sort_by_key(|(name, _)| name.span.start);
    entries
}

fn toml_node(value: &toml::Spanned<toml::de::DeValue<'_>>) -> Node {
    use toml::de::DeValue;
    let inner = match value.get_ref() {
        DeValue::String(s) => Value::Text(s.to_string()),
        DeValue::Integer(i) => {
            i64::from_str_radix(i.as_str(), i.radix()).map_or_else(|_| Value::Text(i.as_str().to_owned()), Value::Int)
        }
        DeValue::Float(f) => f.as_str().parse().map_or_else(|_| Value::Text(f.as_str().to_owned()), Value::Float),
        DeValue::Boolean(b) => Value::Bool(*b),
        DeValue::Datetime(d) => Value::Text(d.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(toml_node).collect()),
        DeValue::Table(table) => Value::Table(toml_table(table)),
    };
    Node { value: inner, span: value.span() }
}

/// Most nodes that a page's front matter may have.
const YAML_NODES: usize = 5000;
/// Deepest nesting of a page's front matter.
const YAML_DEPTH: usize = 32;

/// Reads YAML that is a table or nothing. `base` is where the text begins in its file.
pub(crate) fn yaml(text: &str, base: usize) -> Result<Table, SyntaxError> {
    let options = serde_yaml::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
        budget: serde_yaml::budget! {
            max_nodes: YAML_NODES,
            max_depth: YAML_DEPTH,
            max_anchors: 0,
            max_aliases: 0,
            flow_nesting_limit: YAML_DEPTH,
        },
    };
    let parsed: Result<Spanned<YamlValue>, _> = serde_yaml::from_str_with_options(text, options);
    let node = match parsed {
        Ok(node) => yaml_node(node, base),
        Err(error) => {
            let error = error.without_snippet();
            let at = error.location().map_or(base..base, |l| yaml_span(&l, text, base));
            let (message, limit) = yaml_message(&error.to_string());
            return Err(SyntaxError { message, span: at, limit });
        }
    };
    match node.value {
        Value::Table(entries) => Ok(entries),
        Value::Null => Ok(Vec::new()),
        other => Err(SyntaxError {
            message: format!("the front matter is {}, not a table of `key: value` lines", other.describe()),
            span: node.span,
            limit: false,
        }),
    }
}

/// The library's message in the words of someone who writes pages, and whether it is about a limit.
fn yaml_message(message: &str) -> (String, bool) {
    let message = message.lines().next().unwrap_or("");
    // The place is said by the diagnostic, counted from the file's beginning.
    let message = message.rfind(" at line ").map_or(message, |at| &message[..at]);
    let lower = message.to_lowercase();
    let limit = |text: &str| (text.to_owned(), true);
    if lower.contains("anchors") || lower.contains("alias") {
        return limit("the front matter has an anchor or an alias (`&name`, `*name`), which are not read");
    }
    if lower.contains("budget") || lower.contains("recursion") || lower.contains("nesting") || lower.contains("depth") {
        return limit("the front matter is nested too deep or has too many values");
    }
    if let Some(key) = message.strip_prefix("duplicate mapping key: ") {
        let key = key.split(',').next().unwrap_or(key);
        return (format!("the key `{key}` stands twice"), false);
    }
    if lower.contains("mapping values are not allowed") {
        return ("a value with a colon in it stands without quotes".to_owned(), false);
    }
    if lower.contains("tabs disallowed") {
        return ("lines are indented by spaces, not by tabs".to_owned(), false);
    }
    (message.to_owned(), false)
}

fn yaml_span(location: &serde_yaml::Location, text: &str, base: usize) -> Range<usize> {
    let span = location.span();
    // Errors of syntax know their line and column only, counted from 1.
    let by_line = || {
        let line = usize::try_from(location.line()).unwrap_or(1).max(1);
        let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let rest = text.get(start..).unwrap_or("").split('\n').next().unwrap_or("");
        let column = usize::try_from(location.column()).unwrap_or(1).max(1);
        start + rest.char_indices().nth(column - 1).map_or(0, |(i, _)| i)
    };
    let known = span.byte_offset().filter(|offset| *offset > 0);
    let start = known.map_or_else(by_line, |offset| offset as usize).min(text.len());
    let len = span.byte_len().unwrap_or(0) as usize;
    let end = (start + len).min(text.len());
    // The parser's spans of block values reach up to the next token; those of errors are often empty.
    let shown = text.get(start..end).unwrap_or("").trim_end();
    let line = text.get(start..).unwrap_or("").split('\n').next().unwrap_or("").trim_end();
    let len = if shown.is_empty() { line.len() } else { shown.len() };
    base + start..base + start + len
}

/// What the YAML library hands over: a tree whose spans are still its own.
#[derive(Debug)]
enum YamlValue {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Spanned<YamlValue>>),
    Table(Vec<(Spanned<String>, Spanned<YamlValue>)>),
}

fn yaml_node(node: Spanned<YamlValue>, base: usize) -> Node {
    let span = |location: &serde_yaml::Location| {
        let span = location.span();
        let start = base + span.byte_offset().unwrap_or(0) as usize;
        start..start + span.byte_len().unwrap_or(0) as usize
    };
    let at = span(&node.referenced);
    let value = match node.value {
        YamlValue::Null => Value::Null,
        YamlValue::Bool(b) => Value::Bool(b),
        YamlValue::Int(i) => Value::Int(i),
        YamlValue::Float(f) => Value::Float(f),
        YamlValue::Text(s) => Value::Text(s),
        YamlValue::List(items) => Value::List(items.into_iter().map(|i| yaml_node(i, base)).collect()),
        YamlValue::Table(entries) => Value::Table(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let name = Name { span: span(&key.referenced), text: key.value };
                    (name, yaml_node(value, base))
                })
                .collect(),
        ),
    };
    // The library's span of a list or a table is its first character.
    let end = match &value {
        Value::List(items) => items.last().map(|item| item.span.end),
        Value::Table(entries) => entries.last().map(|(_, node)| node.span.end),
        _ => None,
    };
    let at = at.start..end.unwrap_or(at.end).max(at.end);
    Node { value, span: at }
}

impl<'de> serde::Deserialize<'de> for YamlValue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = YamlValue;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a YAML value")
            }
            fn visit_unit<E>(self) -> Result<YamlValue, E> {
                Ok(YamlValue::Null)
            }
            fn visit_none<E>(self) -> Result<YamlValue, E> {
                Ok(YamlValue::Null)
            }
            fn visit_some<D: serde::Deserializer<'de>>(self, d: D) -> Result<YamlValue, D::Error> {
                serde::Deserialize::deserialize(d)
            }
            fn visit_bool<E>(self, v: bool) -> Result<YamlValue, E> {
                Ok(YamlValue::Bool(v))
            }
            fn visit_i64<E>(self, v: i64) -> Result<YamlValue, E> {
                Ok(YamlValue::Int(v))
            }
            fn visit_u64<E>(self, v: u64) -> Result<YamlValue, E> {
                Ok(i64::try_from(v).map_or(YamlValue::Float(v as f64), YamlValue::Int))
            }
            fn visit_f64<E>(self, v: f64) -> Result<YamlValue, E> {
                Ok(YamlValue::Float(v))
            }
            fn visit_str<E>(self, v: &str) -> Result<YamlValue, E> {
                Ok(YamlValue::Text(v.to_owned()))
            }
            fn visit_string<E>(self, v: String) -> Result<YamlValue, E> {
                Ok(YamlValue::Text(v))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<YamlValue, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(YamlValue::List(items))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<YamlValue, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(YamlValue::Table(entries))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Reads the fields of one table; what is asked for is known, what is left over at [`Fields::finish`] is not.
pub(crate) struct Fields<'a, 'd> {
    entries: &'a [(Name, Node)],
    file: &'a SrcPath,
    /// What the table is, for messages: "`[book]`", "the front matter".
    table: String,
    known: Vec<&'static str>,
    diags: &'d mut Diags,
}

impl<'a, 'd> Fields<'a, 'd> {
    /// A reader of `entries`, which stand in `file`; `table` names them in messages.
    pub(crate) fn new(
        entries: &'a [(Name, Node)],
        file: &'a SrcPath,
        table: impl Into<String>,
        diags: &'d mut Diags,
    ) -> Self {
        Self { entries, file, table: table.into(), known: Vec::new(), diags }
    }

    /// The value of a key, whatever its type. A key without a value counts as not given.
    pub(crate) fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        let (_, node) = self.entries.iter().find(|(name, _)| name.text == key)?;
        (!matches!(node.value, Value::Null)).then_some(node)
    }

    /// How a key is given a value in this file's format.
    fn assigned(&self, key: &str, value: &str) -> String {
        let toml = self.file.as_str().ends_with(".toml");
        if toml { format!("{key} = {value}") } else { format!("{key}: {value}") }
    }

    fn wrong(&mut self, key: &str, node: &Node, wanted: &str, example: &str) {
        self.diags.push(
            Diagnostic::new(
                Code::WrongType,
                format!("`{key}` must be {wanted}, not {}", node.value.describe()),
                format!("write `{example}`"),
            )
            .at(self.file, node.span.clone()),
        );
    }

    /// Reports a value that has the right type and yet cannot be.
    pub(crate) fn invalid(&mut self, code: Code, span: Range<usize>, message: String, help: impl Into<String>) {
        self.diags.push(Diagnostic::new(code, message, help).at(self.file, span));
    }

    /// A text.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<Located<String>> {
        let node = self.node(key)?;
        match &node.value {
            Value::Text(text) => Some(Located { value: text.clone(), span: node.span.clone() }),
            // A title such as `2026` is a text to whoever wrote it.
            Value::Int(number) => Some(Located { value: number.to_string(), span: node.span.clone() }),
            _ => {
                self.wrong(key, node, "a text", &self.assigned(key, "\"…\""));
                None
            }
        }
    }

    /// True or false.
    pub(crate) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        if let Value::Bool(flag) = node.value {
            return Some(flag);
        }
        self.wrong(key, node, "true or false", &self.assigned(key, "true"));
        None
    }

    /// A number.
    pub(crate) fn number(&mut self, key: &'static str) -> Option<Located<f64>> {
        let node = self.node(key)?;
        let value = match node.value {
            Value::Int(i) => i as f64,
            Value::Float(f) if f.is_finite() => f,
            _ => {
                self.wrong(key, node, "a number", &self.assigned(key, "1"));
                return None;
            }
        };
        Some(Located { value, span: node.span.clone() })
    }

    /// A list of texts; a single text is a list of one.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<Located<String>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let example = self.assigned(key, "[\"…\", \"…\"]");
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            Value::Text(_) | Value::Int(_) | Value::Float(_) => std::slice::from_ref(node),
            _ => {
                self.wrong(key, node, "a list of texts", &example);
                return Vec::new();
            }
        };
        let mut texts = Vec::new();
        for item in items {
            let value = match &item.value {
                Value::Text(text) => text.clone(),
                Value::Int(number) => number.to_string(),
                Value::Float(number) => number.to_string(),
                _ => {
                    self.wrong(key, item, "a list of texts", &example);
                    continue;
                }
            };
            texts.push(Located { value, span: item.span.clone() });
        }
        texts
    }

    /// A table within this one.
    pub(crate) fn table(&mut self, key: &'static str) -> Option<&'a [(Name, Node)]> {
        let node = self.node(key)?;
        if let Value::Table(entries) = &node.value {
            return Some(entries);
        }
        // `[output.html]` in a message is the table's own name.
        let of = self.table.trim_matches('`').trim_start_matches('[').trim_end_matches(']').to_owned();
        let path = if self.table.starts_with("`[") { format!("[{of}.{key}]") } else { format!("[{key}]") };
        self.wrong(key, node, "a table", &path);
        None
    }

    /// Reports the keys that nobody asked for.
    pub(crate) fn finish(self) {
        for (name, _) in self.entries {
            if self.known.contains(&name.text.as_str()) {
                continue;
            }
            let help = match nearest(&name.text, self.known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known here: {}", self.known.join(", ")),
            };
            self.diags.push(
                Diagnostic::new(Code::UnknownKey, format!("unknown key `{}` in {}", name.text, self.table), help)
                    .at(self.file, name.span.clone()),
            );
        }
    }
}
