//! Says in a GOAWAY which stream was the last that was begun with.
//!
//! h2's own server cannot be told to have begun with less than has arrived, yet that is what a server does under load that is shut
//! down, and what a client must not lose. So its GOAWAY frames get another number on their way out; all else passes unchanged.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// No stream is too late.
pub const ANY: u32 = 0x7fff_ffff;

const HEAD: usize = 9;
const GO_AWAY: u8 = 7;

/// A connection on its way out.
pub struct Cut<T> {
    inner: T,
    last: Arc<AtomicU32>,
    frames: Frames,
    changed: Vec<u8>,
}

/// Where in a frame the next byte stands.
#[derive(Clone, Copy, Default)]
struct Frames {
    head: [u8; HEAD],
    /// Bytes of the head, and of what comes after it, that have passed.
    have: usize,
    passed: usize,
}

impl Frames {
    fn length(&self) -> usize {
        usize::from(self.head[0]) << 16 | usize::from(self.head[1]) << 8 | usize::from(self.head[2])
    }

    /// Goes over bytes that are written next and puts the number of the last stream in.
    fn pass(&mut self, mut bytes: &mut [u8], last: u32) {
        while !bytes.is_empty() {
            if self.have < HEAD {
                let take = (HEAD - self.have).min(bytes.len());
                self.head[self.have..self.have + take].copy_from_slice(&bytes[..take]);
                self.have += take;
                bytes = &mut bytes[take..];
            }
            if self.have == HEAD {
                let take = (self.length() - self.passed).min(bytes.len());
                if self.head[3] == GO_AWAY {
                    for (at, byte) in bytes[..take].iter_mut().enumerate() {
                        if let Some(digit) = last.to_be_bytes().get(self.passed + at) {
                            *byte = *digit;
                        }
                    }
                }
                self.passed += take;
                bytes = &mut bytes[take..];
                if self.passed == self.length() {
                    *self = Self::default();
                }
            }
        }
    }
}

impl<T> Cut<T> {
    pub fn new(inner: T, last: Arc<AtomicU32>) -> Self {
        Self {
            inner,
            last,
            frames: Frames::default(),
            changed: Vec::new(),
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Cut<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Cut<T> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.changed.clear();
        this.changed.extend_from_slice(bytes);
        let last = this.last.load(Ordering::SeqCst);
        let mut ahead = this.frames;
        ahead.pass(&mut this.changed, last);
        let written = Pin::new(&mut this.inner).poll_write(context, &this.changed);
        if let Poll::Ready(Ok(count)) = written {
            // It may have taken less than it was given.
            this.frames.pass(&mut this.changed[..count], last);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
