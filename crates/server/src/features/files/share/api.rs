//! GraphQL of public links.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::actions;
use super::store::{self, Link};
use crate::app::App;
use crate::auth::{actor, app};
use crate::clock::rfc3339;
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::identity;

#[derive(Clone, SimpleObject)]
pub struct ShareLink {
    hash: String,
    group_name: String,
    path: String,
    share_link: String,
    created_by: String,
    created_at: String,
    expires_at: Option<String>,
}

impl ShareLink {
    pub fn of(app: &App, group_name: &str, link: &Link) -> Self {
        Self {
            share_link: address(app, &link.hash),
            hash: link.hash.clone(),
            group_name: group_name.to_owned(),
            path: link.path.clone(),
            created_by: link.created_by.clone(),
            created_at: rfc3339(link.created_at),
            expires_at: link.expires_at.map(rfc3339),
        }
    }
}

/// The page that shows it.
fn address(app: &App, hash: &str) -> String {
    format!("{}/share/{hash}", app.config.public_url())
}

#[derive(InputObject)]
pub struct SharedFileWhereUniqueInput {
    group_name: String,
    phfs_path: String,
}

#[derive(SimpleObject)]
pub struct SharedFile {
    shared: Option<bool>,
    hash: Option<String>,
    share_link: Option<String>,
    expires_at: Option<String>,
}

impl SharedFile {
    fn of(app: &App, link: Option<Link>) -> Self {
        Self {
            shared: Some(link.is_some()),
            share_link: link.as_ref().map(|link| address(app, &link.hash)),
            expires_at: link.as_ref().and_then(|link| link.expires_at).map(rfc3339),
            hash: link.map(|link| link.hash),
        }
    }
}

#[derive(Default)]
pub struct ShareQuery;

#[Object]
impl ShareQuery {
    async fn shared_file(&self, ctx: &Context<'_>, r#where: SharedFileWhereUniqueInput) -> Result<SharedFile> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let path = FilePath::parse(&r#where.phfs_path)?;
        let place = Place::of(app, actor, &r#where.group_name).await?;
        let link = store::at(app.db.read(), &place.group.id, &path.shown(), app.clock.micros()).await?;
        Ok(SharedFile::of(app, link))
    }

    /// One's own, in all groups that one belongs to or in one of them, newest first.
    async fn my_share_links(&self, ctx: &Context<'_>, group_name: Option<String>) -> Result<Vec<ShareLink>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let groups = identity::groups_of(app, &actor.id).await?;
        let links = store::of_person(app.db.read(), &actor.id, app.clock.micros()).await?;
        let shown = |link: &Link| {
            let group = groups.iter().find(|group| group.id == link.group_id)?;
            let wanted = group_name.as_ref().is_none_or(|name| *name == group.name);
            wanted.then(|| ShareLink::of(app, &group.name, link))
        };
        Ok(links.iter().filter_map(shown).collect())
    }
}

#[derive(Default)]
pub struct ShareMutation;

#[Object]
impl ShareMutation {
    async fn share_file(&self, ctx: &Context<'_>, r#where: SharedFileWhereUniqueInput, expires_in_days: Option<i64>) -> Result<SharedFile> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let path = FilePath::parse(&r#where.phfs_path)?;
        let place = Place::of(app, actor, &r#where.group_name).await?;
        let link = actions::share(app, actor, &place, &path, expires_in_days).await?;
        Ok(SharedFile::of(app, Some(link)))
    }

    async fn unshare_file(&self, ctx: &Context<'_>, r#where: SharedFileWhereUniqueInput) -> Result<Option<SharedFile>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let path = FilePath::parse(&r#where.phfs_path)?;
        let place = Place::of(app, actor, &r#where.group_name).await?;
        actions::unshare(app, actor, &place, &path).await?;
        Ok(Some(SharedFile::of(app, None)))
    }
}
