//! Bodies of requests and answers. Requests that hold a password, token or code have no `Debug`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::model::Platform;
use super::rules::code::CodePurpose;
use crate::http::language::Language;
use crate::http::present;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// Who signs in, and on what device.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"identifier": "0912 345 678", "password": "trời mưa to quá", "device_name": "Điện thoại của bác Bình", "platform": "android"}))]
pub struct CreateSession {
    /// Card number, phone number in any form, or e-mail address.
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254)]
    pub identifier: String,
    #[schema(min_length = 1, max_length = 128, format = "password")]
    pub password: String,
    /// What the member calls the device.
    #[validate(length(max = 100))]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false, max_length = 100)]
    pub device_name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub platform: Option<Platform>,
}

/// The refresh token of the last answer.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refresh_token": "mJ1rK0v1x0t2W7m3l2p8dQ0aYc5b9u4e6f7g8h9i0jk"}))]
pub struct RefreshSession {
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    pub refresh_token: String,
}

/// What a signed-in device needs.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "access_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSJ9.eyJpc3MiOiJzb3RheSJ9.c2lnbmF0dXJl",
    "token_type": "Bearer",
    "expires_in": 900,
    "refresh_token": "mJ1rK0v1x0t2W7m3l2p8dQ0aYc5b9u4e6f7g8h9i0jk",
    "refresh_expires_at": "2027-02-21T02:15:00.000Z",
    "session_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00",
    "member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01"
}))]
pub struct TokensView {
    /// For the `Authorization` field.
    #[schema(max_length = 2000, pattern = "^[A-Za-z0-9_.-]+$")]
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(max_length = 6, pattern = "^Bearer$")]
    pub token_type: &'static str,
    /// Seconds for which the access token is good.
    #[schema(minimum = 1, maximum = 900)]
    pub expires_in: i64,
    /// Good for one use: each answer has the next one.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    pub refresh_token: String,
    /// When the session ends unless it is used before.
    pub refresh_expires_at: Instant,
    pub session_id: PublicId,
    pub member_id: PublicId,
}

/// A device that is signed in.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "session_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00",
    "device_name": "Điện thoại của bác Bình",
    "platform": "android",
    "created_at": "2026-11-23T02:15:00.000Z",
    "last_used_at": "2026-11-23T02:15:00.000Z",
    "current": true
}))]
pub struct SessionView {
    pub session_id: PublicId,
    /// What the member called the device, where he did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    pub device_name: Option<String>,
    pub platform: Platform,
    pub created_at: Instant,
    /// When it was last renewed.
    pub last_used_at: Instant,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// The devices on which a member is signed in, the one used last first.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "session_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00",
    "platform": "web",
    "created_at": "2026-11-23T02:15:00.000Z",
    "last_used_at": "2026-11-23T02:15:00.000Z",
    "current": true
}]}))]
pub struct SessionsView {
    #[schema(max_items = 30)]
    pub items: Vec<SessionView>,
}

/// What the code shall be good for.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"purpose": "activation"}))]
pub struct CreateAccountCode {
    pub purpose: CodePurpose,
}

/// A one-time code to hand to the member. It is shown only now.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"code": "7KQ2M-XW9RD", "purpose": "activation", "expires_at": "2026-11-30T02:15:00.000Z"}))]
pub struct AccountCodeView {
    #[schema(
        max_length = 11,
        pattern = "^[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}$"
    )]
    pub code: String,
    pub purpose: CodePurpose,
    pub expires_at: Instant,
}

/// The code that was handed out, and the password the member chooses.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"identifier": "0912 345 678", "code": "7KQ2M-XW9RD", "password": "trời mưa to quá", "language": "vi"}))]
pub struct ActivateAccount {
    /// Card number, phone number in any form, or e-mail address.
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254)]
    pub identifier: String,
    /// Case, spaces and separators do not matter.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32)]
    pub code: String,
    #[schema(min_length = 8, max_length = 128, format = "password")]
    pub password: String,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub language: Option<Language>,
}

/// The code that was handed out, and the new password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"identifier": "0912 345 678", "code": "7KQ2M-XW9RD", "password": "trời mưa to quá"}))]
pub struct ResetPassword {
    /// Card number, phone number in any form, or e-mail address.
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254)]
    pub identifier: String,
    /// Case, spaces and separators do not matter.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32)]
    pub code: String,
    #[schema(min_length = 8, max_length = 128, format = "password")]
    pub password: String,
}

/// The password that is, and the one that shall be.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"current_password": "trời mưa to quá", "new_password": "ba con mèo trên mái"}))]
pub struct ChangePassword {
    #[schema(min_length = 1, max_length = 128, format = "password")]
    pub current_password: String,
    #[schema(min_length = 8, max_length = 128, format = "password")]
    pub new_password: String,
}

/// What a member can set for himself.
#[derive(Debug, Clone, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"language": "vi"}))]
pub struct Settings {
    /// In which language messages to the member are written.
    pub language: Language,
}
