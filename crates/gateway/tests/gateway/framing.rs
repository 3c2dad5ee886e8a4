//! Requests that could be read in two ways never reach a workload.

use crate::backends::Recorder;
use crate::site::{Answer, Site};

/// Each case is a whole request; cases are separated by lines of dashes. `\r`, `\n`, `\t`, `\0` and
/// `\x..` stand for bytes, and real line ends are left out.
const CORPUS: &str = include_str!("framing.corpus");

fn cases() -> Vec<(String, Vec<u8>)> {
    CORPUS
        .split("\n----")
        .map(|case| {
            let (name, text) = case.trim_start_matches('-').trim().split_once('\n').unwrap();
            let text = text.replace('\n', "");
            (name.to_owned(), bytes_of(&text))
        })
        .collect()
}

fn bytes_of(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            bytes.extend(letter.to_string().bytes());
            continue;
        }
        bytes.push(match letters.next().unwrap() {
            'r' => b'\r',
            'n' => b'\n',
            't' => b'\t',
            '0' => 0,
            'x' => {
                let digits: String = letters.by_ref().take(2).collect();
                u8::from_str_radix(&digits, 16).unwrap()
            }
            other => panic!("unknown escape {other}"),
        });
    }
    bytes
}

#[tokio::test]
async fn ambiguous_requests_get_400_and_are_not_passed_on() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    let cases = cases();
    assert!(cases.len() > 45, "{} cases were read", cases.len());
    for (name, bytes) in &cases {
        let said = site.talk(bytes).await;
        let text = String::from_utf8_lossy(&said);
        let answers = text.matches("HTTP/1.1 ").count();
        assert_eq!(answers, 1, "{name}: one answer, then the connection closes: {text}");
        let status = Answer::read(&said).status;
        assert!(matches!(status, 400 | 414 | 431 | 501 | 505), "{name}: {text}");
        assert_eq!(backend.text(), "", "{name}: nothing reaches the workload");
    }
}

#[tokio::test]
async fn a_request_cut_into_single_bytes_is_judged_the_same() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    for (name, bytes) in cases().iter().filter(|(_, bytes)| bytes.len() < 400) {
        let mut stream = tokio::net::TcpStream::connect(site.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        for byte in bytes {
            use tokio::io::AsyncWriteExt;
            if stream.write_all(&[*byte]).await.is_err() {
                break;
            }
        }
        let said = crate::site::read_to_end(&mut stream).await;
        let answer = Answer::read(&said);
        assert!(matches!(answer.status, 400 | 414 | 431 | 501 | 505), "{name}: {answer:?}");
        assert_eq!(backend.text(), "", "{name}");
    }
}

#[tokio::test]
async fn a_second_request_hidden_in_a_first_is_not_found() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    let said = site
        .talk(
            "GET /first HTTP/1.1\r\nHost: nb.localhost\r\nCookie: primehub-workload=cookie-of-nb\r\n\r\n\
             POST /second HTTP/1.1\r\nHost: nb.localhost\r\nCookie: primehub-workload=cookie-of-nb\r\n\
             Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /third HTTP/1.1\r\n\r\n",
        )
        .await;
    let said = String::from_utf8_lossy(&said);
    assert_eq!(said.matches("HTTP/1.1 200").count(), 1, "{said}");
    assert_eq!(said.matches("HTTP/1.1 400").count(), 1, "{said}");
    assert!(backend.text().starts_with("GET /first "));
    assert!(!backend.text().contains("second"));
    assert!(!backend.text().contains("third"));
}

#[tokio::test]
async fn a_body_that_looks_like_a_request_stays_a_body() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    let inner = "GET /inner HTTP/1.1\nHost: x\n\n";
    let said = site
        .talk(format!(
            "PUT /outer HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: Bearer token-of-nb\r\n\
             Connection: close\r\nContent-Length: {}\r\n\r\n{inner}",
            inner.len()
        ))
        .await;
    assert_eq!(Answer::read(&said).status, 200);
    assert!(backend.text().ends_with(inner), "{}", backend.text());
    let length = format!("content-length: {}\r\n", inner.len());
    assert!(backend.text().contains(&length));
}

#[tokio::test]
async fn a_broken_chunk_ends_the_request_before_it_is_complete() {
    for chunks in ["5\r\nabc\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n", "-1\r\n\r\n", "3\r\nabcX0\r\n\r\n", "zz\r\n"] {
        let backend = Recorder::start().await;
        let site = Site::start(|_| {});
        site.open("nb", backend.address);
        site.talk(format!(
            "POST / HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: Bearer token-of-nb\r\n\
             Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"
        ))
        .await;
        let text = backend.text();
        assert!(!text.ends_with("0\r\n\r\n"), "{chunks:?} was completed: {text}");
    }
}
