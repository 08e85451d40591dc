//! What the translator is told, in the translator's language: Estonian, Finnish, English or Swedish.

use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

const TEXTS: [(&str, &str); 4] = [
    ("en", include_str!("i18n/en.ftl")),
    ("et", include_str!("i18n/et.ftl")),
    ("fi", include_str!("i18n/fi.ftl")),
    ("sv", include_str!("i18n/sv.ftl")),
];

/// Messages in one language.
pub struct Messages {
    bundle: FluentBundle<Arc<FluentResource>>,
}

impl Messages {
    /// In the language that the environment asks for (`LC_ALL`, `LC_MESSAGES`, `LANG`, in this order); else in English.
    pub fn of_environment() -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let asked = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default();
        Self::new(&asked)
    }

    /// In a language, named as `et`, `et-EE` or `et_EE.UTF-8`.
    pub fn new(asked: &str) -> Self {
        let asked = asked.split(['_', '-', '.', '@']).next().unwrap_or("");
        let (tag, text) = TEXTS.iter().find(|(tag, _)| *tag == asked).unwrap_or(&TEXTS[0]);
        // What a file of ours has wrong in it, a test finds.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
        let mut bundle = FluentBundle::new_concurrent(tag.parse().into_iter().collect());
        bundle.set_use_isolating(false);
        let _ = bundle.add_resource(Arc::new(resource));
        Self { bundle }
    }

    /// A message.
    pub fn text(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A message with something in it.
    pub fn with(&self, key: &str, named: &[(&str, FluentValue<'_>)]) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        let mut args = FluentArgs::new();
        for (name, value) in named {
            args.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        pattern.map_or_else(
            || key.to_owned(),
            |pattern| self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned(),
        )
    }
}
