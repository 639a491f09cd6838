//! Roles of a member.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{MemberUnitView, role};
use crate::auth::Role;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::members::model::RoleRecord;

/// A role over a unit and everything below it, from a day to a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "role_grant_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c06", "role": "cell_secretary",
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "name": "Chi bộ Khu phố 1", "kind": "cell"},
    "from_on": "2025-07-01", "to_on": "2030-07-01", "granted_at": "2025-06-30T02:15:00.000Z"
}))]
pub(in crate::members) struct RoleGrantView {
    pub role_grant_id: PublicId,
    pub role: Role,
    pub unit: MemberUnitView,
    pub from_on: NaiveDate,
    /// The first day without it; may lie ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to_on: Option<NaiveDate>,
    pub granted_at: Instant,
}

impl RoleGrantView {
    pub(in crate::members) fn of(record: RoleRecord) -> Result<Self, Error> {
        Ok(Self {
            role_grant_id: record.grant.public_id,
            role: role(&record.grant.role)?,
            unit: record.unit.into(),
            from_on: record.grant.from_on,
            to_on: record.grant.to_on,
            granted_at: record.grant.granted_at,
        })
    }
}

/// The roles of a member, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "role_grant_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c06", "role": "cell_secretary",
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "name": "Chi bộ Khu phố 1", "kind": "cell"},
    "from_on": "2025-07-01", "to_on": "2030-07-01", "granted_at": "2025-06-30T02:15:00.000Z"
}]}))]
pub(in crate::members) struct RoleGrantListView {
    #[schema(max_items = 500)]
    pub items: Vec<RoleGrantView>,
}
