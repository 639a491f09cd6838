//! What is wrong with a folder or with a row of its sheet.

use sotay::config::FileConfig;

use super::{HEADER, Shelf, import_now, items, material, row, with};
use crate::library::attaching::{odt, scan};
use crate::support::{TestApp, zipped};

/// A row and what must be said about it; the sheet's number of the row comes by itself.
fn bad_rows() -> Vec<(String, &'static str)> {
    let paper = |changed: &[(&str, &str)]| with(&row("a.md", "12-NQ/TU", "Một"), changed);
    let text = |changed: &[(&str, &str)]| with(&material("b.md", "Hai"), changed);
    let mut rows = vec![
        (
            text(&[("title", "Ba"), ("file", "none.docx")]),
            "“file”: none.docx: Không có tệp này trong thư mục.",
        ),
        (
            text(&[("title", "Bốn"), ("file", "../out.md")]),
            "“file”: ../out.md: Tên tệp không được ra ngoài thư mục",
        ),
        (
            text(&[("title", "Năm"), ("file", "link.md")]),
            "“file”: link.md: Tệp là liên kết ra ngoài thư mục.",
        ),
        (
            text(&[("title", "Sáu"), ("file", "big.txt")]),
            "“file”: big.txt: Tệp lớn hơn mức cho phép",
        ),
        (
            text(&[("title", "Bảy"), ("file", "cut.docx")]),
            "“file”: cut.docx: Tệp bị hỏng",
        ),
        (
            text(&[("title", "Tám"), ("file", "cut.pdf")]),
            "“file”: cut.pdf: Tệp bị hỏng",
        ),
        (
            text(&[("title", "Chín"), ("file", "page.html")]),
            "“file”: page.html: Nội dung tệp không thuộc loại được nhận",
        ),
        (
            text(&[("title", "Mười"), ("attachments", "cut.pdf")]),
            "“attachments”: cut.pdf: Tệp bị hỏng",
        ),
        (
            text(&[("title", "Mật"), ("file", "secret.md")]),
            "“file”: Trang đầu có dấu mật (“TỐI MẬT”)",
        ),
        (
            text(&[("title", "Mật 3"), ("attachments", "mat.odt")]),
            "“file”: Trang đầu có dấu mật (“TUYỆT MẬT”)",
        ),
        (
            text(&[("title", "Quét"), ("signed", "scan.pdf")]),
            "“signed”: scan.pdf: Tệp chỉ có hình ảnh, không có chữ",
        ),
        (
            text(&[("title", "Lệnh"), ("attachments", "script.pdf")]),
            "“attachments”: script.pdf: Tệp chứa mã lệnh",
        ),
        (
            text(&[("title", "Ký"), ("signed", "a.md")]),
            "“signed”: a.md: Nội dung tệp không hợp với vai trò này",
        ),
        (
            text(&[("title", "Ảnh"), ("file", "pic.docx")]),
            "“file”: pic.docx: Đuôi tên tệp không đúng",
        ),
        (
            text(&[("title", "Mật 2"), ("secrecy", "Mật")]),
            "“secrecy”: Không được lưu tài liệu bí mật nhà nước",
        ),
        (
            text(&[("title", "A"), ("kind", "tho")]),
            "“kind”: Không có loại tài liệu “tho”.",
        ),
        (
            text(&[("title", "B"), ("topic", "tho")]),
            "“topic”: Không có chuyên đề “tho”.",
        ),
        (
            text(&[("title", "C"), ("owner_unit", "XX")]),
            "“owner_unit”: Không có đơn vị “XX”.",
        ),
        (
            text(&[("title", "D"), ("audience", "unit=XX")]),
            "“audience”: Không có đơn vị “XX”.",
        ),
        (
            text(&[("title", "E"), ("audience", "role=vua")]),
            "“audience”: Không có vai trò “vua”.",
        ),
        (
            text(&[("title", "F"), ("audience", "")]),
            "“audience”: Thiếu thông tin này.",
        ),
        (
            text(&[
                ("title", "G"),
                ("audience", "everyone"),
                ("owner_unit", "HV-AB"),
            ]),
            "“audience”: Đối tượng phải nằm trong phạm vi",
        ),
        (
            text(&[
                ("title", "H"),
                ("circulation", "public"),
                ("owner_unit", "HV-AB"),
                ("audience", "unit=HV-AB"),
            ]),
            "“circulation”: Chỉ tài liệu của cấp cao nhất",
        ),
        (
            text(&[("title", "I"), ("tier", "gấp")]),
            "“tier”: “gấp” không có trong danh sách",
        ),
        (
            text(&[("title", "J"), ("issued_on", "2026-03-12")]),
            "“issued_on”: Ngày đang viết theo dạng năm-tháng-ngày",
        ),
        (
            text(&[("title", "K"), ("issued_on", "12/31/2026")]),
            "“issued_on”: Số thứ hai lớn hơn 12",
        ),
        (
            text(&[("title", "L"), ("issued_on", "24/11/2026")]),
            "“issued_on”: Ngày ban hành không được ở tương lai.",
        ),
        (
            text(&[("title", "Hai")]),
            "“title”: Trùng tài liệu với dòng",
        ),
        (
            text(&[("title", "N"), ("symbol", "9-NQ/TU")]),
            "“symbol”: Tài liệu học tập không có số, ký hiệu.",
        ),
        (
            text(&[("title", "O"), ("links", "amends:12-NQ/TU@12/03/2026")]),
            "“links”: Tài liệu học tập chỉ được dẫn chiếu.",
        ),
        (
            paper(&[("symbol", "13-NQ/TU"), ("issuer", "")]),
            "“issuer”: Thiếu thông tin này.",
        ),
        (
            paper(&[("symbol", "NQ 13")]),
            "“symbol”: Số, ký hiệu không đúng dạng",
        ),
        (
            paper(&[("symbol", "012 - nq/tu"), ("issuer", "THÀNH ỦY HẢI VÂN")]),
            "“symbol”: Trùng tài liệu với dòng",
        ),
        (
            paper(&[
                ("symbol", "14-NQ/TU"),
                ("links", "amends:99-NQ/TU@12/03/2026"),
            ]),
            "“links”: Không có văn bản 99-NQ/TU ngày 12/03/2026",
        ),
        (
            paper(&[
                ("symbol", "15-NQ/TU"),
                ("links", "amends:16-NQ/TU@12/03/2026"),
            ]),
            "“links”: Các liên kết giữa các dòng tạo thành vòng",
        ),
        (
            paper(&[
                ("symbol", "16-NQ/TU"),
                ("links", "repeals:15-NQ/TU@12/03/2026"),
            ]),
            "“links”: Các liên kết giữa các dòng tạo thành vòng",
        ),
        (
            paper(&[
                ("symbol", "17-NQ/TU"),
                ("links", "refers:14-NQ/TU@12/03/2026"),
            ]),
            "“links”: Liên kết đến một dòng đang có lỗi.",
        ),
        (
            paper(&[
                ("symbol", "18-NQ/TU"),
                ("owner_unit", "HV-AB"),
                ("audience", "unit=HV-AB"),
                ("links", "amends:12-NQ/TU@12/03/2026"),
            ]),
            "“links”: Chỉ được sửa đổi, thay thế, bãi bỏ văn bản của đơn vị mình",
        ),
        (
            paper(&[
                ("symbol", "19-NQ/TU"),
                ("links", "repeals:12-NQ/TU@12/03/2026@@01/01/1900"),
            ]),
            "“links”: Không thể sửa đổi, thay thế, bãi bỏ một văn bản trước ngày",
        ),
        (
            paper(&[
                ("symbol", "20-NQ/TU"),
                ("issued_on", "11/03/2026"),
                ("links", "amends:12-NQ/TU@12/03/2026"),
            ]),
            "“links”: Không thể sửa đổi, thay thế, bãi bỏ một văn bản trước ngày",
        ),
    ];
    rows.insert(0, (row("a.md", "12-NQ/TU", "Một"), ""));
    rows.insert(0, (material("b.md", "Hai"), ""));
    rows
}

fn shelf_of_bad_files() -> Shelf {
    let shelf = Shelf::new();
    let outside = shelf.path().parent().unwrap().join("sotay-test-out.md");
    std::fs::write(&outside, "Bên ngoài.\n").unwrap();
    std::os::unix::fs::symlink(&outside, shelf.path().join("link.md")).unwrap();
    shelf.file("big.txt", "a".repeat(1024 * 1024 + 1));
    shelf.file("page.html", "<!DOCTYPE html><p>a</p>");
    shelf.file(
        "secret.md",
        "ĐẢNG BỘ THÀNH PHỐ\n\nTỐI MẬT\n\nBáo cáo về việc sắp xếp.\n",
    );
    shelf.file("mat.odt", odt("<text:p>TUYỆT MẬT</text:p>"));
    shelf.file("scan.pdf", scan(""));
    shelf.file(
        "script.pdf",
        scan("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"),
    );
    shelf.file("pic.docx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    shelf.file("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog");
    let cut = zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", "<w:document"),
    ]);
    shelf.file("cut.docx", cut);
    shelf
}

fn small_files() -> crate::support::Builder {
    TestApp::builder().config(|config| {
        let mut files: FileConfig = config.files.clone();
        files.limits.document = 1024 * 1024;
        config.files = files;
    })
}

on_both_engines!(
    every_bad_row_says_why_and_nothing_is_written,
    small_files(),
    |app| async move {
        let shelf = shelf_of_bad_files();
        let rows = bad_rows();
        let lines: Vec<String> = rows.iter().map(|(row, _)| row.clone()).collect();
        shelf.sheet(&lines);
        let report = shelf.run(&app, true).await;
        let mut wrong = Vec::new();
        for (number, (row, expected)) in (2..).zip(&rows) {
            let start = format!("Dòng {number},");
            let told: Vec<_> = report
                .errors
                .iter()
                .filter(|line| line.starts_with(&start))
                .collect();
            let fits = if expected.is_empty() {
                told.is_empty()
            } else {
                told.iter().any(|line| line.contains(expected))
            };
            if !fits {
                wrong.push(format!("{row}\n  expected {expected:?}\n  told {told:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(
            (report.new, report.failed, report.committed),
            (2, rows.len() - 2, false)
        );
        assert!(
            items(&app, "/api/v1/library").await.is_empty(),
            "one bad row keeps all of them out"
        );

        // The good rows alone, and nothing of the others.
        let mut good = shelf.import(true);
        good.good_rows = true;
        let report = import_now(&app, &good).await.unwrap();
        assert_eq!((report.new, report.committed), (2, true));
        assert_eq!(items(&app, "/api/v1/library").await.len(), 2);
        let desk = app.publisher().get("/api/v1/documents").await;
        assert_eq!(
            desk.json()["items"].as_array().unwrap().len(),
            2,
            "no drafts are left behind"
        );
    }
);

on_both_engines!(all_reasons_of_a_row_are_told, |app| async move {
    let shelf = Shelf::new();
    shelf.sheet(&[with(
        &row("none.md", "12-NQ/TU", "Một"),
        &[
            ("kind", "tho"),
            ("issued_on", "2026"),
            ("audience", "role=vua"),
            ("links", "abc"),
            ("owner_unit", "XX"),
        ],
    )]);
    let report = shelf.run(&app, false).await;
    for column in [
        "file",
        "kind",
        "issued_on",
        "audience",
        "links",
        "owner_unit",
    ] {
        let start = format!("Dòng 2, cột “{column}”:");
        assert!(
            report.errors.iter().any(|line| line.starts_with(&start)),
            "{column}: {:?}",
            report.errors
        );
    }
    assert_eq!(report.failed, 1);
});

on_both_engines!(
    a_sheet_is_refused_as_a_whole_for_its_own_reason,
    |app| async move {
        let shelf = Shelf::new();
        let told = async || {
            import_now(&app, &shelf.import(true))
                .await
                .unwrap_err()
                .to_string()
        };
        assert!(
            told()
                .await
                .contains("không có bảng kê danh-muc.csv hoặc danh-muc.xlsx")
        );
        for (text, expected) in [
            ("", "không có nội dung"),
            (HEADER, "chỉ có dòng tiêu đề"),
            (
                "file,kind,title\na.md,text,A\n",
                "thiếu cột “tier”, “audience”",
            ),
            ("a\u{0}b", "CSV bị hỏng"),
        ] {
            shelf.file("danh-muc.csv", text);
            let told = told().await;
            assert!(told.contains(expected), "{text:?}: {told}");
        }
        shelf.sheet(&[material("b.md", "Hai")]);
        shelf.file("danh-muc.xlsx", b"PK\x03\x04");
        assert!(told().await.contains("chỉ giữ lại một bảng kê"));
        std::fs::remove_file(shelf.path().join("danh-muc.csv")).unwrap();
        assert!(told().await.contains("Excel bị hỏng"));
    }
);

on_both_engines!(a_unit_keeps_to_itself, |app| async move {
    let shelf = Shelf::new();
    shelf.sheet(&[
        with(&material("b.md", "Hai"), &[("audience", "unit=HV-AB-01")]),
        with(
            &material("a.md", "Ba"),
            &[("audience", "unit=HV-BM"), ("owner_unit", "HV-BM")],
        ),
    ]);
    let mut import = shelf.import(true);
    import.unit = Some("HV-AB".to_owned());
    let report = import_now(&app, &import).await.unwrap();
    assert_eq!(report.errors.len(), 1, "{:?}", report.errors);
    assert!(report.errors[0].contains("nằm ngoài đơn vị đã chọn"));
    import.unit = Some("XX".to_owned());
    assert!(
        import_now(&app, &import)
            .await
            .unwrap_err()
            .to_string()
            .contains("Không có đơn vị")
    );
});
