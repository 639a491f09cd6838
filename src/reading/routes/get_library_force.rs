use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch, Path, Query};
use crate::kernel::ids::PublicId;
use crate::reading::queries::documents;
use crate::reading::views::LibraryForceView;
use crate::reading::{serve, watch};

/// On which day.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GetLibraryForce {
    /// Past or to come; without it, today in Vietnam.
    #[param(nullable = false, format = Date, max_length = 10)]
    on: Option<NaiveDate>,
}

/// Does the paper hold on a day?
///
/// By its own words and by what is published today of later papers that amend, replace or repeal it.
#[utoipa::path(
    tag = "library",
    params(
        ("document_id" = PublicId, Path, description = "The document."),
        GetLibraryForce,
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has.")
    ),
    responses(
        (status = 200, description = "Whether it holds.", body = LibraryForceView, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed since.")
    ),
    security(("access_token" = []))
)]
#[get("/library/{document_id}/force")]
pub async fn get_library_force(
    viewer: Viewer,
    app: Data<App>,
    document_id: Path<PublicId>,
    query: Query<GetLibraryForce>,
    known: IfNoneMatch,
) -> Result<Answer, Error> {
    let reader = watch::reader(&app, &viewer).await?;
    let Path(document_id) = document_id;
    let on = query.on.unwrap_or_else(|| viewer.now().day());
    let found = app
        .db
        .read(move |conn| documents::find(conn, &reader, document_id))
        .await?;
    let (paper, _) = found.ok_or(Error::NotFound)?;
    serve::tagged(&LibraryForceView::of(&paper, on), &known)
}
