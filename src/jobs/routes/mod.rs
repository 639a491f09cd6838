//! One operation a file.

pub mod get_job;
pub mod get_job_file;
pub mod list_my_jobs;
