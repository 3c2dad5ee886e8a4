// The recurring jobs of the group: when each runs next, how its last run went, and a switch that pauses it.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Checkbox } from 'antd';
import { Plus, Repeat } from 'lucide-react';
import type { RecurringListQuery } from '../../../api/generated/graphql';
import { graphql } from '../../../api/graphql';
import { nodes } from '../../../api/nodes';
import { apiQuery } from '../../../api/query';
import { t } from '../../../messages/jobs';
import { groupPath, useGroup } from '../../../shell/current-group';
import { usePage } from '../../../shell/page';
import { EmptyState } from '../../../ui/EmptyState';
import { LinkButton } from '../../../ui/LinkButton';
import { ListPanel, PAGE_SIZE } from '../../../ui/ListPanel';
import { useListState } from '../../../ui/list-state';
import { LiveDot } from '../../../ui/LiveDot';
import { PageHead } from '../../../ui/PageHead';
import { JobsTabs } from '../JobsTabs';
import { DeleteSchedule } from './DeleteSchedule';
import { columns } from './columns';
import { SchedulePhoneRow } from './SchedulePhoneRow';

const ListDocument = graphql(`
  query RecurringList($where: PhScheduleWhereInput, $page: Int, $pageSize: Int, $orderBy: PhScheduleOrderByInput) {
    phSchedulesConnection(where: $where, page: $page, pageSize: $pageSize, orderBy: $orderBy) {
      totalCount
      edges {
        node {
          id
          displayName
          userName
          invalid
          message
          paused
          nextRunTime
          recurrence {
            type
            cron
            timezone
          }
          lastRun {
            id
            at
            outcome
            reason
            job {
              id
              phase
            }
          }
        }
      }
    }
  }
`);

export type ScheduleRow = NonNullable<RecurringListQuery['phSchedulesConnection']['edges'][number]>['node'];

const NEWEST_FIRST = { column: 'createTime', direction: 'desc' } as const;

export function RecurringListPage() {
  const group = useGroup();
  const list = useListState(['mine'], NEWEST_FIRST);
  const [deleting, setDeleting] = useState<ScheduleRow>();
  const { column, direction } = list.order ?? NEWEST_FIRST;
  const where = {
    groupId_in: [group.id],
    search: list.keyword || undefined,
    mine: list.filter('mine') === '1' || undefined,
  };
  const variables = { where, page: list.page, pageSize: PAGE_SIZE, orderBy: { [column]: direction } };
  const query = useQuery({
    ...apiQuery(ListDocument, variables, ['schedule', 'job']),
    placeholderData: keepPreviousData,
  });
  const newOne = (
    <LinkButton to={groupPath(group, 'jobs/new?when=recurring')} type="primary" icon={<Plus size={15} />}>
      {t.recurring.newOne}
    </LinkButton>
  );
  usePage(t.recurring.title, group.displayName, {
    parents: [{ title: t.jobs.title, to: groupPath(group, 'jobs') }],
  });
  return (
    <>
      <PageHead title={t.jobs.title} sub={t.jobs.sub} actions={newOne} />
      <JobsTabs />
      <ListPanel
        query={query}
        list={list}
        read={({ phSchedulesConnection: { edges, totalCount } }) => ({ rows: nodes(edges), total: totalCount })}
        texts={t.recurring}
        filters={
          <Checkbox
            checked={list.filter('mine') === '1'}
            onChange={(event) => list.setFilter('mine', event.target.checked ? '1' : undefined)}
          >
            {t.jobs.onlyMine}
          </Checkbox>
        }
        mark={<LiveDot />}
        empty={<EmptyState icon={Repeat} title={t.recurring.emptyTitle} text={t.recurring.emptyText} action={newOne} />}
        table={{
          label: t.recurring.title,
          columns: columns(group, setDeleting),
          rowKey: ({ id }) => id,
          rowName: ({ displayName, id }) => displayName ?? id,
          rowTo: ({ id }) => groupPath(group, `jobs/recurring/${id}`),
        }}
        phoneRow={(row) => <SchedulePhoneRow schedule={row} remove={() => setDeleting(row)} />}
      />
      <DeleteSchedule schedule={deleting} close={() => setDeleting(undefined)} />
    </>
  );
}
