//! The hooks by which rooms below say what has happened, in the transaction in which it did: a mail in the outbox.

use super::model::{Letter, MailKind, Recipient, Says};
use super::queries::{outbox, recipients, settings};
use super::rules::codes::may_be_mailed;
use super::rules::timing::lasts;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::members::ChangedAddress;
use crate::sessions::{self, CodePurpose, IssuedCode, NewDevice};

/// A hook of `sessions`: a one-time code was made for a member. It goes to the address that the roster has of him, if it has
/// one and a code may go there; handed over by hand it is good all the same.
///
/// # Errors
/// The database.
pub fn code_issued(
    conn: &mut Conn,
    actor: &dyn Actor,
    issued: &IssuedCode<'_>,
) -> Result<(), Error> {
    let Some(recipient) = recipients::of_member(conn, &actor, issued.member_id)? else {
        return Ok(());
    };
    let (member_id, address) = (recipient.member_id, &recipient.address);
    let is_confirmed = settings::is_confirmed(conn, &actor, member_id, address)?;
    let roles = sessions::lasting_roles(conn, &actor, member_id)?;
    if !may_be_mailed(is_confirmed, recipient.home_unit_id, &roles) {
        return Ok(());
    }
    let (code, until) = (issued.code.to_owned(), issued.expires_at);
    let says = match issued.purpose {
        CodePurpose::Activation => Says::ActivationCode { code, until },
        CodePurpose::PasswordReset => Says::ResetCode { code, until },
    };
    // One code on its way is enough: the newest.
    outbox::withdraw(conn, &actor, issued.member_id, says.kind())?;
    put(conn, &actor, &recipient, says, until)
}

/// A hook of `sessions`: a member signed in where he never had.
///
/// # Errors
/// The database.
pub fn new_device(conn: &mut Conn, actor: &dyn Actor, device: &NewDevice) -> Result<(), Error> {
    let Some(recipient) = recipients::of_member(conn, &actor, device.member_id)? else {
        return Ok(());
    };
    let at = actor.stamp().now();
    let says = Says::NewDevice {
        at,
        platform: device.platform.to_owned(),
    };
    put(
        conn,
        &actor,
        &recipient,
        says,
        at + lasts(MailKind::NewDevice),
    )
}

/// A hook of `members`: an address was replaced or emptied. Who reads the old one is told so, since he may not have wanted it.
///
/// # Errors
/// The database.
pub fn address_changed(
    conn: &mut Conn,
    actor: &dyn Actor,
    changed: &ChangedAddress,
) -> Result<(), Error> {
    let codes = [MailKind::ActivationCode, MailKind::ResetCode];
    // What was on its way to the old address is no longer for it.
    for kind in codes.into_iter().chain([MailKind::WeeklyDigest]) {
        outbox::withdraw(conn, &actor, changed.member_id, kind)?;
    }
    // Nor is what lies there already a way in any more; a code that was only handed over is good all the same.
    if outbox::may_have_left(conn, &actor, changed.member_id, &codes)? {
        sessions::withdraw_codes(conn, &actor, changed.member_id)?;
    }
    let language = recipients::language_of(conn, &actor, changed.member_id)?;
    let at = actor.stamp().now();
    let letter = Letter {
        to: changed.old.clone(),
        language,
        says: Says::AddressChanged {
            at,
            by_another: actor.member_id() != Some(changed.member_id),
        },
    };
    let until = at + lasts(MailKind::AddressChanged);
    outbox::put(conn, &actor, changed.member_id, &letter, until)
}

pub(super) fn put(
    conn: &mut Conn,
    actor: &impl Actor,
    recipient: &Recipient,
    says: Says,
    until: Instant,
) -> Result<(), Error> {
    let letter = Letter {
        to: recipient.address.clone(),
        language: recipient.language,
        says,
    };
    outbox::put(conn, actor, recipient.member_id, &letter, until)
}
