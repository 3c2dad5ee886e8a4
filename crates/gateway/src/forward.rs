//! One request, sent to the workload, and its answer on the way back.

use std::sync::Arc;

use http::request::Parts;
use http::uri::{PathAndQuery, Uri};
use http::{HeaderMap, Method, Request, Response, StatusCode, Version};
use hyper::body::{Body, Incoming};

use crate::backend::{Backend, BackendBody, Failure};
use crate::body::{ReplyBody, RequestBody};
use crate::connection::Worker;
use crate::door::{PathPrefix, Visit};
use crate::headers::Passing;
use crate::pages::{self, Message, Reader, Reply};
use crate::route::{Address, By};
use crate::stats::count;

pub(crate) async fn forward(worker: &Worker, mut head: Parts, body: Incoming, visit: Visit, passing: &Passing<'_>) -> Reply {
    let reader = Reader::of(&head.method, &head.headers);
    if passing.to_workload(&mut head.headers).is_err() {
        count(&worker.stats.bad_requests);
        return pages::bad_request("The Connection header names a header that frames the request.");
    }
    let prefix = passing.grant.path_prefix;
    let Some(uri) = target_uri(&head.uri, passing.address, prefix) else {
        return pages::bad_request("The address of the request is not a path.");
    };
    let order = Order { method: head.method, uri, headers: head.headers };
    match exchange(worker, order, body, &visit).await {
        Ok((mut response, backend)) => {
            passing.to_client(response.headers_mut());
            let (parts, body) = response.into_parts();
            let pool = Arc::clone(&worker.pool);
            let mut body = BackendBody::new(body, backend, pool, visit);
            body.settle().await;
            Response::from_parts(parts, ReplyBody::Workload(body))
        }
        Err(Failure::Client) => pages::bad_request("The body of the request broke off."),
        Err(Failure::Workload) => {
            count(&worker.stats.backend_failures);
            no_answer(reader)
        }
    }
}

/// What is asked of a workload, the body apart.
#[derive(Clone)]
pub(crate) struct Order {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
}

impl Order {
    pub fn with(self, body: RequestBody) -> Request<RequestBody> {
        let mut request = Request::new(body);
        *request.method_mut() = self.method;
        *request.uri_mut() = self.uri;
        *request.headers_mut() = self.headers;
        *request.version_mut() = Version::HTTP_11;
        request
    }
}

async fn exchange(worker: &Worker, order: Order, body: Incoming, visit: &Visit) -> Result<(Response<Incoming>, Backend), Failure> {
    let grant = &visit.grant;
    let may_repeat = body.is_end_stream() && is_idempotent(&order.method);
    let body = RequestBody::new(body, Arc::clone(grant), worker.config.body_read_timeout);
    let Some(mut backend) = worker.pool.take(grant.target).await else {
        return Box::pin(exchange_anew(worker, order.with(body), visit)).await;
    };
    let spare = may_repeat.then(|| order.clone());
    let failure = match backend.exchange(order.with(body)).await {
        Ok(response) => return Ok((response, backend)),
        Err(failure) => failure,
    };
    match (failure, spare) {
        // The workload may have closed the kept connection in the very moment it was taken.
        (Failure::Workload, Some(order)) => {
            count(&worker.stats.retries);
            let nothing = RequestBody::none(Arc::clone(grant));
            Box::pin(exchange_anew(worker, order.with(nothing), visit)).await
        }
        (failure, _) => Err(failure),
    }
}

async fn exchange_anew(worker: &Worker, request: Request<RequestBody>, visit: &Visit) -> Result<(Response<Incoming>, Backend), Failure> {
    let mut backend = connect(worker, visit).await?;
    let response = backend.exchange(request).await?;
    Ok((response, backend))
}

pub(crate) async fn connect(worker: &Worker, visit: &Visit) -> Result<Backend, Failure> {
    let target = visit.grant.target;
    count(&worker.stats.backend_connections);
    Backend::connect(target, worker.config.connect_timeout).await.map_err(|error| {
        let workload = &visit.grant.workload;
        tracing::debug!(%error, %target, workload, "a workload cannot be connected to");
        Failure::Workload
    })
}

fn is_idempotent(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE].contains(method)
}

/// Only the path and query of the client's address; without `/w/<id>` where the grant says so.
pub(crate) fn target_uri(uri: &Uri, address: &Address, prefix: PathPrefix) -> Option<Uri> {
    let whole = uri.path_and_query()?;
    let is_stripped = address.by == By::Path && prefix == PathPrefix::Strip;
    if !is_stripped {
        return Some(Uri::from(whole.clone()));
    }
    let rest = whole.as_str().strip_prefix(&address.prefix())?;
    PathAndQuery::try_from(rest).ok().map(Uri::from)
}

pub(crate) fn no_answer(reader: Reader) -> Reply {
    pages::message(
        reader,
        &Message {
            status: StatusCode::BAD_GATEWAY,
            code: "NO_ANSWER",
            title: "No answer",
            text: "JupyterLab in this notebook does not answer. It may still be starting, or it \
                   may have stopped; its log at the portal tells more.",
            link: None,
        },
    )
}
