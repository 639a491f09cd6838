use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::audit::Entry;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::etag;
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;
use crate::members::queries::people;
use crate::members::views::MemberView;
use crate::members::{self, checks};

/// A member's record
///
/// For the member himself and for those whose role reads members where he belongs. Phone and e-mail are masked without
/// the permission `read_contacts` there, the citizen id without `read_identity`, the card number without either. The
/// member can see who looked.
#[utoipa::path(
    tag = "members",
    params(
        ("member_id" = PublicId, Path, description = "The member."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has.")
    ),
    responses(
        (status = 200, description = "The record.", body = MemberView, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed since.")
    ),
    security(("access_token" = []))
)]
#[get("/members/{member_id}")]
pub async fn get_member(
    viewer: Viewer,
    app: Data<App>,
    id: Path<PublicId>,
    known: IfNoneMatch,
) -> Result<Answer, Error> {
    let reader = viewer.clone();
    let (member, sight) = app
        .db
        .read(move |conn| {
            let member = members::locate(conn, &reader, id.0)?;
            let sight = people::sight(conn, &reader, member.id)?;
            Ok((member, sight))
        })
        .await?;
    let unit_id = Some(member.home_unit_id);
    checks::note_view(
        &app,
        viewer,
        Entry::view("get_member", unit_id, vec![member.id]),
    )
    .await?;
    let view = MemberView::of(&member, &sight)?;
    let tag = etag::of_view(member.revision, &view)?;
    if known.has(&tag) {
        return Ok(Answer::not_modified(tag));
    }
    Ok(Answer::ok(&view)?.etag(tag))
}
