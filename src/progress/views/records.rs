//! What secretaries record and members hand in.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::present;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::progress::model::RecordKind;
use crate::progress::queries::records::{Record, Reflection};

/// What a secretary records for a member of his cell.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"requirement_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e01", "kind": "in_person", "studied_on": "2026-11-22",
    "reason": "Học trực tiếp tại chi bộ"}))]
pub struct RecordStudy {
    /// One that is asked of the member.
    pub requirement_id: PublicId,
    pub kind: RecordKind,
    /// That it was done, unless said; only a correction says that it was not.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub met: Option<bool>,
    /// The day on which it was done; not in the future. Today unless said.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub studied_on: Option<NaiveDate>,
    /// Shown to the member himself and to his secretary.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// What was recorded.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"record_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1f01", "requirement_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1e01",
    "kind": "in_person", "met": true, "studied_on": "2026-12-10", "reason": "Học trực tiếp tại chi bộ", "recorded_at": "2026-12-10T02:00:00.000Z"}))]
pub(in crate::progress) struct StudyRecordView {
    pub record_id: PublicId,
    pub requirement_id: PublicId,
    pub kind: RecordKind,
    pub met: bool,
    pub studied_on: NaiveDate,
    #[schema(max_length = 500)]
    pub reason: String,
    /// The member who recorded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub recorded_by: Option<PublicId>,
    pub recorded_at: Instant,
}

impl StudyRecordView {
    pub(super) fn of(record: Record, requirement_id: PublicId) -> Self {
        Self {
            record_id: record.public_id,
            requirement_id,
            kind: record.kind,
            met: record.met,
            studied_on: record.studied_on,
            reason: record.reason,
            recorded_by: record.recorded_by,
            recorded_at: record.recorded_at,
        }
    }
}

/// A reflection (bài thu hoạch).
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Qua học tập, bản thân nhận thấy cần tiếp tục rèn luyện."}))]
pub struct HandInReflection {
    #[validate(length(min = 1, max = 20000))]
    #[schema(min_length = 1, max_length = 20000)]
    pub text: String,
}

/// A reflection that was handed in.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::progress) struct ReflectionView {
    pub reflection_id: PublicId,
    pub requirement_id: PublicId,
    #[schema(max_length = 20000)]
    pub text: String,
    pub handed_in_at: Instant,
}

impl ReflectionView {
    pub(super) fn of(reflection: Reflection, requirement_id: PublicId) -> Self {
        Self {
            reflection_id: reflection.public_id,
            requirement_id,
            text: reflection.text,
            handed_in_at: reflection.handed_in_at,
        }
    }
}

/// That it was taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"reflection_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1f02", "handed_in_at": "2026-12-10T02:00:00.000Z"}))]
pub(in crate::progress) struct SubmittedView {
    pub reflection_id: PublicId,
    pub handed_in_at: Instant,
}
