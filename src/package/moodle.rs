//! Moodle XML: questions for its question bank (<https://docs.moodle.org/en/Moodle_XML_format>).
//!
//! Each question has its name as `idnumber`, so that it can be found again. Questions that are put in order are of the type `ordering`,
//! which Moodle has since 4.4.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::parse::learning::QuestionKind;
use crate::render::{Bank, BankAnswer, BankQuestion};

type Out = Writer<Vec<u8>>;

/// The questions of a site, in a category for each page below one that has the site's title.
pub fn moodle_xml(title: &str, banks: &[Bank]) -> io::Result<String> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    out.create_element("quiz").write_inner_content(|out| {
        for bank in banks {
            category(out, title, bank)?;
            bank.questions.iter().try_for_each(|question| self::question(out, question))?;
        }
        Ok(())
    })?;
    let mut text = String::from_utf8_lossy(&out.into_inner()).into_owned();
    text.push('\n');
    Ok(text)
}

fn category(out: &mut Out, title: &str, bank: &Bank) -> io::Result<()> {
    // Slashes part categories; one that belongs to a name is doubled.
    let names = std::iter::once(title).chain(bank.path.iter().map(String::as_str)).map(|name| name.replace('/', "//"));
    let path = format!("$course$/top/{}", names.collect::<Vec<_>>().join("/"));
    out.create_element("question").with_attribute(("type", "category")).write_inner_content(|out| {
        wrapped(out, "category", &path)?;
        element(out, "idnumber", &bank.key)
    })?;
    Ok(())
}

fn question(out: &mut Out, question: &BankQuestion) -> io::Result<()> {
    let kind = match question.kind {
        QuestionKind::Single | QuestionKind::Multiple => "multichoice",
        QuestionKind::Order => "ordering",
        QuestionKind::Match => "matching",
        QuestionKind::Short => "shortanswer",
    };
    out.create_element("question").with_attribute(("type", kind)).write_inner_content(|out| {
        wrapped(out, "name", &question.title)?;
        let title = html_escape::encode_text(&question.title);
        html(out, "questiontext", &format!("<p><b>{title}</b></p>\n{}", question.stem))?;
        html(out, "generalfeedback", &explanation(question))?;
        for (name, text) in [("defaultgrade", "1"), ("penalty", "0.3333333"), ("hidden", "0")] {
            element(out, name, text)?;
        }
        element(out, "idnumber", &question.name)?;
        match question.kind {
            QuestionKind::Single | QuestionKind::Multiple => choice(out, question),
            QuestionKind::Order => order(out, question),
            QuestionKind::Match => pairs(out, question),
            QuestionKind::Short => short(out, question),
        }
    })?;
    Ok(())
}

/// What is said after every answer. Items that are put in order can say nothing of themselves there.
fn explanation(question: &BankQuestion) -> String {
    if question.kind != QuestionKind::Order {
        return question.explained.clone();
    }
    let item = |answer: &BankAnswer| format!("<li>{}\n{}</li>", answer.html, answer.feedback);
    let items: String = question.answers.iter().map(item).collect();
    format!("<ol>{items}</ol>\n{}", question.explained)
}

fn choice(out: &mut Out, question: &BankQuestion) -> io::Result<()> {
    let single = question.kind == QuestionKind::Single;
    for (name, text) in [
        ("single", if single { "true" } else { "false" }),
        ("shuffleanswers", "true"),
        ("answernumbering", "none"),
        ("showstandardinstruction", "1"),
    ] {
        element(out, name, text)?;
    }
    let count = |right: bool| question.answers.iter().filter(|answer| answer.right == right).count();
    for answer in &question.answers {
        let points = match (single, answer.right) {
            (true, true) => "100".to_owned(),
            (true, false) => "0".to_owned(),
            (false, true) => fraction(count(true), ""),
            // Whoever chooses everything gets nothing.
            (false, false) => fraction(count(false), "-"),
        };
        out.create_element("answer")
            .with_attributes([("fraction", points.as_str()), ("format", "html")])
            .write_inner_content(|out| {
                element(out, "text", &answer.html)?;
                html(out, "feedback", &answer.feedback)
            })?;
    }
    Ok(())
}

/// A part of a hundred as Moodle knows it: with five digits, zeros left out.
fn fraction(parts: usize, sign: &str) -> String {
    let exact = format!("{:.5}", 100.0 / parts.max(1) as f64);
    format!("{sign}{}", exact.trim_end_matches('0').trim_end_matches('.'))
}

fn order(out: &mut Out, question: &BankQuestion) -> io::Result<()> {
    for (name, text) in [
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", "0"),
        ("gradingtype", "ABSOLUTE_POSITION"),
        ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
        ("shownumcorrect", "1"),
    ] {
        element(out, name, text)?;
    }
    for (place, answer) in (1..).zip(&question.answers) {
        let place = format!("{place}.0000000");
        out.create_element("answer")
            .with_attributes([("fraction", place.as_str()), ("format", "html")])
            .write_inner_content(|out| element(out, "text", &answer.html))?;
    }
    Ok(())
}

fn pairs(out: &mut Out, question: &BankQuestion) -> io::Result<()> {
    element(out, "shuffleanswers", "true")?;
    for answer in &question.answers {
        out.create_element("subquestion").with_attribute(("format", "html")).write_inner_content(|out| {
            element(out, "text", &answer.html)?;
            wrapped(out, "answer", &answer.other)
        })?;
    }
    Ok(())
}

fn short(out: &mut Out, question: &BankQuestion) -> io::Result<()> {
    element(out, "usecase", "0")?;
    let mut told: Vec<&str> = Vec::new();
    for answer in &question.answers {
        for text in std::iter::once(&answer.text).chain(&answer.forms) {
            if told.contains(&text.as_str()) {
                continue;
            }
            told.push(text);
            // A star stands for anything there.
            let text = text.replace('*', "\\*");
            out.create_element("answer")
                .with_attributes([("fraction", "100"), ("format", "plain_text")])
                .write_inner_content(|out| {
                    element(out, "text", &text)?;
                    html(out, "feedback", &answer.feedback)
                })?;
        }
    }
    Ok(())
}

fn element(out: &mut Out, name: &str, text: &str) -> io::Result<()> {
    out.create_element(name).write_text_content(BytesText::new(&super::allowed(text))).map(|_| ())
}

fn wrapped(out: &mut Out, name: &str, text: &str) -> io::Result<()> {
    out.create_element(name).write_inner_content(|out| element(out, "text", text)).map(|_| ())
}

fn html(out: &mut Out, name: &str, text: &str) -> io::Result<()> {
    let element = out.create_element(name).with_attribute(("format", "html"));
    element.write_inner_content(|out| self::element(out, "text", text)).map(|_| ())
}
