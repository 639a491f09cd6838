//! One row by itself: all that is wrong with it, and what was put right.

use chrono::NaiveDate;

use super::super::model::{Column, RosterRow, SheetRow};
use super::cells::Cells;
use super::issues::{Finding, Issue, Mend};
use super::values;
use crate::kernel::dates::may_join_from;
use crate::kernel::person::{CardNumber, CitizenId, Email, FullName, Phone, Sex, Standing};

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
    /// The row says that the member belongs to none.
    pub without_cell: bool,
}

impl std::fmt::Debug for FaultyRow {
    /// Only where it stands: a row is personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FaultyRow({})", self.number)
    }
}

/// A row that was read, and perhaps has something wrong.
#[derive(Default)]
pub(super) struct Draft {
    pub number: u32,
    pub full_name: Option<FullName>,
    in_capitals: bool,
    pub card_number: Option<CardNumber>,
    pub citizen_id: Option<CitizenId>,
    phone: Option<Phone>,
    email: Option<Email>,
    pub birth_date: Option<NaiveDate>,
    sex: Option<Sex>,
    joined_on: Option<NaiveDate>,
    official_on: Option<NaiveDate>,
    cell_id: Option<i64>,
    standing: Option<Standing>,
    pub issues: Vec<Finding<Issue>>,
    pub mends: Vec<Finding<Mend>>,
}

/// Reads every cell of a row.
pub(super) fn read(raw: &SheetRow, cells: &Cells, today: NaiveDate) -> Draft {
    use Column as C;
    let mut draft = Draft {
        number: raw.number,
        ..Draft::default()
    };
    draft.full_name = draft.mended(C::FullName, values::full_name(raw.cell(C::FullName)));
    if draft.full_name.is_none() && !draft.is_wrong(C::FullName) {
        draft.wrong(C::FullName, Issue::Required);
    }
    draft.card_number = draft.mended(C::CardNumber, values::card_number(raw.cell(C::CardNumber)));
    draft.citizen_id = draft.mended(C::CitizenId, values::citizen_id(raw.cell(C::CitizenId)));
    draft.phone = draft.mended(C::Phone, values::phone(raw.cell(C::Phone)));
    draft.email = draft.plain(C::Email, values::email(raw.cell(C::Email)));
    draft.sex = draft.plain(C::Sex, values::sex(raw.cell(C::Sex)));
    draft.standing = draft.plain(C::Standing, values::standing(raw.cell(C::Standing)));
    draft.birth_date = draft.plain(C::BirthDate, values::date(raw.cell(C::BirthDate), today));
    draft.joined_on = draft.plain(C::JoinedOn, values::date(raw.cell(C::JoinedOn), today));
    draft.official_on = draft.plain(C::OfficialOn, values::date(raw.cell(C::OfficialOn), today));
    draft.check_dates();
    draft.cell_id = draft.plain(C::Cell, cell(raw, cells));
    draft
}

fn cell(raw: &SheetRow, cells: &Cells) -> Result<Option<i64>, Issue> {
    match (values::text(raw.cell(Column::Cell))?, cells.only()) {
        (Some(written), _) if cells.is_none(&written) => Ok(None),
        (Some(written), _) => cells.find(&written).map(Some),
        (None, Some(only)) => Ok(Some(only)),
        (None, None) => Err(Issue::Required),
    }
}

impl Draft {
    pub(super) fn is_wrong(&self, column: Column) -> bool {
        self.issues.iter().any(|issue| issue.column == column)
    }

    pub(super) fn wrong(&mut self, column: Column, what: Issue) {
        self.issues.push(Finding {
            row: self.number,
            column,
            what,
        });
    }

    /// The row, where nothing is wrong with it.
    pub(super) fn finish(self) -> Result<RosterRow, FaultyRow> {
        let without_cell = self.cell_id.is_none() && !self.is_wrong(Column::Cell);
        let lacks_card = self.card_number.is_none() && !self.is_wrong(Column::CardNumber);
        match self.full_name {
            Some(full_name) if self.issues.is_empty() => Ok(RosterRow {
                number: self.number,
                full_name,
                in_capitals: self.in_capitals,
                card_number: self.card_number,
                citizen_id: self.citizen_id,
                phone: self.phone,
                email: self.email,
                birth_date: self.birth_date,
                sex: self.sex,
                joined_on: self.joined_on,
                official_on: self.official_on,
                cell_id: self.cell_id,
                standing: self.standing,
            }),
            full_name => Err(FaultyRow {
                number: self.number,
                full_name,
                card_number: self.card_number,
                lacks_card,
                citizen_id: self.citizen_id,
                birth_date: self.birth_date,
                cell_id: self.cell_id,
                without_cell,
            }),
        }
    }

    fn plain<T>(&mut self, column: Column, read: Result<Option<T>, Issue>) -> Option<T> {
        read.unwrap_or_else(|issue| {
            self.wrong(column, issue);
            None
        })
    }

    fn mended<T>(
        &mut self,
        column: Column,
        read: Result<Option<(T, Vec<Mend>)>, Issue>,
    ) -> Option<T> {
        let (value, mends) = self.plain(column, read)?;
        self.in_capitals |= mends.contains(&Mend::Capitals);
        let row = self.number;
        self.mends
            .extend(mends.into_iter().map(|what| Finding { row, column, what }));
        Some(value)
    }

    fn check_dates(&mut self) {
        if let (Some(birth), Some(joined)) = (self.birth_date, self.joined_on)
            && joined < may_join_from(birth)
        {
            self.wrong(Column::JoinedOn, Issue::JoinedTooYoung);
        }
        if let (Some(joined), Some(official)) = (self.joined_on, self.official_on)
            && official < joined
        {
            self.wrong(Column::OfficialOn, Issue::OfficialBeforeJoined);
        }
    }
}
