//! How does a list become SQL when its conditions vary? Pieces of fixed text with numbered placeholders; values are always bound.

use sqlx::any::AnyArguments;
use sqlx::query::{QueryAs, QueryScalar};
use sqlx::{Any, Arguments, AssertSqlSafe, FromRow, any::AnyRow};

use crate::db::contains;

#[derive(Clone, Default)]
pub struct Filter {
    conditions: Vec<String>,
    values: Vec<Bound>,
}

#[derive(Clone)]
enum Bound {
    Text(String),
    Number(i64),
}

impl Filter {
    /// Each `?` of the condition is replaced by a placeholder of this value.
    pub fn text(&mut self, condition: &'static str, value: impl Into<String>) -> &mut Self {
        self.push(condition, Bound::Text(value.into()))
    }

    pub fn number(&mut self, condition: &'static str, value: i64) -> &mut Self {
        self.push(condition, Bound::Number(value))
    }

    pub fn fixed(&mut self, condition: &'static str) -> &mut Self {
        self.conditions.push(condition.to_owned());
        self
    }

    /// Any of the columns holds the text, in capitals or not. Both sides are lowered by the database, which knows its own alphabet.
    pub fn search(&mut self, columns: &[&'static str], text: Option<&str>) -> &mut Self {
        let Some(text) = text else { return self };
        let place = self.place(Bound::Text(contains(text)));
        let tests: Vec<String> = columns.iter().map(|column| format!("lower({column}) like lower({place}) escape '\\'")).collect();
        self.conditions.push(format!("({})", tests.join(" or ")));
        self
    }

    /// The column is one of these; nothing is found for none.
    pub fn one_of(&mut self, column: &'static str, values: &[String]) -> &mut Self {
        if values.is_empty() {
            return self.fixed("1 = 0");
        }
        let places: Vec<String> = values.iter().map(|value| self.place(Bound::Text(value.clone()))).collect();
        self.conditions.push(format!("{column} in ({})", places.join(", ")));
        self
    }

    fn push(&mut self, condition: &'static str, value: Bound) -> &mut Self {
        let place = self.place(value);
        self.conditions.push(condition.replace('?', &place));
        self
    }

    fn place(&mut self, value: Bound) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn sql(&self, before: &str, after: &str) -> AssertSqlSafe<String> {
        let conditions = if self.conditions.is_empty() { "1 = 1".to_owned() } else { self.conditions.join(" and ") };
        AssertSqlSafe(format!("{before} where {conditions} {after}"))
    }

    fn arguments(&self) -> AnyArguments {
        let mut arguments = AnyArguments::default();
        for value in &self.values {
            let added = match value {
                Bound::Text(text) => arguments.add(text.clone()),
                Bound::Number(number) => arguments.add(*number),
            };
            // Adding to `Any` only collects the values.
            added.expect("texts and numbers can always be bound");
        }
        arguments
    }

    pub fn rows<O: for<'r> FromRow<'r, AnyRow>>(&self, before: &str, after: &str) -> QueryAs<'static, Any, O, AnyArguments> {
        sqlx::query_as_with(self.sql(before, after), self.arguments())
    }

    pub fn count(&self, from: &str) -> QueryScalar<'static, Any, i64, AnyArguments> {
        sqlx::query_scalar_with(self.sql(&format!("select count(*) from {from}"), ""), self.arguments())
    }

    /// The part of the list that starts after `offset` rows.
    pub fn page<O: for<'r> FromRow<'r, AnyRow>>(
        &self,
        before: &str,
        order: &'static str,
        (limit, offset): (i64, i64),
    ) -> QueryAs<'static, Any, O, AnyArguments> {
        self.rows(before, &format!("order by {order} limit {limit} offset {offset}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_through() {
        let mut filter = Filter::default();
        filter.number("enabled = ?", 1).search(&["a", "b"], Some("50%")).text("id = ?", "x");
        assert_eq!(
            filter.sql("select 1 from t", "").0,
            "select 1 from t where enabled = $1 and (lower(a) like lower($2) escape '\\' or lower(b) like lower($2) escape '\\') and id = $3 "
        );
    }

    #[test]
    fn a_list_without_conditions_is_everything_and_one_of_none_is_nothing() {
        assert_eq!(Filter::default().sql("select 1 from t", "").0, "select 1 from t where 1 = 1 ");
        assert!(Filter::default().one_of("id", &[]).sql("", "").0.contains("1 = 0"));
    }
}
