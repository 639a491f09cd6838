//! Figures: exact at each level, added and never averaged, each with its rule and its moment.

use diesel::prelude::*;
use serde_json::Value;
use sotay::db::schema::{assignment_deadlines, completion_counts, units};

use super::{Given, give, give_from, path, told, write};
use crate::support::TestApp;

async fn get(app: &TestApp, who: &str, path: String) -> Value {
    let reply = app.actor(who).get(path).await;
    reply.assert(200);
    reply.json()
}

async fn report(app: &TestApp, who: &str, unit: &str, given: Given) -> Value {
    get(app, who, path(app, unit, given, "")).await
}

on_both_engines!(every_level_adds_its_cells, |app| async move {
    let given = give(&app).await;
    let cell = get(&app, "secretary", path(&app, "cell_a1", given, "/cell")).await;
    assert_eq!(
        told(&cell["figures"]),
        (vec![4, 2, 2, 1, 0, 0], "50,0 %".to_owned())
    );
    assert_eq!(cell["figures"]["opened"], 1);
    assert_eq!(cell["figures"]["not_begun"], 1);
    assert_eq!(
        told(&cell["requirements"][0]["figures"]),
        told(&cell["figures"])
    );
    assert_eq!(cell["requirements"][0]["title"], "Dự hội nghị");
    let ward = report(&app, "officer", "ward_a", given).await;
    assert_eq!(
        told(&ward["figures"]),
        (vec![10, 7, 3, 1, 1, 0], "70,0 %".to_owned())
    );
    let names: Vec<&str> = ward["children"]
        .as_array()
        .unwrap()
        .iter()
        .map(|child| child["unit"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Chi bộ Khu phố 1", "Chi bộ Khu phố 2"]);
    let city = report(&app, "publisher", "city", given).await;
    // 7 of 11; the mean of 70,0 % and 0,0 % would be 35,0 %.
    assert_eq!(
        told(&city["figures"]),
        (vec![11, 7, 4, 1, 1, 1], "63,6 %".to_owned())
    );
    assert_eq!(city["figures"]["rate_permille"], 636);
    assert_eq!(
        told(&city["children"][0]["figures"]),
        told(&ward["figures"])
    );
    assert_eq!(
        told(&city["children"][1]["figures"]),
        (vec![1, 0, 1, 0, 0, 1], "0,0 %".to_owned())
    );
    let one = format!("?requirement_id={}", given.requirement);
    let under = get(&app, "publisher", path(&app, "city", given, &one)).await;
    assert_eq!(told(&under["figures"]), told(&city["figures"]));
    assert_eq!(under["requirement_id"], given.requirement.to_string());
});

on_both_engines!(every_answer_says_whom_and_when, |app| async move {
    let given = give(&app).await;
    let ward = report(&app, "officer", "ward_a", given).await;
    assert_eq!(ward["as_of"], app.clock.now().to_string());
    assert_eq!(ward["origin"], "now");
    let rule = ward["denominator_rule"].as_str().unwrap();
    assert!(
        rule.contains("Mẫu số") && rule.contains("không được tính"),
        "{rule}"
    );
    let english = app
        .officer()
        .request("GET", path(&app, "ward_a", given, ""))
        .header("Accept-Language", "en")
        .send()
        .await
        .json();
    assert!(
        english["denominator_rule"]
            .as_str()
            .unwrap()
            .contains("denominator")
    );
    assert_eq!(
        ward["text"],
        "Đảng ủy phường An Bình: 3/10 đồng chí chưa hoàn thành “Học tập Nghị quyết 57” (hạn hết ngày 28/11/2026).\n\
         Đã hoàn thành 7/10 (70,0 %); hoàn thành muộn 1; được hoãn 1.\nSố liệu lúc 09:00 ngày 23/11/2026."
    );
});

on_both_engines!(nobody_is_no_rate, |app| async move {
    let given = give(&app).await;
    let cell = app.unit("cell_b1").id;
    write(&app, move |conn| {
        diesel::update(completion_counts::table.filter(completion_counts::cell_id.eq(cell)))
            .set((
                completion_counts::counted.eq(0),
                completion_counts::exempt.eq(2),
            ))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let ward = report(&app, "publisher", "ward_b", given).await;
    assert_eq!(ward["figures"]["rate_text"], "–");
    assert!(ward["figures"].get("rate_permille").is_none(), "{ward}");
    let text = ward["text"].as_str().unwrap();
    assert!(text.contains("không có đồng chí nào"), "{text}");
});

on_both_engines!(the_units_own_deadline_is_told, |app| async move {
    let given = give(&app).await;
    let ward = app.unit("ward_a").id;
    write(&app, move |conn| {
        diesel::insert_into(assignment_deadlines::table)
            .values((
                assignment_deadlines::assignment_id.eq(given.id),
                assignment_deadlines::unit_id.eq(ward),
                assignment_deadlines::due_at.eq("2026-12-05T17:00:00Z"
                    .parse::<sotay::kernel::instant::Instant>()
                    .unwrap()),
            ))
            .execute(conn)?;
        Ok(())
    })
    .await;
    for (who, unit, due) in [
        ("officer", "ward_a", "2026-12-05T17:00:00.000Z"),
        ("secretary", "cell_a1", "2026-12-05T17:00:00.000Z"),
        ("publisher", "city", "2026-11-28T17:00:00.000Z"),
    ] {
        let report = report(&app, who, unit, given).await;
        assert_eq!(report["assignment"]["due_at"], due, "{unit}");
    }
    // In November for the city, not for the ward.
    let month = |unit: &str| {
        format!(
            "/api/v1/units/{}/monthly-reports/2026-11",
            app.unit(unit).public_id
        )
    };
    let city = get(&app, "publisher", month("city")).await;
    assert_eq!(city["items"][0]["share"], "due");
    assert_eq!(city["total"]["denominator"], 11);
    let ward = get(&app, "officer", month("ward_a")).await;
    assert_eq!(ward["items"][0]["share"], "running");
    assert_eq!(ward["total"]["denominator"], 0);
});

on_both_engines!(what_is_not_there_is_not_found, |app| async move {
    let given = give(&app).await;
    for state in ["draft", "scheduled", "cancelled"] {
        let other = give_from(&app, "city", state, "2026-11-28T17:00:00Z").await;
        let reply = app.officer().get(path(&app, "ward_a", other, "")).await;
        reply.assert_problem(404, "not_found");
    }
    let of_ward_b = give_from(&app, "ward_b", "open", "2026-11-28T17:00:00Z").await;
    app.officer()
        .get(path(&app, "ward_a", of_ward_b, ""))
        .await
        .assert_problem(404, "not_found");
    let foreign = format!("?requirement_id={}", of_ward_b.requirement);
    app.officer()
        .get(path(&app, "ward_a", given, &foreign))
        .await
        .assert_problem(404, "not_found");
    app.publisher()
        .get(path(&app, "ward_a", given, "/cell"))
        .await
        .assert_problem(409, "report_not_a_cell");
    for month in ["2026-13", "2026", "11-2026"] {
        let unit = app.unit("ward_a").public_id;
        let path = format!("/api/v1/units/{unit}/monthly-reports/{month}");
        app.officer()
            .get(path)
            .await
            .assert_problem(422, "month_form");
    }
});

on_both_engines!(
    an_assignment_that_concerns_nobody_is_none_of_a_units_business,
    |app| async move {
        let given = give(&app).await;
        let cell = app.unit("cell_b1").id;
        write(&app, move |conn| {
            diesel::delete(completion_counts::table.filter(completion_counts::cell_id.eq(cell)))
                .execute(conn)?;
            Ok(())
        })
        .await;
        app.stranger()
            .get(path(&app, "cell_b1", given, "/cell"))
            .await
            .assert_problem(404, "not_found");
        let matrix = format!(
            "/api/v1/units/{}/report-matrix",
            app.unit("cell_b1").public_id
        );
        assert_eq!(
            get(&app, "stranger", matrix).await["assignments"],
            serde_json::json!([])
        );
        report(&app, "publisher", "city", given).await;
    }
);

on_both_engines!(the_matrix_has_all_that_runs, |app| async move {
    let first = give(&app).await;
    let later = give_from(&app, "city", "opening", "2026-12-20T17:00:00Z").await;
    give_from(&app, "city", "closed", "2026-11-20T17:00:00Z").await;
    let path = format!("/api/v1/units/{}/report-matrix", app.unit("city").public_id);
    let matrix = get(&app, "publisher", path).await;
    let rows = matrix["assignments"].as_array().unwrap();
    let ids: Vec<&str> = rows
        .iter()
        .map(|row| row["assignment"]["assignment_id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [first.public_id.to_string(), later.public_id.to_string()]
    );
    assert_eq!(told(&rows[0]["figures"]).0[..2], [11, 7]);
    let ward = app.unit("ward_a").public_id.to_string();
    assert_eq!(
        rows[0]["cells"][0],
        serde_json::json!({"unit_id": ward, "denominator": 10, "numerator": 7, "rate_permille": 700})
    );
    assert_eq!(matrix["units"].as_array().unwrap().len(), 2);
});

on_both_engines!(
    a_closed_unit_is_shown_while_it_has_figures,
    |app| async move {
        let given = give(&app).await;
        let cell = app.unit("cell_a2").id;
        let close = move |conn: &mut sotay::db::Conn| {
            diesel::update(units::table.find(cell))
                .set(units::closed_on.eq(chrono::NaiveDate::from_ymd_opt(2026, 11, 1)))
                .execute(conn)?;
            Ok(())
        };
        write(&app, close).await;
        assert_eq!(
            report(&app, "officer", "ward_a", given).await["children"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
        write(&app, move |conn| {
            diesel::delete(completion_counts::table.filter(completion_counts::cell_id.eq(cell)))
                .execute(conn)?;
            Ok(())
        })
        .await;
        assert_eq!(
            report(&app, "officer", "ward_a", given).await["children"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
);

on_both_engines!(
    what_concerns_others_takes_no_place_in_a_table,
    |app| async move {
        // More than a table has rows, of the city, all due before the one that concerns somebody.
        let (city, now) = (app.unit("city").id, app.clock.now());
        write(&app, move |conn| {
            for _ in 0..=100 {
                let due_at = "2026-11-25T17:00:00Z".parse().unwrap();
                crate::reports::insert(conn, city, "open", due_at, now)?;
            }
            Ok(())
        })
        .await;
        let given = give(&app).await;
        for report in ["report-matrix", "monthly-reports/2026-11"] {
            let unit = app.unit("ward_a").public_id;
            let view = get(&app, "officer", format!("/api/v1/units/{unit}/{report}")).await;
            let rows = if report == "report-matrix" {
                &view["assignments"]
            } else {
                &view["items"]
            };
            let rows = rows.as_array().unwrap();
            assert_eq!(rows.len(), 1, "{report}");
            let shown = &rows[0]["assignment"]["assignment_id"];
            assert_eq!(*shown, given.public_id.to_string(), "{report}");
        }
    }
);
