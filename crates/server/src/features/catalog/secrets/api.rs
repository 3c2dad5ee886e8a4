//! GraphQL of secrets. Administrators see masks, everybody else names only.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::input::{MASK, SecretCreateInput, SecretOrderByInput, SecretType, SecretUpdateInput, SecretWhereInput, SecretWhereUniqueInput};
use super::store::{self, Filter, Order};
use super::{KUBERNETES, OPAQUE, actions};
use crate::auth::{actor, app};
use crate::features::catalog::model::Secret;
use crate::paging::{Cut, Page, PageInfo, order};

pub struct SecretObject {
    row: Secret,
    /// Names only otherwise.
    in_full: bool,
}

impl SecretObject {
    fn field(&self, kind: &str, text: Option<&str>) -> Option<String> {
        text.filter(|_| self.in_full && self.row.kind == kind).map(str::to_owned)
    }
}

#[Object(name = "Secret")]
impl SecretObject {
    async fn id(&self) -> ID {
        ID(self.row.id.clone())
    }

    async fn r#type(&self) -> SecretType {
        SecretType::of(&self.row)
    }

    async fn name(&self) -> &str {
        &self.row.name
    }

    async fn display_name(&self) -> Option<&str> {
        Some(self.row.display_name.as_deref().unwrap_or(&self.row.name))
    }

    async fn secret(&self) -> Option<String> {
        self.field(OPAQUE, Some(MASK))
    }

    async fn registry_host(&self) -> Option<String> {
        self.field(KUBERNETES, self.row.registry_host.as_deref())
    }

    async fn username(&self) -> Option<String> {
        self.field(KUBERNETES, self.row.username.as_deref())
    }

    async fn password(&self) -> Option<String> {
        self.field(KUBERNETES, Some(MASK))
    }
}

#[derive(SimpleObject)]
pub struct SecretEdge {
    node: SecretObject,
    cursor: String,
}

#[derive(SimpleObject)]
pub struct SecretConnection {
    page_info: PageInfo,
    edges: Vec<Option<SecretEdge>>,
    total_count: i64,
}

async fn find(
    ctx: &Context<'_>,
    filter: Option<SecretWhereInput>,
    order_by: Option<SecretOrderByInput>,
    cut: Cut,
) -> crate::error::Result<Page<Secret>> {
    let filter = filter.unwrap_or_default();
    let filter = Filter {
        id: filter.id.map(|id| id.0).unwrap_or_default(),
        kind: if filter.if_docker_config_json == Some(true) { KUBERNETES.into() } else { String::new() },
        search: filter.search.unwrap_or_default(),
    };
    let by = order_by.unwrap_or_default();
    let chosen = order(&[(Order::Name, &by.name), (Order::DisplayName, &by.display_name)])?;
    let (by, descending) = chosen.unwrap_or((Order::Name, false));
    let (limit, offset) = cut.limit_and_offset();
    let (rows, total) = store::list(app(ctx).db.read(), &filter, by, descending, limit, offset).await?;
    Ok(cut.apply(rows, total, |row| &row.id))
}

#[derive(Default)]
pub struct SecretQuery;

#[Object]
impl SecretQuery {
    async fn secret(&self, ctx: &Context<'_>, r#where: SecretWhereUniqueInput) -> Result<SecretObject> {
        let in_full = actor(ctx)?.is_admin;
        let row = store::get(app(ctx).db.read(), &r#where.id).await?;
        let row = row.ok_or_else(|| actions::not_found(&r#where.id))?;
        Ok(SecretObject { row, in_full })
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments of the original's API")]
    async fn secrets(
        &self,
        ctx: &Context<'_>,
        r#where: Option<SecretWhereInput>,
        page: Option<i32>,
        order_by: Option<SecretOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<Vec<Option<SecretObject>>> {
        let in_full = actor(ctx)?.is_admin;
        let page = find(ctx, r#where, order_by, Cut::new(page, None, before, after, first, last)?).await?;
        Ok(page.rows.into_iter().map(|row| Some(SecretObject { row, in_full })).collect())
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments of the original's API")]
    async fn secrets_connection(
        &self,
        ctx: &Context<'_>,
        r#where: Option<SecretWhereInput>,
        page: Option<i32>,
        page_size: Option<i32>,
        order_by: Option<SecretOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<SecretConnection> {
        actor(ctx)?.require_admin()?;
        let page = find(ctx, r#where, order_by, Cut::new(page, page_size, before, after, first, last)?).await?;
        let edge = |row: Secret| Some(SecretEdge { cursor: row.id.clone(), node: SecretObject { row, in_full: true } });
        Ok(SecretConnection { page_info: page.info, edges: page.rows.into_iter().map(edge).collect(), total_count: page.total })
    }
}

#[derive(Default)]
pub struct SecretMutation;

#[Object]
impl SecretMutation {
    async fn create_secret(&self, ctx: &Context<'_>, data: SecretCreateInput) -> Result<SecretObject> {
        Ok(SecretObject { row: actions::create(app(ctx), actor(ctx)?, data).await?, in_full: true })
    }

    async fn update_secret(
        &self,
        ctx: &Context<'_>,
        data: SecretUpdateInput,
        r#where: SecretWhereUniqueInput,
    ) -> Result<Option<SecretObject>> {
        Ok(Some(SecretObject { row: actions::update(app(ctx), actor(ctx)?, &r#where.id, data).await?, in_full: true }))
    }

    async fn delete_secret(&self, ctx: &Context<'_>, r#where: SecretWhereUniqueInput) -> Result<Option<SecretObject>> {
        Ok(Some(SecretObject { row: actions::delete(app(ctx), actor(ctx)?, &r#where.id).await?, in_full: true }))
    }
}
