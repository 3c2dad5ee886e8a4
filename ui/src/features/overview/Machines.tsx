// The machines: what each has, what of it is in use, how full its disk is.
import { ServerOff } from 'lucide-react';
import { bytesOf, percent } from '../../format/units';
import { t } from '../../messages/admin';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { MiniBar } from '../../ui/MiniBar';
import { Panel } from '../../ui/Panel';
import { Status } from '../../ui/Status';
import type { Overview } from './OverviewPage';

type Machine = Overview['machines'][number];

/** From here on image pulls are in danger. */
const FULL_DISK = 0.9;

export function Machines({ machines }: { machines: Machine[] }) {
  return (
    <Panel
      title={t.overview.machines}
      flush
      extra={machines.length > 0 && <span className="dim num">{t.overview.machineCount(machines.length)}</span>}
    >
      {machines.length === 0 ? (
        <EmptyState icon={ServerOff} tone="idle" title={t.overview.noMachines} text={t.overview.noMachinesText} />
      ) : (
        <DataTable
          label={t.overview.machines}
          columns={columns}
          rows={machines}
          rowKey={({ name }) => name}
          rowName={({ name }) => name}
        />
      )}
    </Panel>
  );
}

const READY = /^(ok|ready)$/i;

function State({ machine: { state, diskUsedBytes: used, diskTotalBytes: total } }: { machine: Machine }) {
  if (!READY.test(state)) return <Status kind="failed">{state}</Status>;
  if (total > 0 && used / total >= FULL_DISK)
    return <Status kind="warning">{`${t.overview.disk} ${percent((used / total) * 100)}`}</Status>;
  return <Status kind="ready">{t.overview.ready}</Status>;
}

const columns: Column<Machine>[] = [
  {
    key: 'name',
    title: t.overview.machine,
    render: ({ name }) => (
      <span className="mono trunc" title={name}>
        {name}
      </span>
    ),
  },
  { key: 'state', title: t.overview.state, width: 128, render: (machine) => <State machine={machine} /> },
  {
    key: 'cpu',
    title: t.common.cpu,
    width: 116,
    render: ({ cpuUsed, cpuTotal }) => <MiniBar resource="cpu" used={cpuUsed} limit={cpuTotal} />,
  },
  {
    key: 'memory',
    title: t.groups.memoryGib,
    width: 124,
    render: ({ memoryUsed, memoryTotal }) => <MiniBar resource="memory" used={memoryUsed} limit={memoryTotal} />,
  },
  {
    key: 'gpu',
    title: t.common.gpu,
    width: 108,
    render: ({ gpuUsed, gpuTotal }) =>
      gpuTotal > 0 ? (
        <MiniBar resource="gpu" used={gpuUsed} limit={gpuTotal} />
      ) : (
        <span className="dim">{t.common.none}</span>
      ),
  },
  {
    key: 'disk',
    title: t.overview.disk,
    width: 156,
    right: true,
    render: ({ diskUsedBytes, diskTotalBytes }) =>
      diskTotalBytes > 0 ? <span className="dim2">{bytesOf(diskUsedBytes, diskTotalBytes)}</span> : t.common.none,
  },
];
