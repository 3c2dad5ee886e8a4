//! What may clients send about recurring jobs? The original's inputs with our own fields.

use async_graphql::{ID, InputObject, MaybeUndefined};

use super::actions::{Change, Repeat};
use super::store::Order;
use crate::error::{Error, Result};
use crate::paging;

#[derive(InputObject)]
pub struct PhScheduleWhereUniqueInput {
    pub id: ID,
}

#[derive(InputObject, Default)]
pub struct PhScheduleWhereInput {
    pub id: Option<ID>,
    #[graphql(name = "groupId_in")]
    pub group_id_in: Option<Vec<Option<String>>>,
    /// In name and id.
    pub search: Option<String>,
    #[graphql(name = "displayName_contains")]
    pub display_name_contains: Option<String>,
    pub mine: Option<bool>,
}

/// One field, asc or desc.
#[derive(InputObject, Default)]
pub struct PhScheduleOrderByInput {
    display_name: Option<String>,
    group_name: Option<String>,
    user_name: Option<String>,
    next_run_time: Option<String>,
    create_time: Option<String>,
}

impl PhScheduleOrderByInput {
    /// The newest first when nothing is said.
    pub fn order(&self) -> Result<(Order, bool)> {
        let found = paging::order(&[
            (Order::Name, &self.display_name),
            (Order::Group, &self.group_name),
            (Order::User, &self.user_name),
            (Order::Next, &self.next_run_time),
            (Order::Created, &self.create_time),
        ])?;
        Ok(found.unwrap_or((Order::Created, true)))
    }
}

#[derive(InputObject)]
pub struct RecurrenceInput {
    /// inactive (or on-demand), daily, weekly, monthly, custom
    r#type: Option<String>,
    /// Five fields; only read for custom.
    cron: Option<String>,
    /// An IANA name; absent or empty: the system's.
    timezone: Option<String>,
}

impl RecurrenceInput {
    pub fn repeat(self) -> Repeat {
        Repeat { kind: self.r#type, cron: self.cron, timezone: self.timezone }
    }
}

#[derive(InputObject)]
pub struct PhScheduleCreateInput {
    display_name: Option<String>,
    group_id: Option<String>,
    instance_type: Option<String>,
    image: Option<String>,
    command: Option<String>,
    recurrence: Option<RecurrenceInput>,
    active_deadline_seconds: Option<i64>,
    priority: Option<i64>,
    paused: Option<bool>,
}

impl PhScheduleCreateInput {
    /// The group, and everything as a change of nothing.
    pub fn change(self) -> Result<(String, Change)> {
        let group = self.group_id.filter(|id| !id.is_empty());
        let group = group.ok_or_else(|| Error::invalid("groupId", "Say in which group it runs."))?;
        let change = Change {
            name: self.display_name,
            group_id: None,
            instance_type: self.instance_type,
            image: self.image,
            command: self.command,
            deadline_seconds: self.active_deadline_seconds.map_or(MaybeUndefined::Null, MaybeUndefined::Value),
            priority: self.priority,
            repeat: self.recurrence.map(RecurrenceInput::repeat),
            paused: self.paused,
        };
        Ok((group, change))
    }
}

#[derive(InputObject)]
pub struct PhScheduleUpdateInput {
    display_name: Option<String>,
    group_id: Option<String>,
    instance_type: Option<String>,
    image: Option<String>,
    command: Option<String>,
    recurrence: Option<RecurrenceInput>,
    /// null: the default of the group or the system again
    active_deadline_seconds: MaybeUndefined<i64>,
    priority: Option<i64>,
    paused: Option<bool>,
}

impl PhScheduleUpdateInput {
    pub fn change(self) -> Change {
        Change {
            name: self.display_name,
            group_id: self.group_id,
            instance_type: self.instance_type,
            image: self.image,
            command: self.command,
            deadline_seconds: self.active_deadline_seconds,
            priority: self.priority,
            repeat: self.recurrence.map(RecurrenceInput::repeat),
            paused: self.paused,
        }
    }
}
