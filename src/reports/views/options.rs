//! What is asked.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::http::present;
use crate::kernel::ids::PublicId;
use crate::reports::model::{ExportContent, ExportFormat};

/// Which figures of an assignment.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportOptions {
    /// Only under this requirement; without it, of the assignment as a whole.
    #[param(nullable = false)]
    pub requirement_id: Option<PublicId>,
    /// Frozen figures (`list_report_snapshots`); without it, those of now.
    #[param(nullable = false)]
    pub snapshot_id: Option<PublicId>,
}

/// Of when.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SnapshotOption {
    /// Frozen figures (`list_report_snapshots`), which have no names; without it, those of now.
    #[param(nullable = false)]
    pub snapshot_id: Option<PublicId>,
}

/// What to export.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "content": "cells", "format": "xlsx", "assignment_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c10"
}))]
pub struct CreateReportExport {
    pub content: ExportContent,
    /// `xlsx` unless said.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub format: Option<ExportFormat>,
    /// Only this one; `members` needs it.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub assignment_id: Option<PublicId>,
    /// Frozen figures of that assignment instead of those of now; not for `members`.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub snapshot_id: Option<PublicId>,
}
