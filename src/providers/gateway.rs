//! An HTTPS gateway of the deployment's own: where FCM is not wanted, or not alone.
//!
//! It is sent `POST` with a bearer secret and `{nid, class, address, address_kind, platform, urgent, ttl, title, body}`, `ttl` in seconds.
//! It answers 2xx (has it), 410 (the address is dead), 400 or 422 (cannot read the address), 429 (slower) or 503 (later), both
//! with `Retry-After` where it knows; 401, 403 and 404 say that it is set up wrongly.

use std::fmt;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Certificate, Response, Url, redirect, retry};
use serde::Serialize;
use uuid::Uuid;

use super::model::{Line, Notice, Target, Verdict};
use super::{Provider, Sending, SetupError};
use crate::config::Hidden;
use crate::fcm::{Places, retry_after};
use crate::kernel::clock::Clock;

const TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Messages at a time for each connection that is set: a gateway without HTTP/2 needs a connection for each.
const AT_A_TIME: usize = 25;
/// Of an answer's body no more is read, and only to use the connection again.
const LONGEST_ANSWER: usize = 16 * 1024;

/// A gateway.
pub struct Gateway {
    http: reqwest::Client,
    url: Url,
    authorization: HeaderValue,
    places: Places,
    clock: Clock,
}

/// What it is sent.
#[derive(Serialize)]
struct Posted<'a> {
    nid: Uuid,
    class: &'a str,
    address: &'a str,
    address_kind: &'a str,
    platform: &'a str,
    urgent: bool,
    ttl: u64,
    title: &'a str,
    body: &'a str,
}

impl Gateway {
    /// # Errors
    /// A secret that no header can carry, or a certificate that is none.
    pub fn new(
        url: &Url,
        secret: &Hidden,
        root: Option<&[u8]>,
        connections: usize,
        clock: Clock,
    ) -> Result<Self, SetupError> {
        let mut authorization = HeaderValue::from_str(&format!("Bearer {}", secret.reveal()))
            .map_err(|_| SetupError::Secret)?;
        authorization.set_sensitive(true);
        let mut builder = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy();
        if let Some(pem) = root {
            let roots = Certificate::from_pem_bundle(pem).map_err(|_| SetupError::Root)?;
            builder = builder.tls_certs_merge(roots);
        }
        Ok(Self {
            http: builder.build().map_err(|_| SetupError::Root)?,
            url: url.clone(),
            authorization,
            places: Places::new(connections.max(1) * AT_A_TIME),
            clock,
        })
    }

    async fn post(&self, line: &Line, to: &Target) -> Verdict {
        let posted = Posted {
            nid: to.nid,
            class: &line.class,
            address: &to.address,
            address_kind: to.address_kind.code(),
            platform: to.platform.code(),
            urgent: line.urgent,
            ttl: line.ttl.as_secs(),
            title: &line.title,
            body: &line.body,
        };
        let Ok(body) = serde_json::to_vec(&posted) else {
            return Verdict::OurFault;
        };
        let Some(_place) = self.places.take(line.urgent).await else {
            return Verdict::Later { after: None };
        };
        let request = self
            .http
            .post(self.url.clone())
            .header(AUTHORIZATION, self.authorization.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(body);
        match request.send().await {
            Ok(answer) => {
                let field = answer.headers().get(RETRY_AFTER);
                let after = field
                    .and_then(|field| field.to_str().ok())
                    .and_then(|field| retry_after(field, self.clock.now().utc()));
                let status = answer.status().as_u16();
                drain(answer).await;
                verdict(status, after)
            }
            Err(error) if error.is_connect() => Verdict::Later { after: None },
            Err(_) => Verdict::Unsure,
        }
    }
}

/// What else it says is of no interest.
async fn drain(mut answer: Response) {
    let mut read = 0;
    while let Ok(Some(chunk)) = answer.chunk().await {
        read += chunk.len();
        if read > LONGEST_ANSWER {
            return;
        }
    }
}

/// What a status means.
fn verdict(status: u16, after: Option<Duration>) -> Verdict {
    match status {
        200..300 => Verdict::Accepted,
        400 | 422 => Verdict::BadAddress,
        410 => Verdict::Gone,
        413 => Verdict::OurFault,
        429 => Verdict::PauseAll { after },
        503 => Verdict::Later { after },
        408 | 500..600 => Verdict::Unsure,
        _ => Verdict::Stop,
    }
}

impl Provider for Gateway {
    fn send<'a>(&'a self, message: &'a Notice, to: &'a Target) -> Sending<'a> {
        Box::pin(self.post(message.line(), to))
    }
}

impl fmt::Debug for Gateway {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gateway({:?})", self.url.host_str())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::verdict;
    use crate::providers::Verdict;

    #[test]
    fn a_status_says_what_to_do() {
        let after = Some(Duration::from_secs(3));
        let table = [
            (200, Verdict::Accepted),
            (202, Verdict::Accepted),
            (400, Verdict::BadAddress),
            (401, Verdict::Stop),
            (404, Verdict::Stop),
            (302, Verdict::Stop),
            (410, Verdict::Gone),
            (413, Verdict::OurFault),
            (429, Verdict::PauseAll { after }),
            (500, Verdict::Unsure),
            (502, Verdict::Unsure),
            (503, Verdict::Later { after }),
        ];
        for (status, expected) in table {
            assert_eq!(verdict(status, after), expected, "{status}");
        }
    }
}
