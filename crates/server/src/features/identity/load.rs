//! How do lists read what belongs to each of their rows without asking for each one? Loaders that gather keys and ask once.

use std::collections::HashMap;
use std::hash::Hash;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};

use super::model::{Group, User};
use super::{groups, people};
use crate::app::SharedApp;
use crate::error::{Error, Result};

/// The groups of a person, with whether he is their administrator, in the order of their names.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct GroupsOf(pub String);

/// The members of a group, with whether they are its administrators, in the order of their names.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MembersOf(pub String);

/// The user names of a group's administrators, in order.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AdminsOf(pub String);

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MemberCountOf(pub String);

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TokenCountOf(pub String);

pub struct People(SharedApp);

/// One for the whole schema: it keeps nothing, so nobody sees what is old or somebody else's.
pub fn people(app: &SharedApp) -> DataLoader<People> {
    DataLoader::new(People(app.clone()), tokio::spawn)
}

pub fn loader<'a>(ctx: &'a Context<'_>) -> &'a DataLoader<People> {
    // The schema is only ever built with the loader in its data.
    ctx.data::<DataLoader<People>>().expect("the schema holds the loader")
}

impl Loader<GroupsOf> for People {
    type Value = Vec<(Group, bool)>;
    type Error = Error;

    async fn load(&self, keys: &[GroupsOf]) -> Result<HashMap<GroupsOf, Self::Value>> {
        let ids: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let rows = groups::store::groups_of_users(self.0.db.read(), &ids).await?;
        Ok(gathered(rows.into_iter().map(|row| (GroupsOf(row.user_id), (row.group, row.member_is_admin == 1)))))
    }
}

impl Loader<MembersOf> for People {
    type Value = Vec<User>;
    type Error = Error;

    async fn load(&self, keys: &[MembersOf]) -> Result<HashMap<MembersOf, Self::Value>> {
        let ids: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let rows = people::store::members_of_groups(self.0.db.read(), &ids).await?;
        Ok(gathered(rows.into_iter().map(|row| (MembersOf(row.group_id), row.user))))
    }
}

impl Loader<AdminsOf> for People {
    type Value = Vec<String>;
    type Error = Error;

    async fn load(&self, keys: &[AdminsOf]) -> Result<HashMap<AdminsOf, Self::Value>> {
        let ids: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let rows = people::store::admins_of_groups(self.0.db.read(), &ids).await?;
        Ok(gathered(rows.into_iter().map(|(group, name)| (AdminsOf(group), name))))
    }
}

impl Loader<MemberCountOf> for People {
    type Value = i64;
    type Error = Error;

    async fn load(&self, keys: &[MemberCountOf]) -> Result<HashMap<MemberCountOf, i64>> {
        let ids: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let counts = groups::store::member_counts(self.0.db.read(), &ids).await?;
        Ok(counts.into_iter().map(|(id, count)| (MemberCountOf(id), count)).collect())
    }
}

impl Loader<TokenCountOf> for People {
    type Value = i64;
    type Error = Error;

    async fn load(&self, keys: &[TokenCountOf]) -> Result<HashMap<TokenCountOf, i64>> {
        let ids: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let counts = people::store::token_counts(self.0.db.read(), &ids, self.0.clock.micros()).await?;
        Ok(counts.into_iter().map(|(id, count)| (TokenCountOf(id), count)).collect())
    }
}

fn gathered<K: Hash + Eq, V>(rows: impl Iterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut found: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in rows {
        found.entry(key).or_default().push(value);
    }
    found
}
