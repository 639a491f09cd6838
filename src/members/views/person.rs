//! A member, and lists of members.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{MemberUnitView, standing};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::kernel::person::{Sex, Standing, mask_email, mask_tail};
use crate::members::model::{Listed, Member, Shown, Sight};

/// A member of a record that this caller sees only in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::members) enum MaskedField {
    CardNumber,
    CitizenId,
    Phone,
    Email,
}

/// A person's record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02", "full_name": "Nguyễn Văn An", "card_number": "•••••••••007",
    "citizen_id": "•••••••••301", "phone": "•••••••••456", "email": "a•••@example.org", "birth_date": "1970-05-19", "sex": "male",
    "joined_on": "1999-02-03", "official_on": "2000-02-03", "standing": "official",
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "name": "Chi bộ Khu phố 1", "kind": "cell"},
    "has_account": true, "masked": ["card_number", "citizen_id", "phone", "email"], "updated_at": "2026-11-23T02:15:00.000Z"
}))]
pub(in crate::members) struct MemberView {
    pub member_id: PublicId,
    #[schema(min_length = 2, max_length = 100)]
    pub full_name: String,
    /// 12 digits; masked: the last three.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        min_length = 12,
        max_length = 12,
        pattern = "^[0-9•]{12}$"
    )]
    pub card_number: Option<String>,
    /// 12 digits; masked: the last three.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        min_length = 12,
        max_length = 12,
        pattern = "^[0-9•]{12}$"
    )]
    pub citizen_id: Option<String>,
    /// `+84` and nine digits; masked: the last three digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        min_length = 12,
        max_length = 12,
        pattern = "^[+0-9•]{12}$"
    )]
    pub phone: Option<String>,
    /// Masked: the first character and the domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        min_length = 3,
        max_length = 260,
        pattern = "^[^ ]+$"
    )]
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
    /// The cell; of a member without one, the unit above the last.
    pub unit: MemberUnitView,
    /// Whether the account was ever activated.
    pub has_account: bool,
    /// What is shown only in part.
    #[schema(max_items = 4)]
    pub masked: Vec<MaskedField>,
    pub updated_at: Instant,
}

impl MemberView {
    pub(in crate::members) fn of(member: &Member, sight: &Sight) -> Result<Self, Error> {
        let mut mask = Mask::default();
        let Shown {
            contacts, identity, ..
        } = sight.shown;
        Ok(Self {
            member_id: member.public_id,
            full_name: member.full_name.clone(),
            card_number: mask.of(
                member.card_number.as_deref(),
                contacts || identity,
                MaskedField::CardNumber,
            ),
            citizen_id: mask.of(
                member.citizen_id.as_deref(),
                identity,
                MaskedField::CitizenId,
            ),
            phone: mask.of(member.phone.as_deref(), contacts, MaskedField::Phone),
            email: mask.of(member.email.as_deref(), contacts, MaskedField::Email),
            birth_date: member.birth_date,
            sex: member.sex.as_deref().and_then(Sex::from_code),
            joined_on: member.joined_on,
            official_on: member.official_on,
            standing: standing(&member.standing)?,
            unit: sight.unit.clone().into(),
            has_account: sight.has_account,
            masked: mask.masked,
            updated_at: member.updated_at,
        })
    }
}

/// Masks what a caller may not see, and remembers what it was.
#[derive(Default)]
struct Mask {
    masked: Vec<MaskedField>,
}

impl Mask {
    fn of(&mut self, value: Option<&str>, is_open: bool, field: MaskedField) -> Option<String> {
        let value = value?;
        if is_open {
            return Some(value.to_owned());
        }
        self.masked.push(field);
        Some(match field {
            MaskedField::Email => mask_email(value),
            MaskedField::CardNumber | MaskedField::CitizenId | MaskedField::Phone => {
                mask_tail(value)
            }
        })
    }
}

/// A member in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02", "full_name": "Nguyễn Văn An", "standing": "official",
    "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "name": "Chi bộ Khu phố 1", "kind": "cell"},
    "phone_masked": "•••••••••456", "has_account": true
}))]
pub(in crate::members) struct MemberItemView {
    pub member_id: PublicId,
    #[schema(min_length = 2, max_length = 100)]
    pub full_name: String,
    pub standing: Standing,
    /// The cell; of a member without one, the unit above the last.
    pub unit: MemberUnitView,
    /// The last three digits; `get_member` shows the number to those who may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        min_length = 12,
        max_length = 12,
        pattern = "^[0-9•]{12}$"
    )]
    pub phone_masked: Option<String>,
    /// Whether the account was ever activated.
    pub has_account: bool,
}

impl MemberItemView {
    pub(in crate::members) fn of(listed: Listed) -> Result<Self, Error> {
        Ok(Self {
            member_id: listed.public_id,
            full_name: listed.full_name,
            standing: standing(&listed.standing)?,
            unit: listed.unit.into(),
            phone_masked: listed.phone.as_deref().map(mask_tail),
            has_account: listed.has_account,
        })
    }
}

/// A page of members.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{
        "member_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c02", "full_name": "Nguyễn Văn An", "standing": "official",
        "unit": {"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "name": "Chi bộ Khu phố 1", "kind": "cell"},
        "phone_masked": "•••••••••456", "has_account": true
    }],
    "next_cursor": "WzAsIjAxOTM2ZjJlIl0"
}))]
pub(in crate::members) struct MemberListView {
    #[schema(max_items = 200)]
    pub items: Vec<MemberItemView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub next_cursor: Option<String>,
}
