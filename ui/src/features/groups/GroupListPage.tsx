// The admin portal's list of groups: who is in them, what they use, what they may use.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { Boxes, Plus } from 'lucide-react';
import { useNavigate } from 'react-router';
import { graphql, withFragments } from '../../api/graphql';
import { nodes } from '../../api/nodes';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { useListState } from '../../ui/list-state';
import { PageHead } from '../../ui/PageHead';
import { RowMenu } from '../../ui/RowMenu';
import { ListPanel, PAGE_SIZE } from '../../ui/ListPanel';
import { QuotaFields } from '../workload/fields';
import { DeleteGroup } from './DeleteGroup';
import { limitColumns, usageColumns, type Row } from './list-columns';
import { useTotals } from './totals';

const ListDocument = withFragments(
  graphql(`
    query GroupList($search: String, $page: Int!, $pageSize: Int!, $orderBy: GroupOrderByInput) {
      groupsConnection(where: { search: $search }, page: $page, pageSize: $pageSize, orderBy: $orderBy) {
        totalCount
        edges {
          node {
            id
            name
            displayName
            memberCount
            enabledSharedVolume
            sharedVolumeCapacity
            quotaCpu
            quotaMemory
            quotaGpu
            groupQuota {
              ...QuotaFields
            }
            workloads {
              id
            }
          }
        }
      }
    }
  `),
  QuotaFields,
);

export function GroupListPage() {
  const list = useListState([], { column: 'displayName', direction: 'asc' });
  const { page, keyword, order } = list;
  const limitsOnly = list.filter('show') === 'limits';
  const [deleting, setDeleting] = useState<Row>();
  const navigate = useNavigate();
  const totals = useTotals();
  const orderBy = order && { [order.column]: order.direction };
  const query = useQuery({
    ...apiQuery(ListDocument, { search: keyword, page, pageSize: PAGE_SIZE, orderBy }, ['group', 'notebook']),
    placeholderData: keepPreviousData,
  });
  usePage(t.groups.title, t.shell.administration);
  const menu = (row: Row) => (
    <RowMenu
      name={row.displayName || row.name}
      actions={[
        { key: 'edit', label: t.admin.edit, onClick: () => void navigate(`/admin/groups/${row.id}`) },
        {
          key: 'members',
          label: t.groups.members,
          onClick: () => void navigate(`/admin/groups/${row.id}?tab=members`),
        },
        { key: 'delete', label: t.groups.deleteGroup, danger: true, onClick: () => setDeleting(row) },
      ]}
    />
  );
  return (
    <>
      <PageHead
        title={t.groups.title}
        sub={totals ? t.groups.subCounted(totals.groups, totals.running) : t.groups.sub}
        actions={newGroup}
      />
      <ListPanel
        query={query}
        list={list}
        read={({ groupsConnection: { edges, totalCount } }) => ({ rows: nodes(edges), total: totalCount })}
        texts={t.groups}
        filters={
          <>
            <span className="grow" />
            <Segmented
              aria-label={t.groups.shown}
              value={limitsOnly ? 'limits' : 'use'}
              onChange={(show) => list.setFilter('show', show === 'limits' ? show : undefined)}
              options={[
                { value: 'use', label: t.groups.inUse },
                { value: 'limits', label: t.groups.limitsOnly },
              ]}
            />
          </>
        }
        empty={<EmptyState icon={Boxes} title={t.groups.emptyTitle} text={t.groups.emptyText} action={newGroup} />}
        table={{
          label: t.groups.title,
          columns: limitsOnly ? limitColumns(menu) : usageColumns(menu),
          rowKey: (row) => row.id,
          rowName: (row) => row.displayName || row.name,
          rowTo: (row) => `/admin/groups/${row.id}`,
          summary: !limitsOnly && totals ? totals.line : undefined,
        }}
      />
      <DeleteGroup group={deleting} onClose={() => setDeleting(undefined)} onDeleted={() => undefined} />
    </>
  );
}

const newGroup = (
  <LinkButton to="/admin/groups/new" type="primary" icon={<Plus size={15} aria-hidden />}>
    {t.groups.newGroup}
  </LinkButton>
);
