//! Weak lines: broken in the middle of a body, repeated, racing.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};

use super::{append, begun, complete, digest, large_pdf, objects, path};
use crate::support::TestApp;

/// Sends the head of a piece of `stated` bytes and only some of them, then closes the line, or only our `half` of it.
fn cut(app: &TestApp, upload: &str, offset: usize, stated: usize, bytes: &[u8], half: bool) {
    let mut line = TcpStream::connect(app.address()).unwrap();
    let head = format!(
        "PATCH {} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {}\r\nUpload-Offset: {offset}\r\n\
         Content-Type: application/octet-stream\r\nContent-Length: {stated}\r\n\r\n",
        path(upload),
        app.author().token()
    );
    line.write_all(head.as_bytes()).unwrap();
    line.write_all(bytes).unwrap();
    line.flush().unwrap();
    if half {
        line.shutdown(Shutdown::Write).unwrap();
        // The server has done with it when it closes its side.
        let _ = line.read_to_end(&mut Vec::new());
    }
}

/// The offset of an upload, once it has moved past `before`: the server may learn of the cut later than we do.
async fn moved(app: &TestApp, upload: &str, before: u64) -> usize {
    for _ in 0..100_000 {
        let view = app.author().get(path(upload)).await.assert(200).json();
        let offset = view["offset"].as_u64().unwrap();
        if offset > before {
            return usize::try_from(offset).unwrap();
        }
    }
    panic!("what arrived before the cut was not kept");
}

on_both_engines!(a_cut_line_keeps_what_arrived, |app| async move {
    let bytes = large_pdf(9_000_000);
    let upload = begun(&app, "author", "a.pdf", bytes.len()).await;
    let app = std::sync::Arc::new(app);
    for (from, to, half) in [(0, 300_000, true), (300_000, 8_800_000, false)] {
        let (server, id, some) = (app.clone(), upload.clone(), bytes[from..to].to_vec());
        let rest = bytes.len() - from;
        tokio::task::spawn_blocking(move || cut(&server, &id, from, rest, &some, half))
            .await
            .unwrap();
        let mut offset = moved(&app, &upload, from as u64).await;
        while offset < to {
            offset = moved(&app, &upload, offset as u64).await;
        }
        assert_eq!(offset, to);
    }
    append(&app, "author", &upload, 8_800_000, &bytes[8_800_000..])
        .await
        .assert(200);
    let done = complete(&app, "author", &upload).await;
    assert_eq!(done.assert(200).json()["file"]["sha256"], digest(&bytes));
});

on_both_engines!(a_piece_elsewhere_is_told_where_to_go_on, |app| async move {
    let bytes = large_pdf(1_000);
    let upload = begun(&app, "author", "a.pdf", bytes.len()).await;
    append(&app, "author", &upload, 0, &bytes[..400])
        .await
        .assert(200);
    for offset in [0, 399, 401, 1_000] {
        let reply = append(&app, "author", &upload, offset, &bytes[offset.min(999)..]).await;
        reply.assert_problem(409, "upload_offset_mismatch");
        assert_eq!(reply.header("upload-offset"), Some("400"));
    }
    let empty = append(&app, "author", &upload, 400, b"").await;
    assert_eq!(empty.assert(200).json()["offset"], 400);
});

on_both_engines!(of_two_at_one_offset_one_wins, |app| async move {
    let bytes = large_pdf(2_000);
    let upload = begun(&app, "author", "a.pdf", bytes.len()).await;
    let piece = |from: usize, to: usize| append(&app, "author", &upload, from, &bytes[from..to]);
    let (one, two, three) = tokio::join!(piece(0, 1_000), piece(0, 1_000), piece(0, 1_000));
    let replies = [one, two, three];
    let won = replies.iter().filter(|reply| reply.status() == 200).count();
    assert_eq!(won, 1, "{replies:?}");
    for reply in replies.iter().filter(|reply| reply.status() != 200) {
        reply.assert_problem(409, "upload_offset_mismatch");
        assert_eq!(reply.header("upload-offset"), Some("1000"));
    }
    piece(1_000, 2_000).await.assert(200);
    let done = complete(&app, "author", &upload).await;
    assert_eq!(done.assert(200).json()["file"]["sha256"], digest(&bytes));
    assert_eq!(objects(&app).len(), 1, "the losers left nothing");
});
