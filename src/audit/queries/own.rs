//! Who looked at the caller's own record.

use diesel::prelude::*;

use crate::audit::model::Kind;
use crate::auth::Viewer;
use crate::db::Conn;
use crate::db::schema::{audit_log, audit_subjects, members, units};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// A look at, or an export of, the caller's record.
#[derive(Queryable)]
pub(in crate::audit) struct AccessRow {
    pub id: i64,
    pub public_id: PublicId,
    pub at: Instant,
    pub acted_as: String,
    pub action: String,
    pub kind: String,
    pub unit: Option<(PublicId, String)>,
    /// The law lets a person know who looked, also when he does not know of that person otherwise.
    pub viewer_name: Option<String>,
}

/// Newest first, after the row with the key `after`: views and exports by others (the server's own among them).
pub(in crate::audit) fn list_about_me(
    conn: &mut Conn,
    viewer: &Viewer,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<AccessRow>, Error> {
    let me = viewer.member_id();
    Ok(audit_subjects::table
        .inner_join(audit_log::table.on(audit_log::id.eq(audit_subjects::audit_id)))
        .left_join(units::table.on(audit_log::unit_id.eq(units::id.nullable())))
        .left_join(members::table.on(audit_log::actor_id.eq(members::id.nullable())))
        .filter(audit_subjects::member_id.eq(me))
        .filter(audit_subjects::audit_id.lt(after.unwrap_or(i64::MAX)))
        .filter(audit_log::kind.ne(Kind::Write.code()))
        .filter(
            audit_log::actor_id
                .is_null()
                .or(audit_log::actor_id.ne(Some(me))),
        )
        .order(audit_subjects::audit_id.desc())
        .limit(limit)
        .select((
            audit_log::id,
            audit_log::public_id,
            audit_log::at,
            audit_log::acted_as,
            audit_log::action,
            audit_log::kind,
            (units::public_id, units::name).nullable(),
            members::full_name.nullable(),
        ))
        .load(conn)?)
}
