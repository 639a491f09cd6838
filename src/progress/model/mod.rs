//! Rows and words of progress.

mod codes;

use std::collections::BTreeMap;

use diesel::prelude::*;

pub use codes::{Counted, EventKind, RecordKind, Source, State, Step};

pub use crate::study::RequirementKind;

use crate::db::schema::{assignment_requirements, enrolments, requirement_results};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// That somebody is to do an assignment, and how far he is.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = enrolments)]
pub struct Enrolment {
    pub member_id: i64,
    pub assignment_id: i64,
    pub cell_id: i64,
    pub due_at: Instant,
    pub entered_at: Instant,
    #[diesel(deserialize_as = String)]
    pub state: State,
    #[diesel(deserialize_as = String)]
    pub counted: Counted,
    /// How many requirements his figures know, in the order of their keys.
    pub asked: i32,
    pub opened_at: Option<Instant>,
    pub completed_at: Option<Instant>,
    /// When he had finished before more was asked.
    pub completed_before: Option<Instant>,
}

/// How far somebody is with a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = requirement_results)]
pub struct Outcome {
    pub requirement_id: i64,
    #[diesel(deserialize_as = String)]
    pub step: Step,
    /// When he did it.
    pub done_at: Option<Instant>,
    /// When it counted.
    pub met_at: Option<Instant>,
    pub late: bool,
    #[diesel(deserialize_as = String)]
    pub source: Source,
    pub seconds: i32,
}

/// A requirement, as far as completion goes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = assignment_requirements)]
pub struct Asked {
    pub id: i64,
    pub place: i32,
    #[diesel(deserialize_as = String)]
    pub kind: RequirementKind,
    pub edition_id: Option<i64>,
    pub quiz_id: Option<i64>,
    pub replaces_id: Option<i64>,
}

/// What an assignment asks for, in the order in which it came to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    pub assignment_id: i64,
    pub ordered: bool,
    pub requirements: Vec<Asked>,
}

/// A member and an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub enrolment: Enrolment,
    /// By requirement (row key).
    pub outcomes: BTreeMap<i64, Outcome>,
}

/// How many, of a cell; see the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    pub counted: i64,
    pub excused: i64,
    pub exempt: i64,
    pub opened: i64,
    pub in_progress: i64,
    pub met: i64,
    pub met_late: i64,
}

/// Assignment, requirement (0: the whole), cell.
pub type Place = (i64, i64, i64);

impl Figures {
    /// Adds the others `times`, which may be negative.
    pub(super) fn add(&mut self, other: &Self, times: i64) {
        self.counted += times * other.counted;
        self.excused += times * other.excused;
        self.exempt += times * other.exempt;
        self.opened += times * other.opened;
        self.in_progress += times * other.in_progress;
        self.met += times * other.met;
        self.met_late += times * other.met_late;
    }

    pub(super) fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

/// An event as it was sent, with its edition found and its time believed.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub client_id: PublicId,
    pub edition_id: i64,
    /// Editions that are as good as this one.
    pub series: Vec<i64>,
    pub kind: EventKind,
    pub anchor: Option<String>,
    pub permille: Option<i32>,
    pub at: Instant,
    pub claimed_seconds: i32,
}
