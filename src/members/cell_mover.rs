//! What the tree of units asks of members: see `units::MemberMover`.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{members, memberships, role_grants};
use crate::error::{Error, Rule};
use crate::kernel::ids::PublicId;
use crate::units::{CurrentMember, MemberMover, MoveReason};

const BEGAN_LATER: Rule = Rule::conflict(
    "membership_began_later",
    "Có đảng viên về sinh hoạt sau ngày này; hãy chọn ngày muộn hơn.",
    "A member came after that day; choose a later one.",
);

/// Moves the open memberships of people.
#[derive(Debug, Clone, Copy)]
pub struct CellMover;

impl MemberMover for CellMover {
    fn current_members(
        &self,
        conn: &mut Conn,
        _: &dyn Actor,
        unit_id: i64,
    ) -> Result<Vec<CurrentMember>, Error> {
        let rows: Vec<(i64, PublicId)> = memberships::table
            .inner_join(members::table.on(members::id.eq(memberships::member_id)))
            .filter(memberships::unit_id.eq(unit_id))
            .filter(memberships::to_on.is_null())
            .order(members::id)
            .select((members::id, members::public_id))
            .load(conn)?;
        Ok(rows
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
        let now = actor.stamp().now();
        for member_id in member_ids {
            let open = memberships::table
                .filter(memberships::member_id.eq(member_id))
                .filter(memberships::to_on.is_null());
            let from_on: Option<NaiveDate> =
                open.select(memberships::from_on).first(conn).optional()?;
            if from_on.is_some_and(|from_on| from_on > effective_on) {
                return Err(BEGAN_LATER.into());
            }
            diesel::update(open)
                .set(memberships::to_on.eq(Some(effective_on)))
                .execute(conn)?;
            diesel::insert_into(memberships::table)
                .values((
                    memberships::public_id.eq(PublicId::new(now)),
                    memberships::member_id.eq(member_id),
                    memberships::unit_id.eq(to_unit_id),
                    memberships::from_on.eq(effective_on),
                    memberships::reason.eq(Some(reason.code())),
                    memberships::recorded_by.eq(actor.member_id()),
                    memberships::recorded_at.eq(now),
                ))
                .execute(conn)?;
            diesel::update(members::table.find(member_id))
                .set((
                    members::home_unit_id.eq(to_unit_id),
                    members::revision.eq(members::revision + 1),
                    members::updated_at.eq(now),
                ))
                .execute(conn)?;
        }
        Ok(())
    }

    fn unit_ended(
        &self,
        conn: &mut Conn,
        actor: &dyn Actor,
        unit_id: i64,
        heir_id: Option<i64>,
        effective_on: NaiveDate,
    ) -> Result<(), Error> {
        let held = role_grants::table
            .filter(role_grants::unit_id.eq(unit_id))
            .filter(
                role_grants::to_on
                    .is_null()
                    .or(role_grants::to_on.gt(effective_on)),
            );
        diesel::update(held)
            .set((
                role_grants::to_on.eq(Some(effective_on)),
                role_grants::ended_by.eq(actor.member_id()),
                role_grants::ended_at.eq(Some(actor.stamp().now())),
            ))
            .execute(conn)?;
        if let Some(heir_id) = heir_id {
            diesel::update(members::table.filter(members::home_unit_id.eq(unit_id)))
                .set(members::home_unit_id.eq(heir_id))
                .execute(conn)?;
        }
        Ok(())
    }
}
