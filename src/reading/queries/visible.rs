//! The condition under which a reader sees a document: the one place that says it in SQL.

use diesel::dsl::{And, Eq, Or};
use diesel::prelude::*;

use crate::audiences::Reader;
use crate::db::OneOf;
use crate::db::schema::documents;

/// See [`to`].
pub(super) type Visible = And<
    Eq<documents::state, &'static str>,
    Or<OneOf<documents::audience_id, i64>, Eq<documents::circulation, &'static str>>,
>;

/// It is published, and for an audience that admits him or for everybody. The audience first: it stands in the index.
pub(super) fn to(reader: &Reader) -> Visible {
    let admitted = OneOf::padded(documents::audience_id, reader.admitted().to_vec());
    documents::state
        .eq("published")
        .and(admitted.or(documents::circulation.eq("public")))
}
