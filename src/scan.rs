//! What lies in the content folder: file system and settings → [`SourceTree`] and diagnostics. Opens no page.
//!
//! Invariants: pages and assets are sorted by language and key; every page's key is in NFC and unique in its language.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diags, nearest};
use crate::fs::{Entry, LEDGERS, Stat};
use crate::ids::{Key, LangId, SrcPath, nfc};
use crate::parse::{MAX_PAGE_BYTES, bad_file_name, bad_slug};

/// The files of the content folder.
#[derive(Clone, Debug, Default)]
pub struct SourceTree {
    /// The pages.
    pub pages: Vec<SourcePage>,
    /// The files that are copied as they are.
    pub assets: Vec<SourceAsset>,
    /// Files right in the content folder, for the root of the site: `CNAME`, `favicon.ico`.
    pub root: Vec<RootFile>,
    /// What translations were checked against, by the place of their page in `pages`.
    pub ledgers: Vec<SourceLedger>,
}

impl SourceTree {
    /// Whether the other one has the same files at the same places.
    pub fn has_files_of(&self, other: &Self) -> bool {
        let same_page = |(a, b): (&SourcePage, &SourcePage)| a.file == b.file;
        let same_asset = |(a, b): (&SourceAsset, &SourceAsset)| a.file == b.file;
        self.pages.len() == other.pages.len()
            && self.assets.len() == other.assets.len()
            && self.root.len() == other.root.len()
            && self.pages.iter().zip(&other.pages).all(same_page)
            && self.assets.iter().zip(&other.assets).all(same_asset)
            && self.root.iter().zip(&other.root).all(|(a, b)| a.file == b.file)
            && self.ledgers.len() == other.ledgers.len()
            && self.ledgers.iter().zip(&other.ledgers).all(|(a, b)| a.file == b.file)
    }

    /// The same tree, with what is known now of these files unopened.
    pub fn with_stats(&self, written: &[(&SrcPath, Stat)]) -> Self {
        let stats: HashMap<&SrcPath, Stat> = written.iter().copied().collect();
        let mut tree = self.clone();
        for page in &mut tree.pages {
            if let Some(stat) = stats.get(&page.file) {
                page.stat = *stat;
            }
        }
        for ledger in &mut tree.ledgers {
            if let Some(stat) = stats.get(&ledger.file) {
                ledger.stat = *stat;
            }
        }
        tree
    }
}

/// The ledger of a page.
#[derive(Clone, Debug)]
pub struct SourceLedger {
    /// The file.
    pub file: SrcPath,
    /// The page's language.
    pub lang: LangId,
    /// The page's key.
    pub key: Key,
    /// The page's place among the pages.
    pub page: usize,
    /// What is known of the file unopened.
    pub stat: Stat,
}

/// A file for the root of the site.
#[derive(Clone, Debug)]
pub struct RootFile {
    /// The file.
    pub file: SrcPath,
    /// Its name, in NFC.
    pub name: String,
}

/// A Markdown file.
#[derive(Clone, Debug)]
pub struct SourcePage {
    /// The file.
    pub file: SrcPath,
    /// Its language.
    pub lang: LangId,
    /// Its key.
    pub key: Key,
    /// Whether it is the page of a folder.
    pub index: bool,
    /// What is known of it unopened.
    pub stat: Stat,
}

/// Any other file.
#[derive(Clone, Debug)]
pub struct SourceAsset {
    /// The file.
    pub file: SrcPath,
    /// The language whose folder it lies in.
    pub lang: LangId,
    /// Its path below the language folder, in NFC.
    pub path: String,
}

/// Sorts what a walk of the content folder found; `None` if there is no such folder.
pub fn scan(entries: Option<&[Entry]>, config: &Config) -> (SourceTree, Diags) {
    let mut diags = Diags::new();
    let mut tree = SourceTree::default();
    let root = SrcPath::new(config.src.as_str());
    let Some(entries) = entries else {
        diags.push(
            Diagnostic::new(
                Code::NoContent,
                format!("there is no folder `{}`", config.src),
                format!(
                    "make `{}/{}/index.md`, or name the content's folder by `book.src`",
                    config.src,
                    main_tag(config)
                ),
            )
            .in_file(&root),
        );
        return (tree, diags);
    };
    let mut folders: BTreeMap<SrcPath, bool> = BTreeMap::new();
    for entry in entries {
        match entry {
            Entry::Folder(path) => {
                unknown_language(config, path, &mut diags);
                folders.insert(path.clone(), false);
            }
            Entry::Symlink(path) => {
                mark_filled(&mut folders, path);
                diags.push(
                    Diagnostic::new(
                        Code::Symlink,
                        "this is a symbolic link, which is not followed",
                        "put the file or folder itself here",
                    )
                    .in_file(path),
                );
            }
            Entry::Unreadable(path, why) => {
                mark_filled(&mut folders, path);
                diags.push(
                    Diagnostic::new(
                        Code::UnreadableFile,
                        format!("this cannot be read: {why}"),
                        "see to its permissions and its name",
                    )
                    .in_file(path),
                );
            }
            Entry::File(path, stat) => {
                mark_filled(&mut folders, path);
                file(config, path.clone(), *stat, &mut tree, &mut diags);
            }
        }
    }
    for (folder, filled) in &folders {
        // Of folders in an empty one the outermost is enough.
        let outer_empty = folders.get(folder.parent()) == Some(&false);
        if !filled && !outer_empty {
            diags.push(
                Diagnostic::new(Code::EmptyFolder, "this folder holds nothing", "put a page into it, or remove it")
                    .in_file(folder),
            );
        }
    }
    if tree.pages.is_empty() && !diags.has_errors() {
        diags.push(
            Diagnostic::new(
                Code::NoContent,
                "the site has no page",
                format!("write one: `{}/{}/index.md`", config.src, main_tag(config)),
            )
            .in_file(&root),
        );
    }
    collisions(&mut tree, config, &mut diags);
    ledgers(&mut tree, &mut diags);
    (tree, diags)
}

/// Finds the page of each ledger; those that have none are reported and left out.
fn ledgers(tree: &mut SourceTree, diags: &mut Diags) {
    let mut ledgers = std::mem::take(&mut tree.ledgers);
    ledgers.retain_mut(|ledger| {
        let found = tree.pages.binary_search_by(|page| (page.lang, &page.key).cmp(&(ledger.lang, &ledger.key)));
        match found {
            Ok(page) => ledger.page = page,
            Err(_) => diags.push(
                Diagnostic::new(
                    Code::LedgerForeign,
                    format!("there is no page `{}` in this language", ledger.key),
                    "move the ledger with its page, or delete it if the page is gone for good",
                )
                .in_file(&ledger.file),
            ),
        }
        found.is_ok()
    });
    ledgers.sort_by_key(|ledger| ledger.page);
    tree.ledgers = ledgers;
}

fn main_tag(config: &Config) -> &str {
    &config.language(config.main).tag
}

/// Every folder above a path has something in it.
fn mark_filled(folders: &mut BTreeMap<SrcPath, bool>, path: &SrcPath) {
    let mut path = path.as_str();
    while let Some((parent, _)) = path.rsplit_once('/') {
        match folders.get_mut(parent) {
            Some(filled) if !*filled => *filled = true,
            _ => break,
        }
        path = parent;
    }
}

/// The path below the content folder.
fn below<'a>(config: &Config, path: &'a SrcPath) -> &'a str {
    path.as_str().strip_prefix(&config.src).unwrap_or(path.as_str()).trim_start_matches('/')
}

fn unknown_language(config: &Config, path: &SrcPath, diags: &mut Diags) {
    let name = below(config, path);
    if name.contains('/') || config.lang_by_tag(name).is_some() {
        return;
    }
    let known: Vec<&str> = config.languages.iter().map(|l| l.tag.as_str()).collect();
    let same = known.iter().find(|k| k.eq_ignore_ascii_case(name));
    let help = match same.copied().or_else(|| nearest(name, known.iter().copied())) {
        Some(near) => format!("did you mean `{near}`? Else add `[language.{name}]` to book.toml"),
        None => format!("add `[language.{name}]` to book.toml, or move the folder into that of a language"),
    };
    diags.push(
        Diagnostic::new(Code::UnknownLanguage, format!("`{name}` is no language of this site"), help).in_file(path),
    );
}

/// How the keys of notes for the trainer end.
pub const NOTES: &str = ".trainer";

fn file(config: &Config, path: SrcPath, stat: Stat, tree: &mut SourceTree, diags: &mut Diags) {
    let rest = below(config, &path);
    let Some((tag, rest)) = rest.split_once('/') else {
        if !rest.to_lowercase().ends_with(".md") && bad_file_name(rest).is_none() {
            let name = nfc(rest);
            tree.root.push(RootFile { name, file: path });
            return;
        }
        diags.push(
            Diagnostic::new(
                Code::StrayFile,
                "this page lies outside every language folder and is not published",
                format!("move it into `{}/{}/`", config.src, main_tag(config)),
            )
            .in_file(&path),
        );
        return;
    };
    // The folder was reported already if it is no language.
    let Some(lang) = config.lang_by_tag(tag) else { return };
    let rest = nfc(rest);
    if let Some(key) = rest.strip_prefix(LEDGERS).and_then(|rest| rest.strip_prefix('/')) {
        let key = key.strip_suffix("/index").unwrap_or(key);
        if key.ends_with(NOTES) && !config.trainer {
            return;
        }
        tree.ledgers.push(SourceLedger { key: Key::new(key), file: path, lang, page: usize::MAX, stat });
        return;
    }
    if rest.split('/').any(|part| part == LEDGERS) {
        return;
    }
    let (folders, name) = rest.rsplit_once('/').unwrap_or(("", &rest));
    let bad_name = if name.ends_with(".md") { bad_slug(name) } else { bad_file_name(name) };
    let bad_folder =
        folders.split('/').filter(|f| !f.is_empty()).find_map(|part| bad_slug(part).map(|why| (part, why)));
    if let Some((part, why)) = bad_folder.or(bad_name.map(|why| (name, why))) {
        diags.push(
            Diagnostic::new(
                Code::InvalidName,
                format!("`{part}` cannot be part of an address: {why}"),
                "rename it: letters, digits, hyphens and dots are safe everywhere",
            )
            .in_file(&path),
        );
        return;
    }
    let Some(stem) = rest.strip_suffix(".md") else {
        let lower = rest.to_lowercase();
        if lower.ends_with(".md") || lower.ends_with(".markdown") {
            diags.push(
                Diagnostic::new(
                    Code::StrayFile,
                    "this is no page: the names of pages end in `.md`",
                    "rename it; until then it is copied as it is",
                )
                .in_file(&path),
            );
        }
        tree.assets.push(SourceAsset { file: path, lang, path: rest });
        return;
    };
    // Notes for the trainer are never part of the learner's site.
    if stem.ends_with(NOTES) && !config.trainer {
        return;
    }
    if stat.len > MAX_PAGE_BYTES {
        diags.push(
            Diagnostic::new(
                Code::FileTooLarge,
                format!("the page is {} bytes long; at most {MAX_PAGE_BYTES} are read", stat.len),
                "split it into several pages",
            )
            .in_file(&path),
        );
        return;
    }
    let (key, index) = match stem.strip_suffix("/index") {
        Some(folder) => (folder, true),
        None => (stem, stem == Key::HOME),
    };
    tree.pages.push(SourcePage { key: Key::new(key), file: path, lang, index, stat });
}

/// Sorts the files; reports pages with one key, and names that differ in case only; keeps the first of each.
fn collisions(tree: &mut SourceTree, config: &Config, diags: &mut Diags) {
    tree.pages.sort_by(|a, b| (a.lang, &a.key, &a.file).cmp(&(b.lang, &b.key, &b.file)));
    tree.assets.sort_by(|a, b| (a.lang, &a.path).cmp(&(b.lang, &b.path)));
    tree.pages.dedup_by(|page, first| {
        let same = (page.lang, &page.key) == (first.lang, &first.key);
        if same {
            diags.push(
                Diagnostic::new(
                    Code::DuplicateKey,
                    format!("`{}` has the key `{}` already", first.file, page.key),
                    "rename one of the two: `name.md` and `name/index.md` are the same page",
                )
                .in_file(&page.file),
            );
        }
        same
    });
    // Keys and folders are the same in every language, so their case is too.
    let mut cased: HashMap<String, (&str, &SrcPath)> = HashMap::new();
    let pages = tree.pages.iter().map(|p| (p.key.as_str(), &p.file));
    let assets = tree.assets.iter().map(|a| (a.path.as_str(), &a.file));
    let mut fine: HashSet<&str> = HashSet::new();
    for (name, file) in pages.chain(assets) {
        // Most names stand in several languages.
        if !fine.insert(name) {
            continue;
        }
        let ends = name.match_indices('/').map(|(i, _)| i).chain([name.len()]);
        for end in ends {
            let part = &name[..end];
            let (first, first_file) = *cased.entry(part.to_lowercase()).or_insert((part, file));
            if first != part {
                diags.push(
                    Diagnostic::new(
                        Code::CaseCollision,
                        format!(
                            "`{part}` and `{first}` of `{}` differ in upper and lower case only",
                            below(config, first_file)
                        ),
                        "rename one of the two: Windows, macOS and many web servers see no difference",
                    )
                    .in_file(file),
                );
                fine.remove(name);
                break;
            }
        }
    }
}
