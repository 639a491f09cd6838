//! Reading what a caller says of an assignment, and checking it against the library and the quizzes.

use super::model::{NewRequirement, Plan, RequirementKind, Said};
use super::queries::library;
use super::rules::plan::end_of;
use super::rules::said::{
    self, DUE_MISSING, EDITION_UNFIT, QUIZ_UNFIT, check_late, check_once, check_shape, check_times,
    requirement_at,
};
use super::views::{AssignmentBody, RequirementBody};
use crate::audiences::{self, Audience, Owner};
use crate::auth::Grant;
use crate::auth::permissions::ManageAssignments;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::{Error, Text};
use crate::kernel::instant::Instant;
use crate::kernel::text::{nfc, search_key};
use crate::quizzes;
use crate::units;

type Manager = Grant<ManageAssignments>;

/// Everything at once; `opens_at` is what holds where the caller says nothing.
pub(super) fn read(
    conn: &mut Conn,
    grant: &Manager,
    owner: &Owner,
    body: &AssignmentBody,
    opens_at: Instant,
) -> Result<Said, Error> {
    let due_at = due("/due_on", body.due_on, body.due_at)?;
    let opens_at = body.opens_at.unwrap_or(opens_at);
    let mut deadlines = deadlines(conn, grant, body)?;
    check_times(opens_at, given(body, due_at, &deadlines))?;
    // As they are read from the database.
    deadlines.sort_unstable();
    check_late(body.late_joiners, body.late_days)?;
    let audience = audiences::resolve(conn, grant, owner, &body.audience)?;
    let mut requirements = Vec::with_capacity(body.requirements.len());
    for (place, requirement) in body.requirements.iter().enumerate() {
        requirements.push(read_requirement(
            conn,
            grant,
            &audience,
            place,
            requirement,
        )?);
    }
    check_once(&requirements)?;
    Ok(Said {
        title: text("/title", &body.title)?,
        note: body
            .note
            .as_deref()
            .map(|note| text("/note", note))
            .transpose()?,
        audience_id: audiences::keep(conn, grant, &audience)?,
        ordered: body.ordered,
        late_joiners: body.late_joiners,
        late_days: body.late_days,
        opens_at,
        due_at,
        requirements,
        deadlines,
    })
}

/// A text that says something.
pub(super) fn text(pointer: &str, written: &str) -> Result<String, Error> {
    let text = nfc(written.trim());
    if search_key(&text).is_empty() {
        let why = Text::new("Chưa có nội dung.", "There is nothing to read in it.");
        return Err(Error::field(pointer, "blank", why));
    }
    Ok(text)
}

fn due(
    pointer: &str,
    on: Option<chrono::NaiveDate>,
    at: Option<Instant>,
) -> Result<Instant, Error> {
    match (on, at) {
        (Some(day), None) => Ok(end_of(day)),
        (None, Some(at)) => Ok(at),
        _ => Err(Error::field(pointer, DUE_MISSING.code, DUE_MISSING.text)),
    }
}

fn deadlines(
    conn: &mut Conn,
    grant: &Manager,
    body: &AssignmentBody,
) -> Result<Vec<(i64, Instant)>, Error> {
    let mut found: Vec<(i64, Instant)> = Vec::with_capacity(body.deadlines.len());
    for (place, deadline) in body.deadlines.iter().enumerate() {
        let at = |member: &str| format!("/deadlines/{place}/{member}");
        let unit =
            units::locate_for(conn, grant, deadline.unit_id).map_err(|error| match error {
                Error::NotFound | Error::Forbidden => Error::field(
                    at("unit_id"),
                    "unit_unknown",
                    Text::new("Không có đơn vị này.", "There is no such unit."),
                ),
                other => other,
            })?;
        if found.iter().any(|(of, _)| *of == unit.id) {
            let why = Text::new(
                "Đơn vị này đã có thời hạn.",
                "This unit has a deadline already.",
            );
            return Err(Error::field(at("unit_id"), "repeated", why));
        }
        found.push((
            unit.id,
            due(&at("due_on"), deadline.due_on, deadline.due_at)?,
        ));
    }
    Ok(found)
}

/// The deadlines with the members of the request that give them.
fn given(
    body: &AssignmentBody,
    due_at: Instant,
    deadlines: &[(i64, Instant)],
) -> Vec<(String, Instant)> {
    let member = |on: Option<chrono::NaiveDate>| if on.is_some() { "due_on" } else { "due_at" };
    let mut all = vec![(format!("/{}", member(body.due_on)), due_at)];
    let places = body.deadlines.iter().zip(deadlines).enumerate();
    all.extend(places.map(|(place, (said, (_, due_at)))| {
        (
            format!("/deadlines/{place}/{}", member(said.due_on)),
            *due_at,
        )
    }));
    all
}

fn read_requirement(
    conn: &mut Conn,
    grant: &Manager,
    audience: &Audience,
    place: usize,
    body: &RequirementBody,
) -> Result<NewRequirement, Error> {
    let given = [
        ("edition_id", body.edition_id.is_some()),
        ("quiz_id", body.quiz_id.is_some()),
        ("title", body.title.is_some()),
    ];
    check_shape(place, body.kind, given)?;
    let mut requirement = NewRequirement {
        kind: body.kind,
        document_id: None,
        edition_id: None,
        quiz_id: None,
        title: None,
    };
    if let Some(id) = body.edition_id {
        let refused = |code| requirement_at(place, "edition_id", code);
        let edition = library::current_edition(conn, grant, id)?
            .ok_or_else(|| refused("edition_not_current"))?;
        if !may_read(conn, grant, audience, &edition)? {
            return Err(refused("audience_cannot_read"));
        }
        requirement.document_id = Some(edition.document_id);
        requirement.edition_id = Some(edition.id);
    }
    if let Some(id) = body.quiz_id {
        let refused = |code| requirement_at(place, "quiz_id", code);
        let quiz = match quizzes::by_public_id(conn, grant, id) {
            Err(Error::NotFound) => return Err(refused("quiz_unknown")),
            other => other?,
        };
        let takers = audiences::read(conn, grant, quiz.audience_id)?;
        if !audiences::is_part(conn, grant, audience, &takers)? {
            return Err(refused("audience_cannot_take"));
        }
        requirement.quiz_id = Some(quiz.id);
    }
    if let Some(title) = &body.title {
        requirement.title = Some(text(&format!("/requirements/{place}/title"), title)?);
    }
    Ok(requirement)
}

fn may_read(
    conn: &mut Conn,
    actor: &impl Actor,
    audience: &Audience,
    edition: &library::CurrentEdition,
) -> Result<bool, Error> {
    if edition.is_public {
        return Ok(true);
    }
    let readers = audiences::read(conn, actor, edition.audience_id)?;
    audiences::is_part(conn, actor, audience, &readers)
}

/// Whether what it asks for is still there for its whole audience, and everybody still has time for it, also where a part
/// of the tree has a deadline of its own: asked again when it opens.
pub(super) fn check_still_fits(
    conn: &mut Conn,
    actor: &impl Actor,
    plan: &Plan,
) -> Result<(), Error> {
    let now = actor.stamp().now();
    let mut parts = plan.deadlines.iter().map(|(_, due_at)| *due_at);
    if plan.assignment.due_at <= now || parts.any(|due_at| due_at <= now) {
        return Err(said::DUE_PASSED.into());
    }
    for requirement in &plan.requirements {
        match (
            requirement.kind,
            requirement.document_id,
            requirement.quiz_id,
        ) {
            (RequirementKind::ReadEdition, Some(document), _) => {
                let edition = library::edition_of(conn, actor, document)?.ok_or(EDITION_UNFIT)?;
                let is_current = requirement.edition_id == Some(edition.id);
                if !is_current || !may_read(conn, actor, &plan.audience, &edition)? {
                    return Err(EDITION_UNFIT.into());
                }
            }
            (RequirementKind::PassQuiz, _, Some(quiz)) => {
                let quiz = quizzes::by_key(conn, actor, quiz)?;
                let takers = audiences::read(conn, actor, quiz.audience_id)?;
                let fits = audiences::is_part(conn, actor, &plan.audience, &takers)?;
                if quiz.state != "published" || !fits {
                    return Err(QUIZ_UNFIT.into());
                }
            }
            _ => {}
        }
    }
    Ok(())
}
