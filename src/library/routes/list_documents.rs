use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Query};
use crate::library::model::{DocumentState, EditionState};
use crate::library::queries;
use crate::library::queries::desk::DeskFilter;
use crate::library::views::{DeskItemView, DeskListView};

/// What narrows the desk, and which page of it.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListDocuments {
    /// Only documents in this state.
    #[param(inline, nullable = false)]
    state: Option<DocumentState>,
    /// Only with an edition in this state: `in_review` are those that wait for a publisher.
    #[param(inline, nullable = false)]
    edition_state: Option<EditionState>,
    /// `true`: only those that the caller writes.
    #[param(nullable = false)]
    mine: Option<bool>,
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and filter.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    cursor: Option<String>,
}

/// The desk
///
/// Documents that the caller writes, and all of the units for which he publishes; the latest created first.
#[utoipa::path(
    tag = "documents",
    params(ListDocuments),
    responses((status = 200, description = "A page of the desk.", body = DeskListView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/documents")]
pub async fn list_documents(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    request: HttpRequest,
    query: Query<ListDocuments>,
) -> Result<Answer, Error> {
    let Query(query) = query;
    let limit = PageQuery {
        limit: query.limit,
        cursor: None,
    }
    .limit();
    let view = app
        .db
        .read(move |conn| {
            let filter = (query.state, query.edition_state, query.mine);
            let cursor = Cursor::new(&grant, "list_documents", &filter);
            let after: Option<i64> = cursor.decode(query.cursor.as_deref())?;
            let filter = DeskFilter {
                state: query.state,
                edition_state: query.edition_state,
                mine: query.mine == Some(true),
            };
            let mut rows = queries::desk::desk(conn, &grant, &filter, after, limit + 1)?;
            let next_cursor = cursor.cut(&mut rows, limit, |document| document.id);
            Ok(DeskListView {
                items: rows.into_iter().map(DeskItemView::of).collect(),
                next_cursor,
            })
        })
        .await?;
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}
