use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::audit::Entry;
use crate::auth::Grant;
use crate::auth::permissions::ReadMemberProgress;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::members;
use crate::progress::views::MemberAssignmentView;

/// An assignment of a member
///
/// As the member himself sees it, for the secretary and deputy of his own cell. The view is recorded.
#[utoipa::path(
    tag = "study",
    params(
        ("member_id" = PublicId, Path, description = "The member."),
        ("assignment_id" = PublicId, Path, description = "The assignment.")
    ),
    responses((status = 200, description = "The assignment with its history.", body = MemberAssignmentView)),
    security(("access_token" = []))
)]
#[get("/members/{member_id}/assignments/{assignment_id}")]
pub async fn get_member_assignment(
    grant: Grant<ReadMemberProgress>,
    app: Data<App>,
    request: HttpRequest,
    ids: Path<(PublicId, PublicId)>,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let (Path((member_id, assignment_id)), reader) = (ids, grant.clone());
    let (member, view) = app
        .db
        .read(move |conn| {
            let member = members::locate_own(conn, &reader, member_id)?;
            let view =
                MemberAssignmentView::load(conn, &reader, member.id, assignment_id, language)?;
            Ok((member, view))
        })
        .await?;
    let subjects = vec![member.id];
    let entry = Entry::view("get_member_assignment", Some(member.home_unit_id), subjects);
    app.views.note(&app, &grant, entry).await?;
    Answer::ok(&view)
}
