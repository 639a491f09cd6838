use actix_web::post;
use actix_web::web::Data;
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::IssueCodes;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Json, Once, Path};
use crate::kernel::ids::PublicId;
use crate::kernel::person::Standing;
use crate::members::{self, Member};
use crate::sessions::rules::code::{self, CodePurpose};
use crate::sessions::rules::issuing::{
    ALREADY_ACTIVATED, CODE_FOR_ONESELF, CODE_NOT_FOR_THIS_ROLE, MEMBER_NOT_ACTIVE, NOT_ACTIVATED,
    may_issue,
};
use crate::sessions::told::IssuedCode;
use crate::sessions::views::{AccountCodeView, CreateAccountCode};
use crate::sessions::{queries, requested};

/// Hand out a one-time code
///
/// With it the member sets a first password (`activation`, good for 7 days) or a new one (`password_reset`, good for 24
/// hours). It is shown only now, and sent to the
/// member's mail address where the roster has one and the server sends mail; a new code withdraws the older one of its purpose. Nobody can issue a code to himself, or to
/// a member whose role his own office does not cover.
#[utoipa::path(
    tag = "sessions",
    params(
        ("member_id" = PublicId, Path, description = "The member who gets the code."),
        ("Idempotency-Key" = Option<String>, Header, description = "See the parameter."),
    ),
    request_body = CreateAccountCode,
    responses(
        (status = 201, description = "The code.", body = AccountCodeView),
        (status = 403, description = "Not permitted. `code_for_oneself`: nobody issues a code to himself. `code_not_for_this_role`: the member holds a role that the caller may not issue a code for."),
        (status = 409, description = "`account_already_activated`, `account_not_activated` or `member_not_active`: the state of the account does not allow this code."),
    ),
    security(("access_token" = []))
)]
#[post("/members/{member_id}/account-codes")]
pub async fn create_account_code(
    grant: Grant<IssueCodes>,
    app: Data<App>,
    path: Path<PublicId>,
    once: Once,
    body: Json<CreateAccountCode>,
) -> Result<Answer, Error> {
    let (member_id, purpose, actor) = (path.0, body.value.purpose, grant.clone());
    let told = app.code_issued.clone();
    once.run(&app, &grant, body.digest, move |conn| {
        let member = members::locate_for::<IssueCodes>(conn, &actor, member_id)?;
        check(conn, &actor, &member, purpose)?;
        let code = requested::new_code()?;
        let expires_at = queries::codes::replace(conn, &actor, member.id, purpose, &code)?;
        let shown = code::shown(&code);
        let issued = IssuedCode {
            member_id: member.id,
            purpose,
            code: &shown,
            expires_at,
        };
        told.iter()
            .try_for_each(|told| told(conn, &actor, &issued))?;
        let detail = json!({"purpose": purpose, "expires_at": expires_at});
        let entry = Entry::write(
            "create_account_code",
            Some(member.home_unit_id),
            vec![member.id],
            detail,
        );
        audit::record(conn, &actor, &entry)?;
        let view = AccountCodeView {
            code: shown,
            purpose,
            expires_at,
        };
        Answer::created(format!("/api/v1/members/{member_id}/account-codes"), &view)
    })
    .await
}

fn check(
    conn: &mut Conn,
    grant: &Grant<IssueCodes>,
    member: &Member,
    purpose: CodePurpose,
) -> Result<(), Error> {
    if member.id == grant.viewer().member_id() {
        return Err(CODE_FOR_ONESELF.into());
    }
    let held = queries::codes::roles_from_now_on(conn, grant, member.id)?;
    let mut units: Vec<i64> = held.iter().map(|(_, unit)| *unit).collect();
    units.push(member.home_unit_id);
    let issuer = queries::codes::issuer_roles(conn, grant, &units)?;
    if !may_issue(&issuer, member.home_unit_id, &held) {
        return Err(CODE_NOT_FOR_THIS_ROLE.into());
    }
    if !Standing::from_code(&member.standing).is_some_and(Standing::is_active) {
        return Err(MEMBER_NOT_ACTIVE.into());
    }
    match (
        purpose,
        queries::accounts::is_activated(conn, grant, member.id)?,
    ) {
        (CodePurpose::Activation, true) => Err(ALREADY_ACTIVATED.into()),
        (CodePurpose::PasswordReset, false) => Err(NOT_ACTIVATED.into()),
        _ => Ok(()),
    }
}
