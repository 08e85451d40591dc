use super::*;

fn locale(tag: &str) -> Locale {
    Locale::new(tag).expect("a good tag")
}

fn smart(tag: &str, text: &str) -> String {
    let mut out = String::new();
    SmartPunctuation::new(locale(tag).quotes()).push(text, &mut out);
    out
}

fn sorted(tag: &str, words: &str) -> String {
    let locale = locale(tag);
    let mut words: Vec<&str> = words.split(' ').rev().collect();
    words.sort_by(|a, b| locale.compare(a, b));
    words.join(" ")
}

#[test]
fn tags_become_canonical() {
    for (tag, canonical) in [
        ("et", "et"),
        ("ET", "et"),
        ("pt-br", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("ZH-HANT-tw", "zh-Hant-TW"),
        ("en-gb-oxendict", "en-GB-oxendict"),
        ("iw", "he"),
        ("est", "et"),
        ("no", "no"),
        ("vro", "vro"),
        ("de-u-co-phonebk", "de-u-co-phonebk"),
    ] {
        assert_eq!(locale(tag).canonical(), canonical);
    }
}

#[test]
fn a_bad_tag_says_what_is_wrong() {
    for (tag, words) in [
        ("", "is empty"),
        ("pt_BR", "did you mean `pt-BR`?"),
        ("et_EE.UTF-8", "did you mean `et-EE`?"),
        ("e t", "` ` cannot be part"),
        ("eesti", "not `eesti`"),
        ("e", "not `e`"),
        ("x-foo", "not `x`"),
        ("et-", "a hyphen too many"),
        ("et--EE", "a hyphen too many"),
        ("en-foo", "`foo` cannot stand there"),
        ("zh-Hans-Latn", "`Latn` cannot stand there"),
        ("en-abcdefghi", "`abcdefghi` cannot stand there"),
        ("und", "names no language"),
        ("õ", "`õ` cannot be part"),
    ] {
        let error = Locale::new(tag).expect_err(tag).to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn direction_is_the_scripts() {
    for tag in ["ar", "he", "fa", "ur", "yi", "dv", "az-Arab", "pa-PK"] {
        assert_eq!(locale(tag).direction().as_str(), "rtl", "{tag}");
    }
    for tag in ["et", "fi", "ru", "az", "ja", "hi", "ar-Latn", "xx"] {
        assert_eq!(locale(tag).direction().as_str(), "ltr", "{tag}");
    }
}

#[test]
fn collation_is_the_languages() {
    let estonian = "a b c d e f g h i j k l m n o p q r s š z ž t u v w õ ä ö ü x y";
    assert_eq!(sorted("et", estonian), estonian);
    let finnish = "a o s š t v w x y z å ä ö";
    assert_eq!(sorted("fi", finnish), finnish);
    assert_eq!(sorted("sv", "z å ä ö"), "z å ä ö");
    assert_eq!(sorted("de", "a ä b o ö z"), "a ä b o ö z");
    assert_eq!(sorted("en", "apple Banana cherry"), "apple Banana cherry");
}

#[test]
fn words_are_listed_under_the_languages_letters() {
    let letters = |tag: &str, words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        locale(tag).letters(&words).into_iter().map(|letter| letter.unwrap_or("-".into())).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(letters("et", "arve Aeg ostja õde õun ära šokolaad žest"), "A - O Õ - Ä Š Ž");
    assert_eq!(letters("fr", "eau école été fin"), "E - - F");
    assert_eq!(letters("de", "apfel ärger öl ostern"), "A - Ö -");
    assert_eq!(letters("tr", "ırmak ilk İzmir"), "I İ -");
    assert_eq!(letters("ar", "بيت باب ثمن"), "ب - ث");
    // Sorted after h, and yet under C.
    assert_eq!(letters("cs", "cena hrad chata"), "C H -");
    assert_eq!(letters("ka", "ადამიანი ბაზარი"), "ა ბ");
    // Written as two characters, it is one letter.
    assert_eq!(letters("et", "o\u{303}de õun"), "O\u{303} -");
}

#[test]
fn order_is_total_and_keys_agree_with_it() {
    // The second and third are canonically equivalent; the soft hyphen is ignored by collation.
    let words = ["a", "\u{e4}", "a\u{308}", "a\u{ad}", "A", "", "öö", "Õ", "z", "ž", "10", "2", "a b", "ab", "a-b"];
    for tag in ["et", "fi", "en", "ja"] {
        let locale = locale(tag);
        for a in words {
            for b in words {
                let order = locale.compare(a, b);
                assert_eq!(order == Ordering::Equal, a == b, "{a:?} {b:?}");
                assert_eq!(order, locale.compare(b, a).reverse());
            }
        }
    }
}

#[test]
fn long_dates() {
    for (tag, date) in [
        // ICU4X 2.4 alone says "9 jaanuar 2026".
        ("et", "9. jaanuar 2026"),
        ("fi", "9. tammikuuta 2026"),
        ("en", "January 9, 2026"),
        ("en-GB", "9 January 2026"),
        ("sv", "9 januari 2026"),
        ("de", "9. Januar 2026"),
        ("fr", "9 janvier 2026"),
        ("lt", "2026 m. sausio 9 d."),
        ("ja", "2026年1月9日"),
        ("ar-EG", "٩ يناير ٢٠٢٦"),
        ("xx", "2026-01-09"),
    ] {
        assert_eq!(locale(tag).long_date(2026, 1, 9), date, "{tag}");
    }
    let et = locale("et");
    assert_eq!(et.long_date(2026, 12, 31), "31. detsember 2026");
    assert_eq!(et.long_date(2026, 2, 28), "28. veebruar 2026");
    assert_eq!(et.long_date(3456, 10, 1), "1. oktoober 3456");
    assert_eq!(et.long_date(2026, 0, 9), "2026-00-09");
    assert_eq!(et.long_date(2026, 13, 9), "2026-13-09");
    assert_eq!(locale("fr").long_date(2026, 4, 1), "1er avril 2026");
    assert_eq!(locale("ca").long_date(2026, 4, 2), "2 d’abril del 2026");
}

#[test]
fn an_estonian_date_has_one_point_in_every_month() {
    let et = locale("et");
    for month in 1..=12 {
        let date = et.long_date(2026, month, 9);
        assert!(date.starts_with("9. "), "{date}");
        assert_eq!(date.matches('.').count(), 1, "{date}");
    }
}

#[test]
fn numbers_are_grouped_as_the_language_does() {
    for (tag, n, text) in [
        ("et", 1234, "1234"),
        ("et", 12_345, "12\u{a0}345"),
        ("fi", 12_345, "12\u{a0}345"),
        ("en", 1234, "1,234"),
        ("en", 999, "999"),
        ("en", 0, "0"),
        ("en", u64::MAX, "18,446,744,073,709,551,615"),
        ("de", 1_000_000, "1.000.000"),
        ("en-IN", 12_345_678, "1,23,45,678"),
        ("ar-EG", 12_345, "١٢٬٣٤٥"),
    ] {
        assert_eq!(locale(tag).number(n), text, "{tag}");
    }
}

#[test]
fn names_are_the_languages_own() {
    for (tag, name) in [
        ("et", "Eesti"),
        ("fi", "Suomi"),
        ("en-GB", "English"),
        ("sv", "Svenska"),
        ("ar", "العربية"),
        ("zh-TW", "繁體中文"),
        ("zh", "简体中文"),
        ("sr-Latn", "Srpski"),
    ] {
        assert_eq!(locale(tag).autonym(), Some(name));
    }
    assert_eq!(locale("xx").autonym(), None);
}

#[test]
fn lower_case_is_the_languages() {
    assert_eq!(locale("tr").lower("DIŞ İzin"), "dış izin");
    assert_eq!(locale("et").lower("ÕUN Šokolaad I"), "õun šokolaad i");
    assert_eq!(locale("el").lower("ΟΔΟΣ"), "οδος");
}

#[test]
fn words_are_those_a_reader_reads() {
    let et = locale("et");
    for (text, words) in [
        ("", 0),
        (" — … !\n", 0),
        ("Tere, maailm!", 2),
        ("Kell 10.30 maksis see 1 234,50 eurot.", 7),
        ("kõnekeskus-äpp", 2),
        ("McDonald’s'i", 1),
        ("a.b c,d 1,2 e:f", 5),
        ("pre\u{301}fixe nai\u{308}f", 2),
        ("→ ☑ Вот это да", 3),
        ("ทุกสองสัปดาห์", 3),
        ("こんにちは世界", 2),
        ("العربية لغة", 2),
        ("👍 hea 👩‍💻", 1),
    ] {
        assert_eq!(et.words(text), words, "{text}");
    }
}

#[test]
fn the_fast_count_agrees_with_icu() {
    let segmenter = Segmenter::new();
    for c in '\u{0}'..='\u{2bff}' {
        for text in [
            format!("a{c}b"),
            format!("1{c}2"),
            format!("1{c}a"),
            format!("a {c} b"),
            format!("a{c} {c}b"),
            format!("a{c}{c}b"),
            format!("a{c}.1{c},2"),
        ] {
            if let Some(words) = segment::count(&text) {
                assert_eq!(words, segmenter.words_by_icu(&text), "{text:?}");
            }
        }
    }
    for text in [
        "Klient kirjutas 9. jaanuaril „Tere!”, aga müüja ei vastanud – ei kell 10.30 ega hiljem (vt lk 3–5).",
        "l’amour, c'est 1.234,5 x_y_z __ _a a:b:c 1:2 d''e f.'g",
        "«\u{202f}Bonjour\u{202f}! » 12\u{202f}345 “a” b…c · d·e",
        "Вот – это: «да». Ελληνικά; ναι",
        "هل يحتاج العميل إلى شيء، أم لا؟ 1.234 ريالًا؛ نعم.",
    ] {
        assert_eq!(segment::count(text), Some(segmenter.words_by_icu(text)), "{text}");
    }
    assert_eq!(segment::count("日本"), None);
    // ICU4X 2.4 takes a letter with a mark and a comma behind it for no word; by WB4 the mark changes nothing.
    assert_eq!(segment::count("شيءٍ، شيء"), Some(2));
}

#[test]
fn reading_takes_a_minute_at_least() {
    let et = locale("et");
    assert_eq!(et.reading_minutes(0), 1);
    assert_eq!(et.reading_minutes(161), 1);
    assert_eq!(et.reading_minutes(161 * 5), 5);
    assert_eq!(locale("en-GB").reading_minutes(228 * 5), 5);
    assert_eq!(locale("lv").reading_minutes(1000), 5);
    assert_eq!(et.reading_minutes(usize::MAX), u32::MAX);
}

#[test]
fn sentences_end_where_readers_end_them() {
    let et = locale("et");
    let text = " Klient ostis 9. jaanuaril jalgratta. Mis\nedasi saab?  Tule „tagasi”!";
    let sentences: Vec<&str> = et.sentences(text).into_iter().map(|range| &text[range]).collect();
    assert_eq!(sentences, ["Klient ostis 9. jaanuaril jalgratta.", "Mis\nedasi saab?", "Tule „tagasi”!"]);
    assert!(et.sentences("").is_empty());
    assert!(et.sentences("   ").is_empty());
}

#[test]
fn quotes_are_cldrs() {
    for (tag, marks) in [
        ("et", "„“‚‘"),
        ("fi", "””’’"),
        ("sv", "””’’"),
        ("en", "“”‘’"),
        ("de", "„“‚‘"),
        ("ru", "«»„“"),
        ("uk", "«»„“"),
        ("pl", "„”«»"),
        ("cs", "„“‚‘"),
        ("hu", "„”»«"),
        ("lt", "„“„“"),
        ("nb", "«»‘’"),
        ("nl", "‘’‘’"),
        ("es", "“”‘’"),
        ("it", "«»“”"),
        ("pt-BR", "“”‘’"),
        ("pt-PT", "«»“”"),
        ("ja", "「」『』"),
        ("zh-TW", "「」『』"),
        ("zh-CN", "“”‘’"),
        ("ar", "”“’‘"),
        ("fr", "«\u{202f}\u{202f}»«\u{202f}\u{202f}»"),
        ("fr-CA", "«\u{a0}\u{a0}»“”"),
        ("xx", "“”‘’"),
    ] {
        let quotes = locale(tag).quotes();
        let all = [quotes.open, quotes.close, quotes.inner_open, quotes.inner_close].concat();
        assert_eq!(all, marks, "{tag}");
    }
}

#[test]
fn straight_quotes_become_the_languages() {
    for (tag, text, expected) in [
        ("et", r#"Ta ütles: "Tere!""#, "Ta ütles: „Tere!“"),
        ("fi", r#"Hän sanoi: "Hei 'sinä'!""#, "Hän sanoi: ”Hei ’sinä’!”"),
        ("en", r#"("Yes," she said. "No.")"#, "(“Yes,” she said. “No.”)"),
        ("en", r#""'Hi,' he said.""#, "“‘Hi,’ he said.”"),
        ("en", r#""He said "no" to it.""#, "“He said ‘no’ to it.”"),
        ("en", r#""Wait---" he said --"#, "“Wait—” he said –"),
        ("en", r#"He--"Bob"--left"#, "He–“Bob”–left"),
        ("fr", r#"Il dit "oui"."#, "Il dit «\u{202f}oui\u{202f}»."),
        ("de", r#""Ja", sagt er"#, "„Ja“, sagt er"),
        ("he", "צה\"ל", "צה״ל"),
        ("et", "„Tere\"", "„Tere“"),
    ] {
        assert_eq!(smart(tag, text), expected);
    }
}

#[test]
fn apostrophes() {
    for (text, expected) in [
        ("It's the dogs' '90s, not the 1980's.", "It’s the dogs’ ’90s, not the 1980’s."),
        ("'Tere' ja 'it's'", "‘Tere’ ja ‘it’s’"),
        ("the '68 generation", "the ’68 generation"),
        ("the answer '42'", "the answer ‘42’"),
        ("l'amour d'Anna", "l’amour d’Anna"),
    ] {
        assert_eq!(smart("en", text), expected);
    }
    assert_eq!(smart("fi", "vaa'an"), "vaa’an");
}

#[test]
fn what_is_no_quotation_stays() {
    for text in [
        "a 27\" screen, 6' tall",
        "a \" b ' c",
        "„Tere“ – «да» ’90…",
        "a - b, c-d, 1-2",
        "---- ..... ..",
        "polku build --strict",
        "",
    ] {
        assert_eq!(smart("en", text), text);
    }
}

#[test]
fn dashes_and_points() {
    assert_eq!(smart("et", "Tema -- müüja -- ootas..."), "Tema – müüja – ootas…");
    assert_eq!(smart("en", "A---b, 1--2, -- c"), "A—b, 1–2, – c");
    assert_eq!(smart("fi", "Ehkä...? -- Ei."), "Ehkä…? – Ei.");
}

#[test]
fn punctuation_knows_its_block_across_nodes() {
    let quotes = locale("et").quotes();
    let mut punctuation = SmartPunctuation::new(quotes);
    let mut out = String::new();
    // Ta ütles: "*Tere*", ja "`kood`" ↵ "uus"
    punctuation.push("Ta ütles: \"", &mut out);
    punctuation.push("Tere", &mut out);
    punctuation.push("\", ja \"", &mut out);
    out.push_str("[kood]");
    punctuation.note_boundary('d');
    punctuation.push("\"", &mut out);
    out.push(' ');
    punctuation.note_boundary(' ');
    punctuation.push("\"uus\"", &mut out);
    assert_eq!(out, "Ta ütles: „Tere“, ja „[kood]“ „uus“");
}

#[test]
fn an_unclosed_quotation_ends_with_its_block() {
    let mut punctuation = SmartPunctuation::new(locale("et").quotes());
    let mut out = String::new();
    punctuation.push("\"Esimene lõik", &mut out);
    punctuation.note_boundary('\n');
    punctuation.push("\"Teine lõik\"", &mut out);
    assert_eq!(out, "„Esimene lõik„Teine lõik“");
}

#[test]
fn threads_can_share_a_locale() {
    fn shared<T: Send + Sync>() {}
    shared::<Locale>();
}
