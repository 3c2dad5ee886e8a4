//! In which order do the keys of an answer leave the API? In the order of the document, as GraphQL asks and the command line of the
//! SDK shows them; the executor gathers fields as they are resolved.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, FragmentDefinition, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Value};
use indexmap::IndexMap;

/// Puts the data of an answer into the order of its document. What cannot be parsed was never executed.
pub fn put_in_order(data: &mut Value, query: &str, operation: Option<&str>) {
    let Ok(document) = async_graphql::parser::parse_query(query) else { return };
    let wanted = match &document.operations {
        DocumentOperations::Single(only) => Some(only),
        DocumentOperations::Multiple(all) => operation.and_then(|name| all.get(name)).or_else(|| all.values().next()),
    };
    if let Some(wanted) = wanted {
        order(data, &[&wanted.node.selection_set.node], &document);
    }
}

fn order(value: &mut Value, sets: &[&SelectionSet], document: &ExecutableDocument) {
    match value {
        Value::List(items) => items.iter_mut().for_each(|item| order(item, sets, document)),
        Value::Object(members) => {
            let mut keys = IndexMap::new();
            sets.iter().for_each(|set| collect(set, document, &mut keys));
            let mut ordered = IndexMap::with_capacity(members.len());
            for (key, inner) in keys {
                let Some(mut member) = members.swap_remove(&key) else { continue };
                // A scalar that holds an object, like a node selector, has no selection and keeps its own order.
                if !inner.is_empty() {
                    order(&mut member, &inner, document);
                }
                ordered.insert(key, member);
            }
            ordered.extend(std::mem::take(members));
            *members = ordered;
        }
        _ => {}
    }
}

/// The response keys of a selection with everything that is selected below them; a field may be selected twice.
fn collect<'a>(set: &'a SelectionSet, document: &'a ExecutableDocument, keys: &mut IndexMap<Name, Vec<&'a SelectionSet>>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => {
                let below = keys.entry(field.node.response_key().node.clone()).or_default();
                if !field.node.selection_set.node.items.is_empty() {
                    below.push(&field.node.selection_set.node);
                }
            }
            Selection::InlineFragment(fragment) => collect(&fragment.node.selection_set.node, document, keys),
            Selection::FragmentSpread(spread) => {
                let fragment: Option<&Positioned<FragmentDefinition>> = document.fragments.get(&spread.node.fragment_name.node);
                if let Some(fragment) = fragment {
                    collect(&fragment.node.selection_set.node, document, keys);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(query: &str, data: &str) -> String {
        let mut value = Value::from_json(serde_json::from_str(data).unwrap()).unwrap();
        put_in_order(&mut value, query, None);
        serde_json::to_string(&value).unwrap()
    }

    #[test]
    fn keys_come_in_the_order_of_the_selection_with_aliases_lists_and_fragments() {
        let query = "query { b: x { ...parts z } a } fragment parts on T { q { two one } }";
        let data = r#"{"a":1,"b":[{"z":1,"q":{"one":1,"two":2}}]}"#;
        assert_eq!(ordered(query, data), r#"{"b":[{"q":{"two":2,"one":1},"z":1}],"a":1}"#);
    }

    #[test]
    fn a_scalar_that_is_an_object_keeps_its_own_order() {
        assert_eq!(ordered("{ nodeSelector }", r#"{"nodeSelector":{"z":1,"a":2}}"#), r#"{"nodeSelector":{"z":1,"a":2}}"#);
    }

    #[test]
    fn a_field_that_is_selected_twice_is_merged() {
        assert_eq!(ordered("{ a { x } a { y } }", r#"{"a":{"y":1,"x":2}}"#), r#"{"a":{"x":2,"y":1}}"#);
    }
}
