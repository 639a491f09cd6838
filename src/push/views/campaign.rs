//! Campaigns, as publishers see them: figures, no names.

use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::push::model::{
    Campaign, CampaignState, FailureReason, NotificationClass, NotificationKind,
};

/// Messages that were not accepted, for one reason.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::push) struct FailureView {
    pub reason: FailureReason,
    #[schema(minimum = 1, maximum = 100_000_000)]
    pub count: i64,
}

/// How an event reaches its members.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "campaign_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f2200", "kind": "edition_published", "class": "directive", "urgent": false,
    "state": "sending", "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00", "created_at": "2026-11-28T01:00:00.000Z",
    "recalled": false, "percent": 42.5, "members": 425, "devices": 410, "accepted": 401, "waiting": 2,
    "failed": [{"reason": "gone", "count": 7}], "opened": 120, "per_second": 380, "seconds_left": 2
}))]
pub(in crate::push) struct CampaignView {
    pub campaign_id: PublicId,
    pub kind: NotificationKind,
    pub class: NotificationClass,
    pub urgent: bool,
    pub state: CampaignState,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document_id: Option<PublicId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub assignment_id: Option<PublicId>,
    pub created_at: Instant,
    /// Its document was taken back since.
    pub recalled: bool,
    /// Of the work, with one decimal.
    #[schema(minimum = 0, maximum = 100)]
    pub percent: f64,
    /// Members whose inbox has it.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub members: i64,
    /// Installations that were to be sent to.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub devices: i64,
    /// Messages that the provider took; whether a phone rang it does not say.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub accepted: i64,
    /// Messages that are tried again.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub waiting: i64,
    #[schema(max_items = 5)]
    pub failed: Vec<FailureView>,
    /// Members whose app says that they have opened it.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub opened: i64,
    /// Messages accepted a second, lately.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub per_second: i64,
    /// Absent: it is not being sent, or nothing can be said yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 10_000_000)]
    pub seconds_left: Option<i64>,
}

/// A page of campaigns, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "campaign_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f2200", "kind": "edition_published", "class": "directive", "urgent": false,
    "state": "done", "document_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00", "created_at": "2026-11-28T01:00:00.000Z",
    "recalled": false, "percent": 100.0, "members": 1000, "devices": 910, "accepted": 903, "waiting": 0,
    "failed": [{"reason": "gone", "count": 7}], "opened": 640, "per_second": 0
}]}))]
pub(in crate::push) struct CampaignPageView {
    #[schema(max_items = 200)]
    pub items: Vec<CampaignView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}

/// Whom a nudge reached.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"missing": 7, "reminded": 6, "left_out": 1}))]
pub(in crate::push) struct NudgeView {
    /// Members of the cell who must finish and have not.
    #[schema(minimum = 0, maximum = 5000)]
    pub missing: i64,
    /// Those of them who were reminded now.
    #[schema(minimum = 0, maximum = 5000)]
    pub reminded: i64,
    /// Those who have had as many nudges today as anybody gets.
    #[schema(minimum = 0, maximum = 5000)]
    pub left_out: i64,
}

impl CampaignView {
    pub(in crate::push) fn of(campaign: &Campaign) -> Self {
        let count = |reason| match reason {
            FailureReason::Gone => campaign.gone,
            FailureReason::Refused => campaign.refused,
            FailureReason::Mismatched => campaign.mismatched,
            FailureReason::Expired => campaign.expired,
            FailureReason::NotNeeded => campaign.not_needed,
        };
        let failed = FailureReason::ALL
            .into_iter()
            .map(|reason| FailureView {
                reason,
                count: count(reason),
            })
            .filter(|failure| failure.count > 0)
            .collect();
        Self {
            campaign_id: campaign.public_id,
            kind: campaign.kind,
            class: campaign.class,
            urgent: campaign.urgent,
            state: campaign.progress.state,
            document_id: campaign.document_id,
            assignment_id: campaign.assignment_id,
            created_at: campaign.created_at,
            recalled: campaign.recalled_at.is_some(),
            percent: f64::from(campaign.progress.permille) / 10.0,
            members: campaign.members,
            devices: campaign.devices,
            accepted: campaign.accepted,
            waiting: campaign.waiting,
            failed,
            opened: campaign.opened,
            per_second: campaign.progress.rate,
            seconds_left: campaign.progress.seconds_left,
        }
    }
}
