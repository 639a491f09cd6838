//! A throw-away PostgreSQL cluster that lives as long as the process that started it.
//!
//! The test harness has no end-of-process hook, and a killed process runs none, so a small shell beside us does the work: it makes and
//! starts the cluster, reports the port, and then reads its standard input, a pipe that only this process holds open. The pipe closes when
//! the process is gone in whatever way; the shell then stops the server and removes the folder.

#![expect(clippy::disallowed_methods, reason = "finds programs through PATH")]

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// Makes the cluster, starts it on the first of the given ports that is free, waits for the pipe to close, cleans up.
///
/// `$1` is the folder, `$2` the folder of the programs, the rest are ports. Nothing here needs to survive a power cut, so nothing is
/// flushed to disk.
const SUPERVISOR: &str = r#"
trap '' PIPE
folder=$1 bin=$2
shift 2
"$bin/initdb" --no-sync --auth=trust --username=postgres --encoding=UTF8 --locale=C -D "$folder/data" >"$folder/log" 2>&1 </dev/null &&
cat >>"$folder/data/postgresql.conf" <<SETTINGS &&
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
max_connections = 300
fsync = off
full_page_writes = off
synchronous_commit = off
SETTINGS
for port in "$@"; do
    if "$bin/pg_ctl" start -w -t 60 -D "$folder/data" -l "$folder/log" -o "-p $port" >/dev/null 2>&1 </dev/null; then
        echo "ready $port"
        started=yes
        break
    fi
done
[ -n "$started" ] || tail -n 20 "$folder/log"
exec >&-
cat >/dev/null
"$bin/pg_ctl" stop -m immediate -D "$folder/data" >/dev/null 2>&1 </dev/null
rm -rf "$folder"
"#;

/// A running cluster. Dropping it, or the end of the process, stops it.
pub struct Cluster {
    port: u16,
    folder: PathBuf,
    bin: PathBuf,
    /// The pipe whose end the supervisor waits for.
    _alive: ChildStdin,
}

impl Cluster {
    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Stops the server as a crash would, without a word to anybody, and starts it again on its port. For a cluster that no
    /// other test is on.
    pub fn crash_and_restart(&self) -> Result<(), String> {
        let data = self.folder.join("data");
        let log = self.folder.join("log");
        let mut command = Command::new(self.bin.join("pg_ctl"));
        command
            .args(["restart", "-m", "immediate", "-w", "-t", "60", "-D"])
            .arg(&data)
            .arg("-l")
            .arg(&log)
            .arg("-o")
            .arg(format!("-p {}", self.port))
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some((user, group)) = owner_when_root()? {
            command.uid(user).gid(group);
        }
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("pg_ctl restart: {status}")),
            Err(error) => Err(format!("pg_ctl does not start: {error}")),
        }
    }
}

/// The folder that holds `initdb`, `pg_ctl` and `postgres`: on the path, where Debian keeps each version, or where `pg_config` says.
pub fn find_programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    versions.sort_by_key(|version| {
        version
            .file_name()
            .and_then(|name| name.to_str()?.parse::<u32>().ok())
    });
    folders.extend(versions.iter().rev().map(|version| version.join("bin")));
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(
            String::from_utf8_lossy(&output.stdout).trim(),
        ));
    }
    folders.into_iter().find(|folder| {
        ["initdb", "pg_ctl", "postgres"]
            .iter()
            .all(|name| folder.join(name).is_file())
    })
}

/// Starts a cluster with the programs of `bin`.
pub fn start(bin: &Path) -> Result<Cluster, String> {
    let owner = owner_when_root()?;
    let folder = tempfile::Builder::new()
        .prefix("sotay-postgres-")
        .tempdir()
        .map_err(|error| format!("no temporary folder for PostgreSQL: {error}"))?
        .keep();
    let mut supervisor = Command::new("sh");
    supervisor
        .args(["-c", SUPERVISOR, "sotay-test-postgres"])
        .arg(&folder)
        .arg(bin)
        .args(free_ports()?);
    // A group of its own: Ctrl-C is for the tests, and the supervisor must live to clean up after them.
    supervisor
        .current_dir("/")
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    if let Some((user, group)) = owner {
        chown(&folder, Some(user), Some(group))
            .map_err(|error| format!("{} cannot be handed over: {error}", folder.display()))?;
        supervisor.uid(user).gid(group);
    }
    let supervisor = supervisor
        .spawn()
        .map_err(|error| format!("`sh` does not start: {error}"))?;
    wait_until_ready(supervisor, folder, bin)
}

fn wait_until_ready(mut supervisor: Child, folder: PathBuf, bin: &Path) -> Result<Cluster, String> {
    let (Some(alive), Some(output)) = (supervisor.stdin.take(), supervisor.stdout.take()) else {
        return Err("the supervisor of the test PostgreSQL has no pipes".to_owned());
    };
    let mut output = BufReader::new(output);
    let mut line = String::new();
    output
        .read_line(&mut line)
        .map_err(|error| format!("the supervisor of the test PostgreSQL is gone: {error}"))?;
    if let Some(port) = line
        .trim()
        .strip_prefix("ready ")
        .and_then(|port| port.parse().ok())
    {
        return Ok(Cluster {
            port,
            folder,
            bin: bin.to_path_buf(),
            _alive: alive,
        });
    }
    let _ = output.read_to_string(&mut line);
    drop(alive);
    let _ = supervisor.wait();
    // What the supervisor was not allowed to remove.
    let _ = std::fs::remove_dir_all(&folder);
    Err(format!(
        "PostgreSQL was found in {}, but a test cluster does not start in {}:\n{line}",
        bin.display(),
        folder.display()
    ))
}

/// Candidates, since a port that was free when asked for may be taken when PostgreSQL opens it.
fn free_ports() -> Result<Vec<OsString>, String> {
    let listeners: Result<Vec<TcpListener>, _> = (0..5)
        .map(|_| TcpListener::bind(("127.0.0.1", 0)))
        .collect();
    let ports = listeners.and_then(|listeners| {
        listeners
            .iter()
            .map(TcpListener::local_addr)
            .collect::<Result<Vec<_>, _>>()
    });
    let ports = ports.map_err(|error| format!("no free port on 127.0.0.1: {error}"))?;
    Ok(ports
        .iter()
        .map(|address| address.port().to_string().into())
        .collect())
}

/// PostgreSQL refuses to run as root: the user and group to become, if that is who we are.
fn owner_when_root() -> Result<Option<(u32, u32)>, String> {
    if id(&["-u"]) != Some(0) {
        return Ok(None);
    }
    ["postgres", "nobody"]
        .iter()
        .find_map(|user| Some((id(&["-u", user])?, id(&["-g", user])?)))
        .map(Some)
        .ok_or_else(|| "PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as".to_owned())
}

fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id")
        .args(arguments)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
