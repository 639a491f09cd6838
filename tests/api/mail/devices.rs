//! A sign-in where nobody had signed in before.

use diesel::prelude::*;
use serde_json::json;
use sotay::db::schema::sessions;

use super::{Mailed, arrived, hand_out, to};
use crate::support::smtp::header;
use crate::support::{PASSWORD, TestApp};

async fn sign_in(app: &TestApp, person: &str, platform: &str) {
    let body = json!({
        "identifier": app.person(person).card_number, "password": PASSWORD, "platform": platform,
        "device_name": "Máy <b>lạ</b>\u{202e} của kẻ xấu"
    });
    app.anonymous()
        .post("/api/v1/sessions", body)
        .await
        .assert(201);
}

on_both_engines!(
    a_sign_in_on_a_new_device_is_told,
    Mailed,
    |(app, smtp)| async move {
        sign_in(&app, "member", "android").await;
        let mails = arrived(&app, &smtp).await;
        assert_eq!(
            mails.iter().map(to).collect::<Vec<_>>(),
            ["member@example.org"]
        );
        assert_eq!(
            header(&mails[0], "Subject"),
            Some("Đăng nhập trên thiết bị mới")
        );
        for form in ["plain", "html"] {
            let text = mails[0][form].as_str().unwrap();
            assert!(text.contains("Android, 09:00 23/11/2026"), "{text}");
            assert!(
                !text.contains("kẻ xấu"),
                "what a stranger writes is not passed on"
            );
        }
        sign_in(&app, "member", "android").await;
        assert!(arrived(&app, &smtp).await.is_empty(), "it is known now");
        sign_in(&app, "member", "ios").await;
        assert_eq!(arrived(&app, &smtp).await.len(), 1);
    }
);

on_both_engines!(the_first_sign_in_of_all_is_nothing_new, Mailed, |(
    app,
    smtp,
)| async move {
    let id = app.person("newcomer").id;
    let forget = move |conn: &mut sotay::db::Conn| {
        let his = sessions::table.filter(sessions::member_id.eq(id));
        Ok(diesel::delete(his).execute(conn)?)
    };
    app.state().db.write(forget).await.unwrap();
    let code = hand_out(&app, "newcomer", "activation").await;
    arrived(&app, &smtp).await;
    let card = &app.person("newcomer").card_number;
    let body = json!({"identifier": card, "code": code, "password": PASSWORD});
    app.anonymous()
        .post("/api/v1/accounts/activation", body)
        .await
        .assert(204);
    sign_in(&app, "newcomer", "android").await;
    assert!(arrived(&app, &smtp).await.is_empty());
});
