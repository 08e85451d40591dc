//! `tag-name`: where one language names a tag, all that have it do; and every name is of a tag that there is.

use std::collections::BTreeSet;

use crate::config::{Config, FILE};
use crate::diag::{Code, Diagnostic, Diags, nearest};
use crate::ids::SrcPath;
use crate::site::Site;

pub(super) fn check(config: &Config, site: &Site, diags: &mut Diags) {
    let used: BTreeSet<&str> = site.groups.iter().flat_map(|g| &g.shared.tags).map(String::as_str).collect();
    let named: BTreeSet<&str> = config.languages.iter().flat_map(|l| &l.tags).map(|(tag, _)| tag.as_str()).collect();
    let mut report = |message: String, help: String| {
        diags.push(Diagnostic::new(Code::TagName, message, help).in_file(&SrcPath::new(FILE)));
    };
    for (language, pages) in config.languages.iter().zip(&site.languages) {
        for (tag, _) in language.tags.iter().filter(|(tag, _)| !used.contains(tag.as_str())) {
            let help = match nearest(tag, used.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "take the name out, or give a page the tag".to_owned(),
            };
            report(format!("`[language.{}.tags]` names `{tag}`, and no page has that tag", language.tag), help);
        }
        let own = |id: &str| language.tags.iter().any(|(tag, _)| tag == id);
        for tag in pages.tags.iter().filter(|tag| named.contains(tag.id.as_str()) && !own(&tag.id)) {
            report(
                format!("the tag `{}` has no name in {}", tag.id, language.name),
                format!("write `\"{}\" = \"…\"` under `[language.{}.tags]`", tag.id, language.tag),
            );
        }
    }
}
