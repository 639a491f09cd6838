//! Migrations go up, down and up again on both engines with rows in every table, and `src/db/schema.rs` says what is
//! really there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Text};
use sotay::db::{Conn, Db, DbOptions, Engine, migrate};

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
