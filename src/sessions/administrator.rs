//! An administrator made by the operator of the machine: where a deployment begins.

use serde_json::json;

use super::queries;
use super::rules::password::{self, Owner};
use crate::audit::{self, Entry};
use crate::auth::passwords::Password;
use crate::auth::{Role, System};
use crate::db::Conn;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::person::{CardNumber, Email, FullName, Phone, Standing};
use crate::members::{self, NewMember};
use crate::units::{self, NewUnit, UnitKind, UnitName};

/// Who shall be administrator and roster officer of the whole tree.
#[derive(Clone)]
pub struct NewAdministrator {
    pub full_name: FullName,
    pub card_number: CardNumber,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    /// The top unit, made when there is none yet.
    pub unit_name: UnitName,
    pub unit_kind: UnitKind,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeAdministrator {
    pub member_id: PublicId,
    /// Whether the top unit was made too.
    pub made_unit: bool,
}

impl NewAdministrator {
    /// Whether the password may be used.
    ///
    /// # Errors
    /// 422 with what to change.
    pub fn check_password(&self, password: &Password) -> Result<(), Error> {
        let owner = Owner {
            full_name: self.full_name.as_str().to_owned(),
            card_number: Some(self.card_number.as_str().to_owned()),
            phone: self.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            email: self.email.as_ref().map(|email| email.as_str().to_owned()),
        };
        password::check_length(password.as_str(), password::SHORTEST, "/password")?;
        password::check(password.as_str(), &owner, "/password")
    }

    /// Makes the member, his account and his roles, and the top unit where there is none, in the caller's transaction.
    ///
    /// # Errors
    /// The database; a card number that exists violates `members.card_number`.
    pub fn make(
        &self,
        conn: &mut Conn,
        system: &System,
        hash: &str,
    ) -> Result<MadeAdministrator, Error> {
        let today = system.now().day();
        let present = queries::administrator::top_unit(conn, system)?;
        let unit_id = present.map_or_else(|| self.make_unit(conn, system), Ok)?;
        let member = NewMember {
            full_name: self.full_name.clone(),
            card_number: Some(self.card_number.clone()),
            citizen_id: None,
            phone: self.phone.clone(),
            email: self.email.clone(),
            birth_date: None,
            sex: None,
            joined_on: None,
            official_on: None,
            unit_id,
            standing: Standing::Official,
            standing_from: today,
            membership_from: today,
        };
        let member = members::insert(conn, system, &member)?;
        super::open_account(conn, system, member.id, hash)?;
        for role in [Role::Administrator, Role::RosterOfficer] {
            members::grant_role(conn, system, member.id, role, unit_id, today, None)?;
        }
        let detail = json!({"member_id": member.public_id, "made_unit": present.is_none()});
        audit::record(
            conn,
            system,
            &Entry::write("create_admin", Some(unit_id), vec![member.id], detail),
        )?;
        Ok(MadeAdministrator {
            member_id: member.public_id,
            made_unit: present.is_none(),
        })
    }

    fn make_unit(&self, conn: &mut Conn, system: &System) -> Result<i64, Error> {
        let unit = NewUnit {
            parent_id: None,
            kind: self.unit_kind,
            name: self.unit_name.clone(),
            code: None,
            opened_on: system.now().day(),
        };
        Ok(units::insert(conn, system, &unit)?.id)
    }
}
