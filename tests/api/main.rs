//! The API as its callers see it; every test on both engines with a fresh database.

mod audit;
mod authorization;
mod contract;
mod database;
mod jobs;
mod members;
mod migrations;
mod openapi;
mod rosters;
mod sessions;
mod support;
mod units;
