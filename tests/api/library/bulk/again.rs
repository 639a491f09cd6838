//! Folders that an export wrote, with what only the API could write: papers that refer to each other, originals that
//! nobody can read, stamps that a second person confirmed.

use std::collections::BTreeSet;
use std::path::Path;

use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::auth::principal::Actor;
use sotay::db::Conn;
use sotay::db::schema::documents;
use sotay::error::Error;
use sotay::library::{Folder, Import, PublishedEdition};

use super::round_trip::{export, told};
use super::{Shelf, import_now, items, row, with};
use crate::library::content::{attach, upload};
use crate::library::{edition, stamped};
use crate::support::{Paper, Request, TestApp, Written, zipped};

fn whole(out: &Path) -> Import {
    Import {
        folder: Folder::open(out).unwrap(),
        unit: None,
        commit: true,
        good_rows: false,
        edition_published: sotay::wiring::edition_published(),
    }
}

async fn another(app: &TestApp) -> TestApp {
    let engine = app.place().engine();
    TestApp::builder().start(engine).await.unwrap()
}

/// A second edition that has these links.
async fn relink(app: &TestApp, written: &Written, paper: &Paper, links: Value) {
    let next = written.next(app, "minor").await;
    let metadata = paper.clone().with("links", links).metadata;
    let path = format!("{}/metadata", edition(&next));
    let request = Request::put(path, json!({"metadata": metadata})).header("if-match", "*");
    app.author().send(request).await.assert(200);
    next.approve(app).await;
    next.act(&app.publisher(), "publication", json!({}))
        .await
        .assert(200);
}

fn refers(to: &[&Written]) -> Value {
    let links = to
        .iter()
        .map(|to| json!({"kind": "refers", "document_id": to.document_id}));
    links.collect()
}

/// Title, relation and title of the other one, of all that a member reads.
async fn links(app: &TestApp) -> BTreeSet<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut found = BTreeSet::new();
    for document in items(app, "/api/v1/library?limit=50").await {
        let id = document["document_id"].as_str().unwrap();
        for link in items(app, &format!("/api/v1/library/{id}/links?limit=200")).await {
            let one = text(&document["title"]);
            found.insert((one, text(&link["relation"]), text(&link["title"])));
        }
    }
    found
}

/// What the tables say, in an order of its own.
async fn content(app: &TestApp) -> Vec<String> {
    let mut lines = app.state().db.read(told).await.unwrap();
    lines.sort();
    lines
}

on_both_engines!(papers_that_refer_to_each_other_go_round, |app| async move {
    // A and B refer to each other, B amends A as well, and A refers to itself.
    let (one, other) = (
        Paper::new("1-NQ/TU", "Nghị quyết A"),
        Paper::new("2-NQ/TU", "Nghị quyết B"),
    );
    let a = one.publish(&app).await;
    let both = json!([{"kind": "amends", "document_id": a.document_id}, {"kind": "refers", "document_id": a.document_id}]);
    let b = other.with("links", both).publish(&app).await;
    relink(&app, &a, &one, refers(&[&b, &a])).await;
    // Materials have no symbol to be named by.
    let text = |title: &str| {
        let mut paper = Paper::new("", "");
        paper.metadata = json!({"kind": "text", "title": title});
        paper
    };
    let c = text("Bài C").publish(&app).await;
    let d = text("Bài D")
        .with("links", refers(&[&c, &a]))
        .publish(&app)
        .await;
    relink(&app, &c, &text("Bài C"), refers(&[&d])).await;

    let (out, exported) = export(&app, "out", None).await;
    assert_eq!(
        (exported.documents, exported.notes),
        (4, Vec::<String>::new())
    );
    let second = another(&app).await;
    let import = whole(&out);
    let came = import_now(&second, &import).await.unwrap();
    assert_eq!(came.errors, Vec::<String>::new());
    assert_eq!((came.new, came.waiting), (4, Vec::<String>::new()));
    assert_eq!(content(&second).await, content(&app).await);
    let linked = links(&second).await;
    assert_eq!(linked, links(&app).await);
    for (from, relation, to) in [
        ("Nghị quyết A", "refers", "Nghị quyết A"),
        ("Nghị quyết A", "refers", "Nghị quyết B"),
        ("Nghị quyết B", "refers", "Nghị quyết A"),
        ("Nghị quyết B", "amends", "Nghị quyết A"),
        ("Bài C", "refers", "Bài D"),
        ("Bài D", "refers", "Bài C"),
    ] {
        let link = (from.to_owned(), relation.to_owned(), to.to_owned());
        assert!(linked.contains(&link), "{link:?}: {linked:?}");
    }
    // Once more, in both places: nothing to do.
    for place in [&app, &second] {
        let again = import_now(place, &import).await.unwrap();
        assert_eq!(
            (again.unchanged, again.failed),
            (4, 0),
            "{:?}",
            again.errors
        );
    }
});

/// Refuses the second paper that goes out.
fn only_one(conn: &mut Conn, _: &dyn Actor, _: &PublishedEdition) -> Result<(), Error> {
    let out = documents::table.filter(documents::state.eq("published"));
    let out: i64 = out.count().get_result(conn)?;
    if out > 1 {
        Err(Error::NotFound)
    } else {
        Ok(())
    }
}

on_both_engines!(a_circle_is_written_whole_or_not_at_all, |app| async move {
    let shelf = Shelf::new();
    let linked = |file: &str, symbol: &str, to: &str| {
        let link = format!("refers:{to}@12/03/2026");
        with(&row(file, symbol, symbol), &[("links", link.as_str())])
    };
    let rows = [
        linked("a.md", "1-NQ/TU", "2-NQ/TU"),
        linked("b.md", "2-NQ/TU", "1-NQ/TU"),
    ];
    shelf.sheet(&rows);
    let mut import = shelf.import(true);
    import.edition_published = vec![only_one];
    let report = import_now(&app, &import).await.unwrap();
    assert_eq!((report.new, report.failed), (0, 2), "{:?}", report.errors);
    let desk = items_of_desk(&app, "").await;
    assert_eq!(desk, Vec::<String>::new(), "nothing of the first is left");

    // A bad row of a circle keeps the others out, also where only the good rows are wanted.
    shelf.sheet(&[
        rows[0].clone(),
        with(&rows[1], &[("file", "none.md")]),
        row("a.md", "3-NQ/TU", "Riêng"),
    ]);
    let mut import = shelf.import(true);
    import.good_rows = true;
    let report = import_now(&app, &import).await.unwrap();
    assert_eq!((report.new, report.failed), (1, 2), "{:?}", report.errors);
    assert!(
        report.errors[0].contains("Liên kết đến một dòng đang có lỗi."),
        "{:?}",
        report.errors
    );
    shelf.sheet(&rows);
    assert_eq!(shelf.run(&app, true).await.new, 2);
});

/// Ids of the documents on a publisher's desk.
async fn items_of_desk(app: &TestApp, query: &str) -> Vec<String> {
    let reply = app
        .publisher()
        .get(format!("/api/v1/documents{query}"))
        .await;
    reply.assert(200);
    let items = reply.json()["items"].as_array().unwrap().clone();
    let ids = items.iter().map(|item| item["document_id"].as_str());
    ids.map(|id| id.unwrap().to_owned()).collect()
}

/// What the second person does with an edition that was submitted.
async fn let_out(app: &TestApp, written: &Written) {
    // 409 where there is nothing to confirm.
    let reason = json!({"reason": "Chỉ là trích dẫn."});
    written
        .act(&app.publisher(), "stamp-confirmation", reason)
        .await;
    for (step, body) in [("approval", Value::Null), ("publication", json!({}))] {
        written.act(&app.publisher(), step, body).await.assert(200);
    }
}

/// A Word file that is one, but nested deeper than anybody reads.
fn too_deep() -> Vec<u8> {
    let (open, close) = (
        "<w:tbl><w:tr><w:tc>".repeat(1_000),
        "</w:tc></w:tr></w:tbl>".repeat(1_000),
    );
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{open}<w:p><w:r><w:t>Sâu</w:t></w:r></w:p>{close}</w:body></w:document>"
    );
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", document.as_str()),
    ])
}

/// A paper whose original cannot be read, a text with a quoted stamp, and one that refers to both.
async fn write_open(app: &TestApp) {
    let deep = Paper::new("1-NQ/TU", "Bản gốc không đọc được")
        .write(app)
        .await;
    let original = upload(&app.author(), "goc.docx", &too_deep()).await;
    let other = upload(&app.author(), "phu-luc.md", "Phụ lục.\n".as_bytes()).await;
    let file =
        |id: &str, role: &str, name: &str| json!({"file_id": id, "role": role, "file_name": name});
    // Names that meet in the folder of an export.
    let files = json!([
        file(&original, "original", "Bản gốc.docx"),
        file(&other, "attachment", "phu-luc.md"),
        file(&other, "attachment", "Phu-Luc.md"),
    ]);
    attach(app, &edition(&deep), files).await.assert(200);
    let quoted = stamped().write(app).await;
    for written in [&deep, &quoted] {
        written
            .act(&app.author(), "submission", Value::Null)
            .await
            .assert(200);
        let_out(app, written).await;
    }
    Paper::new("2-NQ/TU", "Dẫn chiếu cả hai")
        .with("links", refers(&[&deep, &quoted]))
        .publish(app)
        .await;
}

on_both_engines!(
    what_a_second_person_saw_waits_for_one_again,
    |app| async move {
        write_open(&app).await;
        let (out, exported) = export(&app, "out", None).await;
        assert_eq!((exported.documents, exported.files), (3, 3));
        let import = whole(&out);
        // Where it came from there is nothing to do.
        let back = import_now(&app, &import).await.unwrap();
        assert_eq!((back.unchanged, back.failed), (3, 0), "{:?}", back.errors);

        let second = another(&app).await;
        let mut dry = import.clone();
        dry.commit = false;
        for (import, on_desk) in [(&dry, 0), (&import, 2), (&import, 2)] {
            let came = import_now(&second, import).await.unwrap();
            assert_eq!(came.errors, Vec::<String>::new());
            assert_eq!((came.new, came.unchanged), (0, 0));
            assert_eq!(came.waiting.len(), 3, "{:?}", came.waiting);
            assert!(came.waiting[0].starts_with("Dòng 2: chờ người thứ hai"));
            assert!(came.waiting[2].starts_with("Dòng 4: liên kết đến một dòng còn chờ"));
            assert!(came.counts().ends_with("0 có lỗi, 3 còn chờ."));
            assert!(items(&second, "/api/v1/library").await.is_empty());
            let open = items_of_desk(&second, "?edition_state=in_review").await;
            assert_eq!(open.len(), on_desk, "nothing is written twice");
        }
        for document_id in items_of_desk(&second, "?edition_state=in_review").await {
            let mut written = Written {
                document_id,
                edition_id: String::new(),
            };
            let document = written.document(&second).await;
            let edition = document["editions"][0]["edition_id"].as_str().unwrap();
            written.edition_id = edition.to_owned();
            let_out(&second, &written).await;
        }
        let rest = import_now(&second, &import).await.unwrap();
        assert_eq!(rest.errors, Vec::<String>::new());
        assert_eq!((rest.new, rest.unchanged, rest.waiting.len()), (1, 2, 0));
        assert_eq!(content(&second).await, content(&app).await);
        assert_eq!(links(&second).await, links(&app).await);
    }
);

on_both_engines!(a_stamp_is_never_published_by_an_import, |app| async move {
    let shelf = Shelf::new();
    let sections = |html: &str| {
        json!({"sections": [{"level": 1, "kind": "preamble", "html": html}]}).to_string()
    };
    shelf.file("s.json", sections("<p>TỐI MẬT</p>"));
    let sheet = |links: &str| {
        format!(
            "file,sections,kind,title,tier,audience,links\n,s.json,text,Bài,recommended,everyone,{links}\n"
        )
    };
    // It cannot be out before it is out.
    shelf.file("danh-muc.csv", sheet("refers:file=s.json"));
    let report = shelf.run(&app, true).await;
    assert_eq!((report.failed, report.committed), (1, false));
    assert!(
        report.errors[0].contains("“links”: Dòng này, hay dòng dẫn chiếu qua lại với nó"),
        "{:?}",
        report.errors
    );
    shelf.file("danh-muc.csv", sheet(""));
    let report = shelf.run(&app, true).await;
    assert_eq!((report.failed, report.new, report.waiting.len()), (0, 0, 1));
    assert!(
        report.waiting[0].contains("Trang đầu có dấu mật (“TỐI MẬT”)"),
        "{:?}",
        report.waiting
    );
    let id = items_of_desk(&app, "?edition_state=in_review").await;
    let reply = app
        .publisher()
        .get(format!("/api/v1/documents/{}", id[0]))
        .await;
    let edition_id = reply.json()["editions"][0]["edition_id"].clone();
    let written = Written {
        document_id: id[0].clone(),
        edition_id: edition_id.as_str().unwrap().to_owned(),
    };
    let approval = written.act(&app.publisher(), "approval", Value::Null).await;
    approval.assert_problem(409, "stamps_unconfirmed");
    // What was changed in the folder meanwhile is told.
    shelf.file("s.json", sections("<p>Nay khác.</p>"));
    let report = shelf.run(&app, true).await;
    assert_eq!(report.failed, 1);
    assert!(
        report.errors[0].contains("khác với bảng kê ở: sections."),
        "{:?}",
        report.errors
    );
});

/// Every stored file gets a wrong bit.
fn flip_all(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            flip_all(&path);
        } else {
            let mut bytes = std::fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            if let Some(byte) = bytes.get_mut(middle) {
                *byte ^= 1;
            }
            std::fs::write(&path, bytes).unwrap();
        }
    }
}

on_both_engines!(half_an_export_is_no_folder, |app| async move {
    Paper::new("1-NQ/TU", "Không có tệp").publish(&app).await;
    let shelf = Shelf::new();
    shelf.sheet(&[row("a.md", "2-NQ/TU", "Có tệp")]);
    assert_eq!(shelf.run(&app, true).await.new, 1);
    flip_all(&app.place().folder.path().join("files"));
    let state = app.state();
    let out = app.place().folder.path().join("half");
    let half = sotay::library::Export {
        out: out.clone(),
        unit: None,
    };
    half.run(&state.db, &state.files, &state.system("test"), |_, _| ())
        .await
        .unwrap_err();
    assert!(
        out.join("00001/noi-dung.json").exists(),
        "the first was out"
    );
    assert!(!out.join("danh-muc.csv").exists());
    let told = import_now(&app, &whole(&out)).await.unwrap_err();
    assert!(told.to_string().contains("dừng giữa chừng"), "{told}");
});

on_both_engines!(
    links_that_lead_out_of_an_export_are_told,
    |app| async move {
        let gone = Paper::new("1-NQ/TU", "Sẽ bị thu hồi").publish(&app).await;
        let kept = Paper::new("2-NQ/TU", "Của thành phố").publish(&app).await;
        let mut paper = Paper::new("3-NQ/TU", "Của phường").with("links", refers(&[&gone, &kept]));
        paper.owner = "ward_a";
        paper.only_for(&app, "ward_a").publish(&app).await;
        gone.withdraw(&app).await.assert(200);
        let (out, exported) = export(&app, "out", None).await;
        assert_eq!(exported.documents, 2);
        assert_eq!(exported.notes.len(), 1, "{:?}", exported.notes);
        let back = import_now(&app, &whole(&out)).await.unwrap();
        assert_eq!((back.unchanged, back.failed), (2, 0), "{:?}", back.errors);

        let (out, exported) = export(&app, "ward", Some("HV-AB")).await;
        assert_eq!(exported.documents, 1);
        let outside = exported
            .notes
            .iter()
            .filter(|note| note.contains("nơi nhập lại phải có sẵn văn bản đó"));
        assert_eq!(outside.count(), 1, "{:?}", exported.notes);
        let back = import_now(&app, &whole(&out)).await.unwrap();
        assert_eq!((back.unchanged, back.failed), (1, 0), "{:?}", back.errors);
    }
);
