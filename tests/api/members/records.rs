//! Single records: what is masked for whom, creating and changing.

use serde_json::{Value, json};

use super::{add, close, key, names, noted, path, path_of};
use crate::support::TestApp;

on_both_engines!(masks_follow_the_permission, |app| async move {
    let person = app.person("member");
    let masked = |digits: &str| "•".repeat(9) + &digits[digits.len() - 3..];
    let (card, citizen) = (json!(person.card_number), json!(person.citizen_id));
    let (phone, email) = (json!(person.phone), json!(person.email));
    let hidden_card = json!(masked(&person.card_number));
    let (hidden_citizen, hidden_phone) = (
        json!(masked(&person.citizen_id)),
        json!(masked(&person.phone)),
    );
    let hidden_email = json!("m•••@example.org");
    let table = [
        ("member", [&card, &citizen, &phone, &email], json!([])),
        (
            "roster_officer",
            [&card, &citizen, &phone, &email],
            json!([]),
        ),
        (
            "secretary",
            [&card, &hidden_citizen, &phone, &email],
            json!(["citizen_id"]),
        ),
        (
            "deputy",
            [&card, &hidden_citizen, &phone, &email],
            json!(["citizen_id"]),
        ),
        (
            "officer",
            [&hidden_card, &hidden_citizen, &hidden_phone, &hidden_email],
            json!(["card_number", "citizen_id", "phone", "email"]),
        ),
        (
            "admin",
            [&hidden_card, &hidden_citizen, &hidden_phone, &hidden_email],
            json!(["card_number", "citizen_id", "phone", "email"]),
        ),
    ];
    for (actor, expected, fields) in table {
        let view = app
            .actor(actor)
            .get(path(&app, "member"))
            .await
            .assert(200)
            .json();
        let shown = ["card_number", "citizen_id", "phone", "email"].map(|field| &view[field]);
        assert_eq!(shown, expected, "{actor}");
        assert_eq!(view["masked"], fields, "{actor}");
        assert_eq!(
            view["unit"]["unit_id"],
            json!(app.unit("cell_a1").public_id)
        );
        assert_eq!(view["has_account"], true);
    }
    let newcomer = app
        .secretary()
        .get(path(&app, "newcomer"))
        .await
        .assert(200)
        .json();
    assert_eq!(newcomer["has_account"], false);
});

on_both_engines!(
    a_look_is_noted_under_the_role_and_one_at_oneself_is_not,
    |app| async move {
        let id = app.person("member").id;
        app.member().get(path(&app, "member")).await.assert(200);
        app.stranger().get(path(&app, "member")).await.assert(404);
        assert_eq!(noted(&app, "get_member", id).await.0, 0);
        app.secretary().get(path(&app, "member")).await.assert(200);
        assert_eq!(
            noted(&app, "get_member", id).await,
            (1, Some("cell_secretary".to_owned()))
        );
        app.officer()
            .get(path(&app, "member") + "/history")
            .await
            .assert(200);
        assert_eq!(
            noted(&app, "list_member_history", id).await,
            (1, Some("committee_officer".to_owned()))
        );
        app.admin()
            .get(path(&app, "member") + "/roles")
            .await
            .assert(200);
        assert_eq!(
            noted(&app, "list_member_roles", id).await,
            (1, Some("administrator".to_owned()))
        );
    }
);

on_both_engines!(
    a_tag_tells_each_caller_whether_his_view_changed,
    |app| async move {
        let (secretary, officer) = (app.secretary(), app.officer());
        let tag = |reply: &crate::support::Reply| reply.header("etag").expect("a tag").to_owned();
        let whole = tag(secretary.get(path(&app, "member")).await.assert(200));
        let masked = tag(officer.get(path(&app, "member")).await.assert(200));
        assert_ne!(whole, masked, "what is masked is another representation");
        let again = secretary
            .request("GET", path(&app, "member"))
            .header("if-none-match", &whole)
            .send()
            .await;
        again.assert(304);
        let roster_officer = app.roster_officer();
        roster_officer
            .patch(path(&app, "member"), "*", json!({"sex": "female"}))
            .await
            .assert(200);
        let changed = secretary
            .request("GET", path(&app, "member"))
            .header("if-none-match", &whole)
            .send()
            .await;
        assert_eq!(changed.assert(200).json()["sex"], "female");
    }
);

fn everything(app: &TestApp) -> Value {
    json!({
        "full_name": "  Nguyễn  Thị Hoà ", "card_number": "048100099001", "citizen_id": "048080099001", "phone": "0905 999.001",
        "email": "Hoa@Example.org", "birth_date": "1980-02-29", "sex": "female", "joined_on": "2005-05-19",
        "official_on": "2006-05-19", "unit_id": app.unit("cell_a1").public_id, "standing": "official",
        "standing_from": "2006-05-19", "membership_from": "2026-11-01",
    })
}

on_both_engines!(a_person_is_taken_into_a_cell, |app| async move {
    let created = app
        .roster_officer()
        .post("/api/v1/members", everything(&app))
        .await;
    let view = created.assert(201).json();
    assert_eq!(view["full_name"], "Nguyễn Thị Hoà");
    assert_eq!(
        (&view["phone"], &view["email"]),
        (&json!("+84905999001"), &json!("hoa@example.org"))
    );
    assert_eq!(view["has_account"], false);
    assert_eq!(created.header("location"), Some(path_of(&created).as_str()));
    let read = app.roster_officer().get(path_of(&created)).await;
    assert_eq!(read.assert(200).json(), view);
    assert_eq!(read.header("etag"), created.header("etag"));
    // She is in the cell from the first day of November, and the cell's secretary sees her.
    let history = app
        .secretary()
        .get(path_of(&created) + "/history")
        .await
        .assert(200)
        .json();
    assert_eq!(history["memberships"][0]["from_on"], "2026-11-01");
    assert_eq!(
        history["memberships"][0]["unit"]["name"],
        app.unit("cell_a1").name
    );
    assert_eq!(
        (
            &history["standings"][0]["standing"],
            &history["standings"][0]["from_on"]
        ),
        (&json!("official"), &json!("2006-05-19"))
    );
    app.stranger().get(path_of(&created)).await.assert(404);
});

on_both_engines!(the_same_request_takes_nobody_in_twice, |app| async move {
    let send = || {
        let officer = app.roster_officer();
        let body = everything(&app);
        async move {
            officer
                .request("POST", "/api/v1/members")
                .header("idempotency-key", "k1")
                .json(body)
                .send()
                .await
        }
    };
    let (first, second) = (send().await, send().await);
    assert_eq!(first.assert(201).json(), second.assert(201).json());
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    let list = app
        .roster_officer()
        .get("/api/v1/members?q=nguyen+thi+hoa")
        .await;
    assert_eq!(names(&list), ["Nguyễn Thị Hoà"]);
});

on_both_engines!(every_wrong_value_is_named, |app| async move {
    let table = [
        ("full_name", json!("A"), "full_name_length"),
        ("full_name", json!("An 7"), "full_name_characters"),
        ("card_number", json!("12345"), "card_number_length"),
        ("citizen_id", json!("04808009900x"), "citizen_id_digits"),
        ("phone", json!("12345"), "phone_format"),
        ("email", json!("hoa@"), "email_format"),
        ("birth_date", json!("2026-11-24"), "date_future"),
        ("birth_date", json!("2026-02-30"), "wrong_type"),
        ("joined_on", json!("1899-12-31"), "date_out_of_range"),
        ("joined_on", json!("1979-01-01"), "joined_before_birth"),
        ("joined_on", json!("1989-01-01"), "joined_too_young"),
        ("official_on", json!("2005-05-18"), "official_before_joined"),
        ("standing", json!("left"), "standing_ends_membership"),
        ("standing", json!("retired"), "unknown_value"),
        ("standing_from", json!("2026-11-24"), "date_future"),
        ("membership_from", json!("2026-11-24"), "date_future"),
        ("phone", json!(null), "wrong_type"),
    ];
    for (field, value, code) in table {
        let mut body = everything(&app);
        body[field] = value;
        let reply = app.roster_officer().post("/api/v1/members", body).await;
        assert!(
            reply
                .assert(422)
                .errors()
                .contains(&(format!("/{field}"), code.to_owned())),
            "{field} {code}: {reply}"
        );
    }
    let mut body = everything(&app);
    body["phone"] = json!("1");
    body["email"] = json!("x");
    let both = app.roster_officer().post("/api/v1/members", body).await;
    assert_eq!(both.assert(422).errors().len(), 2, "all reasons at once");
});

on_both_engines!(
    numbers_are_unique_and_a_refusal_tells_no_more,
    |app| async move {
        for (field, of, code) in [
            (
                "card_number",
                &app.person("outsider").card_number,
                "card_number_taken",
            ),
            (
                "citizen_id",
                &app.person("outsider").citizen_id,
                "citizen_id_taken",
            ),
        ] {
            let mut body = everything(&app);
            body[field] = json!(of);
            let created = app.roster_officer().post("/api/v1/members", body).await;
            created.assert_problem(409, code);
            let updated = app
                .roster_officer()
                .patch(path(&app, "member"), "*", json!({field: of}))
                .await;
            updated.assert_problem(409, code);
            for reply in [created, updated] {
                let outsider = app.person("outsider");
                for secret in [outsider.full_name, &outsider.public_id.to_string(), of] {
                    assert!(!reply.text().contains(secret), "{reply}");
                }
            }
        }
    }
);

on_both_engines!(people_go_into_open_cells_only, |app| async move {
    let at = |unit: &str, day: &str| {
        let mut body = everything(&app);
        body["unit_id"] = json!(app.unit(unit).public_id);
        body["membership_from"] = json!(day);
        body
    };
    let officer = app.roster_officer();
    let post = |body: Value| officer.post("/api/v1/members", body);
    post(at("ward_a", "2026-11-01"))
        .await
        .assert_problem(409, "unit_holds_no_members");
    post(at("cell_a1", "2025-06-30"))
        .await
        .assert_problem(409, "before_unit_opened");
    close(&app, "cell_a1").await;
    post(at("cell_a1", "2026-11-01"))
        .await
        .assert_problem(409, "unit_closed");
    let mut nowhere = everything(&app);
    nowhere["unit_id"] = json!(app.person("member").public_id);
    post(nowhere).await.assert(404);
});

on_both_engines!(a_record_is_changed_by_who_has_read_it, |app| async move {
    let officer = app.roster_officer();
    let created = add(&app, "Hồ Văn Tý", "cell_a2").await;
    let at = path_of(&created);
    let tag = created.header("etag").expect("a tag").to_owned();
    let change = json!({"full_name": "Hồ Văn Tí", "phone": "0905999002", "birth_date": "1975-01-01", "joined_on": "2001-01-01"});
    let changed = officer.patch(&at, &tag, &change).await;
    let view = changed.assert(200).json();
    assert_eq!(
        (&view["full_name"], &view["phone"]),
        (&json!("Hồ Văn Tí"), &json!("+84905999002"))
    );
    assert_ne!(changed.header("etag"), Some(tag.as_str()));
    assert_eq!(
        names(&officer.get("/api/v1/members?q=t%C3%AD").await),
        ["Hồ Văn Tí"],
        "found by the new name"
    );

    officer
        .patch(&at, &tag, &change)
        .await
        .assert_problem(412, "stale");
    officer
        .request("PATCH", &at)
        .json(&change)
        .send()
        .await
        .assert_problem(428, "if_match_required");

    let cleared = officer
        .patch(&at, "*", json!({"clear": ["phone", "birth_date"]}))
        .await
        .assert(200)
        .json();
    assert!(cleared.get("phone").is_none() && cleared.get("birth_date").is_none());
    assert_eq!(cleared["joined_on"], "2001-01-01", "what is absent stays");

    let refuse = |body: Value| officer.patch(&at, "*", body);
    let both = refuse(json!({"phone": "0905999003", "clear": ["phone"]})).await;
    assert_eq!(
        both.assert(422).errors(),
        [("/clear".to_owned(), "set_and_cleared".to_owned())]
    );
    let order = refuse(json!({"official_on": "2000-12-31"})).await;
    assert_eq!(
        order.assert(422).errors(),
        [(
            "/official_on".to_owned(),
            "official_before_joined".to_owned()
        )],
        "with what is on record"
    );
    assert_eq!(
        refuse(json!({"standing": "left"}))
            .await
            .assert(422)
            .errors()[0]
            .1,
        "unknown_member"
    );
    assert_eq!(
        noted(&app, "update_member", key(&app, &created).await)
            .await
            .0,
        2,
        "only what was done"
    );
});
