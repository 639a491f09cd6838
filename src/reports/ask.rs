//! What reports are made of, read for one caller: the same for the screen, the chart and the printed summary.

use super::memory::{Memory, Sums};
use super::model::{Assignment, Enrolled, Figures, Requirement, Snapshot, Standpoint};
use super::print::Summary;
use super::queries::figures::{self, Source, WHOLE};
use super::queries::people::{self, Place};
use super::queries::{assignments, units as tree};
use super::roll_up::Branch;
use super::rules::chart::{Chart, chart};
use super::rules::limits::{self, TOO_WIDE};
use super::rules::words;
use crate::auth::Grant;
use crate::auth::permissions::{ReadMemberProgress, ReadProgress};
use crate::db::Conn;
use crate::error::{Error, Rule};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::units::{self, Unit, UnitKind};

/// Kinds of unit that members belong to.
pub(super) const HOLD_MEMBERS: [UnitKind; 3] =
    [UnitKind::Cell, UnitKind::Group, UnitKind::Grassroots];

pub(super) const NOT_A_CELL: Rule = Rule::conflict(
    "report_not_a_cell",
    "Đơn vị này không trực tiếp quản lý đảng viên; xin vui lòng xem báo cáo tổng hợp.",
    "No members belong to this unit itself; please see the roll-up.",
);

/// Which report.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub unit: PublicId,
    pub assignment: PublicId,
    pub requirement: Option<PublicId>,
    pub snapshot: Option<PublicId>,
}

/// What every report on an assignment in a unit begins with.
pub(super) struct Ground {
    pub unit: Unit,
    pub assignment: Assignment,
    /// The unit's own deadline.
    pub due_at: Instant,
    pub standpoint: Standpoint,
}

/// A unit's figures and those of the units directly below it.
pub(super) struct UnitReport {
    pub ground: Ground,
    /// The moment that the figures tell of.
    pub as_of: Instant,
    pub requirement: Option<Requirement>,
    pub whole: Figures,
    pub children: Vec<(Unit, Figures)>,
}

/// The secretary's screen.
pub(super) struct CellReport {
    pub ground: Ground,
    pub whole: Figures,
    pub requirements: Vec<(Requirement, Figures)>,
    /// `None`: the caller sees no names here.
    pub missing: Option<Vec<Enrolled>>,
}

impl UnitReport {
    pub(super) fn chart(&self) -> Chart {
        let (unit, title) = (&self.ground.unit.name, &self.ground.assignment.title);
        let children = self.children.iter();
        let bars: Vec<(&str, Figures)> = children
            .map(|(child, figures)| (child.name.as_str(), *figures))
            .collect();
        chart(&format!("{unit}: {title}"), (unit, self.whole), &bars)
    }

    /// The report to be printed.
    pub(super) fn summary(self) -> Summary {
        let chart = self.chart();
        let Ground {
            unit,
            assignment,
            due_at,
            standpoint,
        } = self.ground;
        let rule = words::denominator_rule(&assignment.late_joiners, assignment.late_days);
        let requirement = self
            .requirement
            .map(|found| found.title.unwrap_or(found.kind));
        let children = self.children.into_iter();
        Summary {
            unit: unit.name,
            title: assignment.title,
            requirement,
            due_at,
            as_of: self.as_of,
            frozen: matches!(standpoint, Standpoint::Frozen(_)),
            whole: self.whole,
            chart,
            rows: children
                .map(|(child, figures)| (child.name, figures))
                .collect(),
            rule: rule.vi.into_owned(),
        }
    }
}

impl Ground {
    /// # Errors
    /// 404 and 403 as for the unit; 404 for an assignment that is none of the unit's, or a snapshot of another one.
    pub(super) fn load(
        conn: &mut Conn,
        grant: &Grant<ReadProgress>,
        asked: &Asked,
    ) -> Result<Self, Error> {
        let unit = units::locate_for(conn, grant, asked.unit)?;
        let assignment = assignments::find(conn, grant, unit.id, asked.assignment)?;
        let standpoint = match asked.snapshot {
            Some(id) => Standpoint::Frozen(assignments::snapshot(conn, grant, assignment.id, id)?),
            None => Standpoint::Now(grant.now()),
        };
        let due_at = assignments::deadlines(conn, grant, unit.id, &[assignment.id])?
            .remove(&assignment.id)
            .unwrap_or(assignment.due_at);
        Ok(Self {
            unit,
            assignment,
            due_at,
            standpoint,
        })
    }

    pub(super) fn source(&self) -> Source {
        source(&self.assignment, &self.standpoint)
    }

    /// An assignment that concerns nobody in the unit does not exist for it, unless it was given there.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub(super) fn check_concerns(
        &self,
        conn: &mut Conn,
        grant: &Grant<ReadProgress>,
        whole: Figures,
    ) -> Result<(), Error> {
        let (unit_id, id) = (self.unit.id, self.assignment.id);
        if !whole.is_empty() || assignments::is_given_within(conn, grant, unit_id, id)? {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }
}

/// Where figures of an assignment are read.
pub(super) fn source(assignment: &Assignment, standpoint: &Standpoint) -> Source {
    match standpoint {
        Standpoint::Now(_) => Source::Now(assignment.id),
        Standpoint::Frozen(Snapshot { id, .. }) => Source::Frozen(*id),
    }
}

/// The branch of the tree below a unit, where it is not too wide for a report.
pub(super) fn branch(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    unit: &Unit,
) -> Result<Branch, Error> {
    let branch = Branch::load(conn, grant, unit)?;
    if branch.children.len() > limits::CHILDREN {
        return Err(TOO_WIDE.into());
    }
    Ok(branch)
}

/// # Errors
/// As for [`Ground::load`]; 404 for a requirement of another assignment; 409 when there are too many units directly below.
pub(super) fn unit_report(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    memory: &Memory,
    asked: &Asked,
) -> Result<UnitReport, Error> {
    let ground = Ground::load(conn, grant, asked)?;
    let requirement = match asked.requirement {
        Some(id) => Some(requirement(conn, grant, ground.assignment.id, id)?),
        None => None,
    };
    let under = requirement.as_ref().map_or(WHOLE, |found| found.id);
    let mut branch = branch(conn, grant, &ground.unit)?;
    let (read_at, sums) = branch.recent_sums(conn, grant, memory, ground.source(), under)?;
    ground.check_concerns(conn, grant, sums.whole)?;
    let as_of = match &ground.standpoint {
        Standpoint::Now(_) => read_at,
        Standpoint::Frozen(snapshot) => snapshot.taken_at,
    };
    Ok(UnitReport {
        as_of,
        requirement,
        whole: sums.whole,
        children: shown(branch, &sums),
        ground,
    })
}

/// The children with their figures; those that are closed only where they have some.
fn shown(branch: Branch, sums: &Sums) -> Vec<(Unit, Figures)> {
    let figures = sums.in_order(&branch.children);
    let with_figures = branch.children.into_iter().zip(figures);
    with_figures
        .filter(|(child, figures)| child.closed_on.is_none() || !figures.is_empty())
        .collect()
}

fn requirement(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    assignment_id: i64,
    id: PublicId,
) -> Result<Requirement, Error> {
    let all = assignments::requirements(conn, grant, assignment_id)?;
    all.into_iter()
        .find(|requirement| requirement.public_id == id)
        .ok_or(Error::NotFound)
}

/// # Errors
/// As for [`Ground::load`]; 409 for a unit that no members belong to.
pub(super) fn cell_report(
    conn: &mut Conn,
    grant: &Grant<ReadProgress>,
    asked: &Asked,
) -> Result<CellReport, Error> {
    let ground = Ground::load(conn, grant, asked)?;
    if !HOLD_MEMBERS.contains(&ground.unit.kind) {
        return Err(NOT_A_CELL.into());
    }
    let requirements = assignments::requirements(conn, grant, ground.assignment.id)?;
    let own_units = tree::own_units(conn, grant, ground.unit.id)?;
    let keys: Vec<i64> = std::iter::once(WHOLE)
        .chain(requirements.iter().map(|requirement| requirement.id))
        .collect();
    let rows = figures::of_cells(conn, grant, ground.source(), &keys, &own_units)?;
    let sum = |requirement_id: i64| -> Figures {
        let own = rows
            .iter()
            .filter(|row| row.requirement_id == requirement_id);
        own.map(|row| row.figures).sum()
    };
    let whole = sum(WHOLE);
    ground.check_concerns(conn, grant, whole)?;
    let missing = match (&ground.standpoint, sees_names(grant, &ground.unit)) {
        (Standpoint::Now(_), Some(names)) => {
            let place = Place {
                assignment_id: ground.assignment.id,
                unit_id: ground.unit.id,
                own_units,
            };
            Some(people::missing(conn, &names, &place, None, limits::NAMES)?)
        }
        _ => None,
    };
    let requirements = requirements
        .into_iter()
        .map(|requirement| {
            let figures = sum(requirement.id);
            (requirement, figures)
        })
        .collect();
    Ok(CellReport {
        ground,
        whole,
        requirements,
        missing,
    })
}

/// The right to see names in a unit: only a role over that very unit gives it.
pub(super) fn sees_names(
    grant: &Grant<ReadProgress>,
    unit: &Unit,
) -> Option<Grant<ReadMemberProgress>> {
    let names = grant.viewer().clone().grant::<ReadMemberProgress>().ok()?;
    people::check_own(&names, unit.id).ok()?;
    Some(names)
}
