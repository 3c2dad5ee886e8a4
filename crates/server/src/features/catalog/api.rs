//! GraphQL of the catalog: what the parts offer together, and what a group may use.

use async_graphql::{Context, ID, MergedObject, Object, Result, SimpleObject};

use super::images::api::{ImageMutation, ImageObject, ImageQuery, QueryImageMode};
use super::instance_types::api::{InstanceTypeMutation, InstanceTypeObject, InstanceTypeQuery};
use super::secrets::api::{SecretMutation, SecretQuery};
use super::{images, instance_types, store};
use crate::auth::{actor, app};
use crate::features::identity::model::EVERYONE;
use crate::graphql::Group;

#[derive(MergedObject, Default)]
pub struct CatalogQuery(InstanceTypeQuery, ImageQuery, SecretQuery);

#[derive(MergedObject, Default)]
pub struct CatalogMutation(InstanceTypeMutation, ImageMutation, SecretMutation);

/// A volume. The name of the type is the original's.
#[derive(SimpleObject)]
pub struct Dataset {
    id: ID,
    name: String,
    display_name: Option<String>,
    description: Option<String>,
    r#type: Option<String>,
    writable: Option<bool>,
    global: Option<bool>,
}

pub struct GroupCatalog {
    pub group_id: String,
    /// With the global objects merged in.
    pub effective: bool,
}

impl GroupCatalog {
    /// What is global belongs to the group `everyone`.
    fn with_global(&self) -> bool {
        self.effective || self.group_id == EVERYONE
    }

    async fn images_of(&self, ctx: &Context<'_>, mode: QueryImageMode) -> Result<Option<Vec<Option<ImageObject>>>> {
        let rows = images::store::of_group(app(ctx).db.read(), &self.group_id, self.with_global()).await?;
        Ok(Some(rows.into_iter().filter(|row| mode.holds(row)).map(|row| Some(ImageObject(row))).collect()))
    }
}

#[Object]
impl GroupCatalog {
    async fn instance_types(&self, ctx: &Context<'_>) -> Result<Option<Vec<Option<InstanceTypeObject>>>> {
        let rows = instance_types::store::of_group(app(ctx).db.read(), &self.group_id, self.with_global()).await?;
        Ok(Some(rows.into_iter().map(|row| Some(InstanceTypeObject(row))).collect()))
    }

    async fn images(&self, ctx: &Context<'_>, mode: Option<QueryImageMode>) -> Result<Option<Vec<Option<ImageObject>>>> {
        self.images_of(ctx, mode.unwrap_or(QueryImageMode::All)).await
    }

    /// The images that belong to this group alone.
    async fn group_images(&self, ctx: &Context<'_>) -> Result<Option<Vec<Option<ImageObject>>>> {
        self.images_of(ctx, QueryImageMode::GroupOnly).await
    }

    async fn datasets(&self) -> Option<Vec<Option<Dataset>>> {
        Some(Vec::new())
    }
}

/// The groups of an instance type or image: all for administrators, and their own for everybody else.
pub async fn groups_shown(ctx: &Context<'_>, kind: &str, object: &str) -> Result<Vec<Option<Group>>> {
    let (app, actor) = (app(ctx), actor(ctx)?);
    let groups = if actor.is_admin {
        store::groups_of(app.db.read(), kind, object).await?
    } else {
        store::groups_of_seen_by(app.db.read(), kind, object, &actor.id).await?
    };
    Ok(groups.into_iter().map(|group| Some(Group::from(group))).collect())
}
