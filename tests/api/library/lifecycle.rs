//! From draft to readers and back.

use serde_json::{Value, json};
use sotay::auth::Role;
use sotay::library;

use super::{document, edition, paper, states};
use crate::support::{Request, TestApp};

async fn publish_due(app: &TestApp) -> usize {
    let system = app.state().system("test");
    app.state()
        .db
        .write(move |conn| library::publish_due(conn, &system, &[]))
        .await
        .unwrap()
}

on_both_engines!(a_paper_goes_its_way_step_by_step, |app| async move {
    let written = paper().write(&app).await;
    let (author, publisher) = (app.author(), app.publisher());
    let later = json!({"publish_at": "2099-01-01T00:00:00.000Z"});
    for (step, body, code) in [
        ("approval", Value::Null, "wrong_edition_state"),
        ("publication", json!({}), "not_approved"),
        ("publication", later, "not_approved"),
    ] {
        written
            .act(&publisher, step, body)
            .await
            .assert_problem(409, code);
    }
    written
        .act(&author, "submission", Value::Null)
        .await
        .assert(200);
    written
        .act(&author, "submission", Value::Null)
        .await
        .assert_problem(409, "wrong_edition_state");
    // Nobody writes what is in review.
    written
        .fill(&app, &json!([]))
        .await
        .assert_problem(409, "wrong_edition_state");
    written
        .act(&publisher, "publication", json!({}))
        .await
        .assert_problem(409, "not_approved");
    written
        .act(&publisher, "approval", Value::Null)
        .await
        .assert(200);
    let reply = written.act(&publisher, "publication", json!({})).await;
    assert_eq!(reply.assert(200).json()["state"], "published");
    assert!(reply.json()["published_at"].is_string());
    written
        .act(&publisher, "publication", json!({}))
        .await
        .assert_problem(409, "wrong_edition_state");
    written
        .fill(&app, &json!([]))
        .await
        .assert_problem(409, "wrong_edition_state");
    assert_eq!(written.document(&app).await["state"], "published");
    let events = author.get(format!("{}/events", document(&written))).await;
    let steps: Vec<String> = events.assert(200).json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["step"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(steps, ["published", "approved", "submitted", "created"]);
    let first = &events.json()["items"][0];
    assert_eq!(
        first["member_id"],
        app.person("publisher").public_id.to_string()
    );
});

on_both_engines!(who_writes_never_approves, |app| async move {
    // One who holds both offices, and writes.
    app.give_role("author", Role::Publisher, "city").await;
    let written = paper().write(&app).await;
    let author = app.author();
    written
        .act(&author, "submission", Value::Null)
        .await
        .assert(200);
    written
        .act(&author, "approval", Value::Null)
        .await
        .assert_problem(403, "own_work");
    written
        .act(&app.publisher(), "approval", Value::Null)
        .await
        .assert(200);
    written
        .act(&author, "publication", json!({}))
        .await
        .assert_problem(403, "own_work");
    // Also when he no longer is one of its authors.
    let publisher = app.person("publisher").public_id;
    let authors = format!("{}/authors", document(&written));
    author
        .send(Request::new("PUT", format!("{authors}/{publisher}")))
        .await
        .assert(204);
    let himself = app.person("author").public_id;
    author
        .delete(format!("{authors}/{himself}"))
        .await
        .assert(204);
    written
        .act(&author, "publication", json!({}))
        .await
        .assert_problem(403, "own_work");
    written
        .act(&app.publisher(), "publication", json!({}))
        .await
        .assert_problem(403, "own_work");
    assert_eq!(states(&written.document(&app).await), ["approved"]);
});

on_both_engines!(only_authors_write, |app| async move {
    let written = paper().write(&app).await;
    let publisher = app.publisher();
    let sections = Request::put(
        format!("{}/sections", edition(&written)),
        json!({"sections": []}),
    );
    publisher
        .send(sections.header("if-match", "*"))
        .await
        .assert_problem(403, "not_an_author");
    written
        .act(&publisher, "submission", Value::Null)
        .await
        .assert_problem(403, "not_an_author");
    written
        .act(&publisher, "discard", Value::Null)
        .await
        .assert_problem(403, "not_an_author");
    publisher
        .post(
            format!("{}/editions", document(&written)),
            json!({"change": "minor"}),
        )
        .await
        .assert_problem(403, "not_an_author");
});

on_both_engines!(
    the_last_author_stays_and_a_reader_cannot_be_one,
    |app| async move {
        let written = paper().write(&app).await;
        let authors = format!("{}/authors", document(&written));
        let himself = app.person("author").public_id;
        app.author()
            .delete(format!("{authors}/{himself}"))
            .await
            .assert_problem(409, "last_author");
        let member = app.person("member").public_id;
        let add = Request::new("PUT", format!("{authors}/{member}"));
        app.author()
            .send(add)
            .await
            .assert_problem(409, "not_a_writer");
    }
);

on_both_engines!(what_is_sent_back_is_a_draft_again, |app| async move {
    let written = paper().write(&app).await;
    written.approve(&app).await;
    let reason = json!({"reason": "Điều 2 thiếu thời hạn."});
    written
        .act(&app.publisher(), "return", json!({"reason": "…"}))
        .await
        .assert(422);
    let reply = written.act(&app.publisher(), "return", reason).await;
    assert_eq!(reply.assert(200).json()["state"], "draft");
    written.fill(&app, &paper().sections).await.assert(200);
    let events = app
        .author()
        .get(format!("{}/events?limit=1", document(&written)))
        .await;
    assert_eq!(
        events.json()["items"][0]["reason"],
        "Điều 2 thiếu thời hạn."
    );
    assert!(events.json()["next_cursor"].is_string());
});

on_both_engines!(a_scheduled_edition_goes_out_in_time, |app| async move {
    let written = paper().write(&app).await;
    written.approve(&app).await;
    let publisher = app.publisher();
    let past = json!({"publish_at": "2026-11-23T01:59:59.000Z"});
    written
        .act(&publisher, "publication", past)
        .await
        .assert_problem(422, "publish_at_in_past");
    let later = json!({"publish_at": "2026-11-23T02:10:00.000Z"});
    let reply = written.act(&publisher, "publication", later).await;
    assert_eq!(reply.assert(200).json()["state"], "scheduled");
    assert_eq!(publish_due(&app).await, 0);
    assert_eq!(written.document(&app).await["state"], "draft");
    app.clock.advance(chrono::Duration::minutes(10));
    assert_eq!(publish_due(&app).await, 1);
    assert_eq!(publish_due(&app).await, 0);
    let seen = app.sign_in_again("publisher").get(document(&written)).await;
    assert_eq!(states(&seen.assert(200).json()), ["published"]);
});

on_both_engines!(
    a_scheduled_edition_whose_identity_was_taken_stays_behind,
    |app| async move {
        let first = paper().write(&app).await;
        let second = paper().write(&app).await;
        first.approve(&app).await;
        second.approve(&app).await;
        let publisher = app.publisher();
        for (written, at) in [(&first, "02:10"), (&second, "02:11")] {
            let at = json!({"publish_at": format!("2026-11-23T{at}:00.000Z")});
            written.act(&publisher, "publication", at).await.assert(200);
        }
        app.clock.advance(chrono::Duration::minutes(12));
        assert_eq!(publish_due(&app).await, 2);
        assert_eq!(publish_due(&app).await, 0);
        let publisher = app.sign_in_again("publisher");
        let out = publisher.get(document(&first)).await;
        assert_eq!(states(&out.assert(200).json()), ["published"]);
        let stayed = publisher.get(document(&second)).await;
        assert_eq!(states(&stayed.assert(200).json()), ["approved"]);
        // Its desk learns of it and why.
        let view = publisher.get(edition(&second)).await.assert(200).json();
        let why = view["publication_failure"].clone();
        assert_eq!(why["code"], "duplicate_identity");
        assert!(view.get("publish_at").is_none());
        let author = app.sign_in_again("author");
        let events = author.get(format!("{}/events", document(&second))).await;
        let last = events.assert(200).json()["items"][0].clone();
        assert_eq!(last["step"], "publication_failed");
        assert_eq!(last["edition_id"], second.edition_id.as_str());
        assert_eq!((&last["at"], &last["code"]), (&why["at"], &why["code"]));
        assert!(last.get("reason").is_none() && last.get("member_id").is_none());
        // Until somebody does something about it.
        let again = json!({"publish_at": "2026-11-23T03:00:00.000Z"});
        let reply = second.act(&publisher, "publication", again).await;
        assert!(
            reply
                .assert(200)
                .json()
                .get("publication_failure")
                .is_none()
        );
        app.clock.advance(chrono::Duration::hours(1));
        assert_eq!(publish_due(&app).await, 1);
        let publisher = app.sign_in_again("publisher");
        let reply = second
            .act(&publisher, "return", json!({"reason": "Trùng số."}))
            .await;
        assert!(
            reply
                .assert(200)
                .json()
                .get("publication_failure")
                .is_none()
        );
    }
);

on_both_engines!(
    a_scheduled_edition_whose_link_leads_nowhere_stays_behind_and_says_so,
    |app| async move {
        let target = paper().publish(&app).await;
        let link = json!([{"kind": "amends", "document_id": target.document_id}]);
        let next = paper()
            .with("symbol", json!("58-NQ/TU"))
            .with("links", link)
            .write(&app)
            .await;
        next.approve(&app).await;
        let at = json!({"publish_at": "2026-11-23T02:10:00.000Z"});
        next.act(&app.publisher(), "publication", at)
            .await
            .assert(200);
        target.withdraw(&app).await.assert(200);
        app.clock.advance(chrono::Duration::minutes(10));
        assert_eq!(publish_due(&app).await, 1);
        let publisher = app.sign_in_again("publisher");
        let view = publisher.get(edition(&next)).await.assert(200).json();
        assert_eq!(view["state"], "approved");
        assert_eq!(view["publication_failure"]["code"], "link_target_unknown");
    }
);

on_both_engines!(
    what_is_withdrawn_does_not_come_back_by_itself,
    |app| async move {
        let written = paper().publish(&app).await;
        let next = written.next(&app, "major").await;
        next.approve(&app).await;
        let at = json!({"publish_at": "2026-11-23T02:10:00.000Z"});
        next.act(&app.publisher(), "publication", at)
            .await
            .assert(200);
        written.withdraw(&app).await.assert(200);
        assert_eq!(
            states(&written.document(&app).await),
            ["withdrawn", "approved"]
        );
        app.clock.advance(chrono::Duration::minutes(12));
        assert_eq!(publish_due(&app).await, 0);
    }
);

on_both_engines!(
    a_word_stands_for_the_version_that_was_seen,
    |app| async move {
        let written = paper().write(&app).await;
        written
            .act(&app.author(), "submission", Value::Null)
            .await
            .assert(200);
        let publisher = app.publisher();
        let seen = publisher.get(edition(&written)).await.etag();
        written
            .act(&publisher, "return", json!({"reason": "Sửa."}))
            .await
            .assert(200);
        let other = json!([{"level": 1, "kind": "text", "html": "<p>Khác.</p>"}]);
        written.fill(&app, &other).await.assert(200);
        written
            .act(&app.author(), "submission", Value::Null)
            .await
            .assert(200);
        let approve = Request::new("POST", format!("{}/approval", edition(&written)));
        publisher
            .send(approve.clone())
            .await
            .assert_problem(428, "if_match_required");
        publisher
            .send(approve.header("if-match", &seen))
            .await
            .assert_problem(412, "stale");
    }
);

on_both_engines!(
    a_new_edition_takes_the_place_of_the_old_one,
    |app| async move {
        let written = paper().publish(&app).await;
        let next = written.next(&app, "minor").await;
        let again = app
            .author()
            .post(
                format!("{}/editions", document(&written)),
                json!({"change": "major"}),
            )
            .await;
        again.assert_problem(409, "edition_open");
        let copied = app.author().get(edition(&next)).await;
        assert_eq!(
            copied.assert(200).json()["sections"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
        assert_eq!(copied.json()["number"], 2);
        assert_eq!(copied.json()["change"], "minor");
        next.approve(&app).await;
        // Until then readers have the first one.
        assert_eq!(
            states(&written.document(&app).await),
            ["published", "approved"]
        );
        next.act(&app.publisher(), "publication", json!({}))
            .await
            .assert(200);
        assert_eq!(
            states(&written.document(&app).await),
            ["superseded", "published"]
        );
        let old = app.author().get(edition(&written)).await;
        assert_eq!(
            old.assert(200).json()["sections"].as_array().unwrap().len(),
            2
        );
    }
);

on_both_engines!(a_withdrawn_paper_can_come_again, |app| async move {
    let written = paper().publish(&app).await;
    written.withdraw(&app).await.assert(200);
    written
        .withdraw(&app)
        .await
        .assert_problem(409, "not_published");
    assert_eq!(states(&written.document(&app).await), ["withdrawn"]);
    let next = written.next(&app, "major").await;
    next.approve(&app).await;
    next.act(&app.publisher(), "publication", json!({}))
        .await
        .assert(200);
    let document = written.document(&app).await;
    assert_eq!(document["state"], "published");
    assert_eq!(states(&document), ["withdrawn", "published"]);
});

on_both_engines!(an_edition_can_be_given_up, |app| async move {
    let written = paper().publish(&app).await;
    let next = written.next(&app, "minor").await;
    next.act(&app.author(), "discard", Value::Null)
        .await
        .assert(200);
    assert_eq!(
        states(&written.document(&app).await),
        ["published", "discarded"]
    );
    assert_eq!(written.document(&app).await["state"], "published");
    let third = written.next(&app, "minor").await;
    assert_eq!(
        app.author().get(edition(&third)).await.assert(200).json()["number"],
        3
    );
});

on_both_engines!(
    an_empty_or_nameless_paper_is_not_submitted,
    |app| async move {
        let mut bare = paper();
        bare.metadata = json!({"kind": "nghi_quyet", "title": "Dự thảo nghị quyết"});
        let written = bare.write(&app).await;
        let reply = written.act(&app.author(), "submission", Value::Null).await;
        let faults: Vec<String> = reply
            .assert(422)
            .errors()
            .into_iter()
            .map(|(at, _)| at)
            .collect();
        assert_eq!(
            faults,
            [
                "/metadata/symbol",
                "/metadata/issuer",
                "/metadata/issued_on"
            ]
        );
        let mut empty = paper();
        empty.sections = json!([]);
        let written = empty.write(&app).await;
        written
            .act(&app.author(), "submission", Value::Null)
            .await
            .assert_problem(409, "empty_edition");
    }
);

on_both_engines!(a_repeated_step_gets_the_first_answer, |app| async move {
    let written = paper().write(&app).await;
    let submit = || {
        written
            .step("submission", Value::Null)
            .header("idempotency-key", "gui-57")
    };
    let first = app.author().send(submit()).await;
    let second = app.author().send(submit()).await;
    assert_eq!(first.assert(200).json(), second.assert(200).json());
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
});
