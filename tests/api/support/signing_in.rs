//! Many people at once, without the time that passwords take.

use chrono::Duration;
use diesel::prelude::*;
use sotay::db::schema::sessions;
use sotay::kernel::ids::PublicId;

use super::{Actor, TestApp};

impl TestApp {
    /// Members by row key and id, each with a session that was opened just now.
    pub async fn signed_in(&self, members: Vec<(i64, PublicId)>) -> Vec<Actor> {
        let now = self.clock.now();
        let rows: Vec<(i64, PublicId)> = members
            .iter()
            .map(|(key, _)| (*key, PublicId::new(now)))
            .collect();
        let opened = rows.clone();
        let insert = move |conn: &mut sotay::db::Conn| {
            for (member, session) in &rows {
                diesel::insert_into(sessions::table)
                    .values((
                        sessions::public_id.eq(session),
                        sessions::member_id.eq(member),
                        sessions::device_name.eq("Điện thoại thử"),
                        sessions::platform.eq("android"),
                        sessions::network_digest.eq(vec![0_u8; 32]),
                        sessions::created_at.eq(now),
                        sessions::last_used_at.eq(now),
                        sessions::expires_at.eq(now + Duration::days(400)),
                    ))
                    .execute(conn)?;
            }
            Ok(())
        };
        self.state().db.write(insert).await.unwrap();
        members
            .into_iter()
            .zip(opened)
            .map(|((_, member), (_, session))| self.actor_with_session(member, session))
            .collect()
    }
}
