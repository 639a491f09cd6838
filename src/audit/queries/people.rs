//! The people whom rows name.

use std::collections::HashMap;

use diesel::prelude::*;

use super::log::LogRow;
use crate::auth::Grant;
use crate::auth::permissions::ReadAudit;
use crate::db::Conn;
use crate::db::schema::{audit_subjects, members};
use crate::error::Error;
use crate::kernel::ids::PublicId;

/// Somebody whom a row names; his name only where the reader's permission covers him.
#[derive(Clone)]
pub(in crate::audit) struct Person {
    pub public_id: PublicId,
    pub full_name: Option<String>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Person({})", self.public_id)
    }
}

/// People by row key. The rows were read under the same grant.
pub(in crate::audit) fn people(
    conn: &mut Conn,
    grant: &Grant<ReadAudit>,
    ids: &[i64],
) -> Result<HashMap<i64, Person>, Error> {
    let rows: Vec<(i64, PublicId, String, bool)> = members::table
        .filter(members::id.eq_any(ids))
        .select((
            members::id,
            members::public_id,
            members::full_name,
            grant.covers(members::home_unit_id),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, public_id, full_name, covered)| {
            let full_name = covered.then_some(full_name);
            (
                id,
                Person {
                    public_id,
                    full_name,
                },
            )
        })
        .collect())
}

/// The first `each` members of each of these rows, by row. The rows were read under the same grant.
pub(in crate::audit) fn subjects(
    conn: &mut Conn,
    _: &Grant<ReadAudit>,
    rows: &[LogRow],
    each: i64,
) -> Result<HashMap<i64, Vec<i64>>, Error> {
    let (few, many): (Vec<&LogRow>, Vec<&LogRow>) = rows
        .iter()
        .partition(|row| i64::from(row.subject_count) <= each);
    let few: Vec<i64> = few.into_iter().map(|row| row.id).collect();
    let pairs: Vec<(i64, i64)> = audit_subjects::table
        .filter(audit_subjects::audit_id.eq_any(few))
        .order((audit_subjects::audit_id, audit_subjects::member_id))
        .select((audit_subjects::audit_id, audit_subjects::member_id))
        .load(conn)?;
    let mut found: HashMap<i64, Vec<i64>> = HashMap::new();
    for (row, member) in pairs {
        found.entry(row).or_default().push(member);
    }
    for row in many {
        let first: Vec<i64> = audit_subjects::table
            .filter(audit_subjects::audit_id.eq(row.id))
            .order(audit_subjects::member_id)
            .select(audit_subjects::member_id)
            .limit(each)
            .load(conn)?;
        found.insert(row.id, first);
    }
    Ok(found)
}
