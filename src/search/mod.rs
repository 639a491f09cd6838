//! Finding a document, and the place in it. No tables of its own: it reads what `library` keeps, above all
//! `document_words`, whose tokens are described there.
//!
//! Rules:
//! * What the reader may not read changes nothing: neither results nor suggestions nor how many there are. Every
//!   question carries the scope in its SQL. What is shown is read from `documents`, which is the truth, and kept in memory
//!   with whom it is for until the library changes; that is asked for every reader, as the database would.
//! * The texts of editions, which never change, are kept in memory too, as far as there is room.
//! * Both engines answer the same, in the same order: they only say which documents have which tokens, newest first;
//!   what is better is decided by rules.
//! * Documents are asked for step by step, the best ones first, until there are enough; each step is bounded.
//! * Marks and case count where they are typed, and then put first what has them; they never hide the rest.

mod finder;
mod memory;
mod model;
mod queries;
pub mod routes;
mod rules;
mod views;

pub use memory::Memory;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn mount(config: &mut ServiceConfig<'_>) {
    config
        .service(routes::search_library::search_library)
        .service(routes::suggest_library::suggest_library);
}
