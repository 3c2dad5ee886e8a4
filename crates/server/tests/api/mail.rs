//! E-mails reach an SMTP server, are tried again when it is away, and never hold up or fail who sends them.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use primehub_server::mail;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::harness::{TestApp, eventually};

/// Speaks as much SMTP as a client needs. Each connection takes the next word of the plan: what the server answers to the sender.
#[derive(Clone, Default)]
struct Inbox {
    plan: Arc<Mutex<Vec<&'static str>>>,
    attempts: Arc<Mutex<usize>>,
    messages: Arc<Mutex<Vec<String>>>,
}

impl Inbox {
    async fn open(plan: &[&'static str]) -> (Self, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let inbox = Self { plan: Arc::new(Mutex::new(plan.to_vec())), ..Default::default() };
        let own = inbox.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(own.clone().talk(stream));
            }
        });
        (inbox, port)
    }

    async fn talk(self, stream: TcpStream) {
        *self.attempts.lock() += 1;
        let answer = {
            let mut plan = self.plan.lock();
            if plan.is_empty() { "250 ok" } else { plan.remove(0) }
        };
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 inbox\r\n").await.unwrap();
        let mut message = None;
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(text) = &mut message {
                if line == "." {
                    self.messages.lock().push(std::mem::take(text));
                    message = None;
                    write.write_all(b"250 taken\r\n").await.unwrap();
                } else {
                    *text += &format!("{line}\n");
                }
                continue;
            }
            let reply = match line.split(' ').next().unwrap_or_default() {
                "EHLO" => "250 inbox",
                "MAIL" => answer,
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            if line == "DATA" {
                message = Some(String::new());
            }
            if write.write_all(format!("{reply}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    }

    fn attempts(&self) -> usize {
        *self.attempts.lock()
    }
}

async fn with_mail(port: u16) -> TestApp {
    TestApp::with(|config| {
        config.mail.host = "127.0.0.1".into();
        config.mail.port = port;
        config.mail.security = "none".into();
        config.mail.from = "PrimeHub <primehub@example.org>".into();
    })
    .await
}

#[tokio::test]
async fn an_e_mail_arrives_with_its_subject_and_text() {
    let (inbox, port) = Inbox::open(&[]).await;
    let t = with_mail(port).await;
    mail::send(&t.app, "ann@example.org", "PrimeHub Job Succeeded\r\nBcc: eve@example.org", "train-7 has succeeded.\n.\nafter 12 min");
    eventually("it arrived", async || inbox.messages.lock().len() == 1).await;
    let message = inbox.messages.lock()[0].clone();
    assert!(message.contains("From: PrimeHub <primehub@example.org>") && message.contains("To: ann@example.org"), "{message}");
    assert!(message.contains("Subject: PrimeHub Job Succeeded"), "{message}");
    assert!(!message.lines().any(|line| line.starts_with("Bcc")), "{message}");
    assert!(message.contains("train-7 has succeeded.\n..\nafter 12 min"), "{message}");
    assert!(message.contains("Date: Mon, 2 Mar 2026 09:00:00") || message.contains("Date: Mon, 02 Mar 2026 09:00:00"), "{message}");
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_again_later() {
    let (inbox, port) = Inbox::open(&["450 try later", "421 busy"]).await;
    let t = with_mail(port).await;
    mail::send(&t.app, "ann@example.org", "PrimeHub Job Failed", "train-7 has failed.");
    eventually("it arrived", async || {
        t.clock.advance(Duration::from_secs(5));
        inbox.messages.lock().len() == 1
    })
    .await;
    assert_eq!(inbox.attempts(), 3);
}

#[tokio::test]
async fn a_refusal_for_good_is_not_repeated_and_a_dead_server_is_given_up() {
    let (inbox, port) = Inbox::open(&["550 no such sender"]).await;
    let t = with_mail(port).await;
    mail::send(&t.app, "ann@example.org", "PrimeHub Job Failed", "train-7 has failed.");
    eventually("it was refused", async || inbox.attempts() == 1).await;
    mail::send(&t.app, "bob@example.org", "PrimeHub Job Failed", "train-8 has failed.");
    eventually("the next one arrived", async || {
        t.clock.advance(Duration::from_secs(60));
        inbox.messages.lock().len() == 1
    })
    .await;
    assert_eq!(inbox.attempts(), 2, "the first was not tried again");

    let (inbox, port) = Inbox::open(&["450 later"; 50]).await;
    let t = with_mail(port).await;
    mail::send(&t.app, "ann@example.org", "PrimeHub Job Failed", "train-7 has failed.");
    eventually("it was given up", async || {
        t.clock.advance(Duration::from_secs(60));
        inbox.attempts() >= 5
    })
    .await;
    for _ in 0..50 {
        t.clock.advance(Duration::from_secs(600));
        tokio::task::yield_now().await;
    }
    assert_eq!(inbox.attempts(), 5);
}

#[tokio::test]
async fn nothing_is_sent_without_configuration_and_a_bad_address_disturbs_nobody() {
    let t = TestApp::new().await;
    mail::send(&t.app, "ann@example.org", "subject", "text");
    assert!(!mail::is_configured(&t.app));
    let (inbox, port) = Inbox::open(&[]).await;
    let t = with_mail(port).await;
    mail::send(&t.app, "not an address", "subject", "text");
    mail::send(&t.app, "ann@example.org", "subject", "text");
    eventually("only the good one arrived", async || inbox.messages.lock().len() == 1).await;
    assert_eq!(inbox.attempts(), 1);
}
