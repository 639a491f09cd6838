//! Exports: what is in them, for whom, and who is told.

use calamine::{Data, Reader as _, Xlsx};
use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::schema::{assignment_deadlines, assignments, audit_log, audit_subjects};
use sotay::kernel::instant::Instant;

use super::{freeze, give, give_from, write};
use crate::support::TestApp;

fn path(app: &TestApp, unit: &str) -> String {
    format!("/api/v1/units/{}/report-exports", app.unit(unit).public_id)
}

/// The job's result and the file.
async fn export(app: &TestApp, who: &str, unit: &str, body: Value) -> (Value, Vec<u8>) {
    let accepted = app.actor(who).post(path(app, unit), body).await;
    accepted.assert(202);
    let location = accepted.header("location").unwrap().to_owned();
    app.drain_jobs().await;
    let job = app.actor(who).get(location.clone()).await.json();
    assert_eq!(job["state"], "succeeded", "{job}");
    let file = app.actor(who).get(format!("{location}/file")).await;
    file.assert(200);
    (job["result"].clone(), file.bytes().to_vec())
}

/// Exports in the log: unit and how many members.
async fn noted(app: &TestApp) -> Vec<(Option<i64>, i32)> {
    write(app, |conn| {
        Ok(audit_log::table
            .filter(audit_log::kind.eq("export"))
            .order(audit_log::id)
            .select((audit_log::unit_id, audit_log::subject_count))
            .load(conn)?)
    })
    .await
}

on_both_engines!(figures_of_every_cell_with_their_sum, |app| async move {
    give(&app).await;
    give_from(&app, "city", "open", "2026-12-20T17:00:00Z").await;
    let (result, file) = export(&app, "publisher", "city", json!({"content": "cells"})).await;
    assert_eq!(
        (&result["rows"], &result["format"]),
        (&json!(6), &json!("xlsx"))
    );
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(file)).unwrap();
    let range = workbook.worksheet_range("Báo cáo").unwrap();
    let rows: Vec<&[Data]> = range.rows().collect();
    assert_eq!(rows.len(), 8);
    assert_eq!(rows[1][4], Data::String("Chi bộ Khu phố 1".to_owned()));
    assert_eq!(
        rows[1][3],
        Data::String("Đảng ủy phường An Bình".to_owned())
    );
    assert_eq!(rows[7][1], Data::String("Tổng cộng".to_owned()));
    assert_eq!(rows[7][5..7], [22.0, 14.0].map(Data::Float));
    assert_eq!(rows[7][14], Data::Float(0.636));
    assert_eq!(
        noted(&app).await,
        [(Some(app.unit("city").id), 0)],
        "it is noted, and nobody is in it"
    );
});

on_both_engines!(each_cell_has_its_own_deadline, |app| async move {
    let given = give(&app).await;
    let deadlines = [
        (app.unit("ward_a").id, "2026-12-05T17:00:00Z"),
        (app.unit("cell_a2").id, "2026-12-10T17:00:00Z"),
    ];
    write(&app, move |conn| {
        for (unit, due_at) in deadlines {
            diesel::insert_into(assignment_deadlines::table)
                .values((
                    assignment_deadlines::assignment_id.eq(given.id),
                    assignment_deadlines::unit_id.eq(unit),
                    assignment_deadlines::due_at.eq(due_at.parse::<Instant>().unwrap()),
                ))
                .execute(conn)?;
        }
        Ok(())
    })
    .await;
    let body = json!({"content": "cells", "format": "csv"});
    let (_, file) = export(&app, "publisher", "city", body).await;
    let text = String::from_utf8(file).unwrap();
    let due: Vec<&str> = text
        .lines()
        .skip(1)
        .take(3)
        .map(|line| line.split(',').nth(2).unwrap())
        .collect();
    // By the ward's, by its own, by the common one.
    assert_eq!(due, ["05/12/2026", "10/12/2026", "28/11/2026"], "{text}");
});

on_both_engines!(frozen_figures_tell_no_deadline_of_today, |app| async move {
    let given = give(&app).await;
    let snapshot = freeze(&app, given).await;
    write(&app, move |conn| {
        diesel::update(assignments::table.find(given.id))
            .set(assignments::due_at.eq("2026-12-24T17:00:00Z".parse::<Instant>().unwrap()))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let mut body = json!({"content": "cells", "format": "csv", "assignment_id": given.public_id});
    for (frozen, due) in [(false, "24/12/2026"), (true, "")] {
        if frozen {
            body["snapshot_id"] = json!(snapshot);
        }
        let (_, file) = export(&app, "publisher", "city", body.clone()).await;
        let text = String::from_utf8(file).unwrap();
        let told = text.lines().nth(1).unwrap().split(',').nth(2).unwrap();
        assert_eq!(told, due, "{text}");
    }
});

on_both_engines!(
    names_leave_only_the_own_cell_and_everyone_is_told,
    |app| async move {
        let given = give(&app).await;
        let body = json!({"content": "members", "format": "csv", "assignment_id": given.public_id});
        let (result, file) = export(&app, "secretary", "cell_a1", body.clone()).await;
        assert_eq!(result["rows"], 4);
        let text = String::from_utf8(file).unwrap();
        assert!(text.starts_with('\u{FEFF}'));
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines[1].starts_with("1,Nguyễn Văn An,Học tập Nghị quyết 57,Chưa học,Phải hoàn thành,"),
            "{text}"
        );
        assert!(lines[5].contains("\"Hoàn thành 2/4 (50,0 %)\""), "{text}");
        let told = write(&app, |conn| {
            Ok(audit_subjects::table
                .order(audit_subjects::member_id)
                .select(audit_subjects::member_id)
                .load::<i64>(conn)?)
        })
        .await;
        let mut people =
            ["secretary", "deputy", "member", "newcomer"].map(|who| app.person(who).id);
        people.sort_unstable();
        assert_eq!(told, people);
        for (who, unit, status) in [
            ("officer", "cell_a1", 403),
            ("publisher", "cell_a1", 403),
            ("stranger", "cell_a1", 404),
        ] {
            app.actor(who)
                .post(path(&app, unit), body.clone())
                .await
                .assert(status);
        }
    }
);

on_both_engines!(what_cannot_be_exported_is_refused, |app| async move {
    let given = give(&app).await;
    let snapshot = freeze(&app, given).await;
    for (body, status, code) in [
        (json!({"content": "members"}), 422, "assignment_needed"),
        (
            json!({"content": "cells", "snapshot_id": snapshot}),
            422,
            "assignment_needed",
        ),
        (
            json!({"content": "members", "assignment_id": given.public_id, "snapshot_id": snapshot}),
            422,
            "names_are_of_now",
        ),
        (
            json!({"content": "cells", "assignment_id": snapshot}),
            404,
            "not_found",
        ),
    ] {
        let reply = app.secretary().post(path(&app, "cell_a1"), body).await;
        reply.assert_problem(status, code);
    }
    let frozen = json!({"content": "cells", "format": "csv", "assignment_id": given.public_id, "snapshot_id": snapshot});
    let (_, file) = export(&app, "secretary", "cell_a1", frozen).await;
    let text = String::from_utf8(file).unwrap();
    assert!(
        text.lines()
            .nth(1)
            .unwrap()
            .ends_with(",\"50,0 %\",00:00 ngày 29/11/2026"),
        "{text}"
    );
});

on_both_engines!(who_lost_his_role_gets_no_file, |app| async move {
    let given = give(&app).await;
    let body = json!({"content": "members", "assignment_id": given.public_id});
    let accepted = app.secretary().post(path(&app, "cell_a1"), body).await;
    accepted.assert(202);
    let secretary = app.person("secretary").id;
    write(&app, move |conn| {
        use sotay::db::schema::role_grants;
        diesel::update(role_grants::table.filter(role_grants::member_id.eq(secretary)))
            .set(role_grants::to_on.eq(chrono::NaiveDate::from_ymd_opt(2026, 11, 1)))
            .execute(conn)?;
        Ok(())
    })
    .await;
    app.drain_jobs().await;
    let job = app
        .secretary()
        .get(accepted.header("location").unwrap().to_owned())
        .await
        .json();
    assert_eq!(
        (&job["state"], &job["problem"]["code"]),
        (&json!("failed"), &json!("not_permitted"))
    );
});
