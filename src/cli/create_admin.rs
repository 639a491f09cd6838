//! `sotay create-admin`: the first person who can sign in to a fresh deployment.

use std::fmt;
use std::io::BufRead as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use console::Term;

use super::{CliError, say};
use crate::auth::System;
use crate::auth::passwords::{self, Password};
use crate::config::DataOptions;
use crate::db::{Db, DbOptions, migrate};
use crate::error::Error;
use crate::kernel::clock::Clock;
use crate::kernel::person::{CardNumber, Email, FullName, Phone};
use crate::sessions::NewAdministrator;
use crate::units::{UnitKind, UnitName};

#[derive(Args)]
pub(super) struct CreateAdminOptions {
    /// Full name.
    #[arg(long)]
    name: String,
    /// Number of the party card, 12 digits: the administrator signs in with it.
    #[arg(long)]
    card_number: String,
    /// Phone number; signs in as well.
    #[arg(long)]
    phone: Option<String>,
    /// E-mail address; signs in as well.
    #[arg(long)]
    email: Option<String>,
    /// Name of the top unit, which is made when there is none yet.
    #[arg(long, default_value = "Đảng bộ")]
    unit_name: String,
    /// Its kind: central, province, commune, sector or grassroots.
    #[arg(long, default_value = "province")]
    unit_kind: String,
    /// A file with the password; otherwise it is asked for, or read as one line of the standard input.
    #[arg(long)]
    password_file: Option<PathBuf>,
}

impl fmt::Debug for CreateAdminOptions {
    /// Nothing of the person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CreateAdminOptions(..)")
    }
}

pub(super) fn create_admin(
    data: &DataOptions,
    options: &CreateAdminOptions,
) -> Result<(), CliError> {
    let new = options.parse()?;
    let url = data.database()?;
    let secret = Arc::new(data.secret(url.engine())?);
    let password = read_password(options.password_file.as_deref())?;
    new.check_password(&password)
        .map_err(|error| refused(&error))?;
    let hash = passwords::hash(&password)?;
    migrate::migrate(&url)?;
    let db = Db::open(&url, None, &DbOptions::beside())?;
    let system = System::new(secret, Clock::System.now(), "create-admin");
    let made =
        actix_web::rt::System::new().block_on(db.write(move |conn| new.make(conn, &system, &hash)));
    let made = made.map_err(|error| {
        if error.violates("members", "card_number") {
            CliError::Message(
                "a member with this card number exists already; nothing was changed".to_owned(),
            )
        } else {
            refused(&error)
        }
    })?;
    if made.made_unit {
        say(&format!("made the top unit {}", options.unit_name));
    }
    say(&format!(
        "made administrator {}: sign in with the card number and the password",
        made.member_id
    ));
    Ok(())
}

impl CreateAdminOptions {
    fn parse(&self) -> Result<NewAdministrator, CliError> {
        let wrong = |option: &'static str| {
            move |error: &dyn fmt::Display| CliError::Message(format!("--{option}: {error}"))
        };
        let unit_name =
            UnitName::parse(&self.unit_name).map_err(|rule| wrong("unit-name")(&rule.text.en))?;
        let unit_kind = UnitKind::from_code(&self.unit_kind).ok_or_else(|| {
            wrong("unit-kind")(&"not one of central, province, commune, sector, grassroots")
        })?;
        Ok(NewAdministrator {
            full_name: FullName::parse(&self.name).map_err(|error| wrong("name")(&error))?,
            card_number: CardNumber::parse(&self.card_number)
                .map_err(|error| wrong("card-number")(&error))?,
            phone: self
                .phone
                .as_deref()
                .map(Phone::parse)
                .transpose()
                .map_err(|error| wrong("phone")(&error))?,
            email: self
                .email
                .as_deref()
                .map(Email::parse)
                .transpose()
                .map_err(|error| wrong("email")(&error))?,
            unit_name,
            unit_kind,
        })
    }
}

/// The first line of the file, typed at the terminal without showing it, or the first line of the standard input.
fn read_password(file: Option<&Path>) -> Result<Password, CliError> {
    let failed =
        |error: std::io::Error| CliError::Message(format!("the password cannot be read: {error}"));
    let terminal = Term::stderr();
    let text = match file {
        Some(path) => std::fs::read_to_string(path).map_err(|error| {
            CliError::Message(format!("{} cannot be read: {error}", path.display()))
        })?,
        None if std::io::IsTerminal::is_terminal(&std::io::stdin()) => {
            let first = ask(&terminal, "Password: ").map_err(failed)?;
            if ask(&terminal, "Once more: ").map_err(failed)? != first {
                return Err(CliError::Message(
                    "the two passwords differ; nothing was changed".to_owned(),
                ));
            }
            first
        }
        None => {
            let mut line = String::new();
            std::io::stdin()
                .lock()
                .read_line(&mut line)
                .map_err(failed)?;
            line
        }
    };
    Ok(Password::new(text.lines().next().unwrap_or_default()))
}

fn ask(terminal: &Term, prompt: &str) -> std::io::Result<String> {
    terminal.write_str(prompt)?;
    terminal.read_secure_line()
}

/// One line: which rule of the API was broken, or what the database says.
fn refused(error: &Error) -> CliError {
    let texts: Vec<String> = match error {
        Error::Invalid(fields) => fields
            .iter()
            .map(|field| field.text.en.to_string())
            .collect(),
        Error::Rule(rule) => vec![rule.text.en.to_string()],
        other => vec![other.for_log().to_string()],
    };
    CliError::Message(texts.join(" "))
}
