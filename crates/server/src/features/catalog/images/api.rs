//! GraphQL of images.

use async_graphql::{Context, Enum, ID, Json, Object, Result, SimpleObject};
use serde_json::{Value, json};

use super::actions;
use super::input::{ImageCreateInput, ImageOrderByInput, ImageUpdateInput, ImageWhereInput, ImageWhereUniqueInput};
use super::readiness::{self, ImageReadiness};
use super::store::{self, Order, Owner, Wanted};
use crate::auth::{actor, app};
use crate::features::catalog::api::groups_shown;
use crate::features::catalog::bindings::IMAGE;
use crate::features::catalog::model::Image;
use crate::graphql::Group;
use crate::paging::{Cut, Page, PageInfo, order};

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum QueryImageMode {
    SystemOnly,
    GroupOnly,
    All,
}

impl QueryImageMode {
    fn owner(mode: Option<Self>) -> Owner {
        match mode {
            Some(Self::SystemOnly) => Owner::System,
            Some(Self::GroupOnly) => Owner::Group,
            Some(Self::All) | None => Owner::Any,
        }
    }

    pub fn holds(self, image: &Image) -> bool {
        match self {
            Self::SystemOnly => image.group_id.is_none(),
            Self::GroupOnly => image.group_id.is_some(),
            Self::All => true,
        }
    }
}

/// How an image was built. This release builds none.
#[derive(SimpleObject)]
pub struct ImageSpec {
    base_image: Option<String>,
    pull_secret: Option<String>,
    packages: Option<ImageSpecPackages>,
    cancel: Option<bool>,
    update_time: Option<String>,
}

#[derive(SimpleObject)]
pub struct ImageSpecPackages {
    apt: Option<Vec<Option<String>>>,
    pip: Option<Vec<Option<String>>>,
    conda: Option<Vec<Option<String>>>,
}

#[derive(SimpleObject)]
pub struct JobStatus {
    image: Option<String>,
    phase: Option<String>,
}

pub struct ImageObject(pub Image);

#[Object(name = "Image")]
impl ImageObject {
    async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    async fn name(&self) -> &str {
        &self.0.id
    }

    async fn display_name(&self) -> Option<&str> {
        Some(self.0.label())
    }

    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// cpu, gpu or both
    async fn r#type(&self) -> Option<&str> {
        Some(&self.0.kind)
    }

    async fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    async fn url_for_gpu(&self) -> Option<&str> {
        self.0.url_for_gpu.as_deref().or(self.0.url.as_deref())
    }

    async fn group_name(&self) -> Option<&str> {
        self.0.group_name.as_deref()
    }

    async fn global(&self) -> Option<bool> {
        Some(self.0.is_global == 1)
    }

    /// The form in which the original keeps it.
    async fn spec(&self) -> Option<Json<Value>> {
        let row = &self.0;
        Some(Json(json!({
            "displayName": row.label(),
            "description": row.description,
            "type": row.kind,
            "url": row.url,
            "urlForGpu": row.url_for_gpu.as_ref().or(row.url.as_ref()),
            "pullSecret": row.pull_secret,
            "groupName": row.group_name,
        })))
    }

    async fn use_image_pull_secret(&self) -> Option<&str> {
        self.0.pull_secret.as_deref()
    }

    async fn groups(&self, ctx: &Context<'_>) -> Result<Option<Vec<Option<Group>>>> {
        groups_shown(ctx, IMAGE, &self.0.id).await.map(Some)
    }

    async fn is_ready(&self, ctx: &Context<'_>) -> Option<bool> {
        Some(readiness::is_ready(&readiness::of(app(ctx), &self.0).await))
    }

    async fn log_endpoint(&self) -> Option<String> {
        None
    }

    async fn image_spec(&self) -> Option<ImageSpec> {
        None
    }

    async fn job_status(&self) -> Option<JobStatus> {
        None
    }

    async fn readiness(&self, ctx: &Context<'_>) -> ImageReadiness {
        readiness::of(app(ctx), &self.0).await
    }
}

#[derive(SimpleObject)]
pub struct ImageEdge {
    node: ImageObject,
    cursor: String,
}

#[derive(SimpleObject)]
pub struct ImageConnection {
    page_info: PageInfo,
    edges: Vec<Option<ImageEdge>>,
    total_count: i64,
}

/// People see the images of their groups and those of everyone; administrators see all.
async fn find(
    ctx: &Context<'_>,
    mode: Option<QueryImageMode>,
    filter: Option<ImageWhereInput>,
    order_by: Option<ImageOrderByInput>,
    cut: Cut,
) -> crate::error::Result<Page<Image>> {
    let actor = actor(ctx)?;
    let by = order_by.unwrap_or_default();
    let chosen = order(&[
        (Order::Name, &by.name),
        (Order::DisplayName, &by.display_name),
        (Order::Description, &by.description),
        (Order::Kind, &by.r#type),
    ])?;
    let (order, descending) = chosen.unwrap_or((Order::Name, false));
    let (limit, offset) = cut.limit_and_offset();
    let wanted = Wanted {
        owner: QueryImageMode::owner(mode),
        filter: &filter.unwrap_or_default(),
        seen_by: (!actor.is_admin).then_some(actor.id.as_str()),
        order,
        descending,
        limit,
        offset,
    };
    let (rows, total) = store::list(app(ctx).db.read(), wanted).await?;
    Ok(cut.apply(rows, total, |row| &row.id))
}

#[derive(Default)]
pub struct ImageQuery;

#[Object]
impl ImageQuery {
    async fn image(&self, ctx: &Context<'_>, r#where: ImageWhereUniqueInput) -> Result<Option<ImageObject>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let row = store::get(app.db.read(), &r#where.id).await?;
        if !actor.is_admin && !store::is_usable_by(app.db.read(), &r#where.id, &actor.id).await? {
            return Ok(None);
        }
        Ok(row.map(ImageObject))
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments of the original's API")]
    async fn images(
        &self,
        ctx: &Context<'_>,
        mode: Option<QueryImageMode>,
        r#where: Option<ImageWhereInput>,
        page: Option<i32>,
        order_by: Option<ImageOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<Vec<Option<ImageObject>>> {
        let page = find(ctx, mode, r#where, order_by, Cut::new(page, None, before, after, first, last)?).await?;
        Ok(page.rows.into_iter().map(|row| Some(ImageObject(row))).collect())
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments of the original's API")]
    async fn images_connection(
        &self,
        ctx: &Context<'_>,
        mode: Option<QueryImageMode>,
        r#where: Option<ImageWhereInput>,
        page: Option<i32>,
        page_size: Option<i32>,
        order_by: Option<ImageOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<ImageConnection> {
        let page = find(ctx, mode, r#where, order_by, Cut::new(page, page_size, before, after, first, last)?).await?;
        let edge = |row: Image| Some(ImageEdge { cursor: row.id.clone(), node: ImageObject(row) });
        Ok(ImageConnection { page_info: page.info, edges: page.rows.into_iter().map(edge).collect(), total_count: page.total })
    }
}

#[derive(Default)]
pub struct ImageMutation;

#[Object]
impl ImageMutation {
    async fn create_image(&self, ctx: &Context<'_>, data: ImageCreateInput) -> Result<ImageObject> {
        Ok(ImageObject(actions::create(app(ctx), actor(ctx)?, data).await?))
    }

    async fn update_image(&self, ctx: &Context<'_>, data: ImageUpdateInput, r#where: ImageWhereUniqueInput) -> Result<Option<ImageObject>> {
        Ok(Some(ImageObject(actions::update(app(ctx), actor(ctx)?, &r#where.id, data).await?)))
    }

    async fn delete_image(&self, ctx: &Context<'_>, r#where: ImageWhereUniqueInput) -> Result<Option<ImageObject>> {
        Ok(Some(ImageObject(actions::delete(app(ctx), actor(ctx)?, &r#where.id).await?)))
    }

    /// Asks the engine to fetch the image now.
    async fn pull_image(&self, ctx: &Context<'_>, r#where: ImageWhereUniqueInput) -> Result<Option<ImageObject>> {
        Ok(Some(ImageObject(actions::pull(app(ctx), actor(ctx)?, &r#where.id).await?)))
    }
}
