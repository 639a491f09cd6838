use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Cursor, PageQuery, Query};
use crate::jobs::queries;
use crate::jobs::views::{JobPageView, JobView};

/// The caller's own jobs
///
/// Newest first. A job is kept for 7 days after it ended.
#[utoipa::path(
    tag = "jobs",
    params(PageQuery),
    responses((status = 200, description = "A page of jobs.", body = JobPageView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/jobs")]
pub async fn list_my_jobs(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    page: Query<PageQuery>,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let cursor = Cursor::new(&viewer, "list_my_jobs", &());
    let after: Option<i64> = cursor.decode(page.cursor.as_deref())?;
    let limit = page.limit();
    let reader = viewer.clone();
    let mut rows = app
        .db
        .read(move |conn| queries::list_own(conn, &reader, after, limit + 1))
        .await?;
    let next_cursor = cursor.cut(&mut rows, limit, |row| row.id);
    let items = rows
        .into_iter()
        .map(|row| JobView::of(row, language))
        .collect();
    let next = next_cursor.clone();
    Ok(Answer::ok(&JobPageView { items, next_cursor })?.next_page(&request, next.as_deref()))
}
