//! One operation a file.

pub mod get_health;
pub mod get_metrics;
pub mod get_openapi;
pub mod get_readiness;
pub mod get_signing_keys;
