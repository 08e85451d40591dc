use std::time::Instant;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::*;

const HEADER: &str = "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n";

/// A file with everything in it, as it is written; with `‹` and `›` for the characters around references.
const WHOLE: &str = r#"# German translations.
#
# Jürgen <j@example.org>, 2024.
msgid ""
msgstr ""
"Project-Id-Version: course\n"
"Language: de\n"
"Content-Type: text/plain; charset=UTF-8\n"
"X-Generator: Poedit: 3.4\n"

# checked twice
#   by two
#. heading of level 1
#.
#: content/en/intro.md:12 ‹content/en/my page.md›:3 ‹two words›
#, fuzzy, markdown
#| msgctxt "heading"
#| msgid ""
#| "Welcome\n"
#| "here"
msgctxt "title"
msgid "Welcome"
msgstr "Willkommen"

msgctxt ""
msgid ""
"Run `a \\ \"b\"`:\n"
"\tthen\001 wait\302\205\n"
msgstr ""
"\n"
"Erst,\n"
"dann…"

msgid "ends\n"
msgstr ""

# gone
#: old.md:1
#~| msgid "Older"
#~ msgctxt "c"
#~ msgid ""
#~ "Old\n"
#~ "text"
#~ msgstr "Alt"
"#;

fn whole() -> String {
    WHOLE.replace('‹', "\u{2068}").replace('›', "\u{2069}")
}

/// Reads a file and says what is wrong with it: the kind, the bytes underlined, the message.
fn read(text: &str) -> (Catalog, Vec<(ProblemKind, &str, String)>) {
    let (catalog, problems) = Catalog::parse(text.as_bytes());
    let told = problems.into_iter().map(|problem| (problem.kind, &text[problem.span], problem.message)).collect();
    (catalog, told)
}

/// What is wrong with some entries below a header, and the ids of the messages that remain.
fn body(text: &str) -> (Vec<String>, Vec<(ProblemKind, String, String)>) {
    let (catalog, problems) = read_owned(&format!("{HEADER}\n{text}"));
    (catalog.messages.into_iter().map(|message| message.id).collect(), problems)
}

fn read_owned(text: &str) -> (Catalog, Vec<(ProblemKind, String, String)>) {
    let (catalog, problems) = read(text);
    (catalog, problems.into_iter().map(|(kind, at, message)| (kind, at.to_owned(), message)).collect())
}

/// One problem of syntax, its place and a part of its message; the messages that remain.
#[track_caller]
fn is_syntax(text: &str, at: &str, what: &str, remain: &[&str]) {
    let (ids, problems) = body(text);
    assert_eq!(problems.len(), 1, "{problems:?}");
    let (kind, own_at, message) = &problems[0];
    assert_eq!((*kind, own_at.as_str()), (ProblemKind::Syntax, at), "{message}");
    assert!(message.contains(what), "{message}");
    assert_eq!(ids, remain);
}

fn without_spans(mut catalog: Catalog) -> Catalog {
    catalog.messages.iter_mut().chain(&mut catalog.obsolete).for_each(|message| message.span = 0..0);
    catalog
}

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_whole_file_is_read_and_written_as_it_was() {
    let whole = whole();
    let (catalog, problems) = read(&whole);
    assert_eq!(problems, []);
    assert_eq!(catalog.to_text(), whole);
    assert_eq!(catalog.comments, ["German translations.", "", "Jürgen <j@example.org>, 2024."]);
    assert_eq!(catalog.field("language"), Some("de"));
    assert_eq!(catalog.field("X-Generator"), Some("Poedit: 3.4"));
    assert_eq!(catalog.field("Plural-Forms"), None);
    let [title, run, ends] = catalog.messages.as_slice() else { panic!("{:?}", catalog.messages) };
    let wanted = Message {
        comments: strings(&["checked twice", "  by two"]),
        extracted: strings(&["heading of level 1", ""]),
        references: strings(&["content/en/intro.md:12", "content/en/my page.md:3", "two words"]),
        flags: strings(&["fuzzy", "markdown"]),
        previous_context: Some("heading".into()),
        previous_id: Some("Welcome\nhere".into()),
        context: Some("title".into()),
        id: "Welcome".into(),
        text: "Willkommen".into(),
        span: title.span.clone(),
    };
    assert_eq!(*title, wanted);
    assert!(title.is_fuzzy() && !run.is_fuzzy());
    assert!(
        WHOLE[title.span.clone()].starts_with("# checked") && WHOLE[title.span.clone()].ends_with("\"Willkommen\"")
    );
    assert_eq!(run.context.as_deref(), Some(""));
    assert_eq!(run.id, "Run `a \\ \"b\"`:\n\tthen\u{1} wait\u{85}\n");
    assert_eq!(run.text, "\nErst,\ndann…");
    assert_eq!((&*ends.id, &*ends.text), ("ends\n", ""));
    let [old] = catalog.obsolete.as_slice() else { panic!("{:?}", catalog.obsolete) };
    assert_eq!((old.previous_id.as_deref(), &*old.id, &*old.text), (Some("Older"), "Old\ntext", "Alt"));
    assert_eq!((&old.comments, &old.references), (&strings(&["gone"]), &strings(&["old.md:1"])));
}

#[test]
fn other_programs_ways_of_writing_are_read() {
    let whole = whole();
    let (wanted, _) = read(&whole);
    let dressed = format!("\u{feff}{}", whole.replace('\n', "\r\n"));
    let (catalog, problems) = read(&dressed);
    assert_eq!(problems, []);
    assert!(dressed[catalog.messages[0].span.clone()].starts_with("# checked"));
    assert_eq!(without_spans(catalog), without_spans(wanted));

    let text = format!(
        "{HEADER}#no space\n#=a,  b\n#:x:1\n#, fuzzy\n  msgid\t\"a\" \"b\"\n\n\"c\"\nmsgstr\"\\101\\x42\\303\\251\\7\"\n\
         #~ # left\n#~\n#| msgid \"q\"\n#~ msgid \"o\"\n#~ msgstr \"\"\nmsgid \"last\"\nmsgstr \"\"",
    );
    let (catalog, problems) = read(&text);
    assert_eq!(problems, []);
    let [message, last] = catalog.messages.as_slice() else { panic!("{:?}", catalog.messages) };
    assert_eq!((&*message.id, &*message.text), ("abc", "ABé\u{7}"));
    assert_eq!((&message.comments, &message.references), (&strings(&["no space"]), &strings(&["x:1"])));
    assert_eq!(message.flags, ["a", "b", "fuzzy"]);
    assert_eq!(last.id, "last");
    assert_eq!((&*catalog.obsolete[0].id, &catalog.obsolete[0].comments), ("o", &strings(&["left"])));
}

#[test]
fn another_charset_is_not_read() {
    let with =
        |charset: &str, text: &str| format!("{}\nmsgid \"a\"\nmsgstr \"{text}\"\n", HEADER.replace("UTF-8", charset));
    for charset in ["utf-8", "UTF8", "CHARSET", "us-ascii"] {
        assert_eq!(Catalog::parse(with(charset, "b").as_bytes()).1, [], "{charset}");
    }
    for charset in ["ISO-8859-1", "CHARSET", "ASCII"] {
        let text = with(charset, "bé");
        let (catalog, problems) = read(&text);
        assert_eq!(catalog, Catalog::default());
        let line = format!("\"Content-Type: text/plain; charset={charset}\\n\"");
        assert_eq!((problems.len(), problems[0].0, problems[0].1), (1, ProblemKind::Charset, &*line));
    }
    // The header tells the charset even where other bytes come before it.
    let latin = [b"# J\xfcrgen\n", HEADER.replace("UTF-8", "ISO-8859-1").as_bytes()].concat();
    let (catalog, problems) = Catalog::parse(&latin);
    assert_eq!((catalog, problems.len(), problems[0].span.start), (Catalog::default(), 1, 28));
    assert!(problems[0].help.contains("msgconv -t UTF-8"));

    let bytes = [HEADER.as_bytes(), b"msgid \"\xfc\"\nmsgstr \"\"\n"].concat();
    let (catalog, problems) = Catalog::parse(&bytes);
    let at = HEADER.len() + 7;
    assert_eq!((catalog, problems[0].span.clone()), (Catalog::default(), at..at + 1));
    assert_eq!((problems.len(), problems[0].kind), (1, ProblemKind::Charset));
}

#[test]
fn a_header_is_missed() {
    let (catalog, problems) = read("msgid \"a\"\nmsgstr \"b\"\n");
    assert_eq!((catalog.messages.len(), problems.len(), problems[0].0), (1, 1, ProblemKind::Header));
    assert_eq!(Catalog::parse(b"").1[0].kind, ProblemKind::Header);
    let (catalog, problems) = read("msgid \"\"\nmsgstr \"Language: de\\nwhat\\n\"\n");
    assert_eq!(catalog.header, [("Language".to_owned(), "de".to_owned())]);
    let kinds: Vec<_> = problems.iter().map(|(kind, at, message)| (*kind, *at, message.as_str())).collect();
    let line = (ProblemKind::Header, "msgid \"\"", "the header's line `what` is no field");
    assert_eq!(kinds, [line, (ProblemKind::Header, "msgid \"\"", "the header names no charset")]);
}

#[test]
fn the_first_of_two_messages_holds() {
    let text = format!(
        "{HEADER}\nmsgid \"a\"\nmsgstr \"1\"\n\nmsgctxt \"c\"\nmsgid \"a\"\nmsgstr \"2\"\n\n\
         # x\nmsgid \"a\"\nmsgstr \"3\"\n\n#~ msgid \"a\"\n#~ msgstr \"4\"\n\n{HEADER}",
    );
    let (catalog, problems) = read(&text);
    let texts: Vec<&str> = catalog.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!((texts, catalog.obsolete.len()), (vec!["1", "2"], 1));
    let [message, header] = problems.as_slice() else { panic!("{problems:?}") };
    let told = "this message is in line 5 too, and that one holds".to_owned();
    assert_eq!(*message, (ProblemKind::Duplicate, "msgid \"a\"", told));
    assert_eq!((header.0, header.1), (ProblemKind::Duplicate, "msgid \"\""));
    assert!(header.2.starts_with("this header is in line 1 too"));
}

#[test]
fn what_cannot_be_read_is_left_out() {
    let next = "msgid \"n\"\nmsgstr \"\"\n";
    let before = |text: &str| format!("{text}\n{next}");
    is_syntax(&before("msgid \"a\nmsgstr \"b\"\n"), "\"a", "no closing quote", &["n"]);
    is_syntax(&before("msgid \"a\"\nmsgstr \"b\\\"\n"), "\"b\\\"", "no closing quote", &["n"]);
    is_syntax(&before("msgid \"a \"b\" c\"\nmsgstr \"\"\n"), "b\" c\"", "outside of the double quotes", &["n"]);
    is_syntax(&before("msgid \"ü \\q\"\nmsgstr \"\"\n"), "\\q", "no such escape", &["n"]);
    is_syntax(&before("msgid \"\\777\"\nmsgstr \"\"\n"), "\\777", "no such escape", &["n"]);
    is_syntax(&before("msgid \"a\"\nmsgstr \"\\303\"\n"), "\"\\303\"", "not in UTF-8", &["n"]);
    is_syntax(&before("msgid \"a\"\nmsgstr \"b\"\nhello\nyou\n"), "hello", "neither a comment", &["n"]);
    is_syntax(&before("# c\n\"a\"\n"), "\"a\"", "belongs to nothing", &["n"]);
    is_syntax(&before("msgid\n\"a\"\nmsgstr \"\"\n"), "msgid", "has no text", &["n"]);
    is_syntax(&before("# c\nmsgid \"a\""), "msgid \"a\"", "no `msgstr`", &["n"]);
    is_syntax(&before("msgid \"a\"\n# c\nmsgctxt \"c\""), "msgid \"a\"", "no `msgstr`", &["n"]);
    is_syntax(&before("msgstr \"b\"\n"), "msgstr \"b\"", "no `msgid`", &["n"]);
    is_syntax(&before("msgid \"a\"\nmsgstr \"\"\nmsgstr \"b\"\n"), "msgstr \"b\"", "second `msgstr`", &["n"]);
    is_syntax(
        &before("#| msgid \"a\"\n#| msgid \"b\"\nmsgid \"c\"\nmsgstr \"\"\n"),
        "#| msgid \"b\"",
        "second",
        &["n"],
    );
    is_syntax(&before("#~ msgid \"a\"\nmsgstr \"b\"\n"), "msgstr \"b\"", "obsolete", &["n"]);
    is_syntax(&before("domain \"d\"\n"), "domain \"d\"", "not supported", &["n"]);
    let plural = "msgid \"a\"\nmsgid_plural \"as\"\nmsgstr[0] \"b\"\nmsgstr[1] \"\"\n\"bs\"\n";
    is_syntax(&before(plural), "msgid_plural \"as\"", "has plural forms, which", &["n"]);
    // All strings that are wrong are told.
    assert_eq!(body("msgid \"\\q\"\nmsgstr \"\\z\"\n\"\n").1.len(), 3);
}

#[test]
fn a_file_that_was_cut_off_is_noticed() {
    for (text, at) in [("# com", "# com"), ("#| msgid \"a\"\n", "#| msgid \"a\""), ("msgctxt \"c\"\n", "msgctxt \"c\"")]
    {
        is_syntax(text, at, "", &[]);
    }
    let (_, problems) = read("msgid \"\"\nmsgstr \"\"\n\"Content-Type: te");
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].0, problems[0].1), (ProblemKind::Syntax, "\"Content-Type: te"));
}

#[test]
fn a_merge_conflict_is_told_once() {
    let conflict = "<<<<<<< HEAD\n\"x\"\n=======\n\"y\"\n>>>>>>> b\n";
    let text = format!("msgid \"a\"\nmsgstr \"\"\n{conflict}\"z\"\n\nmsgid \"n\"\nmsgstr \"\"\n");
    is_syntax(&text, "<<<<<<< HEAD", "a merge", &["n"]);
    is_syntax(&format!("{text}{conflict}\n{conflict}"), "<<<<<<< HEAD", "a merge", &[]);
    is_syntax(&format!("{text}\n{conflict}"), "<<<<<<< HEAD", "a merge", &["n"]);
    let in_header = HEADER.replace("\"Content", &format!("{conflict}\"Content"));
    let text = format!("{in_header}\nmsgid \"a\"\nmsgstr \"\"\n");
    let (catalog, problems) = read(&text);
    assert_eq!((catalog.messages.len(), problems.len()), (1, 1), "{problems:?}");
}

#[test]
fn what_does_not_fit_in_a_line_is_written_so_that_the_rest_holds() {
    let message = Message {
        comments: strings(&["two\nlines"]),
        references: strings(&["a\u{2069}b", "\u{2068}"]),
        id: "a".into(),
        ..Message::default()
    };
    let header = vec![("Content-Type".into(), "charset=UTF-8".into()), ("X".into(), "two\nlines".into())];
    let catalog = Catalog { header, messages: vec![message, Message::default()], ..Catalog::default() };
    let (read, problems) = Catalog::parse(catalog.to_text().as_bytes());
    assert_eq!((problems, read.field("x"), read.messages.len()), (vec![], Some("two lines"), 1));
    assert_eq!(
        (&read.messages[0].comments, &read.messages[0].references),
        (&strings(&["two lines"]), &strings(&["ab"]))
    );
}

#[test]
fn reading_is_linear() {
    for piece in
        ["msgid \"a\"\nmsgstr \"b\"\n", "\u{2068} ", "\"", "\\", "#", "#~", " ", "msgid \"\"", "#: \u{2068}\n", "\n# x"]
    {
        let start = Instant::now();
        Catalog::parse(piece.repeat(300_000 / piece.len()).as_bytes());
        assert!(start.elapsed().as_secs() < 5, "{piece:?}");
    }
}

/// Text without line ends, often of what means something in the format.
fn line() -> impl Strategy<Value = String> {
    let own = prop::sample::select(vec![
        "",
        " ",
        " a ",
        "#",
        "#~",
        ": b",
        "a:12",
        "\"",
        "\\n",
        "msgid \"\"",
        "<<<<<<<",
        "\u{feff}",
    ]);
    let any = "\\PC{0,12}|[^\n\r]{0,6}";
    (own, any, any).prop_map(|(own, before, after)| format!("{before}{own}{after}"))
}

fn text() -> impl Strategy<Value = String> {
    vec(prop_oneof![line(), Just("\n".to_owned()), Just("\r\n".to_owned()), any::<String>()], 0..4)
        .prop_map(|all| all.concat())
}

fn reference() -> impl Strategy<Value = String> {
    line()
        .prop_map(|line| line.replace([lexis::ISOLATE.0, lexis::ISOLATE.1], ""))
        .prop_filter("empty", |line| !line.is_empty())
}

fn flag() -> impl Strategy<Value = String> {
    prop_oneof![Just("fuzzy".to_owned()), "[^,\\s]{1,5}"]
}

type Key = (Option<String>, String);

fn messages(keys: impl Strategy<Value = Key>) -> impl Strategy<Value = Vec<Message>> {
    let lines = || vec(line(), 0..3);
    let comments = (lines(), lines(), vec(reference(), 0..3), vec(flag(), 0..3));
    let values = (comments, prop::option::of(text()), prop::option::of(text()), text());
    btree_map(keys, values, 0..5).prop_map(|all| {
        let message =
            |((context, id), ((comments, extracted, references, flags), previous_context, previous_id, text))| {
                let span = 0..0;
                Message {
                    comments,
                    extracted,
                    references,
                    flags,
                    previous_context,
                    previous_id,
                    context,
                    id,
                    text,
                    span,
                }
            };
        all.into_iter().map(message).collect()
    })
}

fn catalogs() -> impl Strategy<Value = Catalog> {
    let key = || (prop::option::of(text()), text());
    let live = key().prop_filter("a header", |(context, id)| context.is_some() || !id.is_empty());
    let field =
        ("[A-Za-z-]{1,9}", line()).prop_filter("the charset", |(name, _)| !name.eq_ignore_ascii_case("content-type"));
    (vec(line(), 0..3), vec(field, 0..4), messages(live), messages(key())).prop_map(
        |(comments, mut header, messages, obsolete)| {
            header.insert(header.len() / 2, ("Content-Type".into(), "text/plain; charset=UTF-8".into()));
            Catalog { comments, header, messages, obsolete }
        },
    )
}

/// Spans can be underlined, and problems are in the order of the file.
fn check_spans(bytes: &[u8]) {
    let (catalog, problems) = Catalog::parse(bytes);
    let spans = problems.iter().map(|problem| &problem.span);
    for span in spans.chain(catalog.messages.iter().chain(&catalog.obsolete).map(|message| &message.span)) {
        assert!(bytes.get(span.clone()).is_some(), "{span:?}");
        if let Ok(text) = str::from_utf8(bytes) {
            assert!(text.get(span.clone()).is_some(), "{span:?}");
        }
    }
    assert!(problems.iter().all(|problem| !bytes[problem.span.clone()].contains(&b'\n')));
    assert!(problems.is_sorted_by_key(|problem| problem.span.start));
    let text = catalog.to_text();
    let again = Catalog::parse(text.as_bytes()).0;
    if again.field("Content-Type").is_some() {
        assert_eq!(again.to_text(), text);
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_as_it_was(catalog in catalogs()) {
        let text = catalog.to_text();
        let (again, problems) = Catalog::parse(text.as_bytes());
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(again.to_text(), text);
        prop_assert_eq!(without_spans(again), catalog);
    }

    #[test]
    fn any_bytes_are_read(bytes in vec(any::<u8>(), 0..300), text in text()) {
        check_spans(&bytes);
        check_spans(text.as_bytes());
    }

    #[test]
    fn any_mutilation_is_read(
        catalog in prop_oneof![catalogs().prop_map(|catalog| catalog.to_text()), Just(whole())],
        edits in vec((any::<prop::sample::Index>(), 0usize..20, prop_oneof![text(), Just(String::new())]), 1..5),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = catalog.into_bytes();
        for (at, len, new) in edits {
            let at = at.index(bytes.len() + 1);
            let end = (at + len).min(bytes.len());
            bytes.splice(at..end, new.into_bytes());
        }
        check_spans(&bytes);
        bytes.truncate(cut.index(bytes.len() + 1));
        check_spans(&bytes);
    }
}
