//! Response bodies.

mod history;
mod own;
mod person;
mod role;

pub(super) use history::{HistoryView, MembershipView, StandingView};
pub(super) use own::OwnRecordView;
pub(super) use person::{MemberItemView, MemberListView, MemberView};
pub(super) use role::{RoleGrantListView, RoleGrantView};

use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Role;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::person::Standing;
use crate::members::model::UnitName;

/// A unit as it is named beside a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "name": "Chi bộ Khu phố 1", "kind": "cell"}))]
pub(super) struct MemberUnitView {
    pub unit_id: PublicId,
    #[schema(max_length = 200)]
    pub name: String,
    /// As in the tree of units.
    #[schema(max_length = 40, pattern = "^[a-z_]+$")]
    pub kind: String,
}

impl From<UnitName> for MemberUnitView {
    fn from((unit_id, name, kind): UnitName) -> Self {
        Self {
            unit_id,
            name,
            kind,
        }
    }
}

/// A code that the database keeps as the word the API shows.
fn standing(code: &str) -> Result<Standing, Error> {
    Standing::from_code(code).ok_or_else(|| Error::internal("an unknown standing is stored"))
}

fn role(code: &str) -> Result<Role, Error> {
    Role::from_code(code).ok_or_else(|| Error::internal("an unknown role is stored"))
}
