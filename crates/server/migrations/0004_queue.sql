-- The queue and the sums of quotas are read at every change, beside many units that are long over.

create index units_waiting on units(group_id, priority, queued_at, id) where state = 'queued';
create index units_holding on units(group_id, user_id) where holds = 1;
