//! Bad input at every place where input is taken: a clear error, never an internal one, never half a change.

use std::collections::HashMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, Type, TypeDefinition, TypeKind, TypeSystemDefinition};
use axum::body::Body;
use axum::http::Request;
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::{Browser, PASSWORD, browser_of, person_with_password};
use crate::harness::{TestApp, read};

/// What people and programs send, and what attackers do.
fn bad_texts() -> Vec<Value> {
    [
        "".into(),
        "no-such-id".into(),
        "With Capitals And Spaces".into(),
        "研究室 グループ 연구실".into(),
        "a\nb\t\u{7f}\u{202e}".into(),
        "%_\\'\"; drop table users; -- <script> ../../etc/passwd {} $1 ?".into(),
        "x".repeat(10_000),
        "字".repeat(60_000),
        "a\u{0}b".into(),
    ]
    .into_iter()
    .map(Value::String)
    .collect()
}

fn bad_numbers() -> Vec<Value> {
    vec![json!(-1), json!(0), json!(0.000_1), json!(i64::MAX), json!(i64::MIN), json!(1e308), json!(-1e308), json!(2_147_483_648_i64)]
}

fn bad_json() -> Vec<Value> {
    vec![
        json!("text"),
        json!([1, [2]]),
        json!({ "": null }),
        json!({ "key": "x".repeat(100_000) }),
        json!([{ "name": "a\u{0}", "value": "b" }]),
    ]
}

/// The types of the API, for making arguments of every shape.
struct Api {
    types: HashMap<String, TypeDefinition>,
}

struct Call {
    document: String,
    variables: Value,
}

impl Api {
    fn new() -> Self {
        let document = parse_schema(primehub_server::graphql::sdl()).unwrap();
        let types = document.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some((definition.node.name.to_string(), definition.node)),
            _ => None,
        });
        Self { types: types.collect() }
    }

    /// Every field of Query or Mutation, once for each place in its arguments and each bad value there.
    fn calls(&self, root: &str, operation: &str) -> Vec<Call> {
        let TypeKind::Object(fields) = &self.types[root].kind else { panic!("{root} is no object") };
        let mut calls = Vec::new();
        for field in fields.fields.iter().map(|field| &field.node) {
            let declared: Vec<String> = field.arguments.iter().map(|input| format!("${}: {}", input.node.name, input.node.ty)).collect();
            let passed: Vec<String> = field.arguments.iter().map(|input| format!("{0}: ${0}", input.node.name)).collect();
            let selection = if self.is_leaf(&field.ty.node) { "" } else { " { __typename }" };
            let document = match declared.is_empty() {
                true => format!("{operation} {{ {}{selection} }}", field.name),
                false => format!("{operation}({}) {{ {}({}){selection} }}", declared.join(", "), field.name, passed.join(", ")),
            };
            let mut plain = json!({});
            for input in &field.arguments {
                if !input.node.ty.node.nullable {
                    plain[input.node.name.node.as_str()] = self.plain(&input.node.ty.node);
                }
            }
            for input in &field.arguments {
                for bad in self.bad(&input.node.ty.node, 3) {
                    let mut variables = plain.clone();
                    variables[input.node.name.node.as_str()] = bad;
                    calls.push(Call { document: document.clone(), variables });
                }
            }
        }
        calls
    }

    fn is_leaf(&self, ty: &Type) -> bool {
        match &ty.base {
            BaseType::List(inner) => self.is_leaf(inner),
            BaseType::Named(name) => !matches!(self.types.get(name.as_str()).map(|found| &found.kind), Some(TypeKind::Object(_))),
        }
    }

    /// The least that the type takes.
    fn plain(&self, ty: &Type) -> Value {
        let name = match &ty.base {
            BaseType::List(_) => return json!([]),
            BaseType::Named(name) => name.as_str(),
        };
        match name {
            "Int" | "Float" => json!(1),
            "Boolean" => json!(true),
            "String" | "ID" | "JSON" => json!("plain"),
            _ => match &self.types[name].kind {
                TypeKind::InputObject(input) => {
                    let required = input.fields.iter().filter(|field| !field.node.ty.node.nullable);
                    Value::Object(required.map(|field| (field.node.name.to_string(), self.plain(&field.node.ty.node))).collect())
                }
                TypeKind::Enum(values) => json!(values.values[0].node.value.node.as_str()),
                _ => Value::Null,
            },
        }
    }

    /// The bad values of a type; of an object those with one bad place each.
    fn bad(&self, ty: &Type, depth: usize) -> Vec<Value> {
        let name = match &ty.base {
            BaseType::List(inner) => return self.bad(inner, depth).into_iter().map(|value| json!([value])).collect(),
            BaseType::Named(name) => name.as_str(),
        };
        match name {
            "String" | "ID" => bad_texts(),
            "Int" | "Float" => bad_numbers(),
            "JSON" => bad_json(),
            "Boolean" => vec![],
            _ => match &self.types[name].kind {
                TypeKind::InputObject(input) if depth > 0 => {
                    let base = self.plain(ty);
                    let places = input.fields.iter().map(|field| &field.node);
                    let with_place = places.flat_map(|field| {
                        let base = base.clone();
                        self.bad(&field.ty.node, depth - 1).into_iter().map(move |bad| {
                            let mut value = base.clone();
                            value[field.name.node.as_str()] = bad;
                            value
                        })
                    });
                    with_place.collect()
                }
                _ => vec![],
            },
        }
    }
}

/// How many rows each table of the installation has.
async fn rows(t: &TestApp) -> (i64, i64, i64, i64, i64) {
    sqlx::query_as(
        "select (select count(*) from users) + (select count(*) from memberships), (select count(*) from groups), \
         (select count(*) from images) + (select count(*) from instance_types) + (select count(*) from bindings) + (select count(*) from secrets), \
         (select count(*) from notebooks) + (select count(*) from units), (select count(*) from audit) + (select count(*) from api_tokens)",
    )
    .fetch_one(t.db())
    .await
    .unwrap()
}

async fn call(t: &TestApp, cookie: &str, call: &Call) -> Value {
    let body = json!({ "query": call.document, "variables": call.variables }).to_string();
    let request =
        Request::post("/api/graphql").header("cookie", cookie).header("content-type", "application/json").body(Body::from(body)).unwrap();
    let (status, text) = read(t.send(request).await).await;
    let shown = call.variables.to_string().chars().take(300).collect::<String>();
    assert!(status.as_u16() < 500, "{} {shown}: {status} {text}", call.document);
    let answer: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}"));
    if let Some(error) = answer.get("errors").map(|errors| &errors[0]) {
        let code = error["extensions"]["code"].as_str().unwrap_or("none");
        assert!(!["none", "INTERNAL_SERVER_ERROR"].contains(&code), "{} {shown}: {error}", call.document);
        assert!(
            error["message"].as_str().is_some_and(|message| !message.is_empty() && message.len() < 2000),
            "{} {shown}: {error}",
            call.document
        );
    }
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_query_breaks_on_any_bad_argument() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let cookie = browser_of(&t, &root).await.cookie.unwrap();
    let calls = Api::new().calls("Query", "query");
    assert!(calls.len() > 500, "{} calls", calls.len());
    futures_util::stream::iter(&calls).for_each_concurrent(4, async |one| drop(call(&t, &cookie, one).await)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mutation_breaks_or_does_half_on_any_bad_argument() {
    let t = TestApp::new().await;
    let root = person_with_password(&t, "admin").await;
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    sqlx::query("update users set is_admin = 1 where username = 'admin'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let cookie = browser_of(&t, &root).await.cookie.unwrap();
    let calls = Api::new().calls("Mutation", "mutation");
    assert!(calls.len() > 1000, "{} calls", calls.len());
    let mut refused = 0;
    for one in &calls {
        let before = rows(&t).await;
        let answer = call(&t, &cookie, one).await;
        if answer.get("errors").is_some() {
            assert_eq!(rows(&t).await, before, "{} {}", one.document, one.variables);
            refused += 1;
        }
    }
    assert!(refused > calls.len() / 2, "{refused} of {} were refused", calls.len());
}

#[tokio::test]
async fn a_body_of_a_hundred_mebibytes_is_refused_as_json() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let cookie = browser_of(&t, &ann).await.cookie.unwrap();
    for path in ["/api/graphql", "/api/auth/sign-in", "/api/auth/setup", "/oidc/auth-flow/exchange"] {
        // In pieces and without a length, as a client that lies would send it.
        let pieces = futures_util::stream::iter((0..100).map(|_| Ok::<_, std::io::Error>(bytes::Bytes::from(vec![b' '; 1 << 20]))));
        let request = Request::post(path)
            .header("cookie", &cookie)
            .header("content-type", "application/json")
            .body(Body::from_stream(pieces))
            .unwrap();
        let (status, text) = read(t.send(request).await).await;
        let answer: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{path}: not JSON: {text}"));
        assert_eq!(status, 413, "{path}");
        let error = if path == "/api/graphql" { &answer["errors"][0]["extensions"] } else { &answer };
        assert_eq!(error["code"], "REQUEST_TOO_LARGE", "{path}: {text}");
    }
}

#[tokio::test]
async fn deep_nesting_is_refused_wherever_it_is() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let deep = 1000;
    let documents = [
        "{ me ".repeat(deep) + &"}".repeat(deep),
        format!("{{ me(x: {}1{}) {{ id }} }}", "[".repeat(deep), "]".repeat(deep)),
        format!("{{ me(x: {}1{}) {{ id }} }}", "{a:".repeat(deep), "}".repeat(deep)),
        format!("{{ me {{ {}id{} }} }}", "groups { users { ".repeat(7), "} }".repeat(7)),
        "(".repeat(deep),
        "fragment a on User { ...a } { me { ...a } }".into(),
    ];
    for document in &documents {
        let answer = t.ask(&ann, document, json!({})).await;
        assert!(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"].contains(&answer.code()), "{document}: {}", answer.0);
    }
    let fragments: String = (0..deep).map(|number| format!("fragment f{number} on User {{ ...f{} }} ", number + 1)).collect();
    let answer = t.ask(&ann, &format!("{fragments} fragment f{deep} on User {{ id }} {{ me {{ ...f0 }} }}"), json!({})).await;
    assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{}", answer.0);
    let variables = format!("{{\"query\":\"{{ me {{ id }} }}\",\"variables\":{{\"x\":{}1{}}}}}", "[".repeat(deep), "]".repeat(deep));
    let request = Request::post("/api/graphql")
        .header("authorization", format!("Bearer {}", ann.token))
        .header("content-type", "application/json")
        .body(Body::from(variables))
        .unwrap();
    assert_eq!(t.send(request).await.status(), 400);
    let wide: String = (0..4000).map(|number| format!("a{number}: me {{ id }} ")).collect();
    assert_eq!(t.ask(&ann, &format!("{{ {wide} }}"), json!({})).await.code(), "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let bodies: [&[u8]; 6] = [b"\xff\xfe", b"{\"query\":\"{ me { id } }\xc3\x28\"}", b"", b"null", b"[]", b"{\"query\":1}"];
    for body in bodies {
        for kind in ["application/json", "text/xml"] {
            let request = Request::post("/api/graphql")
                .header("authorization", format!("Bearer {}", ann.token))
                .header("content-type", kind)
                .body(Body::from(body.to_vec()))
                .unwrap();
            let (status, text) = read(t.send(request).await).await;
            assert_eq!(status, 400, "{text}");
            assert!(text.starts_with("{\"errors\":[{\"message\":"), "{text}");
        }
        for path in ["/api/auth/sign-in", "/api/auth/setup"] {
            let reply = Browser::new().send(&t, "POST", path, "application/json", body.to_vec()).await;
            assert_eq!((reply.status.as_u16(), reply.code().as_str()), (400, "REQUEST_BODY_INVALID"), "{path}");
        }
    }
    for token in [&b"\xff\xfe"[..], b"", b"x y", "字".as_bytes(), &[b'x'; 10_000]] {
        let value = axum::http::HeaderValue::from_bytes(&[b"Bearer ", token].concat()).unwrap();
        let request = Request::post("/api/graphql")
            .header("authorization", value)
            .header("content-type", "application/json")
            .body(Body::from("{}"))
            .unwrap();
        assert_eq!(t.send(request).await.status(), 401);
    }
}

#[tokio::test]
async fn signing_in_survives_what_anybody_can_send() {
    let t = TestApp::with(|config| config.passwords.free_attempts_per_address = 1000).await;
    for username in bad_texts() {
        let reply = Browser::new().post(&t, "/api/auth/sign-in", json!({ "username": username, "password": "x" })).await;
        let code = reply.code();
        assert!(
            [("WRONG_PASSWORD", 401), ("REQUEST_BODY_INVALID", 400)].contains(&(code.as_str(), reply.status.as_u16())),
            "{}",
            reply.text
        );
    }
    let reply = Browser::new().sign_in(&t, "root", &"x".repeat(1 << 20)).await;
    assert_eq!((reply.status.as_u16(), reply.json()["field"].as_str()), (400, Some("password")));
    assert!(!reply.text.contains("xxxx"), "nothing of the password comes back");
    for body in [json!({}), json!({ "username": 1, "password": PASSWORD }), json!({ "username": "root", "password": ["my secret"] })] {
        let reply = Browser::new().post(&t, "/api/auth/sign-in", body).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (400, "REQUEST_BODY_INVALID"));
        assert!(!reply.text.contains("secret") && !reply.text.contains(PASSWORD), "{}", reply.text);
    }
    assert_eq!(
        super::count(&t, "select count(*) from sign_in_failures where subject like 'user:%'").await,
        1,
        "only names that can exist are kept: no-such-id"
    );
}

#[tokio::test]
async fn an_address_that_does_not_exist_or_does_not_take_the_method_says_so_in_json() {
    let t = TestApp::new().await;
    for (method, path, status) in
        [("GET", "/api/none", 404), ("DELETE", "/api/graphql", 405), ("GET", "/api/auth/sign-in", 405), ("PUT", "/cli-login", 405)]
    {
        let reply = Browser::new().send(&t, method, path, "application/json", "").await;
        assert_eq!(reply.status, status, "{path}");
        assert!(reply.json()["message"].is_string(), "{}", reply.text);
    }
}
