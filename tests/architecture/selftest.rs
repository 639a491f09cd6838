//! That each rule finds what it forbids, and only that.

use crate::source::{File, parse};
use crate::{edges, operations, rooms, sizes};

#[track_caller]
fn check(rule: impl Fn(&File) -> Vec<String>, name: &str, text: &str, findings: usize) {
    let found = rule(&parse(name, text));
    assert_eq!(found.len(), findings, "{name}: {text}\n{found:?}");
}

#[test]
fn edges() {
    check(edges::upward, "kernel/ids.rs", "use crate::db::Conn;", 1);
    check(
        edges::upward,
        "kernel/ids.rs",
        "use super::instant::Instant; use crate::kernel::text;",
        0,
    );
    check(
        edges::upward,
        "units/queries/tree.rs",
        "fn f() { crate::members::locate(); super::super::super::rosters::x(); }",
        2,
    );
    check(
        edges::upward,
        "members/mod.rs",
        "use crate::{units::Unit, sessions};",
        1,
    );
    check(
        edges::upward,
        "db/mod.rs",
        "fn f() { log!(\"{}\", crate::app::x()) }",
        1,
    );
    check(
        edges::upward,
        "db/mod.rs",
        "#[cfg(test)] mod tests { use crate::app::App; }",
        0,
    );
    check(
        edges::reaching_in,
        "members/mod.rs",
        "use crate::units::queries::find;",
        1,
    );
    check(
        edges::reaching_in,
        "members/mod.rs",
        "use crate::units::{Unit, model::Row};",
        1,
    );
    check(
        edges::reaching_in,
        "units/mod.rs",
        "use crate::units::queries;",
        0,
    );
}

#[test]
fn parts_of_a_room() {
    for text in [
        "use diesel::prelude::*;",
        "use crate::db::Conn;",
        "use super::queries;",
        "use actix_web::get;",
        "async fn wait() {}",
        "fn f() { let now = chrono::Utc::now(); }",
        "fn f() { let now = std::time::SystemTime::now(); }",
        "use crate::auth::Viewer;",
    ] {
        check(rooms::impure, "units/rules.rs", text, 1);
        check(
            rooms::impure,
            "units/rules/names.rs",
            &text.replace("super::", "super::super::"),
            1,
        );
        check(rooms::impure, "units/tree.rs", text, 0);
    }
    check(
        rooms::impure,
        "units/rules.rs",
        "use super::model::Unit; use crate::error::Rule; use crate::kernel::text; use chrono::NaiveDate;",
        0,
    );
    check(
        rooms::of_the_web,
        "units/queries.rs",
        "use crate::http::Answer; use super::views::UnitView; use actix_web::get;",
        3,
    );
    check(
        rooms::of_the_web,
        "units/queries.rs",
        "use super::model::Unit; use super::rules; use crate::auth::Viewer;",
        0,
    );
    check(
        rooms::stray_sql,
        "units/routes/get_unit.rs",
        "fn f() { units::table.find(1); diesel::insert_into(x); y.execute(conn); }",
        3,
    );
    check(
        rooms::stray_sql,
        "units/queries/tree.rs",
        "fn f() { units::table.find(1); diesel::insert_into(x); y.execute(conn); }",
        0,
    );
}

#[test]
fn scopes() {
    for (text, findings) in [
        ("fn f(conn: &mut Conn) {}", 1),
        ("/// Speaks of a Viewer.\nfn f(conn: &mut Conn) {}", 1),
        ("// scope: why none\nfn f(conn: &mut Conn) {}", 0),
        (
            "/// Doc.\n// scope: why none\n#[inline]\nfn f(conn: &mut Conn) {}",
            0,
        ),
        ("fn f(conn: &mut Conn, viewer: &Viewer) {}", 0),
        (
            "fn f<P: Permission>(conn: &mut Conn, grant: &Grant<P>) {}",
            0,
        ),
        ("fn f(conn: &mut Conn, _: &impl Actor) {}", 0),
        ("impl Row { fn load(conn: &mut Conn) {} }", 1),
        (
            "impl From<Row> for Unit { fn from(row: Row) -> Self { todo() } }",
            0,
        ),
    ] {
        check(rooms::unscoped, "units/queries.rs", text, findings);
        check(rooms::unscoped, "units/tree.rs", text, 0);
    }
}

#[test]
fn handlers() {
    let list = |file: &File| operations::misnamed(file).into_iter().collect();
    let good = "#[utoipa::path(tag = \"units\")]\n#[get(\"/units\")]\npub async fn list_units(viewer: Viewer) {}";
    check(list, "units/routes/list_units.rs", good, 0);
    check(list, "units/routes/get_unit.rs", good, 1);
    check(
        list,
        "units/routes/list_units.rs",
        &format!("{good}\n#[post(\"/units\")]\nasync fn other(_: Public) {{}}"),
        1,
    );
    check(operations::misplaced, "units/routes/list_units.rs", good, 0);
    check(operations::misplaced, "units/mod.rs", good, 1);
    check(
        operations::misplaced,
        "units/routes/list_units.rs",
        "#[get(\"/units\")] async fn list_units(_: Viewer) {}",
        1,
    );
    check(
        operations::nobody_asks,
        "units/routes/list_units.rs",
        good,
        0,
    );
    check(
        operations::nobody_asks,
        "units/routes/x.rs",
        "#[get(\"/x\")] async fn x(_: auth::Grant<ReadMembers>, app: App) {}",
        0,
    );
    check(
        operations::nobody_asks,
        "units/routes/x.rs",
        "#[get(\"/x\")] async fn x(app: Data<App>, viewer: Viewer) {}",
        1,
    );
    check(
        operations::nobody_asks,
        "units/routes/x.rs",
        "#[get(\"/x\")] async fn x() {}",
        1,
    );
}

#[test]
fn sizes() {
    let function =
        |lines: usize| format!("fn f() {{\n{}}}\n", "// no code\n\ng();\n".repeat(lines));
    check(sizes::long_functions, "units/tree.rs", &function(50), 0);
    check(sizes::long_functions, "units/tree.rs", &function(51), 1);
    for (text, findings) in [
        ("fn f() { x.unwrap(); }", 1),
        ("fn f() { x.unwrap_or(1); }", 0),
        ("fn f() { println!(); }", 1),
        ("fn f() { no_panic!(); }", 0),
        (
            "// x.unwrap()\n#[cfg(test)]\nmod tests { fn f() { x.unwrap(); } }",
            0,
        ),
    ] {
        check(sizes::forbidden_words, "units/tree.rs", text, findings);
    }
}
