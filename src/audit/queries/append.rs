//! The way into the log.

use diesel::prelude::*;
use serde_json::{Value, json};

use crate::audit::model::{Entry, Kind, Sealed};
use crate::audit::rules::{self, SERVER_CHAIN};
use crate::auth::principal::Actor;
use crate::db::dialect::BATCH_ROWS;
use crate::db::schema::{audit_chains, audit_log, audit_subjects};
use crate::db::types::JsonDoc;
use crate::db::{Both, Conn};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::on_each;

#[derive(Insertable)]
#[diesel(table_name = audit_subjects, treat_none_as_default_value = false)]
struct Subject {
    member_id: i64,
    audit_id: i64,
}

/// Who did what, as a row will say it.
struct Act<'a> {
    actor_id: Option<i64>,
    acted_as: &'a str,
    action: &'a str,
    kind: Kind,
    unit_id: Option<i64>,
    detail: &'a Value,
    /// Sorted, without repeats.
    subjects: Vec<i64>,
}

/// The place of the next row of a chain.
struct Place {
    position: i64,
    previous: Vec<u8>,
    /// Whether the head's seal fitted. A chain that was tampered with stays so: its next heads are not sealed.
    whole: bool,
}

/// Takes the next position of the actor's chain and adds the row. The chain's row is locked until the transaction ends.
pub(in crate::audit) fn append(
    conn: &mut Conn,
    actor: &(impl Actor + ?Sized),
    entry: &Entry,
) -> Result<(), Error> {
    let mut subjects = entry.subjects.clone();
    subjects.sort_unstable();
    subjects.dedup();
    let act = Act {
        actor_id: actor.member_id(),
        acted_as: actor.acted_as(),
        action: entry.action,
        kind: entry.kind,
        unit_id: entry.unit_id,
        detail: &entry.detail,
        subjects,
    };
    let chain = rules::chain_of(act.actor_id, act.acted_as, actor.stamp().id());
    append_to(conn, actor, chain, act)
}

fn append_to(
    conn: &mut Conn,
    actor: &(impl Actor + ?Sized),
    chain: i32,
    act: Act<'_>,
) -> Result<(), Error> {
    let stamp = actor.stamp();
    let digest = rules::subjects_digest(&act.subjects);
    let place = next_place(conn, actor, chain)?;
    let row = Sealed {
        public_id: PublicId::new(stamp.now()),
        chain,
        position: place.position,
        at: stamp.now(),
        actor_id: act.actor_id,
        acted_as: act.acted_as,
        action: act.action,
        kind: act.kind.code(),
        unit_id: act.unit_id,
        request_id: stamp.id(),
        detail: act.detail,
        subject_count: i32::try_from(act.subjects.len()).unwrap_or(i32::MAX),
        subjects_digest: &digest,
    };
    let hash = rules::row_hash(stamp.secret(), &row, &place.previous);
    let audit_id = insert(conn, actor, &row, &place.previous, &hash)?;
    let subjects: Vec<Subject> = act
        .subjects
        .into_iter()
        .map(|member_id| Subject {
            member_id,
            audit_id,
        })
        .collect();
    for batch in subjects.chunks(BATCH_ROWS) {
        on_each!(conn, |c| diesel::insert_into(audit_subjects::table)
            .values(batch)
            .execute(c))?;
    }
    let head = if place.whole {
        rules::sealed_head(stamp.secret(), chain, place.position, &hash)
    } else {
        rules::broken_head(&hash)
    };
    diesel::update(audit_chains::table.find(chain))
        .set(audit_chains::head.eq(head))
        .execute(conn)?;
    Ok(())
}

fn next_place(conn: &mut Conn, actor: &(impl Actor + ?Sized), chain: i32) -> Result<Place, Error> {
    for _ in 0..2 {
        let next: Option<(i64, Vec<u8>)> = diesel::update(audit_chains::table.find(chain))
            .set(audit_chains::length.eq(audit_chains::length + 1))
            .returning((audit_chains::length, audit_chains::head))
            .get_result(conn)
            .optional()?;
        if let Some((position, head)) = next {
            let (hash, whole) =
                rules::open_head(actor.stamp().secret(), chain, position - 1, &head);
            if !whole {
                tracing::error!(
                    chain,
                    "the head of an audit chain does not fit: run `sotay audit verify`"
                );
            }
            return Ok(Place {
                position,
                previous: hash.to_vec(),
                whole,
            });
        }
        begin_chain(conn, actor, chain)?;
    }
    Err(Error::internal("an audit chain could not be begun"))
}

/// Gives a chain its head, and tells of it in the server's chain. Rows without a head were robbed of it: then the
/// chain goes on where they end, but its head is not sealed.
fn begin_chain(conn: &mut Conn, actor: &(impl Actor + ?Sized), chain: i32) -> Result<(), Error> {
    let last: Option<(i64, Vec<u8>)> = audit_log::table
        .filter(audit_log::chain.eq(chain))
        .order(audit_log::position.desc())
        .select((audit_log::position, audit_log::hash))
        .first(conn)
        .optional()?;
    let (length, head) = match last {
        Some((position, hash)) => (position, rules::broken_head(&hash)),
        None => (0, rules::sealed_head(actor.stamp().secret(), chain, 0, &[])),
    };
    let first = (
        audit_chains::chain.eq(chain),
        audit_chains::length.eq(length),
        audit_chains::head.eq(head),
    );
    let insert = diesel::insert_into(audit_chains::table)
        .values(first)
        .on_conflict_do_nothing();
    if Both(insert).execute(conn)? == 0 || chain == SERVER_CHAIN {
        return Ok(()); // another request began it, or there is no chain above it
    }
    let act = Act {
        actor_id: None,
        acted_as: "system",
        action: super::walk::BEGIN_CHAIN,
        kind: Kind::Write,
        unit_id: None,
        detail: &json!({"chain": chain}),
        subjects: Vec::new(),
    };
    append_to(conn, actor, SERVER_CHAIN, act)
}

fn insert(
    conn: &mut Conn,
    _: &(impl Actor + ?Sized),
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
