//! All running assignments of a unit by the units below it.

use serde::Serialize;
use utoipa::ToSchema;

use super::{FiguresView, ReportedAssignmentView};
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reports::model::Figures;
use crate::reports::rules::rates;
use crate::units::UnitRef;

/// All running assignments of a unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1b00", "name": "Đảng ủy phường An Bình", "kind": "commune"},
    "units": [{"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "name": "Chi bộ 1", "kind": "cell"}],
    "assignments": [{
        "assignment": {
            "assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c10", "title": "Học tập Nghị quyết 57", "state": "open",
            "opens_at": "2026-11-01T02:00:00.000Z", "due_at": "2026-11-28T17:00:00.000Z"
        },
        "figures": {
            "denominator": 22, "numerator": 21, "missing": 1, "late": 0, "in_progress": 0, "opened": 1, "not_begun": 0,
            "excused": 0, "exempt": 1, "rate_permille": 955, "rate_text": "95,5 %"
        },
        "cells": [{
            "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "denominator": 22, "numerator": 21, "rate_permille": 955
        }],
        "as_of": "2026-11-23T02:00:00.000Z"
    }],
    "complete": true,
    "denominator_rule": "Mẫu số là số đảng viên được giao và phải hoàn thành.", "as_of": "2026-11-23T02:00:00.000Z"
}))]
pub struct ReportMatrixView {
    pub unit: UnitRef,
    /// The units directly below, in the Vietnamese order of names; closed ones only where they have figures.
    #[schema(max_items = 2_000)]
    pub units: Vec<UnitRef>,
    /// Those due first first.
    #[schema(max_items = 100)]
    pub assignments: Vec<MatrixRowView>,
    /// Whether these are all; if not, an export has the others.
    pub complete: bool,
    /// Who is in a denominator, in the caller's language.
    #[schema(max_length = 2_000)]
    pub denominator_rule: String,
    /// The oldest of the rows.
    pub as_of: Instant,
}

/// An assignment in the matrix.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "assignment": {
        "assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c10", "title": "Học tập Nghị quyết 57", "state": "open",
        "opens_at": "2026-11-01T02:00:00.000Z", "due_at": "2026-11-28T17:00:00.000Z"
    },
    "figures": {
        "denominator": 22, "numerator": 21, "missing": 1, "late": 0, "in_progress": 0, "opened": 1, "not_begun": 0,
        "excused": 0, "exempt": 1, "rate_permille": 955, "rate_text": "95,5 %"
    },
    "cells": [{
        "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "denominator": 22, "numerator": 21, "rate_permille": 955
    }],
    "as_of": "2026-11-23T02:00:00.000Z"
}))]
pub struct MatrixRowView {
    pub assignment: ReportedAssignmentView,
    /// Of the whole unit.
    pub figures: FiguresView,
    /// Of the units below that somebody must do it in.
    #[schema(max_items = 2_000)]
    pub cells: Vec<MatrixCellView>,
    /// The moment that these figures tell of. The sums of large units may be up to 20 seconds old.
    pub as_of: Instant,
}

/// An assignment in a unit below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "denominator": 22, "numerator": 21, "rate_permille": 955
}))]
pub struct MatrixCellView {
    pub unit_id: PublicId,
    /// Who must finish.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub denominator: i64,
    /// Of them, who has finished.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub numerator: i64,
    /// In thousandths, half up. Absent: nobody must finish.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 1_000)]
    pub rate_permille: Option<u16>,
}

impl MatrixCellView {
    pub(in crate::reports) fn of(unit_id: PublicId, figures: Figures) -> Self {
        Self {
            unit_id,
            denominator: figures.counted,
            numerator: figures.met,
            rate_permille: rates::rate(figures),
        }
    }
}
