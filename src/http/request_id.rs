//! The id of a request: in the `X-Request-Id` answer field, the log, problems and the audit log.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest};

/// A request's id: 32 hexadecimal digits, always our own, so that a caller cannot write into the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// A new id from random bytes, which are drawn for many at a time: a draw costs more than all else here.
    #[must_use]
    pub fn generate() -> Self {
        thread_local! {
            static DRAWN: RefCell<Vec<[u8; 16]>> = const { RefCell::new(Vec::new()) };
        }
        let bytes = DRAWN.with_borrow_mut(|drawn| {
            if drawn.is_empty() {
                let fresh: [u8; 1_024] = crate::auth::secret::random().unwrap_or([0; 1_024]);
                drawn.extend_from_slice(fresh.as_chunks().0);
            }
            drawn.pop().unwrap_or_default()
        });
        Self(format!("{:032x}", u128::from_be_bytes(bytes)).into())
    }

    /// For commands and jobs.
    #[must_use]
    pub fn internal(what: &str) -> Self {
        Self(what.chars().take(64).collect::<String>().into())
    }

    /// The id that the edge gave this request.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        request
            .extensions()
            .get::<Self>()
            .cloned()
            .unwrap_or_else(|| Self::internal("unknown"))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
