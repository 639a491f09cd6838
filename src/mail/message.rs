//! A letter as bytes for the mail server.

use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use super::letters::{self, Links, Written};
use super::model::{Language, Letter};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// What goes to the mail server.
pub(super) struct Ready {
    pub to: Address,
    pub bytes: Vec<u8>,
}

/// Writes a letter as a message.
///
/// # Errors
/// The address is none, or the message cannot be written.
pub(super) fn build(
    letter: &Letter,
    id: PublicId,
    (from, links): (&Mailbox, Links<'_>),
    now: Instant,
) -> Result<Ready, Error> {
    let written = letters::write(letter, links)?;
    of(&letter.to, letter.language, written, (id, from), now)
}

/// Makes a message of what is written. Its id is made of the row's, so that a mail that is sent again is recognised. Values of
/// header fields are ours, but for the address, which must parse as one.
///
/// # Errors
/// The address is none, or the message cannot be written.
pub(super) fn of(
    address: &str,
    language: Language,
    written: Written,
    (id, from): (PublicId, &Mailbox),
    now: Instant,
) -> Result<Ready, Error> {
    let broken = |what: &str| Error::internal(format!("a mail cannot be written: {what}"));
    let to: Address = address.parse().map_err(|_| broken("its address"))?;
    let seconds = u64::try_from(now.utc().timestamp()).unwrap_or(0);
    let mut message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(written.subject)
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .raw_header(plain("Auto-Submitted", "auto-generated"))
        .raw_header(plain("Content-Language", language.tag()));
    if let Some(address) = &written.unsubscribe {
        message = message
            .raw_header(plain("List-Unsubscribe", &format!("<{address}>")))
            .raw_header(plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let message = message
        .multipart(MultiPart::alternative_plain_html(
            written.plain,
            written.html,
        ))
        .map_err(|_| broken("its parts"))?;
    Ok(Ready {
        to,
        bytes: message.formatted(),
    })
}

/// A field whose value is ASCII of our own.
fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
