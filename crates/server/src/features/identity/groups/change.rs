//! What does an update make of a group? Pure: takes the group and the input, answers the new group and the names of the fields that changed.

use async_graphql::{Json, MaybeUndefined};
use serde_json::Value;

use crate::amounts;
use crate::error::{Error, Result};
use crate::features::identity::inputs::GroupUpdateInput;
use crate::features::identity::model::Group;
use crate::features::identity::rules;

const MOST_PIECES: i64 = 1_000_000;
const LONGEST_DEADLINE: i64 = 10 * 366 * 24 * 3600;
const LONGEST_ADDRESS: usize = 2000;
const MOST_ENVS: usize = 200;

/// What admins of a group may change themselves; quotas and volumes are the administrators' business.
const OPEN_TO_GROUP_ADMINS: [&str; 5] = ["jobDefaultActiveDeadlineSeconds", "trackingUri", "uiUrl", "trackingEnvs", "artifactEnvs"];

pub struct Changed {
    pub group: Group,
    pub fields: Vec<&'static str>,
}

impl Changed {
    pub fn require_open_to_group_admins(&self) -> Result<()> {
        match self.fields.iter().find(|field| !OPEN_TO_GROUP_ADMINS.contains(field)) {
            None => Ok(()),
            Some(field) => Err(Error::not_allowed(format!("Not Authorised! Only administrators may change {field} of a group."))),
        }
    }
}

pub fn apply(before: &Group, input: &GroupUpdateInput) -> Result<Changed> {
    if input.name.as_ref().is_some_and(|name| *name != before.name) {
        let message = "The name of a group cannot be changed, since folders are named after it. Change the display name instead.";
        return Err(Error::invalid("name", message));
    }
    let mut group = before.clone();
    let mut change = Change { fields: Vec::new() };
    change.maybe("displayName", &mut group.display_name, &input.display_name, |field, text: String| {
        Ok(rules::line(field, &text, rules::LONGEST_NAME)?.unwrap_or_default())
    })?;
    change.maybe("quotaCpu", &mut group.quota_cpu, &input.quota_cpu, amounts::milli)?;
    change.maybe("quotaGpu", &mut group.quota_gpu, &input.quota_gpu, pieces)?;
    change.maybe("quotaMemory", &mut group.quota_memory, &input.quota_memory, amounts::mib)?;
    change.maybe("projectQuotaCpu", &mut group.project_quota_cpu, &input.project_quota_cpu, amounts::milli)?;
    change.maybe("projectQuotaGpu", &mut group.project_quota_gpu, &input.project_quota_gpu, pieces)?;
    change.maybe("projectQuotaMemory", &mut group.project_quota_memory, &input.project_quota_memory, amounts::mib)?;
    change.maybe("userVolumeCapacity", &mut group.user_volume_capacity, &input.user_volume_capacity, capacity)?;
    change.maybe("sharedVolumeCapacity", &mut group.shared_volume_capacity, &input.shared_volume_capacity, capacity)?;
    change.maybe("maxDeploy", &mut group.max_deploy, &input.max_deploy, pieces)?;
    let deadline = |field: &str, seconds| rules::whole(field, seconds, 1, LONGEST_DEADLINE);
    change.maybe(
        "jobDefaultActiveDeadlineSeconds",
        &mut group.job_deadline_seconds,
        &input.job_default_active_deadline_seconds,
        deadline,
    )?;
    change.maybe("trackingUri", &mut group.tracking_uri, &input.tracking_uri, address)?;
    change.maybe("uiUrl", &mut group.ui_url, &input.ui_url, address)?;
    change.maybe("trackingEnvs", &mut group.tracking_envs, &input.tracking_envs, env_list)?;
    change.maybe("artifactEnvs", &mut group.artifact_envs, &input.artifact_envs, env_list)?;
    change.switch("enabledSharedVolume", &mut group.enabled_shared_volume, input.enabled_shared_volume);
    change.switch("homeSymlink", &mut group.home_symlink, input.home_symlink);
    change.switch("launchGroupOnly", &mut group.launch_group_only, input.launch_group_only);
    change.switch("enabledDeployment", &mut group.enabled_deployment, input.enabled_deployment);
    require_quotas_in_order(&group)?;
    if group.enabled_shared_volume == 1 && group.shared_volume_capacity.is_none() {
        return Err(Error::invalid("sharedVolumeCapacity", "The shared volume needs a capacity in GB."));
    }
    Ok(Changed { group, fields: change.fields })
}

struct Change {
    fields: Vec<&'static str>,
}

impl Change {
    /// Absent keeps, null clears, a value is checked and set.
    fn maybe<T: PartialEq, V: Clone>(
        &mut self,
        field: &'static str,
        present: &mut Option<T>,
        given: &MaybeUndefined<V>,
        read: impl Fn(&str, V) -> Result<T>,
    ) -> Result<()> {
        let new = match given {
            MaybeUndefined::Undefined => return Ok(()),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(value) => Some(read(field, value.clone())?),
        };
        if new != *present {
            *present = new;
            self.fields.push(field);
        }
        Ok(())
    }

    fn switch(&mut self, field: &'static str, present: &mut i64, given: Option<bool>) {
        let new = given.map_or(*present, i64::from);
        if new != *present {
            *present = new;
            self.fields.push(field);
        }
    }
}

fn pieces(field: &str, number: i64) -> Result<i64> {
    rules::whole(field, number, 0, MOST_PIECES)
}

fn capacity(field: &str, gigabytes: i64) -> Result<i64> {
    rules::whole(field, gigabytes, 1, MOST_PIECES)
}

/// Shown as a link and fetched by the server, so nothing but web addresses.
fn address(field: &str, text: String) -> Result<String> {
    let text = rules::line(field, text.trim(), LONGEST_ADDRESS)?.unwrap_or_default();
    if text.is_empty() || text.starts_with("http://") || text.starts_with("https://") {
        return Ok(text);
    }
    Err(Error::invalid(field, format!("{field} has to begin with http:// or https://.")))
}

/// A list of objects with name and value, kept as JSON text.
fn env_list(field: &str, Json(value): Json<Value>) -> Result<String> {
    let wrong = || Error::invalid(field, format!("{field} has to be a list of at most {MOST_ENVS} objects with the texts name and value."));
    let rows = value.as_array().filter(|rows| rows.len() <= MOST_ENVS).ok_or_else(wrong)?;
    for row in rows {
        let text = |key: &str| row.get(key).and_then(Value::as_str);
        let (Some(name), Some(value)) = (text("name"), text("value")) else { return Err(wrong()) };
        rules::required_line(&format!("{field}.name"), name, rules::LONGEST_NAME)?;
        if value.chars().count() > rules::LONGEST_TEXT {
            return Err(Error::invalid(field, format!("A value of {field} can have at most {} characters.", rules::LONGEST_TEXT)));
        }
    }
    Ok(value.to_string())
}

/// What one member may use cannot be more than what all together may use. No limit on either side is not compared.
fn require_quotas_in_order(group: &Group) -> Result<()> {
    let (user, all) = (group.user_quota(), group.group_quota());
    let lines = [
        ("quotaCpu", "CPU", user.cpu, all.cpu, amounts::cores as fn(i64) -> f64),
        ("quotaMemory", "Memory", user.memory, all.memory, amounts::gib),
        ("quotaGpu", "GPU", user.gpu, all.gpu, |pieces| pieces as f64),
    ];
    for (field, name, user, all, shown) in lines {
        if let (Some(user), Some(all)) = (user, all)
            && user > all
        {
            let message = format!("The User {name} Quota has to be ≤ Group {name} Quota: {} is more than {}.", shown(user), shown(all));
            return Err(Error::invalid(field, message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group() -> Group {
        Group {
            id: "g".into(),
            name: "lab".into(),
            path_key: "lab".into(),
            display_name: None,
            quota_cpu: Some(500),
            quota_memory: None,
            quota_gpu: Some(0),
            project_quota_cpu: Some(4000),
            project_quota_memory: None,
            project_quota_gpu: None,
            user_volume_capacity: None,
            enabled_shared_volume: 0,
            shared_volume_capacity: None,
            home_symlink: 1,
            launch_group_only: 1,
            enabled_deployment: 0,
            max_deploy: None,
            job_deadline_seconds: None,
            tracking_uri: None,
            ui_url: None,
            tracking_envs: None,
            artifact_envs: None,
            created_at: 0,
        }
    }

    fn field_of(error: Error) -> String {
        match error {
            Error::Invalid { field: Some(field), .. } => field,
            other => panic!("not an invalid field: {other:?}"),
        }
    }

    #[test]
    fn absent_keeps_null_clears_and_only_what_differs_counts_as_changed() {
        let input = GroupUpdateInput { quota_cpu: MaybeUndefined::Null, quota_gpu: MaybeUndefined::Value(0), ..Default::default() };
        let changed = apply(&group(), &input).unwrap();
        assert_eq!(changed.fields, ["quotaCpu"]);
        assert_eq!((changed.group.quota_cpu, changed.group.quota_gpu, changed.group.project_quota_cpu), (None, Some(0), Some(4000)));
    }

    #[test]
    fn a_member_never_gets_more_than_the_group() {
        let above = GroupUpdateInput { quota_cpu: MaybeUndefined::Value(4.001), ..Default::default() };
        assert_eq!(field_of(apply(&group(), &above).err().unwrap()), "quotaCpu");
        let equal = GroupUpdateInput { quota_cpu: MaybeUndefined::Value(4.0), ..Default::default() };
        assert!(apply(&group(), &equal).is_ok());
        let below =
            GroupUpdateInput { project_quota_gpu: MaybeUndefined::Value(0), quota_gpu: MaybeUndefined::Value(1), ..Default::default() };
        assert_eq!(field_of(apply(&group(), &below).err().unwrap()), "quotaGpu");
    }

    #[test]
    fn a_link_that_is_a_script_is_refused() {
        let input = GroupUpdateInput { ui_url: MaybeUndefined::Value("javascript:alert(1)".into()), ..Default::default() };
        assert_eq!(field_of(apply(&group(), &input).err().unwrap()), "uiUrl");
    }

    #[test]
    fn admins_of_a_group_change_its_settings_but_not_its_quotas() {
        let settings = GroupUpdateInput { tracking_uri: MaybeUndefined::Value("http://mlflow".into()), ..Default::default() };
        assert!(apply(&group(), &settings).unwrap().require_open_to_group_admins().is_ok());
        let quotas = GroupUpdateInput { quota_memory: MaybeUndefined::Value(0.5), ..Default::default() };
        assert!(apply(&group(), &quotas).unwrap().require_open_to_group_admins().is_err());
    }
}
