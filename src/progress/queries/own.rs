//! What a member must do.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::schema::{assignments, enrolments, requirement_results};
use crate::db::{Conn, MultiBackend};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::progress::model::{Enrolment, Outcome};

/// An assignment that asks something of somebody.
#[derive(Debug, Clone, Queryable)]
pub(in crate::progress) struct Mine {
    pub id: i64,
    pub public_id: PublicId,
    pub title: String,
    pub note: Option<String>,
    pub ordered: bool,
    pub late_joiners: String,
    pub late_days: Option<i32>,
    pub opens_at: Instant,
    pub state: String,
    pub enrolment: Enrolment,
}

/// Which of them.
#[derive(Debug, Clone, Copy)]
pub(in crate::progress) enum Which {
    /// What runs, the nearest deadline first.
    Running,
    /// One, also one that is over.
    One(PublicId),
}

/// Assignments of a member whom the caller is or has located; not those that no longer count him.
pub(in crate::progress) fn assignments(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
    which: Which,
    limit: i64,
) -> Result<Vec<Mine>, Error> {
    let mut found = enrolments::table
        .inner_join(assignments::table.on(assignments::id.eq(enrolments::assignment_id)))
        .filter(enrolments::member_id.eq(member_id))
        .filter(enrolments::counted.ne("left"))
        .order((enrolments::due_at, enrolments::assignment_id))
        .limit(limit)
        .select((
            assignments::id,
            assignments::public_id,
            assignments::title,
            assignments::note,
            assignments::ordered,
            assignments::late_joiners,
            assignments::late_days,
            assignments::opens_at,
            assignments::state,
            Enrolment::as_select(),
        ))
        .into_boxed::<MultiBackend>();
    found = match which {
        Which::Running => found.filter(assignments::state.eq_any(["opening", "open"])),
        Which::One(id) => found.filter(assignments::public_id.eq(id)),
    };
    Ok(found.load(conn)?)
}

/// How far the member is with these requirements.
pub(in crate::progress) fn outcomes(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
    requirements: &[i64],
) -> Result<Vec<Outcome>, Error> {
    Ok(requirement_results::table
        .filter(requirement_results::member_id.eq(member_id))
        .filter(requirement_results::requirement_id.eq_any(requirements))
        .select(Outcome::as_select())
        .load(conn)?)
}
