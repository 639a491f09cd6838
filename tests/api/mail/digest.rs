//! The week of the secretaries, and how it is unsubscribed from.

use chrono::Duration;
use serde_json::{Value, json};

use super::{APP_URL, Mailed, PUBLIC_URL, arrived, hand_out, outbox, to};
use crate::progress::read;
use crate::study::{body, opened, paper, to_read};
use crate::support::smtp::header;
use crate::support::{Reply, Request, TestApp};

/// An assignment of ward A that is open; the edition that it asks for.
async fn running(app: &TestApp) -> String {
    let written = paper().publish(app).await;
    opened(app, body(app, json!([to_read(&written)]))).await;
    written.edition_id
}

async fn tell(app: &TestApp) -> usize {
    sotay::mail::tell_of_week(&app.state()).await.unwrap()
}

/// To whom they are.
fn readers(mails: &[Value]) -> Vec<&str> {
    let mut readers: Vec<&str> = mails.iter().map(to).collect();
    readers.sort_unstable();
    readers
}

/// Where a digest can be unsubscribed from, on this server.
#[track_caller]
fn link(mail: &Value) -> String {
    let field = header(mail, "List-Unsubscribe").unwrap();
    let address = field
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    let path = address.and_then(|address| address.strip_prefix(PUBLIC_URL));
    let path = path.unwrap_or_else(|| panic!("no address of this server: {field}"));
    assert!(mail["plain"].as_str().unwrap().contains(path));
    assert!(mail["html"].as_str().unwrap().contains(path));
    path.to_owned()
}

async fn one_click(app: &TestApp, path: &str) -> Reply {
    let request = Request::new("POST", path).bytes(
        "application/x-www-form-urlencoded",
        "List-Unsubscribe=One-Click",
    );
    app.anonymous().send(request).await
}

on_both_engines!(
    secretaries_are_told_how_many_have_not_finished,
    Mailed,
    |(app, smtp)| async move {
        assert_eq!(tell(&app).await, 0, "nothing is open");
        app.clock.advance(Duration::days(7));
        let edition = running(&app).await;
        read(&app, "deputy", &edition).await;

        assert_eq!(tell(&app).await, 2);
        let mails = arrived(&app, &smtp).await;
        assert_eq!(
            readers(&mails),
            ["deputy@example.org", "secretary@example.org"]
        );
        for mail in &mails {
            assert_eq!(header(mail, "Subject"), Some("Tuần này của chi bộ"));
            assert_eq!(
                header(mail, "List-Unsubscribe-Post"),
                Some("List-Unsubscribe=One-Click")
            );
            let raw = base64_of(mail);
            assert!(
                raw.contains(&format!("List-Unsubscribe: <{PUBLIC_URL}{}>", link(mail))),
                "one word: {raw}"
            );
            for form in ["plain", "html"] {
                let text = mail[form].as_str().unwrap();
                for name in ["member", "deputy", "secretary", "newcomer"] {
                    assert!(
                        !text.contains(app.person(name).full_name),
                        "{name} is named"
                    );
                }
                assert!(
                    !text.contains("57-NQ") && !text.contains("chuyển đổi"),
                    "{text}"
                );
                assert!(!text.contains(app.unit("cell_a1").name));
                assert!(text.contains(APP_URL), "the button leads into the app");
            }
        }
        let figures = figures_of(&mails[0]);
        assert!(figures.0 > 0 && figures.0 < figures.1, "{figures:?}");

        assert_eq!(tell(&app).await, 0, "once a week");
        app.clock.advance(Duration::days(1));
        assert_eq!(tell(&app).await, 0);
        app.clock.advance(Duration::days(6));
        read(&app, "member", &edition).await;
        assert_eq!(tell(&app).await, 2);
        let next = figures_of(&arrived(&app, &smtp).await[0]);
        assert_eq!(next, (figures.0 - 1, figures.1), "one more has finished");
    }
);

on_both_engines!(
    a_secretary_of_two_cells_reads_which_figures_are_whose,
    Mailed,
    |(app, smtp)| async move {
        let (secretary, other) = (app.person("secretary").id, app.unit("cell_a2").id);
        let state = app.state();
        let system = state.system("test");
        let since = system.now().day() - Duration::days(1);
        let grant = move |conn: &mut sotay::db::Conn| {
            let role = sotay::auth::Role::CellSecretary;
            sotay::members::grant_role(conn, &system, secretary, role, other, since, None)
        };
        state.db.write(grant).await.unwrap();
        running(&app).await;
        assert_eq!(tell(&app).await, 2);
        let mails = arrived(&app, &smtp).await;
        let names = ["cell_a1", "cell_a2"].map(|cell| app.unit(cell).name);
        for mail in &mails {
            let keeps_both = to(mail) == "secretary@example.org";
            let plain = mail["plain"].as_str().unwrap();
            let lines: Vec<&str> = plain
                .lines()
                .filter(|line| line.starts_with("- "))
                .collect();
            assert_eq!(lines.len(), if keeps_both { 2 } else { 1 }, "{plain}");
            for (line, name) in lines.iter().zip(names) {
                assert_eq!(line.starts_with(&format!("- {name}, Hạn ")), keeps_both);
            }
            for name in names {
                assert_eq!(mail["html"].as_str().unwrap().contains(name), keeps_both);
            }
        }
    }
);

/// How many have not finished, of how many: of the only line.
#[track_caller]
fn figures_of(mail: &Value) -> (u32, u32) {
    let plain = mail["plain"].as_str().unwrap();
    let mut lines = plain.lines().filter(|line| line.starts_with("- Hạn "));
    let line = lines
        .next()
        .unwrap_or_else(|| panic!("no figures: {plain}"));
    assert_eq!(lines.next(), None);
    let (_, figures) = line.split_once("Chưa xong ").unwrap();
    let (missing, counted) = figures.split_once(" / ").unwrap();
    (missing.parse().unwrap(), counted.parse().unwrap())
}

/// The mail as it was on the line, its folded lines joined.
fn base64_of(mail: &Value) -> String {
    use base64::Engine as _;
    let raw = mail["raw"].as_str().unwrap();
    let raw = base64::engine::general_purpose::STANDARD
        .decode(raw)
        .unwrap();
    String::from_utf8(raw).unwrap().replace("\r\n ", " ")
}

on_both_engines!(
    one_click_ends_the_digests_and_a_scanner_does_not,
    Mailed,
    |(app, smtp)| async move {
        running(&app).await;
        assert_eq!(tell(&app).await, 2);
        let mails = arrived(&app, &smtp).await;
        let secretary = mails
            .iter()
            .find(|mail| to(mail) == "secretary@example.org")
            .unwrap();
        let path = link(secretary);
        let settings = "/api/v1/me/mail-settings";

        let page = app.anonymous().get(&path).await;
        page.assert(200);
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert!(
            page.header("content-security-policy")
                .unwrap()
                .contains("form-action 'self'")
        );
        assert!(page.text().contains("<form method=\"post\">"));
        assert_eq!(
            app.secretary().get(settings).await.json()["weekly_digest"],
            true
        );

        app.clock.advance(Duration::days(7));
        assert_eq!(tell(&app).await, 2);
        for _ in 0..2 {
            let done = one_click(&app, &path).await;
            assert!(done.assert(200).text().contains("Đã ngừng gửi"));
        }
        assert_eq!(
            app.secretary().get(settings).await.json()["weekly_digest"],
            false
        );
        let mails = arrived(&app, &smtp).await;
        assert_eq!(
            readers(&mails),
            ["deputy@example.org"],
            "what waited was taken back"
        );
        let rows =
            crate::sessions::audited(&app, "unsubscribe_mail", app.person("secretary").id).await;
        assert_eq!(rows.len(), 1, "the second changed nothing");

        app.clock.advance(Duration::days(7));
        assert_eq!(tell(&app).await, 1);
        let on = json!({"weekly_digest": true});
        app.sign_in_again("secretary")
            .put(settings, on)
            .await
            .assert(200);
        assert_eq!(tell(&app).await, 1, "he wants them again");
        // What guards the account comes all the same.
        one_click(&app, &path).await.assert(200);
        hand_out(&app, "secretary", "password_reset").await;
        let rows = outbox(&app).await;
        assert_eq!(rows.last().map(|row| row.state.as_str()), Some("waiting"));
    }
);

on_both_engines!(nobody_guesses_a_link, Mailed, |(app, smtp)| async move {
    running(&app).await;
    tell(&app).await;
    let mails = arrived(&app, &smtp).await;
    let path = link(&mails[0]);
    let (start, token) = path.rsplit_once('/').unwrap();
    let flipped = token.replace(
        &token[40..41],
        if &token[40..41] == "A" { "B" } else { "A" },
    );
    let wrong = [
        flipped,
        "A".repeat(64),
        "x".to_owned(),
        format!("{token}AAAA"),
        "%00".to_owned(),
    ];
    for token in wrong {
        let path = format!("{start}/{token}");
        one_click(&app, &path)
            .await
            .assert_problem(404, "not_found");
        app.anonymous()
            .get(&path)
            .await
            .assert_problem(404, "not_found");
    }
});

on_both_engines!(
    a_server_that_was_down_on_monday_tells_on_tuesday,
    Mailed,
    |(app, _smtp)| async move {
        running(&app).await;
        // Wednesday.
        app.clock.advance(Duration::days(2));
        assert_eq!(tell(&app).await, 0);
        app.clock.advance(Duration::days(6));
        assert_eq!(tell(&app).await, 2);
    }
);
