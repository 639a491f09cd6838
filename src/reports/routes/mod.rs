//! The operations, one a file.

pub mod create_report_export;
pub mod get_cell_report;
pub mod get_monthly_report;
pub mod get_report_chart;
pub mod get_report_matrix;
pub mod get_report_summary;
pub mod get_unit_report;
pub mod list_missing_members;
pub mod list_report_snapshots;
