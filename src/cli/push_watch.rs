//! `sotay push watch`: how far a campaign is, beside a running server, until it is done.

use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{CliError, say};
use crate::auth::System;
use crate::config::DataOptions;
use crate::db::Db;
use crate::kernel::clock::Clock;
use crate::kernel::ids::PublicId;
use crate::push::{self, Watched};

#[derive(Debug, Args)]
pub(super) struct WatchOptions {
    /// The campaign's id; default: the newest.
    campaign: Option<PublicId>,
    /// Say once how far it is, and end.
    #[arg(long)]
    once: bool,
}

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(500);

pub(super) fn watch(data: &DataOptions, options: &WatchOptions) -> Result<(), CliError> {
    let (db, system) = super::beside(data, "push-watch")?;
    let bar = ProgressBar::new(1_000).with_style(
        ProgressStyle::with_template("{wide_bar} {percent} % {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let last = actix_web::rt::System::new().block_on(async {
        let mut looks = tokio::time::interval(LOOK);
        loop {
            looks.tick().await;
            let seen = look(&db, &system, options.campaign).await?;
            bar.set_position(u64::try_from(seen.permille).unwrap_or(0));
            bar.set_message(seen.line.clone());
            if seen.is_over || options.once {
                return Ok::<_, CliError>(seen);
            }
        }
    })?;
    bar.finish_and_clear();
    say(&last.line);
    Ok(())
}

async fn look(db: &Db, system: &System, id: Option<PublicId>) -> Result<Watched, CliError> {
    // Rates and pauses are of now, not of when the command began.
    let system = system.at(Clock::System.now());
    let seen = db.read(move |conn| push::watch(conn, &system, id)).await?;
    seen.ok_or_else(|| {
        CliError::Message(
            "không có chiến dịch thông báo đẩy này | there is no such campaign".to_owned(),
        )
    })
}
