//! Rows and words of study.

mod codes;

use chrono::NaiveDate;
use diesel::prelude::*;

pub use codes::{AssignmentState, ExcuseKind, LateJoiners, RequirementKind};

use crate::audiences::Audience;
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::{assignment_requirements, assignments, excuses};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// What is to be studied, by whom and until when.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assignments)]
pub struct Assignment {
    pub id: i64,
    pub public_id: PublicId,
    pub owner_unit_id: i64,
    pub title: String,
    pub note: Option<String>,
    pub audience_id: i64,
    /// Requirements count one after the other.
    pub ordered: bool,
    #[diesel(deserialize_as = String)]
    pub late_joiners: LateJoiners,
    /// Days that those who join later have.
    pub late_days: Option<i32>,
    pub opens_at: Instant,
    pub due_at: Instant,
    #[diesel(deserialize_as = String)]
    pub state: AssignmentState,
    /// The member (row key) whom the running pass has reached.
    pub pass_after: Option<i64>,
    pub opened_at: Option<Instant>,
    pub closed_at: Option<Instant>,
    pub revision: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// One thing that it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = assignment_requirements)]
pub struct Requirement {
    pub id: i64,
    pub public_id: PublicId,
    pub place: i32,
    #[diesel(deserialize_as = String)]
    pub kind: RequirementKind,
    pub document_id: Option<i64>,
    pub edition_id: Option<i64>,
    pub quiz_id: Option<i64>,
    pub title: Option<String>,
    pub added_at: Instant,
    /// The requirement for an earlier edition (row key).
    pub replaces_id: Option<i64>,
}

/// An assignment with all that decides who must do what until when.
#[derive(Debug, Clone)]
pub struct Plan {
    pub assignment: Assignment,
    /// In the order in which they were added.
    pub requirements: Vec<Requirement>,
    /// Units (row keys) with a deadline of their own.
    pub deadlines: Vec<(i64, Instant)>,
    pub audience: Audience,
}

/// Why somebody need not.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = excuses)]
pub struct Excuse {
    pub id: i64,
    pub public_id: PublicId,
    pub member_id: i64,
    /// `None`: all of them.
    pub assignment_id: Option<i64>,
    #[diesel(deserialize_as = String)]
    pub kind: ExcuseKind,
    pub reason: String,
    pub from_on: NaiveDate,
    /// The last day.
    pub to_on: Option<NaiveDate>,
    pub recorded_at: Instant,
    pub ended_at: Option<Instant>,
}

/// A requirement that was read from a request and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewRequirement {
    pub kind: RequirementKind,
    pub document_id: Option<i64>,
    pub edition_id: Option<i64>,
    pub quiz_id: Option<i64>,
    pub title: Option<String>,
}

/// All that an author says of an assignment, checked.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub title: String,
    pub note: Option<String>,
    pub audience_id: i64,
    pub ordered: bool,
    pub late_joiners: LateJoiners,
    pub late_days: Option<i32>,
    pub opens_at: Instant,
    pub due_at: Instant,
    pub requirements: Vec<NewRequirement>,
    pub deadlines: Vec<(i64, Instant)>,
}

impl NewRequirement {
    pub(super) fn of(requirement: &Requirement) -> Self {
        Self {
            kind: requirement.kind,
            document_id: requirement.document_id,
            edition_id: requirement.edition_id,
            quiz_id: requirement.quiz_id,
            title: requirement.title.clone(),
        }
    }
}

/// Called in the transaction in which an assignment is open and everybody it counts has been enrolled.
pub type AssignmentOpened = fn(&mut Conn, &dyn Actor, &Assignment) -> Result<(), Error>;

/// Asked of the room that enrols: the assignment of this id, by row key, if the located member is in it.
pub type EnrolledIn =
    fn(&mut Conn, &dyn Actor, member_id: i64, id: PublicId) -> Result<Option<i64>, Error>;
