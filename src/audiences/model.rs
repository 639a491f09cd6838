//! An audience and its rules.

use crate::auth::{Role, Viewer};
use crate::kernel::person::Standing;

/// To whom something is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Every member who may sign in.
    Everyone,
    /// Whom any of these rules admits; none: nobody.
    Rules(Vec<Rule>),
}

/// Who fits all that it says.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// At or below this unit (row key).
    pub unit_id: Option<i64>,
    /// Of this standing; a code of [`Standing`].
    pub standing: Option<&'static str>,
    /// Who holds this role there today.
    pub role: Option<Role>,
}

/// What rules ask of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub standing: Standing,
    pub home_path: Vec<i64>,
    /// Each role with the units above the one it is held in, itself included.
    pub roles: Vec<(Role, Vec<i64>)>,
}

impl Facts {
    /// Of a member who is signed in.
    pub(super) fn of(viewer: &Viewer) -> Self {
        Self {
            standing: viewer.standing(),
            home_path: viewer.home_path().to_vec(),
            roles: viewer
                .roles()
                .iter()
                .map(|held| (held.role, held.path.clone()))
                .collect(),
        }
    }
}
