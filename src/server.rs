//! The HTTP server: the order of middleware, and a line for each room.

use std::net::TcpListener;
use std::sync::{Arc, OnceLock};

use actix_cors::Cors;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::web::{Data, PayloadConfig};
use actix_web::{App as ActixApp, HttpServer};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};

use crate::app::App;
use crate::auth::secret::sha256;
use crate::error::Error;
use crate::http::{Branches, edge, paths};
use crate::system::routes::get_openapi::OpenApiBytes;
use crate::{
    audit, files, inbox, jobs, library, mail, members, openapi, progress, push, questions, quizzes,
    reading, reports, rosters, search, sessions, study, system, units,
};

/// Bytes a JSON body may have; uploads state their own limit.
const BODY_BYTES: usize = 64 * 1024;

/// Where the API begins.
const BASE: &str = "/api/v1";

/// Every room of the API.
fn mount_api(config: &mut ServiceConfig<'_>) {
    let mut api = Branches::below(BASE);
    // Before what takes any word after `/library/` for a document.
    search::mount(&mut api);
    reading::mount(&mut api);
    sessions::mount(&mut api);
    members::mount(&mut api);
    units::mount(&mut api);
    rosters::mount(&mut api);
    files::mount(&mut api);
    library::mount(&mut api);
    questions::mount(&mut api);
    quizzes::mount(&mut api);
    study::mount(&mut api);
    progress::mount(&mut api);
    reports::mount(&mut api);
    inbox::mount(&mut api);
    push::mount(&mut api);
    mail::mount(&mut api);
    jobs::mount(&mut api);
    audit::mount(&mut api);
    api.mount(config);
}

/// The OpenAPI document, collected from the very handlers that are mounted.
///
/// # Errors
/// The document cannot be written.
pub fn document() -> Result<Value, Error> {
    let (_, api) = ActixApp::new()
        .into_utoipa_app()
        .openapi(openapi::base())
        .configure(system::mount)
        .service(scope::scope(BASE).configure(mount_api))
        .split_for_parts();
    openapi::finish(&api)
}

/// The document as it is sent, and its paths: the same for every server of this process.
static DESCRIBED: OnceLock<(Data<OpenApiBytes>, Data<paths::Paths>)> = OnceLock::new();

fn described() -> Result<(Data<OpenApiBytes>, Data<paths::Paths>), Error> {
    if let Some(described) = DESCRIBED.get() {
        return Ok(described.clone());
    }
    let document = document()?;
    let json = openapi::as_json(&document)?.into_bytes();
    let tag = URL_SAFE_NO_PAD.encode(sha256(&json));
    let bytes = Data::new(OpenApiBytes {
        json: Arc::new(json),
        etag: format!("\"{tag}\""),
    });
    let table = Data::new(paths::Paths::of(&document));
    drop(document);
    let described = DESCRIBED.get_or_init(|| (bytes, table)).clone();
    system::memory::give_back();
    Ok(described)
}

/// Starts a server on a listener that is already open; the caller awaits it.
///
/// # Errors
/// The document cannot be written, or the listener cannot be used.
pub fn start(app: &Data<App>, listener: TcpListener) -> Result<Server, Error> {
    let (bytes, table) = described()?;
    let workers = app.config.workers;
    let shared = app.clone();
    let mut server = HttpServer::new(move || build(&shared, &bytes, &table))
        .shutdown_timeout(20)
        .disable_signals();
    if let Some(workers) = workers {
        server = server.workers(workers.max(1));
    }
    Ok(server
        .listen(listener)
        .map_err(|error| Error::internal(format!("listening: {error}")))?
        .run())
}

fn build(
    app: &Data<App>,
    bytes: &Data<OpenApiBytes>,
    table: &Data<paths::Paths>,
) -> ActixApp<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl actix_web::body::MessageBody + use<>>,
        Error = actix_web::Error,
        InitError = (),
    > + use<>,
> {
    let (actix, _) = ActixApp::new()
        .into_utoipa_app()
        .configure(system::mount)
        .service(scope::scope(BASE).configure(mount_api))
        .split_for_parts();
    system::memory::give_back();
    actix
        .service(system::routes::get_metrics::get_metrics)
        .service(system::routes::get_openapi::get_openapi)
        .service(
            utoipa_swagger_ui::SwaggerUi::new("/docs/{_:.*}")
                .config(utoipa_swagger_ui::Config::from("/openapi.json")),
        )
        .default_service(actix_web::web::to(paths::unmatched))
        .app_data(app.clone())
        .app_data(bytes.clone())
        .app_data(table.clone())
        .app_data(PayloadConfig::new(BODY_BYTES))
        .wrap(Compress::default())
        .wrap(Condition::new(
            !app.config.cors_origins.is_empty(),
            cors(app),
        ))
        .wrap(from_fn(edge::edge))
}

/// Which web pages of other origins may call the API: those an operator named, without cookies.
fn cors(app: &Data<App>) -> Cors {
    let cors = Cors::default()
        .allow_any_method()
        .allow_any_header()
        .expose_any_header()
        .max_age(3_600);
    app.config
        .cors_origins
        .iter()
        .fold(cors, |cors, origin| cors.allowed_origin(origin))
}
