//! Conditional requests (RFC 9110, 13): which operations take part, the document says; a case of each stands here, and an
//! operation without one fails.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::library;
use crate::quizzes;
use crate::rosters::done;
use crate::study;
use crate::support::{Actor, Contract, Reply, Request, TestApp};

/// Reads whose 200 has an `ETag`.
const READS: [&str; 24] = [
    "get_attempt",
    "get_attempt_picture",
    "get_question",
    "get_question_bank",
    "get_question_picture",
    "get_quiz",
    "get_assignment",
    "get_file",
    "get_library_contents",
    "get_library_document",
    "get_library_file",
    "get_library_force",
    "get_library_section",
    "list_library",
    "list_library_links",
    "get_document",
    "get_document_kind",
    "get_edition",
    "get_topic",
    "get_job",
    "get_job_file",
    "get_me",
    "get_member",
    "get_unit",
];
/// Changes that need `If-Match`; their 200 has the `ETag` of the next version.
const EDITS: [&str; 23] = [
    "close_quiz",
    "publish_quiz",
    "save_answer",
    "submit_attempt",
    "update_question",
    "update_question_bank",
    "update_quiz",
    "update_assignment",
    "approve_edition",
    "confirm_edition_stamps",
    "publish_edition",
    "update_document",
    "update_document_kind",
    "update_topic",
    "replace_edition_files",
    "replace_edition_metadata",
    "replace_edition_sections",
    "close_unit",
    "merge_unit",
    "move_unit",
    "split_unit",
    "update_member",
    "update_unit",
];
/// Changes that need `If-Match` and leave nothing that could have a tag.
const DELETIONS: [&str; 1] = ["delete_quiz"];
/// Whose 201 has the `ETag` of what it made.
const MAKES: [&str; 11] = [
    "create_question",
    "create_question_bank",
    "create_quiz",
    "start_attempt",
    "create_assignment",
    "create_document",
    "create_document_kind",
    "create_edition",
    "create_topic",
    "create_member",
    "create_unit",
];
/// Steps whose 200 has the `ETag` of what they changed, and that need no `If-Match`: the state says whether they fit.
const STEPS: [&str; 9] = [
    "start_attempt",
    "upload_attempt",
    "cancel_assignment",
    "close_assignment",
    "open_assignment",
    "discard_edition",
    "return_edition",
    "submit_edition",
    "withdraw_document",
];

/// A tag that nothing ever has.
const OTHER: &str = "\"r999999.0000000000000000\"";

/// Who reads what.
async fn read_of(app: &TestApp, operation: &str) -> (Actor, String) {
    match operation {
        "get_me" => (app.member(), "/api/v1/me".to_owned()),
        "get_assignment" => (app.publisher(), drafted(app).await),
        "get_member" => (app.secretary(), member(app)),
        "get_unit" => (app.member(), unit(app, "cell_a1")),
        "get_job" => (app.secretary(), exported(app).await),
        "get_job_file" => (app.secretary(), exported(app).await + "/file"),
        "list_library" => (app.member(), "/api/v1/library".to_owned()),
        "get_library_document" => (app.member(), published(app, "").await),
        "get_library_contents" => (app.member(), published(app, "/contents").await),
        "get_library_section" => (app.member(), published(app, "/sections/dieu-1").await),
        "list_library_links" => (app.member(), published(app, "/links").await),
        "get_library_force" => (app.member(), published(app, "/force?on=2026-11-01").await),
        "get_library_file" => {
            let at = library::with_file(app).await;
            (app.member(), at)
        }
        "get_document" => (
            app.author(),
            library::document(&library::nameless().write(app).await),
        ),
        "get_edition" => (
            app.author(),
            library::edition(&library::nameless().write(app).await),
        ),
        "get_file" => {
            let bytes = "# Một\n".as_bytes();
            let file = library::content::upload(&app.author(), "a.md", bytes).await;
            (app.author(), format!("/api/v1/files/{file}"))
        }
        "get_document_kind" => (app.member(), "/api/v1/document-kinds/nghi_quyet".to_owned()),
        "get_topic" => {
            // There already, after the first time.
            let (publisher, request) = make_of(app, "create_topic").await;
            publisher.send(request).await;
            (app.member(), "/api/v1/topics/dan_van".to_owned())
        }
        "get_question_bank" => (app.author(), bank(app).await),
        "get_question" => (app.author(), question(app).await.0),
        "get_question_picture" => (app.author(), question(app).await.0 + "/picture"),
        "get_quiz" => (app.author(), quiz(app).await.0),
        "get_attempt" => (app.member(), begun(app).await),
        "get_attempt_picture" => (app.member(), begun(app).await + "/questions/1/picture"),
        _ => panic!("{operation} has no case"),
    }
}

async fn bank(app: &TestApp) -> String {
    format!("/api/v1/question-banks/{}", quizzes::bank(app).await)
}

/// A question with a picture, and its bank.
async fn question(app: &TestApp) -> (String, String) {
    let bank = quizzes::bank(app).await;
    let picture = library::content::upload(&app.author(), "a.gif", quizzes::GIF).await;
    let body = json!({"picture_file_id": picture, "question": quizzes::choice("Câu 1?")});
    let at = format!("/api/v1/question-banks/{bank}/questions");
    let made = app.author().post(at, body).await;
    let id = made.assert(201).json()["question_id"].clone();
    (format!("/api/v1/questions/{}", id.as_str().unwrap()), bank)
}

/// A draft, and the bank from which it draws.
async fn quiz(app: &TestApp) -> (String, String) {
    let (_, bank) = question(app).await;
    let quiz = quizzes::draft(app, quizzes::drawing(&bank, 1)).await;
    (format!("/api/v1/quizzes/{quiz}"), bank)
}

async fn published_quiz(app: &TestApp) -> String {
    let (at, _) = quiz(app).await;
    let request = Request::new("POST", format!("{at}/publication")).header("if-match", "*");
    app.author().send(request).await.assert(200);
    at
}

/// The member's open attempt.
async fn begun(app: &TestApp) -> String {
    let at = published_quiz(app).await;
    let quiz = at.rsplit('/').next().unwrap();
    quizzes::attempt(&quizzes::start(&app.member(), quiz).await)
}

/// The address of a paper of ward A's members.
async fn published(app: &TestApp, part: &str) -> String {
    let paper = library::complete().only_for(app, "ward_a");
    library::read(&paper.publish(app).await) + part
}

/// The address of a draft of an assignment of ward A.
async fn drafted(app: &TestApp) -> String {
    study::at(&study::draft(app, study::body(app, to_attend())).await)
}

fn to_attend() -> Value {
    json!([{"kind": "attend", "title": "Hội nghị"}])
}

/// Who changes what (the address of the resource), with a request that has no `If-Match` yet.
async fn edit_of(app: &TestApp, operation: &str) -> (Actor, String, Request) {
    let (cell, ward) = (unit(app, "cell_a1"), app.unit("ward_b").public_id);
    let on = "2026-11-01";
    let (who, at, request) = match operation {
        "update_assignment" => {
            let at = drafted(app).await;
            let request = Request::put(&at, study::body(app, to_attend()));
            (app.publisher(), at, request)
        }
        "update_member" => {
            let body = json!({"phone": "0905111222"});
            let request = Request::new("PATCH", member(app)).json(body);
            (app.roster_officer(), member(app), request)
        }
        "update_unit" => {
            let request = Request::new("PATCH", &cell).json(json!({"name": "Chi bộ 9"}));
            (app.admin(), cell, request)
        }
        "move_unit" => {
            let body = json!({"parent_id": ward, "effective_on": on});
            let request = Request::post(format!("{cell}/move"), body);
            (app.admin(), cell, request)
        }
        "merge_unit" => {
            let body = json!({"into_id": app.unit("cell_b1").public_id, "effective_on": on});
            let request = Request::post(format!("{cell}/merge"), body);
            (app.admin(), cell, request)
        }
        "split_unit" => {
            let body = json!({"effective_on": on, "new_units": [{"name": "Chi bộ 9"}]});
            let request = Request::post(format!("{cell}/split"), body);
            (app.admin(), cell, request)
        }
        "close_unit" => {
            let (admin, request) = make_of(app, "create_unit").await;
            let made = admin.send(request).await;
            let empty = made.assert(201).header("location").unwrap().to_owned();
            let request = Request::post(format!("{empty}/close"), json!({"effective_on": on}));
            (admin, empty, request)
        }
        "approve_edition" => {
            let at = library::edition(&library::submitted(app, &library::complete()).await);
            let request = Request::new("POST", format!("{at}/approval"));
            (app.publisher(), at, request)
        }
        "confirm_edition_stamps" => {
            let at = library::edition(&library::submitted(app, &library::stamped()).await);
            let body = json!({"reason": "Trích mẫu dấu."});
            let request = Request::post(format!("{at}/stamp-confirmation"), body);
            (app.publisher(), at, request)
        }
        "publish_edition" => {
            let written = library::submitted(app, &library::complete()).await;
            let approved = written.act(&app.publisher(), "approval", Value::Null).await;
            approved.assert(200);
            let at = library::edition(&written);
            let request = Request::post(format!("{at}/publication"), json!({}));
            (app.publisher(), at, request)
        }
        "update_document" => {
            let at = library::document(&library::nameless().write(app).await);
            let body = json!({"tier": "archive", "circulation": "internal", "audience": {"everyone": true}});
            (app.author(), at.clone(), Request::put(at, body))
        }
        "update_document_kind" => {
            let at = "/api/v1/document-kinds/nghi_quyet".to_owned();
            let body =
                json!({"name": "Nghị quyết", "abbreviation": "NQ", "place": 11, "active": true});
            (app.admin(), at.clone(), Request::put(at, body))
        }
        "update_topic" => {
            let (_, at) = Box::pin(read_of(app, "get_topic")).await;
            let body = json!({"name": "Dân vận", "place": 11, "active": true});
            (app.admin(), at.clone(), Request::put(at, body))
        }
        "replace_edition_files" => {
            let at = library::edition(&library::nameless().write(app).await);
            let request = Request::put(format!("{at}/files"), json!({"files": []}));
            (app.author(), at, request)
        }
        "replace_edition_metadata" => {
            let at = library::edition(&library::nameless().write(app).await);
            let body = json!({"metadata": {"kind": "nghi_quyet", "title": "Khác"}});
            let request = Request::put(format!("{at}/metadata"), body);
            (app.author(), at, request)
        }
        "replace_edition_sections" => {
            let at = library::edition(&library::nameless().write(app).await);
            let request = Request::put(format!("{at}/sections"), json!({"sections": []}));
            (app.author(), at, request)
        }
        "update_question_bank" => {
            let at = bank(app).await;
            let request = Request::put(&at, json!({"name": "Khác"}));
            (app.author(), at, request)
        }
        "update_question" => {
            let (at, _) = question(app).await;
            let body =
                json!({"change": "minor", "active": true, "question": quizzes::choice("Câu một?")});
            let request = Request::put(&at, body);
            (app.author(), at, request)
        }
        "update_quiz" => {
            let (at, bank) = quiz(app).await;
            let request = Request::put(&at, quizzes::drawing(&bank, 1));
            (app.author(), at, request)
        }
        "delete_quiz" => {
            let (at, _) = quiz(app).await;
            let request = Request::delete(&at);
            (app.author(), at, request)
        }
        "publish_quiz" => {
            let (at, _) = quiz(app).await;
            let request = Request::new("POST", format!("{at}/publication"));
            (app.author(), at, request)
        }
        "close_quiz" => {
            let at = published_quiz(app).await;
            let request = Request::new("POST", format!("{at}/closing"));
            (app.author(), at, request)
        }
        "save_answer" => {
            let at = begun(app).await;
            let request = Request::put(format!("{at}/answers/1"), json!({"answer": {"choice": 1}}));
            (app.member(), at, request)
        }
        "submit_attempt" => {
            let at = begun(app).await;
            let request = Request::post(format!("{at}/submission"), json!({}));
            (app.member(), at, request)
        }
        _ => panic!("{operation} has no case"),
    };
    (who, at, request)
}

/// Who makes something.
async fn make_of(app: &TestApp, operation: &str) -> (Actor, Request) {
    match operation {
        "create_member" => {
            let unit_id = app.unit("cell_a1").public_id;
            let body =
                json!({"full_name": "Hồ Thị Thu", "unit_id": unit_id, "standing": "official"});
            (app.roster_officer(), Request::post("/api/v1/members", body))
        }
        "create_unit" => {
            let parent = app.unit("ward_a").public_id;
            let body = json!({
                "parent_id": parent, "kind": "cell", "name": "Chi bộ 8", "opened_on": "2026-01-01"
            });
            (app.admin(), Request::post("/api/v1/units", body))
        }
        "create_assignment" => {
            let path = study::assignments_of(app, "ward_a");
            let body = study::body(app, to_attend());
            (app.publisher(), Request::post(path, body))
        }
        "create_document" => {
            let body = library::nameless().body(app);
            (app.author(), Request::post("/api/v1/documents", body))
        }
        "create_edition" => {
            let published = library::paper().publish(app).await;
            let path = format!("{}/editions", library::document(&published));
            (
                app.author(),
                Request::post(path, json!({"change": "minor"})),
            )
        }
        "create_document_kind" => {
            let body = json!({"code": "thong_cao", "genre": "official", "name": "Thông cáo", "place": 95, "active": true});
            (app.admin(), Request::post("/api/v1/document-kinds", body))
        }
        "create_topic" => {
            let body = json!({"code": "dan_van", "name": "Dân vận", "place": 10, "active": true});
            (app.publisher(), Request::post("/api/v1/topics", body))
        }
        "create_question_bank" => {
            let body =
                json!({"owner_unit_id": app.unit("city").public_id, "name": "Chuyển đổi số"});
            (app.author(), Request::post("/api/v1/question-banks", body))
        }
        "create_question" => {
            let at = bank(app).await + "/questions";
            let body = json!({"question": quizzes::choice("Câu 1?")});
            (app.author(), Request::post(at, body))
        }
        "create_quiz" => {
            let (_, bank) = question(app).await;
            let quiz = quizzes::drawing(&bank, 1);
            let body = json!({"owner_unit_id": app.unit("city").public_id, "quiz": quiz});
            (app.author(), Request::post("/api/v1/quizzes", body))
        }
        "start_attempt" => {
            let at = published_quiz(app).await;
            let quiz = at.rsplit('/').next().unwrap();
            (app.member(), quizzes::starting(quiz))
        }
        _ => panic!("{operation} has no case"),
    }
}

fn member(app: &TestApp) -> String {
    format!("/api/v1/members/{}", app.person("member").public_id)
}

fn unit(app: &TestApp, name: &str) -> String {
    format!("/api/v1/units/{}", app.unit(name).public_id)
}

/// The address of a finished job of the secretary that made a file.
async fn exported(app: &TestApp) -> String {
    let path = unit(app, "cell_a1") + "/roster-exports";
    let accepted = app.secretary().post(path, json!({"format": "csv"})).await;
    done(app, "secretary", &accepted).await;
    accepted.header("location").unwrap().to_owned()
}

/// The operations of the document that `fits`.
fn documented(fits: impl Fn(&str, &Value) -> bool) -> BTreeSet<&'static str> {
    Contract::get()
        .operations()
        .filter(|(_, method, operation)| fits(method, operation))
        .filter_map(|(_, _, operation)| operation["operationId"].as_str())
        .collect()
}

fn has_tag(operation: &Value, status: &str) -> bool {
    let response = Contract::get().resolve(&operation["responses"][status]);
    response["headers"].get("ETag").is_some()
}

fn takes(operation: &Value, name: &str) -> bool {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let mut resolved = parameters.map(|parameter| Contract::get().resolve(parameter));
    resolved.any(|parameter| parameter["in"] == "header" && parameter["name"] == name)
}

fn conditional() -> BTreeSet<&'static str> {
    EDITS.into_iter().chain(DELETIONS).collect()
}

#[test]
fn every_operation_that_takes_part_has_a_case() {
    let tagged = documented(|method, operation| method == "get" && has_tag(operation, "200"));
    assert_eq!(tagged, BTreeSet::from(READS), "reads with an ETag");
    let edits = documented(|_, operation| takes(operation, "If-Match"));
    assert_eq!(edits, conditional(), "changes with If-Match");
    let makes = documented(|_, operation| has_tag(operation, "201"));
    assert_eq!(makes, BTreeSet::from(MAKES), "makers with an ETag");
}

/// What the document must say of them, so that a phone can rely on it.
#[test]
fn who_takes_part_documents_all_of_it() {
    let asked = documented(|_, operation| takes(operation, "If-None-Match"));
    assert_eq!(asked, BTreeSet::from(READS), "If-None-Match");
    let unmodified = documented(|_, operation| has_tag(operation, "304"));
    assert_eq!(unmodified, BTreeSet::from(READS), "304 with an ETag");
    let changed = documented(|method, operation| method != "get" && has_tag(operation, "200"));
    let mut tagged = BTreeSet::from(EDITS);
    tagged.extend(STEPS);
    assert_eq!(changed, tagged, "the tag of the next version");
    for status in ["412", "428"] {
        let refused = documented(|_, operation| operation["responses"].get(status).is_some());
        assert_eq!(refused, conditional(), "{status}");
    }
}

/// Quotes around visible characters, and no `W/` (RFC 9110, 8.8.3).
#[track_caller]
fn strong(reply: &Reply) -> String {
    let etag = reply.etag();
    let inside = etag.strip_prefix('"').and_then(|e| e.strip_suffix('"'));
    let is_strong = inside.is_some_and(|inside| {
        !inside.is_empty() && inside.bytes().all(|b| b.is_ascii_graphic() && b != b'"')
    });
    assert!(is_strong, "{etag:?} is no strong tag: {reply}");
    etag
}

async fn get(who: &Actor, at: &str, known: &[&str]) -> Reply {
    let mut request = Request::get(at);
    for known in known {
        request = request.header("if-none-match", known);
    }
    who.send(request).await
}

on_both_engines!(who_has_the_version_gets_no_body, |app| async move {
    for operation in READS {
        let (who, at) = read_of(&app, operation).await;
        let first = get(&who, &at, &[]).await;
        let tag = strong(first.assert(200));
        let second = get(&who, &at, &[]).await;
        assert_eq!(strong(second.assert(200)), tag, "{operation}: asked twice");
        assert_eq!(second.bytes(), first.bytes(), "{operation}");

        let (weak, list) = (format!("W/{tag}"), format!("{OTHER}, {tag}"));
        let weak_list = format!("W/{OTHER},{weak} , \"x\"");
        let known: [&[&str]; 6] = [
            &[&tag],
            &["*"],
            &[&weak],
            &[&list],
            &[&weak_list],
            &[OTHER, &tag],
        ];
        for known in known {
            let reply = get(&who, &at, known).await;
            assert!(
                reply.assert(304).bytes().is_empty(),
                "{operation} {known:?}"
            );
            assert_eq!(reply.etag(), tag, "{operation} {known:?}");
            // What a 200 would say to caches (RFC 9110, 15.4.5).
            for field in ["cache-control", "vary", "expires", "content-location"] {
                assert_eq!(
                    reply.header(field),
                    first.header(field),
                    "{operation} {field}"
                );
            }
        }
        let inside = tag.trim_matches('"');
        let longer = format!("\"{inside}0\"");
        for known in [OTHER, &format!("W/{OTHER}"), &longer, inside, "\"*\"", ""] {
            let reply = get(&who, &at, &[known]).await;
            assert_eq!(strong(reply.assert(200)), tag, "{operation} {known:?}");
            assert_eq!(reply.bytes(), first.bytes(), "{operation} {known:?}");
        }
        let long = format!("{tag}{}", ",\"x\"".repeat(250));
        let reply = get(&who, &at, &[&long]).await;
        reply.assert_problem(400, "malformed_request");
    }
});

on_both_engines!(a_condition_opens_nothing, |app| async move {
    for operation in READS {
        let (who, at) = read_of(&app, operation).await;
        let tag = get(&who, &at, &[]).await.etag();
        for known in [tag.as_str(), "*"] {
            get(&app.anonymous(), &at, &[known]).await.assert(401);
            let stranger = get(&app.stranger(), &at, &[known]).await;
            match operation {
                "get_me" => {}
                // Everybody who is signed in knows them.
                "get_document_kind" | "get_topic" | "list_library" => {
                    // His own list may be another one.
                    if operation != "list_library" || known == "*" {
                        stranger.assert(304);
                    }
                }
                "get_document"
                | "get_edition"
                | "get_question"
                | "get_question_bank"
                | "get_question_picture"
                | "get_quiz" => {
                    stranger.assert_problem(403, "not_permitted");
                }
                _ => {
                    stranger.assert_problem(404, "not_found");
                }
            }
        }
    }
    // The same address is another record to another caller.
    let tag = get(&app.member(), "/api/v1/me", &[]).await.etag();
    get(&app.deputy(), "/api/v1/me", &[&tag]).await.assert(200);
});

/// Starts a server of its own, since a change is made once.
async fn edited(app: &TestApp, operation: &str, if_match: impl Fn(&str) -> Vec<String>) {
    let (who, at, request) = edit_of(app, operation).await;
    let old = strong(who.get(&at).await.assert(200));
    let mut conditional = request.clone();
    for tag in if_match(&old) {
        conditional = conditional.header("if-match", tag);
    }
    let reply = who.send(conditional).await;
    let new = strong(reply.assert(200));
    assert_ne!(new, old, "{operation}");
    let now = who.get(&at).await.etag();
    // What the questions of an ended attempt show hangs on more than the attempt, and so does their tag.
    let is_of_a_view = operation == "submit_attempt" && now.starts_with(new.trim_end_matches('"'));
    assert!(
        now == new || is_of_a_view,
        "{operation}: {now} and not {new} is the tag of the next version"
    );
}

macro_rules! edits {
    ($($name:ident: $if_match:expr;)*) => {
        $(mod $name {
            use super::*;

            fn run(engine: crate::support::Engine) {
                crate::support::run(async move {
                    for operation in EDITS {
                        let Some(app) = TestApp::builder().start(engine).await else { return };
                        edited(&app, operation, $if_match).await;
                    }
                });
            }

            #[test]
            fn sqlite() {
                run(crate::support::Engine::Sqlite);
            }

            #[test]
            fn postgres() {
                run(crate::support::Engine::Postgres);
            }
        })*
    };
}

edits! {
    an_edit_of_the_version_there_is_is_made: |tag| vec![tag.to_owned()];
    an_edit_of_any_version_is_made: |_| vec!["*".to_owned()];
    an_edit_of_one_of_several_versions_is_made: |tag| vec![format!("{OTHER}, {tag}")];
    several_lines_are_one_list: |tag| vec![OTHER.to_owned(), tag.to_owned()];
}

on_both_engines!(an_edit_says_which_version_it_means, |app| async move {
    for operation in conditional() {
        let (who, at, request) = edit_of(&app, operation).await;
        let old = strong(who.get(&at).await.assert(200));
        for missing in [None, Some("")] {
            let request = match missing {
                Some(value) => request.clone().header("if-match", value),
                None => request.clone(),
            };
            let reply = who.send(request).await;
            reply.assert_problem(428, "if_match_required");
        }
        // Strong comparison: a weakened tag is none, and a list of none fits no version (RFC 9110, 13.1.1).
        let inside = old.trim_matches('"');
        let (weak, shorter) = (format!("W/{old}"), format!("\"{}\"", &inside[..1]));
        for stale in [OTHER, &weak, inside, &shorter, "\"*\"", "\"\"", "r1", " , "] {
            let reply = who.send(request.clone().header("if-match", stale)).await;
            assert_eq!(reply.assert_problem(412, "stale").header("etag"), None);
            assert_eq!(who.get(&at).await.etag(), old, "{operation} {stale}");
        }
    }
});

on_both_engines!(an_edit_of_the_version_before_is_stale, |app| async move {
    for operation in EDITS {
        let (who, at, request) = edit_of(&app, operation).await;
        let old = strong(who.get(&at).await.assert(200));
        // Somebody else is faster.
        let faster = match operation {
            "update_member" => Request::patch(&at, &old, json!({"email": "nhanh.hon@example.org"})),
            // The same answer again would be saved already.
            "save_answer" | "submit_attempt" => {
                Request::put(format!("{at}/answers/1"), json!({"answer": {"choice": 2}}))
                    .header("if-match", &old)
            }
            _ if at.contains("/units/") => Request::patch(
                &at,
                &old,
                json!({"name": format!("Chi bộ của {operation}")}),
            ),
            // The same, since what makes a version is that it was written.
            "update_document" => {
                let body = json!({"tier": "recommended", "circulation": "internal", "audience": {"everyone": true}});
                Request::put(&at, body).header("if-match", &old)
            }
            _ => request.clone().header("if-match", &old),
        };
        let new = who.send(faster).await.assert(200).etag();
        let stale = request.header("if-match", &old);
        who.send(stale).await.assert_problem(412, "stale");
        assert_eq!(who.get(&at).await.etag(), new, "{operation}");
    }
});

on_both_engines!(what_is_made_has_its_tag, |app| async move {
    for operation in MAKES {
        let (who, request) = make_of(&app, operation).await;
        let made = who.send(request).await;
        let tag = strong(made.assert(201));
        let location = made.header("location").unwrap();
        let read = who.get(location).await;
        assert_eq!(read.assert(200).etag(), tag, "{operation}");
        assert_eq!(read.json(), made.json(), "{operation}");
        get(&who, location, &[&tag]).await.assert(304);
    }
});
