//! What the tree needs of the room of members, which stands above it: units may not import members, so members
//! implement this trait and the application passes the implementation in (`App::member_mover`).

use chrono::NaiveDate;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// A member whose open membership is in a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentMember {
    pub id: i64,
    pub public_id: PublicId,
}

/// Why members change their cell without having asked for it; kept as the reason of the membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveReason {
    /// Their cell was merged into another.
    UnitMerged,
    /// A part of their cell became a cell of its own.
    UnitSplit,
}

impl MoveReason {
    /// The stable word for it in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnitMerged => "unit_merged",
            Self::UnitSplit => "unit_split",
        }
    }
}

/// Moves people when their unit ends or is divided. Every method runs inside the transaction of the change of the
/// tree; the tree has checked that the actor may do it, and writes the audit row of the whole.
pub trait MemberMover: Send + Sync {
    /// The members whose open membership is in this very unit (not below it), by row key.
    ///
    /// # Errors
    /// The database.
    fn current_members(
        &self,
        conn: &mut Conn,
        actor: &dyn Actor,
        unit_id: i64,
    ) -> Result<Vec<CurrentMember>, Error>;

    /// Ends the open membership of each of these members on `effective_on` and opens one in `to_unit_id` from that
    /// day, with everything that follows from it (home unit, revision). An empty list does nothing.
    ///
    /// # Errors
    /// A 409 rule when a membership began after `effective_on`; the database.
    fn transfer(
        &self,
        conn: &mut Conn,
        actor: &dyn Actor,
        member_ids: &[i64],
        to_unit_id: i64,
        effective_on: NaiveDate,
        reason: MoveReason,
    ) -> Result<(), Error>;

    /// The unit has no members left and ceases on `effective_on`: ends the roles held over this very unit, and keeps
    /// members without a cell who are findable there (`home_unit_id`) findable under `heir_id` instead. `None`: the
    /// unit was a top unit and has no heir; nobody is moved then.
    ///
    /// # Errors
    /// The database.
    fn unit_ended(
        &self,
        conn: &mut Conn,
        actor: &dyn Actor,
        unit_id: i64,
        heir_id: Option<i64>,
        effective_on: NaiveDate,
    ) -> Result<(), Error>;

    /// Units have come under another one, with everybody below them.
    ///
    /// # Errors
    /// The database.
    fn units_moved(&self, conn: &mut Conn, actor: &dyn Actor) -> Result<(), Error>;
}
