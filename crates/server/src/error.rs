//! What can go wrong, as people and programs are told. Expected refusals say what happened and what to do;
//! everything else is a bug, logged with its detail and answered with a request id only.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::request;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Clone, Debug)]
pub enum Error {
    /// Nobody is signed in, or the session or token is no longer good.
    NotSignedIn,
    /// The user name or the password is wrong, without saying which.
    WrongPassword,
    /// Signed in with a password that has to be replaced first.
    PasswordChangeNeeded,
    /// Signed in, but this is not for this person.
    NotAllowed(String),
    /// A field of the input breaks a rule; `field` is its path in the input.
    Invalid {
        field: Option<String>,
        message: String,
    },
    /// The name or address is taken.
    Conflict {
        code: &'static str,
        field: &'static str,
        message: String,
    },
    NotFound(String),
    /// A quota or the capacity stands against it; `detail` lists every limit that is over.
    Quota {
        message: String,
        field: Option<&'static str>,
        detail: Value,
    },
    /// Not possible in the state the object is in.
    WrongState {
        code: &'static str,
        message: String,
    },
    /// Too many attempts.
    Wait {
        message: String,
        seconds: i64,
    },
    /// No administrator exists yet.
    SetupNeeded,
    /// Something the server needs is away for now.
    Unavailable {
        code: &'static str,
        message: String,
    },
    /// A request that is not understood at all.
    Malformed {
        code: &'static str,
        message: String,
    },
    /// The body is larger than this many KiB.
    TooLarge(usize),
    /// A bug or a broken machine.
    Internal(String),
}

impl Error {
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { field: Some(field.into()), message: message.into() }
    }

    pub fn not_allowed(message: impl Into<String>) -> Self {
        Self::NotAllowed(message.into())
    }

    /// The wording of Kubernetes, by which the SDK recognises a missing object.
    pub fn resource_not_found(plural: &str, id: &str) -> Self {
        Self::NotFound(format!("{plural}.primehub.io \"{}\" not found", shorten(id)))
    }

    pub fn internal(context: impl std::fmt::Display) -> Self {
        Self::Internal(context.to_string())
    }

    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn | Self::NotAllowed(_) => "NOT_AUTH",
            Self::WrongPassword => "WRONG_PASSWORD",
            Self::PasswordChangeNeeded => "PASSWORD_CHANGE_NEEDED",
            Self::Invalid { .. } => "REQUEST_BODY_INVALID",
            Self::Conflict { code, .. } | Self::WrongState { code, .. } | Self::Unavailable { code, .. } | Self::Malformed { code, .. } => {
                code
            }
            Self::NotFound(_) => "RESOURCE_NOT_FOUND",
            Self::Quota { .. } => "EXCEED_QUOTA",
            Self::Wait { .. } => "TOO_MANY_ATTEMPTS",
            Self::SetupNeeded => "SETUP_NEEDED",
            Self::TooLarge(_) => "REQUEST_TOO_LARGE",
            Self::Internal(_) => "INTERNAL_SERVER_ERROR",
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn | Self::WrongPassword => StatusCode::UNAUTHORIZED,
            Self::NotAllowed(_) | Self::PasswordChangeNeeded => StatusCode::FORBIDDEN,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid { .. } | Self::Malformed { .. } => StatusCode::BAD_REQUEST,
            Self::Conflict { .. } | Self::WrongState { .. } => StatusCode::CONFLICT,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Quota { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::SetupNeeded | Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub fn message(&self) -> String {
        match self {
            Self::NotSignedIn => "You are not signed in, or your session has ended. Sign in and try again.".into(),
            Self::WrongPassword => "The user name or the password is wrong.".into(),
            Self::PasswordChangeNeeded => "Your password has to be changed before you can go on.".into(),
            Self::TooLarge(limit) => format!("The request is too large; at most {limit} KiB are read here."),
            Self::NotAllowed(message) | Self::NotFound(message) => message.clone(),
            Self::Invalid { message, .. }
            | Self::Conflict { message, .. }
            | Self::Quota { message, .. }
            | Self::WrongState { message, .. }
            | Self::Wait { message, .. }
            | Self::Unavailable { message, .. }
            | Self::Malformed { message, .. } => message.clone(),
            Self::SetupNeeded => {
                "PrimeHub is not set up yet. Open the one-time link that the server printed at its start and create the administrator."
                    .into()
            }
            Self::Internal(_) => format!("Something broke inside PrimeHub. Tell an administrator this number: {}.", request::id()),
        }
    }

    /// For the operator at the command line, who may know the inside.
    pub fn sentence(&self) -> String {
        match self {
            Self::Internal(context) => context.clone(),
            other => other.message(),
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Self::Invalid { field, .. } => field.as_deref(),
            Self::Conflict { field, .. } => Some(field),
            Self::Quota { field, .. } => *field,
            _ => None,
        }
    }

    /// The members that go beside `code`: `extensions` of GraphQL, the body of REST.
    pub fn detail(&self) -> serde_json::Map<String, Value> {
        let mut detail = serde_json::Map::new();
        detail.insert("code".into(), json!(self.code()));
        detail.insert("requestId".into(), json!(request::id()));
        if let Some(field) = self.field() {
            detail.insert("field".into(), json!(field));
        }
        match self {
            Self::Quota { detail: limits, .. } => {
                detail.insert("limits".into(), limits.clone());
            }
            Self::Wait { seconds, .. } => {
                detail.insert("retryAfterSeconds".into(), json!(seconds));
            }
            _ => {}
        }
        detail
    }

    /// Writes a bug to the log, once, where the answer is made.
    pub fn log(&self) {
        if let Self::Internal(context) = self {
            tracing::error!(request = request::id(), "internal error: {context}");
        }
    }
}

/// User text inside messages is cut, so that an answer or a log line stays readable.
pub fn shorten(text: &str) -> String {
    shorten_to(text, 80)
}

pub fn shorten_to(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start: String = text.chars().take(most).collect();
    format!("{start}...")
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => {
                Self::Unavailable { code: "DATABASE_BUSY", message: "The database did not answer in time. Try again in a moment.".into() }
            }
            // SQLite's word for another process that writes for too long.
            sqlx::Error::Database(error) if error.code().is_some_and(|code| code == "5") => sqlx::Error::PoolTimedOut.into(),
            other => Self::internal(format!("database: {other}")),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(format!("stored JSON: {error}"))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::internal(format!("file system: {error}"))
    }
}

// `Error` has no `Display` on purpose: async-graphql would turn whatever has one into an error without code.
impl From<Error> for async_graphql::Error {
    fn from(error: Error) -> Self {
        error.log();
        let mut answer = async_graphql::Error::new(error.message());
        let mut extensions = async_graphql::ErrorExtensionValues::default();
        for (key, value) in error.detail() {
            extensions.set(key, async_graphql::Value::from_json(value).unwrap_or_default());
        }
        answer.extensions = Some(extensions);
        answer
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.log();
        let mut body = self.detail();
        body.insert("message".into(), json!(self.message()));
        let mut response = (self.status(), Json(Value::Object(body))).into_response();
        if let Self::Wait { seconds, .. } = &self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        response
    }
}
