//! Answers requests from the files in memory.
//!
//! Input: requests, the newest state. Output: responses; a stream of states at `/_polku/events`.
//!
//! Invariants:
//! - Nothing but the site's files, and the two embedded ones, is ever sent: no path reaches the disk.
//! - A request that names another host gets nothing, so that no web page can point its own name at
//!   this machine and read drafts (DNS rebinding).
//! - Every response forbids storing, and guessing another type than it names.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::builds::{Newest, Shown};
use super::{ServedDiagnostic, page};
use crate::delivery::content_type;

const LIVE_CSS: &str = include_str!("live.css");
const LIVE_JS: &str = include_str!("live.js");

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// How often a silent stream says that it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Everything the server answers.
pub(super) fn router(newest: Newest) -> Router {
    Router::new().fallback(answer).with_state(newest)
}

async fn answer(State(newest): State<Newest>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let mut response = route(newest, &request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if request.method == Method::HEAD {
        // The length stays: it is that of the body a GET would get.
        *response.body_mut() = Body::empty();
    }
    response
}

async fn route(mut newest: Newest, request: &Parts) -> Response {
    if !is_local(&request.headers) {
        return text(StatusCode::FORBIDDEN, "This server answers to localhost, 127.0.0.1 and [::1] only.\n");
    }
    if !matches!(request.method, Method::GET | Method::HEAD) {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "GET or HEAD.\n");
        let allowed = HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(ALLOW, allowed);
        return response;
    }
    match request.uri.path() {
        "/_polku/live.css" => return file("live.css", Bytes::from_static(LIVE_CSS.as_bytes())),
        "/_polku/live.js" => return file("live.js", Bytes::from_static(LIVE_JS.as_bytes())),
        // A HEAD gets no stream, which would have no end.
        "/_polku/events" if request.method == Method::HEAD => {
            return full(StatusCode::OK, "text/event-stream", Bytes::new());
        }
        "/_polku/events" => return events(newest).into_response(),
        path if path.starts_with("/_polku/") => {
            return text(StatusCode::NOT_FOUND, "There is no such file.\n");
        }
        _ => {}
    }
    // Before the first build is done there is nothing to answer with: the browser waits.
    let shown = match newest.wait_for(Option::is_some).await {
        Ok(shown) => shown.clone(),
        Err(_) => None,
    };
    let Some(shown) = shown else {
        return text(StatusCode::SERVICE_UNAVAILABLE, "The build broke off.\n");
    };
    if !shown.good {
        let body = page::with_live(&page::diagnostics(&shown.built.diagnostics), &shown, true);
        return full(StatusCode::INTERNAL_SERVER_ERROR, HTML, body.into());
    }
    site_file(&shown, request)
}

/// A file of the site, a redirect to one, or the site's page for what is not there.
fn site_file(shown: &Shown, request: &Parts) -> Response {
    let uri = &request.uri;
    let files = &shown.built.files;
    let Some(path) = decode(uri.path()) else {
        return not_found(shown, "");
    };
    let key = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    if let Some(body) = files.get(&key) {
        return send(shown, StatusCode::OK, &key, body, files.is_framed(&key));
    }
    if files.has(&format!("{key}/index.html")) {
        // The path as it came: still encoded, so that it fits into a header.
        let mut target = format!("{}/", uri.path());
        if let Some(query) = uri.query() {
            target.push('?');
            target.push_str(query);
        }
        if let Ok(target) = HeaderValue::from_str(&target) {
            let mut response = text(StatusCode::PERMANENT_REDIRECT, "");
            response.headers_mut().insert(LOCATION, target);
            return response;
        }
    }
    not_found(shown, &key)
}

/// The 404 page of the language that the path begins with, else the site's, else a plain one.
fn not_found(shown: &Shown, key: &str) -> Response {
    let status = StatusCode::NOT_FOUND;
    let files = &shown.built.files;
    let language = key.split('/').next().unwrap_or_default();
    let own = [format!("{language}/404.html"), "404.html".to_owned()];
    match own.iter().find_map(|key| Some((key, files.get(key)?))) {
        Some((found, body)) => send(shown, status, found, body, files.is_framed(key)),
        None => {
            let body = page::not_found();
            let body = if files.is_framed(key) { body } else { page::with_live(&body, shown, false) };
            full(status, HTML, body.into())
        }
    }
}

/// A file of the site; a page that is `framed` is not told of changes.
fn send(
    shown: &Shown,
    status: StatusCode,
    key: &str,
    body: Result<Arc<[u8]>, Vec<ServedDiagnostic>>,
    framed: bool,
) -> Response {
    let kind = content_type(key);
    match body {
        Ok(body) if kind == HTML && !framed => full(status, kind, page::with_live(&body, shown, false).into()),
        Ok(body) => full(status, kind, Bytes::from_owner(body)),
        // The builder will find it too, and tell all pages.
        Err(diagnostics) => {
            let body = page::diagnostics(&diagnostics);
            let body = if framed { body } else { page::with_live(&body, shown, true) };
            full(StatusCode::INTERNAL_SERVER_ERROR, HTML, body.into())
        }
    }
}

fn file(name: &str, body: Bytes) -> Response {
    full(StatusCode::OK, content_type(name), body)
}

fn text(status: StatusCode, body: &'static str) -> Response {
    full(status, TEXT, Bytes::from_static(body.as_bytes()))
}

fn full(status: StatusCode, kind: &'static str, body: Bytes) -> Response {
    let headers: [(HeaderName, HeaderValue); 2] =
        [(CONTENT_TYPE, HeaderValue::from_static(kind)), (CONTENT_LENGTH, HeaderValue::from(body.len()))];
    (status, headers, body).into_response()
}

/// The newest state at once, then one after each build.
fn events(newest: Newest) -> impl IntoResponse {
    let states = WatchStream::new(newest)
        .filter_map(|shown| shown.map(|shown| Event::default().data(&shown.event)))
        .map(Ok::<_, Infallible>);
    Sse::new(states).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// Whether the request names this machine, by exactly one `Host`, at any port.
fn is_local(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let Ok(host) = host.to_str() else {
        return false;
    };
    // `[::1]` without a port: what is after its last colon, `1]`, is no number.
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.eq_ignore_ascii_case("localhost") || matches!(name, "127.0.0.1" | "[::1]")
}

/// The key of a request's path: decoded, without the first slash. `None` for what no output can be
/// called.
fn decode(path: &str) -> Option<String> {
    let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let mut decoded = Vec::with_capacity(segments.len());
    for (i, segment) in segments.iter().enumerate() {
        // By segment: an encoded slash separates nothing.
        let segment = percent_decode_str(segment).decode_utf8().ok()?;
        let last = i + 1 == segments.len();
        let odd = matches!(&*segment, "." | "..") || segment.contains(['/', '\\', '\0']);
        if odd || (segment.is_empty() && !last) {
            return None;
        }
        decoded.push(segment);
    }
    Some(decoded.join("/"))
}
