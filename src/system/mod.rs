//! What an operator and a phone team need of the server itself: health, readiness, metrics, signing keys, the document.

pub(crate) mod memory;
pub mod routes;
mod views;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations, outside `/api/v1`.
pub fn mount(config: &mut ServiceConfig<'_>) {
    config
        .service(routes::get_health::get_health)
        .service(routes::get_readiness::get_readiness)
        .service(routes::get_signing_keys::get_signing_keys);
}
