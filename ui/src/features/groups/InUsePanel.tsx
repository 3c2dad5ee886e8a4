// What uses the quota of a group now, the largest first: the answer to "why is it full".
import { number } from '../../format/number';
import { t } from '../../messages/admin';
import { DataTable, type Column } from '../../ui/DataTable';
import { Moment } from '../../ui/Moment';
import { Panel } from '../../ui/Panel';
import type { Group } from './GroupSettings';

type Workload = Group['workloads'][number];

export function InUsePanel({ workloads }: { workloads: Workload[] }) {
  const rows = [...workloads].sort((a, b) => b.gpu - a.gpu || b.cpu - a.cpu || b.memory - a.memory);
  return (
    <Panel title={t.groups.inUseTitle} flush>
      {rows.length === 0 ? (
        <p className="dim panel-line">{t.groups.inUseNothing}</p>
      ) : (
        <DataTable
          label={t.groups.inUseTitle}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowName={({ name }) => name}
        />
      )}
    </Panel>
  );
}

const columns: Column<Workload>[] = [
  {
    key: 'name',
    title: t.groups.workload,
    render: ({ name, kind }) => (
      <span className="cell2">
        <span className="trunc" title={name}>
          {name}
        </span>
        <span className="sub">{t.groups.kinds[kind]}</span>
      </span>
    ),
  },
  {
    key: 'user',
    title: t.groups.person,
    width: 160,
    render: ({ userName }) => (
      <span className="mono trunc" title={userName}>
        {userName}
      </span>
    ),
  },
  { key: 'cpu', title: t.common.cpu, width: 76, right: true, render: ({ cpu }) => number(cpu) },
  { key: 'memory', title: t.groups.gib, width: 76, right: true, render: ({ memory }) => number(memory) },
  {
    key: 'gpu',
    title: t.common.gpu,
    width: 72,
    right: true,
    render: ({ gpu }) => (gpu > 0 ? number(gpu) : <span className="dim">0</span>),
  },
  {
    key: 'since',
    title: t.groups.since,
    width: 136,
    render: ({ since }) => (
      <span className="dim2">
        <Moment at={since} />
      </span>
    ),
  },
];
