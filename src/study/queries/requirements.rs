//! What assignments ask for.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{assignment_requirements, assignments, documents, editions, quizzes};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::study::model::{AssignmentState, NewRequirement, Requirement, RequirementKind};

/// A requirement to read a document, of an assignment.
#[derive(Debug, Clone, Queryable)]
pub(in crate::study) struct Asked {
    pub id: i64,
    pub assignment_id: i64,
    pub place: i32,
    pub document_id: Option<i64>,
}

/// Takes the place of all that it asked for before.
pub(in crate::study) fn set(
    conn: &mut Conn,
    actor: &impl Actor,
    assignment_id: i64,
    requirements: &[NewRequirement],
) -> Result<(), Error> {
    let now = actor.stamp().now();
    diesel::delete(
        assignment_requirements::table
            .filter(assignment_requirements::assignment_id.eq(assignment_id)),
    )
    .execute(conn)?;
    for (place, requirement) in (1_i32..).zip(requirements) {
        diesel::insert_into(assignment_requirements::table)
            .values((
                assignment_requirements::public_id.eq(PublicId::new(now)),
                assignment_requirements::assignment_id.eq(assignment_id),
                assignment_requirements::place.eq(place),
                assignment_requirements::kind.eq(requirement.kind.code()),
                assignment_requirements::document_id.eq(requirement.document_id),
                assignment_requirements::edition_id.eq(requirement.edition_id),
                assignment_requirements::quiz_id.eq(requirement.quiz_id),
                assignment_requirements::title.eq(requirement.title.as_deref()),
                assignment_requirements::added_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The requirements to read a document that are in force, of assignments that are not over.
pub(in crate::study) fn of_document(
    conn: &mut Conn,
    _: &impl Actor,
    document_id: i64,
) -> Result<Vec<Asked>, Error> {
    let over = [AssignmentState::Closed, AssignmentState::Cancelled].map(AssignmentState::code);
    let newer = diesel::alias!(assignment_requirements as newer);
    let replaced = newer.filter(
        newer
            .field(assignment_requirements::replaces_id)
            .eq(assignment_requirements::id.nullable()),
    );
    Ok(assignment_requirements::table
        .inner_join(
            assignments::table.on(assignments::id.eq(assignment_requirements::assignment_id)),
        )
        .filter(assignment_requirements::document_id.eq(document_id))
        .filter(assignments::state.ne_all(over))
        .filter(diesel::dsl::not(diesel::dsl::exists(replaced)))
        .order(assignment_requirements::id)
        .select((
            assignment_requirements::id,
            assignment_requirements::assignment_id,
            assignment_requirements::place,
            assignment_requirements::document_id,
        ))
        .load(conn)?)
}

/// Asks for another edition, where nobody has begun.
pub(in crate::study) fn point_to(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
    edition_id: i64,
) -> Result<(), Error> {
    diesel::update(assignment_requirements::table.find(id))
        .set(assignment_requirements::edition_id.eq(Some(edition_id)))
        .execute(conn)?;
    Ok(())
}

/// Adds one for a later edition of the same document, in the same place.
pub(in crate::study) fn replace(
    conn: &mut Conn,
    actor: &impl Actor,
    asked: &Asked,
    edition_id: i64,
) -> Result<(), Error> {
    let now = actor.stamp().now();
    diesel::insert_into(assignment_requirements::table)
        .values((
            assignment_requirements::public_id.eq(PublicId::new(now)),
            assignment_requirements::assignment_id.eq(asked.assignment_id),
            assignment_requirements::place.eq(asked.place),
            assignment_requirements::kind.eq(RequirementKind::ReadEdition.code()),
            assignment_requirements::document_id.eq(asked.document_id),
            assignment_requirements::edition_id.eq(Some(edition_id)),
            assignment_requirements::added_at.eq(now),
            assignment_requirements::replaces_id.eq(Some(asked.id)),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::study) fn count(
    conn: &mut Conn,
    _: &impl Actor,
    assignment_id: i64,
) -> Result<i64, Error> {
    Ok(assignment_requirements::table
        .filter(assignment_requirements::assignment_id.eq(assignment_id))
        .count()
        .get_result(conn)?)
}

/// What each requirement of an assignment is about: the requirement, and of its document and edition, or of its quiz, what
/// people call them.
pub(in crate::study) type Named = (
    Requirement,
    Option<(PublicId, String, Option<String>)>,
    Option<(PublicId, i32)>,
    Option<(PublicId, String)>,
);

/// In the order in which they stand, for a caller who has found their assignments.
// scope: titles of what the assignment asks for; who is asked may know them.
pub(in crate::study) fn named(
    conn: &mut Conn,
    _: &impl Actor,
    assignment_ids: &[i64],
) -> Result<Vec<(i64, Named)>, Error> {
    Ok(assignment_requirements::table
        .left_join(
            documents::table.on(assignment_requirements::document_id.eq(documents::id.nullable())),
        )
        .left_join(
            editions::table.on(assignment_requirements::edition_id.eq(editions::id.nullable())),
        )
        .left_join(quizzes::table.on(assignment_requirements::quiz_id.eq(quizzes::id.nullable())))
        .filter(assignment_requirements::assignment_id.eq_any(assignment_ids))
        .order((
            assignment_requirements::assignment_id,
            assignment_requirements::place,
            assignment_requirements::id,
        ))
        .select((
            assignment_requirements::assignment_id,
            (
                Requirement::as_select(),
                (documents::public_id, documents::title, documents::symbol).nullable(),
                (editions::public_id, editions::number).nullable(),
                (quizzes::public_id, quizzes::title).nullable(),
            ),
        ))
        .load(conn)?)
}
