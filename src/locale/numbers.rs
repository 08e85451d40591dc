//! Whole numbers: a language's digits and groups.
//!
//! Input: a locale. Output: [`Numerals`], which writes numbers.
//!
//! ICU4X's formatter cannot be shared by threads (its data may be reference-counted), and a page needs only whole
//! numbers. So the formatter is asked once how it writes some telling numbers, and its habits are kept as plain data.

use icu::decimal::input::Decimal;
use icu::decimal::options::DecimalFormatterOptions;
use icu::decimal::{DecimalFormatter, DecimalFormatterPreferences};

/// How a language writes whole numbers.
pub(super) struct Numerals {
    digits: [char; 10],
    /// What stands between groups, if anything does.
    separator: Option<String>,
    /// Digits in the last group, and in each group before it: 3 and 3, or 3 and 2 in India.
    primary: usize,
    secondary: usize,
    /// The fewest digits of a number that is grouped: 4, or 5 where CLDR's `minimumGroupingDigits` is 2.
    grouped_from: usize,
}

impl Numerals {
    pub(super) fn new(locale: &icu::locale::Locale) -> Result<Self, String> {
        let preferences = DecimalFormatterPreferences::from(locale);
        let formatter = DecimalFormatter::try_new(preferences, DecimalFormatterOptions::default())
            .map_err(|error| error.to_string())?;
        let write = |n: u64| formatter.format(&Decimal::from(n)).to_string();

        let mut digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
        for (n, digit) in (0..).zip(&mut digits) {
            if let Some(native) = write(n).chars().next() {
                *digit = native;
            }
        }

        let sample = write(1_234_567_890);
        let is_digit = |c: char| digits.contains(&c);
        let mut groups =
            sample.split(|c| !is_digit(c)).filter(|group| !group.is_empty()).map(|group| group.chars().count()).rev();
        let primary = groups.next().unwrap_or(0);
        let secondary = groups.next().unwrap_or(primary);
        let separator: String = sample.chars().skip_while(|&c| is_digit(c)).take_while(|&c| !is_digit(c)).collect();
        let has_groups = |n: u64| write(n).chars().any(|c| !is_digit(c));
        Ok(Self {
            digits,
            separator: (!separator.is_empty()).then_some(separator),
            primary,
            secondary,
            grouped_from: if has_groups(1_234) { 4 } else { 5 },
        })
    }

    /// `n` in the language's digits, in groups.
    pub(super) fn grouped(&self, n: u64) -> String {
        let ascii = n.to_string();
        let mut out = String::with_capacity(ascii.len() * 2);
        let separator = self.separator.as_deref();
        let separator = separator.filter(|_| ascii.len() >= self.grouped_from);
        for (at, digit) in ascii.bytes().enumerate() {
            let left = ascii.len() - at;
            if let Some(separator) = separator
                && at > 0
                && left >= self.primary
                && (left - self.primary).is_multiple_of(self.secondary)
            {
                out.push_str(separator);
            }
            out.push(self.digit(digit));
        }
        out
    }

    /// `n` in the language's digits, without groups: a year, a day.
    pub(super) fn write_plain(&self, n: i64, out: &mut String) {
        for byte in n.to_string().bytes() {
            out.push(self.digit(byte));
        }
    }

    fn digit(&self, ascii: u8) -> char {
        let value = usize::from(ascii.wrapping_sub(b'0'));
        // What is not a digit is the sign of a negative year.
        self.digits.get(value).copied().unwrap_or(char::from(ascii))
    }
}
