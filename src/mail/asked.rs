//! Codes that somebody asked for himself, made after he was answered.
//!
//! Whoever asks learns nothing about others, also not from how long his answer took: it waits for one row to be durable, in
//! which what he typed is kept sealed, and for nothing that is done only where that means somebody: not for finding him, for
//! making a code, for writing the mail or the row of the audit log. Workers do that here between two mails,
//! also while the mail server is away; a server that was killed does it when it is back within the hour.

use actix_web::web::Data;
use serde_json::json;

use super::queries::requests::CodeRequest;
use super::queries::{outbox, requests, settings};
use super::rules::codes::{THAT_COUNT, may_be_another, may_be_mailed};
use super::telling;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::{Public, System};
use crate::db::Conn;
use crate::error::Error;
use crate::sessions::{self, CodeSeeker};

/// Looks at the requests that wait for the longest time: some of them only, so that a stream of requests holds up no mail.
/// False: none waited.
///
/// # Errors
/// The database.
pub(super) async fn answer_some(app: &Data<App>) -> Result<bool, Error> {
    let system = app.system("mail");
    let due = app
        .db
        .read(move |conn| requests::due(conn, &system))
        .await?;
    if due.is_empty() {
        return Ok(false);
    }
    if answer(app, due.clone()).await.is_ok() {
        return Ok(true);
    }
    // One of them cannot be looked at: each by itself, so that it holds up no other.
    for id in due {
        if let Err(error) = answer(app, vec![id]).await {
            tracing::error!(error = %error.for_log(), "a request for a code could not be looked at; it is tried again");
            let system = app.system("mail");
            app.db
                .write(move |conn| requests::put_off(conn, &system, id))
                .await?;
        }
    }
    Ok(true)
}

/// Looks at these in one transaction, with the codes that come of it.
async fn answer(app: &Data<App>, due: Vec<i64>) -> Result<(), Error> {
    let system = app.system("mail");
    app.db
        .write(move |conn| {
            for id in &due {
                if let Some(request) = requests::take(conn, &system, *id)? {
                    look(conn, &system, &request)?;
                }
            }
            Ok(())
        })
        .await
}

fn look(conn: &mut Conn, system: &System, request: &CodeRequest) -> Result<(), Error> {
    let public = Public::for_job(system, &request.said.request);
    let typed = &request.said.typed;
    // Of several the mail could not say whose code it is without a name.
    let found = sessions::code_seekers(conn, &public, typed)?;
    let [seeker] = found.as_slice() else {
        return Ok(());
    };
    // Read again when nobody else can give him a code, another address or another password meanwhile; what was typed may
    // mean somebody else by now.
    sessions::hold_seeker(conn, &public, seeker)?;
    match sessions::code_seekers(conn, &public, typed)?.as_slice() {
        // Whoever has set a password since he asked needs no code, and wants no other way in to be open.
        [held]
            if held.member_id == seeker.member_id
                && held.password_set_at.is_none_or(|set| set <= request.at) =>
        {
            issue(conn, &public, held)
        }
        _ => Ok(()),
    }
}

fn issue(conn: &mut Conn, actor: &Public, seeker: &CodeSeeker) -> Result<(), Error> {
    let is_confirmed = settings::is_confirmed(conn, actor, seeker.member_id, &seeker.address)?;
    let written = outbox::of_today(conn, actor, seeker.member_id, &THAT_COUNT)?;
    if !may_be_mailed(is_confirmed, seeker.home_unit_id, &seeker.roles)
        || !may_be_another(&written, actor.now())
    {
        return Ok(());
    }
    let made = sessions::make_code(conn, actor, seeker)?;
    telling::code_issued(conn, actor, &made.issued())?;
    let detail = json!({"purpose": made.purpose, "expires_at": made.expires_at});
    let entry = Entry::write(
        "request_account_code",
        Some(seeker.home_unit_id),
        vec![seeker.member_id],
        detail,
    );
    audit::record(conn, actor, &entry)
}
