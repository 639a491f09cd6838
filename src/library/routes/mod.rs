//! The operations of those who write and publish, one a file.

pub mod add_document_author;
pub mod approve_edition;
pub mod confirm_edition_stamps;
pub mod create_document;
pub mod create_document_kind;
pub mod create_edition;
pub mod create_topic;
pub mod discard_edition;
pub mod get_document;
pub mod get_edition;
pub mod list_document_events;
pub mod list_document_kinds;
pub mod list_documents;
pub mod list_topics;
pub mod preview_manuscript;
pub mod publish_edition;
pub mod remove_document_author;
pub mod replace_edition_files;
pub mod replace_edition_metadata;
pub mod replace_edition_sections;
pub mod return_edition;
pub mod submit_edition;
pub mod update_document;
pub mod update_document_kind;
pub mod update_topic;
pub mod withdraw_document;
