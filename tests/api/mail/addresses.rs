//! The address that mails go to: changed by its owner with a code, by the keeper of the roster, and what is told to whom.

use chrono::Duration;
use serde_json::{Value, json};

use super::{Mailed, arrived, ask_for_code, code_of, hand_out, reset, set_address, to};
use crate::sessions::audited;
use crate::support::smtp::{Smtp, header};
use crate::support::{Actor, PASSWORD, Reply, TestApp};

const CHANGES: &str = "/api/v1/me/address-changes";
const ADDRESS: &str = "/api/v1/me/address";
const REMOVALS: &str = "/api/v1/me/address-removals";
const SETTINGS: &str = "/api/v1/me/mail-settings";
const NEW: &str = "moi@example.org";

async fn ask(actor: &Actor, address: &str) -> Reply {
    let body = json!({"email": address, "current_password": PASSWORD});
    actor.post(CHANGES, body).await
}

async fn confirm(actor: &Actor, code: &str) -> Reply {
    actor.put(ADDRESS, json!({"code": code})).await
}

/// Asks, and answers the code that came.
async fn asked(app: &TestApp, smtp: &Smtp, actor: &Actor) -> String {
    ask(actor, NEW).await.assert(201);
    let mails = arrived(app, smtp).await;
    assert_eq!((mails.len(), to(&mails[0])), (1, NEW));
    code_of(&mails[0])
}

async fn remove(actor: &Actor) -> Reply {
    let body = json!({"current_password": PASSWORD});
    actor.post(REMOVALS, body).await
}

async fn own(actor: &Actor) -> Value {
    actor.get(SETTINGS).await.assert(200).json()
}

on_both_engines!(a_member_changes_his_address_with_a_code, Mailed, |(
    app,
    smtp,
)| async move {
    let (member, person) = (app.member(), app.person("member"));
    let before = own(&member).await;
    assert_eq!(
        before,
        json!({"email": person.email, "is_confirmed": false, "weekly_digest": true})
    );
    let code = asked(&app, &smtp, &member).await;
    assert_eq!(own(&member).await, before, "not before it is confirmed");
    let typed = code.to_lowercase().replace('-', " ");
    confirm(&member, &typed).await.assert(204);
    assert_eq!(own(&member).await["email"], NEW);
    assert_eq!(own(&member).await["is_confirmed"], true);
    assert_eq!(member.get("/api/v1/me").await.json()["email"], NEW);

    let mails = arrived(&app, &smtp).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(to(&mails[0]), person.email, "the old one is told");
    assert_eq!(
        header(&mails[0], "Subject"),
        Some("Địa chỉ thư của bạn đã thay đổi")
    );
    for form in ["plain", "html"] {
        assert!(
            !mails[0][form].as_str().unwrap().contains(NEW),
            "not which the new one is"
        );
        assert!(mails[0][form].as_str().unwrap().contains("đổi mật khẩu"));
    }
    confirm(&member, &code)
        .await
        .assert_problem(422, "address_code_refused");
    ask(&member, NEW)
        .await
        .assert_problem(409, "address_unchanged");
});

on_both_engines!(a_wrong_code_or_password_changes_nothing, Mailed, |(
    app,
    smtp,
)| async move {
    let member = app.member();
    let wrong = json!({"email": NEW, "current_password": "không phải mật khẩu"});
    member
        .post(CHANGES, wrong)
        .await
        .assert_problem(401, "password_refused");
    for address in [
        "khong-co",
        "a@b",
        "a b@example.org",
        "a@example.org\r\nBcc: b@example.org",
    ] {
        ask(&member, address)
            .await
            .assert_problem(422, "email_format");
    }
    confirm(&member, "7KQ2M-XW9RD")
        .await
        .assert_problem(422, "address_code_refused");

    let code = asked(&app, &smtp, &member).await;
    confirm(&app.deputy(), &code)
        .await
        .assert_problem(422, "address_code_refused");
    for _ in 0..5 {
        confirm(&member, "22222-22222")
            .await
            .assert_problem(422, "address_code_refused");
    }
    confirm(&member, &code)
        .await
        .assert_problem(422, "address_code_refused");

    let code = asked(&app, &smtp, &member).await;
    app.clock.advance(Duration::hours(1));
    confirm(&app.member(), &code)
        .await
        .assert_problem(422, "address_code_refused");
    assert_eq!(
        own(&app.member()).await["email"],
        app.person("member").email
    );
    sotay::mail::purge(&app.state()).await.unwrap();
    assert!(arrived(&app, &smtp).await.is_empty());
});

on_both_engines!(
    the_roster_changes_an_address_and_its_reader_is_told,
    Mailed,
    |(app, smtp)| async move {
        let person = app.person("member");
        let officer = app.roster_officer();
        let path = format!("/api/v1/members/{}", person.public_id);
        let etag = officer.get(&path).await.etag();
        let changed = officer
            .patch(&path, &etag, json!({"phone": "0905999888"}))
            .await;
        changed.assert(200);
        assert!(
            arrived(&app, &smtp).await.is_empty(),
            "a telephone number is no address"
        );
        let changed = officer
            .patch(&path, &changed.etag(), json!({"email": NEW}))
            .await;
        let mails = arrived(&app, &smtp).await;
        assert_eq!(
            mails.iter().map(to).collect::<Vec<_>>(),
            [person.email.as_str()]
        );
        let plain = mails[0]["plain"].as_str().unwrap();
        assert!(
            plain.contains("văn phòng đảng ủy") && !plain.contains("mật khẩu"),
            "{plain}"
        );
        officer
            .patch(&path, &changed.etag(), json!({"clear": ["email"]}))
            .await
            .assert(200);
        let mails = arrived(&app, &smtp).await;
        assert_eq!(mails.iter().map(to).collect::<Vec<_>>(), [NEW]);
    }
);

on_both_engines!(
    what_a_member_confirmed_holds_for_that_address_only,
    Mailed,
    |(app, smtp)| async move {
        let (admin, card) = (app.admin(), &app.person("admin").card_number);
        let code = asked(&app, &smtp, &admin).await;
        confirm(&admin, &code).await.assert(204);
        arrived(&app, &smtp).await;
        ask_for_code(&app, card).await.assert(204);
        let mails = arrived(&app, &smtp).await;
        assert_eq!(
            mails.iter().map(to).collect::<Vec<_>>(),
            [NEW],
            "confirmed by himself"
        );
        set_address(&app, "admin", "ke-xau@example.org").await;
        app.clock.advance(Duration::hours(2));
        ask_for_code(&app, card).await.assert(204);
        assert!(arrived(&app, &smtp).await.is_empty());
        assert_eq!(own(&app.admin()).await["is_confirmed"], false);
    }
);

on_both_engines!(
    a_member_removes_his_address,
    Mailed,
    |(app, smtp)| async move {
        let (member, person) = (app.member(), app.person("member"));
        remove(&member).await.assert(204);
        assert_eq!(
            own(&member).await,
            json!({"is_confirmed": false, "weekly_digest": true})
        );
        let mails = arrived(&app, &smtp).await;
        assert_eq!(
            mails.iter().map(to).collect::<Vec<_>>(),
            [person.email.as_str()]
        );
        remove(&member).await.assert_problem(409, "no_address");
        ask_for_code(&app, &person.card_number).await.assert(204);
        assert!(arrived(&app, &smtp).await.is_empty());
    }
);

on_both_engines!(
    what_was_mailed_is_no_way_in_once_the_address_is_another,
    Mailed,
    |(app, smtp)| async move {
        let member = app.person("member");
        let path = format!("/api/v1/members/{}", member.public_id);
        let put_right = async |address: &str| {
            let change = json!({"email": address});
            let changed = app.roster_officer().patch(&path, "*", change).await;
            changed.assert(200);
        };
        // Handed over by hand before the mail left: nobody else has read it.
        let by_hand = hand_out(&app, "member", "password_reset").await;
        put_right("dung@example.org").await;
        let kept = reset(&app, &member.card_number, &by_hand).await;
        kept.assert(204);

        let mailed = hand_out(&app, "member", "password_reset").await;
        let arrived = arrived(&app, &smtp).await;
        assert!(arrived.iter().any(|mail| to(mail) == "dung@example.org"));
        put_right("dung-hon@example.org").await;
        reset(&app, &member.card_number, &mailed)
            .await
            .assert_problem(401, "code_refused");
    }
);

on_both_engines!(without_the_password_no_address_is_removed, Mailed, |(
    app,
    smtp,
)| async move {
    let (member, email) = (app.member(), app.person("member").email.clone());
    let wrong = json!({"current_password": "không phải mật khẩu"});
    for _ in 0..3 {
        let refused = member.post(REMOVALS, wrong.clone()).await;
        refused.assert_problem(401, "password_refused");
    }
    // Guesses are counted, here as where the address is changed.
    remove(&member).await.assert(429);
    ask(&member, NEW).await.assert(429);
    let nothing = member.post(REMOVALS, json!({})).await;
    nothing.assert(422);
    member.delete(ADDRESS).await.assert(405);
    assert_eq!(own(&member).await["email"], json!(email));
    assert!(arrived(&app, &smtp).await.is_empty());

    app.clock.advance(Duration::minutes(1));
    let request = crate::support::Request::post(REMOVALS, json!({"current_password": PASSWORD}))
        .header("idempotency-key", "bo-dia-chi");
    let member = app.member();
    for _ in 0..2 {
        member.send(request.clone()).await.assert(204);
    }
    assert_eq!(arrived(&app, &smtp).await.len(), 1, "told once");
    assert_eq!(own(&member).await.get("email"), None);
});

on_both_engines!(
    addresses_stand_in_no_audit_row,
    Mailed,
    |(app, smtp)| async move {
        use diesel::prelude::*;
        use sotay::db::schema::audit_log;
        let member = app.member();
        let code = asked(&app, &smtp, &member).await;
        confirm(&member, &code).await.assert(204);
        remove(&member).await.assert(204);
        let query = |conn: &mut sotay::db::Conn| {
            let rows: Vec<(String, sotay::db::types::JsonDoc)> = audit_log::table
                .filter(audit_log::action.ne("begin_audit_chain"))
                .order(audit_log::id)
                .select((audit_log::action, audit_log::detail))
                .load(conn)?;
            Ok(rows)
        };
        let rows = app.state().db.read(query).await.unwrap();
        let actions: Vec<&str> = rows.iter().map(|(action, _)| action.as_str()).collect();
        assert_eq!(
            actions,
            [
                "request_address_change",
                "confirm_my_address",
                "remove_my_address"
            ]
        );
        assert!(
            rows.iter()
                .all(|(_, detail)| !detail.0.to_string().contains('@'))
        );
        assert!(
            audited(&app, "confirm_my_address", app.person("deputy").id)
                .await
                .is_empty()
        );
    }
);

on_both_engines!(
    what_nobody_confirmed_is_forgotten_in_steps_to_the_end,
    Mailed,
    |(app, smtp)| async move {
        use diesel::prelude::*;
        use sotay::db::schema::mail_address_changes;
        use sotay::db::types::InstantSql;
        let code = asked(&app, &smtp, &app.member()).await;
        let state = app.state();
        crate::push::crash::fill(&state.db, 2_500).await;
        let over = app.clock.now();
        let insert = "INSERT INTO mail_address_changes (member_id, sealed_address, code_digest, tries, expires_at) \
                      SELECT id, name_sort, name_sort, 0, $1 FROM members WHERE name_key = 'nguyen van thu'";
        let write = move |conn: &mut sotay::db::Conn| {
            let insert = diesel::sql_query(insert).bind::<InstantSql, _>(over);
            Ok(insert.execute(conn)?)
        };
        assert_eq!(state.db.write(write).await.unwrap(), 2_500);
        sotay::mail::purge(&state).await.unwrap();
        let count = |conn: &mut sotay::db::Conn| {
            Ok(mail_address_changes::table
                .count()
                .get_result::<i64>(conn)?)
        };
        assert_eq!(state.db.read(count).await.unwrap(), 1);
        confirm(&app.member(), &code).await.assert(204);
    }
);
