//! Answers of attempts. The caller has located the attempt.

use diesel::prelude::*;
use diesel::upsert::excluded;

use crate::auth::principal::Actor;
use crate::db::schema::attempt_answers;
use crate::db::types::JsonDoc;
use crate::db::{Conn, Kept, Value};
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
    pub points: i64,
    pub saved_at: Option<Instant>,
}

/// Keeps every answer of an attempt with its points. What was saved before keeps its time.
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
        // A few rows a statement: of few forms, each is compiled once and kept.
        Conn::Sqlite(_) => {
            for rows in graded.chunks(ROWS) {
                insert(rows).execute(conn)?;
            }
        }
    }
    Ok(())
}

/// Rows of one statement.
const ROWS: usize = 10;

// scope: writes SQL, asks nothing.
fn insert(rows: &[Graded]) -> Kept {
    let mut insert = Kept::new(
        "INSERT INTO attempt_answers \
         (attempt_id, place, question_id, version_id, worth, answer, points, saved_at) VALUES ",
    );
    for (index, row) in rows.iter().enumerate() {
        let answer = row.answer.as_ref().map(|answer| answer.0.to_string());
        let values: [Value; 8] = [
            row.attempt_id.into(),
            row.place.into(),
            row.question_id.into(),
            row.version_id.into(),
            row.worth.into(),
            answer.into(),
            row.points.into(),
            row.saved_at.into(),
        ];
        insert = insert.row(index == 0, values);
    }
    insert.sql(
        " ON CONFLICT (attempt_id, place) DO UPDATE SET answer = excluded.answer, points = excluded.points",
    )
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
