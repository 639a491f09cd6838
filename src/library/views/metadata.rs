//! What is said about a document, as it is shown.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::ids::PublicId;
use crate::library::model::{Genre, LinkKind, Urgency};

/// A kind or topic as other views name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"code": "nghi_quyet", "name": "Nghị quyết"}))]
pub struct TermView {
    #[schema(max_length = 40, pattern = "^[a-z0-9_]+$")]
    pub code: String,
    #[schema(max_length = 100)]
    pub name: String,
}

/// What an edition says about its document.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MetadataView {
    pub genre: Genre,
    pub kind: TermView,
    #[schema(max_length = 300)]
    pub title: String,
    /// Trích yếu.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2000)]
    pub abstract_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    pub symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub issued_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    pub issued_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    pub signer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    pub signer_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub effective_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub expires_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub digest_on: Option<NaiveDate>,
    pub urgency: Urgency,
    #[schema(max_items = 50)]
    pub links: Vec<LinkView>,
}

/// What a paper does to an earlier one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkView {
    pub kind: LinkKind,
    pub document_id: PublicId,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub holds_from: Option<NaiveDate>,
}
