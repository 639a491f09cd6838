//! What is known of a request that got no answer. HTTP/2 says of some that the server has not begun with them: those may
//! be sent again at once. Of the others nobody knows.

use std::error::Error;
use std::io;

use super::outcome::{Ambiguity, NoWay};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// The server has not begun with it (RFC 9113, 8.7).
    NotTaken,
    /// It was never sent: there is no connection.
    NoWay(NoWay),
    Unknown(Ambiguity),
}

pub(super) fn lost(error: &reqwest::Error) -> Lost {
    if find::<h2::Error>(error).is_some_and(not_taken)
        || find::<hyper::Error>(error).is_some_and(not_sent)
    {
        Lost::NotTaken
    } else if error.is_connect() {
        Lost::NoWay(no_way(error))
    } else if error.is_timeout() {
        Lost::Unknown(Ambiguity::Timeout)
    } else {
        Lost::Unknown(Ambiguity::ConnectionLost)
    }
}

/// A GOAWAY ends only requests after the last that the server has begun with; h2 lets the earlier ones go on, and gives them
/// another error where the connection breaks.
fn not_taken(error: &h2::Error) -> bool {
    error.is_remote()
        && (error.is_go_away()
            || error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM))
}

/// A connection that ended before the message left. hyper gives back what waited for its turn ("canceled"); what waited for
/// a free stream it drops without a word ("user": nothing answers for it any more), and its body, without which nothing can
/// be delivered, is written only after that. A runtime that ends drops requests in the same way, also such as have left: so
/// connections live on the runtime of those who wait for their answers (`push/fanout/worker.rs`).
fn not_sent(error: &hyper::Error) -> bool {
    error.is_canceled() || error.is_user()
}

fn no_way(error: &reqwest::Error) -> NoWay {
    if error.is_dns() {
        NoWay::Name
    } else if error.is_timeout() {
        NoWay::Timeout
    } else if find::<io::Error>(error).is_some_and(of_tls) {
        NoWay::Tls
    } else {
        NoWay::Network
    }
}

/// rustls says what it does not believe as invalid data, in an error within an error.
fn of_tls(error: &io::Error) -> bool {
    let inner = || error.get_ref()?.downcast_ref::<io::Error>();
    error.kind() == io::ErrorKind::InvalidData || inner().is_some_and(of_tls)
}

/// The first of a type among what an error was made of.
fn find<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(found) = cause.downcast_ref() {
            return Some(found);
        }
        next = cause.source();
    }
    None
}
