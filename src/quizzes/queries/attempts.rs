//! Attempts.

use diesel::prelude::*;

use crate::auth::permissions::WriteQuizzes;
use crate::auth::principal::Actor;
use crate::auth::{Grant, System, Viewer};
use crate::db::Conn;
use crate::db::schema::attempts;
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::on_each;
use crate::quizzes::model::{Attempt, AttemptState, Ended};

/// An attempt to be opened.
#[derive(Debug, Clone)]
pub(in crate::quizzes) struct NewAttempt {
    pub public_id: PublicId,
    pub quiz_id: i64,
    /// Of the quiz from which it was drawn.
    pub revision: i64,
    pub pass_permille: i32,
    pub paper: JsonDoc,
    pub max_points: i64,
    pub expires_at: Option<Instant>,
}

/// Opens an attempt; `false`: another request has opened one meanwhile.
pub(in crate::quizzes) fn open(
    conn: &mut Conn,
    viewer: &Viewer,
    new: &NewAttempt,
    number: i32,
) -> Result<bool, Error> {
    let insert = diesel::insert_into(attempts::table)
        .values((
            attempts::public_id.eq(new.public_id),
            attempts::quiz_id.eq(new.quiz_id),
            attempts::member_id.eq(viewer.member_id()),
            attempts::number.eq(Some(number)),
            attempts::state.eq(AttemptState::Open.code()),
            attempts::pass_permille.eq(new.pass_permille),
            attempts::paper.eq(&new.paper),
            attempts::max_points.eq(new.max_points),
            attempts::opened_at.eq(viewer.now()),
            attempts::expires_at.eq(new.expires_at),
        ))
        .on_conflict_do_nothing();
    Ok(on_each!(conn, |c| insert.execute(c))? == 1)
}

/// The caller's open attempt at a quiz.
pub(in crate::quizzes) fn find_open(
    conn: &mut Conn,
    viewer: &Viewer,
    quiz_id: i64,
) -> Result<Option<Attempt>, Error> {
    Ok(on_each!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz_id))
        .filter(attempts::member_id.eq(viewer.member_id()))
        .filter(attempts::state.eq(AttemptState::Open.code()))
        .select(Attempt::as_select())
        .first(c))
    .optional()?)
}

/// The highest number of the caller's attempts at a quiz; 0: there is none.
pub(in crate::quizzes) fn last_number(
    conn: &mut Conn,
    viewer: &Viewer,
    quiz_id: i64,
) -> Result<i32, Error> {
    let numbers = attempts::table
        .filter(attempts::quiz_id.eq(quiz_id))
        .filter(attempts::member_id.eq(viewer.member_id()))
        .filter(attempts::number.is_not_null())
        .order(attempts::number.desc())
        .select(attempts::number);
    let last: Option<Option<i32>> = on_each!(conn, |c| numbers.first(c)).optional()?;
    Ok(last.flatten().unwrap_or(0))
}

/// An attempt of the caller's own.
pub(in crate::quizzes) fn find(
    conn: &mut Conn,
    viewer: &Viewer,
    id: PublicId,
) -> Result<Attempt, Error> {
    on_each!(conn, |c| attempts::table
        .filter(attempts::public_id.eq(id))
        .filter(attempts::member_id.eq(viewer.member_id()))
        .select(Attempt::as_select())
        .first(c))
    .optional()?
    .ok_or(Error::NotFound)
}

/// The same, and nobody else writes into it until the transaction ends.
pub(in crate::quizzes) fn find_to_write(
    conn: &mut Conn,
    viewer: &Viewer,
    id: PublicId,
) -> Result<Attempt, Error> {
    if let Conn::Postgres(postgres) = conn {
        let _: Option<i64> = attempts::table
            .filter(attempts::public_id.eq(id))
            .filter(attempts::member_id.eq(viewer.member_id()))
            .select(attempts::id)
            .for_update()
            .first(postgres)
            .optional()?;
    }
    find(conn, viewer, id)
}

/// By row key, and nobody else writes into it until the transaction ends.
pub(in crate::quizzes) fn lock(conn: &mut Conn, _: &System, id: i64) -> Result<Attempt, Error> {
    if let Conn::Postgres(postgres) = conn {
        let _: Option<i64> = attempts::table
            .find(id)
            .select(attempts::id)
            .for_update()
            .first(postgres)
            .optional()?;
    }
    Ok(attempts::table
        .find(id)
        .select(Attempt::as_select())
        .first(conn)?)
}

/// Row keys of open attempts whose end is before an instant, the first first.
pub(in crate::quizzes) fn due(
    conn: &mut Conn,
    _: &System,
    before: Instant,
    limit: i64,
) -> Result<Vec<i64>, Error> {
    Ok(attempts::table
        .filter(attempts::state.eq(AttemptState::Open.code()))
        .filter(attempts::expires_at.lt(Some(before)))
        .order(attempts::expires_at)
        .limit(limit)
        .select(attempts::id)
        .load(conn)?)
}

/// What an attempt ended in.
#[derive(Debug, Clone, Copy)]
pub(in crate::quizzes) struct Ending {
    pub ended: Ended,
    pub at: Instant,
    pub points: i64,
    pub passed: bool,
    /// Of one that was taken without a network: its id, and when it was taken by the phone's clock.
    pub upload: Option<(PublicId, Option<Instant>)>,
}

pub(in crate::quizzes) fn close(
    conn: &mut Conn,
    _: &impl Actor,
    attempt: &Attempt,
    ending: &Ending,
) -> Result<(), Error> {
    let closed = diesel::update(attempts::table.find(attempt.id)).set((
        attempts::state.eq(AttemptState::Closed.code()),
        attempts::ended.eq(Some(ending.ended.code())),
        attempts::closed_at.eq(Some(ending.at)),
        attempts::points.eq(Some(ending.points)),
        attempts::passed.eq(ending.passed),
        attempts::upload_id.eq(ending.upload.map(|(id, _)| id)),
        attempts::taken_at.eq(ending.upload.and_then(|(_, at)| at)),
        attempts::revision.eq(attempt.revision + 1),
    ));
    on_each!(conn, |c| closed.execute(c))?;
    Ok(())
}

/// Counts a change of what was answered.
pub(in crate::quizzes) fn bump(
    conn: &mut Conn,
    _: &Viewer,
    attempt: &Attempt,
) -> Result<(), Error> {
    diesel::update(attempts::table.find(attempt.id))
        .set(attempts::revision.eq(attempt.revision + 1))
        .execute(conn)?;
    Ok(())
}

/// The caller's attempt that came in under an upload's id.
pub(in crate::quizzes) fn by_upload(
    conn: &mut Conn,
    viewer: &Viewer,
    upload_id: PublicId,
) -> Result<Option<Attempt>, Error> {
    Ok(attempts::table
        .filter(attempts::member_id.eq(viewer.member_id()))
        .filter(attempts::upload_id.eq(Some(upload_id)))
        .select(Attempt::as_select())
        .first(conn)
        .optional()?)
}

pub(in crate::quizzes) fn count_superseded(
    conn: &mut Conn,
    _: &Viewer,
    attempt_id: i64,
) -> Result<i64, Error> {
    Ok(attempts::table
        .filter(attempts::of_attempt_id.eq(Some(attempt_id)))
        .count()
        .get_result(conn)?)
}

/// Keeps an upload that counts for nothing; answers its row key.
pub(in crate::quizzes) fn keep_superseded(
    conn: &mut Conn,
    viewer: &Viewer,
    of: &Attempt,
    upload: (PublicId, Option<Instant>),
    points: i64,
) -> Result<i64, Error> {
    let now = viewer.now();
    Ok(diesel::insert_into(attempts::table)
        .values((
            attempts::public_id.eq(PublicId::new(now)),
            attempts::quiz_id.eq(of.quiz_id),
            attempts::member_id.eq(viewer.member_id()),
            attempts::state.eq(AttemptState::Superseded.code()),
            attempts::ended.eq(Some(Ended::Uploaded.code())),
            attempts::pass_permille.eq(of.pass_permille),
            attempts::paper.eq(&of.paper),
            attempts::max_points.eq(of.max_points),
            attempts::points.eq(Some(points)),
            attempts::opened_at.eq(of.opened_at),
            attempts::closed_at.eq(Some(now)),
            attempts::upload_id.eq(Some(upload.0)),
            attempts::taken_at.eq(upload.1),
            attempts::of_attempt_id.eq(Some(of.id)),
        ))
        .returning(attempts::id)
        .get_result(conn)?)
}

pub(in crate::quizzes) fn by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<Attempt, Error> {
    Ok(on_each!(conn, |c| attempts::table
        .find(id)
        .select(Attempt::as_select())
        .first(c))?)
}

/// Open attempts at a quiz end by then; upkeep grades them once the grace is over. What their members have answered stays
/// as their devices know it, so that what is on its way is still taken.
pub(in crate::quizzes) fn end_by(
    conn: &mut Conn,
    _: &Grant<WriteQuizzes>,
    quiz_id: i64,
    at: Instant,
) -> Result<(), Error> {
    let open = attempts::table
        .filter(attempts::quiz_id.eq(quiz_id))
        .filter(attempts::state.eq(AttemptState::Open.code()))
        .filter(
            attempts::expires_at
                .is_null()
                .or(attempts::expires_at.gt(Some(at))),
        );
    diesel::update(open)
        .set(attempts::expires_at.eq(Some(at)))
        .execute(conn)?;
    Ok(())
}
