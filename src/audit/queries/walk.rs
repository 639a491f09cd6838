//! What `sotay audit verify` reads: heads first, then each chain in batches.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer};

use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::{audit_chains, audit_log, audit_subjects};
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;

/// The action of a row of the server's chain that tells of the beginning of another chain.
pub(in crate::audit) const BEGIN_CHAIN: &str = "begin_audit_chain";

/// A chain as it is when the walk begins; later rows are not looked at.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::audit) struct ChainHead {
    #[diesel(sql_type = Integer)]
    pub chain: i32,
    #[diesel(sql_type = BigInt)]
    pub length: i64,
    #[diesel(sql_type = Binary)]
    pub head: Vec<u8>,
    /// The last position that has a row.
    #[diesel(sql_type = BigInt)]
    pub last: i64,
}

/// A row with everything its hash covers.
#[derive(Queryable)]
pub(in crate::audit) struct WalkRow {
    pub id: i64,
    pub public_id: PublicId,
    pub chain: i32,
    pub position: i64,
    pub at: Instant,
    pub actor_id: Option<i64>,
    pub acted_as: String,
    pub action: String,
    pub kind: String,
    pub unit_id: Option<i64>,
    pub request_id: String,
    pub detail: JsonDoc,
    pub subject_count: i32,
    pub subjects_digest: Vec<u8>,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// Every head with the last position of its rows, in one statement: so both are of the same moment.
pub(in crate::audit) fn heads(conn: &mut Conn, _: &System) -> Result<Vec<ChainHead>, Error> {
    Ok(diesel::sql_query(
        "SELECT chain, length, head, COALESCE((SELECT MAX(position) FROM audit_log \
         WHERE audit_log.chain = audit_chains.chain), 0) AS last FROM audit_chains ORDER BY chain",
    )
    .load(conn)?)
}

/// Whether a chain has a head now.
pub(in crate::audit) fn head_of(conn: &mut Conn, _: &System, chain: i32) -> Result<bool, Error> {
    Ok(diesel::select(diesel::dsl::exists(audit_chains::table.find(chain))).get_result(conn)?)
}

/// The next chain after `chain` that has rows.
pub(in crate::audit) fn next_chain(
    conn: &mut Conn,
    _: &System,
    chain: i32,
) -> Result<Option<i32>, Error> {
    Ok(audit_log::table
        .filter(audit_log::chain.gt(chain))
        .order(audit_log::chain)
        .select(audit_log::chain)
        .first(conn)
        .optional()?)
}

/// Rows after `position` up to `last`, at most `limit`.
pub(in crate::audit) fn rows_after(
    conn: &mut Conn,
    _: &System,
    chain: i32,
    position: i64,
    last: i64,
    limit: i64,
) -> Result<Vec<WalkRow>, Error> {
    Ok(audit_log::table
        .filter(audit_log::chain.eq(chain))
        .filter(audit_log::position.gt(position))
        .filter(audit_log::position.le(last))
        .order(audit_log::position)
        .limit(limit)
        .load(conn)?)
}

/// `(row, member)` of these rows, by row and member.
pub(in crate::audit) fn subjects_of(
    conn: &mut Conn,
    _: &System,
    rows: &[i64],
) -> Result<Vec<(i64, i64)>, Error> {
    Ok(audit_subjects::table
        .filter(audit_subjects::audit_id.eq_any(rows))
        .order((audit_subjects::audit_id, audit_subjects::member_id))
        .select((audit_subjects::audit_id, audit_subjects::member_id))
        .load(conn)?)
}
