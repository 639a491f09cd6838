//! What narrows a search.

use super::{ForceFilter, Genre, Tier};
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
