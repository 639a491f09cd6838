//! What the tree asks of people: see [`MemberMover`].

use chrono::NaiveDate;

use super::followers::Followers;
use super::queries::moving;
use super::rules;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::units::{CurrentMember, MemberMover, MoveReason};

/// Moves people when their unit ends or is divided.
#[derive(Debug, Clone, Default)]
pub struct Mover {
    followers: Followers,
}

impl Mover {
    /// With those who are told of what it does.
    #[must_use]
    pub fn new(followers: Followers) -> Self {
        Self { followers }
    }
}

impl MemberMover for Mover {
    fn current_members(
        &self,
        conn: &mut Conn,
        actor: &dyn Actor,
        unit_id: i64,
    ) -> Result<Vec<CurrentMember>, Error> {
        let found = moving::members_of(conn, &actor, unit_id)?;
        Ok(found
            .into_iter()
            .map(|(id, public_id)| CurrentMember { id, public_id })
            .collect())
    }

    fn transfer(
        &self,
        conn: &mut Conn,
        actor: &dyn Actor,
        member_ids: &[i64],
        to_unit_id: i64,
        effective_on: NaiveDate,
        reason: MoveReason,
    ) -> Result<(), Error> {
        if moving::any_began_after(conn, &actor, member_ids, effective_on)? {
            return Err(rules::MEMBERSHIP_BEGAN_LATER.into());
        }
        let to = moving::Move {
            to_unit_id,
            effective_on,
            reason: Some(reason.code()),
        };
        moving::transfer(conn, &actor, member_ids, &to)?;
        self.followers.tell(conn, actor, member_ids)
    }

    fn unit_ended(
        &self,
        conn: &mut Conn,
        actor: &dyn Actor,
        unit_id: i64,
        heir_id: Option<i64>,
        effective_on: NaiveDate,
    ) -> Result<(), Error> {
        let mut changed = moving::end_roles_over(conn, &actor, unit_id, effective_on)?;
        if let Some(heir_id) = heir_id {
            changed.extend(moving::rehome(conn, &actor, unit_id, heir_id)?);
        }
        self.followers.tell(conn, actor, &changed)
    }

    fn units_moved(&self, conn: &mut Conn, actor: &dyn Actor) -> Result<(), Error> {
        self.followers.tell_of_tree(conn, actor)
    }
}
