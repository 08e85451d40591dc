//! Polku turns a folder of multilingual Markdown into a cross-linked training website.
//!
//! [`pipeline`] runs all stages; each stage is a module of its own. ARCHITECTURE.md shows how data flows through them.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

/// Tells this build of the program from others: a digest of what it was built from.
pub(crate) const BUILD: &str = env!("POLKU_BUILD");

pub mod cache;
pub mod check;
pub mod cli;
pub mod config;
pub mod course;
pub mod delivery;
pub mod diag;
pub mod digest;
pub mod doctor;
pub mod emit;
pub mod exchange;
mod fields;
pub mod fs;
#[cfg(feature = "serve")]
pub mod gallery;
pub mod git;
pub mod glossary;
pub mod graph;
pub mod highlight;
pub mod hosting;
pub mod ids;
pub mod locale;
pub mod lock;
pub mod media;
pub mod memo;
pub mod package;
pub mod parse;
pub mod pipeline;
pub mod policy;
pub mod pseudo;
pub mod publish;
pub mod render;
pub mod resolve;
pub mod scaffold;
pub mod scan;
pub mod search;
#[cfg(feature = "serve")]
pub mod serve;
pub mod site;
pub mod status;
pub mod theme;
pub mod translate;
pub mod translation;
