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
