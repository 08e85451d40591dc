//! One Markdown file: text → [`Document`] and diagnostics.
//!
//! In: a file's text and what its language asks for. Out: its head (what other pages may want to know: title,
//! headings, links) and its body (HTML with holes).
//!
//! Invariants: parsing never fails, it returns what it understood; it knows no other file. What depends on other
//! files, on the reader's language or on the theme is left open as a [`Hole`]. No Markdown event outlives the call.

mod block;
mod front_matter;
mod heading;
pub mod inline;
pub mod learning;
mod markdown;
mod raw_html;
mod safe_html;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use block::{Block, BlockKind, Hash40, Meaning, Place, SEGMENTATION};
pub use front_matter::{Date, Kind, Meta, bad_file_name, bad_slug};
pub(crate) use front_matter::{body_start, words_only};
pub use learning::Learning;
pub(crate) use markdown::{escape_text, excerpt, scrambled};
pub(crate) use raw_html::{attributes, raw_text_length, tag_length};
pub(crate) use safe_html::{SCHEMES, attributes_of};

use crate::diag::{Code, Diagnostic, Diags};
use crate::digest::{Digest, Digester};
pub use crate::fields::Located;
use crate::ids::SrcPath;
use crate::locale::Locale;

/// Longest page, in bytes. A book of a thousand printed pages is about three million.
pub const MAX_PAGE_BYTES: u64 = 16 * 1024 * 1024;

/// What parsing depends on besides the text.
#[derive(Clone, Copy, Debug)]
pub struct ParseOptions<'a> {
    /// The language of the file.
    pub locale: &'a Locale,
    /// Whether straight quotes and hyphens become the language's own.
    pub smart_punctuation: bool,
    /// Whether the page is a role-play, whatever its own front matter says.
    pub scenario: bool,
    /// Whether the page is cut into blocks: where nobody asks for them, the time is saved.
    pub blocks: bool,
    /// Whether HTML in it is cleaned of what could do harm.
    pub sanitize: bool,
}

impl<'a> ParseOptions<'a> {
    /// For a text by itself: cut into blocks, its quotation marks and its HTML as they are.
    pub fn plain(locale: &'a Locale) -> Self {
        Self { locale, smart_punctuation: false, scenario: false, blocks: true, sanitize: false }
    }
}

/// A parsed page.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub file: SrcPath,
    /// Of the text and the options it was parsed with: equal digests, equal documents.
    pub digest: Digest,
    /// Of the text alone.
    pub text: Hash40,
    /// What other pages may want to know.
    pub head: Head,
    /// The text.
    pub body: Body,
}

/// What other pages may want to know of a page.
#[derive(Clone, Debug)]
pub struct Head {
    /// The front matter.
    pub meta: Meta,
    /// The title as plain text.
    pub title: String,
    /// The headings in order, the page's own first if it has one.
    pub headings: Vec<Heading>,
    /// Ids in raw HTML, with their places.
    pub raw_ids: Vec<Located<String>>,
    /// The links in order.
    pub links: Vec<Link>,
    /// The images in order.
    pub media: Vec<Media>,
    /// The first paragraph.
    pub summary: PlainText,
    /// How many words there are to read.
    pub words: usize,
    /// The pieces that are translated one by one, those of the front matter first; none if nobody asked for them.
    pub blocks: Box<[Block]>,
    /// The bytes of comments that say why the page differs from its original.
    pub waivers: Vec<Range<usize>>,
    /// What it teaches with.
    pub learning: Learning,
}

/// The text of a page.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The HTML. What comes before `lead` is the inside of the page's own `h1`.
    pub html: String,
    /// Whether the page has a heading of its own; it may be empty, or nothing but holes.
    pub has_h1: bool,
    /// Where the HTML after the `h1` begins.
    pub lead: usize,
    /// How many of the holes lie in the `h1`.
    pub lead_holes: usize,
    /// What is put in when a page is rendered, by its place in `html`, in order.
    pub holes: Vec<(usize, Hole)>,
    /// The code blocks.
    pub code: Vec<CodeBlock>,
}

/// A place in the HTML whose content other files, the reader's language or the theme decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hole {
    /// The start tag of a link.
    LinkStart(usize),
    /// The end tag of a link.
    LinkEnd(usize),
    /// The address of a link in raw HTML.
    Href(usize),
    /// An image.
    Image(usize),
    /// The address of an image in raw HTML.
    Src(usize),
    /// The attributes of a heading's start tag.
    HeadingAttributes(usize),
    /// The further ids of a heading.
    HeadingAliases(usize),
    /// A code block.
    Code(usize),
    /// A text of the interface.
    Ui(Ui),
    /// The attributes of a question's element.
    Question(usize),
    /// What is to be done to answer a question.
    QuestionHint(usize),
    /// The attributes of an option.
    Option(usize),
    /// What an option is chosen by.
    Input(usize),
    /// Where the answer to a question is typed.
    AnswerField(usize),
    /// The right answers to all questions of the page.
    Key,
    /// The attributes of a test's element.
    Test(usize),
    /// The questions of a test's pool that stand on other pages.
    Drawn(usize),
    /// Where something is written.
    Prompt(usize),
    /// The attributes of an objective.
    Objective(usize),
    /// The attributes of a node's element.
    Node(usize),
    /// The attributes of a choice.
    Choice(usize),
    /// What a choice changes.
    Effect(usize),
}

impl Hole {
    /// Its kind and what it refers to, as two numbers.
    pub(crate) fn numbers(self) -> (u8, usize) {
        match self {
            Self::LinkStart(i) => (0, i),
            Self::LinkEnd(i) => (1, i),
            Self::Href(i) => (2, i),
            Self::Image(i) => (3, i),
            Self::Src(i) => (4, i),
            Self::HeadingAttributes(i) => (5, i),
            Self::HeadingAliases(i) => (6, i),
            Self::Code(i) => (7, i),
            Self::Ui(Ui::Alert(kind)) => (8, kind as usize),
            Self::Ui(Ui::Table) => (9, 0),
            Self::Ui(Ui::TaskDone) => (9, 1),
            Self::Ui(Ui::TaskOpen) => (9, 2),
            Self::Ui(Ui::Footnotes) => (9, 3),
            Self::Ui(Ui::FootnoteBack(n)) => (10, n),
            Self::Ui(Ui::Feedback) => (9, 4),
            Self::Ui(Ui::Accepted) => (9, 5),
            Self::Ui(Ui::Consequence) => (9, 6),
            Self::Question(i) => (11, i),
            Self::QuestionHint(i) => (12, i),
            Self::Option(i) => (13, i),
            Self::Input(i) => (14, i),
            Self::AnswerField(i) => (15, i),
            Self::Key => (9, 7),
            Self::Test(i) => (16, i),
            Self::Drawn(i) => (17, i),
            Self::Prompt(i) => (18, i),
            Self::Objective(i) => (19, i),
            Self::Node(i) => (20, i),
            Self::Choice(i) => (21, i),
            Self::Effect(i) => (22, i),
        }
    }
}

/// Texts of the interface that stand in the content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ui {
    /// The title of an alert.
    Alert(AlertKind),
    /// The name of a table's scrolling frame.
    Table,
    /// A finished task.
    TaskDone,
    /// An open task.
    TaskOpen,
    /// The name of the footnotes.
    Footnotes,
    /// The name of the link from footnote `n` back to the text.
    FootnoteBack(usize),
    /// Above the feedback of an option.
    Feedback,
    /// Above the accepted answers of a question.
    Accepted,
    /// Above what a choice in a role-play brings about.
    Consequence,
}

/// The kinds of GFM alerts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AlertKind {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

impl AlertKind {
    /// The name in class names and interface texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id: the explicit one, else one made from its text.
    pub id: String,
    /// Whether the id was written out.
    pub explicit: bool,
    /// Its classes.
    pub classes: Vec<String>,
    /// Its text.
    pub text: PlainText,
    /// Its bytes in the file.
    pub span: Range<usize>,
    /// The bytes of its id, if it is explicit; else those of its first line.
    pub place: Range<usize>,
}

/// How a link was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkKind {
    /// `[text](destination)`, or a reference that the page itself defines.
    Inline,
    /// `[text][key]`, the key being no reference of the page's own.
    Reference,
    /// `[[key]]`, which shows the target's title.
    Wiki,
    /// `[[key|text]]`.
    WikiText,
    /// `<https://…>` or `<name@host>`.
    Autolink,
    /// `<a href="…">`.
    Html,
}

/// A link.
#[derive(Clone, Debug)]
pub struct Link {
    /// How it was written.
    pub kind: LinkKind,
    /// Where it leads, as written.
    pub to: String,
    /// Its title, if it has one.
    pub title: String,
    /// The bytes of its destination in the file; of the whole link where that cannot be told.
    pub place: Range<usize>,
    /// The sentence it stands in.
    pub excerpt: Excerpt,
}

/// A piece of a page without its markup. Where `[[key]]` stands in it, only the target's title can be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainText {
    /// The text, with the key where a title belongs.
    pub written: String,
    /// The bytes where a title belongs, and the link it is the target's of.
    pub titles: Vec<(Range<usize>, usize)>,
}

impl PlainText {
    /// A part of the text with the titles in their places.
    pub fn part<'t>(&self, part: Range<usize>, title: impl Fn(usize) -> Option<&'t str>) -> String {
        let mut out = String::new();
        let mut last = part.start;
        for (range, link) in self.titles.iter().filter(|(r, _)| r.start >= part.start && r.end <= part.end) {
            let Some(title) = title(*link) else { continue };
            out.push_str(&self.written[last..range.start]);
            out.push_str(title);
            last = range.end;
        }
        out.push_str(&self.written[last..part.end]);
        out
    }

    /// The whole text with the titles in their places.
    pub fn whole<'t>(&self, title: impl Fn(usize) -> Option<&'t str>) -> String {
        self.part(0..self.written.len(), title)
    }
}

/// A sentence around a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The sentence.
    pub text: PlainText,
    /// The link's bytes in it.
    pub link: Range<usize>,
}

/// An image.
#[derive(Clone, Debug)]
pub struct Media {
    /// Where it lies, as written.
    pub src: String,
    /// Its text for those who do not see it.
    pub alt: String,
    /// Its title, if it has one.
    pub title: String,
    /// Its bytes in the file.
    pub span: Range<usize>,
    /// The bytes of its address in the file.
    pub place: Range<usize>,
    /// Whether it is an element of raw HTML.
    pub raw: bool,
}

/// A code block.
#[derive(Clone, Debug)]
pub struct CodeBlock {
    /// The language as written; empty if none was.
    pub language: String,
    /// The code.
    pub text: String,
    /// The bytes of its language's name in the file; of the whole block if it names none.
    pub place: Range<usize>,
}

/// Parses a page.
pub fn parse(file: &SrcPath, text: &str, options: &ParseOptions<'_>) -> (Document, Diags) {
    let mut diags = Diags::new();
    let (meta, body_start) = front_matter::read(file, text, &mut diags);
    let asked = options;
    let smart = options.smart_punctuation && meta.kind.as_ref().map(|k| k.value) != Some(Kind::Source);
    let options = ParseOptions { smart_punctuation: smart, ..*options };
    let scenario = options.scenario || meta.kind.as_ref().is_some_and(|kind| kind.value == Kind::Scenario);
    let options = ParseOptions { scenario, ..options };
    let parsed = markdown::convert(file, text, body_start, &options, &mut diags);

    let own = parsed.headings.first().filter(|_| parsed.body.has_h1);
    let title = match (&meta.title, own) {
        (Some(title), _) => title.value.clone(),
        (None, Some(heading)) if !heading.text.written.is_empty() => heading.text.written.clone(),
        _ => {
            if !meta.broken {
                diags.push(
                    Diagnostic::new(
                        Code::MissingTitle,
                        "the page has no title",
                        "put `title: …` into its front matter, or begin it with `# …`",
                    )
                    .in_file(file),
                );
            }
            file.file_name().trim_end_matches(".md").to_owned()
        }
    };
    let blocks =
        if options.blocks { blocks(&meta, parsed.blocks, parsed.body.has_h1, options.locale) } else { Box::default() };
    let head = Head {
        meta,
        blocks,
        waivers: parsed.waivers,
        learning: parsed.learning,
        title,
        headings: parsed.headings,
        raw_ids: parsed.raw_ids,
        links: parsed.links,
        media: parsed.media,
        summary: parsed.summary,
        words: parsed.words,
    };
    let document =
        Document { file: file.clone(), digest: digest(text, asked), text: Hash40::of(text), head, body: parsed.body };
    (document, diags)
}

/// The front matter's blocks and those of the text. The page's own heading is its title where the front matter has none.
fn blocks(meta: &Meta, of_text: Vec<Block>, has_h1: bool, locale: &Locale) -> Box<[Block]> {
    let fields = [(BlockKind::Title, &meta.title), (BlockKind::Description, &meta.description)];
    let fields = fields
        .into_iter()
        .filter_map(|(kind, field)| field.as_ref().map(|field| (kind, field)))
        .map(|(kind, field)| block::of_field(kind, &field.value, &field.span, locale.words(&field.value)));
    let titled = meta.title.is_some();
    let of_text = of_text.into_iter().map(|block| match block.heading {
        Some(place) if place.index() == 0 && has_h1 && !titled => Block { kind: BlockKind::Title, ..block },
        _ => block,
    });
    fields.chain(of_text).collect()
}

fn digest(text: &str, options: &ParseOptions<'_>) -> Digest {
    let mut hasher = Digester::new();
    let flags = [options.smart_punctuation, options.scenario, options.blocks, options.sanitize];
    hasher.update(&flags.map(u8::from));
    hasher.update(options.locale.canonical().as_bytes());
    hasher.update(b"\n");
    hasher.update(text.as_bytes());
    hasher.finish()
}
