//! `staticwebapp.config.json`, as Azure Static Web Apps takes it.

use serde_json::{Map, Value, json};

use super::Facts;
use crate::delivery;
use crate::ids::encode_path;

pub(super) fn settings(facts: &Facts<'_>) -> String {
    let mut routes: Vec<Value> = facts
        .moved
        .iter()
        .map(|moved| {
            let from = format!("{}{}", facts.base, encode_path(&moved.from));
            json!({ "route": from, "redirect": moved.to, "statusCode": 301 })
        })
        .collect();
    routes.push(json!({
        "route": format!("{}{}/*", facts.base, delivery::ASSETS),
        "headers": { "cache-control": delivery::FOR_GOOD },
    }));
    let mut headers: Map<String, Value> =
        facts.headers.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str()))).collect();
    headers.insert("cache-control".to_owned(), Value::from(delivery::ASK_AGAIN));
    let kinds = ["webmanifest", "md", "txt"];
    let types: Map<String, Value> = kinds
        .iter()
        .map(|kind| (format!(".{kind}"), Value::from(delivery::content_type(&format!("x.{kind}")))))
        .collect();
    let settings = json!({
        "routes": routes,
        "globalHeaders": headers,
        "mimeTypes": types,
        "responseOverrides": { "404": { "rewrite": format!("{}404.html", facts.base) } },
        "trailingSlash": "auto",
    });
    let mut text = serde_json::to_string_pretty(&settings).unwrap_or_default();
    text.push('\n');
    text
}
