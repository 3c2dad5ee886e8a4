//! The code's schema has this slice's part of the contract: same names, nullability and arguments.

use std::collections::BTreeMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

const CONTRACT: &str = include_str!("../../../../../schema.graphql");

const TYPES: &[&str] = &[
    "PageInfo",
    "UserEdge",
    "UserConnection",
    "UserActionResponse",
    "EnvVar",
    "MLflowSetting",
    "GroupMemberConnection",
    "GroupEdge",
    "GroupConnection",
    "GroupResourcesToBeDeleted",
    "Session",
    "ApiToken",
    "CreatedApiToken",
    "AuditEntry",
    "AuditConnection",
    "AuditWhere",
    "EnvVarInput",
    "UserWhereInput",
    "UserWhereUniqueInput",
    "UsersOrderBy",
    "ResetActionInput",
    "UserCreateInput",
    "UserUpdateInput",
    "UserCreateManyInput",
    "UserUpdateManyInput",
    "GroupWhereInput",
    "GroupWhereUniqueInput",
    "GroupOrderByInput",
    "GroupCreateInput",
    "GroupUpdateInput",
    "GroupCreateManyInput",
    "GroupUpdateManyInput",
    "DatasetPlaceHolder",
    "ImagePlaceHolder",
    "InstancePlaceHolder",
];

/// Types that several slices fill; here this slice's fields.
const SHARED: &[(&str, &[&str])] = &[
    (
        "User",
        &[
            "id",
            "username",
            "email",
            "firstName",
            "lastName",
            "totp",
            "isAdmin",
            "enabled",
            "enableInviteUsers",
            "createdTimestamp",
            "lastSeenAt",
            "volumeCapacity",
            "federated",
            "mustChangePassword",
            "groups",
            "effectiveGroups",
            "apiTokenCount",
            "predefinedEnvs",
            "theme",
        ],
    ),
    (
        "Group",
        &[
            "id",
            "name",
            "displayName",
            "admins",
            "quotaCpu",
            "quotaGpu",
            "quotaMemory",
            "userVolumeCapacity",
            "projectQuotaCpu",
            "projectQuotaGpu",
            "projectQuotaMemory",
            "users",
            "memberCount",
            "writable",
            "enabledSharedVolume",
            "sharedVolumeCapacity",
            "homeSymlink",
            "launchGroupOnly",
            "enabledDeployment",
            "maxDeploy",
            "deploymentsUsage",
            "jobDefaultActiveDeadlineSeconds",
            "mlflow",
            "isGroupAdmin",
            "members",
        ],
    ),
    ("GroupMember", &["user", "isGroupAdmin"]),
    (
        "Query",
        &[
            "me",
            "user",
            "users",
            "usersConnection",
            "group",
            "groups",
            "groupsConnection",
            "groupResourcesToBeDeleted",
            "auditConnection",
            "mySessions",
            "myApiTokens",
        ],
    ),
    (
        "Mutation",
        &[
            "createUser",
            "updateUser",
            "deleteUser",
            "resetPassword",
            "createGroup",
            "updateGroup",
            "deleteGroup",
            "updateProfile",
            "changePassword",
            "revokeSession",
            "revokeOtherSessions",
            "createApiToken",
            "deleteApiToken",
            "revokeApiToken",
            "setPredefinedEnvs",
        ],
    ),
];

/// Each field of each type as one line of text, by type and field.
fn fields(sdl: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut types = BTreeMap::new();
    for definition in parse_schema(sdl).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let definition = definition.node;
        let mut found = BTreeMap::new();
        match definition.kind {
            TypeKind::Object(object) => {
                for field in object.fields {
                    let arguments: BTreeMap<String, String> =
                        field.node.arguments.iter().map(|input| (input.node.name.to_string(), input.node.ty.to_string())).collect();
                    found.insert(field.node.name.to_string(), format!("{arguments:?} {}", field.node.ty));
                }
            }
            TypeKind::InputObject(input) => {
                for field in input.fields {
                    found.insert(field.node.name.to_string(), field.node.ty.to_string());
                }
            }
            _ => {}
        }
        types.insert(definition.name.to_string(), found);
    }
    types
}

#[test]
fn the_types_of_people_and_groups_are_those_of_the_contract() {
    let (wanted, ours) = (fields(CONTRACT), fields(&primehub_server::graphql::sdl()));
    for name in TYPES {
        assert!(wanted[*name].len() + ours[*name].len() > 0, "{name} has no fields");
        assert_eq!(ours[*name], wanted[*name], "{name}");
    }
}

#[test]
fn the_fields_of_shared_types_are_those_of_the_contract() {
    let (wanted, ours) = (fields(CONTRACT), fields(&primehub_server::graphql::sdl()));
    for (name, list) in SHARED {
        for field in *list {
            assert_eq!(ours[*name].get(*field), wanted[*name].get(*field), "{name}.{field}");
            assert!(wanted[*name].contains_key(*field), "{name}.{field} is not in the contract");
        }
    }
}
