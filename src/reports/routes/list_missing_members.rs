use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::audit::Entry;
use crate::auth::Grant;
use crate::auth::permissions::ReadMemberProgress;
use crate::db::Conn;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Cursor, PageQuery, Path, Query};
use crate::kernel::ids::PublicId;
use crate::reports::model::{Assignment, Enrolled};
use crate::reports::queries::people::{self, Place};
use crate::reports::queries::{assignments, units as tree};
use crate::reports::rules::words;
use crate::reports::views::{MissingMemberView, MissingPageView};
use crate::units;

/// Who has not finished
///
/// The members of a cell who must finish and have not, in the Vietnamese order of names. Only for those whose role is over
/// the cell itself; each page is noted, and the members can see who looked.
#[utoipa::path(
    tag = "reports",
    params(
        ("unit_id" = PublicId, Path, description = "The cell."),
        ("assignment_id" = PublicId, Path, description = "The assignment."),
        PageQuery
    ),
    responses(
        (status = 200, description = "A page of members.", body = MissingPageView, headers(("Link" = String))),
        (status = 403, description = "The caller's role is not over this very unit."),
        (status = 404, description = "There is no such unit, or no such assignment for it.")
    ),
    security(("access_token" = []))
)]
#[get("/units/{unit_id}/reports/{assignment_id}/missing")]
pub async fn list_missing_members(
    grant: Grant<ReadMemberProgress>,
    app: Data<App>,
    request: HttpRequest,
    path: Path<(PublicId, PublicId)>,
    page: Query<PageQuery>,
) -> Result<Answer, Error> {
    let Path(ids) = path;
    let cursor = Cursor::new(&grant, "list_missing_members", &ids);
    let after: Option<PublicId> = cursor.decode(page.cursor.as_deref())?;
    let (reader, limit) = (grant.clone(), page.limit());
    let (unit_id, assignment, mut people) = app
        .db
        .report(move |conn| read(conn, &reader, ids, after, limit + 1))
        .await?;
    let next_cursor = cursor.cut(&mut people, limit, |person| person.public_id);
    let subjects = people.iter().map(|person| person.id).collect();
    let entry = Entry::view("list_missing_members", Some(unit_id), subjects);
    app.views.note(&app, &grant, entry).await?;
    let language = Language::of(request.headers());
    let rule = words::denominator_rule(&assignment.late_joiners, assignment.late_days);
    let view = MissingPageView {
        items: people
            .into_iter()
            .map(|person| MissingMemberView::of(person, grant.now()))
            .collect(),
        next_cursor,
        denominator_rule: language.pick(&rule).to_owned(),
        as_of: grant.now(),
    };
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}

fn read(
    conn: &mut Conn,
    grant: &Grant<ReadMemberProgress>,
    (unit_id, assignment_id): (PublicId, PublicId),
    after: Option<PublicId>,
    limit: i64,
) -> Result<(i64, Assignment, Vec<Enrolled>), Error> {
    let unit = units::locate_for(conn, grant, unit_id)?;
    let assignment = assignments::find(conn, grant, unit.id, assignment_id)?;
    let place = Place {
        assignment_id: assignment.id,
        unit_id: unit.id,
        own_units: tree::own_units(conn, grant, unit.id)?,
    };
    let after = match after {
        Some(id) => Some(people::position(conn, grant, id)?),
        None => None,
    };
    let found = people::missing(conn, grant, &place, after.as_ref(), limit)?;
    Ok((unit.id, assignment, found))
}
