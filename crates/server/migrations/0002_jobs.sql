-- Jobs, recurring jobs and what people are told. Times that have not come yet are 0, so that they can be sorted and indexed alike in both databases.

create table jobs (
  id text not null primary key,
  name text not null,
  name_key text not null,
  group_id text not null references groups(id) on delete cascade,
  -- No reference: the record outlives the account.
  user_id text not null,
  user_name text not null,
  command text not null,
  image text not null,
  instance_type text not null,
  -- The instance type as it was.
  instance_label text not null,
  cpu bigint not null,
  memory bigint not null,
  gpu bigint not null,
  -- Seconds; 0 is without end.
  deadline_seconds bigint not null,
  priority bigint not null,
  schedule_id text not null,
  schedule_name text not null,
  created_at bigint not null,
  started_at bigint not null default 0,
  finished_at bigint not null default 0,
  run_micros bigint not null default 0,
  phase text not null,
  reason text not null,
  message text not null,
  exit_code bigint,
  -- JSON: why it failed.
  failure text,
  requeues bigint not null default 0,
  -- Why PrimeHub itself ends the current start: cancelled, deadline, requeue; empty while it does not.
  ending text not null default '',
  ended_by text not null default '',
  -- JSON: what was collected. Null until then.
  artifacts text,
  artifact_tries bigint not null default 0,
  -- 1 when nothing remains to be done for it.
  settled bigint not null default 0,
  -- 1 once its e-mail was handed over.
  mailed bigint not null default 0
);
-- One index for each order of the list, and one for each filter with the usual order. The search reads names from the first.
create index jobs_by_creation on jobs(group_id, created_at, id, name_key);
create index jobs_by_name on jobs(group_id, name_key, id);
create index jobs_by_user on jobs(group_id, user_name, id);
create index jobs_by_phase on jobs(group_id, phase, id);
create index jobs_by_schedule on jobs(group_id, schedule_name, id);
create index jobs_by_instance_type on jobs(group_id, instance_type, id);
create index jobs_by_start on jobs(group_id, started_at, id);
create index jobs_by_finish on jobs(group_id, finished_at, id);
create index jobs_by_duration on jobs(group_id, run_micros, id);
create index jobs_of_user on jobs(group_id, user_id, created_at, id);
create index jobs_in_phase on jobs(group_id, phase, created_at, id);
create index jobs_of_schedule on jobs(schedule_id, created_at);
create index jobs_unsettled on jobs(settled, id);
create index jobs_to_forget on jobs(settled, finished_at);
create index jobs_to_mail on jobs(mailed, settled);

create table schedules (
  id text not null primary key,
  name text not null,
  name_key text not null,
  group_id text not null references groups(id) on delete cascade,
  user_id text not null,
  user_name text not null,
  command text not null,
  image text not null,
  instance_type text not null,
  -- Null follows the default of the group or the system.
  deadline_seconds bigint,
  priority bigint not null,
  recurrence text not null,
  cron text not null,
  -- Empty follows the system.
  timezone text not null,
  paused bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  -- 0: none.
  next_at bigint not null default 0,
  -- Why it is invalid; empty when it is not.
  problem text not null default ''
);
create index schedules_by_group on schedules(group_id, created_at, id);
create index schedules_by_time on schedules(next_at);

-- What became of each planned run. `fire_key` names the schedule and the planned time, so that two servers cannot start it twice.
create table schedule_runs (
  id text not null primary key,
  fire_key text not null unique,
  schedule_id text not null references schedules(id) on delete cascade,
  planned_at bigint not null,
  at bigint not null,
  outcome text not null,
  began text not null,
  reason text,
  by_name text,
  job_id text
);
create index schedule_runs_by_time on schedule_runs(schedule_id, at, id);

create table notifications (
  id text not null primary key,
  user_id text not null references users(id) on delete cascade,
  -- What it is about; nothing is told twice.
  source text not null,
  at bigint not null,
  level text not null,
  title text not null,
  text text,
  link text,
  group_id text,
  read_at bigint,
  unique (user_id, source)
);
create index notifications_by_user on notifications(user_id, at);
