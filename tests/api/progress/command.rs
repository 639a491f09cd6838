//! `sotay verify counters` as an operator meets it, beside a running server.

use diesel::prelude::*;
use sotay::db::schema::completion_counts;

use super::{read, reading};
use crate::command_line::on_command;
use crate::study::figures;
use crate::support::TestApp;

/// Whether it ended well, and all that it said.
fn verify(app: &TestApp, more: &[&str]) -> (bool, String) {
    let arguments = [&["verify", "counters"], more].concat();
    let output = on_command(app.place(), &arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

on_both_engines!(drift_is_told_and_put_right_by_command, |app| async move {
    let (written, _) = reading(&app).await;
    read(&app, "member", &written.edition_id).await;
    let (done, said) = verify(&app, &[]);
    assert!(done && said.contains("all are in order"), "{said}");

    let cell = app.unit("cell_a1").id;
    let spoil = move |conn: &mut sotay::db::Conn| {
        let row = completion_counts::table
            .filter(completion_counts::cell_id.eq(cell))
            .filter(completion_counts::requirement_id.eq(0));
        diesel::update(row)
            .set(completion_counts::met.eq(3))
            .execute(conn)?;
        Ok(())
    };
    app.state().db.write(spoil).await.unwrap();
    let (done, said) = verify(&app, &[]);
    assert!(
        !done && said.contains("1 figures and 0 states are wrong") && said.contains("--repair"),
        "{said}"
    );
    assert_eq!(
        figures(&app, "cell_a1").await[5],
        3,
        "looking changes nothing"
    );
    let (done, said) = verify(&app, &["--repair"]);
    assert!(done && said.contains("put right"), "{said}");
    assert_eq!(figures(&app, "cell_a1").await, [4, 0, 0, 0, 0, 1, 0]);
    let (done, said) = verify(&app, &[]);
    assert!(done && said.contains("all are in order"), "{said}");
});
