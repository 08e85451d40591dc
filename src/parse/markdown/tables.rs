//! Tables, and quotes and alerts.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind};

use super::super::{AlertKind, BlockKind, Hole, Ui};
use super::Writer;
use super::blocks::Mark;
use super::out::Out;

/// The table at hand.
#[derive(Default)]
pub(super) struct OpenTable {
    alignments: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) in_head: bool,
    /// The bytes of the row at hand.
    pub(super) row: Range<usize>,
    /// Where the text of the cell at hand begins in the HTML, and how many holes there are before it.
    cell: (usize, usize),
    /// What was written before a cell whose text is shown elsewhere.
    pub(super) waiting: Option<Out>,
}

impl OpenTable {
    pub(super) fn columns(&self) -> usize {
        self.alignments.len()
    }
}

impl Writer<'_> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.table = OpenTable { alignments, ..OpenTable::default() };
        self.out.fresh_line();
        self.out.html.push_str("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"");
        self.out.hole(Hole::Ui(Ui::Table));
        self.out.html.push_str("\"><table>");
    }

    /// A row begins: the `head`, or a `row` below it.
    pub(super) fn start_row(&mut self, what: &str, span: Range<usize>) {
        self.table.in_head = what == "head";
        self.table.column = 0;
        self.table.row = span.clone();
        self.out.html.push_str(if self.table.in_head { "<thead><tr>" } else { "<tr>" });
        self.open_frame(BlockKind::Row, &format!("{what} {}", self.table.columns()));
        self.open_block(BlockKind::Row, span, Some(self.out.html.len() - 1));
    }

    pub(super) fn end_row(&mut self, end: &str) {
        self.close_block("</td>".len());
        self.close_frame();
        self.table.in_head = false;
        self.out.html.push_str(end);
    }

    pub(super) fn start_cell(&mut self) {
        let name = if self.table.in_head { "th scope=\"col\"" } else { "td" };
        let class = self.alignment();
        let _ = write!(self.out.html, "<{name}{class}>");
        self.table.cell = (self.out.html.len(), self.out.holes.len());
        self.start_pair_cell();
    }

    /// The attribute that says how the column at hand is aligned.
    fn alignment(&self) -> &'static str {
        match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        }
    }

    pub(super) fn end_cell(&mut self, span: &Range<usize>) {
        self.note_mark(Mark::Cell, span);
        self.flush_block();
        self.end_pair_cell();
        if self.table.in_head && self.table.cell == (self.out.html.len(), self.out.holes.len()) {
            // Over a column of names there may be nothing, and nothing heads no column.
            let class = self.alignment();
            self.out.html.truncate(self.out.html.len() - "<th scope=\"col\">".len() - class.len());
            let _ = write!(self.out.html, "<td{class}></td>");
        } else {
            self.out.html.push_str(if self.table.in_head { "</th>" } else { "</td>" });
        }
        self.table.column += 1;
    }

    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.out.fresh_line();
        let kind = match kind {
            None => {
                self.out.html.push_str("<blockquote>\n");
                return self.open_frame(BlockKind::Quote, "quote");
            }
            Some(BlockQuoteKind::Note) => AlertKind::Note,
            Some(BlockQuoteKind::Tip) => AlertKind::Tip,
            Some(BlockQuoteKind::Important) => AlertKind::Important,
            Some(BlockQuoteKind::Warning) => AlertKind::Warning,
            Some(BlockQuoteKind::Caution) => AlertKind::Caution,
        };
        let _ = write!(self.out.html, "<div class=\"alert alert-{}\"><p class=\"alert-title\">", kind.as_str());
        self.out.hole(Hole::Ui(Ui::Alert(kind)));
        self.out.html.push_str("</p>\n");
        self.open_frame(BlockKind::Quote, "alert");
    }
}
