//! Which people does a list show? Filters, orders, and the page numbers by which the original's user list is walked.

use super::store;
use crate::app::SharedApp;
use crate::db::Filter;
use crate::error::{Error, Result};
use crate::features::identity::inputs::{UserWhereInput, UsersOrderBy};
use crate::features::identity::model::User;
use crate::features::identity::rules;
use crate::paging::{self, Page, PageInfo};

const PAGE_SIZE: i64 = 10;
const LARGEST_PAGE: i64 = 100;

/// Pages from 0 on.
pub struct Part {
    index: i64,
    size: i64,
    numbered: bool,
}

impl Part {
    /// `page` counts from 1; `after`, or else `before`, is the index of the page as text.
    pub fn new(page: Option<i32>, first: Option<i32>, last: Option<i32>, after: Option<String>, before: Option<String>) -> Result<Self> {
        let (field, size) = if first.is_some() { ("first", first) } else { ("last", last) };
        let size = size.map_or(PAGE_SIZE, i64::from);
        if size < 0 {
            return Err(Error::invalid(field, format!("{field} is {size}; it cannot be negative.")));
        }
        let index = match (page, &after, &before) {
            (Some(page), _, _) if page < 1 => return Err(Error::invalid("page", format!("page is {page}; pages are counted from 1."))),
            (Some(page), _, _) => i64::from(page) - 1,
            (None, Some(after), _) => number("after", after)?,
            (None, None, Some(before)) => number("before", before)?,
            (None, None, None) => 0,
        };
        Ok(Self { index, size: size.min(LARGEST_PAGE), numbered: page.is_some() })
    }

    fn info(&self, total: i64) -> PageInfo {
        let pages = if self.size == 0 { 1 } else { ((total + self.size - 1) / self.size).max(1) };
        PageInfo {
            current_page: self.numbered.then_some(self.index + 1),
            total_page: self.numbered.then_some(pages),
            has_next_page: self.index + 1 < pages,
            has_previous_page: self.index > 0,
            start_cursor: (self.index > 0).then(|| (self.index - 1).to_string()),
            end_cursor: (self.index + 1 < pages).then(|| (self.index + 1).to_string()),
        }
    }
}

fn number(field: &str, text: &str) -> Result<i64> {
    let found = text.parse::<u32>().map_err(|_| {
        Error::invalid(field, format!("{field} is {}; it has to be the number of a page, counted from 0.", rules::quoted(text)))
    })?;
    Ok(i64::from(found))
}

pub async fn users(app: &SharedApp, conditions: Option<UserWhereInput>, part: Part, order: Option<UsersOrderBy>) -> Result<Page<User>> {
    let filter = filter(conditions)?;
    let cut = (part.size, part.index * part.size);
    let rows = store::page(app.db.read(), &filter, sorted(order)?, cut).await?;
    let total = paging::total(rows.len(), cut, store::count(app.db.read(), &filter)).await?;
    Ok(Page { rows, info: part.info(total), total })
}

fn filter(conditions: Option<UserWhereInput>) -> Result<Filter> {
    let mut filter = Filter::default();
    let Some(given) = conditions else { return Ok(filter) };
    if let Some(id) = given.id {
        filter.text("u.id = ?", id.0);
    }
    if let Some(enabled) = given.enabled {
        filter.number("u.enabled = ?", enabled as i64);
    }
    if let Some(is_admin) = given.is_admin {
        filter.number("u.is_admin = ?", is_admin as i64);
    }
    let username = rules::search("where.username_contains", given.username_contains)?;
    let email = rules::search("where.email_contains", given.email_contains)?;
    let search = rules::search("where.search", given.search)?;
    filter.search_key("u.username_key", username.as_deref());
    filter.search_key("u.email_key", email.as_deref());
    filter.search_key("u.search_key", search.as_deref());
    Ok(filter)
}

/// Equal rows are put into the order of names, so that no row is on two pages.
fn sorted(order: Option<UsersOrderBy>) -> Result<&'static str> {
    let Some(order) = order else { return Ok("u.username_key") };
    let field = order.field.unwrap_or_else(|| "username".into());
    let descending = match order.direction.as_deref().unwrap_or("asc").to_lowercase().as_str() {
        "asc" | "ascend" => false,
        "desc" | "descend" => true,
        other => {
            let message = format!("The direction is {}; asc and desc are allowed.", rules::quoted(other));
            return Err(Error::invalid("userOrderBy.direction", message));
        }
    };
    let (ascending_order, descending_order) = match field.as_str() {
        "username" => ("u.username_key", "u.username_key desc"),
        "email" => ("coalesce(u.email_key, '') asc, u.username_key", "coalesce(u.email_key, '') desc, u.username_key"),
        "name" | "firstName" => (
            "lower(coalesce(u.first_name, '')), lower(coalesce(u.last_name, '')), u.username_key",
            "lower(coalesce(u.first_name, '')) desc, lower(coalesce(u.last_name, '')) desc, u.username_key",
        ),
        "lastName" => ("lower(coalesce(u.last_name, '')), u.username_key", "lower(coalesce(u.last_name, '')) desc, u.username_key"),
        "enabled" => ("u.enabled, u.username_key", "u.enabled desc, u.username_key"),
        "isAdmin" => ("u.is_admin, u.username_key", "u.is_admin desc, u.username_key"),
        "createdTimestamp" => ("u.created_at, u.username_key", "u.created_at desc, u.username_key"),
        "lastSeenAt" => ("coalesce(u.last_seen_at, 0), u.username_key", "coalesce(u.last_seen_at, 0) desc, u.username_key"),
        other => {
            let message = format!(
                "Users cannot be sorted by {}; username, email, name, firstName, lastName, enabled, isAdmin, createdTimestamp and lastSeenAt are allowed.",
                rules::quoted(other)
            );
            return Err(Error::invalid("userOrderBy.field", message));
        }
    };
    Ok(if descending { descending_order } else { ascending_order })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(page: Option<i32>, first: Option<i32>, after: Option<&str>) -> Part {
        Part::new(page, first, None, after.map(Into::into), None).unwrap_or_else(|error| panic!("{error:?}"))
    }

    #[test]
    fn the_cursor_is_the_number_of_a_page() {
        let info = part(None, Some(10), Some("1")).info(25);
        assert_eq!((info.start_cursor.as_deref(), info.end_cursor.as_deref()), (Some("0"), Some("2")));
        assert!(info.has_next_page && info.has_previous_page);
        assert_eq!(info.current_page, None);
    }

    #[test]
    fn the_last_page_has_no_next_one() {
        let info = part(Some(3), None, None).info(25);
        assert_eq!((info.current_page, info.total_page, info.end_cursor), (Some(3), Some(3), None));
    }

    #[test]
    fn what_is_no_page_is_refused() {
        assert!(Part::new(Some(0), None, None, None, None).is_err());
        assert!(Part::new(None, Some(-1), None, None, None).is_err());
        assert!(Part::new(None, None, None, Some("x".into()), None).is_err());
    }
}
