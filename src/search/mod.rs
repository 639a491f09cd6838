//! Finding a document, and the place in it. No tables of its own: it reads what `library` keeps, above all
//! `document_words`, whose tokens are described there.
//!
//! Rules:
//! * What the reader may not read changes nothing: neither results nor suggestions nor how many there are. Every
//!   question carries the scope in its SQL; what is shown is read once more from `documents`, which is the truth.
//! * Both engines answer the same, in the same order: they only say which documents have which tokens, newest first;
//!   what is better is decided by rules.
//! * Documents are asked for step by step, the best ones first, until there are enough; each step is bounded.
//! * Marks and case count where they are typed, and then put first what has them; they never hide the rest.

mod finder;
mod model;
mod queries;
pub mod routes;
mod rules;
mod views;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn mount(config: &mut ServiceConfig<'_>) {
    config
        .service(routes::search_library::search_library)
        .service(routes::suggest_library::suggest_library);
}
