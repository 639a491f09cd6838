//! The API as its callers see it; every test on both engines with a fresh database.

#![allow(
    clippy::too_many_lines,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

// First, so that its macro is known to all.
#[macro_use]
mod support;

mod audit;
mod authorization;
mod command_line;
mod contract;
mod database;
mod fcm;
mod files;
mod jobs;
mod library;
mod mail;
mod main_job;
mod members;
mod migrations;
mod openapi;
mod progress;
mod push;
mod quizzes;
mod reading;
mod reports;
mod rosters;
mod search;
mod sessions;
mod story;
mod study;
mod units;
