//! What the tree asks of people when cells are merged, divided or closed; and taking many in at once.

use chrono::NaiveDate;
use serde_json::json;
use sotay::db::Conn;
use sotay::error::Error;
use sotay::kernel::person::{CardNumber, FullName, Standing};
use sotay::members::{self, Mover, NewMember};
use sotay::units::{MemberMover, MoveReason};

use super::{add, names, path};
use crate::support::TestApp;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

async fn change<T: Send + 'static>(
    app: &TestApp,
    change: impl Fn(&mut Conn, &sotay::auth::System) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let system = app.state().system("test");
    let done = app
        .state()
        .db
        .write(move |conn| change(conn, &system))
        .await;
    app.state().authenticator.refresh();
    done
}

on_both_engines!(a_cell_is_emptied_into_another, |app| async move {
    let (from, to) = (app.unit("cell_a1").id, app.unit("cell_a2").id);
    let moved = change(&app, move |conn, system| {
        let current = Mover::default().current_members(conn, system, from)?;
        let ids: Vec<i64> = current.iter().map(|member| member.id).collect();
        Mover::default().transfer(
            conn,
            system,
            &ids,
            to,
            day("2026-11-20"),
            MoveReason::UnitMerged,
        )?;
        Mover::default().unit_ended(conn, system, from, Some(to), day("2026-11-20"))?;
        Ok(current)
    });
    let moved = moved.await.expect("they are moved");
    let people: Vec<_> = ["secretary", "deputy", "member", "newcomer"]
        .map(|name| app.person(name).public_id)
        .into();
    assert_eq!(
        moved
            .iter()
            .map(|member| member.public_id)
            .collect::<Vec<_>>(),
        people
    );
    let history = app
        .roster_officer()
        .get(path(&app, "member") + "/history")
        .await
        .assert(200)
        .json();
    assert_eq!(
        history["memberships"][0]["unit"]["name"],
        app.unit("cell_a2").name
    );
    assert_eq!(history["memberships"][0]["reason"], "unit_merged");
    assert_eq!(history["memberships"][1]["to_on"], "2026-11-20");
    // The old cell's secretary leads nothing any more.
    app.secretary().get("/api/v1/members").await.assert(403);
    let roles = app
        .admin()
        .get(path(&app, "deputy") + "/roles")
        .await
        .assert(200)
        .json();
    assert_eq!(roles["items"][0]["to_on"], "2026-11-23");
});

on_both_engines!(nobody_is_moved_to_before_he_came, |app| async move {
    let (from, to) = (app.unit("cell_a1").id, app.unit("cell_a2").id);
    add(&app, "Hồ Văn Tý", "cell_a1").await;
    let moved = change(&app, move |conn, system| {
        let current = Mover::default().current_members(conn, system, from)?;
        let ids: Vec<i64> = current.iter().map(|member| member.id).collect();
        Mover::default().transfer(
            conn,
            system,
            &ids,
            to,
            day("2026-11-20"),
            MoveReason::UnitSplit,
        )
    });
    assert_eq!(
        moved.await.expect_err("one came today").problem().1,
        "membership_began_later"
    );
    assert_eq!(
        names(&app.secretary().get("/api/v1/members").await).len(),
        5,
        "nobody was moved"
    );
});

on_both_engines!(who_has_no_cell_is_found_at_the_heir, |app| async move {
    let (from, heir) = (app.unit("ward_a").id, app.unit("ward_b").id);
    app.officer().get(path(&app, "departed")).await.assert(200);
    change(&app, move |conn, system| {
        Mover::default().unit_ended(conn, system, from, Some(heir), day("2026-11-23"))
    })
    .await
    .expect("the ward ends");
    let view = app
        .admin()
        .get(path(&app, "departed"))
        .await
        .assert(200)
        .json();
    assert_eq!(view["unit"]["unit_id"], json!(app.unit("ward_b").public_id));
    app.officer().get(path(&app, "departed")).await.assert(404);
});

on_both_engines!(a_part_of_the_cell_keeps_its_secretary, |app| async move {
    // A group below the cell: its secretary goes there and still leads the cell.
    let (cell, secretary) = (app.unit("cell_a1").id, app.person("secretary").id);
    let group = app.unit("cell_b1").id;
    change(&app, move |conn, system| {
        use diesel::prelude::*;
        use sotay::db::schema::unit_closure;
        diesel::insert_into(unit_closure::table)
            .values((
                unit_closure::ancestor_id.eq(cell),
                unit_closure::descendant_id.eq(group),
                unit_closure::depth.eq(1),
            ))
            .execute(conn)?;
        Mover::default().transfer(
            conn,
            system,
            &[secretary],
            group,
            day("2026-11-23"),
            MoveReason::UnitSplit,
        )
    })
    .await
    .expect("she is moved");
    app.secretary().get(path(&app, "member")).await.assert(200);
});

on_both_engines!(many_are_taken_in_at_once_in_their_order, |app| async move {
    let (cell, ward) = (app.unit("cell_b1").id, app.unit("ward_b").public_id);
    let people: Vec<NewMember> = (0..2_500)
        .map(|index| NewMember {
            full_name: FullName::parse("Hồ Văn Tý").expect("a name"),
            card_number: CardNumber::parse(&format!("09{index:010}")).ok(),
            citizen_id: None,
            phone: None,
            email: None,
            birth_date: None,
            sex: None,
            joined_on: None,
            official_on: None,
            unit_id: cell,
            standing: if index == 2_499 {
                Standing::Deceased
            } else {
                Standing::Official
            },
            standing_from: day("2026-10-01"),
            membership_from: day("2025-07-01"),
        })
        .collect();
    let again = people.clone();
    let ids = change(&app, move |conn, system| {
        members::insert_many(conn, system, &people)
    })
    .await
    .expect("they are added");
    assert_eq!(ids.len(), 2_500);
    let cards = change(&app, move |conn, _| {
        use diesel::prelude::*;
        use sotay::db::schema::members;
        let card = |conn: &mut Conn, id: i64| {
            members::table
                .find(id)
                .select(members::card_number)
                .first::<Option<String>>(conn)
        };
        Ok((card(conn, ids[0])?, card(conn, ids[1_777])?))
    });
    assert_eq!(
        cards.await.expect("read"),
        (
            Some("090000000000".to_owned()),
            Some("090000001777".to_owned())
        )
    );
    // One had already gone: he is found above.
    let gone = app
        .admin()
        .get("/api/v1/members?standing=deceased")
        .await
        .assert(200)
        .json();
    assert_eq!(gone["items"][0]["unit"]["unit_id"], json!(ward));
    let twice = change(&app, move |conn, system| {
        members::insert_many(conn, system, &again)
    })
    .await;
    assert!(
        twice
            .expect_err("the numbers exist")
            .violates("members", "card_number")
    );
});
