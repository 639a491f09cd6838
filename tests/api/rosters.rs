//! Rosters: sheets in and out, through the API.

mod exports;
mod files;
mod refusals;
mod round_trip;
mod volume;

use diesel::prelude::*;
use serde_json::{Value, json};
use sotay::db::Conn;
use sotay::db::schema::{
    audit_log, audit_subjects, job_files, members, memberships, role_grants, standings,
};
use sotay::error::Error;

use crate::support::{Reply, TestApp};

pub const CSV: &str = "text/csv";
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HEADER: &str = "STT,Họ và tên*,Ngày sinh,Giới tính,Số thẻ đảng*,Số định danh cá nhân (CCCD),Điện thoại,Thư điện tử,Chi bộ*,Ngày vào Đảng,Ngày chính thức,Tình trạng";

/// A CSV file with the columns of the template.
pub fn sheet(rows: &[&str]) -> Vec<u8> {
    std::iter::once(HEADER)
        .chain(rows.iter().copied())
        .collect::<Vec<_>>()
        .join("\r\n")
        .into_bytes()
}

/// Sends a file; the answer is the 202 or the refusal.
pub async fn send(app: &TestApp, who: &str, unit: &str, query: &str, bytes: Vec<u8>) -> Reply {
    let path = format!(
        "/api/v1/units/{}/roster-imports{query}",
        app.unit(unit).public_id
    );
    app.actor(who)
        .request("POST", path)
        .bytes(CSV, bytes)
        .send()
        .await
}

/// The job that an answer names, after it was done.
pub async fn done(app: &TestApp, who: &str, accepted: &Reply) -> Value {
    accepted.assert(202);
    let location = accepted.header("location").unwrap().to_owned();
    assert_eq!(
        location,
        format!(
            "/api/v1/jobs/{}",
            accepted.json()["job_id"].as_str().unwrap()
        )
    );
    app.drain_jobs().await;
    let reply = app.actor(who).get(location).await;
    reply.assert(200);
    reply.json()
}

/// A dry run as the roster officer, and its result.
pub async fn dry_run(app: &TestApp, unit: &str, query: &str, bytes: Vec<u8>) -> Value {
    let accepted = send(app, "roster_officer", unit, query, bytes).await;
    let job = done(app, "roster_officer", &accepted).await;
    assert_eq!(job["state"], "succeeded", "{job}");
    job["result"].clone()
}

/// Asks for the commit of a dry run.
pub async fn commit(app: &TestApp, result: &Value, body: Value) -> Reply {
    let id = result["import_id"].as_str().unwrap();
    app.roster_officer()
        .post(format!("/api/v1/roster-imports/{id}/commit"), body)
        .await
}

/// A dry run and its commit; the commit's result.
pub async fn imported(app: &TestApp, unit: &str, query: &str, bytes: Vec<u8>) -> Value {
    let result = dry_run(app, unit, query, bytes).await;
    let job = done(
        app,
        "roster_officer",
        &commit(app, &result, json!({})).await,
    )
    .await;
    assert_eq!(job["state"], "succeeded", "{job}");
    assert_eq!(job["result"]["committed"], true);
    job["result"].clone()
}

/// `[new, changed, unchanged, removed]`.
pub fn counts(result: &Value) -> [u64; 4] {
    ["new", "changed", "unchanged", "removed"].map(|name| result["counts"][name].as_u64().unwrap())
}

/// `(row, column, code)` of every error.
pub fn errors(result: &Value) -> Vec<(u64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = result["errors"].as_array().unwrap();
    list.iter()
        .map(|error| {
            (
                error["row"].as_u64().unwrap(),
                text(&error["column"]),
                text(&error["code"]),
            )
        })
        .collect()
}

/// Asks the test's own database.
pub async fn read<T: Send + 'static>(
    app: &TestApp,
    query: impl FnOnce(&mut Conn) -> QueryResult<T> + Send + 'static,
) -> T {
    app.state()
        .db
        .read(|conn| Ok::<T, Error>(query(conn)?))
        .await
        .unwrap()
}

/// Name, home unit, standing and revision of who has this card.
async fn holder(app: &TestApp, card: &str) -> (String, i64, String, i64) {
    let card = card.to_owned();
    read(app, move |conn| {
        members::table
            .filter(members::card_number.eq(card))
            .select((
                members::full_name,
                members::home_unit_id,
                members::standing,
                members::revision,
            ))
            .first(conn)
    })
    .await
}

on_both_engines!(people_are_added_and_changed_and_moved, |app| async move {
    let (member, colleague) = (app.person("member"), app.person("colleague"));
    let file = sheet(&[
        ",NGUYỄN THỊ BÍCH,28/11/1990,nữ,79123456001,,0912 345 678,bich@example.org,Chi bộ Khu phố 1,03/02/2015,03/02/2016,",
        &format!(
            ",{},,,{},,0911111111,,Chi bộ Khu phố 1,,,",
            member.full_name, member.card_number
        ),
        &format!(
            ",{},,,{},,,,HV-AB-01,,,Miễn sinh hoạt",
            colleague.full_name, colleague.card_number
        ),
        ",,,,,,,,,,,",
    ]);
    let result = dry_run(&app, "ward_a", "", file.clone()).await;
    assert_eq!(counts(&result), [1, 2, 0, 0]);
    assert_eq!(
        (
            &result["counts"]["rows"],
            &result["counts"]["valid"],
            &result["counts"]["repaired"]
        ),
        (&json!(3), &json!(3), &json!(1))
    );
    assert_eq!(result["requires_confirmation"], false);
    let notes: Vec<_> = result["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| (note["row"].clone(), note["code"].clone()))
        .collect();
    assert_eq!(
        notes,
        [
            (json!(2), json!("name_in_capitals")),
            (json!(2), json!("leading_zeros"))
        ]
    );
    assert_eq!(
        holder(&app, &member.card_number).await.3,
        1,
        "a dry run writes nothing"
    );

    let job = done(
        &app,
        "roster_officer",
        &commit(&app, &result, json!({})).await,
    )
    .await;
    assert_eq!(
        (job["state"].as_str(), counts(&job["result"])),
        (Some("succeeded"), [1, 2, 0, 0])
    );
    let (cell_a1, cell_a2) = (app.unit("cell_a1").id, app.unit("cell_a2").id);
    let new = holder(&app, "079123456001").await;
    assert_eq!(
        new,
        (
            "Nguyễn Thị Bích".to_owned(),
            cell_a1,
            "official".to_owned(),
            1
        )
    );
    assert_eq!(
        holder(&app, &colleague.card_number).await,
        (
            colleague.full_name.to_owned(),
            cell_a1,
            "exempt".to_owned(),
            2
        )
    );
    let id = colleague.id;
    let (stays, stands) = read(&app, move |conn| {
        let stays: Vec<(i64, Option<String>)> = memberships::table
            .filter(memberships::member_id.eq(id))
            .order(memberships::id)
            .select((memberships::unit_id, memberships::to_on.nullable()))
            .load::<(i64, Option<chrono::NaiveDate>)>(conn)?
            .into_iter()
            .map(|(unit, to)| (unit, to.map(|day| day.to_string())))
            .collect();
        let stands: Vec<(String, bool)> = standings::table
            .filter(standings::member_id.eq(id))
            .order(standings::id)
            .select((standings::standing, standings::to_on.is_null()))
            .load(conn)?;
        Ok((stays, stands))
    })
    .await;
    assert_eq!(
        stays,
        [(cell_a2, Some("2026-11-23".to_owned())), (cell_a1, None)]
    );
    assert_eq!(
        stands,
        [("official".to_owned(), false), ("exempt".to_owned(), true)]
    );

    let subjects = read(&app, |conn| {
        audit_log::table
            .inner_join(audit_subjects::table.on(audit_subjects::audit_id.eq(audit_log::id)))
            .filter(audit_log::action.eq("commit_roster_import"))
            .count()
            .get_result::<i64>(conn)
    })
    .await;
    assert_eq!(subjects, 3);
    // The same file again changes nothing.
    let before = revisions(&app).await;
    assert_eq!(
        counts(&imported(&app, "ward_a", "", file).await),
        [0, 0, 3, 0]
    );
    assert_eq!(revisions(&app).await, before);
    let rows = read(&app, |conn| {
        audit_log::table
            .filter(audit_log::action.eq("commit_roster_import"))
            .count()
            .get_result::<i64>(conn)
    })
    .await;
    assert_eq!(rows, 1, "nothing written, nothing told");
});

/// Everyone's revision.
async fn revisions(app: &TestApp) -> Vec<(i64, i64)> {
    read(app, |conn| {
        members::table
            .order(members::id)
            .select((members::id, members::revision))
            .load(conn)
    })
    .await
}

on_both_engines!(
    a_replacement_removes_those_it_does_not_name,
    |app| async move {
        let (secretary, deputy, member) = (
            app.person("secretary"),
            app.person("deputy"),
            app.person("member"),
        );
        let row = |person: &crate::support::Person| {
            format!(",{},,,{},,,,,,,", person.full_name, person.card_number)
        };
        let file = sheet(&[&row(secretary), &row(member)]);
        assert_eq!(
            counts(&dry_run(&app, "cell_a1", "?mode=merge", file.clone()).await),
            [0, 0, 2, 0]
        );

        let result = dry_run(&app, "cell_a1", "?mode=replace", file).await;
        assert_eq!(
            (counts(&result), &result["requires_confirmation"]),
            ([0, 0, 2, 2], &json!(true))
        );
        commit(&app, &result, json!({}))
            .await
            .assert_problem(409, "roster_removals_unconfirmed");
        commit(&app, &result, json!({"confirm_removals": false}))
            .await
            .assert_problem(409, "roster_removals_unconfirmed");
        app.deputy().get("/api/v1/me").await.assert(200);
        let job = done(
            &app,
            "roster_officer",
            &commit(&app, &result, json!({"confirm_removals": true})).await,
        )
        .await;
        assert_eq!(job["state"], "succeeded", "{job}");

        let gone = holder(&app, &deputy.card_number).await;
        assert_eq!((gone.1, gone.2.as_str()), (app.unit("ward_a").id, "left"));
        app.deputy()
            .get("/api/v1/me")
            .await
            .assert_problem(401, "token_rejected");
        let id = deputy.id;
        let (open, roles) = read(&app, move |conn| {
            let open = memberships::table
                .filter(memberships::member_id.eq(id))
                .filter(memberships::to_on.is_null())
                .count()
                .get_result::<i64>(conn)?;
            let roles = role_grants::table
                .filter(role_grants::member_id.eq(id))
                .filter(role_grants::to_on.is_null())
                .count()
                .get_result::<i64>(conn)?;
            Ok((open, roles))
        })
        .await;
        assert_eq!((open, roles), (0, 0));
        assert_eq!(
            holder(&app, &member.card_number).await.3,
            1,
            "who is named is not touched"
        );

        // Named again as official he comes back.
        let back = sheet(&[&format!(
            ",{},,,{},,,,,,,Chính thức",
            deputy.full_name, deputy.card_number
        )]);
        assert_eq!(
            counts(&imported(&app, "cell_a1", "", back).await),
            [0, 1, 0, 0]
        );
        let back = holder(&app, &deputy.card_number).await;
        assert_eq!(
            (back.1, back.2.as_str()),
            (app.unit("cell_a1").id, "official")
        );
    }
);

on_both_engines!(who_leaves_his_cell_no_longer_leads_it, |app| async move {
    let secretary = app.person("secretary");
    let file = sheet(&[&format!(
        ",{},,,{},,,,HV-AB-02,,,",
        secretary.full_name, secretary.card_number
    )]);
    imported(&app, "ward_a", "", file).await;
    let path = format!(
        "/api/v1/units/{}/roster-exports",
        app.unit("cell_a1").public_id
    );
    app.secretary()
        .post(path, json!({"format": "csv"}))
        .await
        .assert(403);
});

on_both_engines!(the_last_administrator_stays, |app| async move {
    let admin = app.person("admin");
    let file = sheet(&[&format!(
        ",{},,,{},,,,,,,Từ trần",
        admin.full_name, admin.card_number
    )]);
    let result = dry_run(&app, "cell_a2", "", file).await;
    assert_eq!(counts(&result), [0, 0, 0, 1]);
    let asked = commit(&app, &result, json!({"confirm_removals": true})).await;
    let job = done(&app, "roster_officer", &asked).await;
    assert_eq!(
        (&job["state"], &job["problem"]["code"]),
        (&json!("failed"), &json!("last_administrator"))
    );
    assert_eq!(holder(&app, &admin.card_number).await.2, "official");
});

on_both_engines!(
    an_import_is_committed_once_and_keeps_its_file_no_longer,
    |app| async move {
        let file = sheet(&[",Nguyễn Thị Bích,,,079123456001,,,,,,,"]);
        let result = dry_run(
            &app,
            "cell_a1",
            "?file_name=danh%20s%C3%A1ch.csv",
            file.clone(),
        )
        .await;
        let files = || {
            read(&app, |conn| {
                job_files::table.count().get_result::<i64>(conn)
            })
        };
        assert_eq!(files().await, 1);
        let first = commit(&app, &result, json!({})).await;
        commit(&app, &result, json!({}))
            .await
            .assert_problem(409, "roster_import_committed");
        assert_eq!(
            done(&app, "roster_officer", &first).await["state"],
            "succeeded"
        );
        commit(&app, &result, json!({}))
            .await
            .assert_problem(409, "roster_import_committed");
        assert_eq!(files().await, 0);

        // The same request again gets the same answer.
        let path = format!(
            "/api/v1/units/{}/roster-imports",
            app.unit("cell_a1").public_id
        );
        let repeated = || {
            let request = app.roster_officer();
            let (path, file) = (path.clone(), file.clone());
            async move {
                request
                    .request("POST", path)
                    .header("idempotency-key", "import-1")
                    .bytes(CSV, file)
                    .send()
                    .await
            }
        };
        assert_eq!(
            repeated().await.json()["job_id"],
            repeated().await.json()["job_id"]
        );
    }
);

on_both_engines!(
    what_changed_since_the_dry_run_is_not_overwritten,
    |app| async move {
        let file = sheet(&[",Nguyễn Thị Bích,,,079123456001,,,,,,,"]);
        let result = dry_run(&app, "cell_a1", "", file.clone()).await;
        imported(&app, "cell_a1", "", file).await;
        let job = done(
            &app,
            "roster_officer",
            &commit(&app, &result, json!({})).await,
        )
        .await;
        assert_eq!(
            (&job["state"], &job["problem"]["code"]),
            (&json!("failed"), &json!("roster_changed"))
        );
        // A commit that failed may be asked for again.
        let again = done(
            &app,
            "roster_officer",
            &commit(&app, &result, json!({})).await,
        )
        .await;
        assert_eq!(again["problem"]["code"], "roster_changed");
    }
);

on_both_engines!(an_import_waits_seven_days, |app| async move {
    let file = sheet(&[",Nguyễn Thị Bích,,,079123456001,,,,,,,"]);
    let early = dry_run(&app, "cell_a1", "", file).await;
    app.clock.advance(chrono::Duration::days(6));
    let path = format!(
        "/api/v1/roster-imports/{}/commit",
        early["import_id"].as_str().unwrap()
    );
    app.clock.advance(chrono::Duration::hours(25));
    app.sign_in_again("roster_officer")
        .post(path, json!({}))
        .await
        .assert_problem(409, "roster_import_expired");
});
