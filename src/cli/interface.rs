//! The interface's texts in `polku export`, `polku import` and `polku translate sync`.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::desk::{Desk, failure};
use super::exchange::{Import, Sum};
use super::{Failure, Outcome};
use crate::diag::Code;
use crate::exchange::gettext;
use crate::exchange::interface::{Came, Interface, KEY, Taken, key_of};
use crate::exchange::po::Catalog;
use crate::exchange::xliff::Exchange;
use crate::fs::Fs as _;
use crate::ids::LangId;
use crate::translate;

impl Desk<'_> {
    pub(super) fn interface(&self, lang: LangId) -> Interface {
        Interface::new(&self.prepared, &self.fs, lang)
    }

    /// The PO file of the interface's texts; `None` if there are none. Translations in `old` that the theme does not have
    /// yet are kept.
    pub(super) fn interface_catalog(&self, lang: LangId, old: Catalog) -> Option<Catalog> {
        let messages = self.interface(lang).messages();
        let has_old = !(old.messages.is_empty() && old.obsolete.is_empty());
        (has_old || !messages.is_empty()).then(|| gettext::catalog_of(&self.prepared.config, lang, messages, old))
    }

    /// The XLIFF file of the interface's texts; `None` if there are none.
    pub(super) fn interface_exchange(&self, lang: LangId) -> Option<Exchange> {
        let interface = self.interface(lang);
        let target_lang = self.prepared.config.language(lang).tag.clone();
        let files = vec![interface.file()];
        (!interface.texts.is_empty()).then_some(Exchange { source_lang: interface.origin, target_lang, files })
    }

    /// What of the interface is to be translated from this language, as OmegaT wants it: with the original in place.
    pub(super) fn interface_open(&self, origin: LangId, lang: LangId) -> Option<Exchange> {
        let mut exchange = self.interface_exchange(lang)?;
        let units = exchange.files.iter_mut().flat_map(|file| {
            file.units.retain(|unit| unit.target.is_none());
            &mut file.units
        });
        units.for_each(|unit| unit.target = Some(unit.source.clone()));
        let is_ours = exchange.source_lang == self.prepared.config.language(origin).tag;
        (is_ours && exchange.files.iter().any(|file| !file.units.is_empty())).then_some(exchange)
    }

    /// Takes what a PO file says of the interface.
    pub(super) fn take_interface_po(
        &self,
        catalog: &Catalog,
        lang: LangId,
        from: &Import<'_>,
        sum: &mut Sum,
    ) -> Outcome {
        let messages: Vec<_> = catalog.messages.iter().filter(|message| key_of(message).is_some()).collect();
        if messages.is_empty() {
            return Ok(());
        }
        sum.left += messages.iter().filter(|message| message.is_fuzzy() || message.text.trim().is_empty()).count();
        let interface = self.interface(lang);
        let came = interface.of_messages(messages.into_iter());
        self.take_interface(&interface, came, from, sum)
    }

    /// Takes what an XLIFF file says of the interface.
    pub(super) fn take_interface_xliff(
        &self,
        exchange: &Exchange,
        lang: LangId,
        from: &Import<'_>,
        sum: &mut Sum,
    ) -> Outcome {
        let mut units = exchange.files.iter().filter(|file| file.key == KEY).flat_map(|file| &file.units).peekable();
        if units.peek().is_none() {
            return Ok(());
        }
        let interface = self.interface(lang);
        let came = interface.of_units(units);
        self.take_interface(&interface, came, from, sum)
    }

    fn take_interface(
        &self,
        interface: &Interface,
        (came, conflicts): (Vec<Came>, Vec<Range<usize>>),
        from: &Import<'_>,
        sum: &mut Sum,
    ) -> Outcome {
        sum.findings.extend(conflicts.into_iter().map(|span| from.given.conflict(span)));
        let now = match self.fs.read(&interface.file).map(String::from_utf8) {
            Ok(Ok(text)) => Some(text),
            Ok(Err(_)) => {
                let message = format!("`{}` is not UTF-8, so nothing is written into it", interface.file);
                return Err(Failure::Usage(message));
            }
            Err(_) => None,
        };
        let Taken { text, count, refused } = interface.take(now.as_deref(), &came);
        let help =
            "keep what stands in braces as the original has it, names and all; https://projectfluent.org/fluent/guide/";
        let finding = |(span, message)| from.given.finding(Code::ExchangeRefused, message, help, span);
        sum.findings.extend(refused.into_iter().map(finding));
        sum.taken += count;
        if let Some(text) = text.filter(|_| !from.dry) {
            translate::replace(&self.root.join(&interface.file), &text).map_err(failure)?;
        }
        Ok(())
    }
}

/// Where the interface's texts go, beside the files of the pages.
pub(super) fn path(folder: &Path, ending: &str) -> PathBuf {
    folder.join(format!("{KEY}.{ending}"))
}
