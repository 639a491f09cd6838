//! `sotay push check`: one message that FCM only checks, and in plain words what is wrong: the file, the key, the clock, the
//! project, the API or the network. It needs no database and delivers nothing.

mod setup;
mod words;

use std::time::Duration;

use clap::{Args, ValueEnum};

use self::words::of;
use super::words::Words;
use super::{CliError, say};
use crate::config::DataOptions;
use crate::config::{Hidden, ProviderConfig, PushConfig};
use crate::fcm::{Address, Message, Outcome, Prepared};
use crate::kernel::clock::Clock;
use crate::kernel::ids::PublicId;
use crate::providers;

/// An address that nobody has: FCM reads key and project first, and then says that it is none.
const INVENTED: &str = "so-tay-push-check";

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Kind {
    /// A registration token.
    #[default]
    Token,
    /// A Firebase installation id.
    Fid,
}

#[derive(Debug, Args)]
pub(super) struct CheckOptions {
    /// A phone's address to check with; default: an invented one.
    #[arg(long, value_parser = hidden)]
    address: Option<Hidden>,
    /// What that address is.
    #[arg(long, value_enum, default_value_t)]
    kind: Kind,
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "the shape that the command line asks for"
)]
fn hidden(text: &str) -> Result<Hidden, String> {
    Ok(Hidden::new(text.to_owned()))
}

pub(super) fn check(data: &DataOptions, options: &CheckOptions) -> Result<(), CliError> {
    let config = data
        .push
        .config()
        .map_err(|error| CliError::Message(setup::of_settings(&error)))?;
    match config.provider {
        ProviderConfig::Fcm { .. } => {}
        ProviderConfig::Off => return Err(message(words::OFF)),
        ProviderConfig::Gateway { .. } => return Err(message(words::GATEWAY)),
    }
    let outcome = ask(&config, options)?;
    let said = of(outcome, options.address.is_some());
    match said {
        Ok(good) => {
            say(&good.to_string());
            Ok(())
        }
        Err(wrong) => Err(message(wrong)),
    }
}

fn ask(config: &PushConfig, options: &CheckOptions) -> Result<Outcome, CliError> {
    let one = PushConfig {
        connections: 1,
        ..config.clone()
    };
    let failed = |error| CliError::Message(setup::of_parts(error));
    let Some(client) = providers::fcm_client(&one, Clock::System).map_err(failed)? else {
        return Err(message(words::OFF));
    };
    let now = Clock::System.now();
    let prepared = Prepared::new(&Message {
        title: "Sổ tay".to_owned(),
        body: "Kiểm tra".to_owned(),
        collapse_key: "check".to_owned(),
        urgent: false,
        ttl: Duration::from_mins(1),
        now,
        validate_only: true,
    });
    let address = options
        .address
        .as_ref()
        .map_or(INVENTED, Hidden::reveal)
        .to_owned();
    let to = match options.kind {
        Kind::Token => Address::Token(address),
        Kind::Fid => Address::Fid(address),
    };
    let nid = PublicId::new(now);
    let runtime = actix_web::rt::System::new();
    Ok(runtime.block_on(client.send(&prepared, nid.as_uuid(), &to)))
}

fn message(words: Words) -> CliError {
    CliError::Message(words.to_string())
}
