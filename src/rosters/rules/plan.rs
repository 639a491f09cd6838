//! What a file changes: whom it adds, changes, moves and removes, and what of it cannot be.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::model::{
    Column, MemberChange, Membership, Mode, NewMember, RosterMember, RosterRow,
};
use super::checks::Checked;
use super::issues::{Finding, Issue, Mend};
use super::people::{Described, Meant, People};
use super::row::FaultyRow;
use crate::kernel::ids::PublicId;
use crate::kernel::person::{CardNumber, CitizenId, Email, FullName, Phone, Standing};
use crate::kernel::text::exact_key;

/// How many of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::rosters) struct Counts {
    /// Rows below the header that are not blank.
    pub rows: usize,
    pub valid: usize,
    /// Rows with something wrong.
    pub errors: usize,
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// People who cease to be members: named with such a standing, or (mode `replace`) not named at all.
    pub removed: usize,
    /// Rows in which something was put right.
    pub repaired: usize,
    /// Members of the unit before the import.
    pub members_before: usize,
}

/// Rows that may mean one person: a row, and another row or a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rosters) struct Alike {
    pub row: u32,
    pub other: Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rosters) enum Other {
    Row(u32),
    Member(PublicId),
}

/// What a file comes to.
#[derive(Debug, Default)]
pub(in crate::rosters) struct Plan {
    pub new: Vec<NewMember>,
    pub changes: Vec<MemberChange>,
    pub counts: Counts,
    /// By row.
    pub issues: Vec<Finding<Issue>>,
    /// By row.
    pub mends: Vec<Finding<Mend>>,
    pub alike: Vec<Alike>,
}

/// Compares the checked rows with the people there are.
pub(in crate::rosters) fn plan(
    checked: Checked,
    people: &People,
    mode: Mode,
    today: NaiveDate,
) -> Plan {
    let mut planner = Planner {
        people,
        today,
        named: HashMap::new(),
        plan: Plan::default(),
    };
    planner.plan.issues = checked.issues;
    planner.plan.mends = checked.mends;
    planner.plan.alike = checked
        .alike
        .into_iter()
        .map(|(row, first)| Alike {
            row,
            other: Other::Row(first),
        })
        .collect();
    let rows = checked.rows.len() + checked.faulty.len();
    for faulty in &checked.faulty {
        planner.faulty(faulty);
    }
    for row in checked.rows {
        planner.row(row);
    }
    if mode == Mode::Replace {
        planner.remove_the_unnamed();
    }
    planner.finish(rows)
}

struct Planner<'a> {
    people: &'a People,
    today: NaiveDate,
    /// The people whom rows mean, by their place, and the first such row.
    named: HashMap<usize, u32>,
    plan: Plan,
}

impl Planner<'_> {
    /// A row that will not be imported still names somebody, and may have more wrong with it.
    fn faulty(&mut self, row: &FaultyRow) {
        let described = Described {
            card_number: row.card_number.as_ref().map(CardNumber::as_str),
            citizen_id: row.citizen_id.as_ref().map(CitizenId::as_str),
            full_name: row.full_name.as_ref().map(FullName::as_str),
            birth_date: row.birth_date,
            cell_id: row.cell_id,
            without_cell: row.without_cell,
        };
        match self.people.meant(&described) {
            Ok(Meant::Known(place)) => {
                self.named.entry(place).or_insert(row.number);
            }
            Ok(Meant::Nobody) => {}
            Err(Issue::Required) if !row.lacks_card => {}
            Err(issue) => self.wrong(row.number, issue),
        }
    }

    fn row(&mut self, row: RosterRow) {
        let described = Described {
            card_number: row.card_number.as_ref().map(CardNumber::as_str),
            citizen_id: row.citizen_id.as_ref().map(CitizenId::as_str),
            full_name: Some(row.full_name.as_str()),
            birth_date: row.birth_date,
            cell_id: row.cell_id,
            without_cell: row.cell_id.is_none(),
        };
        match self.people.meant(&described) {
            Ok(Meant::Known(place)) => {
                if let Some(first) = self.named.get(&place).copied() {
                    return self.wrong(row.number, Issue::PersonRepeated { first });
                }
                self.named.insert(place, row.number);
                self.known(place, &row);
            }
            Ok(Meant::Nobody) => self.nobody(row),
            Err(issue) => self.wrong(row.number, issue),
        }
    }

    fn known(&mut self, place: usize, row: &RosterRow) {
        let Some(member) = self.people.get(place) else {
            return;
        };
        match changed(member, row) {
            Some(change) => {
                let leaves = member.standing.is_active() && !change.after.standing.is_active();
                self.plan.counts.changed += usize::from(!leaves);
                self.plan.counts.removed += usize::from(leaves);
                self.plan.changes.push(change);
            }
            None => self.plan.counts.unchanged += 1,
        }
    }

    fn nobody(&mut self, row: RosterRow) {
        let Some(unit_id) = row.cell_id else { return };
        let namesake = row
            .birth_date
            .and_then(|day| self.people.namesake(row.full_name.as_str(), day));
        if let Some(member) = namesake {
            self.plan.alike.push(Alike {
                row: row.number,
                other: Other::Member(member.public_id),
            });
        }
        self.plan.new.push(NewMember {
            full_name: row.full_name,
            card_number: row.card_number,
            citizen_id: row.citizen_id,
            phone: row.phone,
            email: row.email,
            birth_date: row.birth_date,
            sex: row.sex,
            joined_on: row.joined_on,
            official_on: row.official_on,
            unit_id,
            standing: row.standing.unwrap_or(Standing::Official),
            standing_from: self.today,
            membership_from: self.today,
        });
    }

    fn remove_the_unnamed(&mut self) {
        let unnamed = self.people.own().filter(|(place, member)| {
            member.standing.is_active() && !self.named.contains_key(place)
        });
        let removals: Vec<MemberChange> = unnamed
            .map(|(_, member)| {
                let after = RosterMember {
                    standing: Standing::Left,
                    ..member.clone()
                };
                let membership = if member.cell_id.is_some() {
                    Membership::Ends
                } else {
                    Membership::Stays
                };
                MemberChange {
                    after,
                    membership,
                    standing_changes: true,
                }
            })
            .collect();
        self.plan.counts.removed += removals.len();
        self.plan.changes.extend(removals);
    }

    fn wrong(&mut self, row: u32, what: Issue) {
        let column = match what {
            Issue::CitizenElsewhere | Issue::CitizenTaken => Column::CitizenId,
            Issue::CellNeeded => Column::Cell,
            _ => Column::CardNumber,
        };
        self.plan.issues.push(Finding { row, column, what });
    }

    fn finish(mut self, rows: usize) -> Plan {
        self.plan
            .issues
            .sort_by_key(|finding| (finding.row, finding.column));
        self.plan.alike.sort_by_key(|alike| alike.row);
        let counts = &mut self.plan.counts;
        counts.rows = rows;
        counts.errors = distinct(self.plan.issues.iter().map(|finding| finding.row));
        counts.valid = rows - counts.errors.min(rows);
        counts.repaired = distinct(self.plan.mends.iter().map(|finding| finding.row));
        counts.new = self.plan.new.len();
        counts.members_before = self
            .people
            .own()
            .filter(|(_, member)| member.standing.is_active())
            .count();
        self.plan
    }
}

/// How many different rows there are in an ordered list.
fn distinct(rows: impl Iterator<Item = u32>) -> usize {
    let mut last = None;
    rows.filter(|row| last.replace(*row) != Some(*row)).count()
}

/// What a row changes of a member; an empty cell of the sheet says nothing. `None`: nothing.
fn changed(member: &RosterMember, row: &RosterRow) -> Option<MemberChange> {
    let mut after = member.clone();
    let same_name =
        row.in_capitals && exact_key(&member.full_name) == exact_key(row.full_name.as_str());
    if !same_name {
        row.full_name.as_str().clone_into(&mut after.full_name);
    }
    let told = |slot: &mut Option<String>, value: Option<&str>| {
        if let Some(value) = value {
            *slot = Some(value.to_owned());
        }
    };
    told(
        &mut after.card_number,
        row.card_number.as_ref().map(CardNumber::as_str),
    );
    told(
        &mut after.citizen_id,
        row.citizen_id.as_ref().map(CitizenId::as_str),
    );
    told(&mut after.phone, row.phone.as_ref().map(Phone::as_str));
    told(&mut after.email, row.email.as_ref().map(Email::as_str));
    after.birth_date = row.birth_date.or(member.birth_date);
    after.sex = row.sex.or(member.sex);
    after.joined_on = row.joined_on.or(member.joined_on);
    after.official_on = row.official_on.or(member.official_on);
    after.standing = row.standing.unwrap_or(member.standing);
    let membership = match (after.standing.is_active(), member.cell_id, row.cell_id) {
        (false, Some(_), _) => Membership::Ends,
        (true, cell, Some(to)) if cell != Some(to) => Membership::MovesTo(to),
        _ => Membership::Stays,
    };
    let standing_changes = after.standing != member.standing;
    let changes = after != *member || membership != Membership::Stays;
    changes.then_some(MemberChange {
        after,
        membership,
        standing_changes,
    })
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
