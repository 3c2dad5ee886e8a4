//! Which passwords are good, and how are they kept? The policy, argon2id with bounded memory, and setting one for somebody else.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rand::RngExt;
use serde_json::json;
use tokio::sync::Semaphore;

use super::super::model::{Audit, User};
use super::super::{audit, rules, store as people, tell_people};
use super::store;
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};

/// Longer ones are refused before any work is done for them.
const MOST_BYTES: usize = 1024;
/// Each hashing takes 19 MiB; more at once wait, so that a burst of sign-ins cannot exhaust the memory.
const AT_ONCE: usize = 2;
const GENERATED_LENGTH: usize = 20;

/// Who comes when so many wait already is asked to come again, so that a flood does not become an endless queue.
const WAITING: usize = 100;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);
static SEATS: Semaphore = Semaphore::const_new(WAITING);

/// What unknown users and users without a password are checked against, so that they take as long as others.
static NOBODYS: LazyLock<String> = LazyLock::new(|| hash_now("nobody's password").unwrap_or_default());

/// Short ones and those that are guessed first are refused. `field` is where the password stands in the input.
pub fn check(app: &SharedApp, field: &str, password: &str, username: &str) -> Result<()> {
    let least = app.config.passwords.min_length;
    check_size(field, password)?;
    if password.chars().count() < least {
        return Err(Error::invalid(field, format!("The password is too short; it needs at least {least} characters.")));
    }
    let lower = password.to_lowercase();
    let name = username.to_lowercase();
    let is_name_with_digits = !core(&name).is_empty() && core(&lower) == core(&name);
    if lower == name || is_name_with_digits {
        return Err(Error::invalid(field, "The password must not be the user name, nor the user name with digits around it."));
    }
    if is_common(&lower) {
        return Err(Error::invalid(
            field,
            "This is one of the passwords that are guessed first. Choose another one, for example four unrelated words.",
        ));
    }
    Ok(())
}

pub fn check_size(field: &str, password: &str) -> Result<()> {
    if password.len() > MOST_BYTES {
        return Err(Error::invalid(field, format!("A password can have at most {MOST_BYTES} bytes.")));
    }
    Ok(())
}

/// Without what people put around a word to make it longer.
fn core(text: &str) -> &str {
    text.trim_matches(|letter: char| !letter.is_alphabetic())
}

fn is_common(lower: &str) -> bool {
    let mut letters: Vec<char> = lower.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    letters.len() < 4 || include_str!("common_passwords.txt").lines().any(|common| common == lower)
}

/// The form in which a password is stored. Call `check` before.
pub async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    off_the_loop(move || hash_now(&password)).await?
}

/// Takes the same time whether there is a password or not. Call `check_size` before.
pub async fn matches(stored: Option<String>, password: &str) -> Result<bool> {
    let password = password.to_owned();
    off_the_loop(move || {
        let known = stored.is_some();
        let text = stored.as_deref().unwrap_or(NOBODYS.as_str());
        let fits = PasswordHash::new(text).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        known && fits
    })
    .await
}

async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let busy =
        |_| Error::Unavailable { code: "SIGN_IN_BUSY", message: "Very many people sign in right now. Try again in a moment.".into() };
    let _seat = SEATS.try_acquire().map_err(busy)?;
    let _turn = TURNS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::internal(format!("hashing a password: {error}")))
}

fn hash_now(password: &str) -> Result<String> {
    let hash: PasswordHash =
        Argon2::default().hash_password(password.as_bytes()).map_err(|error| Error::internal(format!("argon2: {error}")))?;
    Ok(hash.to_string())
}

/// A new password of an administrator's choice. Ends all sessions of the person, whoever has them.
pub async fn reset(app: &SharedApp, actor: &Actor, user_id: &str, password: &str, temporary: bool) -> Result<User> {
    actor.require_admin()?;
    if actor.id == user_id {
        return Err(Error::not_allowed("Your own password is changed on your profile page, where the present one is asked for."));
    }
    let user = people::user(app.db.read(), user_id).await?.ok_or_else(|| Error::resource_not_found("users", user_id))?;
    check(app, "password", password, &user.username)?;
    set(app, actor, &user, password, temporary).await?;
    Ok(user)
}

/// For the operator at the machine, when nobody can sign in any more. Answers the password, which has to be changed at the next sign-in.
pub async fn reset_by_operator(app: &SharedApp, username: &str, new_password: Option<String>) -> Result<String> {
    let user = people::user_by_name(app.db.read(), username).await?;
    let user = user.ok_or_else(|| Error::NotFound(format!("There is no user {}.", rules::quoted(username))))?;
    let password = new_password.unwrap_or_else(generated);
    check(app, "password", &password, &user.username)?;
    set(app, &Actor::system(), &user, &password, true).await?;
    let mut tx = app.db.begin().await?;
    store::forget_attempts(&mut tx, &super::attempts::of_account(&user.username)).await?;
    tx.commit().await?;
    Ok(password)
}

async fn set(app: &SharedApp, actor: &Actor, user: &User, password: &str, temporary: bool) -> Result<()> {
    let hash = hash(password).await?;
    let mut tx = app.db.begin().await?;
    store::set_password(&mut tx, &user.id, &hash, temporary).await?;
    store::end_sessions(&mut tx, &user.id, None).await?;
    let entry = Audit::of("reset-password", "user", &user.id, &user.username).with(json!({ "temporary": temporary }));
    audit(app, &mut tx, actor, entry).await?;
    tx.commit().await?;
    tell_people(app, std::slice::from_ref(&user.id));
    Ok(())
}

/// Letters and digits that are not mistaken for each other.
fn generated() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
    let mut random = rand::rng();
    (0..GENERATED_LENGTH).map(|_| LETTERS[random.random_range(0..LETTERS.len())] as char).collect()
}
