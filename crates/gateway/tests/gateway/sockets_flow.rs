//! WebSockets under strain: frames in pieces, slow readers, and ends in the middle of things.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::backends::listener;
use crate::site::{PATIENCE, Site, eventually, read_to_end};
use crate::sockets::raw_pair;

/// An unmasked text frame of a workload.
fn text(payload: &str) -> Vec<u8> {
    let mut frame = vec![0x81, u8::try_from(payload.len()).unwrap()];
    frame.extend(payload.bytes());
    frame
}

/// The head of the next frame that is no ping: on a busy machine any number of pings may come between two frames.
async fn head_after_pings(client: &mut TcpStream) -> [u8; 2] {
    loop {
        let mut head = [0; 2];
        client.read_exact(&mut head).await.unwrap();
        if head != [0x89, 8] {
            return head;
        }
        let mut mark = [0; 8];
        client.read_exact(&mut mark).await.unwrap();
    }
}

#[tokio::test]
async fn pings_wait_until_a_frame_that_comes_in_pieces_is_complete() {
    let (listener, address) = listener().await;
    let site = Site::start(|config| config.ping_interval = Duration::from_millis(100));
    site.open("nb", address);
    let (mut client, mut backend) = raw_pair(&site, &listener).await;
    // The first fragment of a message, cut in the middle of its payload.
    let fragment = [&[0x01, 4][..], b"ab"].concat();
    backend.write_all(&fragment).await.unwrap();
    assert_eq!(head_after_pings(&mut client).await, [0x01, 4]);
    let mut got = [0; 2];
    client.read_exact(&mut got).await.unwrap();
    assert_eq!(&got, b"ab");
    // Longer than any number of pings: the client is not blamed, since it could not be asked.
    let more = timeout(Duration::from_millis(600), client.read_u8()).await;
    assert!(more.is_err(), "nothing comes between: {more:?}");
    backend.write_all(b"cd").await.unwrap();
    let mut rest = [0; 4];
    client.read_exact(&mut rest).await.unwrap();
    assert_eq!(&rest, b"cd\x89\x08", "the ping follows the fragment at once");
    let mut mark = [0; 8];
    client.read_exact(&mut mark).await.unwrap();
    backend.write_all(&[&[0x80, 1][..], b"e"].concat()).await.unwrap();
    assert_eq!(head_after_pings(&mut client).await, [0x80, 1], "the last fragment passes after the ping");
    assert_eq!(client.read_u8().await.unwrap(), b'e');
}

#[tokio::test]
async fn a_frame_that_breaks_the_protocol_ends_the_socket() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    site.open("nb", address);
    let (mut client, mut backend) = raw_pair(&site, &listener).await;
    client.write_all(&text("a client must mask")).await.unwrap();
    let said = read_to_end(&mut client).await;
    assert_eq!(said[..4], [0x88, 2 + 12, 3, 234], "closed with 1002");
    let passed = read_to_end(&mut backend).await;
    assert!(!passed.windows(4).any(|four| four == b"mask"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_is_kept_and_costs_no_memory() {
    let (listener, address) = listener().await;
    let site = Site::start(|config| config.ping_interval = Duration::from_millis(500));
    site.open("nb", address);
    let (mut client, backend) = raw_pair(&site, &listener).await;
    let (mut answers, mut backend) = backend.into_split();
    let before = resident_kib();
    let writing = tokio::spawn(async move {
        let payload = vec![7; 1 << 20];
        let head = [&[0x82, 127][..], &(1_u64 << 20).to_be_bytes()].concat();
        for _ in 0..100 {
            backend.write_all(&head).await.unwrap();
            backend.write_all(&payload).await.unwrap();
        }
        backend.write_all(&[0x88, 0]).await.unwrap();
        backend
    });
    // The workload answers nothing; it is heard while it sends.
    let ignoring = tokio::spawn(async move {
        let mut sink = [0; 1024];
        while answers.read(&mut sink).await.is_ok_and(|count| count > 0) {}
    });
    let mut total = 0;
    let mut buffer = vec![0; 256 * 1024];
    let mut highest = 0;
    while total < 100 << 20 {
        let count = timeout(PATIENCE, client.read(&mut buffer)).await.unwrap().unwrap();
        assert!(count > 0, "the slow reader was cut off after {total} bytes");
        total += count;
        highest = highest.max(resident_kib());
        // What makes it slow; several pings pass meanwhile.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let grown = highest.saturating_sub(before);
    assert!(grown < 30 * 1024, "grew by {grown} KiB");
    assert_eq!(site.stats.websockets_reaped.load(Ordering::Relaxed), 0);
    writing.await.unwrap();
    ignoring.abort();
}

#[tokio::test]
async fn a_reader_that_stopped_reading_is_cut_off() {
    let (listener, address) = listener().await;
    let site = Site::start(|config| config.ping_interval = Duration::from_millis(200));
    site.open("nb", address);
    let (_client, mut backend) = raw_pair(&site, &listener).await;
    let payload = text(&"x".repeat(100)).repeat(1000);
    let writing = async { while backend.write_all(&payload).await.is_ok() {} };
    timeout(PATIENCE, writing).await.expect("the workload's side is closed");
    let open = &site.stats.open_websockets;
    eventually("the socket is gone", || open.load(Ordering::Relaxed) == 0).await;
    assert_eq!(site.stats.websockets_reaped.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn the_end_of_a_grant_cuts_a_socket_in_the_middle_of_a_frame() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    let grant = site.open("nb", address);
    let (mut client, mut backend) = raw_pair(&site, &listener).await;
    backend.write_all(b"\x81\x05he").await.unwrap();
    let mut got = [0; 4];
    client.read_exact(&mut got).await.unwrap();
    site.end(&grant);
    let both = async { tokio::join!(read_to_end(&mut client), read_to_end(&mut backend)) };
    let both = timeout(Duration::from_secs(2), both).await;
    let (rest, _) = both.expect("both sides are closed");
    assert!(rest.is_empty(), "a close frame inside another frame would be garbage");
}

#[tokio::test]
async fn when_one_side_leaves_the_other_is_closed() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    let grant = site.open("nb", address);
    let (client, mut backend) = raw_pair(&site, &listener).await;
    drop(client);
    read_to_end(&mut backend).await;
    let (mut client, backend) = raw_pair(&site, &listener).await;
    drop(backend);
    read_to_end(&mut client).await;
    let open = &grant.activity.open_sockets;
    eventually("both are counted out", || open.load(Ordering::Relaxed) == 0).await;
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
