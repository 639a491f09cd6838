//! Of which classes a member wants no push.

use diesel::prelude::*;

use crate::auth::Viewer;
use crate::db::Conn;
use crate::db::schema::notification_preferences;
use crate::error::Error;
use crate::inbox::model::NotificationClass;

/// The classes that the caller has muted.
pub(in crate::inbox) fn muted(
    conn: &mut Conn,
    viewer: &Viewer,
) -> Result<Vec<NotificationClass>, Error> {
    let codes: Vec<String> = notification_preferences::table
        .filter(notification_preferences::member_id.eq(viewer.member_id()))
        .select(notification_preferences::class)
        .load(conn)?;
    Ok(codes
        .iter()
        .filter_map(|code| NotificationClass::from_code(code))
        .collect())
}

/// Takes the place of what he had muted before.
pub(in crate::inbox) fn set(
    conn: &mut Conn,
    viewer: &Viewer,
    muted: &[NotificationClass],
) -> Result<(), Error> {
    diesel::delete(
        notification_preferences::table
            .filter(notification_preferences::member_id.eq(viewer.member_id())),
    )
    .execute(conn)?;
    for class in muted {
        diesel::insert_into(notification_preferences::table)
            .values((
                notification_preferences::member_id.eq(viewer.member_id()),
                notification_preferences::class.eq(class.code()),
                notification_preferences::muted_at.eq(viewer.now()),
            ))
            .execute(conn)?;
    }
    Ok(())
}
