//! Which part of a list is asked for, and how is it answered? Numbered pages as the portal and the SDK use them, and the cursors of the
//! original's API. A page behind the last one is empty, since the SDK stops only there.

use async_graphql::SimpleObject;

use crate::error::{Error, Result};

const PAGE_SIZE: i64 = 10;
const LARGEST_PAGE: i64 = 100;

#[derive(Clone, Debug, Default, PartialEq, SimpleObject)]
pub struct PageInfo {
    pub current_page: Option<i64>,
    pub total_page: Option<i64>,
    pub has_next_page: bool,
    pub has_previous_page: bool,
    pub start_cursor: Option<String>,
    pub end_cursor: Option<String>,
}

/// The arguments of a list, checked.
#[derive(Clone, Debug)]
pub enum Cut {
    Page { number: i64, size: i64 },
    Cursors { before: Option<String>, after: Option<String>, first: Option<usize>, last: Option<usize> },
}

/// The rows of the answer with what has to be said about their place in the whole list.
#[derive(Debug)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub info: PageInfo,
    pub total: i64,
}

impl Cut {
    /// Without `page`, `pageSize` and cursors everything is asked for.
    pub fn new(
        page: Option<i32>,
        page_size: Option<i32>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<Self> {
        if page.is_none() && page_size.is_none() {
            return Ok(Self::Cursors { before, after, first: count("first", first)?, last: count("last", last)? });
        }
        let number = page.map_or(1, i64::from);
        let size = page_size.map_or(PAGE_SIZE, i64::from);
        if number < 1 {
            return Err(Error::invalid("page", format!("page is {number}; pages are counted from 1.")));
        }
        if !(1..=LARGEST_PAGE).contains(&size) {
            return Err(Error::invalid("pageSize", format!("pageSize is {size}; 1 to {LARGEST_PAGE} are allowed.")));
        }
        Ok(Self::Page { number, size })
    }

    /// How many rows the query has to read, and from where. Lists that are cut by cursors are read whole.
    pub fn limit_and_offset(&self) -> (i64, i64) {
        match self {
            Self::Page { number, size } => (*size, (number - 1) * size),
            Self::Cursors { .. } => (i64::MAX, 0),
        }
    }

    /// `total` counts all rows of the list, `id` is the cursor of a row.
    pub fn apply<T>(self, rows: Vec<T>, total: i64, id: impl Fn(&T) -> &str) -> Page<T> {
        let (rows, mut info) = match self {
            Self::Page { number, size } => {
                let pages = ((total + size - 1) / size).max(1);
                let info = PageInfo {
                    current_page: Some(number),
                    total_page: Some(pages),
                    has_next_page: number < pages,
                    has_previous_page: number > 1,
                    ..Default::default()
                };
                (rows, info)
            }
            Self::Cursors { before, after, first, last } => {
                let place = |cursor: Option<String>| cursor.and_then(|cursor| rows.iter().position(|row| id(row) == cursor));
                let mut start = place(after).map_or(0, |found| found + 1);
                let mut end = place(before).unwrap_or(rows.len()).max(start);
                if let Some(first) = first {
                    end = end.min(start + first);
                }
                if let Some(last) = last {
                    start = start.max(end.saturating_sub(last));
                }
                let info = PageInfo { has_next_page: end < rows.len(), has_previous_page: start > 0, ..Default::default() };
                (rows.into_iter().skip(start).take(end - start).collect(), info)
            }
        };
        info.start_cursor = rows.first().map(|row| id(row).to_owned());
        info.end_cursor = rows.last().map(|row| id(row).to_owned());
        Page { rows, info, total }
    }
}

fn count(field: &str, number: Option<i32>) -> Result<Option<usize>> {
    let Some(number) = number else { return Ok(None) };
    let number = usize::try_from(number).map_err(|_| Error::invalid(field, format!("{field} is {number}; it cannot be negative.")))?;
    Ok(Some(number))
}

/// How long the whole list is. It is only counted when the page does not tell: one that is not full is the last.
pub async fn total(rows: usize, (limit, offset): (i64, i64), count: impl Future<Output = Result<i64>>) -> Result<i64> {
    let rows = rows as i64;
    if rows < limit && (rows > 0 || offset == 0) {
        return Ok(offset + rows);
    }
    count.await
}

/// The direction of the first field of an `orderBy` that is set, with that field.
pub fn order<F: Copy>(fields: &[(F, &Option<String>)]) -> Result<Option<(F, bool)>> {
    let Some((field, Some(direction))) = fields.iter().find(|(_, direction)| direction.is_some()) else { return Ok(None) };
    match direction.to_lowercase().as_str() {
        "asc" => Ok(Some((*field, false))),
        "desc" => Ok(Some((*field, true))),
        other => Err(Error::invalid(
            "orderBy",
            format!("The direction of orderBy is \"{}\"; asc and desc are allowed.", crate::error::shorten(other)),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTERS: [&str; 5] = ["a", "b", "c", "d", "e"];

    fn numbered(page: i32, size: i32) -> Cut {
        Cut::new(Some(page), Some(size), None, None, None, None).unwrap()
    }

    #[test]
    fn a_page_behind_the_last_is_empty_and_says_where_it_is() {
        let page = numbered(4, 2).apply(Vec::<&str>::new(), 5, |row| row);
        assert!(page.rows.is_empty());
        assert_eq!((page.info.current_page, page.info.total_page, page.info.has_next_page), (Some(4), Some(3), false));
    }

    #[test]
    fn an_empty_list_has_one_page() {
        assert_eq!(numbered(1, 10).apply(Vec::<&str>::new(), 0, |row| row).info.total_page, Some(1));
    }

    #[test]
    fn cursors_walk_forwards_and_backwards() {
        let forward = Cut::new(None, None, None, Some("b".into()), Some(2), None).unwrap();
        let page = forward.apply(LETTERS.to_vec(), 5, |row| row);
        assert_eq!(page.rows, ["c", "d"]);
        assert!(page.info.has_next_page && page.info.has_previous_page);
        let backward = Cut::new(None, None, Some("c".into()), None, None, Some(5)).unwrap();
        let page = backward.apply(LETTERS.to_vec(), 5, |row| row);
        assert_eq!(page.rows, ["a", "b"]);
        assert!(page.info.has_next_page && !page.info.has_previous_page);
    }

    #[test]
    fn without_arguments_everything_is_answered() {
        let all = Cut::new(None, None, None, None, None, None).unwrap();
        let page = all.apply(LETTERS.to_vec(), 5, |row| row);
        assert_eq!(page.rows.len(), 5);
        assert!(!page.info.has_next_page && !page.info.has_previous_page);
    }

    #[test]
    fn pages_below_one_and_beyond_a_hundred_rows_are_refused() {
        assert!(Cut::new(Some(0), None, None, None, None, None).is_err());
        assert!(Cut::new(Some(1), Some(101), None, None, None, None).is_err());
        assert!(Cut::new(None, None, None, None, Some(-1), None).is_err());
    }
}
