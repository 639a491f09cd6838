//! Each limit of the document is the server's own: what stands at the limit is taken, one more is refused with a
//! pointer. Driven by the document, from each operation's example.
//!
//! On SQLite only: the shape of a request is judged before any database is asked.

use serde_json::{Value, json};

use crate::support::{Contract, Engine, Request, TestApp};

/// What the server may say of a value that is too long, too many or too big.
const SIZE_CODES: [&str; 3] = ["too_long", "too_short", "out_of_range"];

/// Who might be permitted; the first who is not refused for who he is.
const CALLERS: [&str; 6] = [
    "roster_officer",
    "admin",
    "secretary",
    "auditor",
    "author",
    "publisher",
];

/// A limit of one member: a value that just fits and one that does not.
struct Limit {
    pointer: String,
    what: String,
    fits: Value,
    exceeds: Value,
}

/// An operation and how to ask for it.
struct Operation<'a> {
    id: &'a str,
    path: &'a str,
    method: &'a str,
    description: &'a Value,
}

/// Every limit below a schema.
fn limits_of(contract: &Contract, pointer: &str, schema: &Value, found: &mut Vec<Limit>) {
    let schema = contract.resolve(schema);
    found.extend(own_limits(contract, pointer, schema));
    if schema["type"] == "array" {
        limits_of(contract, &format!("{pointer}/0"), &schema["items"], found);
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        limits_of(contract, &format!("{pointer}/{name}"), member, found);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        limits_of(contract, pointer, part, found);
    }
    assert!(
        schema["oneOf"].is_null() && schema["anyOf"].is_null(),
        "{pointer}: say here how to find limits among several forms"
    );
}

/// The limits of a schema itself.
fn own_limits(contract: &Contract, pointer: &str, schema: &Value) -> Vec<Limit> {
    let (least, most, make): (_, _, &dyn Fn(u64) -> Value) = match schema["type"].as_str() {
        Some("string") if schema["enum"].is_null() => {
            ("minLength", "maxLength", &|length| text(schema, length))
        }
        Some("array") => ("minItems", "maxItems", &|count| {
            (0..count)
                .map(|index| sample(contract, &schema["items"], index))
                .collect()
        }),
        Some("integer") => return integer_limits(pointer, schema),
        _ => return Vec::new(),
    };
    let limit = |name: &str, bound: u64, exceeds: u64| Limit {
        pointer: pointer.to_owned(),
        what: format!("{name} {bound}"),
        fits: make(bound),
        exceeds: make(exceeds),
    };
    let most = schema[most]
        .as_u64()
        .map(|bound| limit(most, bound, bound + 1));
    let least = schema[least]
        .as_u64()
        .filter(|bound| *bound > 0)
        .map(|bound| limit(least, bound, bound - 1));
    most.into_iter().chain(least).collect()
}

fn integer_limits(pointer: &str, schema: &Value) -> Vec<Limit> {
    let bounds = [("maximum", 1), ("minimum", -1)].into_iter();
    let limits = bounds.filter_map(|(name, step)| {
        let bound = schema[name].as_i64()?;
        let exceeds = json!(bound.checked_add(step)?);
        let what = format!("{name} {bound}");
        Some(Limit {
            pointer: pointer.to_owned(),
            what,
            fits: json!(bound),
            exceeds,
        })
    });
    limits.collect()
}

/// Characters, not bytes: a letter of three bytes where the form is free.
fn text(schema: &Value, length: u64) -> Value {
    let example = schema["example"]
        .as_str()
        .or(schema["examples"][0].as_str());
    let bound_form = !schema["pattern"].is_null() || !schema["format"].is_null();
    let letter = example
        .filter(|_| bound_form)
        .and_then(|example| example.chars().next_back())
        .unwrap_or(if bound_form { 'a' } else { 'ạ' });
    json!(letter.to_string().repeat(usize::try_from(length).unwrap()))
}

/// Something that fits a schema, different for each index where it can be.
fn sample(contract: &Contract, schema: &Value, index: u64) -> Value {
    let schema = contract.resolve(schema);
    if schema["format"] == "uuid" {
        return json!(format!("01936f2e-8a10-7c3e-9d41-{index:012x}"));
    }
    if let Some(example) = schema
        .get("example")
        .or_else(|| schema["examples"].get(0))
        .or_else(|| schema["enum"].get(0))
    {
        return example.clone();
    }
    match schema["type"].as_str() {
        Some("integer" | "number") => schema["minimum"].clone(),
        Some("boolean") => json!(false),
        Some("array") => json!([]),
        Some("object") => {
            let required = schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            required
                .map(|name| {
                    (
                        name.to_owned(),
                        sample(contract, &schema["properties"][name], index),
                    )
                })
                .collect()
        }
        _ if schema["format"] == "date" => json!("2026-01-01"),
        _ => text(schema, schema["minLength"].as_u64().unwrap_or(1).max(1)),
    }
}

/// The example with another value at `pointer`; what leads there is made where the example has it not.
fn with(
    contract: &Contract,
    schema: &Value,
    example: &Value,
    pointer: &str,
    value: &Value,
) -> Value {
    let Some(rest) = pointer.strip_prefix('/') else {
        return value.clone();
    };
    let (name, rest) = rest
        .split_once('/')
        .map_or((rest, String::new()), |(name, rest)| {
            (name, format!("/{rest}"))
        });
    let schema = contract.resolve(schema);
    let mut whole = example.clone();
    if schema["type"] == "array" {
        let first = example
            .get(0)
            .cloned()
            .unwrap_or_else(|| sample(contract, &schema["items"], 0));
        return json!([with(contract, &schema["items"], &first, &rest, value)]);
    }
    let member = &schema["properties"][name];
    let before = example
        .get(name)
        .cloned()
        .unwrap_or_else(|| sample(contract, member, 0));
    whole[name] = with(contract, member, &before, &rest, value);
    whole
}

/// The path with somebody or something of the organisation in it.
fn address(app: &TestApp, template: &str) -> String {
    let parts = template.split('/').map(|part| match part {
        "{unit_id}" => app.unit("cell_a1").public_id.to_string(),
        "{member_id}" => app.person("member").public_id.to_string(),
        "{place}" => "1".to_owned(),
        part if part.starts_with('{') => "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00".to_owned(),
        part => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Events are judged one by one: what is wrong with one of them stands in its result.
fn refused_events(answer: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (place, result) in answer["results"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        for error in result["errors"].as_array().into_iter().flatten() {
            let text = |name: &str| error[name].as_str().unwrap_or_default();
            found.push((
                format!("/events/{place}{}", text("pointer")),
                text("code").to_owned(),
            ));
        }
    }
    found
}

/// `(pointer, code)` of each refused member; nothing when the request was taken or refused for something else.
async fn refusals(
    operation: &Operation<'_>,
    query: &str,
    body: Option<&Value>,
) -> (u16, Vec<(String, String)>) {
    let app = TestApp::builder()
        .start(Engine::Sqlite)
        .await
        .expect("SQLite is always here");
    for name in CALLERS {
        let request = Request::new(
            operation.method.to_uppercase(),
            address(&app, operation.path) + query,
        )
        .header("if-match", "*");
        let request = body.map_or(request.clone(), |body| request.json(body));
        let reply = app.actor(name).send(request).await;
        if reply.status() != 403 {
            let refused = match reply.status() {
                422 => reply.errors(),
                200 if operation.id == "record_progress_events" => refused_events(&reply.json()),
                _ => Vec::new(),
            };
            return (reply.status(), refused);
        }
    }
    panic!("{}: nobody of {CALLERS:?} is permitted", operation.id);
}

/// What is wrong with one limit, as a line.
async fn check(
    operation: &Operation<'_>,
    limit: &Limit,
    ask: impl Fn(&Value) -> (String, Option<Value>),
) -> Option<String> {
    let place = format!("{} {} {}", operation.id, limit.pointer, limit.what);
    let (query, body) = ask(&limit.exceeds);
    let (status, refused) = refusals(operation, &query, body.as_ref()).await;
    if !refused.iter().any(|(pointer, _)| *pointer == limit.pointer) {
        return Some(format!(
            "{place}: one more is answered {status} {refused:?}"
        ));
    }
    let (query, body) = ask(&limit.fits);
    let (_, refused) = refusals(operation, &query, body.as_ref()).await;
    let size = refused
        .iter()
        .find(|(pointer, code)| *pointer == limit.pointer && SIZE_CODES.contains(&code.as_str()));
    size.map(|(_, code)| format!("{place}: what just fits is refused as {code}"))
}

fn operations() -> impl Iterator<Item = Operation<'static>> {
    let operations = Contract::get().operations();
    operations.map(|(path, method, description)| Operation {
        id: description["operationId"].as_str().unwrap(),
        path,
        method,
        description,
    })
}

#[test]
fn limits_of_bodies_are_the_servers_own() {
    crate::support::run(async {
        let contract = Contract::get();
        let (mut seen, mut findings) = (0, Vec::new());
        for operation in operations() {
            let media = &operation.description["requestBody"]["content"]["application/json"];
            let (schema, example) = (&media["schema"], &media["example"]);
            if schema.is_null() {
                continue;
            }
            let mut limits = Vec::new();
            limits_of(contract, "", schema, &mut limits);
            for limit in limits {
                seen += 1;
                let ask = |value: &Value| {
                    (
                        String::new(),
                        Some(with(contract, schema, example, &limit.pointer, value)),
                    )
                };
                findings.extend(check(&operation, &limit, ask).await);
            }
        }
        assert!(seen > 10, "the limits were not found");
        assert!(
            findings.is_empty(),
            "the document's limits are not the server's:\n  {}",
            findings.join("\n  ")
        );
    });
}

#[test]
fn limits_of_queries_are_the_servers_own() {
    crate::support::run(async {
        let contract = Contract::get();
        let (mut seen, mut findings) = (0, Vec::new());
        for operation in operations() {
            let parameters = operation.description["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|parameter| contract.resolve(parameter));
            let parameters: Vec<&Value> = parameters
                .filter(|parameter| parameter["in"] == "query")
                .collect();
            for parameter in &parameters {
                let name = parameter["name"].as_str().unwrap();
                let mut limits = Vec::new();
                limits_of(
                    contract,
                    &format!("?{name}"),
                    &parameter["schema"],
                    &mut limits,
                );
                for limit in limits {
                    seen += 1;
                    let ask = |value: &Value| {
                        let text = value
                            .as_str()
                            .map_or_else(|| value.to_string(), str::to_owned);
                        let mut query = form_urlencoded::Serializer::new(String::new());
                        query.append_pair(name, &text);
                        let others = parameters
                            .iter()
                            .filter(|other| other["required"] == true && other["name"] != name);
                        for other in others {
                            let value = other["example"].as_str().expect("an example");
                            query.append_pair(other["name"].as_str().unwrap(), value);
                        }
                        (format!("?{}", query.finish()), None)
                    };
                    findings.extend(check(&operation, &limit, ask).await);
                }
            }
        }
        assert!(seen > 1, "the limits were not found");
        assert!(
            findings.is_empty(),
            "the document's limits are not the server's:\n  {}",
            findings.join("\n  ")
        );
    });
}
