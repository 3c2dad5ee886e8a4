//! Who belongs to which group, and who administers it? Changed from either side: the group's members, or the person's groups.

use async_graphql::MaybeUndefined;

use super::store;
use crate::app::SharedApp;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::features::identity::inputs::{GroupUpdateManyInput, UserUpdateManyInput};
use crate::features::identity::model::{EVERYONE, Group, User};
use crate::features::identity::{rules, store as people, tell_people};

/// What happened to memberships, as pairs of id and name of the other side.
#[derive(Default)]
pub struct Moves {
    joined: Vec<(String, String)>,
    left: Vec<(String, String)>,
    /// Groups whose members changed; empty where the caller tells about his group himself.
    groups: Vec<String>,
}

impl Moves {
    pub fn names_joined(&self) -> Vec<&str> {
        self.joined.iter().map(|(_, name)| name.as_str()).collect()
    }

    pub fn names_left(&self) -> Vec<&str> {
        self.left.iter().map(|(_, name)| name.as_str()).collect()
    }

    pub fn ids(&self) -> Vec<String> {
        self.joined.iter().chain(&self.left).map(|(id, _)| id.clone()).collect()
    }

    pub fn tell(&self, app: &SharedApp) {
        for group in &self.groups {
            app.events.changed("group", group, Some(group));
        }
    }
}

/// Joining again and leaving twice are fine; the group `everyone` can be neither joined nor left.
pub async fn change_groups_of(app: &SharedApp, tx: &mut Tx, user: &User, change: Option<GroupUpdateManyInput>) -> Result<Moves> {
    let Some(change) = change else { return Ok(Moves::default()) };
    refuse_nested("groups", change.create.is_some_and(|list| !list.is_empty()) || change.delete.is_some_and(|list| !list.is_empty()))?;
    let mut moves = Moves::default();
    for id in change.disconnect.into_iter().flatten().map(|group| group.id.0) {
        refuse_everyone("groups.disconnect", &id)?;
        let Some(group) = people::group(&mut **tx, &id).await? else { continue };
        if people::remove_member(tx, &id, &user.id).await? {
            moves.left.push((id, group.name));
        }
    }
    for id in change.connect.into_iter().flatten().map(|group| group.id.0) {
        refuse_everyone("groups.connect", &id)?;
        let group = people::group(&mut **tx, &id).await?.ok_or_else(|| unknown("groups.connect", "group", &id))?;
        if people::add_member(tx, &id, &user.id, app.clock.micros()).await? {
            moves.joined.push((id, group.name));
        }
    }
    moves.groups = moves.ids();
    Ok(moves)
}

pub async fn change_members_of(app: &SharedApp, tx: &mut Tx, group: &Group, change: Option<UserUpdateManyInput>) -> Result<Moves> {
    let Some(change) = change else { return Ok(Moves::default()) };
    refuse_nested("users", change.create.is_some_and(|list| !list.is_empty()) || change.delete.is_some_and(|list| !list.is_empty()))?;
    let mut moves = Moves::default();
    for id in change.disconnect.into_iter().flatten().map(|user| user.id.0) {
        let Some(user) = people::user(&mut **tx, &id).await? else { continue };
        if people::remove_member(tx, &group.id, &id).await? {
            moves.left.push((id, user.username));
        }
    }
    for id in change.connect.into_iter().flatten().map(|user| user.id.0) {
        let user = people::user(&mut **tx, &id).await?.ok_or_else(|| unknown("users.connect", "user", &id))?;
        if people::add_member(tx, &group.id, &id, app.clock.micros()).await? {
            moves.joined.push((id, user.username));
        }
    }
    Ok(moves)
}

/// Makes exactly the named members administrators of the group. Names of nobody, or of people who are no members, are left out:
/// clients send back lists that they read earlier. Answers the ids of those whose right changed.
pub async fn set_admins(tx: &mut Tx, group: &Group, admins: MaybeUndefined<String>) -> Result<Vec<String>> {
    let text = match admins {
        MaybeUndefined::Undefined => return Ok(Vec::new()),
        MaybeUndefined::Null => String::new(),
        MaybeUndefined::Value(text) => text,
    };
    let names = rules::names_of_list(&text);
    let mut changed = Vec::new();
    for (id, username, is_admin) in store::members(tx, &group.id).await? {
        let wanted = names.contains(&username.to_lowercase());
        if wanted != (is_admin == 1) {
            store::set_group_admin(tx, &group.id, &id, wanted).await?;
            changed.push(id);
        }
    }
    Ok(changed)
}

/// The pages of these people show other groups and rights now.
pub fn tell_members(app: &SharedApp, group: &Group, people: &[String]) {
    app.events.changed("group", &group.id, Some(&group.id));
    tell_people(app, people);
}

fn refuse_nested(field: &str, asked: bool) -> Result<()> {
    if asked {
        let message = "Users and groups cannot be made or deleted inside another change. Create them first and connect them here.";
        return Err(Error::invalid(field, message));
    }
    Ok(())
}

fn refuse_everyone(field: &str, id: &str) -> Result<()> {
    if id == EVERYONE {
        return Err(Error::invalid(field, "Everybody belongs to the group \"everyone\"; it can be neither joined nor left."));
    }
    Ok(())
}

fn unknown(field: &str, kind: &str, id: &str) -> Error {
    Error::invalid(field, format!("There is no {kind} with the id {}.", rules::quoted(id)))
}
