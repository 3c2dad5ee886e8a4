//! Creating instance types, images and secrets.

use serde_json::json;

use super::{audited, create_image, create_instance_type, create_secret, login};
use crate::harness::{Quotas, TestApp};

#[tokio::test]
async fn an_instance_type_comes_back_exactly_as_it_was_given() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let group = t.group("vision", Quotas::default(), &[]).await;
    let answer = create_instance_type(
        &t,
        &root,
        json!({
            "name": "half", "displayName": "Half a core", "description": "For reading", "cpuLimit": 0.5, "memoryLimit": 0.1, "gpuLimit": 2,
            "gpuResourceName": "amd.com/gpu", "cpuRequest": 0.25, "memoryRequest": 0.1, "groups": { "connect": [{ "id": group }] },
            "tolerations": { "set": [{ "operator": "Equal", "key": "hub.jupyter.org/dedicated", "value": "user", "effect": "NoSchedule" },
                                      { "operator": "Exists", "key": "gpu", "effect": "None" }] },
            "nodeSelector": { "zone": "b", "disk": "ssd" }
        }),
    )
    .await;
    let made = &answer.data()["createInstanceType"];
    assert_eq!(made["id"], "half");
    assert_eq!(made["name"], "half");
    assert_eq!((&made["cpuLimit"], &made["memoryLimit"]), (&json!(0.5), &json!(0.1)));
    assert_eq!((&made["cpuRequest"], &made["memoryRequest"]), (&json!(0.25), &json!(0.1)));
    assert_eq!(made["gpuLimit"].as_i64(), Some(2), "gpuLimit has to be a JSON integer, the SDK checks it");
    assert_eq!(made["gpuResourceName"], "amd.com/gpu");
    assert_eq!(made["global"], false);
    assert_eq!(made["groups"], json!([{ "id": group }]));
    assert_eq!(made["tolerations"][1], json!({ "operator": "Exists", "key": "gpu", "value": null, "effect": null }));
    assert_eq!(made["nodeSelector"].to_string(), r#"{"zone":"b","disk":"ssd"}"#, "in the order in which it was given");
    assert_eq!(made["spec"]["limits.cpu"], 0.5);
    let stored: (i64, i64) =
        sqlx::query_as("select cpu_limit, memory_limit from instance_types where id = 'half'").fetch_one(t.db()).await.unwrap();
    assert_eq!(stored, (500, 102));
    assert_eq!(audited(&t, "create", "half").await, 1);
}

#[tokio::test]
async fn a_display_name_defaults_to_the_name() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let answer = create_instance_type(&t, &root, json!({ "name": "plain", "cpuLimit": 1, "memoryLimit": 1 })).await;
    let made = &answer.data()["createInstanceType"];
    assert_eq!(made["displayName"], "plain");
    assert_eq!((&made["cpuRequest"], &made["gpuLimit"], &made["tolerations"]), (&json!(null), &json!(0), &json!([])));
}

#[tokio::test]
async fn bad_instance_types_are_refused_beside_the_field_and_leave_nothing() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let long = "x".repeat(10_000);
    let cases = [
        (json!({ "name": "Capital", "cpuLimit": 1, "memoryLimit": 1 }), "name"),
        (json!({ "name": "a b", "cpuLimit": 1, "memoryLimit": 1 }), "name"),
        (json!({ "name": "映像", "cpuLimit": 1, "memoryLimit": 1 }), "name"),
        (json!({ "name": long, "cpuLimit": 1, "memoryLimit": 1 }), "name"),
        (json!({ "name": "bad", "memoryLimit": 1 }), "cpuLimit"),
        (json!({ "name": "bad", "cpuLimit": 0, "memoryLimit": 1 }), "cpuLimit"),
        (json!({ "name": "bad", "cpuLimit": -1, "memoryLimit": 1 }), "cpuLimit"),
        (json!({ "name": "bad", "cpuLimit": 1e300, "memoryLimit": 1 }), "cpuLimit"),
        (json!({ "name": "bad", "cpuLimit": 1, "memoryLimit": 0 }), "memoryLimit"),
        (json!({ "name": "bad", "cpuLimit": 1, "memoryLimit": 1, "gpuLimit": -1 }), "gpuLimit"),
        (json!({ "name": "bad", "cpuLimit": 1, "memoryLimit": 1, "cpuRequest": 2 }), "cpuRequest"),
        (json!({ "name": "bad", "cpuLimit": 1, "memoryLimit": 1, "memoryRequest": 2 }), "memoryRequest"),
        (json!({ "name": "bad", "cpuLimit": 1, "memoryLimit": 1, "displayName": long }), "displayName"),
        (json!({ "name": "bad", "cpuLimit": 1, "memoryLimit": 1, "nodeSelector": [1] }), "nodeSelector"),
        (
            json!({ "name": "bad", "cpuLimit": 1, "memoryLimit": 1, "tolerations": { "set": [{ "operator": "In", "key": "gpu" }] } }),
            "tolerations",
        ),
    ];
    for (data, field) in cases {
        let answer = create_instance_type(&t, &root, data.clone()).await;
        assert_eq!((answer.code(), answer.error()["extensions"]["field"].as_str()), ("REQUEST_BODY_INVALID", Some(field)), "{data}");
    }
    let unknown = json!({ "name": "bad", "cpuLimit": 1, "memoryLimit": 1, "groups": { "connect": [{ "id": "nowhere" }] } });
    assert_eq!(create_instance_type(&t, &root, unknown).await.code(), "RESOURCE_NOT_FOUND");
    let left: i64 = sqlx::query_scalar("select count(*) from instance_types where id = 'bad'").fetch_one(t.db()).await.unwrap();
    assert_eq!((left, audited(&t, "create", "bad").await), (0, 0));
}

#[tokio::test]
async fn a_name_that_is_taken_is_a_conflict() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let size = json!({ "name": "one", "cpuLimit": 1, "memoryLimit": 1 });
    create_instance_type(&t, &root, size.clone()).await.data();
    assert_eq!(create_instance_type(&t, &root, size).await.code(), "RESOURCE_CONFLICT");
    let image = json!({ "name": "one", "url": "ubuntu" });
    create_image(&t, &root, image.clone()).await.data();
    assert_eq!(create_image(&t, &root, image).await.code(), "RESOURCE_CONFLICT");
    create_secret(&t, &root, login("one")).await.data();
    assert_eq!(create_secret(&t, &root, login("one")).await.code(), "RESOURCE_CONFLICT");
}

#[tokio::test]
async fn only_administrators_create_instance_types_and_secrets() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("vision", Quotas::default(), &[&ann]).await;
    t.make_group_admin(&group, &ann).await;
    let answer = create_instance_type(&t, &ann, json!({ "name": "mine", "cpuLimit": 1, "memoryLimit": 1 })).await;
    assert_eq!(answer.code(), "NOT_AUTH");
    assert_eq!(create_secret(&t, &ann, login("mine")).await.code(), "NOT_AUTH");
}

#[tokio::test]
async fn an_image_for_cpus_has_the_same_reference_for_gpus() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let both = json!({ "name": "both", "url": "example.org/a:1", "urlForGpu": "example.org/a:1-gpu", "global": true });
    let made = create_image(&t, &root, both).await;
    let made = &made.data()["createImage"];
    assert_eq!((&made["type"], &made["urlForGpu"]), (&json!("both"), &json!("example.org/a:1-gpu")));
    assert_eq!((&made["isReady"], &made["imageSpec"], &made["jobStatus"]), (&json!(true), &json!(null), &json!(null)));
    let cpu = json!({ "name": "cpu", "type": "cpu", "url": "example.org/a:1", "urlForGpu": "example.org/a:1-gpu" });
    assert_eq!(create_image(&t, &root, cpu).await.data()["createImage"]["urlForGpu"], "example.org/a:1");
}

#[tokio::test]
async fn bad_images_are_refused_beside_the_field() {
    let t = TestApp::new().await;
    let root = t.root().await;
    create_secret(&t, &root, json!({ "name": "git", "type": "opaque", "secret": "key" })).await.data();
    let cases = [
        (json!({ "name": "bad" }), "url"),
        (json!({ "name": "bad", "url": "https://example.org/a" }), "url"),
        (json!({ "name": "bad", "url": "a b" }), "url"),
        (json!({ "name": "bad", "url": "a", "urlForGpu": "B:" }), "urlForGpu"),
        (json!({ "name": "bad", "url": "a", "type": "tpu" }), "type"),
        (json!({ "name": "bad", "url": "a", "useImagePullSecret": "image-nowhere" }), "useImagePullSecret"),
        (json!({ "name": "bad", "url": "a", "useImagePullSecret": "gitsync-secret-git" }), "useImagePullSecret"),
        (json!({ "name": "bad", "imageSpec": { "baseImage": "a", "packages": { "pip": ["numpy"] } } }), "imageSpec"),
        (json!({ "name": "bad", "url": "a", "groupName": "nowhere" }), "groupName"),
    ];
    for (data, field) in cases {
        let answer = create_image(&t, &root, data.clone()).await;
        assert_eq!((answer.code(), answer.error()["extensions"]["field"].as_str()), ("REQUEST_BODY_INVALID", Some(field)), "{data}");
    }
}

#[tokio::test]
async fn a_group_admin_creates_images_for_his_own_group_only() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let vision = t.group("vision", Quotas::default(), &[&ann, &bob]).await;
    let speech = t.group("speech", Quotas::default(), &[&ann]).await;
    t.make_group_admin(&vision, &ann).await;
    let made =
        create_image(&t, &ann, json!({ "name": "mine", "url": "a", "groupName": "vision", "groups": { "connect": [{ "id": vision }] } }))
            .await;
    let made = &made.data()["createImage"];
    assert_eq!((&made["groupName"], &made["groups"]), (&json!("vision"), &json!([{ "id": vision }])));
    let refused = [
        (&ann, json!({ "name": "x", "url": "a" })),
        (&ann, json!({ "name": "x", "url": "a", "groupName": "speech" })),
        (&ann, json!({ "name": "x", "url": "a", "groupName": "everyone" })),
        (&ann, json!({ "name": "x", "url": "a", "groupName": "nowhere" })),
        (&bob, json!({ "name": "x", "url": "a", "groupName": "vision" })),
    ];
    for (person, data) in refused {
        assert_eq!(create_image(&t, person, data.clone()).await.code(), "NOT_AUTH", "{data}");
    }
    let beyond = [
        json!({ "name": "x", "url": "a", "groupName": "vision", "global": true }),
        json!({ "name": "x", "url": "a", "groupName": "vision", "groups": { "connect": [{ "id": speech }] } }),
        json!({ "name": "x", "url": "a", "groupName": "vision", "groups": { "connect": [{ "id": "everyone" }] } }),
    ];
    for data in beyond {
        assert_eq!(create_image(&t, &ann, data.clone()).await.code(), "REQUEST_BODY_INVALID", "{data}");
    }
}

#[tokio::test]
async fn a_secret_has_a_prefixed_id_and_never_shows_its_value() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let answer = create_secret(&t, &root, login("harbor")).await;
    let made = &answer.data()["createSecret"];
    assert_eq!(made["id"], "image-harbor");
    assert_eq!(
        (&made["registryHost"], &made["username"], &made["password"]),
        (&json!("registry.example.org"), &json!("ann"), &json!("******"))
    );
    let answer = create_secret(&t, &root, json!({ "name": "deploy-key", "type": "opaque", "secret": "open-sesame" })).await;
    let made = &answer.data()["createSecret"];
    assert_eq!((&made["id"], &made["secret"]), (&json!("gitsync-secret-deploy-key"), &json!("******")));
    let stored: Vec<String> = sqlx::query_scalar("select sealed from secrets").fetch_all(t.db()).await.unwrap();
    assert!(stored.iter().all(|sealed| !sealed.contains("sesame")));
    let noted: Vec<Option<String>> =
        sqlx::query_scalar("select detail from audit where object_kind = 'secret'").fetch_all(t.db()).await.unwrap();
    assert!(noted.len() == 2 && noted.iter().flatten().all(|detail| !detail.contains("sesame")));
}

#[tokio::test]
async fn incomplete_secrets_are_refused_beside_the_field() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let cases = [
        (json!({ "name": "s" }), "type"),
        (json!({ "name": "s", "type": "opaque" }), "secret"),
        (json!({ "name": "s", "type": "opaque", "secret": "******" }), "secret"),
        (json!({ "name": "s", "type": "kubernetes", "username": "a", "password": "b" }), "registryHost"),
        (json!({ "name": "s", "type": "kubernetes", "registryHost": "a", "password": "b" }), "username"),
        (json!({ "name": "s", "type": "kubernetes", "registryHost": "a", "username": "b", "password": "" }), "password"),
    ];
    for (data, field) in cases {
        let answer = create_secret(&t, &root, data.clone()).await;
        assert_eq!(answer.error()["extensions"]["field"].as_str(), Some(field), "{data}");
    }
}
