//! Languages' names in themselves.
//!
//! Input: a language and its script. Output: the name that a language menu shows, by CLDR's display names, with a capital
//! letter even where the language writes its name with a small one: it stands alone, as a heading does.

use icu::locale::subtags::{Script, script};

const CYRILLIC: Script = script!("Cyrl");
const TRADITIONAL: Script = script!("Hant");
const LATIN: Script = script!("Latn");
const ARABIC: Script = script!("Arab");

/// The language's name in itself.
pub(super) fn autonym(language: &str, script: Option<Script>) -> Option<&'static str> {
    Some(match (language, script) {
        ("af", _) => "Afrikaans",
        ("ar", _) => "العربية",
        // Written in Arabic script in Iran, where CLDR has no name for it.
        ("az", Some(ARABIC)) => return None,
        ("az", Some(CYRILLIC)) => "Азәрбајҹан",
        ("az", _) => "Azərbaycan",
        ("be", _) => "Беларуская",
        ("bg", _) => "Български",
        ("bn", _) => "বাংলা",
        ("bs", Some(CYRILLIC)) => "Босански",
        ("bs", _) => "Bosanski",
        ("ca", _) => "Català",
        ("cs", _) => "Čeština",
        ("cy", _) => "Cymraeg",
        ("da", _) => "Dansk",
        ("de", _) => "Deutsch",
        ("el", _) => "Ελληνικά",
        ("en", _) => "English",
        ("es", _) => "Español",
        ("et", _) => "Eesti",
        ("eu", _) => "Euskara",
        ("fa", _) => "فارسی",
        ("fi", _) => "Suomi",
        ("fr", _) => "Français",
        ("ga", _) => "Gaeilge",
        ("gl", _) => "Galego",
        ("he", _) => "עברית",
        ("hi", _) => "हिन्दी",
        ("hr", _) => "Hrvatski",
        ("hu", _) => "Magyar",
        ("hy", _) => "Հայերեն",
        ("id", _) => "Bahasa Indonesia",
        ("is", _) => "Íslenska",
        ("it", _) => "Italiano",
        ("ja", _) => "日本語",
        ("ka", _) => "ქართული",
        ("kk", _) => "Қазақ тілі",
        ("ko", _) => "한국어",
        ("lt", _) => "Lietuvių",
        ("lv", _) => "Latviešu",
        ("mk", _) => "Македонски",
        ("ms", _) => "Bahasa Melayu",
        ("mt", _) => "Malti",
        ("nb", _) => "Norsk bokmål",
        ("nl", _) => "Nederlands",
        ("nn", _) => "Norsk nynorsk",
        ("no", _) => "Norsk",
        ("pl", _) => "Polski",
        ("pt", _) => "Português",
        ("ro", _) => "Română",
        ("ru", _) => "Русский",
        ("se", _) => "Davvisámegiella",
        ("sk", _) => "Slovenčina",
        ("sl", _) => "Slovenščina",
        ("sq", _) => "Shqip",
        ("sr", Some(LATIN)) => "Srpski",
        ("sr", _) => "Српски",
        ("sv", _) => "Svenska",
        ("sw", _) => "Kiswahili",
        ("th", _) => "ไทย",
        ("tr", _) => "Türkçe",
        ("uk", _) => "Українська",
        ("ur", _) => "اردو",
        ("vi", _) => "Tiếng Việt",
        ("vro", _) => "Võro",
        ("zh", Some(TRADITIONAL)) => "繁體中文",
        ("zh", _) => "简体中文",
        _ => return None,
    })
}
