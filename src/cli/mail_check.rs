//! `sotay mail check ADDRESS`: sends a test mail and says in plain words what is wrong: the name, the network, the certificate,
//! the password, the sender or the recipient. It needs no database.

mod words;

use clap::Args;

use self::words::of;
use super::words::Words;
use super::{CliError, say};
use crate::config::{DataOptions, Hidden};
use crate::kernel::clock::Clock;
use crate::mail;

#[derive(Debug, Args)]
pub(super) struct CheckOptions {
    /// To whom the test mail goes: an address of your own.
    #[arg(value_parser = hidden)]
    address: Hidden,
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "the shape that the command line asks for"
)]
fn hidden(text: &str) -> Result<Hidden, String> {
    Ok(Hidden::new(text.to_owned()))
}

pub(super) fn check(data: &DataOptions, options: &CheckOptions) -> Result<(), CliError> {
    let config = data.mail.config()?.ok_or_else(|| message(words::OFF))?;
    let runtime = actix_web::rt::System::new();
    let now = Clock::System.now();
    let tried = runtime.block_on(mail::try_out(&config, options.address.reveal(), now));
    let tried = tried.map_err(|error| CliError::Message(error.to_string()))?;
    match tried {
        None => {
            say(&words::WORKS.to_string());
            Ok(())
        }
        Some(problem) => {
            let code = problem.code.map(|code| format!(" ({code})"));
            let words = of(problem.what);
            Err(CliError::Message(format!(
                "{words}{}",
                code.unwrap_or_default()
            )))
        }
    }
}

fn message(words: Words) -> CliError {
    CliError::Message(words.to_string())
}
