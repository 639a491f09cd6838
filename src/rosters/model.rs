//! What a roster sheet is made of.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::person::{CardNumber, CitizenId, Email, FullName, Phone, Sex, Standing};
pub use crate::members::NewMember;
pub use crate::members::roster::{MemberChange, Membership, RosterMember};
pub use crate::sheets::RawCell;

/// A column of a roster sheet that is read and written; others are ignored and named in the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    FullName,
    BirthDate,
    Sex,
    CardNumber,
    CitizenId,
    Phone,
    Email,
    Cell,
    JoinedOn,
    OfficialOn,
    Standing,
}

impl Column {
    /// In the order of the template.
    pub const ALL: [Self; 11] = [
        Self::FullName,
        Self::BirthDate,
        Self::Sex,
        Self::CardNumber,
        Self::CitizenId,
        Self::Phone,
        Self::Email,
        Self::Cell,
        Self::JoinedOn,
        Self::OfficialOn,
        Self::Standing,
    ];

    /// The stable word for it in results.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FullName => "full_name",
            Self::BirthDate => "birth_date",
            Self::Sex => "sex",
            Self::CardNumber => "card_number",
            Self::CitizenId => "citizen_id",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Cell => "cell",
            Self::JoinedOn => "joined_on",
            Self::OfficialOn => "official_on",
            Self::Standing => "standing",
        }
    }

    /// The header in the sheets this software gives out, without the star of a required column.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::FullName => "Họ và tên",
            Self::BirthDate => "Ngày sinh",
            Self::Sex => "Giới tính",
            Self::CardNumber => "Số thẻ đảng",
            Self::CitizenId => "Số định danh cá nhân (CCCD)",
            Self::Phone => "Điện thoại",
            Self::Email => "Thư điện tử",
            Self::Cell => "Chi bộ",
            Self::JoinedOn => "Ngày vào Đảng",
            Self::OfficialOn => "Ngày chính thức",
            Self::Standing => "Tình trạng",
        }
    }

    /// Its place in [`Column::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A row below the header that is not blank.
#[derive(Debug, Clone, Default)]
pub struct SheetRow {
    /// As the program that shows the sheet numbers it: the first is 1.
    pub number: u32,
    pub cells: [RawCell; Column::ALL.len()],
}

impl SheetRow {
    #[must_use]
    pub fn cell(&self, column: Column) -> &RawCell {
        const NONE: RawCell = RawCell::Empty;
        self.cells.get(column.index()).unwrap_or(&NONE)
    }
}

/// A column that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoredColumn {
    /// As written in the sheet, shortened to 100 characters.
    pub header: String,
    /// Ethnicity and religion are never imported (sensitive personal data); others are simply unknown.
    pub refused: bool,
}

/// The sheet of a file that has the header of a roster.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The header of each column that is read, as the sheet writes it.
    pub headers: [Option<String>; Column::ALL.len()],
    pub ignored: Vec<IgnoredColumn>,
    pub rows: Vec<SheetRow>,
    /// Example rows of the template and rows of totals that were passed over.
    pub examples: u32,
}

impl Sheet {
    /// The header as the sheet writes it, else as the template does.
    #[must_use]
    pub fn header(&self, column: Column) -> &str {
        self.headers
            .get(column.index())
            .and_then(Option::as_deref)
            .unwrap_or(column.title())
    }
}

/// A row with nothing wrong in it.
#[derive(Clone, PartialEq, Eq)]
pub struct RosterRow {
    pub number: u32,
    pub full_name: FullName,
    /// The sheet has the name in capitals; `full_name` has been put into title case.
    pub in_capitals: bool,
    pub card_number: Option<CardNumber>,
    pub citizen_id: Option<CitizenId>,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub birth_date: Option<NaiveDate>,
    pub sex: Option<Sex>,
    pub joined_on: Option<NaiveDate>,
    pub official_on: Option<NaiveDate>,
    /// Row key of the cell; absent: the row says that its member belongs to none.
    pub cell_id: Option<i64>,
    /// Absent: as it is, or official for somebody new.
    pub standing: Option<Standing>,
}

impl fmt::Debug for RosterRow {
    /// Only where it stands: a row is personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RosterRow({})", self.number)
    }
}

/// What the file says about those whom it does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RosterImportMode)]
pub enum Mode {
    /// Nothing: people are added and changed.
    #[default]
    Merge,
    /// They have left: the file is the whole roster of the unit.
    Replace,
}

/// The type of a roster file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = RosterFormat)]
pub enum Format {
    /// A workbook of Excel.
    #[default]
    Xlsx,
    /// Comma-separated, UTF-8 with a byte-order mark, so that Excel opens it right.
    Csv,
}

impl Format {
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}
