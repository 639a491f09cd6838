//! What a member settled of his mail himself.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use chrono::NaiveDate;
use diesel::prelude::*;

use crate::auth::System;
use crate::auth::principal::Actor;
use crate::auth::secret::{Purpose, Tag};
use crate::db::schema::mail_settings;
use crate::db::{Both, Conn};
use crate::error::Error;
use crate::kernel::instant::Instant;

/// A confirmation holds for its member and address only.
// scope: no query.
fn digest(actor: &impl Actor, member_id: i64, address: &str) -> Tag {
    actor.stamp().secret().tag(
        Purpose::MailAddress,
        &[b"confirmed", &member_id.to_be_bytes(), address.as_bytes()],
    )
}

/// Whether the member has confirmed this address himself.
pub(in crate::mail) fn is_confirmed(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    address: &str,
) -> Result<bool, Error> {
    let kept: Option<Option<Vec<u8>>> = mail_settings::table
        .find(member_id)
        .select(mail_settings::confirmed_digest)
        .first(conn)
        .optional()?;
    let wanted = digest(actor, member_id, address);
    Ok(kept
        .flatten()
        .is_some_and(|kept| verify_slices_are_equal(&kept, &wanted).is_ok()))
}

/// Makes the row that the others change.
fn keep_row(conn: &mut Conn, _: &impl Actor, member_id: i64) -> Result<(), Error> {
    let insert = diesel::insert_into(mail_settings::table)
        .values(mail_settings::member_id.eq(member_id))
        .on_conflict_do_nothing();
    Both(insert).execute(conn)?;
    Ok(())
}

/// The member has confirmed this address; `None`: he has none any more.
pub(in crate::mail) fn confirm(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    address: Option<&str>,
) -> Result<(), Error> {
    keep_row(conn, actor, member_id)?;
    let kept = address.map(|address| digest(actor, member_id, address).to_vec());
    diesel::update(mail_settings::table.find(member_id))
        .set(mail_settings::confirmed_digest.eq(kept))
        .execute(conn)?;
    Ok(())
}

/// Whether he wants the weekly digest.
pub(in crate::mail) fn wants_digest(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
) -> Result<bool, Error> {
    let off: Option<Option<Instant>> = mail_settings::table
        .find(member_id)
        .select(mail_settings::digest_off_at)
        .first(conn)
        .optional()?;
    Ok(off.flatten().is_none())
}

/// Turns the weekly digest on or off; whether that changed anything.
pub(in crate::mail) fn set_digest(
    conn: &mut Conn,
    actor: &impl Actor,
    member_id: i64,
    wanted: bool,
) -> Result<bool, Error> {
    keep_row(conn, actor, member_id)?;
    let row = mail_settings::table.find(member_id);
    let changed = if wanted {
        diesel::update(row.filter(mail_settings::digest_off_at.is_not_null()))
            .set(mail_settings::digest_off_at.eq(None::<Instant>))
            .execute(conn)?
    } else {
        diesel::update(row.filter(mail_settings::digest_off_at.is_null()))
            .set(mail_settings::digest_off_at.eq(Some(actor.stamp().now())))
            .execute(conn)?
    };
    Ok(changed == 1)
}

/// Takes the week of a member for the caller's transaction; false: another one has it.
pub(in crate::mail) fn take_week(
    conn: &mut Conn,
    system: &System,
    member_id: i64,
    monday: NaiveDate,
) -> Result<bool, Error> {
    keep_row(conn, system, member_id)?;
    let open = mail_settings::table
        .find(member_id)
        .filter(mail_settings::digest_off_at.is_null())
        .filter(
            mail_settings::digest_on
                .is_null()
                .or(mail_settings::digest_on.lt(monday)),
        );
    Ok(diesel::update(open)
        .set(mail_settings::digest_on.eq(Some(monday)))
        .execute(conn)?
        == 1)
}
