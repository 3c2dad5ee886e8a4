-- Shared files. The files themselves are on the disk; here is what is known about them beside that. Paths are as the API shows them.

-- What a group's shared files hold, measured now and then. Quotas are null where there is no limit; without a row the configuration's hold.
create table file_usage (
  group_id text not null primary key references groups(id) on delete cascade,
  bytes bigint not null,
  files bigint not null,
  measured_at bigint not null
);

create table file_quotas (
  group_id text not null primary key references groups(id) on delete cascade,
  bytes bigint,
  files bigint
);

-- The content is in files/trash/<group>/<id>.
create table file_trash (
  id text not null primary key,
  group_id text not null references groups(id) on delete cascade,
  path text not null,
  is_folder bigint not null,
  bytes bigint not null,
  files bigint not null,
  deleted_by text not null,
  deleted_at bigint not null
);
create index file_trash_by_group on file_trash(group_id, deleted_at);
create index file_trash_by_time on file_trash(deleted_at);

-- Uploads in several requests. What has come is in files/uploads/<group>/<id>, and its size is how much that is.
create table uploads (
  id text not null primary key,
  group_id text not null references groups(id) on delete cascade,
  user_id text not null references users(id) on delete cascade,
  path text not null,
  length bigint not null,
  conflict text not null,
  metadata text not null,
  state text not null,
  unsure_from bigint,
  created_at bigint not null,
  expires_at bigint not null
);
create index uploads_by_group on uploads(group_id, state);
create index uploads_by_expiry on uploads(expires_at);

-- Public links of notebooks.
create table share_links (
  hash text not null primary key,
  group_id text not null references groups(id) on delete cascade,
  path text not null,
  created_by text not null,
  user_id text not null,
  created_at bigint not null,
  expires_at bigint,
  unique (group_id, path)
);
create index share_links_by_person on share_links(user_id);

create table copy_sessions (
  id text not null primary key,
  user_id text not null,
  status text not null,
  progress bigint not null,
  fail_reason text,
  updated_at bigint not null
);
