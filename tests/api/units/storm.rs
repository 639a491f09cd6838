//! A random storm of changes leaves the tree as a recomputation would have it.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use super::*;

const CHANGES: usize = 150;
const KINDS: [&str; 5] = ["commune", "grassroots", "sub_committee", "cell", "group"];

/// A change of a unit; units are numbers into the list of all there have been.
#[derive(Debug, Clone)]
enum Change {
    Open {
        parent: usize,
        kind: usize,
        name: u16,
    },
    Rename {
        unit: usize,
        name: u16,
    },
    Move {
        unit: usize,
        parent: usize,
    },
    Merge {
        unit: usize,
        into: usize,
    },
    Split {
        unit: usize,
        names: Vec<u16>,
    },
    Close {
        unit: usize,
    },
}

fn change() -> impl Strategy<Value = Change> {
    let unit = || 0_usize..1_000;
    prop_oneof![
        8 => (unit(), 0..KINDS.len(), any::<u16>())
            .prop_map(|(parent, kind, name)| Change::Open { parent, kind, name }),
        2 => (unit(), any::<u16>()).prop_map(|(unit, name)| Change::Rename { unit, name }),
        4 => (unit(), unit()).prop_map(|(unit, parent)| Change::Move { unit, parent }),
        3 => (unit(), unit()).prop_map(|(unit, into)| Change::Merge { unit, into }),
        2 => (unit(), prop::collection::vec(any::<u16>(), 1..4))
            .prop_map(|(unit, names)| Change::Split { unit, names }),
        1 => unit().prop_map(|unit| Change::Close { unit }),
    ]
}

/// Names that are often alike, so that the order among namesakes is tried too.
fn name(number: u16) -> String {
    format!("Tổ chức {}", number % 64)
}

/// Does the change; answers the units that came to be.
async fn carry_out(admin: &Actor, all: &[String], change: &Change) -> (u16, Vec<String>) {
    let unit_at = |number: usize| &all[number % all.len()];
    let reply = match change {
        Change::Open {
            parent,
            kind,
            name: number,
        } => {
            let body = unit(unit_at(*parent), KINDS[*kind], &name(*number));
            admin.post("/api/v1/units", body).await
        }
        Change::Rename { unit, name: number } => {
            let body = json!({"name": name(*number)});
            admin.patch(path(unit_at(*unit)), "*", body).await
        }
        Change::Move { unit, parent } => {
            let body = json!({"parent_id": unit_at(*parent), "effective_on": TODAY});
            act_on(admin, unit_at(*unit), "*", "move", body).await
        }
        Change::Merge { unit, into } => {
            let body = json!({"into_id": unit_at(*into), "effective_on": TODAY});
            act_on(admin, unit_at(*unit), "*", "merge", body).await
        }
        Change::Split { unit, names } => {
            let below = admin
                .get(format!("/api/v1/units?parent_id={}", unit_at(*unit)))
                .await
                .json();
            let below = texts(below["items"].as_array().unwrap(), "unit_id");
            let parts: Vec<Value> = names
                .iter()
                .enumerate()
                .map(|(index, number)| {
                    let taken: Vec<_> = below.iter().skip(index).step_by(names.len() + 1).collect();
                    json!({"name": name(*number), "child_ids": taken})
                })
                .collect();
            let body = json!({"effective_on": TODAY, "new_units": parts});
            act_on(admin, unit_at(*unit), "*", "split", body).await
        }
        Change::Close { unit } => {
            act_on(
                admin,
                unit_at(*unit),
                "*",
                "close",
                json!({"effective_on": TODAY}),
            )
            .await
        }
    };
    assert!(
        matches!(reply.status(), 200 | 201 | 409 | 422),
        "{change:?}: {reply}"
    );
    let made = match reply.status() {
        201 => vec![id_of(&reply)],
        200 => reply.json()["new_units"]
            .as_array()
            .map(|units| texts(units, "unit_id"))
            .unwrap_or_default(),
        _ => Vec::new(),
    };
    (reply.status(), made)
}

on_both_engines!(the_tree_stays_a_tree, |app| async move {
    let admin = app.admin();
    let mut all: Vec<String> = ["city", "ward_a", "ward_b", "cell_a1"]
        .iter()
        .map(|name| app.unit(name).public_id.to_string())
        .collect();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut done = [0_usize; 6];
    for _ in 0..CHANGES {
        let change = change().new_tree(&mut runner).unwrap().current();
        let (status, made) = carry_out(&admin, &all, &change).await;
        all.extend(made);
        let kind = match change {
            Change::Open { .. } => 0,
            Change::Rename { .. } => 1,
            Change::Move { .. } => 2,
            Change::Merge { .. } => 3,
            Change::Split { .. } => 4,
            Change::Close { .. } => 5,
        };
        done[kind] += usize::from(status < 300);
        let found = drift(&app).await;
        assert!(found.is_none(), "after {change:?}: {found:?}");
    }
    // The storm did blow: changes of every kind were made, not only refused.
    assert!(done.iter().all(|count| *count >= 1), "{done:?}");
    for unit_id in &all {
        let changes = changes(&admin, unit_id).await;
        let closed = admin
            .get(path(unit_id))
            .await
            .json()
            .get("closed_on")
            .is_some();
        let ended = changes
            .iter()
            .any(|change| change == "merged" || change == "closed");
        assert_eq!(closed, ended, "{unit_id}: {changes:?}");
    }
});

on_both_engines!(
    changes_at_the_same_time_do_not_tear_the_tree,
    |app| async move {
        let admin = app.admin();
        let city = app.unit("city").public_id;
        let mut wards = vec![app.unit("ward_a").public_id.to_string()];
        let mut cells = Vec::new();
        for number in 0..4 {
            wards.push(open(&admin, city, "commune", &format!("Phường {number}")).await);
            cells.push(open(&admin, &wards[number], "cell", &format!("Chi bộ {number}")).await);
        }
        let mut running = Vec::new();
        for (number, cell) in cells.iter().enumerate() {
            for ward in &wards {
                let body = json!({"parent_id": ward, "effective_on": TODAY});
                running.push(act_on(&admin, cell, "*", "move", body));
            }
            let body = json!({"into_id": wards[number], "effective_on": TODAY});
            running.push(act_on(&admin, &wards[number + 1], "*", "merge", body));
        }
        for reply in futures_util::future::join_all(running).await {
            assert!(matches!(reply.status(), 200 | 409), "{reply}");
        }
        assert_no_drift(&app).await;
    }
);

on_both_engines!(nobody_comes_into_a_cell_while_it_ends, |app| async move {
    let (admin, officer) = (app.admin(), app.roster_officer());
    let (from, to) = (app.unit("cell_b1").public_id, app.unit("cell_a2").public_id);
    let merge = act_on(
        &admin,
        from,
        "*",
        "merge",
        json!({"into_id": to, "effective_on": TODAY}),
    );
    let people = ["member", "newcomer", "deputy", "colleague"];
    let transfers = people.map(|person| {
        let body = json!({"to_unit_id": from, "effective_on": TODAY});
        let address = format!("/api/v1/members/{}/transfers", app.person(person).public_id);
        officer.post(address, body)
    });
    let (merged, transferred) =
        futures_util::future::join(merge, futures_util::future::join_all(transfers)).await;
    merged.assert(200);
    for (person, reply) in people.iter().zip(transferred) {
        assert!(matches!(reply.status(), 201 | 409), "{reply}");
        assert_ne!(cell_of(&app, person).await, Some(from), "{person}");
    }
});
