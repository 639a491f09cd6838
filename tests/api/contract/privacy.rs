//! Nothing about people in metrics and logs, also when what they send stands in an address or fails.

use serde_json::json;

use crate::command_line::{Serving, on};
use crate::support::{Filled, Person, Request};

/// What a one-time code looks like.
const CODE: &str = "7KQ2M-XW9RD";

/// Requests that carry a person's data in every place a request has.
fn telling(person: &Person) -> Vec<Request> {
    let name = form_urlencoded::byte_serialize(person.full_name.as_bytes()).collect::<String>();
    let sign_in = |password: &str, identifier: &str| {
        Request::post(
            "/api/v1/sessions",
            json!({"identifier": identifier, "password": password, "device_name": person.full_name}),
        )
    };
    let code = json!({"identifier": person.card_number, "code": CODE, "password": person.password});
    vec![
        Request::get(format!("/api/v1/members?q={name}&limit=0")),
        Request::get(format!("/api/v1/members/{}", person.card_number)),
        Request::get(format!("/api/v1/members/{name}/{}", person.phone)),
        Request::get(format!("/{}?phone={}", person.citizen_id, person.phone)),
        Request::get("/api/v1/jobs")
            .header("user-agent", &person.email)
            .header(
                "referer",
                format!("https://example.org/{}", person.card_number),
            ),
        Request::new("POST", "/api/v1/sessions").bytes(
            "application/json",
            format!("{{\"identifier\": {}", person.card_number),
        ),
        Request::new("PUT", "/api/v1/me/settings")
            .json(json!({"language": person.full_name, person.card_number.as_str(): 1})),
        Request::new(person.card_number.clone(), "/healthz"),
        Request::get("/api/v1/me/settings")
            .header("authorization", format!("Bearer {}", person.card_number)),
        Request::get("/api/v1/me/settings")
            .header("if-none-match", &person.phone)
            .header("accept-language", &person.email),
        sign_in("not the password", &person.phone),
        sign_in(person.password, &person.email),
        Request::post("/api/v1/accounts/activation", &code),
        Request::post("/api/v1/accounts/password-reset", &code),
    ]
}

fn secrets(person: &Person) -> Vec<String> {
    let local_phone = person.phone.replace("+84", "0");
    let given_name = person.full_name.rsplit(' ').next().unwrap();
    let mut secrets = vec![
        local_phone,
        person.phone.clone(),
        person.card_number.clone(),
        person.citizen_id.clone(),
        person.email.clone(),
    ];
    secrets.extend([person.full_name, person.password, CODE].map(str::to_owned));
    secrets.push(form_urlencoded::byte_serialize(person.full_name.as_bytes()).collect());
    secrets.push(format!("{given_name}\""));
    secrets
}

#[track_caller]
fn assert_silent(text: &str, secrets: &[String]) {
    let tells = |line: &&str| secrets.iter().any(|secret| line.contains(secret.as_str()));
    assert_eq!(text.lines().find(tells), None, "this line tells something");
}

on_both_engines!(metrics_tell_nothing_of_people, |app| async move {
    let person = app.person("member");
    for request in telling(person) {
        app.member().send(request).await;
    }
    let metrics = app.anonymous().get("/metrics").await.assert(200).text();
    assert!(metrics.lines().count() > 10, "{metrics}");
    let mut secrets = secrets(person);
    secrets.push(person.public_id.to_string());
    secrets.push(app.member().token().to_owned());
    assert_silent(&metrics, &secrets);
});

on_both_engines!(logs_tell_nothing_of_people, Filled, |place| async move {
    let server = Serving::start(on(&place, "serve").env("SOTAY_LOG", "trace"));
    let person = crate::support::person("member");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut secrets = secrets(person);
    for request in telling(person) {
        let method = reqwest::Method::from_bytes(request.method.as_bytes()).unwrap();
        let sending = client
            .request(method, format!("{}{}", server.address(), request.path))
            .headers(request.headers.clone());
        let answer = sending
            .body(request.body.clone().unwrap_or_default())
            .send()
            .await
            .unwrap();
        if answer.status() == 201 {
            let tokens: serde_json::Value = answer.json().await.unwrap();
            secrets.extend(
                ["access_token", "refresh_token"]
                    .map(|name| tokens[name].as_str().unwrap().to_owned()),
            );
        }
    }
    assert_eq!(
        secrets.len(),
        self::secrets(person).len() + 2,
        "he was signed in once"
    );
    let log = server.stop();
    assert!(log.lines().count() > 10, "{log}");
    assert_silent(&log, &secrets);
});
