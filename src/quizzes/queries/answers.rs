//! Answers of attempts. The caller has located the attempt.

use diesel::prelude::*;
use diesel::upsert::excluded;

use crate::auth::principal::Actor;
use crate::db::Conn;
use crate::db::schema::attempt_answers;
use crate::db::types::JsonDoc;
use crate::error::Error;
use crate::kernel::instant::Instant;
use crate::on_each;
use crate::quizzes::model::{AskedItem, Saved};

pub(in crate::quizzes) fn of_attempt(
    conn: &mut Conn,
    _: &impl Actor,
    attempt_id: i64,
) -> Result<Vec<Saved>, Error> {
    Ok(on_each!(conn, |c| attempt_answers::table
        .filter(attempt_answers::attempt_id.eq(attempt_id))
        .order(attempt_answers::place)
        .select(Saved::as_select())
        .load(c))?)
}

/// Saves one answer, or that there is none any more.
pub(in crate::quizzes) fn save(
    conn: &mut Conn,
    actor: &impl Actor,
    attempt_id: i64,
    place: i32,
    item: &AskedItem,
    answer: Option<&JsonDoc>,
) -> Result<(), Error> {
    let upsert = diesel::insert_into(attempt_answers::table)
        .values((
            attempt_answers::attempt_id.eq(attempt_id),
            attempt_answers::place.eq(place),
            attempt_answers::question_id.eq(item.question_id),
            attempt_answers::version_id.eq(item.version_id),
            attempt_answers::worth.eq(item.points),
            attempt_answers::answer.eq(answer),
            attempt_answers::saved_at.eq(Some(actor.stamp().now())),
        ))
        .on_conflict((attempt_answers::attempt_id, attempt_answers::place))
        .do_update()
        .set((
            attempt_answers::answer.eq(excluded(attempt_answers::answer)),
            attempt_answers::saved_at.eq(excluded(attempt_answers::saved_at)),
        ));
    on_each!(conn, |c| upsert.execute(c))?;
    Ok(())
}

/// An answer as it was graded.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = attempt_answers)]
pub(in crate::quizzes) struct Graded {
    pub attempt_id: i64,
    pub place: i32,
    pub question_id: i64,
    pub version_id: i64,
    /// Whole points.
    pub worth: i32,
    pub answer: Option<JsonDoc>,
    pub points: Option<i64>,
    pub saved_at: Option<Instant>,
}

/// Keeps every answer of an attempt with its points. What was saved before keeps its time, unless the answer is another.
pub(in crate::quizzes) fn keep_graded(
    conn: &mut Conn,
    _: &impl Actor,
    graded: &[Graded],
) -> Result<(), Error> {
    match conn {
        // One statement, and one way to the server and back.
        Conn::Postgres(postgres) => {
            diesel::insert_into(attempt_answers::table)
                .values(graded)
                .on_conflict((attempt_answers::attempt_id, attempt_answers::place))
                .do_update()
                .set((
                    attempt_answers::answer.eq(excluded(attempt_answers::answer)),
                    attempt_answers::points.eq(excluded(attempt_answers::points)),
                ))
                .execute(postgres)?;
        }
        // The statement for one row is compiled once and kept; one for as many rows as there are answers is not.
        Conn::Sqlite(sqlite) => {
            for row in graded {
                diesel::insert_into(attempt_answers::table)
                    .values((
                        attempt_answers::attempt_id.eq(row.attempt_id),
                        attempt_answers::place.eq(row.place),
                        attempt_answers::question_id.eq(row.question_id),
                        attempt_answers::version_id.eq(row.version_id),
                        attempt_answers::worth.eq(row.worth),
                        attempt_answers::answer.eq(row.answer.as_ref()),
                        attempt_answers::points.eq(row.points),
                        attempt_answers::saved_at.eq(row.saved_at),
                    ))
                    .on_conflict((attempt_answers::attempt_id, attempt_answers::place))
                    .do_update()
                    .set((
                        attempt_answers::answer.eq(excluded(attempt_answers::answer)),
                        attempt_answers::points.eq(excluded(attempt_answers::points)),
                    ))
                    .execute(sqlite)?;
            }
        }
    }
    Ok(())
}

/// The points of an answer, by another key.
pub(in crate::quizzes) fn set_points(
    conn: &mut Conn,
    _: &impl Actor,
    attempt_id: i64,
    place: i32,
    points: i64,
) -> Result<(), Error> {
    let row = attempt_answers::table.find((attempt_id, place));
    on_each!(conn, |c| diesel::update(row)
        .set(attempt_answers::points.eq(Some(points)))
        .execute(c))?;
    Ok(())
}

/// What is saved at a place.
pub(in crate::quizzes) fn one(
    conn: &mut Conn,
    _: &impl Actor,
    attempt_id: i64,
    place: i32,
) -> Result<Option<JsonDoc>, Error> {
    let saved: Option<Option<JsonDoc>> = attempt_answers::table
        .find((attempt_id, place))
        .select(attempt_answers::answer)
        .first(conn)
        .optional()?;
    Ok(saved.flatten())
}
