//! Request bodies, and results of jobs as their owner reads them. No result repeats a value of the sheet.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::imports::DryRun;
use super::model::{Format, IgnoredColumn, Mode, Sheet};
use super::rules::issues::{Finding, Issue, Mend};
use super::rules::limits;
use super::rules::plan::{Alike, Counts, Other, Plan};
use crate::error::Text;
use crate::http::present;
use crate::kernel::ids::PublicId;

/// Errors of rows in a result; `error_total` says how many there are.
const ERRORS: usize = 1_000;
/// What was put right in a result.
const NOTES: usize = 300;
/// Probable duplicates in a result.
const DUPLICATES: usize = 200;
/// Characters of a header in a result, which is bounded.
const HEADER: usize = 40;

/// How a file is imported.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportOptions {
    /// `merge` (the default): people are added and changed. `replace`: the file is the whole roster of the unit, and
    /// members of the unit whom it does not name are recorded as `left`.
    #[param(nullable = false, inline)]
    pub mode: Option<Mode>,
    /// The name of the file, for the record.
    #[validate(length(max = 200))]
    #[param(nullable = false, max_length = 200)]
    pub file_name: Option<String>,
}

/// The type of a file.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TemplateOptions {
    /// `xlsx` (the default) or `csv`.
    #[param(nullable = false, inline)]
    pub format: Option<Format>,
}

/// What to do with a dry run.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"confirm_removals": true}))]
pub struct CommitRosterImport {
    /// `true`: the many removals that `requires_confirmation` tells of are meant.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub confirm_removals: Option<bool>,
}

/// An export.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"format": "xlsx"}))]
pub struct CreateRosterExport {
    pub format: Format,
}

/// What an import comes to: the `result` of its job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ImportResult {
    pub import_id: PublicId,
    pub unit_id: PublicId,
    pub mode: Mode,
    pub committed: bool,
    pub requires_confirmation: bool,
    pub counts: Counts,
    pub errors: Vec<FindingView>,
    pub error_total: usize,
    pub notes: Vec<FindingView>,
    pub note_total: usize,
    pub duplicates: Vec<DuplicateView>,
    pub duplicate_total: usize,
    pub ignored_columns: Vec<IgnoredView>,
}

/// Something about a row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct FindingView {
    pub row: u32,
    pub column: String,
    /// The header as the sheet writes it.
    pub header: String,
    pub code: String,
    pub detail: DetailView,
}

/// A text in both languages: a job's result is kept, and read in either.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct DetailView {
    pub vi: String,
    pub en: String,
}

/// A row that may mean the same person as another row or a member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct DuplicateView {
    pub row: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_id: Option<PublicId>,
}

/// A column that was not read: `unknown`, or `not_imported` (ethnicity, religion).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct IgnoredView {
    pub header: String,
    pub reason: String,
    pub detail: DetailView,
}

impl ImportResult {
    pub(super) fn of(import_id: PublicId, unit_id: PublicId, mode: Mode, run: &DryRun) -> Self {
        let DryRun { sheet, plan, .. } = run;
        let Plan {
            counts,
            issues,
            mends,
            alike,
            ..
        } = plan;
        Self {
            import_id,
            unit_id,
            mode,
            committed: false,
            requires_confirmation: limits::needs_confirmation(counts),
            counts: *counts,
            errors: issues
                .iter()
                .copied()
                .take(ERRORS)
                .map(|issue| FindingView::issue(sheet, issue))
                .collect(),
            error_total: issues.len(),
            notes: mends
                .iter()
                .copied()
                .take(NOTES)
                .map(|mend| FindingView::mend(sheet, mend))
                .collect(),
            note_total: mends.len(),
            duplicates: alike
                .iter()
                .take(DUPLICATES)
                .map(DuplicateView::of)
                .collect(),
            duplicate_total: alike.len(),
            ignored_columns: sheet.ignored.iter().map(IgnoredView::of).collect(),
        }
    }
}

const NOT_IMPORTED: Text = Text::new(
    "Không nhập: thông tin nhạy cảm.",
    "Not imported: sensitive data.",
);
const UNKNOWN: Text = Text::new("Cột không dùng đến.", "A column that is not used.");

impl FindingView {
    fn issue(sheet: &Sheet, issue: Finding<Issue>) -> Self {
        Self::of(sheet, issue, issue.what.code(), issue.what.text())
    }

    fn mend(sheet: &Sheet, mend: Finding<Mend>) -> Self {
        Self::of(sheet, mend, mend.what.code(), mend.what.text())
    }

    fn of<T: Copy>(sheet: &Sheet, finding: Finding<T>, code: &str, text: Text) -> Self {
        Self {
            row: finding.row,
            column: finding.column.code().to_owned(),
            header: sheet.header(finding.column).chars().take(HEADER).collect(),
            code: code.to_owned(),
            detail: text.into(),
        }
    }
}

impl IgnoredView {
    fn of(column: &IgnoredColumn) -> Self {
        let (reason, text) = if column.refused {
            ("not_imported", NOT_IMPORTED)
        } else {
            ("unknown", UNKNOWN)
        };
        Self {
            header: column.header.clone(),
            reason: reason.to_owned(),
            detail: text.into(),
        }
    }
}

impl DuplicateView {
    fn of(alike: &Alike) -> Self {
        let (other_row, member_id) = match alike.other {
            Other::Row(row) => (Some(row), None),
            Other::Member(id) => (None, Some(id)),
        };
        Self {
            row: alike.row,
            other_row,
            member_id,
        }
    }
}

impl From<Text> for DetailView {
    fn from(text: Text) -> Self {
        Self {
            vi: text.vi.into_owned(),
            en: text.en.into_owned(),
        }
    }
}
