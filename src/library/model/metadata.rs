//! What is said about a document by an edition of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LinkKind;
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// What an edition says about its document, in the form in which it is stored: checked, texts in NFC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// The row's key of `document_kinds`.
    pub kind_id: i64,
    pub title: String,
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub abstract_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    /// The place of issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<NaiveDate>,
    /// The first day on which it no longer holds by its own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<NaiveDate>,
    /// Of a press digest: the day it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest_on: Option<NaiveDate>,
    pub urgency: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

/// What this paper does to an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub kind: LinkKind,
    pub document_id: PublicId,
    /// From this day; without it, from the day on which this paper takes effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds_from: Option<NaiveDate>,
}

impl Metadata {
    /// # Errors
    /// The stored form is broken.
    pub fn read(stored: &Value) -> Result<Self, Error> {
        serde_json::from_value(stored.clone())
            .map_err(|error| Error::internal(format!("metadata of an edition: {error}")))
    }

    /// # Errors
    /// Cannot happen for what was checked.
    pub fn stored(&self) -> Result<Value, Error> {
        serde_json::to_value(self).map_err(|error| Error::internal(format!("metadata: {error}")))
    }

    /// The day on which it takes effect: as said, else the day of issue.
    #[must_use]
    pub fn takes_effect_on(&self) -> Option<NaiveDate> {
        self.effective_on.or(self.issued_on)
    }
}
