use actix_web::delete;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::RecordStudy;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Path};
use crate::kernel::ids::PublicId;
use crate::members::{self, Followers};
use crate::study::queries::excuses;
use crate::study::rules::excuses::EXCUSE_ENDED;

/// End an excuse
///
/// From today on it covers nothing; the row stays.
#[utoipa::path(
    tag = "study",
    params(
        ("member_id" = PublicId, Path, description = "The member."),
        ("excuse_id" = PublicId, Path, description = "The excuse.")
    ),
    responses(
        (status = 204, description = "It has ended."),
        (status = 409, description = "`excuse_ended`: it had ended before.")
    ),
    security(("access_token" = []))
)]
#[delete("/members/{member_id}/excuses/{excuse_id}")]
pub async fn end_excuse(
    grant: Grant<RecordStudy>,
    app: Data<App>,
    ids: Path<(PublicId, PublicId)>,
) -> Result<Answer, Error> {
    let (Path((member_id, excuse_id)), followers) = (ids, app.followers.clone());
    app.db
        .write(move |conn| end(conn, &grant, &followers, member_id, excuse_id))
        .await?;
    Ok(Answer::no_content())
}

fn end(
    conn: &mut Conn,
    grant: &Grant<RecordStudy>,
    followers: &Followers,
    member_id: PublicId,
    excuse_id: PublicId,
) -> Result<(), Error> {
    let member = members::locate_own(conn, grant, member_id)?;
    let excuse = excuses::find(conn, grant, member.id, excuse_id)?;
    if excuse.ended_at.is_some() {
        return Err(EXCUSE_ENDED.into());
    }
    excuses::end(conn, grant, excuse.id)?;
    followers.tell(conn, grant, &[member.id])?;
    let detail = json!({"member_id": member.public_id, "excuse_id": excuse.public_id});
    let subjects = vec![member.id];
    let entry = Entry::write("end_excuse", Some(member.home_unit_id), subjects, detail);
    audit::record(conn, grant, &entry)
}
