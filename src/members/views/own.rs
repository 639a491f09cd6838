//! A member's own record.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{MemberUnitView, role, standing};
use crate::auth::Role;
use crate::auth::permissions::Code;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::person::{Sex, Standing};
use crate::members::model::{Member, UnitName};
use crate::members::queries::own::OwnRole;

/// The signed-in member: who he is and what he may do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02", "full_name": "Trần Thị Mai", "card_number": "048100000007",
    "phone": "+84905123456", "email": "mai@example.org", "birth_date": "1970-05-19", "sex": "female", "joined_on": "1999-02-03",
    "official_on": "2000-02-03", "standing": "official",
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "name": "Chi bộ Khu phố 1", "kind": "cell"},
    "roles": [{
        "role": "cell_secretary", "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "unit_name": "Chi bộ Khu phố 1",
        "from_on": "2025-07-01"
    }],
    "permissions": ["read_members", "read_contacts", "export_roster", "issue_codes"]
}))]
pub(in crate::members) struct OwnRecordView {
    pub member_id: PublicId,
    #[schema(min_length = 2, max_length = 100)]
    pub full_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        min_length = 12,
        max_length = 12,
        pattern = "^[0-9]{12}$"
    )]
    pub card_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        min_length = 12,
        max_length = 12,
        pattern = "^\\+84[0-9]{9}$"
    )]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 254, format = Email)]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub birth_date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sex: Option<Sex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub joined_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub official_on: Option<NaiveDate>,
    pub standing: Standing,
    /// Where he belongs; absent while he has no cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unit: Option<MemberUnitView>,
    /// Held today.
    #[schema(max_items = 500)]
    pub roles: Vec<OwnRoleView>,
    /// What these roles permit, each somewhere; whether here or there, the server decides with each request.
    #[schema(max_items = 100)]
    pub permissions: Vec<Code>,
}

/// A role held today.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "role": "cell_secretary", "unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "unit_name": "Chi bộ Khu phố 1",
    "from_on": "2025-07-01"
}))]
pub(in crate::members) struct OwnRoleView {
    pub role: Role,
    pub unit_id: PublicId,
    #[schema(max_length = 200)]
    pub unit_name: String,
    pub from_on: NaiveDate,
    /// The first day without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to_on: Option<NaiveDate>,
}

impl OwnRecordView {
    pub(in crate::members) fn of(
        member: Member,
        unit: Option<UnitName>,
        roles: Vec<OwnRole>,
    ) -> Result<Self, Error> {
        let roles: Vec<OwnRoleView> = roles
            .into_iter()
            .map(|(code, unit_id, unit_name, from_on, to_on)| {
                Ok(OwnRoleView {
                    role: role(&code)?,
                    unit_id,
                    unit_name,
                    from_on,
                    to_on,
                })
            })
            .collect::<Result<_, Error>>()?;
        let permissions = Code::ALL
            .into_iter()
            .filter(|code| roles.iter().any(|held| held.role.may(*code)))
            .collect();
        Ok(Self {
            member_id: member.public_id,
            full_name: member.full_name,
            card_number: member.card_number,
            phone: member.phone,
            email: member.email,
            birth_date: member.birth_date,
            sex: member.sex.as_deref().and_then(Sex::from_code),
            joined_on: member.joined_on,
            official_on: member.official_on,
            standing: standing(&member.standing)?,
            unit: unit.map(Into::into),
            roles,
            permissions,
        })
    }
}
