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
use crate::units::member_mover::MemberMover;
use crate::units::model::ChangeKind;
use crate::units::views::{UnitChangeDetail, UnitView};
use crate::units::{change, locate_for, rules, tree};

/// Where a unit goes.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"parent_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1b00", "effective_on": "2026-11-23"}))]
pub struct MoveUnit {
    /// The unit under which it comes.
    pub parent_id: PublicId,
    /// The day from which it holds: not in the future.
    pub effective_on: NaiveDate,
}

/// Move a unit under another
///
/// With everything below it. The caller manages both the unit above it now and the one above it then.
#[utoipa::path(
    tag = "units",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = MoveUnit,
    responses((status = 200, description = "The unit after the change.", body = UnitView, headers(("ETag" = String)))),
    security(("access_token" = []))
)]
#[post("/units/{unit_id}/move")]
pub async fn move_unit(
    grant: Grant<ManageUnits>,
    app: Data<App>,
    unit_id: Path<PublicId>,
    if_match: IfMatch,
    once: Once,
    body: Json<MoveUnit>,
) -> Result<Answer, Error> {
    let (Path(unit_id), Json { value, digest }) = (unit_id, body);
    let (actor, mover) = (grant.clone(), app.member_mover.clone());
    let work = move |conn: &mut Conn| move_to(conn, &actor, &*mover, (unit_id, &if_match), &value);
    let answer = once.run(&app, &grant, digest, work).await?;
    app.authenticator.refresh();
    Ok(answer)
}

fn move_to(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    mover: &dyn MemberMover,
    (id, if_match): (PublicId, &IfMatch),
    body: &MoveUnit,
) -> Result<Answer, Error> {
    let (unit, old_parent) = change::begin_of_place(conn, grant, id, if_match)?;
    let parent = locate_for(conn, grant, body.parent_id)?;
    if unit.parent_id == Some(parent.id) {
        return change::answer(conn, grant, unit.id);
    }
    parent.check_open()?;
    tree::check_apart(conn, grant, &unit, &parent)?;
    let on = body.effective_on;
    change::check_day(grant, on, &[&unit, &parent])?;
    if !rules::may_stand_under(unit.kind, Some(parent.kind)) {
        return Err(rules::at(rules::MISPLACED, "/parent_id").into());
    }
    tree::relocate(conn, grant, &unit, &parent)?;
    mover.units_moved(conn, grant)?;
    let detail = UnitChangeDetail {
        old_parent_id: old_parent.map(|parent| parent.public_id),
        new_parent_id: Some(parent.public_id),
        ..UnitChangeDetail::default()
    };
    let audited = json!({"unit_id": unit.public_id, "old_parent_id": detail.old_parent_id,
        "new_parent_id": parent.public_id, "effective_on": on});
    change::record(conn, grant, ChangeKind::Moved, on, &[(unit.id, detail)])?;
    audit::record(
        conn,
        grant,
        &Entry::write("move_unit", Some(unit.id), Vec::new(), audited),
    )?;
    change::answer(conn, grant, unit.id)
}
