//! The same in S3-compatible storage, against a real server. The engine does not matter to the storage: SQLite only.

use sotay::config::FilePlace;

use super::serving::{asked, received};
use super::{append, begun, complete, digest, large_pdf, taken_in};
use crate::support::{Engine, TestApp, moto, run};

/// A server whose files lie in a bucket of its own. `None`: there is no S3 server here, and that was said.
async fn started(bucket: &'static str) -> Option<TestApp> {
    let address = moto::server()?.address().to_owned();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let made = http
        .put(format!("{address}/{bucket}"))
        .send()
        .await
        .unwrap();
    assert!(made.status().is_success(), "{made:?}");
    let place = FilePlace::S3 {
        bucket: bucket.to_owned(),
        endpoint: Some(address),
        region: "us-east-1".to_owned(),
        access_key: "khoa".to_owned(),
        secret_key: "bi-mat".to_owned(),
    };
    TestApp::builder()
        .config(|config| config.files.place = place)
        .start(Engine::Sqlite)
        .await
}

/// The addresses of all objects.
async fn objects(bucket: &str) -> Vec<String> {
    let address = moto::server().unwrap().address();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let list = http.get(format!("{address}/{bucket}?list-type=2")).send();
    let text = list.await.unwrap().text().await.unwrap();
    text.split("<Key>")
        .skip(1)
        .map(|rest| rest.split("</Key>").next().unwrap().to_owned())
        .collect()
}

#[test]
fn a_file_of_several_parts_goes_through_s3() {
    run(async {
        let Some(app) = started("nhieu-phan").await else {
            return;
        };
        let bytes = large_pdf(19_000_000);
        let upload = begun(&app, "author", "a.pdf", bytes.len()).await;
        append(&app, "author", &upload, 0, &bytes[..17_000_000])
            .await
            .assert(200);
        assert_eq!(
            objects("nhieu-phan").await.len(),
            3,
            "8 MiB, 8 MiB and the rest"
        );
        append(&app, "author", &upload, 0, &bytes[..10])
            .await
            .assert_problem(409, "upload_offset_mismatch");
        append(&app, "author", &upload, 17_000_000, &bytes[17_000_000..])
            .await
            .assert(200);
        let (one, two) = tokio::join!(
            complete(&app, "author", &upload),
            complete(&app, "author", &upload)
        );
        assert_eq!(one.assert(200).json(), two.assert(200).json());
        let hash = digest(&bytes);
        let address = format!("sha256/{}/{}/{upload}", &hash[..2], &hash[2..]);
        assert_eq!(objects("nhieu-phan").await, [address]);
        let again = taken_in(&app, "publisher", "b.pdf", &bytes).await;
        assert_eq!(again["sha256"], one.json()["file"]["sha256"]);
        assert_eq!(objects("nhieu-phan").await.len(), 1);
    });
}

#[test]
fn a_file_in_s3_is_read_checked_and_removed() {
    run(async {
        let Some(app) = started("doc-va-xoa").await else {
            return;
        };
        let (state, system) = (app.state(), app.state().system("test"));
        let bytes = large_pdf(300_000);
        let file = state
            .files
            .store(&system, bytes.clone().into())
            .await
            .unwrap();
        let read = sotay::files::read_all(&state, &file, 1_000_000)
            .await
            .unwrap();
        assert!(read == bytes);
        assert_eq!(
            asked(&app, &file, &[("range", "bytes=299999-")]).await.0,
            206
        );
        assert_eq!(
            asked(&app, &file, &[("range", "bytes=300000-")]).await.0,
            416
        );
        let part = received(&app, &file, &[("range", "bytes=131000-270000")]).await;
        assert!(part.whole && part.body == bytes[131_000..=270_000]);

        // Somebody writes other bytes of the same length in its place.
        let address = moto::server().unwrap().address();
        let key = objects("doc-va-xoa").await.remove(0);
        let mut other = bytes.clone();
        other[150_000] ^= 1;
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let put = http.put(format!("{address}/doc-va-xoa/{key}")).body(other);
        assert!(put.send().await.unwrap().status().is_success());
        // Its second piece: nothing of that is sent, and nothing more afterwards.
        let cut = received(&app, &file, &[]).await;
        assert!(cut.status == 200 && !cut.whole && cut.body == bytes[..131_072]);
        assert_eq!(asked(&app, &file, &[]).await.1, "file_damaged");
        let found = state.files.verify_all(&system, |_, _| {}).await.unwrap();
        assert_eq!(found.damaged.len(), 1);

        let upload = begun(&app, "author", "b.pdf", 10).await;
        append(&app, "author", &upload, 0, b"%PDF-")
            .await
            .assert(200);
        app.author().delete(super::path(&upload)).await.assert(204);
        assert_eq!(objects("doc-va-xoa").await, [key]);
    });
}
