//! SQL of the audit log.

use diesel::prelude::*;

use super::model::{Entry, Sealed};
use super::rules;
use crate::auth::principal::Actor;
use crate::db::dialect::BATCH_ROWS;
use crate::db::schema::{audit_chains, audit_log, audit_subjects};
use crate::db::types::JsonDoc;
use crate::db::{Both, Conn};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::on_each;

#[derive(Insertable)]
#[diesel(table_name = audit_subjects)]
struct Subject {
    member_id: i64,
    audit_id: i64,
}

/// Takes the next position of the actor's chain and adds the row. The chain's row is locked until the transaction ends.
pub(super) fn append(conn: &mut Conn, actor: &impl Actor, entry: &Entry) -> Result<(), Error> {
    let stamp = actor.stamp();
    let mut subjects = entry.subjects.clone();
    subjects.sort_unstable();
    subjects.dedup();
    let digest = rules::subjects_digest(&subjects);
    let chain = rules::chain_of(actor.member_id());
    let (position, previous) = next_position(conn, actor, chain)?;
    let row = Sealed {
        public_id: PublicId::new(stamp.now()),
        chain,
        position,
        at: stamp.now(),
        actor_id: actor.member_id(),
        acted_as: actor.acted_as(),
        action: entry.action,
        kind: entry.kind.code(),
        unit_id: entry.unit_id,
        request_id: stamp.id(),
        detail: &entry.detail,
        subject_count: i32::try_from(subjects.len()).unwrap_or(i32::MAX),
        subjects_digest: &digest,
    };
    let hash = rules::row_hash(stamp.secret(), &row, &previous);
    let id = insert(conn, actor, &row, &previous, &hash)?;
    let subjects: Vec<Subject> = subjects
        .into_iter()
        .map(|member_id| Subject {
            member_id,
            audit_id: id,
        })
        .collect();
    for batch in subjects.chunks(BATCH_ROWS) {
        on_each!(conn, |c| diesel::insert_into(audit_subjects::table)
            .values(batch)
            .execute(c))?;
    }
    diesel::update(audit_chains::table.find(chain))
        .set(audit_chains::head.eq(hash.as_slice()))
        .execute(conn)?;
    Ok(())
}

fn next_position(conn: &mut Conn, _: &impl Actor, chain: i32) -> Result<(i64, Vec<u8>), Error> {
    for _ in 0..2 {
        let next = diesel::update(audit_chains::table.find(chain))
            .set(audit_chains::length.eq(audit_chains::length + 1))
            .returning((audit_chains::length, audit_chains::head))
            .get_result(conn)
            .optional()?;
        if let Some(next) = next {
            return Ok(next);
        }
        let first = (
            audit_chains::chain.eq(chain),
            audit_chains::length.eq(0_i64),
            audit_chains::head.eq(Vec::<u8>::new()),
        );
        Both(
            diesel::insert_into(audit_chains::table)
                .values(first)
                .on_conflict_do_nothing(),
        )
        .execute(conn)?;
    }
    Err(Error::internal("an audit chain could not be begun"))
}

fn insert(
    conn: &mut Conn,
    _: &impl Actor,
    row: &Sealed<'_>,
    previous: &[u8],
    hash: &[u8],
) -> Result<i64, Error> {
    Ok(diesel::insert_into(audit_log::table)
        .values((
            audit_log::public_id.eq(row.public_id),
            audit_log::chain.eq(row.chain),
            audit_log::position.eq(row.position),
            audit_log::at.eq(row.at),
            audit_log::actor_id.eq(row.actor_id),
            audit_log::acted_as.eq(row.acted_as),
            audit_log::action.eq(row.action),
            audit_log::kind.eq(row.kind),
            audit_log::unit_id.eq(row.unit_id),
            audit_log::request_id.eq(row.request_id),
            audit_log::detail.eq(JsonDoc(row.detail.clone())),
            audit_log::subject_count.eq(row.subject_count),
            audit_log::subjects_digest.eq(row.subjects_digest),
            audit_log::previous_hash.eq(previous),
            audit_log::hash.eq(hash),
        ))
        .returning(audit_log::id)
        .get_result(conn)?)
}
