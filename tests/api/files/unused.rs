//! What nobody finishes or uses goes; what somebody attaches stays, whoever is quicker.

use chrono::Duration;
use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::auth::{System, Viewer};
use sotay::db::{Conn, schema};
use sotay::error::Error;
use sotay::files;
use sotay::kernel::ids::PublicId;

use super::{PDF, append, begun, large_pdf, objects, path, taken_in};
use crate::support::TestApp;

#[allow(clippy::unnecessary_wraps, reason = "the form of a registered use")]
fn nobody(_: &mut Conn, _: &System, _: &[i64]) -> Result<Vec<i64>, Error> {
    Ok(Vec::new())
}

#[allow(clippy::unnecessary_wraps, reason = "the form of a registered use")]
fn everybody(_: &mut Conn, _: &System, ids: &[i64]) -> Result<Vec<i64>, Error> {
    Ok(ids.to_vec())
}

fn id(file: &Value) -> PublicId {
    file["file_id"].as_str().unwrap().parse().unwrap()
}

/// Attaches a file as a room would; whether it could.
async fn attach(app: &TestApp, who: &str, file: PublicId) -> Result<(), Error> {
    let (system, member) = (app.state().system("test"), app.person(who).id);
    let db = app.state().db.clone();
    db.write(move |conn| {
        let viewer = Viewer::for_job(conn, &system, member)?.ok_or(Error::Forbidden)?;
        files::claim(conn, &viewer, file).map(drop)
    })
    .await
}

on_both_engines!(an_unfinished_upload_goes_after_two_days, |app| async move {
    let bytes = large_pdf(1_000);
    let upload = begun(&app, "author", "a.pdf", bytes.len()).await;
    append(&app, "author", &upload, 0, &bytes[..500])
        .await
        .assert(200);
    taken_in(&app, "author", "b.pdf", PDF).await;
    let files = app.state().files.clone();
    app.clock.advance(Duration::hours(47));
    assert_eq!(
        files
            .remove_expired_uploads(&app.state().system("test"))
            .await
            .unwrap(),
        0
    );
    app.author().get(path(&upload)).await.assert(200);
    app.clock.advance(Duration::hours(2));
    app.author().get(path(&upload)).await.assert(404);
    assert_eq!(
        files
            .remove_expired_uploads(&app.state().system("test"))
            .await
            .unwrap(),
        2
    );
    let left = objects(&app);
    assert!(
        left.len() == 1 && left[0].starts_with("sha256/"),
        "{left:?}"
    );
});

on_both_engines!(what_a_dead_process_left_is_found, |app| async move {
    let (known, stray) = (
        begun(&app, "author", "a.pdf", 10).await,
        PublicId::new(app.clock.now()).to_string(),
    );
    let root = app.place().folder.path().join("files/uploads");
    for folder in [&known, &stray] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
        std::fs::write(root.join(folder).join("whole-1#1"), b"half").unwrap();
    }
    let files = app.state().files.clone();
    assert_eq!(
        files
            .remove_stray_uploads(&app.state().system("test"))
            .await
            .unwrap(),
        0
    );
    app.clock.advance(Duration::hours(73));
    assert_eq!(
        files
            .remove_stray_uploads(&app.state().system("test"))
            .await
            .unwrap(),
        1
    );
    assert!(root.join(&known).exists() && !root.join(&stray).exists());
    files
        .remove_expired_uploads(&app.state().system("test"))
        .await
        .unwrap();
    assert!(!root.join(&known).exists());
});

on_both_engines!(an_unused_file_goes_after_a_week, |app| async move {
    let file = taken_in(&app, "author", "a.pdf", PDF).await;
    let files = app.state().files.clone();
    app.clock.advance(Duration::days(6));
    let now = || app.state().system("test");
    assert_eq!(files.remove_unused(&now(), &[nobody]).await.unwrap(), 0);
    attach(&app, "author", id(&file)).await.unwrap();
    app.clock.advance(Duration::days(6));
    assert_eq!(files.remove_unused(&now(), &[nobody]).await.unwrap(), 0);
    app.clock.advance(Duration::days(2));
    assert_eq!(files.remove_unused(&now(), &[]).await.unwrap(), 0);
    assert_eq!(
        files
            .remove_unused(&now(), &[nobody, everybody])
            .await
            .unwrap(),
        0
    );
    assert_eq!(objects(&app).len(), 1);
    // The look goes on behind the last file it saw, and then begins again.
    files.remove_unused(&now(), &[everybody]).await.unwrap();
    assert_eq!(files.remove_unused(&now(), &[nobody]).await.unwrap(), 1);
    assert_eq!(objects(&app), [""; 0]);
    let error = attach(&app, "author", id(&file)).await.unwrap_err();
    assert!(matches!(error, Error::NotFound));
    taken_in(&app, "author", "a.pdf", PDF).await;
});

on_both_engines!(the_digests_of_a_file_go_with_it, |app| async move {
    taken_in(&app, "author", "a.pdf", &large_pdf(300_000)).await;
    let (files, db) = (app.state().files.clone(), app.state().db.clone());
    let digests = || {
        let count = schema::file_pieces::table.count();
        db.read(move |conn| Ok(count.get_result::<i64>(conn)?))
    };
    assert_eq!(digests().await.unwrap(), 1);
    app.clock.advance(Duration::days(8));
    let system = app.state().system("test");
    assert_eq!(files.remove_unused(&system, &[nobody]).await.unwrap(), 1);
    assert_eq!(digests().await.unwrap(), 0);
});

on_both_engines!(only_an_uploader_attaches, |app| async move {
    let file = taken_in(&app, "author", "a.pdf", PDF).await;
    let error = attach(&app, "publisher", id(&file)).await.unwrap_err();
    assert!(matches!(error, Error::NotFound));
    attach(&app, "author", id(&file)).await.unwrap();
    let own = taken_in(&app, "publisher", "b.pdf", PDF).await;
    attach(&app, "publisher", id(&own)).await.unwrap();
    // Each by his own id only.
    for (who, other) in [("publisher", &file), ("author", &own)] {
        let error = attach(&app, who, id(other)).await.unwrap_err();
        assert!(matches!(error, Error::NotFound));
    }
});

on_both_engines!(
    an_id_ends_also_while_others_keep_the_file,
    |app| async move {
        let file = taken_in(&app, "author", "a.pdf", PDF).await;
        let at = |file: &Value| format!("/api/v1/files/{}", id(file));
        app.clock.advance(Duration::days(4));
        attach(&app, "author", id(&file)).await.unwrap();
        let theirs = taken_in(&app, "publisher", "b.pdf", PDF).await;
        app.clock.advance(Duration::days(6));
        app.author().get(at(&file)).await.assert(200);
        attach(&app, "publisher", id(&theirs)).await.unwrap();
        app.clock.advance(Duration::days(2));
        app.publisher().get(at(&theirs)).await.assert(200);
        app.author().get(at(&file)).await.assert(404);
        let error = attach(&app, "author", id(&file)).await.unwrap_err();
        assert!(matches!(error, Error::NotFound));
        // Sent in again, it is as one that nobody ever had.
        let again = taken_in(&app, "author", "a.pdf", PDF).await;
        assert_ne!(again["file_id"], file["file_id"]);
        assert_eq!(again["created_at"], json!(app.clock.now()));
        app.author().get(at(&file)).await.assert(404);
        app.author().get(at(&again)).await.assert(200);
        assert_eq!(objects(&app).len(), 1);
    }
);

/// Makes every file one that nobody has wanted for eight days.
async fn age(app: &TestApp) {
    let old = app.clock.now() - Duration::days(8);
    let db = app.state().db.clone();
    db.write(move |conn| {
        diesel::update(schema::files::table)
            .set(schema::files::claimed_at.eq(old))
            .execute(conn)?;
        Ok(())
    })
    .await
    .unwrap();
}

on_both_engines!(
    attaching_and_removing_know_of_each_other,
    |app| async move {
        let (files, system) = (app.state().files.clone(), app.state().system("test"));
        let (mut kept, mut gone) = (0, 0);
        for round in 0..20 {
            let file = taken_in(&app, "author", "a.pdf", &large_pdf(1_000 + round)).await;
            age(&app).await;
            let (attached, removed) = if round % 2 == 0 {
                tokio::join!(
                    attach(&app, "author", id(&file)),
                    files.remove_unused(&system, &[nobody])
                )
            } else {
                let (removed, attached) = tokio::join!(
                    files.remove_unused(&system, &[nobody]),
                    attach(&app, "author", id(&file))
                );
                (attached, removed)
            };
            removed.unwrap();
            // What was doomed is removed at the latest now, and the search has come round again.
            files.remove_unused(&system, &[nobody]).await.unwrap();
            let still = app
                .author()
                .get(format!("/api/v1/files/{}", id(&file)))
                .await;
            match attached {
                Ok(()) => {
                    kept += 1;
                    still.assert(200);
                    assert_eq!(
                        objects(&app).len(),
                        1,
                        "it is attached, so its bytes are there"
                    );
                    age(&app).await;
                    for _ in 0..2 {
                        files.remove_unused(&system, &[nobody]).await.unwrap();
                    }
                }
                Err(Error::NotFound) => {
                    gone += 1;
                    still.assert(404);
                }
                Err(other) => panic!("{other:?}"),
            }
            assert_eq!(objects(&app), [""; 0]);
        }
        assert_eq!(kept + gone, 20);
    }
);
