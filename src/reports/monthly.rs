//! What a unit sends up for a month.

use super::ask;
use super::concerned::concerned;
use super::model::{Assignment, Figures, Standpoint};
use super::queries::assignments;
use super::queries::figures::WHOLE;
use super::roll_up::Branch;
use super::rules::months::Month;
use super::rules::words::{self, MonthLine};
use super::views::{
    FiguresView, MonthItemView, MonthShare, MonthlyReportView, ReportOriginView,
    ReportedAssignmentView, unit_ref,
};
use crate::auth::Grant;
use crate::auth::permissions::ReadProgress;
use crate::db::Conn;
use crate::error::Error;
use crate::http::language::Language;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::units;

/// An assignment with its figures.
struct Item {
    assignment: Assignment,
    due_at: Instant,
    share: MonthShare,
    standpoint: Standpoint,
    figures: Figures,
}

/// # Errors
/// 404 and 403 as for the unit.
pub(super) fn monthly(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    unit_id: PublicId,
    month: Month,
    language: Language,
) -> Result<MonthlyReportView, Error> {
    let unit = units::locate_for(conn, grant, unit_id)?;
    let mut branch = Branch::load(conn, grant, &unit)?;
    let within = (month.start(), month.end());
    let page =
        |conn: &mut Conn, reached| assignments::between(conn, grant, unit.id, within, reached);
    let (mut items, complete) = concerned(conn, page, |conn, found| {
        let ids: Vec<i64> = found.iter().map(|assignment| assignment.id).collect();
        let own_deadlines = assignments::deadlines(conn, grant, unit.id, &ids)?;
        let mut items = Vec::new();
        for assignment in found {
            let own = own_deadlines.get(&assignment.id).copied();
            let due = (own.unwrap_or(assignment.due_at), assignment);
            items.extend(item(conn, grant, &mut branch, month, due)?);
        }
        Ok(items)
    })?;
    items.sort_by_key(|item| (item.due_at, item.assignment.id));
    let due = items.iter().filter(|item| item.share == MonthShare::Due);
    let total: Figures = due.clone().map(|item| item.figures).sum();
    let lines: Vec<MonthLine<'_>> = due
        .map(|item| MonthLine {
            title: &item.assignment.title,
            figures: item.figures,
        })
        .collect();
    let text = words::month_message(&unit.name, &month.text(), &lines, total, grant.now());
    Ok(MonthlyReportView {
        unit: unit_ref(&unit),
        month: month.code(),
        text,
        items: items.into_iter().map(Item::view).collect(),
        complete,
        total: FiguresView::of(total),
        denominator_rule: language.pick(&words::base()).to_owned(),
        as_of: grant.now(),
    })
}

/// `None`: it has nothing to do with the month in this unit.
fn item(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    branch: &mut Branch,
    month: Month,
    (due_at, assignment): (Instant, Assignment),
) -> Result<Option<Item>, Error> {
    let share = if month.has_deadline(due_at) {
        MonthShare::Due
    } else if due_at > month.end() {
        MonthShare::Running
    } else {
        return Ok(None);
    };
    let frozen = match share {
        MonthShare::Due => assignments::snapshot_of_deadline(conn, grant, assignment.id, due_at)?,
        MonthShare::Running => None,
    };
    let standpoint = frozen.map_or(Standpoint::Now(grant.now()), Standpoint::Frozen);
    let source = ask::source(&assignment, &standpoint);
    let figures = branch.sums(conn, grant, source, WHOLE)?.whole;
    Ok((!figures.is_empty()).then_some(Item {
        assignment,
        due_at,
        share,
        standpoint,
        figures,
    }))
}

impl Item {
    fn view(self) -> MonthItemView {
        MonthItemView {
            assignment: ReportedAssignmentView::of(&self.assignment, self.due_at),
            share: self.share,
            figures: FiguresView::of(self.figures),
            as_of: self.standpoint.as_of(),
            origin: ReportOriginView::of(&self.standpoint),
        }
    }
}
