use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::language::Language;
use crate::http::{Answer, Cursor, Query};
use crate::inbox::model::NotificationClass;
use crate::inbox::queries::notifications::{self, Filter};
use crate::inbox::views::{NotificationPageView, NotificationView};

/// What narrows the list, and which page of it.
#[derive(Debug, Clone, Deserialize, Serialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListNotifications {
    /// `true`: only those not opened yet; `false`: only the others.
    #[param(nullable = false)]
    unread: Option<bool>,
    /// Only of this class.
    #[param(inline, nullable = false)]
    class: Option<NotificationClass>,
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and filter.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    cursor: Option<String>,
}

/// What am I told of?
///
/// Newest first. It is all there, also where no push ever arrives: a phone that asks now and then misses nothing.
#[utoipa::path(
    tag = "me",
    params(ListNotifications),
    responses((status = 200, description = "A page of notifications.", body = NotificationPageView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/me/notifications")]
pub async fn list_notifications(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    query: Query<ListNotifications>,
) -> Result<Answer, Error> {
    let language = Language::of(request.headers());
    let cursor = Cursor::new(&viewer, "list_notifications", &(query.unread, query.class));
    let before: Option<i64> = cursor.decode(query.cursor.as_deref())?;
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let filter = Filter {
        unread: query.unread,
        class: query.class,
        one: None,
    };
    let reader = viewer.clone();
    let mut rows = app
        .db
        .read(move |conn| notifications::list(conn, &reader, filter, before, limit + 1))
        .await?;
    let next_cursor = cursor.cut(&mut rows, limit, |row| row.id);
    let view = NotificationPageView {
        items: rows
            .iter()
            .map(|row| NotificationView::of(row, language))
            .collect(),
        next_cursor,
    };
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}
