//! Rows and words of the organisation tree.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules;
use crate::db::schema::units;
use crate::error::Rule;
use crate::kernel::ids::PublicId;
use crate::kernel::name_sort::sort_key;
use crate::kernel::text::{char_count, exact_key, nfc, search_key};

/// What a unit is, from the top down. A level may be left out, a group stands only in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Trung ương.
    Central,
    /// Tỉnh ủy, thành ủy.
    Province,
    /// Đảng ủy xã, phường, đặc khu.
    Commune,
    /// Đảng ủy khối, ngành, lực lượng.
    Sector,
    /// Đảng bộ, chi bộ cơ sở có đảng ủy.
    Grassroots,
    /// Đảng bộ bộ phận.
    SubCommittee,
    /// Chi bộ.
    Cell,
    /// Tổ đảng.
    Group,
}

impl UnitKind {
    pub const ALL: [Self; 8] = [
        Self::Central,
        Self::Province,
        Self::Commune,
        Self::Sector,
        Self::Grassroots,
        Self::SubCommittee,
        Self::Cell,
        Self::Group,
    ];

    /// The stable word for it in the database and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Central => "central",
            Self::Province => "province",
            Self::Commune => "commune",
            Self::Sector => "sector",
            Self::Grassroots => "grassroots",
            Self::SubCommittee => "sub_committee",
            Self::Cell => "cell",
            Self::Group => "group",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl TryFrom<String> for UnitKind {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or_else(|| format!("no kind of unit is called {code}"))
    }
}

/// A unit of the tree.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = units)]
pub struct Unit {
    pub id: i64,
    pub public_id: PublicId,
    pub parent_id: Option<i64>,
    #[diesel(deserialize_as = String)]
    pub kind: UnitKind,
    pub name: String,
    pub name_sort: Vec<u8>,
    pub code: Option<String>,
    pub depth: i32,
    /// The unit and everything below it are the units with `lft` in `[lft, lft_end)`.
    pub lft: i64,
    pub lft_end: i64,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub successor_id: Option<i64>,
    pub revision: i64,
}

impl Unit {
    /// # Errors
    /// 409 `unit_closed`.
    pub fn check_open(&self) -> Result<(), Rule> {
        if self.closed_on.is_none() {
            Ok(())
        } else {
            Err(rules::UNIT_CLOSED)
        }
    }
}

/// A unit to be added.
#[derive(Debug, Clone)]
pub struct NewUnit {
    /// `None`: a top unit.
    pub parent_id: Option<i64>,
    pub kind: UnitKind,
    pub name: UnitName,
    pub code: Option<UnitCode>,
    pub opened_on: NaiveDate,
}

/// The name of a unit: one line in NFC, 1 to [`UnitName::MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitName(String);

impl UnitName {
    pub const MAX: usize = 200;

    /// # Errors
    /// 422 at `/name`.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let name = nfc(text);
        // What folds to nothing could never be found again.
        if search_key(&name).is_empty() || char_count(&name) > Self::MAX {
            return Err(rules::NAME_FORM);
        }
        Ok(Self(name))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn search_key(&self) -> String {
        search_key(&self.0)
    }

    #[must_use]
    pub fn exact_key(&self) -> String {
        exact_key(&self.0)
    }

    #[must_use]
    pub fn sort_key(&self) -> Vec<u8> {
        sort_key(&self.0)
    }
}

/// The number a committee gives a unit: 1 to [`UnitCode::MAX`] of ASCII letters, digits, `.`, `-`, `_` and `/`, a letter
/// or digit first. No two units have the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCode(String);

impl UnitCode {
    pub const MAX: usize = 32;

    /// # Errors
    /// 422 at `/code`.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || b".-_/".contains(&byte);
        let starts = text
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphanumeric());
        if starts && text.len() <= Self::MAX && text.bytes().all(good) {
            Ok(Self(text.to_owned()))
        } else {
            Err(rules::CODE_FORM)
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What happened to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It came to be.
    Opened,
    /// It got another name.
    Renamed,
    /// It got another code.
    Recoded,
    /// It came under another unit.
    Moved,
    /// It ended: its parts and members went to another unit.
    Merged,
    /// It took in another unit.
    TookIn,
    /// Parts of it became units of their own.
    Split,
    /// It came out of another unit.
    SplitOff,
    /// It ended.
    Closed,
}

impl ChangeKind {
    pub const ALL: [Self; 9] = [
        Self::Opened,
        Self::Renamed,
        Self::Recoded,
        Self::Moved,
        Self::Merged,
        Self::TookIn,
        Self::Split,
        Self::SplitOff,
        Self::Closed,
    ];

    /// The stable word for it in the database and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Renamed => "renamed",
            Self::Recoded => "recoded",
            Self::Moved => "moved",
            Self::Merged => "merged",
            Self::TookIn => "took_in",
            Self::Split => "split",
            Self::SplitOff => "split_off",
            Self::Closed => "closed",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
