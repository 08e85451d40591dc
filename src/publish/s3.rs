//! A store of objects that speaks Amazon's S3.
//!
//! Objects are told apart by what the store calls their entity tag, the MD5 of the content in most, and else by the record. The keys come
//! from the environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, or a CI's web identity).

use std::collections::BTreeSet;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use md5::{Digest as _, Md5};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, ClientOptions, ObjectStore as _, ObjectStoreExt as _, PutOptions, RetryConfig,
};
use rayon::prelude::*;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tokio_stream::StreamExt as _;

use super::record::{RECORD, Record};
use super::stepwise::{self, Store as Stepwise};
use super::{Done, Mark, Place, Plan, PublishError, Seen, Site};
use crate::config::publish::S3;
use crate::delivery;

/// Objects that are on their way at the same time.
const AT_ONCE: usize = 16;
/// How often a request is tried again.
const RETRIES: usize = 4;
/// How long a request is tried.
const PATIENCE: Duration = Duration::from_secs(60);

/// Of these one is in the environment of who may write.
const LOGINS: [&str; 4] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

pub(super) struct Store {
    store: Arc<AmazonS3>,
    prefix: String,
    runtime: Runtime,
}

impl Store {
    pub(super) fn new(settings: &S3) -> Result<Self, PublishError> {
        if LOGINS.iter().all(|name| std::env::var_os(name).is_none()) {
            return Err(PublishError::Settings(
                "there are no keys for the store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment"
                    .into(),
            ));
        }
        // One of several that the libraries could use: this one needs no other compiler than C's.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(PublishError::io(std::path::Path::new("runtime")))?;
        let retry = RetryConfig { max_retries: RETRIES, retry_timeout: PATIENCE, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(&settings.bucket)
            .with_retry(retry)
            .with_client_options(ClientOptions::new().with_timeout(PATIENCE));
        if let Some(region) = &settings.region {
            builder = builder.with_region(region);
        }
        if let Some(endpoint) = &settings.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        let store =
            builder.build().map_err(|error| PublishError::Settings(format!("the store cannot be used: {error}")))?;
        Ok(Self { store: Arc::new(store), prefix: settings.prefix.clone(), runtime })
    }

    fn location(&self, path: &str) -> Result<Path, PublishError> {
        let key = format!("{}{path}", self.prefix);
        Path::parse(&key)
            .map_err(|error| PublishError::Settings(format!("`{key}` cannot be an object's name: {error}")))
    }
}

/// What objects are delivered with: type and caching.
fn headers(path: &str) -> (&'static str, &'static str) {
    (delivery::content_type(path), delivery::cache_control(path))
}

fn options(path: &str) -> PutOptions {
    let (kind, caching) = headers(path);
    let mut attributes = Attributes::new();
    attributes.insert(Attribute::ContentType, kind.into());
    attributes.insert(Attribute::CacheControl, caching.into());
    PutOptions { attributes, ..PutOptions::default() }
}

fn failed(what: &str) -> impl FnOnce(object_store::Error) -> PublishError {
    move |error| {
        let mut said = error.to_string();
        let mut cause = error.source();
        while let Some(next) = cause {
            let text = next.to_string();
            if !said.contains(&text) {
                said = format!("{said}: {text}");
            }
            cause = next.source();
        }
        // What stores say is XML, with lines of its own.
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let has = |texts: &[&str]| texts.iter().any(|text| said.contains(text));
        let refused =
            matches!(error, object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. });
        let help = if refused || has(&["AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"]) {
            "\n  the store refuses these keys: look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and at what they may do"
        } else if has(&["QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "507"]) {
            "\n  there is no room left; what is published is whole: make room and publish again, which goes on from here"
        } else if has(&["NoSuchBucket"]) {
            "\n  there is no such bucket: make it, or mend `bucket`, `endpoint` or `region`"
        } else if has(&["error sending request", "onnect", "timed out", "dns"]) {
            "\n  the store cannot be reached, or broke off; what is published is whole: publish again, which goes on from here"
        } else {
            ""
        };
        PublishError::Store { what: what.to_owned(), said, help }
    }
}

impl Place for Store {
    fn look(&mut self) -> Result<Seen, PublishError> {
        let mut seen = Seen { is_flat: true, ..Seen::default() };
        let below = (!self.prefix.is_empty()).then(|| self.location("")).transpose()?;
        let store = Arc::clone(&self.store);
        let objects = self.runtime.block_on(async move {
            let mut listed = store.list(below.as_ref());
            let mut objects = Vec::new();
            while let Some(object) = listed.next().await {
                objects.push(object?);
            }
            Ok(objects)
        });
        for object in objects.map_err(failed("listing the objects"))? {
            let Some(path) = object.location.as_ref().strip_prefix(&self.prefix) else { continue };
            if path != RECORD {
                let tag = object.e_tag.map(|tag| tag.trim_matches('"').to_ascii_lowercase());
                seen.files.insert(path.to_owned(), Mark { length: Some(object.size), tag });
            }
        }
        seen.record = self.record()?;
        Ok(seen)
    }

    fn same(&mut self, site: &Site, seen: &Seen, record: Option<&Record>) -> Result<BTreeSet<String>, PublishError> {
        let delivered_the_same = |path: &str| {
            let own = self.delivered(path);
            let known = |files: &std::collections::BTreeMap<String, super::record::Entry>| {
                files.get(path).is_none_or(|entry| entry.delivered == own)
            };
            record.is_some_and(|record| known(&record.files) && known(&record.retired) && known(&record.coming))
        };
        let is_same = |(path, file): (&String, &super::File)| -> Result<Option<String>, PublishError> {
            let Some(mark) = seen.files.get(path).filter(|mark| mark.length == Some(file.length)) else {
                return Ok(None);
            };
            if !delivered_the_same(path) {
                return Ok(None);
            }
            let is_md5 = |tag: &&str| tag.len() == 32 && tag.bytes().all(|b| b.is_ascii_hexdigit());
            let same = match mark.tag.as_deref().filter(is_md5) {
                Some(tag) => {
                    let own = site.path(path);
                    let content = std::fs::read(&own).map_err(PublishError::io(&own))?;
                    let md5: String = Md5::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
                    md5 == tag
                }
                None => false,
            };
            // Stores that encrypt by keys of their own have other tags.
            let written_down =
                || record.and_then(|record| record.sure(path)).is_some_and(|entry| entry.hash == file.digest);
            let same = same || (mark.tag.as_deref().filter(is_md5).is_none() && written_down());
            Ok(same.then(|| path.clone()))
        };
        let same: Result<Vec<Option<String>>, PublishError> = site.files.par_iter().map(is_same).collect();
        Ok(same?.into_iter().flatten().collect())
    }

    fn delivered(&self, path: &str) -> Option<String> {
        let (kind, caching) = headers(path);
        Some(format!("{kind} {caching}"))
    }

    fn carry_out(&mut self, site: &Site, plan: &Plan, sent: &dyn Fn(usize)) -> Result<Done, PublishError> {
        stepwise::carry_out(self, site, plan, sent)
    }
}

impl Stepwise for Store {
    fn record(&mut self) -> Result<Option<Vec<u8>>, PublishError> {
        let location = self.location(RECORD)?;
        let read = self.runtime.block_on(async { self.store.get(&location).await?.bytes().await });
        match read {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            // A bucket that is not there is told when the objects are listed.
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed("reading the record")(error)),
        }
    }

    fn write_record(&mut self, record: &[u8]) -> Result<(), PublishError> {
        let location = self.location(RECORD)?;
        let put = self.store.put_opts(&location, record.to_vec().into(), options(RECORD));
        self.runtime.block_on(put).map_err(failed("writing the record")).map(drop)
    }

    fn put(&mut self, site: &Site, files: &[&str], sent: &dyn Fn(usize)) -> Result<(), PublishError> {
        let mut tasks = JoinSet::new();
        self.runtime.block_on(async {
            for path in files {
                if tasks.len() >= AT_ONCE {
                    arrived(&mut tasks, sent).await?;
                }
                let own = site.path(path);
                let content = std::fs::read(&own).map_err(PublishError::io(&own))?;
                let (store, location, options) = (Arc::clone(&self.store), self.location(path)?, options(path));
                let what = format!("writing `{path}`");
                tasks.spawn(async move {
                    store.put_opts(&location, content.into(), options).await.map_err(failed(&what)).map(drop)
                });
            }
            while !tasks.is_empty() {
                arrived(&mut tasks, sent).await?;
            }
            Ok(())
        })
    }

    fn remove(&mut self, files: &[&str]) -> Result<(), PublishError> {
        let locations = files.iter().map(|path| self.location(path)).collect::<Result<Vec<_>, _>>()?;
        let removed = self.runtime.block_on(async {
            for location in &locations {
                match self.store.delete(location).await {
                    Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        });
        removed.map_err(failed("removing what is no more"))
    }
}

/// Waits for one object to arrive.
async fn arrived(tasks: &mut JoinSet<Result<(), PublishError>>, sent: &dyn Fn(usize)) -> Result<(), PublishError> {
    match tasks.join_next().await {
        Some(Ok(done)) => done?,
        Some(Err(error)) => {
            let said = error.to_string();
            return Err(PublishError::Store { what: "sending".into(), said, help: "" });
        }
        None => {}
    }
    sent(1);
    Ok(())
}
