//! Giving and ending roles.

use chrono::Duration;
use serde_json::json;

use super::{close, noted, path};
use crate::support::{Actor, Reply, TestApp};

async fn give(app: &TestApp, by: &Actor, to: &str, role: &str, unit: &str) -> Reply {
    give_from(app, by, to, role, unit, "2026-11-23", None).await
}

async fn give_from(
    app: &TestApp,
    by: &Actor,
    to: &str,
    role: &str,
    unit: &str,
    from: &str,
    until: Option<&str>,
) -> Reply {
    let mut body = json!({"role": role, "unit_id": app.unit(unit).public_id, "from_on": from});
    if let Some(until) = until {
        body["to_on"] = json!(until);
    }
    by.post(path(app, to) + "/roles", body).await
}

/// Where the newest role of somebody is ended.
async fn newest(app: &TestApp, who: &str) -> String {
    let at = path(app, who) + "/roles";
    let roles = app.admin().get(&at).await.assert(200).json();
    format!(
        "{at}/{}",
        roles["items"][0]["role_grant_id"].as_str().expect("a role")
    )
}

on_both_engines!(a_role_is_given_seen_and_ended, |app| async move {
    let (officer, member) = (app.roster_officer(), app.member());
    member.get(path(&app, "deputy")).await.assert(404);
    let reply = give(&app, &officer, "member", "deputy_secretary", "cell_a1").await;
    let view = reply.assert(201).json();
    assert_eq!(
        (&view["role"], &view["unit"]["kind"], &view["from_on"]),
        (
            &json!("deputy_secretary"),
            &json!("cell"),
            &json!("2026-11-23")
        )
    );
    let at = newest(&app, "member").await;
    assert_eq!(reply.header("location"), Some(at.as_str()));
    // It counts at once.
    member.get(path(&app, "deputy")).await.assert(200);
    officer.delete(&at).await.assert(204);
    member.get(path(&app, "deputy")).await.assert(404);
    let roles = app
        .member()
        .get(path(&app, "member") + "/roles")
        .await
        .assert(200)
        .json();
    assert_eq!(
        (&roles["items"][0]["from_on"], &roles["items"][0]["to_on"]),
        (&json!("2026-11-23"), &json!("2026-11-23"))
    );
    // Once more: it is over, and stays as it was.
    officer.delete(&at).await.assert(204);
    let id = app.person("member").id;
    assert_eq!(
        noted(&app, "grant_role", id).await,
        (1, Some("roster_officer".to_owned()))
    );
    assert_eq!(noted(&app, "end_role", id).await.0, 1);
});

on_both_engines!(
    nobody_hands_out_more_than_his_office_allows,
    |app| async move {
        let officer = app.roster_officer();
        for role in [
            "author",
            "publisher",
            "roster_officer",
            "auditor",
            "administrator",
        ] {
            give(&app, &officer, "member", role, "ward_a")
                .await
                .assert_problem(403, "role_too_high");
        }
        for role in ["cell_secretary", "deputy_secretary", "committee_officer"] {
            give(&app, &officer, "member", role, "cell_a1")
                .await
                .assert(201);
        }
        for who in ["author", "publisher", "auditor", "admin"] {
            officer
                .delete(newest(&app, who).await)
                .await
                .assert_problem(403, "role_too_high");
        }
        // Neither to himself, nor by one who holds no such office.
        give(
            &app,
            &officer,
            "roster_officer",
            "committee_officer",
            "city",
        )
        .await
        .assert_problem(403, "own_role");
        give(&app, &app.admin(), "admin", "roster_officer", "city")
            .await
            .assert_problem(403, "own_role");
        give(
            &app,
            &app.secretary(),
            "member",
            "deputy_secretary",
            "cell_a1",
        )
        .await
        .assert_problem(403, "not_permitted");
        give(&app, &app.auditor(), "member", "auditor", "city")
            .await
            .assert_problem(403, "not_permitted");
    }
);

on_both_engines!(each_role_counts_only_where_it_is_held, |app| async move {
    // Administrator of ward A and roster officer of the city: outside ward A he has only the lesser office.
    give(&app, &app.admin(), "colleague", "administrator", "ward_a")
        .await
        .assert(201);
    give(&app, &app.admin(), "colleague", "roster_officer", "city")
        .await
        .assert(201);
    let both = app.actor("colleague");
    give(&app, &both, "member", "author", "ward_a")
        .await
        .assert(201);
    give(&app, &both, "member", "author", "cell_a1")
        .await
        .assert(201);
    give(&app, &both, "member", "author", "city")
        .await
        .assert_problem(403, "role_too_high");
    give(&app, &both, "outsider", "author", "cell_b1")
        .await
        .assert_problem(403, "role_too_high");
    give(&app, &both, "outsider", "deputy_secretary", "cell_b1")
        .await
        .assert(201);
    both.delete(newest(&app, "stranger").await)
        .await
        .assert(204);
});

on_both_engines!(
    an_office_ends_at_the_border_of_its_units,
    |app| async move {
        give(&app, &app.admin(), "colleague", "roster_officer", "ward_a")
            .await
            .assert(201);
        let ward = app.actor("colleague");
        give(&app, &ward, "member", "deputy_secretary", "cell_a1")
            .await
            .assert(201);
        give(&app, &ward, "member", "committee_officer", "city")
            .await
            .assert(403);
        give(&app, &ward, "member", "deputy_secretary", "cell_b1")
            .await
            .assert(404);
        give(&app, &ward, "outsider", "deputy_secretary", "cell_b1")
            .await
            .assert(404);
        ward.delete(newest(&app, "stranger").await)
            .await
            .assert(404);
        // A role over the city of somebody whom he sees: seen, but not his to end.
        ward.delete(newest(&app, "auditor").await).await.assert(403);
        // A stranger sees neither the person nor the role.
        app.stranger()
            .get(path(&app, "member") + "/roles")
            .await
            .assert(404);
    }
);

on_both_engines!(roles_are_refused_with_a_reason, |app| async move {
    let admin = app.admin();
    give(&app, &admin, "member", "cell_secretary", "ward_a")
        .await
        .assert_problem(409, "role_unfit_for_unit");
    give(&app, &admin, "departed", "committee_officer", "ward_a")
        .await
        .assert_problem(409, "membership_ended");
    let reversed = give_from(
        &app,
        &admin,
        "member",
        "author",
        "city",
        "2026-12-01",
        Some("2026-12-01"),
    )
    .await;
    assert_eq!(
        reversed.assert(422).errors(),
        [("/to_on".to_owned(), "ends_before_it_begins".to_owned())]
    );
    let far = give_from(&app, &admin, "member", "author", "city", "2101-01-01", None).await;
    assert_eq!(
        far.assert(422).errors(),
        [("/from_on".to_owned(), "date_out_of_range".to_owned())]
    );
    give(&app, &admin, "member", "king", "city")
        .await
        .assert(422);
    close(&app, "cell_b1").await;
    give(&app, &admin, "member", "committee_officer", "cell_b1")
        .await
        .assert_problem(409, "unit_closed");
    admin
        .delete(path(&app, "member") + "/roles/" + &app.person("member").public_id.to_string())
        .await
        .assert(404);
    // Somebody else's role under this member's address.
    let id = newest(&app, "deputy")
        .await
        .rsplit_once('/')
        .expect("an id")
        .1
        .to_owned();
    admin
        .delete(path(&app, "member") + "/roles/" + &id)
        .await
        .assert(404);
});

on_both_engines!(terms_of_one_role_do_not_overlap, |app| async move {
    let admin = app.admin();
    let term = |from: &'static str, to: Option<&'static str>| {
        give_from(&app, &admin, "member", "author", "ward_a", from, to)
    };
    term("2027-01-01", Some("2028-01-01")).await.assert(201);
    term("2027-12-31", None)
        .await
        .assert_problem(409, "role_overlaps");
    term("2026-01-01", Some("2027-01-02"))
        .await
        .assert_problem(409, "role_overlaps");
    term("2028-01-01", None).await.assert(201);
    term("2026-01-01", Some("2027-01-01")).await.assert(201);
    // The same role over another unit is another role.
    give(&app, &admin, "member", "author", "cell_a1")
        .await
        .assert(201);
    // A term that was ended before it began is in nobody's way.
    admin.delete(newest(&app, "member").await).await.assert(204);
    term("2028-02-01", Some("2028-03-01")).await.assert(201);
});

on_both_engines!(
    nothing_is_seen_outside_the_term_of_a_role,
    |app| async move {
        give_from(
            &app,
            &app.admin(),
            "member",
            "committee_officer",
            "ward_b",
            "2026-11-24",
            Some("2026-11-25"),
        )
        .await
        .assert(201);
        // The day ends at 17:00 UTC: 23/11 until 16:59:59, then 24/11 for 24 hours.
        let sees = |status: u16| {
            let (member, at) = (app.sign_in_again("member"), path(&app, "outsider"));
            async move {
                member.get(at).await.assert(status);
                member
                    .get("/api/v1/members")
                    .await
                    .assert(if status == 200 { 200 } else { 403 });
            }
        };
        app.clock
            .advance(Duration::hours(15) - Duration::seconds(1));
        sees(404).await;
        app.clock.advance(Duration::seconds(4));
        sees(200).await;
        app.clock
            .advance(Duration::hours(24) - Duration::seconds(5));
        sees(200).await;
        app.clock.advance(Duration::seconds(4));
        sees(404).await;
    }
);

on_both_engines!(an_administrator_remains, |app| async move {
    let admin = app.admin();
    let own = newest(&app, "admin").await;
    admin
        .delete(&own)
        .await
        .assert_problem(409, "last_administrator");
    // One over a part of the tree, or one of tomorrow, is none over all.
    give(&app, &admin, "member", "administrator", "ward_a")
        .await
        .assert(201);
    give_from(
        &app,
        &admin,
        "deputy",
        "administrator",
        "city",
        "2026-11-24",
        None,
    )
    .await
    .assert(201);
    admin
        .delete(&own)
        .await
        .assert_problem(409, "last_administrator");
    // Nor is one who can no longer sign in.
    give(&app, &admin, "colleague", "administrator", "city")
        .await
        .assert(201);
    let left = json!({"standing": "left", "effective_on": "2026-11-23"});
    app.roster_officer()
        .post(path(&app, "colleague") + "/standings", left)
        .await
        .assert(201);
    admin
        .delete(&own)
        .await
        .assert_problem(409, "last_administrator");
    give(&app, &admin, "officer", "administrator", "city")
        .await
        .assert(201);
    admin.delete(&own).await.assert(204);
    admin.get(path(&app, "member")).await.assert(404);
});
