use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::ManageAssignments;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Query};
use crate::study::model::AssignmentState;
use crate::study::queries::desk;
use crate::study::views::{AssignmentItemView, AssignmentListView};

/// What narrows the list, and which page of it.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListAssignments {
    /// Only those in this state.
    #[param(inline, nullable = false)]
    state: Option<AssignmentState>,
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and filter.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    cursor: Option<String>,
}

/// Assignments
///
/// Of the units for which the caller makes them, and those of the units around them that are no drafts; the latest made
/// first.
#[utoipa::path(
    tag = "study",
    params(ListAssignments),
    responses((status = 200, description = "A page of assignments.", body = AssignmentListView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/assignments")]
pub async fn list_assignments(
    grant: Grant<ManageAssignments>,
    app: Data<App>,
    request: HttpRequest,
    query: Query<ListAssignments>,
) -> Result<Answer, Error> {
    let Query(query) = query;
    let page = PageQuery {
        limit: query.limit,
        cursor: None,
    };
    let limit = page.limit();
    let view = app
        .db
        .read(move |conn| {
            let cursor = Cursor::new(&grant, "list_assignments", &query.state);
            let before: Option<i64> = cursor.decode(query.cursor.as_deref())?;
            let mut rows = desk::page(conn, &grant, query.state, before, limit + 1)?;
            let next_cursor = cursor.cut(&mut rows, limit, |assignment| assignment.id);
            Ok(AssignmentListView {
                items: rows.into_iter().map(AssignmentItemView::of).collect(),
                next_cursor,
            })
        })
        .await?;
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}
