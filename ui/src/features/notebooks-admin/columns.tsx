// The columns of the list of all notebooks.
import { Button } from 'antd';
import { ArrowUpRight } from 'lucide-react';
import { Link } from 'react-router';
import type { AllNotebooksQuery } from '../../api/generated/graphql';
import { number } from '../../format/number';
import { resources } from '../../format/units';
import { t } from '../../messages/admin';
import type { Column } from '../../ui/DataTable';
import { Age } from '../../ui/Moment';
import { RowMenu } from '../../ui/RowMenu';
import { Status } from '../../ui/Status';
import { statusOf } from '../notebooks/status';
import type { Asked } from './AskFirst';
import { canStop } from './phase';

export type Row = AllNotebooksQuery['notebooksConnection']['nodes'][number];

export const columns = (ask: (asked: Asked) => void): Column<Row>[] => [
  {
    key: 'name',
    title: t.notebooksAdmin.notebook,
    sortable: true,
    render: (row) => (
      <span className="cell2">
        <span className="trunc list-name" title={row.name}>
          {row.name}
        </span>
        <span className="sub trunc" title={row.reason ?? undefined}>
          {row.reason ?? imageName(row)}
        </span>
      </span>
    ),
  },
  {
    key: 'user',
    title: t.notebooksAdmin.owner,
    width: 136,
    sortable: true,
    render: (row) => (
      <Link className="mono trunc" to={`/admin/users/${row.userId}`} title={row.userName}>
        {row.userName}
      </Link>
    ),
  },
  {
    key: 'group',
    title: t.notebooksAdmin.group,
    width: 144,
    sortable: true,
    render: ({ group }) => (
      <Link className="trunc" to={`/admin/groups/${group.id}`} title={group.displayName || group.name}>
        {group.displayName || group.name}
      </Link>
    ),
  },
  {
    key: 'phase',
    title: t.notebooksAdmin.state,
    width: 112,
    render: (row) => <Status kind={statusOf(row.phase)} />,
  },
  {
    key: 'size',
    title: t.notebooksAdmin.size,
    width: 180,
    from: 'wide',
    render: (row) => <Size row={row} />,
  },
  {
    key: 'activity',
    title: t.notebooksAdmin.activity,
    width: 112,
    sortable: true,
    render: (row) => (
      <span className="dim2">{row.lastActivityAt ? <Age at={row.lastActivityAt} /> : t.common.never}</span>
    ),
  },
  {
    key: 'connections',
    title: t.notebooksAdmin.connections,
    width: 116,
    right: true,
    from: 'wide',
    render: (row) =>
      row.connections > 0 ? number(row.connections) : <span className="dim">{t.notebooksAdmin.nobody}</span>,
  },
  {
    key: 'actions',
    title: t.common.actions,
    hideTitle: true,
    width: 136,
    render: (row) => <Actions row={row} ask={ask} />,
  },
];

const imageName = ({ image, settings }: Row) => image?.displayName || image?.name || settings.image;

function Size({ row: { instanceType, settings } }: { row: Row }) {
  const { cpuLimit, memoryLimit, gpuLimit } = instanceType ?? {};
  const size = { cpu: cpuLimit ?? 0, memory: memoryLimit ?? 0, gpu: gpuLimit ?? 0 };
  return (
    <span className="cell2">
      <span className="mono trunc">{settings.instanceType}</span>
      <span className="sub trunc">{instanceType ? resources(size) : t.notebooksAdmin.typeGone}</span>
    </span>
  );
}

function Actions({ row, ask }: { row: Row; ask: (asked: Asked) => void }) {
  return (
    <span className="row row-actions">
      {row.openUrl && (
        <Button
          size="small"
          color="primary"
          variant="filled"
          href={row.openUrl}
          target="_blank"
          rel="noopener"
          icon={<ArrowUpRight size={14} aria-hidden />}
          aria-label={t.notebooksAdmin.openOf(row.name)}
        >
          {t.notebooksAdmin.open}
        </Button>
      )}
      <RowMenu
        name={`${row.name}, ${row.userName}`}
        actions={[
          {
            key: 'restart',
            label: t.notebooksAdmin.restart,
            disabledBecause: row.phase === 'Running' ? undefined : t.notebooksAdmin.notRunning,
            onClick: () => ask({ what: 'restart', notebook: row }),
          },
          {
            key: 'stop',
            label:
              row.phase === 'Starting' || row.phase === 'Queued' ? t.notebooksAdmin.cancelStart : t.notebooksAdmin.stop,
            danger: true,
            disabledBecause: canStop(row.phase) ? undefined : t.notebooksAdmin.notRunning,
            onClick: () => ask({ what: 'stop', notebook: row }),
          },
        ]}
      />
    </span>
  );
}
