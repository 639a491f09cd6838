//! One operation a file.

pub mod delete_bookmark;
pub mod get_library_contents;
pub mod get_library_document;
pub mod get_library_file;
pub mod get_library_force;
pub mod get_library_section;
pub mod get_reading_position;
pub mod list_library;
pub mod list_library_changes;
pub mod list_library_links;
pub mod put_bookmark;
pub mod put_reading_position;
