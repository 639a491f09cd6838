//! Bodies of requests and answers. Those that hold an address, a password or a code have no `Debug`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::kernel::instant::Instant;

/// Who asks for a code.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"identifier": "0912 345 678"}))]
pub struct RequestAccountCode {
    /// Card number, phone number in any form, or e-mail address.
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254)]
    pub identifier: String,
}

/// The address that shall be mine.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "mai@example.org", "current_password": "trời mưa to quá"}))]
pub struct RequestAddressChange {
    #[validate(length(min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254, format = Email)]
    pub email: String,
    /// An address is a way into the account.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, format = "password")]
    pub current_password: String,
}

/// That the caller himself wants to be written to no more.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"current_password": "trời mưa to quá"}))]
pub struct RemoveAddress {
    /// An address is a way into the account, and where its owner is warned.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, format = "password")]
    pub current_password: String,
}

/// Until when the code can be typed that was sent to the address.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"expires_at": "2026-11-23T03:15:00.000Z"}))]
pub struct AddressChangeView {
    pub expires_at: Instant,
}

/// The code that was sent to the new address.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "7KQ2M-XW9RD"}))]
pub struct ConfirmAddress {
    /// Case, spaces and separators do not matter.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32)]
    pub code: String,
}

/// How a member is written to.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"email": "mai@example.org", "is_confirmed": true, "weekly_digest": true}))]
pub struct MailSettingsView {
    /// The address that the roster has; absent when it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 254, format = Email)]
    pub email: Option<String>,
    /// Whether the member has confirmed it himself.
    pub is_confirmed: bool,
    /// Whether he wants the weekly digest, which secretaries and deputies get.
    pub weekly_digest: bool,
}

/// What a member can choose of it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"weekly_digest": false}))]
pub struct SetMailSettings {
    pub weekly_digest: bool,
}
