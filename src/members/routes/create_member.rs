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
use crate::auth::permissions::ManageMembers;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, Json, Once, etag, present};
use crate::kernel::ids::PublicId;
use crate::kernel::person::{Sex, Standing};
use crate::members::followers::Followers;
use crate::members::model::NewMember;
use crate::members::queries::people;
use crate::members::rules::{self, Written};
use crate::members::views::MemberView;
use crate::members::{self, checks};
use crate::units::{self, Unit};

/// A person to be taken into the roster.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "full_name": "Nguyễn Văn An", "card_number": "048100000007", "citizen_id": "048080000301", "phone": "0905123456",
    "email": "an@example.org", "birth_date": "1970-05-19", "sex": "male", "joined_on": "1999-02-03", "official_on": "2000-02-03",
    "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "standing": "official", "standing_from": "2000-02-03",
    "membership_from": "2026-11-01"
}))]
pub struct CreateMember {
    /// Letters of any script, spaces, apostrophes, hyphens and dots.
    #[schema(min_length = 2, max_length = 100)]
    full_name: String,
    /// Of the party card; no two members have the same one.
    #[serde(default, deserialize_with = "present")]
    #[schema(
        nullable = false,
        min_length = 12,
        max_length = 12,
        pattern = "^[0-9]{12}$"
    )]
    card_number: Option<String>,
    /// No two members have the same one.
    #[serde(default, deserialize_with = "present")]
    #[schema(
        nullable = false,
        min_length = 12,
        max_length = 12,
        pattern = "^[0-9]{12}$"
    )]
    citizen_id: Option<String>,
    /// Of Vietnam: `0xxxxxxxxx` or `+84xxxxxxxxx`; spaces, dots, dashes and brackets are left out.
    #[serde(default, deserialize_with = "present")]
    #[schema(
        nullable = false,
        min_length = 9,
        max_length = 20,
        pattern = "^[+(0-9][0-9 .()-]{8,19}$"
    )]
    phone: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false, max_length = 254, format = Email)]
    email: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    birth_date: Option<NaiveDate>,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    sex: Option<Sex>,
    /// Not before the 18th birthday.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    joined_on: Option<NaiveDate>,
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    official_on: Option<NaiveDate>,
    /// An open cell, group or grassroots organisation.
    unit_id: PublicId,
    /// One that does not end membership.
    standing: Standing,
    /// The first day of the standing; today unless said.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    standing_from: Option<NaiveDate>,
    /// The first day in the unit; today unless said.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    membership_from: Option<NaiveDate>,
}

/// Take a person into the roster
///
/// With a membership in a unit and a standing, each from a day. The account is activated later with a code. A card
/// number or citizen id that is already on the roster is refused without telling whose it is.
#[utoipa::path(
    tag = "members",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request safe to repeat.")),
    request_body = CreateMember,
    responses(
        (status = 201, description = "The new member.", body = MemberView, headers(("ETag" = String))),
        (status = 404, description = "There is no such unit, or the caller may not know of it.")
    ),
    security(("access_token" = []))
)]
#[post("/members")]
pub async fn create_member(
    grant: Grant<ManageMembers>,
    app: Data<App>,
    once: Once,
    body: Json<CreateMember>,
) -> Result<Answer, Error> {
    let (actor, unit_id) = (grant.clone(), body.value.unit_id);
    let followers = app.followers.clone();
    let new = read(&body.value, grant.now().day())?;
    once.run(&app, &grant, body.digest, move |conn| {
        units::hold(conn, &actor)?;
        let unit = units::locate_for(conn, &actor, unit_id)?;
        create(conn, &actor, &followers, &unit, &new)
    })
    .await
}

fn create(
    conn: &mut Conn,
    grant: &Grant<ManageMembers>,
    followers: &Followers,
    unit: &Unit,
    new: &NewMember,
) -> Result<Answer, Error> {
    checks::home(unit, new.membership_from)?;
    let new = NewMember {
        unit_id: unit.id,
        ..new.clone()
    };
    let member = members::insert(conn, grant, &new).map_err(checks::taken)?;
    followers.tell(conn, grant, &[member.id])?;
    let detail = json!({
        "member_id": member.public_id, "unit_id": unit.public_id, "standing": new.standing,
        "standing_from": new.standing_from, "membership_from": new.membership_from,
    });
    audit::record(
        conn,
        grant,
        &Entry::write("create_member", Some(unit.id), vec![member.id], detail),
    )?;
    let sight = people::sight(conn, grant.viewer(), member.id)?;
    let view = MemberView::of(&member, &sight)?;
    let location = format!("/api/v1/members/{}", member.public_id);
    Ok(Answer::created(location, &view)?.etag(etag::of_view(member.revision, &view)?))
}

/// The record as it will be, but for the unit, which the database has to find.
fn read(body: &CreateMember, today: NaiveDate) -> Result<NewMember, Error> {
    let record = Written {
        full_name: Some(body.full_name.clone()),
        card_number: body.card_number.clone(),
        citizen_id: body.citizen_id.clone(),
        phone: body.phone.clone(),
        email: body.email.clone(),
    }
    .read()?;
    rules::check_dates(body.birth_date, body.joined_on, body.official_on, today)?;
    if body.standing.ends_membership() {
        return Err(rules::STANDING_ENDS_MEMBERSHIP.into());
    }
    let standing_from = body.standing_from.unwrap_or(today);
    let membership_from = body.membership_from.unwrap_or(today);
    rules::check_effective("/standing_from", standing_from, today, None)?;
    rules::check_effective("/membership_from", membership_from, today, None)?;
    Ok(NewMember {
        full_name: record
            .full_name
            .ok_or_else(|| Error::internal("a name was read and lost"))?,
        card_number: record.card_number,
        citizen_id: record.citizen_id,
        phone: record.phone,
        email: record.email,
        birth_date: body.birth_date,
        sex: body.sex,
        joined_on: body.joined_on,
        official_on: body.official_on,
        unit_id: 0,
        standing: body.standing,
        standing_from,
        membership_from,
    })
}
