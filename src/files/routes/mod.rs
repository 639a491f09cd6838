//! One operation a file.

pub mod append_to_upload;
pub mod complete_upload;
pub mod create_upload;
pub mod delete_upload;
pub mod get_file;
pub mod get_upload;
