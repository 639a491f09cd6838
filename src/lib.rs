//! Sổ tay: the electronic party-member handbook server.

pub mod app;
pub mod audit;
pub mod auth;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod error;
pub mod http;
pub mod jobs;
pub mod kernel;
pub mod log;
pub mod members;
pub mod openapi;
pub mod rosters;
pub mod server;
pub mod sessions;
pub mod system;
pub mod units;
pub mod upkeep;
pub mod wiring;
