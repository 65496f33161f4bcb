//! Connections that are given up: whoever sends or takes almost nothing for a while holds a place that others need, be it a
//! request whose lines never end, a form that drips in, an answer that is not taken, or a connection that is not used.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep};

/// Less than this in one span of patience is almost nothing, in bytes.
const LEAST: usize = 256;

/// A listener whose connections are patient for so long.
pub struct Patient(pub TcpListener, pub Duration);

impl axum::serve::Listener for Patient {
    type Io = Connection<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, peer) = axum::serve::Listener::accept(&mut self.0).await;
        let _ = stream.set_nodelay(true);
        (Connection::new(stream, self.1), peer)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection that ends when almost nothing moves on it.
pub struct Connection<S> {
    stream: S,
    patience: Duration,
    ends: Pin<Box<Sleep>>,
    /// Bytes that moved since the span began.
    moved: usize,
}

impl<S> Connection<S> {
    fn new(stream: S, patience: Duration) -> Connection<S> {
        Connection { stream, patience, ends: Box::pin(sleep(patience)), moved: 0 }
    }

    /// Begins the next span when this one is over and enough has moved; an error when it has not.
    fn wait(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        while self.ends.as_mut().poll(cx).is_ready() {
            if self.moved < LEAST {
                return Poll::Ready(io::ErrorKind::TimedOut.into());
            }
            self.moved = 0;
            let next = Instant::now() + self.patience;
            self.ends.as_mut().reset(next);
        }
        Poll::Pending
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buf) {
            Poll::Ready(done) => {
                self.moved += buf.filled().len() - before;
                Poll::Ready(done)
            }
            Poll::Pending => self.wait(cx).map(Err),
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, buf) {
            Poll::Ready(Ok(written)) => {
                self.moved += written;
                Poll::Ready(Ok(written))
            }
            Poll::Ready(error) => Poll::Ready(error),
            Poll::Pending => self.wait(cx).map(Err),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write_vectored(cx, bufs) {
            Poll::Ready(Ok(written)) => {
                self.moved += written;
                Poll::Ready(Ok(written))
            }
            Poll::Ready(error) => Poll::Ready(error),
            Poll::Pending => self.wait(cx).map(Err),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
