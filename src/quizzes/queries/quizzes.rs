//! Quizzes, for those who write them.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::auth::permissions::WriteQuizzes;
use crate::auth::principal::Actor;
use crate::auth::{Grant, Viewer};
use crate::db::schema::{quiz_items, quizzes, units};
use crate::db::{Conn, MultiBackend};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::kernel::instant::Instant;
use crate::on_each;
use crate::quizzes::model::{Counts, Item, Quiz, QuizState, Review};

/// What is said of a quiz.
#[derive(Debug, Clone)]
pub(in crate::quizzes) struct Settings {
    pub audience_id: i64,
    pub title: String,
    pub introduction: Option<String>,
    pub shuffle_questions: bool,
    pub shuffle_choices: bool,
    pub pass_permille: i32,
    pub time_limit_seconds: Option<i32>,
    pub attempt_limit: Option<i32>,
    pub counts: Counts,
    pub review: Review,
    pub opens_at: Option<Instant>,
    pub closes_at: Option<Instant>,
}

pub(in crate::quizzes) fn insert(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    owner_unit_id: i64,
    new: &Settings,
) -> Result<i64, Error> {
    let now = grant.now();
    Ok(diesel::insert_into(quizzes::table)
        .values((
            (
                quizzes::public_id.eq(PublicId::new(now)),
                quizzes::owner_unit_id.eq(owner_unit_id),
                quizzes::audience_id.eq(new.audience_id),
                quizzes::title.eq(&new.title),
                quizzes::introduction.eq(new.introduction.as_deref()),
                quizzes::state.eq(QuizState::Draft.code()),
                quizzes::created_by.eq(grant.member_id()),
                quizzes::created_at.eq(now),
                quizzes::updated_at.eq(now),
            ),
            quizzes::shuffle_questions.eq(new.shuffle_questions),
            quizzes::shuffle_choices.eq(new.shuffle_choices),
            quizzes::pass_permille.eq(new.pass_permille),
            quizzes::time_limit_seconds.eq(new.time_limit_seconds),
            quizzes::attempt_limit.eq(new.attempt_limit),
            quizzes::counts.eq(new.counts.code()),
            quizzes::review.eq(new.review.code()),
            quizzes::opens_at.eq(new.opens_at),
            quizzes::closes_at.eq(new.closes_at),
        ))
        .returning(quizzes::id)
        .get_result(conn)?)
}

/// Writes what is said of it now; somebody else's change meanwhile makes it stale.
pub(in crate::quizzes) fn update(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    quiz: &Quiz,
    new: &Settings,
) -> Result<(), Error> {
    let same = quizzes::table
        .find(quiz.id)
        .filter(quizzes::revision.eq(quiz.revision));
    let changed = diesel::update(same)
        .set((
            (
                quizzes::audience_id.eq(new.audience_id),
                quizzes::title.eq(&new.title),
                quizzes::introduction.eq(new.introduction.as_deref()),
                quizzes::revision.eq(quiz.revision + 1),
                quizzes::updated_at.eq(grant.now()),
            ),
            quizzes::shuffle_questions.eq(new.shuffle_questions),
            quizzes::shuffle_choices.eq(new.shuffle_choices),
            quizzes::pass_permille.eq(new.pass_permille),
            quizzes::time_limit_seconds.eq(new.time_limit_seconds),
            quizzes::attempt_limit.eq(new.attempt_limit),
            quizzes::counts.eq(new.counts.code()),
            quizzes::review.eq(new.review.code()),
            quizzes::opens_at.eq(new.opens_at),
            quizzes::closes_at.eq(new.closes_at),
        ))
        .execute(conn)?;
    if changed == 0 {
        Err(Error::Stale)
    } else {
        Ok(())
    }
}

/// Takes a step, from the version that was read.
pub(in crate::quizzes) fn set_state(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    quiz: &Quiz,
    state: QuizState,
) -> Result<(), Error> {
    let now = Some(grant.now());
    let same = quizzes::table
        .find(quiz.id)
        .filter(quizzes::revision.eq(quiz.revision));
    let (published_at, closed_at) = match state {
        QuizState::Published => (now, None),
        QuizState::Closed => (quiz.published_at, now),
        QuizState::Draft => (None, None),
    };
    let changed = diesel::update(same)
        .set((
            quizzes::state.eq(state.code()),
            quizzes::published_at.eq(published_at),
            quizzes::closed_at.eq(closed_at),
            quizzes::revision.eq(quiz.revision + 1),
            quizzes::updated_at.eq(grant.now()),
        ))
        .execute(conn)?;
    if changed == 0 {
        Err(Error::Stale)
    } else {
        Ok(())
    }
}

/// Deletes a draft, from the version that was read.
pub(in crate::quizzes) fn delete(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    quiz: &Quiz,
) -> Result<(), Error> {
    replace_items(conn, grant, quiz.id, &[])?;
    let same = quizzes::table
        .find(quiz.id)
        .filter(quizzes::state.eq(QuizState::Draft.code()))
        .filter(quizzes::revision.eq(quiz.revision));
    if diesel::delete(same).execute(conn)? == 0 {
        Err(Error::Stale)
    } else {
        Ok(())
    }
}

/// The items of a quiz are these from now on.
pub(in crate::quizzes) fn replace_items(
    conn: &mut Conn,
    _: &Grant<WriteQuizzes>,
    quiz_id: i64,
    items: &[Item],
) -> Result<(), Error> {
    diesel::delete(quiz_items::table.filter(quiz_items::quiz_id.eq(quiz_id))).execute(conn)?;
    for (place, item) in (1_i32..).zip(items) {
        diesel::insert_into(quiz_items::table)
            .values((
                quiz_items::quiz_id.eq(quiz_id),
                quiz_items::place.eq(place),
                quiz_items::question_id.eq(item.question_id),
                quiz_items::bank_id.eq(item.bank_id),
                quiz_items::category.eq(item.category.as_deref()),
                quiz_items::draws.eq(item.draws),
                quiz_items::points.eq(item.points),
            ))
            .execute(conn)?;
    }
    Ok(())
}

pub(in crate::quizzes) fn items(
    conn: &mut Conn,
    _: &impl Actor,
    quiz_id: i64,
) -> Result<Vec<Item>, Error> {
    Ok(on_each!(conn, |c| quiz_items::table
        .filter(quiz_items::quiz_id.eq(quiz_id))
        .order(quiz_items::place)
        .select(Item::as_select())
        .load(c))?)
}

/// A quiz for whose unit the caller writes.
pub(in crate::quizzes) fn find(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    id: PublicId,
) -> Result<Quiz, Error> {
    quizzes::table
        .filter(quizzes::public_id.eq(id))
        .filter(grant.covers(quizzes::owner_unit_id))
        .select(Quiz::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// A quiz by row key, for a caller who has located it or acts for the server.
pub(in crate::quizzes) fn by_key(conn: &mut Conn, _: &impl Actor, id: i64) -> Result<Quiz, Error> {
    Ok(on_each!(conn, |c| quizzes::table
        .find(id)
        .select(Quiz::as_select())
        .first(c))?)
}

/// The same, and nobody changes or closes it until the transaction ends; others may look at it in the same way.
pub(in crate::quizzes) fn by_key_to_stay(
    conn: &mut Conn,
    viewer: &Viewer,
    id: i64,
) -> Result<Quiz, Error> {
    if let Conn::Postgres(postgres) = conn {
        let _: i64 = quizzes::table
            .find(id)
            .select(quizzes::id)
            .for_share()
            .first(postgres)?;
    }
    by_key(conn, viewer, id)
}

/// A page of quizzes, the latest first.
pub(in crate::quizzes) fn page(
    conn: &mut Conn,
    grant: &Grant<WriteQuizzes>,
    state: Option<QuizState>,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<Quiz>, Error> {
    let mut found = quizzes::table
        .filter(grant.covers(quizzes::owner_unit_id))
        .order(quizzes::id.desc())
        .limit(limit)
        .select(Quiz::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(id) = after {
        found = found.filter(quizzes::id.lt(id));
    }
    if let Some(state) = state {
        found = found.filter(quizzes::state.eq(state.code()));
    }
    Ok(found.load(conn)?)
}

/// Whether no unit stands above this one.
pub(in crate::quizzes) fn is_top(
    conn: &mut Conn,
    _: &impl Actor,
    unit_id: i64,
) -> Result<bool, Error> {
    let top = units::table
        .find(unit_id)
        .filter(units::parent_id.is_null());
    Ok(diesel::select(exists(top)).get_result(conn)?)
}
