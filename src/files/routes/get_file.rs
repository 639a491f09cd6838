use actix_web::get;
use actix_web::guard::GuardContext;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::files::views::FileView;
use crate::files::{queries, rules};
use crate::http::{Answer, IfNoneMatch, Path};
use crate::kernel::ids::PublicId;

/// What a file is
///
/// Size, type and hash, to check again what was sent. Only for who sent it in, until seven days after he last sent it in or
/// attached it; anybody else gets 404. Its bytes are read through the document it belongs to, which has an id of its own for
/// it.
#[utoipa::path(
    tag = "files",
    params(
        ("file_id" = PublicId, Path, description = "The file."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has.")
    ),
    responses(
        (status = 200, description = "The file.", body = FileView, headers(("ETag" = String))),
        (status = 304, description = "The caller knows it.")
    ),
    security(("access_token" = []))
)]
#[get("/files/{file_id}", guard = "is_no_neighbour")]
pub async fn get_file(
    viewer: Viewer,
    app: Data<App>,
    id: Path<PublicId>,
    known: IfNoneMatch,
) -> Result<Answer, Error> {
    let row = app
        .db
        .read(move |conn| queries::find_own(conn, &viewer, id.0))
        .await?;
    let etag = rules::etag(&row.file.sha256);
    if known.has(&etag) {
        return Ok(Answer::not_modified(etag));
    }
    Ok(Answer::ok(&FileView::of(&row))?.etag(etag))
}

/// `/files/uploads` is another resource, which answers this method with 405.
fn is_no_neighbour(context: &GuardContext<'_>) -> bool {
    !context.head().uri.path().ends_with("/files/uploads")
}
