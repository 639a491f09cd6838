//! `sotay demo`: the same server on an invented organisation.

use std::net::SocketAddr;
use std::path::Path;

use actix_web::web::Data;
use clap::Args;

use super::{CliError, say, serve};
use crate::app::App;
use crate::auth::passwords::{self, Password};
use crate::config::{DataOptions, ServerOptions};
use crate::db::Db;
use crate::demo::{self, Plan, SignIn};
use crate::kernel::clock::Clock;

#[derive(Debug, Args)]
pub(super) struct DemoOptions {
    #[command(flatten)]
    server: ServerOptions,
    /// People to invent.
    #[arg(long, default_value_t = 1_000)]
    members: usize,
    /// Wards of the city.
    #[arg(long, default_value_t = 3)]
    wards: usize,
    /// Cells of all wards together.
    #[arg(long, default_value_t = 40)]
    cells: usize,
    /// Fill the database with people and end.
    #[arg(long)]
    fill_only: bool,
    /// With --fill-only: papers too.
    #[arg(long, requires = "fill_only")]
    papers: bool,
}

/// The file beside the database that keeps the demo's sign-ins for the next start.
const SIGN_INS: &str = "demo-sign-ins.json";
/// The file that says that the demo's papers are all there.
const PAPERS: &str = "demo-papers";

pub(super) fn demo(data: &DataOptions, options: &DemoOptions) -> Result<(), CliError> {
    let listener = if options.fill_only {
        None
    } else {
        Some(serve::listen(&options.server)?)
    };
    let url = data.database()?;
    let secret = data.secret(url.engine())?;
    let runtime = actix_web::rt::System::new();
    runtime.block_on(async {
        let db = Db::open(&url, data.replica()?.as_ref(), &options.server.db_options())?;
        let mut config = options.server.config(&data.data);
        config.files = data.files.config(&data.data)?;
        config.push = data.push.config()?;
        let app = Data::new(App::build(config, db, Clock::System, secret).await?);
        let plan = Plan {
            members: options.members,
            wards: options.wards,
            cells: options.cells,
        };
        let system = app.system("demo");
        let hash = passwords::hash(&Password::new(demo::PASSWORD))?;
        if let Some(sign_ins) = app
            .db
            .write_much(move |conn| demo::fill(conn, &system, &plan, &hash))
            .await?
        {
            keep(&data.data, &sign_ins)?;
        }
        if options.papers || !options.fill_only {
            publish_papers(&data.data, &app).await?;
        }
        let Some(listener) = listener else {
            return Ok(());
        };
        let stop = serve::StopSignals::listen()?;
        // Asked of the socket, since port 0 means any free one.
        let address = listener.local_addr().unwrap_or(options.server.bind);
        announce(&data.data, address);
        serve::run_until_stopped(&app, listener, stop).await
    })
}

/// Once for a database that the demo filled; what a start did not finish the next one does.
async fn publish_papers(folder: &Path, app: &App) -> Result<(), CliError> {
    let done = folder.join(PAPERS);
    if done.exists() || !folder.join(SIGN_INS).exists() {
        return Ok(());
    }
    let system = app.system("demo");
    let report = demo::publish_papers(&app.db, &app.files, &system)
        .await
        .map_err(|error| CliError::Message(format!("the demo's papers: {error}")))?;
    if let Some(error) = report.ended_by {
        return Err(CliError::Failed(error));
    }
    if report.failed > 0 {
        say(&format!(
            "{} of the demo's {} papers do not fit this organisation or this machine's clock; they are left out.",
            report.failed, report.rows
        ));
    }
    std::fs::write(&done, b"")
        .map_err(|error| CliError::Message(format!("{}: {error}", done.display())))
}

fn keep(folder: &Path, sign_ins: &[SignIn]) -> Result<(), CliError> {
    let path = folder.join(SIGN_INS);
    let failed = |error: String| CliError::Message(format!("{}: {error}", path.display()));
    let text = serde_json::to_vec_pretty(sign_ins).map_err(|error| failed(error.to_string()))?;
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&path, text))
        .map_err(|error| failed(error.to_string()))
}

fn announce(folder: &Path, address: SocketAddr) {
    let address = format!("http://{address}");
    say(&format!(
        "Sổ tay is ready. API documentation: {address}/docs/"
    ));
    let kept = std::fs::read(folder.join(SIGN_INS)).unwrap_or_default();
    let Ok(sign_ins) = serde_json::from_slice::<Vec<serde_json::Value>>(&kept) else {
        say("This database was not filled by the demo; its accounts are its own.");
        return;
    };
    say("Invented people; sign in as any of them:");
    for entry in &sign_ins {
        let text = |name: &str| {
            entry
                .get(name)
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let body =
            serde_json::json!({"identifier": text("identifier"), "password": text("password")});
        say(&format!(
            "\n# {}\ncurl -s {address}/api/v1/sessions -H 'Content-Type: application/json' -d '{body}'",
            text("role")
        ));
    }
}
