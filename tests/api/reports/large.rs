//! Where there is much: the database adds up, and what is left out is said.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::Conn;
use sotay::db::schema::{completion_counts, units as table};
use sotay::error::Error;
use sotay::units::{self, NewUnit, UnitKind, UnitName};

use super::{Given, give, insert, path, told, write};
use crate::support::TestApp;

/// Two must finish in the cell, one has.
fn count(conn: &mut Conn, assignment_id: i64, cell_id: i64) -> Result<(), Error> {
    let figures = (
        completion_counts::assignment_id.eq(assignment_id),
        completion_counts::requirement_id.eq(0),
        completion_counts::cell_id.eq(cell_id),
        completion_counts::counted.eq(2),
        completion_counts::excused.eq(0),
        completion_counts::exempt.eq(0),
        completion_counts::opened.eq(0),
        completion_counts::in_progress.eq(0),
        completion_counts::met.eq(1),
        completion_counts::met_late.eq(0),
    );
    diesel::insert_into(completion_counts::table)
        .values(figures)
        .execute(conn)?;
    Ok(())
}

/// 300 more cells in each ward, each with a group, and one directly below the city.
async fn grow(app: &TestApp, given: Given) {
    let system = app.state().system("test");
    let wards = [app.unit("ward_a").id, app.unit("ward_b").id];
    let city = app.unit("city").id;
    write(app, move |conn| {
        let found = |conn: &mut Conn, parent: i64, kind, name: &str| {
            let new = NewUnit {
                parent_id: Some(parent),
                kind,
                name: UnitName::parse(name).unwrap(),
                code: None,
                opened_on: "2026-01-01".parse().unwrap(),
            };
            let unit = units::insert(conn, &system, &new)?;
            count(conn, given.id, unit.id)?;
            Ok::<i64, Error>(unit.id)
        };
        for ward in wards {
            for number in 0..300 {
                let name = format!("Chi bộ thêm {number:03}");
                let cell = found(conn, ward, UnitKind::Cell, &name)?;
                if number == 0 {
                    found(conn, cell, UnitKind::Group, "Tổ đảng 1")?;
                }
            }
        }
        found(conn, city, UnitKind::Cell, "Chi bộ Cơ quan Thành ủy")?;
        Ok(())
    })
    .await;
}

async fn get(app: &TestApp, who: &str, path: String) -> Value {
    let reply = app.actor(who).get(path).await;
    reply.assert(200);
    reply.json()
}

on_both_engines!(a_large_city_is_added_up_exactly, |app| async move {
    let given = give(&app).await;
    grow(&app, given).await;
    // Of 302 units in each ward: 2 and 1 each; besides them those of `give`, and one cell below the city.
    let (ward_a, ward_b, cell) = ([10 + 602, 7 + 301], [1 + 602, 301], [2, 1]);
    let whole = [0, 1].map(|place| ward_a[place] + ward_b[place] + cell[place]);
    let report = get(&app, "publisher", path(&app, "city", given, "")).await;
    assert_eq!(told(&report["figures"]).0[..2], whole);
    let mut children: Vec<Vec<i64>> = report["children"]
        .as_array()
        .unwrap()
        .iter()
        .map(|child| told(&child["figures"]).0[..2].to_vec())
        .collect();
    children.sort_unstable();
    assert_eq!(children, [cell, ward_b, ward_a]);
    let unit = app.unit("city").public_id;
    let matrix = format!("/api/v1/units/{unit}/report-matrix");
    let matrix = get(&app, "publisher", matrix).await;
    let row = &matrix["assignments"][0];
    assert_eq!(told(&row["figures"]).0[..2], whole);
    let mut cells: Vec<[i64; 2]> = row["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| ["denominator", "numerator"].map(|name| cell[name].as_i64().unwrap()))
        .collect();
    cells.sort_unstable();
    assert_eq!(cells, [cell, ward_b, ward_a]);
    assert_eq!(matrix["complete"], true);
});

on_both_engines!(
    a_matrix_says_what_it_leaves_out_and_has_no_column_for_it,
    |app| async move {
        let (city, now) = (app.unit("city").id, app.clock.now());
        let (open, closed) = (app.unit("cell_a1").id, app.unit("cell_a2").id);
        write(&app, move |conn| {
            diesel::update(table::table.find(closed))
                .set(table::closed_on.eq(NaiveDate::from_ymd_opt(2026, 11, 1)))
                .execute(conn)?;
            for number in 0..101 {
                // Only the one due last concerns the cell that is closed.
                let (due_at, cell) = match number {
                    100 => ("2026-12-20T17:00:00Z", closed),
                    _ => ("2026-12-10T17:00:00Z", open),
                };
                let given = insert(conn, city, "open", due_at.parse().unwrap(), now)?;
                count(conn, given.id, cell)?;
            }
            Ok(())
        })
        .await;
        let unit = app.unit("ward_a").public_id;
        let path = format!("/api/v1/units/{unit}/report-matrix");
        let matrix = get(&app, "officer", path).await;
        assert_eq!(matrix["assignments"].as_array().unwrap().len(), 100);
        assert_eq!(matrix["complete"], false);
        let columns: Vec<&Value> = matrix["units"]
            .as_array()
            .unwrap()
            .iter()
            .map(|unit| &unit["unit_id"])
            .collect();
        assert_eq!(columns, [&json!(app.unit("cell_a1").public_id)]);
    }
);

on_both_engines!(a_month_adds_up_more_than_it_lists, |app| async move {
    let (city, now) = (app.unit("city").id, app.clock.now());
    let cells = ["cell_a1", "cell_a2", "cell_b1"].map(|cell| app.unit(cell).id);
    write(&app, move |conn| {
        for number in 0..130 {
            // Ten are due in December; of the others each fourth concerns the other ward too.
            let due_at = if number < 10 {
                "2026-12-10T17:00:00Z"
            } else {
                "2026-11-28T17:00:00Z"
            };
            let given = insert(conn, city, "open", due_at.parse().unwrap(), now)?;
            let concerned = if number % 4 == 0 { 3 } else { 2 };
            for cell in cells.iter().take(concerned) {
                count(conn, given.id, *cell)?;
            }
        }
        Ok(())
    })
    .await;
    // 120 are due: two cells of ward A each, and thirty times the one of ward B; two must finish in each, one has.
    for (who, unit, total) in [
        ("publisher", "city", [540, 270]),
        ("officer", "ward_a", [480, 240]),
    ] {
        let unit = app.unit(unit).public_id;
        let path = format!("/api/v1/units/{unit}/monthly-reports/2026-11");
        let month = get(&app, who, path).await;
        assert_eq!(told(&month["total"]).0[..2], total, "{who}");
        assert_eq!(month["items"].as_array().unwrap().len(), 100);
        assert_eq!(month["complete"], false);
    }
});
