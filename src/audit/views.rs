//! Response bodies.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::model::Kind;
use super::queries::{AccessRow, LogRow, Person};
use super::words;
use crate::http::language::Language;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// Members of a row that are listed; `subject_count` tells of all.
pub(super) const SUBJECTS_SHOWN: i64 = 20;

/// A row of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "entry_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "at": "2026-11-23T02:15:00.000Z",
    "actor": {"member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "full_name": "Nguyễn Thị Mai"},
    "acted_as": "cell_secretary", "action": "get_member", "kind": "view",
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02", "name": "Chi bộ khu phố 1"},
    "request_id": "4f1c2a9d0b7e4c5f8a6d3e2b1c0f9e8d", "subject_count": 1,
    "subjects": [{"member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c03", "full_name": "Trần Văn Bình"}],
    "detail": {}
}))]
pub struct AuditEntryView {
    pub entry_id: PublicId,
    pub at: Instant,
    /// Absent: the server itself, or somebody who was not signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub actor: Option<AuditPersonView>,
    /// The role under which it was done: a role's code, `member`, `system` or `anonymous`.
    #[schema(max_length = 50, pattern = "^[a-z_]+$")]
    pub acted_as: String,
    /// The operation.
    #[schema(max_length = 100, pattern = "^[a-z0-9_]+$")]
    pub action: String,
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unit: Option<AuditUnitView>,
    /// The `X-Request-Id` of the answer, or the job or command.
    #[schema(max_length = 64)]
    pub request_id: String,
    /// How many members it was about.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub subject_count: i32,
    /// The first of them.
    #[schema(max_items = 20)]
    pub subjects: Vec<AuditPersonView>,
    /// Ids, codes, dates and counts; its members depend on `action`.
    #[schema(value_type = Object)]
    pub detail: Value,
}

/// Somebody whom the log names.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "full_name": "Nguyễn Thị Mai"}))]
pub struct AuditPersonView {
    pub member_id: PublicId,
    /// Only of people inside the auditor's subtree.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub full_name: Option<String>,
}

/// A unit that the log names.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02", "name": "Chi bộ khu phố 1"}))]
pub struct AuditUnitView {
    pub unit_id: PublicId,
    #[schema(max_length = 300)]
    pub name: String,
}

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "entry_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "at": "2026-11-23T02:15:00.000Z", "acted_as": "system",
    "action": "rotate_keys", "kind": "write", "request_id": "rotate-keys", "subject_count": 0, "subjects": [],
    "detail": {"kid": "QmFzZTY0dXJsS2lk"}
}]}))]
pub struct AuditPageView {
    #[schema(max_items = 200)]
    pub items: Vec<AuditEntryView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}

/// Somebody looked at, or exported, the caller's record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "entry_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "at": "2026-11-23T02:15:00.000Z", "kind": "view",
    "action": "get_member", "action_text": "Xem hồ sơ của bạn", "acted_as": "cell_secretary",
    "acted_as_text": "Bí thư chi bộ", "viewer_name": "Nguyễn Thị Mai",
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02", "name": "Chi bộ khu phố 1"}
}))]
pub struct AccessView {
    pub entry_id: PublicId,
    pub at: Instant,
    pub kind: Kind,
    /// The operation.
    #[schema(max_length = 100, pattern = "^[a-z0-9_]+$")]
    pub action: String,
    /// What that means, in the caller's language.
    #[schema(max_length = 200)]
    pub action_text: String,
    /// The role under which it was done: a role's code, `member` or `system`.
    #[schema(max_length = 50, pattern = "^[a-z_]+$")]
    pub acted_as: String,
    /// The role in the caller's language.
    #[schema(max_length = 100)]
    pub acted_as_text: String,
    /// Who it was; absent: the server itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub viewer_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unit: Option<AuditUnitView>,
}

/// A page of accesses to the caller's record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "entry_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "at": "2026-11-23T02:15:00.000Z", "kind": "export",
    "action": "export_roster", "action_text": "Xuất danh sách đảng viên có tên bạn ra tệp",
    "acted_as": "roster_officer", "acted_as_text": "Cán bộ tổ chức", "viewer_name": "Lê Văn Ảnh"
}]}))]
pub struct AccessPageView {
    #[schema(max_items = 200)]
    pub items: Vec<AccessView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}

impl AuditEntryView {
    pub(super) fn of(row: LogRow, subjects: &[i64], people: &HashMap<i64, Person>) -> Self {
        let person = |id: &i64| people.get(id).cloned().map(AuditPersonView::of);
        Self {
            entry_id: row.public_id,
            at: row.at,
            actor: row.actor_id.as_ref().and_then(person),
            acted_as: row.acted_as,
            action: row.action,
            kind: kind_of(&row.kind),
            unit: row.unit.map(AuditUnitView::of),
            request_id: row.request_id,
            subject_count: row.subject_count,
            subjects: subjects.iter().filter_map(person).collect(),
            detail: row.detail.0,
        }
    }
}

impl AccessView {
    pub(super) fn of(row: AccessRow, language: Language) -> Self {
        let kind = kind_of(&row.kind);
        Self {
            entry_id: row.public_id,
            at: row.at,
            kind,
            action_text: language.pick(&words::action(&row.action, kind)).to_owned(),
            action: row.action,
            acted_as_text: language.pick(&words::acted_as(&row.acted_as)).to_owned(),
            acted_as: row.acted_as,
            viewer_name: row.viewer_name,
            unit: row.unit.map(AuditUnitView::of),
        }
    }
}

impl AuditPersonView {
    fn of(person: Person) -> Self {
        Self {
            member_id: person.public_id,
            full_name: person.full_name,
        }
    }
}

impl AuditUnitView {
    fn of((unit_id, name): (PublicId, String)) -> Self {
        Self { unit_id, name }
    }
}

/// A kind that this version does not know was written by a newer one.
fn kind_of(code: &str) -> Kind {
    Kind::from_code(code).unwrap_or(Kind::View)
}
