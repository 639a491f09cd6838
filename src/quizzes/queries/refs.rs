//! Quizzes, for other rooms.

use diesel::prelude::*;

use crate::auth::principal::Actor;
use crate::auth::{Grant, Permission};
use crate::db::Conn;
use crate::db::schema::quizzes;
use crate::error::Error;
use crate::kernel::ids::PublicId;
use crate::quizzes::model::QuizRef;

pub(in crate::quizzes) fn by_public_id<P: Permission>(
    conn: &mut Conn,
    grant: &Grant<P>,
    id: PublicId,
) -> Result<Option<QuizRef>, Error> {
    Ok(quizzes::table
        .filter(quizzes::public_id.eq(id))
        .filter(quizzes::state.eq("published"))
        .filter(grant.viewer().sees_unit(quizzes::owner_unit_id))
        .select(QuizRef::as_select())
        .first(conn)
        .optional()?)
}

pub(in crate::quizzes) fn by_key(
    conn: &mut Conn,
    _: &impl Actor,
    id: i64,
) -> Result<QuizRef, Error> {
    Ok(quizzes::table
        .find(id)
        .select(QuizRef::as_select())
        .first(conn)?)
}
