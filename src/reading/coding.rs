//! The content codings in which ready bytes are kept.

use std::io::{self, Write as _};

use actix_web::http::header::{AcceptEncoding, ContentEncoding, Encoding};
use actix_web::{HttpMessage as _, HttpRequest};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::error::Error;

/// How hard brotli (of 11) and zstd (of 22) try: some ten milliseconds for a long document, once.
const BROTLI: i32 = 9;
const ZSTD: i32 = 12;

/// A content coding (RFC 9110, 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Coding {
    Identity,
    Brotli,
    Gzip,
    Deflate,
    Zstd,
}

impl Coding {
    pub(super) const ALL: [Self; 5] = [
        Self::Identity,
        Self::Brotli,
        Self::Gzip,
        Self::Deflate,
        Self::Zstd,
    ];

    /// The one that the caller likes best: among the same that actix's `Compress` chooses from, and by the same rule,
    /// so that it finds nothing left to do.
    pub(super) fn wanted(request: &HttpRequest) -> Self {
        let known = [
            Encoding::identity(),
            Encoding::brotli(),
            Encoding::gzip(),
            Encoding::deflate(),
            Encoding::zstd(),
        ];
        let chosen = request
            .get_header::<AcceptEncoding>()
            .and_then(|accepted| accepted.negotiate(known.iter()));
        match chosen {
            Some(Encoding::Known(ContentEncoding::Brotli)) => Self::Brotli,
            Some(Encoding::Known(ContentEncoding::Gzip)) => Self::Gzip,
            Some(Encoding::Known(ContentEncoding::Deflate)) => Self::Deflate,
            Some(Encoding::Known(ContentEncoding::Zstd)) => Self::Zstd,
            _ => Self::Identity,
        }
    }

    /// What `Content-Encoding` says; nothing for the bytes as they are.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Deflate => Some("deflate"),
            Self::Zstd => Some("zstd"),
        }
    }

    /// The strong tag of these bytes: other bytes have another one (RFC 9110, 8.8.3.3).
    pub(super) fn etag(self, tag: &str) -> String {
        match self.name() {
            None => format!("\"{tag}\""),
            Some(name) => format!("\"{tag}-{name}\""),
        }
    }

    /// Codes the bytes; takes a while for long ones.
    ///
    /// # Errors
    /// A coder fails, which it does not on memory.
    pub(super) fn encode(self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let coded = match self {
            Self::Identity => Ok(bytes.to_vec()),
            Self::Brotli => brotli(bytes),
            Self::Gzip => {
                let mut coder = GzEncoder::new(Vec::new(), Compression::best());
                coder.write_all(bytes).and_then(|()| coder.finish())
            }
            Self::Deflate => {
                let mut coder = ZlibEncoder::new(Vec::new(), Compression::best());
                coder.write_all(bytes).and_then(|()| coder.finish())
            }
            Self::Zstd => zstd::encode_all(bytes, ZSTD),
        };
        coded.map_err(|error| Error::internal(format!("coding an answer: {error}")))
    }
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut coded = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut io::Cursor::new(bytes), &mut coded, &parameters)?;
    Ok(coded)
}
