use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::audit::Entry;
use crate::auth::permissions::RecordStudy;
use crate::auth::{Grant, Viewer};
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Path, Query};
use crate::kernel::ids::PublicId;
use crate::members::{self, Member};
use crate::study::queries::excuses;
use crate::study::views::{ExcuseListView, ExcuseView};

/// The excuses of a member
///
/// For the member himself, and for the secretary and deputy of his own cell; the latest first.
#[utoipa::path(
    tag = "study",
    params(("member_id" = PublicId, Path, description = "The member."), PageQuery),
    responses((status = 200, description = "A page of excuses.", body = ExcuseListView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/members/{member_id}/excuses")]
pub async fn list_excuses(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    member_id: Path<PublicId>,
    page: Query<PageQuery>,
) -> Result<Answer, Error> {
    let (Path(id), Query(page)) = (member_id, page);
    let (asking, limit) = (viewer.clone(), page.limit());
    let (member, view) = app
        .db
        .read(move |conn| {
            let member = locate(conn, &asking, id)?;
            let cursor = Cursor::new(&asking, "list_excuses", &id);
            let before: Option<i64> = cursor.decode(page.cursor.as_deref())?;
            let mut rows = excuses::page(conn, &asking, member.id, before, limit + 1)?;
            let next_cursor = cursor.cut(&mut rows, limit, |(excuse, _)| excuse.id);
            let items = rows
                .into_iter()
                .map(|(excuse, assignment)| ExcuseView::of(excuse, assignment))
                .collect();
            Ok((member, ExcuseListView { items, next_cursor }))
        })
        .await?;
    let entry = Entry::view("list_excuses", Some(member.home_unit_id), vec![member.id]);
    app.views.note(&app, &viewer, entry).await?;
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}

/// Himself, or one of the cell whose study the caller records.
fn locate(conn: &mut Conn, viewer: &Viewer, id: PublicId) -> Result<Member, Error> {
    let member = members::locate(conn, viewer, id)?;
    if member.id == viewer.member_id() {
        return Ok(member);
    }
    let grant: Grant<RecordStudy> = viewer.clone().grant()?;
    members::locate_own(conn, &grant, id)
}
