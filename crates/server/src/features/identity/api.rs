//! GraphQL of people, groups, sessions, tokens and the audit, put together.

use async_graphql::MergedObject;

pub use super::groups::api::{EnvVar, GroupCore, MemberCore};
pub use super::people::api::UserCore;
use super::{account, audit, groups, notices, people};

#[derive(MergedObject, Default)]
pub struct IdentityQuery(
    account::api::AccountQuery,
    people::api::PeopleQuery,
    groups::api::GroupQuery,
    audit::api::AuditQuery,
    notices::api::NoticeQuery,
);

#[derive(MergedObject, Default)]
pub struct IdentityMutation(
    account::api::AccountMutation,
    people::api::PeopleMutation,
    groups::api::GroupMutation,
    notices::api::NoticeMutation,
);
