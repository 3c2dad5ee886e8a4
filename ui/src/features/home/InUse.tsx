// Everything that uses the group's quota now, with sums.
import { Segmented, Tooltip } from 'antd';
import { AppWindow, Hammer, ListChecks, MonitorPlay, NotebookText, Rocket } from 'lucide-react';
import { Link, useSearchParams } from 'react-router';
import { exact } from '../../format/quota';
import { number } from '../../format/number';
import { resources, type Resource } from '../../format/units';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { useMe } from '../../shell/me';
import { Avatar } from '../../ui/Avatar';
import { DataTable, type Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { changed } from '../../ui/list-state';
import { usePhone } from '../../ui/media';
import { Elapsed } from '../../ui/Moment';
import { Panel } from '../../ui/Panel';
import { Status } from '../../ui/Status';
import { statusOf } from '../notebooks/status';
import type { HomeWorkload } from './HomePage';
import './StartWith.css';

const icons = { notebook: NotebookText, job: ListChecks, deployment: Rocket, app: AppWindow, build: Hammer };

const since: Record<HomeWorkload['phase'], string> = {
  Running: t.home.runningFor,
  Starting: t.home.startingFor,
  Queued: t.home.queuedFor,
  Stopping: t.home.stoppingFor,
  Stopped: t.home.stoppingFor,
  Failed: t.home.stoppingFor,
};

export function InUse({ workloads }: { workloads: HomeWorkload[] }) {
  const [params, setParams] = useSearchParams();
  const { username } = useMe();
  const phone = usePhone();
  const mine = params.get('mine') === '1';
  const rows = mine ? workloads.filter(({ userName }) => userName === username) : workloads;
  const choose = (value: string) =>
    setParams(changed(params, { mine: value === 'mine' ? '1' : undefined }), {
      replace: true,
      preventScrollReset: true,
    });
  return (
    <Panel
      flush
      title={t.home.inUse}
      sub={(mine ? t.home.mine : t.home.workloads)(rows.length)}
      extra={
        <Segmented
          size="small"
          aria-label={t.home.whose}
          value={mine ? 'mine' : 'group'}
          onChange={choose}
          options={[
            { value: 'group', label: t.home.group },
            { value: 'mine', label: t.home.onlyMine },
          ]}
        />
      }
    >
      {rows.length === 0 ? (
        <EmptyState icon={MonitorPlay} tone="idle" title={t.home.nothingMine} text={t.home.nothingMineText} />
      ) : phone ? (
        <PhoneRows rows={rows} />
      ) : (
        <DataTable
          label={t.home.inUse}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowName={({ name }) => name}
          summary={{ name: t.home.total, ...totals(rows) }}
        />
      )}
    </Panel>
  );
}

function sum(rows: HomeWorkload[]) {
  const of = (resource: Resource) => exact(rows.reduce((total, row) => total + row[resource], 0));
  return { cpu: of('cpu'), memory: of('memory'), gpu: of('gpu') };
}

function totals(rows: HomeWorkload[]) {
  const { cpu, memory, gpu } = sum(rows);
  return { cpu: number(cpu), memory: number(memory), gpu: number(gpu) };
}

/** Jobs and one's own notebooks lead to their page; notebooks of others are only named. */
function Name({ row }: { row: HomeWorkload }) {
  const group = useGroup();
  const { username } = useMe();
  const page =
    row.kind === 'job' ? 'jobs' : row.kind === 'notebook' && row.userName === username ? 'notebooks' : undefined;
  if (!page) {
    return (
      <span className="strong-name trunc" title={row.name}>
        {row.name}
      </span>
    );
  }
  return (
    <Link className="row-link trunc" to={groupPath(group, `${page}/${row.id}`)} title={row.name}>
      {row.name}
    </Link>
  );
}

function What({ row }: { row: HomeWorkload }) {
  return (
    <>
      {t.home.kinds[row.kind]} · {since[row.phase]} <Elapsed since={row.since} />
    </>
  );
}

const columns: Column<HomeWorkload>[] = [
  {
    key: 'name',
    title: t.home.name,
    render: (row) => {
      const Icon = icons[row.kind];
      return (
        <span className="row">
          <Tooltip title={t.home.kinds[row.kind]}>
            <Icon size={16} strokeWidth={1.75} color="var(--ph-text-2)" className="no-shrink" aria-hidden />
          </Tooltip>
          <span className="cell2">
            <Name row={row} />
            <span className="sub trunc">
              <What row={row} />
            </span>
          </span>
        </span>
      );
    },
  },
  {
    key: 'owner',
    title: t.home.owner,
    width: 160,
    render: ({ userName }) => (
      <span className="row">
        <Avatar name={userName} size={20} />
        <span className="dim2 trunc" title={userName}>
          {userName}
        </span>
      </span>
    ),
  },
  {
    key: 'type',
    title: t.home.instanceType,
    width: 144,
    from: 'laptop',
    render: ({ instanceType }) => <span className="mono">{instanceType}</span>,
  },
  { key: 'cpu', title: t.common.cpu, width: 76, right: true, render: ({ cpu }) => number(cpu) },
  { key: 'memory', title: t.home.gib, width: 76, right: true, render: ({ memory }) => number(memory) },
  {
    key: 'gpu',
    title: t.common.gpu,
    width: 68,
    right: true,
    render: ({ gpu }) => <span className={gpu === 0 ? 'dim' : undefined}>{number(gpu)}</span>,
  },
];

function PhoneRows({ rows }: { rows: HomeWorkload[] }) {
  return (
    <ul className="phone-rows">
      {rows.map((row) => (
        <li key={row.id}>
          <div className="line1">
            <Name row={row} />
            <Status kind={statusOf(row.phase)} />
          </div>
          <div className="line2 num">
            <What row={row} />
          </div>
          <div className="line2 num">
            {row.userName} · {resources(row)}
          </div>
        </li>
      ))}
      <li>
        <div className="line1">
          <b>{t.home.total}</b>
          <b className="num">{resources(sum(rows))}</b>
        </div>
      </li>
    </ul>
  );
}
