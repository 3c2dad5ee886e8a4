// What a group may use: its instance types and images with those for all groups. They are given on their own pages.
import { Cpu, Image } from 'lucide-react';
import { Link } from 'react-router';
import { resources } from '../../format/units';
import { t } from '../../messages/admin';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { Tag } from '../../ui/Tag';
import type { GivenImage, GivenType, useGroupCatalog } from './catalog';

type Named = { name: string; displayName?: string | null; description?: string | null };

function nameColumn<R extends Named>(to: (row: R) => string): Column<R> {
  return {
    key: 'name',
    title: t.admin.name,
    render: (row) => (
      <span className="cell2">
        <Link className="row-link trunc" to={to(row)} title={row.displayName || row.name}>
          {row.displayName || row.name}
        </Link>
        <span className="sub trunc">{row.description || t.admin.noDescription}</span>
      </span>
    ),
  };
}

function GivenTo({ global, own }: { global?: boolean | null; own?: boolean }) {
  if (own) return <Tag tone="accent">{t.groups.ofThis}</Tag>;
  return <Tag>{global ? t.groups.forAll : t.groups.forThis}</Tag>;
}

const typeColumns: Column<GivenType>[] = [
  nameColumn((row) => `/admin/instance-types/${encodeURIComponent(row.id)}`),
  {
    key: 'size',
    title: t.instanceTypes.limits,
    width: 240,
    render: ({ cpuLimit, memoryLimit, gpuLimit }) =>
      resources({ cpu: cpuLimit ?? 0, memory: memoryLimit ?? 0, gpu: gpuLimit ?? 0 }),
  },
  { key: 'global', title: t.groups.from, width: 160, render: (row) => <GivenTo global={row.global} /> },
];

type Query = ReturnType<typeof useGroupCatalog>;

export function GroupInstanceTypes({ query }: { query: Query }) {
  return (
    <Panel flush>
      <PanelState query={query} what={t.instanceTypes.the}>
        {({ instanceTypes: rows }) =>
          rows.length === 0 ? (
            <EmptyState icon={Cpu} title={t.groups.instanceTypesEmpty} text={t.groups.instanceTypesText} />
          ) : (
            <DataTable
              label={t.instanceTypes.title}
              columns={typeColumns}
              rows={rows}
              rowKey={(row) => row.id}
              rowName={(row) => row.name}
            />
          )
        }
      </PanelState>
    </Panel>
  );
}

const imageColumns: Column<GivenImage>[] = [
  nameColumn((row) => `/admin/images/${encodeURIComponent(row.id)}`),
  {
    key: 'type',
    title: t.imagesAdmin.type,
    width: 160,
    render: ({ type }) => t.imagesAdmin.typeOf(type),
  },
  {
    key: 'global',
    title: t.groups.from,
    width: 180,
    render: (row) => <GivenTo global={row.global} own={Boolean(row.groupName)} />,
  },
];

export function GroupImages({ query }: { query: Query }) {
  return (
    <Panel flush>
      <PanelState query={query} what={t.imagesAdmin.the}>
        {({ images: rows }) =>
          rows.length === 0 ? (
            <EmptyState icon={Image} title={t.groups.imagesEmpty} text={t.groups.imagesText} />
          ) : (
            <DataTable
              label={t.imagesAdmin.title}
              columns={imageColumns}
              rows={rows}
              rowKey={(row) => row.id}
              rowName={(row) => row.name}
            />
          )
        }
      </PanelState>
    </Panel>
  );
}
