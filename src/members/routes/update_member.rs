use actix_web::patch;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::audit::{self, Entry};
use crate::auth::Grant;
use crate::auth::permissions::ManageMembers;
use crate::db::Conn;
use crate::error::Error;
use crate::http::{Answer, IfMatch, Json, Path, etag, present};
use crate::kernel::ids::PublicId;
use crate::kernel::person::{CardNumber, CitizenId, Email, Phone, Sex};
use crate::members::Followers;
use crate::members::model::Member;
use crate::members::queries::people::{self, Columns};
use crate::members::rules::{self, Written};
use crate::members::views::MemberView;
use crate::members::{self, checks};

/// What is to be emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClearableField {
    CardNumber,
    CitizenId,
    Phone,
    Email,
    BirthDate,
    Sex,
    JoinedOn,
    OfficialOn,
}

/// What is to be changed; what is absent stays as it is.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"phone": "0905123456", "clear": ["email"]}))]
pub struct UpdateMember {
    /// Letters of any script, spaces, apostrophes, hyphens and dots.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false, min_length = 2, max_length = 100)]
    full_name: Option<String>,
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
    /// Emptied, for what is no longer so (a phone given up); not together with a new value.
    #[serde(default)]
    #[validate(length(max = 8))]
    #[schema(max_items = 8)]
    clear: Vec<ClearableField>,
}

/// Change a member's record
///
/// Names, numbers, contacts and dates. Where he belongs and his standing change by `transfer_member` and
/// `record_standing`.
#[utoipa::path(
    tag = "members",
    params(
        ("member_id" = PublicId, Path, description = "The member."),
        ("If-Match" = String, Header, description = "The `ETag` of the record that is being changed.")
    ),
    request_body = UpdateMember,
    responses(
        (status = 200, description = "The record as it is now.", body = MemberView, headers(("ETag" = String))),
        (status = 409, description = "The card number or the citizen id is already on the roster.")
    ),
    security(("access_token" = []))
)]
#[patch("/members/{member_id}")]
pub async fn update_member(
    grant: Grant<ManageMembers>,
    app: Data<App>,
    id: Path<PublicId>,
    if_match: IfMatch,
    body: Json<UpdateMember>,
) -> Result<Answer, Error> {
    let followers = app.followers.clone();
    let (member_id, answer) = app
        .db
        .write(move |conn| {
            people::lock(conn, &grant, id.0)?;
            let member = members::locate_for(conn, &grant, id.0)?;
            if_match.check(member.revision)?;
            let answer = update(conn, &grant, &member, &body.value, &followers)?;
            Ok((member.id, answer))
        })
        .await?;
    app.members.forget(member_id);
    Ok(answer)
}

fn update(
    conn: &mut Conn,
    grant: &Grant<ManageMembers>,
    member: &Member,
    body: &UpdateMember,
    followers: &Followers,
) -> Result<Answer, Error> {
    let columns = body.read(member, grant.now().day())?;
    people::update(conn, grant, member.id, &columns).map_err(checks::taken)?;
    let addresses = (member.email.as_deref(), columns.email.as_deref());
    followers.tell_of_address(conn, grant, member.id, addresses)?;
    let detail =
        json!({"member_id": member.public_id, "changed": body.changed(), "cleared": body.clear});
    let entry = Entry::write(
        "update_member",
        Some(member.home_unit_id),
        vec![member.id],
        detail,
    );
    audit::record(conn, grant, &entry)?;
    let member = people::by_key(conn, grant, member.id)?;
    let sight = people::sight(conn, grant.viewer(), member.id)?;
    let view = MemberView::of(&member, &sight)?;
    Ok(Answer::ok(&view)?.etag(etag::of_view(member.revision, &view)?))
}

impl UpdateMember {
    /// The names of what is set, for the audit log.
    fn changed(&self) -> Vec<&'static str> {
        let set = [
            ("full_name", self.full_name.is_some()),
            ("card_number", self.card_number.is_some()),
            ("citizen_id", self.citizen_id.is_some()),
            ("phone", self.phone.is_some()),
            ("email", self.email.is_some()),
            ("birth_date", self.birth_date.is_some()),
            ("sex", self.sex.is_some()),
            ("joined_on", self.joined_on.is_some()),
            ("official_on", self.official_on.is_some()),
        ];
        set.into_iter()
            .filter(|(_, is_set)| *is_set)
            .map(|(name, _)| name)
            .collect()
    }

    /// The record as it will be.
    fn read(&self, member: &Member, today: NaiveDate) -> Result<Columns, Error> {
        let written = Written {
            full_name: self.full_name.clone(),
            card_number: self.card_number.clone(),
            citizen_id: self.citizen_id.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
        };
        let new = written.read()?;
        let mut columns = Columns::of(member);
        if let Some(name) = &new.full_name {
            columns.rename(name);
        }
        let card_number = new.card_number.map(CardNumber::into_string);
        let citizen_id = new.citizen_id.map(CitizenId::into_string);
        let phone = new.phone.map(Phone::into_string);
        let email = new.email.map(Email::into_string);
        let sex = self.sex.map(|sex| sex.code().to_owned());
        self.set(
            &mut columns.card_number,
            card_number,
            ClearableField::CardNumber,
        )?;
        self.set(
            &mut columns.citizen_id,
            citizen_id,
            ClearableField::CitizenId,
        )?;
        self.set(&mut columns.phone, phone, ClearableField::Phone)?;
        self.set(&mut columns.email, email, ClearableField::Email)?;
        self.set(&mut columns.sex, sex, ClearableField::Sex)?;
        self.set_dates(&mut columns, today)?;
        Ok(columns)
    }

    /// Dates are looked at together, and only when one of them changes: an old record may be wrong.
    fn set_dates(&self, columns: &mut Columns, today: NaiveDate) -> Result<(), Error> {
        let (birth_date, joined_on, official_on) =
            (self.birth_date, self.joined_on, self.official_on);
        let dated = [
            self.set(
                &mut columns.birth_date,
                birth_date,
                ClearableField::BirthDate,
            )?,
            self.set(&mut columns.joined_on, joined_on, ClearableField::JoinedOn)?,
            self.set(
                &mut columns.official_on,
                official_on,
                ClearableField::OfficialOn,
            )?,
        ];
        if dated.contains(&true) {
            rules::check_dates(
                columns.birth_date,
                columns.joined_on,
                columns.official_on,
                today,
            )?;
        }
        Ok(())
    }

    /// Sets or empties a column; whether it did.
    fn set<T>(
        &self,
        column: &mut Option<T>,
        value: Option<T>,
        field: ClearableField,
    ) -> Result<bool, Error> {
        let clears = self.clear.contains(&field);
        if clears && value.is_some() {
            return Err(rules::SET_AND_CLEARED.into());
        }
        if clears || value.is_some() {
            *column = value;
            return Ok(true);
        }
        Ok(false)
    }
}
