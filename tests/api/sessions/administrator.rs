//! `sotay create-admin`: where a deployment begins.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use diesel::prelude::*;
use serde_json::json;
use sotay::db::DbOptions;
use sotay::db::schema::{members, role_grants, unit_closure, units};
use sotay::kernel::clock::Clock;

use super::{sign_in, text};
use crate::support::{Empty, Place};

const PASSWORD: &str = "ba con mèo trên mái";
const CARD: &str = "079123456789";

/// The command on a test's database, with the password on its standard input.
fn create_admin(place: &Place, arguments: &[&str], password: &str) -> Output {
    let secret = place.folder.path().join("shared.key");
    std::fs::write(&secret, b"a secret of the tests, and no other").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_sotay"))
        .env_clear()
        .env("DATABASE_URL", &place.address)
        .env("SOTAY_SECRET_FILE", &secret)
        .current_dir(place.folder.path())
        .arg("create-admin")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its options ends before it reads.
    let _ = child
        .stdin
        .take()
        .unwrap()
        .write_all(format!("{password}\n").as_bytes());
    child.wait_with_output().unwrap()
}

fn lines(output: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(output)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// The one line of a command that must fail.
fn refusal(output: &Output) -> String {
    assert!(
        !output.status.success() && output.stdout.is_empty(),
        "{output:?}"
    );
    let lines = lines(&output.stderr);
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines[0].clone()
}

on_both_engines!(
    a_fresh_database_gets_its_top_unit_and_administrator,
    Empty,
    |place| async move {
        let named = [
            "--name",
            "Trần Thị Mai",
            "--card-number",
            CARD,
            "--phone",
            "0912345678",
            "--unit-name",
            "Thành ủy Hải Vân",
        ];
        let output = create_admin(&place, &named, PASSWORD);
        let said = lines(&output.stdout);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(said.len(), 2, "{said:?}");
        assert_eq!(said[0], "made the top unit Thành ủy Hải Vân");
        assert!(said[1].starts_with("made administrator "), "{said:?}");

        let again = create_admin(&place, &named, PASSWORD);
        assert!(refusal(&again).contains("a member with this card number exists already"));

        let second = create_admin(
            &place,
            &["--name", "Lê Văn Hòa", "--card-number", "079123456780"],
            PASSWORD,
        );
        assert_eq!(lines(&second.stdout).len(), 1, "{second:?}");

        let db = place.open(&DbOptions::default());
        let (tree, closure, people, roles) = db
            .read(|conn| {
                Ok((
                    units::table
                        .select((units::name, units::depth))
                        .load::<(String, i32)>(conn)?,
                    unit_closure::table.count().get_result::<i64>(conn)?,
                    members::table
                        .select(members::phone)
                        .order(members::id)
                        .load::<Option<String>>(conn)?,
                    role_grants::table
                        .select(role_grants::role)
                        .order(role_grants::id)
                        .load::<String>(conn)?,
                ))
            })
            .await
            .unwrap();
        assert_eq!(tree, [("Thành ủy Hải Vân".to_owned(), 0)]);
        assert_eq!(closure, 1);
        assert_eq!(people, [Some("+84912345678".to_owned()), None]);
        assert_eq!(
            roles,
            [
                "administrator",
                "roster_officer",
                "administrator",
                "roster_officer"
            ]
        );
    }
);

on_both_engines!(
    what_cannot_be_used_is_named_in_one_line,
    Empty,
    |place| async move {
        let name = ["--name", "Trần Thị Mai"];
        let card = ["--card-number", CARD];
        for (arguments, password, expected) in [
            ([&["--name", "9"], &card[..]].concat(), PASSWORD, "--name: "),
            (
                [&name[..], &["--card-number", "123"]].concat(),
                PASSWORD,
                "--card-number: ",
            ),
            (
                [&name[..], &card, &["--phone", "12"]].concat(),
                PASSWORD,
                "--phone: ",
            ),
            (
                [&name[..], &card, &["--email", "mai@"]].concat(),
                PASSWORD,
                "--email: ",
            ),
            (
                [&name[..], &card, &["--unit-kind", "cell"]].concat(),
                PASSWORD,
                "cannot stand",
            ),
            (
                [&name[..], &card, &["--unit-kind", "club"]].concat(),
                PASSWORD,
                "--unit-kind: ",
            ),
            (
                [&name[..], &card, &["--password-file", "nowhere"]].concat(),
                PASSWORD,
                "nowhere cannot be read",
            ),
            (
                [&name[..], &card].concat(),
                "short",
                "at least 8 characters",
            ),
            (
                [&name[..], &card].concat(),
                "tranthimai",
                "must not hold your name",
            ),
            ([&name[..], &card].concat(), "12345678", "too easy to guess"),
        ] {
            let line = refusal(&create_admin(&place, &arguments, password));
            assert!(line.contains(expected), "{arguments:?}: {line}");
            assert!(!line.contains("Mai") && !line.contains(CARD), "{line}");
        }
    }
);

on_both_engines!(
    beside_a_running_server_the_new_administrator_signs_in,
    |app| async move {
        let file = app.place().folder.path().join("password");
        std::fs::write(&file, format!("{PASSWORD}\nthe rest does not matter\n")).unwrap();
        let arguments = [
            "--name",
            "Trần Thị Mai",
            "--card-number",
            CARD,
            "--password-file",
            file.to_str().unwrap(),
        ];
        let output = create_admin(app.place(), &arguments, "");
        assert!(output.status.success(), "{output:?}");
        assert_eq!(lines(&output.stdout).len(), 1, "the tree is there already");

        // The command has the machine's clock, and its roles begin on that day.
        let behind = Clock::System.now() - app.clock.now();
        app.clock.advance(behind.max(chrono::Duration::zero()));
        let tokens = sign_in(&app, CARD, PASSWORD).await;
        tokens.assert(201);
        let admin = app
            .anonymous()
            .with_token(text(&tokens.json(), "access_token"));
        let path = format!(
            "/api/v1/members/{}/account-codes",
            app.person("newcomer").public_id
        );
        admin
            .post(path, json!({"purpose": "activation"}))
            .await
            .assert(201);
    }
);
