//! The way in: from the first byte to the file.

use chrono::Duration;
use serde_json::{Value, json};
use sotay::kernel::ids::PublicId;

use super::{
    PDF, append, begin, begun, complete, digest, large_pdf, objects, path, sent, taken_in,
};
use crate::support::TestApp;

on_both_engines!(a_file_comes_in_by_pieces, |app| async move {
    let bytes = large_pdf(20_000);
    let body =
        json!({"file_name": "Nghị quyết 57.pdf", "size": bytes.len(), "sha256": digest(&bytes)});
    let reply = begin(&app, "author", body).await;
    let view = reply.assert(201).json();
    let upload = view["upload_id"].as_str().unwrap().to_owned();
    assert_eq!(reply.header("location"), Some(path(&upload).as_str()));
    assert_eq!(
        (&view["offset"], &view["state"], &view["expires_at"]),
        (
            &json!(0),
            &json!("open"),
            &json!("2026-11-25T02:00:00.000Z")
        )
    );
    for (start, end) in [(0, 7), (7, 12_000), (12_000, 20_000)] {
        let reply = append(&app, "author", &upload, start, &bytes[start..end]).await;
        assert_eq!(reply.assert(200).json()["offset"], json!(end));
        assert_eq!(
            reply.header("upload-offset"),
            Some(end.to_string().as_str())
        );
    }
    let done = complete(&app, "author", &upload).await;
    let done = done.assert(200).json();
    let file = &done["file"];
    assert_eq!(done["state"], "completed");
    assert_eq!(
        (&file["size"], &file["media_type"], &file["sha256"]),
        (
            &json!(20_000),
            &json!("application/pdf"),
            &json!(digest(&bytes))
        )
    );
    let kept = objects(&app);
    let hash = digest(&bytes);
    let address = format!("sha256/{}/{}/{upload}", &hash[..2], &hash[2..]);
    assert_eq!(kept, [address], "the pieces are gone, the file is there");
    let stored = app.place().folder.path().join("files").join(&kept[0]);
    assert!(std::fs::read(stored).unwrap() == bytes);

    let at = format!("/api/v1/files/{}", file["file_id"].as_str().unwrap());
    let seen = app.author().get(&at).await;
    assert_eq!(seen.assert(200).json(), *file);
    app.author()
        .request("GET", &at)
        .header("if-none-match", seen.etag())
        .send()
        .await
        .assert(304);
    app.publisher().get(&at).await.assert(404);
});

on_both_engines!(completing_twice_gives_the_same_file, |app| async move {
    let upload = sent(&app, "author", "a.pdf", PDF).await;
    let (one, two) = tokio::join!(
        complete(&app, "author", &upload),
        complete(&app, "author", &upload)
    );
    let again = complete(&app, "author", &upload).await;
    assert_eq!(one.assert(200).json(), two.assert(200).json());
    assert_eq!(one.json(), again.assert(200).json());
    assert_eq!(objects(&app).len(), 1);
    append(&app, "author", &upload, PDF.len(), b"x")
        .await
        .assert_problem(409, "upload_not_open");
    let shown = app.author().get(path(&upload)).await;
    assert_eq!(shown.assert(200).json()["file"], one.json()["file"]);
});

on_both_engines!(the_same_bytes_are_kept_once, |app| async move {
    let first = taken_in(&app, "author", "a.pdf", PDF).await;
    app.clock.advance(Duration::hours(3));
    let second = taken_in(&app, "publisher", "b.pdf", PDF).await;
    assert_eq!(first["sha256"], second["sha256"]);
    assert_eq!(objects(&app).len(), 1);
    // Each by his own id, which does not tell that somebody was first, nor when: it begins with its own milliseconds.
    assert_ne!(first["file_id"], second["file_id"]);
    let id: PublicId = second["file_id"].as_str().unwrap().parse().unwrap();
    let millis = id.as_bytes()[..6]
        .iter()
        .fold(0, |sum, byte| sum << 8 | i64::from(*byte));
    assert_eq!(millis, app.clock.now().micros() / 1_000);
    assert_eq!(second["created_at"], json!(app.clock.now()));
    let at = |file: &Value| format!("/api/v1/files/{}", file["file_id"].as_str().unwrap());
    for (who, own, other) in [("author", &first, &second), ("publisher", &second, &first)] {
        let actor = app.actor(who);
        assert_eq!(actor.get(at(own)).await.assert(200).json(), *own);
        actor.get(at(other)).await.assert(404);
    }
    app.admin().get(at(&first)).await.assert(404);
    // Who sends it in again has it already.
    assert_eq!(taken_in(&app, "author", "a.pdf", PDF).await, first);

    // Two at once, of bytes that nobody has seen.
    let bytes = large_pdf(9_000_000);
    let (one, two) = tokio::join!(
        sent(&app, "author", "c.pdf", &bytes),
        sent(&app, "publisher", "d.pdf", &bytes)
    );
    let (one, two) = tokio::join!(
        complete(&app, "author", &one),
        complete(&app, "publisher", &two)
    );
    let (one, two) = (one.assert(200).json(), two.assert(200).json());
    assert_eq!(one["file"]["sha256"], two["file"]["sha256"]);
    assert_ne!(one["file"]["file_id"], two["file"]["file_id"]);
    assert_eq!(objects(&app).len(), 2);
});

on_both_engines!(a_wrong_hash_or_size_is_refused, |app| async move {
    let body = json!({"file_name": "a.pdf", "size": PDF.len(), "sha256": digest(b"other")});
    let reply = begin(&app, "author", body).await;
    let upload = reply.assert(201).json()["upload_id"]
        .as_str()
        .unwrap()
        .to_owned();
    complete(&app, "author", &upload)
        .await
        .assert_problem(409, "upload_incomplete");
    append(&app, "author", &upload, 0, &[PDF, b"x"].concat())
        .await
        .assert_problem(413, "upload_exceeds_size");
    append(&app, "author", &upload, 0, PDF).await.assert(200);
    for _ in 0..2 {
        complete(&app, "author", &upload)
            .await
            .assert_problem(422, "file_hash_mismatch");
    }
    assert_eq!(objects(&app), [""; 0], "nothing is left of it");
    let shown = app.author().get(path(&upload)).await.assert(200).json();
    assert_eq!(shown["state"], "refused");
});

on_both_engines!(names_and_sizes_are_refused_at_the_start, |app| async move {
    let long = "ạ".repeat(201);
    for (name, code) in [
        ("../a.pdf", "file_name_has_folders"),
        ("a\\b.pdf", "file_name_has_folders"),
        ("a\u{7}.pdf", "file_name_has_control_characters"),
        ("anh\u{202e}fdp.exe", "file_name_has_control_characters"),
        (" ", "file_name_empty"),
    ] {
        let reply = begin(&app, "author", json!({"file_name": name, "size": 1})).await;
        reply.assert_problem(422, code);
        assert_eq!(reply.errors()[0].0, "/file_name");
    }
    let reply = begin(&app, "author", json!({"file_name": long, "size": 1})).await;
    assert_eq!(
        reply.assert(422).errors(),
        [("/file_name".to_owned(), "too_long".to_owned())]
    );
    let decomposed = begin(
        &app,
        "author",
        json!({"file_name": "Nghi\u{323} quye\u{302}\u{301}t.pdf", "size": 1}),
    )
    .await;
    assert_eq!(decomposed.assert(201).json()["file_name"], "Nghị quyết.pdf");
    let mib = 1024 * 1024_u64;
    for (name, size, fits) in [
        ("a.pdf", 50 * mib, true),
        ("a.pdf", 50 * mib + 1, false),
        ("a.mp4", 500 * mib, true),
        ("a.mp4", 500 * mib + 1, false),
        ("a", 2048 * mib, false),
    ] {
        let reply = begin(&app, "author", json!({"file_name": name, "size": size})).await;
        if fits {
            reply.assert(201);
        } else {
            reply.assert_problem(413, "file_too_large");
        }
    }
});

on_both_engines!(an_upload_exists_for_its_owner_alone, |app| async move {
    let upload = begun(&app, "author", "a.pdf", PDF.len()).await;
    let other = app.publisher();
    other.get(path(&upload)).await.assert(404);
    other.delete(path(&upload)).await.assert(404);
    append(&app, "publisher", &upload, 0, PDF).await.assert(404);
    complete(&app, "publisher", &upload).await.assert(404);
    append(&app, "author", &upload, 0, PDF).await.assert(200);
    app.author().delete(path(&upload)).await.assert(204);
    app.author().delete(path(&upload)).await.assert(404);
    append(&app, "author", &upload, PDF.len(), b"")
        .await
        .assert(404);
    assert_eq!(objects(&app), [""; 0]);
});

on_both_engines!(no_more_than_twenty_are_open_at_a_time, |app| async move {
    let mut last = String::new();
    for _ in 0..20 {
        last = begun(&app, "author", "a.pdf", 10).await;
    }
    let body = json!({"file_name": "a.pdf", "size": 10});
    begin(&app, "author", body.clone())
        .await
        .assert_problem(409, "too_many_uploads");
    begin(&app, "publisher", body.clone()).await.assert(201);
    app.author().delete(path(&last)).await.assert(204);
    begin(&app, "author", body).await.assert(201);
});

on_both_engines!(requests_that_say_too_little_are_refused, |app| async move {
    let upload = begun(&app, "author", "a.pdf", PDF.len()).await;
    let patch = || app.author().request("PATCH", path(&upload));
    patch()
        .bytes("application/octet-stream", PDF)
        .send()
        .await
        .assert_problem(400, "malformed_request");
    patch()
        .header("upload-offset", "-1")
        .bytes("application/octet-stream", PDF)
        .send()
        .await
        .assert(400);
    patch()
        .header("upload-offset", "0")
        .bytes("application/pdf", PDF)
        .send()
        .await
        .assert(415);
});

/// What lies in the storage of a server for these bytes, whoever put it there.
fn address(app: &TestApp) -> std::path::PathBuf {
    app.place()
        .folder
        .path()
        .join("files")
        .join(&objects(app)[0])
}

on_both_engines!(commands_take_files_in_too, |app| async move {
    let (state, system) = (app.state(), app.state().system("test"));
    let file = app.place().folder.path().join("Tài liệu học tập.pdf");
    std::fs::write(&file, PDF).unwrap();
    let first = state.files.store_file(&system, &file).await.unwrap();
    let second = state
        .files
        .store(&system, PDF.to_vec().into())
        .await
        .unwrap();
    assert_eq!(first, second);
    assert_eq!(
        (first.size, first.media_type.as_str()),
        (i64::try_from(PDF.len()).unwrap(), "application/pdf")
    );
    assert!(std::fs::read(address(&app)).unwrap() == PDF);
    let read = sotay::files::read_all(&state, &first, 1_000).await.unwrap();
    assert!(read == PDF);
    let refused = sotay::files::read_all(&state, &first, 10)
        .await
        .unwrap_err();
    assert_eq!(refused.problem().1, "file_too_large");
    let page = state
        .files
        .store(&system, b"<html></html>".to_vec().into())
        .await;
    assert_eq!(page.unwrap_err().problem().1, "file_type_not_accepted");
    assert_eq!(objects(&app).len(), 1);
});

on_both_engines!(
    completing_and_giving_up_leave_no_bytes_alone,
    |app| async move {
        for round in 0..8 {
            let (author, before) = (app.author(), objects(&app).len());
            let upload = sent(&app, "author", "a.pdf", &large_pdf(200_000 + round)).await;
            let (completed, given_up) = tokio::join!(
                complete(&app, "author", &upload),
                author.delete(path(&upload))
            );
            given_up.assert(204);
            app.author().get(path(&upload)).await.assert(404);
            let after = objects(&app);
            if completed.status() == 200 {
                assert_eq!(after.len(), before + 1, "{after:?}");
            } else {
                assert!([404, 503].contains(&completed.status()), "{completed}");
                assert_eq!(after.len(), before, "{after:?}");
            }
            let (state, system) = (app.state(), app.state().system("test"));
            let found = state.files.verify_all(&system, |_, _| {}).await.unwrap();
            assert_eq!(found.damaged, [""; 0]);
            assert_eq!(found.files, after.len() as u64);
        }
    }
);
