//! The diagnostic codes: their names, how bad each is, and one line on what each means.

use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Stops the build.
    Error,
    /// Is said, and the build goes on.
    Warning,
    /// Is said by `polku check` alone: nothing is wrong, but something could be better.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $about:literal)*) => {
        /// What kind of finding a diagnostic is.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code {
            $(#[doc = $about] $variant,)*
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The code's name, in kebab case: what people search for.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// How bad findings of this kind are.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// One line on what it means.
            pub fn about(self) -> &'static str {
                match self { $(Code::$variant => $about,)* }
            }
        }
    };
}

codes! {
    UnreadableFile "unreadable-file" Error "A file or folder cannot be read."
    InvalidUtf8 "invalid-utf8" Error "A text file is not UTF-8."
    FileTooLarge "file-too-large" Error "A page is larger than the limit."
    Symlink "symlink" Warning "A symbolic link in the content is not followed."
    InvalidName "invalid-name" Error "A file's name cannot be part of a web address."
    UnknownLanguage "unknown-language" Error "A folder is no language of the settings."
    StrayFile "stray-file" Warning "A file lies outside every language folder."
    EmptyFolder "empty-folder" Warning "A folder holds nothing to publish."
    NoContent "no-content" Error "The site has no page."
    SettingsSyntax "settings-syntax" Error "book.toml is not valid TOML."
    SettingsValue "settings-value" Error "A setting's value is not allowed."
    UnknownKey "unknown-key" Error "A key is not known here."
    WrongType "wrong-type" Error "A value has the wrong type."
    InvalidValue "invalid-value" Error "A front matter value is not allowed."
    FrontMatterSyntax "front-matter-syntax" Error "The front matter is not valid YAML."
    FrontMatterLimit "front-matter-limit" Error "The front matter is too long, too deep or uses anchors."
    FrontMatterUnclosed "front-matter-unclosed" Error "The front matter has no closing line."
    NestingLimit "nesting-limit" Error "The Markdown is nested too deep."
    MissingTitle "missing-title" Warning "A page has neither a title nor a heading."
    DuplicateKey "duplicate-key" Error "Two files have the same key."
    CaseCollision "case-collision" Error "Two names differ in upper and lower case only."
    DuplicateUrl "duplicate-url" Error "Two things would be published at one address."
    DuplicateId "duplicate-id" Error "One id stands twice on a page."
    HeadingAttributes "heading-attributes" Warning "Braces after a heading are not an id or a class."
    HeadingDrift "heading-drift" Warning "A translation's headings do not match its original's."
    StructureDrift "structure-drift" Error "A translation does not correspond to its original."
    StaleTranslation "stale-translation" Warning "A translation is out of date."
    ForeignText "foreign-text" Warning "A block of a translation is still in the original's language."
    UnpinnedAnchor "unpinned-anchor" Note "A heading that is linked to has an id made from its words."
    TermMissing "term-missing" Warning "The original uses a term of the glossary, and the translation none of its forms."
    AvoidedWord "avoided-word" Warning "A word that the glossary says not to use."
    UnlistedForm "unlisted-form" Note "A word looks like a form of a term that its page does not list."
    LedgerVersion "ledger-version" Error "A ledger is of another version of Polku."
    LedgerLine "ledger-line" Warning "A line of a ledger cannot be read."
    LedgerForeign "ledger-foreign" Warning "A ledger has nothing to do with its page, or has none."
    WaiverReason "waiver-reason" Error "A waiver gives no reason."
    UnusedWaiver "unused-waiver" Warning "A waiver stands where nothing differs."
    ExchangeSyntax "exchange-syntax" Error "A file for or from translators' tools cannot be read."
    ExchangeRefused "exchange-refused" Error "A translation that came back does not fit its page."
    HeadingSkip "heading-skip" Warning "A heading skips a level."
    OriginConflict "origin-conflict" Error "The pages of one key disagree on their origin, or have none."
    SharedField "shared-field" Warning "A translation repeats a shared field differently."
    UnknownStage "unknown-stage" Error "A stage has no page."
    UnknownRelated "unknown-related" Error "A related page does not exist."
    TagName "tag-name" Warning "A tag has no name in a language, or a name is of no tag."
    DuplicateForm "duplicate-form" Error "Two terms have one form."
    BrokenLink "broken-link" Error "A link leads to nothing."
    BrokenAnchor "broken-anchor" Error "A link's anchor does not exist on its page."
    DraftLink "draft-link" Error "A link leads to a draft."
    UnknownReference "unknown-reference" Warning "A reference names no page and stays text."
    AmbiguousReference "ambiguous-reference" Error "A reference could mean several pages."
    PathOutside "path-outside" Error "A path leads out of the content."
    UnsafeLink "unsafe-link" Error "A link would run a script."
    UnusedFootnote "unused-footnote" Warning "A footnote that is cited nowhere."
    ImageWithoutAlt "image-without-alt" Warning "An image has no text for those who do not see it."
    UnreadableImage "unreadable-image" Warning "An image's size cannot be read."
    UnknownCodeLanguage "unknown-code-language" Warning "A code block's language is not known."
    QuizSyntax "quiz-syntax" Error "A question, test or prompt is not written as one."
    QuizAnswer "quiz-answer" Error "A question cannot be answered: nothing is right, there is no choice, or an option stands twice."
    QuizFeedback "quiz-feedback" Error "Feedback stands under no option."
    QuizMismatch "quiz-mismatch" Error "A question, objective or role-play differs from its original in what holds for all languages."
    QuizGiveaway "quiz-giveaway" Warning "The answers to questions can be guessed from how they are written."
    FeedbackMissing "feedback-missing" Warning "An option of a question has no feedback."
    TestPool "test-pool" Error "A test and its pool of questions do not fit."
    ObjectiveSyntax "objective-syntax" Error "An objective has no id, or another one's."
    UnknownObjective "unknown-objective" Error "A question cites an objective that does not exist."
    ObjectiveUntested "objective-untested" Note "Nothing tests an objective."
    TestsNothing "tests-nothing" Note "A question or role-play cites no objective."
    ScenarioScore "scenario-score" Error "The score of a choice is none, or none of its role-play's."
    ScenarioGraph "scenario-graph" Error "A role-play cannot be played through."
    PackageState "package-state" Error "A package's progress can get larger than learning management systems keep."
    ThemeNotFound "theme-not-found" Error "The theme does not exist."
    ThemeFile "theme-file" Error "A file of a theme has a name that cannot be used."
    GitDates "git-dates" Warning "Git cannot tell when pages were last changed."
    RemovedHtml "removed-html" Warning "HTML that could do harm was left out of a page whose author is not trusted."
    StoppedByPolicy "stopped-by-policy" Note "HTML in a page does not work under the site's content security policy."
    ThemeSame "theme-same" Warning "A file of a theme is the same in the theme that it stands upon."
    ThemeUnused "theme-unused" Warning "No page is made by a theme's template."
    ThemeContract "theme-contract" Error "A theme was made for another version of what themes rely on."
    ThemeInherits "theme-inherits" Error "A theme inherits from one that is not there, or from itself."
    ThemeBundle "theme-bundle" Error "A bundle of a theme cannot be put together."
    TemplateError "template-error" Error "A template cannot be read or rendered."
    StringsSyntax "strings-syntax" Error "A file of interface texts is not valid Fluent."
    MissingString "missing-string" Warning "An interface text is missing in a language."
    SiteUrl "site-url" Warning "Without an absolute site-url some files cannot be made."
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
