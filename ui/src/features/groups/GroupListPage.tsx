// The admin portal's list of groups: who is in them, what they use, what they may use.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Boxes, Plus, SearchX } from 'lucide-react';
import { Link } from 'react-router';
import { graphql } from '../../api/graphql';
import { nodes } from '../../api/nodes';
import { apiQuery } from '../../api/query';
import type { GroupListQuery } from '../../api/generated/graphql';
import { volume } from '../../format/units';
import { t } from '../../messages/en';
import { usePage } from '../../shell/page';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { useListState } from '../../ui/list-state';
import { MiniBar } from '../../ui/MiniBar';
import { PageHead } from '../../ui/PageHead';
import { Pager } from '../../ui/Pager';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { SearchInput } from '../../ui/SearchInput';

const ListDocument = graphql(`
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
          groupQuota {
            cpu {
              used
              limit
            }
            memory {
              used
              limit
            }
            gpu {
              used
              limit
            }
          }
          workloads {
            id
          }
        }
      }
    }
  }
`);

type Row = NonNullable<GroupListQuery['groupsConnection']['edges'][number]>['node'];

const PAGE_SIZE = 10;

const newGroup = (
  <LinkButton to="/admin/groups/new" type="primary" icon={<Plus size={15} />}>
    {t.groups.newGroup}
  </LinkButton>
);

export function GroupListPage() {
  const list = useListState([], { column: 'displayName', direction: 'asc' });
  const { page, keyword, order } = list;
  const orderBy = order && { [order.column]: order.direction };
  const query = useQuery({
    ...apiQuery(ListDocument, { search: keyword, page, pageSize: PAGE_SIZE, orderBy }, ['group', 'notebook']),
    placeholderData: keepPreviousData,
  });
  usePage(t.groups.title, t.shell.administration);
  return (
    <>
      <PageHead title={t.groups.title} sub={t.groups.sub} actions={newGroup} />
      <Panel flush>
        <div className="toolbar">
          <SearchInput value={keyword} onChange={list.setKeyword} placeholder={t.groups.search} />
        </div>
        <PanelState query={query} what={t.groups.the} height={560}>
          {({ groupsConnection: { edges, totalCount } }) =>
            totalCount === 0 ? (
              <Nothing keyword={keyword} clear={list.clear} />
            ) : (
              <>
                <DataTable
                  label={t.groups.title}
                  columns={columns}
                  rows={nodes(edges)}
                  rowKey={(row) => row.id}
                  rowName={(row) => row.displayName || row.name}
                  rowTo={(row) => `/admin/groups/${row.id}`}
                  order={order}
                  onOrder={list.setOrder}
                  stale={query.isPlaceholderData}
                />
                <Pager
                  page={page}
                  pageSize={PAGE_SIZE}
                  total={totalCount}
                  totalText={t.groups.count(totalCount)}
                  onPage={list.setPage}
                />
              </>
            )
          }
        </PanelState>
      </Panel>
    </>
  );
}

const columns: Column<Row>[] = [
  {
    key: 'displayName',
    title: t.groups.group,
    sortable: true,
    render: (row) => (
      <span className="cell2">
        <Link className="row-link trunc" to={`/admin/groups/${row.id}`} title={row.displayName || row.name}>
          {row.displayName || row.name}
        </Link>
        <span className="sub mono trunc">{row.name}</span>
      </span>
    ),
  },
  { key: 'members', title: t.groups.members, width: 96, right: true, from: 'laptop', render: (row) => row.memberCount },
  { key: 'running', title: t.groups.running, width: 92, right: true, render: (row) => row.workloads.length },
  {
    key: 'projectQuotaCpu',
    title: t.common.cpu,
    width: 148,
    sortable: true,
    render: ({ groupQuota: { cpu } }) => <MiniBar resource="cpu" used={cpu.used} limit={cpu.limit ?? null} />,
  },
  {
    key: 'projectQuotaMemory',
    title: t.groups.memoryGib,
    width: 156,
    sortable: true,
    render: ({ groupQuota: { memory } }) => (
      <MiniBar resource="memory" used={memory.used} limit={memory.limit ?? null} />
    ),
  },
  {
    key: 'projectQuotaGpu',
    title: t.common.gpu,
    width: 132,
    sortable: true,
    render: ({ groupQuota: { gpu } }) => <MiniBar resource="gpu" used={gpu.used} limit={gpu.limit ?? null} />,
  },
  {
    key: 'sharedVolumeCapacity',
    title: t.groups.volume,
    width: 120,
    right: true,
    from: 'wide',
    render: (row) =>
      row.enabledSharedVolume && row.sharedVolumeCapacity ? (
        volume(row.sharedVolumeCapacity)
      ) : (
        <span className="dim">{t.common.none}</span>
      ),
  },
];

function Nothing({ keyword, clear }: { keyword: string; clear: () => void }) {
  if (!keyword)
    return <EmptyState icon={Boxes} title={t.groups.emptyTitle} text={t.groups.emptyText} action={newGroup} />;
  return (
    <EmptyState
      icon={SearchX}
      tone="idle"
      title={t.groups.noMatch(keyword)}
      action={
        <Button size="small" onClick={clear}>
          {t.common.clearSearch}
        </Button>
      }
    />
  );
}
