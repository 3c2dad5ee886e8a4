//! What may clients send about jobs? The original's inputs with our own fields.

use async_graphql::{ID, InputObject};

use super::model::Wish;
use super::store::Order;
use crate::error::{Error, Result};
use crate::paging;

#[derive(InputObject)]
pub struct PhJobWhereUniqueInput {
    pub id: ID,
}

#[derive(InputObject, Default)]
pub struct PhJobWhereInput {
    pub id: Option<ID>,
    /// Cut down to the caller's own groups; empty: all of them.
    #[graphql(name = "groupId_in")]
    pub group_id_in: Option<Vec<Option<String>>>,
    #[graphql(name = "displayName_contains")]
    pub display_name_contains: Option<String>,
    /// In name and id.
    pub search: Option<String>,
    pub mine: Option<bool>,
    #[graphql(name = "phase_in")]
    pub phase_in: Option<Vec<String>>,
    /// RFC 3339; created at or after.
    pub created_after: Option<String>,
    pub schedule: Option<ID>,
}

/// One field, asc or desc.
#[derive(InputObject, Default)]
pub struct PhJobOrderByInput {
    display_name: Option<String>,
    schedule: Option<String>,
    create_time: Option<String>,
    user_name: Option<String>,
    group_name: Option<String>,
    phase: Option<String>,
    instance_type: Option<String>,
    start_time: Option<String>,
    finish_time: Option<String>,
    duration: Option<String>,
}

impl PhJobOrderByInput {
    /// The newest first when nothing is said.
    pub fn order(&self) -> Result<(Order, bool)> {
        let found = paging::order(&[
            (Order::Name, &self.display_name),
            (Order::Schedule, &self.schedule),
            (Order::Created, &self.create_time),
            (Order::User, &self.user_name),
            (Order::Group, &self.group_name),
            (Order::Phase, &self.phase),
            (Order::InstanceType, &self.instance_type),
            (Order::Started, &self.start_time),
            (Order::Finished, &self.finish_time),
            (Order::Duration, &self.duration),
        ])?;
        Ok(found.unwrap_or((Order::Created, true)))
    }
}

#[derive(InputObject)]
pub struct PhJobCreateInput {
    display_name: Option<String>,
    group_id: Option<String>,
    instance_type: Option<String>,
    image: Option<String>,
    command: Option<String>,
    /// Absent: the default of the group or the system. 0: without end.
    active_deadline_seconds: Option<i64>,
    /// -100 to 100, higher goes first within the group; above 0 only for its administrators.
    priority: Option<i64>,
}

impl PhJobCreateInput {
    /// The group and the wish, not checked yet.
    pub fn wish(self) -> Result<(String, Wish)> {
        let group = self.group_id.filter(|id| !id.is_empty());
        let group = group.ok_or_else(|| Error::invalid("groupId", "Say in which group the job runs."))?;
        let wish = Wish {
            name: self.display_name.unwrap_or_default(),
            instance_type: self.instance_type.unwrap_or_default(),
            image: self.image.unwrap_or_default(),
            command: self.command.unwrap_or_default(),
            deadline_seconds: self.active_deadline_seconds,
            priority: self.priority.unwrap_or(0),
        };
        Ok((group, wish))
    }
}
