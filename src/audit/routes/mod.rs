//! One operation a file.

pub mod list_audit_log;
pub mod list_my_access_log;
