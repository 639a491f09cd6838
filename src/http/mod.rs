//! Edge kit: what every operation needs of HTTP and no room should write again.
//!
//! | file | for |
//! |---|---|
//! | `extract.rs` | `Json`, `Query`, `Path` that answer problems with JSON pointers |
//! | `attachment.rs` | the name of a file that is sent |
//! | `answer.rs` | the one response type: body, `ETag`, `Location`, `Link` |
//! | `etag.rs` | `If-Match`, `If-None-Match` |
//! | `cursor.rs` | sealed cursors bound to caller and filter |
//! | `idempotency.rs` | `Idempotency-Key`: a repeat gets the first answer |
//! | `edge.rs` | the middleware around everything: request id, problems, security headers, log, metrics |
//! | `branches.rs` | operations sorted by the first word of their paths, so that few are tried for a request |
//! | `paths.rs` | the document's paths: the pattern of a request, and 405 with `Allow` told from 404 |
//! | `problem.rs` | problem details (RFC 9457) in Vietnamese or English |
//! | `limits.rs` | rate limits by address and by account |
//! | `language.rs`, `request_id.rs`, `metrics.rs` | what their names say |

pub mod answer;
pub mod attachment;
mod branches;
pub mod cursor;
pub mod edge;
pub mod etag;
pub mod extract;
pub mod idempotency;
mod invalid;
pub mod language;
pub mod limits;
pub mod metrics;
pub mod paths;
pub mod problem;
mod queries;
pub mod request_id;

pub use answer::Answer;
pub use branches::Branches;
pub use cursor::{Cursor, PageQuery};
pub use etag::{IfMatch, IfNoneMatch};
pub use extract::{Json, JsonUpTo, Path, Query, present};
pub use idempotency::Once;
