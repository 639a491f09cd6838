//! Files on their way in, at rest, and on their way out.

mod damage;
mod kinds;
mod lines;
mod rot;
mod s3;
mod serving;
mod unused;
mod uploading;

use serde_json::{Value, json};

use crate::support::{Reply, TestApp};

/// A small PDF.
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const BYTES: &str = "application/octet-stream";

/// Bytes that a PDF begins and nobody has seen before.
pub fn large_pdf(size: usize) -> Vec<u8> {
    let mut bytes = PDF.to_vec();
    let mut state = 0x9e37_79b9_u32;
    bytes.resize_with(size, || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    bytes
}

/// Bytes that a picture begins: what has text and cannot be read would wait for a second person.
pub fn large_picture(size: usize) -> Vec<u8> {
    let mut bytes = PNG.to_vec();
    bytes.extend(large_pdf(size - PNG.len()));
    bytes
}

pub fn digest(bytes: &[u8]) -> String {
    sotay::auth::secret::sha256(bytes)
        .chunks(16)
        .map(|half| format!("{:032x}", u128::from_be_bytes(half.try_into().unwrap())))
        .collect::<Vec<_>>()
        .concat()
}

/// Begins an upload; the answer is the 201 or the refusal.
async fn begin(app: &TestApp, who: &str, body: Value) -> Reply {
    app.actor(who).post("/api/v1/files/uploads", body).await
}

/// The id of a new upload.
pub async fn begun(app: &TestApp, who: &str, name: &str, size: usize) -> String {
    let reply = begin(app, who, json!({"file_name": name, "size": size})).await;
    let view = reply.assert(201).json();
    view["upload_id"].as_str().unwrap().to_owned()
}

fn path(upload: &str) -> String {
    format!("/api/v1/files/uploads/{upload}")
}

async fn append(app: &TestApp, who: &str, upload: &str, offset: usize, bytes: &[u8]) -> Reply {
    app.actor(who)
        .request("PATCH", path(upload))
        .header("upload-offset", offset.to_string())
        .bytes(BYTES, bytes)
        .send()
        .await
}

/// The id of an upload of which every byte has arrived.
pub async fn sent(app: &TestApp, who: &str, name: &str, bytes: &[u8]) -> String {
    let upload = begun(app, who, name, bytes.len()).await;
    append(app, who, &upload, 0, bytes).await.assert(200);
    upload
}

async fn complete(app: &TestApp, who: &str, upload: &str) -> Reply {
    let path = format!("{}/completion", path(upload));
    app.actor(who).request("POST", path).send().await
}

/// A file that was taken in, as its uploader sees it.
pub async fn taken_in(app: &TestApp, who: &str, name: &str, bytes: &[u8]) -> Value {
    let upload = sent(app, who, name, bytes).await;
    let reply = complete(app, who, &upload).await;
    reply.assert(200).json()["file"].clone()
}

/// The objects in the folder of the files, by their addresses.
fn objects(app: &TestApp) -> Vec<String> {
    fn walk(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let root = app.place().folder.path().join("files");
    let mut found = Vec::new();
    walk(&root, &mut found);
    let mut names: Vec<String> = found
        .iter()
        .map(|path| {
            path.strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}
