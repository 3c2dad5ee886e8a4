//! The reverse proxy in front of notebooks, apps and deployments: bytes in, bytes out.
//!
//! It knows no database and no rules of the platform. Who may enter, and where a request goes, is
//! asked of one [`Doorkeeper`] on every request; whatever is not addressed to a workload goes to
//! the portal. The path of one request through the files: `listen` accepts it, `client_io` and
//! `framing` vet how it is framed, `connection` takes it apart, `route` says which workload it is
//! for, `admit` asks the door, `headers` and `cookies` clean it, and `forward` or `websocket`
//! exchange it with the workload. `pages` answers whatever does not get that far.

mod admit;
mod backend;
mod body;
mod client_io;
mod config;
mod connection;
mod cookies;
mod door;
mod enter;
mod forward;
mod framing;
mod headers;
mod listen;
mod origin;
mod pages;
mod quiet;
mod route;
mod stats;
mod websocket;

pub use body::{PortalBody, PortalHandler};
pub use config::{Clock, GatewayConfig};
pub use door::{Activity, Admission, Credential, Doorkeeper, Grant, Knock, PathPrefix, Redeemed, Refusal};
pub use listen::{Running, serve};
pub use stats::GatewayStats;
