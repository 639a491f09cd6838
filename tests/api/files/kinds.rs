//! What a file is, its bytes say.

use super::{complete, objects, sent};

on_both_engines!(a_program_under_a_good_name_is_refused, |app| async move {
    let mut program = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff".to_vec();
    program.resize(4_096, 0);
    for bytes in [
        program.as_slice(),
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"/>",
        b"\x01\x02\x03\x04 nobody knows what",
    ] {
        let upload = sent(&app, "author", "Nghị quyết.pdf", bytes).await;
        for _ in 0..2 {
            complete(&app, "author", &upload)
                .await
                .assert_problem(422, "file_type_not_accepted");
        }
    }
    assert_eq!(objects(&app), [""; 0], "nothing is left of them");
});

on_both_engines!(
    a_file_is_as_large_as_its_kind_may_be,
    crate::support::TestApp::builder().config(|config| config.files.limits.image = 1_000),
    |app| async move {
        let mut image = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        image.resize(1_000, 7);
        let upload = sent(&app, "author", "anh.bin", &image).await;
        let taken = complete(&app, "author", &upload).await;
        assert_eq!(taken.assert(200).json()["file"]["media_type"], "image/png");
        image.push(7);
        let upload = sent(&app, "author", "anh.bin", &image).await;
        complete(&app, "author", &upload)
            .await
            .assert_problem(413, "file_too_large");
        assert_eq!(objects(&app).len(), 1);
    }
);
