use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::audiences::Reader;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Cursor, Query};
use crate::reading::model::ChangeRow;
use crate::reading::queries::changes;
use crate::reading::views::{LibraryChangeView, LibraryChangesView};
use crate::reading::{rules, watch};

/// Changes that are looked through for an answer.
const CHANGES: i64 = 500;

/// Since when.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListLibraryChanges {
    /// `after` of the answer before; without it, only where to begin.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    after: Option<String>,
}

/// What has changed since I last looked
///
/// Each document once, in the order of its last change: published, filed otherwise, touched in its force, or withdrawn
/// for the caller. Only what he may read, and without a word but its id what he could read and no longer can. A phone
/// asks without `after` before it first lists the library, keeps `after`, and asks with it from then on.
#[utoipa::path(
    tag = "library",
    params(ListLibraryChanges),
    responses((status = 200, description = "What has changed.", body = LibraryChangesView)),
    security(("access_token" = []))
)]
#[get("/library/changes")]
pub async fn list_library_changes(
    viewer: Viewer,
    app: Data<App>,
    query: Query<ListLibraryChanges>,
) -> Result<Answer, Error> {
    let cursor = Cursor::new(&viewer, "list_library_changes", &());
    let after: Option<i64> = cursor
        .decode(query.after.as_deref())
        .map_err(|_| rules::AFTER_UNFIT)?;
    let reader = watch::reader(&app, &viewer).await?;
    let asker = reader.clone();
    let (rows, from) = app
        .db
        .read(move |conn| match after {
            Some(id) => Ok((changes::after(conn, &asker, id, CHANGES + 1)?, id)),
            None => Ok((Vec::new(), changes::newest(conn, &asker)?)),
        })
        .await?;
    let mut rows = rows;
    let more = cursor.cut(&mut rows, CHANGES, |row| row.id).is_some();
    let last = rows.last().map_or(from, |row| row.id);
    let items = rules::news(
        rows,
        |row| reads(&reader, row),
        |row| could_read(&reader, row),
    );
    Answer::ok(&LibraryChangesView {
        items: items
            .into_iter()
            .map(LibraryChangeView::of)
            .collect::<Result<_, _>>()?,
        after: cursor.encode(&last),
        more,
    })
}

/// Whether he may read it now.
fn reads(reader: &Reader, row: &ChangeRow) -> bool {
    let is_for_him = row.document.is_public() || reader.is_admitted_by(row.document.audience_id);
    row.document.is_published() && is_for_him
}

/// Whether it was for him when this change came, as far as is known: by the audience that was concerned.
fn could_read(reader: &Reader, row: &ChangeRow) -> bool {
    row.document.is_public() || reader.is_admitted_by(row.audience_id)
}
