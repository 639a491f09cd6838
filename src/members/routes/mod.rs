//! One operation a file.

pub mod create_member;
pub mod end_role;
pub mod get_me;
pub mod get_member;
pub mod grant_role;
pub mod list_member_history;
pub mod list_member_roles;
pub mod list_members;
pub mod record_standing;
pub mod transfer_member;
pub mod update_member;
