//! `sotay audit verify`: finds what was altered in or removed from the audit log, beside a running server.

use std::sync::Arc;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::{CliError, say};
use crate::audit::{self, ChainFault};
use crate::auth::System;
use crate::auth::keys::KeyRing;
use crate::config::DataOptions;
use crate::db::migrate::{self, SchemaState};
use crate::db::{DatabaseUrl, Db, DbOptions};
use crate::error::Error;
use crate::kernel::clock::Clock;

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Walk every chain of the audit log and name what was altered or removed; fails when anything was.
    Verify,
}

pub(super) fn run(data: &DataOptions, command: &AuditCommand) -> Result<(), CliError> {
    match command {
        AuditCommand::Verify => verify(data),
    }
}

fn verify(data: &DataOptions) -> Result<(), CliError> {
    let url = data.database()?;
    check_that_it_is_there(data, &url)?;
    let secret = Arc::new(data.secret(url.engine())?);
    let system = System::new(secret, Clock::System.now(), "audit-verify");
    let db = Db::open(&url, None, &DbOptions::beside())?;
    let report = actix_web::rt::System::new().block_on(async {
        check_secret(&db, &system).await?;
        let bar = progress_bar();
        let report = audit::verify(&db, &system, |done, total| {
            bar.set_length(u64::try_from(total).unwrap_or(0));
            bar.set_position(u64::try_from(done).unwrap_or(0));
        })
        .await;
        bar.finish_and_clear();
        report.map_err(CliError::from)
    })?;
    for fault in &report.faults {
        say(&line(fault));
    }
    say(&format!(
        "{} rows in {} chains; {} chains with a fault",
        report.rows,
        report.chains,
        report.faults.len()
    ));
    if report.faults.is_empty() {
        Ok(())
    } else {
        Err(CliError::Message(
            "the audit log was tampered with".to_owned(),
        ))
    }
}

/// A command that only looks must not make a database or a secret.
fn check_that_it_is_there(data: &DataOptions, url: &DatabaseUrl) -> Result<(), CliError> {
    let Some(path) = url.sqlite_path() else {
        return Ok(());
    };
    let secret = data
        .secret_file
        .clone()
        .unwrap_or_else(|| data.data.join("secret.key"));
    for path in [path, secret.as_path()] {
        if !path.exists() {
            return Err(CliError::Message(format!(
                "there is no file {}",
                path.display()
            )));
        }
    }
    Ok(())
}

/// With another deployment's secret every row would look altered.
async fn check_secret(db: &Db, system: &System) -> Result<(), CliError> {
    let state =
        db.read(|conn| migrate::state(conn).map_err(|error| Error::internal(error.to_string())));
    if state.await? == SchemaState::Behind {
        let what = "the database lacks migrations: run `sotay migrate`";
        return Err(CliError::Message(what.to_owned()));
    }
    let reader = system.clone();
    db.read(move |conn| KeyRing::default().reload(conn, &reader))
        .await
        .map_err(|_| {
            CliError::Message(
                "the secret is not this deployment's: its signing keys do not open".to_owned(),
            )
        })
}

/// Only on a terminal; elsewhere it draws nothing.
fn progress_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} rows, {eta} left");
    style.map_or_else(
        |_| ProgressBar::hidden(),
        |style| ProgressBar::no_length().with_style(style),
    )
}

fn line(fault: &ChainFault) -> String {
    let ChainFault {
        chain,
        position,
        fault,
        further,
    } = fault;
    let place = if *position > 0 {
        format!(", position {position}")
    } else {
        String::new()
    };
    let more = match further {
        0 => String::new(),
        1 => " (1 further fault in this chain)".to_owned(),
        more => format!(" ({more} further faults in this chain)"),
    };
    format!("chain {chain}{place}: {fault}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Fault;

    #[test]
    fn a_fault_is_one_line() {
        let fault = ChainFault {
            chain: 5,
            position: 17,
            fault: Fault::RowAltered,
            further: 2,
        };
        assert_eq!(
            line(&fault),
            "chain 5, position 17: the row was altered (2 further faults in this chain)"
        );
        let whole = ChainFault {
            chain: 9,
            position: 0,
            fault: Fault::ChainMissing,
            further: 0,
        };
        assert_eq!(line(&whole), "chain 9: the chain was removed");
    }
}
