//! Whoever hardly moves is given up, so that slow clients hold nobody up: the lines of a request must be there in one span
//! of patience, and whoever sends a body or takes an answer may make us wait so long for each 16 KB. Only the waiting for
//! them counts, never the time in which an answer is made. A connection that is not used ends by the same span.

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::serve::Listener;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, Sleep, sleep_until};
use tower::ServiceExt;

/// What may be waited for once, in bytes.
const PORTION: usize = 16 << 10;

/// Answers whoever comes until `stop` is ready; then lets everybody finish what was begun.
pub async fn serve(mut listener: TcpListener, router: Router, span: Duration, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            // It waits by itself when no more connections can be taken.
            came = Listener::accept(&mut listener) => came,
            () = &mut stop => break,
        };
        let _ = stream.set_nodelay(true);
        tokio::spawn(converse(stream, peer, router.clone(), span, stopped.clone()));
    }
    drop((listener, stopped));
    let _ = stopping.send(());
    stopping.closed().await;
}

/// Answers one connection's requests.
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    span: Duration,
    mut stopped: watch::Receiver<()>,
) {
    let answer = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(|body| Body::new(Coming { body, patience: Patience::new(span) }));
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let stream = TokioIo::new(Going { stream, patience: Patience::new(span) });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(span);
    let mut connection = pin!(server.serve_connection(stream, answer));
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// How long somebody has made us wait for one portion.
struct Patience {
    span: Duration,
    /// For this portion, before now.
    waited: Duration,
    /// Since when we wait now.
    since: Option<Instant>,
    /// Bytes of this portion that have moved.
    moved: usize,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Patience {
    fn new(span: Duration) -> Patience {
        Patience { span, waited: Duration::ZERO, since: None, moved: 0, alarm: None }
    }

    /// Nothing moves; an error once it has been so for too long.
    fn waits(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        if self.since.is_none() {
            let now = Instant::now();
            let end = now + self.span.saturating_sub(self.waited);
            self.since = Some(now);
            match &mut self.alarm {
                Some(alarm) => alarm.as_mut().reset(end),
                None => self.alarm = Some(Box::pin(sleep_until(end))),
            }
        }
        match &mut self.alarm {
            Some(alarm) => alarm.as_mut().poll(cx).map(|()| io::ErrorKind::TimedOut.into()),
            None => Poll::Pending,
        }
    }

    fn moves(&mut self, bytes: usize) {
        self.moved += bytes;
        if let Some(since) = self.since.take() {
            self.waited += since.elapsed();
        }
        if self.moved >= PORTION {
            (self.moved, self.waited) = (0, Duration::ZERO);
        }
    }
}

/// A request's body whose sender is waited for with patience.
struct Coming {
    body: Incoming,
    patience: Patience,
}

impl HttpBody for Coming {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(frame) => {
                let bytes = frame.as_ref().and_then(|it| it.as_ref().ok()?.data_ref().map(Bytes::len));
                self.patience.moves(bytes.unwrap_or_default());
                Poll::Ready(frame.map(|it| it.map_err(axum::Error::new)))
            }
            Poll::Pending => self.patience.waits(cx).map(|error| Some(Err(axum::Error::new(error)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection whose other end is waited for with patience while it takes what is sent.
struct Going {
    stream: TcpStream,
    patience: Patience,
}

impl Going {
    fn written(&mut self, done: Poll<io::Result<usize>>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        match done {
            Poll::Ready(Ok(bytes)) => self.patience.moves(bytes),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => return self.patience.waits(cx).map(Err),
        }
        done
    }
}

impl AsyncRead for Going {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Going {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.written(done, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.written(done, cx)
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
