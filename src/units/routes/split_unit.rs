use actix_web::post;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::ManageUnits;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, Json, Once, Path, present};
use crate::kernel::ids::PublicId;
use crate::units::member_mover::{MemberMover, MoveReason};
use crate::units::model::{ChangeKind, NewUnit, Unit};
use crate::units::parts::Part;
use crate::units::queries::{find, rows};
use crate::units::views::{SplitView, UnitChangeDetail, UnitItem};
use crate::units::{change, parts, rules, tree};

/// How a unit is split.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"effective_on": "2026-11-23", "new_units": [
    {"name": "Chi bộ 1A", "member_ids": ["01936f2e-8a10-7c3e-9d41-5b7a9e2f2a00"]}
]}))]
pub struct SplitUnit {
    /// The day from which it holds: not in the future.
    pub effective_on: NaiveDate,
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    pub new_units: Vec<NewPart>,
}

/// A unit that comes out of another.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPart {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The number a committee gave it; no two units have the same.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 32))]
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 32,
        pattern = "^[A-Za-z0-9][A-Za-z0-9._/-]*$"
    )]
    pub code: Option<String>,
    /// Open units directly below the old unit that come under the new one.
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    pub child_ids: Vec<PublicId>,
    /// Members of the old unit who come into the new one.
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    pub member_ids: Vec<PublicId>,
}

/// Split a unit
///
/// New units of the same kind beside it take the named units below it and the named members; the rest stays. The caller
/// manages the unit above it.
#[utoipa::path(
    tag = "units",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = SplitUnit,
    responses((status = 200, description = "The unit and those that came out of it.", body = SplitView, headers(("ETag" = String)))),
    security(("access_token" = []))
)]
#[post("/units/{unit_id}/split")]
pub async fn split_unit(
    grant: Grant<ManageUnits>,
    app: Data<App>,
    unit_id: Path<PublicId>,
    if_match: IfMatch,
    once: Once,
    body: Json<SplitUnit>,
) -> Result<Answer, Error> {
    let (Path(unit_id), Json { value, digest }) = (unit_id, body);
    let (actor, mover) = (grant.clone(), app.member_mover.clone());
    let work = move |conn: &mut Conn| split(conn, &actor, &*mover, (unit_id, &if_match), &value);
    let answer = once.run(&app, &grant, digest, work).await?;
    app.authenticator.refresh();
    Ok(answer)
}

fn split(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    mover: &dyn MemberMover,
    (id, if_match): (PublicId, &IfMatch),
    body: &SplitUnit,
) -> Result<Answer, Error> {
    let (unit, parent) = change::begin_of_place(conn, grant, id, if_match)?;
    let parent = parent.ok_or(rules::TOP_UNIT)?;
    let on = body.effective_on;
    change::check_day(grant, on, &[&unit])?;
    let children = find::open_children(conn, grant, unit.id)?;
    let members = mover.current_members(conn, grant, unit.id)?;
    let parts = parts::resolve(&body.new_units, &children, &members)?;
    let mut made = Vec::with_capacity(parts.len());
    for part in &parts {
        let new = split_off(conn, grant, &unit, &parent, part, on)?;
        mover.transfer(
            conn,
            grant,
            &part.members,
            new.id,
            on,
            MoveReason::UnitSplit,
        )?;
        made.push(new);
    }
    rows::bump(conn, grant, unit.id)?;
    mover.units_moved(conn, grant)?;

    let unit_ids: Vec<PublicId> = made.iter().map(|unit| unit.public_id).collect();
    let moved: Vec<i64> = parts.into_iter().flat_map(|part| part.members).collect();
    let audited = json!({"unit_id": unit.public_id, "new_unit_ids": unit_ids, "members": moved.len(),
        "effective_on": on});
    let detail = UnitChangeDetail {
        unit_ids,
        member_count: i64::try_from(moved.len()).ok(),
        ..UnitChangeDetail::default()
    };
    change::record(conn, grant, ChangeKind::Split, on, &[(unit.id, detail)])?;
    audit::record(
        conn,
        grant,
        &Entry::write("split_unit", Some(unit.id), moved, audited),
    )?;
    let (view, etag) = change::after(conn, grant, unit.id)?;
    let view = SplitView {
        unit: view,
        new_units: UnitItem::load_many(conn, &made)?,
    };
    Ok(Answer::ok(&view)?.etag(etag))
}

/// Opens a part beside the old unit and takes the units it gets under it.
fn split_off(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    unit: &Unit,
    parent: &Unit,
    part: &Part<'_>,
    on: NaiveDate,
) -> Result<Unit, Error> {
    let new = NewUnit {
        parent_id: Some(parent.id),
        kind: unit.kind,
        name: part.name.clone(),
        code: part.code.clone(),
        opened_on: on,
    };
    let new = tree::insert(conn, grant, &new)?;
    let detail = UnitChangeDetail {
        new_name: Some(new.name.clone()),
        new_code: new.code.clone(),
        new_parent_id: Some(parent.public_id),
        from_id: Some(unit.public_id),
        member_count: i64::try_from(part.members.len()).ok(),
        ..UnitChangeDetail::default()
    };
    change::record(conn, grant, ChangeKind::SplitOff, on, &[(new.id, detail)])?;
    change::move_children(conn, grant, &part.children, unit, &new, on)?;
    Ok(new)
}
