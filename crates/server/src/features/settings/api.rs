//! GraphQL of the system's settings.

use async_graphql::Object;

#[derive(Default)]
pub struct SettingsQuery;

#[Object]
impl SettingsQuery {
    async fn placeholder_setting(&self) -> bool {
        true
    }
}

#[derive(Default)]
pub struct SettingsMutation;

#[Object]
impl SettingsMutation {
    async fn placeholder_setting(&self) -> bool {
        true
    }
}
