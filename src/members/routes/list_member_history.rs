use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::audit::Entry;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::members::queries::{history, people};
use crate::members::views::{HistoryView, MembershipView, StandingView};
use crate::members::{self, checks};

/// A member's memberships and standings
///
/// Each with its first day and, once it is over, the first day on which it no longer held; the newest first. Reasons are
/// shown to the member himself and to those who keep the roster.
#[utoipa::path(
    tag = "members",
    params(("member_id" = PublicId, Path, description = "The member.")),
    responses((status = 200, description = "The history.", body = HistoryView)),
    security(("access_token" = []))
)]
#[get("/members/{member_id}/history")]
pub async fn list_member_history(
    viewer: Viewer,
    app: Data<App>,
    id: Path<PublicId>,
) -> Result<Answer, Error> {
    let reader = viewer.clone();
    let (member, sight, memberships, standings) = app
        .db
        .read(move |conn| {
            let member = members::locate(conn, &reader, id.0)?;
            let sight = people::sight(conn, &reader, member.id)?;
            let memberships = history::memberships_of(conn, &reader, member.id)?;
            let standings = history::standings_of(conn, &reader, member.id)?;
            Ok((member, sight, memberships, standings))
        })
        .await?;
    let entry = Entry::view(
        "list_member_history",
        Some(member.home_unit_id),
        vec![member.id],
    );
    checks::note_view(&app, viewer, entry).await?;
    let memberships = memberships
        .into_iter()
        .map(|row| MembershipView::of(row, sight.shown.reasons))
        .collect();
    let standings = standings
        .into_iter()
        .map(|row| StandingView::of(row, sight.shown.reasons))
        .collect::<Result<_, _>>()?;
    Answer::ok(&HistoryView {
        memberships,
        standings,
    })
}
