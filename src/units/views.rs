//! Response bodies, and how they are put together.

mod changes;

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

pub use changes::{UnitChangeDetail, UnitChangePage, UnitChangeView};

use super::model::{Unit, UnitKind};
use super::queries::find;
use crate::auth::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::http::etag;
use crate::kernel::ids::PublicId;

/// A unit as other views name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "name": "Chi bộ 1", "kind": "cell"}))]
pub struct UnitRef {
    pub unit_id: PublicId,
    #[schema(max_length = 200)]
    pub name: String,
    pub kind: UnitKind,
}

impl UnitRef {
    /// The units with these row keys that the caller may know of, by row key.
    ///
    /// # Errors
    /// The database.
    pub fn load_many(
        conn: &mut Conn,
        viewer: &Viewer,
        ids: &[i64],
    ) -> Result<HashMap<i64, Self>, Error> {
        let found = find::visible(conn, viewer, ids)?;
        Ok(found.iter().map(|unit| (unit.id, Self::of(unit))).collect())
    }

    fn of(unit: &Unit) -> Self {
        Self {
            unit_id: unit.public_id,
            name: unit.name.clone(),
            kind: unit.kind,
        }
    }
}

/// A unit in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "parent_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1b00",
    "kind": "cell", "name": "Chi bộ 1", "code": "HN-01-001", "opened_on": "2025-07-01", "child_count": 0
}))]
pub struct UnitItem {
    pub unit_id: PublicId,
    /// Absent: a top unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parent_id: Option<PublicId>,
    pub kind: UnitKind,
    #[schema(max_length = 200)]
    pub name: String,
    /// The number a committee gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        max_length = 32,
        pattern = "^[A-Za-z0-9][A-Za-z0-9._/-]*$"
    )]
    pub code: Option<String>,
    pub opened_on: NaiveDate,
    /// Absent: it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closed_on: Option<NaiveDate>,
    /// Open units directly below it.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub child_count: i64,
}

impl UnitItem {
    pub(super) fn load_many(conn: &mut Conn, units: &[Unit]) -> Result<Vec<Self>, Error> {
        let ids: Vec<i64> = units.iter().map(|unit| unit.id).collect();
        let mut parents: Vec<i64> = units.iter().filter_map(|unit| unit.parent_id).collect();
        parents.sort_unstable();
        parents.dedup();
        let counts = find::child_counts(conn, &ids)?;
        let parents = find::public_ids(conn, &parents)?;
        Ok(units
            .iter()
            .map(|unit| Self {
                unit_id: unit.public_id,
                parent_id: unit.parent_id.and_then(|id| parents.get(&id).copied()),
                kind: unit.kind,
                name: unit.name.clone(),
                code: unit.code.clone(),
                opened_on: unit.opened_on,
                closed_on: unit.closed_on,
                child_count: counts.get(&unit.id).copied().unwrap_or(0),
            })
            .collect())
    }
}

/// A page of units.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "parent_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1b00",
    "kind": "cell", "name": "Chi bộ 1", "opened_on": "2025-07-01", "child_count": 0
}]}))]
pub struct UnitPage {
    #[schema(max_items = 200)]
    pub items: Vec<UnitItem>,
    /// Absent: this is the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1_000)]
    pub next_cursor: Option<String>,
}

/// A unit with the units above it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "parent_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1b00",
    "kind": "cell", "name": "Chi bộ 1", "code": "HN-01-001", "opened_on": "2025-07-01", "child_count": 0,
    "path": [{"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1b00", "name": "Đảng ủy phường Hòa Bình", "kind": "commune"}]
}))]
pub struct UnitView {
    pub unit_id: PublicId,
    /// Absent: a top unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parent_id: Option<PublicId>,
    pub kind: UnitKind,
    #[schema(max_length = 200)]
    pub name: String,
    /// The number a committee gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        max_length = 32,
        pattern = "^[A-Za-z0-9][A-Za-z0-9._/-]*$"
    )]
    pub code: Option<String>,
    pub opened_on: NaiveDate,
    /// Absent: it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closed_on: Option<NaiveDate>,
    /// The unit into which it was merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub successor_id: Option<PublicId>,
    /// Open units directly below it.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub child_count: i64,
    /// The units above it, the top unit first.
    #[schema(max_items = 10)]
    pub path: Vec<UnitRef>,
}

impl UnitView {
    /// The view and its entity tag.
    pub(super) fn load(
        conn: &mut Conn,
        viewer: &Viewer,
        unit: &Unit,
    ) -> Result<(Self, String), Error> {
        let path = find::above(conn, viewer, unit.id)?;
        let count = find::child_counts(conn, &[unit.id])?;
        let successor = unit
            .successor_id
            .map(|id| find::visible(conn, viewer, &[id]))
            .transpose()?;
        let view = Self {
            unit_id: unit.public_id,
            parent_id: path.last().map(|parent| parent.public_id),
            kind: unit.kind,
            name: unit.name.clone(),
            code: unit.code.clone(),
            opened_on: unit.opened_on,
            closed_on: unit.closed_on,
            successor_id: successor.and_then(|units| units.first().map(|unit| unit.public_id)),
            child_count: count.get(&unit.id).copied().unwrap_or(0),
            path: path.iter().map(UnitRef::of).collect(),
        };
        let etag = etag::of_view(unit.revision, &view)?;
        Ok((view, etag))
    }
}

/// A unit that was split, and the units that came out of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "unit": {
        "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00", "parent_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1b00",
        "kind": "cell", "name": "Chi bộ 1", "opened_on": "2025-07-01", "child_count": 0,
        "path": [{"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1b00", "name": "Đảng ủy phường Hòa Bình", "kind": "commune"}]
    },
    "new_units": [{
        "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1d00", "parent_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1b00",
        "kind": "cell", "name": "Chi bộ 1A", "opened_on": "2026-11-23", "child_count": 0
    }]
}))]
pub struct SplitView {
    pub unit: UnitView,
    /// In the order in which they were asked for.
    #[schema(max_items = 50)]
    pub new_units: Vec<UnitItem>,
}
