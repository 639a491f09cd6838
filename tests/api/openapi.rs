//! The OpenAPI document: fresh, complete, and bounded everywhere. Phone teams know the server only through it.

mod limits;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::Contract;

/// Operations that act by POST without an `Idempotency-Key` or by PATCH without an `If-Match`, and why.
const REPEATABLE: [(&str, &str); 5] = [
    (
        "append_to_upload",
        "`Upload-Offset` says which bytes are meant: a repeat changes nothing",
    ),
    (
        "complete_upload",
        "completing again gives the same file, or the same refusal",
    ),
    (
        "preview_manuscript",
        "nothing is stored: a repeat looks again",
    ),
    (
        "unsubscribe_mail",
        "mail programs send it as RFC 8058 says; a repeat changes nothing",
    ),
    (
        "record_progress_events",
        "each event carries its own id: a repeat changes nothing",
    ),
];

/// Fails with every finding at once, each a line.
#[track_caller]
fn none(rule: &str, findings: Vec<String>) {
    assert!(findings.is_empty(), "{rule}\n  {}", findings.join("\n  "));
}

/// One line for each operation that breaks a rule.
fn operations_that(breaks: impl Fn(&str, &str, &Value) -> Option<String>) -> Vec<String> {
    let operations = Contract::get().operations();
    let named = |(path, method, operation): (&str, &str, &Value)| {
        let finding = breaks(path, method, operation)?;
        Some(format!(
            "{} ({method} {path}): {finding}",
            operation["operationId"]
        ))
    };
    operations.filter_map(named).collect()
}

fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    let list = operation["parameters"].as_array();
    list.into_iter()
        .flatten()
        .map(|parameter| Contract::get().resolve(parameter))
}

fn takes(operation: &Value, place: &str, name: &str) -> bool {
    parameters(operation).any(|parameter| parameter["in"] == place && parameter["name"] == name)
}

fn is_signed_in(operation: &Value) -> bool {
    operation["security"].as_array().is_some_and(|list| {
        list.iter()
            .any(|way| way.as_object().is_some_and(|way| !way.is_empty()))
    })
}

#[test]
fn the_kept_files_are_fresh() {
    let document = &Contract::get().document;
    for (name, fresh) in [
        ("openapi.json", sotay::openapi::as_json(document).unwrap()),
        ("openapi.yaml", sotay::openapi::as_yaml(document).unwrap()),
    ] {
        let kept =
            std::fs::read_to_string(format!("{}/openapi/{name}", env!("CARGO_MANIFEST_DIR")))
                .unwrap_or_default();
        assert!(
            kept == fresh,
            "openapi/{name} is stale: `cargo run -- openapi` writes it"
        );
    }
}

#[test]
fn every_operation_says_what_it_does() {
    let tags: BTreeSet<&str> = Contract::get().document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|tag| tag["name"].as_str())
        .collect();
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    let findings = operations_that(|_, _, operation| {
        let text = |name: &str| operation[name].as_str().unwrap_or_default();
        let own_tags: Vec<&str> = operation["tags"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let id = text("operationId");
        if text("summary").is_empty() || text("description").is_empty() {
            Some("has no summary or no description".to_owned())
        } else if text("summary").chars().count() > 100 {
            Some("its summary is longer than a line".to_owned())
        } else if !id.split('_').all(is_word) || id.split('_').count() < 2 {
            Some("its id is not verb_noun".to_owned())
        } else if own_tags.len() != 1 || !tags.contains(own_tags[0]) {
            Some(format!(
                "its tags {own_tags:?} are not one of the document's"
            ))
        } else {
            let silent = parameters(operation).find(|parameter| {
                parameter["description"]
                    .as_str()
                    .unwrap_or_default()
                    .is_empty()
            });
            silent
                .map(|parameter| format!("the parameter {} has no description", parameter["name"]))
        }
    });
    none("operations must be understood from the document:", findings);
    let ids: Vec<&Value> = Contract::get()
        .operations()
        .map(|(_, _, operation)| &operation["operationId"])
        .collect();
    let distinct: BTreeSet<String> = ids.iter().map(ToString::to_string).collect();
    assert_eq!(distinct.len(), ids.len(), "two operations share an id");
}

/// The bodies of an operation: where, media type, the media's description.
fn bodies(operation: &Value) -> Vec<(String, &str, &Value)> {
    let contract = Contract::get();
    let request = [(
        "request".to_owned(),
        contract.resolve(&operation["requestBody"]),
    )];
    let responses = operation["responses"].as_object().into_iter().flatten();
    let answers = responses.map(|(status, response)| (status.clone(), contract.resolve(response)));
    let mut bodies = Vec::new();
    for (place, body) in request.into_iter().chain(answers) {
        for (kind, media) in body["content"].as_object().into_iter().flatten() {
            bodies.push((place.clone(), kind.as_str(), media));
        }
    }
    bodies
}

#[test]
fn every_json_body_has_an_example_that_fits() {
    let findings = operations_that(|_, _, operation| {
        bodies(operation)
            .into_iter()
            .filter(|(_, kind, _)| kind.ends_with("json"))
            .find_map(|(place, _, media)| {
                let given = media
                    .get("example")
                    .or_else(|| media["examples"].as_object()?.values().next()?.get("value"));
                let Some(example) = given else {
                    return Some(format!("{place}: no example"));
                };
                let validator = Contract::get().validator(
                    &format!("example {place} {}", operation["operationId"]),
                    &media["schema"],
                );
                let error = validator.iter_errors(example).next()?;
                Some(format!(
                    "{place}: the example does not fit at {:?}: {error}",
                    error.instance_path().as_str()
                ))
            })
    });
    none(
        "every JSON body has an example that fits its schema:",
        findings,
    );
}

/// The failures that an operation can have by what it takes.
fn failures(path: &str, method: &str, operation: &Value) -> Vec<&'static str> {
    let has_body = !operation["requestBody"].is_null();
    let has_query = parameters(operation).any(|parameter| parameter["in"] == "query");
    let mut statuses = vec!["429", "500", "503"];
    let mut add =
        |when: bool, list: &[&'static str]| statuses.extend(if when { list } else { &[] });
    add(is_signed_in(operation), &["401", "403"]);
    add(path.contains('{'), &["404"]);
    add(has_body || has_query, &["400", "422"]);
    add(has_body, &["413", "415"]);
    add(takes(operation, "header", "If-Match"), &["412", "428"]);
    add(
        takes(operation, "header", "If-None-Match") && method == "get",
        &["304"],
    );
    add(
        takes(operation, "header", "Idempotency-Key"),
        &["409", "422"],
    );
    statuses
}

#[test]
fn every_failure_is_documented_as_a_problem() {
    let findings = operations_that(|path, method, operation| {
        let missing: Vec<&str> = failures(path, method, operation)
            .into_iter()
            .filter(|status| operation["responses"][status].is_null())
            .collect();
        if !missing.is_empty() {
            return Some(format!("does not document {missing:?}"));
        }
        let responses = operation["responses"].as_object().unwrap();
        let mut failed = responses
            .iter()
            .filter(|(status, _)| status.starts_with(['4', '5']));
        let problem = json!({"$ref": "#/components/schemas/Problem"});
        let other = failed.find(|(_, response)| {
            response["content"]["application/problem+json"]["schema"] != problem
        });
        other.map(|(status, _)| format!("{status} is no problem"))
    });
    none("failures are documented as problems:", findings);
}

#[test]
fn every_answer_has_a_description_and_the_request_id() {
    let findings = operations_that(|_, _, operation| {
        let mut responses = operation["responses"].as_object().unwrap().iter();
        let incomplete = responses.find(|(_, response)| {
            response["description"]
                .as_str()
                .unwrap_or_default()
                .is_empty()
                || response["headers"]["X-Request-Id"].is_null()
        });
        incomplete.map(|(status, _)| format!("{status} has no description or no X-Request-Id"))
    });
    none("answers:", findings);
}

#[test]
fn what_creates_or_acts_can_be_repeated_safely() {
    let findings = operations_that(|_, method, operation| {
        let excepted = REPEATABLE
            .iter()
            .any(|(id, _)| operation["operationId"] == *id);
        match method {
            "post" if !takes(operation, "header", "Idempotency-Key") && !excepted => {
                Some("takes no Idempotency-Key".to_owned())
            }
            "patch" if !takes(operation, "header", "If-Match") && !excepted => {
                Some("takes no If-Match".to_owned())
            }
            _ => None,
        }
    });
    none(
        "a POST takes an Idempotency-Key, a PATCH an If-Match:",
        findings,
    );
}

#[test]
fn lists_are_paged_by_limit_and_cursor() {
    let findings = operations_that(|_, _, operation| {
        let pages = ["limit", "cursor"].map(|name| takes(operation, "query", name));
        let contract = Contract::get();
        let schema = contract
            .resolve(&operation["responses"]["200"]["content"]["application/json"]["schema"]);
        let next = !schema["properties"]["next_cursor"].is_null();
        let link = !operation["responses"]["200"]["headers"]["Link"].is_null();
        let agree = [pages[1], next, link].iter().all(|has| *has == pages[0]);
        (!agree).then(|| format!("limit, cursor, next_cursor, Link: {pages:?} {next} {link}"))
    });
    none(
        "a list takes limit and cursor and answers next_cursor and Link, all or none:",
        findings,
    );
}

/// Walks every schema of the document with the place where it stands.
fn each_schema(visit: &mut impl FnMut(&str, &Value)) {
    fn schema(place: &str, value: &Value, visit: &mut impl FnMut(&str, &Value)) {
        visit(place, value);
        for name in ["items", "additionalProperties", "contains", "not"] {
            if value[name].is_object() {
                schema(&format!("{place}/{name}"), &value[name], visit);
            }
        }
        for name in ["oneOf", "anyOf", "allOf", "prefixItems"] {
            for (index, part) in value[name].as_array().into_iter().flatten().enumerate() {
                schema(&format!("{place}/{name}/{index}"), part, visit);
            }
        }
        for name in ["properties", "patternProperties", "$defs"] {
            for (key, part) in value[name].as_object().into_iter().flatten() {
                schema(&format!("{place}/{key}"), part, visit);
            }
        }
    }
    fn anywhere(place: &str, value: &Value, visit: &mut impl FnMut(&str, &Value)) {
        for (name, part) in value.as_object().into_iter().flatten() {
            match name.as_str() {
                "schema" => schema(&format!("{place}/schema"), part, visit),
                "example" | "examples" => {}
                _ => anywhere(&format!("{place}/{name}"), part, visit),
            }
        }
        for (index, part) in value.as_array().into_iter().flatten().enumerate() {
            anywhere(&format!("{place}/{index}"), part, visit);
        }
    }
    let document = &Contract::get().document;
    for (name, part) in document["components"]["schemas"].as_object().unwrap() {
        schema(name, part, visit);
    }
    for (name, part) in document
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| *name != "components")
    {
        anywhere(name, part, visit);
    }
    for name in ["headers", "parameters"] {
        anywhere(name, &document["components"][name], visit);
    }
}

#[test]
fn everything_is_bounded() {
    let mut seen = 0;
    let mut findings = Vec::new();
    each_schema(&mut |place, schema| {
        seen += 1;
        let has = |name: &str| !schema[name].is_null();
        let missing = match schema["type"].as_str() {
            // A file is bounded by the size that the server takes.
            Some("string")
                if !(has("maxLength")
                    || has("enum")
                    || has("const")
                    || has("contentMediaType")
                    || schema["format"] == "binary") =>
            {
                "maxLength"
            }
            Some("array") if !has("maxItems") => "maxItems",
            Some("array") if !has("items") => "items",
            Some("integer") if !(has("minimum") && has("maximum") && has("format")) => {
                "minimum, maximum or format"
            }
            Some("number") if !(has("minimum") && has("maximum")) => "minimum or maximum",
            None if !["$ref", "oneOf", "anyOf", "allOf", "enum", "const"]
                .iter()
                .any(|name| has(name)) =>
            {
                "type"
            }
            _ => return,
        };
        findings.push(format!("{place}: no {missing}"));
    });
    assert!(seen > 100, "the schemas were not found");
    none("every string, array and number has its bounds:", findings);
}

#[test]
fn nothing_is_null() {
    let mut findings = Vec::new();
    each_schema(&mut |place, schema| {
        let is_null = |value: &Value| value == "null";
        let listed = schema["type"]
            .as_array()
            .is_some_and(|types| types.iter().any(is_null));
        let values = ["const", "default"]
            .into_iter()
            .filter_map(|name| schema.get(name));
        let enumerated = schema["enum"].as_array().into_iter().flatten();
        if is_null(&schema["type"])
            || listed
            || schema["nullable"] == true
            || values.chain(enumerated).any(Value::is_null)
        {
            findings.push(place.to_owned());
        }
    });
    none("optional members are absent, never null:", findings);
}

#[test]
fn request_bodies_take_only_known_members() {
    fn open(contract: &Contract, place: &str, schema: &Value, findings: &mut Vec<String>) {
        let schema = contract.resolve(schema);
        if schema["type"] == "object" && schema["additionalProperties"] != false {
            findings.push(place.to_owned());
        }
        for name in ["oneOf", "anyOf", "allOf"] {
            schema[name]
                .as_array()
                .into_iter()
                .flatten()
                .for_each(|part| open(contract, place, part, findings));
        }
        if schema["items"].is_object() {
            open(contract, &format!("{place}/0"), &schema["items"], findings);
        }
        for (name, part) in schema["properties"].as_object().into_iter().flatten() {
            open(contract, &format!("{place}/{name}"), part, findings);
        }
    }
    let mut findings = Vec::new();
    for (_, _, operation) in Contract::get().operations() {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        open(
            Contract::get(),
            &operation["operationId"].to_string(),
            schema,
            &mut findings,
        );
    }
    none(
        "objects of requests must have `additionalProperties: false` (deny_unknown_fields):",
        findings,
    );
}
