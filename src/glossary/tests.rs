use super::*;

fn terms(tag: &str, terms: &[(&str, &[&str])]) -> (Terms, Locale) {
    let locale = Locale::new(tag).unwrap();
    let term = |(name, forms): &(&str, &[&str])| {
        let forms = forms.iter().map(|form| (*form).to_owned()).collect();
        Term::new(Key::new(format!("glossary/{name}")), (*name).to_owned(), forms, Vec::new())
    };
    (Terms::new(terms.iter().map(term).collect(), &locale), locale)
}

fn found<'t>(tag: &str, list: &[(&str, &[&str])], text: &'t str) -> Vec<&'t str> {
    let (terms, locale) = terms(tag, list);
    terms.find(text, &locale).into_iter().map(|(range, _)| &text[range]).collect()
}

#[test]
fn the_longest_form_is_the_one_that_is_meant() {
    let list: &[(&str, &[&str])] = &[("customer", &[]), ("customer service", &["customer services"])];
    assert_eq!(
        found("en", list, "A customer asks customer\nservice, not the customer’s CUSTOMER services."),
        ["customer", "customer\nservice", "customer’s", "CUSTOMER services"]
    );
}

#[test]
fn what_hyphens_join_or_cut_short_is_another_word() {
    assert_eq!(
        found("et", &[("vajadus", &[])], "Vajadus- ja soovipõhine, vajadus-hind, vajadus – ja vajadusgi."),
        ["vajadus", "vajadusgi"]
    );
}

#[test]
fn words_of_a_form_stand_side_by_side() {
    assert_eq!(found("en", &[("sales pitch", &[])], "sales, pitch; sales after-pitch; Sales pitch"), ["Sales pitch"]);
}

#[test]
fn terms_are_found_where_nothing_parts_words() {
    assert_eq!(
        found("ja", &[("購買", &[]), ("購買プロセス", &[])], "顧客の購買プロセスと購買。"),
        ["購買プロセス", "購買"]
    );
}

#[test]
fn capitals_and_normal_forms_do_not_count() {
    assert_eq!(found("fi", &[("päätös", &[])], "PA\u{308}A\u{308}TÖS, päätös"), ["PA\u{308}A\u{308}TÖS", "päätös"]);
}

#[test]
fn undeclared_forms_and_compounds_may_mention_a_term() {
    let (terms, locale) = terms("fi", &[("arviointi", &[])]);
    for text in ["arvioinnin", "asiakasarviointi", "Arviointilomakkeella"] {
        assert!(terms.may_mention(0, text, &locale), "{text}");
    }
    assert!(!terms.may_mention(0, "kysymys ja vastaus", &locale));
}

#[test]
fn abbreviations_are_words_of_their_own_in_capitals_only() {
    assert_eq!(found("en", &[("IT", &[])], "It is it, and IT’s work; IT."), ["IT’s", "IT"]);
}

#[test]
fn forms_with_signs_are_looked_for_as_they_are() {
    let list: &[(&str, &[&str])] = &[("C++", &[]), ("R&D", &[]), (".NET", &[])];
    assert_eq!(found("en", list, "Plan C or net: C++, R&D and .NET."), ["C++", "R&D", ".NET"]);
}

#[test]
fn forms_that_say_nothing_are_none() {
    assert!(found("en", &[("-", &["--", " "])], "a - b -- c").is_empty());
    assert!(found("ja", &[("、", &[])], "これ、それ").is_empty());
}

#[test]
fn an_article_that_leans_on_a_noun_is_no_part_of_it() {
    assert_eq!(
        found("fr", &[("exigence", &["exigences"])], "L’exigence et d'exigences"),
        ["L’exigence", "d'exigences"]
    );
}

#[test]
fn latin_words_among_japanese_ones_stand_by_themselves() {
    assert_eq!(found("ja", &[("AI", &[])], "MAILとAIを使う"), ["AI"]);
}

#[test]
fn only_languages_with_long_endings_are_told_by_their_stems() {
    let avoid = |tag: &str, word: &str, text: &str| {
        let locale = Locale::new(tag).unwrap();
        let term = Term::new(Key::new("glossary/x"), "x".to_owned(), Vec::new(), vec![word.to_owned()]);
        Terms::new(vec![term], &locale).find(text, &locale).len()
    };
    assert_eq!(avoid("en", "customer", "customs, customary, customers' customer's customer"), 2);
    assert_eq!(avoid("et", "müügipakkumine", "müügipakkumisi müügipakkumisele müügipakkumisevormistaja"), 2);
}

#[test]
fn comments_scripts_and_drawings_do_not_swallow_what_follows() {
    let read = |html: &str| {
        let body = crate::parse::Body { html: html.to_owned(), ..Default::default() };
        Plain::of(&body).text().replace('\u{1e}', "|")
    };
    assert_eq!(read("<div><!-- it's --></div><p>A &amp; b</p>"), "|||A & b|");
    assert_eq!(read("<script>for(i=0;i<n;i++){}</script>B"), "|B");
    assert_eq!(read("<p><svg width=\"1\"/>C <code>d</code>e</p>"), "||C |e|");
}
