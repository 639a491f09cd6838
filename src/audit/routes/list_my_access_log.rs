use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::audit::queries;
use crate::audit::views::{AccessPageView, AccessView};
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Cursor, PageQuery, Query};

/// Who looked at my record
///
/// Every view and export of the caller's record by others, newest first, with who it was and under which role. The
/// same view by the same person within a minute is listed once. What the caller looked at himself is not listed.
#[utoipa::path(
    tag = "me",
    params(PageQuery),
    responses((status = 200, description = "A page of accesses.", body = AccessPageView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/me/access-log")]
pub async fn list_my_access_log(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    page: Query<PageQuery>,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let cursor = Cursor::new(&viewer, "list_my_access_log", &());
    let after: Option<i64> = cursor.decode(page.cursor.as_deref())?;
    let limit = page.limit();
    let reader = viewer.clone();
    let mut rows = app
        .db
        .report(move |conn| queries::list_about_me(conn, &reader, after, limit + 1))
        .await?;
    let next_cursor = cursor.cut(&mut rows, limit, |row| row.id);
    let items = rows
        .into_iter()
        .map(|row| AccessView::of(row, language))
        .collect();
    let next = next_cursor.clone();
    let body = AccessPageView { items, next_cursor };
    Ok(Answer::ok(&body)?.next_page(&request, next.as_deref()))
}
