//! What is derived from the tree, and computing it anew.

use std::process::Command;

use diesel::prelude::*;
use sotay::db::schema::units as table;
use sotay::db::{Conn, Db, DbOptions};
use sotay::error::Error;
use sotay::units::{NewUnit, Unit, UnitKind, UnitName, UnitRef};

use super::*;
use crate::support::Filled;

fn new(parent_id: Option<i64>, kind: UnitKind, name: &str) -> NewUnit {
    let name = UnitName::parse(name).unwrap();
    NewUnit {
        parent_id,
        kind,
        name,
        code: None,
        opened_on: "2026-01-01".parse().unwrap(),
    }
}

async fn write<T: Send + 'static>(
    app: &TestApp,
    change: impl Fn(&mut Conn) -> Result<T, Error> + Send + 'static,
) -> T {
    app.state().db.write(change).await.unwrap()
}

on_both_engines!(
    room_is_made_where_many_come_in_any_order,
    |app| async move {
        let system = app.state().system("test");
        let (first, last) = (app.unit("ward_a").id, app.unit("ward_b").id);
        write(&app, move |conn| {
            for number in 0..120 {
                let rising = new(
                    Some(first),
                    UnitKind::Cell,
                    &format!("Chi bộ {:04}", 1_000 + number),
                );
                units::insert(conn, &system, &rising)?;
                let falling = new(
                    Some(last),
                    UnitKind::Cell,
                    &format!("Chi bộ {:04}", 9_000 - number),
                );
                units::insert(conn, &system, &falling)?;
                // Always between the two before it.
                let side = if number % 2 == 0 {
                    "a".repeat(number / 2 + 1) + "b"
                } else {
                    "a".repeat(number / 2 + 2)
                };
                units::insert(
                    conn,
                    &system,
                    &new(Some(first), UnitKind::Cell, &side[..side.len().min(200)]),
                )?;
            }
            Ok(())
        })
        .await;
        let found = drift(&app).await;
        assert_eq!(found.units, 366);
        assert!(found.is_none(), "{found:?}");
    }
);

on_both_engines!(a_range_of_numbers_is_a_subtree, |app| async move {
    let system = app.state().system("test");
    let top = write(&app, move |conn| {
        let top = units::insert(
            conn,
            &system,
            &new(None, UnitKind::Province, "Tỉnh ủy Khác"),
        )?;
        let ward = units::insert(
            conn,
            &system,
            &new(Some(top.id), UnitKind::Commune, "Phường 1"),
        )?;
        units::insert(
            conn,
            &system,
            &new(Some(ward.id), UnitKind::Cell, "Chi bộ 1"),
        )?;
        Ok(top)
    })
    .await;
    let (city, ward) = (app.unit("city").id, app.unit("ward_a").id);
    let count = async |unit_id: i64| -> i64 {
        let query = move |conn: &mut Conn| {
            let (from, to): (i64, i64) = table::table
                .find(unit_id)
                .select((table::lft, table::lft_end))
                .first(conn)?;
            let inside = table::table
                .filter(table::lft.ge(from))
                .filter(table::lft.lt(to));
            Ok(inside.count().get_result(conn)?)
        };
        app.state().db.read(query).await.unwrap()
    };
    assert_eq!(count(top.id).await, 3);
    assert_eq!(count(city).await, 6);
    assert_eq!(count(ward).await, 3);
    assert_no_drift(&app).await;
});

on_both_engines!(the_facade_refuses_what_cannot_stand, |app| async move {
    let system = app.state().system("test");
    let insert = async |new: NewUnit| -> Result<Unit, Error> {
        let system = system.clone();
        app.state()
            .db
            .write(move |conn| units::insert(conn, &system, &new))
            .await
    };
    let refused = insert(new(None, UnitKind::Cell, "Chi bộ"))
        .await
        .unwrap_err();
    assert_eq!(refused.problem().1, "kind_misplaced");
    let refused = insert(new(
        Some(app.unit("cell_a1").id),
        UnitKind::Commune,
        "Phường",
    ))
    .await;
    assert_eq!(refused.unwrap_err().problem().1, "kind_misplaced");
});

on_both_engines!(
    a_view_names_only_units_that_its_reader_may_know_of,
    |app| async move {
        let system = app.state().system("test");
        let ids: Vec<i64> = ["city", "ward_a", "cell_a1", "cell_a2", "cell_b1"]
            .map(|name| app.unit(name).id)
            .into();
        let member_id = app.person("member").id;
        let mut named: Vec<String> = app
            .state()
            .db
            .read(move |conn| {
                let viewer = sotay::auth::Viewer::for_job(conn, &system, member_id)?.unwrap();
                UnitRef::load_many(conn, &viewer, &ids)
            })
            .await
            .unwrap()
            .into_values()
            .map(|unit| unit.name)
            .collect();
        named.sort();
        assert_eq!(
            named,
            [
                app.unit("cell_a1").name,
                app.unit("city").name,
                app.unit("ward_a").name
            ]
            .map(str::to_owned)
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
        );
    }
);

/// Damages everything that is derived.
fn damage(conn: &mut Conn, cell: i64, ward: i64) -> Result<(), Error> {
    diesel::sql_query(format!(
        "DELETE FROM unit_closure WHERE descendant_id = {cell} AND depth = 1"
    ))
    .execute(conn)?;
    diesel::sql_query(format!(
        "INSERT INTO unit_closure (ancestor_id, descendant_id, depth) VALUES ({cell}, {ward}, 1)"
    ))
    .execute(conn)?;
    diesel::sql_query(format!("UPDATE units SET depth = 7 WHERE id = {cell}")).execute(conn)?;
    diesel::sql_query(format!(
        "UPDATE units SET lft = 0, lft_end = 1 WHERE id = {ward}"
    ))
    .execute(conn)?;
    Ok(())
}

on_both_engines!(damage_is_found_and_mended, |app| async move {
    let (cell, ward) = (app.unit("cell_a1").id, app.unit("ward_a").id);
    write(&app, move |conn| damage(conn, cell, ward)).await;
    let found = drift(&app).await;
    assert_eq!(
        (found.missing_pairs, found.wrong_pairs, found.wrong_depths),
        (1, 1, 1)
    );
    assert!(
        found.wrong_places > 0 && found.unreachable == 0,
        "{found:?}"
    );
    let system = app.state().system("test");
    let mended = write(&app, move |conn| units::rebuild(conn, &system)).await;
    assert_eq!(mended, found);
    assert_no_drift(&app).await;
    open(
        &app.admin(),
        app.unit("ward_a").public_id,
        "cell",
        "Chi bộ 9",
    )
    .await;
    assert_no_drift(&app).await;
});

on_both_engines!(a_ring_of_parents_is_told_not_mended, |app| async move {
    let (cell, ward) = (app.unit("cell_a1").id, app.unit("ward_a").id);
    write(&app, move |conn| {
        diesel::update(table::table.find(ward))
            .set(table::parent_id.eq(Some(cell)))
            .execute(conn)?;
        Ok(())
    })
    .await;
    assert_eq!(drift(&app).await.unreachable, 3);
    let system = app.state().system("test");
    let refused = app
        .state()
        .db
        .write(move |conn| units::rebuild(conn, &system))
        .await;
    assert!(refused.unwrap_err().to_string().contains("ring"));
});

on_both_engines!(the_operator_asks_by_command, Filled, |place| async move {
    let sotay = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sotay"));
        let key = place.folder.path().join("shared.key");
        std::fs::write(&key, [7_u8; 32]).unwrap();
        command
            .env_clear()
            .env("DATABASE_URL", &place.address)
            .env("SOTAY_SECRET_FILE", &key)
            .current_dir(place.folder.path())
            .args(arguments);
        let output = command.output().unwrap();
        let text =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.success(), text)
    };
    let (good, text) = sotay(&["verify", "tree"]);
    assert!(
        good && text.contains("6 units: the tree is in order"),
        "{text}"
    );
    let db = Db::open(&place.url, None, &DbOptions::beside()).unwrap();
    db.write(|conn| {
        Ok(diesel::update(table::table)
            .set(table::depth.eq(9))
            .execute(conn)?)
    })
    .await
    .unwrap();
    let (good, text) = sotay(&["verify", "tree"]);
    assert!(!good && text.contains("6 depths wrong"), "{text}");
    let (good, text) = sotay(&["verify", "tree", "--repair"]);
    assert!(good && text.contains("computed anew"), "{text}");
    assert!(sotay(&["verify", "tree"]).0);
});
