//! Long dates: "9. jaanuar 2026".
//!
//! Input: a locale. Output: [`LongDates`], a pattern for each month.
//!
//! As with numbers, ICU4X's formatter cannot be shared by threads. It formats one day of each month, in ASCII digits;
//! what it wrote, with the day and the year cut out, is that month's pattern. This keeps what a language does to the
//! month's name or around it (the genitive, "d’abril" beside "de maig").
//!
//! Dates are of the Gregorian calendar in every language: they say when a page was written, to readers of several.

use icu::calendar::types::RataDie;
use icu::calendar::{Date, Gregorian};
use icu::datetime::FixedCalendarDateTimeFormatter;
use icu::datetime::fieldsets::YMD;
use icu::locale::extensions::unicode::{Value, key};

use super::numbers::Numerals;

/// A piece of a date's pattern.
enum Piece {
    Text(String),
    Day,
    Year,
}

/// The long date patterns of a language.
pub(super) struct LongDates {
    months: [Vec<Piece>; 12],
    /// How the first of a month is written, where not by a bare number.
    first: Option<&'static str>,
}

/// A day and a year whose digits occur in no month's name or number.
const DAY: u8 = 28;
const YEAR: i32 = 3456;

impl LongDates {
    pub(super) fn new(locale: &icu::locale::Locale, numerals: &Numerals) -> Result<Self, String> {
        let language = locale.id.language.as_str();
        let mut ascii = locale.clone();
        if let Ok(latin) = Value::try_from_str("latn") {
            ascii.extensions.unicode.keywords.set(key!("nu"), latin);
        }
        let formatter: FixedCalendarDateTimeFormatter<Gregorian, YMD> =
            FixedCalendarDateTimeFormatter::try_new((&ascii).into(), YMD::long()).map_err(|error| error.to_string())?;

        let mut months: [Vec<Piece>; 12] = Default::default();
        for (month, pieces) in (1u8..).zip(&mut months) {
            // A month without a pattern is written in ISO 8601's form.
            if let Ok(date) = Date::try_new_gregorian(YEAR, month, DAY) {
                let formatted = formatter.format(&date).to_string();
                // CLDR's root pattern: there is no data for the language, and "2026 M1 9" helps nobody.
                if formatted == format!("{YEAR} M{month} {DAY}") || formatted == format!("{YEAR} M{month:02} {DAY}") {
                    continue;
                }
                *pieces = split(&formatted, numerals);
            }
            if language == "et" {
                add_ordinal_point(pieces);
            }
        }
        // "le 1er janvier": the Imprimerie nationale's rule; CLDR's patterns cannot say it.
        let first = (language == "fr").then_some("1er");
        Ok(Self { months, first })
    }

    /// The date in its long form.
    pub(super) fn format(&self, numerals: &Numerals, year: i32, month: u8, day: u8) -> String {
        let pattern = usize::from(month)
            .checked_sub(1)
            .and_then(|index| self.months.get(index))
            .filter(|pattern| !pattern.is_empty());
        let Some(pattern) = pattern else {
            return format!("{year:04}-{month:02}-{day:02}");
        };
        let mut out = String::with_capacity(32);
        for piece in pattern {
            match (piece, self.first) {
                (Piece::Text(text), _) => out.push_str(text),
                (Piece::Day, Some(first)) if day == 1 => out.push_str(first),
                (Piece::Day, _) => numerals.write_plain(i64::from(day), &mut out),
                (Piece::Year, _) => numerals.write_plain(i64::from(year), &mut out),
            }
        }
        out
    }
}

/// Cuts the sample day and year out of a formatted date. A number left over (a month's) gets the language's digits.
fn split(formatted: &str, numerals: &Numerals) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(5);
    let mut text = String::new();
    let mut rest = formatted;
    while let Some(c) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Some(number) = rest.get(..digits).filter(|number| !number.is_empty()) else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        let piece = match number.parse::<i64>() {
            Ok(n) if n == i64::from(DAY) => Some(Piece::Day),
            Ok(n) if n == i64::from(YEAR) => Some(Piece::Year),
            Ok(n) => {
                numerals.write_plain(n, &mut text);
                None
            }
            Err(_) => None,
        };
        if let Some(piece) = piece {
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            pieces.push(piece);
        }
        rest = &rest[digits..];
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    pieces
}

/// Estonian writes ordinal numbers with a point, and a date's day is one: "9. jaanuar". CLDR's long date pattern has
/// it ("d. MMMM y"), ICU4X's semantic skeletons lose it ("9 jaanuar 2026" in 2.4).
fn add_ordinal_point(pieces: &mut [Piece]) {
    let day = pieces.iter().position(|piece| matches!(piece, Piece::Day));
    if let Some(Piece::Text(after)) = day.and_then(|day| pieces.get_mut(day + 1))
        && !after.starts_with('.')
    {
        after.insert(0, '.');
    }
}

/// The day it is, in UTC, as ISO 8601 has it. For what people note; nothing that is built depends on it.
pub fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    day_of(since.as_secs())
}

/// The day, in UTC, of a moment: of so many seconds since 1970.
pub fn day_of(seconds: u64) -> String {
    // Beyond that, calendars are of no use.
    let days = i64::try_from(seconds / 86_400).unwrap_or(0).min(2_900_000);
    // 1970-01-01 is the 719,163rd day of the calendar (Reingold and Dershowitz, Calendrical Calculations).
    let date = Date::from_rata_die(RataDie::new(719_163 + days), Gregorian);
    format!("{:04}-{:02}-{:02}", date.year().extended_year(), date.month().ordinal, date.day_of_month().0)
}
