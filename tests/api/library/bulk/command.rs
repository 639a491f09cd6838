//! `sotay import documents` and `sotay export library` as an operator meets them, beside a running server.

use std::process::{Command, Output};

use super::{Shelf, material, row, with};
use crate::command_line::on_command;
use crate::support::{Filled, Place};

fn sotay(place: &Place, arguments: &[&str]) -> Command {
    on_command(place, arguments)
}

fn said(output: &Output) -> (bool, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.success(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

on_both_engines!(
    a_folder_comes_in_and_goes_out_by_command,
    Filled,
    |place| async move {
        // Migrated when the template was made; a running server holds it.
        let shelf = Shelf::new();
        let folder = shelf.path().to_string_lossy().into_owned();
        shelf.sheet(&[
            with(
                &row("a.md", "12-NQ/TU", "Một"),
                &[("issued_on", "12/03/2025")],
            ),
            material("none.md", "Hai"),
        ]);
        let import = |more: &[&str]| {
            let arguments = [&["import", "documents", folder.as_str()], more].concat();
            said(&sotay(&place, &arguments).output().unwrap())
        };
        let (done, out, error) = import(&[]);
        assert!(
            !done && error.contains("chưa ghi gì") && error.lines().count() == 1,
            "{out}{error}"
        );
        assert!(
            out.contains("Dòng 3, cột “file”: none.md: Không có tệp này"),
            "{out}"
        );
        assert!(
            out.contains("2 dòng: 1 mới, 0 đã có từ trước (giữ nguyên), 1 có lỗi."),
            "{out}"
        );
        let (done, out, error) = import(&["--commit"]);
        assert!(!done && error.contains("chưa ghi gì"), "{out}{error}");
        let (done, out, error) = import(&["--commit", "--good-rows"]);
        assert!(
            !done && error.contains("Đã ghi các dòng đúng"),
            "{out}{error}"
        );
        assert!(out.contains("1 đã thêm"), "{out}");
        shelf.file("none.md", "Nay đã có.\n");
        let (done, out, error) = import(&["--commit", "--unit", "HV"]);
        assert!(done, "{out}{error}");
        assert!(
            out.contains("1 đã thêm, 1 đã có từ trước") && out.ends_with("Đã ghi.\n"),
            "{out}"
        );

        let to = shelf.path().join("out").to_string_lossy().into_owned();
        let export = || said(&sotay(&place, &["export", "library", &to]).output().unwrap());
        let (done, out, error) = export();
        assert!(done && out.starts_with("2 tài liệu, 2 tệp"), "{out}{error}");
        let (done, _, error) = export();
        assert!(!done && error.contains("đã có nội dung"), "{error}");
    }
);
