//! What secretaries record and members hand in: only ever added to.

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{
    assignment_requirements, assignments, enrolments, members, reflections, study_records,
};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::progress::model::{Asked, RecordKind};

/// A record to be made.
#[derive(Debug, Clone)]
pub(in crate::progress) struct NewRecord {
    pub member_id: i64,
    pub requirement_id: i64,
    pub kind: RecordKind,
    pub met: bool,
    pub studied_on: NaiveDate,
    pub reason: String,
}

/// A record as the history shows it.
#[derive(Debug, Clone, Queryable)]
pub(in crate::progress) struct Record {
    pub public_id: PublicId,
    pub requirement_id: i64,
    #[diesel(deserialize_as = String)]
    pub kind: RecordKind,
    pub met: bool,
    pub studied_on: NaiveDate,
    pub reason: String,
    pub recorded_by: Option<PublicId>,
    pub recorded_at: Instant,
}

/// A reflection as it was handed in.
#[derive(Debug, Clone, Queryable)]
pub(in crate::progress) struct Reflection {
    pub public_id: PublicId,
    pub requirement_id: i64,
    pub text: String,
    pub handed_in_at: Instant,
}

/// A requirement of an assignment that a member is enrolled in.
#[derive(Debug, Clone, Queryable)]
pub(in crate::progress) struct Found {
    pub asked: Asked,
    pub assignment: PublicId,
}

/// A requirement that is asked of a member whom the caller is or has located.
pub(in crate::progress) fn requirement(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
    id: PublicId,
) -> Result<Found, Error> {
    assignment_requirements::table
        .inner_join(
            assignments::table.on(assignments::id.eq(assignment_requirements::assignment_id)),
        )
        .inner_join(enrolments::table.on(enrolments::assignment_id.eq(assignments::id)))
        .filter(assignment_requirements::public_id.eq(id))
        .filter(enrolments::member_id.eq(member_id))
        .select((Asked::as_select(), assignments::public_id))
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

pub(in crate::progress) fn insert(
    conn: &mut Conn,
    actor: &impl Actor,
    new: &NewRecord,
) -> Result<PublicId, Error> {
    let now = actor.stamp().now();
    let id = PublicId::new(now);
    diesel::insert_into(study_records::table)
        .values((
            study_records::public_id.eq(id),
            study_records::member_id.eq(new.member_id),
            study_records::requirement_id.eq(new.requirement_id),
            study_records::kind.eq(new.kind.code()),
            study_records::met.eq(new.met),
            study_records::studied_on.eq(new.studied_on),
            study_records::reason.eq(&new.reason),
            study_records::recorded_by.eq(actor.member_id()),
            study_records::recorded_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Of a member and an assignment that the caller may see, the latest first.
pub(in crate::progress) fn records(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
    requirements: &[i64],
) -> Result<Vec<Record>, Error> {
    Ok(study_records::table
        .left_join(members::table.on(study_records::recorded_by.eq(members::id.nullable())))
        .filter(study_records::member_id.eq(member_id))
        .filter(study_records::requirement_id.eq_any(requirements))
        .order(study_records::id.desc())
        .limit(200)
        .select((
            study_records::public_id,
            study_records::requirement_id,
            study_records::kind,
            study_records::met,
            study_records::studied_on,
            study_records::reason,
            members::public_id.nullable(),
            study_records::recorded_at,
        ))
        .load(conn)?)
}

/// Whether a secretary has put right, since then, how it is with a member and a requirement.
pub(in crate::progress) fn is_corrected_since(
    conn: &mut Conn,
    _: &impl Actor,
    (member_id, requirement_id): (i64, i64),
    since: Instant,
) -> Result<bool, Error> {
    let corrections = study_records::table
        .filter(study_records::member_id.eq(member_id))
        .filter(study_records::requirement_id.eq(requirement_id))
        .filter(study_records::kind.eq(RecordKind::Correction.code()))
        .filter(study_records::recorded_at.ge(since));
    Ok(diesel::select(exists(corrections)).get_result(conn)?)
}

pub(in crate::progress) fn insert_reflection(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    requirement_id: i64,
    text: &str,
) -> Result<PublicId, Error> {
    let now = actor.stamp().now();
    let id = PublicId::new(now);
    diesel::insert_into(reflections::table)
        .values((
            reflections::public_id.eq(id),
            reflections::member_id.eq(member_id),
            reflections::requirement_id.eq(requirement_id),
            reflections::text.eq(text),
            reflections::handed_in_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Of a member and an assignment that the caller may see, the latest first.
pub(in crate::progress) fn reflections(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
    requirements: &[i64],
) -> Result<Vec<Reflection>, Error> {
    Ok(reflections::table
        .filter(reflections::member_id.eq(member_id))
        .filter(reflections::requirement_id.eq_any(requirements))
        .order(reflections::id.desc())
        .limit(50)
        .select((
            reflections::public_id,
            reflections::requirement_id,
            reflections::text,
            reflections::handed_in_at,
        ))
        .load(conn)?)
}
