//! Edits of the site in `model.rs`, and how they come about at random.
//!
//! Edits name pages, languages and files by numbers that are taken modulo how many there are, so that every sequence of
//! edits means something, and also what is left of it when some are taken out.
#![allow(dead_code, unreachable_pub, reason = "every test target uses some of it")]

use proptest::prelude::*;

/// One thing that somebody does to a site. Texts are numbers; `None` takes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    Nothing,
    Body {
        page: u8,
        language: u8,
        text: u8,
    },
    BodyAtTheSameTime {
        page: u8,
        language: u8,
        text: u8,
    },
    Title {
        page: u8,
        text: u8,
    },
    TitleOf {
        page: u8,
        language: u8,
        text: u8,
    },
    Heading {
        page: u8,
        text: u8,
        with_id: bool,
    },
    Drift {
        page: u8,
        language: u8,
        headings: u8,
    },
    Links {
        page: u8,
        language: u8,
        to: [u8; 2],
    },
    Order {
        page: u8,
        order: Option<u8>,
    },
    Tags {
        page: u8,
        tags: u8,
    },
    Stage {
        page: u8,
        stage: Option<u8>,
    },
    Slug {
        page: u8,
        language: u8,
        slug: Option<u8>,
    },
    Alias {
        page: u8,
        alias: bool,
    },
    Date {
        page: u8,
        date: Option<u8>,
    },
    Description {
        page: u8,
        language: u8,
        text: Option<u8>,
    },
    Kind {
        page: u8,
        kind: u8,
    },
    Draft {
        page: u8,
        language: u8,
        draft: bool,
    },
    /// The translation is said to be checked as it is; or nothing is known of it any more.
    Checked {
        page: u8,
        language: u8,
        checked: bool,
    },
    Touch {
        page: u8,
    },
    Delete {
        page: u8,
        languages: u8,
    },
    Write {
        page: u8,
        languages: u8,
    },
    Move {
        page: u8,
        folder: u8,
    },
    Swap {
        page: u8,
        with: u8,
    },
    Footer(Option<u8>),
    SectionTemplate(Option<u8>),
    Text(Option<u8>),
    Style(Option<u8>),
    Image(Option<u8>),
    ImageOfOneLanguage(Option<u8>),
    File(Option<u8>),
    SiteTitle(u8),
    SiteAddress(u8),
    UrlStyle {
        file: bool,
    },
    SmartPunctuation(bool),
    Fallback(bool),
    TagNames(bool),
    FourthLanguage(bool),
    Mistake {
        page: u8,
        kind: u8,
    },
    Mend,
    DeleteCache,
    DeleteOutput,
    DeleteOutputFile(u8),
    ChangeOutputFile {
        file: u8,
        same_length: bool,
    },
    Check,
    Drafts(bool),
}

fn number() -> impl Strategy<Value = u8> {
    0..100u8
}

fn maybe() -> impl Strategy<Value = Option<u8>> {
    prop::option::weighted(0.7, number())
}

/// Any edit of the sources.
pub fn of_sources() -> BoxedStrategy<Edit> {
    let page = || 0..20u8;
    let language = || 0..3u8;
    let of_pages = prop_oneof![
        4 => (page(), language(), number()).prop_map(|(page, language, text)| Edit::Body { page, language, text }),
        2 => (page(), language(), number())
            .prop_map(|(page, language, text)| Edit::BodyAtTheSameTime { page, language, text }),
        2 => (page(), number()).prop_map(|(page, text)| Edit::Title { page, text }),
        2 => (page(), language(), number()).prop_map(|(page, language, text)| Edit::TitleOf { page, language, text }),
        2 => (page(), number(), any::<bool>())
            .prop_map(|(page, text, with_id)| Edit::Heading { page, text, with_id }),
        1 => (page(), language(), 0..3u8)
            .prop_map(|(page, language, headings)| Edit::Drift { page, language, headings }),
        3 => (page(), language(), [page(), page()])
            .prop_map(|(page, language, to)| Edit::Links { page, language, to }),
        1 => (page(), prop::option::of(0..5u8)).prop_map(|(page, order)| Edit::Order { page, order }),
        2 => (page(), 0..8u8).prop_map(|(page, tags)| Edit::Tags { page, tags }),
        1 => (page(), maybe()).prop_map(|(page, stage)| Edit::Stage { page, stage }),
        1 => (page(), language(), maybe()).prop_map(|(page, language, slug)| Edit::Slug { page, language, slug }),
        1 => (page(), any::<bool>()).prop_map(|(page, alias)| Edit::Alias { page, alias }),
        1 => (page(), prop::option::of(1..29u8)).prop_map(|(page, date)| Edit::Date { page, date }),
        1 => (page(), language(), maybe())
            .prop_map(|(page, language, text)| Edit::Description { page, language, text }),
        1 => (page(), 0..3u8).prop_map(|(page, kind)| Edit::Kind { page, kind }),
        2 => (page(), language(), any::<bool>())
            .prop_map(|(page, language, draft)| Edit::Draft { page, language, draft }),
        4 => (page(), language(), prop::bool::weighted(0.8))
            .prop_map(|(page, language, checked)| Edit::Checked { page, language, checked }),
        1 => page().prop_map(|page| Edit::Touch { page }),
        3 => (page(), 1..8u8).prop_map(|(page, languages)| Edit::Delete { page, languages }),
        2 => (page(), 1..8u8).prop_map(|(page, languages)| Edit::Write { page, languages }),
        2 => (page(), 0..4u8).prop_map(|(page, folder)| Edit::Move { page, folder }),
        1 => (page(), page()).prop_map(|(page, with)| Edit::Swap { page, with }),
    ];
    let of_the_rest = prop_oneof![
        Just(Edit::Nothing),
        maybe().prop_map(Edit::Footer),
        maybe().prop_map(Edit::SectionTemplate),
        maybe().prop_map(Edit::Text),
        maybe().prop_map(Edit::Style),
        maybe().prop_map(Edit::Image),
        maybe().prop_map(Edit::ImageOfOneLanguage),
        maybe().prop_map(Edit::File),
        number().prop_map(Edit::SiteTitle),
        number().prop_map(Edit::SiteAddress),
        any::<bool>().prop_map(|file| Edit::UrlStyle { file }),
        any::<bool>().prop_map(Edit::SmartPunctuation),
        any::<bool>().prop_map(Edit::Fallback),
        any::<bool>().prop_map(Edit::TagNames),
        any::<bool>().prop_map(Edit::FourthLanguage),
        (page(), 0..5u8).prop_map(|(page, kind)| Edit::Mistake { page, kind }),
        Just(Edit::Mend),
    ];
    prop_oneof![2 => of_pages, 1 => of_the_rest].boxed()
}

/// Any edit: of the sources, of what earlier builds left, or of what a build is asked for.
pub fn of_all() -> BoxedStrategy<Edit> {
    let of_builds = prop_oneof![
        Just(Edit::DeleteCache),
        Just(Edit::DeleteOutput),
        number().prop_map(Edit::DeleteOutputFile),
        (number(), any::<bool>()).prop_map(|(file, same_length)| Edit::ChangeOutputFile { file, same_length }),
        Just(Edit::Check),
        any::<bool>().prop_map(Edit::Drafts),
    ];
    prop_oneof![5 => of_sources(), 1 => of_builds].boxed()
}

/// Each kind of edit at least once, none of which leaves a mistake for long.
pub fn each() -> Vec<Edit> {
    use Edit::*;
    vec![
        Body { page: 4, language: 0, text: 9 },
        BodyAtTheSameTime { page: 4, language: 0, text: 8 },
        Links { page: 4, language: 0, to: [6, 7] },
        Title { page: 6, text: 9 },
        TitleOf { page: 6, language: 1, text: 8 },
        Heading { page: 7, text: 9, with_id: false },
        Drift { page: 6, language: 1, headings: 2 },
        Order { page: 5, order: Some(0) },
        Tags { page: 5, tags: 3 },
        Checked { page: 4, language: 1, checked: true },
        Heading { page: 4, text: 77, with_id: true },
        Body { page: 4, language: 0, text: 12 },
        Body { page: 4, language: 1, text: 13 },
        Checked { page: 4, language: 1, checked: true },
        Checked { page: 4, language: 1, checked: false },
        TagNames(true),
        Stage { page: 5, stage: Some(1) },
        Slug { page: 5, language: 0, slug: Some(3) },
        Alias { page: 5, alias: true },
        Slug { page: 5, language: 0, slug: Some(4) },
        Date { page: 6, date: Some(3) },
        Description { page: 6, language: 0, text: Some(3) },
        Kind { page: 7, kind: 1 },
        Draft { page: 6, language: 1, draft: true },
        Drafts(true),
        Draft { page: 7, language: 0, draft: true },
        Drafts(false),
        Delete { page: 5, languages: 1 },
        Write { page: 5, languages: 7 },
        Delete { page: 4, languages: 7 },
        Move { page: 6, folder: 3 },
        Swap { page: 6, with: 7 },
        Write { page: 4, languages: 3 },
        Footer(Some(1)),
        SectionTemplate(Some(1)),
        Text(Some(1)),
        Style(Some(1)),
        Nothing,
        Image(Some(40)),
        ImageOfOneLanguage(Some(41)),
        Image(None),
        File(Some(1)),
        SiteTitle(7),
        SiteAddress(1),
        UrlStyle { file: true },
        SmartPunctuation(true),
        Fallback(false),
        FourthLanguage(true),
        Mistake { page: 5, kind: 0 },
        Body { page: 5, language: 0, text: 3 },
        Mend,
        Mistake { page: 5, kind: 1 },
        Mistake { page: 5, kind: 2 },
        Mistake { page: 5, kind: 3 },
        Mistake { page: 5, kind: 4 },
        Mend,
        Touch { page: 5 },
        DeleteCache,
        DeleteOutputFile(12),
        ChangeOutputFile { file: 13, same_length: true },
        Check,
        DeleteOutput,
        Nothing,
    ]
}
