use clap::Parser;

use super::{MailOptions, MailTls};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    mail: MailOptions,
}

const NEEDED: [&str; 4] = [
    "--mail-from",
    "Sổ tay <so-tay@example.vn>",
    "--mail-public-url",
    "https://so-tay.example.vn/",
];

fn parse(options: &[&str]) -> Result<MailOptions, String> {
    let words = [&["sotay"], options].concat();
    Line::try_parse_from(words)
        .map(|line| line.mail)
        .map_err(|error| error.to_string())
}

#[test]
fn without_a_server_there_is_no_mail() {
    assert!(parse(&[]).unwrap().config().unwrap().is_none());
}

#[test]
fn a_server_is_read_from_its_url() {
    for (url, host, port, tls) in [
        (
            "smtp://mail.example.vn",
            "mail.example.vn",
            587,
            MailTls::Starttls,
        ),
        (
            "smtp://mail.example.vn:25",
            "mail.example.vn",
            25,
            MailTls::Starttls,
        ),
        (
            "smtps://mail.example.vn",
            "mail.example.vn",
            465,
            MailTls::Implicit,
        ),
        ("smtp://[::1]:2525", "::1", 2525, MailTls::Starttls),
    ] {
        let options = [&["--mail-url", url][..], &NEEDED].concat();
        let config = parse(&options).unwrap().config().unwrap().unwrap();
        assert_eq!(
            (config.host.as_str(), config.port, config.tls),
            (host, port, tls)
        );
        assert_eq!(config.public_url, "https://so-tay.example.vn");
        assert_eq!(config.app_url, config.public_url, "where there is no other");
        assert!(config.login.is_none());
    }
}

#[test]
fn what_is_no_server_is_refused_before_anything_starts() {
    for (url, said) in [
        ("mail.example.vn", "smtp://host:587"),
        ("http://mail.example.vn", "smtp://host:587"),
        ("smtp://", "smtp://host:587"),
        ("smtp://mail.example.vn/path", "smtp://host:587"),
        (
            "smtp://me:secret@mail.example.vn",
            "SOTAY_MAIL_PASSWORD_FILE",
        ),
    ] {
        let refused = parse(&["--mail-url", url]).unwrap_err();
        assert!(refused.contains(said), "{url}: {refused}");
    }
    for (option, value) in [
        ("--mail-from", "nobody"),
        ("--mail-from", "A\r\nBcc: x@example.vn <a@example.vn>"),
        ("--mail-public-url", "http://so-tay.example.vn"),
        ("--mail-public-url", "https://so-tay.example.vn/?a=b"),
        ("--mail-app-url", "http://app.example.vn"),
        ("--mail-app-url", "sotay://assignments"),
    ] {
        assert!(parse(&[option, value]).is_err(), "{option} {value}");
    }
}

#[test]
fn buttons_may_lead_into_the_app() {
    let app = "https://app.example.vn/#/assignments?from=mail";
    let options = [
        &[
            "--mail-url",
            "smtp://mail.example.vn",
            "--mail-app-url",
            app,
        ][..],
        &NEEDED,
    ]
    .concat();
    let config = parse(&options).unwrap().config().unwrap().unwrap();
    assert_eq!(
        (config.app_url.as_str(), config.public_url.as_str()),
        (app, "https://so-tay.example.vn")
    );
}

#[test]
fn what_is_missing_is_said() {
    let url = ["--mail-url", "smtp://mail.example.vn"];
    let with = |more: &[&str]| {
        let options = [&url[..], &NEEDED, more].concat();
        parse(&options).unwrap().config().map(drop)
    };
    let said = |result: Result<(), super::ConfigError>| result.unwrap_err().to_string();
    assert!(said(parse(&url).unwrap().config().map(drop)).contains("SOTAY_MAIL_FROM"));
    let no_link = parse(&[&url[..], &NEEDED[..2]].concat()).unwrap().config();
    assert!(said(no_link.map(drop)).contains("SOTAY_MAIL_PUBLIC_URL"));
    assert!(said(with(&["--mail-user", "a"])).contains("SOTAY_MAIL_PASSWORD_FILE"));
    assert!(said(with(&["--mail-password", "a"])).contains("SOTAY_MAIL_USER"));
    assert!(said(with(&["--mail-tls", "off"])).contains("only for a server on this machine"));
    assert!(with(&["--mail-user", "a", "--mail-password", "b"]).is_ok());
}

#[test]
fn the_password_is_not_shown() {
    let options = [
        &[
            "--mail-url",
            "smtp://mail.example.vn",
            "--mail-user",
            "a",
            "--mail-password",
            "mat-khau",
        ][..],
        &NEEDED,
    ]
    .concat();
    let options = parse(&options).unwrap();
    let shown = format!("{options:?} {:?}", options.config().unwrap());
    assert!(!shown.contains("mat-khau"), "{shown}");
}
