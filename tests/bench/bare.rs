//! The yardstick: an actix-web handler that answers ready bytes and does nothing else.

use actix_web::http::header::{ETAG, HeaderValue};
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer, get, put};

#[get("/bare")]
async fn read(body: Data<Bytes>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(body.get_ref().clone())
}

#[get("/bare/unchanged")]
async fn unchanged() -> HttpResponse {
    HttpResponse::NotModified()
        .insert_header((ETAG, HeaderValue::from_static("\"x\"")))
        .finish()
}

#[put("/bare")]
async fn write(body: Data<Bytes>, _payload: Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(body.get_ref().clone())
}

/// Serves `size` bytes on `port` until the process is killed.
pub fn serve(port: u16, size: usize) {
    let body = Data::new(Bytes::from(vec![b'x'; size]));
    actix_web::rt::System::new()
        .block_on(
            HttpServer::new(move || {
                App::new()
                    .app_data(body.clone())
                    .service(read)
                    .service(unchanged)
                    .service(write)
            })
            .bind(("127.0.0.1", port))
            .unwrap()
            .run(),
        )
        .unwrap();
}
