//! Proves the PostgreSQL server that the other tests stand on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

#[path = "support/postgres.rs"]
mod postgres;

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_query};

fn connect(url: &str) -> PgConnection {
    PgConnection::establish(url).unwrap_or_else(|error| panic!("{url}: {error}"))
}

fn run(connection: &mut PgConnection, statement: &str) -> usize {
    sql_query(statement)
        .execute(connection)
        .unwrap_or_else(|error| panic!("{statement}: {error}"))
}

#[test]
fn databases_are_usable_and_apart() {
    let Some(server) = postgres::server() else {
        return;
    };
    let (first, second) = (server.create_database(), server.create_database());
    assert_ne!(first, second);
    for url in [&first, &second] {
        let mut connection = connect(url);
        run(&mut connection, "CREATE TABLE note (text text NOT NULL)");
        assert_eq!(
            run(&mut connection, "INSERT INTO note VALUES ('sổ tay')"),
            1
        );
        assert_eq!(run(&mut connection, "DELETE FROM note"), 1);
    }
    server.drop_database(&first);
    assert!(PgConnection::establish(&first).is_err());
    server.drop_database(&second);
}

#[test]
fn a_template_is_copied_with_its_rows() {
    let Some(server) = postgres::server() else {
        return;
    };
    let template = server.create_database();
    let mut connection = connect(&template);
    run(&mut connection, "CREATE TABLE note (text text NOT NULL)");
    run(&mut connection, "INSERT INTO note VALUES ('một'), ('hai')");
    drop(connection);

    let copy = server.create_from_template(postgres::database_name(&template));
    assert_eq!(run(&mut connect(&copy), "DELETE FROM note"), 2);
    assert_eq!(run(&mut connect(&template), "DELETE FROM note"), 2);
    server.drop_database(&copy);
    server.drop_database(&template);
}

fn wait_for_end(mut stream: impl std::io::Read + Send + 'static) {
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = stream.read_to_end(&mut Vec::new());
        let _ = ended.send(());
    });
    end.recv_timeout(Duration::from_mins(1))
        .expect("the stream ends");
}

/// Not a test of its own: what `the_cluster_ends_with_a_killed_process` starts and kills.
#[test]
#[ignore = "started by another test"]
fn child_that_is_killed() {
    let server = postgres::server().expect("the parent found PostgreSQL");
    let folder = server.cluster_folder().expect("a cluster of its own");
    let url = server.create_database();
    // Past the test harness, which keeps what `println!` prints.
    writeln!(std::io::stdout(), "\n{url}\n{}", folder.display()).expect("the parent listens");
    let mut forever = String::new();
    let _ = std::io::stdin().read_to_string(&mut forever);
}

#[test]
fn the_cluster_ends_with_a_killed_process() {
    let Some(server) = postgres::server() else {
        return;
    };
    if server.cluster_folder().is_none() {
        return; // TEST_DATABASE_URL: that server is not ours to stop.
    }
    let mut child = Command::new(std::env::current_exe().expect("own path"))
        .args([
            "--exact",
            "child_that_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the test binary starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped"))
        .lines()
        .map(Result::unwrap);
    let url = lines
        .find(|line| line.starts_with("postgres://"))
        .expect("a URL");
    let folder = std::path::PathBuf::from(lines.next().expect("a folder"));
    let address = url
        .split('@')
        .nth(1)
        .and_then(|rest| rest.split('/').next())
        .expect("host:port");
    let mut open = TcpStream::connect(address).expect("the cluster listens");
    assert!(folder.is_dir());

    child.kill().expect("SIGKILL");
    child.wait().expect("it is gone");

    // An open connection ends when the server does.
    open.set_read_timeout(Some(Duration::from_mins(1)))
        .expect("a timeout");
    match open.read(&mut [0]) {
        Ok(0) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        other => panic!("the server still runs: {other:?}"),
    }
    // The supervisor holds the child's standard error open until it has cleaned up.
    wait_for_end(child.stderr.take().expect("piped"));
    assert!(
        TcpStream::connect(address).is_err(),
        "something still listens on {address}"
    );
    assert!(!folder.exists(), "{} is left behind", folder.display());
}
