//! Words that are a noun here and another word there: *a need*, *they need*; *an alternative*, *an alternative route*.
//!
//! In: a word in lower case and its neighbours. Out: whether it is rather no noun. The rules look no further than one word to
//! each side; where these tell nothing it is a noun.

/// English nouns that are verbs as well, of those that a text on selling and service is likely to define.
const VERBS: &str = "aim answer approach benefit call care change charge chat check choice claim comment complete concern contact \
    cost deal delay delight demand desire discount doubt experience favour favor fear feature focus gain guarantee guide help \
    hope impact increase influence interest label lead limit link market match measure name need note notice object offer \
    order pitch plan point praise price process profit progress promise prospect purchase question quote rate reply report \
    request research respect result return review reward risk sample score search service share shop sign sort stage start \
    stay step stock store supply support survey target test track trade trust upgrade use value view visit voice want wish \
    work worry";

/// What comes before a verb.
const BEFORE_VERB: &str = "i you we they he she it who to not nobody everybody everyone anyone somebody someone do does did don't \
    doesn't didn't will would can could cannot can't may might must should shall won't wouldn't couldn't shouldn't \
    never always often even still really also just only rarely usually";

/// What comes before a noun.
const DETERMINERS: &str = "the a an this that these those my your his her its our their each every no any some what which whose one \
    two three another such same both all";

/// What comes behind a verb.
const BEHIND_VERB: &str = "a an the it them him me us you your my our their his her this these those some any";

fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

/// Whether a word is rather no noun where it stands. The neighbours are those that nothing but white space parts from it.
pub(super) fn is_no_noun(
    language: &str,
    word: &str,
    before: Option<&str>,
    behind: Option<&str>,
    is_function_word: impl Fn(&str) -> bool,
) -> bool {
    match (language, word) {
        // In front of a word that has a meaning of its own it is that word's adjective.
        ("en" | "sv", "alternative" | "alternativ") => behind.is_some_and(|behind| !is_function_word(behind)),
        ("en", _) => is_english_verb(word, before, behind),
        _ => false,
    }
}

fn is_english_verb(word: &str, before: Option<&str>, behind: Option<&str>) -> bool {
    let singular = word.strip_suffix('s').filter(|singular| has(VERBS, singular));
    if singular.is_none() && !has(VERBS, word) {
        return false;
    }
    let before = before.unwrap_or("");
    if has(DETERMINERS, before) || before.ends_with("'s") || before.ends_with("s'") {
        return false;
    }
    let is_plural = |word: &str| word.ends_with('s') && !word.ends_with("ss");
    let behind = behind.unwrap_or("");
    has(BEFORE_VERB, before)
        || has(BEHIND_VERB, behind)
        // They need; it needs to.
        || (singular.is_none() && is_plural(before))
        || (singular.is_some() && behind == "to")
}
