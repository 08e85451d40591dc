//! Publishing file by file, in an order in which readers never meet half a site.

use super::plan::Plan;
use super::record::Record;
use super::{Done, PublishError, Site};

/// A place that takes files one by one.
pub(super) trait Store {
    /// The record that lies there now.
    fn record(&mut self) -> Result<Option<Vec<u8>>, PublishError>;

    /// Puts a record there.
    fn write_record(&mut self, record: &[u8]) -> Result<(), PublishError>;

    /// Puts files of the site there.
    fn put(&mut self, site: &Site, files: &[&str], sent: &dyn Fn(usize)) -> Result<(), PublishError>;

    /// Removes files.
    fn remove(&mut self, files: &[&str]) -> Result<(), PublishError>;
}

/// Carries a plan out. First it is written down what will be there, so that nothing is left behind that nobody knows of; what is needed comes
/// before what needs it, and goes after it.
pub(super) fn carry_out(
    store: &mut dyn Store,
    site: &Site,
    plan: &Plan,
    sent: &dyn Fn(usize),
) -> Result<Done, PublishError> {
    let run = run();
    plan.refuse_other(store.record()?.as_deref())?;
    store.write_record(&plan.meanwhile(run.clone()).to_bytes())?;
    let (first, removed): (Vec<&str>, Vec<&str>) = plan.removed().into_iter().partition(|path| plan.makes_way(path));
    if !first.is_empty() {
        store.remove(&first)?;
    }
    for files in plan.steps() {
        still_ours(store, plan, &run)?;
        store.put(site, &files, sent)?;
    }
    // Who published meanwhile needs what would be removed here.
    still_ours(store, plan, &run)?;
    if !removed.is_empty() {
        store.remove(&removed)?;
    }
    store.write_record(&plan.after.to_bytes())?;
    Ok(Done::default())
}

/// Stops where somebody else began to publish. What was put there by then is written into their record as something that may be there, so
/// that nobody takes it for sure, or for somebody else's.
fn still_ours(store: &mut dyn Store, plan: &Plan, run: &str) -> Result<(), PublishError> {
    let now = store.record()?.as_deref().map(Record::parse).transpose()?;
    if now.as_ref().and_then(|record| record.run.as_deref()) == Some(run) {
        return Ok(());
    }
    if let Some(mut theirs) = now {
        theirs.coming.extend(plan.meanwhile(run.to_owned()).coming);
        store.write_record(&theirs.to_bytes())?;
    }
    Err(PublishError::MovedOn)
}

/// Tells this publication from others.
fn run() -> String {
    format!("{}-{}", crate::fs::now(), std::process::id())
}
