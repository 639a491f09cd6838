//! Who may hand a one-time code to whom.

use chrono::Duration;
use diesel::prelude::*;
use sotay::auth::Role;
use sotay::db::schema::{members, role_grants};
use sotay::kernel::ids::PublicId;

use super::change;
use super::codes::{activate, code, issue};
use crate::support::TestApp;

/// Gives a role straight in the database, from a day counted from today on.
async fn give_role(app: &TestApp, person: &str, role: Role, unit: &str, from_days: i64) {
    let (now, member_id, unit_id) = (app.clock.now(), app.person(person).id, app.unit(unit).id);
    change(app, move |conn| {
        diesel::insert_into(role_grants::table)
            .values((
                role_grants::public_id.eq(PublicId::new(now)),
                role_grants::member_id.eq(member_id),
                role_grants::role.eq(role.code()),
                role_grants::unit_id.eq(unit_id),
                role_grants::from_on.eq(now.day() + Duration::days(from_days)),
                role_grants::granted_at.eq(now),
            ))
            .execute(conn)
    })
    .await;
    app.state().authenticator.refresh();
}

on_both_engines!(the_state_of_the_account_decides, |app| async move {
    let secretary = app.secretary();
    issue(&app, &secretary, "member", "activation")
        .await
        .assert_problem(409, "account_already_activated");
    issue(&app, &secretary, "newcomer", "password_reset")
        .await
        .assert_problem(409, "account_not_activated");
    issue(&app, &app.roster_officer(), "departed", "password_reset")
        .await
        .assert_problem(409, "member_not_active");

    // A code of before does not open the account of one who left since.
    let right = code(&app, "newcomer", "activation").await;
    let id = app.person("newcomer").id;
    change(&app, move |conn| {
        diesel::update(members::table.find(id))
            .set(members::standing.eq("left"))
            .execute(conn)
    })
    .await;
    activate(&app, &app.person("newcomer").phone, &right)
        .await
        .assert_problem(401, "code_refused");
});

on_both_engines!(a_code_does_not_lead_upwards, |app| async move {
    let refused = [
        ("secretary", "secretary", "code_for_oneself"),
        ("deputy", "secretary", "code_not_for_this_role"),
        ("deputy", "deputy", "code_for_oneself"),
        ("roster_officer", "admin", "code_not_for_this_role"),
        ("roster_officer", "auditor", "code_not_for_this_role"),
        ("roster_officer", "roster_officer", "code_for_oneself"),
    ];
    for (issuer, person, code) in refused {
        let reply = issue(&app, &app.actor(issuer), person, "password_reset").await;
        reply.assert_problem(403, code);
    }
    for (issuer, person) in [
        ("secretary", "deputy"),
        ("secretary", "member"),
        ("deputy", "member"),
        ("roster_officer", "secretary"),
        ("roster_officer", "officer"),
        ("roster_officer", "publisher"),
        ("roster_officer", "stranger"),
    ] {
        issue(&app, &app.actor(issuer), person, "password_reset")
            .await
            .assert(201);
    }
});

on_both_engines!(
    roles_to_come_and_roles_elsewhere_count_too,
    |app| async move {
        let secretary = app.secretary();
        issue(&app, &secretary, "member", "password_reset")
            .await
            .assert(201);
        // He will be an officer of the ward next month: his account is no longer the secretary's to open.
        give_role(&app, "member", Role::CommitteeOfficer, "ward_a", 30).await;
        issue(&app, &secretary, "member", "password_reset")
            .await
            .assert_problem(403, "code_not_for_this_role");

        // A deputy of another cell as well is more than the secretary's own office covers.
        give_role(&app, "deputy", Role::DeputySecretary, "cell_b1", 0).await;
        issue(&app, &secretary, "deputy", "password_reset")
            .await
            .assert_problem(403, "code_not_for_this_role");

        // A roster officer of the ward does not open accounts with roles over the city.
        give_role(&app, "colleague", Role::RosterOfficer, "ward_a", 0).await;
        let of_ward = app.actor("colleague");
        issue(&app, &of_ward, "publisher", "password_reset")
            .await
            .assert_problem(403, "code_not_for_this_role");
        issue(&app, &of_ward, "officer", "password_reset")
            .await
            .assert(201);
        issue(&app, &of_ward, "secretary", "password_reset")
            .await
            .assert(201);
    }
);
