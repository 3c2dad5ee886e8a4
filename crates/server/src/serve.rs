//! How does the server run? Listeners, the gateway in front of the portal, background loops, and the graceful stop.
