//! What goes out comes in again as the same library.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use diesel::prelude::*;
use serde_json::json;
use sotay::auth::{Secret, System};
use sotay::config::FileConfig;
use sotay::db::schema::{documents, edition_files, edition_sections, files};
use sotay::db::{Conn, Db, DbOptions, Engine};
use sotay::error::Error;
use sotay::files::Files;
use sotay::library::{Export, ExportReport, Folder, Import};

use super::{Shelf, import_now, items, material, with};
use crate::support::{Empty, Paper, Place, SECRET, TestApp, run};

/// Paths and bytes of a folder.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    found
}

#[track_caller]
fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (contents(one), contents(other));
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        other.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &one {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            *bytes == other[name],
            "{name}:\n{}\n{}",
            text(bytes),
            text(&other[name])
        );
    }
}

/// A server of its own with the demo's tree and nobody's papers.
struct Server {
    place: Place,
    db: Db,
    files: Files,
    system: System,
}

impl Server {
    async fn start(engine: Engine) -> Option<Self> {
        let place = Empty.start(engine).await?;
        let db = place.open(&DbOptions::default());
        let files = Files::open(&FileConfig::beside(place.folder.path()), db.clone()).unwrap();
        let secret = std::sync::Arc::new(Secret::new(SECRET).unwrap());
        // After the last day that the demo's papers bear.
        let now = "2026-11-27T02:00:00Z".parse().unwrap();
        let system = System::new(secret, now, "test");
        let plan = sotay::demo::Plan {
            members: 40,
            wards: 3,
            cells: 3,
        };
        let by = system.clone();
        db.write(move |conn| sotay::demo::fill(conn, &by, &plan, "no hash"))
            .await
            .unwrap();
        Some(Self {
            place,
            db,
            files,
            system,
        })
    }

    async fn export(&self, name: &str) -> (std::path::PathBuf, ExportReport) {
        let out = self.place.folder.path().join(name);
        let export = Export {
            out: out.clone(),
            unit: None,
        };
        let report = export
            .run(&self.db, &self.files, &self.system, |_, _| ())
            .await
            .unwrap();
        (out, report)
    }

    /// What the tables say, without keys and times.
    async fn told(&self) -> Vec<String> {
        self.db.read(told).await.unwrap()
    }
}

pub fn told(conn: &mut Conn) -> Result<Vec<String>, Error> {
    type Head = (
        i64,
        String,
        String,
        Option<String>,
        Option<chrono::NaiveDate>,
        Option<chrono::NaiveDate>,
    );
    let heads: Vec<(Head, Option<i64>)> = documents::table
        .order(documents::id)
        .select((
            (
                documents::id,
                documents::title,
                documents::tier,
                documents::ended_by,
                documents::ends_on,
                documents::amended_on,
            ),
            documents::current_edition_id,
        ))
        .load(conn)?;
    let mut lines = Vec::new();
    for ((_, title, tier, ended_by, ends_on, amended_on), edition) in heads {
        lines.push(format!(
            "{title} {tier} {ended_by:?} {ends_on:?} {amended_on:?}"
        ));
        let edition = edition.unwrap();
        let sections: Vec<(String, i32, String, String, Option<String>)> = edition_sections::table
            .filter(edition_sections::edition_id.eq(edition))
            .order(edition_sections::place)
            .select((
                edition_sections::anchor,
                edition_sections::level,
                edition_sections::html,
                edition_sections::text,
                edition_sections::words,
            ))
            .load(conn)?;
        lines.extend(sections.iter().map(|section| format!("{section:?}")));
        let held: Vec<(String, String, Vec<u8>)> = edition_files::table
            .inner_join(files::table.on(files::id.eq(edition_files::file_id)))
            .filter(edition_files::edition_id.eq(edition))
            .order(edition_files::place)
            .select((edition_files::role, edition_files::file_name, files::sha256))
            .load(conn)?;
        lines.extend(held.iter().map(|file| format!("{file:?}")));
    }
    Ok(lines)
}

fn the_demo_goes_round(engine: Engine) {
    run(async move {
        let Some(first) = Server::start(engine).await else {
            return;
        };
        let report = sotay::demo::publish_papers(&first.db, &first.files, &first.system)
            .await
            .unwrap();
        assert_eq!(report.errors, Vec::<String>::new());
        assert!(
            report.new >= 30 && report.new == report.rows,
            "{}",
            report.counts()
        );
        let (out, exported) = first.export("out").await;
        assert_eq!(exported.documents, report.rows);
        assert_eq!(exported.notes, Vec::<String>::new());

        let second = Server::start(engine).await.unwrap();
        let import = Import {
            folder: Folder::open(&out).unwrap(),
            unit: None,
            commit: true,
            good_rows: false,
            edition_published: sotay::wiring::edition_published(),
        };
        let nobody = |_, _, _| ();
        let came = import
            .run(&second.db, &second.files, &second.system, nobody)
            .await
            .unwrap();
        assert_eq!(came.errors, Vec::<String>::new());
        assert_eq!(came.new, report.rows);
        assert_eq!(first.told().await, second.told().await);
        let (again, _) = second.export("again").await;
        assert_same(&out, &again);
        // And where it came from it changes nothing.
        let back = import
            .run(&first.db, &first.files, &first.system, nobody)
            .await
            .unwrap();
        assert_eq!(
            (back.unchanged, back.new),
            (report.rows, 0),
            "{:?}",
            back.errors
        );
    });
}

#[test]
fn the_demos_library_goes_round_on_sqlite() {
    the_demo_goes_round(Engine::Sqlite);
}

#[test]
fn the_demos_library_goes_round_on_postgres() {
    the_demo_goes_round(Engine::Postgres);
}

/// Papers that no sheet of ours describes: written by hand, changed by editions, linked in every way.
async fn write_papers(app: &TestApp) {
    let law = Paper::new("1-NQ/TU", "Nghị quyết đầu; có @ và ; trong tên")
        .publish(app)
        .await;
    let mut second = Paper::new("1-NQ/TU", "Cùng số, cơ quan khác")
        .with("issuer", json!("Ban @ Tổ chức; Kiểm tra"));
    second.sections = json!([
        {"level": 1, "kind": "chapter", "number": "I", "title": "=TỔNG(A1)", "html": "<p>Một <b>hai</b> &amp; ba &lt; bốn</p><ul><li>a</li></ul>"},
        {"level": 2, "kind": "article", "number": "1", "html": "<table><tr><td>ô</td></tr></table>"},
        {"level": 1, "kind": "text", "title": "Mục lặp", "html": ""},
        {"level": 1, "kind": "text", "title": "Mục lặp", "html": "<p>Nữa</p>"}
    ]);
    let second = second.publish(app).await;
    Paper::new("2-NQ/TU", "Sửa đổi")
        .with("effective_on", json!("2026-05-01"))
        .with(
            "links",
            json!([
                {"kind": "amends", "document_id": law.document_id, "holds_from": "2026-06-01"},
                {"kind": "repeals", "document_id": second.document_id}
            ]),
        )
        .publish(app)
        .await;
    let mut text = Paper::new("", "");
    text.metadata = json!({"kind": "text", "title": "-Bài \"viết\", có dấu"});
    text.owner = "ward_a";
    let text = text.only_for(app, "cell_a1").publish(app).await;
    let mut other = Paper::new("", "");
    other.metadata = json!({"kind": "press_digest", "title": "Điểm báo", "digest_on": "2026-11-20",
        "links": [{"kind": "refers", "document_id": text.document_id}, {"kind": "refers", "document_id": law.document_id}]});
    other.audience = json!({"everyone": false, "rules": [
        {"standing": "official", "role": "author"}, {"unit_id": app.unit("ward_b").public_id}
    ]});
    other.publish(app).await;
    // What is no longer published, or not yet, stays here.
    let gone = Paper::new("3-NQ/TU", "Thu hồi").publish(app).await;
    gone.withdraw(app).await.assert(200);
    Paper::new("4-NQ/TU", "Dự thảo").write(app).await;
    let next = law.next(app, "minor").await;
    let sections =
        json!([{"level": 1, "kind": "article", "number": "7", "html": "<p>Bản hai.</p>"}]);
    next.fill(app, &sections).await.assert(200);
    next.approve(app).await;
    next.act(&app.publisher(), "publication", json!({}))
        .await
        .assert(200);
}

pub async fn export(
    app: &TestApp,
    name: &str,
    unit: Option<&str>,
) -> (std::path::PathBuf, ExportReport) {
    let state = app.state();
    let out = app.place().folder.path().join(name);
    let export = Export {
        out: out.clone(),
        unit: unit.map(str::to_owned),
    };
    let report = export
        .run(&state.db, &state.files, &state.system("test"), |_, _| ())
        .await;
    (out, report.unwrap())
}

on_both_engines!(what_was_written_by_hand_goes_round, |app| async move {
    write_papers(&app).await;
    let shelf = Shelf::new();
    shelf.demo_file("57-nq-tu-ban-ky.pdf", "ban-ky.pdf");
    shelf.file("phu; luc.txt", "Phụ lục.\n");
    shelf.sheet(&[with(
        &material("b.md", "Có tệp"),
        &[
            ("signed", "ban-ky.pdf"),
            ("attachments", "phu\\; luc.txt;original=a.md"),
        ],
    )]);
    let report = shelf.run(&app, true).await;
    assert_eq!(report.new, 1, "{:?}", report.errors);
    let (out, exported) = export(&app, "out", None).await;
    assert_eq!((exported.documents, exported.files), (6, 4));
    assert_eq!(exported.notes, Vec::<String>::new());

    let second = TestApp::builder()
        .start(app.place().engine())
        .await
        .unwrap();
    let whole = Import {
        folder: Folder::open(&out).unwrap(),
        unit: None,
        commit: true,
        good_rows: false,
        edition_published: sotay::wiring::edition_published(),
    };
    let came = import_now(&second, &whole).await.unwrap();
    assert_eq!(came.errors, Vec::<String>::new());
    assert_eq!(came.new, 6);
    // Rows stand in another order there, by day and link; so compare what comes out of the next round.
    let (middle, _) = export(&second, "middle", None).await;
    let third = TestApp::builder()
        .start(app.place().engine())
        .await
        .unwrap();
    let again = Import {
        folder: Folder::open(&middle).unwrap(),
        ..whole.clone()
    };
    assert_eq!(import_now(&third, &again).await.unwrap().new, 6);
    let (last, _) = export(&third, "last", None).await;
    assert_same(&middle, &last);
    let lines = |folder: &Path| {
        let sheet = String::from_utf8(contents(folder)["danh-muc.csv"].clone()).unwrap();
        let mut lines: Vec<String> = sheet
            .lines()
            .map(|line| line.replace(['0', '1', '2', '3', '4', '5', '6'], ""))
            .collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&out), lines(&middle));
    // Known where it came from: nothing to do.
    let back = import_now(&app, &whole).await.unwrap();
    assert_eq!((back.unchanged, back.failed), (6, 0), "{:?}", back.errors);
    // Sections by hand keep their anchors, and readers who may not read stay so.
    let found = items(&second, "/api/v1/library?limit=50").await;
    assert!(
        found.iter().all(|item| item["title"] != "Điểm báo"),
        "the member is no author"
    );
    assert!(
        found
            .iter()
            .any(|item| item["symbol"] == "1-NQ/TU" && item["force"] == "amended")
    );
});

on_both_engines!(
    an_export_is_private_scoped_and_on_record,
    |app| async move {
        write_papers(&app).await;
        let (out, report) = export(&app, "ward", Some("HV-AB")).await;
        assert_eq!(report.documents, 1);
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&out), 0o700);
        for name in contents(&out).keys() {
            assert_eq!(mode(&out.join(name)), 0o600, "{name}");
        }
        let reply = app
            .auditor()
            .get("/api/v1/audit-log?action=export_library")
            .await;
        reply.assert(200);
        assert_eq!(reply.json()["items"][0]["kind"], "export");
        // A folder that holds something is left alone.
        let state = app.state();
        let export = Export {
            out: out.clone(),
            unit: None,
        };
        let before = contents(&out);
        let told = export
            .run(&state.db, &state.files, &state.system("test"), |_, _| ())
            .await
            .unwrap_err();
        assert!(told.to_string().contains("đã có nội dung"), "{told}");
        assert_eq!(contents(&out), before);
        let unknown = Export {
            out: out.join("x"),
            unit: Some("XX".to_owned()),
        };
        let told = unknown
            .run(&state.db, &state.files, &state.system("test"), |_, _| ())
            .await
            .unwrap_err();
        assert!(told.to_string().contains("Không có đơn vị"), "{told}");
    }
);
