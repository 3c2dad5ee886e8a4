//! Who is told by e-mail? Whoever the caller names, where an SMTP server is configured. The caller neither waits nor fails: what
//! cannot be sent now is tried again a few times and then given up in the log.

use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio::sync::Semaphore;

use crate::app::SharedApp;
use crate::config;

const MOST_ATTEMPTS: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(30);

/// E-mails that wait or are being sent. More than these are given up at once, so that a dead SMTP server does not fill the memory.
static WAITING: Semaphore = Semaphore::const_new(1000);
static AT_ONCE: Semaphore = Semaphore::const_new(4);

pub fn is_configured(app: &SharedApp) -> bool {
    !app.config.mail.host.is_empty()
}

/// Does nothing where no SMTP server is configured.
pub fn send(app: &SharedApp, to: &str, subject: &str, text: &str) {
    if !is_configured(app) {
        return;
    }
    let Ok(waiting) = WAITING.try_acquire() else {
        tracing::warn!(to, "an e-mail is given up: too many wait already");
        return;
    };
    let message = match compose(app, to, subject, text) {
        Ok(message) => message,
        Err(error) => {
            tracing::warn!(to, "an e-mail cannot be written: {error}");
            return;
        }
    };
    let (app, to) = (app.clone(), to.to_owned());
    tokio::spawn(async move {
        let _waiting = waiting;
        deliver(&app, &to, message).await;
    });
}

fn compose(app: &SharedApp, to: &str, subject: &str, text: &str) -> Result<Message, Box<dyn std::error::Error>> {
    let from: Mailbox = app.config.mail.from.parse()?;
    let domain = from.email.domain().to_owned();
    let subject: String = subject.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let message = Message::builder()
        .from(from)
        .to(to.parse()?)
        .subject(subject)
        .date(app.clock.now().into())
        // The same for every attempt, so that a mailbox that got it twice can tell.
        .message_id(Some(format!("<{}@{domain}>", uuid::Uuid::new_v4())))
        .header(ContentType::TEXT_PLAIN)
        .body(text.to_owned())?;
    Ok(message)
}

async fn deliver(app: &SharedApp, to: &str, message: Message) {
    let settings = &app.config.mail;
    let mut wait = Duration::from_secs(settings.retry_seconds);
    for attempt in 1..=MOST_ATTEMPTS {
        let failure = match attempt_once(settings, &message).await {
            Ok(()) => return,
            Err(failure) => failure,
        };
        if failure.is_final || attempt == MOST_ATTEMPTS {
            tracing::warn!(to, attempt, "an e-mail is given up: {}", failure.reason);
            return;
        }
        tracing::info!(to, attempt, "an e-mail could not be sent and is tried again: {}", failure.reason);
        app.clock.sleep(wait).await;
        wait *= 2;
    }
}

struct Failure {
    reason: String,
    /// The server has refused it for good.
    is_final: bool,
}

async fn attempt_once(settings: &config::Mail, message: &Message) -> Result<(), Failure> {
    // Never closed.
    let _turn = AT_ONCE.acquire().await;
    let failed = |error: lettre::transport::smtp::Error| Failure { is_final: error.is_permanent(), reason: with_causes(&error) };
    let transport = transport(settings).map_err(failed)?;
    transport.send(message.clone()).await.map_err(failed)?;
    Ok(())
}

fn transport(settings: &config::Mail) -> Result<AsyncSmtpTransport<Tokio1Executor>, lettre::transport::smtp::Error> {
    let tls = match settings.security.as_str() {
        "tls" => Tls::Wrapper(TlsParameters::new(settings.host.clone())?),
        "none" => Tls::None,
        _ => Tls::Required(TlsParameters::new(settings.host.clone())?),
    };
    let mut builder =
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host).port(settings.port).tls(tls).timeout(Some(PATIENCE));
    if !settings.username.is_empty() {
        builder = builder.credentials(Credentials::new(settings.username.clone(), settings.password.clone()));
    }
    Ok(builder.build())
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
