//! `sotay push …`: the messages to phones.

use clap::Subcommand;

use super::{CliError, push_check, push_watch};
use crate::config::DataOptions;

#[derive(Debug, Subcommand)]
pub(super) enum PushCommand {
    /// Send one message that is only checked, and say what is wrong with the settings.
    Check(push_check::CheckOptions),
    /// How far a campaign is, until it is done.
    Watch(push_watch::WatchOptions),
}

pub(super) fn run(data: &DataOptions, command: &PushCommand) -> Result<(), CliError> {
    match command {
        PushCommand::Check(options) => push_check::check(data, options),
        PushCommand::Watch(options) => push_watch::watch(data, options),
    }
}
