//! What may an administrator do with accounts? Create, change, delete; never the last administrator, and nobody himself.

use async_graphql::MaybeUndefined;
use serde_json::json;

use super::store::{self, NewUser};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::features::identity::door::store as door;
use crate::features::identity::groups::members;
use crate::features::identity::inputs::{GroupUpdateManyInput, UserCreateInput, UserUpdateInput};
use crate::features::identity::model::{Audit, EVERYONE, User};
use crate::features::identity::{audit, rules, store as people, tell_people};
use crate::ids;

const LARGEST_VOLUME: i64 = 1_000_000;
const LONGEST_ENVS: usize = 256 * 1024;

pub async fn create(app: &SharedApp, actor: &Actor, data: UserCreateInput) -> Result<User> {
    actor.require_admin()?;
    rules::username(&data.username)?;
    if data.send_email == Some(true) {
        return Err(Error::invalid("sendEmail", "This server cannot send mail. Create the user without it and set a temporary password."));
    }
    let (id, now) = (ids::sortable(&app.clock), app.clock.micros());
    let mut tx = app.db.begin().await?;
    store::insert(&mut tx, NewUser { id: &id, username: &data.username, password_hash: None, created_at: now }).await?;
    people::add_member(&mut tx, EVERYONE, &id, now).await?;
    let mut user = people::user(&mut *tx, &id).await?.ok_or_else(|| Error::internal("the new user is gone"))?;
    change_names(&mut user, data.email, data.first_name, data.last_name)?;
    user.volume_capacity = capacity(data.volume_capacity, None)?;
    user.is_admin = data.is_admin.unwrap_or(false) as i64;
    user.enabled = data.enabled.unwrap_or(true) as i64;
    store::update(&mut tx, &user).await?;
    let groups = data.groups.map(GroupUpdateManyInput::from);
    let joined = members::change_groups_of(app, &mut tx, &user, groups).await?;
    let detail = json!({ "isAdmin": user.is_admin == 1, "joined": joined.names_joined() });
    audit(app, &mut tx, actor, Audit::of("create", "user", &user.id, &user.username).with(detail)).await?;
    tx.commit().await?;
    tell_people(app, std::slice::from_ref(&user.id));
    joined.tell(app);
    Ok(user)
}

pub async fn update(app: &SharedApp, actor: &Actor, id: &str, data: UserUpdateInput) -> Result<User> {
    actor.require_admin()?;
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, "administrators").await?;
    let mut user = locked(app, &mut tx, id).await?.ok_or_else(|| Error::resource_not_found("users", id))?;
    let before = user.clone();
    if data.username.as_ref().is_some_and(|name| *name != user.username) {
        return Err(Error::invalid(
            "username",
            "A user name cannot be changed, since homes and tokens belong to it. Create another user instead.",
        ));
    }
    let mut changed = change_names(&mut user, data.email, data.first_name, data.last_name)?;
    user.volume_capacity = capacity(data.volume_capacity, user.volume_capacity)?;
    user.is_admin = data.is_admin.map_or(user.is_admin, i64::from);
    user.enabled = data.enabled.map_or(user.enabled, i64::from);
    user.enable_invite_users = data.enable_invite_users.map_or(user.enable_invite_users, i64::from);
    user.predefined_envs = match data.predefined_envs {
        MaybeUndefined::Undefined => user.predefined_envs,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(envs) => checked_envs(envs)?,
    };
    let others = [
        ("volumeCapacity", user.volume_capacity != before.volume_capacity),
        ("isAdmin", user.is_admin != before.is_admin),
        ("enabled", user.enabled != before.enabled),
        ("enableInviteUsers", user.enable_invite_users != before.enable_invite_users),
        ("predefinedEnvs", user.predefined_envs != before.predefined_envs),
    ];
    changed.extend(others.iter().filter(|(_, is_changed)| *is_changed).map(|(field, _)| *field));

    let was_administrator = before.is_admin == 1 && before.enabled == 1;
    if was_administrator && (user.is_admin == 0 || user.enabled == 0) {
        require_another_administrator(&mut tx, id).await?;
    }
    store::update(&mut tx, &user).await?;
    if user.enabled == 0 {
        door::end_sessions(&mut tx, id, None).await?;
    }
    let moved = members::change_groups_of(app, &mut tx, &user, data.groups).await?;
    let detail = json!({ "fields": changed, "joined": moved.names_joined(), "left": moved.names_left() });
    audit(app, &mut tx, actor, Audit::of("update", "user", &user.id, &user.username).with(detail)).await?;
    tx.commit().await?;
    tell_people(app, std::slice::from_ref(&user.id));
    moved.tell(app);
    Ok(user)
}

/// The rows of the person go, with sessions, tokens and memberships. What still runs for him is stopped by the workload slice,
/// which sees that its owner is gone; files stay.
pub async fn delete(app: &SharedApp, actor: &Actor, id: &str) -> Result<User> {
    actor.require_admin()?;
    if actor.id == id {
        return Err(Error::not_allowed("Nobody can delete the own account. Ask another administrator."));
    }
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, "administrators").await?;
    let user = locked(app, &mut tx, id).await?.ok_or_else(|| Error::resource_not_found("users", id))?;
    if user.is_admin == 1 && user.enabled == 1 {
        require_another_administrator(&mut tx, id).await?;
    }
    store::delete(&mut tx, id).await?;
    audit(app, &mut tx, actor, Audit::of("delete", "user", &user.id, &user.username)).await?;
    tx.commit().await?;
    tell_people(app, std::slice::from_ref(&user.id));
    Ok(user)
}

/// The person as nobody else changes him until the end of the transaction.
pub async fn locked(app: &SharedApp, tx: &mut Tx, id: &str) -> Result<Option<User>> {
    app.db.lock(tx, &format!("user {id}")).await?;
    people::user(&mut **tx, id).await
}

/// Answers the names of the fields that changed.
pub fn change_names(
    user: &mut User,
    email: MaybeUndefined<String>,
    first_name: MaybeUndefined<String>,
    last_name: MaybeUndefined<String>,
) -> Result<Vec<&'static str>> {
    let before = user.clone();
    if let Some(email) = given(email) {
        user.email = rules::email(&email)?;
    }
    if let Some(name) = given(first_name) {
        user.first_name = rules::line("firstName", &name, rules::LONGEST_NAME)?;
    }
    if let Some(name) = given(last_name) {
        user.last_name = rules::line("lastName", &name, rules::LONGEST_NAME)?;
    }
    let changes = [
        ("email", user.email != before.email),
        ("firstName", user.first_name != before.first_name),
        ("lastName", user.last_name != before.last_name),
    ];
    Ok(changes.iter().filter(|(_, is_changed)| *is_changed).map(|(field, _)| *field).collect())
}

/// Null clears a text as the empty text does.
fn given(text: MaybeUndefined<String>) -> Option<String> {
    match text {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(String::new()),
        MaybeUndefined::Value(text) => Some(text),
    }
}

fn capacity(given: MaybeUndefined<i64>, present: Option<i64>) -> Result<Option<i64>> {
    match given {
        MaybeUndefined::Undefined => Ok(present),
        MaybeUndefined::Null => Ok(None),
        MaybeUndefined::Value(size) => rules::whole("volumeCapacity", size, 1, LARGEST_VOLUME).map(Some),
    }
}

fn checked_envs(text: String) -> Result<Option<String>> {
    if text.len() > LONGEST_ENVS {
        return Err(Error::invalid("predefinedEnvs", format!("predefinedEnvs can have at most {LONGEST_ENVS} bytes.")));
    }
    if !text.is_empty() && serde_json::from_str::<serde_json::Value>(&text).is_err() {
        return Err(Error::invalid("predefinedEnvs", "predefinedEnvs has to be JSON text, a list of objects with name and value."));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

async fn require_another_administrator(tx: &mut Tx, id: &str) -> Result<()> {
    if store::other_enabled_administrators(&mut **tx, id).await? > 0 {
        return Ok(());
    }
    Err(Error::WrongState {
        code: "LAST_ADMINISTRATOR",
        message: "This is the last administrator who can sign in. Make somebody else an administrator first.".into(),
    })
}
