//! Who may do what: every field of the API and every route, as each kind of person. What has no row here fails the tests.
//! To add a field or a route, add one line to `fields.rs` or `routes.rs`.

mod fields;
mod routes;
mod world;

/// How the five kinds of people fare, in this order: nobody, somebody of another group, member, admin of the group, administrator.
/// One letter each:
/// `+` answered · `0` answered with nothing · `-` not allowed · `n` "there is no such thing", which is what others' objects look like ·
/// `w` allowed, but not in the state in which the object is.
pub type Outcomes = &'static str;
