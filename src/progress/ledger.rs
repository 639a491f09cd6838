//! Changes of cases, gathered and written with the figures they move, in one transaction.

use std::collections::BTreeMap;

use super::model::{Asking, Case, Enrolment, Figures, Outcome, Place};
use super::queries::write;
use super::rules::{completion, figures};
use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::error::Error;

/// What is to be written. Whoever fills it holds the members it is about.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    enrolments: Vec<Enrolment>,
    outcomes: Vec<(i64, Outcome)>,
    deltas: BTreeMap<Place, Figures>,
}

impl Ledger {
    /// A case after something has happened: what follows is concluded, and only what differs is written. `before` is what
    /// stands in the database; `None`: nothing does.
    pub(super) fn enter(&mut self, asking: &Asking, before: Option<&Case>, mut after: Case) {
        after.enrolment.asked = i32::try_from(asking.requirements.len()).unwrap_or(i32::MAX);
        completion::conclude(asking, &mut after);
        if let Some(before) = before {
            if *before == after {
                return;
            }
            figures::count(&mut self.deltas, asking, before, -1);
        }
        figures::count(&mut self.deltas, asking, &after, 1);
        let member = after.enrolment.member_id;
        for (key, outcome) in &after.outcomes {
            let stored = before.and_then(|before| before.outcomes.get(key));
            if stored != Some(outcome) {
                self.outcomes.push((member, outcome.clone()));
            }
        }
        if before.is_none_or(|before| before.enrolment != after.enrolment) {
            self.enrolments.push(after.enrolment);
        }
    }

    /// Writes it all.
    pub(super) fn write(self, conn: &mut Conn, actor: &impl Actor) -> Result<(), Error> {
        write::enrolments(conn, actor, &self.enrolments)?;
        write::outcomes(conn, actor, &self.outcomes)?;
        write::figures(conn, actor, &self.deltas)
    }
}
