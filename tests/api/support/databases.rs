//! Fresh databases. One of each engine is migrated and filled once in this process; a test gets a copy.

use std::path::PathBuf;
use std::sync::OnceLock;

use sotay::db::{DatabaseUrl, Db, DbOptions, Engine};
use tempfile::TempDir;

use super::fixture::{self, Organisation, Person};
use super::postgres;

/// Where a test's database lives; gone with this value.
pub struct Place {
    pub url: DatabaseUrl,
    /// The text that [`DatabaseUrl`] keeps to itself; for a process that is started beside.
    pub address: String,
    pub folder: TempDir,
    engine: Engine,
    /// Whether the database goes with it.
    is_owned: bool,
}

struct Template {
    organisation: Organisation,
    source: Source,
}

enum Source {
    /// The bytes of the file; a file would outlive the process, which ends without saying so.
    File(Vec<u8>),
    /// The name of the database.
    Database(String),
}

/// A migrated database with the organisation in it. `None`: there is no PostgreSQL here, and that was said.
pub fn fresh(engine: Engine) -> Option<(Place, &'static Organisation)> {
    static SQLITE: OnceLock<Template> = OnceLock::new();
    static POSTGRES: OnceLock<Template> = OnceLock::new();
    let template = match engine {
        Engine::Sqlite => SQLITE.get_or_init(sqlite_template),
        Engine::Postgres => {
            let server = postgres::server()?;
            POSTGRES.get_or_init(|| postgres_template(server))
        }
    };
    let folder = new_folder();
    let address = match &template.source {
        Source::File(bytes) => {
            let file = sqlite_file(&folder);
            std::fs::write(&file, bytes).expect("the template is copied");
            file.to_string_lossy().into_owned()
        }
        Source::Database(name) => postgres::server()?.create_from_template(name),
    };
    Some((place(engine, address, folder), &template.organisation))
}

/// Somebody of the organisation, for tests without a [`super::TestApp`]; the same on both engines.
pub fn person(name: &str) -> &'static Person {
    let (_, organisation) = fresh(Engine::Sqlite).expect("SQLite is always here");
    &organisation.people[name]
}

/// The organisation on a server of the test's own; the server must outlive it.
pub fn filled_on(server: &postgres::TestPostgres) -> Place {
    let address = server.create_database();
    fill(&address);
    let mut place = place(Engine::Postgres, address, new_folder());
    place.is_owned = false;
    place
}

/// An empty database, without any table.
pub fn unmigrated(engine: Engine) -> Option<Place> {
    let folder = new_folder();
    let address = match engine {
        Engine::Sqlite => sqlite_file(&folder).to_string_lossy().into_owned(),
        Engine::Postgres => postgres::server()?.create_database(),
    };
    Some(place(engine, address, folder))
}

/// For `on_both_engines!(name, Filled, |place| …)`: the organisation's database without a server.
pub struct Filled;
/// For `on_both_engines!(name, Empty, |place| …)`: a database without any table.
pub struct Empty;

impl Filled {
    pub async fn start(self, engine: Engine) -> Option<Place> {
        fresh(engine).map(|(place, _)| place)
    }
}

impl Empty {
    pub async fn start(self, engine: Engine) -> Option<Place> {
        unmigrated(engine)
    }
}

impl Place {
    /// The same database for a second process, which has a folder of its own.
    pub(super) fn beside(&self) -> Self {
        let mut beside = place(self.engine, self.address.clone(), new_folder());
        beside.is_owned = false;
        beside
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Opens it as a server does.
    pub fn open(&self, options: &DbOptions) -> Db {
        Db::open(&self.url, None, options).expect("the database opens")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // After a failed test the database stays for whoever looks for the cause, as long as its server does.
        if self.is_owned
            && self.engine == Engine::Postgres
            && !std::thread::panicking()
            && let Some(server) = postgres::server()
        {
            server.drop_database(&self.address);
        }
    }
}

fn place(engine: Engine, address: String, folder: TempDir) -> Place {
    Place {
        url: DatabaseUrl::parse(&address).expect("an address"),
        address,
        folder,
        engine,
        is_owned: true,
    }
}

fn sqlite_file(folder: &TempDir) -> PathBuf {
    folder.path().join("sotay.db")
}

fn new_folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("sotay-test-")
        .tempdir()
        .expect("a temporary folder")
}

fn sqlite_template() -> Template {
    let folder = new_folder();
    let file = sqlite_file(&folder);
    let organisation = fill(&file.to_string_lossy());
    Template {
        organisation,
        source: Source::File(std::fs::read(file).expect("the template is read")),
    }
}

fn postgres_template(server: &'static postgres::TestPostgres) -> Template {
    let address = server.create_database();
    let organisation = fill(&address);
    Template {
        organisation,
        source: Source::Database(postgres::database_name(&address).to_owned()),
    }
}

/// Migrates and fills; every connection is closed when it returns, which a template needs. On a thread of its own, since
/// the caller may stand in a runtime already.
fn fill(address: &str) -> Organisation {
    let url = DatabaseUrl::parse(address).expect("an address");
    let filled = std::thread::spawn(move || {
        let options = DbOptions {
            readers: 1,
            writers: 1,
            ..DbOptions::default()
        };
        let db = Db::open(&url, None, &options).expect("the database is migrated");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        runtime
            .block_on(db.write(fixture::insert))
            .expect("the fixture fits the schema")
    });
    filled
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
