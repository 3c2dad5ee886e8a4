-- What lists are searched for is in one column, lowered by the program, and in the index that gives the order, so that a search reads
-- nothing but that index. Of accounts that are there already SQLite lowers only ASCII letters, until they are changed.

alter table users add column search_key text not null default '';
update users set search_key = lower(username || ' ' || coalesce(email, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, ''));
create index users_by_name on users(username_key, search_key, id);

alter table jobs add column search_key text not null default '';
update jobs set search_key = name_key || ' ' || id;
drop index jobs_by_creation;
create index jobs_by_creation on jobs(group_id, created_at, id, search_key);

create index memberships_of_admins on memberships(group_id, user_id) where is_admin = 1;
