//! Tests of the reader and the writer: what is written comes back, and what others write is understood.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use super::*;

const VERSIONS: [Version; 2] = [Version::V1_2, Version::V2_0];

/// Words with all that is special in XML and here.
fn words() -> impl Strategy<Value = String> {
    let special = prop::sample::select(
        " \n\r\t&<>\"'];␛0241b;\u{1b}\0\u{fffe}\u{85}\u{2028}\u{feff}".chars().collect::<Vec<_>>(),
    );
    vec(prop_oneof![any::<char>(), special], 0..10).prop_map(String::from_iter)
}

fn code() -> impl Strategy<Value = String> {
    words().prop_filter("a code is not empty", |code| !code.is_empty())
}

fn kind() -> impl Strategy<Value = Inline> {
    prop::sample::select(KINDS.map(|row| row.0).to_vec())
}

/// Properly nested pieces; the ids are still to be given.
fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let leaf = prop_oneof![
        words().prop_map(|text| vec![Piece::Text(text)]),
        (kind(), code()).prop_map(|(kind, code)| vec![Piece::Single { id: 0, kind, code }]),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let pair = (kind(), code(), inner.clone(), code()).prop_map(|(kind, code, inner, end)| {
            [vec![Piece::Open { id: 0, kind, code }], inner, vec![Piece::Close { id: 0, code: end }]].concat()
        });
        prop_oneof![pair, vec(inner, 0..3).prop_map(|parts| parts.concat())]
    })
}

fn numbered(mut pieces: Vec<Piece>, from: u32) -> Vec<Piece> {
    let mut open = Vec::new();
    let mut next = from;
    for piece in &mut pieces {
        match piece {
            Piece::Text(_) => continue,
            Piece::Close { id, .. } => *id = open.pop().unwrap(),
            Piece::Open { id, .. } => {
                open.push(next);
                *id = next;
                next += 1;
            }
            Piece::Single { id, .. } => {
                *id = next;
                next += 1;
            }
        }
    }
    pieces
}

/// Other words in the source's markup.
fn translated(source: &[Piece], words: &str) -> Vec<Piece> {
    let other = |piece: &Piece| if let Piece::Text(_) = piece { Piece::Text(words.into()) } else { piece.clone() };
    source.iter().map(other).collect()
}

prop_compose! {
    fn unit()(
        notes in vec(words(), 0..3), address in prop::option::of(words()), previous in prop::option::of(words()),
        source in pieces(), own in pieces(), words in words(), which in 0..4,
        state in prop::sample::select(vec![State::Untranslated, State::NeedsReview, State::Translated]),
    ) -> Unit {
        let source = numbered(source, 1);
        let target = match which {
            0 => None,
            1 => Some(translated(&source, &words)),
            2 => Some([translated(&source, &words), numbered(own, 1000)].concat()),
            _ => Some(numbered(own, 1000)),
        };
        Unit { id: String::new(), notes, address, source, previous, target, state, span: 0..0 }
    }
}

prop_compose! {
    fn file()(key in code(), original in words(), mut units in vec(unit(), 0..3)) -> File {
        for (i, unit) in units.iter_mut().enumerate() {
            unit.id = format!("u-{i}");
        }
        File { key, original, units }
    }
}

fn exchange() -> impl Strategy<Value = Exchange> {
    vec(file(), 1..3).prop_map(|files| Exchange { source_lang: "en".into(), target_lang: "fi-FI".into(), files })
}

fn merged(pieces: &[Piece]) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (piece, all.last_mut()) {
            (Piece::Text(text), Some(Piece::Text(last))) => last.push_str(text),
            (Piece::Text(text), _) if text.is_empty() => {}
            _ => all.push(piece.clone()),
        }
    }
    all
}

/// An exchange as it is read.
fn normal(mut exchange: Exchange) -> Exchange {
    let is_blank = |pieces: &[Piece]| pieces.iter().all(|p| matches!(p, Piece::Text(text) if text.trim().is_empty()));
    for unit in exchange.files.iter_mut().flat_map(|file| &mut file.units) {
        unit.source = merged(&unit.source);
        let target = unit.target.take().map(|target| merged(&target));
        unit.target = target.filter(|target| !target.is_empty() && (!is_blank(target) || is_blank(&unit.source)));
        unit.state = unit.target.as_ref().map_or(State::Untranslated, |_| unit.state);
        unit.span = 0..0;
    }
    exchange
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(exchange in exchange()) {
        for version in VERSIONS {
            let text = exchange.to_text(version);
            let (read, problems) = Exchange::parse(text.as_bytes());
            prop_assert_eq!(&problems, &[], "{}", text);
            let (read, read_version) = read.unwrap();
            prop_assert_eq!(read_version, version);
            for unit in read.files.iter().flat_map(|file| &file.units) {
                let whole = &text[unit.span.clone()];
                prop_assert!(whole.starts_with(['<']) && whole.contains(&unit.id) && whole.ends_with("unit>"));
            }
            prop_assert_eq!(normal(read), normal(exchange.clone()), "{}", text);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(
        exchange in exchange(), is_new: bool,
        cuts in vec((any::<prop::sample::Index>(), 0..12_usize, any::<Vec<u8>>()), 1..4),
    ) {
        let mut bytes = exchange.to_text(VERSIONS[usize::from(is_new)]).into_bytes();
        for (at, len, other) in cuts {
            let at = at.index(bytes.len());
            bytes.splice(at..(at + len).min(bytes.len()), other.into_iter().take(6));
        }
        let (read, problems) = Exchange::parse(&bytes);
        prop_assert!(read.is_some() || !problems.is_empty());
        for problem in problems {
            prop_assert!(problem.span.start <= problem.span.end && problem.span.end <= bytes.len());
        }
    }

    #[test]
    fn marks_in_any_order_do_not_make_it_panic(parts in vec(prop::sample::select(MARKS.to_vec()), 0..24)) {
        for head in [HEAD_1, HEAD_2] {
            Exchange::parse(format!("{head}{}", parts.concat()).as_bytes());
        }
    }
}

const MARKS: [&str; 22] = [
    "<trans-unit id='a'>",
    "</trans-unit>",
    "<unit id='b'>",
    "</unit>",
    "<segment>",
    "</segment>",
    "<source>",
    "</source>",
    "<target>",
    "</target>",
    "<g id='1'>",
    "</g>",
    "<pc id='1'>",
    "</pc>",
    "<x id='1'/>",
    "<ec startRef='1'/>",
    "words",
    "</body>",
    "</file>",
    "</xliff>",
    "<cp hex='zz'/>",
    "&b;",
];
const HEAD_1: &str = "<xliff version='1.2' xmlns='urn:oasis:names:tc:xliff:document:1.2'>\
    <file original='k' source-language='en' target-language='fi' datatype='x'><body>";
const HEAD_2: &str = "<xliff version='2.0' srcLang='en' trgLang='fi' xmlns='urn:oasis:names:tc:xliff:document:2.0'>\
    <file id='f' original='k'>";
const TAIL_1: &str = "</body></file></xliff>";
const TAIL_2: &str = "</file></xliff>";

/// The units of a file without problems.
fn read(text: &str) -> Vec<Unit> {
    let (read, problems) = Exchange::parse(text.as_bytes());
    assert_eq!(problems, [], "{text}");
    read.unwrap().0.files.into_iter().flat_map(|file| file.units).collect()
}

/// The unit of 1.2 that has this content.
fn one(content: &str) -> Unit {
    read(&format!("{HEAD_1}<trans-unit id='u'>{content}</trans-unit>{TAIL_1}")).remove(0)
}

/// The unit of 2.0 that has this content.
fn two(content: &str) -> Unit {
    read(&format!("{HEAD_2}<unit id='u'>{content}</unit>{TAIL_2}")).remove(0)
}

/// Pieces as the writing has them, with the ids of the codes.
fn shown(pieces: &[Piece]) -> String {
    let of = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Open { id, kind, code } => format!("{{{id} {kind:?} {code}|"),
        Piece::Close { id, code } => format!("|{code} {id}}}"),
        Piece::Single { id, kind, code } => format!("{{{id} {kind:?} {code}}}"),
    };
    pieces.iter().map(of).collect()
}

fn target(unit: &Unit) -> String {
    shown(unit.target.as_deref().unwrap_or_default())
}

const LINK_1: &str = "<source>See <bpt id='1' ctype='link'>[</bpt>it<ept id='1'>](a.md)</ept> or \
    <ph id='2' ctype='x-code'>`x`</ph></source>";

#[test]
fn codes_of_1_2_that_do_not_say_how_they_are_written_are_the_sources() {
    let expected = "{2 Code `x`} tai {1 Link [|se|](a.md) 1}";
    for content in [
        "<x id='2'/> tai <g id='1'>se</g>",
        "<ph id='2'/> tai <bpt id='1'/>se<ept id='1'></ept>",
        "<x id='2'/> tai <bx id='1' rid='7'/>se<ex id='9' rid='7'/>",
        "<x id='2'/> tai <it id='1' pos='open'/>se<it id='1' pos='close'/>",
        "<mrk mtype='seg' mid='0'><x id='2'/> tai </mrk><mrk mtype='seg' mid='1'><g id='1'>se</g></mrk>",
    ] {
        assert_eq!(target(&one(&format!("{LINK_1}<target>{content}</target>"))), expected, "{content}");
    }
}

#[test]
fn codes_of_1_2_may_be_of_the_target_only_and_have_texts_in_them() {
    let unit = one(&format!("{LINK_1}<target><ph id='new'>![<sub>kuva</sub>](b)</ph><ept id='1'>](b)</ept></target>"));
    assert_eq!(target(&unit), "{3 Other ![kuva](b)}|](b) 1}");
}

#[test]
fn segmentation_of_the_source_is_passed_over() {
    let unit =
        one("<source>A. B.</source><seg-source><mrk mtype='seg' mid='1'>A.</mrk></seg-source><target>C.</target>");
    assert_eq!((shown(&unit.source), target(&unit)), ("A. B.".into(), "C.".into()));
}

#[test]
fn codes_of_2_0_have_their_data_or_are_like_others() {
    let data = "<originalData><data id='a'>*</data><data id='b'>`<cp hex='001b'/>`</data></originalData>";
    let source = "<source><pc id='1' type='fmt' subType='xlf:i' dataRefStart='a' dataRefEnd='a'>x</pc>\
        <ph id='2' dataRef='b'/></source>";
    for (content, expected) in [
        ("<pc id='1'>y</pc><ph id='2' canCopy='no'/>", "{1 Emphasis *|y|* 1}{2 Other `\u{1b}`}"),
        ("<sc id='1' dataRef='a'/>y<ec startRef='1'/>", "{1 Emphasis *|y|* 1}"),
        ("<sc id='s' copyOf='1'/>y<ec startRef='s' copyOf='1'/>", "{3 Emphasis *|y|* 3}"),
        ("<mrk id='m' type='term'>y</mrk><sm id='n'/>z<em startRef='n'/><cp hex='1f'/>", "yz\u{1f}"),
    ] {
        let unit = two(&format!("{data}<segment>{source}<target>{content}</target></segment>"));
        assert_eq!(target(&unit), expected);
    }
}

#[test]
fn segments_are_put_together() {
    let segment = |source, target| format!("<segment state='final'><source>{source}</source>{target}</segment>");
    let between = "<ignorable><source> </source></ignorable>";
    let unit = two(&[&segment("A.", "<target>X.</target>"), between, &segment("B.", "<target>Y.</target>")].concat());
    assert_eq!((shown(&unit.source), target(&unit), unit.state), ("A. B.".into(), "X. Y.".into(), State::Translated));
    let unit =
        two(&[&segment("A", "<target order='3'>X</target>"), between, &segment("B", "<target order='1'>Y</target>")]
            .concat());
    assert_eq!(target(&unit), "Y X");
    let unit = two(&[&segment("A.", "<target>X.</target>"), between, &segment("B.", "")].concat());
    assert_eq!((target(&unit), unit.state), ("X. ".into(), State::Untranslated));
}

#[test]
fn states_of_1_2() {
    for (state, expected) in [
        ("", State::Translated),
        ("state='translated'", State::Translated),
        ("state='final'", State::Translated),
        ("state='signed-off'", State::Translated),
        ("state='new'", State::Untranslated),
        ("state='needs-translation'", State::Untranslated),
        ("state='needs-review-l10n'", State::NeedsReview),
        ("state='needs-adaptation'", State::NeedsReview),
        ("state='x-unsure'", State::NeedsReview),
    ] {
        assert_eq!(one(&format!("<source>a</source><target {state}>b</target>")).state, expected, "{state}");
    }
    for empty in ["", "<target/>", "<target state='final'>\n  </target>"] {
        let unit = one(&format!("<source>a</source>{empty}"));
        assert_eq!((unit.target, unit.state), (None, State::Untranslated));
    }
    let unit = "<trans-unit approved='yes' id='u'><source>a</source><target state='new'>b</target></trans-unit>";
    assert_eq!(read(&format!("{HEAD_1}<group>{unit}</group>{TAIL_1}"))[0].state, State::Translated);
}

#[test]
fn states_of_2_0() {
    for (state, expected) in [
        ("", State::NeedsReview),
        ("state='initial'", State::NeedsReview),
        ("state='reviewed'", State::Translated),
        ("state='final' subState='polku:needs-review'", State::Translated),
        ("state='initial' subState='polku:needs-review'", State::NeedsReview),
        ("state='initial' subState='polku:needs-translation'", State::Untranslated),
    ] {
        let unit = two(&format!("<segment {state}><source>a</source><target>b</target></segment>"));
        assert_eq!(unit.state, expected, "{state}");
    }
    assert_eq!(two("<segment state='final'><source>a</source></segment>").state, State::Untranslated);
}

#[test]
fn what_tools_add_is_passed_over() {
    let text = "\u{feff}<?xml version='1.0' encoding='utf-8'?><?tool x?><!-- c -->\
        <x:xliff xmlns:x='urn:oasis:names:tc:xliff:document:1.2' xmlns:t='t' t:id='9' version='1.2'>\
        <t:xliff><source/></t:xliff><x:file source-language='en' t:original='no' original='k&#9;&lt;'><x:body>\
        <x:trans-unit new='1' t:id='no' id='u'><t:a><x:source>no</x:source></t:a>\
        <x:source>a<t:b>no</t:b><![CDATA[<&]]>&amp;&#x41;&quot;</x:source>\
        <x:alt-trans><x:source>no</x:source></x:alt-trans></x:trans-unit></x:body></x:file></x:xliff>\n";
    let (exchange, problems) = Exchange::parse(text.as_bytes());
    assert_eq!(problems, []);
    let file = exchange.unwrap().0.files.remove(0);
    assert_eq!((file.key.as_str(), file.original.as_str()), ("k\t<", "k\t<"));
    assert_eq!(shown(&file.units[0].source), "a<&&A\"");
    assert!(text[file.units[0].span.clone()].starts_with("<x:trans-unit new"));
    let bare =
        "<xliff version='1.2'><file original='k'><body><trans-unit id='u'><source/></trans-unit></body></file></xliff>";
    assert_eq!(read(bare).len(), 1);
}

#[test]
fn codes_that_do_not_nest_come_back() {
    let open = |id| Piece::Open { id, kind: Inline::Other, code: format!("<{id}>") };
    let close = |id| Piece::Close { id, code: format!("</{id}>") };
    let mut exchange = Exchange { source_lang: "en".into(), target_lang: "fi".into(), files: Vec::new() };
    let mut unit = one("<source/>");
    unit.source = vec![open(1), open(2), close(1), close(2), open(3), close(4)];
    exchange.files.push(File { key: "k".into(), original: "o".into(), units: vec![unit] });
    for version in VERSIONS {
        let (read, problems) = Exchange::parse(exchange.to_text(version).as_bytes());
        assert_eq!((normal(read.unwrap().0), problems), (normal(exchange.clone()), Vec::new()));
    }
}

/// What is read of a file, and what is said of it at which place.
fn problems(bytes: &[u8]) -> (Option<usize>, Vec<(String, String)>) {
    let (read, problems) = Exchange::parse(bytes);
    let place = |problem: &Problem| String::from_utf8_lossy(&bytes[problem.span.clone()]).into_owned();
    let problems = problems.iter().map(|problem| (problem.message.clone(), place(problem))).collect();
    (read.map(|(read, _)| read.files.iter().map(|file| file.units.len()).sum()), problems)
}

#[test]
fn units_that_cannot_be_understood_are_left_out() {
    let good = "<trans-unit id='u'><source>a</source></trans-unit>";
    for (bad, message, place) in [
        ("<trans-unit><source/></trans-unit>", "this unit has no id", "<trans-unit>"),
        ("<trans-unit id='v'/>", "this unit has no <source>", "<trans-unit id='v'/>"),
        (good, "there are two units `u` in this <file>", "<trans-unit id='u'>"),
        ("<trans-unit id='v'><source>a&nbsp;b</source></trans-unit>", "XML does not know `&nbsp;`", "&nbsp;"),
        ("<trans-unit id='v'><source>&#1;</source></trans-unit>", "XML does not know `&#1;`", "&#1;"),
    ] {
        let read = problems(format!("{HEAD_1}{good}{bad}{TAIL_1}").as_bytes());
        assert_eq!(read, (Some(1), vec![(message.into(), place.into())]));
    }
    let unit = "<unit id='u'><segment><source><cp hex='d800'/></source></segment></unit><unit id='v'/>";
    let (read, problems) = problems(format!("{HEAD_2}{unit}{TAIL_2}").as_bytes());
    assert_eq!((read, problems.len()), (Some(0), 2));
}

#[test]
fn files_that_cannot_be_placed_are_left_out() {
    let file =
        "<file original='k' source-language='sv'><body><trans-unit id='u'><source/></trans-unit></body></file><file/>";
    let (read, problems) = problems(format!("{HEAD_1}</body></file>{file}</xliff>").as_bytes());
    let messages: Vec<&str> = problems.iter().map(|problem| problem.0.as_str()).collect();
    assert_eq!(read, Some(0));
    assert_eq!(
        messages,
        ["this <file> is of other languages than the first", "nothing tells which page this <file> is of"]
    );
}

#[test]
fn what_is_no_xliff_is_not_read() {
    let deep = format!("{HEAD_1}{}", "<group>".repeat(70));
    let utf_16: Vec<u8> = HEAD_1.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let unit = format!("{HEAD_1}<trans-unit id='u'><source>a</target></trans-unit>{TAIL_1}");
    for (bytes, message, place) in [
        (b"" as &[u8], "this is no XML", ""),
        (b"{}", "this is no XML", ""),
        (b"<html/>", "this is no XLIFF 1.2 or 2.0", "<html/>"),
        (b"<x:xliff version='1.2'/>", "this is no XLIFF 1.2 or 2.0", "<x:xliff version='1.2'/>"),
        (b"<xliff version='1.2'></xliff>", "this XLIFF has no <file>", "<xliff version='1.2'>"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><xliff/>", "this file has a document type", "<!DOCTYPE x [<!ENTITY a 'b'>]>"),
        (b"<?xml encoding='latin1'?><a/>", "this file says that it is in latin1", "<?xml encoding='latin1'?>"),
        (b"<a>\xff</a>", "this file is not in UTF-8", "\u{fffd}"),
        (b"<a>\x01</a>", "an XML file cannot have the character U+0001", "\x01"),
        (b"<xliff version='1.2'/><a/>", "this is no XML: there is something behind its end", ""),
        (b"<xliff version='1.2' version='1.2'/>", "this is no XML: ", ""),
        (b"<xliff version='&x;'/>", "this is no XML: ", ""),
        (HEAD_1.as_bytes(), "this is no XML: it ends within an element", ""),
        (unit.as_bytes(), "this is no XML: ill-formed document: expected `</source>`", ""),
        (deep.as_bytes(), "here are more than 64 elements within each other", "<group>"),
        (&utf_16, "this file is in UTF-16", ""),
        (&vec![b' '; (64 << 20) + 1], "this file has more than 64 MiB", ""),
    ] {
        let (read, problems) = problems(bytes);
        assert_eq!((read, problems.len()), (None, 1), "{message}");
        assert!(problems[0].0.starts_with(message) && problems[0].1 == place, "{message}: {problems:?}");
    }
}

/// Needs xmllint; `tests/exchange_tools.rs` says so where it is missing.
#[test]
fn what_is_written_is_valid_by_the_schemas() {
    if std::process::Command::new("xmllint").arg("--version").output().is_err() {
        return;
    }
    let schemas = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemas");
    let folder = std::env::temp_dir().join(format!("xliff-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for (version, schema) in VERSIONS.into_iter().zip(["xliff-core-1.2-transitional.xsd", "xliff-core-2.0.xsd"]) {
        let mut xmllint = std::process::Command::new("xmllint");
        xmllint.args(["--noout", "--nonet", "--schema"]).arg(format!("{schemas}/{schema}"));
        for i in 0..200 {
            let path = folder.join(format!("{i}.xlf"));
            std::fs::write(&path, exchange().new_tree(&mut runner).unwrap().current().to_text(version)).unwrap();
            xmllint.arg(path);
        }
        let output = xmllint.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    std::fs::remove_dir_all(folder).unwrap();
}
