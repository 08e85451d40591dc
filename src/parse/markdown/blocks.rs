//! The page's blocks, gathered while its HTML is written.
//!
//! The text of a block is noted with its markup as control characters, one for each kind, so that `*a*` and `_a_` are
//! one, and a text that holds them by itself is not mistaken: control characters of the source are left out.

use std::ops::Range;

use super::super::block::{Block, BlockKind, CODE, CODE_END, Place, Told, narrow, small};
use super::Writer;
use crate::diag::{Code, Diagnostic};

/// Markup within a block.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    Emphasis = 1,
    Strong = 2,
    Strikethrough = 3,
    Script = 4,
    Link = 5,
    LinkEnd = 6,
    Image = 7,
    Code = CODE as isize,
    CodeEnd = CODE_END as isize,
    Break = 14,
    Reference = 15,
    Cell = 16,
    Done = 17,
    Open = 18,
    Raw = 20,
}

/// What blocks stand in.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    kind: BlockKind,
    /// Behind the name of its start tag.
    open: Option<usize>,
    /// Of itself and all around it.
    digest: u32,
}

/// The block at hand.
pub(super) struct OpenBlock {
    kind: BlockKind,
    text: String,
    source: Range<usize>,
    open: Option<usize>,
    /// Whether `source` is known, and not to be gathered from what stands in it.
    whole: bool,
    links: usize,
    images: usize,
    code_spans: u16,
    heading: Option<usize>,
    words: usize,
}

pub(super) struct Blocks {
    /// Whether they are asked for.
    asked: bool,
    frames: Vec<Frame>,
    pub(super) at_hand: Option<OpenBlock>,
    waiver: Option<Range<usize>>,
}

impl Blocks {
    pub(super) fn new(asked: bool) -> Self {
        Self { asked, frames: Vec::new(), at_hand: None, waiver: None }
    }
}

impl Writer<'_> {
    /// What is to come stands in a list's item, a quote or the like, whose start tag ends here.
    pub(super) fn open_frame(&mut self, kind: BlockKind, mark: &str) {
        if !self.blocks.asked {
            return;
        }
        let outer = self.blocks.frames.last().map_or(17, |frame| frame.digest);
        let digest = mark.bytes().fold(outer, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        // The tag's end and its attributes, if it has any, stand behind its name.
        let open = self.out.html.rfind('<').map(|at| {
            let name = self.out.html[at + 1..].find([' ', '>']).unwrap_or(0);
            at + 1 + name
        });
        self.blocks.frames.push(Frame { kind, open, digest });
    }

    /// The text of the block at hand stands in an element of its own, whose start tag ends here: what the frame gave does not hold.
    pub(super) fn text_goes_into(&mut self, open: usize) {
        if let Some(frame) = self.blocks.frames.last_mut() {
            frame.open = Some(open);
        }
        if let Some(block) = &mut self.blocks.at_hand {
            block.open = Some(open);
        }
    }

    pub(super) fn close_frame(&mut self) {
        self.blocks.frames.pop();
    }

    /// A block begins whose bytes are known. `open` is behind its start tag's name.
    pub(super) fn open_block(&mut self, kind: BlockKind, source: Range<usize>, open: Option<usize>) {
        if !self.blocks.asked {
            return;
        }
        let block = self.new_block(kind, source, open);
        self.blocks.at_hand = Some(OpenBlock { whole: true, ..block });
    }

    fn new_block(&self, kind: BlockKind, source: Range<usize>, open: Option<usize>) -> OpenBlock {
        OpenBlock {
            kind,
            text: String::new(),
            source,
            open,
            whole: false,
            links: self.done.links.len(),
            images: self.done.media.len(),
            code_spans: 0,
            heading: None,
            words: 0,
        }
    }

    /// The kind of a paragraph here.
    pub(super) fn paragraph_kind(&self) -> BlockKind {
        self.blocks.frames.last().map_or(BlockKind::Paragraph, |frame| frame.kind)
    }

    /// The heading at hand is the page's `index`th.
    pub(super) fn block_is_heading(&mut self, index: usize) {
        if let Some(block) = &mut self.blocks.at_hand {
            block.heading = Some(index);
        }
    }

    /// The block at hand; in a tight item or definition the first text in it begins one.
    fn block(&mut self, span: &Range<usize>) -> &mut OpenBlock {
        let frame = self.blocks.frames.last().copied();
        let kind = frame.map_or(BlockKind::Paragraph, |frame| frame.kind);
        // An escaped character's event begins behind the backslash, which is the block's too.
        let escape = self.text[..span.start].ends_with('\\');
        let begin = span.start - usize::from(escape);
        let new = self.new_block(kind, begin..span.end, frame.and_then(|frame| frame.open));
        let block = self.blocks.at_hand.get_or_insert(new);
        if !block.whole {
            block.source.end = block.source.end.max(span.end);
        }
        block
    }

    /// Text of the block at hand.
    pub(super) fn note_text(&mut self, text: &str, span: &Range<usize>) {
        if !self.blocks.asked {
            return;
        }
        let out = &mut self.block(span).text;
        let leading = out.is_empty() || out.ends_with(' ');
        if is_plain(text) && !(leading && text.starts_with(' ')) {
            out.push_str(text);
            return;
        }
        for piece in text.split_inclusive(|c: char| c.is_whitespace() || c.is_control()) {
            let word = piece.trim_end_matches(|c: char| c.is_whitespace() || c.is_control());
            out.push_str(word);
            if word.len() < piece.len() && !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
    }

    /// The code of the block at hand: its lines and how they are set in are part of what it says.
    pub(super) fn note_code(&mut self, code: &str) {
        if let Some(block) = &mut self.blocks.at_hand {
            block.text.extend(code.lines().flat_map(|line| [line.trim_end(), "\n"]));
        }
    }

    /// Markup of the block at hand.
    pub(super) fn note_mark(&mut self, mark: Mark, span: &Range<usize>) {
        if !self.blocks.asked {
            return;
        }
        let block = self.block(span);
        if matches!(mark, Mark::Code) {
            block.code_spans = block.code_spans.saturating_add(1);
        }
        block.text.push(char::from(mark as u8));
    }

    /// So many bytes were put into the HTML at a place.
    pub(super) fn shift_block(&mut self, at: usize, len: usize) {
        if let Some(open) =
            self.blocks.at_hand.as_mut().and_then(|block| block.open.as_mut()).filter(|open| **open > at)
        {
            *open += len;
        }
    }

    /// So many words of the block at hand were counted.
    pub(super) fn note_words(&mut self, words: usize) {
        if let Some(block) = &mut self.blocks.at_hand {
            block.words += words;
        }
    }

    /// The block at hand ends. What is put behind it in the HTML goes here, or so many bytes before.
    pub(super) fn close_block(&mut self, behind: usize) {
        let Some(block) = self.blocks.at_hand.take() else { return };
        let is_code = block.kind == BlockKind::Code;
        let text = if is_code { block.text.trim_end() } else { block.text.trim() };
        // Pieces that say nothing are no blocks: an empty item, a row of empty cells.
        if text.chars().all(|c| c == char::from(Mark::Cell as u8) || c.is_whitespace()) {
            return;
        }
        let waived = self.blocks.waiver.take().is_some();
        // What stands in footnotes is written elsewhere.
        let here = self.waiting.is_empty();
        let span = block.source.start..block.source.start + self.text[block.source.clone()].trim_end().len();
        let told = Told::by(text, Some(self.locale).filter(|_| block.kind.is_prose()));
        self.done.blocks.push(Block {
            kind: block.kind,
            meaning: if is_code { told.meaning.exact() } else { told.meaning },
            source: narrow(&span),
            open: block.open.map(Place::new).filter(|_| here),
            close: here.then(|| Place::new(self.out.html.len() - behind)),
            words: small(block.words),
            length: told.length,
            numbers: told.numbers,
            placeholders: told.placeholders,
            frame: self.blocks.frames.last().map_or(0, |frame| frame.digest),
            links: small(block.links)..small(self.done.links.len()),
            images: small(block.images)..small(self.done.media.len()),
            code_spans: block.code_spans,
            heading: block.heading.map(Place::new),
            waived,
            rather: told.rather,
        });
    }

    /// A comment that is for Polku: `differs: REASON`, or one before something that teaches. Whether it was one.
    pub(super) fn own_comment(&mut self, html: &str, span: &Range<usize>) -> bool {
        let begin = span.start + self.text[span.clone()].find("<!--").unwrap_or(0);
        if let Some(comment) = super::comments::read(html.trim(), begin) {
            let place = begin..span.start + self.text[span.clone()].trim_end().len();
            if self.depth == 0 {
                self.announce(comment, place);
            } else {
                self.quiz_report(
                    Code::QuizSyntax,
                    place,
                    format!("`{}` within a quote or a list is none", comment.word.as_str()),
                    "put it and its heading at the beginning of a line, outside of both",
                );
            }
            return true;
        }
        let inner = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
        let word =
            inner.map(str::trim).and_then(|inner| Some((inner.get(..WAIVER.len())?, inner.get(WAIVER.len()..)?)));
        let Some((_, rest)) = word.filter(|(word, _)| word.eq_ignore_ascii_case(WAIVER)) else { return false };
        // `differs` without its colon, or in capitals, is hardly anything else.
        if rest.starts_with(|c: char| c.is_alphanumeric() || c == '-') {
            return false;
        }
        let is_exact = inner.is_some_and(|inner| inner.trim().starts_with("differs:"));
        let reason = if is_exact { rest.trim_start_matches(':') } else { "" };
        let place = span.start..span.start + self.text[span.clone()].trim_end().len();
        if reason.trim().is_empty() {
            self.diags.push(
                Diagnostic::new(
                    Code::WaiverReason,
                    "a waiver says why the translation differs here, and this one does not",
                    "write the reason behind the colon: `<!-- differs: the law is another one in Finland -->`",
                )
                .at(self.file, place.clone()),
            );
        }
        self.done.waivers.push(place.clone());
        self.blocks.waiver = Some(place);
        true
    }
}

/// Begins a comment that says why a block differs.
const WAIVER: &str = "differs";

/// Whether a text surely has no white space but single spaces, and no control characters. Other white space of Unicode
/// begins with the bytes that are left out here, as some that is none does.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b' '..=b'~' | 0x80..=0xbf | 0xc3..=0xe0 | 0xe4..);
    let mut last = 0;
    text.bytes().all(|byte| {
        let twice = byte == b' ' && last == b' ';
        last = byte;
        plain(byte) && !twice
    })
}
