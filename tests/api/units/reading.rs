//! Lists, searches and single units.

use super::{act, children, names, open, path, unit};
use crate::support::{Actor, TestApp};
use serde_json::json;

on_both_engines!(the_tree_is_read_level_by_level, |app| async move {
    let admin = app.admin();
    let top = admin.get("/api/v1/units").await;
    assert_eq!(names(&top), ["Thành ủy Hải Vân"]);
    let city = &top.json()["items"][0];
    assert_eq!(city["child_count"], 2);
    assert!(city.get("parent_id").is_none() && city.get("closed_on").is_none());
    assert_eq!(
        children(&admin, app.unit("ward_a").public_id).await,
        ["Chi bộ Khu phố 1", "Chi bộ Khu phố 2"]
    );
    let ward = admin
        .get(path(app.unit("ward_a").public_id))
        .await
        .assert(200)
        .json();
    assert_eq!(ward["path"][0]["name"], "Thành ủy Hải Vân");
    assert_eq!(ward["parent_id"], ward["path"][0]["unit_id"]);
    assert_eq!(ward["kind"], "commune");
    let cell = admin
        .get(path(app.unit("cell_a1").public_id))
        .await
        .assert(200)
        .json();
    assert_eq!(cell["path"].as_array().unwrap().len(), 2);
    assert_eq!(cell["code"], "HV-AB-01");
});

on_both_engines!(
    a_member_knows_his_cell_and_what_is_above_it,
    |app| async move {
        let member = app.member();
        assert_eq!(
            names(&member.get("/api/v1/units").await),
            ["Thành ủy Hải Vân"]
        );
        assert_eq!(
            children(&member, app.unit("city").public_id).await,
            [app.unit("ward_a").name]
        );
        assert_eq!(
            children(&member, app.unit("ward_a").public_id).await,
            [app.unit("cell_a1").name]
        );
        member
            .get(path(app.unit("cell_a2").public_id))
            .await
            .assert(404);
        let ward_b = app.unit("ward_b").public_id;
        member
            .get(format!("/api/v1/units?parent_id={ward_b}"))
            .await
            .assert(404);
        let all = member.get("/api/v1/units?q=chi+bo").await;
        assert_eq!(names(&all), [app.unit("cell_a1").name]);
    }
);

async fn cells_of_streets(app: &TestApp) -> Actor {
    let admin = app.admin();
    let ward = app.unit("ward_a").public_id;
    for name in [
        "Chi bộ Dương Xá",
        "Chi bộ Đường Láng",
        "CHI BỘ HOÀ BÌNH",
        "Chi bộ Đương Thụy",
    ] {
        open(&admin, ward, "cell", name).await;
    }
    admin
}

on_both_engines!(
    a_search_is_blind_to_marks_and_prefers_the_same_marks,
    |app| async move {
        let admin = cells_of_streets(&app).await;
        let search = async |q: &str| {
            let q = form_urlencoded::byte_serialize(q.as_bytes()).collect::<String>();
            names(&admin.get(format!("/api/v1/units?q={q}")).await)
        };
        // A tone counts only where the letters are the same.
        let all = ["Chi bộ Dương Xá", "Chi bộ Đường Láng", "Chi bộ Đương Thụy"];
        assert_eq!(search("duong").await, all);
        assert_eq!(
            search("ĐƯỜNG").await,
            ["Chi bộ Đường Láng", "Chi bộ Dương Xá", "Chi bộ Đương Thụy"]
        );
        assert_eq!(search("hòa bình").await, ["CHI BỘ HOÀ BÌNH"]);
        assert_eq!(search("xa%").await, ["Chi bộ Dương Xá"]);
        assert_eq!(search("d_ong").await, [""; 0]);
        for nothing in ["%", "_", "--"] {
            let q = form_urlencoded::byte_serialize(nothing.as_bytes()).collect::<String>();
            let reply = admin.get(format!("/api/v1/units?q={q}")).await;
            reply.assert_problem(422, "nothing_to_search");
            assert_eq!(
                reply.errors(),
                [("?q".to_owned(), "nothing_to_search".to_owned())]
            );
        }
    }
);

on_both_engines!(
    pages_follow_each_other_without_gap_or_repeat,
    |app| async move {
        let admin = cells_of_streets(&app).await;
        let ward = app.unit("ward_a").public_id;
        let addresses = [
            format!("/api/v1/units?parent_id={ward}"),
            "/api/v1/units?q=%C4%91%C6%B0%E1%BB%9Dng".into(),
        ];
        for address in addresses {
            let whole = names(&admin.get(&address).await);
            assert!(whole.len() > 2);
            assert_eq!(one_by_one(&admin, &address).await, whole, "{address}");
        }
    }
);

/// The names of a list that is read by pages of one.
async fn one_by_one(actor: &Actor, address: &str) -> Vec<String> {
    let mut paged = Vec::new();
    let mut next = Some(format!("{address}&limit=1"));
    while let Some(address) = next {
        let page = actor.get(address).await;
        paged.extend(names(&page));
        let link = page.header("link").map(ToOwned::to_owned);
        assert_eq!(link.is_some(), page.json().get("next_cursor").is_some());
        next = link.map(|link| link.split(['<', '>']).nth(1).unwrap().to_owned());
    }
    paged
}

on_both_engines!(a_page_may_end_with_the_longest_name, |app| async move {
    let admin = app.admin();
    let ward = app.unit("ward_a").public_id;
    for last in ["Ạ", "Ệ"] {
        let name = format!("Chi bộ {}{last}", "ữ".repeat(192));
        open(&admin, ward, "cell", &name).await;
    }
    let address = format!("/api/v1/units?parent_id={ward}");
    let whole = names(&admin.get(&address).await);
    assert_eq!(whole.len(), 4);
    assert_eq!(one_by_one(&admin, &address).await, whole);
});

on_both_engines!(a_cursor_fits_its_caller_and_filter_only, |app| async move {
    let admin = app.admin();
    let ward = app.unit("ward_a").public_id;
    let page = admin
        .get(format!("/api/v1/units?limit=1&parent_id={ward}"))
        .await;
    let cursor = page.json()["next_cursor"].as_str().unwrap().to_owned();
    let same = format!("/api/v1/units?parent_id={ward}&cursor={cursor}");
    admin.get(&same).await.assert(200);
    app.officer()
        .get(&same)
        .await
        .assert_problem(422, "invalid_request");
    admin.get(format!("{same}&kind=cell")).await.assert(422);
    admin
        .get(format!("/api/v1/units?cursor={cursor}"))
        .await
        .assert(422);
    admin.get("/api/v1/units?limit=0").await.assert(422);
    admin.get("/api/v1/units?limit=201").await.assert(422);
    admin.get("/api/v1/units?kind=district").await.assert(422);
    admin.get("/api/v1/units?colour=red").await.assert(422);
});

on_both_engines!(
    a_kind_alone_is_looked_for_in_the_whole_tree,
    |app| async move {
        let admin = app.admin();
        let cells = names(&admin.get("/api/v1/units?kind=cell").await);
        assert_eq!(
            cells,
            ["Chi bộ Khu phố 1", "Chi bộ Khu phố 2", "Chi bộ Khu phố 3"]
        );
        assert_eq!(
            names(&app.stranger().get("/api/v1/units?kind=cell").await),
            ["Chi bộ Khu phố 3"]
        );
        let city = app.unit("city").public_id;
        let none = admin
            .get(format!("/api/v1/units?parent_id={city}&kind=cell"))
            .await;
        assert_eq!(names(&none), [""; 0]);
    }
);

on_both_engines!(closed_units_are_listed_when_asked_for, |app| async move {
    let admin = app.admin();
    let ward = app.unit("ward_a").public_id;
    let cell = open(&admin, ward, "cell", "Chi bộ A").await;
    let before = admin.get(path(ward)).await.assert(200).json()["child_count"].clone();
    act(
        &admin,
        &cell,
        "close",
        json!({"effective_on": "2026-11-01"}),
    )
    .await
    .assert(200);
    assert_eq!(children(&admin, ward).await.len(), 2);
    let all = admin
        .get(format!(
            "/api/v1/units?parent_id={ward}&include_closed=true"
        ))
        .await;
    assert_eq!(names(&all)[0], "Chi bộ A");
    assert_eq!(all.json()["items"][0]["closed_on"], "2026-11-01");
    let after = admin.get(path(ward)).await.assert(200).json()["child_count"].clone();
    assert_eq!((before, after), (json!(3), json!(2)));
});

on_both_engines!(
    a_unit_is_not_sent_again_until_anything_it_shows_changes,
    |app| async move {
        let admin = app.admin();
        let cell = path(app.unit("cell_a1").public_id);
        let etag = admin.get(&cell).await.assert(200).etag();
        let again = async |tag: &str| {
            admin
                .request("GET", &cell)
                .header("if-none-match", tag)
                .send()
                .await
        };
        again(&etag).await.assert(304);
        again(&format!("W/{etag}")).await.assert(304);
        // The name of the unit above is part of the view.
        let ward = path(app.unit("ward_a").public_id);
        let ward_tag = admin.get(&ward).await.assert(200).etag();
        let body = json!({"name": "Đảng ủy phường An Bình Mới"});
        admin.patch(&ward, &ward_tag, body).await.assert(200);
        let now = again(&etag).await;
        assert_eq!(
            now.assert(200).json()["path"][1]["name"],
            "Đảng ủy phường An Bình Mới"
        );
        // … but not of what is edited: the old tag still allows an edit of the cell.
        admin
            .patch(&cell, &etag, json!({"name": "Chi bộ Một"}))
            .await
            .assert(200);
    }
);

on_both_engines!(history_is_paged, |app| async move {
    let admin = app.admin();
    let cell = open(&admin, app.unit("ward_a").public_id, "cell", "Chi bộ 0").await;
    for number in 1..=4 {
        let tag = admin.get(path(&cell)).await.assert(200).etag();
        let body = json!({"name": format!("Chi bộ {number}")});
        admin.patch(path(&cell), &tag, body).await.assert(200);
    }
    let address = format!("{}/history?limit=2", path(&cell));
    let first = admin.get(&address).await.assert(200).json();
    let second = admin
        .get(format!(
            "{address}&cursor={}",
            first["next_cursor"].as_str().unwrap()
        ))
        .await
        .assert(200)
        .json();
    assert_eq!(
        first["items"][0]["detail"],
        json!({"old_name": "Chi bộ 3", "new_name": "Chi bộ 4"})
    );
    assert_eq!(second["items"][0]["detail"]["new_name"], "Chi bộ 2");
    let other = format!("{}/history", path(app.unit("cell_a1").public_id));
    let cursor = first["next_cursor"].as_str().unwrap();
    admin
        .get(format!("{other}?cursor={cursor}"))
        .await
        .assert(422);
});

on_both_engines!(what_does_not_exist_is_not_found, |app| async move {
    let admin = app.admin();
    let nobody = "01936f2e-8a10-7c3e-9d41-5b7a9e2f1c00";
    admin
        .get(path(nobody))
        .await
        .assert_problem(404, "not_found");
    admin.get("/api/v1/units/7").await.assert(404);
    admin
        .get(format!("{}/history", path(nobody)))
        .await
        .assert(404);
    admin
        .get(format!("/api/v1/units?parent_id={nobody}"))
        .await
        .assert(404);
    admin
        .post("/api/v1/units", unit(nobody, "cell", "Chi bộ 9"))
        .await
        .assert(404);
    admin
        .delete(path(app.unit("cell_a1").public_id))
        .await
        .assert(405);
});
