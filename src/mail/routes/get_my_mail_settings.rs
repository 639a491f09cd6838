use actix_web::get;
use actix_web::web::Data;

use crate::app::App;
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::http::Answer;
use crate::mail::queries::{recipients, settings};
use crate::mail::views::MailSettingsView;

/// How am I written to?
///
/// The address that the roster has, whether the caller has confirmed it, and whether he wants the weekly digest. Mails that guard
/// the account cannot be turned off.
#[utoipa::path(
    tag = "me",
    responses((status = 200, description = "The settings.", body = MailSettingsView)),
    security(("access_token" = []))
)]
#[get("/me/mail-settings")]
pub async fn get_my_mail_settings(viewer: Viewer, app: Data<App>) -> Result<Answer, Error> {
    let view = app.db.read(move |conn| view(conn, &viewer)).await?;
    Answer::ok(&view)
}

pub(super) fn view(conn: &mut Conn, viewer: &Viewer) -> Result<MailSettingsView, Error> {
    let member_id = viewer.member_id();
    let known = recipients::of_member(conn, viewer, member_id)?;
    let email = known.map(|recipient| recipient.address);
    let is_confirmed = match &email {
        Some(address) => settings::is_confirmed(conn, viewer, member_id, address)?,
        None => false,
    };
    Ok(MailSettingsView {
        email,
        is_confirmed,
        weekly_digest: settings::wants_digest(conn, viewer, member_id)?,
    })
}
