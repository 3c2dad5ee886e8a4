-- The first tables. Booleans are bigint 0/1, times are bigint microseconds since 1970, JSON is text, so that the same SQL runs on SQLite and PostgreSQL.
-- CPU is in thousandths of a core, memory in MiB; null is "no limit".

create table settings (
  key text not null primary key,
  value text not null,
  updated_at bigint not null
);

create table users (
  id text not null primary key,
  username text not null,
  username_key text not null unique,
  email text,
  email_key text unique,
  first_name text,
  last_name text,
  password_hash text,
  must_change_password bigint not null default 0,
  enabled bigint not null default 1,
  is_admin bigint not null default 0,
  enable_invite_users bigint not null default 0,
  volume_capacity bigint,
  predefined_envs text,
  theme text,
  created_at bigint not null,
  last_seen_at bigint
);

create table groups (
  id text not null primary key,
  name text not null,
  path_key text not null unique,
  display_name text,
  quota_cpu bigint,
  quota_memory bigint,
  quota_gpu bigint,
  project_quota_cpu bigint,
  project_quota_memory bigint,
  project_quota_gpu bigint,
  user_volume_capacity bigint,
  enabled_shared_volume bigint not null default 0,
  shared_volume_capacity bigint,
  home_symlink bigint not null default 1,
  launch_group_only bigint not null default 1,
  enabled_deployment bigint not null default 0,
  max_deploy bigint,
  job_deadline_seconds bigint,
  tracking_uri text,
  ui_url text,
  tracking_envs text,
  artifact_envs text,
  created_at bigint not null
);

create table memberships (
  group_id text not null references groups(id) on delete cascade,
  user_id text not null references users(id) on delete cascade,
  is_admin bigint not null default 0,
  created_at bigint not null,
  primary key (group_id, user_id)
);
create index memberships_by_user on memberships(user_id);

create table sessions (
  id text not null primary key,
  user_id text not null references users(id) on delete cascade,
  token_hash text not null unique,
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  address text not null,
  user_agent text not null
);
create index sessions_by_user on sessions(user_id);

create table api_tokens (
  id text not null primary key,
  user_id text not null references users(id) on delete cascade,
  name text not null,
  token_hash text not null unique,
  hint text not null,
  created_at bigint not null,
  last_used_at bigint,
  expires_at bigint
);
create index api_tokens_by_user on api_tokens(user_id);

-- Wrong passwords per account ("user:ann") and per address ("address:10.0.0.1").
create table sign_in_failures (
  subject text not null primary key,
  failures bigint not null,
  last_at bigint not null,
  locked_until bigint not null
);

-- Codes that are good for one exchange within a short time: set-up link, entry to a workload's host, command-line login.
create table one_time_codes (
  code_hash text not null primary key,
  purpose text not null,
  user_id text,
  session_id text,
  subject text,
  expires_at bigint not null
);

create table audit (
  id text not null primary key,
  at bigint not null,
  actor_id text,
  actor_name text not null,
  action text not null,
  object_kind text not null,
  object_id text,
  object_name text,
  group_id text,
  group_name text,
  address text not null,
  result text not null,
  detail text
);
create index audit_by_time on audit(at);
create index audit_by_object on audit(object_kind, object_id);

create table instance_types (
  id text not null primary key,
  display_name text,
  description text,
  cpu_limit bigint not null,
  memory_limit bigint not null,
  gpu_limit bigint not null,
  gpu_resource text,
  cpu_request bigint,
  memory_request bigint,
  tolerations text not null,
  node_selector text not null,
  is_global bigint not null,
  created_at bigint not null
);

create table images (
  id text not null primary key,
  display_name text,
  description text,
  kind text not null,
  url text,
  url_for_gpu text,
  pull_secret text,
  -- The one group it belongs to; null is an image of the whole system.
  group_id text references groups(id) on delete cascade,
  is_global bigint not null,
  created_at bigint not null
);

-- Which group may use which instance type, image (later also volume).
create table bindings (
  kind text not null,
  object_id text not null,
  group_id text not null references groups(id) on delete cascade,
  writable bigint not null default 0,
  primary key (kind, object_id, group_id)
);
create index bindings_by_group on bindings(group_id, kind);

create table secrets (
  id text not null primary key,
  name text not null,
  kind text not null,
  display_name text,
  registry_host text,
  username text,
  sealed text not null,
  created_at bigint not null
);

-- Everything that runs or waits to run. `holds` is 1 while the unit's amounts count against quotas.
create table units (
  id text not null primary key,
  kind text not null,
  name text not null,
  group_id text not null,
  user_id text not null,
  instance_type text not null,
  generation bigint not null,
  desired text not null,
  state text not null,
  holds bigint not null,
  cpu bigint not null,
  memory bigint not null,
  gpu bigint not null,
  request_cpu bigint not null,
  request_memory bigint not null,
  priority bigint not null,
  spec text not null,
  reason text,
  outcome text,
  queued_at bigint not null,
  state_since bigint not null,
  restarts bigint not null default 0,
  revision bigint not null default 0,
  lease_owner text,
  lease_until bigint not null default 0
);
create index units_by_state on units(state);
create index units_by_group on units(group_id, holds);
create index units_by_user on units(user_id, holds);

-- One start of a unit with its stages, kept after the end.
create table launches (
  unit_id text not null,
  generation bigint not null,
  kind text not null,
  image text not null,
  instance_type text not null,
  requested_at bigint not null,
  ready_at bigint,
  ended_at bigint,
  stages text not null,
  failure text,
  primary key (unit_id, generation)
);
create index launches_by_image on launches(image, ready_at);

create table unit_events (
  id text not null primary key,
  unit_id text not null,
  at bigint not null,
  level text not null,
  code text not null,
  text text not null
);
create index unit_events_by_unit on unit_events(unit_id, at);

create table notebooks (
  id text not null primary key,
  name text not null,
  name_key text not null,
  group_id text not null references groups(id) on delete cascade,
  user_id text not null references users(id) on delete cascade,
  settings text not null,
  created_at bigint not null,
  started_at bigint,
  stopped_at bigint,
  stop_reason text,
  last_activity_at bigint,
  idle_since bigint,
  extended_until bigint,
  keep_alive text,
  warned bigint not null default 0,
  unique (group_id, user_id, name_key)
);
create index notebooks_by_user on notebooks(user_id);
