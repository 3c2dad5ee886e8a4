//! What may be done with groups, and by whom? Administrators do everything, admins of a group manage its members and settings.

use serde_json::json;

use super::store::{self, Belongings};
use super::{change, members};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::features::identity::inputs::{GroupCreateInput, GroupUpdateInput};
use crate::features::identity::model::{Audit, EVERYONE, Group};
use crate::features::identity::{audit, rules, store as people};
use crate::ids;

pub async fn create(app: &SharedApp, actor: &Actor, data: GroupCreateInput) -> Result<Group> {
    actor.require_admin()?;
    rules::group_name(&data.name)?;
    let id = ids::sortable(&app.clock);
    let mut tx = app.db.begin().await?;
    store::insert(&mut tx, &id, &data.name, &rules::path_key(&data.name), app.clock.micros()).await?;
    let empty = people::group(&mut *tx, &id).await?.ok_or_else(|| Error::internal("the new group is gone"))?;
    let group = change_all(app, &mut tx, actor, empty, data.into(), "create").await?;
    tx.commit().await?;
    group.tell(app);
    Ok(group.group)
}

pub async fn update(app: &SharedApp, actor: &Actor, id: &str, data: GroupUpdateInput) -> Result<Group> {
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, &format!("group {id}")).await?;
    if !actor.is_admin && !people::is_group_admin(&mut *tx, &actor.id, id).await? {
        return Err(Error::not_allowed("Not Authorised! Only administrators and admins of the group may change it."));
    }
    let group = people::group(&mut *tx, id).await?.ok_or_else(|| Error::resource_not_found("groups", id))?;
    refuse_everyone(&group, "changed")?;
    let group = change_all(app, &mut tx, actor, group, data, "update").await?;
    tx.commit().await?;
    group.tell(app);
    Ok(group.group)
}

/// What has to be told once the change is committed.
struct Done {
    group: Group,
    people: Vec<String>,
}

impl Done {
    fn tell(&self, app: &SharedApp) {
        members::tell_members(app, &self.group, &self.people);
    }
}

async fn change_all(
    app: &SharedApp,
    tx: &mut Tx,
    actor: &Actor,
    before: Group,
    data: GroupUpdateInput,
    action: &'static str,
) -> Result<Done> {
    let changed = change::apply(&before, &data)?;
    if !actor.is_admin {
        changed.require_open_to_group_admins()?;
    }
    let group = changed.group;
    store::update(tx, &group).await?;
    let moves = members::change_members_of(app, tx, &group, data.users).await?;
    let admins = members::set_admins(tx, &group, data.admins).await?;
    let mut detail = json!({ "fields": changed.fields, "joined": moves.names_joined(), "left": moves.names_left() });
    if !admins.is_empty() {
        let names: Vec<String> = store::members(tx, &group.id).await?.into_iter().filter(|row| row.2 == 1).map(|row| row.1).collect();
        detail["admins"] = json!(names);
    }
    audit(app, tx, actor, Audit::of(action, "group", &group.id, &group.name).in_group(&group).with(detail)).await?;
    let mut people = moves.ids();
    people.extend(admins);
    people.sort();
    people.dedup();
    Ok(Done { group, people })
}

/// Memberships and notebooks go with the group; what still runs in it is stopped by the workload slice, which sees that it is gone.
pub async fn delete(app: &SharedApp, actor: &Actor, id: &str) -> Result<Group> {
    actor.require_admin()?;
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, &format!("group {id}")).await?;
    let group = people::group(&mut *tx, id).await?.ok_or_else(|| Error::resource_not_found("groups", id))?;
    refuse_everyone(&group, "deleted")?;
    let members = store::members(&mut tx, id).await?;
    store::delete(&mut tx, id).await?;
    let entry = Audit::of("delete", "group", &group.id, &group.name).in_group(&group).with(json!({ "members": members.len() }));
    audit(app, &mut tx, actor, entry).await?;
    tx.commit().await?;
    let people: Vec<String> = members.into_iter().map(|row| row.0).collect();
    members::tell_members(app, &group, &people);
    Ok(group)
}

pub async fn belongings(app: &SharedApp, actor: &Actor, id: &str) -> Result<Belongings> {
    actor.require_admin()?;
    people::group(app.db.read(), id).await?.ok_or_else(|| Error::resource_not_found("groups", id))?;
    store::belongings(app.db.read(), id).await
}

fn refuse_everyone(group: &Group, what: &str) -> Result<()> {
    if group.id == EVERYONE {
        return Err(Error::not_allowed(format!("The group \"everyone\" stands for all people and cannot be {what}.")));
    }
    Ok(())
}
