//! Quizzes as members see them: published, for an audience that admits them.

use diesel::dsl::{And, EqAny};
use diesel::prelude::*;

use crate::audiences::Reader;
use crate::auth::principal::Actor;
use crate::db::schema::{attempts, quizzes};
use crate::db::{Conn, OneOf};
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::on_each;
use crate::quizzes::model::{Attempt, Quiz};

type Shown = And<EqAny<quizzes::state, [&'static str; 2]>, OneOf<quizzes::audience_id, i64>>;

/// Published or closed, and for an audience that admits the reader.
// scope: the condition itself, of a Reader.
fn shown(reader: &Reader) -> Shown {
    quizzes::state
        .eq_any(["published", "closed"])
        .and(OneOf::padded(
            quizzes::audience_id,
            reader.admitted().to_vec(),
        ))
}

pub(in crate::quizzes) fn find(
    conn: &mut Conn,
    reader: &Reader,
    id: PublicId,
) -> Result<Quiz, Error> {
    quizzes::table
        .filter(quizzes::public_id.eq(id))
        .filter(shown(reader))
        .select(Quiz::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// A quiz that the reader may see, or one at which he has made an attempt.
pub(in crate::quizzes) fn find_or_taken(
    conn: &mut Conn,
    reader: &Reader,
    id: PublicId,
) -> Result<Quiz, Error> {
    let taken = attempts::table
        .filter(attempts::member_id.eq(reader.viewer().member_id()))
        .select(attempts::quiz_id);
    quizzes::table
        .filter(quizzes::public_id.eq(id))
        .filter(shown(reader).or(quizzes::id.eq_any(taken)))
        .select(Quiz::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

/// A page of quizzes, the latest first.
pub(in crate::quizzes) fn page(
    conn: &mut Conn,
    reader: &Reader,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<Quiz>, Error> {
    Ok(quizzes::table
        .filter(shown(reader))
        .filter(quizzes::id.lt(after.unwrap_or(i64::MAX)))
        .order(quizzes::id.desc())
        .limit(limit)
        .select(Quiz::as_select())
        .load(conn)?)
}

/// The attempts of a member at a quiz, the oldest first.
pub(in crate::quizzes) fn attempts_of(
    conn: &mut Conn,
    _: &impl Actor,
    member_id: i64,
    quiz_id: i64,
) -> Result<Vec<Attempt>, Error> {
    Ok(on_each!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz_id))
        .filter(attempts::member_id.eq(member_id))
        .order(attempts::id)
        .limit(1_000)
        .select(Attempt::as_select())
        .load(c))?)
}
