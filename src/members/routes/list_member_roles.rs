use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::audit::Entry;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::members::queries::roles;
use crate::members::views::{RoleGrantListView, RoleGrantView};
use crate::members::{self, checks};

/// A member's roles
///
/// Past, present and to come, the newest first.
#[utoipa::path(
    tag = "members",
    params(("member_id" = PublicId, Path, description = "The member.")),
    responses((status = 200, description = "The roles.", body = RoleGrantListView)),
    security(("access_token" = []))
)]
#[get("/members/{member_id}/roles")]
pub async fn list_member_roles(
    viewer: Viewer,
    app: Data<App>,
    id: Path<PublicId>,
) -> Result<Answer, Error> {
    let reader = viewer.clone();
    let (member, roles) = app
        .db
        .read(move |conn| {
            let member = members::locate(conn, &reader, id.0)?;
            let roles = roles::all_of(conn, &reader, member.id)?;
            Ok((member, roles))
        })
        .await?;
    let entry = Entry::view(
        "list_member_roles",
        Some(member.home_unit_id),
        vec![member.id],
    );
    checks::note_view(&app, viewer, entry).await?;
    let items = roles
        .into_iter()
        .map(RoleGrantView::of)
        .collect::<Result<_, _>>()?;
    Answer::ok(&RoleGrantListView { items })
}
