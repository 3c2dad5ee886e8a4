//! How are instance types and images given to groups? By connecting and disconnecting groups; the group `everyone` stands for all.

use std::collections::BTreeSet;

use super::store;
use crate::app::SharedApp;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::features::identity::inputs::{GroupCreateManyInput, GroupUpdateManyInput, GroupWhereUniqueInput};
use crate::features::identity::model::EVERYONE;

pub const INSTANCE_TYPE: &str = "instanceType";
pub const IMAGE: &str = "image";

/// Ids of groups to bind and to let go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupChange {
    pub connect: Vec<String>,
    pub disconnect: Vec<String>,
    /// Set when `everyone` was among them.
    pub global: Option<bool>,
}

impl GroupChange {
    pub fn at_creation(groups: Option<GroupCreateManyInput>) -> Result<Self> {
        let Some(groups) = groups else { return Ok(Self::default()) };
        refuse_nested(groups.create.is_some_and(|groups| !groups.is_empty()))?;
        Ok(Self::new(ids(groups.connect), Vec::new()))
    }

    pub fn at_update(groups: Option<GroupUpdateManyInput>) -> Result<Self> {
        let Some(groups) = groups else { return Ok(Self::default()) };
        refuse_nested(groups.create.is_some_and(|groups| !groups.is_empty()) || groups.delete.is_some_and(|groups| !groups.is_empty()))?;
        Ok(Self::new(ids(groups.connect), ids(groups.disconnect)))
    }

    fn new(connect: Vec<String>, disconnect: Vec<String>) -> Self {
        let everyone = |ids: &[String]| ids.iter().any(|id| id == EVERYONE);
        let global = if everyone(&connect) { Some(true) } else { everyone(&disconnect).then_some(false) };
        let others = |ids: Vec<String>| ids.into_iter().filter(|id| id != EVERYONE).collect();
        Self { connect: others(connect), disconnect: others(disconnect), global }
    }

    pub fn is_empty(&self) -> bool {
        self.connect.is_empty() && self.disconnect.is_empty()
    }

    /// A group that is both connected and disconnected ends up connected.
    pub async fn apply(&self, tx: &mut Tx, kind: &str, object: &str) -> Result<()> {
        for group in &self.disconnect {
            store::unbind(tx, kind, object, group).await?;
        }
        for group in &self.connect {
            if !store::bind(tx, kind, object, group).await? {
                return Err(Error::resource_not_found("groups", group));
            }
        }
        Ok(())
    }
}

/// Who is concerned when an object changes: those who could use it before, and those who can now.
#[derive(Debug, Default)]
pub struct Reach {
    everyone: bool,
    groups: BTreeSet<String>,
}

impl Reach {
    pub async fn add(&mut self, tx: &mut Tx, kind: &str, object: &str, is_global: i64) -> Result<()> {
        self.everyone |= is_global == 1;
        self.groups.extend(store::group_ids_of(tx, kind, object).await?);
        Ok(())
    }

    /// Tells open pages. What belongs to no group concerns administrators only.
    pub fn announce(&self, app: &SharedApp, kind: &'static str, object: &str) {
        if self.everyone {
            return app.events.changed(kind, object, None);
        }
        if self.groups.is_empty() {
            return app.events.changed(kind, object, Some(""));
        }
        for group in &self.groups {
            app.events.changed(kind, object, Some(group));
        }
    }
}

fn ids(groups: Option<Vec<GroupWhereUniqueInput>>) -> Vec<String> {
    groups.unwrap_or_default().into_iter().map(|group| group.id.0).collect()
}

fn refuse_nested(asked: bool) -> Result<()> {
    if asked {
        return Err(Error::invalid("groups", "Groups cannot be made or deleted from here; create the group first and connect it."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connecting_everyone_makes_it_global() {
        let change = GroupChange::new(vec!["g1".into(), EVERYONE.into()], vec!["g2".into()]);
        assert_eq!(change, GroupChange { connect: vec!["g1".into()], disconnect: vec!["g2".into()], global: Some(true) });
        assert_eq!(GroupChange::new(vec![], vec![EVERYONE.into()]).global, Some(false));
        assert_eq!(GroupChange::new(vec!["g1".into()], vec![]).global, None);
    }
}
