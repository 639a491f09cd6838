//! A campaign as an operator watches it.

use std::fmt::Write as _;

use super::model::{Campaign, CampaignState};
use super::queries::report::{self, Which};
use crate::auth::System;
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// How far a campaign is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// In thousandths.
    pub permille: i32,
    pub line: String,
    /// Nothing more will happen.
    pub is_over: bool,
}

/// How far a campaign is, or the newest; `None`: there is none.
///
/// # Errors
/// The database.
pub fn watch(
    conn: &mut Conn,
    system: &System,
    id: Option<PublicId>,
) -> Result<Option<Watched>, Error> {
    let which = id.map_or(Which::Page(None, 1), Which::One);
    let found = report::for_operator(conn, system, which)?;
    Ok(found.first().map(|campaign| Watched {
        permille: campaign.progress.permille,
        line: line(campaign),
        is_over: matches!(
            campaign.progress.state,
            CampaignState::Done | CampaignState::Cancelled | CampaignState::SetAside
        ),
    }))
}

fn line(campaign: &Campaign) -> String {
    let failed = campaign.gone
        + campaign.refused
        + campaign.mismatched
        + campaign.expired
        + campaign.not_needed;
    let mut line = format!(
        "{} {}: {} members, {} of {} messages accepted, {failed} failed, {} waiting, {} opened",
        campaign.public_id,
        campaign.progress.state.code(),
        campaign.members,
        campaign.accepted,
        campaign.devices,
        campaign.waiting,
        campaign.opened,
    );
    if let Some(seconds) = campaign.progress.seconds_left {
        // Writing to a string does not fail.
        let _ = write!(line, ", {}/s, {seconds} s left", campaign.progress.rate);
    }
    line
}
