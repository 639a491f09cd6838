//! Two changes of one member at the same moment: one of them is made, whole, and told once.

use std::collections::BTreeMap;

use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use super::{noted, path};
use crate::support::{Actor, Reply};

/// How often each race is run: who comes first differs from time to time.
const ROUNDS: usize = 20;
const TODAY: &str = "2026-11-23";

/// The statuses of a race in their order.
fn statuses(replies: &[Reply]) -> Vec<u16> {
    let mut found: Vec<u16> = replies.iter().map(Reply::status).collect();
    found.sort_unstable();
    found
}

/// The only answer of a status.
#[track_caller]
fn only(replies: &[Reply], status: u16) -> &Reply {
    let mut found = replies.iter().filter(|reply| reply.status() == status);
    let first = found.next().expect("an answer of this status");
    assert!(found.next().is_none(), "{status} twice");
    first
}

/// The items of a list under `name`.
async fn listed(actor: &Actor, at: String, name: &str) -> Vec<Value> {
    let reply = actor.get(at).await;
    let list = reply.assert(200).json()[name].clone();
    list.as_array().expect("a list").clone()
}

on_both_engines!(of_two_edits_of_one_version_one_is_made, |app| async move {
    let (officer, at) = (app.roster_officer(), path(&app, "member"));
    let id = app.person("member").id;
    for round in 0..ROUNDS {
        let etag = officer.get(&at).await.assert(200).etag();
        // Three members of the record each, so that a mixture of both would show.
        let edits = [1, 2].map(|number| {
            json!({
                "phone": format!("0905{round:03}{number:03}"),
                "email": format!("r{round}.{number}@example.org"),
                "birth_date": format!("19{:02}-0{number}-{:02}", 60 + number, round + 1),
            })
        });
        let replies = join_all(edits.iter().map(|edit| officer.patch(&at, &etag, edit))).await;
        assert_eq!(statuses(&replies), [200, 412], "round {round}");
        only(&replies, 412).assert_problem(412, "stale");
        let won = replies
            .iter()
            .position(|reply| reply.status() == 200)
            .expect("one edit was made");
        let now = officer.get(&at).await;
        let record = now.assert(200).json();
        assert_eq!(record, replies[won].json(), "round {round}");
        assert_eq!(now.etag(), replies[won].etag(), "round {round}");
        let phone = edits[won]["phone"].as_str().expect("a phone");
        assert_eq!(
            (&record["phone"], &record["email"], &record["birth_date"]),
            (
                &json!(phone.replacen('0', "+84", 1)),
                &edits[won]["email"],
                &edits[won]["birth_date"]
            ),
            "round {round}"
        );
        let (told, _) = noted(&app, "update_member", id).await;
        assert_eq!(told, round + 1, "one row of the audit log a round");
    }
});

on_both_engines!(of_two_equal_transfers_one_is_made, |app| async move {
    let (officer, at) = (app.roster_officer(), path(&app, "member"));
    let (id, cells) = (app.person("member").id, ["cell_b1", "cell_a2", "cell_a1"]);
    let before = memberships(&officer, &at).await.len();
    for round in 0..ROUNDS {
        let to = app.unit(cells[round % cells.len()]).public_id;
        let body = json!({"to_unit_id": to, "effective_on": TODAY});
        let transfers = [1, 2].map(|_| officer.post(format!("{at}/transfers"), &body));
        let replies = join_all(transfers).await;
        assert_eq!(statuses(&replies), [201, 409], "round {round}");
        only(&replies, 409).assert_problem(409, "already_there");
        let all = memberships(&officer, &at).await;
        assert_eq!(all.len(), before + round + 1, "round {round}");
        assert_eq!(
            all[0]["membership_id"],
            only(&replies, 201).json()["membership_id"]
        );
        assert_eq!(all[0]["unit"]["unit_id"], json!(to));
        let (told, _) = noted(&app, "transfer_member", id).await;
        assert_eq!(told, round + 1, "one row of the audit log a round");
    }
});

on_both_engines!(transfers_to_two_cells_follow_each_other, |app| async move {
    let (officer, at) = (app.roster_officer(), path(&app, "member"));
    let id = app.person("member").id;
    let before = memberships(&officer, &at).await.len();
    let mut made = 0;
    for round in 0..ROUNDS {
        let cells = [["cell_b1", "cell_a2"], ["cell_a1", "cell_b1"]][round % 2];
        let transfers = cells.map(|cell| {
            let body = json!({"to_unit_id": app.unit(cell).public_id, "effective_on": TODAY});
            officer.post(format!("{at}/transfers"), body)
        });
        let replies = join_all(transfers).await;
        for reply in &replies {
            // 409: he was there already, from the round before.
            assert!(matches!(reply.status(), 201 | 409), "{reply}");
        }
        made += replies.iter().filter(|reply| reply.status() == 201).count();
        assert!(made > round, "somebody is moved in round {round}");
        let all = memberships(&officer, &at).await;
        assert_eq!(all.len(), before + made, "round {round}");
        assert_eq!(noted(&app, "transfer_member", id).await.0, made);
    }
});

/// The memberships of a member, the newest first, after a look at what must always hold: one is open, each of the others
/// ends on the day on which the next begins, and the record stands where the open one is.
async fn memberships(officer: &Actor, at: &str) -> Vec<Value> {
    let (history, record) = join(
        listed(officer, format!("{at}/history"), "memberships"),
        officer.get(at),
    )
    .await;
    assert!(history[0].get("to_on").is_none(), "{history:?}");
    for pair in history.windows(2) {
        assert_eq!(pair[1]["to_on"], pair[0]["from_on"], "{history:?}");
    }
    assert_eq!(record.json()["unit"], history[0]["unit"]);
    history
}

on_both_engines!(one_role_is_given_once, |app| async move {
    let at = path(&app, "member") + "/roles";
    let id = app.person("member").id;
    let givers = [app.admin(), app.roster_officer()];
    let body = json!({
        "role": "deputy_secretary", "unit_id": app.unit("cell_a1").public_id, "from_on": TODAY
    });
    for round in 0..ROUNDS {
        let given = givers.iter().map(|giver| giver.post(&at, &body));
        let replies = join_all(given).await;
        assert_eq!(statuses(&replies), [201, 409], "round {round}");
        only(&replies, 409).assert_problem(409, "role_overlaps");
        let roles = listed(&givers[0], at.clone(), "items").await;
        assert_eq!(roles.len(), round + 1, "round {round}");
        let held: Vec<&Value> = roles
            .iter()
            .filter(|role| role.get("to_on").is_none())
            .collect();
        let new = only(&replies, 201);
        assert_eq!(held.len(), 1, "{roles:?}");
        assert_eq!(held[0]["role_grant_id"], new.json()["role_grant_id"]);
        assert_eq!(noted(&app, "grant_role", id).await.0, round + 1);
        // Both end it for the next round: it ends once.
        let location = new.header("location").expect("where it is ended");
        for reply in join_all(givers.iter().map(|giver| giver.delete(location))).await {
            reply.assert(204);
        }
        assert_eq!(noted(&app, "end_role", id).await.0, round + 1);
    }
});

on_both_engines!(one_card_number_goes_to_one_member, |app| async move {
    let officer = app.roster_officer();
    let people = ["member", "colleague"].map(|name| (path(&app, name), app.person(name).id));
    let mut told: BTreeMap<i64, usize> = BTreeMap::new();
    for round in 0..ROUNDS {
        let card = json!({"card_number": format!("0009{round:08}")});
        let replies = join_all(people.iter().map(|(at, _)| officer.patch(at, "*", &card))).await;
        assert_eq!(statuses(&replies), [200, 409], "round {round}");
        only(&replies, 409).assert_problem(409, "card_number_taken");
        for ((at, id), reply) in people.iter().zip(&replies) {
            let has_it = reply.status() == 200;
            let record = officer.get(at).await.assert(200).json();
            assert_eq!(record["card_number"] == card["card_number"], has_it, "{at}");
            let told = told.entry(*id).or_default();
            *told += usize::from(has_it);
            assert_eq!(noted(&app, "update_member", *id).await.0, *told);
        }
    }
});
