//! What narrows a search.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Force, Genre, Tier};
use crate::library::Filing;

/// What narrows a search.
#[derive(Debug, Clone, Default)]
pub(in crate::search) struct Narrowing {
    pub genre: Option<Genre>,
    /// Code of the kind.
    pub kind: Option<String>,
    /// Code of the topic.
    pub topic: Option<String>,
    pub tier: Option<Tier>,
    /// Of the day of issue.
    pub year: Option<i32>,
    pub issuer: Option<String>,
    pub force: Option<ForceFilter>,
}

/// Whether papers hold: what a paper may be, and what some of that have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::search) enum ForceFilter {
    /// Those that will hold from a later day.
    NotYet,
    /// Those that hold, amended ones too.
    InForce,
    /// Those that hold, and were changed in part by a later paper.
    Amended,
    /// Those whose own last day has passed.
    Expired,
    /// Those of which a later paper took the place.
    Replaced,
    /// Those to which a later paper put an end.
    Repealed,
    /// Those that have expired, or were replaced or repealed.
    Ended,
}

impl ForceFilter {
    pub fn admits(self, force: Force) -> bool {
        match self {
            Self::NotYet => force == Force::NotYet,
            Self::InForce => matches!(force, Force::InForce | Force::Amended),
            Self::Amended => force == Force::Amended,
            Self::Expired => force == Force::Expired,
            Self::Replaced => force == Force::Replaced,
            Self::Repealed => force == Force::Repealed,
            Self::Ended => {
                matches!(force, Force::Expired | Force::Replaced | Force::Repealed)
            }
        }
    }
}

impl Narrowing {
    /// The tokens that documents must have besides those of the words.
    pub fn tokens(&self) -> Vec<String> {
        let filings = [
            self.genre.map(|genre| Filing::Genre(genre.code())),
            self.kind.as_deref().map(Filing::Kind),
            self.topic.as_deref().map(Filing::Topic),
            self.tier.map(|tier| Filing::Tier(tier.code())),
            self.year.map(Filing::Year),
            self.issuer.as_deref().map(Filing::Issuer),
        ];
        filings.iter().flatten().map(Filing::token).collect()
    }
}
