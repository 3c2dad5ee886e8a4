//! Which groups and members does a list show, and in which order?

use super::super::people::store::{self as people, Member};
use super::store;
use crate::app::SharedApp;
use crate::db::Filter;
use crate::error::Result;
use crate::features::identity::inputs::{GroupOrderByInput, GroupWhereInput};
use crate::features::identity::model::{EVERYONE, Group};
use crate::features::identity::rules;
use crate::paging::{Cut, Page, order};

pub async fn groups(
    app: &SharedApp,
    conditions: Option<GroupWhereInput>,
    cut: Cut,
    sorting: Option<GroupOrderByInput>,
) -> Result<Page<Group>> {
    let filter = filter(conditions)?;
    let total = store::count(app.db.read(), &filter).await?;
    let rows = store::page(app.db.read(), &filter, sorted(sorting)?, cut.limit_and_offset()).await?;
    Ok(cut.apply(rows, total, |group| &group.id))
}

fn filter(conditions: Option<GroupWhereInput>) -> Result<Filter> {
    let mut filter = Filter::default();
    filter.text("g.id <> ?", EVERYONE);
    let Some(given) = conditions else { return Ok(filter) };
    if let Some(id) = given.id {
        filter.text("g.id = ?", id.0);
    }
    let name = rules::search("where.name_contains", given.name_contains)?;
    let display_name = rules::search("where.displayName_contains", given.display_name_contains)?;
    let search = rules::search("where.search", given.search)?;
    filter.search(&["g.name"], name.as_deref());
    filter.search(&["g.display_name"], display_name.as_deref());
    filter.search(&["g.name", "g.display_name"], search.as_deref());
    Ok(filter)
}

/// No limit is larger than any limit. Equal rows are put into the order of names, so that no row is on two pages.
macro_rules! unlimited_last {
    ($column:literal) => {
        (
            concat!("coalesce(", $column, ", 9223372036854775807), g.path_key"),
            concat!("coalesce(", $column, ", 9223372036854775807) desc, g.path_key"),
        )
    };
}

fn sorted(sorting: Option<GroupOrderByInput>) -> Result<&'static str> {
    let Some(by) = sorting else { return Ok("g.path_key") };
    let choice = order(&[
        (("g.path_key", "g.path_key desc"), &by.name),
        (
            (
                "lower(coalesce(nullif(g.display_name, ''), g.name)), g.path_key",
                "lower(coalesce(nullif(g.display_name, ''), g.name)) desc, g.path_key",
            ),
            &by.display_name,
        ),
        (
            (
                "case when g.enabled_shared_volume = 1 then coalesce(g.shared_volume_capacity, 0) else 0 end, g.path_key",
                "case when g.enabled_shared_volume = 1 then coalesce(g.shared_volume_capacity, 0) else 0 end desc, g.path_key",
            ),
            &by.shared_volume_capacity,
        ),
        (unlimited_last!("g.quota_cpu"), &by.quota_cpu),
        (unlimited_last!("g.quota_gpu"), &by.quota_gpu),
        (unlimited_last!("g.quota_memory"), &by.quota_memory),
        (unlimited_last!("g.project_quota_cpu"), &by.project_quota_cpu),
        (unlimited_last!("g.project_quota_gpu"), &by.project_quota_gpu),
        (unlimited_last!("g.project_quota_memory"), &by.project_quota_memory),
    ])?;
    Ok(match choice {
        None => "g.path_key",
        Some(((ascending, _), false)) => ascending,
        Some(((_, descending), true)) => descending,
    })
}

/// Members by name; addresses are searched, too, since members see each other's.
pub async fn members(
    app: &SharedApp,
    group_id: &str,
    search: Option<String>,
    page: Option<i32>,
    page_size: Option<i32>,
) -> Result<Page<Member>> {
    let cut = Cut::new(page.or(Some(1)), page_size, None, None, None, None)?;
    let search = rules::search("search", search)?;
    let mut filter = Filter::default();
    filter.text("m.group_id = ?", group_id);
    filter.search_key("u.search_key", search.as_deref());
    let total = people::count_members(app.db.read(), &filter).await?;
    let rows = people::members_page(app.db.read(), &filter, cut.limit_and_offset()).await?;
    Ok(cut.apply(rows, total, |member| &member.user.id))
}
