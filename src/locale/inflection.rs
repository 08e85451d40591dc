//! What endings do to words.
//!
//! Input: a word in lower case. Output: its stem, or the words it may be a form of.
//!
//! Stems are those of the Snowball algorithms (<https://snowballstem.org>). [`bases`] knows only endings that every noun
//! can take whatever its inflection is; case and number, which change the word itself, are left to those who know the word.

use std::borrow::Cow;

use pagefind_stem::{Algorithm, Stemmer};

/// The stem of a word; the word itself in a language without an algorithm.
pub(super) fn stem<'w>(language: &str, word: &'w str) -> Cow<'w, str> {
    let algorithm = match language {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "ne" => Algorithm::Nepali,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        "yi" => Algorithm::Yiddish,
        _ => return Cow::Borrowed(word),
    };
    // What a stemmer makes of its own buffer does not outlive it.
    Cow::Owned(Stemmer::create(algorithm).stem(word).into_owned())
}

/// The words that a word may be a form of, itself left out.
pub(super) fn bases(language: &str, word: &str) -> Vec<String> {
    let mut bases = Vec::new();
    let mut add = |base: &str| bases.push(base.to_owned());
    match language {
        "en" => ["'s", "'"].iter().filter_map(|end| word.strip_suffix(end)).for_each(&mut add),
        "sv" | "da" | "nb" | "nn" | "no" => {
            [":s", "s"].iter().filter_map(|end| word.strip_suffix(end)).for_each(&mut add);
        }
        "et" => ["gi", "ki"].iter().filter_map(|end| word.strip_suffix(end)).for_each(&mut add),
        "fi" => return finnish(word),
        // *l’exigence*, *dell’esigenza*
        "fr" | "it" | "ca" => {
            word.split_once('\'')
                .filter(|(article, _)| article.chars().count() <= 5)
                .map(|(_, noun)| noun)
                .iter()
                .for_each(|noun| add(noun));
        }
        _ => {}
    }
    bases
}

/// How many letters a Finnish word has at least that is no verb of two syllables.
const LONG: usize = 7;

/// Finnish clitics, and in front of them possessive suffixes (Iso suomen kielioppi, §§ 95–100, 126–131).
fn finnish(word: &str) -> Vec<String> {
    const CLITICS: [&str; 15] =
        ["kaan", "kään", "kohan", "köhän", "pahan", "pähän", "kin", "han", "hän", "ko", "kö", "pa", "pä", "kos", "kös"];
    const POSSESSIVES: [&str; 6] = ["ni", "nsa", "nsä", "mme", "nne", "si"];
    let mut bases: Vec<String> =
        CLITICS.iter().filter_map(|clitic| word.strip_suffix(clitic)).map(str::to_owned).collect();
    let hosts: Vec<String> = std::iter::once(word.to_owned()).chain(bases.iter().cloned()).collect();
    for host in &hosts {
        for suffix in POSSESSIVES {
            let Some(base) = host.strip_suffix(suffix) else { continue };
            // Behind another vowel `-si` is rather the past tense of a verb, `halusi` ("wanted"), if the word is short.
            if suffix == "si" && !base.ends_with(['a', 'ä', 'e']) && base.chars().count() < LONG {
                continue;
            }
            // The suffix takes the place of the genitive's `n` and the plural's `t`. The stem before it is in the strong
            // grade, as the essive's is: `asiakastukeni`, `asiakastukena`.
            bases.extend(["", "n", "t", "na", "nä"].map(|end| format!("{base}{end}")));
            if let Some(stem) = base.strip_suffix("kse") {
                bases.push(format!("{stem}ksi"));
            }
        }
        // `-an`, `-en` and so on behind a case that ends in the same vowel: `tarpeessaan`.
        let mut end = host.chars().rev();
        if let (Some('n'), Some(second), Some(third)) = (end.next(), end.next(), end.next())
            && second == third
            && "aäe".contains(second)
        {
            bases.push(host[..host.len() - 1 - second.len_utf8()].to_owned());
        }
    }
    bases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finnish_words_with_suffixes_lead_to_their_forms() {
        let forms = [
            ("tarpeeni", "tarpeen"),
            ("tarpeitaan", "tarpeita"),
            ("tarpeessaan", "tarpeessa"),
            ("tarpeidensakin", "tarpeiden"),
            ("tarpeeksemme", "tarpeeksi"),
            ("asiakastukemme", "asiakastukena"),
            ("arvoihinne", "arvoihin"),
            ("valituskaan", "valitus"),
            ("haluko", "halu"),
            ("tarpeesi", "tarpeen"),
        ];
        for (word, form) in forms {
            assert!(bases("fi", word).contains(&form.to_owned()), "{word}: {:?}", bases("fi", word));
        }
    }

    #[test]
    fn a_finnish_verb_in_the_past_is_no_noun_with_a_possessive_suffix() {
        let bases = bases("fi", "halusi");
        assert!(!bases.iter().any(|base| base == "halu" || base == "halun"), "{bases:?}");
    }
}
