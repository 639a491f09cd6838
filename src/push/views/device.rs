//! Installations.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::push::model::{AddressKind, Device, DevicePlatform};

/// Where an installation of the app can be reached. It has no `Debug`: an address is nobody's business.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"platform": "android", "address_kind": "token", "address": "dPzV1bq8Q0:APA91bH-example_token"}))]
pub(in crate::push) struct RegisterDevice {
    pub platform: DevicePlatform,
    pub address_kind: AddressKind,
    /// As the provider gave it: letters, digits and signs of ASCII, no spaces.
    #[validate(length(min = 1, max = 2048))]
    #[schema(min_length = 1, max_length = 2048, pattern = "^[!-~]+$")]
    pub address: String,
}

/// An installation of the caller's. Its address is not shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "installation_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f2100", "platform": "android", "address_kind": "token", "current": true,
    "reachable": true, "registered_at": "2026-11-27T01:00:00.000Z", "seen_at": "2026-11-28T01:00:00.000Z"
}))]
pub(in crate::push) struct DeviceView {
    pub installation_id: PublicId,
    pub platform: DevicePlatform,
    pub address_kind: AddressKind,
    /// It belongs to the session that asks.
    pub current: bool,
    /// `false`: the provider says that its address is no longer one; the app should register it anew.
    pub reachable: bool,
    pub registered_at: Instant,
    /// When it registered last.
    pub seen_at: Instant,
}

/// Those of the caller's sessions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "installation_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f2100", "platform": "android", "address_kind": "token", "current": true,
    "reachable": true, "registered_at": "2026-11-27T01:00:00.000Z", "seen_at": "2026-11-28T01:00:00.000Z"
}]}))]
pub(in crate::push) struct DeviceListView {
    #[schema(max_items = 100)]
    pub items: Vec<DeviceView>,
}

impl DeviceView {
    pub(in crate::push) fn of(device: Device, session_id: i64) -> Self {
        Self {
            installation_id: device.installation_id,
            platform: device.platform,
            address_kind: device.address_kind,
            current: device.session_id == session_id,
            reachable: device.dead_at.is_none(),
            registered_at: device.created_at,
            seen_at: device.seen_at,
        }
    }
}
