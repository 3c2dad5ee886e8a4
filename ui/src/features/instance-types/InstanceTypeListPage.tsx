// The admin portal's list of instance types.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Cpu, Plus } from 'lucide-react';
import { Link, useNavigate } from 'react-router';
import type { InstanceTypeListQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { nodes } from '../../api/nodes';
import { apiQuery } from '../../api/query';
import { amount, type Resource } from '../../format/units';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { useListState } from '../../ui/list-state';
import { PageHead } from '../../ui/PageHead';
import { RowMenu } from '../../ui/RowMenu';
import { GroupNames } from '../admin/GroupNames';
import { ListPanel, PAGE_SIZE } from '../../ui/ListPanel';
import { DeleteInstanceType } from './DeleteInstanceType';

const ListDocument = graphql(`
  query InstanceTypeList($search: String, $page: Int!, $pageSize: Int!, $orderBy: InstanceTypeOrderByInput) {
    instanceTypesConnection(where: { search: $search }, page: $page, pageSize: $pageSize, orderBy: $orderBy) {
      totalCount
      edges {
        node {
          id
          name
          displayName
          description
          cpuLimit
          memoryLimit
          gpuLimit
          global
          groups {
            id
            name
            displayName
          }
        }
      }
    }
  }
`);

type Row = NonNullable<InstanceTypeListQuery['instanceTypesConnection']['edges'][number]>['node'];

const addressOf = (row: Row) => `/admin/instance-types/${encodeURIComponent(row.id)}`;

export function InstanceTypeListPage() {
  usePage(t.instanceTypes.title, t.shell.administration);
  const list = useListState([], { column: 'name', direction: 'asc' });
  const { page, keyword, order } = list;
  const [deleting, setDeleting] = useState<Row>();
  const navigate = useNavigate();
  const orderBy = order && { [order.column]: order.direction };
  const query = useQuery({
    ...apiQuery(ListDocument, { search: keyword, page, pageSize: PAGE_SIZE, orderBy }, ['instanceType', 'group']),
    placeholderData: keepPreviousData,
  });
  const menu: Column<Row> = {
    key: 'actions',
    title: t.common.actions,
    hideTitle: true,
    width: 56,
    render: (row) => (
      <RowMenu
        name={row.name}
        actions={[
          { key: 'edit', label: t.admin.edit, onClick: () => void navigate(addressOf(row)) },
          { key: 'delete', label: t.instanceTypes.deleteType, danger: true, onClick: () => setDeleting(row) },
        ]}
      />
    ),
  };
  return (
    <>
      <PageHead title={t.instanceTypes.title} sub={t.instanceTypes.sub} actions={newType} />
      <ListPanel
        query={query}
        list={list}
        read={({ instanceTypesConnection: { edges, totalCount } }) => ({ rows: nodes(edges), total: totalCount })}
        texts={t.instanceTypes}
        empty={
          <EmptyState icon={Cpu} title={t.instanceTypes.emptyTitle} text={t.instanceTypes.emptyText} action={newType} />
        }
        table={{
          label: t.instanceTypes.title,
          columns: [...columns, menu],
          rowKey: (row) => row.id,
          rowName: (row) => row.name,
          rowTo: addressOf,
        }}
      />
      <DeleteInstanceType type={deleting} onClose={() => setDeleting(undefined)} onDeleted={() => undefined} />
    </>
  );
}

const newType = (
  <LinkButton to="/admin/instance-types/new" type="primary" icon={<Plus size={15} aria-hidden />}>
    {t.instanceTypes.newType}
  </LinkButton>
);

const limit = (
  key: string,
  title: string,
  resource: Resource,
  width: number,
  of: (row: Row) => number | null | undefined,
): Column<Row> => ({
  key,
  title,
  width,
  right: true,
  sortable: true,
  render: (row) => {
    const value = of(row) ?? 0;
    return value > 0 ? amount(value, resource) : <span className="dim">{t.common.none}</span>;
  },
});

const columns: Column<Row>[] = [
  {
    key: 'name',
    title: t.instanceTypes.type,
    sortable: true,
    render: (row) => (
      <span className="cell2">
        <Link className="row-link mono trunc" to={addressOf(row)} title={row.name}>
          {row.name}
        </Link>
        <span className="sub trunc">{row.description || t.admin.noDescription}</span>
      </span>
    ),
  },
  {
    key: 'displayName',
    title: t.admin.displayName,
    width: 208,
    sortable: true,
    from: 'wide',
    render: (row) => <span className="trunc">{row.displayName || row.name}</span>,
  },
  limit('cpuLimit', t.instanceTypes.cpuLimit, 'cpu', 104, (row) => row.cpuLimit),
  limit('memoryLimit', t.instanceTypes.memoryLimit, 'memory', 116, (row) => row.memoryLimit),
  limit('gpuLimit', t.instanceTypes.gpuLimit, 'gpu', 104, (row) => row.gpuLimit),
  {
    key: 'groups',
    title: t.instanceTypes.givenTo,
    width: 240,
    render: (row) => <GroupNames global={row.global} groups={row.groups} />,
  },
];
