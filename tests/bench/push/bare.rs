//! The yardstick: h2 over TLS, the same body again and again, nothing looked at but the status.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use actix_web::web::Bytes;
use h2::client::SendRequest;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Request, Uri};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::STREAMS;
use crate::fake_fcm::{FakeFcm, PROJECT};

pub struct Bare {
    connections: Vec<SendRequest<Bytes>>,
    post: Arc<Post>,
}

/// What is posted.
struct Post {
    uri: Uri,
    authorization: HeaderValue,
    body: Bytes,
}

impl Bare {
    pub async fn connect(fake: &FakeFcm, connections: usize, body: Vec<u8>) -> Self {
        let mut roots = RootCertStore::empty();
        let root = CertificateDer::from_pem_slice(fake.root().as_bytes()).unwrap();
        roots.add(root).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let connector = TlsConnector::from(Arc::new(config));
        let mut senders = Vec::new();
        for _ in 0..connections {
            let stream = TcpStream::connect(fake.address()).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let name = ServerName::try_from("localhost").unwrap();
            let stream = connector.connect(name, stream).await.unwrap();
            let (sender, connection) = h2::client::handshake(stream).await.unwrap();
            tokio::spawn(connection);
            senders.push(sender);
        }
        let uri = format!("{}/v1/projects/{PROJECT}/messages:send", fake.endpoint());
        Self {
            connections: senders,
            post: Arc::new(Post {
                uri: uri.parse().unwrap(),
                authorization: format!("Bearer {}", fake.grant()).parse().unwrap(),
                body: body.into(),
            }),
        }
    }

    /// Posts so often, as many at a time as the other client; answers the seconds.
    pub async fn round(&self, posts: usize) -> f64 {
        let next = Arc::new(AtomicUsize::new(0));
        let begun = Instant::now();
        let workers: Vec<_> = (0..self.connections.len() * STREAMS)
            .map(|worker| {
                let sender = self.connections[worker % self.connections.len()].clone();
                let (post, next) = (Arc::clone(&self.post), Arc::clone(&next));
                tokio::spawn(async move {
                    let mut sender = sender;
                    while next.fetch_add(1, Ordering::Relaxed) < posts {
                        sender = post.send(sender).await;
                    }
                })
            })
            .collect();
        for worker in workers {
            worker.await.unwrap();
        }
        begun.elapsed().as_secs_f64()
    }
}

impl Post {
    async fn send(&self, sender: SendRequest<Bytes>) -> SendRequest<Bytes> {
        let mut sender = sender.ready().await.unwrap();
        let request = Request::post(self.uri.clone())
            .header(AUTHORIZATION, self.authorization.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(())
            .unwrap();
        let (answer, mut stream) = sender.send_request(request, false).unwrap();
        stream.send_data(self.body.clone(), true).unwrap();
        let answer = answer.await.unwrap();
        assert_eq!(answer.status(), 200);
        let mut body = answer.into_body();
        while let Some(chunk) = body.data().await {
            let length = chunk.unwrap().len();
            body.flow_control().release_capacity(length).unwrap();
        }
        sender
    }
}
