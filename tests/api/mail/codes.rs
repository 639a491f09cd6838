//! Codes by mail.

use chrono::Duration;
use serde_json::json;

use super::{
    Mailed, PUBLIC_URL, arrived, ask_for_code, code_of, hand_out, outbox, reset, set_address,
    states, to,
};
use crate::sessions::audited;
use crate::support::TestApp;
use crate::support::smtp::header;

on_both_engines!(a_code_that_is_handed_out_is_mailed_as_well, Mailed, |(
    app,
    smtp,
)| async move {
    let shown = hand_out(&app, "member", "password_reset").await;
    let waiting = outbox(&app).await;
    assert!(waiting[0].sealed.is_some());
    let sealed = format!("{:?}", waiting[0].sealed);
    let plain = format!("{:?}", shown.as_bytes()).replace(['[', ']'], "");
    assert!(!sealed.contains(&plain), "the code lies open in the outbox");

    let mails = arrived(&app, &smtp).await;
    assert_eq!(mails.len(), 1);
    let (mail, person) = (&mails[0], app.person("member"));
    assert_eq!(to(mail), person.email);
    assert_eq!(
        (&mail["encrypted"], &mail["signed_in"]),
        (&true.into(), &true.into())
    );
    assert_eq!(code_of(mail), shown);
    assert_eq!(header(mail, "Subject"), Some("Mã đặt lại mật khẩu"));
    assert_eq!(header(mail, "From"), Some("Sổ tay <so-tay@so-tay.example>"));
    assert_eq!(header(mail, "Auto-Submitted"), Some("auto-generated"));
    assert_eq!(
        header(mail, "List-Unsubscribe"),
        None,
        "it guards the account"
    );
    let id = format!("<{}@so-tay.example>", waiting[0].id);
    assert_eq!(header(mail, "Message-ID"), Some(id.as_str()));
    for form in ["plain", "html"] {
        let text = mail[form].as_str().unwrap();
        assert!(
            !text.contains(person.full_name) && !text.contains(PUBLIC_URL),
            "{text}"
        );
        assert!(text.contains("09:00 24/11/2026"), "until when: {text}");
    }

    let row = &outbox(&app).await[0];
    assert_eq!(
        (row.state.as_str(), &row.sealed, row.attempt),
        ("sent", &None, 1)
    );
    assert!(arrived(&app, &smtp).await.is_empty(), "once");
    reset(&app, &person.card_number, &shown).await.assert(204);
});

on_both_engines!(
    who_forgot_his_password_asks_for_a_code_himself,
    Mailed,
    |(app, smtp)| async move {
        let person = app.person("member");
        let handed_out = hand_out(&app, "member", "password_reset").await;
        arrived(&app, &smtp).await;
        app.clock.advance(Duration::minutes(11));
        let local = format!("0{}", person.phone.trim_start_matches("+84"));
        let asked = ask_for_code(&app, &local).await;
        let request = asked.assert(204).header("X-Request-Id").unwrap().to_owned();
        let first = code_of(&arrived(&app, &smtp).await[0]);

        // The code that was sent is still good: asking again, as a stranger may, sends nothing and spoils nothing.
        ask_for_code(&app, &person.email).await.assert(204);
        assert!(arrived(&app, &smtp).await.is_empty());
        app.clock.advance(Duration::minutes(10));
        ask_for_code(&app, &person.card_number).await.assert(204);
        let second = code_of(&arrived(&app, &smtp).await[0]);
        reset(&app, &person.card_number, &first)
            .await
            .assert_problem(401, "code_refused");
        reset(&app, &person.card_number, &second).await.assert(204);
        // With a new password no other way in stays open.
        reset(&app, &person.phone, &handed_out)
            .await
            .assert_problem(401, "code_refused");

        let rows = audited(&app, "request_account_code", person.id).await;
        assert_eq!(rows.len(), 2);
        let by_request = move |conn: &mut sotay::db::Conn| {
            use diesel::prelude::*;
            use sotay::db::schema::audit_log;
            let rows = audit_log::table
                .filter(audit_log::action.eq("request_account_code"))
                .filter(audit_log::request_id.eq(&request));
            Ok(rows.count().get_result::<i64>(conn)?)
        };
        assert_eq!(
            app.state().db.read(by_request).await.unwrap(),
            1,
            "the request's own id, though a worker writes the row"
        );
        assert!(rows.iter().all(|(acted_as, detail)| {
            acted_as == "anonymous" && !detail.to_string().contains(&first)
        }));
    }
);

on_both_engines!(nobody_learns_from_the_answer_who_is_there, Mailed, |(
    app,
    smtp,
)| async move {
    set_address(&app, "colleague", "khac@example.org").await;
    let answers = [
        ask_for_code(&app, &app.person("member").card_number).await,
        ask_for_code(&app, "048199999999").await,
        ask_for_code(&app, "ai-do@example.org").await,
        ask_for_code(&app, "không ai cả").await,
        ask_for_code(&app, &app.person("departed").card_number).await,
        ask_for_code(&app, &app.person("admin").card_number).await,
    ];
    for reply in &answers {
        reply.assert(204);
        assert!(reply.bytes().is_empty());
    }
    let mails = arrived(&app, &smtp).await;
    assert_eq!(
        mails.iter().map(to).collect::<Vec<_>>(),
        ["member@example.org"]
    );
    // One after the other from one place has to wait, whoever it is.
    for identifier in [&app.person("member").card_number, "048199999999"] {
        let mut waits = Vec::new();
        for _ in 0..4 {
            waits.push(ask_for_code(&app, identifier).await.status());
        }
        assert_eq!(waits, [204, 204, 429, 429]);
    }
});

on_both_engines!(
    an_answer_waits_for_the_same_work_whoever_is_meant,
    Mailed,
    |(app, smtp)| async move {
        use diesel::prelude::*;
        use sotay::db::schema::{account_codes, audit_log, mail_outbox};
        type Shape = (Option<i64>, String, String, Option<i64>, i32, i32);
        // As the database keeps it when the answer is there: everything else is still to be done, for both.
        let kept = async || {
            let query = |conn: &mut sotay::db::Conn| {
                type Row = (Option<i64>, String, String, Option<Vec<u8>>, i32, i32);
                let columns = (
                    mail_outbox::member_id,
                    mail_outbox::kind,
                    mail_outbox::state,
                    mail_outbox::sealed,
                    mail_outbox::attempt,
                    mail_outbox::tries,
                );
                let rows: Vec<Row> = mail_outbox::table.select(columns).load(conn)?;
                let codes: i64 = account_codes::table.count().get_result(conn)?;
                let told: i64 = audit_log::table
                    .filter(audit_log::action.ne("begin_audit_chain"))
                    .count()
                    .get_result(conn)?;
                Ok((rows, codes, told))
            };
            let (rows, codes, told) = app.state().db.read(query).await.unwrap();
            let shapes = rows
                .into_iter()
                .map(|(member, kind, state, sealed, attempt, tries)| {
                    let length = sealed.map(|sealed| i64::try_from(sealed.len()).unwrap());
                    (member, kind, state, length, attempt, tries)
                });
            (shapes.collect::<Vec<Shape>>(), codes, told)
        };
        let (_, codes, told) = kept().await;
        let somebody = ask_for_code(&app, &app.person("member").card_number).await;
        let nobody = ask_for_code(&app, "048199999999").await;
        let (rows, codes_after, told_after) = kept().await;
        assert_eq!((codes_after, told_after), (codes, told));
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0], rows[1], "one row each, and the same");
        assert_eq!((rows[0].0, rows[0].2.as_str()), (None, "waiting"));
        assert_eq!(somebody.assert(204).bytes(), nobody.assert(204).bytes());

        let mails = arrived(&app, &smtp).await;
        assert_eq!(
            mails.iter().map(to).collect::<Vec<_>>(),
            ["member@example.org"]
        );
        let (rows, codes_after, told_after) = kept().await;
        assert_eq!((codes_after, told_after), (codes + 1, told + 1));
        assert!(
            rows.iter().all(|row| row.0.is_some()),
            "what was typed is forgotten: {rows:?}"
        );
    }
);

on_both_engines!(
    a_request_is_looked_at_while_no_mail_goes_and_not_for_ever,
    Mailed,
    |(app, smtp)| async move {
        smtp.mode("refuse");
        hand_out(&app, "colleague", "password_reset").await;
        arrived(&app, &smtp).await;
        ask_for_code(&app, &app.person("member").card_number)
            .await
            .assert(204);
        arrived(&app, &smtp).await;
        let member = app.person("member").id;
        let codes = audited(&app, "request_account_code", member).await.len();
        assert_eq!(codes, 1, "the mail waits, and nothing before it");
        ask_for_code(&app, &app.person("deputy").card_number)
            .await
            .assert(204);
        app.clock.advance(Duration::hours(1));
        smtp.mode("normal");
        let mails = arrived(&app, &smtp).await;
        let mut reached: Vec<&str> = mails.iter().map(to).collect();
        reached.sort_unstable();
        assert_eq!(reached, ["colleague@example.org", "member@example.org"]);
        sotay::mail::purge(&app.state()).await.unwrap();
        app.clock.advance(Duration::hours(1));
        assert!(
            arrived(&app, &smtp).await.is_empty(),
            "too late for the deputy"
        );
    }
);

on_both_engines!(
    a_request_that_cannot_be_read_holds_up_no_other,
    Mailed,
    |(app, smtp)| async move {
        use diesel::prelude::*;
        use sotay::db::schema::mail_outbox;
        ask_for_code(&app, "048199999999").await.assert(204);
        let spoil = |conn: &mut sotay::db::Conn| {
            let all = diesel::update(mail_outbox::table);
            Ok(all
                .set(mail_outbox::sealed.eq(Some(b"spoilt".to_vec())))
                .execute(conn)?)
        };
        assert_eq!(app.state().db.write(spoil).await.unwrap(), 1);
        ask_for_code(&app, &app.person("member").card_number)
            .await
            .assert(204);
        let mails = arrived(&app, &smtp).await;
        assert_eq!(
            mails.iter().map(to).collect::<Vec<_>>(),
            ["member@example.org"]
        );
        let left = |conn: &mut sotay::db::Conn| {
            let requests = mail_outbox::table.filter(mail_outbox::member_id.is_null());
            Ok(requests.select(mail_outbox::tries).load::<i32>(conn)?)
        };
        assert_eq!(app.state().db.read(left).await.unwrap(), [1], "put off");
    }
);

on_both_engines!(
    who_has_set_a_password_since_he_asked_gets_no_code,
    Mailed,
    |(app, smtp)| async move {
        let person = app.person("member");
        let handed_out = hand_out(&app, "member", "password_reset").await;
        arrived(&app, &smtp).await;
        app.clock.advance(Duration::minutes(11));
        ask_for_code(&app, &person.card_number).await.assert(204);
        app.clock.advance(Duration::seconds(1));
        reset(&app, &person.card_number, &handed_out)
            .await
            .assert(204);
        assert!(arrived(&app, &smtp).await.is_empty(), "a way in stays open");
        // Who asks afterwards means it.
        app.clock.advance(Duration::minutes(11));
        ask_for_code(&app, &person.card_number).await.assert(204);
        assert_eq!(arrived(&app, &smtp).await.len(), 1);
    }
);

on_both_engines!(who_was_never_activated_gets_a_code_for_that, Mailed, |(
    app,
    smtp,
)| async move {
    let person = app.person("newcomer");
    ask_for_code(&app, &person.phone).await.assert(204);
    let mails = arrived(&app, &smtp).await;
    assert_eq!(header(&mails[0], "Subject"), Some("Mã kích hoạt tài khoản"));
    let body = serde_json::json!({
        "identifier": person.phone, "code": code_of(&mails[0]), "password": "ba con mèo trên mái", "language": "en"
    });
    app.anonymous()
        .post("/api/v1/accounts/activation", body)
        .await
        .assert(204);
    // From now on in his language.
    app.clock.advance(Duration::minutes(11));
    ask_for_code(&app, &person.phone).await.assert(204);
    let mails = arrived(&app, &smtp).await;
    assert_eq!(
        header(&mails[0], "Subject"),
        Some("Your code for a new password")
    );
    assert_eq!(header(&mails[0], "Content-Language"), Some("en"));
});

on_both_engines!(
    the_keeper_of_the_roster_opens_no_account_by_writing_an_address,
    Mailed,
    |(app, smtp)| async move {
        for name in ["auditor", "admin", "roster_officer", "publisher"] {
            set_address(&app, name, "ke-xau@example.org").await;
            ask_for_code(&app, &app.person(name).card_number)
                .await
                .assert(204);
        }
        assert!(arrived(&app, &smtp).await.is_empty());
        assert!(outbox(&app).await.is_empty());
    }
);

on_both_engines!(
    what_no_longer_holds_is_not_sent,
    Mailed,
    |(app, smtp)| async move {
        hand_out(&app, "member", "password_reset").await;
        let newer = hand_out(&app, "member", "password_reset").await;
        let mails = arrived(&app, &smtp).await;
        assert_eq!(mails.len(), 1);
        assert_eq!(code_of(&mails[0]), newer);

        hand_out(&app, "member", "password_reset").await;
        app.clock.advance(Duration::hours(24));
        assert!(
            arrived(&app, &smtp).await.is_empty(),
            "the code has expired"
        );
        let rows = outbox(&app).await;
        let kept: Vec<_> = rows.iter().map(|row| row.state.as_str()).collect();
        assert_eq!(kept, ["withdrawn", "sent", "expired"]);
        assert!(
            rows.iter().all(|row| row.sealed.is_none()),
            "codes are kept"
        );
    }
);

on_both_engines!(what_is_over_is_forgotten_after_a_month, Mailed, |(
    app,
    smtp,
)| async move {
    hand_out(&app, "member", "password_reset").await;
    ask_for_code(&app, "không ai cả").await.assert(204);
    arrived(&app, &smtp).await;
    app.clock.advance(Duration::days(29));
    sotay::mail::purge(&app.state()).await.unwrap();
    assert_eq!(outbox(&app).await.len(), 1);
    app.clock.advance(Duration::days(2));
    sotay::mail::purge(&app.state()).await.unwrap();
    assert!(outbox(&app).await.is_empty());
});

on_both_engines!(
    without_a_mail_server_codes_are_handed_out_as_ever,
    |app| async move {
        ask_for_code(&app, &app.person("member").card_number)
            .await
            .assert_problem(409, "mail_not_configured");
        let code = hand_out(&app, "member", "password_reset").await;
        reset(&app, &app.person("member").card_number, &code)
            .await
            .assert(204);
        assert!(
            states(&app).await.is_empty(),
            "nothing is written that nobody sends"
        );
        assert_eq!(app.anonymous().get("/readyz").await.json()["mail"], "off");
    }
);

on_both_engines!(the_server_says_that_it_sends_mail, Mailed, |(
    app,
    _smtp,
)| async move {
    assert_eq!(app.anonymous().get("/readyz").await.json()["mail"], "on");
    let app: &TestApp = &app;
    let metrics = app.anonymous().get("/metrics").await.text();
    assert!(metrics.contains("sotay_mail_paused 0"), "{metrics}");
});

on_both_engines!(
    who_had_his_mistyped_address_put_right_does_not_wait_for_tomorrow,
    Mailed,
    |(app, smtp)| async move {
        let person = app.person("member");
        let card = person.card_number.clone();
        let codes = async || {
            ask_for_code(&app, &card).await.assert(204);
            let mails = arrived(&app, &smtp).await;
            let codes = mails
                .iter()
                .filter(|mail| header(mail, "Subject") == Some("Mã đặt lại mật khẩu"));
            codes.map(|mail| to(mail).to_owned()).collect::<Vec<_>>()
        };
        let change = async |address: &str| {
            let officer = app.sign_in_again("roster_officer");
            let path = format!("/api/v1/members/{}", person.public_id);
            let etag = officer.get(&path).await.etag();
            let body = json!({"email": address});
            officer.patch(&path, &etag, body).await.assert(200);
        };
        let wait = || app.clock.advance(Duration::minutes(61));
        for _ in 0..5 {
            assert_eq!(codes().await, ["member@example.org"]);
            wait();
        }
        assert!(codes().await.is_empty(), "enough for a day");
        change("dung@example.org").await;
        wait();
        assert_eq!(codes().await, ["dung@example.org"]);
        assert!(codes().await.is_empty(), "it is still good");

        // To and fro brings no more than twice as many.
        let mut more = 0;
        for turn in 0..8 {
            change(["member@example.org", "dung@example.org"][turn % 2]).await;
            wait();
            more += codes().await.len();
        }
        assert_eq!(more, 4);
    }
);
