use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::App;
use crate::audiences::Reader;
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Cursor, Query};
use crate::reading::model::ChangeRow;
use crate::reading::queries::changes;
use crate::reading::views::{LibraryChangeView, LibraryChangesView};
use crate::reading::{rules, watch};

/// Changes that are told of in an answer.
const CHANGES: usize = 500;
/// Changes that are read at a time, and how many times for an answer: whoever was away while much happened that does not
/// concern him is not told so by empty answers, and what he costs is bounded.
const BATCH: i64 = 500;
const BATCHES: usize = 20;

/// Since when.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListLibraryChanges {
    /// `after` of the answer before, as it was; without it, only where to begin.
    #[validate(length(max = 1000))]
    #[param(nullable = false, max_length = 1000)]
    after: Option<String>,
}

/// What has changed since I last looked
///
/// Each document once, in the order of its last change: published, filed otherwise, touched in its force, or withdrawn
/// for the caller. Only what he may read, and without a word but its id what he could read and no longer can. A phone
/// asks without `after` before it first lists the library, keeps `after` of every answer, and asks with it from then on.
/// It is another in every answer, also when nothing has happened, and fits only the caller.
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
    let found = app
        .db
        .read(move |conn| match after {
            Some(id) => look_through(conn, &asker, id),
            None => Ok(Found {
                rows: Vec::new(),
                last: changes::newest(conn, &asker)?,
                goes_on: false,
            }),
        })
        .await?;
    let items = rules::news(
        found.rows,
        |row| reads(&reader, row),
        |row| could_read(&reader, row),
    );
    Answer::ok(&LibraryChangesView {
        items: items
            .into_iter()
            .map(LibraryChangeView::of)
            .collect::<Result<_, _>>()?,
        // It stands behind what he may not know of, so it must not be seen whether it has moved.
        after: cursor.encode_anew(&found.last)?,
        more: found.goes_on,
    })
}

/// What concerns a reader among the changes up to one.
struct Found {
    rows: Vec<ChangeRow>,
    /// The row key of the last one that was looked at.
    last: i64,
    /// Whether there may be more after it.
    goes_on: bool,
}

/// Looks through the changes after a row key until enough of them concern the reader. The others are dropped before
/// anything is counted or put in order.
fn look_through(conn: &mut Conn, reader: &Reader, after: i64) -> Result<Found, Error> {
    let mut found = Found {
        rows: Vec::new(),
        last: after,
        goes_on: true,
    };
    for _ in 0..BATCHES {
        let batch = changes::after(conn, reader, found.last, BATCH)?;
        let is_last = i64::try_from(batch.len()).is_ok_and(|read| read < BATCH);
        for row in batch {
            let concerns_him = reads(reader, &row) || could_read(reader, &row);
            if concerns_him && found.rows.len() == CHANGES {
                return Ok(found);
            }
            found.last = row.id;
            if concerns_him {
                found.rows.push(row);
            }
        }
        if is_last {
            found.goes_on = false;
            break;
        }
    }
    Ok(found)
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
