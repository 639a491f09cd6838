//! Finding a document, and the place in it. No tables of its own: it reads what `library` keeps, above all
//! `document_words`, whose tokens are described there.
//!
//! Rules:
//! * What the reader may not read changes nothing: neither results nor suggestions nor how many there are. Each step
//!   begins with the documents that are for him, before any is counted or bounded. For whom a document is comes from
//!   `documents`, which is the truth, and stays in memory until the document changes, with what is shown of it.
//! * The documents of a token are read once, as a set of their row keys, and after a change of the library only those
//!   that have changed, where they are known and few; a search cuts a few such sets with one another.
//! * What is shown of documents is read as soon as the library has changed, before anybody asks ([`prepare`]).
//! * The texts of editions, which never change, are kept in memory too, as far as there is room.
//! * Both engines answer the same, in the same order: they only say which documents have which token; what is better is
//!   decided by rules.
//! * Documents are asked for step by step, the best ones first, until there are enough; each step is bounded.
//! * A paper's number is one of the words of what it is called. It names the paper where its kind stands beside it, or
//!   nothing but words of its symbol, issuer or year; where it looks like that of something else (`Điều 5`,
//!   `57 đảng viên`), what has these words together comes first.
//! * Marks count where they are typed, and then put first what has them. So do capitals within a query, not its first
//!   letter's alone nor all in capitals: of titles that are equally near, and among passages. Neither ever hides the rest.

mod catalogue;
mod finder;
mod index;
mod kept;
mod log;
mod memory;
mod model;
mod prepare;
mod queries;
pub mod routes;
mod rules;
mod views;

pub use memory::Memory;
pub use prepare::prepare;

use crate::http::Branches;

/// Mounts the operations.
pub fn mount(api: &mut Branches) {
    api.service(routes::search_library::search_library)
        .service(routes::suggest_library::suggest_library);
}
