//! Bodies of push.

mod campaign;
mod device;

pub(super) use campaign::{CampaignPageView, CampaignView, NudgeView};
pub(super) use device::{DeviceListView, DeviceView, RegisterDevice};
