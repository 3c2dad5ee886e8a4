//! What do idle and abandoned WebSockets cost? Starts a gateway of its own, opens sockets through
//! it, and prints its memory and how long the abandoned ones stayed.
//! Usage: `bench_sockets BENCH_GATEWAY LISTEN`.

use std::error::Error;
use std::net::SocketAddr;
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

const IDLE: usize = 1000;
const ABANDONED: usize = 200;
const PING: Duration = Duration::from_secs(2);

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, listen] = arguments.as_slice() else {
        return Err("usage: bench_sockets BENCH_GATEWAY LISTEN".into());
    };
    let open = Arc::new(AtomicUsize::new(0));
    let target = workload(Arc::clone(&open)).await?;
    let seconds = PING.as_secs().to_string();
    let mut gateway = Command::new(program).args([listen, &target.to_string(), "2", &seconds]).spawn()?;
    let measured = measure(listen.parse()?, &gateway, &open).await;
    gateway.kill()?;
    gateway.wait()?;
    measured
}

async fn measure(gateway: SocketAddr, process: &Child, open: &AtomicUsize) -> Outcome<()> {
    while TcpStream::connect(gateway).await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let empty = resident_kib(process)?;
    for _ in 0..IDLE {
        let mut socket = socket(gateway).await?;
        tokio::spawn(async move { while let Some(Ok(_)) = socket.next().await {} });
    }
    tokio::time::sleep(PING * 3).await;
    let with_idle = resident_kib(process)?;
    let mut abandoned = Vec::new();
    for _ in 0..ABANDONED {
        // Kept, but never read from again, so no ping is answered.
        abandoned.push(socket(gateway).await?);
    }
    let begun = Instant::now();
    let before = resident_kib(process)?;
    println!("open {}, of which {ABANDONED} abandoned", open.load(Ordering::Relaxed));
    while open.load(Ordering::Relaxed) > IDLE && begun.elapsed() < PING * 10 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let took = begun.elapsed().as_secs_f64();
    tokio::time::sleep(PING * 3).await;
    let after = resident_kib(process)?;
    println!("gone after {took:.1} s = {:.1} pings; {} open", took / PING.as_secs_f64(), open.load(Ordering::Relaxed));
    println!(
        "memory in KiB: {empty} empty, {with_idle} with {IDLE} idle ({:.1} each), \
         {before} with the abandoned ones, {after} after",
        (with_idle as f64 - empty as f64) / IDLE as f64
    );
    Ok(())
}

async fn socket(gateway: SocketAddr) -> Outcome<tokio_tungstenite::WebSocketStream<TcpStream>> {
    let mut request = "ws://nb.localhost/".into_client_request()?;
    let headers = request.headers_mut();
    headers.insert("cookie", "primehub-workload=bench".parse()?);
    headers.insert("origin", "http://nb.localhost".parse()?);
    let stream = TcpStream::connect(gateway).await?;
    Ok(tokio_tungstenite::client_async(request, stream).await?.0)
}

/// Answers pings and counts the sockets that are open.
async fn workload(open: Arc<AtomicUsize>) -> Outcome<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let open = Arc::clone(&open);
            tokio::spawn(async move {
                let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else {
                    return;
                };
                open.fetch_add(1, Ordering::Relaxed);
                while let Some(Ok(_)) = socket.next().await {}
                open.fetch_sub(1, Ordering::Relaxed);
                // Whatever is left to read is read, so that the close is not a reset.
                let mut rest = Vec::new();
                let _ = socket.get_mut().read_to_end(&mut rest).await;
                let _ = socket.get_mut().shutdown().await;
            });
        }
    });
    Ok(address)
}

fn resident_kib(process: &Child) -> Outcome<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id()))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(number.ok_or("no memory figure")?.parse()?)
}
