//! One schema out of what the slices offer, and the HTTP door to it: JSON from pages, form bodies from the SDK.

use std::collections::HashMap;

use async_graphql::{EmptySubscription, MergedObject, Request, Schema, Variables};
use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::app::SharedApp;
use crate::auth::{self, Peer};
use crate::error::Error;
use crate::features::{catalog, files, identity, jobs, notebooks, settings, workload};
use crate::operate::overview::OverviewQuery;
use crate::selection;

const DEEPEST: usize = 14;
const MOST_COMPLEX: usize = 3000;
/// Parsing is recursive, so nesting is bounded before the parser sees the text.
const DEEPEST_BRACES: usize = 60;

#[derive(MergedObject, Default)]
pub struct Query(
    identity::api::IdentityQuery,
    settings::api::SettingsQuery,
    files::api::FilesQuery,
    catalog::api::CatalogQuery,
    notebooks::api::NotebookQuery,
    jobs::api::JobQuery,
    jobs::schedules::api::ScheduleQuery,
    OverviewQuery,
);

#[derive(MergedObject, Default)]
pub struct Mutation(
    identity::api::IdentityMutation,
    settings::api::SettingsMutation,
    files::api::FilesMutation,
    catalog::api::CatalogMutation,
    notebooks::api::NotebookMutation,
    jobs::api::JobMutation,
    jobs::schedules::api::ScheduleMutation,
);

/// What the slices know of a group, as one type of the API.
#[derive(MergedObject)]
#[graphql(name = "Group")]
pub struct Group(pub identity::api::GroupCore, pub workload::api::GroupUse, pub catalog::api::GroupCatalog);

impl From<identity::model::Group> for Group {
    fn from(group: identity::model::Group) -> Self {
        let id = group.id.clone();
        Self(group.into(), workload::api::GroupUse { group_id: id.clone() }, catalog::api::GroupCatalog { group_id: id, effective: false })
    }
}

impl Group {
    /// The group with what the group `everyone` brings merged in.
    pub fn effective(group: identity::model::Group) -> Self {
        let mut effective = Self::from(group);
        effective.2.effective = true;
        effective
    }
}

/// What the slices know of a person, as one type of the API.
#[derive(MergedObject)]
#[graphql(name = "User")]
pub struct User(pub identity::api::UserCore, pub workload::api::UserUse);

impl From<identity::model::User> for User {
    fn from(user: identity::model::User) -> Self {
        let id = user.id.clone();
        Self(user.into(), workload::api::UserUse { user_id: id })
    }
}

/// A person as a member of a group.
#[derive(MergedObject)]
pub struct GroupMember(pub identity::api::MemberCore, pub workload::api::MemberUse);

impl GroupMember {
    pub fn new(group_id: &str, user_id: &str, core: identity::api::MemberCore) -> Self {
        Self(core, workload::api::MemberUse { group_id: group_id.to_owned(), user_id: user_id.to_owned() })
    }
}

pub type PrimeHubSchema = Schema<Query, Mutation, EmptySubscription>;

pub fn schema(app: SharedApp) -> PrimeHubSchema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .data(identity::load::people(&app))
        .data(app)
        .limit_depth(DEEPEST)
        .limit_complexity(MOST_COMPLEX)
        .finish()
}

pub fn sdl() -> String {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription).finish().sdl()
}

pub async fn answer(
    State(app): State<SharedApp>,
    Extension(schema): Extension<PrimeHubSchema>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(refused) if refused.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return failed(Error::TooLarge(app.config.server.max_body_kib));
        }
        Err(_) => return failed(malformed("The body of the request could not be read.".into())),
    };
    let actor = match auth::identify_before_password_change(&app, &Method::POST, &headers, &peer.0).await {
        Ok(Some(actor)) => actor,
        Ok(None) => return failed(Error::NotSignedIn),
        Err(error) => return failed(error),
    };
    let request = match read_request(&headers, &body, actor.session().is_some()) {
        Ok(request) => request.data(actor),
        Err(error) => return failed(error),
    };
    let (query, operation) = (request.query.clone(), request.operation_name.clone());
    let mut response = schema.execute(request).await;
    if response.errors.is_empty() {
        selection::put_in_order(&mut response.data, &query, operation.as_deref());
        return axum::Json(json!({ "data": response.data })).into_response();
    }
    // The SDK takes data beside errors for a failure anyway; half an answer is never sent.
    let errors: Vec<Value> = response.errors.iter().map(plain_error).collect();
    axum::Json(json!({ "errors": errors })).into_response()
}

/// Just message and extensions: the command line shows further members as columns.
fn plain_error(error: &async_graphql::ServerError) -> Value {
    let mut extensions = serde_json::to_value(&error.extensions).unwrap_or_default();
    if extensions.get("code").is_none() {
        extensions = json!({ "code": "GRAPHQL_VALIDATION_FAILED", "requestId": crate::request::id() });
    }
    json!({ "message": error.message, "extensions": extensions })
}

pub fn failed(error: Error) -> Response {
    error.log();
    let status = if matches!(error, Error::Quota { .. }) { StatusCode::OK } else { error.status() };
    let body = json!({ "errors": [{ "message": error.message(), "extensions": error.detail() }] });
    (status, axum::Json(body)).into_response()
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    query: String,
    operation_name: Option<String>,
    variables: Option<Value>,
}

/// Pages send JSON. The SDK sends a form whose `variables` are JSON text; a form is never believed together with a cookie,
/// since any site can make a browser send one.
fn read_request(headers: &HeaderMap, body: &[u8], by_cookie: bool) -> Result<Request, Error> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let operation = if kind.starts_with("application/json") {
        serde_json::from_slice(body).map_err(|error| malformed(format!("The request is not a GraphQL request in JSON: {error}")))?
    } else if kind.starts_with("application/x-www-form-urlencoded") && !by_cookie {
        read_form(body)?
    } else {
        return Err(malformed("Send GraphQL requests as application/json, or as a form with a bearer token.".into()));
    };
    if nesting(&operation.query) > DEEPEST_BRACES {
        return Err(malformed(format!("The GraphQL document is nested too deeply; at most {DEEPEST_BRACES} levels are read.")));
    }
    if holds_nul(&operation) {
        return Err(malformed("Texts cannot hold the character NUL (\\u0000).".into()));
    }
    let variables = match operation.variables {
        None | Some(Value::Null) => Variables::default(),
        Some(value @ Value::Object(_)) => Variables::from_json(value),
        Some(_) => return Err(malformed("\"variables\" has to be a JSON object.".into())),
    };
    let request = Request::new(operation.query).variables(variables);
    Ok(match operation.operation_name {
        Some(name) => request.operation_name(name),
        None => request,
    })
}

fn read_form(body: &[u8]) -> Result<Operation, Error> {
    let mut fields: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    let query = fields.remove("query").ok_or_else(|| malformed("The form has no field \"query\".".into()))?;
    let variables = match fields.remove("variables") {
        None => None,
        Some(text) if text.is_empty() => None,
        Some(text) => {
            Some(serde_json::from_str(&text).map_err(|error| malformed(format!("The form field \"variables\" is not JSON: {error}")))?)
        }
    };
    Ok(Operation { query, operation_name: fields.remove("operationName"), variables })
}

/// PostgreSQL cannot store it and nobody types it.
fn holds_nul(operation: &Operation) -> bool {
    operation.query.contains('\0') || operation.query.contains("\\u0000") || operation.variables.as_ref().is_some_and(value_holds_nul)
}

pub fn value_holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(value_holds_nul),
        Value::Object(members) => members.iter().any(|(key, value)| key.contains('\0') || value_holds_nul(value)),
        _ => false,
    }
}

fn nesting(query: &str) -> usize {
    let mut depth = 0usize;
    let mut deepest = 0;
    for byte in query.bytes() {
        match byte {
            b'{' | b'[' | b'(' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn malformed(message: String) -> Error {
    Error::Malformed { code: "GRAPHQL_PARSE_FAILED", message }
}
