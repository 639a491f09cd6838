//! Offices that somebody holds beside those of the fixture.

use sotay::auth::Role;
use sotay::db::Conn;

use super::TestApp;

impl TestApp {
    /// Gives somebody an office at a unit, since the beginning of the year.
    pub async fn give_role(&self, person: &str, role: Role, unit: &str) {
        let system = self.state().system("test");
        let (member_id, unit_id) = (self.person(person).id, self.unit(unit).id);
        let from = "2026-01-01".parse().unwrap();
        let change = move |conn: &mut Conn| {
            sotay::members::grant_role(conn, &system, member_id, role, unit_id, from, None)
        };
        self.state().db.write(change).await.unwrap();
        self.state().authenticator.refresh();
    }
}
