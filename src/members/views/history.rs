//! What happened to a member, and when.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{MemberUnitView, standing};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::person::Standing;
use crate::members::model::{Membership, StandingRecord};

/// Where a member belonged from a day to a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "membership_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c03",
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "name": "Chi bộ Khu phố 1", "kind": "cell"},
    "from_on": "2025-07-01", "to_on": "2026-11-23"
}))]
pub(in crate::members) struct MembershipView {
    pub membership_id: PublicId,
    pub unit: MemberUnitView,
    pub from_on: NaiveDate,
    /// The first day on which he no longer belonged there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to_on: Option<NaiveDate>,
    /// Why he came; for himself and those who keep the roster.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500)]
    pub reason: Option<String>,
}

impl MembershipView {
    pub(in crate::members) fn of(row: Membership, shows_reasons: bool) -> Self {
        Self {
            membership_id: row.public_id,
            unit: row.unit.into(),
            from_on: row.from_on,
            to_on: row.to_on,
            reason: row.reason.filter(|_| shows_reasons),
        }
    }
}

/// A member's standing from a day to a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "standing_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c04", "standing": "official", "from_on": "2000-02-03"
}))]
pub(in crate::members) struct StandingView {
    pub standing_id: PublicId,
    pub standing: Standing,
    pub from_on: NaiveDate,
    /// The first day on which it no longer held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to_on: Option<NaiveDate>,
    /// Why; for himself and those who keep the roster.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500)]
    pub reason: Option<String>,
}

impl StandingView {
    pub(in crate::members) fn of(row: StandingRecord, shows_reasons: bool) -> Result<Self, Error> {
        Ok(Self {
            standing_id: row.public_id,
            standing: standing(&row.standing)?,
            from_on: row.from_on,
            to_on: row.to_on,
            reason: row.reason.filter(|_| shows_reasons),
        })
    }
}

/// Memberships and standings of a member, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "memberships": [{
        "membership_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c03",
        "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "name": "Chi bộ Khu phố 1", "kind": "cell"}, "from_on": "2025-07-01"
    }],
    "standings": [
        {"standing_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c04", "standing": "official", "from_on": "2000-02-03"},
        {"standing_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c05", "standing": "probationary", "from_on": "1999-02-03", "to_on": "2000-02-03"}
    ]
}))]
pub(in crate::members) struct HistoryView {
    #[schema(max_items = 500)]
    pub memberships: Vec<MembershipView>,
    #[schema(max_items = 500)]
    pub standings: Vec<StandingView>,
}
