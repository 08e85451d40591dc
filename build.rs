//! Lists the default theme's files, so that the binary carries them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let theme = root.join("themes/polku");
    println!("cargo::rerun-if-changed=themes/polku");
    let mut files = Vec::new();
    list(&theme, &mut files);
    files.sort();
    let mut code = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&theme).expect("it lies below the theme");
        let name = name.to_str().expect("the theme's names are ASCII").replace('\\', "/");
        writeln!(code, "({name:?}, include_bytes!({:?})),", file.display().to_string()).expect("strings take all");
    }
    code.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("embedded_theme.rs"), code).expect("the build folder can be written to");
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the theme can be read") {
        let path = entry.expect("the theme can be read").path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}
