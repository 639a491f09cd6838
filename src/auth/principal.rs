//! The values that stand for a caller. Their fields are private to `auth`: holding one is the proof.

use std::marker::PhantomData;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;

use super::permissions::{Code, Permission, Role};
use super::scope::InSubtree;
use super::Secret;
use crate::app::App;
use crate::error::Error;
use crate::http::request_id::RequestId;
use crate::kernel::ids::PublicId;
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

/// A role held today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    pub role: Role,
    pub unit_id: i64,
    pub unit_public_id: PublicId,
}

/// A signed-in member as the database knows him today.
#[derive(Debug, Clone)]
pub struct Principal {
    pub(super) member_id: i64,
    pub(super) member_public_id: PublicId,
    pub(super) session_id: i64,
    pub(super) session_public_id: PublicId,
    pub(super) home_unit_id: i64,
    pub(super) roles: Vec<HeldRole>,
}

/// Anyone, signed in or not.
#[derive(Debug, Clone)]
pub struct Public {
    stamp: RequestStamp,
}

/// A signed-in member.
#[derive(Debug, Clone)]
pub struct Viewer {
    principal: Arc<Principal>,
    stamp: RequestStamp,
}

/// A signed-in member who holds permission `P` somewhere; [`Grant::covers`] says where.
#[derive(Debug, Clone)]
pub struct Grant<P> {
    viewer: Viewer,
    roots: Vec<i64>,
    acted_as: Role,
    permission: PhantomData<P>,
}

/// The server itself: commands an operator runs, and jobs. Never made from a request.
#[derive(Debug, Clone)]
pub struct System {
    stamp: RequestStamp,
}

/// Who stands behind a write or a view, as the audit log keeps it.
pub trait Actor {
    fn stamp(&self) -> &RequestStamp;
    /// `None` for the server itself and for callers who are not signed in.
    fn member_id(&self) -> Option<i64>;
    /// The role under which he acts: `member`, a role's code, `system` or `anonymous`.
    fn acted_as(&self) -> &'static str;
}

impl Public {
    #[must_use]
    pub fn now(&self) -> Instant {
        self.stamp.now
    }
}

impl System {
    /// For commands and jobs: `what` names the command or job in the audit log's request id.
    #[must_use]
    pub fn new(secret: Arc<Secret>, now: Instant, what: &str) -> Self {
        Self { stamp: RequestStamp { id: RequestId::internal(what), now, secret } }
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        self.stamp.now
    }
}

impl Viewer {
    pub(super) fn new(principal: Arc<Principal>, stamp: RequestStamp) -> Self {
        Self { principal, stamp }
    }

    /// A member for whom a job acts: with the roles he holds now, not those he held when he asked. `None`: he may no
    /// longer sign in.
    ///
    /// # Errors
    /// The database.
    pub fn for_job(conn: &mut crate::db::Conn, system: &System, member_id: i64) -> Result<Option<Self>, Error> {
        let principal = super::queries::principal_of_member(conn, system, member_id)?;
        Ok(principal.map(|principal| Self::new(Arc::new(principal), system.stamp.clone())))
    }

    /// The caller's row key; never leaves the process.
    #[must_use]
    pub fn member_id(&self) -> i64 {
        self.principal.member_id
    }

    #[must_use]
    pub fn member_public_id(&self) -> PublicId {
        self.principal.member_public_id
    }

    #[must_use]
    pub fn session_id(&self) -> i64 {
        self.principal.session_id
    }

    #[must_use]
    pub fn session_public_id(&self) -> PublicId {
        self.principal.session_public_id
    }

    #[must_use]
    pub fn home_unit_id(&self) -> i64 {
        self.principal.home_unit_id
    }

    #[must_use]
    pub fn roles(&self) -> &[HeldRole] {
        &self.principal.roles
    }

    /// When the request came in.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.stamp.now
    }

    /// Units in which the caller holds `code`.
    #[must_use]
    pub fn roots_for(&self, code: Code) -> Vec<i64> {
        self.principal.roots_for(code)
    }

    /// SQL: `unit` is one the caller may know of: at or below a unit of one of his roles or his own cell, or above one.
    pub fn sees_unit<E: Clone>(&self, unit: E) -> diesel::dsl::Or<InSubtree<E>, InSubtree<E>>
    where
        E: diesel::Expression,
        InSubtree<E>: diesel::BoolExpressionMethods + diesel::Expression<SqlType = diesel::sql_types::Bool>,
    {
        use diesel::BoolExpressionMethods;
        let roots = self.principal.known_units();
        InSubtree::at_or_below(unit.clone(), &roots).or(InSubtree::at_or_above(unit, &roots))
    }

    /// SQL: `unit` lies where the caller holds `code`.
    pub fn may_in<E>(&self, code: Code, unit: E) -> InSubtree<E> {
        InSubtree::at_or_below(unit, &self.principal.roots_for(code))
    }

    /// Narrows to a permission.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when no role of the caller has it.
    pub fn grant<P: Permission>(self) -> Result<Grant<P>, Error> {
        let acted_as = self.principal.roles.iter().map(|held| held.role).filter(|role| role.may(P::CODE)).min();
        let acted_as = acted_as.ok_or(Error::Forbidden)?;
        let roots = self.principal.roots_for(P::CODE);
        Ok(Grant { viewer: self, roots, acted_as, permission: PhantomData })
    }
}

impl Principal {
    fn roots_for(&self, code: Code) -> Vec<i64> {
        let mut roots: Vec<i64> =
            self.roles.iter().filter(|held| held.role.may(code)).map(|held| held.unit_id).collect();
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    fn known_units(&self) -> Vec<i64> {
        let mut units: Vec<i64> = self.roles.iter().map(|held| held.unit_id).collect();
        units.push(self.home_unit_id);
        units.sort_unstable();
        units.dedup();
        units
    }
}

impl<P: Permission> Grant<P> {
    #[must_use]
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        self.viewer.stamp.now
    }

    /// SQL: `unit` lies in a subtree where the permission is held.
    pub fn covers<E>(&self, unit: E) -> InSubtree<E> {
        InSubtree::at_or_below(unit, &self.roots)
    }

    /// The tops of the subtrees where the permission is held.
    #[must_use]
    pub fn roots(&self) -> &[i64] {
        &self.roots
    }

    /// The role that gives the permission (the first by rank where there are several).
    #[must_use]
    pub fn role(&self) -> Role {
        self.acted_as
    }
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

fn stamp(request: &HttpRequest) -> Result<(web::Data<App>, RequestStamp), Error> {
    let app = request.app_data::<web::Data<App>>().ok_or_else(|| Error::internal("no application state"))?.clone();
    let stamp = RequestStamp { id: RequestId::of(request), now: app.clock.now(), secret: Arc::clone(&app.secret) };
    Ok((app, stamp))
}

impl FromRequest for Public {
    type Error = Error;
    type Future = std::future::Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(stamp(request).map(|(_, stamp)| Self { stamp }))
    }
}

impl FromRequest for Viewer {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let (app, stamp) = stamp(&request)?;
            let principal = app.authenticator.authenticate(&app, &request, stamp.now).await?;
            crate::http::limits::check_account(&app, &request, principal.member_id)?;
            Ok(Self::new(principal, stamp))
        })
    }
}

impl<P: Permission> FromRequest for Grant<P> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let viewer = Viewer::from_request(request, payload);
        Box::pin(async move { viewer.await?.grant() })
    }
}
