// The columns of the list of groups: with what is used now, or with the limits alone.
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { GroupListQuery } from '../../api/generated/graphql';
import { number } from '../../format/number';
import { volume, type Resource } from '../../format/units';
import { t } from '../../messages/admin';
import type { Column } from '../../ui/DataTable';
import { MiniBar } from '../../ui/MiniBar';

export type Row = NonNullable<GroupListQuery['groupsConnection']['edges'][number]>['node'];

type Menu = (row: Row) => ReactNode;

const nameColumn: Column<Row> = {
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
};

const volumeColumn: Column<Row> = {
  key: 'sharedVolumeCapacity',
  title: t.groups.volume,
  width: 132,
  right: true,
  sortable: true,
  from: 'wide',
  render: ({ enabledSharedVolume, sharedVolumeCapacity: size }) =>
    enabledSharedVolume && size ? volume(size) : <span className="dim">{t.common.none}</span>,
};

const menuColumn = (menu: Menu): Column<Row> => ({
  key: 'actions',
  title: t.common.actions,
  hideTitle: true,
  width: 56,
  render: menu,
});

const inUse = (key: string, title: string, resource: Resource, width: number): Column<Row> => ({
  key,
  title,
  width,
  sortable: true,
  render: ({ groupQuota }) => (
    <MiniBar resource={resource} used={groupQuota[resource].used} limit={groupQuota[resource].limit ?? null} />
  ),
});

export const usageColumns = (menu: Menu): Column<Row>[] => [
  nameColumn,
  {
    key: 'members',
    title: t.groups.members,
    width: 96,
    right: true,
    from: 'laptop',
    render: (row) => number(row.memberCount),
  },
  { key: 'running', title: t.groups.running, width: 92, right: true, render: (row) => number(row.workloads.length) },
  inUse('projectQuotaCpu', t.common.cpu, 'cpu', 148),
  inUse('projectQuotaMemory', t.groups.memoryGib, 'memory', 156),
  inUse('projectQuotaGpu', t.common.gpu, 'gpu', 132),
  volumeColumn,
  menuColumn(menu),
];

const limit = (key: string, title: string, of: (row: Row) => number | null | undefined): Column<Row> => ({
  key,
  title,
  width: 120,
  right: true,
  sortable: true,
  render: (row) => <LimitText limit={of(row) ?? null} />,
});

function LimitText({ limit: most }: { limit: number | null }) {
  if (most === null) return <span className="dim">{t.common.noLimit}</span>;
  if (most === 0) return <span className="dim">{t.common.none}</span>;
  return <>{number(most)}</>;
}

export const limitColumns = (menu: Menu): Column<Row>[] => [
  nameColumn,
  limit('quotaCpu', t.groups.memberCpu, (row) => row.quotaCpu),
  limit('quotaMemory', t.groups.memberMemory, (row) => row.quotaMemory),
  limit('quotaGpu', t.groups.memberGpu, (row) => row.quotaGpu),
  limit('projectQuotaCpu', t.groups.groupCpu, (row) => row.groupQuota.cpu.limit),
  limit('projectQuotaMemory', t.groups.groupMemory, (row) => row.groupQuota.memory.limit),
  limit('projectQuotaGpu', t.groups.groupGpu, (row) => row.groupQuota.gpu.limit),
  volumeColumn,
  menuColumn(menu),
];
