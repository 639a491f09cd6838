//! A PostgreSQL server for tests.
//!
//! `TEST_DATABASE_URL` names one that already runs. Without it, and with PostgreSQL's programs on the machine, the first caller in a
//! process starts a throw-away cluster on a free port; it is gone, folder and all, when the process is, however it ended. With neither,
//! [`server`] answers `None` and says so once; `SOTAY_REQUIRE_POSTGRES=1` makes that a failure instead.

#![expect(
    clippy::disallowed_methods,
    reason = "reads its own settings, and stamps what it leaves on a shared server"
)]

use std::io::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_query};

#[path = "postgres_cluster.rs"]
mod cluster;

/// A server that this process may make databases on.
pub struct TestPostgres {
    /// The address of a database that always exists, whose user may create others.
    maintenance_url: String,
    /// Keeps a cluster of our own alive; its end is the sign to remove it.
    cluster: Option<cluster::Cluster>,
}

/// The server of this process, started by the first caller.
///
/// # Panics
/// When PostgreSQL was found but does not start, and when `SOTAY_REQUIRE_POSTGRES=1` and it was not found.
pub fn server() -> Option<&'static TestPostgres> {
    static SERVER: OnceLock<Result<Option<TestPostgres>, String>> = OnceLock::new();
    match SERVER.get_or_init(find_or_start) {
        Ok(found) => found.as_ref(),
        // Kept, so that each test of the process fails at once with the reason instead of trying again.
        Err(reason) => panic!("{reason}"),
    }
}

fn find_or_start() -> Result<Option<TestPostgres>, String> {
    if let Some(url) = std::env::var("TEST_DATABASE_URL")
        .ok()
        .filter(|url| !url.trim().is_empty())
    {
        let server = TestPostgres {
            maintenance_url: url.trim().to_owned(),
            cluster: None,
        };
        server
            .try_connect()
            .map_err(|error| format!("TEST_DATABASE_URL does not answer: {error}"))?;
        server.drop_databases_of_earlier_runs()?;
        return Ok(Some(server));
    }
    if let Some(programs) = cluster::find_programs() {
        let cluster = cluster::start(&programs)?;
        let maintenance_url = format!("postgres://postgres@127.0.0.1:{}/postgres", cluster.port());
        return Ok(Some(TestPostgres {
            maintenance_url,
            cluster: Some(cluster),
        }));
    }
    let way_out = "install PostgreSQL (`apt install postgresql`) or set TEST_DATABASE_URL";
    if std::env::var("SOTAY_REQUIRE_POSTGRES").is_ok_and(|value| value == "1") {
        return Err(format!(
            "SOTAY_REQUIRE_POSTGRES=1, but no PostgreSQL was found: {way_out}"
        ));
    }
    // Not `eprintln!`: the test harness keeps what that prints for itself unless the test fails.
    let _ = writeln!(
        std::io::stderr(),
        "The PostgreSQL half of the tests was left out; to run it, {way_out}."
    );
    Ok(None)
}

#[allow(
    dead_code,
    reason = "each test crate that includes this module uses its own part of it"
)]
impl TestPostgres {
    /// Makes an empty database and returns its URL.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn create_database(&self) -> String {
        self.create_from_template("template0")
    }

    /// Makes a copy of the database `template` and returns its URL. Nobody may be connected to the template meanwhile.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn create_from_template(&self, template: &str) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "{PREFIX}{}_{}_{}",
            unix_seconds(),
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        self.run(&format!(
            "CREATE DATABASE {} TEMPLATE {}",
            quoted(&name),
            quoted(template)
        ));
        with_database(&self.maintenance_url, &name)
    }

    /// The database of this name, made empty where there is none yet; nobody removes it.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn kept_database(&self, name: &str) -> String {
        let url = with_database(&self.maintenance_url, name);
        if PgConnection::establish(&url).is_err() {
            self.run(&format!(
                "CREATE DATABASE {} TEMPLATE template0",
                quoted(name)
            ));
        }
        url
    }

    /// Removes a database made here, with whoever is still connected to it. A database takes about 8 MB, so a suite of many tests does
    /// well to give each back.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn drop_database(&self, url: &str) {
        self.run(&format!(
            "DROP DATABASE IF EXISTS {} WITH (FORCE)",
            quoted(database_name(url))
        ));
    }

    /// A server of its own for a test that does to it what others could not bear; gone with the value. `None`: PostgreSQL's
    /// programs are not on this machine.
    ///
    /// # Panics
    /// When it does not start.
    pub fn alone() -> Option<Self> {
        let cluster =
            cluster::start(&cluster::find_programs()?).unwrap_or_else(|reason| panic!("{reason}"));
        let maintenance_url = format!("postgres://postgres@127.0.0.1:{}/postgres", cluster.port());
        Some(Self {
            maintenance_url,
            cluster: Some(cluster),
        })
    }

    /// Crashes a server of [`TestPostgres::alone`] and starts it again; returns when it answers.
    ///
    /// # Panics
    /// When it does not.
    pub fn crash_and_restart(&self) {
        let cluster = self.cluster.as_ref().expect("a cluster of our own");
        if let Err(reason) = cluster.crash_and_restart() {
            panic!("{reason}");
        }
    }

    /// The folder of the cluster that this process started, if it did.
    pub fn cluster_folder(&self) -> Option<&std::path::Path> {
        self.cluster.as_ref().map(cluster::Cluster::folder)
    }

    fn run(&self, statement: &str) {
        let mut connection = self.try_connect().unwrap_or_else(|error| {
            panic!(
                "the test PostgreSQL at {} does not answer: {error}",
                self.address()
            )
        });
        if let Err(error) = sql_query(statement).execute(&mut connection) {
            panic!(
                "the test PostgreSQL at {} refused {statement:?}: {error}",
                self.address()
            );
        }
    }

    /// A connection of its own for each statement: `CREATE DATABASE` of parallel tests then runs in parallel.
    fn try_connect(&self) -> Result<PgConnection, diesel::ConnectionError> {
        PgConnection::establish(&self.maintenance_url)
    }

    /// The URL without user and password, for messages.
    fn address(&self) -> &str {
        self.maintenance_url.rsplit('@').next().unwrap_or_default()
    }

    /// A server that is not ours outlives the process, and so do databases of a run that was killed.
    fn drop_databases_of_earlier_runs(&self) -> Result<(), String> {
        #[derive(diesel::QueryableByName)]
        struct Database {
            #[diesel(sql_type = diesel::sql_types::Text)]
            datname: String,
        }
        let mut connection = self.try_connect().map_err(|error| error.to_string())?;
        let databases: Vec<Database> = sql_query(
            "SELECT datname::text FROM pg_database WHERE starts_with(datname, 'sotay_test_')",
        )
        .load(&mut connection)
        .map_err(|error| format!("TEST_DATABASE_URL does not list its databases: {error}"))?;
        for Database { datname } in databases {
            let made = datname
                .strip_prefix(PREFIX)
                .and_then(|rest| rest.split('_').next()?.parse::<u64>().ok());
            if made.is_some_and(|made| made + ABANDONED_AFTER_SECONDS < unix_seconds()) {
                // Another process may be doing the same: whoever comes second finds nothing, and that is well.
                let _ = sql_query(format!("DROP DATABASE IF EXISTS {}", quoted(&datname)))
                    .execute(&mut connection);
            }
        }
        Ok(())
    }
}

const PREFIX: &str = "sotay_test_";
/// Longer than any run of the tests takes.
const ABANDONED_AFTER_SECONDS: u64 = 6 * 3600;

fn unix_seconds() -> u64 {
    std::time::UNIX_EPOCH
        .elapsed()
        .map_or(0, |since| since.as_secs())
}

fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// Where the database's name stands in a URL: after the first `/` behind the host, before `?`.
fn name_range(url: &str) -> std::ops::Range<usize> {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find('?').map_or(url.len(), |at| host + at);
    let start = url[host..end].find('/').map_or(end, |at| host + at + 1);
    start..end
}

/// The name of the database that a URL points to: what [`TestPostgres::create_from_template`] takes.
pub fn database_name(url: &str) -> &str {
    &url[name_range(url)]
}

fn with_database(url: &str, name: &str) -> String {
    let range = name_range(url);
    let slash = if url[..range.start].ends_with('/') && !url[..range.start].ends_with("://") {
        ""
    } else {
        "/"
    };
    format!("{}{slash}{name}{}", &url[..range.start], &url[range.end..])
}
