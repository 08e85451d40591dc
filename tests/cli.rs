//! The command line's cases: `tests/cli/*.md`.

#[test]
fn the_commands_do_what_their_cases_say() {
    trycmd::TestCases::new().env("LC_ALL", "C").case("tests/cli/*.md");
}
