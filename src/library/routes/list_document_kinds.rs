use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::Answer;
use crate::library::queries::catalogue;
use crate::library::views::{DocumentKindListView, DocumentKindView};

/// Kinds of papers and materials
///
/// All of them, also those that are no longer used, in the order of lists.
#[utoipa::path(
    tag = "catalogue",
    responses((status = 200, description = "Every one.", body = DocumentKindListView)),
    security(("access_token" = []))
)]
#[get("/document-kinds")]
pub async fn list_document_kinds(viewer: Viewer, app: Data<App>) -> Result<Answer, Error> {
    let rows = app
        .db
        .read(move |conn| catalogue::kinds(conn, &viewer))
        .await?;
    Answer::ok(&DocumentKindListView {
        items: rows.into_iter().map(DocumentKindView::of).collect(),
    })
}
