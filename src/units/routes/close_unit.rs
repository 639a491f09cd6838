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
use crate::http::{Answer, IfMatch, Json, Once, Path, present};
use crate::kernel::ids::PublicId;
use crate::kernel::text::nfc;
use crate::units::member_mover::MemberMover;
use crate::units::model::ChangeKind;
use crate::units::queries::{find, rows};
use crate::units::views::{UnitChangeDetail, UnitView};
use crate::units::{change, rules};

/// When and why a unit ends.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"effective_on": "2026-11-23", "reason": "Giải thể theo Quyết định 12-QĐ/ĐU"}))]
pub struct CloseUnit {
    /// The first day without it: not in the future.
    pub effective_on: NaiveDate,
    /// Kept in its history.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 500))]
    #[schema(nullable = false, min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// Close a unit
///
/// Only one without open units below it (`has_children`) and without members (`has_members`). Its roles end. The caller
/// manages the unit above it.
#[utoipa::path(
    tag = "units",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")
    ),
    request_body = CloseUnit,
    responses((status = 200, description = "The closed unit.", body = UnitView, headers(("ETag" = String)))),
    security(("access_token" = []))
)]
#[post("/units/{unit_id}/close")]
pub async fn close_unit(
    grant: Grant<ManageUnits>,
    app: Data<App>,
    unit_id: Path<PublicId>,
    if_match: IfMatch,
    once: Once,
    body: Json<CloseUnit>,
) -> Result<Answer, Error> {
    let (Path(unit_id), Json { value, digest }) = (unit_id, body);
    let (actor, mover) = (grant.clone(), app.member_mover.clone());
    let work = move |conn: &mut Conn| close(conn, &actor, &*mover, (unit_id, &if_match), &value);
    let answer = once.run(&app, &grant, digest, work).await?;
    app.authenticator.refresh();
    Ok(answer)
}

fn close(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    mover: &dyn MemberMover,
    (id, if_match): (PublicId, &IfMatch),
    body: &CloseUnit,
) -> Result<Answer, Error> {
    let (unit, parent) = change::begin_of_place(conn, grant, id, if_match)?;
    let parent = parent.ok_or(rules::TOP_UNIT)?;
    let on = body.effective_on;
    change::check_day(grant, on, &[&unit])?;
    if !find::open_children(conn, grant, unit.id)?.is_empty() {
        return Err(rules::HAS_CHILDREN.into());
    }
    if !mover.current_members(conn, grant, unit.id)?.is_empty() {
        return Err(rules::HAS_MEMBERS.into());
    }
    mover.unit_ended(conn, grant, unit.id, Some(parent.id), on)?;
    rows::close(conn, grant, unit.id, on, None)?;
    let reason = body
        .reason
        .as_deref()
        .map(nfc)
        .filter(|reason| !reason.is_empty());
    let detail = UnitChangeDetail {
        reason,
        ..UnitChangeDetail::default()
    };
    change::record(conn, grant, ChangeKind::Closed, on, &[(unit.id, detail)])?;
    let audited = json!({"unit_id": unit.public_id, "effective_on": on});
    audit::record(
        conn,
        grant,
        &Entry::write("close_unit", Some(unit.id), Vec::new(), audited),
    )?;
    change::answer(conn, grant, unit.id)
}
