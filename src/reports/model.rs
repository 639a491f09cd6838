//! What reports are made of.

use std::iter::Sum;
use std::ops::{Add, AddAssign};
use std::sync::Arc;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::schema::{assignments, report_snapshots};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// People of some cells by how far they are with an assignment, or with one of its requirements. All that ever happens
/// to figures is that they are added: a rate is made of a sum, never of rates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The denominator: who is to finish.
    pub counted: i64,
    /// Let off for a time, with a reason; shown apart.
    pub excused: i64,
    /// Need not at all.
    pub exempt: i64,
    /// Of `counted`: have opened something.
    pub opened: i64,
    /// Of `counted`: are further than that, but have not finished.
    pub in_progress: i64,
    /// Of `counted`: have finished, late or not. The numerator.
    pub met: i64,
    /// Of `met`: after their deadline.
    pub met_late: i64,
}

impl Figures {
    /// Who is to finish and has not.
    #[must_use]
    pub const fn missing(self) -> i64 {
        self.counted - self.met
    }

    /// Who has not even begun.
    #[must_use]
    pub const fn not_begun(self) -> i64 {
        self.counted - self.met - self.in_progress - self.opened
    }

    /// Whether nobody at all is in them.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl Add for Figures {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            counted: self.counted + other.counted,
            excused: self.excused + other.excused,
            exempt: self.exempt + other.exempt,
            opened: self.opened + other.opened,
            in_progress: self.in_progress + other.in_progress,
            met: self.met + other.met,
            met_late: self.met_late + other.met_late,
        }
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Figures {
    fn sum<I: Iterator<Item = Self>>(figures: I) -> Self {
        figures.fold(Self::default(), Add::add)
    }
}

/// An assignment that has been opened, as reports name it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assignments)]
pub struct Assignment {
    pub id: i64,
    pub public_id: PublicId,
    pub title: String,
    pub late_joiners: String,
    pub late_days: Option<i32>,
    pub opens_at: Instant,
    /// The common deadline; a part of the tree may have another one.
    pub due_at: Instant,
    pub state: String,
}

/// Where an assignment that reports tell of stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportedState {
    /// Its people are being taken in: figures still grow.
    Opening,
    /// It runs.
    Open,
    /// It has ended.
    Closed,
}

impl ReportedState {
    pub const ALL: [Self; 3] = [Self::Opening, Self::Open, Self::Closed];
    /// Those that run.
    pub const RUNNING: [Self; 2] = [Self::Opening, Self::Open];

    /// The stable word for it in the database and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// The state of a row; reports ask only for rows in one of these states.
    #[must_use]
    pub fn of(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|state| state.code() == code)
            .unwrap_or(Self::Open)
    }
}

/// A requirement as reports name it.
#[derive(Debug, Clone)]
pub struct Requirement {
    pub id: i64,
    pub public_id: PublicId,
    pub kind: String,
    /// What it is called: its own title, or that of the document.
    pub title: Option<String>,
}

/// Figures that were frozen.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = report_snapshots)]
pub struct Snapshot {
    pub id: i64,
    pub public_id: PublicId,
    pub taken_at: Instant,
    pub reason: String,
    pub due_at: Option<Instant>,
}

/// What figures are read from.
#[derive(Debug, Clone)]
pub enum Standpoint {
    /// As it is while the question is asked.
    Now(Instant),
    /// As it was when that was frozen.
    Frozen(Snapshot),
}

impl Standpoint {
    /// The moment the figures tell of.
    pub fn as_of(&self) -> Instant {
        match self {
            Self::Now(at) => *at,
            Self::Frozen(snapshot) => snapshot.taken_at,
        }
    }
}

/// Somebody who is to finish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    pub id: i64,
    pub public_id: PublicId,
    pub full_name: String,
    pub state: String,
    pub counted: String,
    pub entered_at: Instant,
    pub due_at: Instant,
    pub completed_at: Option<Instant>,
}

/// How far somebody is who has not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingState {
    /// Has not begun.
    Assigned,
    /// Has opened something.
    Opened,
    /// Is further than that.
    InProgress,
}

impl MissingState {
    pub const ALL: [Self; 3] = [Self::Assigned, Self::Opened, Self::InProgress];

    /// The stable word for it in the database and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Opened => "opened",
            Self::InProgress => "in_progress",
        }
    }

    #[must_use]
    pub fn of(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|state| state.code() == code)
            .unwrap_or(Self::Assigned)
    }
}

/// What an export holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportContent {
    /// Figures, a row for each cell and assignment.
    Cells,
    /// Everybody who is assigned in one's own cell, by name.
    Members,
}

/// What kind of file an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// An Excel workbook.
    #[default]
    Xlsx,
    /// UTF-8 with a byte order mark.
    Csv,
}

impl ExportFormat {
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv",
        }
    }
}

/// Figures of one cell in an export.
#[derive(Debug, Clone)]
pub struct CellRow {
    /// The unit above it. Names are shared: there is a row for each assignment.
    pub above: Arc<str>,
    pub cell: Arc<str>,
    /// Its own deadline. `None`: the figures are frozen, and what its deadline was then is not kept.
    pub due_at: Option<Instant>,
    pub figures: Figures,
}
