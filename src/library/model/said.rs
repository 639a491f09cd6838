//! What is said about a document, as it is sent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{LinkKind, Urgency};
use crate::http::present;
use crate::kernel::ids::PublicId;

/// Độ mật. Anything but `none` is refused: state secrets must not be stored on a machine with a network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Secrecy {
    #[default]
    None,
    /// Mật.
    Secret,
    /// Tối mật.
    HighlySecret,
    /// Tuyệt mật.
    TopSecret,
}

/// What an edition says about its document.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "nghi_quyet", "title": "Nghị quyết về chuyển đổi số trong công tác đảng", "abstract_text": "Về chuyển đổi số trong công tác đảng",
    "symbol": "57-NQ/TU", "issuer": "Thành ủy Vĩnh An", "issued_on": "2026-03-12", "issued_at": "Vĩnh An",
    "signer": "Nguyễn Văn A", "signer_title": "Bí thư", "effective_on": "2026-04-01", "urgency": "normal"
}))]
pub struct MetadataBody {
    /// Code of a kind of `GET /document-kinds`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, pattern = "^[a-z0-9_]+$")]
    pub kind: String,
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub title: String,
    /// Trích yếu.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 2000))]
    #[schema(nullable = false, min_length = 1, max_length = 2000)]
    pub abstract_text: Option<String>,
    /// Number and symbol, as printed: `57-NQ/TW`, `356/2025/NĐ-CP`. Papers only.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 3, max = 50))]
    #[schema(nullable = false, min_length = 3, max_length = 50)]
    pub symbol: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub issuer: Option<String>,
    /// Not in the future.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub issued_on: Option<NaiveDate>,
    /// The place of issue.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    pub issued_at: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    pub signer: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    pub signer_title: Option<String>,
    /// Without it, the day of issue.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub effective_on: Option<NaiveDate>,
    /// The first day on which it no longer holds by its own words.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub expires_on: Option<NaiveDate>,
    /// Of a press digest: the day it is about.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub digest_on: Option<NaiveDate>,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub urgency: Option<Urgency>,
    /// `none`, or left out.
    #[serde(default)]
    pub secrecy: Secrecy,
    /// What it does to earlier papers.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub links: Vec<LinkBody>,
}

/// What a paper does to an earlier one.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkBody {
    pub kind: LinkKind,
    /// A published document; also one that was taken back since the published edition said the same of it.
    pub document_id: PublicId,
    /// From this day; without it, from the day on which the paper takes effect. What amends, replaces or repeals a paper
    /// does so from its day of issue on at the earliest.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub holds_from: Option<NaiveDate>,
}
