//! Keys and certificates, made anew in every process: nothing secret lies in the repository, and nothing expires.

use std::sync::Arc;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPair as RsaKey, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// The service account, and its key's name.
pub const ACCOUNT: &str = "gui-tin@so-tay-thu.example";
pub const KEY_ID: &str = "khoa-thu-1";

pub struct Identity {
    /// The certificate authority, in PEM.
    pub root: String,
    /// The service account's private key, in PEM.
    pub account_key: String,
    /// Its public key, in DER.
    pub account_public: Vec<u8>,
    server: Arc<ServerConfig>,
}

impl Identity {
    pub fn get() -> &'static Self {
        super::IDENTITY.get_or_init(Self::new)
    }

    pub fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.server))
    }

    fn new() -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let root = authority.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(authority, authority_key);
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(names)
            .unwrap()
            .signed_by(&key, &issuer)
            .unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let mut server = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)
            .unwrap();
        server.alpn_protocols = vec![b"h2".to_vec()];
        let (account_key, account_public) = new_account_key();
        Self {
            root: root.pem(),
            account_key,
            account_public,
            server: Arc::new(server),
        }
    }
}

/// An RSA key as Google's file has it, and its public half in DER.
pub fn new_account_key() -> (String, Vec<u8>) {
    let key = RsaKey::generate(KeySize::Rsa2048).unwrap();
    let der = key.as_der().unwrap();
    let lines: Vec<String> = STANDARD
        .encode(der.as_ref())
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        lines.join("\n")
    );
    (pem, key.public_key().as_ref().to_vec())
}
