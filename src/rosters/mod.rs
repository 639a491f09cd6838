//! Roster import and export.

mod files;
mod model;
mod rules;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn mount(_config: &mut ServiceConfig<'_>) {}
