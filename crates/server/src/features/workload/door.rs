//! Who may enter a running workload? Grants in memory that the gateway reads without a lock, each derived from the rows and
//! checked against them every second: it dies with the session, the token, the membership, or the workload.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use primehub_engine::UnitRef;
use primehub_gateway::{Activity, Admission, Credential, Doorkeeper, Grant, Knock, PathPrefix, Redeemed, Refusal};
use tokio_util::sync::CancellationToken;

use super::model::{State, Unit};
use super::store;
use crate::app::{App, SharedApp};
use crate::auth::{Actor, Via};
use crate::error::{Error, Result};
use crate::features::identity;
use crate::ids;

const COOKIE: &str = "phw_";
const CODE_LIFE: i64 = 60_000_000;
/// Wrong credentials that are remembered per workload, so that guessing does not reach the database.
const MOST_DENIED: usize = 200;
const CHECK_EVERY: Duration = Duration::from_millis(800);

type Entries = HashMap<String, HashMap<String, Arc<Entry>>>;

#[derive(Default)]
pub struct Door {
    entries: ArcSwap<Entries>,
    /// Changes of the entries, one after the other.
    changing: tokio::sync::Mutex<()>,
    activities: Mutex<HashMap<String, Arc<Activity>>>,
}

struct Entry {
    who: Option<Actor>,
    outcome: Outcome,
    since: i64,
    /// When the use of the session was last written down.
    noted_at: AtomicI64,
}

#[derive(Clone)]
enum Outcome {
    Pass {
        grant: Arc<Grant>,
        generation: i64,
    },
    NotRunning(String),
    /// Not theirs, or no credential of ours.
    Denied,
}

impl Door {
    /// What has been going on at a workload through the gateway, in this process.
    pub fn activity(&self, unit: &str) -> Option<Arc<Activity>> {
        self.activities.lock().get(unit).cloned()
    }

    /// Somebody did something by another way than the gateway, for example in a terminal of the portal.
    pub fn note_activity(&self, unit: &str, now: i64) {
        self.activity_of(unit).last_request_micros.store(now, Ordering::Relaxed);
    }

    fn activity_of(&self, unit: &str) -> Arc<Activity> {
        self.activities.lock().entry(unit.to_owned()).or_default().clone()
    }

    /// Where a signed-in person enters: an address with a code that is good once, within a minute, on that host.
    pub async fn entrance(&self, app: &SharedApp, actor: &Actor, unit: &str, next: &str) -> Result<String> {
        let Via::Session(session) = &actor.via else {
            return Err(Error::not_allowed("With an API token, send it to the notebook's address itself as \"Authorization: Bearer\"."));
        };
        let code = ids::secret("phc_");
        let mut tx = app.db.begin().await?;
        let now = app.clock.micros();
        store::insert_code(&mut tx, &ids::fingerprint(&code), &actor.id, session, unit, now + CODE_LIFE).await?;
        tx.commit().await?;
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        Ok(format!("{}/_primehub/enter?code={code}&next={next}", address_of(app, unit)))
    }

    fn find(&self, workload: &str, credential: &str) -> Option<Arc<Entry>> {
        self.entries.load().get(workload)?.get(credential).cloned()
    }

    async fn put(&self, workload: &str, credential: &str, entry: Entry) {
        let _one_at_a_time = self.changing.lock().await;
        let mut entries = Entries::clone(&self.entries.load());
        let of_workload = entries.entry(workload.to_owned()).or_default();
        let is_denied = matches!(entry.outcome, Outcome::Denied);
        if is_denied && of_workload.len() >= MOST_DENIED {
            return;
        }
        of_workload.insert(credential.to_owned(), Arc::new(entry));
        self.entries.store(Arc::new(entries));
    }
}

/// The outside address of a workload, without a trailing slash.
pub fn address_of(app: &App, unit: &str) -> String {
    let public = app.config.public_url();
    if app.config.server.path_mode {
        return format!("{public}/w/{unit}");
    }
    let (scheme, authority) = public.split_once("://").unwrap_or(("http", &public));
    let port = authority.rsplit_once(':').map(|(_, port)| port).filter(|port| port.chars().all(|c| c.is_ascii_digit()));
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    format!("{scheme}://{unit}.{}{port}", app.config.server.workload_domain)
}

/// The gateway's question, answered for this app.
pub struct Keeper(pub SharedApp);

impl Doorkeeper for Keeper {
    fn admit(&self, knock: &Knock<'_>) -> Admission {
        let credential = match knock.credential {
            Credential::Nobody => return Admission::NeedsSignIn,
            Credential::Cookie(text) | Credential::Token(text) => text,
        };
        let Some(entry) = self.0.door.find(knock.workload, credential) else {
            return if is_ours(credential) { Admission::NeedsLookup } else { Admission::NeedsSignIn };
        };
        match &entry.outcome {
            Outcome::Pass { grant, .. } => Admission::Pass(grant.clone()),
            Outcome::NotRunning(message) => Admission::NotRunning { message: message.clone() },
            Outcome::Denied => Admission::NeedsSignIn,
        }
    }

    fn redeem<'a>(&'a self, workload: &'a str, code: &'a str) -> BoxFuture<'a, Result<Redeemed, Refusal>> {
        async move {
            let used = redeem(&self.0, workload, code).await;
            used.map_err(|error| {
                error.log();
                Refusal { status: StatusCode::FORBIDDEN, title: "This link cannot be used".into(), message: error.message() }
            })
        }
        .boxed()
    }

    fn introduce<'a>(&'a self, workload: &'a str, token: &'a str) -> BoxFuture<'a, ()> {
        async move {
            if let Err(error) = introduce(&self.0, workload, token).await {
                error.log();
            }
        }
        .boxed()
    }
}

fn is_ours(credential: &str) -> bool {
    credential.len() < 512 && (credential.starts_with(COOKIE) || credential.starts_with("pht_"))
}

async fn redeem(app: &SharedApp, workload: &str, code: &str) -> Result<Redeemed> {
    let spent = || Error::not_allowed("The link was used already, or it is older than a minute. Open the notebook again from PrimeHub.");
    let mut tx = app.db.begin().await?;
    let session = store::take_code(&mut tx, &ids::fingerprint(code), workload, app.clock.micros()).await?;
    tx.commit().await?;
    let session = session.ok_or_else(spent)?;
    let cookie = sign(app, &session, workload);
    introduce(app, workload, &cookie).await?;
    Ok(Redeemed { cookie, max_age: None, next: None })
}

/// The cookie says which session it came from and cannot be made without the key of the installation,
/// so it still opens the door after a restart of the server as long as the session lives.
fn sign(app: &App, session: &str, workload: &str) -> String {
    let payload = URL_SAFE_NO_PAD.encode(session);
    let mac = app.derived_secret(&format!("door:{session}:{workload}"));
    format!("{COOKIE}{payload}.{mac}")
}

fn session_of_cookie(app: &App, cookie: &str, workload: &str) -> Option<String> {
    let (payload, _) = cookie.strip_prefix(COOKIE)?.split_once('.')?;
    let session = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    let expected = sign(app, &session, workload);
    bool::from(subtle::ConstantTimeEq::ct_eq(expected.as_bytes(), cookie.as_bytes())).then_some(session)
}

async fn introduce(app: &SharedApp, workload: &str, credential: &str) -> Result<()> {
    let who = if credential.starts_with(COOKIE) {
        match session_of_cookie(app, credential, workload) {
            Some(session) => identity::actor_of_session_id(app, &session, "gateway").await?,
            None => None,
        }
    } else {
        identity::actor_of_token(app, credential, "gateway").await.ok()
    };
    let outcome = match &who {
        Some(actor) => evaluate(app, actor, workload, None).await?,
        None => Outcome::Denied,
    };
    app.door
        .put(workload, credential, Entry { who, outcome, since: app.clock.micros(), noted_at: AtomicI64::new(app.clock.micros()) })
        .await;
    Ok(())
}

/// What the rows say now. A grant of the same generation is kept, so that open sockets go on.
async fn evaluate(app: &SharedApp, actor: &Actor, workload: &str, current: Option<&Outcome>) -> Result<Outcome> {
    if !identity::is_still_good(app, actor).await? {
        return Ok(Outcome::Denied);
    }
    let Some(unit) = store::unit(app.db.read(), workload).await? else { return Ok(Outcome::Denied) };
    if !may_enter(app, actor, &unit).await? {
        return Ok(Outcome::Denied);
    }
    if unit.state() != State::Running || !unit.wants_to_run() {
        return Ok(Outcome::NotRunning(format!("{} does not run now. Start it in PrimeHub.", unit.name)));
    }
    if let Some(Outcome::Pass { grant, generation }) = current
        && *generation == unit.generation
    {
        return Ok(Outcome::Pass { grant: grant.clone(), generation: *generation });
    }
    let Some(readiness) = unit.spec()?.readiness else { return Ok(Outcome::Denied) };
    let at = UnitRef { unit: unit.id.clone(), generation: unit.generation };
    let target = match app.workloads.address(&at, readiness.port).await {
        Ok(target) => target,
        Err(error) => return Ok(Outcome::NotRunning(error.message())),
    };
    let mut inject = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&format!("token {}", super::unit_secret(app, &at))) {
        inject.insert("authorization", value);
    }
    if let Ok(value) = HeaderValue::from_str(&actor.username) {
        inject.insert("x-forwarded-user", value);
    }
    let grant = Grant {
        workload: workload.to_owned(),
        user: actor.username.clone(),
        target,
        inject,
        path_prefix: PathPrefix::Keep,
        ended: CancellationToken::new(),
        activity: app.door.activity_of(workload),
    };
    Ok(Outcome::Pass { grant: Arc::new(grant), generation: unit.generation })
}

/// A notebook belongs to one person; administrators may help, as long as the owner may use it at all.
async fn may_enter(app: &SharedApp, actor: &Actor, unit: &Unit) -> Result<bool> {
    if !identity::is_member(app, &unit.user_id, &unit.group_id).await? {
        return Ok(false);
    }
    if unit.user_id == actor.id {
        return Ok(true);
    }
    // Asked anew, since the role may have been taken away after the door first saw this person.
    let user = identity::store::user(app.db.read(), &actor.id).await?;
    Ok(user.is_some_and(|user| user.is_admin == 1 && user.enabled == 1))
}

/// Keeps the grants true until the token is cancelled: on a timer, and at once when something changed.
pub async fn watch(app: SharedApp) {
    let mut changes = app.events.subscribe();
    loop {
        if let Err(error) = check_all(&app).await {
            error.log();
        }
        tokio::select! {
            _ = tokio::time::sleep(CHECK_EVERY) => {}
            _ = changes.recv() => {}
        }
    }
}

pub async fn check_all(app: &SharedApp) -> Result<()> {
    let entries = app.door.entries.load_full();
    let now = app.clock.micros();
    for (workload, of_workload) in entries.iter() {
        for (credential, entry) in of_workload {
            check(app, workload, credential, entry, now).await?;
        }
    }
    Ok(())
}

async fn check(app: &SharedApp, workload: &str, credential: &str, entry: &Arc<Entry>, now: i64) -> Result<()> {
    const FORGET_AFTER: i64 = 60_000_000;
    let outcome = match &entry.who {
        Some(actor) => evaluate(app, actor, workload, Some(&entry.outcome)).await?,
        None => Outcome::Denied,
    };
    let kept = match (&entry.outcome, &outcome) {
        (Outcome::Pass { grant, .. }, Outcome::Pass { grant: newer, .. }) => Arc::ptr_eq(grant, newer),
        (Outcome::NotRunning(_), Outcome::NotRunning(_)) | (Outcome::Denied, Outcome::Denied) => now - entry.since < FORGET_AFTER,
        _ => false,
    };
    if kept {
        return note_use(app, entry, now).await;
    }
    if matches!(outcome, Outcome::Pass { .. }) || !same_kind(&entry.outcome, &outcome) {
        let fresh = Entry { who: entry.who.clone(), outcome, since: now, noted_at: AtomicI64::new(now) };
        app.door.put(workload, credential, fresh).await;
    } else {
        forget(app, workload, credential).await;
    }
    // Only when the door no longer knows it, so that what is cut off does not come straight back in.
    if let Outcome::Pass { grant, .. } = &entry.outcome {
        grant.ended.cancel();
    }
    Ok(())
}

/// Whoever works in a notebook all day uses the session, although the portal sees no request.
async fn note_use(app: &SharedApp, entry: &Entry, now: i64) -> Result<()> {
    const EVERY: i64 = 60_000_000;
    let (Some(actor), Outcome::Pass { grant, .. }) = (&entry.who, &entry.outcome) else { return Ok(()) };
    let used_at = grant.activity.last_request_micros.load(Ordering::Relaxed).max(grant.activity.last_socket_micros.load(Ordering::Relaxed));
    let noted_at = entry.noted_at.load(Ordering::Relaxed);
    if used_at <= noted_at || now - noted_at < EVERY {
        return Ok(());
    }
    entry.noted_at.store(now, Ordering::Relaxed);
    identity::note_use(app, actor).await
}

fn same_kind(a: &Outcome, b: &Outcome) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// Looked up anew when it is used again.
async fn forget(app: &SharedApp, workload: &str, credential: &str) {
    let _one_at_a_time = app.door.changing.lock().await;
    let mut entries = Entries::clone(&app.door.entries.load());
    if let Some(of_workload) = entries.get_mut(workload) {
        of_workload.remove(credential);
        if of_workload.is_empty() {
            entries.remove(workload);
        }
    }
    app.door.entries.store(Arc::new(entries));
}
