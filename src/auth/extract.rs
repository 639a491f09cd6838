//! How a request yields a caller: the extractors of [`Public`], [`Viewer`] and [`Grant`].

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;

use super::permissions::Permission;
use super::principal::{Grant, Public, RequestStamp, Viewer};
use crate::app::App;
use crate::error::Error;
use crate::http::request_id::RequestId;

fn stamp(request: &HttpRequest) -> Result<(web::Data<App>, RequestStamp), Error> {
    let app = request
        .app_data::<web::Data<App>>()
        .ok_or_else(|| Error::internal("no application state"))?
        .clone();
    let stamp = RequestStamp {
        id: RequestId::of(request),
        now: app.clock.now(),
        secret: Arc::clone(&app.secret),
    };
    Ok((app, stamp))
}

impl FromRequest for Public {
    type Error = Error;
    type Future = std::future::Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(stamp(request).map(|(_, stamp)| Self::new(stamp)))
    }
}

impl FromRequest for Viewer {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let (app, stamp) = stamp(&request)?;
            let principal = app
                .authenticator
                .authenticate(&app, &request, stamp.now)
                .await?;
            crate::http::limits::check_account(&app, &request, principal.member_id())?;
            Ok(Self::new(principal, stamp))
        })
    }
}

impl<P: Permission> FromRequest for Grant<P> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let viewer = Viewer::from_request(request, payload);
        Box::pin(async move { viewer.await?.grant() })
    }
}
