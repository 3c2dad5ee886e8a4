//! The SQL of images.

use sqlx::{Any, AnyPool, AssertSqlSafe, Executor};

use super::input::ImageWhereInput;
use crate::db::{Tx, contains};
use crate::error::{Error, Result};
use crate::features::catalog::bindings::IMAGE;
use crate::features::catalog::model::Image;

/// A search with more alternatives than this is no search of a person.
const MOST_CONDITIONS: usize = 60;

macro_rules! from_images {
    () => {
        "from images i left join groups g on g.id = i.group_id"
    };
}

macro_rules! image_columns {
    () => {
        concat!("i.*, g.name as group_name ", from_images!())
    };
}

#[derive(Clone, Copy, PartialEq)]
pub enum Owner {
    System,
    Group,
    Any,
}

#[derive(Clone, Copy)]
pub enum Order {
    Name,
    DisplayName,
    Description,
    Kind,
}

/// A condition in SQL with the texts that are bound to its placeholders.
struct Condition {
    sql: String,
    texts: Vec<String>,
}

impl Condition {
    /// `seen_by` leaves only what this person may use.
    fn new(owner: Owner, filter: &ImageWhereInput, seen_by: Option<&str>) -> Result<Self> {
        let mut condition = Self { sql: String::new(), texts: Vec::new() };
        condition.sql.push_str(match owner {
            Owner::System => "i.group_id is null",
            Owner::Group => "i.group_id is not null",
            Owner::Any => "1 = 1",
        });
        if let Some(user) = seen_by {
            let kind = condition.bind(IMAGE.into());
            let user = condition.bind(user.into());
            condition.sql.push_str(&format!(
                " and (i.is_global = 1 or exists (select 1 from bindings b join memberships m on m.group_id = b.group_id \
                 where b.kind = {kind} and b.object_id = i.id and m.user_id = {user}))"
            ));
        }
        condition.sql.push_str(" and ");
        let wanted = condition.wanted(filter)?;
        condition.sql.push_str(&wanted);
        Ok(condition)
    }

    fn bind(&mut self, text: String) -> String {
        self.texts.push(text);
        format!("${}", self.texts.len())
    }

    fn wanted(&mut self, filter: &ImageWhereInput) -> Result<String> {
        if self.texts.len() > MOST_CONDITIONS {
            return Err(Error::invalid("where", format!("There are too many conditions; at most {MOST_CONDITIONS} are read.")));
        }
        let mut parts = vec!["1 = 1".to_owned()];
        if let Some(id) = &filter.id {
            let place = self.bind(id.0.clone());
            parts.push(format!("i.id = {place}"));
        }
        if let Some(search) = filter.search.as_deref().filter(|text| !text.is_empty()) {
            let place = self.bind(contains(search));
            let columns = ["i.id", "coalesce(i.display_name, '')", "coalesce(i.description, '')", "i.kind"];
            let tests: Vec<String> = columns.iter().map(|column| format!("lower({column}) like lower({place}) escape '\\'")).collect();
            parts.push(format!("({})", tests.join(" or ")));
        }
        let substrings = [
            ("i.id", &filter.name_contains),
            ("coalesce(i.display_name, i.id)", &filter.display_name_contains),
            ("coalesce(g.name, '')", &filter.group_name_contains),
            ("i.kind", &filter.type_contains),
            ("coalesce(i.description, '')", &filter.description_contains),
        ];
        for (column, text) in substrings {
            if let Some(text) = text.as_deref().filter(|text| !text.is_empty()) {
                let place = self.bind(text.to_owned());
                // Unlike `like`, this tells capitals apart on both databases.
                parts.push(format!("replace({column}, {place}, '') <> {column}"));
            }
        }
        if let Some(alternatives) = &filter.or {
            let tests = alternatives.iter().flatten().map(|other| self.wanted(other)).collect::<Result<Vec<String>>>()?;
            if !tests.is_empty() {
                parts.push(format!("({})", tests.join(" or ")));
            }
        }
        Ok(format!("({})", parts.join(" and ")))
    }
}

/// What to list, in which order, and which part of it.
pub struct Wanted<'a> {
    pub owner: Owner,
    pub filter: &'a ImageWhereInput,
    pub seen_by: Option<&'a str>,
    pub order: Order,
    pub descending: bool,
    pub limit: i64,
    pub offset: i64,
}

/// The rows of one page, and how many there are on all pages.
pub async fn list(db: &AnyPool, wanted: Wanted<'_>) -> Result<(Vec<Image>, i64)> {
    let condition = Condition::new(wanted.owner, wanted.filter, wanted.seen_by)?;
    let by = match wanted.order {
        Order::Name => "i.id",
        Order::DisplayName => "lower(coalesce(i.display_name, i.id))",
        Order::Description => "lower(coalesce(i.description, ''))",
        Order::Kind => "i.kind",
    };
    let direction = if wanted.descending { "desc" } else { "asc" };
    let (sql, next) = (&condition.sql, condition.texts.len() + 1);
    let columns = image_columns!();
    let text = format!("select {columns} where {sql} order by {by} {direction}, i.id limit ${next} offset ${}", next + 1);
    let mut rows = sqlx::query_as(AssertSqlSafe(text));
    let from = from_images!();
    let mut total = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) {from} where {sql}")));
    for text in &condition.texts {
        rows = rows.bind(text.clone());
        total = total.bind(text.clone());
    }
    let rows = rows.bind(wanted.limit).bind(wanted.offset).fetch_all(db).await?;
    Ok((rows, total.fetch_one(db).await?))
}

pub async fn get<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<Image>> {
    Ok(sqlx::query_as(concat!("select ", image_columns!(), " where i.id = $1")).bind(id).fetch_optional(db).await?)
}

/// What a group has; `global` adds what everyone has.
pub async fn of_group(db: &AnyPool, group: &str, global: bool) -> Result<Vec<Image>> {
    let rows = sqlx::query_as(concat!(
        "select ",
        image_columns!(),
        " where (i.is_global = 1 and $3 = 1) or exists (select 1 from bindings b where b.kind = $1 and b.object_id = i.id and b.group_id = $2) \
         order by lower(coalesce(i.display_name, i.id)), i.id"
    ))
    .bind(IMAGE)
    .bind(group)
    .bind(i64::from(global))
    .fetch_all(db)
    .await?;
    Ok(rows)
}

/// Whether this person may use the image in one of his groups, or everybody may.
pub async fn is_usable_by<'e, E: Executor<'e, Database = Any>>(db: E, id: &str, user: &str) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar(
        "select 1 from images i where i.id = $1 and (i.is_global = 1 or exists (select 1 from bindings b \
         join memberships m on m.group_id = b.group_id where b.kind = $2 and b.object_id = i.id and m.user_id = $3))",
    )
    .bind(id)
    .bind(IMAGE)
    .bind(user)
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}

pub async fn with_pull_secret(tx: &mut Tx, secret: &str) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("select id from images where pull_secret = $1 order by id").bind(secret).fetch_all(&mut **tx).await?)
}

/// False when the name is taken.
pub async fn insert(tx: &mut Tx, row: &Image) -> Result<bool> {
    let done = sqlx::query(
        "insert into images (id, display_name, description, kind, url, url_for_gpu, pull_secret, group_id, is_global, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
    )
    .bind(&row.id)
    .bind(&row.display_name)
    .bind(&row.description)
    .bind(&row.kind)
    .bind(&row.url)
    .bind(&row.url_for_gpu)
    .bind(&row.pull_secret)
    .bind(&row.group_id)
    .bind(row.is_global)
    .bind(row.created_at)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn update(tx: &mut Tx, row: &Image) -> Result<()> {
    sqlx::query(
        "update images set display_name = $2, description = $3, kind = $4, url = $5, url_for_gpu = $6, pull_secret = $7, group_id = $8, \
         is_global = $9 where id = $1",
    )
    .bind(&row.id)
    .bind(&row.display_name)
    .bind(&row.description)
    .bind(&row.kind)
    .bind(&row.url)
    .bind(&row.url_for_gpu)
    .bind(&row.pull_secret)
    .bind(&row.group_id)
    .bind(row.is_global)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("delete from images where id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}
