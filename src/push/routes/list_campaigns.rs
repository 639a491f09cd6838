use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ReadCampaigns;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Query};
use crate::push::queries::report::{self, Which};
use crate::push::views::{CampaignPageView, CampaignView};

/// What was pushed, and how far is it?
///
/// Campaigns of the units where the caller publishes, and of those below; the newest first.
#[utoipa::path(
    tag = "push",
    params(PageQuery),
    responses((status = 200, description = "A page of campaigns.", body = CampaignPageView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/push/campaigns")]
pub async fn list_campaigns(
    grant: Grant<ReadCampaigns>,
    app: Data<App>,
    request: HttpRequest,
    page: Query<PageQuery>,
) -> Result<Answer, Error> {
    let cursor = Cursor::new(&grant, "list_campaigns", &());
    let before: Option<i64> = cursor.decode(page.cursor.as_deref())?;
    let (reader, limit) = (grant.clone(), page.limit());
    let mut rows = app
        .db
        .report(move |conn| report::campaigns(conn, &reader, Which::Page(before, limit + 1)))
        .await?;
    let next_cursor = cursor.cut(&mut rows, limit, |row| row.id);
    let view = CampaignPageView {
        items: rows.iter().map(CampaignView::of).collect(),
        next_cursor,
    };
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}
