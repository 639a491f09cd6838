use actix_web::web::Data;
use actix_web::{HttpRequest, put};
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Viewer;
use crate::auth::passwords::Password;
use crate::error::Error;
use crate::http::limits::client_network;
use crate::http::{Answer, Json};
use crate::sessions::model::EndReason;
use crate::sessions::rules::{PASSWORD_REFUSED, password};
use crate::sessions::views::ChangePassword;
use crate::sessions::{proof, queries};

/// Change my password
///
/// The other devices are signed out; this one stays. After wrong attempts further ones have to wait.
#[utoipa::path(
    tag = "sessions",
    request_body = ChangePassword,
    responses(
        (status = 204, description = "The password is changed."),
        (status = 401, description = "`password_refused`: the current password is not right; or not signed in."),
    ),
    security(("access_token" = []))
)]
#[put("/me/password")]
pub async fn change_password(
    viewer: Viewer,
    app: Data<App>,
    request: HttpRequest,
    body: Json<ChangePassword>,
) -> Result<Answer, Error> {
    let form = body.value;
    password::check_length(&form.current_password, 1, "/current_password")?;
    password::check_length(&form.new_password, password::SHORTEST, "/new_password")?;
    let typed = Password::new(&form.current_password);
    let own =
        proof::by_current_password(&app, &viewer, typed, client_network(&app, &request)).await?;
    password::check(&form.new_password, &own.owner, "/new_password")?;
    let hash = app
        .passwords
        .hash(Password::new(&form.new_password))
        .await?;
    app.db
        .write(move |conn| {
            if !queries::accounts::change_password(conn, &viewer, &own.hash, &hash)? {
                return Err(PASSWORD_REFUSED.into());
            }
            let (member_id, spared) = (viewer.member_id(), Some(viewer.session_id()));
            queries::codes::withdraw_all(conn, &viewer, member_id)?;
            let ended = queries::devices::end_all(
                conn,
                &viewer,
                member_id,
                spared,
                EndReason::PasswordChanged,
            )?;
            let detail = json!({"sessions_ended": ended});
            let entry = Entry::write(
                "change_password",
                Some(viewer.home_unit_id()),
                vec![member_id],
                detail,
            );
            audit::record(conn, &viewer, &entry)
        })
        .await?;
    app.authenticator.refresh();
    Ok(Answer::no_content())
}
