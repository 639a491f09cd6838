//! Lists: order, scope, filters, pages.

use std::collections::BTreeSet;

use super::{add, names, noted, path};
use crate::support::{Actor, Reply, TestApp};

/// The order of names that the field is used to.
const ORDER: [&str; 13] = [
    "Nguyễn An",
    "Đặng Văn An",
    "Nguyễn Văn An",
    "Phạm Thị Anh",
    "Lê Văn Ảnh",
    "Trần Thị Ánh",
    "Đào Văn Ân",
    "Phan Văn Bình",
    "Nguyễn Thị Dung",
    "Hoàng Dũng",
    "Lê Dương",
    "Bùi Đức Đạt",
    "Vũ Đình Đông",
];

/// Follows the cursor to the end; the names of each page.
async fn walk(actor: &Actor, query: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut page = actor.get(format!("/api/v1/members?{query}")).await;
    loop {
        pages.push(names(&page));
        let view = page.json();
        let Some(cursor) = view["next_cursor"].as_str() else {
            break;
        };
        let link = page
            .header("link")
            .expect("a link where there is a cursor")
            .to_owned();
        let next = link
            .strip_prefix('<')
            .and_then(|rest| rest.split_once('>'))
            .expect("an address")
            .0;
        assert!(next.contains(cursor), "{link}");
        page = actor.get(next).await;
    }
    assert!(page.header("link").is_none());
    pages
}

on_both_engines!(names_stand_in_the_vietnamese_order, |app| async move {
    for (index, name) in ORDER.iter().enumerate().rev() {
        // In two cells, so that the order is the list's and not a cell's.
        add(&app, name, ["cell_a1", "cell_b1"][index % 2]).await;
    }
    let officer = app.roster_officer();
    // Few of a page make the list walk all names, many make it gather the people.
    for query in ["limit=200", "limit=3", "limit=1"] {
        let all: Vec<String> = walk(&officer, query).await.concat();
        let known: Vec<&str> = all
            .iter()
            .map(String::as_str)
            .filter(|name| ORDER.contains(name))
            .collect();
        let mut expected = ORDER.to_vec();
        // The fixture has namesakes of three.
        for twin in ["Nguyễn Văn An", "Phan Văn Bình", "Lê Dương", "Bùi Đức Đạt"] {
            let at = expected
                .iter()
                .position(|name| *name == twin)
                .expect("in the order");
            expected.insert(at, twin);
        }
        assert_eq!(known, expected, "{query}");
        assert_eq!(all.len(), 13 + 13, "{query}: the active ones, each once");
    }
});

on_both_engines!(a_walk_over_pages_meets_everybody_once, |app| async move {
    let ids = |reply: &Reply| -> Vec<String> {
        let list = reply.assert(200).json();
        list["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| item["member_id"].to_string())
            .collect()
    };
    let admin = app.admin();
    let everyone = ids(&admin.get("/api/v1/members").await);
    assert_eq!(everyone.len(), 13);
    let pages = walk(&admin, "limit=5").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [5, 5, 3]);
    let mut met = Vec::new();
    let mut query = "/api/v1/members?limit=5".to_owned();
    for _ in 0..3 {
        let page = admin.get(&query).await;
        met.extend(ids(&page));
        if let Some(cursor) = page.json()["next_cursor"].as_str() {
            query = format!("/api/v1/members?limit=5&cursor={cursor}");
        }
    }
    assert_eq!(met, everyone);
    assert_eq!(met.iter().collect::<BTreeSet<_>>().len(), 13);
});

on_both_engines!(namesakes_are_told_apart_by_the_cursor, |app| async move {
    for _ in 0..4 {
        add(&app, "Nguyễn Văn An", "cell_a1").await;
    }
    let pages = walk(&app.secretary(), "limit=1&q=nguyen").await;
    assert_eq!(pages.len(), 5);
});

on_both_engines!(
    a_cursor_fits_only_its_list_and_its_caller,
    |app| async move {
        let first = app.admin().get("/api/v1/members?limit=5").await;
        let cursor = first.json()["next_cursor"]
            .as_str()
            .expect("more")
            .to_owned();
        let refused = |reply: Reply| {
            assert_eq!(
                reply.assert(422).errors(),
                [("?cursor".to_owned(), "cursor_unfit".to_owned())]
            );
        };
        app.admin()
            .get(format!("/api/v1/members?limit=2&cursor={cursor}"))
            .await
            .assert(200);
        refused(
            app.admin()
                .get(format!("/api/v1/members?limit=5&q=an&cursor={cursor}"))
                .await,
        );
        refused(
            app.admin()
                .get(format!(
                    "/api/v1/members?limit=5&standing=exempt&cursor={cursor}"
                ))
                .await,
        );
        refused(
            app.roster_officer()
                .get(format!("/api/v1/members?limit=5&cursor={cursor}"))
                .await,
        );
        refused(app.admin().get("/api/v1/members?cursor=WzAsMV0").await);
    }
);

/// Names of the fixture.
fn of(app: &TestApp, people: &[&str]) -> BTreeSet<String> {
    people
        .iter()
        .map(|name| app.person(name).full_name.to_owned())
        .collect()
}

on_both_engines!(a_list_stays_within_the_callers_subtrees, |app| async move {
    let listed = |actor: &'static str, query: String| {
        let actor = app.actor(actor);
        async move {
            names(&actor.get(format!("/api/v1/members?{query}")).await)
                .into_iter()
                .collect::<BTreeSet<_>>()
        }
    };
    let a1 = of(&app, &["secretary", "deputy", "member", "newcomer"]);
    let a2 = of(
        &app,
        &[
            "colleague",
            "officer",
            "roster_officer",
            "auditor",
            "admin",
            "author",
            "publisher",
        ],
    );
    let b1 = of(&app, &["stranger", "outsider"]);
    let ward_a: BTreeSet<String> = a1.union(&a2).cloned().collect();
    let unit = |name: &str| format!("unit_id={}", app.unit(name).public_id);
    assert_eq!(listed("secretary", String::new()).await, a1);
    assert_eq!(listed("stranger", String::new()).await, b1);
    assert_eq!(listed("officer", String::new()).await, ward_a);
    assert_eq!(
        listed("admin", String::new()).await,
        ward_a.union(&b1).cloned().collect()
    );
    assert_eq!(listed("admin", unit("cell_b1")).await, b1);
    assert_eq!(listed("admin", unit("ward_a")).await, ward_a);
    assert_eq!(
        listed("admin", unit("ward_a") + "&direct=true").await,
        BTreeSet::new()
    );
    assert_eq!(
        listed("admin", unit("ward_a") + "&direct=true&standing=left").await,
        of(&app, &["departed"])
    );
    assert_eq!(listed("admin", unit("cell_a1") + "&direct=true").await, a1);
    assert_eq!(
        listed("officer", "standing=left".to_owned()).await,
        of(&app, &["departed"])
    );
    assert_eq!(
        listed("secretary", "standing=left".to_owned()).await,
        BTreeSet::new(),
        "he is found at the ward"
    );
    assert_eq!(
        listed("secretary", "standing=probationary".to_owned()).await,
        of(&app, &["newcomer"])
    );
});

on_both_engines!(
    several_roles_make_one_list_without_doubles,
    |app| async move {
        for unit in ["city", "ward_a", "cell_b1"] {
            let role = serde_json::json!({"role": "committee_officer", "unit_id": app.unit(unit).public_id, "from_on": "2026-11-23"});
            app.admin()
                .post(path(&app, "stranger") + "/roles", role)
                .await
                .assert(201);
        }
        for query in ["limit=200", "limit=1"] {
            let all = walk(&app.stranger(), query).await.concat();
            assert_eq!(all.len(), 13, "{all:?}");
        }
    }
);

on_both_engines!(phones_are_masked_and_the_look_is_noted, |app| async move {
    let view = app
        .secretary()
        .get("/api/v1/members")
        .await
        .assert(200)
        .json();
    for item in view["items"].as_array().expect("items") {
        let phone = item["phone_masked"].as_str().expect("everyone has one");
        assert!(phone.starts_with("•••••••••"), "{phone}");
        assert_eq!(item["has_account"], item["full_name"] != "Phạm Thị Ánh");
        assert_eq!(item["unit"]["name"], app.unit("cell_a1").name);
    }
    assert_eq!(
        noted(&app, "list_members", app.person("member").id).await,
        (1, Some("cell_secretary".to_owned()))
    );
    assert_eq!(
        noted(&app, "list_members", app.person("colleague").id)
            .await
            .0,
        0,
        "only who was shown"
    );
    assert_eq!(
        noted(&app, "list_members", app.person("secretary").id)
            .await
            .0,
        0,
        "not himself"
    );
});

on_both_engines!(wrong_queries_are_refused, |app| async move {
    let table = [
        ("limit=0", "?limit", "out_of_range"),
        ("limit=201", "?limit", "out_of_range"),
        ("limit=x", "?limit", "wrong_type"),
        ("unit_id=7", "?unit_id", "wrong_type"),
        ("standing=retired", "?standing", "unknown_value"),
        ("direct=maybe", "?direct", "wrong_type"),
        ("q=", "?q", "too_short"),
        ("name=an", "?name", "unknown_member"),
    ];
    for (query, pointer, code) in table {
        let reply = app.admin().get(format!("/api/v1/members?{query}")).await;
        assert_eq!(
            reply.assert(422).errors(),
            [(pointer.to_owned(), code.to_owned())],
            "{query}"
        );
    }
    app.admin()
        .get(format!("/api/v1/members?q={}", "a".repeat(101)))
        .await
        .assert(422);
});
