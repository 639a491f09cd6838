//! How audiences are sent and shown.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::model::Audience;
use crate::auth::Role;
use crate::kernel::ids::PublicId;
use crate::kernel::person::Standing;
use crate::units::UnitRef;

/// To whom something is to be shown: everyone, or whom any of the rules admits.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"everyone": false, "rules": [{"unit_id": "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c01", "role": "cell_secretary"}]}))]
pub struct AudienceBody {
    /// Every member who may sign in; then there are no rules.
    pub everyone: bool,
    #[serde(default)]
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    pub rules: Vec<AudienceRuleBody>,
}

/// Who fits all that it says; what is left out fits all.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AudienceRuleBody {
    /// At or below this unit: by membership, or with `role` by the role.
    #[schema(nullable = false)]
    pub unit_id: Option<PublicId>,
    #[schema(nullable = false)]
    pub standing: Option<Standing>,
    /// Who holds this role.
    #[schema(nullable = false)]
    pub role: Option<Role>,
}

/// To whom something is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AudienceView {
    /// Every member who may sign in; then there are no rules.
    pub everyone: bool,
    #[schema(max_items = 100)]
    pub rules: Vec<AudienceRuleView>,
}

/// Who fits all that it says; what is left out fits all.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AudienceRuleView {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unit_id: Option<PublicId>,
    /// The unit's name today.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_length = 2, max_length = 200)]
    pub unit_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub standing: Option<Standing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub role: Option<Role>,
}

impl AudienceView {
    /// With the units that the caller may know of, by row key.
    #[must_use]
    pub fn of(audience: &Audience, units: &HashMap<i64, UnitRef>) -> Self {
        let rules = match audience {
            Audience::Everyone => Vec::new(),
            Audience::Rules(rules) => rules
                .iter()
                .map(|rule| {
                    let unit = rule.unit_id.and_then(|id| units.get(&id));
                    AudienceRuleView {
                        unit_id: unit.map(|unit| unit.unit_id),
                        unit_name: unit.map(|unit| unit.name.clone()),
                        standing: rule.standing.and_then(Standing::from_code),
                        role: rule.role,
                    }
                })
                .collect(),
        };
        Self {
            everyone: *audience == Audience::Everyone,
            rules,
        }
    }
}
