//! `_headers` and `_redirects`, as Netlify and Cloudflare Pages take them.
//!
//! Which language a visitor of `/` gets, the page itself finds out there: neither host can do so once for each visitor.

use super::Facts;
use crate::delivery;
use crate::ids::encode_path;

pub(super) fn headers(facts: &Facts<'_>) -> String {
    let mut out = format!("{}*\n", facts.base);
    for (name, value) in &facts.headers {
        out.push_str(&format!("  {name}: {value}\n"));
    }
    // All else is asked for anew by what these hosts send of their own accord.
    out.push_str(&format!("\n{}{}/*\n  Cache-Control: {}\n", facts.base, delivery::ASSETS, delivery::FOR_GOOD));
    out
}

pub(super) fn redirects(facts: &Facts<'_>) -> String {
    let mut out = String::new();
    for moved in &facts.moved {
        out.push_str(&format!("{}{}  {}  301\n", facts.base, encode_path(&moved.from), moved.to));
    }
    // Cloudflare Pages passes these over, for it takes the nearest 404.html by itself.
    for language in &facts.languages {
        out.push_str(&format!("{0}*  {0}404.html  404\n", language.home));
    }
    out
}
