//! The sex column of a roster sheet.

use super::PersonFieldError;
use crate::kernel::text;

/// The sex of a person as the national sheet writes it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

impl Sex {
    /// Reads `Nam`, `Nữ`, `nu`, `male` or `female`, whatever the case.
    ///
    /// # Errors
    /// [`PersonFieldError::SexUnknown`].
    pub fn parse(written: &str) -> Result<Self, PersonFieldError> {
        match text::search_key(written).as_str() {
            "nam" | "male" => Ok(Self::Male),
            "nu" | "female" => Ok(Self::Female),
            _ => Err(PersonFieldError::SexUnknown),
        }
    }

    /// The stable code, the same as in JSON and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }

    /// The sex of an exact code, or `None`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "male" => Some(Self::Male),
            "female" => Some(Self::Female),
            _ => None,
        }
    }

    /// The Vietnamese label.
    #[must_use]
    pub const fn label_vi(self) -> &'static str {
        match self {
            Self::Male => "Nam",
            Self::Female => "Nữ",
        }
    }
}
