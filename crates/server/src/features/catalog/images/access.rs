//! Who may change an image? Administrators each, admins of a group those that belong to their group.

use crate::auth::Actor;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::features::catalog::model::Image;
use crate::features::identity;
use crate::features::identity::model::{EVERYONE, Group};

/// Goes by the group that is stored, never by what the client says.
pub async fn require_keeper(tx: &mut Tx, actor: &Actor, image: &Image) -> Result<()> {
    if actor.is_admin {
        return Ok(());
    }
    let Some(group) = &image.group_id else { return Err(refused()) };
    if identity::store::is_group_admin(&mut **tx, &actor.id, group).await? {
        return Ok(());
    }
    Err(refused())
}

/// The group that a new image shall belong to, if this person may make images there. None is the whole system.
pub async fn owner(tx: &mut Tx, actor: &Actor, name: Option<&str>) -> Result<Option<Group>> {
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        return if actor.is_admin { Ok(None) } else { Err(refused()) };
    };
    let group = identity::store::group_named(&mut **tx, name).await?.filter(|group| group.name != EVERYONE);
    match group {
        Some(group) if actor.is_admin || identity::store::is_group_admin(&mut **tx, &actor.id, &group.id).await? => Ok(Some(group)),
        None if actor.is_admin => Err(Error::invalid("groupName", format!("There is no group named \"{}\".", crate::error::shorten(name)))),
        _ => Err(refused()),
    }
}

fn refused() -> Error {
    Error::not_allowed("Not authorise: only administrators and the admins of the image's group may do this.")
}
