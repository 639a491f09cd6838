//! `sotay push check`: what an operator is told.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::command_line::{new_folder, refusal, sotay};
use crate::support::fake_fcm::{FakeFcm, TokenServer};

/// The command with these credentials, against the fake FCM.
fn check(folder: &Path, fake: &FakeFcm, account: &Value) -> Command {
    std::fs::write(folder.join("account.json"), account.to_string()).unwrap();
    std::fs::write(folder.join("root.pem"), fake.root()).unwrap();
    let mut command = sotay(folder, &["push", "check", "--push", "fcm"]);
    // By the environment, so that an option of a test goes before.
    command.env("SOTAY_PUSH_FCM_CREDENTIALS_FILE", "account.json");
    command.env("SOTAY_PUSH_CA_FILE", "root.pem");
    command.env("SOTAY_PUSH_FCM_ENDPOINT", fake.endpoint());
    command
}

/// What it says where all is well.
#[track_caller]
fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && error.is_empty(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn settings_that_work_are_called_so() {
    let (folder, fake) = (new_folder(), FakeFcm::start());
    let account = fake.account();
    let line = said(&mut check(folder.path(), &fake, &account));
    assert!(
        line.contains("FCM hoạt động") && line.contains("FCM works"),
        "{line}"
    );
    let line = said(check(folder.path(), &fake, &account).args(["--address", "ok-may-1"]));
    assert!(line.contains("takes this address"), "{line}");
    let line =
        said(check(folder.path(), &fake, &account).args(["--address", "ok-2", "--kind", "fid"]));
    assert!(line.contains("takes this address"), "{line}");
    assert_eq!(fake.count(), 0, "nothing is delivered");
    assert!(
        fake.bodies()
            .iter()
            .all(|body| body["validate_only"] == true),
        "{:?}",
        fake.bodies()
    );
    let made: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(made.len(), 2, "no database is made");
}

#[test]
fn what_is_wrong_is_said_in_plain_words() {
    let (folder, fake) = (new_folder(), FakeFcm::start());
    let account = fake.account();
    let refused = |account: &Value, options: &[&str], expected: &str| {
        let line = refusal(check(folder.path(), &fake, account).args(options));
        assert!(line.contains(expected), "{options:?}: {line}");
        assert!(line.contains(" | "), "in both languages: {line}");
        assert!(!line.contains("may-1"), "an address is shown: {line}");
    };
    let mut other = account.clone();
    other["project_id"] = "du-an-khac".into();
    refused(&other, &[], "no such Firebase project");
    refused(&fake.foreign_account(), &[], "key is refused");
    let cases = [
        ("unregistered-may-1", "gone from this phone"),
        ("mismatch-may-1", "another Firebase project"),
        (
            "disabled-may-1",
            "has not enabled the Firebase Cloud Messaging API",
        ),
        ("forbidden-may-1", "may not send"),
        ("quota-may-1", "quota"),
        ("la-may-1", "no phone's address"),
    ];
    for (address, expected) in cases {
        refused(&account, &["--address", address], expected);
    }
    let nowhere = "https://127.0.0.1:1";
    refused(&account, &["--push-fcm-endpoint", nowhere], "no connection");
    fake.token_server(TokenServer::Fails);
    refused(&account, &[], "token server fails");
}

#[test]
fn credentials_that_are_none_are_named() {
    let (folder, fake) = (new_folder(), FakeFcm::start());
    let app = serde_json::json!({"project_info": {"project_id": "so-tay"}});
    let both = |line: &str| assert!(line.contains(" | "), "in both languages: {line}");
    let line = refusal(&mut check(folder.path(), &fake, &app));
    assert!(line.contains("not of a service account"), "{line}");
    both(&line);
    let mut broken = fake.account();
    broken["private_key"] = "khong-phai-khoa".into();
    let line = refusal(&mut check(folder.path(), &fake, &broken));
    assert!(
        line.contains("no RSA key") && line.contains("không phải là khóa RSA"),
        "{line}"
    );
    let mut command = check(folder.path(), &fake, &app);
    let line = refusal(command.args(["--push-fcm-credentials-file", "nowhere.json"]));
    assert!(line.contains("nowhere.json cannot be read"), "{line}");
    both(&line);
    let line = refusal(&mut sotay(folder.path(), &["push", "check"]));
    assert!(line.contains("SOTAY_PUSH=fcm"), "{line}");
    let line = refusal(&mut sotay(
        folder.path(),
        &["push", "check", "--push", "fcm"],
    ));
    assert!(line.contains("SOTAY_PUSH_FCM_CREDENTIALS_FILE"), "{line}");
    both(&line);
}
