//! What is said about an image when it is created, changed or searched for, and which of it is allowed?

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::error::{Error, Result, shorten};
use crate::features::catalog::model::Image;
use crate::features::catalog::rules;
use crate::features::identity::inputs::{GroupCreateManyInput, GroupUpdateManyInput};

const KINDS: [&str; 3] = ["cpu", "gpu", "both"];

#[derive(InputObject)]
pub struct ImageWhereUniqueInput {
    pub id: ID,
}

#[derive(Default, InputObject)]
pub struct ImageWhereInput {
    pub id: Option<ID>,
    #[graphql(name = "_or")]
    pub or: Option<Vec<Option<ImageWhereInput>>>,
    #[graphql(name = "name_contains")]
    pub name_contains: Option<String>,
    #[graphql(name = "displayName_contains")]
    pub display_name_contains: Option<String>,
    #[graphql(name = "groupName_contains")]
    pub group_name_contains: Option<String>,
    #[graphql(name = "type_contains")]
    pub type_contains: Option<String>,
    #[graphql(name = "description_contains")]
    pub description_contains: Option<String>,
    pub search: Option<String>,
}

#[derive(Default, InputObject)]
pub struct ImageOrderByInput {
    pub name: Option<String>,
    pub display_name: Option<String>,
    pub description: Option<String>,
    pub r#type: Option<String>,
}

#[derive(InputObject)]
pub struct ImageCreateInput {
    pub name: String,
    #[graphql(flatten)]
    pub fields: ImageFields,
    pub group_name: Option<String>,
    pub groups: Option<GroupCreateManyInput>,
    pub image_spec: Option<ImageSpecUpdateInput>,
}

#[derive(InputObject)]
pub struct ImageUpdateInput {
    pub name: Option<String>,
    #[graphql(flatten)]
    pub fields: ImageFields,
    pub group_name: MaybeUndefined<String>,
    pub groups: Option<GroupUpdateManyInput>,
}

/// What is absent keeps its value, null clears it.
#[derive(Default, InputObject)]
pub struct ImageFields {
    pub display_name: MaybeUndefined<String>,
    pub description: MaybeUndefined<String>,
    pub r#type: MaybeUndefined<String>,
    pub url: MaybeUndefined<String>,
    pub url_for_gpu: MaybeUndefined<String>,
    pub global: Option<bool>,
    pub use_image_pull_secret: MaybeUndefined<String>,
}

#[derive(InputObject)]
pub struct ImageSpecUpdateInput {
    pub base_image: Option<String>,
    pub pull_secret: Option<String>,
    pub packages: Option<ImageSpecPackagesInput>,
    pub cancel: Option<bool>,
}

#[derive(InputObject)]
pub struct ImageSpecPackagesInput {
    pub apt: Option<Vec<Option<String>>>,
    pub pip: Option<Vec<Option<String>>>,
    pub conda: Option<Vec<Option<String>>>,
}

pub fn blank(id: String, now: i64) -> Image {
    Image {
        id,
        display_name: None,
        description: None,
        kind: "both".into(),
        url: None,
        url_for_gpu: None,
        pull_secret: None,
        group_id: None,
        group_name: None,
        is_global: 0,
        created_at: now,
    }
}

impl ImageFields {
    /// Writes what was said into the row and checks it. That the pull secret exists is for the transaction to find out.
    pub fn write_into(self, row: &mut Image) -> Result<()> {
        if !self.display_name.is_undefined() {
            row.display_name = rules::display_name(self.display_name.take())?;
        }
        if !self.description.is_undefined() {
            row.description = rules::description(self.description.take())?;
        }
        if let Some(kind) = self.r#type.take() {
            if !KINDS.contains(&kind.as_str()) {
                return Err(Error::invalid("type", format!("\"{}\" is not a type of images; cpu, gpu and both are.", shorten(&kind))));
            }
            row.kind = kind;
        }
        let shown_for_gpu = row.url_for_gpu.clone().or_else(|| row.url.clone());
        if !self.url.is_undefined() {
            row.url = self.url.take().map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
        }
        if !self.url_for_gpu.is_undefined() {
            let given = self.url_for_gpu.take().map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
            // The SDK sends back what it was shown. Without a reference of its own the GPU image keeps following the other one.
            let is_echo = row.url_for_gpu.is_none() && given == shown_for_gpu;
            if !is_echo {
                row.url_for_gpu = given;
            }
        }
        if row.kind != "both" || row.url_for_gpu == row.url {
            row.url_for_gpu = None;
        }
        if let Some(global) = self.global {
            row.is_global = i64::from(global);
        }
        if !self.use_image_pull_secret.is_undefined() {
            row.pull_secret = self.use_image_pull_secret.take().filter(|secret| !secret.is_empty());
        }
        check(row)
    }
}

fn check(row: &Image) -> Result<()> {
    let Some(url) = &row.url else {
        return Err(Error::invalid("url", "An image needs its reference, for example registry.example.org/team/notebook:1.0."));
    };
    rules::image_reference("url", url)?;
    match &row.url_for_gpu {
        Some(url) => rules::image_reference("urlForGpu", url),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> MaybeUndefined<String> {
        MaybeUndefined::Value(text.into())
    }

    fn written(row: &mut Image, fields: ImageFields) {
        fields.write_into(row).unwrap();
    }

    #[test]
    fn only_an_image_for_both_has_a_reference_of_its_own_for_gpus() {
        let mut row = blank("i".into(), 0);
        written(&mut row, ImageFields { url: text("a"), url_for_gpu: text("b"), ..Default::default() });
        assert_eq!((row.reference(0), row.reference(1)), (Some("a"), Some("b")));
        written(&mut row, ImageFields { r#type: text("cpu"), ..Default::default() });
        assert_eq!((row.reference(0), row.reference(1)), (Some("a"), Some("a")));
    }

    #[test]
    fn a_reference_that_was_only_shown_for_gpus_goes_on_following() {
        let mut row = blank("i".into(), 0);
        written(&mut row, ImageFields { url: text("a:1"), ..Default::default() });
        written(&mut row, ImageFields { url: text("a:2"), url_for_gpu: text("a:1"), ..Default::default() });
        assert_eq!(row.reference(1), Some("a:2"));
    }

    #[test]
    fn an_image_without_a_reference_is_refused() {
        let mut row = blank("i".into(), 0);
        assert!(ImageFields::default().write_into(&mut row).is_err());
        assert!(ImageFields { url: text("http://x/y"), ..Default::default() }.write_into(&mut row).is_err());
    }
}
