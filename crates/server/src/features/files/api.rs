//! What the slice adds to the API, in one place.

use async_graphql::MergedObject;

use super::change::api::ChangeMutation;
use super::datasets::api::{DatasetMutation, DatasetQuery};
use super::list::api::ListQuery;
use super::quota::api::{QuotaMutation, QuotaQuery};
use super::share::api::{ShareMutation, ShareQuery};
use super::trash::api::{TrashMutation, TrashQuery};

#[derive(MergedObject, Default)]
pub struct FilesQuery(ListQuery, TrashQuery, QuotaQuery, ShareQuery, DatasetQuery);

#[derive(MergedObject, Default)]
pub struct FilesMutation(ChangeMutation, TrashMutation, QuotaMutation, ShareMutation, DatasetMutation);
