//! Codes that somebody asked for himself, made after he was answered.
//!
//! Whoever asks learns nothing about others, also not from how long his answer took: it waits for one row to be durable, in
//! which what he typed is kept sealed, and for nothing that is done only where that means somebody: not for finding him, for
//! making a code, for writing the mail or the row of the audit log. Workers do that here, a moment later and also while the mail
//! server is away; a killed server does it when it is back.

use actix_web::web::Data;
use serde_json::json;

use super::queries::{outbox, requests, settings};
use super::rules::codes::{THAT_COUNT, may_be_another, may_be_mailed};
use super::telling;
use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::{Public, System};
use crate::db::Conn;
use crate::error::Error;
use crate::sessions::{self, CodeSeeker};

/// Looks at all requests that wait, each in a transaction of its own with the code that comes of it.
///
/// # Errors
/// The database.
pub(super) async fn answer_all(app: &Data<App>) -> Result<(), Error> {
    loop {
        let system = app.system("mail");
        let due = app
            .db
            .read(move |conn| requests::due(conn, &system))
            .await?;
        let Some(id) = due else {
            return Ok(());
        };
        let system = app.system("mail");
        let looked = app
            .db
            .write(move |conn| match requests::take(conn, &system, id)? {
                Some(typed) => look(conn, &system, &typed),
                None => Ok(()),
            })
            .await;
        if let Err(error) = looked {
            tracing::error!(error = %error.for_log(), "a request for a code could not be looked at; it is tried again");
            let system = app.system("mail");
            app.db
                .write(move |conn| requests::put_off(conn, &system, id))
                .await?;
        }
    }
}

fn look(conn: &mut Conn, system: &System, typed: &str) -> Result<(), Error> {
    let public = Public::for_job(system);
    // Of several the mail could not say whose code it is without a name.
    match sessions::code_seekers(conn, &public, typed)?.as_slice() {
        [seeker] => issue(conn, &public, seeker),
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
