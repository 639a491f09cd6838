//! A file whose bytes are no longer those that came in is reported and never sent.

use std::path::PathBuf;

use diesel::prelude::*;
use sotay::db::schema::files;
use sotay::files::FileRef;

use super::serving::asked;
use super::{PDF, digest, objects, taken_in};
use crate::command_line::on;
use crate::support::TestApp;

pub async fn stored(app: &TestApp) -> (FileRef, PathBuf) {
    stored_bytes(app, PDF).await
}

/// A file, and where its bytes lie.
pub async fn stored_bytes(app: &TestApp, bytes: &[u8]) -> (FileRef, PathBuf) {
    let (state, system) = (app.state(), app.state().system("test"));
    let file = state.files.store(&system, bytes.to_vec().into()).await;
    (file.unwrap(), place(app))
}

/// Where the bytes of the only file lie.
pub fn place(app: &TestApp) -> PathBuf {
    let root = app.place().folder.path().join("files");
    root.join(&objects(app)[0])
}

fn flip(path: &PathBuf) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

/// How many files are known to be damaged.
pub async fn marked(app: &TestApp) -> i64 {
    let broken = files::table.filter(files::broken_at.is_not_null()).count();
    let db = app.state().db.clone();
    db.read(move |conn| Ok(broken.get_result(conn)?))
        .await
        .unwrap()
}

on_both_engines!(a_flipped_bit_is_never_sent, |app| async move {
    let (file, path) = stored(&app).await;
    assert_eq!(asked(&app, &file, &[]).await.0, 200);
    flip(&path);
    let damaged = (503, "file_damaged".to_owned());
    for fields in [vec![], vec![("range", "bytes=0-1")]] {
        assert_eq!(asked(&app, &file, &fields).await, damaged);
    }
    let read = sotay::files::read_all(&app.state(), &file, 1_000).await;
    assert_eq!(read.unwrap_err().problem().1, "file_damaged");
    assert_eq!(marked(&app).await, 1);
    let metrics = app.anonymous().get("/metrics").await.text();
    assert!(
        metrics.contains("sotay_files_damaged_total 1\n"),
        "{metrics}"
    );
    let log = app
        .auditor()
        .get("/api/v1/audit-log?action=mark_file_damaged")
        .await;
    log.assert(200);

    // Sent in again, it is whole again.
    taken_in(&app, "author", "a.pdf", PDF).await;
    assert_eq!(asked(&app, &file, &[]).await.0, 200);
    assert_eq!((marked(&app).await, objects(&app).len()), (0, 1));
});

on_both_engines!(a_missing_or_shorter_file_is_damaged_too, |app| async move {
    let (file, path) = stored(&app).await;
    std::fs::write(&path, &PDF[..10]).unwrap();
    assert_eq!(asked(&app, &file, &[]).await.1, "file_damaged");
    std::fs::remove_file(&path).unwrap();
    let (state, system) = (app.state(), app.state().system("test"));
    let found = state.files.verify_all(&system, |_, _| {}).await.unwrap();
    assert_eq!((found.files, found.damaged.len()), (1, 1));
});

on_both_engines!(damage_is_found_before_anyone_asks, |app| async move {
    let (file, path) = stored(&app).await;
    let (state, system) = (app.state(), app.state().system("test"));
    let found = state.files.verify_all(&system, |_, _| {}).await.unwrap();
    assert_eq!((found.files, found.damaged.len()), (1, 0));
    flip(&path);
    state.files.verify_some(&system).await.unwrap();
    assert_eq!(marked(&app).await, 1);
    assert_eq!(asked(&app, &file, &[]).await.1, "file_damaged");
    // Brought back from a backup, it is served again once that was seen.
    flip(&path);
    let found = state.files.verify_all(&system, |_, _| {}).await.unwrap();
    assert_eq!((found.damaged.len(), marked(&app).await), (0, 0));
    assert_eq!(asked(&app, &file, &[]).await.0, 200);
});

/// `sotay verify files` beside the running server: whether it was well, and what it said.
fn verify(app: &TestApp) -> (bool, String) {
    let folder = app.place().folder.path().join("files");
    let mut command = on(app.place(), "verify");
    let output = command
        .arg("files")
        .env("SOTAY_FILES", folder)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

on_both_engines!(the_command_says_what_is_damaged, |app| async move {
    let (file, path) = stored(&app).await;
    let (well, said) = verify(&app);
    assert!(well && said.contains("1 files: all are in order"), "{said}");
    flip(&path);
    let (well, said) = verify(&app);
    assert!(!well && said.contains("1 of 1 files are damaged"), "{said}");
    assert!(said.contains(&format!("sha256 {}", digest(PDF))), "{said}");
    assert_eq!(asked(&app, &file, &[]).await.1, "file_damaged");
});
