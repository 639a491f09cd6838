use actix_web::web::Data;
use actix_web::{HttpRequest, put};

use crate::app::App;
use crate::audiences::Owner;
use crate::auth::Grant;
use crate::auth::permissions::ManageAssignments;
use crate::db::Conn;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, IfMatch, Json, Path};
use crate::kernel::ids::PublicId;
use crate::study::model::{NewRequirement, Plan, Said};
use crate::study::queries::{assignments, desk, plans, requirements};
use crate::study::rules::said::{NOT_AHEAD, check_running};
use crate::study::views::{AssignmentBody, AssignmentView};
use crate::study::{lifecycle, scope};
use crate::units;

/// Change an assignment
///
/// All of it, while it has not opened. After that its title, its note and its deadlines, which can only be moved to later: a
/// pass brings them to its members.
#[utoipa::path(
    tag = "study",
    params(
        ("assignment_id" = PublicId, Path, description = "The assignment."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed.")
    ),
    request_body = AssignmentBody,
    responses(
        (status = 200, description = "The assignment after the change.", body = AssignmentView, headers(("ETag" = String))),
        (status = 409, description = "`wrong_assignment_state`, `assignment_runs` or `due_moved_earlier`.")
    ),
    security(("access_token" = []))
)]
#[put("/assignments/{assignment_id}")]
pub async fn update_assignment(
    grant: Grant<ManageAssignments>,
    app: Data<App>,
    request: HttpRequest,
    assignment_id: Path<PublicId>,
    if_match: IfMatch,
    body: Json<AssignmentBody>,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let Path(id) = assignment_id;
    app.db
        .write(move |conn| {
            let found = update(conn, &grant, id, &if_match, &body.value)?;
            let (view, etag) = AssignmentView::load(conn, &grant, found, language)?;
            Ok(Answer::ok(&view)?.etag(etag))
        })
        .await
}

fn update(
    conn: &mut Conn,
    grant: &Grant<ManageAssignments>,
    id: PublicId,
    if_match: &IfMatch,
    body: &AssignmentBody,
) -> Result<i64, Error> {
    units::hold(conn, grant)?;
    assignments::lock(conn, grant, id)?;
    let (assignment, is_own) = desk::find(conn, grant, id)?;
    if !is_own {
        return Err(Error::Forbidden);
    }
    if_match.check(assignment.revision)?;
    let plan = plans::of(conn, grant, assignment)?;
    let assignment = &plan.assignment;
    let owner = Owner {
        unit_id: assignment.owner_unit_id,
        is_top: plans::is_top(conn, grant, assignment.owner_unit_id)?,
    };
    if assignment.state.is_ahead() {
        let said = scope::read(conn, grant, &owner, body, assignment.opens_at)?;
        requirements::set(conn, grant, assignment.id, &said.requirements)?;
        write(conn, grant, &plan, &said)?;
    } else if assignment.state.runs() {
        let said = scope::read(conn, grant, &owner, body, assignment.opens_at)?;
        check_running(assignment, &asked(&plan), &plan.deadlines, &said)?;
        write(conn, grant, &plan, &said)?;
        let moved = assignment.due_at != said.due_at || plan.deadlines != said.deadlines;
        if moved {
            assignments::start_pass(conn, grant, assignment.id)?;
        }
    } else {
        return Err(NOT_AHEAD.into());
    }
    lifecycle::record(conn, grant, "update_assignment", assignment)?;
    Ok(assignment.id)
}

fn write(
    conn: &mut Conn,
    grant: &Grant<ManageAssignments>,
    plan: &Plan,
    said: &Said,
) -> Result<(), Error> {
    assignments::update(conn, grant, plan.assignment.id, said)?;
    plans::set_deadlines(conn, grant, plan.assignment.id, &said.deadlines)
}

/// What it asks for now, as a caller would say it: an edition that was replaced is not named any more.
fn asked(plan: &Plan) -> Vec<NewRequirement> {
    let replaced = |id: i64| {
        let mut later = plan.requirements.iter();
        later.any(|later| later.replaces_id == Some(id))
    };
    let mut in_force: Vec<_> = plan
        .requirements
        .iter()
        .filter(|requirement| !replaced(requirement.id))
        .collect();
    in_force.sort_by_key(|requirement| (requirement.place, requirement.id));
    in_force.into_iter().map(NewRequirement::of).collect()
}
