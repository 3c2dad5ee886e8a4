//! The table of REST: each route with a request and its outcomes.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

use super::Outcomes;
use super::world::{ROLES, World};
use crate::harness::read;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

struct Row {
    method: Method,
    /// As the router knows it.
    route: &'static str,
    outcomes: Outcomes,
    /// As it is asked for here.
    path: &'static str,
    kind: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
}

fn get(route: &'static str, outcomes: Outcomes, path: &'static str) -> Row {
    Row { method: Method::GET, route, outcomes, path, kind: JSON, headers: &[], body: "" }
}

fn post(route: &'static str, outcomes: Outcomes, kind: &'static str, body: &'static str) -> Row {
    Row { method: Method::POST, route, outcomes, path: route, kind, headers: &[], body }
}

/// Any request by the protocol of uploads in several requests: `group lab, path /new` in base64 where one is begun.
fn tus(method: Method, route: &'static str, outcomes: Outcomes, path: &'static str) -> Row {
    let headers =
        &[("tus-resumable", "1.0.0"), ("upload-length", "3"), ("upload-offset", "0"), ("upload-metadata", "group bGFi,path L25ldw==")];
    Row { method, route, outcomes, path, kind: "application/offset+octet-stream", headers, body: "" }
}

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    vec![
        // Its fields have a table of their own.
        post("/api/graphql", "-++++", JSON, "{\"query\": \"{ __typename }\"}"),
        get("/api/events", "-++++", "/api/events"),
        get("/api/auth/state", "+++++", "/api/auth/state"),
        post("/api/auth/setup", "wwwww", JSON, "{\"token\": \"x\", \"username\": \"eve\", \"password\": \"four unrelated words\"}"),
        post("/api/auth/sign-in", "+++++", JSON, "{\"username\": \"member\", \"password\": \"four unrelated words\"}"),
        post("/api/auth/sign-out", "+++++", JSON, "{}"),
        // Nobody is led to the sign-in page.
        get("/cli-login", ">++++", "/cli-login"),
        post("/cli-login", "-++++", FORM, ""),
        get("/oidc/auth-flow/request", ">>>>>", "/oidc/auth-flow/request"),
        get("/console/oidc/auth-flow/request", ">>>>>", "/console/oidc/auth-flow/request"),
        post("/oidc/auth-flow/exchange", "?????", FORM, "code=wrong"),
        post("/console/oidc/auth-flow/exchange", "?????", FORM, "code=wrong"),
        // Of the member's own notebook that was started last; the others have none.
        get("/api/logs/jupyterhub", "-n+nn", "/api/logs/jupyterhub"),
        get("/api/logs/notebooks/{id}", "-n+n+", "/api/logs/notebooks/nb-1"),
        get("/api/logs/namespaces/{namespace}/phjobs/{id}", "--++-", "/api/logs/namespaces/primehub/phjobs/job-1"),
        get("/api/notebooks/{id}/terminal", "-n+n+", "/api/notebooks/nb-1/terminal"),
        get("/open/{id}", ">n>n>", "/open/nb-1"),
        get("/api/files/{*key}", "--++-", "/api/files/groups/lab/x.txt"),
        Row { path: "/api/files/groups/lab/new.txt", ..post("/api/files/{*key}", "--++-", "text/plain", "x") },
        get("/console/files/{*key}", "--++-", "/console/files/groups/lab/x.txt"),
        get("/api/preview/{*key}", "--++-", "/api/preview/groups/lab/x.txt"),
        get("/api/zip", "--++-", "/api/zip?group=lab&path=/"),
        post("/api/zip", "--++-", FORM, "group=lab&path=/&name=x.txt"),
        // Nobody has begun such a copy or upload.
        get("/api/copy-status", "-nnnn", "/api/copy-status?sessionId=copy-1"),
        tus(Method::OPTIONS, "/api/uploads", "-++++", "/api/uploads"),
        tus(Method::POST, "/api/uploads", "--++-", "/api/uploads"),
        tus(Method::HEAD, "/api/uploads/{id}", "-nnnn", "/api/uploads/up-1"),
        tus(Method::PATCH, "/api/uploads/{id}", "-nnnn", "/api/uploads/up-1"),
        tus(Method::DELETE, "/api/uploads/{id}", "-nnnn", "/api/uploads/up-1"),
        // A notebook of the group, shared with everybody who has its link.
        get("/api/share/{hash}", "+++++", "/api/share/public"),
        get("/readyz", "+++++", "/readyz"),
        // Served here only with a token of its own, which no session replaces.
        get("/metrics", "-----", "/metrics"),
        get("/healthz", "+++++", "/healthz"),
        get("/api/health", "+++++", "/api/health"),
    ]
}

#[test]
fn every_route_has_a_row() {
    let routes = primehub_server::http::routes();
    let known: BTreeSet<String> = routes.listed().iter().map(|(method, path)| format!("{method} {path}")).collect();
    let tabled: BTreeSet<String> = rows().iter().map(|row| format!("{} {}", row.method, row.route)).collect();
    assert_eq!(tabled, known);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn routes_answer_whom_they_should() {
    let world = World::new().await;
    for row in rows() {
        for (role, wanted) in row.outcomes.chars().enumerate() {
            let (status, text) = ask(&world, &row, role).await;
            assert_eq!(letter(status), wanted, "{} {} as {}: {status} {text}", row.method, row.path, ROLES[role]);
        }
    }
}

async fn ask(world: &World, row: &Row, role: usize) -> (StatusCode, String) {
    let mut request = Request::builder()
        .method(row.method.clone())
        .uri(row.path)
        .header(header::HOST, "localhost:8080")
        .header(header::ORIGIN, "http://localhost:8080")
        .header(header::CONTENT_TYPE, row.kind);
    for (name, value) in row.headers {
        request = request.header(*name, *value);
    }
    if let Some(cookie) = world.browser(role).await.cookie {
        request = request.header(header::COOKIE, cookie);
    }
    if row.route.ends_with("/terminal") {
        for (name, value) in [
            ("connection", "upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ] {
            request = request.header(name, value);
        }
    }
    let mut request = request.body(Body::from(row.body)).unwrap();
    // In process there is no connection that could be handed over; the router only looks whether it could.
    let upgrade = hyper::upgrade::on(&mut request);
    request.extensions_mut().insert(upgrade);
    let response = world.t.send(request).await;
    if response.status().is_success() || response.status() == StatusCode::SWITCHING_PROTOCOLS {
        // Streams have no end to wait for.
        return (response.status(), String::new());
    }
    read(response).await
}

/// `>` is sent elsewhere, `?` is asked for something else first.
fn letter(status: StatusCode) -> char {
    match status.as_u16() {
        101 | 200 | 201 | 204 => '+',
        300..400 => '>',
        401 | 403 => '-',
        404 => 'n',
        409 => 'w',
        400 => '?',
        _ => '!',
    }
}
