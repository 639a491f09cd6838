//! Bytes that turn where they lie: each piece is compared before any of it is sent.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use diesel::prelude::*;
use sotay::db::schema::file_pieces;

use super::damage::{marked, place, stored, stored_bytes};
use super::serving::{asked, received};
use super::{PDF, large_pdf, large_picture, taken_in};
use crate::library;
use crate::support::TestApp;

/// Bytes that have a digest of their own.
const PIECE: usize = 128 * 1024;

/// Turns a bit as a failing disk does: neither the size nor the time of the last change tells.
fn rot(path: &Path, at: usize) {
    let file = File::options().read(true).write(true).open(path).unwrap();
    let before = file.metadata().unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, at as u64).unwrap();
    file.write_all_at(&[byte[0] ^ 1], at as u64).unwrap();
    file.set_modified(before.modified().unwrap()).unwrap();
    let after = file.metadata().unwrap();
    assert_eq!(
        (after.len(), after.modified().unwrap()),
        (before.len(), before.modified().unwrap())
    );
}

fn damaged() -> (u16, String) {
    (503, "file_damaged".to_owned())
}

on_both_engines!(no_time_passes_in_which_rot_is_sent, |app| async move {
    let (file, path) = stored(&app).await;
    assert_eq!(asked(&app, &file, &[]).await.0, 200);
    rot(&path, PDF.len() / 2);
    assert_eq!(asked(&app, &file, &[]).await, damaged());
    assert_eq!(marked(&app).await, 1);
});

on_both_engines!(rot_further_on_breaks_the_body_off, |app| async move {
    let bytes = large_pdf(3 * PIECE + 100_000);
    let (file, path) = stored_bytes(&app, &bytes).await;
    let sent = received(&app, &file, &[]).await;
    assert!(sent.whole && sent.body == bytes);

    rot(&path, 2 * PIECE + 40_000);
    // What lies in other pieces goes out as ever.
    for (range, wanted) in [
        ("bytes=0-262143", 0..2 * PIECE),
        ("bytes=131071-131072", PIECE - 1..PIECE + 1),
        ("bytes=393216-", 3 * PIECE..bytes.len()),
    ] {
        let part = received(&app, &file, &[("range", range)]).await;
        assert!(part.status == 206 && part.whole, "{range}");
        assert!(part.body == bytes[wanted], "{range}");
    }
    assert_eq!(marked(&app).await, 0);

    let cut = received(&app, &file, &[("range", "bytes=100-399999")]).await;
    assert_eq!((cut.status, cut.whole), (206, false));
    assert!(
        cut.body == bytes[100..2 * PIECE],
        "all before the damaged piece, and nothing of it"
    );
    assert_eq!(marked(&app).await, 1);
    let metrics = app.anonymous().get("/metrics").await.text();
    assert!(metrics.contains("sotay_files_damaged_total 1\n"));
    for fields in [vec![], vec![("range", "bytes=0-1")]] {
        assert_eq!(asked(&app, &file, &fields).await, damaged());
    }

    // Sent in again, its bytes are new and vouched for.
    taken_in(&app, "author", "a.pdf", &bytes).await;
    let sent = received(&app, &file, &[]).await;
    assert!(sent.status == 200 && sent.whole && sent.body == bytes);
});

on_both_engines!(rot_in_the_first_piece_asked_for_is_told, |app| async move {
    let bytes = large_pdf(3 * PIECE);
    let (file, path) = stored_bytes(&app, &bytes).await;
    rot(&path, 2 * PIECE);
    // Not the damaged byte, but its piece.
    let range = [("range", "bytes=262145-262200")];
    assert_eq!(asked(&app, &file, &range).await, damaged());
    assert_eq!(asked(&app, &file, &[]).await, damaged());
    assert_eq!(marked(&app).await, 1);
});

on_both_engines!(digests_of_several_rows_are_all_heeded, |app| async move {
    let bytes = large_pdf(34 * PIECE + 1);
    let (file, path) = stored_bytes(&app, &bytes).await;
    assert_eq!(digests(&app).await.len(), 2);
    let sent = received(&app, &file, &[]).await;
    assert!(sent.whole && sent.body == bytes);
    let between = [("range", "bytes=4194300-4194310")];
    let part = received(&app, &file, &between).await;
    assert!(part.whole && part.body == bytes[4_194_300..=4_194_310]);

    rot(&path, 34 * PIECE);
    let part = received(&app, &file, &between).await;
    assert!(part.whole && part.body == bytes[4_194_300..=4_194_310]);
    let cut = received(&app, &file, &[]).await;
    assert!(!cut.whole && cut.body == bytes[..34 * PIECE]);
    assert_eq!(asked(&app, &file, &between).await, damaged());
});

/// The rows of digests: their places and what they hold.
async fn digests(app: &TestApp) -> Vec<(i64, Vec<u8>)> {
    let rows = file_pieces::table
        .order(file_pieces::place)
        .select((file_pieces::place, file_pieces::digests));
    let db = app.state().db.clone();
    db.read(move |conn| Ok(rows.load(conn)?)).await.unwrap()
}

/// The files are then as those that came in before there were digests.
async fn forget_digests(app: &TestApp) {
    let db = app.state().db.clone();
    let forgotten = db
        .write(|conn| Ok(diesel::delete(file_pieces::table).execute(conn)?))
        .await;
    assert_eq!(forgotten.unwrap(), 1);
}

on_both_engines!(a_file_of_before_is_read_whole_once, |app| async move {
    let bytes = large_pdf(3 * PIECE + 7);
    let (file, path) = stored_bytes(&app, &bytes).await;
    let (state, system) = (app.state(), app.state().system("test"));
    let written = digests(&app).await;
    assert_eq!(written[0].1.len(), 4 * 32);

    forget_digests(&app).await;
    let range = [("range", "bytes=200000-200009")];
    let (part, whole) = tokio::join!(received(&app, &file, &range), received(&app, &file, &[]));
    assert!(part.whole && part.body == bytes[200_000..200_010]);
    assert!(whole.whole && whole.body == bytes);
    assert_eq!(digests(&app).await, written);

    forget_digests(&app).await;
    state.files.verify_some(&system).await.unwrap();
    assert_eq!(digests(&app).await, written);

    // Where damage was quicker, nothing says which of the pieces are in order.
    forget_digests(&app).await;
    rot(&path, 2 * PIECE);
    for fields in [vec![("range", "bytes=0-1")], vec![]] {
        assert_eq!(asked(&app, &file, &fields).await, damaged());
    }
    assert_eq!((marked(&app).await, digests(&app).await), (1, Vec::new()));
});

async fn spoil_digests(app: &TestApp, digests: Vec<u8>) {
    let db = app.state().db.clone();
    let spoilt = db.write(move |conn| {
        let set = diesel::update(file_pieces::table).set(file_pieces::digests.eq(&digests));
        Ok(set.execute(conn)?)
    });
    assert_eq!(spoilt.await.unwrap(), 1);
}

on_both_engines!(digests_that_rotted_are_written_again, |app| async move {
    let bytes = large_pdf(2 * PIECE);
    let (file, _) = stored_bytes(&app, &bytes).await;
    let (state, system) = (app.state(), app.state().system("test"));
    let written = digests(&app).await;
    // Too few: the file is looked at.
    spoil_digests(&app, vec![7; 10]).await;
    let sent = received(&app, &file, &[]).await;
    assert!(sent.whole && sent.body == bytes);
    assert_eq!(digests(&app).await, written);
    // Wrong ones: it looks damaged, until all of it was compared with its hash.
    spoil_digests(&app, vec![7; 64]).await;
    assert_eq!(asked(&app, &file, &[]).await, damaged());
    let found = state.files.verify_all(&system, |_, _| {}).await.unwrap();
    assert_eq!((found.damaged.len(), marked(&app).await), (0, 0));
    assert_eq!(asked(&app, &file, &[]).await.0, 200);
    assert_eq!(digests(&app).await, written);
});

on_both_engines!(a_phone_cannot_take_a_part_for_the_whole, |app| async move {
    let bytes = large_picture(4 * PIECE);
    let address = library::holding(&app, "image", "Sơ đồ.png", &bytes).await;
    let sent = app.member().get(&address).await;
    assert!(sent.assert(200).bytes() == bytes);
    rot(&place(&app), 3 * PIECE);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let asked = http
        .get(format!("http://{}{address}", app.address()))
        .bearer_auth(app.member().token());
    let answer = asked.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-length"], bytes.len().to_string());
    answer.bytes().await.unwrap_err();
    let after = app.member().get(&address).await;
    after.assert_problem(503, "file_damaged");
});
