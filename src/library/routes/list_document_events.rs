use std::collections::HashMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::auth::Grant;
use crate::auth::permissions::WriteDocuments;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Cursor, PageQuery, Path, Query};
use crate::kernel::ids::PublicId;
use crate::library::model::Event;
use crate::library::queries;
use crate::library::queries::{editions, events};
use crate::library::views::{DocumentEventListView, DocumentEventView};

/// Which page of the steps.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListDocumentEvents {
    /// Items a page.
    #[validate(range(min = 1, max = 200))]
    #[param(nullable = false, minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// `next_cursor` of the page before; fits only the same caller and document.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    cursor: Option<String>,
}

/// The steps taken with a document
///
/// Who wrote, submitted, returned, approved, published or withdrew it, when and why; the latest first. A scheduled edition
/// that could not go out stands there too, with what stood in its way.
#[utoipa::path(
    tag = "documents",
    params(("document_id" = PublicId, Path, description = "The document."), ListDocumentEvents),
    responses((status = 200, description = "A page of steps.", body = DocumentEventListView, headers(("Link" = String)))),
    security(("access_token" = []))
)]
#[get("/documents/{document_id}/events")]
pub async fn list_document_events(
    grant: Grant<WriteDocuments>,
    app: Data<App>,
    request: HttpRequest,
    document_id: Path<PublicId>,
    query: Query<ListDocumentEvents>,
) -> Result<Answer, Error> {
    let (Path(document_id), Query(query)) = (document_id, query);
    let page = PageQuery {
        limit: query.limit,
        cursor: None,
    };
    let limit = page.limit();
    let view = app
        .db
        .read(move |conn| {
            let document = queries::desk::find(conn, &grant, document_id)?;
            let cursor = Cursor::new(&grant, "list_document_events", &document_id);
            let before: Option<i64> = cursor.decode(query.cursor.as_deref())?;
            let mut rows = events::page(conn, &grant, document.id, before, limit + 1)?;
            let next_cursor = cursor.cut(&mut rows, limit, |(event, _)| event.id);
            Ok(DocumentEventListView {
                items: views(conn, &grant, document.id, rows)?,
                next_cursor,
            })
        })
        .await?;
    Ok(Answer::ok(&view)?.next_page(&request, view.next_cursor.as_deref()))
}

fn views(
    conn: &mut Conn,
    grant: &Grant<WriteDocuments>,
    document_id: i64,
    rows: Vec<(Event, Option<PublicId>)>,
) -> Result<Vec<DocumentEventView>, Error> {
    let editions: HashMap<i64, PublicId> = editions::of_document(conn, grant, document_id)?
        .into_iter()
        .map(|edition| (edition.id, edition.public_id))
        .collect();
    Ok(rows
        .into_iter()
        .map(|(event, member_id)| {
            let edition_id = event.edition_id.and_then(|id| editions.get(&id).copied());
            DocumentEventView::of(event, edition_id, member_id)
        })
        .collect())
}
