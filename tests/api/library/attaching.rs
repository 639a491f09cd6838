//! What files may be attached, and what is looked for in them.

use serde_json::{Value, json};

use super::content::{attach, upload};
use super::{complete, edition};
use crate::support::{Request, TestApp, zipped};

/// What the bytes of a picture begin with.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// An open document with this in its text.
pub fn odt(body: &str) -> Vec<u8> {
    let text = format!("<office:document-content>{body}</office:document-content>");
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", &text),
    ])
}

/// Text in the letters of before Unicode: words can be read in it by nobody but a person.
pub const OLD_LETTERS: &str = "Uû ban nh©n d©n tØnh, §¶ng bé huyÖn";

pub fn docx(text: &str, relationships: &str) -> Vec<u8> {
    let document = format!(
        "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    let relationships = format!("<Relationships>{relationships}</Relationships>");
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", &relationships),
    ])
}

/// A page on which nothing is written; `more` stands in its catalog.
pub fn scan(more: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R{more}>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
         3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Length 3>>\nstream\nq Q\nendstream\nendobj\n\
         trailer\n<</Root 1 0 R/Size 5>>\n%%EOF"
    )
    .into_bytes()
}

/// What comes of a file of these bytes in this role.
async fn put(app: &TestApp, path: &str, (bytes, role): (&[u8], &str)) -> crate::support::Reply {
    let file = upload(&app.author(), "tep", bytes).await;
    let files = json!([{"file_id": file, "role": role, "file_name": "tep"}]);
    attach(app, path, files).await
}

on_both_engines!(what_acts_by_itself_is_not_attached, |app| async move {
    let written = complete().write(&app).await;
    let path = edition(&written);
    let linked = |kind: &str| {
        format!(
            "<Relationship Id=\"r1\" Type=\"x/{kind}\" Target=\"https://track.example/p\" TargetMode=\"External\"/>"
        )
    };
    let script = scan("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>");
    let launch = scan("/OpenAction<</S/L#61unch/F(a.exe)>>");
    let image = docx("Chữ", &linked("image"));
    let event =
        odt("<text:p>Chữ</text:p><script:event-listener xlink:href=\"vnd.sun.star.script:a\"/>");
    for (bytes, said) in [
        (&script, "JavaScript"),
        (&launch, "chương trình"),
        (&image, "tự tải nội dung"),
        (&event, "macro"),
    ] {
        let reply = put(&app, &path, (bytes, "attachment")).await;
        let fault = &reply.assert(422).json()["errors"][0];
        assert_eq!(fault["pointer"], "/files/0/file_id", "{fault}");
        assert_eq!(fault["code"], "active_content", "{fault}");
        assert!(fault["detail"].as_str().unwrap().contains(said), "{fault}");
    }
    // A link to press on is none of it.
    let link = docx("Chữ", &linked("hyperlink"));
    let reply = put(&app, &path, (&link, "original")).await;
    assert_eq!(reply.assert(200).json()["unread_files"], json!([]));
});

on_both_engines!(a_file_is_what_its_role_says, |app| async move {
    let written = complete().write(&app).await;
    let path = edition(&written);
    let text = "Bài viết.\n".as_bytes();
    for (bytes, role) in [
        (text, "signed"),
        (text, "audio"),
        (text, "video"),
        (text, "image"),
        (PNG, "original"),
        (PNG, "audio"),
    ] {
        let reply = put(&app, &path, (bytes, role)).await;
        let fault = &reply.assert(422).json()["errors"][0];
        assert_eq!(fault["pointer"], "/files/0/role", "{role}: {fault}");
        assert_eq!(fault["code"], "file_role_mismatch", "{role}: {fault}");
    }
    for (bytes, role) in [
        (text, "original"),
        (text, "attachment"),
        (PNG, "signed"),
        (PNG, "image"),
        (PNG, "attachment"),
    ] {
        put(&app, &path, (bytes, role)).await.assert(200);
    }
});

on_both_engines!(
    what_could_not_be_read_needs_a_second_person,
    |app| async move {
        let written = complete().write(&app).await;
        let path = edition(&written);
        let reply = put(&app, &path, (&scan(""), "signed")).await;
        let view = reply.assert(200).json();
        let file = &view["files"][0]["file_id"];
        assert_eq!(
            view["unread_files"],
            json!([{"file_id": file, "reason": "no_text"}])
        );
        assert_eq!(view["stamps"], json!([]));
        // Sections that are written anew say nothing of files.
        let reply = written.fill(&app, &complete().sections).await;
        let unread = &reply.assert(200).json()["unread_files"];
        assert_eq!(unread.as_array().unwrap().len(), 1);
        written
            .act(&app.author(), "submission", Value::Null)
            .await
            .assert(200);
        let publisher = app.publisher();
        written
            .act(&publisher, "approval", Value::Null)
            .await
            .assert_problem(409, "stamps_unconfirmed");
        let why = json!({"reason": "Đã xem bản ký, không có dấu mật."});
        written
            .act(&publisher, "stamp-confirmation", why)
            .await
            .assert(200);
        written
            .act(&publisher, "approval", Value::Null)
            .await
            .assert(200);
        written
            .act(&publisher, "publication", json!({}))
            .await
            .assert(200);
        // A copy of it has the same files under ids of its own, and is looked at again.
        let next = written.next(&app, "minor").await;
        let copy = app.author().get(edition(&next)).await;
        let copy = copy.assert(200).json();
        assert_eq!(
            copy["unread_files"][0]["file_id"],
            copy["files"][0]["file_id"]
        );
        assert_ne!(copy["files"][0]["file_id"], *file);
        assert!(copy["stamps_confirmed_at"].is_null());
    }
);

on_both_engines!(
    stamps_are_found_in_every_kind_of_office_file,
    |app| async move {
        let written = complete().write(&app).await;
        let path = edition(&written);
        let slides = zipped(&[
            ("[Content_Types].xml", "<Types/>"),
            ("ppt/presentation.xml", "<p:presentation/>"),
            (
                "ppt/slides/slide1.xml",
                "<p:sld><a:p><a:t>TUYỆT MẬT</a:t></a:p></p:sld>",
            ),
        ]);
        let text = odt("<text:p>TUYỆT MẬT</text:p><text:p>Kế hoạch</text:p>");
        for bytes in [&slides, &text, &"Tuyệt mật\nNội dung".as_bytes().to_vec()] {
            let reply = put(&app, &path, (bytes, "attachment")).await;
            let view = reply.assert(200).json();
            assert_eq!(view["stamps"][0]["level"], "top_secret");
            assert_eq!(view["stamps"][0]["file_id"], view["files"][0]["file_id"]);
            assert_eq!(view["unread_files"], json!([]));
        }
        // Of text that cannot be read somebody says that he looked.
        for (bytes, reason) in [
            (
                odt("<draw:image xlink:href=\"Pictures/1.png\"/>"),
                "no_text",
            ),
            (docx(OLD_LETTERS, ""), "legacy_tcvn3"),
            (vec![b'a'; 2 * 1024 * 1024 + 1], "too_large"),
        ] {
            let reply = put(&app, &path, (&bytes, "attachment")).await;
            let view = reply.assert(200).json();
            assert_eq!(view["unread_files"][0]["reason"], reason);
        }
        // A picture is looked at, but one that is the signed copy bears what the paper bears.
        for (role, unread) in [("image", 0), ("attachment", 0), ("signed", 1)] {
            let reply = put(&app, &path, (PNG, role)).await;
            let files = reply.assert(200).json()["unread_files"].clone();
            assert_eq!(files.as_array().unwrap().len(), unread, "{role}: {files}");
        }
    }
);

on_both_engines!(
    what_is_broken_or_hides_itself_is_not_attached,
    |app| async move {
        let written = complete().write(&app).await;
        let path = edition(&written);
        let whole = docx("Chữ", "");
        let broken = docx("Chữ", "<Relationship");
        let swollen = docx("Chữ", &" ".repeat(64 * 1024 * 1024));
        assert!(swollen.len() < 1024 * 1024, "a bomb");
        let locked = String::from_utf8(scan("")).unwrap().replace(
            "trailer\n<<",
            "trailer\n<</Encrypt<</Filter/Standard/V 1/R 2/P -4/O(o)/U(u)>>",
        );
        for (bytes, code) in [
            (broken, "corrupt"),
            (swollen, "too_large_unpacked"),
            (b"%PDF-1.7\nnothing".to_vec(), "corrupt"),
            (locked.into_bytes(), "encrypted"),
        ] {
            let file = upload(&app.author(), "tep", &bytes).await;
            let previews = format!("{path}/manuscript-previews");
            let preview = app.author().post(previews, json!({"file_id": file})).await;
            let pointer = |place: &str| vec![(format!("{place}/file_id"), code.to_owned())];
            assert_eq!(preview.assert(422).errors(), pointer(""), "{code}");
            let good = upload(&app.author(), "tep", &whole).await;
            let files = json!([
                {"file_id": good, "role": "original", "file_name": "goc.docx"},
                {"file_id": file, "role": "attachment", "file_name": "tep"},
            ]);
            let reply = attach(&app, &path, files).await;
            assert_eq!(reply.assert(422).errors(), pointer("/files/1"), "{code}");
            // Nothing of it is there, not the good one either.
            let now = app.author().get(&path).await;
            assert_eq!(now.assert(200).json()["files"], json!([]), "{code}");
        }
        // A file that is cut off is not even taken.
        let cut = &whole[..whole.len() / 2];
        let body = json!({"file_name": "cut.docx", "size": cut.len()});
        let begun = app.author().post("/api/v1/files/uploads", body).await;
        let begun = begun.assert(201).json()["upload_id"].clone();
        let upload = format!("/api/v1/files/uploads/{}", begun.as_str().unwrap());
        let append = Request::new("PATCH", &upload).bytes("application/octet-stream", cut);
        let append = app.author().send(append.header("upload-offset", "0")).await;
        assert!(append.status() < 300);
        let done = Request::new("POST", format!("{upload}/completion"));
        let refused = app.author().send(done).await;
        let fault = ("/file".to_owned(), "file_unreadable".to_owned());
        assert_eq!(refused.assert(422).errors(), [fault]);
    }
);

on_both_engines!(a_name_says_what_a_file_is, |app| async move {
    let written = complete().write(&app).await;
    let path = edition(&written);
    let picture = upload(&app.author(), "tep", PNG).await;
    let files = json!([{"file_id": picture, "role": "attachment", "file_name": "a/../b.png"}]);
    let folders = (
        "/files/0/file_name".to_owned(),
        "file_name_has_folders".to_owned(),
    );
    let reply = attach(&app, &path, files).await;
    assert_eq!(reply.assert(422).errors(), [folders]);
    for (name, is_right) in [
        ("so-do.docx", false),
        ("so-do.PDF", false),
        ("so-do.png", true),
    ] {
        let files = json!([{"file_id": picture, "role": "attachment", "file_name": name}]);
        let reply = attach(&app, &path, files).await;
        if is_right {
            reply.assert(200);
        } else {
            let fault = (
                "/files/0/file_name".to_owned(),
                "file_name_mismatch".to_owned(),
            );
            assert_eq!(reply.assert(422).errors(), [fault], "{name}");
        }
    }
});

on_both_engines!(an_empty_file_is_not_called_a_scan, |app| async move {
    let written = complete().write(&app).await;
    for (bytes, code, never) in [
        (docx("", ""), "empty", "ảnh"),
        (b"\n\n".to_vec(), "empty", "PDF"),
        (scan(""), "no_text", "trống"),
    ] {
        let file = upload(&app.author(), "tep", &bytes).await;
        let previews = format!("{}/manuscript-previews", edition(&written));
        let reply = app.author().post(previews, json!({"file_id": file})).await;
        let fault = &reply.assert(422).json()["errors"][0];
        assert_eq!(fault["code"], code);
        assert!(
            !fault["detail"].as_str().unwrap().contains(never),
            "{fault}"
        );
    }
});
