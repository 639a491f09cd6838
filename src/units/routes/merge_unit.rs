use actix_web::post;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::ManageUnits;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, Json, Once, Path};
use crate::kernel::ids::PublicId;
use crate::units::member_mover::{MemberMover, MoveReason};
use crate::units::model::{ChangeKind, Unit};
use crate::units::queries::{find, rows};
use crate::units::views::{UnitChangeDetail, UnitView};
use crate::units::{change, locate_for, rules, tree};

/// Into which unit one is merged.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"into_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "effective_on": "2026-11-23"}))]
pub struct MergeUnit {
    /// The unit that takes in the other: of the same level.
    pub into_id: PublicId,
    /// The day from which it holds: not in the future.
    pub effective_on: NaiveDate,
}

/// Merge a unit into another
///
/// The open units below it and its members come to the other unit; it is closed, its roles end, and it keeps the other
/// as its successor. The caller manages the unit above it and the unit that takes it in.
#[utoipa::path(
    tag = "units",
    params(
        ("unit_id" = PublicId, Path, description = "The unit that ends."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = MergeUnit,
    responses((status = 200, description = "The closed unit.", body = UnitView, headers(("ETag" = String)))),
    security(("access_token" = []))
)]
#[post("/units/{unit_id}/merge")]
pub async fn merge_unit(
    grant: Grant<ManageUnits>,
    app: Data<App>,
    unit_id: Path<PublicId>,
    if_match: IfMatch,
    once: Once,
    body: Json<MergeUnit>,
) -> Result<Answer, Error> {
    let (Path(unit_id), Json { value, digest }) = (unit_id, body);
    let (actor, mover) = (grant.clone(), app.member_mover.clone());
    let work = move |conn: &mut Conn| merge(conn, &actor, &*mover, (unit_id, &if_match), &value);
    let answer = once.run(&app, &grant, digest, work).await?;
    app.authenticator.refresh();
    Ok(answer)
}

fn merge(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    mover: &dyn MemberMover,
    (id, if_match): (PublicId, &IfMatch),
    body: &MergeUnit,
) -> Result<Answer, Error> {
    let (unit, parent) = change::begin_of_place(conn, grant, id, if_match)?;
    parent.ok_or(rules::TOP_UNIT)?;
    let into = locate_for(conn, grant, body.into_id)?;
    let children = check(conn, grant, &unit, &into)?;
    let on = body.effective_on;
    change::check_day(grant, on, &[&unit, &into])?;
    change::move_children(
        conn,
        grant,
        &children.iter().collect::<Vec<_>>(),
        &unit,
        &into,
        on,
    )?;
    let members = mover.current_members(conn, grant, unit.id)?;
    let members: Vec<i64> = members.iter().map(|member| member.id).collect();
    mover.transfer(conn, grant, &members, into.id, on, MoveReason::UnitMerged)?;
    mover.unit_ended(conn, grant, unit.id, Some(into.id), on)?;
    rows::close(conn, grant, unit.id, on, Some(into.id))?;
    if !children.is_empty() {
        mover.units_moved(conn, grant)?;
    }

    let member_count = i64::try_from(members.len()).ok();
    let merged = UnitChangeDetail {
        into_id: Some(into.public_id),
        member_count,
        ..UnitChangeDetail::default()
    };
    let took_in = UnitChangeDetail {
        from_id: Some(unit.public_id),
        member_count,
        ..UnitChangeDetail::default()
    };
    change::record(conn, grant, ChangeKind::Merged, on, &[(unit.id, merged)])?;
    change::record(conn, grant, ChangeKind::TookIn, on, &[(into.id, took_in)])?;
    let audited = json!({"unit_id": unit.public_id, "into_id": into.public_id, "units": children.len(),
        "members": members.len(), "effective_on": on});
    audit::record(
        conn,
        grant,
        &Entry::write("merge_unit", Some(unit.id), members, audited),
    )?;
    change::answer(conn, grant, unit.id)
}

/// Whether `unit` can become a part of `into`; answers its children.
fn check(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    unit: &Unit,
    into: &Unit,
) -> Result<Vec<Unit>, Error> {
    if unit.id == into.id {
        return Err(rules::SAME_UNIT.into());
    }
    into.check_open()?;
    tree::check_apart(conn, grant, unit, into)?;
    if !rules::may_merge(unit.kind, into.kind) {
        return Err(rules::LEVEL_DIFFERS.into());
    }
    let children = find::open_children(conn, grant, unit.id)?;
    if children
        .iter()
        .all(|child| rules::may_stand_under(child.kind, Some(into.kind)))
    {
        Ok(children)
    } else {
        Err(rules::at(rules::MISPLACED, "/into_id").into())
    }
}
