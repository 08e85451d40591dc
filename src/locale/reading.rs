//! How fast a language is read.
//!
//! Input: a language subtag. Output: words per minute.
//!
//! Source: S. Trauzettel-Klosinski, K. Dietz, the IReST Study Group: Standardized Assessment of Reading Performance:
//! The New International Reading Speed Texts IReST. Investigative Ophthalmology & Visual Science 53 (2012), 5452–5461,
//! doi:10.1167/iovs.11-8284: mean words per minute of 25 adults a language (36 in Japanese), reading
//! aloud. Silent readers are somewhat faster; a course is read with pauses.

/// Mean words per minute; 200 for a language that was not measured.
pub(super) fn words_per_minute(language: &str) -> usize {
    match language {
        "ar" => 138,
        "zh" => 158,
        "nl" => 202,
        "en" => 228,
        // Estonian was not measured; its words are about as long as Finnish ones, and as much inflected.
        "fi" | "et" => 161,
        "fr" => 195,
        "de" => 179,
        "he" => 187,
        "it" => 188,
        "ja" => 193,
        "pl" => 166,
        "pt" => 181,
        "ru" => 184,
        "sl" => 180,
        "es" => 218,
        "sv" => 199,
        "tr" => 166,
        _ => 200,
    }
}
