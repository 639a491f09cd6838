//! Whom a rule admits, and what makes two audiences the same.

use super::model::{Audience, Facts, Rule};

/// Rules an audience may have.
pub const AUDIENCE_RULES: usize = 100;

impl Audience {
    /// Rules sorted, each once; without those that another one makes needless only where they are equal.
    pub(super) fn canonical(&self) -> Self {
        match self {
            Self::Everyone => Self::Everyone,
            Self::Rules(rules) => {
                let mut rules = rules.clone();
                rules.sort();
                rules.dedup();
                Self::Rules(rules)
            }
        }
    }

    /// Whether a member who may sign in is meant.
    #[must_use]
    pub fn admits(&self, member: &Facts) -> bool {
        match self {
            Self::Everyone => true,
            Self::Rules(rules) => rules.iter().any(|rule| rule.admits(member)),
        }
    }
}

impl Rule {
    fn admits(&self, member: &Facts) -> bool {
        let there = |path: &[i64]| self.unit_id.is_none_or(|unit| path.contains(&unit));
        let placed = match self.role {
            Some(role) => member
                .roles
                .iter()
                .any(|(held, path)| *held == role && there(path)),
            None => there(&member.home_path),
        };
        placed
            && self
                .standing
                .is_none_or(|standing| member.standing.code() == standing)
    }
}

/// What is the same for the same audience: of the canonical form.
pub(super) fn identity(audience: &Audience) -> String {
    let Audience::Rules(rules) = audience else {
        return "everyone".to_owned();
    };
    let lines: Vec<String> = rules
        .iter()
        .map(|rule| {
            let unit = rule
                .unit_id
                .map_or_else(String::new, |unit| unit.to_string());
            let role = rule.role.map_or("", |role| role.code());
            format!("{unit}|{}|{role}", rule.standing.unwrap_or_default())
        })
        .collect();
    lines.join("\n")
}

/// Whether an audience stays at and below a unit; `paths` gives the units above each of its own, itself included.
#[must_use]
pub fn is_within(audience: &Audience, unit_id: i64, paths: &[(i64, Vec<i64>)]) -> bool {
    let below = |rule: &Rule| {
        let path = rule
            .unit_id
            .and_then(|unit| paths.iter().find(|(of, _)| *of == unit));
        path.is_some_and(|(_, path)| path.contains(&unit_id))
    };
    match audience {
        Audience::Everyone => false,
        Audience::Rules(rules) => rules.iter().all(below),
    }
}

/// Whether each rule of the first audience is met by one of the second; `paths` as for [`is_within`], of the first.
pub(super) fn is_part(part: &Audience, whole: &Audience, paths: &[(i64, Vec<i64>)]) -> bool {
    let within = |narrow: Option<i64>, wide: Option<i64>| match (narrow, wide) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(narrow), Some(wide)) => paths
            .iter()
            .any(|(of, path)| *of == narrow && path.contains(&wide)),
    };
    let fits = |rule: &Rule, wider: &Rule| {
        // Who holds a role in a unit need not belong there.
        let same_kind = wider.role == rule.role || wider.role.is_none() && wider.unit_id.is_none();
        same_kind
            && within(rule.unit_id, wider.unit_id)
            && (wider.standing.is_none() || wider.standing == rule.standing)
    };
    match (part, whole) {
        (_, Audience::Everyone) => true,
        (Audience::Everyone, Audience::Rules(_)) => false,
        (Audience::Rules(rules), Audience::Rules(wider)) => rules
            .iter()
            .all(|rule| wider.iter().any(|wider| fits(rule, wider))),
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
