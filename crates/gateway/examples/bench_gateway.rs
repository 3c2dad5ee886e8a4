//! A gateway for measurements: one workload, `nb.localhost`, at a fixed address, which the cookie
//! `primehub-workload=bench` opens. Usage: `bench_gateway LISTEN TARGET [THREADS] [PING_SECONDS]`.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use primehub_gateway::{
    Activity, Admission, Credential, Doorkeeper, GatewayConfig, Grant, Knock, PathPrefix, PortalBody, PortalHandler, Redeemed, Refusal,
    serve,
};
use tokio_util::sync::CancellationToken;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Door {
    grants: HashMap<String, Arc<Grant>>,
}

impl Doorkeeper for Door {
    fn admit(&self, knock: &Knock<'_>) -> Admission {
        let Credential::Cookie(cookie) = knock.credential else {
            return Admission::NeedsSignIn;
        };
        match self.grants.get(cookie) {
            Some(grant) if grant.workload == knock.workload => Admission::Pass(Arc::clone(grant)),
            _ => Admission::NeedsSignIn,
        }
    }

    fn redeem<'a>(&'a self, _workload: &'a str, _code: &'a str) -> BoxFuture<'a, Result<Redeemed, Refusal>> {
        Box::pin(async {
            Err(Refusal {
                status: StatusCode::FORBIDDEN,
                title: "No codes".to_owned(),
                message: "This gateway gives out no codes.".to_owned(),
            })
        })
    }

    fn introduce<'a>(&'a self, _workload: &'a str, _token: &'a str) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [listen, target, rest @ ..] = arguments.as_slice() else {
        return Err("usage: bench_gateway LISTEN TARGET [THREADS] [PING_SECONDS]".into());
    };
    let threads = rest.first().map_or(Ok(2), |text| text.parse())?;
    let ping_seconds = rest.get(1).map_or(Ok(30), |text| text.parse())?;
    let secret = HeaderValue::from_static("token of-the-workload");
    let grant = Grant {
        workload: "nb".to_owned(),
        user: "bench".to_owned(),
        target: target.parse()?,
        inject: HeaderMap::from_iter([(http::header::AUTHORIZATION, secret)]),
        path_prefix: PathPrefix::Keep,
        ended: CancellationToken::new(),
        activity: Arc::new(Activity::default()),
    };
    let door = Door { grants: HashMap::from([("bench".to_owned(), Arc::new(grant))]) };
    let config = GatewayConfig {
        listen: vec![listen.parse()?],
        threads,
        ping_interval: Duration::from_secs(ping_seconds),
        max_connections_per_grant: 10_000,
        ..GatewayConfig::default()
    };
    let portal: PortalHandler = Arc::new(|_request, _client| {
        Box::pin(async {
            let nothing = Empty::new().map_err(|never| match never {});
            Response::new(PortalBody::new(nothing))
        })
    });
    let shutdown = CancellationToken::new();
    let running = serve(config, Arc::new(door), portal, shutdown.clone())?;
    println!("listening on {:?}", running.local_addrs());
    tokio::signal::ctrl_c().await?;
    shutdown.cancel();
    running.join().await;
    Ok(())
}
