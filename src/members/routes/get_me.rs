use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, IfNoneMatch};
use crate::members::queries::own;
use crate::members::views::OwnRecordView;

/// Who am I and what may I do?
///
/// The signed-in member's own record, unmasked, with the unit he belongs to, the roles he holds today and what they
/// permit. Ask again with `If-None-Match` after signing in, after a 403 and from time to time: roles begin and end.
#[utoipa::path(
    tag = "me",
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` the caller has.")),
    responses(
        (status = 200, description = "The record.", body = OwnRecordView, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed since.")
    ),
    security(("access_token" = []))
)]
#[get("/me")]
pub async fn get_me(viewer: Viewer, app: Data<App>, known: IfNoneMatch) -> Result<Answer, Error> {
    // From before the reading: what is changed meanwhile is not kept as current.
    let epoch = app.authenticator.epoch();
    let record = if let Some(record) = app.members.own_record(&viewer, epoch) {
        record
    } else {
        let body = read(&app, viewer.clone()).await?;
        app.members.keep_own_record(&viewer, epoch, body)
    };
    if known.has(&record.etag) {
        return Ok(Answer::not_modified(record.etag.as_ref()));
    }
    Ok(Answer::bytes("application/json", record.body.to_vec()).etag(record.etag.as_ref()))
}

async fn read(app: &App, viewer: Viewer) -> Result<Vec<u8>, Error> {
    let (member, unit, roles) = app
        .db
        .read(move |conn| {
            let (member, unit) = own::record(conn, &viewer)?;
            Ok((member, unit, own::roles(conn, &viewer)?))
        })
        .await?;
    let view = OwnRecordView::of(member, unit, roles)?;
    serde_json::to_vec(&view)
        .map_err(|error| Error::internal(format!("writing an answer: {error}")))
}
