//! Addresses that are to be confirmed.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::auth::secret::{Purpose, Tag};
use crate::auth::{System, Viewer};
use crate::db::Conn;
use crate::db::schema::mail_address_changes;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::mail::rules::codes::{ADDRESS_CODE_LASTS, TRIES};

/// Rows that one run removes; the next run goes on.
const A_RUN: i64 = 1_000;

// scope: no query.
fn digest(viewer: &Viewer, code: &str) -> Tag {
    let member = viewer.member_id().to_be_bytes();
    let parts: [&[u8]; 3] = [b"code", &member, code.as_bytes()];
    viewer.stamp().secret().tag(Purpose::MailAddress, &parts)
}

/// Keeps the address that the caller wants, and the code that confirms it, in the place of the one before.
pub(in crate::mail) fn begin(
    conn: &mut Conn,
    viewer: &Viewer,
    address: &str,
    code: &str,
) -> Result<Instant, Error> {
    forget(conn, viewer)?;
    let expires_at = viewer.now() + ADDRESS_CODE_LASTS;
    let context = viewer.member_public_id();
    let secret = viewer.stamp().secret();
    let sealed = secret.seal(Purpose::MailAddress, context.as_bytes(), address.as_bytes())?;
    diesel::insert_into(mail_address_changes::table)
        .values((
            mail_address_changes::member_id.eq(viewer.member_id()),
            mail_address_changes::sealed_address.eq(sealed),
            mail_address_changes::code_digest.eq(digest(viewer, code).to_vec()),
            mail_address_changes::tries.eq(0),
            mail_address_changes::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(expires_at)
}

/// The address that the code confirms. A wrong one is counted, and the last one that may be wrong ends it.
pub(in crate::mail) fn redeem(
    conn: &mut Conn,
    viewer: &Viewer,
    code: &str,
) -> Result<Option<String>, Error> {
    // The row is locked by this, so that tries at the same time count one after the other.
    let open = mail_address_changes::table
        .find(viewer.member_id())
        .filter(mail_address_changes::expires_at.gt(viewer.now()))
        .filter(mail_address_changes::tries.lt(TRIES));
    let row: Option<(Vec<u8>, Vec<u8>)> = diesel::update(open)
        .set(mail_address_changes::tries.eq(mail_address_changes::tries + 1))
        .returning((
            mail_address_changes::sealed_address,
            mail_address_changes::code_digest,
        ))
        .get_result(conn)
        .optional()?;
    let Some((sealed, kept)) = row else {
        return Ok(None);
    };
    if verify_slices_are_equal(&kept, &digest(viewer, code)).is_err() {
        return Ok(None);
    }
    let context = viewer.member_public_id();
    let secret = viewer.stamp().secret();
    let plain = secret.open(Purpose::MailAddress, context.as_bytes(), &sealed)?;
    forget(conn, viewer)?;
    String::from_utf8(plain)
        .map(Some)
        .map_err(|_| Error::internal("an address that was kept is none"))
}

/// Nothing is to be confirmed any more.
pub(in crate::mail) fn forget(conn: &mut Conn, viewer: &Viewer) -> Result<(), Error> {
    diesel::delete(mail_address_changes::table.find(viewer.member_id())).execute(conn)?;
    Ok(())
}

/// Forgets some of those whose code has expired; answers how many rows.
pub(in crate::mail) fn purge(conn: &mut Conn, system: &System) -> Result<usize, Error> {
    let now = system.now();
    let over: Vec<i64> = mail_address_changes::table
        .filter(mail_address_changes::expires_at.le(now))
        .order(mail_address_changes::expires_at)
        .limit(A_RUN)
        .select(mail_address_changes::member_id)
        .load(conn)?;
    // A member who has asked anew meanwhile keeps the code that he waits for.
    let over = mail_address_changes::table
        .filter(mail_address_changes::member_id.eq_any(over))
        .filter(mail_address_changes::expires_at.le(now));
    Ok(diesel::delete(over).execute(conn)?)
}
