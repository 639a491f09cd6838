//! Every row by itself and against the rows above it: all that is wrong, and what was put right.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{Datelike, NaiveDate};

use super::super::model::{Column, RosterRow, SheetRow};
use super::cells::Cells;
use super::issues::{Finding, Issue, Mend};
use super::people::{NameKey, People};
use super::values;
use crate::kernel::person::{CardNumber, CitizenId, FullName};

/// Nobody joins younger.
const YEARS_TO_JOIN: i32 = 18;

/// A file's rows after what can be told without the database.
#[derive(Debug, Default)]
pub(in crate::rosters) struct Checked {
    pub rows: Vec<RosterRow>,
    pub faulty: Vec<FaultyRow>,
    pub issues: Vec<Finding<Issue>>,
    pub mends: Vec<Finding<Mend>>,
    /// Rows that may mean one person: a row and the first like it.
    pub alike: Vec<(u32, u32)>,
}

/// What a row with something wrong in it says about who is meant.
pub(in crate::rosters) struct FaultyRow {
    pub number: u32,
    pub full_name: Option<FullName>,
    pub card_number: Option<CardNumber>,
    /// The cell for it is empty.
    pub lacks_card: bool,
    pub citizen_id: Option<CitizenId>,
    pub birth_date: Option<NaiveDate>,
    pub cell_id: Option<i64>,
}

impl std::fmt::Debug for FaultyRow {
    /// Only where it stands: a row is personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FaultyRow({})", self.number)
    }
}

/// Checks every row; takes the sheet's rows apart as it goes.
pub(in crate::rosters) fn check(rows: Vec<SheetRow>, cells: &Cells, today: NaiveDate) -> Checked {
    let mut checker = Checker {
        cells,
        today,
        seen: Seen::default(),
        checked: Checked::default(),
    };
    for row in rows {
        checker.row(&row);
    }
    checker.checked
}

impl Checked {
    /// The card numbers and citizen ids that nobody has whom the importer is known to keep.
    pub(in crate::rosters) fn numbers(&self, people: &People) -> (Vec<String>, Vec<String>) {
        let faulty = self
            .faulty
            .iter()
            .map(|row| (&row.card_number, &row.citizen_id));
        let rows = self
            .rows
            .iter()
            .map(|row| (&row.card_number, &row.citizen_id));
        let (mut cards, mut citizens) = (Vec::new(), Vec::new());
        for (card, citizen) in rows.chain(faulty) {
            let card = card.as_ref().map(CardNumber::as_str);
            let citizen = citizen.as_ref().map(CitizenId::as_str);
            cards.extend(
                card.filter(|card| !people.knows_card(card))
                    .map(str::to_owned),
            );
            citizens.extend(
                citizen
                    .filter(|id| !people.knows_citizen(id))
                    .map(str::to_owned),
            );
        }
        (cards, citizens)
    }
}

/// Who stood in the rows above.
#[derive(Default)]
struct Seen {
    cards: HashMap<CardNumber, u32>,
    citizens: HashMap<CitizenId, u32>,
    people: HashMap<NameKey, u32>,
}

struct Checker<'a> {
    cells: &'a Cells,
    today: NaiveDate,
    seen: Seen,
    checked: Checked,
}

/// The findings of one row.
struct RowFindings {
    row: u32,
    issues: Vec<Finding<Issue>>,
    mends: Vec<Finding<Mend>>,
}

impl Checker<'_> {
    fn row(&mut self, raw: &SheetRow) {
        let mut findings = RowFindings {
            row: raw.number,
            issues: Vec::new(),
            mends: Vec::new(),
        };
        let name = findings.mended(
            Column::FullName,
            values::full_name(raw.cell(Column::FullName)),
            true,
        );
        let in_capitals = findings
            .mends
            .iter()
            .any(|mend| mend.what == Mend::Capitals);
        let card_number = findings.mended(
            Column::CardNumber,
            values::card_number(raw.cell(Column::CardNumber)),
            false,
        );
        let lacks_card = card_number.is_none() && !findings.has(Column::CardNumber);
        let citizen_id = findings.mended(
            Column::CitizenId,
            values::citizen_id(raw.cell(Column::CitizenId)),
            false,
        );
        let phone = findings.mended(Column::Phone, values::phone(raw.cell(Column::Phone)), false);
        let email = findings.plain(Column::Email, values::email(raw.cell(Column::Email)));
        let sex = findings.plain(Column::Sex, values::sex(raw.cell(Column::Sex)));
        let standing = findings.plain(
            Column::Standing,
            values::standing(raw.cell(Column::Standing)),
        );
        let date = |findings: &mut RowFindings, column| {
            findings.plain(column, values::date(raw.cell(column), self.today))
        };
        let birth_date = date(&mut findings, Column::BirthDate);
        let joined_on = date(&mut findings, Column::JoinedOn);
        let official_on = date(&mut findings, Column::OfficialOn);
        findings.dates(birth_date, joined_on, official_on);
        let cell_id = self.cell(&mut findings, raw);
        self.numbers_above(&mut findings, card_number.as_ref(), citizen_id.as_ref());
        if !findings.has(Column::CardNumber) {
            self.people_above(raw.number, name.as_ref(), birth_date);
        }
        match (name, cell_id) {
            (Some(full_name), Some(cell_id)) if findings.issues.is_empty() => {
                self.checked.rows.push(RosterRow {
                    number: raw.number,
                    full_name,
                    in_capitals,
                    card_number,
                    citizen_id,
                    phone,
                    email,
                    birth_date,
                    sex,
                    joined_on,
                    official_on,
                    cell_id,
                    standing,
                })
            }
            (full_name, cell_id) => {
                let number = raw.number;
                let faulty = FaultyRow {
                    number,
                    full_name,
                    card_number,
                    lacks_card,
                    citizen_id,
                    birth_date,
                    cell_id,
                };
                self.checked.faulty.push(faulty);
            }
        }
        self.checked.issues.append(&mut findings.issues);
        self.checked.mends.append(&mut findings.mends);
    }

    fn cell(&self, findings: &mut RowFindings, raw: &SheetRow) -> Option<i64> {
        match values::text(raw.cell(Column::Cell)) {
            Ok(None) if self.cells.only().is_some() => self.cells.only(),
            Ok(None) => findings.wrong(Column::Cell, Issue::Required),
            Ok(Some(written)) => match self.cells.find(&written) {
                Ok(cell) => Some(cell),
                Err(issue) => findings.wrong(Column::Cell, issue),
            },
            Err(issue) => findings.wrong(Column::Cell, issue),
        }
    }

    fn numbers_above(
        &mut self,
        findings: &mut RowFindings,
        card: Option<&CardNumber>,
        citizen: Option<&CitizenId>,
    ) {
        if let Some(first) =
            card.and_then(|card| first_row(&mut self.seen.cards, card, findings.row))
        {
            findings.wrong::<()>(Column::CardNumber, Issue::CardRepeated { first });
        }
        if let Some(first) =
            citizen.and_then(|citizen| first_row(&mut self.seen.citizens, citizen, findings.row))
        {
            findings.wrong::<()>(Column::CitizenId, Issue::CitizenRepeated { first });
        }
    }

    fn people_above(&mut self, row: u32, name: Option<&FullName>, birth_date: Option<NaiveDate>) {
        let (Some(name), Some(birth_date)) = (name, birth_date) else {
            return;
        };
        if let Some(first) = first_row(
            &mut self.seen.people,
            &NameKey::of(name.as_str(), birth_date),
            row,
        ) {
            self.checked.alike.push((row, first));
        }
    }
}

/// The row that had this before, if any; else this row is the first.
fn first_row<K: Clone + Eq + std::hash::Hash>(
    seen: &mut HashMap<K, u32>,
    key: &K,
    row: u32,
) -> Option<u32> {
    match seen.entry(key.clone()) {
        Entry::Occupied(first) => Some(*first.get()),
        Entry::Vacant(place) => {
            place.insert(row);
            None
        }
    }
}

impl RowFindings {
    fn has(&self, column: Column) -> bool {
        self.issues.iter().any(|issue| issue.column == column)
    }

    fn wrong<T>(&mut self, column: Column, what: Issue) -> Option<T> {
        self.issues.push(Finding {
            row: self.row,
            column,
            what,
        });
        None
    }

    fn plain<T>(&mut self, column: Column, read: Result<Option<T>, Issue>) -> Option<T> {
        read.unwrap_or_else(|issue| self.wrong(column, issue))
    }

    fn mended<T>(
        &mut self,
        column: Column,
        read: Result<Option<(T, Vec<Mend>)>, Issue>,
        required: bool,
    ) -> Option<T> {
        match self.plain(column, read) {
            Some((value, mends)) => {
                self.mends.extend(mends.into_iter().map(|what| Finding {
                    row: self.row,
                    column,
                    what,
                }));
                Some(value)
            }
            None if required && !self.has(column) => self.wrong(column, Issue::Required),
            None => None,
        }
    }

    fn dates(
        &mut self,
        birth: Option<NaiveDate>,
        joined: Option<NaiveDate>,
        official: Option<NaiveDate>,
    ) {
        if let (Some(birth), Some(joined)) = (birth, joined)
            && joined < anniversary(birth, YEARS_TO_JOIN)
        {
            self.wrong::<()>(Column::JoinedOn, Issue::JoinedTooYoung);
        }
        if let (Some(joined), Some(official)) = (joined, official)
            && official < joined
        {
            self.wrong::<()>(Column::OfficialOn, Issue::OfficialBeforeJoined);
        }
    }
}

/// The same day some years later; of the 29 February, the first of March.
fn anniversary(day: NaiveDate, years: i32) -> NaiveDate {
    day.with_year(day.year() + years)
        .unwrap_or_else(|| NaiveDate::from_ymd_opt(day.year() + years, 3, 1).unwrap_or(day))
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
