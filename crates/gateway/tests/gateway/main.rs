//! The gateway with real sockets in front of real backends.

mod backends;
mod bodies;
mod cookies;
mod door;
mod enter;
mod framing;
mod grants;
mod headers;
mod limits;
mod portal;
mod site;
mod sockets;
mod sockets_flow;
