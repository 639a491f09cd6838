//! Frozen figures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::reports::model::Snapshot;

/// What was frozen of an assignment.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "snapshot_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c30", "taken_at": "2026-11-28T17:00:00.000Z", "reason": "deadline",
    "due_at": "2026-11-28T17:00:00.000Z"
}]}))]
pub struct SnapshotListView {
    /// The newest first.
    #[schema(max_items = 200)]
    pub items: Vec<SnapshotView>,
}

/// Figures that were frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "snapshot_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c30", "taken_at": "2026-11-28T17:00:00.000Z", "reason": "deadline",
    "due_at": "2026-11-28T17:00:00.000Z"
}))]
pub struct SnapshotView {
    pub snapshot_id: PublicId,
    pub taken_at: Instant,
    pub reason: SnapshotReason,
    /// The deadline at which it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub due_at: Option<Instant>,
}

/// Why figures were frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SnapshotReason {
    /// A deadline came.
    Deadline,
    /// Somebody asked for it.
    Asked,
}

impl SnapshotView {
    pub(in crate::reports) fn of(snapshot: Snapshot) -> Self {
        Self {
            snapshot_id: snapshot.public_id,
            taken_at: snapshot.taken_at,
            reason: if snapshot.reason == "deadline" {
                SnapshotReason::Deadline
            } else {
                SnapshotReason::Asked
            },
            due_at: snapshot.due_at,
        }
    }
}
