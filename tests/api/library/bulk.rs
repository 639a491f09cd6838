//! Folders of documents that an operator brings in and takes out.

mod again;
mod command;
mod refusals;
mod round_trip;

use std::path::Path;

use serde_json::Value;
use sotay::library::{BulkError, Folder, Import, ImportReport};
use tempfile::TempDir;

use crate::support::TestApp;

/// A folder that is being made.
pub struct Shelf {
    pub folder: TempDir,
}

/// The columns that tests name.
const HEADER: &str = "file,kind,symbol,issuer,issued_on,title,tier,audience,links,topic,owner_unit,circulation,signed,attachments,secrecy,abstract";

/// A paper of the city for everyone, in its row.
pub fn row(file: &str, symbol: &str, title: &str) -> String {
    format!(
        "{file},nghi_quyet,{symbol},Thành ủy Hải Vân,12/03/2026,{title},required,everyone,,,,,,,,"
    )
}

/// Study material of the city for everyone, in its row.
pub fn material(file: &str, title: &str) -> String {
    format!("{file},text,,,,{title},recommended,everyone,,,,,,,,")
}

/// A row with other cells in some columns.
pub fn with(row: &str, changed: &[(&str, &str)]) -> String {
    let names: Vec<&str> = HEADER.split(',').collect();
    let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
    for (column, text) in changed {
        let place = names.iter().position(|name| name == column).unwrap();
        cells[place] = if text.contains([',', '"']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            (*text).to_owned()
        };
    }
    cells.join(",")
}

impl Shelf {
    pub fn new() -> Self {
        let shelf = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        shelf.file(
            "a.md",
            "# Điều 1. Phạm vi\n\nNghị quyết này áp dụng cho các chi bộ ven sông.\n\n# Điều 2. Hiệu lực\n\nTừ ngày ký.\n",
        );
        shelf.file(
            "b.md",
            "Chuyện về một con đường gạch do dân góp công làm.\n",
        );
        shelf
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path().join(name), bytes).unwrap();
    }

    /// The sheet has these rows from now on.
    pub fn sheet(&self, rows: &[String]) {
        let lines = std::iter::once(HEADER.to_owned()).chain(rows.iter().cloned());
        self.file("danh-muc.csv", lines.collect::<Vec<_>>().join("\n"));
    }

    /// A file of the demo's library under a name of its own.
    pub fn demo_file(&self, name: &str, to: &str) {
        let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo/library");
        std::fs::copy(library.join(name), self.path().join(to)).unwrap();
    }

    pub fn import(&self, commit: bool) -> Import {
        Import {
            folder: Folder::open(self.path()).unwrap(),
            unit: None,
            commit,
            good_rows: false,
            edition_published: sotay::wiring::edition_published(),
        }
    }

    pub async fn run(&self, app: &TestApp, commit: bool) -> ImportReport {
        import_now(app, &self.import(commit)).await.unwrap()
    }
}

pub async fn import_now(app: &TestApp, import: &Import) -> Result<ImportReport, BulkError> {
    let state = app.state();
    let system = state.system("test");
    let report = import
        .run(&state.db, &state.files, &system, |_, _, _| ())
        .await;
    state.library_changed().await;
    report
}

pub async fn items(app: &TestApp, path: &str) -> Vec<Value> {
    let reply = app.member().get(path).await;
    reply.assert(200);
    reply.json()["items"].as_array().unwrap().clone()
}

on_both_engines!(a_folder_is_published_and_read, |app| async move {
    let shelf = Shelf::new();
    shelf.demo_file("57-nq-tu-ban-ky.pdf", "ban-ky.pdf");
    let paper = with(
        &row("a.md", "12-NQ/TU", "Về bến sông"),
        &[("signed", "ban-ky.pdf")],
    );
    shelf.sheet(&[
        with(
            &material("b.md", "Con đường gạch"),
            &[("links", "dẫn chiếu:12 - NQ/TU@12/3/2026")],
        ),
        paper,
    ]);
    let report = shelf.run(&app, false).await;
    assert_eq!(report.errors, Vec::<String>::new());
    assert_eq!((report.new, report.committed), (2, false));
    let begun = app.member().get("/api/v1/library/changes").await.json();
    let before = begun["after"].as_str().unwrap();
    assert!(
        items(&app, "/api/v1/library").await.is_empty(),
        "a dry run writes nothing"
    );

    let report = shelf.run(&app, true).await;
    assert_eq!((report.new, report.failed), (2, 0), "{:?}", report.errors);
    let listed = items(&app, "/api/v1/library").await;
    let titles: Vec<_> = listed
        .iter()
        .map(|item| item["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles.len(), 2);
    let paper = listed
        .iter()
        .find(|item| item["symbol"] == "12-NQ/TU")
        .unwrap();
    let path = format!("/api/v1/library/{}", paper["document_id"].as_str().unwrap());
    let reply = app.member().get(&path).await;
    reply.assert(200);
    let document = reply.json();
    let anchors: Vec<_> = document["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| section["anchor"].as_str().unwrap())
        .collect();
    assert_eq!(anchors, ["dieu-1", "dieu-2"]);
    let roles: Vec<_> = document["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            (
                file["role"].as_str().unwrap(),
                file["file_name"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(roles, [("original", "a.md"), ("signed", "ban-ky.pdf")]);
    let found = items(&app, "/api/v1/library/search?q=ven%20song").await;
    assert_eq!(found[0]["document"]["symbol"], "12-NQ/TU");
    let found = items(&app, "/api/v1/library/search?q=12%20nq").await;
    assert_eq!(found[0]["document"]["symbol"], "12-NQ/TU");
    // Phones learn of it.
    let path = format!("/api/v1/library/changes?after={before}");
    assert_eq!(items(&app, &path).await.len(), 2);
});

on_both_engines!(what_an_import_did_is_on_record, |app| async move {
    let shelf = Shelf::new();
    shelf.sheet(&[row("a.md", "12-NQ/TU", "Về bến sông")]);
    shelf.run(&app, true).await;
    let desk = app.publisher().get("/api/v1/documents").await;
    desk.assert(200);
    let id = desk.json()["items"][0]["document_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let reply = app
        .publisher()
        .get(format!("/api/v1/documents/{id}/events"))
        .await;
    reply.assert(200);
    let steps: Vec<_> = reply.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            (
                event["step"].as_str().unwrap().to_owned(),
                event["member_id"].is_null(),
            )
        })
        .collect();
    let by_the_server =
        ["published", "approved", "submitted", "created"].map(|step| (step.to_owned(), true));
    assert_eq!(steps, by_the_server);
    let reply = app
        .auditor()
        .get("/api/v1/audit-log?action=import_document")
        .await;
    reply.assert(200);
    let rows = reply.json()["items"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["acted_as"], "system");
});

on_both_engines!(the_same_folder_again_changes_nothing, |app| async move {
    let shelf = Shelf::new();
    let rows = [
        row("a.md", "12-NQ/TU", "Về bến sông"),
        with(
            &material("b.md", "Con đường gạch"),
            &[("links", "refers:12-NQ/TU@12/03/2026")],
        ),
    ];
    shelf.sheet(&rows);
    assert_eq!(shelf.run(&app, true).await.new, 2);
    let again = shelf.run(&app, true).await;
    assert_eq!(
        (again.new, again.unchanged, again.failed),
        (0, 2, 0),
        "{:?}",
        again.errors
    );

    // One more row: only that is written.
    shelf.file("c.md", "Một bài mới.\n");
    let more = [rows.to_vec(), vec![material("c.md", "Bài mới")]].concat();
    shelf.sheet(&more);
    let third = shelf.run(&app, true).await;
    assert_eq!((third.new, third.unchanged), (1, 2));

    // What was published is changed by a new edition, not by a sheet.
    shelf.file("b.md", "Chuyện khác.\n");
    let changed = with(&rows[0], &[("tier", "archive"), ("abstract", "Mới")]);
    shelf.sheet(&[changed, rows[1].clone()]);
    let differs = shelf.run(&app, true).await;
    assert_eq!(
        (differs.new, differs.failed, differs.committed),
        (0, 2, false)
    );
    assert!(
        differs.errors[0].contains("khác với bảng kê ở: abstract, tier."),
        "{:?}",
        differs.errors
    );
    assert!(
        differs.errors[1].contains("ở: file."),
        "{:?}",
        differs.errors
    );
});

on_both_engines!(
    links_decide_the_order_and_reach_what_was_there,
    |app| async move {
        let shelf = Shelf::new();
        shelf.sheet(&[row("a.md", "1-NQ/TU", "Nghị quyết cũ")]);
        shelf.run(&app, true).await;
        let shelf = Shelf::new();
        shelf.file("c.md", "Sửa đổi.\n");
        // The one that links stands above the one it links to, and was issued on the same day.
        shelf.sheet(&[
            with(
                &row("a.md", "3-NQ/TU", "Bãi bỏ"),
                &[("links", "repeals:2-NQ/TU@12/03/2026")],
            ),
            with(
                &row("c.md", "2-NQ/TU", "Thay thế"),
                &[("links", "replaces:1-NQ/TU@12/03/2026@@01/06/2026")],
            ),
        ]);
        let report = shelf.run(&app, true).await;
        assert_eq!((report.new, report.failed), (2, 0), "{:?}", report.errors);
        let listed = items(&app, "/api/v1/library").await;
        let force = |symbol: &str| {
            let item = listed.iter().find(|item| item["symbol"] == symbol).unwrap();
            item["force"].as_str().unwrap().to_owned()
        };
        assert_eq!(force("1-NQ/TU"), "replaced");
        assert_eq!(force("2-NQ/TU"), "repealed");
        assert_eq!(force("3-NQ/TU"), "in_force");
    }
);

on_both_engines!(a_workbook_is_a_sheet_too, |app| async move {
    let shelf = Shelf::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (place, header) in [
        "Tệp",
        "Loại",
        "Số",
        "Số, ký hiệu",
        "Cơ quan ban hành",
        "Ngày ban hành",
        "Tiêu đề",
        "Mức độ",
        "Đối tượng",
    ]
    .iter()
    .enumerate()
    {
        sheet
            .write(0, u16::try_from(place).unwrap(), *header)
            .unwrap();
    }
    for (place, cell) in [
        "a.md",
        "Nghị quyết",
        "",
        "12-NQ/TU",
        "Thành ủy Hải Vân",
        "",
        "Về bến sông",
        "bắt buộc",
        "đơn vị=HV-AB",
    ]
    .iter()
    .enumerate()
    {
        sheet
            .write(1, u16::try_from(place).unwrap(), *cell)
            .unwrap();
    }
    sheet.write(1, 2, 12).unwrap();
    // A day as Excel keeps it.
    sheet.write(1, 5, 46_093).unwrap();
    shelf.file("danh-muc.xlsx", book.save_to_buffer().unwrap());
    let report = shelf.run(&app, true).await;
    assert_eq!(report.new, 1, "{:?}", report.errors);
    assert_eq!(
        items(&app, "/api/v1/library").await[0]["issued_on"],
        "2026-03-12"
    );
    let stranger = app.stranger().get("/api/v1/library").await;
    assert!(stranger.json()["items"].as_array().unwrap().is_empty());
});
