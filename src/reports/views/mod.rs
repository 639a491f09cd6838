//! Response bodies.

mod cell;
mod figures;
mod matrix;
mod month;
mod options;
mod snapshot;
mod unit;

pub use cell::{CellReportView, MissingMemberView, MissingPageView};
pub use figures::{FiguresView, ReportOriginView, ReportedAssignmentView, RequirementFiguresView};
pub use matrix::{MatrixCellView, MatrixRowView, ReportMatrixView};
pub use month::{MonthItemView, MonthShare, MonthlyReportView};
pub use options::{CreateReportExport, ReportOptions, SnapshotOption};
pub use snapshot::{SnapshotListView, SnapshotView};
pub use unit::UnitReportView;

use crate::units::{Unit, UnitRef};

/// A unit that a report is about, or one directly below it.
pub(super) fn unit_ref(unit: &Unit) -> UnitRef {
    UnitRef {
        unit_id: unit.public_id,
        name: unit.name.clone(),
        kind: unit.kind,
    }
}
