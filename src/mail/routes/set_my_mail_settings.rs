use actix_web::put;
use actix_web::web::Data;
use serde_json::json;

use super::get_my_mail_settings::view;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Viewer;
use crate::error::Error;
use crate::http::{Answer, Json};
use crate::mail::model::MailKind;
use crate::mail::queries::{outbox, settings};
use crate::mail::views::{MailSettingsView, SetMailSettings};

/// Say how I am written to
///
/// Turns the weekly digest on or off.
#[utoipa::path(
    tag = "me",
    request_body = SetMailSettings,
    responses((status = 200, description = "The settings as they are now.", body = MailSettingsView)),
    security(("access_token" = []))
)]
#[put("/me/mail-settings")]
pub async fn set_my_mail_settings(
    viewer: Viewer,
    app: Data<App>,
    body: Json<SetMailSettings>,
) -> Result<Answer, Error> {
    let wanted = body.value.weekly_digest;
    let view = app
        .db
        .write(move |conn| {
            let member_id = viewer.member_id();
            if settings::set_digest(conn, &viewer, member_id, wanted)? {
                if !wanted {
                    outbox::withdraw(conn, &viewer, member_id, MailKind::WeeklyDigest)?;
                }
                let unit = Some(viewer.home_unit_id());
                let detail = json!({"weekly_digest": wanted});
                let entry = Entry::write("set_my_mail_settings", unit, Vec::new(), detail);
                audit::record(conn, &viewer, &entry)?;
            }
            view(conn, &viewer)
        })
        .await?;
    Answer::ok(&view)
}
