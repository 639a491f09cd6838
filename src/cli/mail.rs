//! `sotay mail …`: the mails to members.

use clap::Subcommand;

use super::{CliError, mail_check};
use crate::config::DataOptions;

#[derive(Debug, Subcommand)]
pub(super) enum MailCommand {
    /// Send a test mail, and say what is wrong with the settings.
    Check(mail_check::CheckOptions),
}

pub(super) fn run(data: &DataOptions, command: &MailCommand) -> Result<(), CliError> {
    match command {
        MailCommand::Check(options) => mail_check::check(data, options),
    }
}
