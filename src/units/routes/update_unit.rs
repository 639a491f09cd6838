use actix_web::patch;
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
use crate::http::{Answer, IfMatch, Json, Path, present};
use crate::kernel::ids::PublicId;
use crate::units::model::{ChangeKind, Unit, UnitCode, UnitName};
use crate::units::queries::{find, rows};
use crate::units::views::{UnitChangeDetail, UnitView};
use crate::units::{change, tree};

/// What changes; what is absent stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Chi bộ Tổ dân phố 1", "effective_on": "2026-11-23"}))]
pub struct UpdateUnit {
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[validate(length(min = 1, max = 32))]
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 32,
        pattern = "^[A-Za-z0-9][A-Za-z0-9._/-]*$"
    )]
    pub code: Option<String>,
    /// The day from which it holds: today unless said, not in the future.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub effective_on: Option<NaiveDate>,
}

/// Rename a unit, or give it another code
///
/// The old name and code stay in its history.
#[utoipa::path(
    tag = "units",
    params(
        ("unit_id" = PublicId, Path, description = "The unit."),
        ("If-Match" = String, Header, description = "The tag of the version that is changed.")
    ),
    request_body = UpdateUnit,
    responses(
        (status = 200, description = "The unit after the change.", body = UnitView, headers(("ETag" = String))),
        (status = 409, description = "`unit_closed`, or `code_taken`.")
    ),
    security(("access_token" = []))
)]
#[patch("/units/{unit_id}")]
pub async fn update_unit(
    grant: Grant<ManageUnits>,
    app: Data<App>,
    unit_id: Path<PublicId>,
    if_match: IfMatch,
    body: Json<UpdateUnit>,
) -> Result<Answer, Error> {
    let Path(unit_id) = unit_id;
    let answer = app
        .db
        .write(move |conn| update(conn, &grant, unit_id, &if_match, &body.value))
        .await?;
    app.authenticator.refresh();
    Ok(answer)
}

fn update(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    id: PublicId,
    if_match: &IfMatch,
    body: &UpdateUnit,
) -> Result<Answer, Error> {
    let name = body.name.as_deref().map(UnitName::parse).transpose()?;
    let code = body.code.as_deref().map(UnitCode::parse).transpose()?;
    let unit = change::begin(conn, grant, id, if_match)?;
    let on = body.effective_on.unwrap_or_else(|| grant.now().day());
    change::check_day(grant, on, &[&unit])?;
    let name = name.filter(|name| name.as_str() != unit.name);
    let code = code.filter(|code| Some(code.as_str()) != unit.code.as_deref());
    if let Some(name) = &name {
        rename(conn, grant, &unit, name, on)?;
    }
    if let Some(code) = &code {
        recode(conn, grant, &unit, code, on)?;
    }
    if name.is_some() || code.is_some() {
        rows::bump(conn, grant, unit.id)?;
        let detail = json!({"unit_id": unit.public_id, "renamed": name.is_some(),
            "code": code.as_ref().map(UnitCode::as_str), "effective_on": on});
        audit::record(
            conn,
            grant,
            &Entry::write("update_unit", Some(unit.id), Vec::new(), detail),
        )?;
    }
    change::answer(conn, grant, unit.id)
}

fn rename(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    unit: &Unit,
    name: &UnitName,
    on: NaiveDate,
) -> Result<(), Error> {
    rows::rename(conn, grant, unit.id, name)?;
    if let Some(parent_id) = unit.parent_id {
        let renamed = find::by_key(conn, grant, unit.id)?;
        tree::reorder(conn, grant, &renamed, parent_id)?;
    }
    let detail = UnitChangeDetail {
        old_name: Some(unit.name.clone()),
        new_name: Some(name.as_str().to_owned()),
        ..UnitChangeDetail::default()
    };
    change::record(conn, grant, ChangeKind::Renamed, on, &[(unit.id, detail)])
}

fn recode(
    conn: &mut Conn,
    grant: &Grant<ManageUnits>,
    unit: &Unit,
    code: &UnitCode,
    on: NaiveDate,
) -> Result<(), Error> {
    rows::recode(conn, grant, unit.id, code).map_err(tree::code_taken)?;
    let detail = UnitChangeDetail {
        old_code: unit.code.clone(),
        new_code: Some(code.as_str().to_owned()),
        ..UnitChangeDetail::default()
    };
    change::record(conn, grant, ChangeKind::Recoded, on, &[(unit.id, detail)])
}
