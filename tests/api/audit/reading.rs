//! Who reads what of the log.

use chrono::Duration;
use sotay::auth::Role;
use sotay::auth::permissions::ManageMembers;
use sotay::db::schema::role_grants;
use sotay::error::Error;

use super::*;
use crate::support::{Actor, Request};

/// Makes the author, whose home is cell A2, also the auditor of a unit.
async fn auditor_of(app: &TestApp, unit: &str) -> Actor {
    let (member, unit, now) = (app.person("author").id, app.unit(unit).id, app.clock.now());
    let insert = move |conn: &mut sotay::db::Conn| {
        diesel::insert_into(role_grants::table)
            .values((
                role_grants::public_id.eq(PublicId::new(now)),
                role_grants::member_id.eq(member),
                role_grants::role.eq(Role::Auditor.code()),
                role_grants::unit_id.eq(unit),
                role_grants::from_on.eq(now.day()),
                role_grants::granted_at.eq(now),
            ))
            .execute(conn)?;
        Ok::<_, Error>(())
    };
    app.state().db.write(insert).await.unwrap();
    app.state().authenticator.refresh();
    app.author()
}

async fn read(actor: &Actor, query: &str) -> Value {
    let reply = actor.get(format!("/api/v1/audit-log{query}")).await;
    reply.assert(200).json()
}

/// `action` of each row that is not about the log itself.
async fn read_actions(actor: &Actor, query: &str) -> Vec<String> {
    let page = read(actor, query).await;
    let others = actions(&page)
        .into_iter()
        .filter(|action| !["list_audit_log", "begin_audit_chain"].contains(action));
    others.map(str::to_owned).collect()
}

/// One row in each part of the tree, and one that concerns no unit.
async fn rows_everywhere(app: &TestApp) {
    look(app, "secretary", "cell_a1", &["member"]).await;
    look(app, "officer", "ward_a", &["member", "colleague"]).await;
    export(app, "stranger", "cell_b1", &["outsider"]).await;
    let system = app.state().system("rotate-keys");
    record(
        app,
        &system,
        Entry::write("rotate_keys", None, Vec::new(), json!({"kid": "x"})),
    )
    .await;
    let officer: Grant<ManageMembers> = grant(app, "roster_officer").await;
    let (city, member) = (app.unit("city").id, app.person("member").id);
    record(
        app,
        &officer,
        Entry::write("update_member", Some(city), vec![member], json!({})),
    )
    .await;
}

on_both_engines!(an_auditor_reads_his_subtree_alone, |app| async move {
    rows_everywhere(&app).await;
    let all = [
        "update_member",
        "rotate_keys",
        "export_roster",
        "get_member",
        "get_member",
    ];
    assert_eq!(read_actions(&app.auditor(), "").await, all);
    let of_a = auditor_of(&app, "ward_a").await;
    let page = read(&of_a, "").await;
    assert_eq!(actions(&page), ["get_member", "get_member"]);
    // His own reading belongs to his ward.
    assert_eq!(actions(&read(&of_a, "?limit=1").await), ["list_audit_log"]);
    let stranger = app.stranger().get("/api/v1/audit-log").await;
    stranger.assert_problem(403, "not_permitted");
});

on_both_engines!(names_are_shown_inside_the_subtree_alone, |app| async move {
    rows_everywhere(&app).await;
    let outside: Grant<ReadMembers> = grant(&app, "stranger").await;
    let subjects = ids(&app, &["outsider", "member"]);
    record(
        &app,
        &outside,
        Entry::view("list_members", Some(app.unit("cell_a1").id), subjects),
    )
    .await;
    let page = read(&auditor_of(&app, "ward_a").await, "?kind=view&limit=1").await;
    let row = &page["items"][0];
    let person = |name: &str| app.person(name).public_id.to_string();
    assert_eq!(row["actor"], json!({"member_id": person("stranger")}));
    assert_eq!(row["acted_as"], "cell_secretary");
    assert_eq!(row["subject_count"], 2);
    let named = json!({"member_id": person("member"), "full_name": app.person("member").full_name});
    let unnamed = json!({"member_id": person("outsider")});
    let listed = row["subjects"].as_array().unwrap();
    assert!(
        listed.contains(&named) && listed.contains(&unnamed),
        "{listed:?}"
    );
    let unit = app.unit("cell_a1");
    assert_eq!(
        row["unit"],
        json!({"unit_id": unit.public_id.to_string(), "name": unit.name})
    );
});

on_both_engines!(the_log_is_narrowed, |app| async move {
    rows_everywhere(&app).await;
    let id = |name: &str| app.person(name).public_id;
    let unit = |name: &str| app.unit(name).public_id;
    let auditor = app.auditor();
    for (query, expected) in [
        (
            format!("?unit_id={}", unit("ward_a")),
            &["get_member", "get_member"][..],
        ),
        (format!("?unit_id={}", unit("cell_b1")), &["export_roster"]),
        (format!("?unit_id={}", unit("cell_a2")), &[]),
        (format!("?actor_id={}", id("secretary")), &["get_member"]),
        (format!("?actor_id={}", id("deputy")), &[]),
        (
            format!("?member_id={}", id("member")),
            &["update_member", "get_member", "get_member"],
        ),
        (format!("?member_id={}", id("colleague")), &["get_member"]),
        (
            format!("?member_id={}&kind=write", id("member")),
            &["update_member"],
        ),
        ("?action=rotate_keys".to_owned(), &["rotate_keys"]),
        ("?kind=export".to_owned(), &["export_roster"]),
        ("?from=2026-11-23T02:00:00.001Z".to_owned(), &[]),
        ("?to=2026-11-23T02:00:00Z".to_owned(), &[]),
        // Nobody has the id of a unit, and nothing the id of a person.
        (format!("?actor_id={}", unit("city")), &[]),
        (format!("?member_id={}", unit("city")), &[]),
        (format!("?unit_id={}", id("member")), &[]),
    ] {
        assert_eq!(read_actions(&auditor, &query).await, expected, "{query}");
    }
    for query in [
        "?kind=look",
        "?unit_id=1",
        "?from=yesterday",
        "?action=",
        "?limit=0",
        "?who=me",
        "?cursor=x",
    ] {
        auditor
            .get(format!("/api/v1/audit-log{query}"))
            .await
            .assert(422);
    }
    let of_a = auditor_of(&app, "ward_a").await;
    let sibling = format!("?unit_id={}", unit("cell_b1"));
    assert_eq!(read_actions(&of_a, &sibling).await, [""; 0]);
    let outsider = format!("?member_id={}", id("outsider"));
    assert_eq!(read_actions(&of_a, &outsider).await, [""; 0]);
});

on_both_engines!(the_log_comes_in_pages, |app| async move {
    let system = app.state().system("test");
    for number in 0..7 {
        record(
            &app,
            &system,
            Entry::write("rotate_keys", None, Vec::new(), json!({"number": number})),
        )
        .await;
    }
    let (mut numbers, mut query) = (Vec::new(), "?action=rotate_keys&limit=3".to_owned());
    loop {
        let page = read(&app.auditor(), &query).await;
        let items = page["items"].as_array().unwrap();
        numbers.extend(
            items
                .iter()
                .map(|item| item["detail"]["number"].as_i64().unwrap()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        let other = format!("/api/v1/audit-log?cursor={cursor}");
        app.auditor().get(other).await.assert(422);
        query = format!("?action=rotate_keys&limit=3&cursor={cursor}");
    }
    assert_eq!(numbers, [6, 5, 4, 3, 2, 1, 0]);
});

on_both_engines!(reading_the_log_is_in_the_log, |app| async move {
    let member = app.person("member").public_id.to_string();
    let query = format!("?member_id={member}");
    read(&app.auditor(), &query).await;
    read(&app.auditor(), &query).await;
    assert_eq!(
        count(&app, "list_audit_log").await,
        1,
        "the same reading within a minute"
    );
    let page = read(&app.auditor(), "").await;
    let row = &page["items"][0];
    assert_eq!(row["action"], "list_audit_log");
    assert_eq!(
        (&row["kind"], &row["acted_as"]),
        (&json!("view"), &json!("auditor"))
    );
    assert_eq!(row["detail"], json!({"member_id": member}));
    assert_eq!(row["subjects"], json!([]));
    app.clock.advance(Duration::seconds(61));
    read(&app.auditor(), &query).await;
    assert_eq!(
        count(&app, "list_audit_log").await,
        3,
        "another question is another reading"
    );
});

on_both_engines!(a_member_sees_exactly_who_looked_at_him, |app| async move {
    look(&app, "secretary", "cell_a1", &["member"]).await;
    look(&app, "secretary", "cell_a1", &["deputy"]).await;
    look(
        &app,
        "secretary",
        "cell_a1",
        &["secretary", "member", "deputy"],
    )
    .await;
    export(&app, "roster_officer", "city", &["member"]).await;
    let officer: Grant<ManageMembers> = grant(&app, "roster_officer").await;
    let me = app.person("member").id;
    record(
        &app,
        &officer,
        Entry::write("update_member", None, vec![me], json!({})),
    )
    .await;
    let myself = viewer(&app, "member").await;
    record(&app, &myself, Entry::view("get_member", None, vec![me])).await;
    let system = app.state().system("export");
    record(
        &app,
        &system,
        Entry::export("export_roster", None, vec![me], json!({})),
    )
    .await;

    let page = app
        .member()
        .get("/api/v1/me/access-log")
        .await
        .assert(200)
        .json();
    assert_eq!(
        actions(&page),
        ["export_roster", "export_roster", "get_member", "get_member"]
    );
    let row = &page["items"][3];
    assert_eq!(row["viewer_name"], app.person("secretary").full_name);
    assert_eq!(row["acted_as_text"], "Bí thư chi bộ");
    assert_eq!(row["action_text"], "Xem hồ sơ của bạn");
    assert_eq!(row["unit"]["name"], app.unit("cell_a1").name);
    assert_eq!(page["items"][1]["acted_as"], "roster_officer");
    assert!(page["items"][0].get("viewer_name").is_none());
    assert_eq!(page["items"][0]["acted_as_text"], "Hệ thống");

    let english = Request::get("/api/v1/me/access-log").header("accept-language", "en");
    let page = app.member().send(english).await.json();
    assert_eq!(page["items"][3]["acted_as_text"], "Cell secretary");
    let own = app.secretary().get("/api/v1/me/access-log").await.json();
    assert_eq!(actions(&own), [""; 0], "nobody looked at him but himself");
    let deputy = app.deputy().get("/api/v1/me/access-log?limit=1").await;
    assert_eq!(deputy.json()["items"].as_array().unwrap().len(), 1);
    assert!(deputy.header("link").is_some());
    app.anonymous()
        .get("/api/v1/me/access-log")
        .await
        .assert(401);
});

on_both_engines!(the_same_view_is_recorded_once_a_minute, |app| async move {
    let minute = Duration::seconds(sotay::audit::SAME_VIEW_SECONDS);
    look(&app, "secretary", "cell_a1", &["member", "deputy"]).await;
    look(
        &app,
        "secretary",
        "cell_a1",
        &["deputy", "member", "member"],
    )
    .await;
    assert_eq!(count(&app, "get_member").await, 1);
    look(&app, "secretary", "cell_a1", &["member"]).await;
    look(&app, "deputy", "cell_a1", &["member"]).await;
    look(&app, "secretary", "cell_a1", &["secretary"]).await;
    look(&app, "secretary", "cell_a1", &[]).await;
    assert_eq!(
        count(&app, "get_member").await,
        3,
        "oneself and nobody do not count"
    );
    app.clock.advance(minute);
    look(&app, "secretary", "cell_a1", &["member"]).await;
    assert_eq!(count(&app, "get_member").await, 4);
    app.clock.advance(-minute);
    look(&app, "secretary", "cell_a1", &["member"]).await;
    assert_eq!(
        count(&app, "get_member").await,
        5,
        "a clock that was set back hides nothing"
    );
    for _ in 0..2 {
        export(&app, "secretary", "cell_a1", &["member"]).await;
    }
    assert_eq!(
        count(&app, "export_roster").await,
        2,
        "every export is recorded"
    );
});

on_both_engines!(a_row_about_many_lists_the_first, |app| async move {
    let many = crowd(&app, 21).await;
    let officer: Grant<ReadMembers> = grant(&app, "officer").await;
    let unit = Some(app.unit("ward_a").id);
    record(&app, &officer, Entry::view("list_members", unit, many)).await;
    record(
        &app,
        &officer,
        Entry::view("get_member", unit, ids(&app, &["member"])),
    )
    .await;
    let page = read(&app.auditor(), "").await;
    let rows = page["items"].as_array().unwrap();
    let shape = |row: &Value| {
        (
            row["subject_count"].as_i64().unwrap(),
            row["subjects"].as_array().unwrap().len(),
        )
    };
    assert_eq!((shape(&rows[0]), shape(&rows[1])), ((1, 1), (21, 20)));
    assert_eq!(rows[1]["subjects"][0]["full_name"], "Lê Thị Đông");
});
