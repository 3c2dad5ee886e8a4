//! What may a person do with notebooks? Authorise, check the rules, store, write the audit, wake the spine.

use super::model::{self, EnvVar, KIND, Notebook, Settings};
use super::{spec, store};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::catalog::choice;
use crate::features::identity;
use crate::features::identity::model::{Audit, Group};
use crate::features::workload::{self, model::State};
use crate::ids;

#[derive(Default)]
pub struct StartWish {
    pub id: Option<String>,
    pub group_id: Option<String>,
    pub name: Option<String>,
    pub instance_type: Option<String>,
    pub image: Option<String>,
    pub safe_mode: Option<bool>,
    pub env: Option<Vec<EnvVar>>,
}

/// Starts a new notebook, or an existing one again. Everything is checked before anything is written.
pub async fn start(app: &SharedApp, actor: &Actor, wish: StartWish) -> Result<Notebook> {
    let existing = match &wish.id {
        Some(id) => Some(own(app, actor, id).await?),
        None => None,
    };
    let group_id = existing.as_ref().map(|notebook| notebook.group_id.clone()).or(wish.group_id.clone());
    let group_id = group_id.ok_or_else(|| Error::invalid("groupId", "Say in which group the notebook starts."))?;
    let owner_id = existing.as_ref().map_or(&actor.id, |notebook| &notebook.user_id).clone();
    let group = member_group(app, actor, &owner_id, &group_id).await?;
    let settings = settings(existing.as_ref(), &wish)?;
    let (instance_type, image) = choice::chosen(app, &group, &settings.instance_type, &settings.image).await?;
    let reference = image.reference(instance_type.gpu_limit).unwrap_or_default().to_owned();
    let pull_auth = choice::sealed_login(app, &image, &reference).await?;
    let owner = identity::store::user(app.db.read(), &owner_id)
        .await?
        .ok_or_else(|| Error::NotFound("The owner of this notebook is gone.".into()))?;

    let is_new = existing.is_none();
    let mut notebook = match existing {
        Some(notebook) => notebook,
        None => new(app, actor, &group, wish.name.as_deref()).await?,
    };
    notebook.settings = serde_json::to_string(&settings)?;
    let ingredients = spec::Ingredients {
        notebook: &notebook,
        settings: &settings,
        owner: &owner,
        group: &group,
        instance_type: &instance_type,
        image: &image,
        reference: &reference,
        pull_auth,
    };
    let mut request = spec::request(app, ingredients).await?;
    workload::actions::require_machine(app, &request).await?;

    let now = app.clock.micros();
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, workload::store::ADMISSION).await?;
    if is_new {
        let existing = store::of_person(&mut *tx, &group.id, &owner_id).await?;
        if wish.name.is_none() {
            // Another start may have taken the first suggestion meanwhile.
            notebook.name = suggested_name(&existing);
            request.name.clone_from(&notebook.name);
            request.spec.workload.name.clone_from(&notebook.name);
        }
        require_room(&existing, &notebook.name, app.config.notebooks.max_per_user, &group)?;
        store::insert(&mut tx, &notebook, &model::name_key(&notebook.name)).await?;
    } else if store::notebook(&mut *tx, &notebook.id).await?.is_none() {
        return Err(Error::NotFound(format!("{} was deleted just now.", notebook.name)));
    }
    workload::actions::request_start(app, &mut tx, &group, &request, true, &actor.username).await?;
    store::starting(&mut tx, &notebook.id, &notebook.settings, now).await?;
    let detail = serde_json::json!({ "instanceType": instance_type.id, "image": image.id, "safeMode": settings.safe_mode });
    identity::audit(app, &mut tx, actor, Audit::of("notebook.start", KIND, &notebook.id, &notebook.name).in_group(&group).with(detail))
        .await?;
    tx.commit().await?;
    after(app, &notebook);
    Ok(notebook)
}

/// Stops it, or cancels its start at any stage. What is stopped already stays so.
pub async fn stop(app: &SharedApp, actor: &Actor, id: &str) -> Result<Notebook> {
    let notebook = own(app, actor, id).await?;
    let reason =
        if actor.id == notebook.user_id { "You stopped it.".to_owned() } else { format!("Stopped by administrator {}.", actor.username) };
    stop_because(app, actor, &notebook, &reason, "notebook.stop").await?;
    Ok(notebook)
}

/// Also used by the idle rule.
pub async fn stop_because(app: &SharedApp, actor: &Actor, notebook: &Notebook, reason: &str, action: &'static str) -> Result<()> {
    let mut tx = app.db.begin().await?;
    if workload::actions::request_stop(app, &mut tx, &notebook.id, reason).await? {
        let detail = serde_json::json!({ "reason": reason });
        identity::audit(app, &mut tx, actor, Audit::of(action, KIND, &notebook.id, &notebook.name).with(detail)).await?;
    }
    tx.commit().await?;
    after(app, notebook);
    Ok(())
}

pub async fn restart(app: &SharedApp, actor: &Actor, id: &str) -> Result<Notebook> {
    let notebook = own(app, actor, id).await?;
    let mut tx = app.db.begin().await?;
    let unit = workload::store::unit(&mut *tx, id).await?;
    let unit = unit
        .ok_or_else(|| Error::WrongState { code: "NOT_RUNNING", message: format!("{} does not run. Start it instead.", notebook.name) })?;
    workload::actions::request_restart(app, &mut tx, &unit, &actor.username).await?;
    identity::audit(app, &mut tx, actor, Audit::of("notebook.restart", KIND, id, &notebook.name)).await?;
    tx.commit().await?;
    after(app, &notebook);
    Ok(notebook)
}

pub async fn rename(app: &SharedApp, actor: &Actor, id: &str, name: &str) -> Result<Notebook> {
    let mut notebook = own(app, actor, id).await?;
    let name = model::check_name(name)?;
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, workload::store::ADMISSION).await?;
    let others = store::of_person(&mut *tx, &notebook.group_id, &notebook.user_id).await?;
    require_free_name(others.iter().filter(|other| other.id != id), &name)?;
    store::rename(&mut tx, id, &name, &model::name_key(&name)).await?;
    let detail = serde_json::json!({ "before": notebook.name });
    identity::audit(app, &mut tx, actor, Audit::of("notebook.rename", KIND, id, &name).with(detail)).await?;
    tx.commit().await?;
    notebook.name = name;
    after(app, &notebook);
    Ok(notebook)
}

/// Puts the idle stop off by this many minutes from now.
pub async fn extend(app: &SharedApp, actor: &Actor, id: &str, minutes: i64) -> Result<Notebook> {
    let notebook = own(app, actor, id).await?;
    let most = app.config.notebooks.max_extend_minutes;
    if minutes < 1 || minutes > most {
        return Err(Error::invalid("minutes", format!("Between 1 and {most} minutes.")));
    }
    let unit = workload::store::unit(app.db.read(), id).await?;
    if !unit.is_some_and(|unit| unit.state() == State::Running && unit.wants_to_run()) {
        return Err(Error::WrongState {
            code: "NOT_RUNNING",
            message: format!("{} does not run, so there is nothing to extend.", notebook.name),
        });
    }
    let mut tx = app.db.begin().await?;
    store::extend(&mut tx, id, app.clock.micros() + minutes * 60_000_000).await?;
    let detail = serde_json::json!({ "minutes": minutes });
    identity::audit(app, &mut tx, actor, Audit::of("notebook.extend", KIND, id, &notebook.name).with(detail)).await?;
    tx.commit().await?;
    after(app, &notebook);
    reload(app, id).await
}

/// Forgets a stopped notebook; the home and all files stay.
pub async fn delete(app: &SharedApp, actor: &Actor, id: &str) -> Result<()> {
    let notebook = own(app, actor, id).await?;
    let mut tx = app.db.begin().await?;
    // A start of it at the same moment comes either before this or finds it gone.
    app.db.lock(&mut tx, workload::store::ADMISSION).await?;
    let unit = workload::store::unit(&mut *tx, id).await?;
    if unit.is_some_and(|unit| unit.state() != State::Gone) {
        return Err(Error::WrongState {
            code: "STILL_RUNNING",
            message: format!("{} still runs. Stop it first, then delete it.", notebook.name),
        });
    }
    store::delete(&mut tx, id).await?;
    identity::audit(app, &mut tx, actor, Audit::of("notebook.delete", KIND, id, &notebook.name)).await?;
    tx.commit().await?;
    after(app, &notebook);
    Ok(())
}

/// The notebook, if the actor may act on it: the owner while a member of the group, or an administrator.
pub async fn own(app: &SharedApp, actor: &Actor, id: &str) -> Result<Notebook> {
    let missing = || Error::NotFound(format!("There is no notebook {} of yours. It may have been deleted.", crate::error::shorten(id)));
    let notebook = store::notebook(app.db.read(), id).await?.ok_or_else(missing)?;
    if actor.is_admin {
        return Ok(notebook);
    }
    if notebook.user_id != actor.id {
        return Err(missing());
    }
    identity::require_member(app, actor, &notebook.group_id).await?;
    Ok(notebook)
}

/// Somebody else's notebook is started by an administrator in the owner's name, so the owner has to be a member.
async fn member_group(app: &SharedApp, actor: &Actor, owner: &str, group_id: &str) -> Result<Group> {
    if actor.id == owner {
        return identity::require_member(app, actor, group_id).await;
    }
    let group = identity::store::group(app.db.read(), group_id).await?;
    match group {
        Some(group) if identity::is_member(app, owner, group_id).await? => Ok(group),
        _ => Err(Error::not_allowed("The owner of this notebook is no longer a member of its group.")),
    }
}

fn settings(existing: Option<&Notebook>, wish: &StartWish) -> Result<Settings> {
    let before = existing.map(Notebook::settings).unwrap_or_default();
    let pick = |wished: &Option<String>, before: String, field: &str, what: &str| {
        let value = wished.clone().filter(|value| !value.is_empty()).unwrap_or(before);
        if value.is_empty() { Err(Error::invalid(field, format!("Choose {what}."))) } else { Ok(value) }
    };
    Ok(Settings {
        instance_type: pick(&wish.instance_type, before.instance_type, "instanceType", "an instance type")?,
        image: pick(&wish.image, before.image, "image", "an image")?,
        safe_mode: wish.safe_mode.unwrap_or(before.safe_mode),
        env: match wish.env.clone() {
            Some(env) => model::check_env(env)?,
            None => before.env,
        },
    })
}

async fn new(app: &SharedApp, actor: &Actor, group: &Group, name: Option<&str>) -> Result<Notebook> {
    let name = match name {
        Some(name) => model::check_name(name)?,
        None => suggested_name(&store::of_person(app.db.read(), &group.id, &actor.id).await?),
    };
    Ok(Notebook {
        id: ids::short("nb"),
        name,
        group_id: group.id.clone(),
        user_id: actor.id.clone(),
        settings: "{}".into(),
        created_at: app.clock.micros(),
        last_activity_at: None,
        idle_since: None,
        extended_until: None,
        keep_alive: None,
        warned: 0,
    })
}

/// The first is called "notebook", the next "notebook-2".
pub fn suggested_name(existing: &[Notebook]) -> String {
    let taken: Vec<String> = existing.iter().map(|notebook| model::name_key(&notebook.name)).collect();
    let mut candidates = (2..).map(|number| format!("notebook-{number}"));
    let mut name = "notebook".to_owned();
    while taken.contains(&name) {
        name = candidates.next().unwrap_or_default();
    }
    name
}

fn require_room(existing: &[Notebook], name: &str, most: i64, group: &Group) -> Result<()> {
    require_free_name(existing.iter(), name)?;
    if existing.len() as i64 >= most {
        return Err(Error::Quota {
            message: format!(
                "You have {} notebooks in group {}, and {most} is the most. Delete one that you do not need, or start it again.",
                existing.len(),
                group.label()
            ),
            field: Some("name"),
            detail: serde_json::json!([]),
        });
    }
    Ok(())
}

fn require_free_name<'a>(mut existing: impl Iterator<Item = &'a Notebook>, name: &str) -> Result<()> {
    if existing.any(|other| model::name_key(&other.name) == model::name_key(name)) {
        return Err(Error::Conflict {
            code: "RESOURCE_CONFLICT",
            field: "name",
            message: format!("You have a notebook called {name} in this group already."),
        });
    }
    Ok(())
}

async fn reload(app: &SharedApp, id: &str) -> Result<Notebook> {
    store::notebook(app.db.read(), id).await?.ok_or_else(|| Error::NotFound("The notebook was deleted.".into()))
}

fn after(app: &SharedApp, notebook: &Notebook) {
    workload::actions::committed(app, &notebook.id);
    app.events.changed(KIND, &notebook.id, Some(&notebook.group_id));
}
