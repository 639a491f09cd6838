//! Signing in, staying signed in, signing out, activation, passwords.

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn mount(_config: &mut ServiceConfig<'_>) {}
