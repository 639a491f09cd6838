//! The values that stand for a caller. Their fields are private to `auth`: holding one is the proof.

use std::marker::PhantomData;
use std::sync::Arc;

use super::Secret;
pub use super::actor::{Actor, RequestStamp};
use super::permissions::{Code, Permission, Role};
use super::scope::InSubtree;
use crate::error::Error;
use crate::http::request_id::RequestId;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::person::Standing;

/// A role held today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    pub role: Role,
    pub unit_id: i64,
    pub unit_public_id: PublicId,
    /// The units above it, itself included (row keys).
    pub path: Vec<i64>,
}

/// A signed-in member as the database knows him today.
#[derive(Debug, Clone)]
pub struct Principal {
    pub(super) member_id: i64,
    pub(super) member_public_id: PublicId,
    pub(super) session_id: i64,
    pub(super) session_public_id: PublicId,
    pub(super) home_unit_id: i64,
    pub(super) home_path: Vec<i64>,
    pub(super) standing: Standing,
    pub(super) roles: Vec<HeldRole>,
}

/// Anyone, signed in or not.
#[derive(Debug, Clone)]
pub struct Public {
    pub(super) stamp: RequestStamp,
}

/// A signed-in member.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub(super) principal: Arc<Principal>,
    pub(super) stamp: RequestStamp,
}

/// A signed-in member who holds permission `P` somewhere; [`Grant::covers`] says where.
#[derive(Debug, Clone)]
pub struct Grant<P> {
    pub(super) viewer: Viewer,
    roots: Vec<i64>,
    pub(super) acted_as: Role,
    permission: PhantomData<P>,
}

/// The server itself: commands an operator runs, and jobs. Never made from a request.
#[derive(Debug, Clone)]
pub struct System {
    pub(super) stamp: RequestStamp,
}

impl Public {
    pub(super) fn new(stamp: RequestStamp) -> Self {
        Self { stamp }
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        self.stamp.now
    }
}

impl Public {
    /// Somebody who is not signed in and asked for what a job does now: he may do no more than he could when he asked, and the
    /// audit log has the id of the request by which he did.
    #[must_use]
    pub fn for_job(system: &System, request: &str) -> Self {
        let mut stamp = system.stamp.clone();
        stamp.id = RequestId::internal(request);
        Self::new(stamp)
    }
}

impl System {
    /// The same at a later time: for commands that watch.
    #[must_use]
    pub fn at(&self, now: Instant) -> Self {
        let mut later = self.clone();
        later.stamp.now = now;
        later
    }

    /// For commands and jobs: `what` names the command or job in the audit log's request id.
    #[must_use]
    pub fn new(secret: Arc<Secret>, now: Instant, what: &str) -> Self {
        Self {
            stamp: RequestStamp {
                id: RequestId::internal(what),
                now,
                secret,
            },
        }
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
    pub fn for_job(
        conn: &mut crate::db::Conn,
        system: &System,
        member_id: i64,
    ) -> Result<Option<Self>, Error> {
        let principal = super::queries::principal_of_member(conn, system, member_id)?;
        Ok(principal.map(|principal| Self::new(Arc::new(principal), system.stamp.clone())))
    }

    /// The member of a session that the caller has just begun or proved to hold, in the transaction of that proof.
    /// `None`: it is not live, or its member may not sign in.
    ///
    /// # Errors
    /// The database.
    pub fn of_session(
        conn: &mut crate::db::Conn,
        public: &Public,
        session: PublicId,
    ) -> Result<Option<Self>, Error> {
        let principal = super::queries::principal(conn, session, public.now())?;
        Ok(principal.map(|principal| Self::new(Arc::new(principal), public.stamp.clone())))
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

    /// The units above the caller's own one, itself included (row keys).
    #[must_use]
    pub fn home_path(&self) -> &[i64] {
        &self.principal.home_path
    }

    #[must_use]
    pub fn standing(&self) -> Standing {
        self.principal.standing
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
    pub fn sees_unit<E>(&self, unit: E) -> diesel::dsl::Or<InSubtree<E>, InSubtree<E>>
    where
        E: Clone,
        E: diesel::Expression,
        InSubtree<E>:
            diesel::BoolExpressionMethods + diesel::Expression<SqlType = diesel::sql_types::Bool>,
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
        let acted_as = self
            .principal
            .roles
            .iter()
            .map(|held| held.role)
            .filter(|role| role.may(P::CODE))
            .min();
        let acted_as = acted_as.ok_or(Error::Forbidden)?;
        let roots = self.principal.roots_for(P::CODE);
        Ok(Grant {
            viewer: self,
            roots,
            acted_as,
            permission: PhantomData,
        })
    }
}

impl Principal {
    pub(super) fn member_id(&self) -> i64 {
        self.member_id
    }

    fn roots_for(&self, code: Code) -> Vec<i64> {
        let mut roots: Vec<i64> = self
            .roles
            .iter()
            .filter(|held| held.role.may(code))
            .map(|held| held.unit_id)
            .collect();
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
