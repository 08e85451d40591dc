//! Which language a text is in, told by its function words: *ja*, *ei*, *the*, *och*.
//!
//! In: a text, the language that it should be in. Out: the languages that it is surely rather in, as a set.
//!
//! A sentence is enough: of any text a third or more is such words. Those that two languages share tell nothing of the
//! two; so close neighbours (Danish and Norwegian) are hardly told apart, and short texts are not judged. The lists are those of
//! <https://github.com/stopwords-iso>.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// The languages there are lists for (ISO 639-1).
const LANGUAGES: [&str; 44] = [
    "af", "ar", "bg", "bn", "br", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "eu", "fa", "fi", "fr", "ga",
    "gl", "he", "hi", "hr", "hu", "hy", "id", "it", "ko", "la", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "ru",
    "sk", "sl", "sv", "tr", "uk", "vi",
];

/// Estonian's list is of 35 words. These belong to it too.
const ESTONIAN: &str = "ainult all alla alles alt eest ees edasi ega enam enda enne ette iga igaüks ikka ilma jaoks ju juba just \
    juurde juures järel kaasa keda kedagi kelle kellele kes kogu kohta koos kuhu kui kuid kuidas kumb kus kust kõige kõik kõiki \
    küll läbi lõpuks meid meie mida midagi miks mille millal millega milles millest milline millist mingi mis mitme mitte \
    mitu mõne mõned mõni muidugi muu need neid neil neile nende nendega ning nii niisugune nimelt nagu oleks olema olid olla \
    oleme olete on oma ometi palju pärast peab peale peavad pigem poolt pole rohkem saab saada saavad sama samas samuti \
    seal seal sees selles sellega sellele sellest selline sellist seni sest siia siiski sinna tagasi tal talle tasub teda teid \
    teie teile tema temaga temalt temast teise teine teised tuleb tulevad vaid vahel vastu veel vist või võib võiks võivad \
    väga vähem üks ühe ühes ühest üht ükski üle";

/// Fewest words that are judged.
const WORDS: u32 = 8;

/// A set of languages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Languages(u64);

impl Languages {
    /// Whether there is none in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a language is in it; `tag` may have more than a language.
    pub fn has(self, tag: &str) -> bool {
        index(tag).is_some_and(|i| self.0 & 1 << i != 0)
    }
}

fn index(tag: &str) -> Option<usize> {
    let language = tag.split('-').next().unwrap_or(tag);
    let language = if matches!(language, "nb" | "nn") { "no" } else { language };
    LANGUAGES.iter().position(|known| *known == language)
}

/// Whether a word is a function word of a language.
pub(super) fn is_function_word(language: &str, word: &str) -> bool {
    let languages = languages_of(word.as_bytes());
    index(language).is_some_and(|i| languages & 1 << i != 0)
}

/// The languages of a word.
fn languages_of(word: &[u8]) -> u64 {
    if word.len() > LONGEST { 0 } else { FUNCTION_WORDS.get(word).copied().unwrap_or_default() }
}

/// Bytes of the longest words that are looked up; longer ones tell of no language.
const LONGEST: usize = 14;

/// Each word with the languages that it is of.
static FUNCTION_WORDS: LazyLock<HashMap<&'static [u8], u64, BuildHasherDefault<Fnv>>> = LazyLock::new(|| {
    let mut words: HashMap<&'static [u8], u64, BuildHasherDefault<Fnv>> = HashMap::default();
    for (i, language) in LANGUAGES.iter().enumerate() {
        let more = if *language == "et" { ESTONIAN } else { "" };
        for word in stop_words::lookup(language).into_iter().flatten().copied().chain(more.split_whitespace()) {
            if word.len() <= LONGEST {
                *words.entry(word.as_bytes()).or_default() |= 1 << i;
            }
        }
    }
    words
});

/// FNV-1a with 64 bits: for short words that nobody chose to collide.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A language that there is a list for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed(usize);

impl Listed {
    /// The language of a tag.
    pub(super) fn of(tag: &str) -> Option<Self> {
        index(tag).map(Self)
    }
}

/// The languages that a text is rather in than in the one it should be. The text is in lower case, its words parted by
/// single spaces.
pub(super) fn rather(text: &str, own: Option<Listed>) -> Languages {
    let Some(Listed(own)) = own else { return Languages::default() };
    // Of each language all words, and those that it shares with the text's own.
    let mut counts = [(0_u32, 0_u32); LANGUAGES.len()];
    let mut total = 0;
    for word in text.as_bytes().split(|byte| *byte == b' ') {
        total += 1;
        let mut set = languages_of(word);
        let shared = u32::from(set & 1 << own != 0);
        while set != 0 {
            if let Some((count, both)) = counts.get_mut(set.trailing_zeros() as usize) {
                *count += 1;
                *both += shared;
            }
            set &= set - 1;
        }
    }
    if total < WORDS {
        return Languages::default();
    }
    let (mine, _) = counts.get(own).copied().unwrap_or_default();
    let clear = |(count, both): (u32, u32)| {
        let (theirs, ours) = (count - both, mine - both);
        count * 4 >= total && theirs >= 3 && theirs >= 3 * ours
    };
    Languages(counts.iter().enumerate().filter(|(_, count)| clear(**count)).fold(0, |set, (i, _)| set | 1 << i))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rather(text: &str, own: &str) -> Languages {
        let words: Vec<String> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        super::rather(&words.join(" "), Listed::of(own))
    }

    #[test]
    fn a_text_in_another_language_is_told() {
        let et = "Kui müüja küsib, mida klient tegelikult vajab, siis on tal ka aega kuulata, mida ta sellest arvab.";
        let fi = "Kun myyjä kysyy, mitä asiakas oikeastaan tarvitsee, on hänellä myös aikaa kuunnella, mitä hän siitä ajattelee.";
        let en = "When the seller asks what the customer really needs, there is also time to listen to what they think of it.";
        let sv = "När säljaren frågar vad kunden egentligen behöver, finns det också tid att lyssna på vad hen tycker om det.";
        let texts = [("et", et), ("fi", fi), ("en", en), ("sv", sv)];
        for (own, text) in texts {
            for (other, _) in texts.iter().filter(|(other, _)| *other != own) {
                assert!(!rather(text, own).has(other), "{own} is no {other}");
                assert!(rather(text, other).has(own), "{own} stands where {other} should");
            }
        }
        assert!(!rather("Kui ta ei ole", "fi").has("et"), "too short to tell");
        assert!(!rather(et, "xx").has("et"), "there is no list for it");
        assert!(rather(en, "et").has("en-GB"));
    }
}
