//! What may be set for pushing, and what is never shown.

use chrono::NaiveTime;
use clap::Parser;

use super::{ProviderConfig, PushConfig, PushOptions, quiet_hours};

#[derive(Parser)]
struct Options {
    #[command(flatten)]
    push: PushOptions,
}

fn parse(arguments: &[&str]) -> Result<PushOptions, String> {
    let all = std::iter::once("sotay").chain(arguments.iter().copied());
    Options::try_parse_from(all)
        .map(|options| options.push)
        .map_err(|error| error.to_string())
}

#[test]
fn nothing_is_pushed_by_default() {
    let config = parse(&[]).unwrap().config().unwrap();
    assert_eq!(format!("{config:?}"), format!("{:?}", PushConfig::off()));
}

#[test]
fn secrets_are_needed_and_never_shown() {
    assert!(parse(&["--push", "fcm"]).unwrap().config().is_err());
    let options = parse(&[
        "--push",
        "gateway",
        "--push-gateway",
        "https://cong.example/day",
        "--push-gateway-secret",
        "bi-mat",
        "--push-fcm-credentials",
        "khoa-rieng",
    ])
    .unwrap();
    let config = options.config().unwrap();
    assert!(matches!(config.provider, ProviderConfig::Gateway { .. }));
    let shown = format!("{options:?} {config:?}");
    assert!(shown.contains("cong.example"), "{shown}");
    assert!(
        !shown.contains("bi-mat") && !shown.contains("khoa-rieng"),
        "{shown}"
    );
}

#[test]
fn secrets_do_not_leave_in_the_clear() {
    let plain = ["--push-gateway", "http://cong.example/day"];
    assert!(parse(&plain).unwrap_err().contains("https"));
    assert!(parse(&["--push-gateway", "http://127.0.0.1:9/day"]).is_ok());
}

#[test]
fn quiet_hours_go_over_midnight() {
    let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let night = quiet_hours("21:00-06:30").unwrap();
    assert!(night.at(at(21, 0)) && night.at(at(0, 0)) && night.at(at(6, 29)));
    assert!(!night.at(at(6, 30)) && !night.at(at(20, 59)));
    let noon = quiet_hours("11:30-13:00").unwrap();
    assert!(noon.at(at(12, 0)) && !noon.at(at(13, 0)) && !noon.at(at(0, 0)));
    assert!(!quiet_hours("none").unwrap().at(at(0, 0)));
    for wrong in ["21:00", "21-6", "25:00-06:00", "06:00-06:00", ""] {
        assert!(quiet_hours(wrong).is_err(), "{wrong}");
    }
}
