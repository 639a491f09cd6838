//! Migrations go up, down and up again on both engines with rows in every table, and `src/db/schema.rs` says what is
//! really there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Text};
use sotay::db::schema::{file_uploaders, files, members};
use sotay::db::{Conn, Db, DbOptions, Engine, migrate};
use sotay::error::Error;
use sotay::kernel::ids::PublicId;
use sotay::kernel::instant::Instant;

use crate::support::{Empty, Filled, Place};

/// A column as `schema.rs` or a database has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Every column of `src/db/schema.rs`.
fn declared() -> Vec<Column> {
    let text = include_str!("../../src/db/schema.rs");
    let mut columns = Vec::new();
    let mut table = "";
    for line in text.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with(") {")) {
            table = name;
        } else if let Some((name, kind)) = line.trim_end_matches(',').split_once(" -> ") {
            let inner = kind
                .strip_prefix("Nullable<")
                .map(|kind| kind.trim_end_matches('>'));
            columns.push(Column {
                table_name: table.to_owned(),
                name: name.to_owned(),
                kind: inner.unwrap_or(kind).to_owned(),
                nullable: inner.is_some(),
            });
        }
    }
    assert!(columns.len() > 100, "schema.rs is no longer read rightly");
    columns
}

/// The type that stands in a migration for a type of `schema.rs`.
fn database_type(engine: Engine, kind: &str) -> &'static str {
    let (sqlite, postgres) = match kind {
        "BigInt" => ("BIGINT", "bigint"),
        "Integer" => ("INTEGER", "integer"),
        "Text" => ("TEXT", "text"),
        "Bool" => ("BOOLEAN", "boolean"),
        "Date" => ("DATE", "date"),
        "Binary" => ("BLOB", "bytea"),
        "InstantSql" => ("BIGINT", "timestamp with time zone"),
        "PublicIdSql" => ("BLOB", "uuid"),
        "JsonSql" => ("TEXT", "jsonb"),
        other => panic!("which database type is {other}?"),
    };
    if engine == Engine::Sqlite {
        sqlite
    } else {
        postgres
    }
}

/// Every column that the database has. SQLite calls a row key INTEGER; it holds 64 bits like any other. The words of
/// search are each engine's own.
fn existing(conn: &mut Conn) -> Vec<Column> {
    let query = match conn {
        // In a table with row ids, only an INTEGER key is never NULL by itself.
        Conn::Sqlite(_) => {
            "SELECT t.name AS table_name, c.name AS name, \
                    CASE WHEN c.pk = 1 AND c.name = 'id' AND c.type = 'INTEGER' THEN 'BIGINT' ELSE c.type END AS kind, \
                    NOT (c.\"notnull\" OR c.pk > 0 AND (c.type = 'INTEGER' OR l.wr)) AS nullable \
             FROM sqlite_master t JOIN pragma_table_info(t.name) c JOIN pragma_table_list(t.name) l \
             WHERE t.type = 'table' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             AND t.name NOT LIKE 'document\\_words%' ESCAPE '\\'"
        }
        Conn::Postgres(_) => {
            "SELECT table_name::text, column_name::text AS name, data_type::text AS kind, is_nullable = 'YES' AS nullable \
             FROM information_schema.columns WHERE table_schema = 'public' AND NOT starts_with(table_name, '__') \
             AND table_name <> 'document_words'"
        }
    };
    sql_query(query).load(conn).unwrap()
}

/// Indexes that a migration names.
fn indexes(conn: &mut Conn) -> BTreeSet<String> {
    let query = match conn {
        Conn::Sqlite(_) => {
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        }
        Conn::Postgres(_) => {
            "SELECT c.relname::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = 'public' AND NOT starts_with(c.relname, 'document_words') AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = c.oid)"
        }
    };
    let rows: Vec<Name> = sql_query(query).load(conn).unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

async fn ask<T: Send + 'static>(place: &Place, question: fn(&mut Conn) -> T) -> T {
    let db = Db::open(&place.url, None, &DbOptions::beside()).unwrap();
    db.read(move |conn| Ok(question(conn))).await.unwrap()
}

fn sorted(mut columns: Vec<Column>) -> Vec<Column> {
    columns.sort();
    columns
}

on_both_engines!(
    the_schema_file_is_what_the_database_has,
    Filled,
    |place| async move {
        let engine = place.engine();
        let wanted = declared().into_iter().map(|column| Column {
            kind: database_type(engine, &column.kind).to_owned(),
            ..column
        });
        let (wanted, found) = (
            sorted(wanted.collect()),
            sorted(ask(&place, existing).await),
        );
        let missing: Vec<_> = wanted
            .iter()
            .filter(|column| !found.contains(column))
            .collect();
        let unknown: Vec<_> = found
            .iter()
            .filter(|column| !wanted.contains(column))
            .collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "schema.rs says {missing:#?}, the database has {unknown:#?}"
        );
    }
);

/// A value that fits a column, the same text for every row of one column.
fn value(engine: Engine, kind: &str) -> String {
    match (kind, engine) {
        ("Binary", Engine::Sqlite) => "x'07'".to_owned(),
        ("Binary", Engine::Postgres) => "'\\x07'".to_owned(),
        ("PublicIdSql", Engine::Sqlite) => "randomblob(16)".to_owned(),
        ("PublicIdSql", Engine::Postgres) => "gen_random_uuid()".to_owned(),
        ("InstantSql", Engine::Postgres) => "'2026-11-23T02:00:00Z'".to_owned(),
        ("JsonSql", _) => "'{}'".to_owned(),
        ("Date", _) => "'2026-11-23'".to_owned(),
        ("Text", _) => "'x'".to_owned(),
        ("Bool", _) => "FALSE".to_owned(),
        _ => "1".to_owned(),
    }
}

/// Puts a row into every table that the organisation leaves empty; 1 is the key of a row that each has.
async fn fill_every_table(place: &Place) {
    let db = Db::open(&place.url, None, &DbOptions::beside()).unwrap();
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    // With its key: an insert that failed has used up the engine's next one.
    for column in declared() {
        tables
            .entry(column.table_name.clone())
            .or_default()
            .push(column);
    }
    // A table can be filled when those it refers to are.
    for _ in 0..5 {
        let mut empty = Vec::new();
        for (table, columns) in &tables {
            let count = sql_query(format!("SELECT count(*) AS count FROM {table}"));
            let rows = db
                .read(move |conn| Ok(count.get_result::<Count>(conn)?.count))
                .await
                .unwrap();
            if rows > 0 {
                continue;
            }
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let values: Vec<String> = columns
                .iter()
                .map(|column| value(place.engine(), &column.kind))
                .collect();
            let insert = format!(
                "INSERT INTO {table} ({}) VALUES ({})",
                names.join(", "),
                values.join(", ")
            );
            if let Err(error) = db
                .write(move |conn| Ok(sql_query(insert.as_str()).execute(conn)?))
                .await
            {
                empty.push(format!("{table}: {error}"));
            }
        }
        if empty.is_empty() {
            return;
        }
        tables.retain(|table, _| {
            empty
                .iter()
                .any(|line| line.starts_with(&format!("{table}:")))
        });
    }
    panic!("no row could be made for {:?}", tables.keys());
}

on_both_engines!(
    migrations_go_down_and_up_with_rows_in_place,
    Filled,
    |place| async move {
        fill_every_table(&place).await;
        let before = (
            sorted(ask(&place, existing).await),
            ask(&place, indexes).await,
        );

        migrate::revert_all(&place.url).unwrap();
        assert_eq!(ask(&place, existing).await, [], "tables are left behind");

        let applied = migrate::migrate(&place.url).unwrap();
        assert_eq!(applied.len(), names("sqlite").len());
        assert_eq!(
            (
                sorted(ask(&place, existing).await),
                ask(&place, indexes).await
            ),
            before
        );
        assert_eq!(
            migrate::migrate(&place.url).unwrap(),
            Vec::<String>::new(),
            "a second run does nothing"
        );
    }
);

/// What is sent in when: by the first member, then by the second.
const SENT: [&str; 2] = ["2026-11-23T02:00:00.123456Z", "2026-11-24T02:00:00.654321Z"];

/// A file that both sent in; answers its id and their row keys.
fn sent_in_twice(conn: &mut Conn) -> Result<(PublicId, Vec<i64>), Error> {
    let senders: Vec<i64> = members::table
        .order(members::id)
        .limit(2)
        .select(members::id)
        .load(conn)?;
    let at = SENT.map(|at| at.parse::<Instant>().unwrap());
    let public_id = PublicId::new(at[0]);
    diesel::insert_into(files::table)
        .values((
            files::public_id.eq(public_id),
            files::sha256.eq([7_u8; 32].as_slice()),
            files::size.eq(1_i64),
            files::media_type.eq("application/pdf"),
            files::storage_key.eq("sha256/07"),
            files::state.eq("stored"),
            files::created_by.eq(Some(senders[0])),
            files::created_at.eq(at[0]),
            files::claimed_at.eq(at[0]),
            files::verified_at.eq(at[0]),
        ))
        .execute(conn)?;
    let file: i64 = files::table.select(files::id).first(conn)?;
    for (sender, at) in senders.iter().zip(at) {
        diesel::insert_into(file_uploaders::table)
            .values((
                file_uploaders::file_id.eq(file),
                file_uploaders::member_id.eq(*sender),
                file_uploaders::public_id.eq(PublicId::new(at)),
                file_uploaders::uploaded_at.eq(at),
                file_uploaders::wanted_at.eq(at),
            ))
            .execute(conn)?;
    }
    Ok((public_id, senders))
}

on_both_engines!(
    whoever_sent_a_file_in_before_gets_an_id_of_his_own,
    Filled,
    |place| async move {
        let folder = place.engine();
        let step = move |direction: &str| {
            let engine = if folder == Engine::Sqlite {
                "sqlite"
            } else {
                "postgres"
            };
            let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("migrations")
                .join(engine)
                .join("2026-11-28-000001_uploader_file_ids")
                .join(direction);
            std::fs::read_to_string(path).unwrap()
        };
        let db = Db::open(&place.url, None, &DbOptions::beside()).unwrap();
        let (public_id, senders) = db.write(sent_in_twice).await.unwrap();
        let steps = [step("down.sql"), step("up.sql")].concat();
        db.write(move |conn| Ok(conn.batch_execute(&steps)?))
            .await
            .unwrap();
        let mut now: Vec<(i64, PublicId, Instant)> = db
            .read(|conn| {
                Ok(file_uploaders::table
                    .select((
                        file_uploaders::member_id,
                        file_uploaders::public_id,
                        file_uploaders::uploaded_at,
                    ))
                    .load(conn)?)
            })
            .await
            .unwrap();
        now.sort_by_key(|(_, _, at)| *at);
        let at = SENT.map(|at| at.parse::<Instant>().unwrap());
        let who: Vec<_> = now.iter().map(|(who, _, at)| (*who, *at)).collect();
        assert_eq!(who, [(senders[0], at[0]), (senders[1], at[1])]);
        // The first keeps the one he knows; the second's tells of himself only.
        assert_eq!(now[0].1, public_id);
        let own = now[1].1;
        let plain = PublicId::new(at[1]);
        assert_ne!(own, plain, "a new one");
        assert_eq!(own.as_bytes()[..6], plain.as_bytes()[..6], "milliseconds");
        assert_eq!(own.as_uuid().get_version_num(), 7);
        assert_eq!(own.as_uuid().get_variant(), plain.as_uuid().get_variant());
    }
);

on_both_engines!(
    a_server_brings_an_empty_database_up,
    Empty,
    |place| async move {
        drop(place.open(&DbOptions::default()));
        let tables: BTreeSet<String> = ask(&place, existing)
            .await
            .into_iter()
            .map(|column| column.table_name)
            .collect();
        assert_eq!(
            tables,
            declared()
                .into_iter()
                .map(|column| column.table_name)
                .collect()
        );
    }
);

fn names(engine: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("migrations")
        .join(engine);
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn both_engines_have_the_same_migrations_and_each_can_be_undone() {
    assert_eq!(names("sqlite"), names("postgres"));
    for (engine, name) in ["sqlite", "postgres"]
        .into_iter()
        .flat_map(|engine| names(engine).into_iter().map(move |name| (engine, name)))
    {
        for file in ["up.sql", "down.sql"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("migrations")
                .join(engine)
                .join(&name)
                .join(file);
            assert!(
                std::fs::metadata(&path).is_ok_and(|file| file.len() > 0),
                "{} is missing or empty",
                path.display()
            );
        }
    }
}

/// `CREATE INDEX` statements of a folder of migrations: name, and what is indexed.
fn written_indexes(engine: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("migrations")
        .join(engine);
    let files = names(engine)
        .into_iter()
        .map(|name| std::fs::read_to_string(folder.join(name).join("up.sql")).unwrap());
    let text: String = files.collect();
    let statements = text.split(';').map(|statement| {
        statement
            .lines()
            .filter(|line| !line.trim_start().starts_with("--"))
            .collect::<Vec<_>>()
            .join(" ")
    });
    // What PostgreSQL only carries along in an index is indexed by SQLite, which knows no INCLUDE.
    let words = |statement: String| {
        let words = statement.split_whitespace().collect::<Vec<_>>().join(" ");
        words.replace(") INCLUDE (", ", ")
    };
    statements
        .map(words)
        .filter(|statement| {
            statement.starts_with("CREATE")
                && statement.contains("INDEX")
                && !statement.contains("document_words")
        })
        .collect()
}

#[test]
fn both_engines_have_the_same_indexes() {
    assert_eq!(written_indexes("sqlite"), written_indexes("postgres"));
}
