//! One operation a file.

pub mod confirm_my_address;
pub mod get_my_mail_settings;
pub mod get_unsubscription;
pub mod remove_my_address;
pub mod request_account_code;
pub mod request_address_change;
pub mod set_my_mail_settings;
pub mod unsubscribe_mail;
