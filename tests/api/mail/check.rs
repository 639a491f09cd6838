//! `sotay mail check`: what an operator is told.

use std::path::Path;
use std::process::Command;

use super::to;
use crate::command_line::{new_folder, refusal, sotay};
use crate::support::smtp::{PASSWORD, Smtp, USER};

/// The command with settings that are right.
fn check(folder: &Path, smtp: &Smtp, address: &str) -> Command {
    std::fs::write(folder.join("root.pem"), smtp.root()).unwrap();
    std::fs::write(folder.join("password"), PASSWORD).unwrap();
    let mut command = sotay(folder, &["mail", "check", address]);
    // By the environment, so that an option of a test goes before.
    command
        .env(
            "SOTAY_MAIL_URL",
            format!("smtp://localhost:{}", smtp.port()),
        )
        .env("SOTAY_MAIL_USER", USER)
        .env("SOTAY_MAIL_PASSWORD_FILE", "password")
        .env("SOTAY_MAIL_FROM", "Sổ tay <so-tay@so-tay.example>")
        .env("SOTAY_MAIL_PUBLIC_URL", "https://so-tay.example")
        .env("SOTAY_MAIL_CA_FILE", "root.pem");
    command
}

#[test]
fn settings_that_work_are_called_so() {
    let Some(smtp) = Smtp::start() else { return };
    let folder = new_folder();
    let output = check(folder.path(), &smtp, "toi@example.org")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{:?}", output.stderr);
    assert!(
        said.contains("đã nhận thư thử") && said.contains("took the test mail"),
        "{said}"
    );
    let mails = smtp.mails();
    assert_eq!((mails.len(), to(&mails[0])), (1, "toi@example.org"));
    assert_eq!(
        (&mails[0]["encrypted"], &mails[0]["signed_in"]),
        (&true.into(), &true.into())
    );
    let made: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(made.len(), 2, "no database is made");
}

#[test]
fn what_is_wrong_is_said_in_plain_words() {
    let Some(smtp) = Smtp::start() else { return };
    let folder = new_folder();
    let refused = |address: &str, options: &[&str], expected: &str| {
        let line = refusal(check(folder.path(), &smtp, address).args(options));
        assert!(line.contains(expected), "{options:?}: {line}");
        assert!(line.contains(" | "), "in both languages: {line}");
        assert!(
            !line.contains("@example.org"),
            "an address is shown: {line}"
        );
        assert!(
            !line.contains(PASSWORD) && !line.contains("mat-khau-sai"),
            "{line}"
        );
    };
    let url = |host: &str, port: u16| format!("smtp://{host}:{port}");
    let good = "toi@example.org";
    refused(
        good,
        &["--mail-url", &url("thu.invalid", 587)],
        "name is not found",
    );
    refused(good, &["--mail-url", &url("localhost", 9)], "no connection");
    refused(
        good,
        &["--mail-url", &url("127.0.0.1", smtp.port())],
        "certificate is not believed",
    );
    let implicit = format!("smtps://localhost:{}", smtp.port());
    refused(good, &["--mail-url", &implicit], "could not be encrypted");
    refused(good, &["--mail-password", "mat-khau-sai"], "app password");
    refused("khong-la-dia-chi", &[], "no mail address");
    refused("no-toi@example.org", &[], "refuses this recipient");
    refused("policy-toi@example.org", &[], "does not pass mail on");
    refused("later-toi@example.org", &[], "try again later");
    smtp.mode("refuse");
    refused(good, &[], "SOTAY_MAIL_FROM");
    smtp.mode("busy");
    refused(good, &[], "does not take the connection");
    assert!(smtp.mails().is_empty());
}

#[test]
fn without_settings_it_says_which() {
    let folder = new_folder();
    let line = refusal(&mut sotay(
        folder.path(),
        &["mail", "check", "a@example.org"],
    ));
    assert!(
        line.contains("SOTAY_MAIL_URL") && line.contains(" | "),
        "{line}"
    );
    let url = [
        "mail",
        "check",
        "a@example.org",
        "--mail-url",
        "smtp://localhost",
    ];
    let line = refusal(&mut sotay(folder.path(), &url));
    assert!(line.contains("SOTAY_MAIL_FROM"), "{line}");
}
