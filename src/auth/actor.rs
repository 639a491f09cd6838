//! Who stands behind a write or a view, and when it was asked.

use std::sync::Arc;

use super::Secret;
use super::permissions::Permission;
use super::principal::{Grant, Public, System, Viewer};
use crate::http::request_id::RequestId;
use crate::kernel::instant::Instant;

/// When a request came in and under what id; every audit row carries both.
#[derive(Debug, Clone)]
pub struct RequestStamp {
    pub(super) id: RequestId,
    pub(super) now: Instant,
    pub(super) secret: Arc<Secret>,
}

impl RequestStamp {
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_str()
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.secret
    }
}

/// Who stands behind a write or a view, as the audit log keeps it.
pub trait Actor {
    fn stamp(&self) -> &RequestStamp;
    /// `None` for the server itself and for callers who are not signed in.
    fn member_id(&self) -> Option<i64>;
    /// The role under which he acts: `member`, a role's code, `system` or `anonymous`.
    fn acted_as(&self) -> &'static str;
}

impl Actor for Public {
    fn stamp(&self) -> &RequestStamp {
        &self.stamp
    }
    fn member_id(&self) -> Option<i64> {
        None
    }
    fn acted_as(&self) -> &'static str {
        "anonymous"
    }
}

impl Actor for Viewer {
    fn stamp(&self) -> &RequestStamp {
        &self.stamp
    }
    fn member_id(&self) -> Option<i64> {
        Some(self.principal.member_id)
    }
    fn acted_as(&self) -> &'static str {
        "member"
    }
}

impl<P: Permission> Actor for Grant<P> {
    fn stamp(&self) -> &RequestStamp {
        &self.viewer.stamp
    }
    fn member_id(&self) -> Option<i64> {
        Some(self.viewer.principal.member_id)
    }
    fn acted_as(&self) -> &'static str {
        self.acted_as.code()
    }
}

impl Actor for System {
    fn stamp(&self) -> &RequestStamp {
        &self.stamp
    }
    fn member_id(&self) -> Option<i64> {
        None
    }
    fn acted_as(&self) -> &'static str {
        "system"
    }
}

/// So that `&dyn Actor` goes where `&impl Actor` is asked for (as `&actor`).
impl<A: Actor + ?Sized> Actor for &A {
    fn stamp(&self) -> &RequestStamp {
        (**self).stamp()
    }
    fn member_id(&self) -> Option<i64> {
        (**self).member_id()
    }
    fn acted_as(&self) -> &'static str {
        (**self).acted_as()
    }
}
