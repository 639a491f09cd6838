//! What lists and searches are narrowed by, in the same words.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Force, Tier};

/// How much documents are asked of their readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TierFilter {
    Required,
    Recommended,
    /// Those that are kept to be looked up.
    Archive,
    /// All of them, the archive too.
    All,
}

/// Whether papers hold today: what a paper may be, and what some of that have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ForceFilter {
    /// Those that will hold from a later day.
    NotYet,
    /// Those that hold, amended ones too.
    InForce,
    /// Those that hold, changed in part by a later paper.
    Amended,
    /// Those that have expired, or were replaced or repealed.
    Ended,
    /// Those whose own last day has passed.
    Expired,
    /// Those whose place a later paper took.
    Replaced,
    /// Those to which a later paper put an end.
    Repealed,
}

impl TierFilter {
    /// The only tier that is wanted; `None`: any.
    #[must_use]
    pub const fn only(self) -> Option<Tier> {
        match self {
            Self::Required => Some(Tier::Required),
            Self::Recommended => Some(Tier::Recommended),
            Self::Archive => Some(Tier::Archive),
            Self::All => None,
        }
    }
}

impl ForceFilter {
    #[must_use]
    pub fn admits(self, force: Force) -> bool {
        match self {
            Self::NotYet => force == Force::NotYet,
            Self::InForce => matches!(force, Force::InForce | Force::Amended),
            Self::Amended => force == Force::Amended,
            Self::Ended => matches!(force, Force::Expired | Force::Replaced | Force::Repealed),
            Self::Expired => force == Force::Expired,
            Self::Replaced => force == Force::Replaced,
            Self::Repealed => force == Force::Repealed,
        }
    }
}
