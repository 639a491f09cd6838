//! The week of the secretaries: on Monday morning each is told how many of his cell have not finished what is open. Figures
//! only; who they are is read in the app, by those who may.

use actix_web::web::Data;
use chrono::NaiveDate;

use super::model::{MailKind, Says};
use super::queries::{digests, recipients, settings};
use super::rules::timing::lasts;
use super::rules::week;
use super::{telling, token};
use crate::app::App;
use crate::auth::System;
use crate::auth::principal::Actor as _;
use crate::db::Conn;
use crate::error::Error;

/// Writes the digests that are due, each in a transaction of its own with the mark that it was: a killed server goes on where
/// it was, and several tell nobody twice. Answers how many were written.
///
/// # Errors
/// The database.
pub async fn tell_of_week(app: &Data<App>) -> Result<usize, Error> {
    let Some(monday) = week::due(app.clock.now()).filter(|_| app.mail.is_on()) else {
        return Ok(0);
    };
    let (mut after, mut written) = (0, 0);
    loop {
        let system = app.system("mail");
        let some = app
            .db
            .read(move |conn| digests::secretaries(conn, &system, monday, after))
            .await?;
        let Some(last) = some.last() else {
            return Ok(written);
        };
        after = *last;
        for member_id in some {
            let system = app.system("mail");
            let told = app
                .db
                .write(move |conn| tell(conn, &system, member_id, monday))
                .await?;
            written += usize::from(told);
        }
    }
}

fn tell(
    conn: &mut Conn,
    system: &System,
    member_id: i64,
    monday: NaiveDate,
) -> Result<bool, Error> {
    if !settings::take_week(conn, system, member_id, monday)? {
        return Ok(false);
    }
    let cells = digests::cells(conn, system, member_id)?;
    let recipient = recipients::of_member(conn, system, member_id)?;
    let Some(recipient) = recipient.filter(|_| !cells.is_empty()) else {
        return Ok(false);
    };
    let unsubscribe = token::of(system.stamp().secret(), recipient.public_id);
    let says = Says::WeeklyDigest { cells, unsubscribe };
    let until = system.now() + lasts(MailKind::WeeklyDigest);
    telling::put(conn, system, &recipient, says, until)?;
    Ok(true)
}
