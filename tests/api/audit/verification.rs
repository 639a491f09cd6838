//! `sotay audit verify` finds whatever was altered or removed, and nothing else.

use std::cell::Cell;
use std::process::Command;

use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Integer};
use futures_util::future::join_all;
use sotay::audit::{ChainFault, Fault, Report};
use sotay::db::schema::{audit_chains, audit_subjects};
use sotay::db::{Conn, DbOptions};
use sotay::error::Error;

use super::*;
use crate::support::SECRET;

/// What somebody does who can write to the database but has no secret; `i32` is the chain of the secretary.
type Tampering = fn(&mut Conn, i32) -> Result<(), Error>;

async fn verify(app: &TestApp) -> Report {
    let state = app.state();
    let system = state.system("audit-verify");
    sotay::audit::verify(&state.db, &system, |_, _| {})
        .await
        .unwrap()
}

fn chain(app: &TestApp) -> i32 {
    i32::try_from(app.person("secretary").id % 64).unwrap()
}

/// Five rows in the chain of the secretary; the second and third are about nobody.
async fn five_rows(app: &TestApp) {
    let actor: Grant<ReadMembers> = grant(app, "secretary").await;
    let unit = Some(app.unit("cell_a1").id);
    for subjects in [
        &["member", "deputy"][..],
        &[],
        &[],
        &["member"],
        &["deputy"],
    ] {
        let entry = Entry {
            detail: json!({"b": 1.5, "a": ["đ", null, true]}),
            ..Entry::view("list_members", unit, ids(app, subjects))
        };
        record(app, &actor, entry).await;
    }
}

async fn tamper(app: &TestApp, tampering: Tampering) {
    let chain = chain(app);
    app.state()
        .db
        .write(move |conn| tampering(conn, chain))
        .await
        .unwrap();
}

/// The faults of the secretary's chain after a tampering: where, what and how many more.
async fn found(app: &TestApp, tampering: Tampering) -> (i64, Fault, usize) {
    five_rows(app).await;
    assert_eq!(verify(app).await.faults, []);
    tamper(app, tampering).await;
    let faults = verify(app).await.faults;
    let [
        ChainFault {
            chain: at,
            position,
            fault,
            further,
        },
    ] = faults.as_slice()
    else {
        panic!("one chain has a fault, but {faults:?}");
    };
    assert_eq!(*at, chain(app));
    (*position, *fault, *further)
}

fn alter(conn: &mut Conn, chain: i32, text: &str) -> Result<(), Error> {
    diesel::sql_query(text)
        .bind::<Integer, _>(chain)
        .execute(conn)?;
    Ok(())
}

fn remove(conn: &mut Conn, chain: i32, position: i64) -> Result<(), Error> {
    let rows = audit_log::table
        .filter(audit_log::chain.eq(chain))
        .filter(audit_log::position.ge(position));
    let rows = rows.filter(audit_log::position.le(if position == 3 { 3 } else { i64::MAX }));
    diesel::delete(
        audit_subjects::table.filter(audit_subjects::audit_id.eq_any(rows.select(audit_log::id))),
    )
    .execute(conn)?;
    diesel::delete(rows).execute(conn)?;
    Ok(())
}

macro_rules! tamperings {
    ($($name:ident: $tampering:expr => ($position:expr, $fault:ident, $further:expr);)*) => {$(
        on_both_engines!($name, |app| async move {
            assert_eq!(found(&app, $tampering).await, ($position, Fault::$fault, $further));
        });
    )*};
}

tamperings! {
    an_altered_action_is_found:
        |conn, chain| alter(conn, chain, "UPDATE audit_log SET action = 'get_unit' WHERE chain = $1 AND position = 3")
        => (3, RowAltered, 0);
    an_altered_role_is_found:
        |conn, chain| alter(conn, chain, "UPDATE audit_log SET acted_as = 'member' WHERE chain = $1 AND position = 1")
        => (1, RowAltered, 0);
    an_altered_kind_is_found:
        |conn, chain| alter(conn, chain, "UPDATE audit_log SET kind = 'write' WHERE chain = $1 AND position = 5")
        => (5, RowAltered, 0);
    an_actor_taken_away_is_found:
        |conn, chain| alter(conn, chain, "UPDATE audit_log SET actor_id = NULL WHERE chain = $1 AND position = 2")
        => (2, RowAltered, 0);
    a_unit_taken_away_is_found:
        |conn, chain| alter(conn, chain, "UPDATE audit_log SET unit_id = NULL WHERE chain = $1")
        => (1, RowAltered, 4);
    an_altered_time_is_found: |conn, chain| {
        let rows = audit_log::table.filter(audit_log::chain.eq(chain)).filter(audit_log::position.eq(2));
        let later = sotay::kernel::instant::Instant::from_micros(0).unwrap();
        diesel::update(rows).set(audit_log::at.eq(later)).execute(conn)?;
        Ok(())
    } => (2, RowAltered, 0);
    an_altered_detail_is_found: |conn, chain| {
        let rows = audit_log::table.filter(audit_log::chain.eq(chain)).filter(audit_log::position.eq(4));
        diesel::update(rows).set(audit_log::detail.eq(sotay::db::types::JsonDoc(json!({"b": 1.5, "a": ["d", null, true]})))).execute(conn)?;
        Ok(())
    } => (4, RowAltered, 0);
    a_forged_hash_is_found: |conn, chain| {
        let rows = audit_log::table.filter(audit_log::chain.eq(chain)).filter(audit_log::position.eq(2));
        diesel::update(rows).set((audit_log::action.eq("x"), audit_log::hash.eq(vec![7_u8; 32]))).execute(conn)?;
        Ok(())
    } => (2, RowAltered, 1);
    a_row_removed_from_the_middle_is_found: |conn, chain| remove(conn, chain, 3) => (3, RowMissing, 0);
    a_removed_end_is_found: |conn, chain| remove(conn, chain, 4) => (4, EndMissing, 0);
    an_end_removed_with_its_head_set_back_is_found: |conn, chain| {
        remove(conn, chain, 5)?;
        alter(conn, chain, "UPDATE audit_chains SET length = 4, head = (SELECT hash FROM audit_log WHERE chain = $1 AND position = 4) \
            WHERE audit_chains.chain = $1")
    } => (4, HeadAltered, 0);
    a_middle_closed_up_is_found: |conn, chain| {
        remove(conn, chain, 3)?;
        alter(conn, chain, "UPDATE audit_log SET position = 3 WHERE chain = $1 AND position = 4")
    } => (3, RowAltered, 1);
    an_altered_subject_is_found: |conn, chain| {
        let row = "(SELECT id FROM audit_log WHERE chain = $1 AND position = 4)";
        alter(conn, chain, &format!("UPDATE audit_subjects SET member_id = (SELECT MAX(id) FROM members) WHERE audit_id = {row}"))
    } => (4, SubjectsAltered, 0);
    a_removed_subject_is_found: |conn, chain| {
        let row = "(SELECT id FROM audit_log WHERE chain = $1 AND position = 5)";
        alter(conn, chain, &format!("DELETE FROM audit_subjects WHERE audit_id = {row}"))
    } => (5, SubjectsAltered, 0);
    an_added_subject_is_found: |conn, chain| {
        alter(conn, chain, "INSERT INTO audit_subjects (member_id, audit_id) SELECT (SELECT MAX(id) FROM members), id \
            FROM audit_log WHERE chain = $1 AND position = 2")
    } => (2, SubjectsAltered, 0);
    swapped_rows_are_found: |conn, chain| {
        for (from, to) in [(2, -1), (3, 2), (-1, 3)] {
            alter(conn, chain, &format!("UPDATE audit_log SET position = {to} WHERE chain = $1 AND position = {from}"))?;
        }
        Ok(())
    } => (2, RowAltered, 2);
    swapped_row_keys_are_found: |conn, chain| {
        let rows = audit_log::table.filter(audit_log::chain.eq(chain)).filter(audit_log::position.eq_any([2, 3]));
        let keys: Vec<i64> = rows.order(audit_log::position).select(audit_log::id).load(conn)?;
        for (from, to) in [(keys[0], -1), (keys[1], keys[0]), (-1, keys[1])] {
            diesel::update(audit_log::table.find(from)).set(audit_log::id.eq(to)).execute(conn)?;
        }
        Ok(())
    } => (3, OutOfOrder, 0);
    an_altered_head_is_found: |conn, chain| {
        diesel::update(audit_chains::table.find(chain)).set(audit_chains::head.eq(vec![7_u8; 64])).execute(conn)?;
        Ok(())
    } => (5, HeadAltered, 0);
    an_altered_length_is_found: |conn, chain| {
        diesel::update(audit_chains::table.find(chain)).set(audit_chains::length.eq(9)).execute(conn)?;
        Ok(())
    } => (6, EndMissing, 1);
    a_row_after_the_end_is_found: |conn, chain| {
        diesel::update(audit_chains::table.find(chain)).set(audit_chains::length.eq(4)).execute(conn)?;
        Ok(())
    } => (5, RowAfterEnd, 1);
    a_removed_head_is_found: |conn, chain| {
        diesel::delete(audit_chains::table.find(chain)).execute(conn)?;
        Ok(())
    } => (0, HeadMissing, 1);
    a_removed_chain_is_found: |conn, chain| {
        remove(conn, chain, 1)?;
        diesel::delete(audit_chains::table.find(chain)).execute(conn)?;
        Ok(())
    } => (0, ChainMissing, 0);
}

on_both_engines!(appending_does_not_heal_a_chain, |app| async move {
    let cut: Tampering = |conn, chain| {
        remove(conn, chain, 5)?;
        let last = audit_log::table
            .filter(audit_log::chain.eq(chain))
            .order(audit_log::position.desc());
        let hash: Vec<u8> = last.select(audit_log::hash).first(conn)?;
        // A seal that the deployment made earlier, for another length.
        let old: Vec<u8> = audit_chains::table
            .find(chain)
            .select(audit_chains::head)
            .first(conn)?;
        let head = [&hash, &old[32..]].concat();
        diesel::update(audit_chains::table.find(chain))
            .set((audit_chains::length.eq(4), audit_chains::head.eq(head)))
            .execute(conn)?;
        Ok(())
    };
    assert_eq!(found(&app, cut).await, (4, Fault::HeadAltered, 0));
    five_rows(&app).await;
    let faults = verify(&app).await.faults;
    assert_eq!(
        faults,
        [ChainFault {
            chain: chain(&app),
            position: 9,
            fault: Fault::HeadAltered,
            further: 0
        }]
    );
});

on_both_engines!(a_chain_that_began_again_is_found, |app| async move {
    let gone: Tampering = |conn, chain| {
        remove(conn, chain, 1)?;
        diesel::delete(audit_chains::table.find(chain)).execute(conn)?;
        Ok(())
    };
    found(&app, gone).await;
    five_rows(&app).await;
    let faults = verify(&app).await.faults;
    assert_eq!(
        faults,
        [ChainFault {
            chain: chain(&app),
            position: 0,
            fault: Fault::BegunAgain,
            further: 0
        }]
    );
});

on_both_engines!(
    a_chain_whose_head_was_taken_goes_on_but_stays_broken,
    |app| async move {
        found(&app, |conn, chain| {
            diesel::delete(audit_chains::table.find(chain)).execute(conn)?;
            Ok(())
        })
        .await;
        five_rows(&app).await;
        let report = verify(&app).await;
        assert_eq!(report.rows, 10 + 2, "and two beginnings");
        let fault = ChainFault {
            chain: chain(&app),
            position: 10,
            fault: Fault::HeadAltered,
            further: 1,
        };
        assert_eq!(report.faults, [fault]);
    }
);

on_both_engines!(
    the_server_s_own_chain_cannot_be_taken_away,
    |app| async move {
        five_rows(&app).await;
        tamper(&app, |conn, _| {
            remove(conn, 64, 1)?;
            diesel::delete(audit_chains::table.find(64)).execute(conn)?;
            Ok(())
        })
        .await;
        let faults: Vec<(i32, Fault)> = verify(&app)
            .await
            .faults
            .iter()
            .map(|fault| (fault.chain, fault.fault))
            .collect();
        assert_eq!(
            faults,
            [(chain(&app), Fault::NotBegun), (64, Fault::ChainMissing)]
        );
    }
);

on_both_engines!(rows_about_many_are_verified, |app| async move {
    let many = crowd(&app, 60).await;
    let actor: Grant<ReadMembers> = grant(&app, "secretary").await;
    record(&app, &actor, Entry::view("list_members", None, many)).await;
    assert_eq!(verify(&app).await.faults, []);
    tamper(&app, |conn, _| {
        let one = sql::<BigInt>("(SELECT MAX(member_id) FROM audit_subjects)");
        diesel::delete(audit_subjects::table.filter(audit_subjects::member_id.eq(one)))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let faults = verify(&app).await.faults;
    assert_eq!(
        faults,
        [ChainFault {
            chain: chain(&app),
            position: 1,
            fault: Fault::SubjectsAltered,
            further: 0
        }]
    );
});

on_both_engines!(an_empty_log_is_whole, |app| async move {
    let report = verify(&app).await;
    assert_eq!((report.rows, report.chains, report.faults.len()), (0, 0, 0));
});

// What each engine makes of numbers and texts must not look like tampering.
on_both_engines!(details_survive_the_database, |app| async move {
    let system = app.state().system("test");
    let detail = json!({
        "z": [1e16, -0.0, 1.0, 1e-7, 1.1, 123_456_789_012_345_680_000.0, u64::MAX, i64::MIN, 0.1, 1e300, 5e-324],
        "đ": {"\u{1f600}": "\"\\\n\u{7f}\u{2028}", "": null, "a": false}, "A": {}, "ă": []
    });
    record(
        &app,
        &system,
        Entry::write("test", None, Vec::new(), detail),
    )
    .await;
    let report = verify(&app).await;
    assert_eq!((report.rows, report.faults.len()), (1, 0));
});

on_both_engines!(
    a_log_is_whole_while_sixteen_write,
    TestApp::builder().db(DbOptions {
        readers: 2,
        writers: 8,
        ..DbOptions::default()
    }),
    |app| async move {
        let names = [
            "member",
            "secretary",
            "deputy",
            "officer",
            "stranger",
            "roster_officer",
            "author",
            "publisher",
        ];
        let mut actors = Vec::new();
        for name in names.into_iter().cycle().take(16) {
            actors.push(viewer(&app, name).await);
        }
        let subject = app.person("newcomer").id;
        let app = &app;
        // They write on until the log was walked beneath them, however slow the machine is.
        let (walks, written) = (&Cell::new(0_usize), &Cell::new(0_usize));
        let writers = join_all(actors.iter().map(|actor| async move {
            let mut own = 0;
            while own < 12 || walks.get() == 0 {
                record(app, actor, Entry::view("get_member", None, vec![subject])).await;
                own += 1;
            }
            written.set(written.get() + own);
        }));
        let mut writing = std::pin::pin!(writers);
        loop {
            tokio::select! {
                biased;
                report = verify(app) => {
                    assert_eq!(report.faults, [], "{} rows", report.rows);
                    walks.set(walks.get() + 1);
                }
                _ = &mut writing => break,
            }
        }
        let report = verify(app).await;
        let members: std::collections::BTreeSet<i64> =
            names.iter().map(|name| app.person(name).id % 64).collect();
        assert_eq!(report.faults, []);
        assert!(walks.get() > 0 && written.get() >= 16 * 12);
        assert_eq!(
            report.rows,
            i64::try_from(written.get() + members.len()).unwrap()
        );
    }
);

on_both_engines!(the_command_names_faults_and_fails, |app| async move {
    five_rows(&app).await;
    let folder = app.place().folder.path();
    std::fs::write(folder.join("secret"), SECRET).unwrap();
    let command = |secret: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sotay"));
        command
            .env_clear()
            .args(["audit", "verify", "--database-url", &app.place().address]);
        let output = command
            .arg("--secret-file")
            .arg(folder.join(secret))
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    // The server is running meanwhile.
    assert_eq!(
        command("secret"),
        (
            Some(0),
            "6 rows in 2 chains; 0 chains with a fault\n".to_owned(),
            String::new()
        )
    );
    tamper(&app, |conn, chain| {
        alter(
            conn,
            chain,
            "UPDATE audit_log SET action = 'x' WHERE chain = $1 AND position = 3",
        )
    })
    .await;
    let (code, said, failure) = command("secret");
    assert_eq!(code, Some(1));
    let chain = chain(&app);
    assert_eq!(
        said,
        format!(
            "chain {chain}, position 3: the row was altered\n6 rows in 2 chains; 1 chains with a fault\n"
        )
    );
    assert_eq!(failure, "sotay: the audit log was tampered with\n");
    std::fs::write(folder.join("other"), b"the secret of some other deployment").unwrap();
    let (code, said, failure) = command("other");
    assert_eq!((code, said.as_str()), (Some(1), ""));
    assert!(
        failure.contains("the secret is not this deployment's") && failure.lines().count() == 1,
        "{failure}"
    );
});

#[test]
fn the_command_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sotay"));
    let output = command
        .env_clear()
        .args(["audit", "verify", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("there is no file")
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
