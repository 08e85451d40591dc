//! How the files of a site are to be delivered: what type they have, and how long a copy of them may be kept.
//!
//! In: a file's path below the output folder. Out: the values of HTTP's `Content-Type` and `Cache-Control`.

/// The folder of the site whose files have names of their own for each content.
pub const ASSETS: &str = "assets";

/// Digits of a content's hash in a file's name.
pub const HASH_DIGITS: usize = 10;

/// How copies of files may be kept whose names change with their content (RFC 9111, 5.2.2; RFC 8246).
pub const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// How copies of all other files may be kept: only together with a question whether they still hold.
pub const ASK_AGAIN: &str = "no-cache";

/// Whether a file's name changes with its content: `assets/css/polku.0123456789.css`.
pub fn is_named_by_content(path: &str) -> bool {
    let Some(rest) = path.strip_prefix(ASSETS).and_then(|rest| rest.strip_prefix('/')) else { return false };
    let file = rest.rsplit('/').next().unwrap_or(rest);
    let digits = |part: &str| part.len() == HASH_DIGITS && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    file.split('.').skip(1).any(digits)
}

/// How long browsers, and what stands between them and the server, may keep a copy.
pub fn cache_control(path: &str) -> &'static str {
    if is_named_by_content(path) { FOR_GOOD } else { ASK_AGAIN }
}

/// Types of files by how their names end. Text is UTF-8: polku writes nothing else.
pub const TYPES: &[(&[&str], &str)] = &[
    (&["html", "htm"], "text/html; charset=utf-8"),
    (&["css"], "text/css; charset=utf-8"),
    (&["js", "mjs"], "text/javascript; charset=utf-8"),
    (&["json", "map"], "application/json; charset=utf-8"),
    (&["webmanifest"], "application/manifest+json; charset=utf-8"),
    (&["txt"], "text/plain; charset=utf-8"),
    (&["md"], "text/markdown; charset=utf-8"),
    (&["csv"], "text/csv; charset=utf-8"),
    (&["vtt"], "text/vtt; charset=utf-8"),
    (&["xml", "xlf", "xsl"], "application/xml; charset=utf-8"),
    (&["atom"], "application/atom+xml; charset=utf-8"),
    (&["rss"], "application/rss+xml; charset=utf-8"),
    (&["svg"], "image/svg+xml; charset=utf-8"),
    (&["ico"], "image/x-icon"),
    (&["png"], "image/png"),
    (&["jpg", "jpeg"], "image/jpeg"),
    (&["webp"], "image/webp"),
    (&["avif"], "image/avif"),
    (&["gif"], "image/gif"),
    (&["woff2"], "font/woff2"),
    (&["woff"], "font/woff"),
    (&["ttf"], "font/ttf"),
    (&["otf"], "font/otf"),
    (&["mp4", "m4v"], "video/mp4"),
    (&["webm"], "video/webm"),
    (&["ogv"], "video/ogg"),
    (&["mp3"], "audio/mpeg"),
    (&["m4a"], "audio/mp4"),
    (&["ogg", "oga", "opus"], "audio/ogg"),
    (&["wav"], "audio/wav"),
    (&["pdf"], "application/pdf"),
    (&["wasm"], "application/wasm"),
    (&["zip"], "application/zip"),
    (&["epub"], "application/epub+zip"),
];

/// The type of a file by its name.
pub fn content_type(name: &str) -> &'static str {
    let file = name.rsplit('/').next().unwrap_or(name);
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let known = TYPES.iter().find(|(extensions, _)| extensions.contains(&extension.as_str()));
    known.map_or("application/octet-stream", |(_, kind)| kind)
}

/// Whether a file is text, which shrinks when it is compressed.
pub fn is_text(path: &str) -> bool {
    let kind = content_type(path);
    kind.contains("charset=utf-8")
}
