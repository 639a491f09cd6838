//! Which papers are taken for one: those of the same issuer, symbol and day, however they are written.

use serde_json::{Value, json};

use super::bulk::{Shelf, items, row, with};
use super::document;
use crate::support::{Paper, TestApp, Written};

fn of_commune(issuer: &str) -> Paper {
    Paper::new("7001-NQ/ĐU", &format!("Nghị quyết của {issuer}")).with("issuer", json!(issuer))
}

async fn refused(app: &TestApp, paper: &Paper) {
    let reply = app
        .author()
        .post("/api/v1/documents", paper.body(app))
        .await;
    reply.assert_problem(409, "duplicate_identity");
}

on_both_engines!(
    issuers_that_differ_by_a_mark_are_two_and_one_written_otherwise_is_one,
    |app| async move {
        of_commune("Đảng ủy xã Tân Lập").publish(&app).await;
        of_commune("Đảng ủy xã Tân Lạp").publish(&app).await;
        assert_eq!(items(&app, "/api/v1/library").await.len(), 2);
        refused(&app, &of_commune("ĐẢNG UỶ XÃ TÂN LẬP")).await;
        refused(
            &app,
            &of_commune("Đảng uỷ xã Tân Lạp").with("symbol", json!("07001 - nq/đu")),
        )
        .await;
    }
);

/// As the key of a document was stored before marks counted.
async fn store_folded_identity(app: &TestApp, written: &Written, identity: &'static str) {
    use diesel::prelude::*;
    use sotay::db::schema::documents;
    let id: sotay::kernel::ids::PublicId = written.document_id.parse().unwrap();
    let change = move |conn: &mut sotay::db::Conn| {
        let update = diesel::update(documents::table.filter(documents::public_id.eq(id)))
            .set(documents::identity.eq(Some(identity)));
        Ok(update.execute(conn)?)
    };
    assert_eq!(app.state().db.write(change).await.unwrap(), 1);
}

on_both_engines!(
    what_was_published_before_marks_counted_keeps_its_identity_and_no_other,
    |app| async move {
        let old = of_commune("Đảng ủy xã Tân Lập").publish(&app).await;
        let folded = "dang uy xa tan lap|7001 nq du|2026-03-12";
        store_folded_identity(&app, &old, folded).await;
        refused(&app, &of_commune("Đảng uỷ xã Tân Lập")).await;
        of_commune("Đảng ủy xã Tân Lạp").publish(&app).await;
        of_commune("Dang uy xa Tan Lap").publish(&app).await;
        // It stays what it is when it is published again.
        let next = old.next(&app, "minor").await;
        next.approve(&app).await;
        next.act(&app.publisher(), "publication", json!({}))
            .await
            .assert(200);
        refused(&app, &of_commune("Đảng uỷ xã Tân Lập")).await;
    }
);

on_both_engines!(
    what_was_taken_meanwhile_is_not_published_twice,
    |app| async move {
        let first = of_commune("Đảng ủy xã Tân Lập").write(&app).await;
        let second = of_commune("Đảng uỷ xã Tân Lập").write(&app).await;
        first.approve(&app).await;
        second.approve(&app).await;
        let publisher = app.publisher();
        let publish =
            async |written: &Written| written.act(&publisher, "publication", json!({})).await;
        publish(&first).await.assert(200);
        let folded = "dang uy xa tan lap|7001 nq du|2026-03-12";
        store_folded_identity(&app, &first, folded).await;
        publish(&second)
            .await
            .assert_problem(409, "duplicate_identity");
        let stayed: Value = publisher.get(document(&second)).await.json();
        assert_eq!(stayed["state"], "draft");
    }
);

on_both_engines!(
    a_sheet_tells_issuers_apart_by_their_marks,
    |app| async move {
        let shelf = Shelf::new();
        shelf.file("c.md", "Sửa đổi.\n");
        let commune = |file: &str, issuer: &str| {
            with(
                &row(file, "7001-NQ/ĐU", "Nghị quyết"),
                &[("issuer", issuer)],
            )
        };
        let amending = |target: &str| {
            let link = format!("amends:7001-NQ/ĐU@12/03/2026@{target}");
            with(
                &row("c.md", "8-NQ/TU", "Sửa đổi"),
                &[("links", link.as_str())],
            )
        };
        let rows = |target: &str| {
            [
                commune("a.md", "Đảng ủy xã Tân Lập"),
                commune("b.md", "Đảng ủy xã Tân Lạp"),
                amending(target),
            ]
        };
        // Without marks it means both.
        shelf.sheet(&rows("dang uy xa tan lap"));
        let report = shelf.run(&app, false).await;
        assert_eq!(report.failed, 1, "{:?}", report.errors);
        assert!(
            report.errors[0].contains("Có nhiều văn bản"),
            "{:?}",
            report.errors
        );
        shelf.sheet(&rows("Đảng uỷ xã Tân Lạp"));
        let report = shelf.run(&app, true).await;
        assert_eq!((report.new, report.failed), (3, 0), "{:?}", report.errors);
        let again = shelf.run(&app, true).await;
        assert_eq!(
            (again.unchanged, again.failed),
            (3, 0),
            "{:?}",
            again.errors
        );
        for item in items(&app, "/api/v1/library").await {
            let force = match item["issuer"].as_str().unwrap() {
                "Đảng ủy xã Tân Lạp" => "amended",
                _ => "in_force",
            };
            assert_eq!(item["force"], force, "{}", item["issuer"]);
        }
        // A link without marks is enough where only one fits.
        let shelf = Shelf::new();
        shelf.sheet(&[
            with(
                &row("a.md", "9-NQ/TU", "Một"),
                &[("issuer", "Đảng ủy xã Bến Mơ")],
            ),
            with(
                &row("b.md", "10-NQ/TU", "Hai"),
                &[("links", "refers:9-NQ/TU@12/03/2026@dang uy xa ben mo")],
            ),
        ]);
        let report = shelf.run(&app, false).await;
        assert_eq!(report.errors, Vec::<String>::new());
    }
);
