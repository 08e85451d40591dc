//! Finding assets by where they lie below their language's folder.

use super::{COMPARED, Site};
use crate::ids::{AssetId, LangId};

impl Site {
    /// An asset of a translation, and the file of the original's language that it stands for; `None` if it is that one itself, or
    /// stands for none.
    pub fn original_of(&self, asset: AssetId, origin: LangId) -> Option<(AssetId, AssetId)> {
        let path = &self.asset(asset).path;
        let copies = self.asset_copies(path).iter();
        let mut of_origin = copies.filter(|copy| self.asset(**copy).lang == origin && **copy != asset);
        of_origin.next().map(|original| (asset, *original))
    }

    /// The path of the asset nearest to a mistyped one.
    pub fn nearest_asset(&self, typed: &str) -> Option<&str> {
        let name = |path: &'_ str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let wanted = name(typed);
        if self.assets_by_path.len() > COMPARED {
            return None;
        }
        let mut paths: Vec<&str> = self.assets_by_path.keys().map(String::as_str).collect();
        paths.sort_unstable();
        let same_name = paths.iter().copied().find(|path| name(path) == wanted);
        same_name.or_else(|| {
            let names: Vec<String> = paths.iter().map(|path| name(path)).collect();
            let near = crate::diag::nearest(&wanted, names.iter().map(String::as_str))?;
            paths.iter().copied().find(|path| name(path) == near)
        })
    }

    /// The copies of an asset, by its path below the language folder.
    pub fn asset_copies(&self, path: &str) -> &[AssetId] {
        self.assets_by_path.get(path).map_or(&[], Vec::as_slice)
    }
}
