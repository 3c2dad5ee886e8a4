//! GraphQL of instance types.

use async_graphql::{Context, ID, Json, Object, Result, SimpleObject};
use serde_json::{Value, json};

use super::actions;
use super::input::{
    InstanceTypeCreateInput, InstanceTypeOrderByInput, InstanceTypeUpdateInput, InstanceTypeWhereInput, InstanceTypeWhereUniqueInput,
};
use super::store::{self, Filter, Order};
use crate::amounts::{cores, gib};
use crate::auth::{actor, app};
use crate::features::catalog::api::groups_shown;
use crate::features::catalog::bindings::INSTANCE_TYPE;
use crate::features::catalog::model::{InstanceType, Toleration};
use crate::graphql::Group;
use crate::paging::{Cut, Page, PageInfo, order};

const DEFAULT_GPU_RESOURCE: &str = "nvidia.com/gpu";

pub struct InstanceTypeObject(pub InstanceType);

#[Object(name = "InstanceType")]
impl InstanceTypeObject {
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

    async fn cpu_limit(&self) -> Option<f64> {
        Some(cores(self.0.cpu_limit))
    }

    async fn memory_limit(&self) -> Option<f64> {
        Some(gib(self.0.memory_limit))
    }

    async fn gpu_limit(&self) -> Option<i64> {
        Some(self.0.gpu_limit)
    }

    async fn gpu_resource_name(&self) -> Option<&str> {
        Some(self.0.gpu_resource.as_deref().unwrap_or(DEFAULT_GPU_RESOURCE))
    }

    async fn cpu_request(&self) -> Option<f64> {
        self.0.cpu_request.map(cores)
    }

    async fn memory_request(&self) -> Option<f64> {
        self.0.memory_request.map(gib)
    }

    async fn global(&self) -> Option<bool> {
        Some(self.0.is_global == 1)
    }

    /// The form in which the original keeps it.
    async fn spec(&self) -> Option<Json<Value>> {
        let row = &self.0;
        let gigabytes = |mib: i64| format!("{}G", gib(mib));
        Some(Json(json!({
            "displayName": row.label(),
            "description": row.description,
            "limits.cpu": cores(row.cpu_limit),
            "limits.memory": gigabytes(row.memory_limit),
            "limits.gpu": row.gpu_limit,
            "gpuResourceName": row.gpu_resource.as_deref().unwrap_or(DEFAULT_GPU_RESOURCE),
            "requests.cpu": row.cpu_request.map(cores),
            "requests.memory": row.memory_request.map(gigabytes),
            "tolerations": row.tolerations(),
            "nodeSelector": row.node_selector(),
        })))
    }

    async fn groups(&self, ctx: &Context<'_>) -> Result<Option<Vec<Option<Group>>>> {
        groups_shown(ctx, INSTANCE_TYPE, &self.0.id).await.map(Some)
    }

    async fn tolerations(&self) -> Vec<Option<Toleration>> {
        self.0.tolerations().into_iter().map(Some).collect()
    }

    async fn node_selector(&self) -> Option<Json<Value>> {
        Some(Json(Value::Object(self.0.node_selector())))
    }
}

#[derive(SimpleObject)]
pub struct InstanceTypeEdge {
    node: InstanceTypeObject,
    cursor: String,
}

#[derive(SimpleObject)]
pub struct InstanceTypeConnection {
    page_info: PageInfo,
    edges: Vec<Option<InstanceTypeEdge>>,
    total_count: i64,
}

async fn find(
    ctx: &Context<'_>,
    filter: Option<InstanceTypeWhereInput>,
    order_by: Option<InstanceTypeOrderByInput>,
    cut: Cut,
) -> crate::error::Result<Page<InstanceType>> {
    let filter = filter.unwrap_or_default();
    let filter = Filter {
        id: filter.id.map(|id| id.0).unwrap_or_default(),
        search: filter.search.unwrap_or_default(),
        name_contains: filter.name_contains.unwrap_or_default(),
        display_name_contains: filter.display_name_contains.unwrap_or_default(),
    };
    let by = order_by.unwrap_or_default();
    let chosen = order(&[
        (Order::Name, &by.name),
        (Order::DisplayName, &by.display_name),
        (Order::Description, &by.description),
        (Order::Cpu, &by.cpu_limit),
        (Order::Memory, &by.memory_limit),
        (Order::Gpu, &by.gpu_limit),
    ])?;
    let (by, descending) = chosen.unwrap_or((Order::Name, false));
    let (limit, offset) = cut.limit_and_offset();
    let (rows, total) = store::list(app(ctx).db.read(), &filter, by, descending, limit, offset).await?;
    Ok(cut.apply(rows, total, |row| &row.id))
}

#[derive(Default)]
pub struct InstanceTypeQuery;

#[Object]
impl InstanceTypeQuery {
    async fn instance_type(&self, ctx: &Context<'_>, r#where: InstanceTypeWhereUniqueInput) -> Result<Option<InstanceTypeObject>> {
        actor(ctx)?.require_admin()?;
        Ok(store::get(app(ctx).db.read(), &r#where.id).await?.map(InstanceTypeObject))
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments of the original's API")]
    async fn instance_types(
        &self,
        ctx: &Context<'_>,
        r#where: Option<InstanceTypeWhereInput>,
        page: Option<i32>,
        order_by: Option<InstanceTypeOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<Vec<Option<InstanceTypeObject>>> {
        actor(ctx)?.require_admin()?;
        let page = find(ctx, r#where, order_by, Cut::new(page, None, before, after, first, last)?).await?;
        Ok(page.rows.into_iter().map(|row| Some(InstanceTypeObject(row))).collect())
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments of the original's API")]
    async fn instance_types_connection(
        &self,
        ctx: &Context<'_>,
        r#where: Option<InstanceTypeWhereInput>,
        page: Option<i32>,
        page_size: Option<i32>,
        order_by: Option<InstanceTypeOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<InstanceTypeConnection> {
        actor(ctx)?.require_admin()?;
        let page = find(ctx, r#where, order_by, Cut::new(page, page_size, before, after, first, last)?).await?;
        let edge = |row: InstanceType| Some(InstanceTypeEdge { cursor: row.id.clone(), node: InstanceTypeObject(row) });
        Ok(InstanceTypeConnection { page_info: page.info, edges: page.rows.into_iter().map(edge).collect(), total_count: page.total })
    }
}

#[derive(Default)]
pub struct InstanceTypeMutation;

#[Object]
impl InstanceTypeMutation {
    async fn create_instance_type(&self, ctx: &Context<'_>, data: InstanceTypeCreateInput) -> Result<InstanceTypeObject> {
        Ok(InstanceTypeObject(actions::create(app(ctx), actor(ctx)?, data).await?))
    }

    async fn update_instance_type(
        &self,
        ctx: &Context<'_>,
        data: InstanceTypeUpdateInput,
        r#where: InstanceTypeWhereUniqueInput,
    ) -> Result<Option<InstanceTypeObject>> {
        Ok(Some(InstanceTypeObject(actions::update(app(ctx), actor(ctx)?, &r#where.id, data).await?)))
    }

    async fn delete_instance_type(&self, ctx: &Context<'_>, r#where: InstanceTypeWhereUniqueInput) -> Result<Option<InstanceTypeObject>> {
        Ok(Some(InstanceTypeObject(actions::delete(app(ctx), actor(ctx)?, &r#where.id).await?)))
    }
}
