//! Whether there is anything to do: asked by reading, so that an idle worker writes nothing.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::auth::System;
use crate::db::Conn;
use crate::db::schema::{push_chunks, push_retries};
use crate::error::Error;

/// What waits in a lane.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::push) struct Due {
    pub chunk: bool,
    pub retry: bool,
}

pub(in crate::push) fn look(
    conn: &mut Conn,
    system: &System,
    urgent: bool,
    only_untold: bool,
) -> Result<Due, Error> {
    let now = system.now();
    let lost = push_chunks::state
        .eq("sending")
        .and(push_chunks::lease_until.lt(Some(now)));
    let chunk = push_chunks::table
        .filter(push_chunks::finished_at.is_null())
        .filter(push_chunks::urgent.eq(urgent))
        .filter(push_chunks::not_before.le(now))
        .filter(push_chunks::state.eq("waiting").or(lost))
        .filter(
            push_chunks::noted
                .eq(false)
                .or(push_chunks::noted.ne(only_untold)),
        );
    let retry = push_retries::table
        .filter(push_retries::urgent.eq(urgent))
        .filter(push_retries::due_at.le(now));
    Ok(Due {
        chunk: diesel::select(exists(chunk)).get_result(conn)?,
        retry: !only_untold && diesel::select(exists(retry)).get_result::<bool>(conn)?,
    })
}

/// How long the queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::push) struct Depth {
    pub chunks: i64,
    /// Those of them that were set aside.
    pub set_aside: i64,
    pub retries: i64,
}

/// Chunks and retries that are not finished.
pub(in crate::push) fn depth(conn: &mut Conn, _: &System) -> Result<Depth, Error> {
    let open = push_chunks::table.filter(push_chunks::finished_at.is_null());
    Ok(Depth {
        chunks: open.count().get_result(conn)?,
        set_aside: open
            .filter(push_chunks::state.eq("set_aside"))
            .count()
            .get_result(conn)?,
        retries: push_retries::table.count().get_result(conn)?,
    })
}
