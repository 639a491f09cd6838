//! The commands of the binary. Each failure is one line on the error output and a non-zero exit.

mod audit;
mod create_admin;
mod demo;
mod documents;
mod mail;
mod mail_check;
mod openapi_files;
mod push;
mod push_check;
mod push_watch;
mod questions;
mod rebuild;
mod roster;
mod seed;
mod serve;
mod transfer;
mod verify;
mod words;

use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::auth::System;
use crate::config::{ConfigError, DataOptions, ServerOptions};
use crate::db::migrate::{self, MigrateError};
use crate::db::{Db, DbOptions};
use crate::error::Error;
use crate::kernel::clock::Clock;

/// Sổ tay: the electronic party-member handbook server.
#[derive(Debug, Parser)]
#[command(name = "sotay", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    data: DataOptions,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve an invented organisation, with sign-ins to paste.
    Demo(demo::DemoOptions),
    /// Fill an empty database with an invented city, to measure with.
    Seed(seed::SeedOptions),
    /// Migrate the database and serve the API.
    Serve(ServerOptions),
    /// Bring the database to this binary's schema, then end.
    Migrate,
    /// Make an administrator, who then signs in and takes in the others.
    CreateAdmin(create_admin::CreateAdminOptions),
    /// Make a new key that signs access tokens; nobody is signed out.
    RotateKeys,
    /// Make the words anew under which papers are found: after a kind was renamed.
    RebuildSearch,
    /// Check the audit log.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Compare what is derived with what it is derived from.
    #[command(subcommand)]
    Verify(verify::Verify),
    /// Take people, papers or questions in from files.
    #[command(subcommand)]
    Import(transfer::ImportWhat),
    /// Write people or papers into files.
    #[command(subcommand)]
    Export(transfer::ExportWhat),
    /// See to the messages to phones.
    #[command(subcommand)]
    Push(push::PushCommand),
    /// See to the mails to members.
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Write the OpenAPI document.
    Openapi(openapi_files::OpenapiOptions),
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Database(#[from] crate::db::OpenError),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Failed(#[from] Error),
    #[error("{0}")]
    Message(String),
}

/// Runs the command line.
///
/// # Errors
/// One line for the operator.
pub fn run(cli: Cli) -> Result<(), CliError> {
    match cli.command {
        Command::Demo(options) => demo::demo(&cli.data, &options),
        Command::Seed(options) => seed::seed(&cli.data, &options),
        Command::Serve(options) => serve::serve(&cli.data, &options),
        Command::Migrate => {
            for name in migrate::migrate(&cli.data.database()?)? {
                say(&format!("applied {name}"));
            }
            Ok(())
        }
        Command::CreateAdmin(options) => create_admin::create_admin(&cli.data, &options),
        Command::RotateKeys => serve::rotate_keys(&cli.data),
        Command::RebuildSearch => rebuild::rebuild_search(&cli.data),
        Command::Audit(command) => audit::run(&cli.data, &command),
        Command::Verify(what) => verify::verify(&cli.data, &what),
        Command::Import(what) => transfer::import(&cli.data, what),
        Command::Export(what) => transfer::export(&cli.data, what),
        Command::Push(command) => push::run(&cli.data, &command),
        Command::Mail(command) => mail::run(&cli.data, &command),
        Command::Openapi(options) => openapi_files::write(&options),
    }
}

/// The database for a command that may run beside a server, and the operator who runs it.
fn beside(data: &DataOptions, what: &str) -> Result<(Db, System), CliError> {
    let url = data.database()?;
    let secret = Arc::new(data.secret(url.engine())?);
    let system = System::new(secret, Clock::System.now(), what);
    Ok((Db::open(&url, None, &DbOptions::beside())?, system))
}

/// One line on the standard output.
#[allow(clippy::print_stdout, reason = "commands speak to the operator")]
fn say(line: &str) {
    println!("{line}");
}
