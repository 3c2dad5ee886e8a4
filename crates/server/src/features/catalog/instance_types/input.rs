//! What is said about an instance type when it is created or changed, and which of it is allowed?

use async_graphql::{ID, InputObject, Json, MaybeUndefined};
use serde_json::Value;

use crate::amounts;
use crate::error::{Error, Result, shorten};
use crate::features::catalog::model::{InstanceType, Toleration};
use crate::features::catalog::rules;
use crate::features::identity::inputs::{GroupCreateManyInput, GroupUpdateManyInput};

const MOST_GPUS: i64 = 10_000;
const MOST_TOLERATIONS: usize = 50;
const MOST_LABELS: usize = 50;
const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

#[derive(InputObject)]
pub struct InstanceTypeWhereUniqueInput {
    pub id: ID,
}

#[derive(Default, InputObject)]
pub struct InstanceTypeWhereInput {
    pub id: Option<ID>,
    #[graphql(name = "name_contains")]
    pub name_contains: Option<String>,
    #[graphql(name = "displayName_contains")]
    pub display_name_contains: Option<String>,
    pub search: Option<String>,
}

#[derive(Default, InputObject)]
pub struct InstanceTypeOrderByInput {
    pub name: Option<String>,
    pub display_name: Option<String>,
    pub description: Option<String>,
    pub cpu_limit: Option<String>,
    pub memory_limit: Option<String>,
    pub gpu_limit: Option<String>,
}

#[derive(InputObject)]
pub struct InstanceTypeCreateInput {
    pub name: String,
    #[graphql(flatten)]
    pub fields: InstanceTypeFields,
    pub groups: Option<GroupCreateManyInput>,
}

#[derive(InputObject)]
pub struct InstanceTypeUpdateInput {
    pub name: Option<String>,
    #[graphql(flatten)]
    pub fields: InstanceTypeFields,
    pub groups: Option<GroupUpdateManyInput>,
}

/// What is absent keeps its value, null clears it.
#[derive(Default, InputObject)]
pub struct InstanceTypeFields {
    pub display_name: MaybeUndefined<String>,
    pub description: MaybeUndefined<String>,
    pub cpu_limit: MaybeUndefined<f64>,
    pub memory_limit: MaybeUndefined<f64>,
    pub gpu_limit: MaybeUndefined<i64>,
    pub gpu_resource_name: MaybeUndefined<String>,
    pub cpu_request: MaybeUndefined<f64>,
    pub memory_request: MaybeUndefined<f64>,
    pub global: Option<bool>,
    pub tolerations: MaybeUndefined<TolerationArrayInput>,
    pub node_selector: MaybeUndefined<Json<Value>>,
}

#[derive(InputObject)]
pub struct TolerationArrayInput {
    pub set: Option<Vec<Option<Toleration>>>,
}

/// What an instance type is before anything was said about it. Limits of 0 do not pass the check.
pub fn blank(id: String, now: i64) -> InstanceType {
    InstanceType {
        id,
        display_name: None,
        description: None,
        cpu_limit: 0,
        memory_limit: 0,
        gpu_limit: 0,
        gpu_resource: None,
        cpu_request: None,
        memory_request: None,
        tolerations: "[]".into(),
        node_selector: "{}".into(),
        is_global: 0,
        created_at: now,
    }
}

impl InstanceTypeFields {
    /// Writes what was said into the row and checks the whole of it.
    pub fn write_into(self, row: &mut InstanceType) -> Result<()> {
        if !self.display_name.is_undefined() {
            row.display_name = rules::display_name(self.display_name.take())?;
        }
        if !self.description.is_undefined() {
            row.description = rules::description(self.description.take())?;
        }
        match self.cpu_limit {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => row.cpu_limit = 0,
            MaybeUndefined::Value(cores) => row.cpu_limit = amounts::milli("cpuLimit", cores)?,
        }
        match self.memory_limit {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => row.memory_limit = 0,
            MaybeUndefined::Value(gib) => row.memory_limit = amounts::mib("memoryLimit", gib)?,
        }
        if !self.gpu_limit.is_undefined() {
            row.gpu_limit = self.gpu_limit.take().unwrap_or(0);
        }
        if !self.gpu_resource_name.is_undefined() {
            row.gpu_resource = rules::line("gpuResourceName", "GPU resource name", self.gpu_resource_name.take(), rules::LONGEST_NAME)?;
        }
        if !self.cpu_request.is_undefined() {
            row.cpu_request = self.cpu_request.take().map(|cores| amounts::milli("cpuRequest", cores)).transpose()?;
        }
        if !self.memory_request.is_undefined() {
            row.memory_request = self.memory_request.take().map(|gib| amounts::mib("memoryRequest", gib)).transpose()?;
        }
        if let Some(global) = self.global {
            row.is_global = i64::from(global);
        }
        if !self.tolerations.is_undefined() {
            let given = self.tolerations.take().and_then(|list| list.set).unwrap_or_default();
            row.tolerations = serde_json::to_string(&tolerations(given.into_iter().flatten().collect())?)?;
        }
        if !self.node_selector.is_undefined() {
            row.node_selector = node_selector(self.node_selector.take().map(|json| json.0))?;
        }
        check(row)
    }
}

fn check(row: &InstanceType) -> Result<()> {
    if row.cpu_limit <= 0 {
        return Err(Error::invalid("cpuLimit", "The CPU limit has to be greater than zero."));
    }
    if row.memory_limit <= 0 {
        return Err(Error::invalid("memoryLimit", "The memory limit has to be greater than zero."));
    }
    if !(0..=MOST_GPUS).contains(&row.gpu_limit) {
        return Err(Error::invalid("gpuLimit", format!("The GPU limit is {}; 0 to {MOST_GPUS} are allowed.", row.gpu_limit)));
    }
    if let Some(name) = row.gpu_resource.as_deref().filter(|name| !rules::is_label(name)) {
        return Err(Error::invalid(
            "gpuResourceName",
            format!("\"{}\" is not the name of a GPU resource such as nvidia.com/gpu.", shorten(name)),
        ));
    }
    if let Some(request) = row.cpu_request.filter(|request| *request > row.cpu_limit) {
        let (request, limit) = (amounts::cores(request), amounts::cores(row.cpu_limit));
        return Err(Error::invalid("cpuRequest", format!("The CPU request of {request} is more than the CPU limit of {limit}.")));
    }
    if let Some(request) = row.memory_request.filter(|request| *request > row.memory_limit) {
        let (request, limit) = (amounts::gib(request), amounts::gib(row.memory_limit));
        return Err(Error::invalid(
            "memoryRequest",
            format!("The memory request of {request} GB is more than the memory limit of {limit} GB."),
        ));
    }
    Ok(())
}

fn tolerations(given: Vec<Toleration>) -> Result<Vec<Toleration>> {
    if given.len() > MOST_TOLERATIONS {
        return Err(Error::invalid(
            "tolerations",
            format!("There are {} tolerations; at most {MOST_TOLERATIONS} are allowed.", given.len()),
        ));
    }
    given.into_iter().map(toleration).collect()
}

/// Empty texts and the effect `None` are the absence of a value and of an effect.
fn toleration(given: Toleration) -> Result<Toleration> {
    let refused = |message: String| Err(Error::invalid("tolerations", message));
    let text = |text: Option<String>| text.filter(|text| !text.is_empty());
    let checked = Toleration {
        operator: given.operator,
        key: text(given.key),
        value: text(given.value),
        effect: text(given.effect).filter(|effect| effect != "None"),
    };
    match (checked.operator.as_str(), &checked.key, &checked.value) {
        ("Exists", _, Some(_)) => return refused("A toleration with the operator Exists cannot have a value.".into()),
        ("Exists", None, None) => return refused("A toleration needs a key.".into()),
        ("Equal", None, _) | ("Equal", _, None) => return refused("A toleration with the operator Equal needs a key and a value.".into()),
        ("Exists" | "Equal", _, _) => {}
        (other, _, _) => return refused(format!("\"{}\" is not an operator of tolerations; Exists and Equal are.", shorten(other))),
    }
    if let Some(effect) = checked.effect.as_deref().filter(|effect| !EFFECTS.contains(effect)) {
        return refused(format!(
            "\"{}\" is not an effect of tolerations; NoSchedule, PreferNoSchedule, NoExecute and None are.",
            shorten(effect)
        ));
    }
    for text in [&checked.key, &checked.value].into_iter().flatten() {
        if !rules::is_label(text) {
            return refused(label_rule(text));
        }
    }
    Ok(checked)
}

fn node_selector(given: Option<Value>) -> Result<String> {
    let refused = |message: String| Err(Error::invalid("nodeSelector", message));
    let labels = match given {
        None | Some(Value::Null) => return Ok("{}".into()),
        Some(Value::Object(labels)) => labels,
        Some(_) => {
            return refused("The node selector has to be an object of label names and values, for example {\"disk\": \"ssd\"}.".into());
        }
    };
    if labels.len() > MOST_LABELS {
        return refused(format!("The node selector has {} labels; at most {MOST_LABELS} are allowed.", labels.len()));
    }
    for (key, value) in &labels {
        let Value::String(value) = value else {
            return refused(format!("The value of \"{}\" in the node selector has to be a text.", shorten(key)));
        };
        if !rules::is_label(key) {
            return refused(label_rule(key));
        }
        if !value.is_empty() && !rules::is_label(value) {
            return refused(label_rule(value));
        }
    }
    Ok(Value::Object(labels).to_string())
}

fn label_rule(text: &str) -> String {
    format!(
        "\"{}\" cannot be a key or value. Keys and values have up to {} letters, digits, \"-\", \"_\", \".\" and \"/\", and begin and end with a letter or digit.",
        shorten(text),
        rules::LONGEST_NAME
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sized() -> InstanceTypeFields {
        InstanceTypeFields { cpu_limit: MaybeUndefined::Value(2.0), memory_limit: MaybeUndefined::Value(4.0), ..Default::default() }
    }

    fn field_of(fields: InstanceTypeFields) -> Option<String> {
        match fields.write_into(&mut blank("t".into(), 0)) {
            Err(Error::Invalid { field, .. }) => field,
            _ => None,
        }
    }

    fn toleration_of(operator: &str, key: Option<&str>, value: Option<&str>, effect: Option<&str>) -> Toleration {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Toleration { operator: operator.into(), key: text(key), value: text(value), effect: text(effect) }
    }

    #[test]
    fn what_breaks_a_rule_is_said_beside_its_field() {
        assert_eq!(field_of(InstanceTypeFields { cpu_limit: MaybeUndefined::Value(0.0), ..sized() }).as_deref(), Some("cpuLimit"));
        assert_eq!(field_of(InstanceTypeFields { memory_limit: MaybeUndefined::Undefined, ..sized() }).as_deref(), Some("memoryLimit"));
        assert_eq!(field_of(InstanceTypeFields { gpu_limit: MaybeUndefined::Value(-1), ..sized() }).as_deref(), Some("gpuLimit"));
        assert_eq!(field_of(InstanceTypeFields { cpu_request: MaybeUndefined::Value(2.5), ..sized() }).as_deref(), Some("cpuRequest"));
        assert_eq!(
            field_of(InstanceTypeFields { memory_request: MaybeUndefined::Value(5.0), ..sized() }).as_deref(),
            Some("memoryRequest")
        );
        assert_eq!(field_of(sized()), None);
    }

    #[test]
    fn tolerations_follow_the_rules_of_taints() {
        let good = [
            toleration_of("Exists", Some("nvidia.com/gpu"), None, None),
            toleration_of("Exists", Some("gpu"), Some(""), Some("None")),
            toleration_of("Equal", Some("hub.jupyter.org/dedicated"), Some("user"), Some("NoSchedule")),
        ];
        for given in good {
            assert!(toleration(given.clone()).is_ok(), "{given:?}");
        }
        let bad = [
            toleration_of("Exists", Some("gpu"), Some("v100"), None),
            toleration_of("Exists", None, None, None),
            toleration_of("Equal", Some("gpu"), None, None),
            toleration_of("Equal", None, Some("v100"), None),
            toleration_of("In", Some("gpu"), Some("v100"), None),
            toleration_of("Exists", Some("gpu"), None, Some("Sometimes")),
            toleration_of("Exists", Some("a key"), None, None),
        ];
        for given in bad {
            assert!(toleration(given.clone()).is_err(), "{given:?}");
        }
        let none = toleration(toleration_of("Exists", Some("gpu"), None, Some("None")));
        assert_eq!(none.ok().and_then(|toleration| toleration.effect), None);
    }

    #[test]
    fn a_node_selector_is_an_object_of_texts_in_its_own_order() {
        assert_eq!(node_selector(Some(json!({ "zone": "b", "disk": "ssd" }))).ok().as_deref(), Some(r#"{"zone":"b","disk":"ssd"}"#));
        for bad in [json!([]), json!("disk"), json!({ "disk": 1 }), json!({ "a b": "c" }), json!({ "disk": "a b" })] {
            assert!(node_selector(Some(bad.clone())).is_err(), "{bad}");
        }
    }
}
