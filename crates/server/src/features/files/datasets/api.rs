//! GraphQL of data sets.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::actions::{self, Dataset};
use crate::auth::{actor, app};
use crate::features::files::change::api::CopySession;
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::identity::rules;
use crate::paging::{self, Cut, PageInfo};

#[derive(SimpleObject)]
pub struct DatasetV2 {
    id: String,
    name: Option<String>,
    created_by: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
    tags: Option<Vec<Option<String>>>,
    /// Of one data set; null in lists.
    size: Option<f64>,
}

impl From<Dataset> for DatasetV2 {
    fn from(dataset: Dataset) -> Self {
        Self {
            name: Some(dataset.id.clone()),
            id: dataset.id,
            created_by: Some(dataset.about.created_by),
            created_at: Some(dataset.about.created_at),
            updated_at: Some(dataset.about.updated_at),
            tags: Some(dataset.about.tags.into_iter().map(Some).collect()),
            size: dataset.size.map(|size| size as f64),
        }
    }
}

#[derive(SimpleObject)]
pub struct DatasetV2Edge {
    node: DatasetV2,
    cursor: String,
}

#[derive(SimpleObject)]
pub struct DatasetV2Connection {
    page_info: PageInfo,
    edges: Vec<Option<DatasetV2Edge>>,
    total_count: i64,
}

#[derive(InputObject)]
pub struct DatasetV2WhereUniqueInput {
    id: String,
    group_name: String,
}

#[derive(InputObject)]
pub struct DatasetV2WhereInput {
    group_name: String,
    search: Option<String>,
}

#[derive(InputObject, Default)]
pub struct DatasetV2OrderByInput {
    id: Option<String>,
    created_by: Option<String>,
    updated_at: Option<String>,
}

#[derive(InputObject)]
pub struct DatasetV2CreateInput {
    id: String,
    group_name: String,
    tags: Option<Vec<Option<String>>>,
}

#[derive(InputObject)]
pub struct DatasetV2UpdateInput {
    /// Ignored; clients of the original send it along.
    group_name: Option<String>,
    tags: Option<Vec<Option<String>>>,
}

#[derive(Clone, Copy)]
enum By {
    Id,
    Creator,
    Update,
}

#[derive(Default)]
pub struct DatasetQuery;

#[Object]
impl DatasetQuery {
    async fn dataset_v2(&self, ctx: &Context<'_>, r#where: DatasetV2WhereUniqueInput) -> Result<DatasetV2> {
        let place = Place::of(app(ctx), actor(ctx)?, &r#where.group_name).await?;
        Ok(actions::get(&place, &r#where.id).await?.into())
    }

    async fn dataset_v2_connection(
        &self,
        ctx: &Context<'_>,
        r#where: Option<DatasetV2WhereInput>,
        page: Option<i32>,
        page_size: Option<i32>,
        order_by: Option<DatasetV2OrderByInput>,
    ) -> Result<DatasetV2Connection> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let (group_name, search) = r#where.map(|given| (given.group_name, given.search)).unwrap_or_default();
        let search = rules::search("where.search", search)?.map(|text| text.to_lowercase());
        let order = order_by.unwrap_or_default();
        let order = paging::order(&[(By::Id, &order.id), (By::Creator, &order.created_by), (By::Update, &order.updated_at)])?;
        let cut = Cut::new(page.or(Some(1)), page_size, None, None, None, None)?;
        let place = Place::of(app, actor, &group_name).await?;
        let mut found = actions::list(&place).await?;
        if let Some(search) = search {
            found.retain(|set| {
                set.id.to_lowercase().contains(&search) || set.about.tags.iter().any(|tag| tag.to_lowercase().contains(&search))
            });
        }
        sort(&mut found, order);
        let total = found.len() as i64;
        let (limit, offset) = cut.limit_and_offset();
        let rows = found.into_iter().skip(offset as usize).take(limit as usize).collect();
        let page = cut.apply(rows, total, |set: &Dataset| &set.id);
        let edge = |set: Dataset| Some(DatasetV2Edge { cursor: set.id.clone(), node: set.into() });
        Ok(DatasetV2Connection { page_info: page.info, edges: page.rows.into_iter().map(edge).collect(), total_count: total })
    }
}

fn sort(sets: &mut [Dataset], order: Option<(By, bool)>) {
    sets.sort_by_cached_key(|set| (set.id.to_lowercase(), set.id.clone()));
    let (by, descending) = order.unwrap_or((By::Id, false));
    match by {
        By::Id => {}
        By::Creator => sets.sort_by(|a, b| a.about.created_by.cmp(&b.about.created_by)),
        By::Update => sets.sort_by(|a, b| a.about.updated_at.cmp(&b.about.updated_at)),
    }
    if descending {
        sets.reverse();
    }
}

#[derive(Default)]
pub struct DatasetMutation;

#[Object]
impl DatasetMutation {
    async fn create_dataset_v2(&self, ctx: &Context<'_>, data: DatasetV2CreateInput) -> Result<DatasetV2> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let place = Place::of(app, actor, &data.group_name).await?;
        Ok(actions::create(app, actor, &place, &data.id, &data.tags.unwrap_or_default()).await?.into())
    }

    async fn update_dataset_v2(
        &self,
        ctx: &Context<'_>,
        data: DatasetV2UpdateInput,
        r#where: DatasetV2WhereUniqueInput,
    ) -> Result<Option<DatasetV2>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        // Only taken to be ignored.
        drop(data.group_name);
        let place = Place::of(app, actor, &r#where.group_name).await?;
        Ok(Some(actions::update(app, actor, &place, &r#where.id, data.tags.as_deref()).await?.into()))
    }

    /// The folder goes into the trash.
    async fn delete_dataset_v2(&self, ctx: &Context<'_>, r#where: DatasetV2WhereUniqueInput) -> Result<DatasetV2> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let place = Place::of(app, actor, &r#where.group_name).await?;
        Ok(actions::delete(app, actor, &place, &r#where.id).await?.into())
    }

    /// `items` are names in the folder `path`. Goes on in the background.
    async fn copy_files_to_dataset_v2(
        &self,
        ctx: &Context<'_>,
        r#where: DatasetV2WhereUniqueInput,
        path: String,
        items: Option<Vec<String>>,
    ) -> Result<Option<CopySession>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let from = FilePath::parse(&path)?;
        let place = Place::of(app, actor, &r#where.group_name).await?;
        let session = actions::add(app, actor, &place, &r#where.id, &from, &items.unwrap_or_default()).await?;
        Ok(Some(session.into()))
    }
}
