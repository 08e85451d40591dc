//! Quotation marks, and typographic punctuation.
//!
//! Input: a language; then the text of a block, node by node. Output: its [`Quotes`]; the same text with straight quotes,
//! double hyphens and three points made into the language's marks.
//!
//! Invariants: only `"`, `'`, runs of two or three `-` and runs of three `.` are ever changed; what an author wrote as a
//! typographic mark stays. One pass, linear in the text.

use icu::locale::LanguageIdentifier;
use icu::locale::subtags::{Region, Script, script};

/// The quotation marks of a language, each with the space that belongs inside of it, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quotes {
    /// Opens a quotation.
    pub open: &'static str,
    /// Closes a quotation.
    pub close: &'static str,
    /// Opens a quotation in a quotation.
    pub inner_open: &'static str,
    /// Closes a quotation in a quotation.
    pub inner_close: &'static str,
    /// Stands for what is left out of a word.
    pub apostrophe: &'static str,
}

const fn marks(open: &'static str, close: &'static str, inner_open: &'static str, inner_close: &'static str) -> Quotes {
    Quotes { open, close, inner_open, inner_close, apostrophe: "’" }
}

// CLDR 48.2, <delimiters>: quotationStart, quotationEnd, alternateQuotationStart, alternateQuotationEnd.
static ROOT: Quotes = marks("“", "”", "‘", "’");
static LOW_HIGH: Quotes = marks("„", "“", "‚", "‘");
static LOW_HIGH_TWICE: Quotes = marks("„", "“", "„", "“");
static LOW_HIGH_GUILLEMETS: Quotes = marks("„", "“", "«", "»");
static LOW_RIGHT: Quotes = marks("„", "”", "‘", "’");
static LOW_RIGHT_RIGHT: Quotes = marks("„", "”", "’", "’");
static LOW_RIGHT_GUILLEMETS: Quotes = marks("„", "”", "«", "»");
static LOW_RIGHT_INWARD: Quotes = marks("„", "”", "»", "«");
static RIGHT: Quotes = marks("”", "”", "’", "’");
static GUILLEMETS_LOW: Quotes = marks("«", "»", "„", "“");
static GUILLEMETS_HIGH: Quotes = marks("«", "»", "“", "”");
static GUILLEMETS_SINGLE_HIGH: Quotes = marks("«", "»", "‘", "’");
static GUILLEMETS_SINGLE: Quotes = marks("«", "»", "‹", "›");
static GUILLEMETS_TWICE: Quotes = marks("«", "»", "«", "»");
static SINGLE_TWICE: Quotes = marks("‘", "’", "‘", "’");
static MIRRORED: Quotes = marks("”", "“", "’", "‘");
static ESPERANTO: Quotes = marks("“", "”", "«", "»");
static CORNERS: Quotes = marks("「", "」", "『", "』");
// CLDR leaves the spaces to the text. France, Belgium, Switzerland: U+202F, the thin one (Lexique des règles
// typographiques en usage à l'Imprimerie nationale, "guillemets"). Canada: U+00A0 (Office québécois de la langue
// française, Banque de dépannage linguistique, "Espacement"), and inner marks as it prescribes: CLDR 48.2 has ” “.
static FRENCH: Quotes = marks("«\u{202f}", "\u{202f}»", "«\u{202f}", "\u{202f}»");
static FRENCH_SWISS: Quotes = marks("«\u{202f}", "\u{202f}»", "‹\u{202f}", "\u{202f}›");
static FRENCH_CANADIAN: Quotes = marks("«\u{a0}", "\u{a0}»", "“", "”");

/// The marks of a language as it is written in a script and a region.
pub(super) fn of(id: &LanguageIdentifier, script: Option<Script>) -> &'static Quotes {
    const CYRILLIC: Script = script!("Cyrl");
    const TRADITIONAL: Script = script!("Hant");
    let region = id.region.as_ref().map(Region::as_str);
    match (id.language.as_str(), script, region) {
        ("az", Some(CYRILLIC), _) => &GUILLEMETS_SINGLE,
        ("bs", Some(CYRILLIC), _) => &LOW_HIGH,
        ("zh", Some(TRADITIONAL), _) => &CORNERS,
        ("es", _, Some("US")) => &GUILLEMETS_HIGH,
        // CLDR has Portugal's for every region but Brazil.
        ("pt", _, Some(region)) if region != "BR" => &GUILLEMETS_HIGH,
        ("fr", _, Some("CA")) => &FRENCH_CANADIAN,
        ("fr", _, Some("CH")) => &FRENCH_SWISS,

        ("cs" | "de" | "dsb" | "et" | "hr" | "hsb" | "is" | "lb" | "mk" | "nds" | "sk" | "sl", ..) => &LOW_HIGH,
        // Võro has no data in CLDR, and is written as Estonian is.
        ("vro", ..) => &LOW_HIGH,
        ("bg" | "lt" | "prg" | "sgs", ..) => &LOW_HIGH_TWICE,
        ("ka", ..) => &LOW_HIGH_GUILLEMETS,
        ("bs", ..) => &LOW_RIGHT,
        ("sr", ..) => &LOW_RIGHT_RIGHT,
        ("pl" | "ro", ..) => &LOW_RIGHT_GUILLEMETS,
        ("hu" | "szl", ..) => &LOW_RIGHT_INWARD,
        ("fi" | "he" | "rn" | "se" | "sn" | "sv" | "yi", ..) => &RIGHT,
        ("be" | "bua" | "ky" | "os" | "ru" | "sah" | "tyv" | "uk", ..) => &GUILLEMETS_LOW,
        ("ast" | "br" | "ca" | "cv" | "el" | "eu" | "it" | "kab" | "kk" | "lij" | "mg" | "sc" | "ti", ..) => {
            &GUILLEMETS_HIGH
        }
        ("nb" | "nn" | "no" | "rw", ..) => &GUILLEMETS_SINGLE_HIGH,
        ("am" | "fa" | "gsw" | "mzn" | "rm" | "wae", ..) => &GUILLEMETS_SINGLE,
        ("ht" | "hy" | "oc", ..) => &GUILLEMETS_TWICE,
        ("nl", ..) => &SINGLE_TWICE,
        ("ar" | "syr" | "ur", ..) => &MIRRORED,
        ("eo", ..) => &ESPERANTO,
        ("ja" | "yue", ..) => &CORNERS,
        ("fr", ..) => &FRENCH,
        _ => &ROOT,
    }
}

/// A straight quotation mark that was made into an opening one and waits for its other half.
#[derive(Clone, Copy)]
struct Open {
    /// `"` or `'`.
    straight: char,
    inner: bool,
}

/// What a straight quotation mark turns out to be.
enum Role {
    Opens,
    Closes,
    Apostrophe,
    /// Hebrew gershayim, inside of an acronym.
    Gershayim,
    /// No quotation mark: an inch, a minute of arc, something the rules cannot tell. It stays straight.
    Stays,
}

/// Rewrites straight quotes, `--`, `---` and `...` in text nodes, block by block.
///
/// Hand it a block's text nodes in order, and tell it by [`note_boundary`](Self::note_boundary) what stands between them
/// that is no text, and where a block ends. Code must not pass through it.
///
/// - `"` opens after the start of a block, white space, an opening bracket or a dash, and closes elsewhere. Within an
///   open quotation it opens an inner one. After a digit with nothing open (27") it stays.
/// - `'` is an apostrophe between letters, after a letter with no `'` open, and before a decade ('90s); else as `"`, with
///   the inner marks.
/// - `--` is an en dash, `---` an em dash, with the spaces that the author put around them; longer runs (rules, tables)
///   stay, and so do options of commands (` --help`).
/// - `...` is an ellipsis; longer runs (blanks to fill in) stay.
pub struct SmartPunctuation {
    quotes: Quotes,
    /// The character before the next one, as the rules see it.
    previous: char,
    open: Vec<Open>,
}

impl SmartPunctuation {
    /// Begins a block.
    pub fn new(quotes: &Quotes) -> Self {
        Self { quotes: *quotes, previous: '\n', open: Vec::new() }
    }

    /// Says that `ch` stands where the last text node ended: a space for a line break within the block, the last
    /// character of inline code; `\n` for the end of the block, with which every open quotation ends.
    pub fn note_boundary(&mut self, ch: char) {
        self.previous = ch;
        if ch == '\n' {
            self.open.clear();
        }
    }

    /// Appends the block's next text node to `out`.
    pub fn push(&mut self, text: &str, out: &mut String) {
        let mut rest = text;
        while let Some(at) = rest.find(['"', '\'', '-', '.']) {
            let (plain, marked) = rest.split_at(at);
            self.copy(plain, out);
            let Some(mark) = marked.chars().next() else {
                break;
            };
            let length = match mark {
                '-' | '.' => marked.chars().take_while(|&c| c == mark).count(),
                _ => 1,
            };
            let (run, after) = marked.split_at(length);
            let next = after.chars().next();
            match (mark, length) {
                ('"' | '\'', _) => self.quote(mark, after, out),
                ('-', 2) if !self.is_option(next) => self.copy("–", out),
                ('-', 3) => self.copy("—", out),
                ('.', 3) => self.copy("…", out),
                _ => self.copy(run, out),
            }
            rest = after;
        }
        self.copy(rest, out);
    }

    fn copy(&mut self, text: &str, out: &mut String) {
        out.push_str(text);
        if let Some(last) = text.chars().next_back() {
            self.previous = last;
        }
    }

    /// Whether two hyphens begin a command's option, as in `polku build --strict`.
    fn is_option(&self, next: Option<char>) -> bool {
        self.previous.is_whitespace() && next.is_some_and(|c| c.is_ascii_lowercase())
    }

    fn quote(&mut self, straight: char, after: &str, out: &mut String) {
        match self.role(straight, after) {
            Role::Opens => {
                let inner = straight == '\'' || self.open.last().is_some_and(|open| !open.inner);
                self.open.push(Open { straight, inner });
                out.push_str(if inner { self.quotes.inner_open } else { self.quotes.open });
                // Whatever the mark looks like (in Finnish it is that of the other end), it opens.
                self.previous = '(';
            }
            Role::Closes => {
                let at = self.open.iter().rposition(|open| open.straight == straight);
                let inner = at.map_or(straight == '\'', |at| {
                    let inner = self.open.get(at).is_some_and(|open| open.inner);
                    // What was opened inside of it and never closed is over too.
                    self.open.truncate(at);
                    inner
                });
                out.push_str(if inner { self.quotes.inner_close } else { self.quotes.close });
                self.previous = ')';
            }
            Role::Apostrophe => self.copy(self.quotes.apostrophe, out),
            Role::Gershayim => {
                out.push('\u{5f4}');
                self.previous = '\u{5f4}';
            }
            Role::Stays => {
                out.push(straight);
                self.previous = straight;
            }
        }
    }

    fn role(&self, straight: char, after: &str) -> Role {
        let previous = self.previous;
        let next = after.chars().next();
        let is_open = self.open.iter().any(|open| open.straight == straight);
        let word_follows = next.is_some_and(char::is_alphanumeric);
        let space_follows = next.is_some_and(char::is_whitespace);
        let single = straight == '\'';

        if previous.is_alphanumeric() {
            return match (single, word_follows, is_open) {
                (true, true, _) => Role::Apostrophe,
                (false, true, _) if is_hebrew(previous) && next.is_some_and(is_hebrew) => Role::Gershayim,
                (_, _, true) => Role::Closes,
                (false, true, false) => Role::Stays,
                (_, false, false) if previous.is_numeric() => Role::Stays,
                (true, false, false) => Role::Apostrophe,
                (false, false, false) => Role::Closes,
            };
        }
        if single && is_decade(after) {
            return Role::Apostrophe;
        }
        if previous.is_whitespace() {
            return match (space_follows, is_open) {
                (false, _) => Role::Opens,
                (true, true) => Role::Closes,
                (true, false) => Role::Stays,
            };
        }
        if matches!(previous, '(' | '[' | '{' | '<' | '„' | '‚' | '«' | '‹' | '¿' | '¡') {
            return if space_follows { Role::Stays } else { Role::Opens };
        }
        if matches!(previous, '–' | '—') && !is_open {
            return if space_follows { Role::Stays } else { Role::Opens };
        }
        // After a dash that broke off a quotation, after other punctuation, after a closing mark.
        if word_follows && (!is_open || matches!(previous, '–' | '—')) { Role::Opens } else { Role::Closes }
    }
}

/// Whether what follows is a decade without its century: `90s`, `68 `.
fn is_decade(after: &str) -> bool {
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let end = after.get(digits..).unwrap_or_default();
    // A closing mark right after it makes it a quotation: '42'.
    digits == 2 && !end.starts_with('\'')
}

fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{5d0}'..='\u{5ea}')
}
