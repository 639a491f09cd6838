//! The operations.

pub(super) mod activate_account;
pub(super) mod change_password;
pub(super) mod create_account_code;
pub(super) mod create_session;
pub(super) mod delete_current_session;
pub(super) mod delete_my_session;
pub(super) mod get_my_settings;
pub(super) mod list_my_sessions;
pub(super) mod refresh_session;
pub(super) mod reset_password;
pub(super) mod set_my_settings;
