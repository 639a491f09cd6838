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
use crate::http::{Answer, Json, Once, present};
use crate::kernel::ids::PublicId;
use crate::units::model::{NewUnit, UnitCode, UnitKind, UnitName};
use crate::units::queries::tree;
use crate::units::views::UnitView;
use crate::units::{change, insert, locate_for, rules};

/// A unit to be opened.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "parent_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1b00", "kind": "cell", "name": "Chi bộ 1", "code": "HN-01-001",
    "opened_on": "2025-07-01"
}))]
pub struct CreateUnit {
    /// The unit above it.
    pub parent_id: PublicId,
    pub kind: UnitKind,
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
    /// Not in the future.
    pub opened_on: NaiveDate,
}

/// Open a unit
///
/// Under a unit that the caller manages and that is open; `kind_misplaced` says that a unit of this kind cannot stand
/// there.
#[utoipa::path(
    tag = "units",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat safe.")),
    request_body = CreateUnit,
    responses(
        (status = 201, description = "The new unit.", body = UnitView, headers(("ETag" = String))),
        (status = 404, description = "There is no such unit above, or the caller may not know of it.")
    ),
    security(("access_token" = []))
)]
#[post("/units")]
pub async fn create_unit(
    grant: Grant<ManageUnits>,
    app: Data<App>,
    once: Once,
    body: Json<CreateUnit>,
) -> Result<Answer, Error> {
    let Json { value, digest } = body;
    let actor = grant.clone();
    let answer = once
        .run(&app, &grant, digest, move |conn| {
            create(conn, &actor, &value)
        })
        .await?;
    app.authenticator.refresh();
    Ok(answer)
}

fn create(conn: &mut Conn, grant: &Grant<ManageUnits>, body: &CreateUnit) -> Result<Answer, Error> {
    let name = UnitName::parse(&body.name)?;
    let code = body.code.as_deref().map(UnitCode::parse).transpose()?;
    rules::check_opened(body.opened_on, grant.now().day())?;
    tree::guard_alone(conn, grant)?;
    let parent = locate_for(conn, grant, body.parent_id)?;
    let new = NewUnit {
        parent_id: Some(parent.id),
        kind: body.kind,
        name,
        code,
        opened_on: body.opened_on,
    };
    let unit = insert(conn, grant, &new)?;
    let detail = json!({"unit_id": unit.public_id, "parent_id": parent.public_id, "kind": unit.kind,
        "code": unit.code, "opened_on": unit.opened_on});
    audit::record(
        conn,
        grant,
        &Entry::write("create_unit", Some(unit.id), Vec::new(), detail),
    )?;
    let (view, etag) = change::after(conn, grant, unit.id)?;
    Ok(Answer::created(format!("/api/v1/units/{}", unit.public_id), &view)?.etag(etag))
}
