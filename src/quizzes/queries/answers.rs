//! Answers of attempts. The caller has located the attempt.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::upsert::excluded;

use crate::auth::principal::Actor;
use crate::db::schema::attempt_answers;
use crate::db::types::JsonDoc;
use crate::db::{Conn, kept_sql};
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
        // One too, of one text however many answers there are: it is compiled once and kept.
        Conn::Sqlite(_) => {
            kept_sql(KEEP_GRADED.to_owned())
                .bind::<Text, _>(as_json(graded)?)
                .execute(conn)?;
        }
    }
    Ok(())
}

/// An array of [`as_json`] for each row.
const KEEP_GRADED: &str = "INSERT INTO attempt_answers \
     (attempt_id, place, question_id, version_id, worth, answer, points, saved_at) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 \
     FROM json_each($1) WHERE true \
     ON CONFLICT (attempt_id, place) DO UPDATE SET answer = excluded.answer, points = excluded.points";

// scope: makes a value, asks nothing.
fn as_json(graded: &[Graded]) -> Result<String, Error> {
    let rows = graded.iter().map(|row| {
        (
            row.attempt_id,
            row.place,
            row.question_id,
            row.version_id,
            row.worth,
            row.answer.as_ref().map(|answer| answer.0.to_string()),
            row.points,
            row.saved_at.map(Instant::micros),
        )
    });
    let rows: Vec<_> = rows.collect();
    serde_json::to_string(&rows).map_err(|error| Error::internal(error.to_string()))
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
