//! Operations of push.

pub mod get_campaign;
pub mod list_campaigns;
pub mod list_devices;
pub mod register_device;
pub mod remove_device;
pub mod send_nudge;
